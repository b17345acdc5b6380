//! What the content folder has: contacts and departments that a release can use, and how new ones are put behind them.
//! Nothing that stands in the files is changed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Map;
use serde_json::Value;

use crate::content::front_matter;
use crate::content::front_matter::toml_string;
use crate::content::front_matter::toml_text;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::import::boilerplate::BoilerplateTarget;
use crate::import::boilerplate::ImportedBoilerplate;
use crate::import::contacts::ImportedContact;
use crate::import::write;
use crate::model::Slug;
use crate::msg;

/// `contacts.toml` while it grows.
#[derive(Debug, Clone)]
pub(super) struct ContactRegistry {
    pub(super) text: String,
    keys: UniqueKeys,
    /// Keys by the name, and how the person is reached.
    people: BTreeMap<(String, ContactKey), String>,
}

/// What tells two people of one name apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum ContactKey {
    /// By the digits of a number, however it is written.
    Phone(String),
    Email(Option<String>),
}

impl ContactKey {
    fn by_phone(phone: Option<&String>) -> Option<ContactKey> {
        phone.map(|phone| ContactKey::Phone(phone.chars().filter(char::is_ascii_digit).collect()))
    }
}

impl ContactRegistry {
    pub(super) fn read(text: &str) -> Result<ContactRegistry, Vec<Diagnostic>> {
        let table = parse_tables("contacts.toml", text)?;
        let field = |contact: &Value, name: &str| contact.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut contacts = ContactRegistry { text: text.to_owned(), keys: UniqueKeys::from_table(&table), people: BTreeMap::new() };
        for (key, contact) in &table {
            let name = field(contact, "name").unwrap_or_default();
            contacts.index(&name, field(contact, "phone").as_ref(), field(contact, "email"), key);
        }
        Ok(contacts)
    }

    fn index(&mut self, name: &str, phone: Option<&String>, email: Option<String>, key: &str) {
        for reached in ContactKey::by_phone(phone).into_iter().chain([ContactKey::Email(email)]) {
            self.people.entry((name.to_owned(), reached)).or_insert_with(|| key.to_owned());
        }
    }

    /// The key of the one with the same name and number, or the same address where there is no number.
    pub(super) fn find(&self, person: &ImportedContact) -> Option<&String> {
        let reached = ContactKey::by_phone(person.phone.as_ref()).unwrap_or_else(|| ContactKey::Email(person.email.clone()));
        self.people.get(&(person.name.clone(), reached))
    }

    /// The key of `person`: of one that is known, or a new one.
    pub(super) fn key_for(&mut self, person: &ImportedContact) -> String {
        if let Some(key) = self.find(person) {
            return key.clone();
        }
        let key = self.keys.claim(&person.name, "kontakt");
        self.index(&person.name, person.phone.as_ref(), person.email.clone(), &key);
        start_table(&mut self.text, "# Press contacts, by key. A contact needs at least a phone number or an e-mail address.\n");
        self.text.push_str(&format!("\n[{key}]\n"));
        let fields = [
            ("name", Some(&person.name)),
            ("party", person.party.as_ref()),
            ("role", person.role.as_ref()),
            ("phone", person.phone.as_ref()),
            ("email", person.email.as_ref()),
        ];
        for (field, value) in fields.iter().filter_map(|(field, value)| value.map(|value| (field, value))) {
            self.text.push_str(&format!("{field} = {}\n", toml_string(value)));
        }
        key
    }
}

/// `departments.toml` while it grows.
#[derive(Debug, Clone)]
pub(super) struct DepartmentRegistry {
    pub(super) text: String,
    keys: UniqueKeys,
    known: Vec<DepartmentEntry>,
}

#[derive(Debug, Clone)]
struct DepartmentEntry {
    key: String,
    name: String,
    /// Heading and text.
    boilerplates: Vec<(String, String)>,
}

