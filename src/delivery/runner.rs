//! Runs the dispatcher by itself until everything that is due was tried.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tokio::sync::mpsc;

use super::clock::Clock;
use super::dispatcher::{self, DispatchEnd, DispatcherContext};
use super::observer::NoObserver;
use super::sender::SettingsSenders;
use crate::db::Database;
use crate::error::Error;
use crate::model::Channels;
use crate::msg;

pub struct RunSettings {
    pub content: PathBuf,
    /// Private networks that webhooks may connect to.
    pub allowed: Vec<String>,
    /// How long to try.
    pub within: Duration,
}

/// Delivers until nothing is due, or the time is over.
///
/// # Errors
/// When the journal cannot be used, or the system gives no threads.
pub fn deliver(
    database: Arc<Database>,
    channels: Arc<Channels>,
    settings: &RunSettings,
    clock: Clock,
) -> Result<DispatchEnd, Error> {
    let http = SettingsSenders::http(&settings.allowed)?;
    let senders = Arc::new(SettingsSenders { content: settings.content.clone(), http });
    let context =
        Arc::new(DispatcherContext { database, senders, clock, observer: Arc::new(NoObserver), has_swept: AtomicBool::new(false) });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::caused(msg!("the delivery cannot start", "leveransen kan inte starta"), e))?;
    let (_commands, mut received) = mpsc::unbounded_channel();
    runtime.block_on(dispatcher::run(context, channels, &mut received, Some(settings.within)))
}
