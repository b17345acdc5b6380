//! One release: its front matter, its text put together, and the change that some get later.

use super::beats::BEATS;
use super::calendar::Day;
use super::chance::Dice;
use super::chance::mixed;
use super::names::PLACES;
use super::names::STREETS;
use super::newsroom::Contact;
use super::wording::slug;
use super::words::Amendment;
use super::words::Language;
use super::words::Voice;
use super::words::Words;
use std::fmt::Write;

/// A release as it stands on disk.
pub(super) struct Release {
    pub(super) year: i64,
    pub(super) slug: String,
    pub(super) text: String,
    /// The text before its change, for a release that was changed.
    pub(super) earlier: Option<String>,
}

/// The `n`th release. It depends on nothing but `n`.
pub(super) fn release(n: u64) -> Release {
    let mut story = Story::begin(n);
    let kind = story.kind();
    let headline = story.headline(kind);
    let lead = story.fill_one_of(story.words.leads);
    let fields = story.fields(kind, &headline, &lead);
    let body = story.body(kind, &lead);
    let more = story.more();
    let change = if story.dice.one_in(20) { Some(story.change()) } else { None };

    let assemble = |rows: &str, told: &str| {
        let mut text = format!("+++\n{fields}{rows}+++\n");
        let blocks = body.iter().map(String::as_str).chain([told]).chain(more.iter().map(String::as_str));
        for block in blocks.filter(|block| !block.is_empty()) {
            let _ = write!(text, "\n{block}\n");
        }
        text
    };
    let (text, earlier) = match &change {
        None => (assemble("", ""), None),
        Some(change) => (assemble(&change.rows, &change.now), Some(assemble("", &change.before))),
    };
    // The number makes every address one of its own.
    Release { year: story.day.year(), slug: format!("{}-{n}", slug(&headline)), text, earlier }
}

/// A change that readers are told of, and the paragraph it touched.
struct Change {
    /// What it adds to the front matter.
    rows: String,
    now: String,
    /// Empty when the paragraph is new.
    before: String,
}

/// Above this number every release has its time of day. The program gives a release of which only the day is known a second of
/// that day by a hash, and stops when two get the same one; no two below do, which `depesch check` has seen.
const LAST_DAY_ONLY: u64 = 40_000;

/// What one release is about, while it is written.
pub(super) struct Story {
    n: u64,
    pub(super) dice: Dice,
    pub(super) language: Language,
    pub(super) words: &'static Words,
    pub(super) department: usize,
    pub(super) voice: &'static Voice,
    pub(super) day: Day,
    /// Hour and minute; `None` when only the day is known.
    time: Option<(u64, u64)>,
    pub(super) place: &'static str,
    pub(super) neighbour: &'static str,
    pub(super) street: &'static str,
    /// What it is about: "den nya förskolan i Ekdungen".
    pub(super) topic: String,
    /// What a correction puts right: a number and a day, each as it is and as it stood.
    pub(super) right: u64,
    pub(super) wrong: u64,
    pub(super) right_day: Day,
    pub(super) wrong_day: Day,
    /// The last day told of a plan: the next one comes after it.
    pub(super) plan: Day,
    /// The last place told of a list of places: the next one is another.
    pub(super) area: usize,
}

impl Story {
    fn begin(n: u64) -> Story {
        let mut dice = Dice::new(n);
        let language = if dice.one_in(100) { Language::English } else { Language::Swedish };
        let department = dice.below(BEATS.len());
        let voice = BEATS[department].voice(language);
        let day = Day::of_release(n, &mut dice);
        let time = (dice.between(7, 17), if dice.one_in(3) { dice.between(0, 59) } else { 15 * dice.between(0, 3) });
        let day_only = dice.one_in(5) && n <= LAST_DAY_ONLY;
        let area = dice.below(PLACES.len());
        let neighbour = PLACES[(area + dice.between(1, 20) as usize) % PLACES.len()];
        let (right, right_day) = (dice.between(20, 900), day.plus(dice.between(30, 90)));
        let mut story = Story {
            n,
            language,
            words: language.words(),
            department,
            voice,
            day,
            time: (!day_only).then_some(time),
            place: PLACES[area],
            neighbour,
            street: STREETS[dice.below(STREETS.len())],
            topic: String::new(),
            right,
            wrong: right + dice.between(3, 60),
            right_day,
            wrong_day: right_day.plus(dice.between(1, 9)),
            plan: day,
            area,
            dice,
        };
        story.topic = story.fill_one_of(voice.subjects);
        story
    }

