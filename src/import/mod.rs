//! Turns releases that were written elsewhere (plain text, a saved web page, a paste from a word processor, a feed, an export of
//! WordPress) into our content format.
//!
//! The words are taken over as they are. What belonged to the other place (breadcrumbs, "Skriv ut") is left out and reported.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::model::Day;
use crate::model::Lang;
use crate::model::ReleaseId;
use crate::model::Zone;

mod boilerplate;
mod contacts;
mod date;
mod decode;
mod document;
mod feed;
mod html;
mod importer;
mod links;
mod lists;
mod phrases;
mod plain;
mod recognize;
mod registries;
mod source_map;
mod styled_text;
mod write;
mod xml;

pub use importer::Importer;
pub use importer::InputRest;
pub use importer::Outcome;

/// The bytes to be imported.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name for diagnostics, or `-` for standard input.
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What the content folder has already.
#[derive(Debug, Clone)]
pub struct ExistingContent<'a> {
    /// The publisher's name: a text "Om Solvik kommun" is about the publisher, not about a department.
    pub publisher: &'a str,
    /// Host name under which the id is minted.
    pub id_authority: &'a str,
    pub language: &'a Lang,
    pub zone: &'a Zone,
    /// The whole text of `contacts.toml`; empty when there is none.
    pub contacts: &'a str,
    /// The key of the organisation whose texts these are.
    pub sender: &'a str,
    /// The whole text of `departments.toml`; empty when there is none.
    pub departments: &'a str,
    /// Every release by id, with its folder (`releases/2017/x/`).
    pub releases: &'a BTreeMap<String, String>,
    /// Every folder that holds something, also what is no release yet (`releases/2017/x/`).
    pub folders: &'a BTreeSet<String>,
    /// The topics of the newsroom: names by key.
    pub topics: &'a BTreeMap<String, String>,
    /// The day of the import. It stands in for a date only where the text has none, and the release is then a draft.
    pub day: Day,
}

/// A release in our format, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub id: ReleaseId,
    /// Relative to the content folder: `releases/2017/<slug>/`.
    pub folder: String,
    /// This text was imported before, into `folder`, where its author may have worked on: write nothing.
    pub already_there: bool,
    /// The text of `release.md`.
    pub release: String,
    /// The whole new text of `contacts.toml`.
    pub contacts: String,
    /// The whole new text of `departments.toml`.
    pub departments: String,
    /// What the author should look at, with places in the input.
    pub notes: Vec<Diagnostic>,
    pub left_out: Vec<Omission>,
}

/// Words of the input that are not part of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// In the input, from 1.
    pub line: usize,
    pub text: String,
    pub why: OmissionReason,
}

/// Why words were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OmissionReason {
    /// Menus, breadcrumbs, buttons, the frame of the page.
    Furniture,
    /// Written for screen readers or hidden from everybody.
    Hidden,
    /// The headline or the kind once more.
    Repeated,
    /// A date that became a field.
    Date,
    /// A picture, by its alternative text.
    Picture,
    /// The words below a picture.
    Caption,
    /// Outside the main part of a web page, or before its headline.
    Outside,
    /// In an export or a feed: what a release has no field for (author, enclosure, comments).
    NoField,
    /// In an export: a page, an attachment, a post that was thrown away.
    OtherSort,
}

/// Reads `input`, which is one release, and writes it in our format; or says what hinders that. Feeds and many inputs are for the
/// [`Importer`].
pub fn import(input: &Input<'_>, into: &ExistingContent<'_>) -> Result<Imported, Vec<Diagnostic>> {
    let decoded = decode::decode(input)?;
    Importer::new(into)?.import_document(input.name, decoded)
}

impl Imported {
    /// Relative to the content folder: `releases/2017/<slug>/release.md`.
    pub fn path(&self) -> String {
        format!("{}release.md", self.folder)
    }
}
