//! What an import gives: a release in our format, and what was left out of it.

use crate::diag::Diagnostic;
use crate::model::ReleaseId;

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
    pub warnings: Vec<Diagnostic>,
    pub omissions: Vec<Omission>,
}

/// Words of the input that are not part of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// In the input, from 1.
    pub line: usize,
    pub text: String,
    pub reason: OmissionReason,
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

impl Imported {
    /// Relative to the content folder: `releases/2017/<slug>/release.md`.
    pub fn path(&self) -> String {
        format!("{}release.md", self.folder)
    }
}

/// A release, or why there is none.
pub type ImportOutcome = Result<Imported, Vec<Diagnostic>>;

/// What belongs to a whole input and to no release of it.
#[derive(Debug, Default)]
pub struct InputRest {
    /// The input was a feed, so it could hold any number of releases.
    pub is_feed: bool,
    pub warnings: Vec<Diagnostic>,
    /// Pages, attachments: what is no release.
    pub omissions: Vec<Omission>,
}
