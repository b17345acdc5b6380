//! The pictures and documents in a release's folder: whether they can be used, and which of them its texts refer to.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::content::file_facts::FileFacts;
use crate::content::front_matter::quoted_list;
use crate::content::limits::{MAX_INTERLACED_PIXELS, MAX_PIXELS, MAX_SIDE};
use crate::content::pictures::{self, PictureProblem};
use crate::content::sources::{FileSource, OtherEntry, ReleaseSource};
use crate::content::text::{Explanation, SourceText, Spanned, find_nearest, shorten};
use crate::diag::{Diagnostic, Diagnostics, Location, Message};
use crate::error::Error;
use crate::model::{File, FileKind, FileName};
use crate::msg;

/// Extensions of pictures that a release cannot carry.
const OTHER_PICTURES: &[&str] = &[
    "ai", "arw", "avif", "bmp", "cr2", "cr3", "dng", "emf", "eps", "gif", "heic", "heif", "hif", "ico", "indd", "jfif", "jp2",
    "jpe", "jxl", "nef", "orf", "pict", "psb", "psd", "raf", "raw", "rw2", "svg", "svgz", "tga", "tif", "tiff", "webp", "wmf",
    "xcf",
];

/// The bytes of a release's file, as they are published. An error when the file has changed since it was inspected.
pub fn load_attachment(root: &Path, file: &File) -> Result<Vec<u8>, Error> {
    let path = root.join(&file.source);
    let failed = |cause| Error::file(msg!("cannot read the file", "kan inte läsa filen"), &path, cause);
    let bytes = std::fs::read(&path).map_err(failed)?;
    if *blake3::hash(&bytes).as_bytes() == file.hash {
        let is_picture = file.kind.is_picture();
        return Ok(if is_picture { pictures::publish(file.kind, bytes, file.words.as_deref()) } else { bytes });
    }
    let path = path.display();
    Err(Error::new(msg!("`{path}` was changed while it was read", "`{path}` ändrades medan den lästes"))
        .hint(msg!("run the command again", "kör kommandot igen")))
}

/// Loads the bytes of pictures and documents from a content folder, for the formats that write them.
pub fn attachment_loader(root: &Path) -> impl Fn(&File) -> Result<Vec<u8>, Vec<Diagnostic>> + Sync + '_ {
    |file| {
        load_attachment(root, file).map_err(|error| {
            let hint = error.hint_message().cloned();
            let hint = hint.unwrap_or_else(|| msg!("run the command again", "kör kommandot igen"));
            vec![Diagnostic::error(Location::file(&file.source), error.message().clone()).hint(hint)]
        })
    }
}

/// The files of one release's folder, and the names of those that its texts refer to.
pub(crate) struct Attachments<'s> {
    source: &'s ReleaseSource,
    used: RefCell<BTreeSet<String>>,
}

impl<'s> Attachments<'s> {
    pub fn new(source: &'s ReleaseSource) -> Attachments<'s> {
        Attachments { source, used: RefCell::default() }
    }

    /// The file of that name, and what is known of it. Reports where it is named why it cannot be used.
    pub fn find(&self, text: &SourceText, name: &Spanned<String>) -> Option<(Arc<File>, &'s FileFacts)> {
        let report = |(message, hint)| text.error(name.span.clone(), message, hint);
        let source = self.find_source(&name.value).map_err(report).ok()?;
        let file_name = parse_file_name(&source.name).map_err(report).ok()?;
        let kind = FileKind::from_name(&source.name)?;
        let facts = source.facts.as_ref().map_err(|error| text.diagnostics.push(Diagnostic::clone(error))).ok()?;
        check_contents(&source.name, kind, facts).map_err(report).ok()?;
        let folder = self.source.folder();
        let file = File {
            path: format!("{folder}files/{file_name}"),
            name: file_name,
            source: format!("{folder}{}", source.name),
            kind,
            length: facts.length,
            hash: facts.hash,
            orientation: facts.orientation,
            words: None,
        };
        Some((Arc::new(file), facts))
    }

    fn find_source(&self, name: &str) -> Result<&'s FileSource, Explanation> {
        let files = &self.source.files;
        if let Some(file) = files.iter().find(|file| file.name == name) {
            self.used.borrow_mut().insert(name.to_owned());
            return Ok(file);
        }
        if let Some(other) = self.source.others.iter().find(|other| other.name == name) {
            self.used.borrow_mut().insert(name.to_owned());
            return Err(explain_other(other));
        }
        let hint = match find_nearest(name, files.iter().map(|file| file.name.as_str())) {
            Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            None => msg!("put it in the same folder as the text", "lägg den i samma mapp som texten"),
        };
        let name = shorten(name);
        Err((msg!("the file `{name}` does not exist", "filen `{name}` finns inte"), hint))
    }

