//! The parts that Depesch adds to the author's text: the event, pictures, documents, contacts. Each format renders them in its own way.

use std::sync::Arc;

use crate::model::body::pictures_mut;
use crate::model::{
    Access, Block, Contact, ContactRole, Document, Edition, Event, Inline, Inlines, Lang, List, Release, Section, SingleLine,
};

use super::Wording;

/// "Tid och plats".
pub fn invitation(release: &Release, words: &Wording) -> Option<Section> {
    let event = release.event.as_ref()?;
    let mut facts = vec![
        labelled(words.time, vec![text(&words.period(&event.start, event.end.as_ref()))]),
        labelled(words.place, vec![text(event.place.as_str())]),
    ];
    facts.extend(registration(event, words).map(|registration| labelled(words.registration, registration)));
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
    let deadline = event.register_by.as_ref().map(|by| format!("{} {}", words.at_the_latest, words.moment(by)));
    let link = event.register.as_ref().map(|to| Inline::Link { to: to.clone(), text: vec![text(&to.without_scheme())] });
    match (deadline, link) {
        (None, None) => None,
        (Some(deadline), None) => Some(vec![text(&deadline)]),
        (None, Some(link)) => Some(vec![link]),
        (Some(deadline), Some(link)) => Some(vec![text(&format!("{deadline}, ")), link]),
    }
}

/// "Pressbilder": pictures that are not in the text.
pub fn pictures(release: &Release, words: &Wording) -> Option<Section> {
    section(words.pictures, release.pictures.iter().cloned().map(Block::Figure).collect())
}

/// The same blocks, with the size of each picture behind its credit: "Foto: Sara Törnqvist (1600 × 1067 px, 310 kB)".
pub fn with_picture_sizes(blocks: &[Block], words: &Wording) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    for picture in pictures_mut(&mut blocks) {
        let length = usize::try_from(picture.file.length).unwrap_or(usize::MAX);
        let size = format!("{} × {} px, {}", picture.width, picture.height, words.size(length));
        let line = picture.credit.as_ref().map_or_else(|| size.clone(), |credit| format!("{credit} ({size})"));
        Arc::make_mut(picture).credit = SingleLine::parse(&line).ok();
    }
    blocks
}

/// "Bilagor": each document with its kind, length, size, language and accessibility.
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
            Access::Ask(contact) => ask_for_alternative(edition, contact, words),
        };
        vec![Inline::Link { to, text: vec![text(document.title.as_str())] }, text(&format!(" ({}){access}", about.join(", ")))]
    };
    let rows: Vec<_> = release.documents.iter().map(row).collect();
    if rows.is_empty() { None } else { section(words.documents, vec![list(rows)]) }
}

/// Names the contact for an accessible form, unless the contact has expired.
fn ask_for_alternative(edition: &Edition, contact: &Contact, words: &Wording) -> String {
    if !edition.may_publish(contact) {
        return format!(". {}", words.not_accessible);
    }
    let contact = ContactDetails::new(contact, words);
    let methods: Vec<&str> = contact.methods.iter().map(|method| method.text.as_str()).collect();
    format!(". {} {} {}, {}.", words.not_accessible, words.ask_for_alternative, contact.name, methods.join(", "))
}

#[derive(Debug)]
pub struct ContactDetails {
    /// "Presskontakt".
    pub kind: Option<&'static str>,
    /// Name and party: "Anna Berg (S)".
    pub name: String,
    pub role: Option<String>,
    /// Name, party and role: "Anna Berg (S), ordförande".
    pub title: String,
    /// "Nås genom Presstjänsten".
    pub via: Option<String>,
    /// "Öppet: vardagar 8.00–16.30".
    pub hours: Option<String>,
    /// The contact's own, then those of the contact in `via`.
    pub methods: Vec<ContactMethod>,
}

#[derive(Debug)]
pub struct ContactMethod {
    /// As the newsroom writes it.
    pub text: String,
    /// `tel:` or `mailto:`.
    pub uri: String,
    pub is_phone: bool,
    /// "Presstjänsten", if it is another contact's.
    pub owner: Option<String>,
}

impl ContactDetails {
    fn new(contact: &Contact, words: &Wording) -> ContactDetails {
        let via = contact.methods.via();
        let mut methods = methods(contact, None);
        let mut hours = contact.hours.as_ref();
        if let Some(via) = via {
            methods.extend(self::methods(via, Some(via.title())));
            hours = hours.or(via.hours.as_ref());
        }
        ContactDetails {
            kind: contact.answers.map(|answers| match answers {
                ContactRole::Press => words.press_contact,
                ContactRole::Subject => words.subject_contact,
            }),
            name: contact.name_and_party(),
            title: contact.title(),
            role: contact.role.as_ref().map(ToString::to_string),
            via: via.map(|via| format!("{} {}", words.reached_via, via.title())),
            hours: hours.map(|hours| format!("{}: {hours}", words.hours)),
            methods,
        }
    }

    /// "Presskontakt: Anna Berg (S), ordförande".
    pub fn heading(&self) -> String {
        match self.kind {
            Some(kind) => format!("{kind}: {}", self.title),
            None => self.title.clone(),
        }
    }

    pub fn notes(&self) -> impl Iterator<Item = &String> {
        self.via.iter().chain(&self.hours)
    }

    /// Heading, notes, phone number and address.
    pub fn lines(&self) -> Vec<String> {
        let methods = self.methods.iter().map(|method| &method.text);
        std::iter::once(self.heading()).chain(self.notes().chain(methods).cloned()).collect()
    }
}

pub fn contact_details(contacts: Vec<&Contact>, words: &Wording) -> Vec<ContactDetails> {
    contacts.into_iter().map(|contact| ContactDetails::new(contact, words)).collect()
}

fn methods(contact: &Contact, owner: Option<String>) -> Vec<ContactMethod> {
    let phone = contact.methods.phone().map(|phone| ContactMethod {
        text: phone.written().to_owned(),
        uri: phone.uri(),
        is_phone: true,
        owner: owner.clone(),
    });
    let email =
        contact.methods.email().map(|email| ContactMethod { text: email.to_string(), uri: email.uri(), is_phone: false, owner });
    phone.into_iter().chain(email).collect()
}

impl Wording {
    /// "på svenska", or with the tag of a language without a name here.
    pub(super) fn in_language(&self, lang: &Lang) -> String {
        let name = self.languages.iter().find(|(tag, _)| *tag == lang.primary()).map_or(lang.as_str(), |(_, name)| name);
        format!("{} {name}", self.language_preposition)
    }
}

fn labelled(label: &str, value: Vec<Inline>) -> Vec<Inline> {
    let mut parts = vec![Inline::Strong(vec![text(&format!("{label}:"))]), text(" ")];
    parts.extend(value);
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
