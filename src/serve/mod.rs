//! The service: the newsroom on the web, from the same table of formats as a build.
//!
//! ```text
//! watch --> live (reads, turns) --> standing (what stands at each address) --> routes --> answer --> connections
//!                                        \--> kept (bytes), ledger (times) --> journal
//! ```
//! A document is made when it is first asked for, kept by the hash of its bytes, and answered from there. What a file on the disk, an embargo
//! or a withdrawal changes is a new standing, which takes the place of the old one in one step.

mod body_cache;
mod cached_response;
mod clock;
mod connections;
mod http;
mod keys;
mod last_modified;
mod links;
mod metrics;
mod site;
mod snapshot;
pub mod state;
mod status;
mod topics;
mod watcher;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch as signal;

use crate::db::Database;
use crate::diag::Diagnostic;
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::hub::Hub;
use crate::model::Publisher;
use crate::model::WebAddress;
use crate::msg;

use body_cache::BodyCache;
use body_cache::BodyHash;
use keys::ServiceKeys;
use last_modified::LastModified;
use metrics::ServiceMetrics;
use site::Site;
use site::SiteOverrides;
use site::Started;
use snapshot::Renderer;
use watcher::Watch;

pub use connections::ConnectionLimits;
pub use site::SourceReader;

/// How the service is run.
pub struct ServiceSettings {
    pub content: PathBuf,
    /// Reads the texts from the disk.
    pub gather: SourceReader,
    /// What is watched: the content, and what printed releases look like.
    pub watched: Vec<PathBuf>,
    /// Where the service keeps what it must not forget.
    pub state: PathBuf,
    pub listen: SocketAddr,
    /// In place of the newsroom's own.
    pub base_url: Option<WebAddress>,
    /// Networks whose proxies are believed when they say for whom they ask: `10.0.0.0/8`.
    pub trusted: Vec<String>,
    /// How long feed readers may wait before they ask again, in seconds.
    pub poll: u32,
    /// Bytes of documents that are held ready.
    pub room: u64,
    pub limits: ConnectionLimits,
    /// With a WebSub hub for its own feeds.
    pub hub: Option<HubSettings>,
    /// Tells of every request in the log.
    pub log_requests: bool,
    pub tongue: UiLanguage,
}

/// How the hub is run.
pub struct HubSettings {
    /// How long changes are gathered before followers are told.
    pub window: Duration,
    /// Networks that it calls although they are not public: for tests and intranets.
    pub allowed: Vec<String>,
}

/// How it ended.
pub enum ServeOutcome {
    /// It was told to stop.
    Stopped,
    /// The newsroom's own files cannot be used: nothing was started.
    Mistaken(Vec<Diagnostic>),
}

/// What every request can reach.
pub struct App {
    site: Arc<Site>,
    database: Arc<Database>,
    keys: ServiceKeys,
    metrics: ServiceMetrics,
    trusted: Vec<ipnet::IpNet>,
    /// Empty until it has started, and where there is none.
    hub: OnceLock<Hub>,
    poll: u32,
    log_requests: bool,
    /// What each feed was when its followers were last told of it.
    told: Mutex<BTreeMap<String, BodyHash>>,
    /// One standing at a time.
    refresh_lock: Mutex<()>,
}

