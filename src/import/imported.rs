//! The result of an import: a release in our format, and what was left out.

use crate::diag::Diagnostic;
use crate::model::ReleaseId;

/// A release in our format, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub id: ReleaseId,
    /// Relative to the content folder: `releases/2017/<slug>/`.
    pub folder: String,
    /// Of the input, from 1, where it begins.
    pub line: usize,
    /// Its address at its source.
    pub address: Option<String>,
    /// Imported before into `folder`, where its author may have edited it: nothing is to be written.
    pub already_there: bool,
    /// The content of `release.md`.
    pub release: String,
    /// The new content of `contacts.toml`.
    pub contacts: String,
    /// The new content of `departments.toml`.
    pub departments: String,
    pub warnings: Vec<Diagnostic>,
    pub omissions: Vec<Omission>,
}

/// Text of the input that is left out of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// In the input, from 1.
    pub line: usize,
    pub text: String,
    pub reason: OmissionReason,
}

/// Why text is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OmissionReason {
    /// Menus, breadcrumbs, buttons, header and footer.
    PageChrome,
    /// For screen readers, or not shown at all.
    Hidden,
    /// The headline or the kind again.
    Repeated,
    /// A date that became a field.
    Date,
    /// Day, time or place that became the event.
    Event,
    /// The label above contacts, the name of the organisation among them, or a number that was written twice.
    ContactLabel,
    /// The alternative text of a picture.
    Picture,
    Caption,
    /// Outside the main part of a page, or before its headline.
    Outside,
    /// In a feed or an export: data without a field in a release (author, enclosure, comments).
    NoField,
    /// It has a password at its source.
    NotPublic,
    /// In an export: a page, an attachment, a deleted post.
    NotARelease,
}

impl Imported {
    /// Relative to the content folder: `releases/2017/<slug>/release.md`.
    pub fn path(&self) -> String {
        format!("{}release.md", self.folder)
    }
}

/// A release, or the errors that prevent it.
pub type ImportOutcome = Result<Imported, Vec<Diagnostic>>;

/// The findings about an input as a whole.
#[derive(Debug, Default)]
pub struct InputRest {
    /// The input is a feed with any number of releases.
    pub is_feed: bool,
    pub warnings: Vec<Diagnostic>,
    /// Pages, attachments and other parts that are not releases.
    pub omissions: Vec<Omission>,
}
