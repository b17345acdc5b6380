//! Dates as people write them: `20 juni 2017 kl. 9.30`, `June 20, 2017`, `2017-06-20`.

use crate::import::phrases;
use crate::model::{Day, Instant, Moment, Zone};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLabel {
    Published,
    Updated,
}

const LABELS: [(&str, DateLabel); 12] = [
    ("senast uppdaterad", DateLabel::Updated),
    ("senast uppdaterat", DateLabel::Updated),
    ("senast ändrad", DateLabel::Updated),
    ("last updated", DateLabel::Updated),
    ("uppdaterad", DateLabel::Updated),
    ("updated", DateLabel::Updated),
    ("publiceringsdatum", DateLabel::Published),
    ("publicerades", DateLabel::Published),
    ("publicerad", DateLabel::Published),
    ("publicerat", DateLabel::Published),
    ("published", DateLabel::Published),
    ("datum", DateLabel::Published),
];

/// Swedish, then English, from January on.
const MONTHS: &str = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|\
    january|february|march|april|may|june|july|august|september|october|november|december";

/// Words around a date that can be ignored.
const FILLERS: &str = "den|kl|klockan|at|on|the|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|monday|tuesday|wednesday|thursday|friday|\
    saturday|sunday";

/// A line with nothing but labelled dates.
#[derive(Debug, PartialEq, Eq)]
pub enum DateLine {
    Known(Vec<(DateLabel, Moment)>),
    /// A label with a colon, but no valid date.
    NotUnderstood,
}

/// `Publicerad: 2 mars 2026. Senast uppdaterad: 20 juni 2017`; `None` for other lines. `times` has the machine-readable form of dates in the
/// text.
pub fn parse_line(text: &str, zone: &Zone, times: &[(String, String)]) -> Option<DateLine> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    let mut with_colon = true;
    while !rest.is_empty() {
        let (date_label, after) =
            LABELS.iter().find_map(|(label, kind)| Some((*kind, rest.get(phrases::starts_with(rest, label)?..)?)))?;
        let after = after.trim_start();
        with_colon &= after.starts_with(':');
        let after = after.strip_prefix(':').unwrap_or(after);
        let end = next_label(after).unwrap_or(after.len());
        let written = after.get(..end)?.trim().trim_end_matches(['|', '·', ',', ';', '.']).trim_end();
        let exact = times.iter().find(|(words, _)| words == written).and_then(|(_, machine)| parse_moment(machine, zone));
        match exact.or_else(|| parse_moment(written, zone)) {
            Some(moment) => found.push((date_label, moment)),
            None => return with_colon.then_some(DateLine::NotUnderstood),
        }
        rest = after.get(end..)?;
    }
    (!found.is_empty()).then_some(DateLine::Known(found))
}

/// Whether the line begins with the label of a date.
pub fn is_labelled(text: &str) -> bool {
    LABELS.iter().any(|(label, _)| phrases::starts_with(text.trim(), label).is_some())
}

fn next_label(text: &str) -> Option<usize> {
    text.char_indices()
        .filter(|(at, _)| text.get(..*at).is_some_and(|before| before.ends_with(|c: char| !c.is_alphanumeric())))
        .find(|(at, _)| {
            text.get(*at..).is_some_and(|rest| LABELS.iter().any(|(label, _)| phrases::starts_with(rest, label).is_some()))
        })
        .map(|(at, _)| at)
}

/// `2017-06-20`
pub fn parse_iso_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let fits =
        parts.next().is_none() && year.len() == 4 && [year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if fits { Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?) } else { None }
}

