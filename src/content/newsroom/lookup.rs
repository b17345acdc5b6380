//! What a release can name, by its key: contacts, senders, departments, topics.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::content::fields::parsed;
use crate::content::front_matter::RepeatCounter;
use crate::content::front_matter::TableReader;
use crate::content::front_matter::fields;
use crate::content::name_messages;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Key;
use crate::msg;

/// Things by their key. A thing that has a mistake of its own is `None`.
pub(crate) struct EntityTable<T> {
    pub(super) things: BTreeMap<String, Option<Arc<T>>>,
    /// False when the file could not be read as a whole: nobody knows what would stand in it.
    pub whole: bool,
    what: EntityKind,
}

/// How a kind of thing is called, and where it is written.
#[derive(Clone, Copy)]
pub(super) struct EntityKind {
    en: &'static str,
    sv: &'static str,
    sv_unknown: &'static str,
    /// The pronoun: "det" or "den".
    sv_it: &'static str,
    file: &'static str,
    /// The table of the file in which it stands, where it is not a table itself.
    table: Option<&'static str>,
}

pub(super) const TOPIC: EntityKind =
    EntityKind {
        en: "topic", sv: "ämnet", sv_unknown: "okänt ämne", sv_it: "det", file: "newsroom.toml", table: Some("topics")
    };

pub(super) const CATEGORY: EntityKind = EntityKind {
    en: "category",
    sv: "kategorin",
    sv_unknown: "okänd kategori",
    sv_it: "den",
    file: "newsroom.toml",
    table: Some("categories"),
};

pub(super) const REGION: EntityKind = EntityKind {
    en: "region",
    sv: "området",
    sv_unknown: "okänt område",
    sv_it: "det",
    file: "newsroom.toml",
    table: Some("regions"),
};

pub(super) const SENDER: EntityKind =
    EntityKind {
        en: "sender", sv: "avsändaren", sv_unknown: "okänd avsändare", sv_it: "den", file: "senders.toml", table: None
    };

pub(super) const CONTACT: EntityKind =
    EntityKind { en: "contact", sv: "kontakten", sv_unknown: "okänd kontakt", sv_it: "den", file: "contacts.toml", table: None };

pub(super) const DEPARTMENT: EntityKind = EntityKind {
    en: "department",
    sv: "avdelningen",
    sv_unknown: "okänd avdelning",
    sv_it: "den",
    file: "departments.toml",
    table: None,
};

