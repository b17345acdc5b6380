//! The address of a release, its id, and its former addresses.

use std::collections::BTreeSet;

use crate::content::context::{FieldSpans, ReleaseContext};
use crate::content::front_matter::{RepeatCounter, TableReader};
use crate::content::messages::invalid_names;
use crate::content::text::{SourceText, Spanned, shorten};
use crate::diag::Diagnostic;
use crate::model::{FormerPath, Permalink, ReleaseId, Slug};
use crate::msg;

/// The year and the slug are the names of the folders.
pub(super) fn read_permalink(context: &ReleaseContext, text: &SourceText) -> Option<Permalink> {
    if let Some((original, lang)) = context.translation {
        return Some(original.permalink.translated(lang));
    }
    let (folder, slug) = context.folders();
    let year = parse_year(folder);
    if year.is_none() {
        let year = shorten(folder);
        let hint = msg!("put releases in `releases/2026/name/`", "lägg pressmeddelanden i `releases/2026/namn/`");
        text.file_error(msg!("the folder `{year}` is not a year", "mappen `{year}` är inget årtal"), hint);
    }
    let slug = Slug::parse(slug).map_err(|error| {
        let (message, hint) = invalid_names::key("folder name", "mappnamnet", slug, &error);
        text.file_error(message, hint);
    });
    Some(Permalink::new(year?, slug.ok()?))
}

/// A year of four digits.
fn parse_year(folder: &str) -> Option<i16> {
    let has_four_digits = folder.len() == 4 && folder.bytes().all(|b| b.is_ascii_digit());
    folder.parse::<i16>().ok().filter(|year| has_four_digits && (1000..=9998).contains(year))
}

/// A translation without an id of its own has that of its original, followed by its language.
pub(super) fn read_id(table: &mut TableReader, context: &ReleaseContext, spans: &mut FieldSpans) -> Option<ReleaseId> {
    if let Some((original, lang)) = context.translation.filter(|_| !table.has("id")) {
        table.allow("id");
        return ReleaseId::parse(&format!("{}/{lang}", original.id)).ok();
    }
    let field = table.required_string("id", "id = \"tag:solvik.example,2026-03-02:release/1\"")?;
    spans.id = field.span.clone();
    if context.original().is_some_and(|original| field.value == original.id.as_str()) {
        let message = msg!("this is the id of the original", "det här är originalets id");
        let hint = msg!(
            "remove the `id` line: a translation gets an id of its own",
            "ta bort raden `id`: en översättning får ett eget id"
        );
        table.source().error(field.span, message, hint);
        return None;
    }
    table.source().parse(&field, ReleaseId::parse, invalid_names::id)
}

/// The folders that the release was in before: `"old-name"`, or `"2025/old-name"`; and its pages at another site: `"/nyheter/ny-skola"`.
pub(super) fn read_former(
    table: &mut TableReader,
    context: &ReleaseContext,
    spans: &mut FieldSpans,
) -> (Vec<Permalink>, Vec<FormerPath>) {
    if let Some((original, lang)) = context.translation {
        let message = msg!("`former` belongs only in the original", "`former` hör bara hemma i originalet");
        let hint = msg!("remove it: a translation moves with its original", "ta bort det: en översättning flyttar med originalet");
        table.reject("former", message, hint);
        return (original.former_permalinks.iter().map(|old| old.translated(lang)).collect(), Vec::new());
    }
    let text = table.source();
    let (mut seen, mut former, mut paths) = (BTreeSet::new(), Vec::new(), Vec::new());
    let [mut current, mut invalid] = [(); 2].map(|()| RepeatCounter::new(text));
    for Spanned { value, span } in table.strings("former") {
        if let (true, Ok(path)) = (value.starts_with('/'), FormerPath::parse(&value)) {
            if !paths.contains(&path) {
                paths.push(path);
            }
            continue;
        }
        let folders = value.split_once('/').unwrap_or((context.folders().0, value.as_str()));
        match (parse_year(folders.0), Slug::parse(folders.1)) {
            (Some(year), Ok(slug)) if folders != context.folders() => {
                let old = Permalink::new(year, slug);
                spans.former.push((old.clone(), span));
                if seen.insert(old.clone()) {
                    former.push(old);
                }
            }
            (Some(_), Ok(_)) => current.report(|| {
                let message = msg!("the release is in this folder now", "pressmeddelandet ligger i den här mappen nu");
                let hint = msg!("name only folders that it was in before", "ange bara mappar som det har legat i tidigare");
                Diagnostic::error(text.location(span), message).hint(hint)
            }),
            _ => invalid.report(|| {
                let value = shorten(&value);
                let message = msg!("`{value}` is not the name of a former folder", "`{value}` är inget namn på en tidigare mapp");
                let hint = msg!(
                    "write it as it was in the address: `former = [\"old-name\"]`, with its year: `\"2025/old-name\"`, or as a path of the old site: `\"/news/old-name\"`",
                    "skriv det som det var i adressen: `former = [\"gammalt-namn\"]`, med årtalet: `\"2025/gammalt-namn\"`, eller som en sökväg på den gamla webbplatsen: `\"/nyheter/gammalt-namn\"`"
                );
                Diagnostic::error(text.location(span), message).hint(hint)
            }),
        }
    }
    current.finish();
    invalid.finish();
    (former, paths)
}
