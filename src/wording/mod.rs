//! The words that Depesch itself puts beside a release, in Swedish and English, and how both write dates and numbers.
//!
//! A release in a third language is framed in English. The newsroom's own text never passes through here.

pub mod accessibility;
mod collections;
mod english;
pub mod parts;
pub mod press;
#[cfg(feature = "serve")]
pub mod search;
pub mod selections;
mod swedish;

use serde::Serialize;

use crate::model::{
    ChangeKind, Day, Department, Edition, Embargo, Instant, Kind, Lang, Moment, Organisation, Release, Status, Taxonomy, Withdrawal,
};

/// One language's words. Field names are what the words mean; values are what a reader sees.
/// Templates read them by these names.
#[derive(Debug, Serialize)]
pub struct Wording {
    /// The language the words are in, as a tag.
    pub lang: &'static str,
    pub start_page: &'static str,
    pub archive: &'static str,
    pub press_releases: &'static str,
    pub published: &'static str,
    pub last_updated: &'static str,
    pub first_published_unknown: &'static str,
    /// Before who may use the text for what.
    pub terms: &'static str,
    /// What a QR code is, for those who do not see it.
    pub qr_code: &'static str,
    /// What the file is that goes along with a PDF.
    pub machine_readable: &'static str,
    pub contact: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub print: &'static str,
    pub subscribe: &'static str,
    pub for_journalists: &'static str,
    /// What the page for journalists holds.
    pub press_page_what: &'static str,
    pub accessibility_statement: &'static str,
    /// On the button of the search, and before its field.
    pub search: &'static str,
    pub search_in: &'static str,
    pub other_forms: &'static str,
    pub correction: &'static str,
    pub update: &'static str,
    pub draft: &'static str,
    pub embargo_until: &'static str,
    pub embargo_open_ended: &'static str,
    pub external_link: &'static str,
    pub skip_to_content: &'static str,
    pub you_are_here: &'static str,
    pub page: &'static str,
    pub about: &'static str,
    pub sender: &'static str,
    pub topics: &'static str,
    pub links: &'static str,
    pub version: &'static str,
    pub replaces: &'static str,
    /// The number that a channel gives a message, and that of the one which it replaces.
    pub running_number: &'static str,
    pub replaces_number: &'static str,
    /// Before what a desk should know and not print.
    pub not_for_publication: &'static str,
    /// Of a kill, before the versions that it takes back.
    pub withdraws: &'static str,
    pub to: &'static str,
    pub immediate: &'static str,
    pub end: &'static str,
    pub no_releases: &'static str,
    pub newest: &'static str,
    pub all_releases: &'static str,
    pub press_text: &'static str,
    /// Before the formats that programs of news desks take in.
    pub for_news_systems: &'static str,
    pub changes: &'static str,
    pub web: &'static str,
    pub preview: &'static str,
    pub main_menu: &'static str,
    pub table: &'static str,
    pub subscribe_how: &'static str,
    pub withdrawn: &'static str,
    pub kill: &'static str,
    pub kill_what: &'static str,
    pub withdrawn_what: &'static str,
    pub scheduled: &'static str,
    pub categories: &'static str,
    pub regions: &'static str,
    pub documents: &'static str,
    pub pictures: &'static str,
    pub picture: &'static str,
    pub time_and_place: &'static str,
    pub time: &'static str,
    pub place: &'static str,
    pub registration: &'static str,
    pub at_the_latest: &'static str,
    pub programme: &'static str,
    pub press_contact: &'static str,
    pub subject_contact: &'static str,
    pub reached_through: &'static str,
    pub hours: &'static str,
    pub accessible: &'static str,
    pub not_accessible: &'static str,
    pub ask_for_another: &'static str,
    pub in_a_language: &'static str,
    pub and: &'static str,
    pub other_languages: &'static str,
    pub moved: &'static str,
    pub moved_to: &'static str,
    pub urgency: &'static str,
    pub contact_gone: &'static str,
    /// One of [`Wording::topics`], and so on.
    pub topic: &'static str,
    pub category: &'static str,
    pub region: &'static str,
    pub department: &'static str,
    pub departments: &'static str,
    pub sort: &'static str,
    pub sorts: &'static str,
    pub language: &'static str,
    pub languages_of: &'static str,
    pub corrections: &'static str,
    pub selection: &'static str,
    pub selections: &'static str,
    pub everything: &'static str,
    pub feed_comment: &'static str,
    pub all_feeds: &'static str,
    pub subscribe_to_list: &'static str,
    pub nothing_here: &'static str,
    pub see_list: &'static str,
    pub feeds_what: &'static str,
    /// What to do with a feed, step by step.
    pub feeds_how: [&'static str; 3],
    pub feeds_which: &'static str,
    pub choose_a_list: &'static str,
    pub for_systems: &'static str,
    pub opml_what: &'static str,
    pub changes_what: &'static str,
    pub months_what: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub robots_note: &'static str,
    /// Of a document that holds many releases: the list of them.
    pub contents: &'static str,
    /// When they were put together.
    pub compiled: &'static str,
    /// What stands on every page of one that holds what is not public yet.
    pub not_public: &'static str,
    pub not_public_what: &'static str,
    /// One page of a document, and many.
    #[serde(skip)]
    sheet: (&'static str, &'static str),
    /// Names of languages by tag.
    #[serde(skip)]
    languages: &'static [(&'static str, &'static str)],
    months: [&'static str; 12],
}

impl Wording {
    /// The words for a text in `lang`.
    pub fn of(lang: &Lang) -> &'static Wording {
        if lang.primary() == "sv" { &swedish::WORDS } else { &english::WORDS }
    }

    pub fn is_swedish(&self) -> bool {
        self.lang == "sv"
    }

    /// `20 juni 2017`, `20 June 2017`; the gaps are no-break spaces, so that a date never breaks over a line.
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

    /// A day as a day, an instant with its time: `20 juni 2017 kl. 9.30`.
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

    /// `Pressmeddelande`.
    pub fn kind(&self, kind: Kind) -> &'static str {
        match (kind, self.is_swedish()) {
            (Kind::PressRelease, true) => "Pressmeddelande",
            (Kind::PressRelease, false) => "Press release",
            (Kind::Invitation, true) => "Pressinbjudan",
            (Kind::Invitation, false) => "Press invitation",
            (Kind::News, true) => "Nyhet",
            (Kind::News, false) => "News",
            (Kind::Statement, true) => "Uttalande",
            (Kind::Statement, false) => "Statement",
        }
    }

