//! Saves what is new into the database each second, and looks whether it is still there and whole.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::db::Database;
use crate::error::Error;

use super::app::App;
use super::log::error_line;

const SAVE_INTERVAL: Duration = Duration::from_secs(1);
/// Between two readings of all pages, and at least a hundred times as long as one takes.
const PAGES_INTERVAL: Duration = Duration::from_secs(10);

/// Runs as long as the service. A failure is logged when it begins and when it ends, and not each second.
pub async fn run(app: Arc<App>) {
    let mut interval = tokio::time::interval(SAVE_INTERVAL);
    let (mut next_reading, mut failure) = (Instant::now(), None::<String>);
    loop {
        interval.tick().await;
        let is_reading = Instant::now() >= next_reading;
        let result = app.run_blocking(move |app| {
            let begun = Instant::now();
            (save(app, is_reading), begun.elapsed())
        });
        let Some((result, duration)) = result.await else { continue };
        if is_reading {
            next_reading = Instant::now() + PAGES_INTERVAL.max(100 * duration);
        }
        match result.err().map(|error| error_line(&error, app.language())) {
            Some(line) if failure.as_ref() != Some(&line) => {
                tracing::error!(target: "db", "{line}");
                failure = Some(line);
            }
            // Only a reading finds damage, so only a reading finds that it is gone.
            None if is_reading && failure.is_some() => {
                tracing::info!(target: "db", "the database can be used again");
                failure = None;
            }
            _ => {}
        }
    }
}

/// What cannot be saved stays in memory, for the time when it can.
fn save(app: &App, is_reading: bool) -> Result<(), Error> {
    let check = if is_reading { Database::check_pages } else { Database::check_file };
    check(&app.database)?;
    app.renderer.last_modified.save(&app.database)
}
