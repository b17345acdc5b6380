//! When something happened: an instant in a time zone, or a day of which no time is known.
//!
//! A day stays a day. Where a format demands a second, [`Moment::instant_for`] derives one by the rule that is written there.
//! The zone rules are compiled in, so the same input gives the same bytes on every machine. The door to `jiff`.

use std::fmt;

use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// A time zone by its IANA name, for example `Europe/Stockholm`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    pub fn parse(name: &str) -> Option<Zone> {
        TimeZoneDatabase::bundled().get(name).ok().map(Zone)
    }

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Day {
    /// `None` for a day that the calendar has not: the 30th of February.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        // Four digits, so that every format can write it, and a day before the end of jiff's line of time.
        if !(1..=9998).contains(&year) {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Day)
    }

    /// The last that can be written.
    pub const LAST: Day = Day(civil::Date::constant(9998, 12, 31));

    pub fn next(self) -> Option<Day> {
        self.0.tomorrow().ok().map(Day).filter(|next| *next <= Day::LAST)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 is January.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day(self) -> i8 {
        self.0.day()
    }
}

/// `2017-06-20`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One point on the line of time, and the zone in which it is told. Ordered and equal by the point alone.
#[derive(Debug, Clone)]
pub struct Instant(jiff::ZonedDateTime);

/// Why a written time is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MomentError {
    /// The calendar or the clock has no such reading.
    Impossible,
    /// The clocks were set forward over it; both readings that may have been meant, with their offsets.
    Missing { earlier: String, later: String },
    /// The clocks were set back and it came twice; both, with their offsets.
    Ambiguous { first: String, second: String },
}

impl Instant {
    /// A reading of the newsroom's clock. One that never was or that came twice is refused with both candidates.
    pub fn local(zone: &Zone, day: Day, hour: i8, minute: i8, second: i8) -> Result<Instant, MomentError> {
        let time = civil::Time::new(hour, minute, second, 0).map_err(|_| MomentError::Impossible)?;
        let ambiguous = zone.0.to_ambiguous_zoned_datetime(day.0.to_datetime(time));
        let told = |result: Result<jiff::ZonedDateTime, jiff::Error>| {
            result.map(|z| Instant(z).rfc3339()).map_err(|_| MomentError::Impossible)
        };
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous.unambiguous().map(Instant).map_err(|_| MomentError::Impossible),
            AmbiguousOffset::Gap { .. } => {
                Err(MomentError::Missing { earlier: told(ambiguous.clone().earlier())?, later: told(ambiguous.later())? })
            }
            AmbiguousOffset::Fold { .. } => {
                Err(MomentError::Ambiguous { first: told(ambiguous.clone().earlier())?, second: told(ambiguous.later())? })
            }
        }
    }

    /// A reading with its distance from UTC in seconds, told from then on in `zone`.
    pub fn with_offset(zone: &Zone, day: Day, time: (i8, i8, i8), offset: i32) -> Result<Instant, MomentError> {
        let clock = civil::Time::new(time.0, time.1, time.2, 0).map_err(|_| MomentError::Impossible)?;
        let offset = jiff::tz::Offset::from_seconds(offset).map_err(|_| MomentError::Impossible)?;
        let timestamp = offset.to_timestamp(day.0.to_datetime(clock)).map_err(|_| MomentError::Impossible)?;
        Ok(Instant(timestamp.to_zoned_datetime(zone.0.clone())))
    }

    /// RFC 3339, with offset (`2017-06-20T10:00:00+02:00`) or `Z`; or a time without offset, read in `zone`.
    pub fn parse(zone: &Zone, text: &str) -> Result<Instant, MomentError> {
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Ok(Instant(timestamp.to_zoned_datetime(zone.0.clone())));
        }
        let local: civil::DateTime = text.parse().map_err(|_| MomentError::Impossible)?;
        let day = Day::new(local.year(), local.month(), local.day()).ok_or(MomentError::Impossible)?;
        Instant::local(zone, day, local.hour(), local.minute(), local.second())
    }

    /// Seconds since 1970-01-01T00:00:00Z, told in `zone`.
    pub fn from_unix(zone: &Zone, seconds: i64) -> Option<Instant> {
        jiff::Timestamp::from_second(seconds).ok().map(|t| Instant(t.to_zoned_datetime(zone.0.clone())))
    }

    /// The beginning of the count.
    pub fn epoch(zone: &Zone) -> Instant {
        Instant(jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(zone.0.clone()))
    }

    pub fn unix(&self) -> i64 {
        self.0.timestamp().as_second()
    }

    /// The same point told in another zone.
    pub fn in_zone(&self, zone: &Zone) -> Instant {
        Instant(self.0.with_time_zone(zone.0.clone()))
    }

    /// So many seconds later.
    pub fn plus_seconds(&self, seconds: usize) -> Instant {
        let span = jiff::SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0));
        Instant(self.0.checked_add(span).unwrap_or_else(|_| self.0.clone()))
    }

    /// `microseconds` (0 to 999,999) later: tells apart entries that share a second.
    pub fn plus_microseconds(&self, microseconds: u32) -> Instant {
        let span = jiff::SignedDuration::from_micros(i64::from(microseconds));
        Instant(self.0.checked_add(span).unwrap_or_else(|_| self.0.clone()))
    }

    pub fn day(&self) -> Day {
        Day(self.0.date())
    }

    pub fn hour(&self) -> i8 {
        self.0.hour()
    }

    pub fn minute(&self) -> i8 {
        self.0.minute()
    }

    /// RFC 3339 with a numeric offset: `2017-06-20T10:00:00+02:00`; fractions only when there are any.
    pub fn rfc3339(&self) -> String {
        let Instant(zoned) = self.in_whole_minutes();
        let offset = zoned.offset().seconds();
        let fraction = zoned.subsec_nanosecond() / 1000;
        let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:06}") };
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        format!(
            "{}T{:02}:{:02}:{:02}{fraction}{sign}{:02}:{:02}",
            zoned.date(),
            zoned.hour(),
            zoned.minute(),
            zoned.second(),
            minutes / 60,
            minutes % 60
        )
    }

    /// Before there were time zones, clocks went by the sun and stood seconds apart, which no format can say: UTC then.
    fn in_whole_minutes(&self) -> Instant {
        let utc = || Instant(self.0.with_time_zone(TimeZone::UTC));
        if self.0.offset().seconds() % 60 == 0 { self.clone() } else { utc() }
    }

    /// RFC 2822 with a four-digit year and numeric zone: `Tue, 20 Jun 2017 10:00:00 +0200`.
    pub fn rfc2822(&self) -> String {
        self.in_whole_minutes().0.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    /// UTC in the form of ISO 8601 that PDF and ZIP tools like: `20170620080000`.
    pub fn compact_utc(&self) -> String {
        self.0.timestamp().strftime("%Y%m%d%H%M%S").to_string()
    }
}

