//! One output file, and the contract of its writer.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::{
    Edition, File, LinkStyle, Month, Permalink, Publisher, Redirect, Release, ReleaseId, Selected, Selection, Withdrawal,
};

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to the output folder, with forward slashes: `releases/2017/x/x.pdf`.
    pub path: String,
    pub media_type: &'static str,
    pub bytes: Arc<Vec<u8>>,
}

/// A row of the format table: everything known of the format, and its writer. A `const`, first in the format's file.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name on the command line: `atom`.
    pub name: &'static str,
    /// The name for readers, where pages show it: "IPTC 7901".
    pub label: &'static str,
    /// A line of English for the command line.
    pub about: &'static str,
    /// The extension of files named for a release or a feed: `nitf.xml`.
    pub extension: &'static str,
    pub media_type: &'static str,
    pub family: Family,
    /// Names of the formats of releases whose length its writer asks for by [`Context::length`], each with the reason. Their files are
    /// rendered first, so every one costs: a reader must miss the length where it is not stated.
    pub depends_on: &'static [(&'static str, &'static str)],
    /// Facts of a release that it omits, with the reason; the laws in `tests/` require every other.
    pub omits: &'static [(Fact, &'static str)],
    /// For a format of releases: its use to journalists.
    pub purpose: Option<Purpose>,
    pub writer: Writer,
}

/// Formats that are treated alike by readers, news desks and servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A feed that readers subscribe to.
    Feed,
    /// One month of a feed's archive.
    FeedArchive,
    Page,
    Print,
    /// A release as plain text, for people.
    Text,
    /// A release for the systems of news desks.
    Wire,
    /// Style sheets, scripts and drawings that pages load.
    Asset,
    /// Pictures and documents.
    File,
    /// Lists for search engines and feed readers.
    Index,
    /// Former addresses.
    Redirect,
}

/// A sentence for the page for journalists.
#[derive(Debug, Clone, Copy)]
pub struct Purpose {
    pub swedish: &'static str,
    pub english: &'static str,
}

impl Format {
    /// A format that pages do not list by a label, with a path of its own.
    pub const fn new(family: Family, name: &'static str, about: &'static str, media_type: &'static str, writer: Writer) -> Format {
        let (label, extension) = ("", "");
        Format { name, label, about, extension, media_type, family, depends_on: &[], omits: &[], purpose: None, writer }
    }

    /// A kind of web page.
    pub const fn page(name: &'static str, about: &'static str, writer: Writer) -> Format {
        Format::new(Family::Page, name, about, "text/html", writer)
    }

    /// The media type without its charset, as links state it.
    pub fn plain_media_type(&self) -> &'static str {
        self.media_type.split_once(';').map_or(self.media_type, |(plain, _)| plain)
    }
}

/// A part of a release that a format may have to leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// How soon a news desk should look at it.
    Urgency,
    /// What it is about: topics, categories, regions.
    Topics,
    /// The place that the news comes from.
    Place,
}

