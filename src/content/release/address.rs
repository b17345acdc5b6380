//! What a release is known by: its address, its id, and the addresses it had before.

use std::collections::BTreeSet;

use crate::content::context::FieldSpans;
use crate::content::context::ReleaseContext;
use crate::content::fields::parsed;
use crate::content::front_matter::RepeatCounter;
use crate::content::front_matter::TableReader;
use crate::content::name_messages;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::model::Permalink;
use crate::model::ReleaseId;
use crate::model::Slug;
use crate::msg;

/// The year and the slug are the names of the folders.
pub(super) fn address(given: &ReleaseContext, file: &str, diagnostics: &Diagnostics) -> Option<Permalink> {
    if let Some((original, lang)) = given.original {
        return Some(Permalink { translation: Some(lang.clone()), ..original.permalink.clone() });
    }
    let (year, slug) = given.folders;
    let number = year_of(year);
    if number.is_none() {
        let year = shown(year);
        let say = msg!("the folder `{year}` is not a year", "mappen `{year}` är inget årtal");
        let hint = msg!("put releases in `releases/2026/name/`", "lägg pressmeddelanden i `releases/2026/namn/`");
        diagnostics.push(Diagnostic::error(Location::file(file), say).hint(hint));
    }
    let slug = Slug::parse(slug).map_err(|error| {
        let (say, hint) = name_messages::key("folder name", "mappnamnet", slug, &error);
        diagnostics.push(Diagnostic::error(Location::file(file), say).hint(hint));
    });
    Some(Permalink::new(number?, slug.ok()?))
}

/// A year of four digits.
fn year_of(folder: &str) -> Option<i16> {
    let four = folder.len() == 4 && folder.bytes().all(|b| b.is_ascii_digit());
    folder.parse::<i16>().ok().filter(|year| four && (1000..=9998).contains(year))
}

/// The id of a translation that has none of its own is that of its original with the language at its end.
pub(super) fn id(table: &mut TableReader, given: &ReleaseContext, spots: &mut FieldSpans) -> Option<ReleaseId> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    if let (Some((original, lang)), false) = (given.original, table.has("id")) {
        table.knows("id");
        return ReleaseId::parse(&format!("{}/{lang}", original.id)).ok();
    }
    let field = table.required("id", "id = \"tag:solvik.example,2026-03-02:release/1\"");
    spots.id = field.as_ref().map(|field| field.at.clone()).unwrap_or_default();
    if let (Some((original, _)), Some(field)) = (given.original, &field)
        && field.value == original.id.as_str()
    {
        let say = msg!("this is the id of the original", "det här är originalets id");
        let hint = msg!(
            "remove the `id` line: a translation gets an id of its own",
            "ta bort raden `id`: en översättning får ett eget id"
        );
        diagnostics.push(Diagnostic::error(text.place(field.at.clone()), say).hint(hint));
        return None;
    }
    parsed(text, field, ReleaseId::parse, name_messages::id, diagnostics)
}

/// Folders in which the release stood before: `"old-name"`, or `"2025/old-name"`.
pub(super) fn former(table: &mut TableReader, given: &ReleaseContext, spots: &mut FieldSpans) -> Vec<Permalink> {
    let diagnostics = table.diagnostics();
    if let Some((original, lang)) = given.original {
        let say = msg!("`former` belongs only in the original", "`former` hör bara hemma i originalet");
        table.refuse(
            "former",
            say,
            msg!("remove it: a translation moves with its original", "ta bort det: en översättning flyttar med originalet"),
        );
        return original.former_permalinks.iter().map(|old| Permalink { translation: Some(lang.clone()), ..old.clone() }).collect();
    }
    let text = table.source();
    let written = table.texts("former");
    let (mut named, mut found) = (BTreeSet::new(), Vec::new());
    let [mut still_there, mut no_name] = [(); 2].map(|()| RepeatCounter::default());
    for old in written {
        let (year, slug) = old.value.split_once('/').unwrap_or((given.folders.0, old.value.as_str()));
        let (number, at) = (year_of(year), old.at);
        let itself = (year, slug) == given.folders;
        match (number, Slug::parse(slug)) {
            (Some(year), Ok(slug)) if !itself => {
                let old = Permalink::new(year, slug);
                spots.former.push((old.clone(), at));
                if named.insert(old.clone()) {
                    found.push(old);
                }
            }
            (Some(_), Ok(_)) => still_there.tell(diagnostics, || {
                let say = msg!("the release is in this folder now", "pressmeddelandet ligger i den här mappen nu");
                let hint = msg!("name only folders that it was in before", "ange bara mappar som det har legat i tidigare");
                Diagnostic::error(text.place(at), say).hint(hint)
            }),
            _ => no_name.tell(diagnostics, || {
                let value = shown(&old.value);
                let say = msg!("`{value}` is not the name of a former folder", "`{value}` är inget namn på en tidigare mapp");
                let hint = msg!(
                    "write it as it was in the address: `former = [\"old-name\"]`, or with its year: `\"2025/old-name\"`",
                    "skriv det som det var i adressen: `former = [\"gammalt-namn\"]`, eller med årtalet: `\"2025/gammalt-namn\"`"
                );
                Diagnostic::error(text.place(at), say).hint(hint)
            }),
        }
    }
    for tally in [still_there, no_name] {
        tally.finish(diagnostics);
    }
    found
}
