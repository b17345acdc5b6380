//! Titles of collections: "Pressmeddelanden mars 2026", "Fritid: pressmeddelanden".

use crate::model::{Collection, Kind, Month, Period, Publisher, Selection};

use super::Wording;

impl Wording {
    /// Names what the releases have in common.
    pub fn collection_title(&self, publisher: &Publisher, collection: &Collection) -> String {
        if let Some(title) = &collection.title {
            return title.to_string();
        }
        let mut names = Vec::new();
        let (mut kinds, mut language) = (self.press_releases, String::new());
        for selection in &collection.selections {
            match selection {
                Selection::All => {}
                Selection::Kind(kind) => kinds = self.kinds(*kind),
                Selection::Language(lang) => language = format!(" {}", self.in_language(lang)),
                Selection::Corrections | Selection::Department(_) | Selection::Topic(_) | Selection::Custom(_) => {
                    names.push(self.selection_name(publisher, selection));
                }
            }
        }
        let period = collection.period.map(|period| format!(" {}", self.period_name(period))).unwrap_or_default();
        if names.is_empty() {
            return format!("{kinds}{language}{period}");
        }
        format!("{}: {}{language}{period}", names.join(", "), kinds.to_lowercase())
    }

    /// "Pressinbjudningar".
    fn kinds(&self, kind: Kind) -> &'static str {
        match (kind, self.is_swedish()) {
            (Kind::PressRelease, _) => self.press_releases,
            (Kind::Invitation, true) => "Pressinbjudningar",
            (Kind::Invitation, false) => "Press invitations",
            (Kind::News, true) => "Nyheter",
            (Kind::News, false) => "News",
            (Kind::Statement, true) => "Uttalanden",
            (Kind::Statement, false) => "Statements",
        }
    }

    /// "2026", "mars 2026", "januari–mars 2026".
    fn period_name(&self, period: Period) -> String {
        let (first, last) = (period.first(), period.last());
        let month = |month: i8| self.months[usize::try_from(month - 1).unwrap_or(0).min(11)];
        let with_year = |date: Month| format!("{}\u{a0}{}", month(date.month), date.year);
        match (period.is_whole_years(), first == last, first.year == last.year) {
            (true, _, true) => first.year.to_string(),
            (true, _, false) => format!("{}–{}", first.year, last.year),
            (false, true, _) => with_year(first),
            (false, false, true) => format!("{}–{}", month(first.month), with_year(last)),
            (false, false, false) => format!("{} – {}", with_year(first), with_year(last)),
        }
    }

    /// "12 meddelanden", "12 meddelanden, varav 1 återkallat".
    pub fn release_count(&self, collection: &Collection) -> String {
        let all = self.releases(collection.items.len());
        match (collection.withdrawal_count(), self.is_swedish()) {
            (0, _) => all,
            (1, true) => format!("{all}, varav 1\u{a0}återkallat"),
            (withdrawn, true) => format!("{all}, varav {withdrawn}\u{a0}återkallade"),
            (withdrawn, false) => format!("{all}, {withdrawn}\u{a0}of them withdrawn"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Lang};

    #[test]
    fn periods_and_ranges_of_days_are_short() {
        let (swedish, english) = (Wording::for_lang(&Lang::swedish()), Wording::for_lang(&Lang::parse("en").unwrap()));
        let name = |words: &Wording, text: &str| words.period_name(Period::parse(text).unwrap()).replace('\u{a0}', "_");
        for (text, expected) in [
            ("2026", "2026"),
            ("2025..2026", "2025–2026"),
            ("2026-03", "mars_2026"),
            ("2026-01..2026-03", "januari–mars_2026"),
            ("2025-12..2026-01", "december_2025 – januari_2026"),
        ] {
            assert_eq!(name(swedish, text), expected);
        }
        assert_eq!(name(english, "2026-03"), "March_2026");
        let day = |month, day| Day::new(2026, month, day).unwrap();
        let days = |first, last| swedish.days(first, last).replace('\u{a0}', "_");
        assert_eq!(days(day(3, 2), day(3, 2)), "2_mars_2026");
        assert_eq!(days(day(3, 2), day(3, 30)), "2–30_mars_2026");
        assert_eq!(days(day(2, 12), day(3, 3)), "12_februari – 3_mars_2026");
    }
}
