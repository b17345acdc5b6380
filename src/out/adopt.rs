//! A lost manifest: files that are as a build makes them now are ours again, and all others are named.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::manifest::{ComparedFiles, FileHash, MANIFEST};
use super::{OutputDir, UNFINISHED, list_paths};
use crate::artifact::Artifact;
use crate::diag::{Diagnostic, Location, Message};
use crate::error::Error;
use crate::model::paths;
use crate::msg;

impl OutputDir {
    /// Whether there are files, and no list that says which are ours.
    pub fn has_lost_manifest(&self) -> bool {
        self.lost_manifest
    }

    /// Looks at what is in the place of a file that would be written. Any thread may call it.
    pub fn compare(&self, artifact: &Artifact) {
        if !self.is_occupied(&artifact.path) {
            return;
        }
        let is_same = is_real_file(&self.root, &artifact.path)
            && fs::read(self.root.join(&artifact.path)).is_ok_and(|there| there == *artifact.bytes);
        let mut compared = self.compared.lock();
        if is_same {
            compared.same.push((artifact.path.clone(), FileHash::new(&artifact.bytes)));
        } else {
            compared.others.insert(artifact.path.clone());
        }
    }

    /// Takes over what was compared and is the same. Returns a note on it, if there was anything.
    ///
    /// # Errors
    /// When other files are in our places, or among the releases, where they can hold what was withdrawn. Nothing was written then.
    pub fn adopt(&mut self) -> Result<Option<Diagnostic>, Error> {
        let ComparedFiles { same, mut others } = std::mem::take(&mut *self.compared.lock());
        let known: BTreeSet<&str> = same.iter().map(|(path, _)| path.as_str()).collect();
        let releases = files_below(&self.root, paths::RELEASES.trim_end_matches('/'));
        others.extend(releases.into_iter().filter(|path| !known.contains(path.as_str())));
        if !others.is_empty() {
            let Message { en, sv } = list_paths(others.iter().map(String::as_str));
            return Err(Error::new(msg!(
                "the output folder holds files that Depesch did not make, or that are not as it makes them now: {en}",
                "utdatamappen innehåller filer som Depesch inte har gjort, eller som inte är som den gör dem nu: {sv}"
            ))
            .hint(msg!(
                "the list of its files, `{MANIFEST}`, is missing or damaged: delete those of an earlier build, or move them away; or build into another folder with `--out`",
                "listan över dess filer, `{MANIFEST}`, saknas eller är skadad: ta bort dem som är från ett tidigare bygge, eller flytta undan dem; eller bygg i en annan mapp med `--out`"
            )));
        }
        let count = same.len();
        if count == 0 {
            return Ok(None);
        }
        self.manifest.files.extend(same.into_iter().map(|(path, hash)| (path, Some(hash))));
        self.save_manifest()?;
        let message = msg!(
            "the list of the files in the output folder was missing or damaged: those that are as a build makes them now belong to it again ({count})",
            "listan över filerna i utdatamappen saknades eller var skadad: de som är som ett bygge gör dem nu hör till den igen ({count})"
        );
        Ok(Some(Diagnostic::warning(Location::file(self.root.join(MANIFEST).display().to_string()), message)))
    }
}

/// A file, and no link anywhere on the way to it.
fn is_real_file(root: &Path, path: &str) -> bool {
    let parents = path.match_indices('/').map(|(at, _)| &path[..at]);
    let is_folder = |folder: &str| fs::symlink_metadata(root.join(folder)).is_ok_and(|there| there.is_dir());
    parents.into_iter().all(is_folder) && fs::symlink_metadata(root.join(path)).is_ok_and(|there| there.is_file())
}

/// Every file below a folder, by its path from the root; what a killed build left half-written is no file.
fn files_below(root: &Path, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(files_below(root, &path));
        } else if !path.ends_with(UNFINISHED) {
            found.push(path);
        }
    }
    found
}