    /// Warns of files that no text refers to, and of those of other kinds, which are never read.
    pub fn report_unused(&self, diagnostics: &Diagnostics) {
        let used = self.used.borrow();
        let location = |name: &str| Location::file(format!("{}{name}", self.source.folder()));
        for file in self.source.files.iter().filter(|file| !used.contains(&file.name)) {
            let message = msg!("no text refers to this file", "ingen text hänvisar till den här filen");
            diagnostics.push(Diagnostic::warning(location(&file.name), message).hint(hint_for_unused(&file.name)));
        }
        for other in self.source.others.iter().filter(|other| !used.contains(&other.name)) {
            let message = if other.is_folder {
                msg!("this folder is not read", "den här mappen läses inte")
            } else {
                msg!("this file is not read", "den här filen läses inte")
            };
            let (en, sv) = (extensions("or"), extensions("eller"));
            let hint = msg!(
                "the folder of a release holds its translations (`release.en.md`), earlier texts (`revisions/`), and files that end with {en}",
                "i mappen för ett pressmeddelande ligger dess översättningar (`release.en.md`), tidigare texter (`revisions/`) och filer som slutar på {sv}"
            );
            diagnostics.push(Diagnostic::warning(location(&other.name), message).hint(hint));
        }
    }
}

fn parse_file_name(name: &str) -> Result<FileName, Explanation> {
    FileName::parse(name).map_err(|_| {
        let hint = match FileName::suggest(name) {
            Some(better) => msg!("rename the file to `{better}`, in the text too", "döp om filen till `{better}`, också i texten"),
            None => msg!(
                "use `a-z`, `0-9`, `-`, `_` and `.`, and begin with a letter or digit",
                "använd `a-z`, `0-9`, `-`, `_` och `.`, och börja med en bokstav eller siffra"
            ),
        };
        let name = shorten(name);
        (msg!("the file name `{name}` cannot be used in an address", "filnamnet `{name}` kan inte användas i en adress"), hint)
    })
}

fn check_contents(name: &str, kind: FileKind, facts: &FileFacts) -> Result<(), Explanation> {
    let (name, label) = (shorten(name), kind.label());
    match (facts.problem, facts.found_picture) {
        (Some(problem), _) => Err(explain_problem(&name, kind, problem)),
        _ if facts.matches_kind => Ok(()),
        _ if kind == FileKind::Csv => {
            let hint = msg!("save it again as `CSV UTF-8`", "spara om den som `CSV UTF-8`");
            Err((msg!("`{name}` is not in UTF-8", "`{name}` är inte i UTF-8"), hint))
        }
        (_, Some(found)) => {
            let message = msg!(
                "`{name}` is not a {label} file, despite its name: it is {found}",
                "`{name}` är ingen {label}-fil, trots namnet: den är {found}"
            );
            Err((message, explain_found_picture(kind, found)))
        }
        (_, None) => {
            let message = msg!("`{name}` is not a {label} file, despite its name", "`{name}` är ingen {label}-fil, trots namnet");
            Err((message, msg!("save it again as {label}", "spara om den som {label}")))
        }
    }
}

/// What to do with a picture under the name of another kind of file.
fn explain_found_picture(kind: FileKind, found: &str) -> Message {
    match found {
        "PNG" => msg!("give the file a name that ends with `.png`", "ge filen ett namn som slutar på `.png`"),
        "JPEG" => msg!("give the file a name that ends with `.jpg`", "ge filen ett namn som slutar på `.jpg`"),
        _ if kind.is_picture() => {
            let label = kind.label();
            msg!(
                "open it in a picture program and export it as {label}",
                "öppna den i ett bildprogram och exportera den som {label}"
            )
        }
        _ => msg!(
            "open it in a picture program and export it as JPEG or PNG",
            "öppna den i ett bildprogram och exportera den som JPEG eller PNG"
        ),
    }
}

