//! Dates: a day stays a day, and a time without an offset is read on the newsroom's clock.

use std::ops::Range;

use toml::Spanned as TomlSpanned;
use toml::de::DeValue;
use toml::value::{Datetime, Offset};

use super::TableReader;
use crate::content::text::Spanned;
use crate::diag::Message;
use crate::model::moment::MomentError;
use crate::model::{Day, Instant, Moment, Zone};
use crate::msg;

impl TableReader<'_> {
    /// A day, or an instant. Without a `zone`, which then has an error of its own, no time can be read.
    pub fn moment(&mut self, name: &'static str, zone: Option<&Zone>) -> Option<Spanned<Moment>> {
        let date = self.date(name)?;
        let value = self.resolve(&date, zone)?;
        Some(Spanned { value, span: date.span })
    }

    /// A day without a time.
    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        let date = self.date(name)?;
        let day = self.calendar_day(&date)?;
        if date.value.time.is_none() {
            return Some(day);
        }
        let message = msg!("`{name}` must be a day without a time", "`{name}` måste vara en dag utan klockslag");
        self.source.error(date.span, message, msg!("write `{name} = {day}`", "skriv `{name} = {day}`"));
        None
    }

    /// An instant, or `None` for the `keyword` in its place.
    pub fn instant_or(&mut self, name: &'static str, keyword: &str, zone: Option<&Zone>) -> Option<Option<Instant>> {
        let value = self.take(name)?.value;
        if value.get_ref().as_str().is_some_and(|value| value.trim() == keyword) {
            return Some(None);
        }
        let hint = msg!(
            "write a day and a time without quotation marks: `{name} = 2026-03-02 09:00`, or `{name} = \"{keyword}\"`",
            "skriv dag och klockslag utan citattecken: `{name} = 2026-03-02 09:00`, eller `{name} = \"{keyword}\"`"
        );
        let date = self.datetime(name, &value, hint)?;
        match self.resolve(&date, zone)? {
            Moment::Instant(instant) => Some(Some(instant)),
            Moment::Day(day) => {
                let message = msg!("`{name}` needs a time of day", "`{name}` behöver ett klockslag");
                let hint = msg!("write for example `{name} = {day} 09:00`", "skriv till exempel `{name} = {day} 09:00`");
                self.source.error(date.span, message, hint);
                None
            }
        }
    }

    fn date(&mut self, name: &'static str) -> Option<Spanned<Datetime>> {
        let value = self.take(name)?.value;
        let hint = if value.get_ref().is_str() {
            msg!(
                "write a date without quotation marks: `{name} = 2026-03-02` or `{name} = 2026-03-02 09:00`",
                "skriv ett datum utan citattecken: `{name} = 2026-03-02` eller `{name} = 2026-03-02 09:00`"
            )
        } else {
            msg!(
                "write `{name} = 2026-03-02` or `{name} = 2026-03-02 09:00`",
                "skriv `{name} = 2026-03-02` eller `{name} = 2026-03-02 09:00`"
            )
        };
        self.datetime(name, &value, hint)
    }

    fn datetime(&self, name: &str, value: &TomlSpanned<DeValue>, hint: Message) -> Option<Spanned<Datetime>> {
        let span = self.file_span(value);
        let (message, hint) = match value.get_ref() {
            // Dates are compared to the second; a finer one would differ everywhere.
            DeValue::Datetime(date) if date.time.and_then(|time| time.nanosecond).is_some_and(|nanosecond| nanosecond != 0) => {
                let (seconds, rest) = self.source.slice(span.clone()).split_once('.').unwrap_or_default();
                let offset = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                let message = msg!("`{name}` has fractions of a second", "`{name}` har bråkdelar av en sekund");
                (message, msg!("write `{name} = {seconds}{offset}`", "skriv `{name} = {seconds}{offset}`"))
            }
            DeValue::Datetime(date) => return Some(Spanned { value: *date, span }),
            _ => (msg!("`{name}` must be a date", "`{name}` måste vara ett datum"), hint),
        };
        self.source.error(span, message, hint);
        None
    }

    fn calendar_day(&self, date: &Spanned<Datetime>) -> Option<Day> {
        let (message, hint) = match date.value.date {
            None => (
                msg!("a time of day without a date", "ett klockslag utan datum"),
                msg!("write the date before it: `2026-03-02 09:00`", "skriv datumet före: `2026-03-02 09:00`"),
            ),
            Some(date) => {
                let day = i16::try_from(date.year).ok().and_then(|year| Day::new(year, date.month as i8, date.day as i8));
                if day.is_some() {
                    return day;
                }
                (
                    msg!("the day `{date}` does not exist", "dagen `{date}` finns inte"),
                    msg!("look it up in the calendar", "se efter i almanackan"),
                )
            }
        };
        self.source.error(date.span.clone(), message, hint);
        None
    }

    fn resolve(&self, date: &Spanned<Datetime>, zone: Option<&Zone>) -> Option<Moment> {
        let day = self.calendar_day(date)?;
        let Some(time) = date.value.time else { return Some(Moment::Day(day)) };
        let zone = zone?;
        // Hours, minutes and seconds are below 61, so they fit.
        let (hour, minute, second) = (time.hour as i8, time.minute as i8, time.second.unwrap_or(0) as i8);
        let instant = match date.value.offset {
            Some(Offset::Z) => Instant::with_offset(zone, day, (hour, minute, second), 0),
            Some(Offset::Custom { minutes }) => Instant::with_offset(zone, day, (hour, minute, second), i32::from(minutes) * 60),
            None => Instant::local(zone, day, hour, minute, second),
        };
        instant.map(Moment::Instant).map_err(|error| self.report_impossible(date.span.clone(), zone, error)).ok()
    }

    fn report_impossible(&self, span: Range<usize>, zone: &Zone, error: MomentError) {
        let zone = zone.name();
        let (message, hint) = match error {
            MomentError::Impossible => (
                msg!("this date or time does not exist", "det här datumet eller klockslaget finns inte"),
                msg!("write for example `2026-03-02 09:00`", "skriv till exempel `2026-03-02 09:00`"),
            ),
            MomentError::Missing { earlier, later } => (
                msg!(
                    "this time does not exist in {zone}: the clocks go forward past it",
                    "klockslaget finns inte i {zone}: klockan ställs fram förbi det"
                ),
                msg!("write the one you mean: `{earlier}` or `{later}`", "skriv det du menar: `{earlier}` eller `{later}`"),
            ),
            MomentError::Ambiguous { first, second } => (
                msg!(
                    "this time occurs twice in {zone}: the clocks go back that night",
                    "klockslaget inträffar två gånger i {zone}: klockan ställs tillbaka den natten"
                ),
                msg!("write the one you mean: `{first}` or `{second}`", "skriv det du menar: `{first}` eller `{second}`"),
            ),
        };
        self.source.error(span, message, hint);
    }
}
