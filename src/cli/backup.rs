//! `depesch backup` and `depesch restore`: copy the state of the service, and put it back.

use std::path::PathBuf;

use clap::Args;

use super::environment::Environment;
use super::report::Report;
use crate::error::Error;
use crate::msg;
use crate::serve::state;

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// New folder for the backup
    #[arg(value_name = "DIR")]
    to: PathBuf,
    /// State directory of the service, which may be running
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Folder with the backup
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// State directory of the service, which must not be running
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
}

impl BackupArgs {
    pub fn run(&self, env: &Environment) -> Result<Report, Error> {
        state::back_up(&self.state, &self.to)?;
        let to = self.to.display();
        let message = msg!(
            "backed up to `{to}`; it contains keys: keep it where nobody else can read it\n",
            "säkerhetskopierat till `{to}`; där finns nycklar: förvara det så att ingen annan kan läsa\n"
        );
        Ok(Report::success(message.text(env.ui_language).to_owned()))
    }
}

impl RestoreArgs {
    pub fn run(&self, env: &Environment) -> Result<Report, Error> {
        let replaced = state::restore(&self.from, &self.state)?;
        let (from, state) = (self.from.display(), self.state.display());
        let message = match replaced.as_ref().map(|replaced| replaced.display()) {
            Some(replaced) => msg!(
                "restored `{from}` to `{state}`; the previous state is in `{replaced}`\n",
                "`{from}` är återställt till `{state}`; det tidigare läget ligger i `{replaced}`\n"
            ),
            None => msg!("restored `{from}` to `{state}`\n", "`{from}` är återställt till `{state}`\n"),
        };
        Ok(Report::success(message.text(env.ui_language).to_owned()))
    }
}
