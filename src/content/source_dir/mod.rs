//! Reads a content folder from disk: plain files of limited size within the folder, and nothing else.

mod theme;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, io};

use rayon::prelude::*;

use crate::content::change::DROPPED;
use crate::content::file_facts::FileFacts;
use crate::content::limits::{MAX_FILE_BYTES, MAX_FOLDER_BYTES, MAX_RELEASE_BYTES, MAX_TEXT_BYTES};
use crate::content::picture_memory::PictureMemory;
use crate::content::sources::{FileSource, OtherEntry, ReleaseSource, SourceFile, Sources};
use crate::content::text::{Explanation, shorten};
use crate::diag::{Diagnostic, Location};
use crate::error::Error;
use crate::model::FileKind;
use crate::msg;

pub use theme::read_theme;

/// An error when the folder, its `newsroom.toml` or a folder of releases cannot be read at all: a release that is not seen would be taken for a
/// removed one.
pub fn read_dir(root: &Path) -> Result<Sources, Error> {
    let failed = |cause| Error::file(msg!("the content folder cannot be read", "innehållsmappen kan inte läsas"), root, cause);
    let real = root.canonicalize().map_err(|cause| {
        failed(cause).hint(msg!(
            "name the folder with `--content DIR`, or start a newsroom with `depesch init`",
            "ange mappen med `--content MAPP`, eller börja ett nyhetsrum med `depesch init`"
        ))
    })?;
    fs::read_dir(&real).map_err(failed)?;
    fs::symlink_metadata(real.join("newsroom.toml")).map_err(|cause| {
        Error::file(msg!("`newsroom.toml` is missing", "`newsroom.toml` saknas"), root, cause).hint(msg!(
            "a content folder has a `newsroom.toml` that says who publishes; name another folder with `--content DIR`, or start one with `depesch init`",
            "en innehållsmapp har en `newsroom.toml` som säger vem som publicerar; ange en annan mapp med `--content MAPP`, eller börja en med `depesch init`"
        ))
    })?;
    let pictures = PictureMemory::load(&real);
    let dir = ContentDir { root: real, pictures, is_complete: AtomicBool::new(true) };
    let mut ignored = Vec::new();
    let optional = |name: &str| dir.exists(name).then(|| dir.source(name));
    let releases = dir.releases(&mut ignored)?;
    let sources = Sources {
        newsroom: dir.source("newsroom.toml"),
        contacts: optional("contacts.toml"),
        departments: optional("departments.toml"),
        senders: optional("senders.toml"),
        channels: optional("channels.toml"),
        theme: None,
        pictures: sound_pictures(&releases),
        releases,
        ignored,
        is_complete: true,
    };
    Ok(Sources { is_complete: dir.is_complete.into_inner(), ..sources })
}

/// The pictures that can be decoded.
fn sound_pictures(releases: &[ReleaseSource]) -> PictureMemory {
    let mut sound = PictureMemory::default();
    for facts in releases.iter().flat_map(|release| &release.files).filter_map(|file| file.facts.as_ref().ok()) {
        if let (None, Some(size)) = (facts.problem, facts.size) {
            sound.insert(facts.hash, size);
        }
    }
    sound
}

/// A content folder.
struct ContentDir {
    /// Its canonical path.
    root: PathBuf,
    /// The pictures that were decoded before.
    pictures: PictureMemory,
    /// Whether everything could be read that is there.
    is_complete: AtomicBool,
}

impl ContentDir {
    /// What the system cannot look at exists: reading it reports why it cannot.
    fn exists(&self, path: &str) -> bool {
        !fs::symlink_metadata(self.root.join(path)).is_err_and(|cause| is_absent(&cause))
    }

