//! The event of an invitation: day, time and place, where labels say them and nothing contradicts.

use super::recognizer::{RecognizedEvent, Recognizer};
use crate::import::date::DateParts;
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::imported::OmissionReason;
use crate::import::phrases;
use crate::import::styled_text::StyledText;
use crate::model::{Day, Instant, Zone};

const DAY: &str = "datum|dag|date|day";
const TIME: &str = "tid|klockan|tidpunkt|när|time|when|tid och datum|datum och tid|date and time";
const PLACE: &str = "plats|var|lokal|place|where|location|venue";

/// A day without a year and a weekday is sought so many days after the release.
const NEAR: usize = 120;
/// With a weekday, the wrong year would show.
const FAR: usize = 300;
const MAX_PLACE: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EventField {
    Day,
    Time,
    Place,
}

/// A labelled line: its block, its line within the block, the field and the value.
struct FieldLine {
    block: usize,
    lines: std::ops::Range<usize>,
    field: EventField,
    value: String,
    /// The block before it is its label.
    has_heading: bool,
}

/// Whether the line gives the time or place of an event.
pub fn is_labelled(line: &str) -> bool {
    field_of(line).is_some_and(|(field, _)| field != EventField::Day)
}

impl Recognizer<'_> {
    /// Takes the event from the body. Two times or two places are two events, and stay in the text.
    pub fn take_event(&mut self, published: Option<Day>) -> Option<RecognizedEvent> {
        let fields = self.find_event_fields();
        let only = |field: EventField| {
            let mut fitting = fields.iter().filter(|line| line.field == field);
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let several = [EventField::Day, EventField::Time, EventField::Place]
            .iter()
            .any(|field| fields.iter().filter(|line| line.field == *field).count() > 1);
        let place = only(EventField::Place).filter(|line| !several && (1..=MAX_PLACE).contains(&line.value.chars().count()))?;
        let (day, time) = (only(EventField::Day), only(EventField::Time));
        let written: Vec<&str> = day.into_iter().chain(time).map(|line| line.value.as_str()).collect();
        let written = written.join(" ");
        let certain = without_asides(&written);
        let (start, end) = parse_when(&certain, published?, self.existing.zone)?;
        let event = RecognizedEvent { start, end, place: place.value.clone() };
        if certain != written {
            // `(dörrarna öppnas 18.00)` is not in the event, so its lines stay in the text.
            return Some(event);
        }
        let all = day.into_iter().chain(time).chain(Some(place));
        let mut taken: Vec<(usize, std::ops::Range<usize>)> = all.clone().map(|line| (line.block, line.lines.clone())).collect();
        taken.extend(all.filter(|line| line.has_heading).map(|line| (line.block - 1, 0..1)));
        taken.sort_by_key(|(block, lines)| (*block, lines.start));
        for (block, lines) in taken.into_iter().rev() {
            self.take_lines(block, lines);
        }
        self.body.retain(|block| !block.lines().iter().all(StyledText::is_blank));
        Some(event)
    }

    fn find_event_fields(&self) -> Vec<FieldLine> {
        let mut out = Vec::new();
        for (at, block) in self.body.iter().enumerate() {
            if let BlockContent::Table(rows) = &block.content {
                out.extend(table_fields(at, rows));
            }
            if let (BlockContent::Heading { text, .. }, Some(next)) = (&block.content, self.body.get(at + 1))
                && let (Some(field), BlockContent::Paragraph(value)) = (label(&text.plain_text()), &next.content)
                && value.lines().len() == 1
            {
                out.push(FieldLine { block: at + 1, lines: 0..1, field, value: value.plain_text(), has_heading: true });
            }
            if !matches!(block.content, BlockContent::Paragraph(_) | BlockContent::List { .. }) {
                continue;
            }
            let lines: Vec<String> = block.lines().iter().map(StyledText::plain_text).collect();
            for (index, line) in lines.iter().enumerate() {
                if let Some((field, value)) = field_of(line) {
                    out.push(FieldLine { block: at, lines: index..index + 1, field, value: value.to_owned(), has_heading: false });
                }
            }
            // A term and its description.
            if let ([term, value], BlockContent::Paragraph(_)) = (lines.as_slice(), &block.content)
                && let Some(field) = label(term)
            {
                out.push(FieldLine { block: at, lines: 0..2, field, value: value.trim().to_owned(), has_heading: false });
            }
        }
        out
    }

    /// Removes lines of a block of the body, which became the event.
    fn take_lines(&mut self, block: usize, lines: std::ops::Range<usize>) {
        let Some(found) = self.body.get_mut(block) else { return };
        let mut taken = Vec::new();
        match &mut found.content {
            BlockContent::Paragraph(text) => {
                let (gone, left): (Vec<_>, Vec<_>) = text.lines().into_iter().enumerate().partition(|(at, _)| lines.contains(at));
                taken.extend(gone.into_iter().map(|(_, line)| line));
                *text = StyledText::from_lines(&left.into_iter().map(|(_, line)| line).collect::<Vec<_>>());
            }
            BlockContent::List { items, .. } => {
                let mut at = 0;
                items.retain(|item| {
                    let count = item.iter().map(|block| block.lines().len()).sum::<usize>();
                    let is_taken = count == 1 && lines.contains(&at);
                    if is_taken {
                        taken.extend(item.iter().flat_map(SourceBlock::lines));
                    }
                    at += count;
                    !is_taken
                });
            }
            BlockContent::Table(rows) => {
                let (gone, left): (Vec<_>, Vec<_>) =
                    std::mem::take(rows).into_iter().enumerate().partition(|(at, _)| lines.contains(at));
                taken.extend(gone.into_iter().flat_map(|(_, row)| row));
                *rows = left.into_iter().map(|(_, row)| row).collect();
            }
            BlockContent::Heading { text, .. } => taken.push(std::mem::take(text)),
            BlockContent::Bullet { .. } | BlockContent::Quote(_) => {}
        }
        for line in taken {
            self.omit(line.line(), &line.plain_text(), OmissionReason::Event);
        }
    }
}

