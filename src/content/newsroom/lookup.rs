//! Looks up contacts, senders, departments and topics by their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::front_matter::{RepeatCounter, TableReader};
use crate::content::text::{SourceText, Spanned, find_nearest, shorten};
use crate::diag::Diagnostic;
use crate::model::Key;
use crate::msg;

pub(crate) struct EntityTable<T> {
    /// By key; `None` for an entry with an error of its own.
    entries: BTreeMap<String, Option<Arc<T>>>,
    /// False when a part of the file could not be read, so that an unknown key may be one of that part.
    pub is_complete: bool,
    kind: EntityKind,
}

/// The words for a kind of entity, and where it is written.
#[derive(Clone, Copy)]
pub(super) struct EntityKind {
    en: &'static str,
    sv: &'static str,
    sv_unknown: &'static str,
    /// The pronoun: "det" or "den".
    sv_it: &'static str,
    file: &'static str,
    /// The table in the file; `None` when each entity is a table of its own.
    table: Option<&'static str>,
}

pub(super) const TOPIC: EntityKind =
    EntityKind {
        en: "topic", sv: "ämnet", sv_unknown: "okänt ämne", sv_it: "det", file: "newsroom.toml", table: Some("topics")
    };

pub(super) const CATEGORY: EntityKind =
    EntityKind { en: "category", sv: "kategorin", sv_unknown: "okänd kategori", sv_it: "den", table: Some("categories"), ..TOPIC };

pub(super) const REGION: EntityKind =
    EntityKind { en: "region", sv: "området", sv_unknown: "okänt område", table: Some("regions"), ..TOPIC };

pub(super) const SENDER: EntityKind =
    EntityKind {
        en: "sender", sv: "avsändaren", sv_unknown: "okänd avsändare", sv_it: "den", file: "senders.toml", table: None
    };

pub(super) const CONTACT: EntityKind =
    EntityKind { en: "contact", sv: "kontakten", sv_unknown: "okänd kontakt", file: "contacts.toml", ..SENDER };

pub(super) const DEPARTMENT: EntityKind =
    EntityKind { en: "department", sv: "avdelningen", sv_unknown: "okänd avdelning", file: "departments.toml", ..SENDER };

/// Diagnostics of one file after which the rest of it is not read.
const MAX_DIAGNOSTICS: usize = 500;

impl<T> EntityTable<T> {
    pub(super) fn new(kind: EntityKind, is_complete: bool) -> EntityTable<T> {
        EntityTable { entries: BTreeMap::new(), is_complete, kind }
    }

    /// Reads a file of tables.
    pub(super) fn read_file(
        &mut self,
        text: &SourceText,
        example: &str,
        read: impl Fn(&EntityTable<T>, Key, &mut TableReader) -> Option<T>,
    ) {
        let mut table = TableReader::from_file(text);
        self.is_complete = !table.has_syntax_errors();
        let before = text.diagnostics.len();
        self.read_entries(text, table.remaining_tables(example), before, read);
    }

    /// Reads some entries of a file, for which there were `before` diagnostics in the sink. False when it has too many errors: the rest is
    /// then not read.
    pub(super) fn read_entries<'t>(
        &mut self,
        text: &SourceText<'t>,
        entries: Vec<(Spanned<String>, TableReader<'t>)>,
        before: usize,
        read: impl Fn(&EntityTable<T>, Key, &mut TableReader<'t>) -> Option<T>,
    ) -> bool {
        let mut values = Vec::new();
        let mut has_too_many_errors = false;
        for (key, fields) in entries {
            has_too_many_errors = text.diagnostics.len() >= before + MAX_DIAGNOSTICS;
            if has_too_many_errors {
                let message =
                    msg!("this file has {MAX_DIAGNOSTICS} or more errors", "den här filen har minst {MAX_DIAGNOSTICS} fel");
                let hint = msg!(
                    "nothing is read from here on: fix the first ones and run `check` again",
                    "inget läses härifrån: rätta de första och kör `check` igen"
                );
                text.error(key.span, message, hint);
                self.is_complete = false;
                break;
            }
            let value = text.diagnostics.checked(|| {
                // The fields are read under any key, so that all errors are reported at once.
                let id = text.parse_key(&key).or_else(|| Key::parse("x").ok())?;
                fields.read(|fields| read(self, id, fields))
            });
            values.push((key.value, value.map(Arc::new)));
        }
        self.entries.extend(values);
        !has_too_many_errors
    }

    pub(super) fn insert(&mut self, key: String, entity: Option<T>) {
        self.entries.insert(key, entity.map(Arc::new));
    }

    /// The entities without errors, by key.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.entries.values().flatten().map(AsRef::as_ref)
    }