impl PartialEq for Instant {
    fn eq(&self, other: &Instant) -> bool {
        self.0.timestamp() == other.0.timestamp()
    }
}
impl Eq for Instant {}
impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Instant) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Instant {
    fn cmp(&self, other: &Instant) -> std::cmp::Ordering {
        self.0.timestamp().cmp(&other.0.timestamp())
    }
}

/// A day without a time gets a second out of so many: early, since a release of today must not come from the future, and enough of them that
/// few releases of one day clash.
const EARLY: u64 = 6 * 3600;

/// The first of those seconds, counted from the beginning of the day: an hour into the day of UTC too, in which many readers show it.
fn first_second(start: &Instant) -> u64 {
    u64::try_from(start.0.offset().seconds()).unwrap_or(0) + 3600
}

/// When something happened, as exactly as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    Instant(Instant),
    Day(Day),
}

impl Moment {
    /// The day in the zone in which the moment is told.
    pub fn day(&self) -> Day {
        match self {
            Moment::Instant(instant) => instant.day(),
            Moment::Day(day) => *day,
        }
    }

    /// True when this is certainly earlier than `other`: two instants by the clock, a day and anything else by the calendar.
    pub fn is_earlier_than(&self, other: &Moment) -> bool {
        match (self, other) {
            (Moment::Instant(a), Moment::Instant(b)) => a < b,
            (a, b) => a.day() < b.day(),
        }
    }

    /// The first instant at which this moment has come: for a day, its beginning in `zone`.
    pub fn begins(&self, zone: &Zone) -> Instant {
        match self {
            Moment::Instant(instant) => instant.clone(),
            Moment::Day(day) => start_of_day(zone, *day),
        }
    }

