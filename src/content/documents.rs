//! `[[documents]]`: the files to download.

use std::collections::BTreeSet;

use crate::content::context::ReleaseContext;
use crate::content::fields;
use crate::content::fields::required_line;
use crate::content::front_matter::RepeatCounter;
use crate::content::front_matter::TableReader;
use crate::content::newsroom::registry::Registry;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::model::Access;
use crate::model::Document;
use crate::msg;

/// `[[documents]]`; those of the original where a translation names none.
pub(crate) fn documents(table: &mut TableReader, given: &ReleaseContext, house: &Registry) -> Vec<Document> {
    let diagnostics = table.diagnostics();
    if let (Some((original, _)), false) = (given.original, table.has("documents")) {
        table.knows("documents");
        return original.documents.clone();
    }
    let (mut named, mut found, mut twice) = (BTreeSet::new(), Vec::new(), RepeatCounter::default());
    for row in table.tables("documents") {
        let home = row.home();
        if let Some(document) = document(row, given, house) {
            if named.insert(document.file.path.clone()) {
                found.push(document);
            } else {
                twice.tell(diagnostics, || named_twice(home, document.file.name.as_str(), "documents"));
            }
        }
    }
    twice.finish(diagnostics);
    found
}

/// The first row of a file is taken, and no other.
pub(crate) fn named_twice(place: Location, name: &str, table: &str) -> Diagnostic {
    let name = shown(name);
    let say = msg!("`{name}` is listed in two `[[{table}]]`", "`{name}` anges i två `[[{table}]]`");
    Diagnostic::warning(place, say).hint(msg!("remove the second: it is not used", "ta bort den andra: den används inte"))
}

pub(crate) fn document(mut row: TableReader, given: &ReleaseContext, house: &Registry) -> Option<Document> {
    let diagnostics = row.diagnostics();
    let text = row.source();
    let field = row.required("file", "file = \"beslut.pdf\"");
    let file = field.and_then(|name| given.beside.find(text, &name.value, name.at, diagnostics)).map(|(file, _)| file);
    let title = required_line(&mut row, "title", "title = \"Beslutet i sin helhet\"");
    let field = row.text("language");
    let lang = fields::lang(text, field, diagnostics);
    let hint =
        msg!("write the number of pages: `pages = 4`, or remove the line", "skriv antalet sidor: `pages = 4`, eller ta bort raden");
    let pages = row.number_in("pages", 1..=100_000, hint).map(|pages| pages.value);
    let hint = msg!("write it in bytes, or remove it", "skriv den i byte, eller ta bort den");
    if let (Some(said), Some(file)) = (row.number_in("size", 0..=u32::MAX, hint), &file)
        && file.length > u64::from(said.value)
    {
        let (name, length, said_bytes) = (file.name.as_str(), file.length, said.value);
        let say = msg!(
            "`{name}` is larger than stated: {length} bytes, not {said_bytes}",
            "`{name}` är större än angivet: {length} byte, inte {said_bytes}"
        );
        let hint = msg!(
            "put the right file there, or remove `size`: readers see the actual size",
            "lägg dit rätt fil, eller ta bort `size`: läsarna ser den verkliga storleken"
        );
        diagnostics.push(Diagnostic::error(text.place(said.at), say).hint(hint));
    }
    let accessible = row.yes_or_no("accessible");
    let asks = row.has("ask");
    let ask = row.text("ask").and_then(|key| house.contacts.find(text, &key, diagnostics));
    if accessible == Some(false) && !asks {
        let say = msg!("no contact is given for an accessible version", "ingen kontakt anges för en tillgänglig version");
        let hint = msg!(
            "write a key of `contacts.toml`: `ask = \"anna-berg\"`",
            "skriv en nyckel ur `contacts.toml`: `ask = \"anna-berg\"`"
        );
        diagnostics.push(Diagnostic::error(row.home(), say).hint(hint));
    }
    if asks && accessible != Some(false) {
        let say = msg!(
            "`ask` is only shown for a document that is not accessible",
            "`ask` visas bara när dokumentet inte är tillgängligt"
        );
        let hint = msg!("write `accessible = false`, or remove `ask`", "skriv `accessible = false`, eller ta bort `ask`");
        diagnostics.push(Diagnostic::warning(row.home(), say).hint(hint));
    }
    row.finish();
    let access = match (accessible, ask) {
        (Some(false), Some(contact)) => Access::Ask(contact),
        (Some(true), _) => Access::Accessible,
        _ => Access::Unknown,
    };
    Some(Document { file: file?, title: title?, lang, pages, access })
}
