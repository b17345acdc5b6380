//! `depesch move SLUG NEW`: a release gets a new address, and the old one leads there.

use std::fs;

use clap::Args;

use super::Common;
use super::Report;
use super::World;
use super::change::Found;
use super::change::find;
use crate::content;
use crate::content::change;
use crate::error::Error;
use crate::model::Permalink;
use crate::model::Slug;
use crate::out::replace;
use crate::say;

#[derive(Debug, Args)]
pub struct Move {
    /// The name of the release's folder; with its year when two have the same: 2026/sommarlov
    #[arg(value_name = "SLUG")]
    release: String,
    /// The new name of the folder: a-z, 0-9 and hyphens
    #[arg(value_name = "NEW")]
    to: String,
}

impl Move {
    pub fn run(&self, common: &Common, world: &World) -> Result<Report, Error> {
        let slug = Slug::parse(&self.to).map_err(|why| {
            let hint = match Slug::from_headline(&self.to) {
                Some(better) => say!("`{better}` would do", "`{better}` går bra"),
                None => say!("use `a-z`, `0-9` and single hyphens", "använd `a-z`, `0-9` och enkla bindestreck"),
            };
            Error::new(say!("this name cannot be used: {why}", "namnet kan inte användas: {why}")).hint(hint)
        })?;
        let loaded = content::load(&common.content)?;
        let release = match find(&loaded, &self.release, common, world)? {
            Found::Release(release) => release,
            Found::Wrong(report) => return Ok(report),
        };
        let old = release.permalink.original();
        let new = Permalink { slug, ..old.clone() };
        let (from, to) = (common.content.join(old.folder()), common.content.join(new.folder()));
        if fs::symlink_metadata(&to).is_ok() {
            let to = to.display();
            return Err(Error::new(say!("`{to}` is there already", "`{to}` finns redan"))
                .hint(say!("choose another name", "välj ett annat namn")));
        }
        let taken =
            loaded.newsroom.iter().flat_map(|newsroom| newsroom.records()).find(|record| record.newest().former.contains(&new));
        if let Some(other) = taken {
            let file = &other.newest().source;
            return Err(Error::new(say!("the address is known as that of `{file}`", "adressen är känd som `{file}`:s")).hint(
                say!("an address is never used again: choose another name", "en adress används aldrig igen: välj ett annat namn"),
            ));
        }
        let file = from.join("release.md");
        let failed = |cause| Error::file(say!("cannot move the release", "kan inte flytta pressmeddelandet"), &from, cause);
        let text = fs::read_to_string(&file).map_err(failed)?;
        // The redirect first: a folder that was renamed without it would leave readers with nothing, and nobody would be told.
        replace(&file, change::with_former(&text, old.slug.as_str())?.as_bytes())?;
        fs::rename(&from, &to).map_err(failed)?;
        let to = to.display().to_string();
        if common.json {
            return Ok(Report::fine(format!("{:#}\n", serde_json::json!({ "folder": to, "former": old.folder() }))));
        }
        Ok(Report::fine(format!("{to}\n")))
    }
}
