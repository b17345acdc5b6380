//! `contacts.toml`: the people who answer questions.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::content::dates;
use crate::content::fields::email;
use crate::content::fields::line;
use crate::content::fields::parsed;
use crate::content::fields::required_line;
use crate::content::fields::word;
use crate::content::front_matter::TableReader;
use crate::content::front_matter::fields;
use crate::content::name_messages;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::newsroom::lookup::is_enough;
use crate::content::newsroom::lookup::read_thing;
use crate::content::text::SourceText;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Contact;
use crate::model::ContactMethods;
use crate::model::ContactRole;
use crate::model::Key;
use crate::model::Phone;
use crate::msg;

/// Those who are reached directly first, so that the others can name them in any order.
pub(crate) fn read_contacts(shelf: &mut EntityTable<Contact>, text: &SourceText, diagnostics: &Diagnostics) {
    let (mut table, whole) = fields(text, 0..text.whole.len(), None, diagnostics);
    shelf.whole = whole;
    let since = diagnostics.len();
    let (through, direct): (Vec<_>, Vec<_>) = table.rest("anna-berg").into_iter().partition(|(_, fields)| fields.has("through"));
    let indirect: BTreeSet<String> = through.iter().map(|(key, _)| key.value.clone()).collect();
    for (key, fields) in direct {
        if is_enough(shelf, text, &key, since, diagnostics) {
            return;
        }
        read_thing(shelf, text, key, fields, |key, fields| contact(key, fields, None));
    }
    let mut read = Vec::new();
    for (key, mut fields) in through {
        if is_enough(shelf, text, &key, since, diagnostics) {
            return;
        }
        let by = fields.text("through").and_then(|other| {
            if indirect.contains(&other.value) {
                let name = shown(&other.value);
                let say = match other.value == key.value {
                    true => msg!("`{name}` is reached through itself", "`{name}` nås genom sig själv"),
                    false => msg!("`{name}` is also reached through another contact", "`{name}` nås också genom en annan kontakt"),
                };
                let hint = msg!("name a contact who is reached directly", "ange en kontakt som nås direkt");
                diagnostics.push(Diagnostic::error(text.place(other.at), say).hint(hint));
                return None;
            }
            shelf.find(text, &other, diagnostics)
        });
        read.push((key, fields, by));
    }
    for (key, fields, by) in read {
        if is_enough(shelf, text, &key, since, diagnostics) {
            return;
        }
        read_thing(shelf, text, key, fields, |key, fields| contact(key, fields, Some(by.clone())));
    }
}

pub(crate) const ANSWERS: &[(&str, ContactRole)] = &[("press", ContactRole::Press), ("subject", ContactRole::Subject)];

/// `through`: `Some(None)` when the one that is named cannot be used, which was told.
pub(crate) fn contact(key: Key, fields: &mut TableReader, through: Option<Option<Arc<Contact>>>) -> Option<Contact> {
    let diagnostics = fields.diagnostics();
    let text = fields.source();
    let name = required_line(fields, "name", "name = \"Anna Berg\"");
    let party = line(fields, "party");
    let role = line(fields, "role");
    let answers = word(fields, "answers", ANSWERS);
    let hours = line(fields, "hours");
    let written = fields.date("valid_until");
    let valid_until = written.as_ref().and_then(|written| dates::day(text, "valid_until", written, diagnostics));
    fields.knows("through");
    let tries = fields.has("phone") || fields.has("email") || through.is_some();
    let field = fields.text("phone");
    let phone = parsed(text, field, Phone::parse, name_messages::phone, diagnostics);
    let email = email(fields);
    if !tries {
        let say = msg!("the contact cannot be reached", "kontakten går inte att nå");
        let hint = msg!(
            "write at least one of `phone = \"08-465 004 01\"`, `email = \"press@solvik.example\"` and `through = \"presstjansten\"`",
            "skriv åtminstone ett av `phone = \"08-465 004 01\"`, `email = \"press@solvik.example\"` och `through = \"presstjansten\"`"
        );
        diagnostics.push(Diagnostic::error(fields.home(), say).hint(hint));
    }
    let reach = match through {
        Some(other) => ContactMethods::through(other?, phone, email),
        None => ContactMethods::new(phone, email)?,
    };
    Some(Contact { key, name: name?, party, role, answers, reach, hours, valid_until })
}
