//! Collections: releases in one document, for example those of a month or of a topic.

use std::fmt;

use super::address::Permalink;
use super::edition::Edition;
use super::moment::{Day, Instant, Zone};
use super::name::{Headline, Lang, SingleLine};
use super::release::Release;
use super::selection::{Month, Selection};
use super::withdrawal::Withdrawal;

/// Consecutive months, including both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Month,
    last: Month,
}

impl Period {
    /// A year `2026`, a month `2026-03`, or a range `2025-11..2026-01`.
    pub fn parse(text: &str) -> Option<Period> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (parse_months(from)?.0, parse_months(to)?.1);
        (first <= last).then_some(Period { first, last })
    }

    pub fn first(self) -> Month {
        self.first
    }

    pub fn last(self) -> Month {
        self.last
    }

    /// `None` when they have no month in common.
    pub fn intersection(self, other: Period) -> Option<Period> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Period { first, last })
    }

    pub fn contains(self, day: Day) -> bool {
        (self.first..=self.last).contains(&day.into())
    }

    /// Whether it begins and ends with a calendar year.
    pub fn is_whole_years(self) -> bool {
        self.first.month == 1 && self.last.month == 12
    }
}

/// `2026`, `2026-03`, `2025-11..2026-01`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_whole_years(), self.first == self.last, self.first.year == self.last.year) {
            (true, _, true) => write!(f, "{:04}", self.first.year),
            (true, _, false) => write!(f, "{:04}..{:04}", self.first.year, self.last.year),
            (false, true, _) => write!(f, "{}", self.first),
            (false, false, _) => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

/// The first and the last month of a year or of a month.
fn parse_months(text: &str) -> Option<(Month, Month)> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month) = text.split_once('-').map_or((text, None), |(year, month)| (year, Some(month)));
    let year: i16 = Some(year).filter(|year| year.len() == 4 && is_digits(year))?.parse().ok()?;
    let Some(month) = month else { return Some((Month { year, month: 1 }, Month { year, month: 12 })) };
    let month: i8 = Some(month).filter(|month| matches!(month.len(), 1 | 2) && is_digits(month))?.parse().ok()?;
    (1..=12).contains(&month).then_some((Month { year, month }, Month { year, month }))
}

#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    Release(&'a Release),
    Withdrawal(Withdrawal<'a>),
}

impl<'a> Item<'a> {
    pub fn permalink(&self) -> &'a Permalink {
        &self.text().permalink
    }

    pub fn lang(&self) -> &'a Lang {
        &self.text().lang
    }

    pub fn headline(&self) -> &'a Headline {
        &self.text().headline
    }

    /// The file it was read from.
    pub fn source(&self) -> &'a str {
        &self.text().source
    }

    /// The instant of first publication, by which collections are sorted.
    pub fn published_instant(&self, zone: &Zone) -> Instant {
        self.text().published_instant(zone)
    }

    /// Of a withdrawal: the withdrawn text, which is used only for selecting and sorting.
    fn text(&self) -> &'a Release {
        match self {
            Item::Release(release) => release,
            Item::Withdrawal(withdrawal) => withdrawal.release(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Collection<'a> {
    /// Given by the user.
    pub title: Option<SingleLine>,
    pub period: Option<Period>,
    /// Each item belongs to all of them.
    pub selections: Vec<Selection>,
    /// In reading order.
    pub items: Vec<Item<'a>>,
}

impl Collection<'_> {
    /// The days of first publication of the oldest and the newest item.
    pub fn days(&self, zone: &Zone) -> Option<(Day, Day)> {
        let days = || self.items.iter().map(|item| item.published_instant(zone).day());
        days().min().zip(days().max())
    }

    pub fn withdrawal_count(&self) -> usize {
        self.items.iter().filter(|item| matches!(item, Item::Withdrawal(_))).count()
    }
}

impl<'a> Edition<'a> {
    /// In no particular order.
    pub fn items(&self) -> impl Iterator<Item = Item<'a>> {
        self.releases().iter().map(|release| Item::Release(release)).chain(self.withdrawals().iter().copied().map(Item::Withdrawal))
    }

    /// The items that were first published in `period` and belong to all `selections`, oldest first. Translations are left out, unless a
    /// selection is by language.
    pub fn collect(&self, period: Option<Period>, selections: &[Selection]) -> Vec<Item<'a>> {
        let zone = &self.publisher().zone;
        let by_language = selections.iter().any(is_by_language);
        let is_meant = |item: &Item| {
            let text = item.text();
            (by_language || text.permalink.translation.is_none())
                && selections.iter().all(|selection| selection.contains(text))
                && period.is_none_or(|period| period.contains(text.published_instant(zone).day()))
        };
        let mut items: Vec<Item> = self.items().filter(is_meant).collect();
        items.sort_by_cached_key(|item| (item.published_instant(zone), item.text().id.as_str().to_owned()));
        items
    }
}

fn is_by_language(selection: &Selection) -> bool {
    match selection {
        Selection::Language(_) => true,
        Selection::Custom(custom) => !custom.languages.is_empty(),
        Selection::All | Selection::Corrections | Selection::Kind(_) | Selection::Department(_) | Selection::Topic(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_parsed_and_displayed() {
        for text in ["2026", "2026-03", "2025-11..2026-01", "2025..2026"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        for (text, same) in [("2026-3", "2026-03"), ("2026-01..2026-12", "2026"), ("2025..2026-02", "2025-01..2026-02")] {
            assert_eq!(Period::parse(text).unwrap().to_string(), same);
        }
        for text in ["", "26", "2026-13", "2026-00", "2026-", "2026-03-02", "2026-04..2026-03", "..", "2026..", "+026", "２０２６"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn periods_intersect() {
        let period = |text: &str| Period::parse(text).unwrap();
        assert_eq!(period("2026").intersection(period("2025-11..2026-02")), Some(period("2026-01..2026-02")));
        assert_eq!(period("2026").intersection(period("2025")), None);
        assert!(period("2026-02").contains(Day::new(2026, 2, 28).unwrap()));
        assert!(!period("2026-02").contains(Day::new(2026, 3, 1).unwrap()));
    }
}
