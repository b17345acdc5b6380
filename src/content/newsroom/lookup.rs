//! Looks up contacts, senders, departments and topics by their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::front_matter::{RepeatCounter, TableReader};
use crate::content::messages::unknown_references::EntityKind;
use crate::content::text::{SourceText, Spanned};
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
            Some(None) => text.diagnostics.push(self.kind.erroneous(text, key)),
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
                _ if !seen.insert(&key.value) => repeated.report(|| self.kind.repeated(text, key)),
                Some(Some(entity)) => found.push(Arc::clone(entity)),
                Some(None) => erroneous.report(|| self.kind.erroneous(text, key)),
                None if !self.is_complete => {}
                None => unknown.report(|| self.unknown(text, key)),
            }
        }
        [repeated, erroneous, unknown].into_iter().for_each(RepeatCounter::finish);
        found
    }

    /// Like [`EntityTable::find_all`], followed by a stand-in for each entity with an error, which was reported where it is defined.
    pub fn find_all_or(&self, text: &SourceText, keys: &[Spanned<String>], stand_in: impl Fn(Key) -> Option<T>) -> Vec<Arc<T>> {
        let (erroneous, others): (Vec<_>, Vec<_>) =
            keys.iter().cloned().partition(|key| matches!(self.entries.get(&key.value), Some(None)));
        let mut found = self.find_all(text, &others);
        found.extend(erroneous.iter().filter_map(|key| stand_in(Key::parse(&key.value).ok()?)).map(Arc::new));
        found
    }

    fn unknown(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        self.kind.unknown(text, key, self.entries.keys().map(String::as_str))
    }
}
