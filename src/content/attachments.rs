//! Pictures and documents beside a release: whether they can be used, and which of them a text names.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::content::front_matter::list;
use crate::content::sources::OtherEntry;
use crate::content::sources::ReleaseSource;
use crate::content::text::SourceText;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::diag::Message;
use crate::error::Error;
use crate::model::File;
use crate::model::FileKind;
use crate::model::FileName;
use crate::msg;

/// More pixels on a side are no picture: PDF readers and browsers give up.
const WIDEST: u32 = 20_000;

/// How the names of pictures end that a release cannot carry.
const PICTURES: &[&str] = &["gif", "webp", "avif", "svg", "tif", "tiff", "bmp", "heic", "jfif"];

/// The bytes of a file of a release, which must still be those that were looked at.
pub fn load_attachment(root: &Path, file: &File) -> Result<Vec<u8>, Error> {
    let path = root.join(&file.source);
    let failed = |cause| Error::file(msg!("cannot read the file", "kan inte läsa filen"), &path, cause);
    let bytes = std::fs::read(&path).map_err(failed)?;
    if *blake3::hash(&bytes).as_bytes() == file.hash {
        return Ok(bytes);
    }
    let path = path.display();
    Err(Error::new(msg!("`{path}` was changed while it was read", "`{path}` ändrades medan den lästes"))
        .hint(msg!("run the command again", "kör kommandot igen")))
}

/// How the bytes of pictures and documents are had from a content folder, for those who write formats.
pub fn attachment_loader(root: &Path) -> impl Fn(&File) -> Result<Vec<u8>, Vec<Diagnostic>> + Sync + '_ {
    |file| {
        load_attachment(root, file).map_err(|error| {
            let told = Diagnostic::error(Location::file(&file.source), error.message().clone());
            let again = msg!("run the command again", "kör kommandot igen");
            vec![told.hint(error.hint_message().cloned().unwrap_or(again))]
        })
    }
}

/// The files beside one release, and which of them were named.
pub(crate) struct Attachments<'s> {
    source: &'s ReleaseSource,
    named: RefCell<BTreeSet<String>>,
}

