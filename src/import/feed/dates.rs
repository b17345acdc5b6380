//! Dates as feeds write them: RFC 822 with its zones, RFC 3339, and informal ones.

use crate::import::date;
use crate::model::{Day, Instant, Moment, Zone};

/// The zones of RFC 822, section 5, and of Europe, in hours.
const ZONES: [(&str, i32); 16] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("CET", 1),
    ("MET", 1),
    ("CEST", 2),
    ("MEST", 2),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("PST", -8),
    ("PDT", -7),
];

/// The moment of a date; `None` for other texts and for dates before the web.
pub fn parse_moment(text: &str, zone: &Zone) -> Option<Moment> {
    let text = text.trim();
    if text.len() > 60 {
        return None;
    }
    let moment = parse_rfc_822(text, zone).map(Moment::Instant).or_else(|| date::parse_moment(text, zone))?;
    // Databases write an empty field as year 0, 1 or 1970.
    (moment.day().year() > 1970).then_some(moment)
}

/// `Mon, 02 Mar 2026 09:00:00 +0100`
fn parse_rfc_822(text: &str, zone: &Zone) -> Option<Instant> {
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut parts = text.split_whitespace();
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.to_lowercase(), parts.next()?);
    let month = date::month_number(month.trim_end_matches('.'))?;
    let year: i16 = match (year.len(), year.parse::<i16>().ok()?) {
        (2, year @ 0..50) => 2000 + year,
        (2, year) => 1900 + year,
        (4, year) => year,
        _ => return None,
    };
    let day = Day::new(year, month, day)?;
    let mut clock = parts.next()?.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (clock.next()??, clock.next()??);
    // A leap second becomes the second before it.
    let second = clock.next().unwrap_or(Some(0))?.min(59);
    let Some(written) = parts.next() else { return Instant::local(zone, day, hour, minute, second).ok() };
    Instant::with_offset(zone, day, (hour, minute, second), parse_offset(written)?).ok()
}

/// `+0100`, `+01:00`, `GMT`: seconds from UTC.
fn parse_offset(text: &str) -> Option<i32> {
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(hours * 3600);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "\u{2212}", digits) => (-1, digits),
        _ => return None,
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    let fits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes): (i32, i32) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
    (fits && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_feeds_write_them() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let iso = |text: &str| parse_moment(text, &zone).map(|m| m.iso());
        for (written, expected) in [
            ("Mon, 02 Mar 2026 09:00:00 +0100", "2026-03-02T09:00:00+01:00"),
            ("Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02T09:00:00+01:00"),
            ("2 Mar 26 03:00 EST", "2026-03-02T09:00:00+01:00"),
            ("Tue, 20 Jun 2017 10:00:00 +02:00", "2017-06-20T10:00:00+02:00"),
            ("2026-03-02T08:00:00Z", "2026-03-02T09:00:00+01:00"),
            ("2026-03-02T08:00:00.123Z", "2026-03-02T09:00:00+01:00"),
            ("2026-03-02 08:00:00Z", "2026-03-02T09:00:00+01:00"),
            ("2026-03-02", "2026-03-02"),
            ("2 mars 2026", "2026-03-02"),
        ] {
            assert_eq!(iso(written).as_deref(), Some(expected), "{written}");
        }
        for bad in [
            "",
            "igår",
            "0000-00-00 00:00:00",
            "Mon, 30 Nov -0001 00:00:00 +0000",
            "Mon, 32 Mar 2026 09:00:00 +0100",
            "1970-01-01T00:00:00Z",
        ] {
            assert_eq!(iso(bad), None, "{bad}");
        }
    }
}
