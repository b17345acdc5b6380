//! `depesch new "Rubrik"`: starts a release.

use std::fs;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Abort, Exit, Report, require_newsroom};
use crate::diag::Message;
use crate::error::Error;
use crate::model::{Headline, Record};
use crate::out::write_new;
use crate::{content, msg};

#[derive(Debug, Args)]
pub struct NewArgs {
    /// Headline, without "Press release:"
    headline: String,
    /// Time of writing [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
}

impl NewArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let headline = parse_headline(&self.headline)?;
        let loaded = content::load(&common.content)?;
        let newsroom = require_newsroom(&loaded, common, env)?;
        let now = env.instant(newsroom, "--now", self.now.as_deref())?;
        let draft = content::draft::draft(newsroom, &headline, &now)?;
        let path = common.content.join(&draft.path);
        let had = |record: &&Record| record.newest().former_permalinks.iter().any(|old| draft.path.starts_with(&old.folder()));
        if let Some(record) = newsroom.records().find(had) {
            let file = &record.newest().source;
            return Err(Error::new(msg!("this is a former address of `{file}`", "`{file}` har haft den här adressen"))
                .hint(msg!(
                    "an address is never used again: choose another headline, and change it in the file",
                    "en adress används aldrig igen: välj en annan rubrik, och ändra den i filen"
                ))
                .into());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|e| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), folder, e))?;
        }
        if path.exists() {
            let shown = path.display();
            return Err(Error::new(msg!("`{shown}` exists", "`{shown}` finns redan"))
                .hint(msg!("edit it, or choose another headline", "redigera den, eller välj en annan rubrik"))
                .into());
        }
        write_new(&path, draft.text.as_bytes())?;
        let (id, shown) = (draft.id.to_string(), path.display().to_string());
        if common.json {
            return Ok(Report::json(&serde_json::json!({ "file": shown, "id": id }), Exit::Success));
        }
        Ok(Report::success(format!("{shown}\n")))
    }
}

pub(super) fn parse_headline(text: &str) -> Result<Headline, Error> {
    Headline::parse(text).map_err(|error| {
        let Message { en, sv } = content::explain_name_error(&error);
        Error::new(msg!("this headline cannot be used: {en}", "rubriken kan inte användas: {sv}"))
            .hint(msg!("write one line of text", "skriv en rad text"))
    })
}
