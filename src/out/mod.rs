//! The output folder: what is written, what has become stale, and what is not ours.
//!
//! Three promises. A file is there whole or not at all: it is written under another name and renamed. A file that Depesch did not make
//! is never overwritten or removed: the manifest names ours, and it names a new one before it is written. A build that was killed at any
//! moment is healed by the next one, which finds in the manifest both what was there and what was on its way. Where the manifest is lost,
//! only files that are as a build makes them are taken for ours.

mod adopt;
mod broken;
pub mod last_good;
mod loaded_site;
mod manifest;
mod published;
mod unchanged;
mod withheld;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

#[cfg(target_os = "linux")]
use rustix::io::Errno;

pub use broken::{BrokenText, describe_broken, seen_folders};
pub use loaded_site::LoadedSite;
pub use manifest::Contents;
use manifest::{ComparedFiles, FileHash, FoundManifest, MANIFEST, Manifest};
pub use published::{Comparison, PublishedReleases};
pub use unchanged::{unchanged_texts, updates_to_come};
pub use withheld::WithheldReleases;

use crate::artifact::Artifact;
use crate::diag::Message;
use crate::error::Error;
use crate::model::{Newsroom, paths};
use crate::msg;

/// Ends the name of a file that is being written.
const UNFINISHED: &str = ".depesch-unfinished";
const LOCK: &str = ".depesch-lock";

/// An output folder that this process alone may write to.
#[derive(Debug)]
pub struct OutputDir {
    root: PathBuf,
    manifest: Manifest,
    /// Whether the manifest on disk says that a build is under way.
    under_way: Mutex<bool>,
    /// Whether a build before this one was killed: then half-written files can lie about.
    was_killed: bool,
    /// There are files, and no list of which are ours.
    lost_manifest: bool,
    compared: Mutex<ComparedFiles>,
    /// What this run has made.
    written: Mutex<HashMap<String, FileHash>>,
    /// Folders that exist and are no links, as they are written in paths.
    checked_folders: Mutex<HashSet<String>>,
    /// Held, not read: the lock ends with the process, however that ends.
    _lock: fs::File,
}

/// What a file's writing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    Written,
    /// It had the same bytes already and was not touched.
    Unchanged,
}

impl OutputDir {
    /// Opens or makes the folder. Refused when another build is at work in it, or when it holds the other kind of build
    /// (public files and previews are never mixed).
    pub fn open(root: &Path, contents: Contents) -> Result<OutputDir, Error> {
        fs::create_dir_all(root)
            .map_err(|e| Error::file(msg!("cannot make the output folder", "kan inte skapa utdatamappen"), root, e))?;
        let lock = lock(root)?;
        let found = Manifest::read(&root.join(MANIFEST))?;
        if contents == Contents::Drafts && matches!(found, FoundManifest::Damaged) {
            return Err(damaged_draft_manifest(root));
        }
        let lost_manifest = !matches!(found, FoundManifest::Read(_)) && has_visible_files(root)?;
        let manifest = if let FoundManifest::Read(manifest) = found { manifest } else { Manifest::new(contents) };
        if manifest.contents != contents {
            return Err(mixed(root, contents));
        }
        if contents == Contents::Drafts && manifest.files.is_empty() && has_visible_files(root)? {
            let folder = root.display();
            return Err(Error::new(msg!(
                "`{folder}` holds other files, and drafts go only into a folder of their own",
                "`{folder}` innehåller andra filer, och utkast läggs bara i en egen mapp"
            ))
            .hint(msg!("name an empty or new folder with `--out`", "ange en tom eller ny mapp med `--out`")));
        }
        let was_killed = lost_manifest || manifest.under_way || manifest.files.values().any(Option::is_none);
        let under_way = Mutex::new(manifest.under_way);
        let (written, checked_folders, compared) = (Mutex::default(), Mutex::default(), Mutex::default());
        let root = root.to_owned();
        Ok(OutputDir { root, manifest, under_way, was_killed, lost_manifest, compared, written, checked_folders, _lock: lock })
    }

    /// Refuses a build in which releases disappear that are in the folder and not in `newsroom`, unless they are `broken`.
    ///
    /// # Errors
    /// When they are so many that it looks like an accident.
    pub fn refuse_mass_removal(&self, newsroom: &Newsroom, broken: &BTreeSet<String>) -> Result<(), Error> {
        let is_page =
            |path: &&String| path.starts_with(paths::RELEASES) && path.matches('/').count() == 3 && path.ends_with("/index.html");
        let folders = self.manifest.files.keys().filter(is_page).filter_map(|path| path.strip_suffix("index.html"));
        let folders: Vec<&str> = folders.collect();
        let addresses = published::addresses(newsroom);
        let is_gone = |folder: &&&str| !addresses.contains(**folder) && !broken.contains(**folder);
        let gone: Vec<String> = folders.iter().filter(is_gone).map(ToString::to_string).collect();
        published::refuse_mass_removal(&gone, folders.len())
    }

