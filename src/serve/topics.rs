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
use super::answer;
use super::live::Live;

/// Where the hub answers, below the root.
pub const PATH: &str = "hub";

/// How long changes are gathered, and which networks are called although they are not public.
pub type Setting = (Duration, Vec<ipnet::IpNet>);

struct OfNewsroom {
    /// The hub ends with the service, and does not keep it alive.
    live: Weak<Live>,
}

impl OfNewsroom {
    /// The path of a feed that has this address.
    fn path(live: &Live, url: &str) -> Option<String> {
        let standing = live.standing();
        let root = standing.edition().publisher().address("").to_string();
        let path = url.strip_prefix(&root).filter(|path| standing.is_followed(path))?;
        Some(path.to_owned())
    }
}

impl Topics for OfNewsroom {
    fn knows(&self, url: &str) -> bool {
        self.live.upgrade().is_some_and(|live| OfNewsroom::path(&live, url).is_some())
    }

    fn topic(&self, url: &str) -> Option<Topic> {
        let live = self.live.upgrade()?;
        let path = OfNewsroom::path(&live, url)?;
        let (document, bytes) = live.standing().make(&path, &live.workshop)?.ok()?;
        let content_type = answer::content_type(document.media_type).to_str().ok()?.to_owned();
        Some(Topic { url: url.to_owned(), content_type, bytes })
    }
}

/// Starts the hub of our feeds; hubs of others that the newsroom names are told of changes too.
pub fn start(app: &Arc<App>, (window, allowed): Setting) -> Result<Hub, Error> {
    let standing = app.live.standing();
    let publisher = standing.edition().publisher();
    let own = publisher.address(PATH).to_string();
    let outside = publisher.feeds.hubs.iter().map(ToString::to_string).filter(|hub| *hub != own).collect();
    let agent = format!("Depesch/{} (+{})", env!("CARGO_PKG_VERSION"), publisher.base_url);
    let settings = hub::Settings { window, allowed, outside, ..hub::Settings::new(own, agent) };
    let topics = OfNewsroom { live: Arc::downgrade(&app.live) };
    Hub::start(Arc::clone(&app.journal), Arc::new(topics), settings)
}
