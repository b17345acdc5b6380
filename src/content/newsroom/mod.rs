//! The newsroom's own files: who publishes (`newsroom.toml`), who answers (`contacts.toml`), who sends
//! (`senders.toml`, `departments.toml`).

mod accessibility;
mod feeds;
mod lookup;
mod media_topics;
mod newsroom_toml;
pub(crate) mod theme;
mod wire;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::content::dates;
use crate::content::front_matter::TableReader;
use crate::content::front_matter::fields;
use crate::content::markdown;
use crate::content::markdown::Passage;
use crate::content::name_messages;
use crate::content::newsroom::lookup::CATEGORY;
use crate::content::newsroom::lookup::CONTACT;
use crate::content::newsroom::lookup::DEPARTMENT;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::newsroom::lookup::REGION;
use crate::content::newsroom::lookup::SENDER;
use crate::content::newsroom::lookup::TOPIC;
use crate::content::release::word;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::model::Boilerplate;
use crate::model::Contact;
use crate::model::ContactMethods;
use crate::model::ContactRole;
use crate::model::Department;
use crate::model::Email;
use crate::model::Key;
use crate::model::Lang;
use crate::model::Organisation;
use crate::model::Phone;
use crate::model::Publisher;
use crate::model::Section;
use crate::model::SingleLine;
use crate::model::Topic;
use crate::model::Zone;
use crate::model::name::NameError;
use crate::msg;

/// What a release can name, and the rules it is read by.
pub(crate) struct Registry {
    /// `None` when the newsroom's file has a mistake: releases are checked, but nothing can be built.
    pub publisher: Option<Publisher>,
    pub zone: Option<Zone>,
    pub lang: Option<Lang>,
    pub topics: EntityTable<Topic>,
    pub categories: EntityTable<Topic>,
    pub regions: EntityTable<Topic>,
    pub contacts: EntityTable<Contact>,
    pub senders: EntityTable<Organisation>,
    pub departments: EntityTable<Department>,
}

/// True when no mistake has come since there were `since` diagnostics; hints do not count.
pub(crate) fn clean(mistakes: &[Diagnostic], since: usize) -> bool {
    !mistakes.iter().skip(since).any(Diagnostic::is_error)
}

/// A field parsed by one of the model's own rules.
pub(crate) fn parsed<T>(
    text: &SourceText,
    field: Option<Spanned<String>>,
    parse: impl Fn(&str) -> Result<T, NameError>,
    explain: impl Fn(&str, &NameError) -> (Message, Message),
    mistakes: &mut Vec<Diagnostic>,
) -> Option<T> {
    let field = field?;
    match parse(&field.value) {
        Ok(value) => Some(value),
        Err(error) => {
            let (say, hint) = explain(&field.value, &error);
            mistakes.push(Diagnostic::error(text.place(field.at), say).hint(hint));
            None
        }
    }
}

/// An optional line of text.
pub(crate) fn line(fields: &mut TableReader, name: &'static str, mistakes: &mut Vec<Diagnostic>) -> Option<SingleLine> {
    let field = fields.text(name, mistakes);
    parsed(fields.source(), field, SingleLine::parse, |_, error| name_messages::line(name, error), mistakes)
}

