//! Documents attached to a release, and their accessibility.

use std::sync::Arc;

use super::media::File;
use super::name::{Lang, SingleLine};
use super::party::Contact;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub file: Arc<File>,
    pub title: SingleLine,
    /// `None` when the author gives none: usually that of the release.
    pub lang: Option<Lang>,
    pub pages: Option<u32>,
    pub access: Access,
}

/// Whether a document works with a screen reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// The author does not say.
    Unknown,
    Accessible,
    /// It does not; this contact provides an accessible version.
    Ask(Arc<Contact>),
}