fn explain_problem(name: &str, kind: FileKind, problem: PictureProblem) -> Explanation {
    let label = kind.label();
    let from_original = || {
        msg!(
            "copy it again from where it came from, or export it again as {label}",
            "kopiera den igen från originalet, eller exportera om den som {label}"
        )
    };
    match problem {
        PictureProblem::Unreadable => (
            msg!("the picture `{name}` cannot be read", "bilden `{name}` går inte att läsa"),
            msg!("save it again as {label}", "spara om den som {label}"),
        ),
        PictureProblem::CutOff => (
            msg!(
                "the picture `{name}` is cut off: the file ends before the picture does",
                "bilden `{name}` är avklippt: filen tar slut före bilden"
            ),
            from_original(),
        ),
        PictureProblem::Damaged => (
            msg!("the picture `{name}` is damaged and cannot be decoded", "bilden `{name}` är skadad och går inte att avkoda"),
            from_original(),
        ),
        PictureProblem::TooLarge(width, height) => {
            let megapixels = MAX_PIXELS / 1_000_000;
            (
                msg!(
                    "the picture `{name}` is too large: {width} × {height} pixels",
                    "bilden `{name}` är för stor: {width} × {height} bildpunkter"
                ),
                msg!(
                    "make it smaller: at most {MAX_SIDE} pixels on a side, and {megapixels} million in all",
                    "gör den mindre: högst {MAX_SIDE} bildpunkter per sida, och {megapixels} miljoner sammanlagt"
                ),
            )
        }
        PictureProblem::Interlaced => {
            let megapixels = MAX_INTERLACED_PIXELS / 1_000_000;
            (
                msg!(
                    "the picture `{name}` is interlaced and has more than {megapixels} million pixels",
                    "bilden `{name}` är sammanflätad (interlaced) och har fler än {megapixels} miljoner bildpunkter"
                ),
                msg!("save it without interlacing, or make it smaller", "spara den utan sammanflätning, eller gör den mindre"),
            )
        }
        PictureProblem::Cmyk => (
            msg!("the picture `{name}` has the colours of a printing press (CMYK)", "bilden `{name}` har tryckfärger (CMYK)"),
            msg!("export it with the colours of the screen (sRGB)", "exportera den med skärmens färger (sRGB)"),
        ),
        PictureProblem::Deep(bits) => (
            msg!("the picture `{name}` has {bits} bits for each colour", "bilden `{name}` har {bits} bitar per färg"),
            msg!("export it with 8 bits for each colour", "exportera den med 8 bitar per färg"),
        ),
        PictureProblem::Coding => (
            msg!(
                "the picture `{name}` is coded in a way that browsers do not show",
                "bilden `{name}` är kodad på ett sätt som webbläsare inte visar"
            ),
            msg!("export it as an ordinary {label}", "exportera den som vanlig {label}"),
        ),
    }
}

fn hint_for_unused(name: &str) -> Message {
    let is_valid = FileName::parse(name).is_ok();
    // A name in letters that no address can hold gets a meaningless one.
    let extension = name.rsplit_once('.').map_or("pdf", |(_, extension)| extension);
    let better = FileName::suggest(name).map_or_else(|| format!("file-1.{extension}"), |better| better.to_string());
    let name = if is_valid { shorten(name) } else { better };
    let (first_en, first_sv) = if is_valid {
        (String::new(), String::new())
    } else {
        (format!("rename it to `{name}`, then "), format!("döp om den till `{name}`, och "))
    };
    if FileKind::from_name(&name).is_some_and(FileKind::is_picture) {
        msg!(
            "{first_en}place it in the text: `![what it shows]({name})`, or list it under `[[pictures]]`",
            "{first_sv}sätt in den i texten: `![vad den visar]({name})`, eller ange den under `[[pictures]]`"
        )
    } else {
        msg!(
            "{first_en}list it under `[[documents]]`: `file = \"{name}\"`",
            "{first_sv}ange den under `[[documents]]`: `file = \"{name}\"`"
        )
    }
}

fn explain_other(other: &OtherEntry) -> Explanation {
    let name = shorten(&other.name);
    if other.is_folder {
        let message = msg!("`{name}` is a folder", "`{name}` är en mapp");
        return (message, msg!("name a file in the same folder as the text", "ange en fil i samma mapp som texten"));
    }
    let message = match name.rsplit_once('.') {
        Some((_, end)) => msg!("files that end with `{end}` cannot be used", "filer som slutar på `{end}` kan inte användas"),
        None => msg!("the file name `{name}` has no extension", "filnamnet `{name}` saknar filändelse"),
    };
    if other.name.rsplit_once('.').is_some_and(|(_, end)| OTHER_PICTURES.contains(&end.to_lowercase().as_str())) {
        return (
            message,
            msg!(
                "open it in a picture program, export it as JPEG (a photograph) or PNG (a drawing), and name that file here",
                "öppna den i ett bildprogram, exportera den som JPEG (ett foto) eller PNG (en teckning), och ange den filen här"
            ),
        );
    }
    let (en, sv) = (extensions("or"), extensions("eller"));
    (message, msg!("save it as a file that ends with {en}", "spara den som en fil som slutar på {sv}"))
}

/// The extensions that a release can carry, joined with commas and `conjunction`.
fn extensions(conjunction: &str) -> String {
    let mut extensions: Vec<&str> = FileKind::ALL.iter().flat_map(|(_, extensions)| extensions.iter().copied()).collect();
    extensions.sort_unstable();
    quoted_list(&extensions, conjunction)
}