    /// The names in a folder, sorted, without those that begin with a dot.
    fn names(&self, folder: &str) -> Result<Vec<String>, Error> {
        let path = self.root.join(folder);
        let failed = |cause| {
            Error::file(msg!("a folder of releases cannot be read", "en mapp med meddelanden kan inte läsas"), &path, cause)
                .hint(msg!("check that it exists, and its permissions", "kontrollera att den finns, och dess rättigheter"))
        };
        let real = path.canonicalize().map_err(failed)?;
        if !real.starts_with(&self.root) {
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

    /// The canonical path of an entry. A link out of the content folder is an error.
    fn resolve(&self, file: &str) -> Result<PathBuf, Box<Diagnostic>> {
        let real = self.root.join(file).canonicalize().map_err(|cause| self.unreadable(file, &cause))?;
        if real.starts_with(&self.root) {
            return Ok(real);
        }
        let message = msg!("this is a link out of the content folder", "det här är en länk ut ur innehållsmappen");
        Err(file_error(file, (message, msg!("copy the file into the folder", "kopiera in filen i mappen"))))
    }

    /// A link counts as a folder, wherever it leads, and so does what the system cannot look at: opening it finds out.
    fn is_folder(&self, file: &str) -> bool {
        let path = self.root.join(file);
        match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata.is_dir() || metadata.is_symlink(),
            Err(cause) => !is_absent(&cause),
        }
    }

    /// Why a file cannot be read.
    fn unreadable(&self, file: &str, cause: &io::Error) -> Box<Diagnostic> {
        if !is_absent(cause) {
            self.is_complete.store(false, Ordering::Relaxed);
        }
        unreadable(file, cause)
    }

    /// One of the newsroom's own files.
    fn source(&self, file: &str) -> SourceFile {
        let bytes = self.bytes(file, MAX_TEXT_BYTES, || {
            let hint = msg!("remove what no release uses", "ta bort det som inget pressmeddelande använder");
            (msg!("the file is larger than 10 MB", "filen är större än 10 MB"), hint)
        });
        SourceFile { path: file.to_owned(), bytes }
    }

    /// A text of a release. `left` are the bytes that its folder may still hold.
    fn release_source(&self, file: &str, left: &mut u64) -> SourceFile {
        let bytes = self.bytes(file, MAX_RELEASE_BYTES.min(*left), || {
            if *left < MAX_RELEASE_BYTES {
                let hint = msg!(
                    "remove translations and earlier texts that are not needed",
                    "ta bort översättningar och tidigare texter som inte behövs"
                );
                return (msg!("the texts of this release are larger than 10 MB", "meddelandets texter är större än 10 MB"), hint);
            }
            let hint = msg!(
                "a release contains only text: remove everything else, or attach the long part as a document",
                "ett pressmeddelande är bara text: ta bort allt annat, eller bifoga den långa delen som ett dokument"
            );
            (msg!("the file is larger than 1 MB", "filen är större än 1 MB"), hint)
        });
        *left -= bytes.as_ref().map_or(0, Vec::len) as u64;
        SourceFile { path: file.to_owned(), bytes }
    }

    fn inspect(&self, file: &str, kind: FileKind) -> Result<FileFacts, Box<Diagnostic>> {
        let bytes = self.bytes(file, MAX_FILE_BYTES, || {
            let hint = msg!("make it smaller, or link to it", "gör den mindre, eller länka till den");
            (msg!("the file is larger than 50 MB", "filen är större än 50 MB"), hint)
        })?;
        Ok(FileFacts::inspect_known(kind, &bytes, |hash| self.pictures.contains(hash)))
    }

    /// The bytes of a plain file.
    fn bytes(&self, file: &str, limit: u64, explain_too_large: impl Fn() -> Explanation) -> Result<Vec<u8>, Box<Diagnostic>> {
        let path = self.resolve(file)?;
        let metadata = fs::metadata(&path).map_err(|cause| self.unreadable(file, &cause))?;
        // Reading a pipe or device could block forever.
        if !metadata.is_file() {
            let hint = msg!("put a text file in its place", "lägg en textfil på dess plats");
            return Err(file_error(file, (msg!("this is not a file", "det här är ingen fil"), hint)));
        }
        // The exact capacity: all texts stay in memory.
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
        let opened = fs::File::open(&path).map_err(|cause| self.unreadable(file, &cause))?;
        opened.take(limit + 1).read_to_end(&mut bytes).map_err(|cause| self.unreadable(file, &cause))?;
        if bytes.len() as u64 > limit { Err(file_error(file, explain_too_large())) } else { Ok(bytes) }
    }

    fn releases(&self, ignored: &mut Vec<Diagnostic>) -> Result<Vec<ReleaseSource>, Error> {
        let mut folders = Vec::new();
        if !self.exists("releases") {
            return Ok(Vec::new());
        }
        for year in self.names("releases")? {
            let folder = format!("releases/{year}");
            if !self.is_folder(&folder) {
                ignored.push(unread(&folder));
                continue;
            }
            for slug in self.names(&folder)? {
                let folder = format!("{folder}/{slug}");
                if !self.is_folder(&folder) {
                    ignored.push(unread(&folder));
                    continue;
                }
                folders.push((year.clone(), slug, folder));
            }
        }
        // Pictures are decoded on the way.
        let read = |(year, slug, folder): &(String, String, String)| {
            let mut left = MAX_FOLDER_BYTES;
            let mut release = ReleaseSource::from_text(year, slug, self.release_text(folder, &mut left));
            self.add_other_files(folder, &mut release, &mut left);
            release
        };
        Ok(folders.par_iter().map(read).collect())
    }

    /// Adds the translations, earlier texts, pictures and documents, and files that are not read.
    fn add_other_files(&self, folder: &str, release: &mut ReleaseSource, left: &mut u64) {
        let names = match self.names(folder) {
            Ok(names) => names,
            Err(error) => {
                self.report_unlisted(folder, &error, release);
                return;
            }
        };
        for name in names.into_iter().filter(|name| name != "release.md") {
            let path = format!("{folder}/{name}");
            if name == DROPPED && self.is_folder(&path) {
                // Only for the newsroom.
            } else if name == "revisions" && self.is_folder(&path) {
                match self.names(&path) {
                    Ok(names) => {
                        let read = |name: String| (name.clone(), self.release_source(&format!("{path}/{name}"), left));
                        release.revisions.extend(names.into_iter().map(read));
                    }
                    Err(error) => self.report_unlisted(&path, &error, release),
                }
            } else if let Some(lang) = name.strip_prefix("release.").and_then(|rest| rest.strip_suffix(".md")) {
                release.translations.push((lang.to_owned(), self.release_source(&path, left)));
            } else if let Some(kind) = FileKind::from_name(&name)
                && !self.root.join(&path).is_dir()
            {
                release.files.push(FileSource { facts: self.inspect(&path, kind), name });
            } else {
                release.others.push(OtherEntry { is_folder: self.is_folder(&path), name });
            }
        }
    }

    /// A release of which something cannot be seen is not read without it.
    fn report_unlisted(&self, folder: &str, error: &Error, release: &mut ReleaseSource) {
        self.is_complete.store(false, Ordering::Relaxed);
        if release.source.bytes.is_ok() {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
            let message = msg!("this folder cannot be read{cause}", "den här mappen kan inte läsas{cause}");
            let hint = msg!("check that it exists, and its permissions", "kontrollera att den finns, och dess rättigheter");
            release.source.bytes = Err(file_error(&format!("{folder}/"), (message, hint)));
        }
    }

    fn release_text(&self, folder: &str, left: &mut u64) -> SourceFile {
        let file = format!("{folder}/release.md");
        if self.exists(&file) {
            return self.release_source(&file, left);
        }
        let message = msg!("`release.md` is missing in this folder", "`release.md` saknas i den här mappen");
        let hint = match self.resolve(folder).ok().and_then(|path| fs::read_dir(path).ok()).and_then(find_only_text) {
            Some(name) => msg!("rename `{name}` to `release.md`", "döp om `{name}` till `release.md`"),
            None => msg!("write it, or remove the folder", "skriv den, eller ta bort mappen"),
        };
        SourceFile { path: file, bytes: Err(file_error(&format!("{folder}/"), (message, hint))) }
    }
}

/// The only text file of a folder, which may be a release under another name.
fn find_only_text(entries: fs::ReadDir) -> Option<String> {
    let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| [".md", ".markdown", ".txt"].iter().any(|end| name.to_lowercase().ends_with(end)));
    names.sort();
    if names.len() == 1 { names.pop().map(|name| shorten(&name)) } else { None }
}

fn unread(file: &str) -> Diagnostic {
    let message = msg!("this file is not read", "den här filen läses inte");
    let hint = msg!(
        "put each release in a folder of its own: `releases/2026/name/release.md`",
        "lägg varje pressmeddelande i en egen mapp: `releases/2026/namn/release.md`"
    );
    Diagnostic::warning(Location::file(file), message).hint(hint)
}

/// Nothing is there, as far as the system knows.
fn is_absent(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn unreadable(file: &str, cause: &io::Error) -> Box<Diagnostic> {
    let message = msg!("this cannot be read: {cause}", "det här kan inte läsas: {cause}");
    let hint = msg!("check that it exists, and its permissions", "kontrollera att den finns, och dess rättigheter");
    file_error(file, (message, hint))
}

fn file_error(file: &str, (message, hint): Explanation) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Location::file(file), message).hint(hint))
}
