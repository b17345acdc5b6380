//! Named steps at which a test ends the process, as a power cut would: `DEPESCH_DIE=claimed:3` at the third claim.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

struct FaultPoint {
    step: String,
    left: AtomicU32,
}

fn chosen() -> Option<&'static FaultPoint> {
    static CHOSEN: OnceLock<Option<FaultPoint>> = OnceLock::new();
    let chosen = CHOSEN.get_or_init(|| {
        let written = std::env::var("DEPESCH_DIE").ok()?;
        let (step, count) = written.split_once(':').unwrap_or((&written, "1"));
        Some(FaultPoint { step: step.to_owned(), left: AtomicU32::new(count.parse().ok()?) })
    });
    chosen.as_ref()
}

/// Whether the environment asks for an end at this step.
pub fn is_set(step: &str) -> bool {
    chosen().is_some_and(|point| point.step == step)
}

/// Ends the process at once if the environment asks for it at this step.
pub fn reach(step: &str) {
    let Some(point) = chosen() else { return };
    if point.step == step && point.left.fetch_sub(1, Ordering::Relaxed) == 1 {
        // Nothing is flushed, and no destructor runs.
        std::process::abort();
    }
}
