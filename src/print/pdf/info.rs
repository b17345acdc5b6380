//! What a PDF says about itself, and the file that it carries.

/// What a PDF says about itself, once for both of its dictionaries.
#[derive(Debug, Clone)]
pub struct DocumentInfo {
    pub title: String,
    pub author: String,
    /// A language tag.
    pub lang: String,
    /// The identity of the release: the same for all its versions.
    pub id: String,
    /// ISO 8601, as exact as it is known: `2017-06-20` or `2017-06-20T09:30:00+02:00`.
    pub created: String,
    pub changed: String,
    /// Who may use it for what.
    pub rights: Option<String>,
    pub attached: Option<EmbeddedFile>,
}

/// A file that goes along with a document.
#[derive(Debug, Clone)]
pub struct EmbeddedFile {
    /// `ny-simhall.ninjs.json`
    pub name: String,
    pub media_type: &'static str,
    /// What it is, for people.
    pub about: &'static str,
    pub bytes: Vec<u8>,
}
