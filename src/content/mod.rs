//! Reads what the newsroom writes: a folder of TOML and Markdown becomes a newsroom, and every mistake in it a sentence with a hint.
//!
//! The disk is read by [`read_dir()`]; [`read`] is a function of the texts alone. One broken release never stops the others.

mod attachments;
pub mod change;
mod context;
mod dates;
mod documents;
pub mod draft;
mod event;
mod fields;
mod figures;
mod file_facts;
pub mod front_matter;
mod history;
mod markdown;
mod name_messages;
mod newsroom;
mod parse_cache;
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
mod toml_messages;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::history::FolderResult;
use crate::content::history::read_folder;
use crate::content::parse_cache::Fingerprint;
use crate::content::sources::decode;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::error::Error;
use crate::model::Newsroom;

pub use crate::content::attachments::attachment_loader;
pub use crate::content::attachments::load_attachment;
pub use crate::content::context::BrokenRelease;
pub use crate::content::file_facts::FileFacts;
pub use crate::content::name_messages::explain_name_error;
pub use crate::content::parse_cache::ParseCache;
pub use crate::content::source_dir::read_dir;
pub use crate::content::source_dir::read_theme;
pub use crate::content::sources::FileProblem;
pub use crate::content::sources::FileSource;
pub use crate::content::sources::MAX_TEXT_BYTES;
pub use crate::content::sources::OtherEntry;
pub use crate::content::sources::ReleaseSource;
pub use crate::content::sources::SourceFile;
pub use crate::content::sources::Sources;
pub use crate::content::sources::ThemeSource;

/// What came of a content folder.
#[derive(Debug)]
pub struct LoadedContent {
    /// Every release that is without mistakes. `None` when the newsroom's own files cannot be used.
    pub newsroom: Option<Newsroom>,
    /// Sorted by file and line.
    pub diagnostics: Vec<Diagnostic>,
    pub broken: Vec<BrokenRelease>,
}

/// The folder of the release itself: of a translation, the one above.
pub fn release_folder(folder: &str) -> Option<String> {
    let mut parts = folder.split('/');
    let (releases, year, slug) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{releases}/{year}/{slug}/"))
}

/// Reads a content folder from disk. An error only when the folder or its `newsroom.toml` cannot be read at all.
pub fn load(root: &Path) -> Result<LoadedContent, Error> {
    read_dir(root).map(|sources| read(&sources))
}

/// Makes a newsroom of texts in memory. The same texts always give the same newsroom.
pub fn read(sources: &Sources) -> LoadedContent {
    read_cached(sources, &mut ParseCache::default())
}

/// The same, with what came of earlier readings: a folder in which nothing changed is not read again, and its releases are shared.
pub fn read_cached(sources: &Sources, remembered: &mut ParseCache) -> LoadedContent {
    let diagnostics = Diagnostics::default();
    diagnostics.extend(sources.ignored.iter().cloned());
    let newsroom = decode(&sources.newsroom, &diagnostics);
    let contacts = sources.contacts.as_ref().map(|source| decode(source, &diagnostics));
    let departments = sources.departments.as_ref().map(|source| decode(source, &diagnostics));
    let senders = sources.senders.as_ref().map(|source| decode(source, &diagnostics));
    let mut house = newsroom::read(
        newsroom.as_ref(),
        contacts.as_ref().map(Option::as_ref),
        departments.as_ref().map(Option::as_ref),
        senders.as_ref().map(Option::as_ref),
        &diagnostics,
    );

    let theme = sources.theme.as_ref().and_then(|theme| newsroom::theme::read(theme, &diagnostics));
    if let (Some(publisher), Some(theme)) = (house.publisher.as_mut(), theme) {
        publisher.theme = Arc::new(theme);
    }

    remembered.invalidate_if_changed(sources);
    let known = &*remembered;
    let read: Vec<(Option<Fingerprint>, Arc<FolderResult>)> = sources
        .releases
        .par_iter()
        .map(|source| {
            let stamp = Fingerprint::of(source);
            let same = stamp.as_ref().and_then(|stamp| known.read(&source.folder(), stamp));
            (stamp, same.unwrap_or_else(|| Arc::new(read_folder(source, &house))))
        })
        .collect();
    let mut stories = Vec::new();
    let mut broken = Vec::new();
    for (_, read) in &read {
        diagnostics.extend(read.diagnostics.iter().cloned());
        stories.extend(read.stories.iter().cloned());
        broken.extend(read.broken.iter().map(|folder| BrokenRelease { folder: folder.clone() }));
    }
    remembered.keep(sources, read);
    rules::between(&mut stories, &house, &diagnostics, &mut broken);

    broken.sort();
    // Two translations can stand in the same folder of the output, by mistake.
    broken.dedup();
    let mut diagnostics = diagnostics.into_vec();
    diagnostics.sort_by(|a, b| (&a.location, a.severity, &a.message.en).cmp(&(&b.location, b.severity, &b.message.en)));
    let publisher = house.publisher.filter(|_| house.contacts.whole && house.departments.whole && house.senders.whole);
    let last_days = house.contacts.all().filter_map(|contact| Some((contact.key.clone(), contact.valid_until?))).collect();
    let newsroom = publisher.map(|publisher| {
        Newsroom::from_records(publisher, stories.into_iter().map(|story| story.record).collect()).with_last_days(last_days)
    });
    LoadedContent { newsroom, diagnostics, broken }
}
