//! Dates as people write them: `20 juni 2017 kl. 9.30`, `June 20, 2017`, `2017-06-20`.

use crate::import::phrases;
use crate::model::{Day, Instant, Moment, Zone};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLabel {
    Published,
    Updated,
}

/// `Datum` is not among them: it is the label of an event as often as of a release, see `recognize::event`.
const LABELS: [(&str, DateLabel); 29] = [
    ("sidan senast uppdaterad", DateLabel::Updated),
    ("sidan uppdaterades", DateLabel::Updated),
    ("sidan uppdaterad", DateLabel::Updated),
    ("senast uppdaterad", DateLabel::Updated),
    ("senast uppdaterat", DateLabel::Updated),
    ("senast ändrad", DateLabel::Updated),
    ("senast granskad", DateLabel::Updated),
    ("senast ändrat", DateLabel::Updated),
    ("ändrad", DateLabel::Updated),
    ("ändrat", DateLabel::Updated),
    ("modified", DateLabel::Updated),
    ("last updated", DateLabel::Updated),
    ("last modified", DateLabel::Updated),
    ("uppdaterad", DateLabel::Updated),
    ("updated", DateLabel::Updated),
    ("sidan publicerades", DateLabel::Published),
    ("sidan publicerad", DateLabel::Published),
    ("publiceringsdatum", DateLabel::Published),
    ("nyhetsdatum", DateLabel::Published),
    ("artikeldatum", DateLabel::Published),
    ("skapad", DateLabel::Published),
    ("publicerades", DateLabel::Published),
    ("publicerad", DateLabel::Published),
    ("publicerat", DateLabel::Published),
    ("published on", DateLabel::Published),
    ("published", DateLabel::Published),
    ("posted on", DateLabel::Published),
    ("skickat", DateLabel::Published),
    ("sent", DateLabel::Published),
];

/// Swedish, then English, from January on.
const MONTHS: &str = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|\
    january|february|march|april|may|june|july|august|september|october|november|december";

/// Words around a date that can be ignored.
const FILLERS: &str = "den|kl|klockan|at|on|the|-|–|o'clock|om";

/// Monday first; Swedish, then English, with their short forms.
const WEEKDAYS: [&str; 7] = [
    "måndag|måndagen|mån|må|monday|mon",
    "tisdag|tisdagen|tis|ti|tuesday|tue|tues",
    "onsdag|onsdagen|ons|on|wednesday|wed",
    "torsdag|torsdagen|tors|tor|to|thursday|thu|thur|thurs",
    "fredag|fredagen|fre|fr|friday|fri",
    "lördag|lördagen|lör|lö|saturday|sat",
    "söndag|söndagen|sön|sö|sunday|sun",
];

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
        match parse_written(written, zone, times) {
            Some(moment) => found.push((date_label, moment)),
            None => return with_colon.then_some(DateLine::NotUnderstood),
        }
        rest = after.get(end..)?;
    }
    (!found.is_empty()).then_some(DateLine::Known(found))
}

/// The date of `2 mars 2026`, of `av redaktionen 2 mars 2026` and of `2 mars 2026 av redaktionen`.
fn parse_written(written: &str, zone: &Zone, times: &[(String, String)]) -> Option<Moment> {
    /// More words are a sentence.
    const MAX_WORDS: usize = 12;
    let exact = |text: &str| times.iter().find(|(words, _)| words == text).and_then(|(_, machine)| parse_moment(machine, zone));
    let parse = |text: &str| exact(text).or_else(|| parse_moment(text, zone));
    if let Some(moment) = parse(written) {
        return Some(moment);
    }
    let words: Vec<(usize, &str)> =
        written.split_whitespace().map(|word| (word.as_ptr() as usize - written.as_ptr() as usize, word)).collect();
    if words.len() > MAX_WORDS || written.trim_end().ends_with('.') {
        return None;
    }
    let by = |word: &str| matches!(word, "av" | "by");
    let author = words.iter().position(|(_, word)| by(word))?;
    if author == 0 {
        // The date is what is left when the name has been read.
        return words.iter().skip(2).find_map(|(at, _)| parse(written.get(*at..)?));
    }
    parse(written.get(..words.get(author)?.0)?.trim_end_matches([' ', '|', '·', ',', '-', '–']))
}

