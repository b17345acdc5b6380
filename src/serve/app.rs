//! The state that all request handlers share.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;

use crate::db::Database;
use crate::diag::UiLanguage;
use crate::hub::Hub;

use super::base_path::BasePath;
use super::delivery_status::DeliveryStatus;
use super::http::preconditions::EtagBase;
use super::keys::ServiceKeys;
use super::metrics::ServiceMetrics;
use super::places::Places;
use super::proxy::TrustedProxies;
use super::render::{RenderPurpose, RenderResult, Renderer};
use super::site::Site;
use super::workers::{Undone, WorkerPool, Workers};

pub struct App {
    pub site: Arc<Site>,
    pub renderer: Arc<Renderer>,
    pub database: Arc<Database>,
    pub keys: ServiceKeys,
    pub metrics: Arc<ServiceMetrics>,
    pub trusted_proxies: TrustedProxies,
    /// `None`: requests arrive under the path of the public address.
    pub base_path: Option<BasePath>,
    pub workers: Workers,
    /// For connections; those of trusted proxies have no share.
    pub connections: Arc<Places>,
    /// For the requests that trusted proxies forward, by client.
    pub forwarded: Arc<Places>,
    /// A place for each megabyte of large responses that are being sent.
    pub large_responses: Arc<Places>,
    /// For the requests to the hub that wait for the database.
    pub hub_requests: Arc<Places>,
    /// How long the body of a request may take.
    pub body_time: Duration,
    /// Empty until it has started, and without a hub.
    pub hub: OnceLock<Hub>,
    /// Empty until it has started.
    pub delivery: OnceLock<DeliveryStatus>,
    pub log_requests: bool,
    /// What each feed was when its subscribers were last notified. Locked while feeds are refreshed.
    pub notified: Mutex<BTreeMap<String, EtagBase>>,
}

impl App {
    pub fn language(&self) -> UiLanguage {
        self.site.language()
    }

    /// Does a part of answering a request in a pool of workers, for a client where that is known.
    pub async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        pool: impl FnOnce(&Workers) -> &WorkerPool,
        client: Option<IpAddr>,
        work: impl FnOnce(&App) -> T + Send + 'static,
    ) -> Result<T, Undone> {
        let app = Arc::clone(self);
        let done = pool(&self.workers).run(client, move || work(&app)).await;
        if matches!(done, Err(Undone::Panicked)) {
            self.metrics.count_panic();
        }
        done
    }

    /// Runs what the service does by itself outside the threads that answer. `None` when it panicked or the service stops, which is logged.
    pub async fn run_blocking<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&App) -> T + Send + 'static) -> Option<T> {
        let app = Arc::clone(self);
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(result) => Some(result),
            Err(error) => {
                tracing::error!(target: "serve", error = error.to_string(), "a task did not end");
                if error.is_panic() {
                    self.metrics.count_panic();
                }
                None
            }
        }
    }

    /// Renders a document of the current snapshot for the service itself.
    pub fn render(&self, name: &str) -> Option<RenderResult> {
        self.renderer.render(&self.site.snapshot(), name, RenderPurpose::Own)
    }
}
