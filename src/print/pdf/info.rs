/// The metadata of a PDF, for both of its dictionaries, and the file that it carries.
#[derive(Debug, Clone)]
pub struct DocumentInfo {
    pub title: String,
    pub author: String,
    pub lang: String,
    /// The identity of the release: the same for all its versions.
    pub id: String,
    /// ISO 8601, as exact as known: `2017-06-20` or `2017-06-20T09:30:00+02:00`.
    pub created: String,
    pub modified: String,
    /// The terms of use.
    pub rights: Option<String>,
    pub attachment: Option<EmbeddedFile>,
}

#[derive(Debug, Clone)]
pub struct EmbeddedFile {
    /// `ny-simhall.ninjs.json`
    pub name: String,
    pub media_type: &'static str,
    /// For readers of the PDF.
    pub description: &'static str,
    pub bytes: Vec<u8>,
}