/// A text that is nothing but a date, with or without a time. A local time that the zone skipped gives the day.
pub fn parse_moment(text: &str, zone: &Zone) -> Option<Moment> {
    let text = text.trim();
    if text.len() > 60 {
        return None;
    }
    if let Some(day) = parse_iso_day(text) {
        return Some(Moment::Day(day));
    }
    if text.get(..10).is_some_and(|day| parse_iso_day(day).is_some())
        && let Ok(instant) = Instant::parse(zone, &text.replacen(' ', "T", 1))
    {
        return Some(Moment::Instant(instant));
    }
    let (mut year, mut month, mut day, mut time, mut is_pm) = (None, None, None, None, None);
    for word in text.to_lowercase().split(|c: char| c.is_whitespace() || c == ',') {
        let bare = word.trim_matches(['.', '(', ')']);
        if bare.is_empty() || phrases::contains(FILLERS, bare) {
            continue;
        }
        if let Some(date) = parse_iso_day(bare) {
            (year, month, day) = (Some(date.year()), Some(date.month()), Some(date.day()));
        } else if let (Some(clock), true) = (parse_clock(bare), time.is_none() && (bare.contains(':') || year.is_some())) {
            time = Some(clock);
        } else if let (Some(number), true) = (month_number(bare), month.is_none()) {
            month = Some(number);
        } else if let ("am" | "pm", Some(_)) = (bare, time) {
            is_pm = Some(bare == "pm");
        } else if let (4, Ok(number), true) = (bare.len(), bare.parse::<i16>(), year.is_none()) {
            year = Some(number);
        } else if let (Ok(number), true) =
            (bare.trim_end_matches(['t', 'h', 's', 'n', 'd', 'r', 'e', 'a', ':']).parse::<i8>(), day.is_none())
        {
            day = Some(number);
        } else {
            return None;
        }
    }
    let day = Day::new(year?, month?, day?)?;
    let Some((hour, minute)) = time else { return Some(Moment::Day(day)) };
    let hour = match is_pm {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Some(Instant::local(zone, day, hour, minute, 0).map_or(Moment::Day(day), Moment::Instant))
}

fn parse_clock(word: &str) -> Option<(i8, i8)> {
    let (hour, minute) = word.split_once([':', '.'])?;
    let minute = minute.split(':').next()?;
    let fits = (1..=2).contains(&hour.len()) && minute.len() == 2;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (fits && (0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// 1 is January; three letters are enough.
pub fn month_number(word: &str) -> Option<i8> {
    let fits = |name: &str| {
        name == word
            || (word.len() >= 3 && name.len() > 3 && (name.get(..3) == Some(word) || (word == "sept" && name == "september")))
    };
    let index = MONTHS.split('|').position(fits)?;
    i8::try_from(index % 12 + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let iso = |text: &str| parse_moment(text, &zone).map(|m| m.iso());
        for (written, expected) in [
            ("20 juni 2017", "2017-06-20"),
            ("den 20 juni 2017", "2017-06-20"),
            ("tisdag 20 juni 2017 kl. 9.30", "2017-06-20T09:30:00+02:00"),
            ("2 mars 2026, 09:30", "2026-03-02T09:30:00+01:00"),
            ("2026-03-02 09:30", "2026-03-02T09:30:00+01:00"),
            ("2026-03-02T09:30:00+00:00", "2026-03-02T10:30:00+01:00"),
            ("June 20th, 2017 at 9:30 pm", "2017-06-20T21:30:00+02:00"),
            ("3 dec. 2025", "2025-12-03"),
            // Within the hour that daylight saving time skips: the day is certain, the time is not.
            ("29 mars 2026 kl. 2.30", "2026-03-29"),
        ] {
            assert_eq!(iso(written).as_deref(), Some(expected), "{written}");
        }
        for bad in ["30 februari 2017", "juni 2017", "20 juni", "", "i dag", "2017-13-01", "20 juni 2017 av Anna"] {
            assert_eq!(iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_line_can_hold_both_dates() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let read = parse_line("Publicerad: 2 mars 2026 | Senast uppdaterad: 3 mars 2026", &zone, &[]).unwrap();
        let DateLine::Known(dates) = read else { panic!("{read:?}") };
        let dates_found: Vec<_> = dates.iter().map(|(label, moment)| (*label, moment.iso())).collect();
        assert_eq!(dates_found, [(DateLabel::Published, "2026-03-02".to_owned()), (DateLabel::Updated, "2026-03-03".to_owned())]);
        assert_eq!(parse_line("Publicerades den .", &zone, &[]), None);
        assert_eq!(parse_line("Publicerad: den .", &zone, &[]), Some(DateLine::NotUnderstood));
        assert_eq!(parse_line("Uppdaterad information kommer i morgon", &zone, &[]), None);
    }
}
