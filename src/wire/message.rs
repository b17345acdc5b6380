//! What a message on the wire says about itself and in which order it says the rest: decided once, spelled by each format.
//!
//! Versions count up, and each message names the one it replaces. Nothing is invented: a day of which no time is known begins at midnight
//! where a format demands a time, and a file that no channel sends has no running number.

use std::borrow::Cow;

use crate::artifact::Context;
use crate::artifact::Running;
use crate::markup::summary;
use crate::model::Block;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Contact;
use crate::model::Edition;
use crate::model::Embargo;
use crate::model::Inlines;
use crate::model::Instant;
use crate::model::Lang;
use crate::model::Line;
use crate::model::Moment;
use crate::model::Notice;
use crate::model::Permalink;
use crate::model::Picture;
use crate::model::Publisher;
use crate::model::Release;
use crate::model::ReleaseId;
use crate::model::Section;
use crate::model::Status;
use crate::model::Wire;
use crate::wording::Wording;
use crate::wording::parts;
use crate::wording::parts::Person;

/// A release, or that it must not be used any more, as the wire sends it.
pub struct Message<'e> {
    pub edition: &'e Edition<'e>,
    pub words: &'static Wording,
    pub content: Content<'e>,
    pub signal: Signal,
    pub usage: Usage,
    /// The number that a channel gave it; `None` where nobody counts.
    pub running: Option<Running>,
    /// Who may be asked, today.
    pub people: Vec<Person>,
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub enum Content<'e> {
    Release(&'e Release),
    /// A kill: nothing of what was said.
    Notice(&'e Notice<'e>),
}

/// What the message does to what was sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    New,
    /// Something was wrong.
    Correction,
    /// Something is new.
    Update,
    /// It must not be used any more.
    Kill,
}

/// Whether it may be used, in the three words of IPTC: usable, withheld, canceled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    Usable,
    /// Until an instant, or until further notice. Only a preview says so: an embargoed release leaves no house.
    Withheld(Option<Instant>),
    Canceled,
}

impl Usage {
    /// <http://cv.iptc.org/newscodes/pubstatusg2/>
    pub fn iptc(&self) -> &'static str {
        match self {
            Usage::Usable => "usable",
            Usage::Withheld(_) => "withheld",
            Usage::Canceled => "canceled",
        }
    }

    pub fn embargo(&self) -> Option<&Instant> {
        match self {
            Usage::Withheld(until) => until.as_ref(),
            Usage::Usable | Usage::Canceled => None,
        }
    }
}

