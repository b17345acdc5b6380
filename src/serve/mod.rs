//! The service: the newsroom over HTTP, from the same table of formats as a build.
//!
//! ```text
//! watcher --> scheduler --> site (current snapshot) --> http/router --> connections
//!                reload ------'        '--> render --> cached_response, body_cache
//! ```

#![expect(clippy::disallowed_methods, reason = "a service publishes when the time has come")]

mod app;
mod base_path;
mod body_cache;
mod body_memory;
mod cached_response;
mod clock;
mod connections;
mod database_watch;
mod delivery;
mod delivery_status;
mod feeds;
mod http;
mod keys;
mod last_modified;
mod listeners;
mod log;
mod metrics;
mod paced_stream;
mod places;
mod proxy;
mod reload;
mod render;
mod scheduler;
mod site;
mod snapshot;
pub mod state;
mod system_limits;
mod topics;
mod watcher;
mod workers;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::content::ParseCache;
use crate::db::Database;
use crate::diag::{Diagnostic, UiLanguage};
use crate::error::Error;
use crate::model::{WebAddress, paths};
use crate::msg;
use crate::net::parse_networks;
use crate::out::PublishedReleases;

use app::App;
use base_path::BasePath;
use body_cache::BodyCache;
use connections::ConnectionPlaces;
use delivery::ServiceDelivery;
use http::router;
use keys::ServiceKeys;
use last_modified::LastModified;
use places::Places;
use proxy::TrustedProxies;
use reload::{ContentSource, SiteOverrides};
use render::Renderer;
use scheduler::Scheduler;
use site::Site;
use workers::Workers;

pub use connections::ConnectionLimits;
pub use listeners::ListenAddress;
pub use paced_stream::MinRate;
pub use reload::SourceReader;

/// How the service is run.
pub struct ServiceSettings {
    pub content: PathBuf,
    pub read_sources: SourceReader,
    /// Folders to watch: the content, and the theme of printed releases.
    pub watched: Vec<PathBuf>,
    /// Directory for persistent state.
    pub state: PathBuf,
    pub listen: ListenAddress,
    /// In place of the newsroom's own.
    pub base_url: Option<WebAddress>,
    /// The path under which requests arrive, in place of that of the public address.
    pub base_path: Option<String>,
    /// Addresses or networks whose `X-Forwarded-*` headers are trusted: `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// Seconds that feeds are fresh.
    pub feed_max_age: u32,
    /// Bytes of the response cache.
    pub cache_capacity: u64,
    pub limits: ConnectionLimits,
    /// `None` without a WebSub hub.
    pub hub: Option<HubOptions>,
    /// Private networks that webhooks of news desks may be in.
    pub delivery_allowed: Vec<String>,
    pub log_requests: bool,
    /// Whether many public releases may disappear at once.
    pub allow_removals: bool,
    pub language: UiLanguage,
}

/// Requests to the hub that wait for the database at the same time.
const MAX_HUB_REQUESTS: usize = 128;

/// Megabytes of large responses that are being sent, also of the same document, where there is little memory for bodies.
const MAX_LARGE_RESPONSES: usize = 128;

/// For each call of the hub one, and some for what the service does by itself. Requests have their own workers.
const MAX_BLOCKING_THREADS: usize = 80;

/// How the hub is run.
pub struct HubOptions {
    /// How long changes are gathered before subscribers are notified.
    pub window: Duration,
    /// Private networks that it may call: for tests and intranets.
    pub allowed: Vec<String>,
}

/// How the service ended.
pub enum ServeOutcome {
    Stopped,
    /// The newsroom's own files cannot be used: nothing was started.
    InvalidContent(Vec<Diagnostic>),
}

