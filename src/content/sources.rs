//! The files of a content folder, in memory.

use std::collections::BTreeMap;

use crate::content::file_facts::FileFacts;
use crate::content::picture_memory::PictureMemory;
use crate::content::text::{LineRule, SourceText};
use crate::diag::{Diagnostic, Diagnostics};

#[derive(Debug, Clone)]
pub struct Sources {
    pub newsroom: SourceFile,
    /// `None` when there is no such file.
    pub contacts: Option<SourceFile>,
    /// `None` when there is no such file.
    pub departments: Option<SourceFile>,
    /// `None` when there is no such file.
    pub senders: Option<SourceFile>,
    /// `None` when there is no such file.
    pub channels: Option<SourceFile>,
    /// `None` for Depesch's own theme. It is not in the content folder, but with the other templates.
    pub theme: Option<ThemeSource>,
    pub releases: Vec<ReleaseSource>,
    /// Warnings about files that belong to no release.
    pub ignored: Vec<Diagnostic>,
    /// The pictures that have been decoded, now or before.
    pub pictures: PictureMemory,
    /// False when the system could not read something that is there, which can be otherwise the next time.
    pub is_complete: bool,
}

/// One file, or why it could not be read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the content folder, with forward slashes.
    pub path: String,
    pub bytes: Result<Vec<u8>, Box<Diagnostic>>,
}

impl SourceFile {
    pub(crate) fn decode<'d>(&self, diagnostics: &'d Diagnostics) -> Option<SourceText<'d>> {
        let bytes = self.bytes.as_ref().map_err(|error| diagnostics.push(Diagnostic::clone(error))).ok()?;
        SourceText::decode(&self.path, bytes, diagnostics)
    }

    /// Like [`SourceFile::decode`], for a file in which an author may write a secret by mistake: messages repeat only lines that
    /// `is_harmless`.
    pub(crate) fn decode_discreetly<'d>(&self, is_harmless: LineRule, diagnostics: &'d Diagnostics) -> Option<SourceText<'d>> {
        let bytes = self.bytes.as_ref().map_err(|error| diagnostics.push(Diagnostic::clone(error))).ok()?;
        SourceText::decode_discreetly(&self.path, bytes, is_harmless, diagnostics)
    }
}

/// A print theme, and the files that it names.
#[derive(Debug, Clone)]
pub struct ThemeSource {
    /// Its path is as the user wrote it.
    pub source: SourceFile,
    /// By their names in the theme.
    pub files: BTreeMap<String, Result<Vec<u8>, FileProblem>>,
}

/// Why a file that a theme names cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    Missing,
    /// Its name leads out of the theme's folder.
    Outside,
    NotAFile,
    /// The limit, in megabytes.
    TooLarge(u64),
    /// The system's message.
    Unreadable(String),
}

impl ThemeSource {
    /// A theme that names no files.
    pub fn from_text(path: &str, text: &str) -> ThemeSource {
        let source = SourceFile { path: path.to_owned(), bytes: Ok(text.as_bytes().to_vec()) };
        ThemeSource { source, files: BTreeMap::new() }
    }

    /// Whether everything of it that is there could be read.
    pub fn is_complete(&self) -> bool {
        self.source.bytes.is_ok() && !self.files.values().any(|file| matches!(file, Err(FileProblem::Unreadable(_))))
    }

    /// Whether `path` is the theme's own file, or one that it names.
    pub fn has_file(&self, path: &str) -> bool {
        self.source.path == path || self.files.keys().any(|name| self.path_of(name) == path)
    }

    /// `templates/print/logo.svg`: the path in messages of a file that the theme names.
    pub fn path_of(&self, name: &str) -> String {
        match self.source.path.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }
}

/// The folder of a release.
#[derive(Debug, Clone)]
pub struct ReleaseSource {
    /// The name of the folder that should be a year: `2017`.
    pub year: String,
    /// The name of the release's own folder.
    pub slug: String,
    /// `release.md`.
    pub source: SourceFile,
    /// The files `release.en.md`, by the language in their name.
    pub translations: Vec<(String, SourceFile)>,
    /// The files in `revisions/`, by name: `1.md`, or `1.en.md` for a translation.
    pub revisions: Vec<(String, SourceFile)>,
    /// Pictures and documents.
    pub files: Vec<FileSource>,
    /// Files that a release cannot carry, and folders.
    pub others: Vec<OtherEntry>,
}

/// A picture or document, or why it could not be read.
#[derive(Debug, Clone)]
pub struct FileSource {
    pub name: String,
    pub facts: Result<FileFacts, Box<Diagnostic>>,
}

/// A file of a kind that is not read, or a folder.
#[derive(Debug, Clone)]
pub struct OtherEntry {
    pub name: String,
    pub is_folder: bool,
}

impl ReleaseSource {
    /// A folder that holds only `release.md`.
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
