//! The times at which the public edition changes, for which a service waits.

use super::edition::Newsroom;
use super::moment::{Day, Instant, Moment};
use super::record::Record;
use super::release::{Embargo, Release, Status};

/// Seconds for which a release is in the news site map.
const NEWS_SECONDS: usize = 2 * 86_400;

impl Newsroom {
    /// The next instant after `now` at which the public edition can change: the end of an embargo, a publication, a change, or the end of a
    /// release's time in the news site map. At the latest the next midnight, since contacts expire and archives are by month.
    pub fn next_change_after(&self, now: &Instant) -> Instant {
        let zone = &self.publisher.zone;
        let times = |release: &Release| {
            let first = release.published_instant(zone);
            let embargo = match &release.status {
                Status::Withheld(Embargo::Until(until)) => Some(until.clone()),
                Status::Withheld(Embargo::UntilFurtherNotice) | Status::Draft | Status::Usable => None,
            };
            let no_longer_news = first.plus_seconds(NEWS_SECONDS + 1);
            [first, no_longer_news].into_iter().chain(embargo).chain(release.change_instants(zone))
        };
        let coming = self.records().flat_map(Record::texts).flat_map(times);
        let midnight = Moment::Day(now.in_zone(zone).day().next().unwrap_or(Day::LAST)).start(zone);
        coming.filter(|time| time > now).fold(midnight, Instant::min)
    }

    /// The newest texts of releases that are not public at `now`.
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

    /// Days on which the clocks change have 23 and 25 hours.
    #[test]
    fn the_next_midnight_is_that_of_the_newsroom() {
        let next = |now: &str| Moment::Day(at(now).day().next().unwrap()).start(&zone()).rfc3339();
        assert_eq!(next("2026-03-28T23:59:59+01:00"), "2026-03-29T00:00:00+01:00");
        assert_eq!(next("2026-03-29T00:00:00+01:00"), "2026-03-30T00:00:00+02:00", "23 hours");
        assert_eq!(next("2026-10-25T00:00:00+02:00"), "2026-10-26T00:00:00+01:00", "25 hours");
        assert_eq!(next("2026-12-31T12:00:00+01:00"), "2027-01-01T00:00:00+01:00");
        assert_eq!(Day::LAST.next(), None);
    }
}
