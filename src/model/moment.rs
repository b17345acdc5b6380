//! Moments: an instant in a time zone, or a day whose time is unknown. The only user of `jiff`.
//!
//! A day stays a day; where a format requires a time, [`Moment::instant_for`] derives one. The time zone database is compiled in, so that the
//! same input gives the same bytes on every machine.

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Day {
    /// `None` for a day that does not exist: the 30th of February.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        // Four digits, which every format can write, and not the last year of jiff.
        if !(1..=9998).contains(&year) {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Day)
    }

    /// The last valid day.
    pub const LAST: Day = Day(civil::Date::constant(9998, 12, 31));

    pub fn next(self) -> Option<Day> {
        self.0.tomorrow().ok().map(Day).filter(|next| *next <= Day::LAST)
    }

    /// Monday is 0.
    pub fn weekday(self) -> usize {
        usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or_default()
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

/// A point in time, and the time zone in which it is written. Compared by the point alone.
#[derive(Debug, Clone)]
pub struct Instant(jiff::ZonedDateTime);

/// Why a date and time do not denote an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MomentError {
    /// Not in the calendar or on the clock.
    Impossible,
    /// Skipped when the clocks go forward; both candidates, with offsets.
    Missing { earlier: String, later: String },
    /// Occurs twice when the clocks go back; both candidates, with offsets.
    Ambiguous { first: String, second: String },
}

impl Instant {
    /// Local time in `zone`.
    pub fn local(zone: &Zone, day: Day, hour: i8, minute: i8, second: i8) -> Result<Instant, MomentError> {
        let time = civil::Time::new(hour, minute, second, 0).map_err(|_| MomentError::Impossible)?;
        let ambiguous = zone.0.to_ambiguous_zoned_datetime(day.0.to_datetime(time));
        let format = |result: Result<jiff::ZonedDateTime, jiff::Error>| {
            result.map(|z| Instant(z).rfc3339()).map_err(|_| MomentError::Impossible)
        };
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous.unambiguous().map(Instant).map_err(|_| MomentError::Impossible),
            AmbiguousOffset::Gap { .. } => {
                Err(MomentError::Missing { earlier: format(ambiguous.clone().earlier())?, later: format(ambiguous.later())? })
            }
            AmbiguousOffset::Fold { .. } => {
                Err(MomentError::Ambiguous { first: format(ambiguous.clone().earlier())?, second: format(ambiguous.later())? })
            }
        }
    }

    /// A time with its offset from UTC in seconds, converted to `zone`.
    pub fn with_offset(zone: &Zone, day: Day, time: (i8, i8, i8), offset: i32) -> Result<Instant, MomentError> {
        let clock = civil::Time::new(time.0, time.1, time.2, 0).map_err(|_| MomentError::Impossible)?;
        let offset = jiff::tz::Offset::from_seconds(offset).map_err(|_| MomentError::Impossible)?;
        let timestamp = offset.to_timestamp(day.0.to_datetime(clock)).map_err(|_| MomentError::Impossible)?;
        Ok(Instant(timestamp.to_zoned_datetime(zone.0.clone())))
    }

    /// RFC 3339 with an offset (`2017-06-20T10:00:00+02:00`) or `Z`, or local time in `zone`.
    pub fn parse(zone: &Zone, text: &str) -> Result<Instant, MomentError> {
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Ok(Instant(timestamp.to_zoned_datetime(zone.0.clone())));
        }
        let local: civil::DateTime = text.parse().map_err(|_| MomentError::Impossible)?;
        let day = Day::new(local.year(), local.month(), local.day()).ok_or(MomentError::Impossible)?;
        Instant::local(zone, day, local.hour(), local.minute(), local.second())
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn from_unix(zone: &Zone, seconds: i64) -> Option<Instant> {
        jiff::Timestamp::from_second(seconds).ok().map(|t| Instant(t.to_zoned_datetime(zone.0.clone())))
    }

    pub fn epoch(zone: &Zone) -> Instant {
        Instant(jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(zone.0.clone()))
    }

    pub fn unix(&self) -> i64 {
        self.0.timestamp().as_second()
    }

    /// The same point in another zone.
    pub fn in_zone(&self, zone: &Zone) -> Instant {
        Instant(self.0.with_time_zone(zone.0.clone()))
    }

    pub fn plus_seconds(&self, seconds: usize) -> Instant {
        let span = jiff::SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0));
        Instant(self.0.checked_add(span).unwrap_or_else(|_| self.0.clone()))
    }

    /// From 0 to 999,999.
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

    /// RFC 3339 with a numeric offset: `2017-06-20T10:00:00+02:00`; with microseconds unless they are 0.
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

    /// UTC when the offset has seconds, which no format can write: local mean time, before there were time zones.
    fn in_whole_minutes(&self) -> Instant {
        let utc = || Instant(self.0.with_time_zone(TimeZone::UTC));
        if self.0.offset().seconds() % 60 == 0 { self.clone() } else { utc() }
    }

    /// RFC 2822 with a four-digit year and numeric zone: `Tue, 20 Jun 2017 10:00:00 +0200`.
    pub fn rfc2822(&self) -> String {
        self.in_whole_minutes().0.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    /// UTC without separators, for PDF: `20170620080000`.
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

/// The seconds from which [`Moment::instant_for`] takes one: the first minute of the day.
const DERIVED_SECONDS: u64 = 60;

/// An instant, or a day when the time is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    Instant(Instant),
    Day(Day),
}

