//! `depesch init`: starts a newsroom in a folder.

mod answers;
mod example;
mod files;
mod questions;
mod template;
mod write;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::console::Ask;
use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Abort, Exit, Report};
use crate::diag::Message;
use crate::error::Error;
use crate::msg;
use answers::{AnswerFlags, Field};
use example::Example;

#[derive(Debug, Args)]
#[command(after_help = "On a terminal, init asks for what no flag gives. Elsewhere it never reads standard input.")]
pub struct InitArgs {
    /// Folder of the newsroom; created if missing
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    #[command(flatten)]
    flags: AnswerFlags,
    /// Write a fictional newsroom to try things out, in Swedish or English; asks nothing
    #[arg(long, conflicts_with_all = ["name", "address", "ids", "time_zone", "contact", "phone", "email", "headline"])]
    example: bool,
    /// Ask nothing; use the defaults
    #[arg(long)]
    yes: bool,
}

impl InitArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment, ask: Option<Ask<'_>>) -> Result<Report, Abort> {
        let is_here = self.dir == Path::new(".");
        let in_dir = |name: &Path| if is_here { name.to_owned() } else { self.dir.join(name) };
        let (content, gitignore) = (in_dir(&common.content), in_dir(Path::new(".gitignore")));
        write::refuse_existing(&content, files::NEWSROOM_FILES)?;
        let (files, ids) = if self.example {
            let example = self.example(env).map_err(|error| Report::error(&error, Exit::Usage, common, env))?;
            (example.files(env.now)?, example::IDS.to_owned())
        } else {
            let ask = ask.filter(|_| !self.yes);
            let answers = questions::collect(&self.flags, env, ask).map_err(|invalid| invalid.report(common, env))?;
            (files::newsroom(&answers, env)?, answers.text(Field::Ids).to_owned())
        };
        let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        write::refuse_existing(&content, &names)?;
        let mut written: Vec<String> = names.iter().map(|name| content.join(name).display().to_string()).collect();
        if write::write(&content, &files, &gitignore, &common.content)? {
            written.push(gitignore.display().to_string());
        }
        if common.json {
            return Ok(Report::json(&json!({ "files": written, "ids": ids }), Exit::Success));
        }
        let mut report = Report::success(written.iter().map(|file| format!("{file}\n")).collect::<String>());
        report.stderr = self.next_steps(&ids).text(env.ui_language).to_owned();
        Ok(report)
    }

    /// In the language of the flag, else of the locale, else in English.
    fn example(&self, env: &Environment) -> Result<&'static Example, Error> {
        let Some(tag) = self.flags.get(Field::Language) else {
            return Ok(Example::in_language(&questions::default_language(env)).unwrap_or(&example::ENGLISH));
        };
        Example::in_language(tag).ok_or_else(|| {
            Error::new(msg!("there is no example in `{tag}`", "det finns inget exempel på `{tag}`"))
                .hint(msg!("choose `--language en` or `--language sv`", "välj `--language en` eller `--language sv`"))
        })
    }

    fn next_steps(&self, ids: &str) -> Message {
        let go = if self.dir == Path::new(".") { String::new() } else { format!("cd {} && ", self.dir.display()) };
        let look = match (cfg!(feature = "serve"), self.example) {
            (true, true) => format!("{go}depesch serve        http://127.0.0.1:8080/"),
            (true, false) => format!("{go}depesch serve --base-url http://127.0.0.1:8080/"),
            (false, true) => format!("{go}depesch build        out/index.html"),
            (false, false) => format!("{go}depesch build --drafts --out preview"),
        };
        if self.example {
            return msg!(
                "look at it:   {look}\n\
                 change it:    edit the releases, and save\n\
                 your own:     depesch init DIR\n",
                "titta:        {look}\n\
                 prova:        ändra i meddelandena, och spara\n\
                 ett eget:     depesch init MAPP\n"
            );
        }
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
             utseende:     docs/theme.md\n"
        )
    }
}
