//! The files of a content folder, in memory.

use std::collections::BTreeMap;

use crate::content::file_facts::FileFacts;
use crate::content::text::SourceText;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;

/// The files of a content folder, in memory.
#[derive(Debug, Clone)]
pub struct Sources {
    pub newsroom: SourceFile,
    /// `None` when there is no such file.
    pub contacts: Option<SourceFile>,
    /// `None` when there is no such file.
    pub departments: Option<SourceFile>,
    /// `None` when there is no such file.
    pub senders: Option<SourceFile>,
    /// `None` for Depesch's own looks. It stands elsewhere, beside the other templates.
    pub theme: Option<ThemeSource>,
    pub releases: Vec<ReleaseSource>,
    /// What was found on the way that belongs to no release.
    pub ignored: Vec<Diagnostic>,
}

/// One file, or why it could not be read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub bytes: Result<Vec<u8>, Box<Diagnostic>>,
}

/// What is printed looks like this: a text, and the files that it names.
#[derive(Debug, Clone)]
pub struct ThemeSource {
    /// Under the name that was asked for.
    pub source: SourceFile,
    /// By the name that stands in the text.
    pub beside: BTreeMap<String, Result<Vec<u8>, FileProblem>>,
}

/// Why a file that a theme names is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    Missing,
    /// Its name leads away from the theme.
    Outside,
    NotAFile,
    /// Than so many megabytes.
    TooLarge(u64),
    /// With the system's own words.
    Unreadable(String),
}

impl ThemeSource {
    /// A theme with nothing beside it.
    pub fn from_text(file: &str, text: &str) -> ThemeSource {
        let source = SourceFile { file: file.to_owned(), bytes: Ok(text.as_bytes().to_vec()) };
        ThemeSource { source, beside: BTreeMap::new() }
    }

    /// Whether a file is the theme's own, or one that it names.
    pub fn has(&self, file: &str) -> bool {
        self.source.file == file || self.beside.keys().any(|name| self.path_of(name) == file)
    }

    /// `templates/print/logo.svg`: how a file beside the theme is shown.
    pub fn path_of(&self, name: &str) -> String {
        match self.source.file.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }
}

/// One folder of a release, and what is in it.
#[derive(Debug, Clone)]
pub struct ReleaseSource {
    /// The name of the folder that should be a year: `2017`.
    pub year: String,
    /// The name of the release's own folder.
    pub slug: String,
    /// `release.md`.
    pub source: SourceFile,
    /// `release.en.md` and its like, with the language in the name.
    pub translations: Vec<(String, SourceFile)>,
    /// What stands in `revisions/`: earlier texts, named by their number (`1.md`) and, for a translation, its language (`1.en.md`).
    pub revisions: Vec<(String, SourceFile)>,
    /// Pictures and documents.
    pub files: Vec<FileSource>,
    /// What a release cannot carry.
    pub others: Vec<OtherEntry>,
}

/// A file beside a text: what was seen of it, or why it could not be read.
#[derive(Debug, Clone)]
pub struct FileSource {
    /// Its name in the folder.
    pub name: String,
    pub about: Result<FileFacts, Box<Diagnostic>>,
}

/// A file of a kind that is not read, or a folder.
#[derive(Debug, Clone)]
pub struct OtherEntry {
    /// Its name in the folder.
    pub name: String,
    pub is_folder: bool,
}

impl ReleaseSource {
    /// A folder in which nothing stands but its `release.md`.
    pub fn from_text(year: &str, slug: &str, source: SourceFile) -> ReleaseSource {
        let (year, slug) = (year.to_owned(), slug.to_owned());
        let (translations, revisions, files, others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        ReleaseSource { year, slug, source, translations, revisions, files, others }
    }

    /// `releases/2017/x/`: the folder here and in the output.
    pub fn folder(&self) -> String {
        format!("releases/{}/{}/", self.year, self.slug)
    }
}

pub(crate) fn decode(source: &SourceFile, diagnostics: &Diagnostics) -> Option<SourceText> {
    match &source.bytes {
        Ok(bytes) => SourceText::decode(&source.file, bytes, diagnostics),
        Err(mistake) => {
            diagnostics.push(Diagnostic::clone(mistake));
            None
        }
    }
}

/// A text of more bytes is no press release.
pub const MAX_TEXT_BYTES: u64 = 10 * 1024 * 1024;