/// The subject of each file of a format, with its path and its writer.
#[derive(Debug, Clone, Copy)]
pub enum Writer {
    /// One file for the newsroom.
    Edition { path: &'static str, write: fn(&Edition, &Context) -> WriteResult },
    /// One file for the newsroom, where its settings ask for one.
    Optional { path: fn(&Publisher) -> Option<&'static str>, write: fn(&Edition, &Context) -> WriteResult },
    /// One file for each selection, including the list of everything.
    Selection { path: fn(&Publisher, &Selection) -> Option<String>, write: fn(&Edition, &Selected, &Context) -> WriteResult },
    /// One file for each month of a selection's archive.
    Month { path: fn(&Selection, Month) -> String, write: fn(&Edition, &Selected, Month, &Context) -> WriteResult },
    /// One file for each year that has a release.
    Year { path: fn(i16) -> String, write: fn(&Edition, i16, &Context) -> WriteResult },
    /// One file for each release, and another in its place when it is withdrawn, without its text.
    Release {
        path: fn(&Permalink) -> String,
        write: fn(&Edition, &Release, &Context) -> WriteResult,
        gone: fn(&Edition, &Withdrawal, &Context) -> WriteResult,
    },
    /// One file for each former address of a release; the second permalink is the current one.
    Former { path: fn(&Permalink) -> String, write: fn(&Edition, &Permalink, &Permalink, &Context) -> WriteResult },
    /// Each picture and document.
    File { write: fn(&File, &Context) -> WriteResult },
}

/// The redirects of an edition written in these formats.
pub fn redirects(edition: &Edition, formats: &[Format]) -> Vec<Redirect> {
    let is_file = |format: &&Format| format.family != Family::Page && matches!(format.writer, Writer::Release { .. });
    let is_feed = |format: &&Format| format.family == Family::Feed && matches!(format.writer, Writer::Selection { .. });
    let files: Vec<&str> = formats.iter().filter(is_file).map(|format| format.extension).collect();
    let feeds: Vec<&str> = formats.iter().filter(is_feed).map(|format| format.extension).collect();
    edition.redirects(&files, &feeds)
}

/// Bytes and notes on them (such as a character that had to be replaced), or the errors.
pub type WriteResult = Result<(Vec<u8>, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Loads an attachment's bytes; injected so that writers do no I/O.
pub type LoadAttachment<'c> = &'c (dyn Fn(&File) -> Result<Vec<u8>, Vec<Diagnostic>> + Sync);

/// The number of a message in a delivery channel, and of the message which it replaces there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceNumber {
    /// 1 to 9999.
    pub number: u16,
    pub replaces: Option<u16>,
}

/// The channel's number of a release. A file that is not for a channel has none.
pub type SequenceNumbers<'c> = &'c (dyn Fn(&ReleaseId) -> Option<SequenceNumber> + Sync);

/// What a writer gets besides the edition: lengths of files rendered before, attachments, settings.
pub struct Context<'c> {
    formats: &'static [Format],
    links: LinkStyle,
    lengths: BTreeMap<(&'static str, String), usize>,
    fetch: LoadAttachment<'c>,
    numbers: SequenceNumbers<'c>,
    strict: bool,
}

impl<'c> Context<'c> {
    pub fn new(formats: &'static [Format], fetch: LoadAttachment<'c>) -> Context<'c> {
        Context { formats, links: LinkStyle::Files, lengths: BTreeMap::new(), fetch, numbers: &|_| None, strict: false }
    }

    /// The table of formats: pages link to the files of a release in each of them.
    pub fn formats(&self) -> &'static [Format] {
        self.formats
    }

    /// For the service.
    pub fn served(self) -> Context<'c> {
        Context { links: LinkStyle::Folders, ..self }
    }

    /// How pages link to each other.
    pub fn links(&self) -> LinkStyle {
        self.links
    }

    /// Whether pages may offer what only the service has, such as the search.
    pub fn has_service(&self) -> bool {
        self.links == LinkStyle::Folders
    }

    /// For a channel that counts its messages.
    pub fn with_numbers(self, numbers: SequenceNumbers<'c>) -> Context<'c> {
        Context { numbers, ..self }
    }

    /// A character that a charset lacks is an error.
    pub fn strict(self, strict: bool) -> Context<'c> {
        Context { strict, ..self }
    }

    /// The channel's number of the release; `None` without a channel.
    pub fn sequence_number(&self, id: &ReleaseId) -> Option<SequenceNumber> {
        (self.numbers)(id)
    }

    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// The length in bytes of the file of `release` in the format `name`; `None` when there is none, or this format does not depend on it.
    pub fn length(&self, name: &'static str, release: &Release) -> Option<usize> {
        self.lengths.get(&(name, release.folder())).copied()
    }

    /// Stores a length for the formats that depend on it.
    pub fn set_length(&mut self, name: &'static str, release: &Release, length: usize) {
        self.lengths.insert((name, release.folder()), length);
    }

    /// The bytes of a picture or document.
    pub fn bytes_of(&self, file: &File) -> Result<Vec<u8>, Vec<Diagnostic>> {
        (self.fetch)(file)
    }
}