impl Moment {
    /// Of an instant: in its zone.
    pub fn day(&self) -> Day {
        match self {
            Moment::Instant(instant) => instant.day(),
            Moment::Day(day) => *day,
        }
    }

    /// Whether it is certainly earlier than `other`: instants by the clock, days by the calendar.
    pub fn is_earlier_than(&self, other: &Moment) -> bool {
        match (self, other) {
            (Moment::Instant(a), Moment::Instant(b)) => a < b,
            (a, b) => a.day() < b.day(),
        }
    }

    /// Of a day: its start in `zone`.
    pub fn start(&self, zone: &Zone) -> Instant {
        match self {
            Moment::Instant(instant) => instant.clone(),
            Moment::Day(day) => start_of_day(zone, *day),
        }
    }

    /// The instant for formats that require one. A day gets a second of its first minute that is derived from a hash of the release's id, so
    /// that it does not depend on other releases, and few entries of a feed have the same second (Microsoft's feed connector drops an entry
    /// that is not later than the last). A release of that day is public from this second, so that no output states a time to come. `order`
    /// moves it by that many seconds within the minute, to resolve a clash.
    pub fn instant_for(&self, zone: &Zone, id: &super::ReleaseId, order: u32) -> Instant {
        match self {
            Moment::Instant(instant) => instant.clone(),
            Moment::Day(day) => {
                let start = start_of_day(zone, *day);
                let hash = blake3::hash(id.as_str().as_bytes());
                let mut first = [0u8; 8];
                first.copy_from_slice(&hash.as_bytes()[..8]);
                let second = (u64::from_le_bytes(first) % DERIVED_SECONDS + u64::from(order)) % DERIVED_SECONDS;
                start.plus_seconds(second as usize)
            }
        }
    }

    /// RFC 3339 for an instant, `2017-06-20` for a day: as in W3C-DTF and schema.org.
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
        // Cannot occur for the years of `Day`.
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
    fn times_at_clock_changes_are_refused_with_both_candidates() {
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
    fn the_derived_second_is_within_the_first_minute_of_the_day() {
        let zone = stockholm();
        for (y, m, d) in [(2017, 6, 20), (2026, 3, 29), (2026, 10, 25), (9998, 12, 31), (1, 1, 1)] {
            let day = Day::new(y, m, d).unwrap();
            for n in 0..50 {
                let id = ReleaseId::parse(&format!("tag:a.se,2017:x/{n}")).unwrap();
                let instant = Moment::Day(day).instant_for(&zone, &id, n);
                let start = Moment::Day(day).start(&zone);
                assert_eq!(instant.day(), day, "{}", instant.rfc3339());
                assert!((0..60).contains(&(instant.unix() - start.unix())), "{}", instant.rfc3339());
            }
        }
    }

    #[test]
    fn instants_are_formatted() {
        let instant = Instant::local(&stockholm(), Day::new(2017, 6, 20).unwrap(), 9, 5, 0).unwrap();
        assert_eq!(instant.rfc3339(), "2017-06-20T09:05:00+02:00");
        assert_eq!(instant.rfc2822(), "Tue, 20 Jun 2017 09:05:00 +0200");
        assert_eq!(instant.compact_utc(), "20170620070500");
        assert_eq!(instant.plus_microseconds(42).rfc3339(), "2017-06-20T09:05:00.000042+02:00");
        let mean_time = Instant::local(&stockholm(), Day::new(1875, 5, 5).unwrap(), 12, 0, 0).unwrap();
        assert_eq!(mean_time.rfc2822(), "Wed, 05 May 1875 11:06:32 +0000");
        assert_eq!(mean_time.rfc3339(), "1875-05-05T11:06:32+00:00");
        assert_eq!(Instant::parse(&stockholm(), "2017-06-20T07:05:00Z").unwrap(), instant);
        assert_eq!(Instant::parse(&stockholm(), "2017-06-20 09:05").unwrap(), instant);
    }
}
