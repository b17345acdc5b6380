//! Templates and what stands in them: `{slot}` is something of this story; with a capital letter, for a sentence that begins with it.

use super::beats::BEATS;
use super::calendar::Day;
use super::names::FIRST_NAMES;
use super::names::LAST_NAMES;
use super::names::PLACES;
use super::release::Story;
use super::words::Language;

impl Story {
    pub(super) fn fill_one_of(&mut self, templates: &[&str]) -> String {
        let template = *self.dice.pick(templates);
        self.fill(template)
    }

    pub(super) fn fill(&mut self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, (slot, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
            text.push_str(before);
            let words = self.slot(&slot.to_ascii_lowercase());
            text.push_str(&if slot.starts_with(|c: char| c.is_ascii_uppercase()) { capitalised(&words) } else { words });
            rest = after;
        }
        text + rest
    }

    fn slot(&mut self, name: &str) -> String {
        let year = self.day.year();
        match name {
            "topic" => self.topic.clone(),
            "path" => slug(&self.topic),
            "place" => self.place.to_owned(),
            "neighbour" => self.neighbour.to_owned(),
            "street" => self.street.to_owned(),
            "area" => self.next_area().to_owned(),
            "committee" => self.voice.committee.to_owned(),
            "department" => BEATS[self.department].name.to_owned(),
            "person" => self.person(),
            "number" => self.dice.between(1, 78).to_string(),
            "few" => (*self.dice.pick(self.words.few)).to_owned(),
            "percent" => self.dice.between(11, 93).to_string(),
            "some" => self.dice.between(14, 380).to_string(),
            "count" => self.count(),
            "many" => {
                let number = self.dice.between(1_100, 18_000);
                self.grouped(number)
            }
            "amount" => self.amount(),
            "time" => self.time_of_day(),
            "date" => {
                let day = self.day.plus(self.dice.between(6, 170));
                self.date(day)
            }
            "past" => {
                let day = self.day.minus(self.dice.between(8, 340));
                self.date(day)
            }
            "next" => {
                self.plan = self.plan.plus(self.dice.between(9, 60));
                self.date(self.plan)
            }
            "month" => {
                let day = self.day.plus(self.dice.between(40, 700));
                format!("{} {}", self.words.months[day.month() - 1], day.year())
            }
            "year" => (year + self.dice.between(1, 6) as i64).to_string(),
            "thisyear" => year.to_string(),
            "lastyear" => (year - 1).to_string(),
            "pastyear" => (year - self.dice.between(2, 9) as i64).to_string(),
            "right" => self.right.to_string(),
            "wrong" => self.wrong.to_string(),
            "rightday" => self.date(self.right_day),
            "wrongday" => self.date(self.wrong_day),
            // Seen at once by whoever reads the release.
            unknown => format!("{{{unknown}}}"),
        }
    }

    fn next_area(&mut self) -> &'static str {
        self.area = (self.area + 1) % PLACES.len();
        PLACES[self.area]
    }

    pub(super) fn person(&mut self) -> String {
        format!("{} {}", self.dice.pick(FIRST_NAMES), self.dice.pick(LAST_NAMES))
    }

    /// Day and month are held together by a no-break space now and then, as careful writers do.
    fn date(&mut self, day: Day) -> String {
        let gap = if self.dice.one_in(6) { NO_BREAK } else { ' ' };
        let (year, month, day) = day.civil();
        format!("{day}{gap}{} {year}", self.words.months[month - 1])
    }

    /// Small numbers are more common than large ones.
    fn count(&mut self) -> String {
        let top = *self.dice.pick(&[90, 400, 400, 2_500, 18_000]);
        let number = self.dice.between(14, top);
        self.grouped(number)
    }

    fn amount(&mut self) -> String {
        let whole = self.dice.between(2, 90);
        let tenth = self.dice.between(1, 9);
        let thousands = self.dice.between(15, 190) * 5_000;
        let exact = self.dice.one_in(2);
        match (self.dice.one_in(3), self.language) {
            (true, Language::Swedish) => format!("{}{NO_BREAK}kronor", self.grouped(thousands)),
            (true, Language::English) => format!("SEK {}", self.grouped(thousands)),
            (false, Language::Swedish) if exact => format!("{whole},{tenth} miljoner kronor"),
            (false, Language::Swedish) => format!("{whole} miljoner kronor"),
            (false, Language::English) if exact => format!("SEK{NO_BREAK}{whole}.{tenth} million"),
            (false, Language::English) => format!("SEK {whole} million"),
        }
    }

    fn grouped(&self, number: u64) -> String {
        let gap = match self.language {
            Language::Swedish => NO_BREAK,
            Language::English => ',',
        };
        if number < 1_000 { number.to_string() } else { format!("{}{gap}{:03}", number / 1_000, number % 1_000) }
    }

    fn time_of_day(&mut self) -> String {
        let (hour, minute) = (self.dice.between(8, 19), 15 * self.dice.between(0, 3));
        match self.language {
            Language::Swedish if self.dice.one_in(3) => format!("kl.{NO_BREAK}{hour}.{minute:02}"),
            Language::Swedish => format!("klockan {hour}.{minute:02}"),
            Language::English => format!("at {hour}:{minute:02}"),
        }
    }
}

const NO_BREAK: char = '\u{a0}';

pub(super) fn count_words(text: &str) -> usize {
    text.split(' ').count()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `a-z`, `0-9` and single hyphens, at most 70 of them, cut at a word.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'å' | 'ä' => slug.push('a'),
            'ö' => slug.push('o'),
            'é' => slug.push('e'),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    if slug.len() > 70 {
        slug.truncate(70);
        slug.truncate(slug.rfind('-').unwrap_or(70));
    }
    slug.trim_end_matches('-').to_owned()
}