/// Runs the service until it is told to stop (SIGINT, SIGTERM).
pub fn run(settings: ServiceSettings) -> Result<ServeOutcome, Error> {
    let trusted = parse_networks(&settings.trusted)?;
    let _held = state::lock(&settings.state)?;
    let database = Arc::new(Database::open(&settings.state)?);
    let keys = ServiceKeys::open(&settings.state)?;
    let renderer = Renderer::new(&settings.content, BodyCache::new(settings.room), LastModified::open(&database)?);
    let hub = settings.hub.map(|hub| parse_networks(&hub.allowed).map(|allowed| (hub.window, allowed))).transpose()?;
    let own = SiteOverrides { base_url: settings.base_url, hub: hub.is_some().then_some(topics::PATH) };
    let site = match Site::start(settings.content, settings.gather, own, settings.tongue, renderer)? {
        Started::Site(site) => Arc::new(*site),
        Started::Mistaken(mistakes) => return Ok(ServeOutcome::Mistaken(mistakes)),
    };
    let app = Arc::new(App {
        site,
        database,
        keys,
        metrics: ServiceMetrics::default(),
        trusted,
        hub: OnceLock::new(),
        poll: settings.poll,
        log_requests: settings.log_requests,
        told: Mutex::default(),
        refresh_lock: Mutex::default(),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::caused(msg!("the service cannot start", "tjänsten kan inte starta"), e))?;
    runtime.block_on(answer(Arc::clone(&app), settings.listen, settings.limits, &settings.watched, hub))?;
    // Nobody waits for what was begun and not asked for any more.
    runtime.shutdown_timeout(Duration::from_secs(2));
    app.site.renderer.last_modified.save(&app.database)?;
    tracing::info!(target: "serve", "stopped");
    Ok(ServeOutcome::Stopped)
}

async fn answer(
    app: Arc<App>,
    listen: SocketAddr,
    limits: ConnectionLimits,
    watched: &[PathBuf],
    hub: Option<topics::Setting>,
) -> Result<(), Error> {
    let listener = TcpListener::bind(listen).await.map_err(|e| {
        Error::caused(msg!("cannot listen on `{listen}`", "kan inte lyssna på `{listen}`"), e).hint(msg!(
            "another program may be there: choose another port with `--listen`",
            "ett annat program kan finnas där: välj en annan port med `--listen`"
        ))
    })?;
    let address = listener.local_addr().unwrap_or(listen);
    let (stop, stopped) = signal::channel(false);
    tokio::spawn(async move {
        until_told_to_stop().await;
        tracing::info!(target: "serve", "stopping");
        let _ = stop.send(true);
    });
    if let Some(hub) = hub {
        let hub = topics::start(&app, hub)?;
        let _ = app.hub.set(hub);
    }
    let changed = spawn_feed_refresher(Arc::clone(&app))?;
    let watch = Watch::start(watched, Arc::clone(&app.site), changed)?;
    tokio::spawn(save_now_and_then(Arc::clone(&app)));
    tokio::spawn(warm_up(Arc::clone(&app)));
    let closing = Arc::clone(&app);
    let base = app.site.snapshot().edition().publisher().base_url.clone();
    tracing::info!(target: "serve", address = %address, base_url = %base, "listening");
    connections::run(listener, limits, stopped, http::router::service(app)).await;
    tokio::task::spawn_blocking(move || drop(watch)).await.ok();
    if let Some(hub) = closing.hub.get() {
        hub.close(limits.stop_time).await;
    }
    Ok(())
}

impl App {
    /// Makes every feed as it is now, so that the first who asks does not wait, and tells followers of each that changed. One after the
    /// other, the list of everything first: who asks for one meanwhile does not wait for all.
    fn refresh_feeds(&self) {
        let _one = locked(&self.refresh_lock);
        let snapshot = self.site.snapshot();
        let publisher = snapshot.edition().publisher();
        let mut feeds: Vec<&str> = snapshot.paths().filter(|path| snapshot.is_followed(path)).collect();
        feeds.sort_by_key(|path| (path.matches('/').count(), *path));
        let is_first = locked(&self.told).is_empty();
        let mut count = 0;
        for path in &feeds {
            // Something is newer already, and what is left of this is of no use. The first is made whole: it is what later ones are held against.
            if !is_first && !Arc::ptr_eq(&snapshot, &self.site.snapshot()) {
                return;
            }
            let hash = match snapshot.make(path, &self.site.renderer) {
                Some(Ok((document, _))) => document.hash,
                Some(Err(mistakes)) => {
                    http::router::log_render_errors(path, &mistakes, self.site.tongue());
                    continue;
                }
                None => continue,
            };
            if locked(&self.told).insert((*path).to_owned(), hash) == Some(hash) {
                continue;
            }
            count += 1;
            // At the start the hub itself finds what changed while nobody was there.
            if let (Some(hub), false) = (self.hub.get(), is_first) {
                hub.changed([publisher.address(path).to_string()]);
            }
        }
        locked(&self.told).retain(|path, _| feeds.contains(&path.as_str()));
        if !is_first {
            tracing::info!(target: "serve", releases = snapshot.edition().releases().len(), feeds = count, "changed");
        }
    }

    /// For whom a request is: the peer, or whom a proxy that is trusted names; nobody in particular (0.0.0.0) where such a proxy names none.
    fn asked_by<'h>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'h str>) -> IpAddr {
        let is_trusted = |address: &IpAddr| self.trusted.iter().any(|network| network.contains(address));
        let peer = peer.to_canonical();
        if !is_trusted(&peer) {
            return peer;
        }
        // From the right: what stands left of a proxy that nobody trusts can be made up.
        let hops = forwarded.rev().flat_map(|list| list.rsplit(',')).map_while(|hop| parse_hop(hop.trim()));
        let mut last = IpAddr::from([0, 0, 0, 0]);
        for hop in hops {
            last = hop;
            if !is_trusted(&hop) {
                break;
            }
        }
        last
    }
}

