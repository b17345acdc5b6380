//! The last good text of each public release: what is published of it while today's text is wrong.
//!
//! Kept in `.depesch/last-good/` of the content folder, beside the texts themselves and never in the output, since a comment in a text is
//! not for the public. Each text is kept with the newsroom's own files of that build, so that a contact who was since taken away does not
//! take old releases along. Only what the public could see is kept: a release that is withdrawn into a draft leaves no text behind.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::write_whole;
use crate::content;
use crate::content::BrokenRelease;
use crate::content::ReleaseSource;
use crate::content::Source;
use crate::content::Sources;
use crate::error::Error;
use crate::model::Edition;
use crate::model::Newsroom;
use crate::say;

/// Below the content folder.
pub const FOLDER: &str = ".depesch/last-good";
const LOCK: &str = ".lock";
/// The newsroom's own files, kept once for all releases that were read with them, under a name made from their bytes.
const TABLES: [&str; 3] = ["newsroom.toml", "contacts.toml", "departments.toml"];

/// Puts the last good text of each broken release into the newsroom, where there is one. Returns the folders that were restored.
pub fn restore(content_root: &Path, newsroom: &mut Newsroom, broken: &[BrokenRelease]) -> BTreeSet<String> {
    let root = content_root.join(FOLDER);
    let mut by_tables: BTreeMap<String, Vec<ReleaseSource>> = BTreeMap::new();
    for release in broken {
        let folder = root.join(&release.folder);
        // What cannot be read is as good as not there: the release is missing until it is mended, and its files stay.
        let (Ok(text), Ok(tables)) = (fs::read(folder.join("release.md")), fs::read_to_string(folder.join("tables"))) else {
            continue;
        };
        let Some(source) = source(&release.folder, text) else { continue };
        by_tables.entry(tables).or_default().push(source);
    }
    let mut restored = BTreeSet::new();
    for (tables, releases) in by_tables {
        let read = |name: &str| {
            fs::read(root.join(&tables).join(name)).ok().map(|bytes| Source { file: name.to_owned(), bytes: Ok(bytes) })
        };
        let [newsroom_file, contacts, departments] = TABLES.map(read);
        let Some(newsroom_file) = newsroom_file else { continue };
        let folders: Vec<String> = releases.iter().map(ReleaseSource::folder).collect();
        let then = content::read(&Sources { newsroom: newsroom_file, contacts, departments, releases, strays: Vec::new() });
        if let Some(then) = then.newsroom {
            let adopted = newsroom.adopt(then);
            restored.extend(folders.into_iter().filter(|folder| adopted.contains(folder)));
        }
    }
    restored
}

/// Keeps the texts of everything in `edition`, and forgets all others. What was `restored` is kept as it is.
pub fn keep(content_root: &Path, sources: &Sources, edition: &Edition, restored: &BTreeSet<String>) -> Result<(), Error> {
    let root = content_root.join(FOLDER);
    let failed = |e| Error::file(say!("cannot keep the last good texts", "kan inte spara de senast godkända texterna"), &root, e);
    // Builds into different folders share these texts. The one that comes second waits; the lock ends with the function. Where none can
    // be had nothing can be written either, and whether that is needed is seen below.
    let lock = fs::create_dir_all(&root)
        .and_then(|()| fs::OpenOptions::new().create(true).truncate(false).write(true).open(root.join(LOCK)));
    match lock.as_ref().map(fs::File::lock) {
        Ok(Err(e)) if e.kind() != std::io::ErrorKind::Unsupported => return Err(failed(e)),
        _ => {}
    }
    let public: BTreeSet<String> = edition.releases().iter().map(|release| release.folder()).collect();

    let files = [Some(&sources.newsroom), sources.contacts.as_ref(), sources.departments.as_ref()];
    let bytes = files.map(|file| file.and_then(|file| file.bytes.as_ref().ok()));
    let mut hash = blake3::Hasher::new();
    for part in bytes {
        hash.update(&(part.map_or(0, Vec::len) as u64).to_le_bytes());
        hash.update(part.map_or(&[][..], Vec::as_slice));
    }
    let tables = format!("tables-{}", &hash.finalize().to_hex()[..16]);

    let mut used: BTreeSet<String> = BTreeSet::new();
    for folder in restored {
        used.extend(fs::read_to_string(root.join(folder).join("tables")));
    }
    let current: Vec<&ReleaseSource> = sources
        .releases
        .iter()
        .filter(|source| public.contains(&source.folder()) && !restored.contains(&source.folder()))
        .collect();
    if !current.is_empty() {
        fs::create_dir_all(root.join(&tables)).map_err(failed)?;
        for (name, part) in TABLES.iter().zip(bytes) {
            if let Some(part) = part {
                write_changed(&root.join(&tables).join(name), part).map_err(failed)?;
            }
        }
        // Nothing of this belongs under version control.
        write_changed(&content_root.join(".depesch/.gitignore"), b"*\n").map_err(failed)?;
        used.insert(tables.clone());
    }
    for source in current {
        let Ok(text) = &source.source.bytes else { continue };
        let folder = root.join(source.folder());
        fs::create_dir_all(&folder).map_err(failed)?;
        write_changed(&folder.join("release.md"), text).map_err(failed)?;
        write_changed(&folder.join("tables"), tables.as_bytes()).map_err(failed)?;
    }
    forget(&root, &public, &used).map_err(failed)
}

fn source(folder: &str, text: Vec<u8>) -> Option<ReleaseSource> {
    let [_, year, slug] = folder.trim_end_matches('/').split('/').collect::<Vec<_>>()[..] else { return None };
    let source = Source { file: format!("{folder}release.md"), bytes: Ok(text) };
    Some(ReleaseSource { year: year.to_owned(), slug: slug.to_owned(), source })
}

fn write_changed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) { Ok(()) } else { write_whole(path, bytes) }
}

/// Removes the texts of releases that are no longer public, and tables that no text was read with.
fn forget(root: &Path, public: &BTreeSet<String>, used: &BTreeSet<String>) -> std::io::Result<()> {
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
