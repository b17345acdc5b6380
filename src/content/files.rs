//! Pictures and documents beside a release: what they are, whether they are what their names say, and which a text has named.
//! The door to `imagesize`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::content::ReleaseSource;
use crate::content::text::Text;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Place;
use crate::error::Error;
use crate::model::File;
use crate::model::FileKind;
use crate::model::FileName;
use crate::say;

/// A larger file is no picture or document for a press release.
pub(crate) const LIMIT: u64 = 50 * 1024 * 1024;
/// More pixels on a side are no picture: PDF readers and browsers give up.
const WIDEST: u32 = 20_000;

/// What was seen of a file when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// In bytes.
    pub length: u64,
    /// BLAKE3.
    pub hash: [u8; 32],
    /// Whether its first bytes are those of what its name says.
    pub is_what_it_says: bool,
    /// Of a picture, in pixels; `None` when it cannot be read.
    pub size: Option<(u32, u32)>,
}

impl About {
    pub fn of(kind: FileKind, bytes: &[u8]) -> About {
        let starts = |start: &[u8]| bytes.starts_with(start);
        let is_what_it_says = match kind {
            FileKind::Png => starts(b"\x89PNG\r\n\x1a\n"),
            FileKind::Jpeg => starts(b"\xff\xd8\xff"),
            FileKind::Pdf => starts(b"%PDF-"),
            // All four are ZIP archives.
            FileKind::Word | FileKind::Excel | FileKind::OpenDocumentText | FileKind::OpenDocumentSheet => starts(b"PK\x03\x04"),
            FileKind::Csv => !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok(),
        };
        let size = if kind.is_picture() { imagesize::blob_size(bytes).ok() } else { None };
        let side = |n: usize| u32::try_from(n).ok().filter(|n| (1..=WIDEST).contains(n));
        let size = size.and_then(|size| side(size.width).zip(side(size.height)));
        About { length: bytes.len() as u64, hash: *blake3::hash(bytes).as_bytes(), is_what_it_says, size }
    }
}

/// The bytes of a file of a release, which must still be those that were looked at.
pub fn fetch(root: &Path, file: &File) -> Result<Vec<u8>, Error> {
    let path = root.join(&file.source);
    let failed = |cause| Error::file(say!("cannot read the file", "kan inte läsa filen"), &path, cause);
    let bytes = std::fs::read(&path).map_err(failed)?;
    if *blake3::hash(&bytes).as_bytes() == file.hash {
        return Ok(bytes);
    }
    let path = path.display();
    Err(Error::new(say!("`{path}` was changed while it was read", "`{path}` ändrades medan den lästes"))
        .hint(say!("run the command again", "kör kommandot igen")))
}

/// The files of one folder, and which of them were named.
pub(crate) struct Shelf<'s> {
    source: &'s ReleaseSource,
    named: RefCell<BTreeSet<String>>,
}

impl<'s> Shelf<'s> {
    pub fn new(source: &'s ReleaseSource) -> Shelf<'s> {
        Shelf { source, named: RefCell::default() }
    }

    /// The file of that name, with the size of a picture. Whatever keeps it from being shown is a mistake at `at`, where it is named.
    pub fn find(
        &self,
        text: &Text,
        written: &str,
        at: Range<usize>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<(Arc<File>, (u32, u32))> {
        let name = shown(written);
        let mut tell = |say, hint| {
            found.push(Diagnostic::mistake(text.place(at.clone()), say).hint(hint));
            None
        };
        let files = &self.source.files;
        let Some(file) = files.iter().find(|file| file.name == written) else {
            let say = say!("the file `{name}` is not there", "filen `{name}` finns inte");
            let hint = match nearest(written, files.iter().map(|file| file.name.as_str())) {
                Some(near) => say!("did you mean `{near}`?", "menade du `{near}`?"),
                None => say!("put it beside the text, in the same folder", "lägg den bredvid texten, i samma mapp"),
            };
            return tell(say, hint);
        };
        self.named.borrow_mut().insert(file.name.clone());
        let Ok(file_name) = FileName::parse(&file.name) else {
            let say = say!("the file name `{name}` cannot stand in an address", "filnamnet `{name}` kan inte stå i en adress");
            let hint = match FileName::suggest(&file.name) {
                Some(better) => say!("rename the file: `{better}`", "döp om filen: `{better}`"),
                None => say!("use `a-z`, `0-9` and single hyphens", "använd `a-z`, `0-9` och enkla bindestreck"),
            };
            return tell(say, hint);
        };
        let kind = FileKind::of_name(&file.name)?;
        let about = match &file.about {
            Ok(about) => about,
            Err(why) => {
                found.push(Diagnostic::clone(why));
                return None;
            }
        };
        let label = kind.label();
        if !about.is_what_it_says {
            let say = say!(
                "`{name}` is not a {label} file, whatever its name says",
                "`{name}` är ingen {label}-fil, vad namnet än säger"
            );
            return tell(say, say!("save it again as {label}", "spara om den som {label}"));
        }
        if kind.is_picture() && about.size.is_none() {
            let say = say!("the picture `{name}` cannot be read", "bilden `{name}` går inte att läsa");
            return tell(
                say,
                say!("save it again, at most 20000 pixels on a side", "spara om den, högst 20000 bildpunkter per sida"),
            );
        }
        let folder = self.source.folder();
        let file = File {
            path: format!("{folder}files/{file_name}"),
            name: file_name,
            source: format!("{folder}{}", file.name),
            kind,
            length: about.length,
            hash: about.hash,
        };
        Some((Arc::new(file), about.size.unwrap_or((0, 0))))
    }

    /// A file that no text names goes nowhere.
    pub fn tell_unused(&self, found: &mut Vec<Diagnostic>) {
        let named = self.named.borrow();
        for file in self.source.files.iter().filter(|file| !named.contains(&file.name)) {
            let name = shown(&file.name);
            let say = say!("no text names this file", "ingen text anger den här filen");
            let hint = say!(
                "place it in the text (`![what it shows]({name})`), or name it under `[[pictures]]` or `[[documents]]`",
                "sätt in den i texten (`![vad den visar]({name})`), eller ange den under `[[pictures]]` eller `[[documents]]`"
            );
            found.push(Diagnostic::note(Place::file(format!("{}{}", self.source.folder(), file.name)), say).hint(hint));
        }
    }
}