impl DepartmentRegistry {
    /// `sender` is the key of the organisation that is imported for: departments of others can have the same names.
    pub(super) fn read(text: &str, sender: &str) -> Result<DepartmentRegistry, Vec<Diagnostic>> {
        let table = parse_tables("departments.toml", text)?;
        let is_own = |department: &Value| department.get("sender").and_then(Value::as_str).is_none_or(|of| of == sender);
        let known = table
            .iter()
            .filter(|(_, department)| is_own(department))
            .map(|(key, department)| {
                let string = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let rows = department.get("boilerplate").and_then(Value::as_array);
                let boilerplates =
                    rows.into_iter().flatten().map(|row| (string(row, "heading"), string(row, "text").trim().to_owned())).collect();
                DepartmentEntry { key: key.clone(), name: string(department, "name"), boilerplates }
            })
            .collect();
        Ok(DepartmentRegistry { text: text.to_owned(), keys: UniqueKeys::from_table(&table), known })
    }

    /// True when the text about the sender brings a new department.
    pub(super) fn would_add(&self, about: &ImportedBoilerplate) -> bool {
        about.department.as_ref().is_some_and(|name| self.find_by_name(name).is_none())
    }

    fn find_by_name(&self, name: &str) -> Option<&DepartmentEntry> {
        self.known.iter().find(|known| known.name.to_lowercase() == name.to_lowercase())
    }

    /// Puts a text about the sender where it belongs. A department that has another text keeps it: the release gets its own.
    pub(super) fn add(&mut self, about: &ImportedBoilerplate) -> BoilerplateTarget {
        let Some(name) = &about.department else { return BoilerplateTarget::InRelease(None) };
        let text = write::to_markdown(&about.blocks);
        if let Some(known) = self.find_by_name(name) {
            let has = known.boilerplates.iter().any(|(heading, known)| *heading == about.heading && *known == text.trim());
            let key = known.key.clone();
            return if has { BoilerplateTarget::InDepartment(key) } else { BoilerplateTarget::InRelease(Some(key)) };
        }
        let key = self.keys.claim(name, "avdelning");
        start_table(&mut self.text, "# Departments, by key. A release keeps the boilerplate that was in use on its day.\n");
        self.text.push_str(&format!(
            "\n[{key}]\nname = {}\n\n[[{key}.boilerplate]]\nheading = {}\ntext = {}\n",
            toml_string(name),
            toml_string(&about.heading),
            toml_text(&text)
        ));
        BoilerplateTarget::InDepartment(key)
    }
}

fn parse_tables(file: &str, text: &str) -> Result<Map<String, Value>, Vec<Diagnostic>> {
    front_matter::parse_values(text).map_err(|(why, at)| {
        vec![
            Diagnostic::error(
                Location::within(file, text, at),
                msg!("`{file}` cannot be read: {why}", "`{file}` går inte att läsa: {why}"),
            )
            .hint(msg!("mend it, then import again", "rätta den och importera sedan igen")),
        ]
    })
}

/// Makes `text` ready for a new table: an empty file gets a first line that tells what it is for.
fn start_table(text: &mut String, first: &str) {
    if text.trim().is_empty() {
        *text = first.to_owned();
    } else if !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Keys that are taken.
#[derive(Debug, Clone)]
struct UniqueKeys {
    taken: BTreeSet<String>,
    /// Below which number every key is taken, by the key without a number.
    numbers: BTreeMap<String, usize>,
}

impl UniqueKeys {
    fn from_table(table: &Map<String, Value>) -> UniqueKeys {
        UniqueKeys { taken: table.keys().cloned().collect(), numbers: BTreeMap::new() }
    }

    /// A key that no other has.
    fn claim(&mut self, name: &str, otherwise: &str) -> String {
        let stem = Slug::from_headline(name).map_or_else(|| otherwise.to_owned(), |slug| slug.to_string());
        let mut key = stem.clone();
        let number = self.numbers.entry(stem.clone()).or_insert(2);
        while self.taken.contains(&key) {
            key = format!("{stem}-{number}");
            *number += 1;
        }
        self.taken.insert(key.clone());
        key
    }
}
