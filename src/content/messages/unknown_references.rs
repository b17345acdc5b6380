//! The messages about a contact, sender, department or topic that a text names: it does not exist, is named twice or has an error.

use crate::content::text::{SourceText, Spanned, find_nearest, shorten};
use crate::diag::Diagnostic;
use crate::msg;

/// The words for a kind of entity, and where it is written.
#[derive(Clone, Copy)]
pub(crate) struct EntityKind {
    en: &'static str,
    sv: &'static str,
    sv_unknown: &'static str,
    /// The pronoun: "det" or "den".
    sv_it: &'static str,
    file: &'static str,
    /// The table in the file; `None` when each entity is a table of its own.
    table: Option<&'static str>,
}

pub(crate) const TOPIC: EntityKind =
    EntityKind {
        en: "topic", sv: "ämnet", sv_unknown: "okänt ämne", sv_it: "det", file: "newsroom.toml", table: Some("topics")
    };

pub(crate) const CATEGORY: EntityKind =
    EntityKind { en: "category", sv: "kategorin", sv_unknown: "okänd kategori", sv_it: "den", table: Some("categories"), ..TOPIC };

pub(crate) const REGION: EntityKind =
    EntityKind { en: "region", sv: "området", sv_unknown: "okänt område", table: Some("regions"), ..TOPIC };

pub(crate) const SENDER: EntityKind =
    EntityKind {
        en: "sender", sv: "avsändaren", sv_unknown: "okänd avsändare", sv_it: "den", file: "senders.toml", table: None
    };

pub(crate) const CONTACT: EntityKind =
    EntityKind { en: "contact", sv: "kontakten", sv_unknown: "okänd kontakt", file: "contacts.toml", ..SENDER };

pub(crate) const DEPARTMENT: EntityKind =
    EntityKind { en: "department", sv: "avdelningen", sv_unknown: "okänd avdelning", file: "departments.toml", ..SENDER };

impl EntityKind {
    /// A key that is in a list twice.
    pub fn repeated(self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let (EntityKind { en, sv, sv_it, .. }, name) = (self, shorten(&key.value));
        let message = msg!("the {en} `{name}` is named twice", "{sv} `{name}` anges två gånger");
        Diagnostic::warning(text.location(key.span.clone()), message).hint(msg!("remove one", "ta bort {sv_it} ena"))
    }

    /// A key of an entry with an error.
    pub fn erroneous(self, text: &SourceText, key: &Spanned<String>) -> Diagnostic {
        let (EntityKind { en, sv, file, .. }, name) = (self, shorten(&key.value));
        let message = msg!("the {en} `{name}` has an error of its own", "{sv} `{name}` har ett eget fel");
        Diagnostic::error(text.location(key.span.clone()), message).hint(msg!("fix it in `{file}`", "rätta det i `{file}`"))
    }

    /// A key that is not among the `known` ones.
    pub fn unknown<'k>(self, text: &SourceText, key: &Spanned<String>, known: impl Iterator<Item = &'k str>) -> Diagnostic {
        let EntityKind { en, sv_unknown, sv_it, file, table, .. } = self;
        let name = shorten(&key.value);
        let message = msg!("unknown {en} `{name}`", "{sv_unknown} `{name}`");
        let near = find_nearest(&key.value, known);
        let hint = match (near, table) {
            (Some(near), _) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            (None, Some(table)) => msg!("write it below `[{table}]` in `{file}`", "skriv {sv_it} under `[{table}]` i `{file}`"),
            (None, None) => msg!("write it into `{file}`", "skriv in {sv_it} i `{file}`"),
        };
        Diagnostic::error(text.location(key.span.clone()), message).hint(hint)
    }
}
