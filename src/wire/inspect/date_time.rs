//! The date and time after ETX: `192200 GMT JUN 17`, with or without zone, with the months of several languages.

use crate::diag::Message;
use crate::msg;

/// When a message was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTime {
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    /// `GMT`; nothing where the sender says nothing.
    pub zone: Option<String>,
    /// From 1.
    pub month: u8,
    /// As it is written: `JUN`, `Okt`.
    pub month_written: String,
    /// In four digits.
    pub year: u16,
}

impl DateTime {
    /// Whether the month is the English one of the standard.
    pub fn is_english(&self) -> bool {
        let written = self.month_written.to_lowercase();
        MONTHS[usize::from(self.month.clamp(1, 12)) - 1][0] == written
    }

    /// `2017-06-19T22:00 GMT`.
    pub fn sorted(&self) -> String {
        let DateTime { day, hour, minute, month, year, .. } = self;
        let zone = self.zone.as_ref().map_or_else(String::new, |zone| format!(" {zone}"));
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}{zone}")
    }
}

/// English first, then the abbreviations of German, Swedish, French, Dutch and others.
const MONTHS: [&[&str]; 12] = [
    &["jan", "janv", "jän", "january", "januari", "januar", "janvier"],
    &["feb", "fév", "fev", "févr", "febr", "february", "februari", "februar", "février"],
    &["mar", "mär", "mrz", "maer", "mars", "maa", "mrt", "march", "märz"],
    &["apr", "avr", "april", "avril"],
    &["may", "mai", "maj", "mei"],
    &["jun", "juin", "june", "juni"],
    &["jul", "juil", "juli", "july", "juillet"],
    &["aug", "aoû", "aou", "août", "aout", "august", "augusti"],
    &["sep", "sept", "september", "septembre"],
    &["oct", "okt", "october", "oktober", "octobre"],
    &["nov", "november", "novembre"],
    &["dec", "dez", "déc", "december", "dezember", "décembre"],
];

fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let at = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    u8::try_from(at + 1).ok()
}

/// The date and time, or what is wrong with it.
pub(super) fn read(text: &str) -> Result<DateTime, Message> {
    let not_understood = || {
        let text: String = text.chars().take(60).collect();
        msg!("the date and time `{text}` is not understood", "datum och tid `{text}` går inte att förstå")
    };
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let (group, zone, month_written, year) = match words.as_slice() {
        [group, month, year] => (*group, None, *month, *year),
        [group, zone, month, year] => (*group, Some(*zone), *month, *year),
        _ => return Err(not_understood()),
    };
    let is_zone = |zone: &str| zone.len() <= 6 && zone.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'-');
    let digits = |text: &str, long: usize| text.len() == long && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(group, 6) || !zone.is_none_or(is_zone) || !(digits(year, 2) || digits(year, 4)) {
        return Err(not_understood());
    }
    let (Some(month), Ok(number), Ok(year)) = (month(month_written), group.parse::<u32>(), year.parse::<u16>()) else {
        return Err(not_understood());
    };
    // Two digits mean the years in which the format has been used.
    let year = match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    };
    let part = |divisor: u32| u8::try_from(number / divisor % 100).expect("a remainder of 100 fits a byte");
    let (day, hour, minute) = (part(10_000), part(100), part(1));
    if day == 0 || day > days(month, year) {
        return Err(msg!("there is no day {day} in {month_written} {year}", "det finns ingen dag {day} i {month_written} {year}"));
    }
    if hour > 23 || minute > 59 {
        return Err(msg!("there is no time {hour:02}:{minute:02}", "det finns inget klockslag {hour:02}.{minute:02}"));
    }
    let zone = zone.map(str::to_owned);
    Ok(DateTime { day, hour, minute, zone, month, month_written: month_written.to_owned(), year })
}

fn days(month: u8, year: u16) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}