impl<'s> Attachments<'s> {
    pub fn new(source: &'s ReleaseSource) -> Attachments<'s> {
        Attachments { source, named: RefCell::default() }
    }

    /// The file of that name, with the size of a picture. Whatever keeps it from being shown is a mistake at `at`, where it is named.
    pub fn find(&self, text: &SourceText, written: &str, at: Range<usize>, found: &Diagnostics) -> Option<(Arc<File>, (u32, u32))> {
        let name = shown(written);
        let tell = |say, hint| {
            found.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
            None
        };
        let files = &self.source.files;
        let Some(file) = files.iter().find(|file| file.name == written) else {
            if let Some(other) = self.source.others.iter().find(|other| other.name == written) {
                self.named.borrow_mut().insert(other.name.clone());
                let (say, hint) = cannot_be_carried(other);
                return tell(say, hint);
            }
            let say = msg!("the file `{name}` does not exist", "filen `{name}` finns inte");
            let hint = match nearest(written, files.iter().map(|file| file.name.as_str())) {
                Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
                None => msg!("put it in the same folder as the text", "lägg den i samma mapp som texten"),
            };
            return tell(say, hint);
        };
        self.named.borrow_mut().insert(file.name.clone());
        let Ok(file_name) = FileName::parse(&file.name) else {
            let say =
                msg!("the file name `{name}` cannot be used in an address", "filnamnet `{name}` kan inte användas i en adress");
            let hint = match FileName::suggest(&file.name) {
                Some(better) => {
                    msg!("rename the file to `{better}`, in the text too", "döp om filen till `{better}`, också i texten")
                }
                None => msg!(
                    "use `a-z`, `0-9`, `-`, `_` and `.`, and begin with a letter or digit",
                    "använd `a-z`, `0-9`, `-`, `_` och `.`, och börja med en bokstav eller siffra"
                ),
            };
            return tell(say, hint);
        };
        let kind = FileKind::from_name(&file.name)?;
        let about = match &file.about {
            Ok(about) => about,
            Err(why) => {
                found.push(Diagnostic::clone(why));
                return None;
            }
        };
        let label = kind.label();
        if !about.is_what_it_says && kind == FileKind::Csv {
            let say = msg!("`{name}` is not in UTF-8", "`{name}` är inte i UTF-8");
            return tell(say, msg!("save it again as `CSV UTF-8`", "spara om den som `CSV UTF-8`"));
        }
        if !about.is_what_it_says {
            let say = msg!("`{name}` is not a {label} file, despite its name", "`{name}` är ingen {label}-fil, trots namnet");
            return tell(say, msg!("save it again as {label}", "spara om den som {label}"));
        }
        if kind.is_picture() && about.size.is_none() {
            let say = msg!("the picture `{name}` cannot be read", "bilden `{name}` går inte att läsa");
            return tell(say, msg!("save it again as {label}", "spara om den som {label}"));
        }
        if let Some((width, height)) = about.size.filter(|(width, height)| *width.max(height) > WIDEST) {
            let say = msg!(
                "the picture `{name}` is too large: {width} × {height} pixels",
                "bilden `{name}` är för stor: {width} × {height} bildpunkter"
            );
            let hint =
                msg!("make it smaller: at most {WIDEST} pixels on a side", "gör den mindre: högst {WIDEST} bildpunkter per sida");
            return tell(say, hint);
        }
        let folder = self.source.folder();
        let file = File {
            path: format!("{folder}files/{file_name}"),
            name: file_name,
            source: format!("{folder}{}", file.name),
            kind,
            length: about.length,
            hash: about.hash,
            orientation: about.orientation,
        };
        Some((Arc::new(file), about.size.unwrap_or((0, 0))))
    }

    /// A file that no text names goes nowhere, and one of another kind never does.
    pub fn tell_unused(&self, found: &Diagnostics) {
        let named = self.named.borrow();
        let place = |name: &str| Location::file(format!("{}{name}", self.source.folder()));
        for file in self.source.files.iter().filter(|file| !named.contains(&file.name)) {
            let say = msg!("no text refers to this file", "ingen text hänvisar till den här filen");
            found.push(Diagnostic::warning(place(&file.name), say).hint(how_to_name(&file.name)));
        }
        for other in self.source.others.iter().filter(|other| !named.contains(&other.name)) {
            found.push(unread(place(&other.name), other));
        }
    }
}

fn how_to_name(name: &str) -> Message {
    let fits = FileName::parse(name).is_ok();
    // A name in letters that no address can hold gets one that says nothing.
    let end = name.rsplit_once('.').map_or("pdf", |(_, end)| end);
    let better = FileName::suggest(name).map_or_else(|| format!("file-1.{end}"), |better| better.to_string());
    let name = if fits { shown(name) } else { better };
    let (first_en, first_sv) = match fits {
        true => (String::new(), String::new()),
        false => (format!("rename it to `{name}`, then "), format!("döp om den till `{name}`, och ")),
    };
    match FileKind::from_name(&name).is_some_and(FileKind::is_picture) {
        true => msg!(
            "{first_en}place it in the text: `![what it shows]({name})`, or list it under `[[pictures]]`",
            "{first_sv}sätt in den i texten: `![vad den visar]({name})`, eller ange den under `[[pictures]]`"
        ),
        false => msg!(
            "{first_en}list it under `[[documents]]`: `file = \"{name}\"`",
            "{first_sv}ange den under `[[documents]]`: `file = \"{name}\"`"
        ),
    }
}

fn cannot_be_carried(other: &OtherEntry) -> (Message, Message) {
    let name = shown(&other.name);
    if other.is_folder {
        let say = msg!("`{name}` is a folder", "`{name}` är en mapp");
        return (say, msg!("name a file in the same folder as the text", "ange en fil i samma mapp som texten"));
    }
    let say = match name.rsplit_once('.') {
        Some((_, end)) => msg!("files that end with `{end}` cannot be used", "filer som slutar på `{end}` kan inte användas"),
        None => msg!("the file name `{name}` has no extension", "filnamnet `{name}` saknar filändelse"),
    };
    let picture = other.name.rsplit_once('.').is_some_and(|(_, end)| PICTURES.contains(&end.to_lowercase().as_str()));
    if picture {
        return (say, msg!("save it as PNG or JPEG", "spara den som PNG eller JPEG"));
    }
    let (en, sv) = (ends("or"), ends("eller"));
    (say, msg!("save it as a file that ends with {en}", "spara den som en fil som slutar på {sv}"))
}

fn unread(place: Location, other: &OtherEntry) -> Diagnostic {
    let (en, sv) = (ends("or"), ends("eller"));
    let say = match other.is_folder {
        true => msg!("this folder is not read", "den här mappen läses inte"),
        false => msg!("this file is not read", "den här filen läses inte"),
    };
    let hint = msg!(
        "the folder of a release holds its translations (`release.en.md`), earlier texts (`revisions/`), and files that end with {en}",
        "i mappen för ett pressmeddelande ligger dess översättningar (`release.en.md`), tidigare texter (`revisions/`) och filer som slutar på {sv}"
    );
    Diagnostic::warning(place, say).hint(hint)
}

/// How the names of files end that a release can carry: the last one is joined to the others with "or", "and".
fn ends(last: &str) -> String {
    let mut ends: Vec<&str> = FileKind::ALL.iter().flat_map(|(_, ends)| ends.iter().copied()).collect();
    ends.sort_unstable();
    list(&ends, last)
}