    /// How many releases: `1 meddelande`, `12 releases`.
    pub fn releases(&self, count: usize) -> String {
        match (count, self.is_swedish()) {
            (1, true) => "1\u{a0}meddelande".to_owned(),
            (_, true) => format!("{count}\u{a0}meddelanden"),
            (1, false) => "1\u{a0}release".to_owned(),
            (_, false) => format!("{count}\u{a0}releases"),
        }
    }

    pub fn change(&self, kind: ChangeKind) -> &'static str {
        match kind {
            ChangeKind::Correction => self.correction,
            ChangeKind::Update => self.update,
            ChangeKind::Withdrawal => self.withdrawn,
        }
    }

    /// Why the public may not see `release` at the edition's instant: "Utkast", "Embargo till ...". `None` for what is public; only a
    /// preview holds anything else.
    pub fn withheld(&self, edition: &Edition, release: &Release) -> Option<String> {
        let zone = &edition.publisher().zone;
        if release.is_public(edition.now(), zone) {
            let coming = release.last_change().filter(|change| change.at.begins(zone) > *edition.now());
            return coming.map(|change| format!("{} {}", self.scheduled, self.moment(&change.at)));
        }
        Some(match &release.status {
            Status::Draft => self.draft.to_owned(),
            Status::Withheld(Embargo::UntilFurtherNotice) => self.embargo_open_ended.to_owned(),
            Status::Withheld(Embargo::Until(until)) if until > edition.now() => {
                format!("{} {}", self.embargo_until, self.instant(until))
            }
            Status::Withheld(Embargo::Until(_)) | Status::Usable => {
                format!("{} {}", self.scheduled, self.moment(release.dates.published_or_updated()))
            }
        })
    }

    /// Who sends a release: "Solvik kommun, Fritidsförvaltningen", "Solvik kommun och Solviks hamn AB".
    pub fn senders(&self, edition: &Edition, release: &Release) -> String {
        self.list(&named(&edition.senders(release), release.department.as_deref(), &edition.publisher().sender))
    }

    /// Who sends a release, with the department by itself: "Solvik kommun, ", "Fritidsförvaltningen", "". Nothing stands there without one.
    pub fn senders_and_department<'r>(&self, edition: &Edition, release: &'r Release) -> (String, &'r str, String) {
        let Some(department) = release.department.as_deref() else { return (self.senders(edition, release), "", String::new()) };
        // No name can hold this character.
        const PLACE: char = '\0';
        let name = |sender: &&Organisation| match is_part_of(department, sender, &edition.publisher().sender) {
            true => format!("{}, {PLACE}", sender.name),
            false => sender.name.to_string(),
        };
        let all = self.list(&edition.senders(release).iter().map(name).collect::<Vec<_>>());
        match all.split_once(PLACE) {
            Some((before, after)) => (before.to_owned(), department.name.as_str(), after.to_owned()),
            None => (all, "", String::new()),
        }
    }

    /// Each sender of a release by itself: "Solvik kommun, Fritidsförvaltningen".
    pub fn each_sender(&self, edition: &Edition, release: &Release) -> Vec<String> {
        named(&edition.senders(release), release.department.as_deref(), &edition.publisher().sender)
    }

    /// Who sent what was withdrawn.
    pub fn senders_of_withdrawal(&self, edition: &Edition, notice: &Withdrawal) -> String {
        self.list(&named(&edition.senders_of_withdrawal(notice), notice.department(), &edition.publisher().sender))
    }

    /// Senders alone, without a department: "Solvik kommun och Solviks hamn AB".
    pub fn sender_names(&self, senders: &[&Organisation]) -> String {
        self.list(&senders.iter().map(|sender| sender.name.to_string()).collect::<Vec<_>>())
    }

    /// `a, b och c`.
    pub fn list(&self, names: &[String]) -> String {
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} {} {last}", rest.join(", "), self.and),
            _ => names.concat(),
        }
    }

    /// The name of a taxonomy: "Ämnen".
    pub fn taxonomy(&self, taxonomy: Taxonomy) -> &'static str {
        match taxonomy {
            Taxonomy::Topic => self.topics,
            Taxonomy::Category => self.categories,
            Taxonomy::Region => self.regions,
        }
    }

    /// What a release is about, one line for each taxonomy: "Ämnen: Fritid, Förskola".
    pub fn subjects(&self, release: &Release) -> Vec<(&'static str, Vec<String>)> {
        let mut lines: Vec<(Taxonomy, Vec<String>)> = Vec::new();
        for topic in &release.topics {
            match lines.last_mut().filter(|(taxonomy, _)| *taxonomy == topic.taxonomy) {
                Some((_, names)) => names.push(topic.name.to_string()),
                None => lines.push((topic.taxonomy, vec![topic.name.to_string()])),
            }
        }
        lines.into_iter().map(|(taxonomy, names)| (self.taxonomy(taxonomy), names)).collect()
    }

    /// A change as its title: "Rättelse 21 juni 2017 kl. 9.30".
    pub fn change_title(&self, change: &crate::model::Change) -> String {
        format!("{} {}", self.change(change.kind), self.moment(&change.at))
    }

    /// A file size for people: `38 kB`, `1,4 MB`.
    pub fn size(&self, bytes: usize) -> String {
        if bytes < 1_000_000 {
            return format!("{}\u{a0}kB", bytes.div_ceil(1000));
        }
        let tenths = bytes.div_ceil(100_000);
        let point = if self.is_swedish() { ',' } else { '.' };
        format!("{}{point}{}\u{a0}MB", tenths / 10, tenths % 10)
    }
}

/// A department stands with the sender whose part it is.
fn named(senders: &[&Organisation], department: Option<&Department>, newsroom: &Organisation) -> Vec<String> {
    let name = |sender: &&Organisation| match department.filter(|department| is_part_of(department, sender, newsroom)) {
        Some(department) => format!("{}, {}", sender.name, department.name),
        None => sender.name.to_string(),
    };
    senders.iter().map(name).collect()
}

fn is_part_of(department: &Department, sender: &Organisation, newsroom: &Organisation) -> bool {
    department.sender.as_deref().unwrap_or(newsroom).key == sender.key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let instant = Instant::parse(&zone, "2017-06-20T09:30:00+02:00").unwrap();
        let swedish = Wording::of(&Lang::swedish());
        let english = Wording::of(&Lang::parse("en-GB").unwrap());
        assert_eq!(swedish.instant(&instant).replace('\u{a0}', "_"), "20_juni_2017 kl._9.30");
        assert_eq!(english.instant(&instant).replace('\u{a0}', "_"), "20_June_2017, 9:30");
        assert_eq!(swedish.size(1_400_000).replace('\u{a0}', "_"), "1,4_MB");
        assert_eq!(english.size(37_301).replace('\u{a0}', "_"), "38_kB");
    }
}
