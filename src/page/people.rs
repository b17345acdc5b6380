//! Whom to ask, as one entry of an address list.

use serde::Serialize;

use crate::wording::parts;

/// Somebody to reach. The template is `people.html`.
#[derive(Serialize)]
pub(super) struct ContactEntry {
    /// "Presskontakt", where it was said what one asks.
    asked: Option<&'static str>,
    name: String,
    /// After the name: ", ordförande utbildningsnämnden".
    role: String,
    /// Through whom and when.
    notes: Vec<String>,
    ways: Vec<ContactWay>,
}

#[derive(Serialize)]
struct ContactWay {
    uri: String,
    text: String,
    phone: bool,
}

/// Name and party are shown stronger than the role.
pub(super) fn contact_entry(told: parts::ContactDetails) -> ContactEntry {
    ContactEntry {
        asked: told.asked,
        notes: told.notes().cloned().collect(),
        name: told.name,
        role: told.role.map_or_else(String::new, |role| format!(", {role}")),
        ways: told.ways.into_iter().map(|way| ContactWay { uri: way.uri, text: way.text, phone: way.is_phone }).collect(),
    }
}
