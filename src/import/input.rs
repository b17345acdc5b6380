//! What an import is given: the bytes, and what the content folder already has.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::Day;
use crate::model::Lang;
use crate::model::Zone;

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