    /// Records what will be written. Paths at which there is a file that is not ours are refused, all at once.
    pub fn announce(&mut self, paths: &BTreeSet<&str>) -> Result<(), Error> {
        let is_foreign = |path: &&&str| match self.manifest.files.get(**path) {
            Some(hash) => self.is_changed(path, *hash),
            None => self.is_occupied(path),
        };
        let foreign: Vec<&&str> = paths.iter().filter(is_foreign).collect();
        if !foreign.is_empty() {
            let Message { en, sv } = list_paths(foreign.into_iter().copied());
            return Err(Error::new(msg!(
                "the output folder holds files that Depesch did not make, or that were changed since: {en}",
                "utdatamappen innehåller filer som Depesch inte har gjort, eller som har ändrats sedan dess: {sv}"
            ))
            .hint(msg!(
                "move them away, or build into another folder with `--out`",
                "flytta undan dem, eller bygg i en annan mapp med `--out`"
            )));
        }
        let known = self.manifest.files.len();
        for path in paths {
            if !self.manifest.files.contains_key(*path) {
                self.manifest.files.insert((*path).to_owned(), None);
            }
        }
        // Nothing new: the manifest on disk says it all already.
        if self.manifest.files.len() > known { self.save_manifest() } else { Ok(()) }
    }

    /// Writes one announced file, unless it has the same bytes already. Any thread may call it.
    pub fn write(&self, artifact: &Artifact) -> Result<WriteOutcome, Error> {
        let hash = FileHash::new(&artifact.bytes);
        let path = self.root.join(&artifact.path);
        let failed = |e| Error::file(msg!("cannot write the file", "kan inte skriva filen"), &path, e);
        // A path that this run announced is free: that was looked at then. The length first: it saves reading most files that have changed.
        let is_new = !self.was_killed && self.manifest.files.get(&artifact.path) == Some(&None);
        let same = !is_new
            && fs::symlink_metadata(&path).is_ok_and(|there| there.is_file() && there.len() == artifact.bytes.len() as u64)
            && fs::read(&path).is_ok_and(|there| there == *artifact.bytes);
        if !same {
            self.mark_under_way()?;
            if let Some((folder, _)) = artifact.path.rsplit_once('/') {
                self.create_folder(folder)?;
            }
            write_atomically(&path, &artifact.bytes, Durable::WhenSettled).map_err(failed)?;
        }
        self.written.lock().insert(artifact.path.clone(), hash);
        Ok(if same { WriteOutcome::Unchanged } else { WriteOutcome::Written })
    }

    /// Removes those of our files that are not in `keep` (and the folders that become empty), and records what is there now.
    /// Returns how many were removed. One that somebody changed is not removed: an error names all of these, since they can hold what
    /// must not be seen any more.
    pub fn finish(mut self, keep: &dyn Fn(&str) -> bool) -> Result<usize, Error> {
        let written = std::mem::take(&mut *self.written.lock());
        let (mut removed, mut left, mut is_new) = (0, Vec::new(), false);
        if self.was_killed {
            // It may have left a half of any of these.
            for path in self.manifest.files.keys() {
                remove_if_there(&temporary_path(&self.root.join(path)))?;
            }
        }
        let mut others = Vec::new();
        for (path, known) in &mut self.manifest.files {
            match written.get(path) {
                Some(hash) => is_new |= known.replace(*hash) != Some(*hash),
                None => others.push((path.clone(), *known)),
            }
        }
        for (path, known) in others {
            let file = self.root.join(&path);
            let remains = if keep(&path) {
                file.exists()
            } else if self.is_changed(&path, known) {
                left.push(path.clone());
                true
            } else {
                self.mark_under_way()?;
                self.refuse_links(file.parent().unwrap_or(&self.root))?;
                removed += usize::from(remove_if_there(&file)?);
                self.remove_empty_folders(&file);
                false
            };
            if !remains {
                is_new = true;
                self.manifest.files.remove(&path);
            }
        }
        let under_way = *self.under_way.lock();
        if under_way || is_new {
            // What the manifest says is there is there, whatever happens to the machine next.
            sync_all(&self.root)
                .map_err(|e| Error::file(msg!("cannot write to the disk", "kan inte skriva till disken"), &self.root, e))?;
            self.manifest.under_way = false;
            self.save_manifest()?;
        }
        if left.is_empty() { Ok(removed) } else { Err(changed_since(&left)) }
    }

