//! What came of earlier readings, so that a service reads only what somebody changed.
//!
//! A release depends on the files of its folder and on the newsroom's own files, and on nothing else: as long as both are the same, byte for
//! byte, so is what came of them.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::content::history::FolderResult;
use crate::content::sources::ReleaseSource;
use crate::content::sources::SourceFile;
use crate::content::sources::Sources;

/// What is remembered from reading to reading. Empty at first; it holds what the last reading held, and shares it with the newsroom.
#[derive(Debug, Default)]
pub struct ParseCache {
    /// The newsroom's own files.
    house: Option<Fingerprint>,
    folders: HashMap<String, (Fingerprint, Arc<FolderResult>)>,
}

/// BLAKE3 of everything that a reading looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// `None` where a file could not be read: that can be otherwise at any time.
    pub fn of(source: &ReleaseSource) -> Option<Fingerprint> {
        let mut hash = FingerprintHasher::default();
        hash.source(&source.source)?;
        for (name, text) in source.translations.iter().chain(&source.revisions) {
            hash.part(name.as_bytes());
            hash.source(text)?;
        }
        for file in &source.files {
            let about = file.about.as_ref().ok()?;
            hash.part(file.name.as_bytes());
            // The hash of a file's bytes says all that was seen of it.
            hash.part(&about.hash);
        }
        for other in &source.others {
            hash.part(other.name.as_bytes());
            hash.part(&[u8::from(other.is_folder)]);
        }
        for count in [source.translations.len(), source.revisions.len(), source.files.len(), source.others.len()] {
            hash.part(&(count as u64).to_le_bytes());
        }
        Some(Fingerprint(*hash.0.finalize().as_bytes()))
    }

    fn of_house(sources: &Sources) -> Option<Fingerprint> {
        let mut hash = FingerprintHasher::default();
        hash.source(&sources.newsroom)?;
        for file in [&sources.contacts, &sources.departments, &sources.senders] {
            hash.part(&[u8::from(file.is_some())]);
            if let Some(file) = file {
                hash.source(file)?;
            }
        }
        Some(Fingerprint(*hash.0.finalize().as_bytes()))
    }
}

#[derive(Default)]
struct FingerprintHasher(blake3::Hasher);

impl FingerprintHasher {
    /// With its length before it, so that no two lists of parts are the same.
    fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn source(&mut self, source: &SourceFile) -> Option<()> {
        self.part(source.file.as_bytes());
        self.part(source.bytes.as_ref().ok()?);
        Some(())
    }
}

impl ParseCache {
    /// Forgets everything when the newsroom's own files are others.
    pub(super) fn invalidate_if_changed(&mut self, sources: &Sources) {
        let house = Fingerprint::of_house(sources);
        if house.is_none() || house != self.house {
            self.folders.clear();
        }
        self.house = house;
    }

    /// What came of a folder when it was as it is now.
    pub(super) fn read(&self, folder: &str, stamp: &Fingerprint) -> Option<Arc<FolderResult>> {
        self.folders.get(folder).filter(|(then, _)| then == stamp).map(|(_, read)| Arc::clone(read))
    }

    /// Holds what came of this reading, and nothing of folders that are gone.
    pub(super) fn keep(&mut self, sources: &Sources, read: Vec<(Option<Fingerprint>, Arc<FolderResult>)>) {
        let there: HashSet<String> = sources.releases.iter().map(ReleaseSource::folder).collect();
        self.folders.retain(|folder, _| there.contains(folder));
        for (source, (stamp, read)) in sources.releases.iter().zip(read) {
            match stamp {
                Some(stamp) => drop(self.folders.insert(source.folder(), (stamp, read))),
                None => drop(self.folders.remove(&source.folder())),
            }
        }
    }
}
