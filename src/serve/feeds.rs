//! Renders the feeds of each new snapshot, and notifies the subscribers of those that changed.

use std::sync::{Arc, mpsc};

use crate::error::Error;
use crate::msg;

use super::app::App;
use super::log::{catch_panic, error_line, log_render_errors};
use super::render::{RenderError, RenderPurpose};

/// Renders every feed, so that its first reader does not wait, and notifies the hub of each that changed at once: the main feeds first.
fn refresh_feeds(app: &App) {
    let mut notified = app.notified.lock();
    let snapshot = app.site.snapshot();
    let is_first = notified.is_empty();
    let feeds = snapshot.feeds();
    let mut changed = 0;
    for path in &feeds {
        // A newer snapshot makes the rest pointless. The first is finished: later ones are compared with it.
        if !is_first && !Arc::ptr_eq(&snapshot, &app.site.snapshot()) {
            return;
        }
        let etag = match app.renderer.render(&snapshot, path, RenderPurpose::Own) {
            Some(Ok((response, _))) => response.etag_base,
            Some(Err(RenderError::Invalid(errors))) => {
                log_render_errors(path, &errors, app.language());
                continue;
            }
            Some(Err(RenderError::NoRoom)) | None => continue,
        };
        if notified.insert((*path).to_owned(), etag) == Some(etag) {
            continue;
        }
        changed += 1;
        // At the start the hub finds by itself what changed meanwhile.
        if let (Some(hub), false) = (app.hub.get(), is_first) {
            hub.announce([snapshot.publisher().address(path).to_string()]);
        }
    }
    notified.retain(|path, _| feeds.contains(&path.as_str()));
    if !is_first {
        tracing::info!(target: "serve", releases = snapshot.edition().releases().len(), feeds = changed, "content changed");
    }
}

/// Starts a thread that refreshes the feeds whenever the returned function is called. The scheduler must not wait for them: the next embargo
/// can end at any second.
///
/// # Errors
/// When the system starts no thread.
pub fn spawn_feed_refresher(app: Arc<App>) -> Result<impl Fn() + Send + 'static, Error> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let refresh = move || {
        while receiver.recv().is_ok() {
            if catch_panic(|| refresh_feeds(&app)).is_none() {
                app.metrics.count_panic();
            }
        }
    };
    let thread = std::thread::Builder::new().name("feeds".into()).spawn(refresh);
    thread.map_err(|e| Error::caused(msg!("the service cannot start", "tjänsten kan inte starta"), e))?;
    Ok(move || {
        // When a signal waits already, it is for this snapshot too.
        let _ = sender.try_send(());
    })
}

/// Renders the feeds of the first snapshot, and notifies external hubs of what changed while the service was down.
pub async fn warm_up(app: Arc<App>) {
    if app.run_blocking(refresh_feeds).await.is_none() {
        return;
    }
    let Some(hub) = app.hub.get() else { return };
    let snapshot = app.site.snapshot();
    let feeds: Vec<String> = snapshot.feeds().into_iter().map(|path| snapshot.publisher().address(path).to_string()).collect();
    if let Err(error) = hub.reconcile(feeds).await {
        tracing::error!(target: "hub", "{}", error_line(&error, app.language()));
    }
}
