//! The times at which the public edition changes, for which a service waits.

use std::collections::{BTreeMap, BTreeSet};

use super::edition::Newsroom;
use super::moment::{Day, Instant, Moment, Zone};
use super::name::ReleaseId;
use super::record::Record;
use super::release::{Embargo, Release, Status};
use super::shown::ShownInstants;

/// Seconds for which a release is in the news site map.
const NEWS_SECONDS: usize = 2 * 86_400;

impl Newsroom {
    /// The instants of the edition at `clock` that comes after one of `before` at `shown`. A release is judged no earlier than there, but
    /// before any time that its author has given since and that has not come: a new embargo, a planned change.
    pub fn shown_instants_after(&self, before: &Newsroom, shown: &ShownInstants, clock: &Instant) -> ShownInstants {
        if clock >= shown.edition() {
            return ShownInstants::at(clock);
        }
        let known: BTreeMap<&ReleaseId, BTreeSet<Instant>> =
            before.records().map(|record| (record.id(), times(record, &before.publisher.zone))).collect();
        let zone = &self.publisher.zone;
        let judged_later = |record: &Record| {
            let known = known.get(record.id())?;
            let new = times(record, zone).into_iter().filter(|time| time > clock && !known.contains(time));
            let before_new = new.filter_map(|time| Instant::from_unix(zone, time.unix() - 1));
            let at = before_new.fold(shown.of(record).clone(), Instant::min);
            (at > *clock).then(|| (record.id().clone(), at))
        };
        ShownInstants::ahead(clock, shown.edition(), self.records().filter_map(judged_later).collect())
    }

    /// The next instant after `now` at which the public edition can change: the end of an embargo, a publication, a change, or the end of a
    /// release's time in the news site map. At the latest the next midnight, since contacts expire and archives are by month.
    pub fn next_change_after(&self, now: &Instant) -> Instant {
        self.next_change(&ShownInstants::at(now))
    }

    /// The same where releases are judged at instants of their own.
    pub fn next_change(&self, instants: &ShownInstants) -> Instant {
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
        let coming = self.records().flat_map(|record| {
            let now = instants.of(record);
            record.texts().flat_map(times).filter(move |time| time > now)
        });
        let midnight = Moment::Day(instants.edition().in_zone(zone).day().next().unwrap_or(Day::LAST)).start(zone);
        coming.fold(midnight, Instant::min)
    }

    /// The newest texts of releases that are not public at `now`.
    pub fn withheld(&self, now: &Instant) -> Vec<&Release> {
        self.withheld_at(&ShownInstants::at(now))
    }

    /// The same where releases are judged at instants of their own.
    pub fn withheld_at(&self, instants: &ShownInstants) -> Vec<&Release> {
        let zone = &self.publisher.zone;
        let is_withheld = |record: &&Record| !record.newest().is_public(instants.of(record), zone);
        self.records().filter(is_withheld).map(Record::newest).collect()
    }
}

/// Every time at which something of a release changes: publication, the end of its embargo, its changes.
fn times(record: &Record, zone: &Zone) -> BTreeSet<Instant> {
    record.texts().flat_map(|text| text.public_from(zone).into_iter().chain(text.change_instants(zone))).collect()
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
