//! The senders of releases, and their contacts.

use std::sync::Arc;

use super::address::{Email, WebAddress};
use super::body::Section;
use super::moment::Day;
use super::name::{Key, SingleLine};
use super::phone::Phone;

/// A sender of releases: a municipality, a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub key: Key,
    pub name: SingleLine,
    /// Its website.
    pub home: Option<WebAddress>,
    pub email: Option<Email>,
    /// Oldest first.
    pub boilerplates: Vec<Boilerplate>,
}

impl Organisation {
    /// The newest boilerplate that was in use on `day`.
    pub fn boilerplate_on(&self, day: Day) -> Option<&Section> {
        newest_in_use(&self.boilerplates, day)
    }
}

/// A part of an organisation that sends releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    pub key: Key,
    pub name: SingleLine,
    /// The organisation that it is a part of; `None` for the newsroom's own sender.
    pub sender: Option<Arc<Organisation>>,
    /// Oldest first.
    pub boilerplates: Vec<Boilerplate>,
}

/// A sender's text about itself. A release keeps the one of its day: "För 2017 har vi en budget på ..." must not be replaced under an old
/// release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boilerplate {
    /// The first day on which it is used; `None` for one without a beginning.
    pub from: Option<Day>,
    pub text: Section,
}

impl Department {
    /// The newest boilerplate that was in use on `day`.
    pub fn boilerplate_on(&self, day: Day) -> Option<&Section> {
        newest_in_use(&self.boilerplates, day)
    }
}

fn newest_in_use(boilerplates: &[Boilerplate], day: Day) -> Option<&Section> {
    boilerplates.iter().filter(|b| b.from.is_none_or(|from| from <= day)).max_by_key(|b| b.from).map(|b| &b.text)
}

/// A person or service that reporters can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub key: Key,
    pub name: SingleLine,
    /// Party or group, written in brackets: `S`.
    pub party: Option<SingleLine>,
    pub role: Option<SingleLine>,
    /// `None` when the author does not say.
    pub answers: Option<ContactRole>,
    pub methods: ContactMethods,
    /// As the author wrote it: "vardagar 8.00–16.30".
    pub hours: Option<SingleLine>,
    /// The last day on which the contact is published.
    pub valid_until: Option<Day>,
}

/// The questions that a contact answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactRole {
    /// Interviews, pictures, other contacts.
    Press,
    /// The subject of the release.
    Subject,
}

impl Contact {
    /// Whether it may be published on `day`.
    pub fn is_valid(&self, day: Day) -> bool {
        self.valid_until.is_none_or(|last| day <= last)
    }

    /// Name, party and role: "Emanuel Ksiazkiewicz (S), ordförande utbildningsnämnden".
    pub fn title(&self) -> String {
        match &self.role {
            Some(role) => format!("{}, {role}", self.name_and_party()),
            None => self.name_and_party(),
        }
    }

    /// "Emanuel Ksiazkiewicz (S)".
    pub fn name_and_party(&self) -> String {
        match &self.party {
            Some(party) => format!("{} ({party})", self.name),
            None => self.name.to_string(),
        }
    }
}

/// At least one way to reach a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactMethods {
    phone: Option<Phone>,
    email: Option<Email>,
    through: Option<Arc<Contact>>,
}

impl ContactMethods {
    /// `None` when both are missing.
    pub fn new(phone: Option<Phone>, email: Option<Email>) -> Option<ContactMethods> {
        if phone.is_none() && email.is_none() { None } else { Some(ContactMethods { phone, email, through: None }) }
    }

    /// Through another contact, who is reached directly.
    pub fn indirect(through: Arc<Contact>, phone: Option<Phone>, email: Option<Email>) -> ContactMethods {
        ContactMethods { phone, email, through: Some(through) }
    }

    pub fn phone(&self) -> Option<&Phone> {
        self.phone.as_ref()
    }

    pub fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }

    /// The contact in between.
    pub fn via(&self) -> Option<&Contact> {
        self.through.as_deref()
    }
}