/// A part of the text that is meant to be published, in its order.
pub enum Part<'e> {
    /// What the law or an exchange demands before everything else.
    Legal(&'e Inlines),
    Lead(&'e Inlines),
    Body(&'e [Block]),
    /// A headed part: the invitation, "Läs mer", what the sender says about itself.
    Section(Cow<'e, Section>),
}

/// What a desk is told beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// Withheld, and until when.
    Embargo,
    /// What was wrong, what is new, or why it must not be used.
    Change,
    Contact,
    Date,
    Place,
    /// Which version this is, and what it replaces or takes back.
    Version,
}

impl<'e> Message<'e> {
    pub fn of(edition: &'e Edition<'e>, release: &'e Release, context: &Context) -> Message<'e> {
        let words = Wording::of(&release.lang);
        let signal = match release.last_change().map(|change| change.kind) {
            None => Signal::New,
            Some(ChangeKind::Correction) => Signal::Correction,
            Some(ChangeKind::Update) => Signal::Update,
            Some(ChangeKind::Withdrawal) => Signal::Kill,
        };
        Message {
            edition,
            words,
            content: Content::Release(release),
            signal,
            usage: usage(edition, release),
            running: context.running(&release.id),
            people: parts::people(edition, release, words),
        }
    }

    pub fn of_notice(edition: &'e Edition<'e>, notice: &'e Notice<'e>, context: &Context) -> Message<'e> {
        let words = Wording::of(notice.lang());
        let contacts: Vec<&Contact> = edition.contacts_of_notice(notice);
        Message {
            edition,
            words,
            content: Content::Notice(notice),
            signal: Signal::Kill,
            usage: Usage::Canceled,
            running: context.running(notice.id()),
            people: contacts.into_iter().map(|contact| parts::person(contact, words)).collect(),
        }
    }

    pub fn publisher(&self) -> &'e Publisher {
        self.edition.publisher()
    }

    pub fn wire(&self) -> &'e Wire {
        &self.publisher().wire
    }

    pub fn release(&self) -> Option<&'e Release> {
        match self.content {
            Content::Release(release) => Some(release),
            Content::Notice(_) => None,
        }
    }

    /// The same for all versions.
    pub fn id(&self) -> &'e ReleaseId {
        match self.content {
            Content::Release(release) => &release.id,
            Content::Notice(notice) => notice.id(),
        }
    }

    pub fn permalink(&self) -> &'e Permalink {
        match self.content {
            Content::Release(release) => &release.permalink,
            Content::Notice(notice) => notice.permalink(),
        }
    }

    pub fn lang(&self) -> &'e Lang {
        match self.content {
            Content::Release(release) => &release.lang,
            Content::Notice(notice) => notice.lang(),
        }
    }

    pub fn headline(&self) -> &'e str {
        match self.content {
            Content::Release(release) => release.headline.as_str(),
            Content::Notice(notice) => notice.headline().as_str(),
        }
    }

    /// The headline as a list of messages shows it. A kill says so there: nobody may read what was withdrawn as news.
    pub fn listed_headline(&self) -> Cow<'e, str> {
        match (self.signal, self.signal_word()) {
            (Signal::Kill, Some(word)) => Cow::Owned(format!("{word}: {}", self.headline())),
            _ => Cow::Borrowed(self.headline()),
        }
    }

    /// The headline behind what is done to what was sent before: "RÄTTELSE: Ny simhall".
    pub fn title(&self) -> String {
        let signal = self.signal_word().map_or_else(String::new, |word| format!("{word}: "));
        format!("{signal}{}", self.headline())
    }

    /// Under which name the id was minted: the newsroom's or, of what was imported, another.
    pub fn authority(&self) -> &'e str {
        let id = self.id().as_str();
        id.strip_prefix("tag:").and_then(|id| id.split(',').next()).unwrap_or(self.publisher().id_authority.as_str())
    }

    /// "Pressmeddelande".
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Release(release) => self.words.kind(release.kind),
            Content::Notice(notice) => self.words.kind(notice.kind()),
        }
    }

    /// The file it was read from, for diagnostics.
    pub fn source(&self) -> &'e str {
        match self.content {
            Content::Release(release) => &release.source,
            Content::Notice(notice) => notice.source(),
        }
    }

    /// A short name that all versions share: the last part of the address, with the language of a translation.
    pub fn slugline(&self) -> String {
        let permalink = self.permalink();
        match &permalink.translation {
            Some(lang) => format!("{}-{lang}", permalink.slug),
            None => permalink.slug.to_string(),
        }
    }

    /// Its page.
    pub fn address(&self) -> String {
        self.publisher().address(&self.permalink().folder()).to_string()
    }

    /// 1 for the first, one more for each change.
    pub fn version(&self) -> usize {
        match self.content {
            Content::Release(release) => release.revision(),
            Content::Notice(notice) => notice.revision(),
        }
    }

    /// How soon a desk should look at it, 1 to 9: what the author says, else 4; 3 for a correction, and a kill is never less than 2.
    pub fn priority(&self) -> u8 {
        let said = self.release().and_then(|release| release.urgency).map(|urgency| urgency.number());
        match self.signal {
            Signal::New | Signal::Update => said.unwrap_or(4),
            Signal::Correction => said.unwrap_or(3),
            Signal::Kill => 2,
        }
    }

    /// The change that this version makes.
    pub fn change(&self) -> Option<&'e Change> {
        match self.content {
            Content::Release(release) => release.last_change(),
            Content::Notice(notice) => Some(notice.change()),
        }
    }

    /// When this version came to be.
    pub fn created(&self) -> &'e Moment {
        match self.content {
            Content::Release(release) => release.updated(),
            Content::Notice(notice) => &notice.change().at,
        }
    }

    /// The same, for formats that demand an instant: a day begins at midnight.
    pub fn created_instant(&self) -> Instant {
        self.created().begins(&self.publisher().zone)
    }

    /// First publication, where it is known.
    pub fn published(&self) -> Option<&'e Moment> {
        match self.content {
            Content::Release(release) => release.dates.published(),
            Content::Notice(notice) => notice.published(),
        }
    }

    /// Where the news comes from, where it was said.
    pub fn place(&self) -> Option<&'e Line> {
        self.release().and_then(|release| release.place.as_ref())
    }

    /// "20 juni 2017", the day of first publication, for a field: no lines are made of it, so its spaces are plain.
    pub fn published_day(&self) -> Option<String> {
        self.published().map(|published| self.words.day(published.day()).replace('\u{a0}', " "))
    }

    /// "SOLVIK (Solvik kommun) - ", where the place is known: how agencies begin a text.
    pub fn agency_dateline(&self) -> String {
        let place = self.place().map(|place| place.as_str().to_uppercase());
        place.map_or_else(String::new, |place| format!("{place} ({}) - ", self.words.list(&self.organisations())))
    }

    /// "Solvik kommun, Fritidsförvaltningen".
    pub fn senders(&self) -> String {
        match self.content {
            Content::Release(release) => self.words.senders(self.edition, release),
            Content::Notice(notice) => self.words.senders_of_notice(self.edition, notice),
        }
    }

    /// Each sender without its department: "Solvik kommun".
    pub fn organisations(&self) -> Vec<String> {
        let senders = match self.content {
            Content::Release(release) => self.edition.senders(release),
            Content::Notice(notice) => self.edition.senders_of_notice(notice),
        };
        senders.into_iter().map(|sender| sender.name.to_string()).collect()
    }

    /// The first sentence, or as much of it as is short.
    pub fn summary(&self) -> Option<String> {
        self.release().map(|release| summary::beginning(&release.lead.plain()))
    }

    /// The text that is meant to be published: what the author wrote, in the order of the page. Empty for a kill.
    pub fn parts(&self) -> Vec<Part<'e>> {
        let Some(release) = self.release() else { return Vec::new() };
        let mut parts: Vec<Part<'e>> = release.legal.iter().map(Part::Legal).collect();
        parts.push(Part::Lead(&release.lead));
        parts.extend(parts::invitation(release, self.words).map(|section| Part::Section(Cow::Owned(section))));
        if !release.body.is_empty() {
            parts.push(Part::Body(&release.body));
        }
        parts.extend(release.more.iter().map(|section| Part::Section(Cow::Borrowed(section))));
        parts
    }

    /// What the senders say about themselves, below the text.
    pub fn boilerplates(&self) -> Vec<&'e Section> {
        self.release().map(|release| self.edition.boilerplates(release)).unwrap_or_default()
    }

    /// Who may use it for what, where the newsroom says so. Nobody may use what was withdrawn.
    pub fn terms(&self) -> Option<&'e Line> {
        self.release().and(self.publisher().rights.as_ref())
    }

    /// Pictures that go with it without standing in its text.
    pub fn pictures(&self) -> Vec<&'e Picture> {
        self.release().map(|release| release.pictures.iter().map(AsRef::as_ref).collect()).unwrap_or_default()
    }

    /// "RÄTTELSE", "UPDATE", "UTGÅR": `None` for what is new.
    pub fn signal_word(&self) -> Option<String> {
        match self.signal {
            Signal::New => None,
            Signal::Correction => Some(self.words.correction.to_uppercase()),
            Signal::Update => Some(self.words.update.to_uppercase()),
            Signal::Kill => Some(self.words.kill.to_uppercase()),
        }
    }

    /// "EMBARGO TILL 20 JUNI 2017 KL. 10.00 (UTC+2)"; `None` for what may be used, or must not be.
    pub fn embargo_line(&self) -> Option<String> {
        let Content::Release(release) = self.content else { return None };
        let said = self.words.withheld(self.edition, release)?.to_uppercase();
        Some(match self.usage.embargo() {
            Some(until) => format!("{said} ({})", offset(until)),
            None => said,
        })
    }

    /// "RÄTTELSE: Det ska stå 65 skolor." as a line; for a kill what must not be done, and why.
    pub fn change_line(&self) -> Option<String> {
        let (word, change) = (self.signal_word()?, self.change()?);
        Some(match self.signal {
            Signal::Kill => format!("{word}: {} {}", self.words.kill_what, change.note),
            Signal::New | Signal::Correction | Signal::Update => format!("{word}: {}", change.note),
        })
    }

    /// "Version: 2 (ersätter version 1)"; of a kill every version that it takes back: "Version: 3 (drar tillbaka version 1 och 2)".
    pub fn version_line(&self) -> String {
        let Wording { version, replaces, withdraws, and, to, .. } = self.words;
        match (self.version(), self.signal) {
            (1, _) => format!("{version}: 1"),
            (2, Signal::Kill) => format!("{version}: 2 ({withdraws} 1)"),
            (3, Signal::Kill) => format!("{version}: 3 ({withdraws} 1 {and} 2)"),
            (n, Signal::Kill) => format!("{version}: {n} ({withdraws} 1 {to} {})", n - 1),
            (n, _) => format!("{version}: {n} ({replaces} {})", n - 1),
        }
    }

    /// When it was published, and last changed, line by line.
    pub fn date_lines(&self) -> Vec<String> {
        let words = self.words;
        let mut lines = vec![match self.published() {
            Some(published) => format!("{}: {}", words.published, words.moment(published)),
            None => words.first_published_unknown.to_owned(),
        }];
        match self.content {
            Content::Notice(notice) => lines.push(words.change_title(notice.change())),
            Content::Release(_) if self.published() == Some(self.created()) => {}
            Content::Release(_) => lines.push(format!("{}: {}", words.last_updated, words.moment(self.created()))),
        }
        lines
    }

    /// Every change that was told before this one, newest first: "Rättelse 21 juni 2017: ...".
    pub fn earlier_changes(&self) -> Vec<String> {
        let changes = self.release().map(|release| release.changes.as_slice()).unwrap_or_default();
        let earlier = changes.split_last().map(|(_, earlier)| earlier).unwrap_or_default();
        earlier.iter().rev().map(|change| format!("{}: {}", self.words.change_title(change), change.note)).collect()
    }

    /// What this version replaces; a kill names all that it takes back. `None` for the first.
    fn version_note(&self) -> Option<String> {
        let mut note = match self.signal {
            Signal::New => return None,
            Signal::Correction | Signal::Update => self.version_line(),
            Signal::Kill => format!("{}. Id: {}", self.version_line(), self.id()),
        };
        if let Some(replaces) = self.running.and_then(|running| running.replaces) {
            note.push_str(&format!(". {}: {} {replaces:04}", self.words.replaces_number, self.wire().service.as_str()));
        }
        Some(note)
    }

    /// What a desk is told beside the text, in the order in which it should be read.
    pub fn desk(&self) -> Vec<(Desk, String)> {
        let mut notes: Vec<(Desk, String)> = Vec::new();
        notes.extend(self.embargo_line().map(|line| (Desk::Embargo, line)));
        notes.extend(self.change_line().map(|line| (Desk::Change, line)));
        notes.extend(self.version_note().map(|line| (Desk::Version, line)));
        notes.extend(self.people.iter().map(|person| (Desk::Contact, format!("{}: {}", self.words.contact, reach(person)))));
        notes.extend(self.date_lines().into_iter().map(|line| (Desk::Date, line)));
        notes.extend(self.earlier_changes().into_iter().map(|line| (Desk::Change, line)));
        notes.extend(self.place().map(|place| (Desk::Place, format!("{}: {place}", self.words.place))));
        // Dates are held together by no-break spaces; a note is no text that lines are made of.
        notes.into_iter().map(|(desk, line)| (desk, line.replace('\u{a0}', " "))).collect()
    }
}