    /// The instant for formats that demand one. A day gets a second of its own, taken from a hash of the release's id, so that
    /// it stays the same whatever else is published, and no two entries of a feed stand at the same second (Microsoft's feed
    /// connector drops an entry that is not later than the last). It lies early in the day, so that a release of today does not come
    /// from the future, and in the same day of UTC, where the newsroom's zone allows it. `order` moves it on by that many seconds, to mend a clash.
    pub fn instant_for(&self, zone: &Zone, id: &super::ReleaseId, order: u32) -> Instant {
        match self {
            Moment::Instant(instant) => instant.clone(),
            Moment::Day(day) => {
                let start = start_of_day(zone, *day);
                let length = match day.0.tomorrow() {
                    // 23 or 25 hours on the nights when the clocks are set.
                    Ok(next) => start_of_day(zone, Day(next)).unix() - start.unix(),
                    Err(_) => 86_400,
                };
                let hash = blake3::hash(id.as_str().as_bytes());
                let mut first = [0u8; 8];
                first.copy_from_slice(&hash.as_bytes()[..8]);
                let second = (first_second(&start) + u64::from_le_bytes(first) % EARLY + u64::from(order)) as i64 % length;
                Instant::from_unix(zone, start.unix() + second).unwrap_or(start)
            }
        }
    }

    /// RFC 3339 for an instant, `2017-06-20` for a day: what W3C-DTF and schema.org take.
    pub fn iso(&self) -> String {
        match self {
            Moment::Instant(instant) => instant.rfc3339(),
            Moment::Day(day) => day.to_string(),
        }
    }
}

fn start_of_day(zone: &Zone, day: Day) -> Instant {
    match day.0.to_zoned_datetime(zone.0.clone()).and_then(|z| z.start_of_day()) {
        Ok(zoned) => Instant(zoned),
        // Cannot occur for the years that `Day` has.
        Err(_) => Instant(jiff::Timestamp::MAX.to_zoned_datetime(zone.0.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReleaseId;

    fn stockholm() -> Zone {
        Zone::parse("Europe/Stockholm").unwrap()
    }

    #[test]
    fn the_nights_when_the_clocks_are_set_are_refused_with_both_candidates() {
        let spring = Instant::local(&stockholm(), Day::new(2026, 3, 29).unwrap(), 2, 30, 0);
        assert_eq!(
            spring,
            Err(MomentError::Missing { earlier: "2026-03-29T01:30:00+01:00".into(), later: "2026-03-29T03:30:00+02:00".into() })
        );
        let autumn = Instant::local(&stockholm(), Day::new(2026, 10, 25).unwrap(), 2, 30, 0);
        assert_eq!(
            autumn,
            Err(MomentError::Ambiguous { first: "2026-10-25T02:30:00+02:00".into(), second: "2026-10-25T02:30:00+01:00".into() })
        );
    }

    #[test]
    fn a_day_gets_a_second_of_its_own_that_lies_within_it() {
        let zone = stockholm();
        for (y, m, d) in [(2017, 6, 20), (2026, 3, 29), (2026, 10, 25), (9998, 12, 31), (1, 1, 1)] {
            let day = Day::new(y, m, d).unwrap();
            for n in 0..50 {
                let id = ReleaseId::parse(&format!("tag:a.se,2017:x/{n}")).unwrap();
                let instant = Moment::Day(day).instant_for(&zone, &id, n);
                assert_eq!(instant.day(), day, "{}", instant.rfc3339());
            }
        }
    }

    #[test]
    fn instants_are_told_as_the_formats_ask() {
        let instant = Instant::local(&stockholm(), Day::new(2017, 6, 20).unwrap(), 9, 5, 0).unwrap();
        assert_eq!(instant.rfc3339(), "2017-06-20T09:05:00+02:00");
        assert_eq!(instant.rfc2822(), "Tue, 20 Jun 2017 09:05:00 +0200");
        assert_eq!(instant.compact_utc(), "20170620070500");
        assert_eq!(instant.plus_microseconds(42).rfc3339(), "2017-06-20T09:05:00.000042+02:00");
        let by_the_sun = Instant::local(&stockholm(), Day::new(1875, 5, 5).unwrap(), 12, 0, 0).unwrap();
        assert_eq!(by_the_sun.rfc2822(), "Wed, 05 May 1875 11:06:32 +0000");
        assert_eq!(by_the_sun.rfc3339(), "1875-05-05T11:06:32+00:00");
        assert_eq!(Instant::parse(&stockholm(), "2017-06-20T07:05:00Z").unwrap(), instant);
        assert_eq!(Instant::parse(&stockholm(), "2017-06-20 09:05").unwrap(), instant);
    }
}
