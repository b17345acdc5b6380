//! `depesch init`: starts a newsroom in a folder.

mod answers;
mod files;
mod write;

use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Ask;
use super::environment::Environment;
use super::options::CommonOptions;
use super::report::Exit;
use super::report::Report;
use crate::error::Error;
use crate::msg;
use answers::Field;
use answers::Given;

#[derive(Debug, Args)]
#[command(after_help = "On a terminal, init asks for what no flag gives. Elsewhere it never reads standard input.")]
pub struct InitArgs {
    /// Directory for the newsroom; created if missing
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Name of the newsroom and of its sender
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Address at which readers will find the newsroom
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Host name under which release ids are minted; never changes [default: from the address]
    #[arg(long, value_name = "HOST")]
    ids: Option<String>,
    /// Language of the releases [default: from the locale]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Time zone of the newsroom [default: the system's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Name of the press contact [default: Press office]
    #[arg(long, value_name = "NAME")]
    contact: Option<String>,
    /// Phone number of the press contact
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// E-mail address of the press contact
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Headline of the first release, a draft
    #[arg(long, value_name = "TEXT")]
    headline: Option<String>,
    /// Ask nothing; use the defaults
    #[arg(long)]
    yes: bool,
}

impl InitArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment, ask: Option<Ask<'_>>) -> Result<Report, Error> {
        let content = if self.dir == Path::new(".") { common.content.clone() } else { self.dir.join(&common.content) };
        write::refuse_existing(&content, files::NEWSROOM_FILES)?;
        let answers = match answers::collect(&self.given(), env, ask.filter(|_| !self.yes)) {
            Ok(answers) => answers,
            Err(refused) => return Ok(refused.report(common, env)),
        };
        let (files, ids) = (files::newsroom(&answers, env)?, answers.text(Field::Ids));
        let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        write::refuse_existing(&content, &names)?;
        write::write(&content, &files)?;
        let mut written: Vec<String> = names.iter().map(|name| content.join(name).display().to_string()).collect();
        let ignored = if self.dir == Path::new(".") { PathBuf::from(".gitignore") } else { self.dir.join(".gitignore") };
        if write::extend_gitignore(&ignored, &common.content)? {
            written.push(ignored.display().to_string());
        }
        if common.json {
            return Ok(Report::json(&json!({ "files": written, "ids": ids }), Exit::Success));
        }
        let mut report = Report::success(written.iter().map(|file| format!("{file}\n")).collect::<String>());
        report.stderr = self.next_steps(ids).text(env.ui_language).to_owned();
        Ok(report)
    }

    fn given(&self) -> Given<'_> {
        Given {
            name: self.name.as_deref(),
            address: self.address.as_deref(),
            ids: self.ids.as_deref(),
            language: self.language.as_deref(),
            time_zone: self.time_zone.as_deref(),
            contact: self.contact.as_deref(),
            phone: self.phone.as_deref(),
            email: self.email.as_deref(),
            headline: self.headline.as_deref(),
        }
    }

    fn next_steps(&self, ids: &str) -> crate::diag::Message {
        let go = if self.dir == Path::new(".") { String::new() } else { format!("cd {} && ", self.dir.display()) };
        let look = if cfg!(feature = "serve") {
            format!("{go}depesch serve --base-url http://127.0.0.1:8080/")
        } else {
            format!("{go}depesch build --drafts --out preview")
        };
        msg!(
            "release ids are minted under `{ids}`: that never changes\n\
             look at it:   {look}\n\
             publish it:   remove the line `status = \"draft\"` of a release\n\
             next one:     depesch new \"Headline\"        import old ones: depesch import FEED\n\
             your look:    docs/theme.md\n",
            "id:n skapas under `{ids}`: det ändras aldrig\n\
             titta:        {look}\n\
             publicera:    ta bort raden `status = \"draft\"` i ett meddelande\n\
             nästa:        depesch new \"Rubrik\"        hämta in gamla: depesch import FLÖDE\n\
             eget utseende: docs/theme.md\n"
        )
    }
}