fn usage(edition: &Edition, release: &Release) -> Usage {
    let zone = &edition.publisher().zone;
    if release.is_public(edition.now(), zone) {
        return Usage::Usable;
    }
    match &release.status {
        Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => Usage::Withheld(None),
        Status::Withheld(Embargo::Until(until)) if until > edition.now() => Usage::Withheld(Some(until.clone())),
        Status::Withheld(Embargo::Until(_)) | Status::Usable => {
            Usage::Withheld(Some(release.dates.published_or_updated().begins(zone)))
        }
    }
}

/// A line as a part of another: with a small first letter.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// "UTC+2", "UTC-3:30".
fn offset(instant: &Instant) -> String {
    let text = instant.rfc3339();
    let (_, clock) = text.split_at(text.len().saturating_sub(6));
    match clock.strip_suffix(":00") {
        Some(hours) if hours.len() == 3 => {
            let (sign, hours) = hours.split_at(1);
            format!("UTC{sign}{}", hours.trim_start_matches('0'))
        }
        _ if clock.starts_with(['+', '-']) => format!("UTC{clock}"),
        _ => "UTC".to_owned(),
    }
}

/// Somebody to reach, in one line: "Anna Berg (S), ordförande, 08-123 45 67, anna.berg@solvik.example".
pub fn reach(person: &Person) -> String {
    let asked = person.asked.map_or_else(String::new, |asked| format!("{asked}: "));
    let mut all = vec![format!("{asked}{}", person.title)];
    // Within a line they begin no sentence.
    all.extend(person.notes().map(|note| small(note)));
    all.extend(person.ways.iter().map(|way| way.text.clone()));
    all.join(", ")
}

/// Words of a text, as IPTC 7901 counts them (4.8): what has a letter or digit, but for the numbers of a list's items. These stand at the
/// beginning of a line, behind as many spaces as `indent` has.
pub fn words_in(text: &str, indent: &str) -> usize {
    let (mut words, mut is_word) = (0, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == ' ' || c == '\n' || (!c.is_ascii_graphic() && c.is_whitespace()) {
            is_word = false;
        } else if !is_word && (c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric())) {
            is_word = true;
            words += 1;
            // Nothing else of the word is looked at.
            let rest = chars.as_str().as_bytes();
            let plain = rest.iter().take_while(|byte| byte.is_ascii_graphic()).count();
            chars = chars.as_str()[plain..].chars();
        }
    }
    let numbers = text.lines().filter(|line| line.strip_prefix(indent).is_some_and(begins_with_number)).count();
    words - numbers
}

/// "12. "
fn begins_with_number(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && line[digits..].starts_with(". ")
}
