//! Dates and times in Swedish and English.

use super::Wording;
use crate::model::{Day, Instant, Moment};

impl Wording {
    /// `20 juni 2017`, `20 June 2017`, with no-break spaces.
    pub fn day(&self, day: Day) -> String {
        let month = usize::try_from(day.month() - 1).unwrap_or(0);
        format!("{}\u{a0}{}\u{a0}{}", day.day(), self.months[month], day.year())
    }

    /// `kl. 9.30`, `9:30`.
    pub fn clock(&self, instant: &Instant) -> String {
        if self.is_swedish() {
            format!("kl.\u{a0}{}.{:02}", instant.hour(), instant.minute())
        } else {
            format!("{}:{:02}", instant.hour(), instant.minute())
        }
    }

    /// `20 juni 2017` for a day, `20 juni 2017 kl. 9.30` for an instant.
    pub fn moment(&self, moment: &Moment) -> String {
        match moment {
            Moment::Day(day) => self.day(*day),
            Moment::Instant(instant) => self.instant(instant),
        }
    }

    pub fn instant(&self, instant: &Instant) -> String {
        let comma = if self.is_swedish() { " " } else { ", " };
        format!("{}{comma}{}", self.day(instant.day()), self.clock(instant))
    }

    /// `14 april 2026 kl. 9.30–11.00`.
    pub fn period(&self, start: &Moment, end: Option<&Moment>) -> String {
        let Some(end) = end else { return self.moment(start) };
        match (start, end) {
            (Moment::Instant(first), Moment::Instant(last)) if first.day() == last.day() => {
                // Without a second "kl.".
                let clock = self.clock(last);
                format!("{}–{}", self.moment(start), clock.rsplit('\u{a0}').next().unwrap_or(&clock))
            }
            (start, end) if start == end => self.moment(start),
            (start, end) => format!("{} – {}", self.moment(start), self.moment(end)),
        }
    }

    /// "2–30 mars 2026", "12 februari – 3 mars 2026".
    pub fn days(&self, first: Day, last: Day) -> String {
        let month = |day: Day| self.months[usize::try_from(day.month() - 1).unwrap_or(0).min(11)];
        if first == last {
            self.day(first)
        } else if (first.year(), first.month()) == (last.year(), last.month()) {
            format!("{}–{}", first.day(), self.day(last))
        } else if first.year() == last.year() {
            format!("{}\u{a0}{} – {}", first.day(), month(first), self.day(last))
        } else {
            format!("{} – {}", self.day(first), self.day(last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, Zone};

    #[test]
    fn dates_and_sizes_have_the_form_of_the_language() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let instant = Instant::parse(&zone, "2017-06-20T09:30:00+02:00").unwrap();
        let swedish = Wording::for_lang(&Lang::swedish());
        let english = Wording::for_lang(&Lang::parse("en-GB").unwrap());
        assert_eq!(swedish.instant(&instant).replace('\u{a0}', "_"), "20_juni_2017 kl._9.30");
        assert_eq!(english.instant(&instant).replace('\u{a0}', "_"), "20_June_2017, 9:30");
        assert_eq!(swedish.size(1_400_000).replace('\u{a0}', "_"), "1,4_MB");
        assert_eq!(english.size(37_301).replace('\u{a0}', "_"), "38_kB");
    }
}