/// A line of text that must be there.
pub(crate) fn required_line(
    fields: &mut TableReader,
    name: &'static str,
    example: &str,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<SingleLine> {
    let field = fields.required(name, example, mistakes);
    parsed(fields.source(), field, SingleLine::parse, |_, error| name_messages::line(name, error), mistakes)
}

/// A language tag.
pub(crate) fn lang(text: &SourceText, field: Option<Spanned<String>>, mistakes: &mut Vec<Diagnostic>) -> Option<Lang> {
    let explain = |written: &str, _: &NameError| {
        let value = shown(written);
        let say = match value.is_empty() {
            true => msg!("`language` is empty", "`language` är tomt"),
            false => msg!("`{value}` is not a language tag", "`{value}` är ingen språkkod"),
        };
        (say, msg!("write `sv` for Swedish, `en` for English", "skriv `sv` för svenska, `en` för engelska"))
    };
    parsed(text, field, Lang::parse, explain, mistakes)
}

/// Reads the four files. Of all but the newsroom's, an absent one is taken as empty; `Some(None)` could not be read.
pub(crate) fn read(
    newsroom: Option<&SourceText>,
    contacts: Option<Option<&SourceText>>,
    departments: Option<Option<&SourceText>>,
    senders: Option<Option<&SourceText>>,
    mistakes: &mut Vec<Diagnostic>,
) -> Registry {
    let mut house = Registry {
        publisher: None,
        zone: None,
        lang: None,
        topics: EntityTable::new(TOPIC, false),
        categories: EntityTable::new(CATEGORY, false),
        regions: EntityTable::new(REGION, false),
        contacts: EntityTable::new(CONTACT, contacts.is_none()),
        senders: EntityTable::new(SENDER, senders.is_none()),
        departments: EntityTable::new(DEPARTMENT, departments.is_none()),
    };
    if let Some(Some(text)) = senders {
        read_shelf(&mut house.senders, text, "solvik-kommun", mistakes, organisation);
    }
    let later = newsroom.map(|text| (text, newsroom_toml::read(&mut house, text, mistakes)));
    if let Some(Some(text)) = contacts {
        read_contacts(&mut house.contacts, text, mistakes);
    }
    if let Some(Some(text)) = departments {
        let senders = &house.senders;
        read_shelf(&mut house.departments, text, "skolan", mistakes, |key, fields, mistakes| {
            department(key, fields, senders, mistakes)
        });
    }
    let Some((text, later)) = later else { return house };
    let since = mistakes.len();
    // One that has a mistake of its own was told where it stands: that contact is left out, and not the whole newsroom.
    let press_contacts = house.contacts.find_all_or(text, &later.press_contacts, |_| None, mistakes);
    let found = clean(mistakes, since);
    let feeds = feeds::read(&house, later.feeds, mistakes).filter(|_| found);
    house.publisher = house.publisher.zip(feeds).map(|(publisher, feeds)| Publisher { press_contacts, feeds, ..publisher });
    house
}

fn email(table: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Option<Email> {
    let field = table.text("email", mistakes);
    parsed(table.source(), field, Email::parse, name_messages::email, mistakes)
}

fn read_shelf<T>(
    shelf: &mut EntityTable<T>,
    text: &SourceText,
    example: &str,
    mistakes: &mut Vec<Diagnostic>,
    read: impl Fn(Key, &mut TableReader, &mut Vec<Diagnostic>) -> Option<T>,
) {
    let (mut table, whole) = fields(text, 0..text.whole.len(), None, mistakes);
    shelf.whole = whole;
    let since = mistakes.len();
    for (key, fields) in table.rest(example, mistakes) {
        if is_enough(shelf, text, &key, since, mistakes) {
            return;
        }
        read_thing(shelf, text, key, fields, mistakes, &read);
    }
}

/// After so many mistakes of one file nothing more of it is read.
const ENOUGH: usize = 500;

/// Says so once. What was not read cannot be told to be unknown.
fn is_enough<T>(
    shelf: &mut EntityTable<T>,
    text: &SourceText,
    key: &Spanned<String>,
    since: usize,
    mistakes: &mut Vec<Diagnostic>,
) -> bool {
    if mistakes.len() < since + ENOUGH {
        return false;
    }
    shelf.whole = false;
    let say = msg!("there are {ENOUGH} mistakes or more in this file", "det finns {ENOUGH} fel eller fler i den här filen");
    let hint = msg!(
        "what stands from here on is not read: mend the first ones and run `check` again",
        "det som står härifrån läses inte: rätta de första och kör `check` igen"
    );
    mistakes.push(Diagnostic::error(text.place(key.at.clone()), say).hint(hint));
    true
}

/// Puts one thing on the shelf, or the knowledge that it has a mistake.
fn read_thing<T>(
    shelf: &mut EntityTable<T>,
    text: &SourceText,
    key: Spanned<String>,
    mut fields: TableReader,
    mistakes: &mut Vec<Diagnostic>,
    read: impl Fn(Key, &mut TableReader, &mut Vec<Diagnostic>) -> Option<T>,
) {
    let since = mistakes.len();
    let id = parsed(text, Some(key.clone()), Key::parse, |w, e| name_messages::key("key", "nyckeln", w, e), mistakes);
    // Its fields are read under any key, so that all mistakes come at once.
    let stand_in = id.or_else(|| Key::parse("x").ok());
    let thing = stand_in.and_then(|key| read(key, &mut fields, mistakes));
    fields.finish(mistakes);
    shelf.things.insert(key.value, thing.filter(|_| clean(mistakes, since)).map(Arc::new));
}

/// Those who are reached directly first, so that the others can name them in any order.
fn read_contacts(shelf: &mut EntityTable<Contact>, text: &SourceText, mistakes: &mut Vec<Diagnostic>) {
    let (mut table, whole) = fields(text, 0..text.whole.len(), None, mistakes);
    shelf.whole = whole;
    let since = mistakes.len();
    let (through, direct): (Vec<_>, Vec<_>) =
        table.rest("anna-berg", mistakes).into_iter().partition(|(_, fields)| fields.has("through"));
    let indirect: BTreeSet<String> = through.iter().map(|(key, _)| key.value.clone()).collect();
    for (key, fields) in direct {
        if is_enough(shelf, text, &key, since, mistakes) {
            return;
        }
        read_thing(shelf, text, key, fields, mistakes, |key, fields, mistakes| contact(key, fields, None, mistakes));
    }
    let mut read = Vec::new();
    for (key, mut fields) in through {
        if is_enough(shelf, text, &key, since, mistakes) {
            return;
        }
        let by = fields.text("through", mistakes).and_then(|other| {
            if indirect.contains(&other.value) {
                let name = shown(&other.value);
                let say = match other.value == key.value {
                    true => msg!("`{name}` is reached through itself", "`{name}` nås genom sig själv"),
                    false => msg!("`{name}` is reached through somebody else too", "`{name}` nås också genom någon annan"),
                };
                let hint = msg!("name a contact who is reached directly", "ange en kontakt som nås direkt");
                mistakes.push(Diagnostic::error(text.place(other.at), say).hint(hint));
                return None;
            }
            shelf.find(text, &other, mistakes)
        });
        read.push((key, fields, by));
    }
    for (key, fields, by) in read {
        if is_enough(shelf, text, &key, since, mistakes) {
            return;
        }
        read_thing(shelf, text, key, fields, mistakes, |key, fields, mistakes| contact(key, fields, Some(by.clone()), mistakes));
    }
}

const ANSWERS: &[(&str, ContactRole)] = &[("press", ContactRole::Press), ("subject", ContactRole::Subject)];

/// `through`: `Some(None)` when the one that is named cannot be used, which was told.
fn contact(
    key: Key,
    fields: &mut TableReader,
    through: Option<Option<Arc<Contact>>>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Contact> {
    let text = fields.source();
    let name = required_line(fields, "name", "name = \"Anna Berg\"", mistakes);
    let party = line(fields, "party", mistakes);
    let role = line(fields, "role", mistakes);
    let answers = word(fields, "answers", ANSWERS, mistakes);
    let hours = line(fields, "hours", mistakes);
    let written = fields.date("valid_until", mistakes);
    let valid_until = written.as_ref().and_then(|written| dates::day(text, "valid_until", written, mistakes));
    fields.knows("through");
    let tries = fields.has("phone") || fields.has("email") || through.is_some();
    let field = fields.text("phone", mistakes);
    let phone = parsed(text, field, Phone::parse, name_messages::phone, mistakes);
    let email = email(fields, mistakes);
    if !tries {
        let say = msg!("the contact cannot be reached", "kontakten går inte att nå");
        let hint = msg!(
            "write at least one of `phone = \"08-465 004 01\"`, `email = \"press@solvik.example\"` and `through = \"presstjansten\"`",
            "skriv åtminstone ett av `phone = \"08-465 004 01\"`, `email = \"press@solvik.example\"` och `through = \"presstjansten\"`"
        );
        mistakes.push(Diagnostic::error(fields.home(), say).hint(hint));
    }
    let reach = match through {
        Some(other) => ContactMethods::through(other?, phone, email),
        None => ContactMethods::new(phone, email)?,
    };
    Some(Contact { key, name: name?, party, role, answers, reach, hours, valid_until })
}

fn organisation(key: Key, fields: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Option<Organisation> {
    let name = required_line(fields, "name", "name = \"Solvik kommun\"", mistakes);
    let (home, email) = (newsroom_toml::home(fields, mistakes), email(fields, mistakes));
    let boilerplates = boilerplates(fields, mistakes);
    Some(Organisation { key, name: name?, home, email, boilerplates })
}

fn department(
    key: Key,
    fields: &mut TableReader,
    senders: &EntityTable<Organisation>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Department> {
    let name = required_line(fields, "name", "name = \"Utbildningsförvaltningen\"", mistakes);
    let sender = fields.text("sender", mistakes).and_then(|key| senders.find(fields.source(), &key, mistakes));
    let boilerplates = boilerplates(fields, mistakes);
    Some(Department { key, name: name?, sender, boilerplates })
}

fn boilerplates(fields: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Vec<Boilerplate> {
    let text = fields.source();
    let mut boilerplates: Vec<Boilerplate> = Vec::new();
    for mut row in fields.tables("boilerplate", mistakes) {
        let written = row.date("from", mistakes);
        let from = written.as_ref().and_then(|written| dates::day(text, "from", written, mistakes));
        let section = section(&mut row, mistakes);
        if boilerplates.iter().any(|other| other.from == from) {
            let say = msg!("two boilerplates begin on the same day", "två presentationer börjar samma dag");
            let hint = msg!(
                "write from which day this one is used: `from = 2026-01-01`",
                "skriv från vilken dag den här används: `from = 2026-01-01`"
            );
            mistakes.push(Diagnostic::error(row.home(), say).hint(hint));
        }
        row.finish(mistakes);
        boilerplates.extend(section.map(|text| Boilerplate { from, text }));
    }
    boilerplates.sort_by_key(|boilerplate| boilerplate.from);
    boilerplates
}

/// `heading` and `text`: a boilerplate.
pub(crate) fn section(fields: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Option<Section> {
    let heading = required_line(fields, "heading", "heading = \"Om Solvik kommun\"", mistakes);
    let field = fields.required("text", "text = \"\"\"...\"\"\"", mistakes)?;
    let body = markdown::blocks(&Passage::value(fields.source(), &field), mistakes).blocks;
    if body.is_empty() {
        let (say, hint) = name_messages::line("text", &NameError::Blank);
        mistakes.push(Diagnostic::error(fields.source().place(field.at), say).hint(hint));
    }
    Some(Section { heading: heading?, body })
}
