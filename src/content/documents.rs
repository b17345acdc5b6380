//! The tables `[[documents]]`: files to download.

use std::collections::BTreeSet;

use crate::content::context::ReleaseContext;
use crate::content::document_traces::DocumentTraces;
use crate::content::front_matter::{RepeatCounter, TableReader};
use crate::content::text::{SourceText, Spanned, shorten};
use crate::diag::Diagnostic;
use crate::model::{Access, Document};
use crate::msg;

/// A translation that lists none inherits those of its original.
pub(crate) fn read_documents(table: &mut TableReader, context: &ReleaseContext) -> Vec<Document> {
    if let Some(original) = context.original().filter(|_| !table.has("documents")) {
        table.allow("documents");
        return original.documents.clone();
    }
    let (mut paths, mut duplicates) = (BTreeSet::new(), RepeatCounter::new(table.source()));
    let documents = table.read_tables("documents", |row| {
        let document = read_document(row, context)?;
        if paths.insert(document.file.path.clone()) {
            return Some(document);
        }
        duplicates.report(|| listed_twice(row, document.file.name.as_str(), "documents"));
        None
    });
    duplicates.finish();
    documents
}

pub(crate) fn listed_twice(row: &TableReader, name: &str, table: &str) -> Diagnostic {
    let name = shorten(name);
    let message = msg!("`{name}` is listed in two `[[{table}]]`", "`{name}` anges i två `[[{table}]]`");
    let hint = msg!("remove the second: it is not used", "ta bort den andra: den används inte");
    Diagnostic::warning(row.location(), message).hint(hint)
}

fn read_document(row: &mut TableReader, context: &ReleaseContext) -> Option<Document> {
    let text = row.source();
    let field = row.required_string("file", "file = \"beslut.pdf\"");
    let file = field.and_then(|name| {
        let (file, facts) = context.attachments.find(text, &name)?;
        warn_of_traces(text, &name, &facts.traces, context);
        Some(file)
    });
    let title = row.required_line("title", "title = \"Beslutet i sin helhet\"");
    let lang = row.lang("language");
    let hint =
        msg!("write the number of pages: `pages = 4`, or remove the line", "skriv antalet sidor: `pages = 4`, eller ta bort raden");
    let pages = row.integer_in("pages", 1..=100_000, hint).map(|pages| pages.value);
    let hint = msg!("write it in bytes, or remove it", "skriv den i byte, eller ta bort den");
    if let (Some(stated), Some(file)) = (row.integer_in("size", 0..=u32::MAX, hint), &file)
        && file.length > u64::from(stated.value)
    {
        let (name, length, bytes) = (file.name.as_str(), file.length, stated.value);
        let message = msg!(
            "`{name}` is larger than stated: {length} bytes, not {bytes}",
            "`{name}` är större än angivet: {length} byte, inte {bytes}"
        );
        let hint = msg!(
            "put the right file there, or remove `size`: readers see the actual size",
            "lägg dit rätt fil, eller ta bort `size`: läsarna ser den verkliga storleken"
        );
        text.error(stated.span, message, hint);
    }
    let access = read_access(row, context);
    Some(Document { file: file?, title: title?, lang, pages, access })
}

/// Warns of what a document says about its making. The newsroom's own names are no secret.
fn warn_of_traces(text: &SourceText, name: &Spanned<String>, traces: &DocumentTraces, context: &ReleaseContext) {
    let file = shorten(&name.value);
    if traces.has_changes {
        text.warning(
            name.span.clone(),
            msg!(
                "`{file}` has tracked changes, which every reader can see",
                "`{file}` har spårade ändringar, som alla läsare kan se"
            ),
            msg!(
                "accept or reject all of them, save it, and put it here again",
                "godkänn eller avvisa alla, spara den och lägg hit den igen"
            ),
        );
    }
    if traces.has_comments {
        text.warning(
            name.span.clone(),
            msg!("`{file}` has comments, which every reader can see", "`{file}` har kommentarer, som alla läsare kan se"),
            msg!("delete all of them, save it, and put it here again", "ta bort alla, spara den och lägg hit den igen"),
        );
    }
    let authors: Vec<&str> = traces.authors.iter().map(String::as_str).filter(|author| !is_public_name(author, context)).collect();
    if !authors.is_empty() {
        let names = shorten(&authors.join(", "));
        text.warning(
            name.span.clone(),
            msg!("`{file}` names its authors: {names}", "`{file}` anger vem som har skrivit den: {names}"),
            msg!(
                "if readers should not see that, remove it under the properties of the document and save it again",
                "om läsarna inte ska se det, ta bort det under dokumentets egenskaper och spara om det"
            ),
        );
    }
}

fn is_public_name(author: &str, context: &ReleaseContext) -> bool {
    context.registry.public_names().any(|name| name.to_lowercase() == author.to_lowercase())
}

fn read_access(row: &mut TableReader, context: &ReleaseContext) -> Access {
    let accessible = row.boolean("accessible");
    let has_contact = row.has("ask");
    let contact = context.registry.contacts.read_key(row, "ask");
    match accessible {
        Some(false) if !has_contact => {
            let message = msg!("no contact is given for an accessible version", "ingen kontakt anges för en tillgänglig version");
            let hint = msg!(
                "write a key of `contacts.toml`: `ask = \"anna-berg\"`",
                "skriv en nyckel ur `contacts.toml`: `ask = \"anna-berg\"`"
            );
            row.error(message, hint);
        }
        Some(true) | None if has_contact => {
            let message = msg!(
                "`ask` is only shown for a document that is not accessible",
                "`ask` visas bara när dokumentet inte är tillgängligt"
            );
            row.warning(
                message,
                msg!("write `accessible = false`, or remove `ask`", "skriv `accessible = false`, eller ta bort `ask`"),
            );
        }
        Some(_) | None => {}
    }
    match (accessible, contact) {
        (Some(false), Some(contact)) => Access::Ask(contact),
        (Some(true), _) => Access::Accessible,
        _ => Access::Unknown,
    }
}
