//! The newsroom's feeds as topics of the hub.

use std::sync::{Arc, Weak};
use std::time::Duration;

use ipnet::IpNet;

use crate::error::Error;
use crate::hub;
use crate::hub::{Hub, TopicContent, Topics};
use crate::model::paths;

use super::app::App;
use super::http::response;

struct FeedTopics {
    /// The hub ends with the service, and does not keep it alive.
    app: Weak<App>,
}

/// The path of the feed that has this address.
fn feed_path(app: &App, url: &str) -> Option<String> {
    let snapshot = app.site.snapshot();
    let root = snapshot.publisher().address("").to_string();
    url.strip_prefix(&root).filter(|path| snapshot.is_feed(path)).map(str::to_owned)
}

impl Topics for FeedTopics {
    fn contains(&self, url: &str) -> bool {
        self.app.upgrade().is_some_and(|app| feed_path(&app, url).is_some())
    }

    fn content(&self, url: &str) -> Option<TopicContent> {
        let app = self.app.upgrade()?;
        let (response, bytes) = app.render(&feed_path(&app, url)?)?.ok()?;
        let content_type = response::content_type(response.media_type).to_str().ok()?.to_owned();
        Some(TopicContent { url: url.to_owned(), content_type, bytes })
    }
}

/// Starts the hub of our feeds. It notifies the external hubs that the newsroom names, too. `window` is the time within which
/// changes are announced together, `allowed_networks` the private networks that it may call.
///
/// # Errors
/// When an external hub has no valid address, or the system no certificates.
pub fn start(app: &Arc<App>, window: Duration, allowed_networks: Vec<IpNet>) -> Result<Hub, Error> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.publisher();
    let own = publisher.address(paths::HUB).to_string();
    let external_hubs = publisher.feeds.hubs.iter().map(ToString::to_string).filter(|hub| *hub != own).collect();
    let agent = format!("Depesch/{} (+{})", env!("CARGO_PKG_VERSION"), publisher.base_url);
    let settings = hub::HubSettings { window, allowed_networks, external_hubs, ..hub::HubSettings::new(own, agent) };
    Hub::start(Arc::clone(&app.database), Arc::new(FeedTopics { app: Arc::downgrade(app) }), settings)
}
