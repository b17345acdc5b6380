//! Files that go with a release, and pictures. Their bytes are loaded when an output is written.

use std::sync::Arc;

use super::address::FileName;
use super::name::SingleLine;

/// A file that stands beside a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: FileName,
    /// Where its bytes are found, relative to the content folder: `releases/2026/x/hamnen.png`.
    pub source: String,
    /// Where it goes, relative to the site's root: `releases/2026/x/files/hamnen.png`.
    pub path: String,
    pub kind: FileKind,
    /// In bytes.
    pub length: u64,
    /// BLAKE3 of its bytes: what is exported is what was looked at.
    pub hash: [u8; 32],
    /// Of a picture: how its samples lie.
    pub orientation: Orientation,
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
    /// Each kind with the ends of its names, the first of which is the usual one.
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

    /// What a name says: `karta.pdf` is a PDF.
    pub fn from_name(name: &str) -> Option<FileKind> {
        let (_, end) = name.rsplit_once('.')?;
        let end = end.to_ascii_lowercase();
        FileKind::ALL.iter().find(|(_, ends)| ends.contains(&end.as_str())).map(|(kind, _)| *kind)
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

    /// As people call it: `PDF`.
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

/// How the samples of a picture lie: a telephone that is held sideways stores them as its camera sees them, and says so
/// (Exif 2.32, 4.6.4, tag 0x0112). By default they are upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Orientation {
    /// Its rows are columns when it is shown.
    pub on_its_side: bool,
    /// Its first sample is shown at the right.
    pub from_the_right: bool,
    /// Its first sample is shown at the bottom.
    pub from_the_bottom: bool,
}

impl Orientation {
    /// By the number that cameras write, 1 to 8; any other is no orientation.
    pub fn from_exif(number: u32) -> Option<Orientation> {
        (1..=8).contains(&number).then_some(Orientation {
            on_its_side: number >= 5,
            from_the_right: matches!(number, 2 | 3 | 6 | 7),
            from_the_bottom: matches!(number, 3 | 4 | 7 | 8),
        })
    }
}

/// A picture, which nobody has to see to know what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub file: Arc<File>,
    /// In pixels, as it is shown upright, however its samples lie.
    pub width: u32,
    pub height: u32,
    /// What it shows, for those who do not see it.
    pub alt: SingleLine,
    /// Below it, for those who do.
    pub caption: Option<SingleLine>,
    /// Who made it, as it is printed: "Foto: Lo Ek".
    pub credit: Option<SingleLine>,
    /// Who may use it for what.
    pub rights: Option<SingleLine>,
}

impl Picture {
    /// What stands below the picture, part by part: caption, credit, rights.
    pub fn caption_lines(&self) -> impl Iterator<Item = &SingleLine> {
        [&self.caption, &self.credit, &self.rights].into_iter().flatten()
    }
}
