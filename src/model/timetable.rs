//! When something else may be seen: what a service waits for.

use super::edition::Newsroom;
use super::moment::Day;
use super::moment::Instant;
use super::moment::Moment;
use super::record::Record;
use super::release::Embargo;
use super::release::Release;
use super::release::Status;

/// News of so many seconds leave the site map of news.
const NEWS: usize = 2 * 86_400;

impl Newsroom {
    /// The next instant after `now` at which the public may see something else: an embargo ends, a release or a change of one comes, a
    /// piece of news gets old. The next midnight at the latest, since contacts have a last day and archives a month.
    pub fn next_turn(&self, now: &Instant) -> Instant {
        let zone = &self.publisher.zone;
        let turns = |release: &Release| {
            let first = release.dates.published_or_updated().begins(zone);
            let embargo = match &release.status {
                Status::Withheld(Embargo::Until(until)) => Some(until.clone()),
                Status::Withheld(Embargo::UntilFurtherNotice) | Status::Draft | Status::Usable => None,
            };
            let old = first.plus_seconds(NEWS + 1);
            let changes: Vec<Instant> = release.changes.iter().map(|change| change.at.begins(zone)).collect();
            [first, old].into_iter().chain(embargo).chain(changes)
        };
        let coming = self.records().flat_map(Record::texts).flat_map(turns);
        let midnight = Moment::Day(now.in_zone(zone).day().next().unwrap_or(Day::LAST)).begins(zone);
        coming.filter(|turn| turn > now).fold(midnight, |soonest, turn| if turn < soonest { turn } else { soonest })
    }

    /// What the public may not see at `now`, in its newest text.
    pub fn withheld(&self, now: &Instant) -> Vec<&Release> {
        let zone = &self.publisher.zone;
        self.records().map(Record::newest).filter(|newest| !newest.is_public(now, zone)).collect()
    }
}