/// The day at the start of `14 november 2025 17:00–20:00`, or of a time for machines.
pub fn leading_day(text: &str, zone: &Zone) -> Option<Day> {
    const LONGEST: usize = 8;
    let text = text.trim();
    let ends = text.match_indices(char::is_whitespace).map(|(at, _)| at).take(LONGEST).chain([text.len()]);
    let ends: Vec<usize> = ends.collect();
    ends.iter().rev().find_map(|end| parse_moment(text.get(..*end)?, zone)).map(|moment| moment.day())
}

/// Whether the text has a range of hours or days: `17:00–20:00`, `kl 17–20`, `14–16 november`. Only events have one.
pub fn has_range(text: &str) -> bool {
    const SIGNS: [char; 4] = ['-', '–', '—', '‑'];
    let is_hour = |word: &str| {
        let word = word.trim_matches(['(', ')', ',', ';']);
        parse_clock(word).is_some() || ((1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()))
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let within = words.iter().any(|word| word.split_once(SIGNS).is_some_and(|(first, last)| is_hour(first) && is_hour(last)));
    within
        || words.windows(3).any(|words| match words {
            [first, sign, last] => matches!(*sign, "-" | "–" | "—" | "till" | "to") && is_hour(first) && is_hour(last),
            _ => false,
        })
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
    // `2024-05-03 09:00:00 +0200`, as Jekyll writes it.
    if let Some((clock, offset)) = text.rsplit_once([' ', '+', '-']).filter(|(_, offset)| offset.trim_start_matches('+').len() == 4)
        && text.get(..10).is_some_and(|day| parse_iso_day(day).is_some())
        && clock.len() >= 16
        && text.contains(':')
    {
        let digits = offset.trim_start_matches(['+', '-']);
        let sign =
            if offset.starts_with('-') || text.get(clock.len()..).is_some_and(|end| end.starts_with('-')) { '-' } else { '+' };
        let clock = clock.trim_end_matches([' ', '+', '-']);
        if let (true, Some((hours, minutes))) = (digits.bytes().all(|b| b.is_ascii_digit()), digits.split_at_checked(2))
            && let Ok(instant) = Instant::parse(zone, &format!("{}{sign}{hours}:{minutes}", clock.replacen(' ', "T", 1)))
        {
            return Some(Moment::Instant(whole_seconds(instant, zone)));
        }
    }
    if let Some(day) = parse_iso_day(text) {
        return Some(Moment::Day(day));
    }
    if text.get(..10).is_some_and(|day| parse_iso_day(day).is_some())
        && let Ok(instant) = Instant::parse(zone, &text.replacen(' ', "T", 1))
    {
        return Some(Moment::Instant(whole_seconds(instant, zone)));
    }
    let mut parts = DateParts::default();
    text.to_lowercase().split(|c: char| c.is_whitespace() || c == ',').try_for_each(|word| parts.read_word(word))?;
    parts.moment(zone)
}

/// The parts of a date as its words come.
#[derive(Debug, Default)]
pub struct DateParts {
    pub year: Option<i16>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    pub time: Option<(i8, i8)>,
    pub weekday: Option<usize>,
    is_pm: Option<bool>,
    /// In seconds from UTC, where the text names a zone.
    offset: Option<i32>,
    /// The zone is that of central Europe.
    is_central: bool,
    /// Two numbers of which either can be the month: `04/05/2026`.
    ambiguous: Option<(i8, i8)>,
}

impl DateParts {
    /// `None` if the word does not belong to a date. `word` is in lower case.
    pub fn read_word(&mut self, word: &str) -> Option<()> {
        let bare = word.trim_matches(['.', '(', ')', ':', ';', '|']);
        if bare.is_empty() || matches!(bare, "-" | "–" | "—") {
            return Some(());
        }
        if let Some(weekday) = WEEKDAYS.iter().position(|names| phrases::contains(names, bare)).filter(|_| self.weekday.is_none()) {
            self.weekday = Some(weekday);
        } else if phrases::contains(FILLERS, bare) {
            // It says nothing.
        } else if let Some(date) = parse_iso_day(bare) {
            (self.year, self.month, self.day) = (Some(date.year()), Some(date.month()), Some(date.day()));
        } else if let Some(()) = self.read_numbers(bare) {
        } else if let (Some((day, month)), true) = (parse_day_and_month(bare), !self.has_day() && self.day.is_none()) {
            (self.day, self.month) = (Some(day), Some(month));
        } else if let (Some(clock), true) = (parse_clock(bare), self.time.is_none() && (bare.contains(':') || self.has_day())) {
            self.time = Some(clock);
        } else if let (Some(number), true) = (month_number(bare), self.month.is_none()) {
            self.month = Some(number);
        } else if let ("am" | "pm", Some(_)) = (bare, self.time) {
            self.is_pm = Some(bare == "pm");
        } else if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == bare).filter(|_| self.time.is_some()) {
            self.offset = Some(hours * 3600);
            self.is_central = matches!(bare, "cet" | "cest" | "met" | "mest");
        } else if let (4, Ok(number), true) = (bare.len(), bare.parse::<i16>(), self.year.is_none()) {
            self.year = Some(number);
        } else if let (Ok(number), true) =
            (bare.trim_end_matches(['t', 'h', 's', 'n', 'd', 'r', 'e', 'a', ':']).parse::<i8>(), self.day.is_none())
        {
            self.day = Some(number);
        } else {
            return None;
        }
        Some(())
    }

    fn has_day(&self) -> bool {
        self.day.is_some() && self.month.is_some() || self.ambiguous.is_some()
    }

    /// `3.3.2026`, `22/4/2026`, and `04/22/2026` as Drupal writes it.
    fn read_numbers(&mut self, word: &str) -> Option<()> {
        let sign = ['.', '/'].into_iter().find(|sign| word.matches(*sign).count() == 2).filter(|_| !self.has_day())?;
        let mut parts = word.split(sign);
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        let (first, second): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
        self.year = Some(year.parse().ok().filter(|_| year.len() == 4)?);
        match (sign, first, second) {
            ('.', day, month) | ('/', day @ 13.., month) => (self.day, self.month) = (Some(day), Some(month)),
            ('/', month, day @ 13..) => (self.day, self.month) = (Some(day), Some(month)),
            ('/', day, month) if day == month => (self.day, self.month) = (Some(day), Some(month)),
            _ => self.ambiguous = Some((first, second)),
        }
        Some(())
    }

    /// The day; `None` where the year is missing, or a weekday says that it is another.
    pub fn full_day(&self) -> Option<Day> {
        let year = self.year?;
        if let Some((first, second)) = self.ambiguous {
            // Only the weekday tells which of the two is the month.
            let weekday = self.weekday?;
            let fits = |day: &Day| day.weekday() == weekday;
            let (european, american) = (Day::new(year, second, first).filter(fits), Day::new(year, first, second).filter(fits));
            return match (european, american) {
                (Some(_), Some(_)) => None,
                (european, american) => european.or(american),
            };
        }
        Day::new(year, self.month?, self.day?).filter(|day| self.weekday.is_none_or(|weekday| day.weekday() == weekday))
    }

    pub fn clock(&self) -> Option<(i8, i8)> {
        let (hour, minute) = self.time?;
        let hour = match self.is_pm {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        Some((hour, minute))
    }

    fn moment(&self, zone: &Zone) -> Option<Moment> {
        let day = self.full_day()?;
        let Some((hour, minute)) = self.clock() else { return Some(Moment::Day(day)) };
        let local = Instant::local(zone, day, hour, minute, 0).map_or(Moment::Day(day), Moment::Instant);
        let Some(offset) = self.offset else { return Some(local) };
        let exact = Instant::with_offset(zone, day, (hour, minute, 0), offset).ok()?;
        // Many sites write CET all the year: within an hour of the clock on the wall, that clock is meant.
        let is_wall_clock =
            self.is_central && matches!(&local, Moment::Instant(local) if (local.unix() - exact.unix()).abs() <= 3600);
        Some(if is_wall_clock { local } else { Moment::Instant(exact) })
    }
}

/// Zones that pages write behind a time, in hours.
const ZONES: [(&str, i32); 9] =
    [("cet", 1), ("cest", 2), ("met", 1), ("mest", 2), ("utc", 0), ("gmt", 0), ("eet", 2), ("eest", 3), ("bst", 1)];

/// Databases write milliseconds, which nobody means.
fn whole_seconds(instant: Instant, zone: &Zone) -> Instant {
    Instant::from_unix(zone, instant.unix()).unwrap_or(instant)
}

/// `12/3`, as Swedes write it.
fn parse_day_and_month(word: &str) -> Option<(i8, i8)> {
    let (day, month) = word.split_once('/')?;
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month))
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
            ("ons, 2026-08-19 - 10:00", "2026-08-19T10:00:00+02:00"),
            ("ons, 04/22/2026 - 07:30", "2026-04-22T07:30:00+02:00"),
            ("tis, 05/12/2026", "2026-05-12"),
            ("tors, apr 16, 2026 09:00 CET", "2026-04-16T09:00:00+02:00"),
            ("2026-08-17 08:00 CEST", "2026-08-17T08:00:00+02:00"),
            ("3.3.2026 08:00:00 CET", "2026-03-03T08:00:00+01:00"),
            ("13 Maj 2026 13:00", "2026-05-13T13:00:00+02:00"),
            ("den 4 maj 2026 08:12", "2026-05-04T08:12:00+02:00"),
            ("2026-02-03 kl. 06.40", "2026-02-03T06:40:00+01:00"),
            ("12/3 2026", "2026-03-12"),
            ("2026-03-02 09:00:00 +0100", "2026-03-02T09:00:00+01:00"),
            ("2026-03-02 09:00:00 -0500", "2026-03-02T15:00:00+01:00"),
            ("2026-03-02T09:00:00+0100", "2026-03-02T09:00:00+01:00"),
            ("2026-03-02T07:00:00.000Z", "2026-03-02T08:00:00+01:00"),
            // Within the hour that daylight saving time skips: the day is certain, the time is not.
            ("29 mars 2026 kl. 2.30", "2026-03-29"),
        ] {
            assert_eq!(iso(written).as_deref(), Some(expected), "{written}");
        }
        for bad in [
            "30 februari 2017",
            "juni 2017",
            "20 juni",
            "",
            "i dag",
            "2017-13-01",
            "20 juni 2017 av Anna",
            "04/05/2026",
            "måndag 20 juni 2017",
        ] {
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
        assert_eq!(parse_line("Datum: 2 mars 2026", &zone, &[]), None);
        for text in ["Publicerat av redaktor_12 ons, 04/22/2026 - 07:30", "Publicerad: 22 april 2026 kl. 07.30 av Anna Berg"] {
            let Some(DateLine::Known(dates)) = parse_line(text, &zone, &[]) else { panic!("{text}") };
            assert_eq!(dates.first().map(|(_, moment)| moment.iso()).as_deref(), Some("2026-04-22T07:30:00+02:00"), "{text}");
        }
        assert_eq!(parse_line("Uppdaterad information kommer i morgon", &zone, &[]), None);
    }
}