/// Rows of two cells, a label and its value.
fn table_fields(block: usize, rows: &[Vec<StyledText>]) -> Vec<FieldLine> {
    let field = |(at, row): (usize, &Vec<StyledText>)| {
        let [name, value] = row.as_slice() else { return None };
        let value = value.plain_text().trim().to_owned();
        let field = label(&name.plain_text()).filter(|_| !value.is_empty())?;
        Some(FieldLine { block, lines: at..at + 1, field, value, has_heading: false })
    };
    // A table with other rows is more than an event.
    let fields: Vec<FieldLine> = rows.iter().enumerate().filter_map(field).collect();
    if fields.len() == rows.len() { fields } else { Vec::new() }
}

/// `Tid: kl. 13.00`, `När? Kl. 13.00`: the field and its value.
fn field_of(line: &str) -> Option<(EventField, &str)> {
    let (name, value) = line.split_once([':', '?'])?;
    let value = value.trim();
    (!value.is_empty()).then_some((label(name)?, value))
}

fn label(name: &str) -> Option<EventField> {
    let name = phrases::normalize_label(name);
    let name = name.trim_end_matches('?').trim_end();
    [(DAY, EventField::Day), (TIME, EventField::Time), (PLACE, EventField::Place)]
        .into_iter()
        .find(|(names, _)| phrases::contains(names, name))
        .map(|(_, field)| field)
}

/// The words without an aside about the doors, and without `ca` before the end.
fn without_asides(text: &str) -> String {
    const ASIDES: [&str; 7] = ["dörr", "insläpp", "öppnar", "öppnas", "samling", "mingel", "doors"];
    let mut text = text.to_owned();
    if let Some((before, rest)) = text.split_once('(')
        && let Some((aside, after)) = rest.split_once(')')
        && ASIDES.iter().any(|word| aside.to_lowercase().contains(word))
    {
        text = format!("{}{after}", before.trim_end());
    }
    // Before the start, `ca` leaves it uncertain.
    let is_about = |word: &str| matches!(word.trim_end_matches('.').to_lowercase().as_str(), "ca" | "cirka" | "omkring" | "about");
    let words: Vec<&str> = text.split_whitespace().collect();
    let follows_dash = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|word| matches!(*word, "-" | "–" | "—" | "till" | "to") || word.ends_with(['–', '-']))
    };
    if !words.iter().any(|word| is_about(word)) {
        return text;
    }
    let left: Vec<&str> =
        words.iter().enumerate().filter(|(at, word)| !(is_about(word) && follows_dash(*at))).map(|(_, word)| *word).collect();
    left.join(" ")
}

