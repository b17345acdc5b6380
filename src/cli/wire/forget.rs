//! `depesch wire forget SLUG`: a release is gone without a withdrawal, and that is meant.

use clap::Args;
use serde_json::json;

use super::acts::person;
use super::journal::{ReadNewsroom, StateOption, find_release};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::db::delivery::ApprovalKind;
use crate::error::Error;
use crate::msg;

#[derive(Debug, Args)]
pub struct ForgetArgs {
    #[arg(value_name = "SLUG")]
    release: String,
    #[command(flatten)]
    state: StateOption,
}

impl ForgetArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let newsroom = ReadNewsroom::read(common, env);
        let release = find_release(&database, newsroom.loaded.as_ref(), &self.release)?;
        let name = release.name;
        let is_public = newsroom.loaded.as_ref().is_some_and(|loaded| {
            let edition = loaded.edition();
            edition.releases().iter().any(|public| public.id.as_str() == release.id)
        });
        if is_public {
            return Err(Error::new(msg!(
                "`{name}` is public: there is nothing to forget",
                "`{name}` är publikt: det finns inget att glömma"
            ))
            .hint(msg!("`depesch withdraw {name}` withdraws it", "`depesch withdraw {name}` återkallar det")));
        }
        database.approve(ApprovalKind::Forget, std::slice::from_ref(&release.id), env.now)?;
        let stopped = database.suppress_held(&release.id, &format!("forgotten by {}", person(env)), env.now)?;
        let holders = database.holders(&release.id)?.len();
        if common.json {
            let value = json!({ "release": name, "receivers": holders, "stopped": stopped });
            return Ok(Report::json(&value, Exit::Success));
        }
        let text = msg!(
            "`{name}` is forgotten; receivers that keep its text and are told nothing: {holders}; deliveries that are not sent any more: {stopped}\n",
            "`{name}` är glömt; mottagare som har kvar texten och inget får veta: {holders}; leveranser som inte längre skickas: {stopped}\n"
        );
        Ok(Report::success(text.text(env.ui_language)))
    }
}
