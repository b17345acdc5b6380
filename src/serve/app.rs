//! The state that all request handlers share.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;

use crate::db::Database;
use crate::diag::UiLanguage;
use crate::hub::Hub;

use super::http::preconditions::EtagBase;
use super::keys::ServiceKeys;
use super::metrics::ServiceMetrics;
use super::proxy::TrustedProxies;
use super::render::{RenderResult, Renderer};
use super::site::Site;

pub struct App {
    pub site: Arc<Site>,
    pub renderer: Renderer,
    pub database: Arc<Database>,
    pub keys: ServiceKeys,
    pub metrics: ServiceMetrics,
    pub trusted_proxies: TrustedProxies,
    /// Empty until it has started, and without a hub.
    pub hub: OnceLock<Hub>,
    pub log_requests: bool,
    /// What each feed was when its subscribers were last notified. Locked while feeds are refreshed.
    pub notified: Mutex<BTreeMap<String, EtagBase>>,
}

impl App {
    pub fn language(&self) -> UiLanguage {
        self.site.language()
    }

    /// Runs what takes long outside the threads that answer. `None` when it panicked or the service stops, which is logged.
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

    /// Renders a document of the current snapshot.
    pub fn render(&self, name: &str) -> Option<RenderResult> {
        self.renderer.render(&self.site.snapshot(), name)
    }
}
