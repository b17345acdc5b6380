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
    /// State folder of the service, which may be running
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Folder with the backup
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// State folder of the service, which must not be running
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
}

impl BackupArgs {
    pub fn run(&self, env: &Environment) -> Result<Report, Error> {
        state::back_up(&self.state, &self.to)?;
        let to = self.to.display();
        let said = msg!(
            "copied to `{to}`; it holds keys: keep it where nobody else reads\n",
            "kopierat till `{to}`; där finns nycklar: förvara det så att ingen annan kan läsa\n"
        );
        Ok(Report::success(said.text(env.ui_language).to_owned()))
    }
}

impl RestoreArgs {
    pub fn run(&self, env: &Environment) -> Result<Report, Error> {
        let kept = state::restore(&self.from, &self.state)?;
        let (from, state) = (self.from.display(), self.state.display());
        let said = match kept.as_ref().map(|kept| kept.display()) {
            Some(kept) => msg!(
                "`{from}` is in place in `{state}`; what was there before is in `{kept}`\n",
                "`{from}` ligger på plats i `{state}`; det som fanns där ligger i `{kept}`\n"
            ),
            None => msg!("`{from}` is in place in `{state}`\n", "`{from}` ligger på plats i `{state}`\n"),
        };
        Ok(Report::success(said.text(env.ui_language).to_owned()))
    }
}
