//! The files of a release, and its pictures. Their bytes are loaded when an output is written.

use std::sync::Arc;

use super::address::FileName;
use super::name::{Lang, SingleLine};

/// A file in a release's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: FileName,
    /// Relative to the content folder: `releases/2026/x/hamnen.png`.
    pub source: String,
    /// Relative to the site's root: `releases/2026/x/files/hamnen.png`.
    pub path: String,
    pub kind: FileKind,
    /// In bytes, as it is published.
    pub length: u64,
    /// BLAKE3 of the bytes that were inspected.
    pub hash: [u8; 32],
    /// Of a picture.
    pub orientation: Orientation,
    /// What the published picture says about itself.
    pub words: Option<Arc<EmbeddedWords>>,
}

/// The words of a picture that are written into its own fields, so that they travel with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedWords {
    /// Of the words: that of the original, which its translations share.
    pub lang: Lang,
    pub alt: SingleLine,
    pub caption: Option<SingleLine>,
    pub credit: Option<SingleLine>,
    pub rights: Option<SingleLine>,
}

/// The kinds of file that a release can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Png,
    Jpeg,
    Pdf,
    Word,
    Excel,
    OpenDocumentText,
    OpenDocumentSheet,
    Csv,
}

impl FileKind {
    /// The kinds with their extensions, the usual one first.
    pub const ALL: [(FileKind, &'static [&'static str]); 8] = [
        (FileKind::Png, &["png"]),
        (FileKind::Jpeg, &["jpg", "jpeg"]),
        (FileKind::Pdf, &["pdf"]),
        (FileKind::Word, &["docx"]),
        (FileKind::Excel, &["xlsx"]),
        (FileKind::OpenDocumentText, &["odt"]),
        (FileKind::OpenDocumentSheet, &["ods"]),
        (FileKind::Csv, &["csv"]),
    ];

    /// By the extension: `karta.pdf` is a PDF.
    pub fn from_name(name: &str) -> Option<FileKind> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        FileKind::ALL.iter().find(|(_, extensions)| extensions.contains(&extension.as_str())).map(|(kind, _)| *kind)
    }

    pub fn is_picture(self) -> bool {
        matches!(self, FileKind::Png | FileKind::Jpeg)
    }

    /// IANA media type.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Png => "image/png",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Pdf => "application/pdf",
            FileKind::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::OpenDocumentText => "application/vnd.oasis.opendocument.text",
            FileKind::OpenDocumentSheet => "application/vnd.oasis.opendocument.spreadsheet",
            FileKind::Csv => "text/csv; charset=utf-8",
        }
    }

    /// For readers: `PDF`.
    pub fn label(self) -> &'static str {
        match self {
            FileKind::Png => "PNG",
            FileKind::Jpeg => "JPEG",
            FileKind::Pdf => "PDF",
            FileKind::Word => "Word",
            FileKind::Excel => "Excel",
            FileKind::OpenDocumentText => "ODT",
            FileKind::OpenDocumentSheet => "ODS",
            FileKind::Csv => "CSV",
        }
    }
}

/// How the pixels of a picture are stored: a telephone held sideways stores them as its sensor sees them (Exif 2.32, 4.6.4, tag 0x0112).
/// Upright by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Orientation {
    /// Its stored rows are columns when it is shown.
    pub is_transposed: bool,
    /// Its first pixel is shown at the right.
    pub starts_right: bool,
    /// Its first pixel is shown at the bottom.
    pub starts_bottom: bool,
}

impl Orientation {
    /// By the value of the tag, 1 to 8.
    pub fn from_exif(number: u32) -> Option<Orientation> {
        (1..=8).contains(&number).then_some(Orientation {
            is_transposed: number >= 5,
            starts_right: matches!(number, 2 | 3 | 6 | 7),
            starts_bottom: matches!(number, 3 | 4 | 7 | 8),
        })
    }

    /// The value of the tag, 1 to 8.
    pub fn exif_number(self) -> u8 {
        let is_this = |number: &u8| Orientation::from_exif(u32::from(*number)) == Some(self);
        (1..=8).find(is_this).expect("the eight values are all there are")
    }
}

/// A picture with its alternative text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub file: Arc<File>,
    /// In pixels, as it is shown upright.
    pub width: u32,
    pub height: u32,
    /// For readers who do not see it.
    pub alt: SingleLine,
    pub caption: Option<SingleLine>,
    /// As it is printed: "Foto: Lo Ek".
    pub credit: Option<SingleLine>,
    /// The terms of use.
    pub rights: Option<SingleLine>,
}

impl Picture {
    /// The lines below the picture: caption, credit, rights.
    pub fn caption_lines(&self) -> impl Iterator<Item = &SingleLine> {
        [&self.caption, &self.credit, &self.rights].into_iter().flatten()
    }
}