impl<T> EntityTable<T> {
    /// Every thing without a mistake, by key.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.things.values().flatten().map(AsRef::as_ref)
    }

    /// Every thing by key, to be kept; for one that has a mistake, what `stand_in` makes of its key.
    pub fn all_shared(&self, stand_in: impl Fn(Key) -> Option<T>) -> Vec<Arc<T>> {
        let shared = |(key, thing): (&String, &Option<Arc<T>>)| match thing {
            Some(thing) => Some(Arc::clone(thing)),
            None => stand_in(Key::parse(key).ok()?).map(Arc::new),
        };
        self.things.iter().filter_map(shared).collect()
    }

    /// Like [`EntityTable::find_all`], but uses a stand-in for an entry with an error of its own, which was reported at that entry.
    pub fn find_all_or(
        &self,
        text: &SourceText,
        keys: &[Spanned<String>],
        stand_in: impl Fn(Key) -> Option<T>,
        diagnostics: &Diagnostics,
    ) -> Vec<Arc<T>> {
        let (wrong, others): (Vec<_>, Vec<_>) =
            keys.iter().cloned().partition(|key| matches!(self.things.get(&key.value), Some(None)));
        let mut found = self.find_all(text, &others, diagnostics);
        found.extend(wrong.iter().filter_map(|key| stand_in(Key::parse(&key.value).ok()?)).map(Arc::new));
        found
    }

    pub(super) fn new(what: EntityKind, whole: bool) -> EntityTable<T> {
        EntityTable { things: BTreeMap::new(), whole, what }
    }

    /// The thing that `key` names; otherwise a mistake with the nearest key.
    pub fn find(&self, text: &SourceText, key: &Spanned<String>, diagnostics: &Diagnostics) -> Option<Arc<T>> {
        match self.things.get(&key.value) {
            Some(Some(thing)) => return Some(Arc::clone(thing)),
            Some(None) => diagnostics.push(self.wrong_itself(text, key)),
            None if !self.whole => {}
            None => diagnostics.push(self.unknown(text, key)),
        }
        None
    }

    /// The things that `keys` name, in their order; one that is named twice is told and taken once.
    pub fn find_all(&self, text: &SourceText, keys: &[Spanned<String>], diagnostics: &Diagnostics) -> Vec<Arc<T>> {
        let (mut named, mut found) = (BTreeSet::new(), Vec::new());
        let [mut twice, mut wrong, mut unknown] = [(); 3].map(|()| RepeatCounter::default());
        for key in keys {
            match self.things.get(&key.value) {
                _ if !named.insert(&key.value) => twice.tell(diagnostics, || self.named_twice(text, key)),
                Some(Some(thing)) => found.push(Arc::clone(thing)),
                Some(None) => wrong.tell(diagnostics, || self.wrong_itself(text, key)),
                None if !self.whole => {}
                None => unknown.tell(diagnostics, || self.unknown(text, key)),
            }
        }
        for tally in [twice, wrong, unknown] {
            tally.finish(diagnostics);
        }
        found
    }

    fn named_twice(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let (EntityKind { en, sv, sv_it, .. }, name) = (self.what, shown(&key.value));
        let say = msg!("the {en} `{name}` is named twice", "{sv} `{name}` anges två gånger");
        Diagnostic::warning(text.place(key.at.clone()), say).hint(msg!("remove one", "ta bort {sv_it} ena"))
    }

    fn wrong_itself(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let (EntityKind { en, sv, file, .. }, name) = (self.what, shown(&key.value));
        let say = msg!("the {en} `{name}` has an error of its own", "{sv} `{name}` har ett eget fel");
        Diagnostic::error(text.place(key.at.clone()), say).hint(msg!("fix it in `{file}`", "rätta det i `{file}`"))
    }

    fn unknown(&self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let EntityKind { en, sv_unknown, sv_it, file, table, .. } = self.what;
        let name = shown(&key.value);
        let say = msg!("unknown {en} `{name}`", "{sv_unknown} `{name}`");
        let near = nearest(&key.value, self.things.keys().map(String::as_str));
        let hint = match (near, table) {
            (Some(near), _) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            (None, Some(table)) => msg!("write it below `[{table}]` in `{file}`", "skriv {sv_it} under `[{table}]` i `{file}`"),
            (None, None) => msg!("write it into `{file}`", "skriv in {sv_it} i `{file}`"),
        };
        Diagnostic::error(text.place(key.at.clone()), say).hint(hint)
    }
}

pub(crate) fn read_shelf<T>(
    shelf: &mut EntityTable<T>,
    text: &SourceText,
    example: &str,
    diagnostics: &Diagnostics,
    read: impl Fn(Key, &mut TableReader) -> Option<T>,
) {
    let (mut table, whole) = fields(text, 0..text.whole.len(), None, diagnostics);
    shelf.whole = whole;
    let since = diagnostics.len();
    for (key, fields) in table.rest(example) {
        if is_enough(shelf, text, &key, since, diagnostics) {
            return;
        }
        read_thing(shelf, text, key, fields, &read);
    }
}

/// After so many mistakes of one file nothing more of it is read.
pub(crate) const ENOUGH: usize = 500;

/// Says so once. What was not read cannot be told to be unknown.
pub(crate) fn is_enough<T>(
    shelf: &mut EntityTable<T>,
    text: &SourceText,
    key: &Spanned<String>,
    since: usize,
    diagnostics: &Diagnostics,
) -> bool {
    if diagnostics.len() < since + ENOUGH {
        return false;
    }
    shelf.whole = false;
    let say = msg!("this file has {ENOUGH} or more errors", "den här filen har minst {ENOUGH} fel");
    let hint = msg!(
        "nothing is read from here on: fix the first ones and run `check` again",
        "inget läses härifrån: rätta de första och kör `check` igen"
    );
    diagnostics.push(Diagnostic::error(text.place(key.at.clone()), say).hint(hint));
    true
}

/// Puts one thing on the shelf, or the knowledge that it has a mistake.
pub(crate) fn read_thing<T>(
    shelf: &mut EntityTable<T>,
    text: &SourceText,
    key: Spanned<String>,
    mut fields: TableReader,
    read: impl Fn(Key, &mut TableReader) -> Option<T>,
) {
    let diagnostics = fields.diagnostics();
    let since = diagnostics.error_count();
    let id = parsed(text, Some(key.clone()), Key::parse, |w, e| name_messages::key("key", "nyckeln", w, e), diagnostics);
    // Its fields are read under any key, so that all mistakes come at once.
    let stand_in = id.or_else(|| Key::parse("x").ok());
    let thing = stand_in.and_then(|key| read(key, &mut fields));
    fields.finish();
    shelf.things.insert(key.value, thing.filter(|_| diagnostics.error_count() == since).map(Arc::new));
}
