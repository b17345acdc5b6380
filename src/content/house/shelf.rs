//! What a release can name, by its key: contacts, senders, departments, topics.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::text::At;
use crate::content::text::Text;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::say;

/// Things by their key. A thing that has a mistake of its own is `None`.
pub(crate) struct Shelf<T> {
    pub(super) things: BTreeMap<String, Option<Arc<T>>>,
    /// False when the file could not be read as a whole: nobody knows what would stand in it.
    pub whole: bool,
    what: What,
}

/// How a kind of thing is called, and where it is written.
#[derive(Clone, Copy)]
pub(super) struct What {
    en: &'static str,
    sv: &'static str,
    sv_unknown: &'static str,
    /// The pronoun: "det" or "den".
    sv_it: &'static str,
    file: &'static str,
    /// The table of the file in which it stands, where it is not a table itself.
    table: Option<&'static str>,
}

pub(super) const TOPIC: What =
    What { en: "topic", sv: "ämnet", sv_unknown: "okänt ämne", sv_it: "det", file: "newsroom.toml", table: Some("topics") };
pub(super) const CATEGORY: What = What {
    en: "category",
    sv: "kategorin",
    sv_unknown: "okänd kategori",
    sv_it: "den",
    file: "newsroom.toml",
    table: Some("categories"),
};
pub(super) const REGION: What =
    What {
        en: "region", sv: "området", sv_unknown: "okänt område", sv_it: "det", file: "newsroom.toml", table: Some("regions")
    };
pub(super) const SENDER: What =
    What { en: "sender", sv: "avsändaren", sv_unknown: "okänd avsändare", sv_it: "den", file: "senders.toml", table: None };
pub(super) const CONTACT: What =
    What { en: "contact", sv: "kontakten", sv_unknown: "okänd kontakt", sv_it: "den", file: "contacts.toml", table: None };
pub(super) const DEPARTMENT: What = What {
    en: "department",
    sv: "avdelningen",
    sv_unknown: "okänd avdelning",
    sv_it: "den",
    file: "departments.toml",
    table: None,
};

impl<T> Shelf<T> {
    pub(super) fn new(what: What, whole: bool) -> Shelf<T> {
        Shelf { things: BTreeMap::new(), whole, what }
    }

    /// The thing that `key` names; otherwise a mistake with the nearest key.
    pub fn find(&self, text: &Text, key: &At<String>, mistakes: &mut Vec<Diagnostic>) -> Option<Arc<T>> {
        let What { en, sv, sv_unknown, sv_it, file, table } = self.what;
        let name = shown(&key.value);
        let (say, hint) = match self.things.get(&key.value) {
            Some(Some(thing)) => return Some(Arc::clone(thing)),
            Some(None) => (
                say!("the {en} `{name}` has a mistake of its own", "{sv} `{name}` har ett eget fel"),
                say!("mend it in `{file}`", "rätta det i `{file}`"),
            ),
            None if !self.whole => return None,
            None => {
                let say = say!("unknown {en} `{name}`", "{sv_unknown} `{name}`");
                let hint = match nearest(&key.value, self.things.keys().map(String::as_str)) {
                    Some(near) => say!("did you mean `{near}`?", "menade du `{near}`?"),
                    None => match table {
                        Some(table) => say!("write it below `[{table}]` in `{file}`", "skriv {sv_it} under `[{table}]` i `{file}`"),
                        None => say!("write it into `{file}`", "skriv in {sv_it} i `{file}`"),
                    },
                };
                (say, hint)
            }
        };
        mistakes.push(Diagnostic::mistake(text.place(key.at.clone()), say).hint(hint));
        None
    }

    /// The things that `keys` name, in their order; one that is named twice is told and taken once.
    pub fn find_all(&self, text: &Text, keys: &[At<String>], mistakes: &mut Vec<Diagnostic>) -> Vec<Arc<T>> {
        let mut found = Vec::new();
        for (n, key) in keys.iter().enumerate() {
            if keys.iter().take(n).any(|before| before.value == key.value) {
                let (What { en, sv, sv_it, .. }, name) = (self.what, shown(&key.value));
                let say = say!("the {en} `{name}` is named twice", "{sv} `{name}` anges två gånger");
                let hint = say!("take one away", "ta bort {sv_it} ena");
                mistakes.push(Diagnostic::note(text.place(key.at.clone()), say).hint(hint));
            } else {
                found.extend(self.find(text, key, mistakes));
            }
        }
        found
    }
}
