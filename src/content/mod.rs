//! Reads what the newsroom writes: a folder of TOML and Markdown becomes a newsroom, and every mistake in it a sentence with a hint.
//!
//! The disk is read by [`gather()`]; [`read`] is a function of the texts alone. One broken release never stops the others.

mod dates;
pub mod draft;
mod fences;
pub mod front_matter;
mod gather;
mod house;
mod markdown;
mod names;
mod prose;
mod quote;
mod release;
mod rules;
mod syntax;
mod text;

use std::path::Path;

use rayon::prelude::*;

use crate::content::house::House;
use crate::content::house::clean;
use crate::content::release::Reading;
use crate::content::text::Text;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::Newsroom;

pub use crate::content::gather::gather;

/// The files of a content folder, in memory.
#[derive(Debug, Clone)]
pub struct Sources {
    pub newsroom: Source,
    /// `None` when there is no such file.
    pub contacts: Option<Source>,
    /// `None` when there is no such file.
    pub departments: Option<Source>,
    pub releases: Vec<ReleaseSource>,
    /// What was found on the way that belongs to no release.
    pub strays: Vec<Diagnostic>,
}

/// One file, or why it could not be read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub bytes: Result<Vec<u8>, Box<Diagnostic>>,
}

/// One `release.md`, and the folders that name it.
#[derive(Debug, Clone)]
pub struct ReleaseSource {
    /// The name of the folder that should be a year: `2017`.
    pub year: String,
    /// The name of the release's own folder.
    pub slug: String,
    pub source: Source,
}

impl ReleaseSource {
    /// `releases/2017/x/`: the folder here and in the output.
    pub fn folder(&self) -> String {
        format!("releases/{}/{}/", self.year, self.slug)
    }
}

/// What came of a content folder.
#[derive(Debug)]
pub struct Loaded {
    /// Every release that is without mistakes. `None` when the newsroom's own files cannot be used.
    pub newsroom: Option<Newsroom>,
    /// Sorted by file and line.
    pub diagnostics: Vec<Diagnostic>,
    pub broken: Vec<BrokenRelease>,
}

/// A release with a mistake: it is not in the newsroom, and its last good output stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenRelease {
    /// `releases/2017/x/`.
    pub folder: String,
}

/// Reads a content folder from disk. An error only when the folder or its `newsroom.toml` cannot be read at all.
pub fn load(root: &Path) -> Result<Loaded, Error> {
    gather(root).map(|sources| read(&sources))
}

/// Makes a newsroom of texts in memory. The same texts always give the same newsroom.
pub fn read(sources: &Sources) -> Loaded {
    let mut diagnostics = sources.strays.clone();
    let newsroom = decode(&sources.newsroom, &mut diagnostics);
    let contacts = sources.contacts.as_ref().map(|source| decode(source, &mut diagnostics));
    let departments = sources.departments.as_ref().map(|source| decode(source, &mut diagnostics));
    let house = house::read(
        newsroom.as_ref(),
        contacts.as_ref().map(Option::as_ref),
        departments.as_ref().map(Option::as_ref),
        &mut diagnostics,
    );

    let read: Vec<(Option<Reading>, Vec<Diagnostic>)> =
        sources.releases.par_iter().map(|source| read_release(source, &house)).collect();
    let mut readings = Vec::new();
    let mut broken = Vec::new();
    for ((reading, found), source) in read.into_iter().zip(&sources.releases) {
        diagnostics.extend(found);
        match reading {
            Some(reading) => readings.push(reading),
            None => broken.push(BrokenRelease { folder: source.folder() }),
        }
    }
    rules::between(&mut readings, &house, &mut diagnostics, &mut broken);

    broken.sort();
    diagnostics.sort_by(|a, b| (&a.place, a.severity, &a.say.en).cmp(&(&b.place, b.severity, &b.say.en)));
    let publisher = house.publisher.filter(|_| house.contacts.whole && house.departments.whole);
    let newsroom = publisher.map(|publisher| Newsroom::new(publisher, readings.into_iter().map(|r| r.release).collect()));
    Loaded { newsroom, diagnostics, broken }
}

fn decode(source: &Source, mistakes: &mut Vec<Diagnostic>) -> Option<Text> {
    match &source.bytes {
        Ok(bytes) => Text::decode(&source.file, bytes, mistakes),
        Err(mistake) => {
            mistakes.push(Diagnostic::clone(mistake));
            None
        }
    }
}

fn read_release(source: &ReleaseSource, house: &House) -> (Option<Reading>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let text = decode(&source.source, &mut found);
    let reading = text.and_then(|text| release::read((&source.year, &source.slug), text, house, &mut found));
    let reading = reading.filter(|_| clean(&found, 0));
    if let Some(reading) = &reading {
        rules::within(reading, &mut found);
    }
    let reading = reading.filter(|_| clean(&found, 0));
    (reading, found)
}
