//! The last change of a list of releases: never the time of the build.

use crate::model::{Instant, Moment, Release, Withdrawal, Zone};

/// The last update or withdrawal: the instant it is ordered by, and the moment as exactly as it is known.
pub(super) fn last<'m>(releases: &[&'m Release], gone: &[Withdrawal<'m>], zone: &Zone) -> Option<(Instant, &'m Moment)> {
    let updates = releases.iter().map(|release| (release.updated_instant(zone), release.updated()));
    let withdrawals = gone.iter().map(|notice| (notice.withdrawn_instant(zone), &notice.change().at));
    updates.chain(withdrawals).max_by(|(a, _), (b, _)| a.cmp(b))
}
