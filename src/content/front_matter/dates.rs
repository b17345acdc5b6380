//! Dates in the fields, as their author wrote them.

use toml::Spanned as TomlSpanned;
use toml::de::DeValue;
use toml::value::Offset;

use super::TableReader;
use crate::content::dates::WrittenDate;
use crate::content::text::Spanned;
use crate::msg;

impl TableReader<'_> {
    /// A date, with or without a time.
    pub fn date(&mut self, name: &'static str) -> Option<Spanned<WrittenDate>> {
        let entry = self.take(name)?;
        self.as_date(name, &entry.value)
    }

    fn as_date(&self, name: &str, value: &TomlSpanned<DeValue>) -> Option<Spanned<WrittenDate>> {
        let at = self.at(value.span());
        let say = msg!("`{name}` must be a date", "`{name}` måste vara ett datum");
        match value.get_ref() {
            DeValue::Datetime(date) if has_fraction(date) => {
                let whole = without_fraction(self.text.slice(at));
                let say = msg!("`{name}` has fractions of a second", "`{name}` har bråkdelar av en sekund");
                self.diagnostics.push(self.wrong(value, say, msg!("write `{name} = {whole}`", "skriv `{name} = {whole}`")));
                None
            }
            DeValue::Datetime(date) => Some(Spanned { value: written(date), at }),
            DeValue::String(_) => {
                let hint = msg!(
                    "write a date without quotation marks: `{name} = 2026-03-02` or `{name} = 2026-03-02 09:00`",
                    "skriv ett datum utan citattecken: `{name} = 2026-03-02` eller `{name} = 2026-03-02 09:00`"
                );
                self.diagnostics.push(self.wrong(value, say, hint));
                None
            }
            _ => {
                let hint = msg!(
                    "write `{name} = 2026-03-02` or `{name} = 2026-03-02 09:00`",
                    "skriv `{name} = 2026-03-02` eller `{name} = 2026-03-02 09:00`"
                );
                self.diagnostics.push(self.wrong(value, say, hint));
                None
            }
        }
    }

    /// A date, or (`None`) the one text that can stand in its place.
    pub fn date_or(&mut self, name: &'static str, word: &str) -> Option<Spanned<Option<WrittenDate>>> {
        let entry = self.take(name)?;
        match entry.value.get_ref() {
            DeValue::String(value) if value.trim() == word => Some(Spanned { value: None, at: self.at(entry.value.span()) }),
            DeValue::Datetime(_) => {
                self.as_date(name, &entry.value).map(|Spanned { value, at }| Spanned { value: Some(value), at })
            }
            _ => {
                let say = msg!("`{name}` must be a date", "`{name}` måste vara ett datum");
                let hint = msg!(
                    "write a day and a time without quotation marks: `{name} = 2026-03-02 09:00`, or `{name} = \"{word}\"`",
                    "skriv dag och klockslag utan citattecken: `{name} = 2026-03-02 09:00`, eller `{name} = \"{word}\"`"
                );
                self.diagnostics.push(self.wrong(&entry.value, say, hint));
                None
            }
        }
    }
}

/// Dates are told and compared to the second; a finer one would be another one everywhere.
fn has_fraction(date: &toml::value::Datetime) -> bool {
    date.time.and_then(|time| time.nanosecond).is_some_and(|nanosecond| nanosecond != 0)
}

fn without_fraction(written: &str) -> String {
    let (seconds, rest) = written.split_once('.').unwrap_or((written, ""));
    format!("{seconds}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}

fn written(date: &toml::value::Datetime) -> WrittenDate {
    WrittenDate {
        day: date.date.map(|d| (d.year, d.month, d.day)),
        time: date.time.map(|t| (t.hour, t.minute, t.second.unwrap_or(0))),
        offset: date.offset.map(|offset| match offset {
            Offset::Z => 0,
            Offset::Custom { minutes } => i32::from(minutes) * 60,
        }),
    }
}
