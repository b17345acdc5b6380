//! The calendar, without anything from outside: the same on every machine.

use super::chance::Dice;
use super::chance::GOLDEN;
use super::chance::share;

/// A day of the calendar: days since 1970-01-01.
#[derive(Clone, Copy)]
pub(super) struct Day(i64);

impl Day {
    /// 2010-01-01.
    const FIRST: Day = Day(14_610);
    /// 2026-10-31. A change comes up to two weeks later, and nothing of the corpus lies ahead of those who wrote this.
    const LAST: Day = Day(20_757);

    /// Steps of the golden ratio lie evenly over the years, whatever their number. Few releases come out on a weekend.
    pub(super) fn of_release(n: u64, dice: &mut Dice) -> Day {
        let day = Day::FIRST.plus(share(n.wrapping_mul(GOLDEN), (Day::LAST.0 - Day::FIRST.0 + 1) as u64));
        let weekend = dice.one_in(8);
        match day.weekday() {
            5 if !weekend => day.minus(1),
            6 if !weekend => day.plus(1),
            _ => day,
        }
    }

    pub(super) fn plus(self, days: u64) -> Day {
        Day(self.0 + days as i64)
    }

    pub(super) fn minus(self, days: u64) -> Day {
        Day(self.0 - days as i64)
    }

    /// 0 is Monday; 1970 began on a Thursday.
    fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// Year, month and day, by Howard Hinnant's `civil_from_days` for days after 1970:
    /// <https://howardhinnant.github.io/date_algorithms.html>
    pub(super) fn civil(self) -> (i64, usize, i64) {
        let days = self.0 + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        // The year begins in March, so that the day of the leap year is its last.
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month as usize, day)
    }

    pub(super) fn year(self) -> i64 {
        self.civil().0
    }

    pub(super) fn month(self) -> usize {
        self.civil().1
    }

    pub(super) fn iso(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year}-{month:02}-{day:02}")
    }

    /// From the last Sunday of March to the one of October, for hours of work: they come after the clocks are set.
    pub(super) fn is_summer_time(self) -> bool {
        let (_, month, day) = self.civil();
        let last_sunday_has_come = day + 6 - self.weekday() > 31 || (self.weekday() == 6 && day > 24);
        match month {
            3 => last_sunday_has_come,
            10 => !last_sunday_has_come,
            month => (4..=9).contains(&month),
        }
    }
}
