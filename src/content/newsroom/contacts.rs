//! `contacts.toml`: the people who answer questions.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::content::front_matter::TableReader;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::text::{SourceText, shorten};
use crate::model::{Contact, ContactMethods, ContactRole, Key};
use crate::msg;

/// Reads the contacts who are reached directly first, so that the others can refer to them in any order.
pub(super) fn read_contacts(contacts: &mut EntityTable<Contact>, text: &SourceText) {
    let mut table = TableReader::from_file(text);
    contacts.is_complete = !table.has_syntax_errors();
    let before = text.diagnostics.len();
    let entries = table.remaining_tables("anna-berg");
    let (indirect, direct): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(_, fields)| fields.has("through"));
    let keys: BTreeSet<String> = indirect.iter().map(|(key, _)| key.value.clone()).collect();
    if contacts.read_entries(text, direct, before, |direct, key, fields| read_contact(key, fields, direct, &keys)) {
        contacts.read_entries(text, indirect, before, |direct, key, fields| read_contact(key, fields, direct, &keys));
    }
}

const ROLES: &[(&str, ContactRole)] = &[("press", ContactRole::Press), ("subject", ContactRole::Subject)];

/// `direct` are the contacts through whom others can be reached, `indirect` the keys of those others.
fn read_contact(key: Key, fields: &mut TableReader, direct: &EntityTable<Contact>, indirect: &BTreeSet<String>) -> Option<Contact> {
    let name = fields.required_line("name", "name = \"Anna Berg\"");
    let party = fields.line("party");
    let role = fields.line("role");
    let answers = fields.keyword("answers", ROLES);
    let hours = fields.line("hours");
    let valid_until = fields.day("valid_until");
    let has_methods = ["through", "phone", "email"].iter().any(|field| fields.has(field));
    let is_indirect = fields.has("through");
    let through = read_through(&key, fields, direct, indirect);
    let (phone, email) = (fields.phone(), fields.email());
    if !has_methods {
        let message = msg!("the contact cannot be reached", "kontakten går inte att nå");
        let hint = msg!(
            "write at least one of `phone = \"08-465 004 01\"`, `email = \"press@solvik.example\"` and `through = \"presstjansten\"`",
            "skriv åtminstone ett av `phone = \"08-465 004 01\"`, `email = \"press@solvik.example\"` och `through = \"presstjansten\"`"
        );
        fields.error(message, hint);
    }
    let methods = if is_indirect { ContactMethods::indirect(through?, phone, email) } else { ContactMethods::new(phone, email)? };
    Some(Contact { key, name: name?, party, role, answers, methods, hours, valid_until })
}

/// The contact in between, who must be reached directly.
fn read_through(
    key: &Key,
    fields: &mut TableReader,
    direct: &EntityTable<Contact>,
    indirect: &BTreeSet<String>,
) -> Option<Arc<Contact>> {
    let through = fields.string("through")?;
    if !indirect.contains(&through.value) {
        return direct.find(fields.source(), &through);
    }
    let name = shorten(&through.value);
    let message = if through.value == key.as_str() {
        msg!("`{name}` is reached through itself", "`{name}` nås genom sig själv")
    } else {
        msg!("`{name}` is also reached through another contact", "`{name}` nås också genom en annan kontakt")
    };
    let hint = msg!("name a contact who is reached directly", "ange en kontakt som nås direkt");
    fields.source().error(through.span, message, hint);
    None
}