    /// The entities by key, with a `stand_in` for each that has an error.
    pub fn all_or(&self, stand_in: impl Fn(Key) -> Option<T>) -> Vec<Arc<T>> {
        let entity =
            |(key, entity): (&String, &Option<Arc<T>>)| entity.clone().or_else(|| stand_in(Key::parse(key).ok()?).map(Arc::new));
        self.entries.iter().filter_map(entity).collect()
    }

    /// The entity that the field `name` refers to.
    pub fn read_key(&self, table: &mut TableReader, name: &'static str) -> Option<Arc<T>> {
        let key = table.string(name)?;
        self.find(table.source(), &key)
    }

    /// The entities that the list `name` refers to.
    pub fn read_keys(&self, table: &mut TableReader, name: &'static str) -> Vec<Arc<T>> {
        let keys = table.strings(name);
        self.find_all(table.source(), &keys)
    }

    /// The entity with this key. An unknown key is reported with the nearest one.
    pub fn find(&self, text: &SourceText, key: &Spanned<String>) -> Option<Arc<T>> {
        match self.entries.get(&key.value) {
            Some(Some(entity)) => return Some(Arc::clone(entity)),
            Some(None) => text.diagnostics.push(self.erroneous(text, key)),
            None if !self.is_complete => {}
            None => text.diagnostics.push(self.unknown(text, key)),
        }
        None
    }

    /// The entities with these keys, in their order. A key that is repeated is reported and ignored.
    pub fn find_all(&self, text: &SourceText, keys: &[Spanned<String>]) -> Vec<Arc<T>> {
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        let [mut repeated, mut erroneous, mut unknown] = [(); 3].map(|()| RepeatCounter::new(text));
        for key in keys {
            match self.entries.get(&key.value) {
                _ if !seen.insert(&key.value) => repeated.report(|| self.repeated(text, key)),
                Some(Some(entity)) => found.push(Arc::clone(entity)),
                Some(None) => erroneous.report(|| self.erroneous(text, key)),
                None if !self.is_complete => {}
                None => unknown.report(|| self.unknown(text, key)),
            }
        }
        [repeated, erroneous, unknown].into_iter().for_each(RepeatCounter::finish);
        found
    }

    /// Like [`EntityTable::find_all`], followed by a stand-in for each entity with an error of its own, which is not reported again.
    pub fn find_all_or(&self, text: &SourceText, keys: &[Spanned<String>], stand_in: impl Fn(Key) -> Option<T>) -> Vec<Arc<T>> {
        let (erroneous, others): (Vec<_>, Vec<_>) =
            keys.iter().cloned().partition(|key| matches!(self.entries.get(&key.value), Some(None)));
        let mut found = self.find_all(text, &others);
        found.extend(erroneous.iter().filter_map(|key| stand_in(Key::parse(&key.value).ok()?)).map(Arc::new));
        found
    }

    fn repeated(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let (EntityKind { en, sv, sv_it, .. }, name) = (self.kind, shorten(&key.value));
        let message = msg!("the {en} `{name}` is named twice", "{sv} `{name}` anges två gånger");
        Diagnostic::warning(text.location(key.span.clone()), message).hint(msg!("remove one", "ta bort {sv_it} ena"))
    }

    fn erroneous(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let (EntityKind { en, sv, file, .. }, name) = (self.kind, shorten(&key.value));
        let message = msg!("the {en} `{name}` has an error of its own", "{sv} `{name}` har ett eget fel");
        Diagnostic::error(text.location(key.span.clone()), message).hint(msg!("fix it in `{file}`", "rätta det i `{file}`"))
    }

    fn unknown(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let EntityKind { en, sv_unknown, sv_it, file, table, .. } = self.kind;
        let name = shorten(&key.value);
        let message = msg!("unknown {en} `{name}`", "{sv_unknown} `{name}`");
        let near = find_nearest(&key.value, self.entries.keys().map(String::as_str));
        let hint = match (near, table) {
            (Some(near), _) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            (None, Some(table)) => msg!("write it below `[{table}]` in `{file}`", "skriv {sv_it} under `[{table}]` i `{file}`"),
            (None, None) => msg!("write it into `{file}`", "skriv in {sv_it} i `{file}`"),
        };
        Diagnostic::error(text.location(key.span.clone()), message).hint(hint)
    }
}