/// Start and end of `torsdag 21 maj klockan 13.00-15.30`; `None` if a word is not understood or something is missing.
fn parse_when(text: &str, published: Day, zone: &Zone) -> Option<(Instant, Option<Instant>)> {
    let mut parts = DateParts::default();
    let mut end = None;
    let mut before_end = false;
    for word in text.to_lowercase().split(|c: char| c.is_whitespace() || c == ',') {
        let bare = word.trim_matches(['.', '(', ')', ';']);
        if matches!(bare, "-" | "–" | "—" | "till" | "to") {
            before_end = parts.time.is_some();
            continue;
        }
        if let Some((first, last)) = bare.split_once(['-', '–', '—'])
            && let (Some(first), Some(last)) = (parse_hour(first), parse_hour(last))
            && parts.time.is_none()
        {
            parts.time = Some(first);
            end = Some(last);
        } else if let (true, Some(clock)) = (before_end && end.is_none(), parse_hour(bare)) {
            end = Some(clock);
        } else {
            parts.read_word(word)?;
        }
    }
    let day = resolve_day(&parts, published)?;
    let (hour, minute) = parts.clock()?;
    let start = Instant::local(zone, day, hour, minute, 0).ok()?;
    let end = match end {
        Some((hour, minute)) => Some(Instant::local(zone, day, hour, minute, 0).ok().filter(|end| end.unix() > start.unix())?),
        None => None,
    };
    Some((start, end))
}

/// `13.00`, `13:00` or `13` in a range.
fn parse_hour(word: &str) -> Option<(i8, i8)> {
    let (hour, minute) = word.split_once(['.', ':']).unwrap_or((word, "00"));
    let fits = (1..=2).contains(&hour.len()) && minute.len() == 2;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (fits && (0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// The day as written; without a year the first one from the day of the release on.
fn resolve_day(parts: &DateParts, published: Day) -> Option<Day> {
    if parts.year.is_some() {
        return parts.full_day();
    }
    let (month, day) = (parts.month?, parts.day?);
    let days = if parts.weekday.is_some() { FAR } else { NEAR };
    let first = std::iter::successors(Some(published), |day| day.next())
        .take(days)
        .find(|candidate| (candidate.month(), candidate.day()) == (month, day))?;
    parts.weekday.is_none_or(|weekday| first.weekday() == weekday).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_certain_or_nothing() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let day = |text: &str| crate::import::date::parse_iso_day(text).unwrap();
        let when = |text: &str, published: &str| {
            parse_when(text, day(published), &zone).map(|(start, end)| (start.rfc3339(), end.map(|end| end.rfc3339())))
        };
        let some = |start: &str, end: &str| Some((start.to_owned(), (!end.is_empty()).then(|| end.to_owned())));
        assert_eq!(
            when("torsdag 21 maj klockan 13.00-15.30", "2026-05-04"),
            some("2026-05-21T13:00:00+02:00", "2026-05-21T15:30:00+02:00")
        );
        assert_eq!(when("torsdag 8 januari kl. 13.00", "2025-12-18"), some("2026-01-08T13:00:00+01:00", ""));
        assert_eq!(when("13 Maj 2026 13:00 – 13:45", "2026-05-12"), some("2026-05-13T13:00:00+02:00", "2026-05-13T13:45:00+02:00"));
        assert_eq!(
            when("Torsdag 26 mars Kl. 9.30–11.00", "2026-03-19").map(|(start, _)| start).as_deref(),
            Some("2026-03-26T09:30:00+01:00")
        );
        assert_eq!(
            when("Wednesday 14 October 2026, 10.00-11.30", "2026-10-06").map(|(start, _)| start).as_deref(),
            Some("2026-10-14T10:00:00+02:00")
        );
        for bad in [
            "fredag 8 januari kl. 13",
            "8 januari",
            "kl. 13.00",
            "torsdag 8 januari kl. 13.00, insläpp 12.30",
            "8 augusti kl. 13.00",
            "",
        ] {
            assert_eq!(when(bad, "2025-12-18"), None, "{bad}");
        }
    }
}
