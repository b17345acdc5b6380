//! The parts that Depesch writes around the author's text, as blocks that every format can set: the event, pictures, documents, contacts.
//!
//! What they say is said once here; each format gives it its own look.

use crate::model::{
    Access, Block, Contact, ContactRole, Document, Edition, Event, Inline, Inlines, Lang, List, Release, Section, SingleLine,
};

use super::Wording;

/// "Tid och plats": what the release invites to.
pub fn invitation(release: &Release, words: &Wording) -> Option<Section> {
    let event = release.event.as_ref()?;
    let mut facts = vec![
        labelled(words.time, vec![text(&words.period(&event.start, event.end.as_ref()))]),
        labelled(words.place, vec![text(event.place.as_str())]),
    ];
    facts.extend(registration(event, words).map(|said| labelled(words.registration, said)));
    let mut body = vec![list(facts)];
    if !event.programme.is_empty() {
        body.extend(paragraph(vec![text(&format!("{}:", words.programme))]));
        let rows = event
            .programme
            .iter()
            .map(|item| vec![Inline::Strong(vec![text(item.time.as_str())]), text(&format!(" {}", item.what))]);
        body.push(list(rows.collect()));
    }
    section(words.time_and_place, body)
}

fn registration(event: &Event, words: &Wording) -> Option<Vec<Inline>> {
    let by = event.register_by.as_ref().map(|by| format!("{} {}", words.at_the_latest, words.moment(by)));
    let to = event.register.as_ref().map(|to| Inline::Link { to: to.clone(), text: vec![text(to.without_scheme())] });
    match (by, to) {
        (None, None) => None,
        (Some(by), None) => Some(vec![text(&by)]),
        (None, Some(to)) => Some(vec![to]),
        (Some(by), Some(to)) => Some(vec![text(&format!("{by}, ")), to]),
    }
}

/// "Pressbilder": pictures that go with the release without standing in its text.
pub fn pictures(release: &Release, words: &Wording) -> Option<Section> {
    section(words.pictures, release.pictures.iter().cloned().map(Block::Figure).collect())
}

/// "Bilagor": each document with what one should know before opening it.
pub fn documents(edition: &Edition, release: &Release, words: &Wording) -> Option<Section> {
    let row = |document: &Document| {
        let file = &document.file;
        let to = edition.publisher().address(&file.path);
        let mut about = vec![file.kind.label().to_owned()];
        about.extend(document.pages.map(|pages| words.pages(pages)));
        about.push(words.size(usize::try_from(file.length).unwrap_or(usize::MAX)));
        about.extend(document.lang.as_ref().map(|lang| words.in_language(lang)));
        let access = match &document.access {
            Access::Unknown => String::new(),
            Access::Accessible => format!(". {}", words.accessible),
            Access::Ask(contact) => ask(edition, contact, words),
        };
        vec![Inline::Link { to, text: vec![text(document.title.as_str())] }, text(&format!(" ({}){access}", about.join(", ")))]
    };
    let rows: Vec<_> = release.documents.iter().map(row).collect();
    if rows.is_empty() { None } else { section(words.documents, vec![list(rows)]) }
}

/// Whom to ask for an accessible form; nobody when the contact's time has passed.
fn ask(edition: &Edition, contact: &Contact, words: &Wording) -> String {
    if !edition.may_publish(contact) {
        return format!(". {}", words.not_accessible);
    }
    let person = person(contact, words);
    let ways: Vec<String> = person.ways.iter().map(|way| way.text.clone()).collect();
    format!(". {} {} {}, {}.", words.not_accessible, words.ask_for_another, person.name, ways.join(", "))
}

/// Somebody to reach, as every format tells it.
#[derive(Debug)]
pub struct ContactDetails {
    /// "Presskontakt", where it was said what one asks.
    pub asked: Option<&'static str>,
    /// Name and party: "Anna Berg (S)".
    pub name: String,
    pub role: Option<String>,
    /// Name, party and role as one line: "Anna Berg (S), ordförande".
    pub title: String,
    /// "Nås genom Presstjänsten"; the ways are their own, then that contact's.
    pub through: Option<String>,
    /// "Öppet: vardagar 8.00–16.30".
    pub hours: Option<String>,
    pub ways: Vec<ContactAddress>,
}

/// One way to reach somebody.
#[derive(Debug)]
pub struct ContactAddress {
    /// As the newsroom writes it.
    pub text: String,
    /// `tel:` or `mailto:`.
    pub uri: String,
    pub is_phone: bool,
    /// Whose it is, where it is not one's own: "Presstjänsten".
    pub of: Option<String>,
}

impl ContactDetails {
    /// What stands below the name, line by line, but for the ways.
    pub fn notes(&self) -> impl Iterator<Item = &String> {
        self.through.iter().chain(&self.hours)
    }
}

/// The contacts of a release that may be given to readers today.
pub fn people(edition: &Edition, release: &Release, words: &Wording) -> Vec<ContactDetails> {
    edition.contacts(release).into_iter().map(|contact| person(contact, words)).collect()
}

pub fn person(contact: &Contact, words: &Wording) -> ContactDetails {
    let other = contact.methods.via();
    let mut ways = ways(contact);
    let mut hours = contact.hours.as_ref();
    if let Some(other) = other {
        let of = other.title();
        ways.extend(self::ways(other).into_iter().map(|way| ContactAddress { of: Some(of.clone()), ..way }));
        hours = hours.or(other.hours.as_ref());
    }
    ContactDetails {
        asked: contact.answers.map(|answers| match answers {
            ContactRole::Press => words.press_contact,
            ContactRole::Subject => words.subject_contact,
        }),
        name: contact.name_and_party(),
        title: contact.title(),
        role: contact.role.as_ref().map(ToString::to_string),
        through: other.map(|other| format!("{} {}", words.reached_through, other.title())),
        hours: hours.map(|hours| format!("{}: {hours}", words.hours)),
        ways,
    }
}

fn ways(contact: &Contact) -> Vec<ContactAddress> {
    let phone = contact.methods.phone().map(|phone| ContactAddress {
        text: phone.written().to_owned(),
        uri: phone.uri(),
        is_phone: true,
        of: None,
    });
    let email = contact.methods.email().map(|email| ContactAddress {
        text: email.to_string(),
        uri: email.uri(),
        is_phone: false,
        of: None,
    });
    phone.into_iter().chain(email).collect()
}

impl Wording {
    /// "på svenska"; a language that has no name here is told by its tag.
    pub(super) fn in_language(&self, lang: &Lang) -> String {
        let name = self.languages.iter().find(|(tag, _)| *tag == lang.primary()).map_or(lang.as_str(), |(_, name)| name);
        format!("{} {name}", self.in_a_language)
    }
}

fn labelled(label: &str, said: Vec<Inline>) -> Vec<Inline> {
    let mut parts = vec![Inline::Strong(vec![text(&format!("{label}:"))]), text(" ")];
    parts.extend(said);
    parts
}

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn paragraph(parts: Vec<Inline>) -> Option<Block> {
    Inlines::new(parts).map(Block::Paragraph)
}

fn list(rows: Vec<Vec<Inline>>) -> Block {
    Block::List(List { start: None, items: rows.into_iter().filter_map(|row| Some(vec![paragraph(row)?])).collect() })
}

fn section(heading: &str, body: Vec<Block>) -> Option<Section> {
    if body.is_empty() { None } else { Some(Section { heading: SingleLine::parse(heading).ok()?, body }) }
}
