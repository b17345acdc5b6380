//! Fetches the files of a content folder from disk: plain files of a sensible size within the folder, and nothing else.

mod theme;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::content::file_facts::FileFacts;
use crate::content::file_facts::MAX_FILE_BYTES;
use crate::content::sources::FileSource;
use crate::content::sources::MAX_TEXT_BYTES;
use crate::content::sources::OtherEntry;
use crate::content::sources::ReleaseSource;
use crate::content::sources::SourceFile;
use crate::content::sources::Sources;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::error::Error;
use crate::model::FileKind;
use crate::msg;

pub use theme::read_theme;

/// Reads a content folder. An error when the folder, its `newsroom.toml` or a folder of releases cannot be read at all: a release that is
/// not seen would be taken for one that was taken away.
pub fn read_dir(root: &Path) -> Result<Sources, Error> {
    let home = root.canonicalize().map_err(|cause| {
        Error::file(msg!("the content folder cannot be read", "innehållsmappen kan inte läsas"), root, cause).hint(msg!(
            "name the folder with `--content DIR`, or start a newsroom with `depesch init`",
            "ange mappen med `--content MAPP`, eller börja ett nyhetsrum med `depesch init`"
        ))
    })?;
    let path = home.join("newsroom.toml");
    fs::read_dir(&home)
        .map_err(|cause| Error::file(msg!("the content folder cannot be read", "innehållsmappen kan inte läsas"), root, cause))?;
    fs::symlink_metadata(&path).map_err(|cause| {
        Error::file(msg!("`newsroom.toml` is missing", "`newsroom.toml` saknas"), root, cause).hint(msg!(
            "a content folder has a `newsroom.toml` that says who publishes; name another folder with `--content DIR`, or start one with `depesch init`",
            "en innehållsmapp har en `newsroom.toml` som säger vem som publicerar; ange en annan mapp med `--content MAPP`, eller börja en med `depesch init`"
        ))
    })?;
    let folder = ContentDir { home };
    let mut ignored = Vec::new();
    let newsroom = folder.source("newsroom.toml");
    let contacts = folder.exists("contacts.toml").then(|| folder.source("contacts.toml"));
    let departments = folder.exists("departments.toml").then(|| folder.source("departments.toml"));
    let senders = folder.exists("senders.toml").then(|| folder.source("senders.toml"));
    let releases = folder.releases(&mut ignored)?;
    Ok(Sources { newsroom, contacts, departments, senders, theme: None, releases, ignored })
}

/// A content folder, by its real path.
struct ContentDir {
    home: PathBuf,
}

impl ContentDir {
    fn exists(&self, file: &str) -> bool {
        fs::symlink_metadata(self.home.join(file)).is_ok()
    }

    /// The names in a folder, sorted, without those that begin with a dot. All of them, or an error.
    fn names(&self, folder: &str) -> Result<Vec<String>, Error> {
        let path = self.home.join(folder);
        let failed = |cause| {
            Error::file(msg!("a folder of releases cannot be read", "en mapp med meddelanden kan inte läsas"), &path, cause)
                .hint(msg!("check that it exists, and its permissions", "kontrollera att den finns, och dess rättigheter"))
        };
        let real = path.canonicalize().map_err(failed)?;
        if !real.starts_with(&self.home) {
            let link = path.display();
            return Err(Error::new(msg!(
                "`{link}` is a link out of the content folder",
                "`{link}` är en länk ut ur innehållsmappen"
            ))
            .hint(msg!("copy the folder into the content folder", "kopiera in mappen i innehållsmappen")));
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&real).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        Ok(names)
    }

    /// The real path of something within the content folder; a link that leads out of it is not followed.
    fn inside(&self, file: &str) -> Result<PathBuf, Box<Diagnostic>> {
        let real = self.home.join(file).canonicalize().map_err(|cause| unreadable(file, &cause))?;
        if real.starts_with(&self.home) {
            return Ok(real);
        }
        let say = msg!("this is a link out of the content folder", "det här är en länk ut ur innehållsmappen");
        let hint = msg!("copy the file into the folder", "kopiera in filen i mappen");
        Err(Box::new(Diagnostic::error(Location::file(file), say).hint(hint)))
    }

