//! Renders a document of a snapshot, when it is first requested or its body has left the cache.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderValue;
use rayon::prelude::*;

use crate::artifact::Context;
use crate::diag::Diagnostic;
use crate::model::Release;
use crate::{content, format};

use super::body_cache::BodyCache;
use super::cached_response::CachedResponse;
use super::last_modified::LastModified;
use super::log::catch_panic;
use super::snapshot::{Snapshot, SnapshotEntry};

/// Files that are rendered before a snapshot is shown, since a feed states their length.
const MAX_WARM_LENGTHS: usize = 5;

/// What rendering needs besides the snapshot.
pub struct Renderer {
    pub content: PathBuf,
    pub bodies: BodyCache,
    pub last_modified: LastModified,
    /// Seconds that feeds are fresh.
    pub feed_max_age: u32,
}

/// A document with its bytes.
pub type RenderResult = Result<(Arc<CachedResponse>, Bytes), RenderError>;

/// Why a document is not rendered.
#[derive(Debug)]
pub enum RenderError {
    Invalid(Vec<Diagnostic>),
    /// There is no room for its bytes while others are being sent.
    NoRoom,
}

/// What a document is rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenderPurpose {
    Response,
    /// For the service itself, such as feeds that subscribers get: never refused.
    Own,
    /// An RSS feed states its length: its bytes would only take room in the cache.
    Length,
}

impl Renderer {
    /// The document of a file's name, from the cache or rendered now: milliseconds, and more for an RSS feed whose releases were not printed yet.
    /// `None` when there is none.
    pub fn render(&self, snapshot: &Snapshot, name: &str, purpose: RenderPurpose) -> Option<RenderResult> {
        let entry = snapshot.entry(name)?;
        Some(self.cached(entry).map_or_else(|| self.render_entry(snapshot, entry, purpose), Ok))
    }

    /// Renders the feeds of the whole newsroom and its front page.
    pub fn warm(&self, snapshot: &Snapshot) {
        let feeds = snapshot.feeds().into_iter().filter(|path| !path.contains('/'));
        for name in feeds.chain(["index.html"]) {
            // On a new day nothing is taken over, and what is due must not wait until everything is printed.
            if self.missing_lengths(snapshot, name) > MAX_WARM_LENGTHS {
                continue;
            }
            // What cannot be rendered is reported at the first request for it.
            drop(catch_panic(|| self.render(snapshot, name, RenderPurpose::Own)));
        }
    }

    /// How many files have to be rendered for their lengths before the document can be.
    fn missing_lengths(&self, snapshot: &Snapshot, name: &str) -> usize {
        let Some(entry) = snapshot.entry(name).filter(|entry| entry.response().is_none()) else { return 0 };
        let needed = format::dependencies(snapshot.edition(), &entry.job);
        needed.iter().filter(|(.., path)| snapshot.entry(path).is_some_and(|entry| entry.response().is_none())).count()
    }

    fn cached(&self, entry: &SnapshotEntry) -> Option<(Arc<CachedResponse>, Bytes)> {
        let response = entry.response()?;
        let bytes = response.bytes(&self.bodies)?;
        Some((response, bytes))
    }

    fn render_entry(&self, snapshot: &Snapshot, entry: &SnapshotEntry, purpose: RenderPurpose) -> RenderResult {
        let edition = snapshot.edition();
        let load = content::attachment_loader(&self.content);
        let mut context = Context::new(format::FORMATS, &load).served();
        // Before the lock, so that no document waits for another while it holds one.
        let lengths: Vec<_> = format::dependencies(edition, &entry.job)
            .par_iter()
            .filter_map(|(format, release, path)| Some((format.name, *release, self.length(snapshot, path)?)))
            .collect();
        for (format, release, length) in lengths {
            context.set_length(format, release, length);
        }
        let _one = entry.rendering.lock();
        if let Some(cached) = self.cached(entry) {
            return Ok(cached);
        }
        // Before a large file is read in vain.
        let length = entry.job.file_length().unwrap_or(0);
        if purpose == RenderPurpose::Response && !self.bodies.memory.has_room(length) {
            return Err(RenderError::NoRoom);
        }
        let (artifact, _) = format::render(edition, &entry.job, &context).map_err(RenderError::Invalid)?;
        let bytes = Arc::try_unwrap(artifact.bytes).unwrap_or_else(|shared| Vec::clone(&shared));
        let hash = *blake3::hash(&bytes).as_bytes();
        let path = &entry.job.path;
        let now = edition.now().unix();
        let last_modified = if edition.is_preview() {
            now
        } else {
            let first = entry.job.release().map_or_else(|| newest(snapshot), |release| updated(snapshot, release));
            self.last_modified.record(path, hash, first, now, snapshot.generation)
        };
        let link = snapshot.is_feed(path).then(|| websub_links(snapshot, path));
        let response = CachedResponse::new(hash, artifact.media_type, bytes.len(), last_modified, link, self.feed_max_age);
        let response = Arc::new(response);
        entry.set_response(Arc::clone(&response));
        let memory = &self.bodies.memory;
        let bytes = match purpose {
            RenderPurpose::Response => response.insert_body(&self.bodies, memory.add(bytes).ok_or(RenderError::NoRoom)?),
            RenderPurpose::Own => response.insert_body(&self.bodies, memory.add_always(bytes)),
            RenderPurpose::Length => Bytes::from(bytes),
        };
        Ok((response, bytes))
    }

    /// The length of a file, which an RSS feed states. `None` when there is none, or it cannot be rendered.
    fn length(&self, snapshot: &Snapshot, path: &str) -> Option<usize> {
        let entry = snapshot.entry(path)?;
        let response = match entry.response() {
            Some(response) => response,
            // One file that panics costs its length and not the feed.
            None => catch_panic(|| self.render_entry(snapshot, entry, RenderPurpose::Length))?.ok()?.0,
        };
        Some(response.length)
    }
}

/// The feed's own address and its hubs (WebSub 4, RFC 8288).
fn websub_links(snapshot: &Snapshot, path: &str) -> HeaderValue {
    let publisher = snapshot.publisher();
    let own = format!("<{}>; rel=\"self\"", publisher.address(path));
    let hubs = publisher.feeds.hubs.iter().map(|hub| format!("<{hub}>; rel=\"hub\""));
    let all: Vec<String> = std::iter::once(own).chain(hubs).collect();
    HeaderValue::try_from(all.join(", ")).expect("addresses are valid in a header")
}

fn updated(snapshot: &Snapshot, release: &Release) -> i64 {
    release.updated_instant(&snapshot.publisher().zone).unix()
}

/// When anything that can be seen last changed.
fn newest(snapshot: &Snapshot) -> i64 {
    let edition = snapshot.edition();
    let withdrawn = edition.withdrawals().iter().map(|withdrawal| withdrawal.withdrawn_instant(&edition.publisher().zone).unix());
    let updated = edition.releases().iter().map(|release| updated(snapshot, release));
    updated.chain(withdrawn).max().unwrap_or_else(|| edition.now().unix())
}