/// An address as proxies write it, some with a port behind it.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// A thread that makes the feeds of each new standing; the answer tells it that there is one. Whoever watches must not wait for it: the next
/// embargo can end at any second.
fn spawn_feed_refresher(app: Arc<App>) -> Result<impl Fn() + Send + 'static, Error> {
    let (there_is, is_there) = mpsc::sync_channel(1);
    let refresh_feeds = move || {
        while is_there.recv().is_ok() {
            app.refresh_feeds();
        }
    };
    let thread = std::thread::Builder::new().name("prove".into()).spawn(refresh_feeds);
    thread.map_err(|e| Error::caused(msg!("the service cannot start", "tjänsten kan inte starta"), e))?;
    // One word waits, at most: it stands for every standing until then.
    Ok(move || {
        let _ = there_is.try_send(());
    })
}

/// The feeds of the first standing, and what hubs of others have not been told while nobody was here.
async fn warm_up(app: Arc<App>) {
    let proved = Arc::clone(&app);
    if tokio::task::spawn_blocking(move || proved.refresh_feeds()).await.is_err() {
        return;
    }
    let Some(hub) = app.hub.get() else { return };
    let snapshot = app.site.snapshot();
    let publisher = snapshot.edition().publisher();
    let feeds: Vec<String> =
        snapshot.paths().filter(|path| snapshot.is_followed(path)).map(|path| publisher.address(path).to_string()).collect();
    if let Err(error) = hub.reconcile(feeds).await {
        tracing::error!(target: "hub", "{}", site::told(&error, app.site.tongue()));
    }
}

async fn save_now_and_then(app: Arc<App>) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        let app = Arc::clone(&app);
        let saved = tokio::task::spawn_blocking(move || {
            app.site.renderer.last_modified.save(&app.database).map_err(|error| site::told(&error, app.site.tongue()))
        });
        if let Ok(Err(error)) = saved.await {
            tracing::error!(target: "journal", "{error}");
        }
    }
}

async fn until_told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

fn parse_networks(texts: &[String]) -> Result<Vec<ipnet::IpNet>, Error> {
    texts.iter().map(|text| parse_network(text)).collect()
}

fn parse_network(text: &str) -> Result<ipnet::IpNet, Error> {
    let one = text.parse::<IpAddr>().map(ipnet::IpNet::from).ok();
    one.or_else(|| text.parse().ok()).ok_or_else(|| {
        Error::new(msg!("`{text}` is no network", "`{text}` är inget nätverk"))
            .hint(msg!("write an address or a network: 10.0.0.0/8", "skriv en adress eller ett nätverk: 10.0.0.0/8"))
    })
}

/// The path of the site's root: `/`, or `/press/` where it lies below.
fn base_path(publisher: &Publisher) -> String {
    publisher.address("").path().to_owned()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
