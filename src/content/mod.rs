//! Reads a content folder of TOML and Markdown into a newsroom, and reports every error in it with a hint.
//!
//! [`read_dir()`] reads the disk; [`read`] depends on the texts alone. One broken release never stops the others.

pub mod added_field;
mod attachments;
pub mod change;
mod context;
mod document_traces;
mod documents;
pub mod draft;
mod event;
mod fields;
mod figures;
mod file_facts;
pub mod front_matter;
mod history;
pub mod limits;
pub(crate) mod markdown;
mod messages;
mod newsroom;
mod parse_cache;
mod picture_memory;
mod pictures;
mod prose_lints;
mod quote;
mod release;
mod revisions;
mod rules;
mod section;
mod source_dir;
mod sources;
mod split;
mod text;
mod zip_archive;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::history::read_folder;
use crate::content::parse_cache::Fingerprint;
use crate::diag::{Diagnostic, Diagnostics};
use crate::error::Error;
use crate::model::Newsroom;

pub use crate::content::attachments::{attachment_loader, load_attachment};
pub use crate::content::context::BrokenRelease;
pub use crate::content::document_traces::DocumentTraces;
pub use crate::content::file_facts::FileFacts;
pub use crate::content::messages::invalid_names::explain_name_error;
pub use crate::content::parse_cache::ParseCache;
pub use crate::content::picture_memory::PictureMemory;
pub use crate::content::pictures::PictureProblem;
pub use crate::content::source_dir::{read_dir, read_theme};
pub use crate::content::sources::{FileProblem, FileSource, OtherEntry, ReleaseSource, SourceFile, Sources, ThemeSource};
#[cfg(feature = "serve")]
pub(crate) use crate::content::text::find_nearest;

#[derive(Debug)]
pub struct LoadedContent {
    /// The releases without errors. `None` when the newsroom's own files cannot be used.
    pub newsroom: Option<Newsroom>,
    /// Sorted by file and line.
    pub diagnostics: Vec<Diagnostic>,
    pub broken: Vec<BrokenRelease>,
}

/// The folder of the original: of a translation, the one above.
pub fn release_folder(folder: &str) -> Option<String> {
    let mut parts = folder.split('/');
    let (releases, year, slug) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{releases}/{year}/{slug}/"))
}

/// Reads a content folder from disk. An error only when the folder or its `newsroom.toml` cannot be read at all.
pub fn load(root: &Path) -> Result<LoadedContent, Error> {
    read_dir(root).map(|sources| read(&sources))
}

/// Reads the files of a content folder.
pub fn read(sources: &Sources) -> LoadedContent {
    read_cached(sources, &mut ParseCache::default())
}

/// Like [`read`], with the releases of unchanged folders from the cache.
pub fn read_cached(sources: &Sources, cache: &mut ParseCache) -> LoadedContent {
    let diagnostics = Diagnostics::default();
    diagnostics.extend(sources.ignored.iter().cloned());
    let registry = newsroom::read(sources, &diagnostics);

    cache.invalidate_if_changed(sources, &registry.channel_index);
    let known = &*cache;
    let results: Vec<_> = sources
        .releases
        .par_iter()
        .map(|source| {
            let fingerprint = Fingerprint::from_release(source);
            let cached = fingerprint.as_ref().and_then(|fingerprint| known.get(&source.folder(), fingerprint));
            (fingerprint, cached.unwrap_or_else(|| Arc::new(read_folder(source, &registry))))
        })
        .collect();
    let (mut releases, mut broken) = (Vec::new(), Vec::new());
    for (_, result) in &results {
        diagnostics.extend(result.diagnostics.iter().cloned());
        releases.extend(result.releases.iter().cloned());
        broken.extend(result.broken.iter().map(|folder| BrokenRelease { folder: folder.clone() }));
    }
    cache.update(sources, results);
    broken.extend(rules::check_archive(&mut releases, &registry, &diagnostics));

    broken.sort();
    // Two translations can have the same folder in the output, by mistake.
    broken.dedup();
    let mut diagnostics = diagnostics.into_vec();
    diagnostics.sort_by(|a, b| (&a.location, a.severity, &a.message.en).cmp(&(&b.location, b.severity, &b.message.en)));
    let last_days = registry.contacts.all().filter_map(|contact| Some((contact.key.clone(), contact.valid_until?))).collect();
    let is_complete = registry.contacts.is_complete && registry.departments.is_complete && registry.senders.is_complete;
    let newsroom = registry.publisher.filter(|_| is_complete).map(|publisher| {
        let records = releases.into_iter().map(|release| release.record).collect();
        Newsroom::from_records(publisher, records).with_last_days(last_days).with_channels(registry.channels)
    });
    LoadedContent { newsroom, diagnostics, broken }
}
