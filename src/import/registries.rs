//! The contacts and departments of the content folder, and the new ones that are appended. Existing entries are not changed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::content::front_matter::{self, toml_string, toml_text};
use crate::diag::{Diagnostic, Location};
use crate::import::boilerplate::{BoilerplateTarget, ImportedBoilerplate};
use crate::import::contacts::ImportedContact;
use crate::import::write;
use crate::model::Slug;
use crate::msg;

/// `contacts.toml` as it grows.
#[derive(Debug, Clone)]
pub struct ContactRegistry {
    pub text: String,
    keys: UniqueKeys,
    /// Keys by name and contact method.
    people: BTreeMap<(String, ContactKey), String>,
    /// Keys by name of those who are reached through others.
    behind: BTreeMap<String, String>,
}

/// Distinguishes contacts of the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum ContactKey {
    /// The digits of the number.
    Phone(String),
    Email(Option<String>),
}

impl ContactKey {
    fn by_phone(phone: Option<&String>) -> Option<ContactKey> {
        phone.map(|phone| ContactKey::Phone(phone.chars().filter(char::is_ascii_digit).collect()))
    }
}

impl ContactRegistry {
    pub fn read(text: &str) -> Result<ContactRegistry, Vec<Diagnostic>> {
        let table = parse_tables("contacts.toml", text)?;
        let field = |contact: &Value, name: &str| contact.get(name).and_then(Value::as_str).map(str::to_owned);
        let keys = UniqueKeys::from_table(&table);
        let mut contacts = ContactRegistry { text: text.to_owned(), keys, people: BTreeMap::new(), behind: BTreeMap::new() };
        for (key, contact) in &table {
            let name = field(contact, "name").unwrap_or_default();
            if field(contact, "through").is_some() {
                contacts.behind.entry(name).or_insert_with(|| key.clone());
                continue;
            }
            contacts.index(&name, field(contact, "phone").as_ref(), field(contact, "email"), key);
        }
        Ok(contacts)
    }

    fn index(&mut self, name: &str, phone: Option<&String>, email: Option<String>, key: &str) {
        for reached in ContactKey::by_phone(phone).into_iter().chain([ContactKey::Email(email)]) {
            self.people.entry((name.to_owned(), reached)).or_insert_with(|| key.to_owned());
        }
    }

    /// The key of the contact with the same name and number, or the same address if there is no number.
    pub fn find(&self, person: &ImportedContact) -> Option<&String> {
        if person.through.is_some() {
            return self.behind.get(&person.name);
        }
        let reached = ContactKey::by_phone(person.phone.as_ref()).unwrap_or_else(|| ContactKey::Email(person.email.clone()));
        self.people.get(&(person.name.clone(), reached))
    }

    /// The key of `person`, who is added if necessary.
    pub fn find_or_add(&mut self, person: &ImportedContact) -> String {
        if let Some(key) = self.find(person) {
            return key.clone();
        }
        let through = person.through.as_ref().map(|other| self.find_or_add(other));
        let key = self.keys.claim(&person.name, "kontakt");
        match through {
            Some(_) => {
                self.behind.insert(person.name.clone(), key.clone());
            }
            None => self.index(&person.name, person.phone.as_ref(), person.email.clone(), &key),
        }
        start_table(&mut self.text, "# Press contacts, by key. A contact needs at least a phone number or an e-mail address.\n");
        self.text.push_str(&format!("\n[{key}]\n"));
        let fields = [
            ("name", Some(&person.name)),
            ("party", person.party.as_ref()),
            ("role", person.role.as_ref()),
            ("phone", person.phone.as_ref()),
            ("email", person.email.as_ref()),
            ("hours", person.hours.as_ref()),
            ("through", through.as_ref()),
        ];
        for (field, value) in fields.iter().filter_map(|(field, value)| value.map(|value| (field, value))) {
            self.text.push_str(&format!("{field} = {}\n", toml_string(value)));
        }
        key
    }
}

/// `departments.toml` as it grows.
#[derive(Debug, Clone)]
pub struct DepartmentRegistry {
    pub text: String,
    keys: UniqueKeys,
    departments: Vec<DepartmentEntry>,
}

#[derive(Debug, Clone)]
struct DepartmentEntry {
    key: String,
    name: String,
    /// Heading and text.
    boilerplates: Vec<(String, String)>,
}

impl DepartmentRegistry {
    /// `sender` is the key of the organisation that is imported for; other organisations may have departments of the same names.
    pub fn read(text: &str, sender: &str) -> Result<DepartmentRegistry, Vec<Diagnostic>> {
        let table = parse_tables("departments.toml", text)?;
        let is_own = |department: &Value| department.get("sender").and_then(Value::as_str).is_none_or(|of| of == sender);
        let departments = table
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
        Ok(DepartmentRegistry { text: text.to_owned(), keys: UniqueKeys::from_table(&table), departments })
    }

    /// Whether the boilerplate is of a new department.
    pub fn would_add(&self, boilerplate: &ImportedBoilerplate) -> bool {
        boilerplate.department.as_ref().is_some_and(|name| self.find_by_name(name).is_none())
    }

    fn find_by_name(&self, name: &str) -> Option<&DepartmentEntry> {
        self.departments.iter().find(|known| known.name.to_lowercase() == name.to_lowercase())
    }

    /// Adds a boilerplate. A department with a different text keeps it, and the release gets its own.
    pub fn add(&mut self, boilerplate: &ImportedBoilerplate) -> BoilerplateTarget {
        let Some(name) = &boilerplate.department else { return BoilerplateTarget::InRelease(None) };
        let text = write::to_markdown(&boilerplate.blocks);
        if let Some(known) = self.find_by_name(name) {
            let has = known.boilerplates.iter().any(|(heading, known)| *heading == boilerplate.heading && *known == text.trim());
            let key = known.key.clone();
            return if has { BoilerplateTarget::InDepartment(key) } else { BoilerplateTarget::InRelease(Some(key)) };
        }
        let key = self.keys.claim(name, "avdelning");
        start_table(&mut self.text, "# Departments, by key. A release keeps the boilerplate that was in use on its day.\n");
        self.text.push_str(&format!(
            "\n[{key}]\nname = {}\n\n[[{key}.boilerplate]]\nheading = {}\ntext = {}\n",
            toml_string(name),
            toml_string(&boilerplate.heading),
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
            .hint(msg!("fix it, then import again", "rätta den och importera sedan igen")),
        ]
    })
}

/// Prepares `text` for a new table; an empty file gets a first line.
fn start_table(text: &mut String, first: &str) {
    if text.trim().is_empty() {
        *text = first.to_owned();
    } else if !text.ends_with('\n') {
        text.push('\n');
    }
}

#[derive(Debug, Clone)]
struct UniqueKeys {
    taken: BTreeSet<String>,
    /// The lowest number that may be free, by the key without a number.
    numbers: BTreeMap<String, usize>,
}

impl UniqueKeys {
    fn from_table(table: &Map<String, Value>) -> UniqueKeys {
        UniqueKeys { taken: table.keys().cloned().collect(), numbers: BTreeMap::new() }
    }

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
