//! The date and time after ETX: `192200 GMT JUN 17`, with or without a zone, with months in several languages.

use serde::Serialize;

use crate::diag::Message;
use crate::model::Day;
use crate::msg;

/// When a message was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateTime {
    pub day: i8,
    pub hour: i8,
    pub minute: i8,
    /// `GMT`, where the sender names a zone.
    pub zone: Option<String>,
    /// From 1.
    pub month: i8,
    /// As the sender writes it: `JUN`, `Okt`.
    pub month_written: String,
    /// With four digits.
    pub year: i16,
}

impl DateTime {
    /// Whether the month is the English abbreviation, which the standard demands.
    pub fn is_english(&self) -> bool {
        MONTHS.iter().any(|names| self.month_written.eq_ignore_ascii_case(names[0]))
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

fn parse_month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let index = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i8::try_from(index + 1).ok()
}

pub fn parse(text: &str) -> Result<DateTime, Message> {
    let error = || {
        let text: String = text.chars().take(60).collect();
        msg!("the date and time `{text}` is not understood", "datum och tid `{text}` går inte att förstå")
    };
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let (group, zone, month_written, year) = match words.as_slice() {
        [group, month, year] => (*group, None, *month, *year),
        [group, zone, month, year] => (*group, Some(*zone), *month, *year),
        _ => return Err(error()),
    };
    let is_zone = |zone: &str| zone.len() <= 6 && zone.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'-');
    let has_digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !has_digits(group, 6) || !zone.is_none_or(is_zone) || !(has_digits(year, 2) || has_digits(year, 4)) {
        return Err(error());
    }
    let (Some(month), Ok(number), Ok(year)) = (parse_month(month_written), group.parse::<u32>(), year.parse::<i16>()) else {
        return Err(error());
    };
    // A year of two digits is one in which the format was in use.
    let year = match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    };
    let digits = |divisor: u32| i8::try_from(number / divisor % 100).expect("a remainder of 100 fits a byte");
    let (day, hour, minute) = (digits(10_000), digits(100), digits(1));
    if Day::new(year, month, day).is_none() {
        return Err(msg!("there is no day {day} in {month_written} {year}", "det finns ingen dag {day} i {month_written} {year}"));
    }
    if hour > 23 || minute > 59 {
        return Err(msg!("there is no time {hour:02}:{minute:02}", "det finns inget klockslag {hour:02}.{minute:02}"));
    }
    let zone = zone.map(str::to_owned);
    Ok(DateTime { day, hour, minute, zone, month, month_written: month_written.to_owned(), year })
}