    /// Records on disk that a build is under way, before the first file is touched.
    fn mark_under_way(&self) -> Result<(), Error> {
        let mut under_way = self.under_way.lock();
        if !*under_way {
            self.write_manifest(true)?;
            *under_way = true;
        }
        Ok(())
    }

    /// True when somebody put another file in the place of ours. After a build that was killed nobody can tell, and it is taken for ours.
    fn is_changed(&self, path: &str, hash: Option<FileHash>) -> bool {
        let Some(hash) = hash else { return false };
        !self.manifest.under_way && fs::read(self.root.join(path)).is_ok_and(|there| FileHash::new(&there) != hash)
    }

    /// Whether there is something at `path`, or a part of the way there is no folder.
    fn is_occupied(&self, path: &str) -> bool {
        let mut at = self.root.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            at.push(part);
            match fs::symlink_metadata(&at) {
                Err(_) => return false,
                Ok(there) if parts.peek().is_some() && there.is_dir() => {}
                Ok(_) => return true,
            }
        }
        true
    }

    /// Makes a folder, and those above it. Each is looked at once in a build.
    fn create_folder(&self, folder: &str) -> Result<(), Error> {
        if self.checked_folders.lock().contains(folder) {
            return Ok(());
        }
        let path = self.root.join(folder);
        self.refuse_links(&path)?;
        fs::create_dir_all(&path).map_err(|e| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), &path, e))?;
        self.checked_folders.lock().insert(folder.to_owned());
        Ok(())
    }

    /// A link on the way would lead the writing out of the folder.
    fn refuse_links(&self, folder: &Path) -> Result<(), Error> {
        let Ok(inside) = folder.strip_prefix(&self.root) else { return Ok(()) };
        let mut at = self.root.clone();
        for part in inside.components() {
            at.push(part);
            if fs::symlink_metadata(&at).is_ok_and(|there| there.is_symlink()) {
                let at = at.display();
                return Err(Error::new(msg!(
                    "`{at}` is a link, and would lead out of the output folder",
                    "`{at}` är en länk, och skulle leda ut ur utdatamappen"
                ))
                .hint(msg!("remove the link", "ta bort länken")));
            }
        }
        Ok(())
    }

    fn remove_empty_folders(&self, file: &Path) {
        let mut folder = file.parent();
        while let Some(at) = folder.filter(|at| *at != self.root) {
            // Not empty, or gone already: either way we are done.
            if fs::remove_dir(at).is_err() {
                break;
            }
            folder = at.parent();
        }
    }

    fn save_manifest(&self) -> Result<(), Error> {
        self.write_manifest(self.manifest.under_way)
    }

    fn write_manifest(&self, under_way: bool) -> Result<(), Error> {
        let path = self.root.join(MANIFEST);
        write_atomically(&path, &self.manifest.to_json(under_way), Durable::Now)
            .map_err(|e| Error::file(msg!("cannot write the manifest", "kan inte skriva manifestet"), &path, e))
    }
}

/// The paths for a message; of very many, the first.
fn list_paths<'p>(paths: impl ExactSizeIterator<Item = &'p str>) -> Message {
    const MAX: usize = 50;
    let more = paths.len().saturating_sub(MAX);
    let list = paths.take(MAX).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    match more {
        0 => msg!("{list}", "{list}"),
        _ => msg!("{list} and {more} more", "{list} och {more} till"),
    }
}

fn changed_since(paths: &[String]) -> Error {
    let list = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    Error::new(msg!(
        "everything was built, but these should not be there any more and are left, since somebody changed them: {list}",
        "allt är byggt, men de här ska inte finnas kvar och har lämnats, eftersom någon har ändrat dem: {list}"
    ))
    .hint(msg!("look at them and take them away", "se efter vad de är och ta bort dem"))
}

/// Refuses to put a file with drafts where the public looks: anywhere in a folder that was built for it.
pub fn refuse_in_public_folder(file: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let is_public = |folder: &&Path| match Manifest::read(&folder.join(MANIFEST)) {
        Ok(FoundManifest::Missing) => false,
        Ok(FoundManifest::Read(built)) => built.contents == Contents::Public,
        // Nobody can tell, so it may be.
        Ok(FoundManifest::Damaged) | Err(_) => true,
    };
    match absolute.ancestors().skip(1).find(is_public) {
        Some(folder) => Err(mixed(folder, Contents::Drafts)),
        None => Ok(()),
    }
}

