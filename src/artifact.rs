//! One file of output, and the contract of everything that writes one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::{Edition, Release};

/// A finished file. Bytes are shared, since other formats may need them (a feed names the PDF's length).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to the output folder, with forward slashes: `releases/2017/x/x.pdf`.
    pub path: String,
    pub media_type: &'static str,
    pub bytes: Arc<Vec<u8>>,
}

/// One output in the format table: data plus a function. `const` and first item of its file.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name on the command line: `atom`.
    pub name: &'static str,
    /// What it is for, in a line of English.
    pub about: &'static str,
    pub media_type: &'static str,
    /// Names of the formats whose files this one looks at through [`Context`]; they are made first.
    pub needs: &'static [&'static str],
    pub writer: Writer,
}

/// What one file is made of: the path function names it, the other writes it.
#[derive(Debug, Clone, Copy)]
pub enum Writer {
    /// One file for the newsroom.
    Edition { path: &'static str, write: fn(&Edition, &Context) -> Written },
    /// One file for each year that has a release.
    Year { path: fn(i16) -> String, write: fn(&Edition, i16, &Context) -> Written },
    /// One file for each release.
    Release { path: fn(&Release) -> String, write: fn(&Edition, &Release, &Context) -> Written },
}

/// Bytes, and what a reader of the log should know of them (a character that had to be replaced); or why there are none.
pub type Written = Result<(Vec<u8>, Vec<Diagnostic>), Vec<Diagnostic>>;

/// What a writer may know beside the edition: the files that were made before its own.
#[derive(Debug, Default)]
pub struct Context {
    made: BTreeMap<(&'static str, String), Artifact>,
}

impl Context {
    /// The file that format `name` made for `release`; `None` when it made none, or is not among this format's needs.
    pub fn made_for(&self, name: &'static str, release: &Release) -> Option<&Artifact> {
        self.made.get(&(name, release.folder()))
    }

    /// Remembers a file for the formats that come after.
    pub fn remember(&mut self, name: &'static str, release: &Release, artifact: Artifact) {
        self.made.insert((name, release.folder()), artifact);
    }
}
