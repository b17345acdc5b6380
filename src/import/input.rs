//! The input of an import, and the existing content.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Day, Lang, Zone};

#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name for diagnostics, or `-` for standard input.
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What the content folder contains.
#[derive(Debug, Clone)]
pub struct ExistingContent<'a> {
    /// A text "Om Solvik kommun" is about the publisher, not about a department.
    pub publisher: &'a str,
    /// The authority of minted ids.
    pub id_authority: &'a str,
    pub language: &'a Lang,
    pub zone: &'a Zone,
    /// The content of `contacts.toml`, or empty.
    pub contacts: &'a str,
    /// The key of the organisation that is imported for.
    pub sender: &'a str,
    /// The content of `departments.toml`, or empty.
    pub departments: &'a str,
    /// Folders of releases (`releases/2017/x/`) by id.
    pub releases: &'a BTreeMap<String, String>,
    /// Every folder in use, even without a release (`releases/2017/x/`).
    pub folders: &'a BTreeSet<String>,
    /// The topics of the newsroom: names by key.
    pub topics: &'a BTreeMap<String, String>,
    /// The seconds (Unix) of the releases with only a day.
    pub seconds: &'a BTreeSet<i64>,
    /// The day of the import, used as the date of releases without one, which become drafts.
    pub day: Day,
}
