//! The last good text of each public release: what is published of it while today's text is wrong.
//!
//! Kept in `.depesch/last-good/` of the content folder, beside the texts themselves and never in the output, since a comment in a text is
//! not for the public. Each text is kept with the newsroom's own files of that build, so that a contact who was since taken away does not
//! take old releases along. Only what the public could see is kept: a release that is withdrawn into a draft leaves no text behind.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Durable, sync_all, write_atomically};
use crate::content::change::revision_file_name;
use crate::content::{BrokenRelease, ReleaseSource, SourceFile, Sources, release_folder};
use crate::error::Error;
use crate::model::{Edition, Newsroom, Release, Withdrawal};
use crate::{content, msg};

/// Below the content folder.
pub const FOLDER: &str = ".depesch/last-good";
const LOCK: &str = ".lock";
/// The newsroom's own files, kept once for all releases that were read with them, under a name made from their bytes.
const TABLES: [&str; 4] = ["newsroom.toml", "contacts.toml", "departments.toml", "senders.toml"];

/// Puts the last good text of each broken release into the newsroom, where there is one. Returns the folders that were restored.
///
/// Pictures and documents are not kept twice: a text whose picture was taken away cannot be restored.
pub(super) fn restore(
    content_root: &Path,
    sources: &Sources,
    newsroom: &mut Newsroom,
    broken: &[BrokenRelease],
) -> BTreeSet<String> {
    let root = content_root.join(FOLDER);
    let mut by_tables: BTreeMap<String, Vec<ReleaseSource>> = BTreeMap::new();
    let folders: BTreeSet<String> = broken.iter().filter_map(|release| release_folder(&release.folder)).collect();
    for folder in folders {
        // What cannot be read is as good as not there: the release is missing until it is mended, and its files stay.
        let Ok(tables) = fs::read_to_string(root.join(&folder).join("tables")) else { continue };
        let Some(mut source) = load(&root, &folder) else { continue };
        let now = sources.releases.iter().find(|now| now.folder() == folder);
        source.files = now.map(|now| now.files.clone()).unwrap_or_default();
        by_tables.entry(tables).or_default().push(source);
    }
    let mut restored = BTreeSet::new();
    for (tables, releases) in by_tables {
        let read = |name: &str| {
            fs::read(root.join(&tables).join(name)).ok().map(|bytes| SourceFile { path: name.to_owned(), bytes: Ok(bytes) })
        };
        let [newsroom_file, contacts, departments, senders] = TABLES.map(read);
        let Some(newsroom_file) = newsroom_file else { continue };
        let then = content::read(&Sources {
            newsroom: newsroom_file,
            contacts,
            departments,
            senders,
            channels: None,
            theme: None,
            releases,
            ignored: Vec::new(),
            pictures: content::PictureMemory::default(),
            is_complete: true,
        });
        if let Some(then) = then.newsroom {
            restored.extend(newsroom.merge_absent(then));
        }
    }
    restored
}

/// Keeps the texts of everything in `edition`, and forgets all others. What was `restored` is kept as it is.
pub(super) fn save(content_root: &Path, sources: &Sources, edition: &Edition, restored: &BTreeSet<String>) -> Result<(), Error> {
    let root = content_root.join(FOLDER);
    let failed = |e| Error::file(msg!("cannot keep the last good texts", "kan inte spara de senast godkända texterna"), &root, e);
    // Builds into different folders share these texts. The one that comes second waits; the lock ends with the function. Where none can
    // be had nothing can be written either, and whether that is needed is seen below.
    let lock = fs::create_dir_all(&root)
        .and_then(|()| fs::OpenOptions::new().create(true).truncate(false).write(true).open(root.join(LOCK)));
    match lock.as_ref().map(fs::File::lock) {
        Ok(Err(e)) if e.kind() != std::io::ErrorKind::Unsupported => return Err(failed(e)),
        _ => {}
    }
    let usable = edition.releases().iter().map(|release| &release.permalink);
    let seen = usable.chain(edition.withdrawals().iter().map(Withdrawal::permalink));
    let public: BTreeSet<String> = seen.map(|permalink| permalink.original().folder()).collect();
    let restored: BTreeSet<String> = restored.iter().filter_map(|folder| release_folder(folder)).collect();

    let files = [Some(&sources.newsroom), sources.contacts.as_ref(), sources.departments.as_ref(), sources.senders.as_ref()];
    let bytes = files.map(|file| file.and_then(|file| file.bytes.as_ref().ok()));
    let mut hash = blake3::Hasher::new();
    for part in bytes {
        hash.update(&(part.map_or(0, Vec::len) as u64).to_le_bytes());
        hash.update(part.map_or(&[][..], Vec::as_slice));
    }
    let tables = format!("tables-{}", &hash.finalize().to_hex()[..16]);

    let mut used: BTreeSet<String> = BTreeSet::new();
    for folder in &restored {
        used.extend(fs::read_to_string(root.join(folder).join("tables")));
    }
    let current: Vec<&ReleaseSource> = sources
        .releases
        .iter()
        .filter(|source| public.contains(&source.folder()) && !restored.contains(&source.folder()))
        .collect();
    let mut written = false;
    if !current.is_empty() {
        fs::create_dir_all(root.join(&tables)).map_err(failed)?;
        for (name, part) in TABLES.iter().zip(bytes) {
            if let Some(part) = part {
                written |= write_if_changed(&root.join(&tables).join(name), part).map_err(failed)?;
            }
        }
        // Nothing of this belongs under version control.
        written |= write_if_changed(&content_root.join(".depesch/.gitignore"), b"*\n").map_err(failed)?;
        used.insert(tables.clone());
    }
    for source in current {
        written |= save_one(&root.join(source.folder()), source, &tables).map_err(failed)?;
    }
    if written {
        sync_all(&root).map_err(failed)?;
    }
    remove_stale(&root, &public, &used).map_err(failed)
}

