//! Remembers what was read, so that a service reads only the folders that have changed.
//!
//! A release depends on the files of its folder and on the newsroom's own files, and on nothing else.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::content::history::FolderResult;
use crate::content::newsroom::registry::ChannelIndex;
use crate::content::sources::{ReleaseSource, SourceFile, Sources};

/// Holds the results of the last reading, and shares them with the newsroom.
#[derive(Debug, Default)]
pub struct ParseCache {
    /// Of the newsroom's own files but for `channels.toml`.
    newsroom: Option<Fingerprint>,
    /// Of `channels.toml`, releases depend on this alone.
    channels: ChannelIndex,
    folders: HashMap<String, (Fingerprint, Arc<FolderResult>)>,
}

/// BLAKE3 of all input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// `None` when a file could not be read: that can change at any time.
    pub fn from_release(source: &ReleaseSource) -> Option<Fingerprint> {
        let mut hasher = FingerprintHasher::default();
        hasher.add_file(&source.source)?;
        for (name, text) in source.translations.iter().chain(&source.revisions) {
            hasher.add(name.as_bytes());
            hasher.add_file(text)?;
        }
        for file in &source.files {
            hasher.add(file.name.as_bytes());
            hasher.add(&file.facts.as_ref().ok()?.hash);
        }
        for other in &source.others {
            hasher.add(other.name.as_bytes());
            hasher.add(&[u8::from(other.is_folder)]);
        }
        for count in [source.translations.len(), source.revisions.len(), source.files.len(), source.others.len()] {
            hasher.add(&(count as u64).to_le_bytes());
        }
        Some(hasher.finish())
    }

    fn from_newsroom(sources: &Sources) -> Option<Fingerprint> {
        let mut hasher = FingerprintHasher::default();
        hasher.add_file(&sources.newsroom)?;
        for file in [&sources.contacts, &sources.departments, &sources.senders] {
            hasher.add(&[u8::from(file.is_some())]);
            if let Some(file) = file {
                hasher.add_file(file)?;
            }
        }
        Some(hasher.finish())
    }
}

#[derive(Default)]
struct FingerprintHasher(blake3::Hasher);

impl FingerprintHasher {
    /// With the length first, so that no two lists of parts are the same.
    fn add(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn add_file(&mut self, source: &SourceFile) -> Option<()> {
        self.add(source.path.as_bytes());
        self.add(source.bytes.as_ref().ok()?);
        Some(())
    }

    fn finish(&self) -> Fingerprint {
        Fingerprint(*self.0.finalize().as_bytes())
    }
}

impl ParseCache {
    /// Forgets everything when the newsroom's own files have changed.
    pub(super) fn invalidate_if_changed(&mut self, sources: &Sources, channels: &ChannelIndex) {
        let newsroom = Fingerprint::from_newsroom(sources);
        if newsroom.is_none() || newsroom != self.newsroom || *channels != self.channels {
            self.folders.clear();
        }
        (self.newsroom, self.channels) = (newsroom, channels.clone());
    }

    pub(super) fn get(&self, folder: &str, fingerprint: &Fingerprint) -> Option<Arc<FolderResult>> {
        self.folders.get(folder).filter(|(known, _)| known == fingerprint).map(|(_, result)| Arc::clone(result))
    }

    /// Keeps the results of this reading, and drops those of folders that are gone.
    pub(super) fn update(&mut self, sources: &Sources, results: Vec<(Option<Fingerprint>, Arc<FolderResult>)>) {
        let present: HashSet<String> = sources.releases.iter().map(ReleaseSource::folder).collect();
        self.folders.retain(|folder, _| present.contains(folder));
        for (source, (fingerprint, result)) in sources.releases.iter().zip(results) {
            match fingerprint {
                Some(fingerprint) => drop(self.folders.insert(source.folder(), (fingerprint, result))),
                None => drop(self.folders.remove(&source.folder())),
            }
        }
    }
}