    /// A link counts as a folder, wherever it leads: opening it tells.
    fn is_folder(&self, file: &str) -> bool {
        let path = self.home.join(file);
        path.is_dir() || fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink())
    }

    fn source(&self, file: &str) -> SourceFile {
        SourceFile { file: file.to_owned(), bytes: self.bytes(file) }
    }

    fn bytes(&self, file: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let too_large = || {
            let say = msg!("the file is larger than 10 MB", "filen är större än 10 MB");
            let hint = msg!(
                "a release contains only text: remove everything else",
                "ett pressmeddelande är bara text: ta bort allt annat"
            );
            Box::new(Diagnostic::error(Location::file(file), say).hint(hint))
        };
        self.bytes_within(file, MAX_TEXT_BYTES, too_large)
    }

    /// The bytes of a plain file of at most `limit` of them.
    fn bytes_within(&self, file: &str, limit: u64, too_large: impl Fn() -> Box<Diagnostic>) -> Result<Vec<u8>, Box<Diagnostic>> {
        let path = self.inside(file)?;
        let about = fs::metadata(&path).map_err(|cause| unreadable(file, &cause))?;
        // A pipe or device is never opened: reading it could wait for ever.
        if !about.is_file() {
            let say = msg!("this is not a file", "det här är ingen fil");
            let hint = msg!("put a text file in its place", "lägg en textfil på dess plats");
            return Err(Box::new(Diagnostic::error(Location::file(file), say).hint(hint)));
        }
        // No more room than it takes: every text of the newsroom is held.
        let mut bytes = Vec::with_capacity(usize::try_from(about.len().min(limit)).unwrap_or(0));
        let opened = fs::File::open(&path).map_err(|cause| unreadable(file, &cause))?;
        opened.take(limit + 1).read_to_end(&mut bytes).map_err(|cause| unreadable(file, &cause))?;
        if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
    }

    /// A picture or document: looked at, hashed, and let go.
    fn about(&self, file: &str, kind: FileKind) -> Result<FileFacts, Box<Diagnostic>> {
        let too_large = || {
            let say = msg!("the file is larger than 50 MB", "filen är större än 50 MB");
            let hint = msg!("make it smaller, or link to it", "gör den mindre, eller länka till den");
            Box::new(Diagnostic::error(Location::file(file), say).hint(hint))
        };
        self.bytes_within(file, MAX_FILE_BYTES, too_large).map(|bytes| FileFacts::of(kind, &bytes))
    }

    fn releases(&self, ignored: &mut Vec<Diagnostic>) -> Result<Vec<ReleaseSource>, Error> {
        let mut found = Vec::new();
        if !self.exists("releases") {
            return Ok(found);
        }
        for year in self.names("releases")? {
            let folder = format!("releases/{year}");
            if !self.is_folder(&folder) {
                ignored.push(stray(&folder));
                continue;
            }
            for slug in self.names(&folder)? {
                let folder = format!("{folder}/{slug}");
                if !self.is_folder(&folder) {
                    ignored.push(stray(&folder));
                    continue;
                }
                let mut release = ReleaseSource::from_text(&year, &slug, self.release(&folder));
                self.beside(&folder, &mut release)?;
                found.push(release);
            }
        }
        Ok(found)
    }

    /// What stands beside a `release.md`: translations, earlier texts, pictures and documents, and what nobody reads.
    fn beside(&self, folder: &str, release: &mut ReleaseSource) -> Result<(), Error> {
        // A folder that cannot be listed was told of with its `release.md`.
        let Ok(names) = self.names(folder) else { return Ok(()) };
        for name in names.into_iter().filter(|name| name != "release.md") {
            let path = format!("{folder}/{name}");
            if name == "revisions" && self.is_folder(&path) {
                for name in self.names(&path)? {
                    let file = format!("{path}/{name}");
                    release.revisions.push((name, self.source(&file)));
                }
            } else if let Some(lang) = name.strip_prefix("release.").and_then(|rest| rest.strip_suffix(".md")) {
                release.translations.push((lang.to_owned(), self.source(&path)));
            } else if let Some(kind) = FileKind::from_name(&name)
                && !self.home.join(&path).is_dir()
            {
                release.files.push(FileSource { about: self.about(&path, kind), name });
            } else {
                release.others.push(OtherEntry { is_folder: self.is_folder(&path), name });
            }
        }
        Ok(())
    }

    fn release(&self, folder: &str) -> SourceFile {
        let file = format!("{folder}/release.md");
        if self.exists(&file) {
            return self.source(&file);
        }
        let say = msg!("`release.md` is missing in this folder", "`release.md` saknas i den här mappen");
        let hint = match self.inside(folder).ok().and_then(|path| fs::read_dir(path).ok()).and_then(only_markdown) {
            Some(name) => msg!("rename `{name}` to `release.md`", "döp om `{name}` till `release.md`"),
            None => msg!("write it, or remove the folder", "skriv den, eller ta bort mappen"),
        };
        let mistake = Diagnostic::error(Location::file(format!("{folder}/")), say).hint(hint);
        SourceFile { file, bytes: Err(Box::new(mistake)) }
    }
}

/// The one text file of a folder that may be a release under another name.
fn only_markdown(entries: fs::ReadDir) -> Option<String> {
    let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| [".md", ".markdown", ".txt"].iter().any(|end| name.to_lowercase().ends_with(end)));
    names.sort();
    if names.len() == 1 { names.pop().map(|name| shown(&name)) } else { None }
}

fn stray(file: &str) -> Diagnostic {
    let say = msg!("this file is not read", "den här filen läses inte");
    let hint = msg!(
        "put each release in a folder of its own: `releases/2026/name/release.md`",
        "lägg varje pressmeddelande i en egen mapp: `releases/2026/namn/release.md`"
    );
    Diagnostic::warning(Location::file(file), say).hint(hint)
}

fn unreadable(file: &str, cause: &std::io::Error) -> Box<Diagnostic> {
    let say = msg!("this cannot be read: {cause}", "det här kan inte läsas: {cause}");
    let hint = msg!("check that it exists, and its permissions", "kontrollera att den finns, och dess rättigheter");
    Box::new(Diagnostic::error(Location::file(file), say).hint(hint))
}