/// Runs the service until it is stopped by SIGINT or SIGTERM.
///
/// # Errors
/// When the settings are wrong, or the content, the state directory or the address cannot be used.
pub fn run(settings: ServiceSettings) -> Result<ServeOutcome, Error> {
    let limits = fit_connections(settings.limits);
    let base_path = settings.base_path.as_deref().map(BasePath::parse).transpose()?;
    let trusted_proxies = TrustedProxies(parse_networks(&settings.trusted_proxies)?);
    let hub = settings.hub.map(|hub| Ok((hub.window, parse_networks(&hub.allowed)?))).transpose()?;
    let overrides = SiteOverrides { base_url: settings.base_url, hub: hub.is_some().then_some(paths::HUB) };
    let source = ContentSource {
        folder: settings.content.clone(),
        read: settings.read_sources,
        overrides,
        allow_removals: settings.allow_removals,
    };
    let (mut parse_cache, now) = (ParseCache::default(), clock::now());
    let mut loaded = source.load(&mut parse_cache, None, now)?;
    let Some(newsroom) = loaded.newsroom.take() else { return Ok(ServeOutcome::InvalidContent(loaded.status.errors)) };
    let published = PublishedReleases::of(&newsroom.public(&reload::instant(&newsroom, now)));
    if let Some(comparison) = loaded.site.compare(&newsroom, &published) {
        if !settings.allow_removals {
            comparison.refuse_mass_removal()?;
        }
        loaded.status.warnings = comparison.warnings;
    }
    // Only now, so that nothing is left behind where there is no newsroom.
    let _lock = state::lock(&settings.state)?;
    let database = Arc::new(Database::open(&settings.state)?);
    let renderer = Arc::new(Renderer {
        content: settings.content.clone(),
        bodies: BodyCache::new(settings.cache_capacity),
        last_modified: LastModified::open(&database)?,
        feed_max_age: settings.feed_max_age,
    });
    let warm = {
        let renderer = Arc::clone(&renderer);
        Box::new(move |next: &_| renderer.warm(next))
    };
    let app = Arc::new(App {
        site: Arc::new(Site::new(source, warm, newsroom, &loaded, parse_cache, now, settings.language)),
        renderer,
        database,
        keys: ServiceKeys::open(&settings.state)?,
        metrics: Arc::default(),
        trusted_proxies,
        base_path,
        workers: Workers::start()?,
        connections: Places::new(limits.connections),
        forwarded: Places::new(limits.connections),
        large_responses: Places::new(MAX_LARGE_RESPONSES),
        hub_requests: Places::new(MAX_HUB_REQUESTS),
        body_time: limits.header_time,
        hub: OnceLock::new(),
        delivery: OnceLock::new(),
        log_requests: settings.log_requests,
        notified: Default::default(),
    });
    let is_complete = loaded.is_complete;
    drop(loaded);
    workers::check_runtime_threads()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(MAX_BLOCKING_THREADS).build();
    let runtime = runtime.map_err(|e| Error::caused(msg!("the service cannot start", "tjänsten kan inte starta"), e))?;
    runtime.block_on(async {
        if let Some((window, allowed)) = hub {
            let hub = topics::start(&app, window, allowed)?;
            app.hub.get_or_init(|| hub);
        }
        let delivery = ServiceDelivery::start(&app, &settings.state, &settings.content, &settings.delivery_allowed)?;
        serve(Arc::clone(&app), &settings.listen, limits, &settings.watched, is_complete, delivery).await
    })?;
    // Work whose client is gone is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(2));
    app.renderer.last_modified.save(&app.database)?;
    tracing::info!(target: "serve", "stopped");
    Ok(ServeOutcome::Stopped)
}

/// As many connections as the system has files for.
fn fit_connections(limits: ConnectionLimits) -> ConnectionLimits {
    let most = system_limits::raise_file_limit().unwrap_or(limits.connections);
    if most < limits.connections {
        tracing::warn!(target: "http", connections = most, "the limit on open files (`ulimit -n`) allows few connections");
    }
    ConnectionLimits { connections: limits.connections.min(most), ..limits }
}

async fn serve(
    app: Arc<App>,
    listen: &ListenAddress,
    limits: ConnectionLimits,
    watched: &[PathBuf],
    is_complete: bool,
    delivery: ServiceDelivery,
) -> Result<(), Error> {
    // Before anybody can know that the service runs: without a handler the signal ends the process. Where the system refuses one, it does so.
    #[cfg(unix)]
    let hangup = signal(SignalKind::hangup()).ok();
    let listeners = listen.listen()?;
    let addresses = listeners.iter().filter_map(|listener| listener.local_addr().ok());
    let addresses = addresses.map(|address| address.to_string()).collect::<Vec<_>>().join(", ");
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        wait_for_signal().await;
        tracing::info!(target: "serve", "stopping");
        // It fails when everything has stopped already.
        let _ = stop.send(true);
    });
    let (refresh_feeds, deliver) = (feeds::spawn_feed_refresher(Arc::clone(&app))?, delivery.notifier());
    let changed = move || {
        deliver();
        refresh_feeds();
    };
    let scheduler = Scheduler::start(watched, Arc::clone(&app.site), is_complete, changed)?;
    #[cfg(unix)]
    if let Some(hangup) = hangup {
        tokio::spawn(reload_on_signal(hangup, scheduler.reloader()));
    }
    tokio::spawn(database_watch::run(Arc::clone(&app)));
    tokio::spawn(feeds::warm_up(Arc::clone(&app)));
    let base_url = app.site.snapshot().publisher().base_url.clone();
    tracing::info!(target: "serve", address = addresses, base_url = %base_url, "listening");
    let client = {
        let app = Arc::clone(&app);
        move |peer| (!app.trusted_proxies.is_trusted(peer)).then_some(peer)
    };
    let respond = router::service(Arc::clone(&app));
    let mut running = JoinSet::new();
    let places = ConnectionPlaces::new(Arc::clone(&app.connections));
    for listener in listeners {
        running.spawn(connections::run(listener, limits, places.clone(), client.clone(), stopped.clone(), respond.clone()));
    }
    running.join_all().await;
    app.run_blocking(move |_| drop(scheduler)).await;
    delivery.close(limits.stop_time).await;
    if let Some(hub) = app.hub.get() {
        hub.close(limits.stop_time).await;
    }
    Ok(())
}

/// A SIGHUP reads the content again, as administrators expect.
#[cfg(unix)]
async fn reload_on_signal(mut hangup: Signal, reload: impl Fn()) {
    while hangup.recv().await.is_some() {
        tracing::info!(target: "serve", "reading the content again");
        reload();
    }
}

async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                // Where the system refuses the handler, the signal ends the process as it always does.
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