fn damaged_draft_manifest(root: &Path) -> Error {
    let (manifest, folder) = (root.join(MANIFEST), root.display());
    let manifest = manifest.display();
    Error::new(msg!("the manifest `{manifest}` is damaged", "manifestet `{manifest}` är skadat")).hint(msg!(
        "delete the folder `{folder}` if it holds only drafts, and build again; or name another with `--out`",
        "ta bort mappen `{folder}` om den bara innehåller utkast, och bygg igen; eller ange en annan med `--out`"
    ))
}

fn mixed(root: &Path, wanted: Contents) -> Error {
    let folder = root.display();
    match wanted {
        Contents::Drafts => Error::new(msg!(
            "`{folder}` holds what the public may see; drafts are not put beside it",
            "`{folder}` innehåller det som allmänheten får se; utkast läggs inte bredvid"
        )),
        Contents::Public => Error::new(msg!(
            "`{folder}` holds drafts; what the public may see is not put beside them",
            "`{folder}` innehåller utkast; det som allmänheten får se läggs inte bredvid dem"
        )),
    }
    .hint(msg!("name another folder with `--out`", "ange en annan mapp med `--out`"))
}

fn lock(root: &Path) -> Result<fs::File, Error> {
    let (path, folder) = (root.join(LOCK), root.display());
    let failed = |e| Error::file(msg!("cannot lock the output folder", "kan inte låsa utdatamappen"), &path, e);
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            Err(Error::new(msg!("another build is writing to `{folder}`", "ett annat bygge skriver till `{folder}`"))
                .hint(msg!("wait until it has finished", "vänta tills det är klart")))
        }
        // A file system without locks: the manifest still guards against harm.
        Err(fs::TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => Ok(file),
        Err(fs::TryLockError::Error(e)) => Err(failed(e)),
    }
}

/// Whether the folder has anything but our lock and hidden files.
fn has_visible_files(root: &Path) -> Result<bool, Error> {
    let failed = |e| Error::file(msg!("cannot read the output folder", "kan inte läsa utdatamappen"), root, e);
    for entry in fs::read_dir(root).map_err(failed)? {
        if !entry.map_err(failed)?.file_name().to_string_lossy().starts_with('.') {
            return Ok(true);
        }
    }
    Ok(false)
}

fn temporary_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// When a file must have reached the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durable {
    Now,
    /// With many others, by `sync_all`: a disk takes thousands together in the time of a few one by one. Until then the manifest says that a
    /// build is under way, and the next one looks at every file.
    WhenSettled,
}

/// All of `bytes` or nothing: written under another name, made durable, renamed.
fn write_atomically(path: &Path, bytes: &[u8], durable: Durable) -> std::io::Result<()> {
    let temporary = temporary_path(path);
    let mut file = fs::File::create(&temporary)?;
    file.write_all(bytes)?;
    if durable == Durable::Now || !cfg!(target_os = "linux") {
        file.sync_data()?;
    }
    drop(file);
    fs::rename(&temporary, path)
}

/// Waits until everything that was written below `root` is on the disk.
fn sync_all(root: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    match rustix::fs::syncfs(fs::File::open(root)?) {
        // A file system that knows nothing of this has no disk of its own to wait for.
        Ok(()) | Err(Errno::NOSYS | Errno::OPNOTSUPP | Errno::INVAL) => {}
        Err(error) => return Err(error.into()),
    }
    // Elsewhere each file was made durable by itself.
    let _ = root;
    Ok(())
}

/// A file of the author's: never written over one that is there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |e| Error::file(msg!("cannot write the file", "kan inte skriva filen"), path, e);
    let mut file = fs::File::create_new(path).map_err(failed)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_data());
    if written.is_err() {
        // Half of a text, or a folder without one, would be taken for a broken release. The reason is reported, whether or not they can
        // be removed.
        let _ = fs::remove_file(path);
        let _ = path.parent().map(fs::remove_dir);
    }
    written.map_err(failed)
}

/// A file of the author's that is ours to extend: replaced whole or not at all.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_atomically(path, bytes, Durable::Now)
        .map_err(|e| Error::file(msg!("cannot write the file", "kan inte skriva filen"), path, e))
}

/// Makes a folder of the author's, and those above it.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|e| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), path, e))
}

/// Removes a file of the author's that is saved elsewhere.
pub fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(|e| Error::file(msg!("cannot remove the file", "kan inte ta bort filen"), path, e))
}

fn remove_if_there(path: &Path) -> Result<bool, Error> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound || e.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        Err(e) => Err(Error::file(msg!("cannot remove the stale file", "kan inte ta bort den inaktuella filen"), path, e)),
    }
}
