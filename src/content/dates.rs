//! A written date becomes a moment of the newsroom's clock, or a sentence that says why it cannot.

use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Day;
use crate::model::Instant;
use crate::model::Moment;
use crate::model::Zone;
use crate::model::moment::MomentError;
use crate::msg;

/// A date as it stands in a file: year, month and day; hour, minute and second; seconds from UTC. Each may be left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrittenDate {
    pub day: Option<(u16, u8, u8)>,
    pub time: Option<(u8, u8, u8)>,
    pub offset: Option<i32>,
}

/// A day stays a day; a time without an offset is read on the newsroom's clock. Without a `zone` no time can be read.
pub(crate) fn moment(
    text: &SourceText,
    written: &Spanned<WrittenDate>,
    zone: Option<&Zone>,
    diagnostics: &Diagnostics,
) -> Option<Moment> {
    let day = day_of(text, written, diagnostics)?;
    let Some((hour, minute, second)) = written.value.time else { return Some(Moment::Day(day)) };
    let zone = zone?;
    // Hours, minutes and seconds are below 61, so they fit.
    let (hour, minute, second) = (hour as i8, minute as i8, second as i8);
    let instant = match written.value.offset {
        Some(offset) => Instant::with_offset(zone, day, (hour, minute, second), offset),
        None => Instant::local(zone, day, hour, minute, second),
    };
    match instant {
        Ok(instant) => Some(Moment::Instant(instant)),
        Err(error) => {
            diagnostics.push(explain(text, written, zone, error));
            None
        }
    }
}

/// A date that needs its time: an embargo.
pub(crate) fn instant(
    text: &SourceText,
    name: &str,
    written: &Spanned<WrittenDate>,
    zone: Option<&Zone>,
    diagnostics: &Diagnostics,
) -> Option<Instant> {
    match moment(text, written, zone, diagnostics)? {
        Moment::Instant(instant) => Some(instant),
        Moment::Day(day) => {
            let say = msg!("`{name}` needs a time of day", "`{name}` behöver ett klockslag");
            let hint = msg!("write for example `{name} = {day} 09:00`", "skriv till exempel `{name} = {day} 09:00`");
            diagnostics.push(Diagnostic::error(text.place(written.at.clone()), say).hint(hint));
            None
        }
    }
}

/// A day without a time: when a boilerplate came into use.
pub(crate) fn day(text: &SourceText, name: &str, written: &Spanned<WrittenDate>, diagnostics: &Diagnostics) -> Option<Day> {
    let day = day_of(text, written, diagnostics)?;
    if written.value.time.is_some() {
        let say = msg!("`{name}` must be a day without a time", "`{name}` måste vara en dag utan klockslag");
        let hint = msg!("write `{name} = {day}`", "skriv `{name} = {day}`");
        diagnostics.push(Diagnostic::error(text.place(written.at.clone()), say).hint(hint));
        return None;
    }
    Some(day)
}

fn day_of(text: &SourceText, written: &Spanned<WrittenDate>, diagnostics: &Diagnostics) -> Option<Day> {
    let place = || text.place(written.at.clone());
    let Some((year, month, day)) = written.value.day else {
        let say = msg!("a time of day without a date", "ett klockslag utan datum");
        let hint = msg!("write the date before it: `2026-03-02 09:00`", "skriv datumet före: `2026-03-02 09:00`");
        diagnostics.push(Diagnostic::error(place(), say).hint(hint));
        return None;
    };
    let found = i16::try_from(year).ok().and_then(|year| Day::new(year, month as i8, day as i8));
    if found.is_none() {
        let shown = format!("{year:04}-{month:02}-{day:02}");
        let say = msg!("the day `{shown}` does not exist", "dagen `{shown}` finns inte");
        let hint = msg!("look it up in the calendar", "se efter i almanackan");
        diagnostics.push(Diagnostic::error(place(), say).hint(hint));
    }
    found
}

fn explain(text: &SourceText, written: &Spanned<WrittenDate>, zone: &Zone, error: MomentError) -> Diagnostic {
    let place = text.place(written.at.clone());
    let zone = zone.name();
    match error {
        MomentError::Impossible => {
            let say = msg!("this date or time does not exist", "det här datumet eller klockslaget finns inte");
            let hint = msg!("write for example `2026-03-02 09:00`", "skriv till exempel `2026-03-02 09:00`");
            Diagnostic::error(place, say).hint(hint)
        }
        MomentError::Missing { earlier, later } => {
            let say = msg!(
                "this time does not exist in {zone}: the clocks go forward past it",
                "klockslaget finns inte i {zone}: klockan ställs fram förbi det"
            );
            Diagnostic::error(place, say)
                .hint(msg!("write the one you mean: `{earlier}` or `{later}`", "skriv det du menar: `{earlier}` eller `{later}`"))
        }
        MomentError::Ambiguous { first, second } => {
            let say = msg!(
                "this time occurs twice in {zone}: the clocks go back that night",
                "klockslaget inträffar två gånger i {zone}: klockan ställs tillbaka den natten"
            );
            Diagnostic::error(place, say)
                .hint(msg!("write the one you mean: `{first}` or `{second}`", "skriv det du menar: `{first}` eller `{second}`"))
        }
    }
}
