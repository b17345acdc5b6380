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
    pub fn next_change_after(&self, now: &Instant) -> Instant {
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

#[cfg(test)]
mod tests {
    use super::super::Zone;
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(&zone(), text).unwrap()
    }

    fn zone() -> Zone {
        Zone::parse("Europe/Stockholm").unwrap()
    }

    /// The nights on which the clocks are set have 23 and 25 hours.
    #[test]
    fn the_next_midnight_is_the_next_midnight_of_the_newsroom() {
        let next = |now: &str| Moment::Day(at(now).day().next().unwrap()).begins(&zone()).rfc3339();
        assert_eq!(next("2026-03-28T23:59:59+01:00"), "2026-03-29T00:00:00+01:00");
        assert_eq!(next("2026-03-29T00:00:00+01:00"), "2026-03-30T00:00:00+02:00", "23 hours");
        assert_eq!(next("2026-10-25T00:00:00+02:00"), "2026-10-26T00:00:00+01:00", "25 hours");
        assert_eq!(next("2026-12-31T12:00:00+01:00"), "2027-01-01T00:00:00+01:00");
        assert_eq!(Day::LAST.next(), None);
    }
}
