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
pub(super) fn contact_entry(told: parts::ContactDetails) -> ContactEntry {
    ContactEntry {
        asked: told.asked,
        notes: told.notes().cloned().collect(),
        name: told.name,
        role: told.role.map_or_else(String::new, |role| format!(", {role}")),
        ways: told.ways.into_iter().map(|way| ContactWay { uri: way.uri, text: way.text, phone: way.is_phone }).collect(),
    }
}