/// Whether the public saw the release in the last build.
pub fn exists(content_root: &Path, folder: &str) -> bool {
    content_root.join(FOLDER).join(folder).join("release.md").is_file()
}

/// Where version `revision` of a text is, or its newest version.
pub fn text_path(content_root: &Path, release: &Release, revision: Option<usize>) -> PathBuf {
    let translation = release.permalink.translation.as_ref();
    let name = match (revision, translation) {
        (Some(number), _) => format!("revision.{}", revision_file_name(number, translation)),
        (None, Some(lang)) => format!("release.{lang}.md"),
        (None, None) => "release.md".to_owned(),
    };
    content_root.join(FOLDER).join(release.permalink.original().folder()).join(name)
}

/// The last good text of a release goes where the release goes. Where it cannot, the next build keeps today's.
pub fn rename(content_root: &Path, from: &str, to: &str) {
    let root = content_root.join(FOLDER);
    let _ = fs::rename(root.join(from), root.join(to));
}

/// All texts of one release, with the name of the tables they were read with; texts that are no more go. Returns whether
/// anything was written.
fn save_one(folder: &Path, source: &ReleaseSource, tables: &str) -> std::io::Result<bool> {
    fs::create_dir_all(folder)?;
    let translations = source.translations.iter().map(|(lang, text)| (format!("release.{lang}.md"), text));
    let revisions = source.revisions.iter().map(|(name, text)| (format!("revision.{name}"), text));
    let texts = [("release.md".to_owned(), &source.source)].into_iter().chain(translations).chain(revisions);
    let mut names = BTreeSet::from(["tables".to_owned()]);
    let mut written = false;
    for (name, text) in texts {
        if let Ok(bytes) = &text.bytes {
            written |= write_if_changed(&folder.join(&name), bytes)?;
            names.insert(name);
        }
    }
    for name in names_in(folder).into_iter().filter(|name| !names.contains(name)) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(write_if_changed(&folder.join("tables"), tables.as_bytes())? || written)
}

/// The kept texts of one release, as they stood in its folder.
fn load(root: &Path, folder: &str) -> Option<ReleaseSource> {
    let [_, year, slug] = folder.trim_end_matches('/').split('/').collect::<Vec<_>>()[..] else { return None };
    let read = |name: &str, file: String| Some(SourceFile { path: file, bytes: Ok(fs::read(root.join(folder).join(name)).ok()?) });
    let mut source = ReleaseSource::from_text(year, slug, read("release.md", format!("{folder}release.md"))?);
    for name in names_in(&root.join(folder)) {
        if let Some(number) = name.strip_prefix("revision.") {
            source.revisions.push((number.to_owned(), read(&name, format!("{folder}revisions/{number}"))?));
        } else if let Some(lang) = name.strip_prefix("release.").and_then(|rest| rest.strip_suffix(".md")) {
            source.translations.push((lang.to_owned(), read(&name, format!("{folder}{name}"))?));
        }
    }
    Some(source)
}

/// The names of the files in `path`, sorted.
fn names_in(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Returns whether the file had to be written.
fn write_if_changed(path: &Path, bytes: &[u8]) -> std::io::Result<bool> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(false);
    }
    write_atomically(path, bytes, Durable::WhenSettled).map(|()| true)
}

/// Removes the texts of releases that are no longer public, and tables that no text was read with.
fn remove_stale(root: &Path, public: &BTreeSet<String>, used: &BTreeSet<String>) -> std::io::Result<()> {
    for year in folders(&root.join("releases")) {
        for slug in folders(&root.join("releases").join(&year)) {
            if !public.contains(&format!("releases/{year}/{slug}/")) {
                fs::remove_dir_all(root.join("releases").join(&year).join(&slug))?;
            }
        }
    }
    for tables in folders(root).iter().filter(|name| name.starts_with("tables-") && !used.contains(*name)) {
        fs::remove_dir_all(root.join(tables))?;
    }
    Ok(())
}

/// The names of the folders in `path`; none when it cannot be read.
fn folders(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}