    fn kind(&mut self) -> &'static str {
        match self.dice.below(20) {
            0..=14 => "press-release",
            15..=16 => "news",
            17..=18 => "invitation",
            _ => "statement",
        }
    }

    /// At most 100 characters, unless 1 in 200.
    fn headline(&mut self, kind: &str) -> String {
        let templates = match kind {
            "invitation" => self.words.invitations,
            "statement" => self.words.statements,
            _ => self.words.headlines,
        };
        if self.dice.one_in(200) {
            let (headline, tail) = (self.fill_one_of(templates), self.fill(self.words.long_tail));
            return headline + &tail;
        }
        let mut headline = self.fill_one_of(templates);
        for _ in 0..20 {
            if headline.chars().count() <= 100 {
                break;
            }
            headline = self.fill_one_of(templates);
        }
        headline
    }

    /// The fields of the front matter, without a change.
    fn fields(&mut self, kind: &str, headline: &str, lead: &str) -> String {
        let beat = &BEATS[self.department];
        let mut text = format!("id = \"tag:solvik.example,{}:release/{:016x}\"\n", self.day.iso(), mixed(self.n));
        if kind != "press-release" || self.dice.one_in(4) {
            let _ = writeln!(text, "kind = \"{kind}\"");
        }
        if self.language == Language::English {
            text.push_str("language = \"en\"\n");
        }
        let _ = writeln!(text, "headline = \"{headline}\"\nlead = \"{lead}\"\npublished = {}", self.published());
        // Of all, 1 in 50: an embargo needs a time of day, which 4 in 5 have.
        if let Some((hour, minute)) = self.time.filter(|_| self.dice.one_in(40)) {
            let _ = writeln!(text, "embargo = {} {:02}:{minute:02}", self.day.iso(), hour + 2);
        }
        let seats = self.dice.some_of(&[0, 1, 2, 3, 4, 5], 1, 3);
        let keys: Vec<String> = seats.iter().map(|seat| Contact::new(self.department, *seat, self.language).key()).collect();
        let topics = self.dice.some_of(beat.topics, 1, beat.topics.len());
        let _ = writeln!(text, "department = \"{}\"", beat.key);
        let _ = writeln!(text, "contacts = [\"{}\"]\ntopics = [\"{}\"]", keys.join("\", \""), topics.join("\", \""));
        text
    }

    /// A day, a time on the newsroom's clock, or a time with its offset as `depesch new` writes it.
    fn published(&mut self) -> String {
        let day = self.day.iso();
        match self.time {
            None => day,
            Some((hour, minute)) if self.dice.one_in(3) => {
                let offset = if self.day.is_summer_time() { 2 } else { 1 };
                format!("{day}T{hour:02}:{minute:02}:{:02}+{offset:02}:00", self.dice.between(0, 59))
            }
            Some((hour, minute)) => format!("{day} {hour:02}:{minute:02}"),
        }
    }

    /// A row of changes within two weeks, and the paragraph as it is and as it was.
    fn change(&mut self) -> Change {
        let Amendment { kind, note, now, before } = *self.dice.pick(self.words.amendments);
        let day = self.day.plus(self.dice.between(1, 14));
        let at = format!("{} {:02}:{:02}", day.iso(), self.dice.between(8, 16), self.dice.between(0, 59));
        let note = self.fill(note);
        let rows = format!("updated = {at}\n\n[[changes]]\nat = {at}\nkind = \"{kind}\"\nnote = \"{note}\"\n");
        Change { rows, now: self.fill(now), before: self.fill(before) }
    }
}
