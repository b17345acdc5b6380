//! Documents that go with a release, and whether a screen reader can follow them.

use std::sync::Arc;

use super::media::File;
use super::name::Lang;
use super::name::SingleLine;
use super::party::Contact;

/// A document that is attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub file: Arc<File>,
    pub title: SingleLine,
    /// `None` when nothing was said: most often the release's.
    pub lang: Option<Lang>,
    pub pages: Option<u32>,
    pub access: Access,
}

/// Whether a screen reader can follow a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Nothing was said, and nothing is claimed.
    Unknown,
    Accessible,
    /// It cannot, and this is whom to ask for another form.
    Ask(Arc<Contact>),
}
