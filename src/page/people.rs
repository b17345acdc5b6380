//! A contact as one entry of an address list.

use serde::Serialize;

use crate::wording::parts;

/// A contact. The template is `people.html`.
#[derive(Serialize)]
pub(super) struct ContactEntry {
    /// "Presskontakt", where the role is given.
    asked: Option<&'static str>,
    name: String,
    /// After the name: ", ordförande utbildningsnämnden".
    role: String,
    /// How and when to reach it.
    notes: Vec<String>,
    ways: Vec<ContactWay>,
}

#[derive(Serialize)]
struct ContactWay {
    uri: String,
    text: String,
    phone: bool,
}

/// Name and party are set in bold, the role is not.
pub(super) fn contact_entry(contact: parts::ContactDetails) -> ContactEntry {
    ContactEntry {
        asked: contact.kind,
        notes: contact.notes().cloned().collect(),
        name: contact.name,
        role: contact.role.map_or_else(String::new, |role| format!(", {role}")),
        ways: contact
            .methods
            .into_iter()
            .map(|method| ContactWay { uri: method.uri, text: method.text, phone: method.is_phone })
            .collect(),
    }
}
