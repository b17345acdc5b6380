//! Our feeds as the hub knows them.

use std::sync::Arc;
use std::sync::Weak;
use std::time::Duration;

use crate::error::Error;
use crate::hub;
use crate::hub::Hub;
use crate::hub::Topic;
use crate::hub::Topics;

use super::App;
use super::http::response;
use super::site::Site;

/// Where the hub answers, below the root.
pub const PATH: &str = "hub";

/// How long changes are gathered, and which networks are called although they are not public.
pub type Setting = (Duration, Vec<ipnet::IpNet>);

struct FeedTopics {
    /// The hub ends with the service, and does not keep it alive.
    site: Weak<Site>,
}

impl FeedTopics {
    /// The path of a feed that has this address.
    fn path(site: &Site, url: &str) -> Option<String> {
        let snapshot = site.snapshot();
        let root = snapshot.edition().publisher().address("").to_string();
        let path = url.strip_prefix(&root).filter(|path| snapshot.is_followed(path))?;
        Some(path.to_owned())
    }
}

impl Topics for FeedTopics {
    fn knows(&self, url: &str) -> bool {
        self.site.upgrade().is_some_and(|site| FeedTopics::path(&site, url).is_some())
    }

    fn topic(&self, url: &str) -> Option<Topic> {
        let site = self.site.upgrade()?;
        let path = FeedTopics::path(&site, url)?;
        let (document, bytes) = site.snapshot().make(&path, &site.renderer)?.ok()?;
        let content_type = response::content_type(document.media_type).to_str().ok()?.to_owned();
        Some(Topic { url: url.to_owned(), content_type, bytes })
    }
}

/// Starts the hub of our feeds; hubs of others that the newsroom names are told of changes too.
pub fn start(app: &Arc<App>, (window, allowed): Setting) -> Result<Hub, Error> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.edition().publisher();
    let own = publisher.address(PATH).to_string();
    let outside = publisher.feeds.hubs.iter().map(ToString::to_string).filter(|hub| *hub != own).collect();
    let agent = format!("Depesch/{} (+{})", env!("CARGO_PKG_VERSION"), publisher.base_url);
    let settings = hub::Settings { window, allowed, outside, ..hub::Settings::new(own, agent) };
    let topics = FeedTopics { site: Arc::downgrade(&app.site) };
    Hub::start(Arc::clone(&app.database), Arc::new(topics), settings)
}
