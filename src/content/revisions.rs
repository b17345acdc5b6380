//! The earlier texts of a release, kept in `revisions/` beside it: `1.md` is the first, `1.en.md` the first of a translation.

use crate::content::context::ParsedRelease;
use crate::content::context::ReleaseContext;
use crate::content::newsroom::registry::Registry;
use crate::content::release::read_text;
use crate::content::sources::ReleaseSource;
use crate::content::sources::SourceFile;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Lang;
use crate::model::Release;
use crate::msg;

/// The name of the file that keeps revision `number`: `1.md`, or `1.en.md` for a translation.
pub fn file_name(number: usize, translation: Option<&Lang>) -> String {
    match translation {
        None => format!("{number}.md"),
        Some(lang) => format!("{number}.{lang}.md"),
    }
}

/// The kept texts before `newest`, one place for each of its changes. What is missing is told as a hint: a build of a day before that
/// change leaves the release out, since nobody knows what it said.
pub(crate) fn read(
    newest: &ParsedRelease,
    folder: &ReleaseSource,
    given: &ReleaseContext,
    house: &Registry,
    found: &Diagnostics,
) -> Vec<Option<Release>> {
    let translation = given.original.map(|(_, lang)| lang);
    let count = newest.release.changes.len();
    let mut texts = Vec::with_capacity(count);
    for number in 1..=count {
        let name = file_name(number, translation);
        match folder.revisions.iter().find(|(file, _)| *file == name) {
            Some((_, source)) => texts.push(read_one(newest, number, source, given, house, found)),
            None => {
                found.extend(not_kept(newest, number, &folder.folder(), &name));
                texts.push(None);
            }
        }
    }
    for (name, source) in &folder.revisions {
        let told = parts(name);
        let own = told.filter(|(number, lang)| *lang == translation.map(Lang::as_str) && *name == file_name(*number, translation));
        match own {
            Some((number, _)) if number > count => found.push(too_many(source, number)),
            None if translation.is_none() => found.extend(stray(name, source, told, folder)),
            _ => {}
        }
    }
    texts
}

/// `1.en.md` is the first text in English.
fn parts(name: &str) -> Option<(usize, Option<&str>)> {
    let stem = name.strip_suffix(".md")?;
    let (number, lang) = stem.split_once('.').map_or((stem, None), |(number, lang)| (number, Some(lang)));
    Some((number.parse().ok().filter(|number| *number > 0)?, lang))
}

fn read_one(
    newest: &ParsedRelease,
    number: usize,
    source: &SourceFile,
    given: &ReleaseContext,
    house: &Registry,
    found: &Diagnostics,
) -> Option<Release> {
    // Hints about old texts help nobody: they are not written any more.
    let own = Diagnostics::default();
    let reading = read_text(source, given, house, &own);
    found.extend(own.into_vec().into_iter().filter(Diagnostic::is_error));
    let reading = reading?;
    let mut release = reading.release;
    let (text, spots) = (reading.text, reading.spots);
    if release.id != newest.release.id {
        let (id, was) = (&newest.release.id, &release.id);
        let say = msg!("the earlier text has another id: `{was}`", "den tidigare texten har ett annat id: `{was}`");
        let hint = msg!("a release keeps its id for ever: write `{id}`", "ett pressmeddelande behåller sitt id: skriv `{id}`");
        found.push(Diagnostic::error(text.place(spots.id), say).hint(hint));
        return None;
    }
    let rows = newest.release.changes.get(..number - 1).unwrap_or_default();
    // A note may have been put in better words since; when and what of a change stay.
    let same = |a: &Change, b: &Change| (&a.at, a.kind) == (&b.at, b.kind);
    if release.changes.len() != rows.len() || !release.changes.iter().zip(rows).all(|(a, b)| same(a, b)) {
        let say = msg!(
            "the `[[changes]]` of the text of version {number} are not the ones of that time",
            "`[[changes]]` i texten i version {number} är inte de som gällde då"
        );
        let hint = match number - 1 {
            0 => msg!("the first text has none: remove them", "den första texten har inga: ta bort dem"),
            1 => msg!("it has only the first row of today's text", "den har bara den första raden i dagens text"),
            expected => msg!(
                "it has only the first {expected} rows of today's text",
                "den har bara de {expected} första raderna i dagens text"
            ),
        };
        // The first row that differs; the fields as a whole where one is missing.
        let differs = release.changes.iter().zip(rows).take_while(|(a, b)| same(a, b)).count();
        let at = spots.changes.get(differs).cloned().unwrap_or(spots.fence);
        found.push(Diagnostic::error(text.place(at), say).hint(hint));
        return None;
    }
    if release.dates.published() != newest.release.dates.published() {
        let say = msg!("`published` is not the same as in today's text", "`published` är inte detsamma som i dagens text");
        let hint = msg!(
            "a release is published once: write the right date in both",
            "ett pressmeddelande publiceras en gång: skriv rätt datum i båda"
        );
        found.push(Diagnostic::error(text.place(spots.published.unwrap_or(spots.fence)), say).hint(hint));
        return None;
    }
    // Where it stood before is told by the newest text alone.
    release.former_permalinks.clone_from(&newest.release.former_permalinks);
    Some(release)
}

/// Only the last missing text is told of: it is the one that can still be found.
fn not_kept(newest: &ParsedRelease, number: usize, folder: &str, name: &str) -> Option<Diagnostic> {
    if number != newest.release.changes.len() {
        return None;
    }
    let command = match newest.release.changes.get(number - 1).map(|change| change.kind) {
        Some(ChangeKind::Withdrawal) => "withdraw",
        Some(ChangeKind::Update) => "update",
        Some(ChangeKind::Correction) | None => "correct",
    };
    let at = newest.spots.changes.get(number - 1).cloned().unwrap_or_default();
    let say = msg!("the text before this change is not kept", "texten före den här ändringen är inte sparad");
    let hint = msg!(
        "if you have it, put it in `{folder}revisions/{name}`; next time `depesch {command}` keeps it",
        "om du har den, lägg den i `{folder}revisions/{name}`; nästa gång sparar `depesch {command}` den"
    );
    Some(Diagnostic::warning(newest.text.place(at), say).hint(hint))
}

fn too_many(source: &SourceFile, number: usize) -> Diagnostic {
    let say = msg!("no change was made to the text of version {number}", "ingen ändring har gjorts av texten i version {number}");
    let hint = msg!(
        "a text is kept for each row of `[[changes]]`: write the row, or remove the file",
        "en text sparas för varje rad i `[[changes]]`: skriv raden, eller ta bort filen"
    );
    Diagnostic::warning(Location::file(&source.file), say).hint(hint)
}

/// A file that nobody reads: under another name it may be one that somebody would. The texts of translations are told of by themselves.
fn stray(name: &str, source: &SourceFile, told: Option<(usize, Option<&str>)>, folder: &ReleaseSource) -> Option<Diagnostic> {
    let langs = folder.translations.iter().filter_map(|(lang, _)| Lang::parse(lang).ok());
    let hint = match told {
        None => msg!(
            "earlier texts are named `1.md`, `2.md`; those of a translation `1.en.md`",
            "tidigare texter heter `1.md`, `2.md`; de av en översättning `1.en.md`"
        ),
        Some((number, lang)) => {
            let known = lang.map(|lang| langs.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(lang)).ok_or(lang));
            match known.transpose() {
                Ok(known) => {
                    let right = file_name(number, known.as_ref());
                    if right == name {
                        return None;
                    }
                    msg!("rename it to `{right}`", "döp om den till `{right}`")
                }
                Err(lang) => {
                    let right = file_name(number, None);
                    msg!(
                        "there is no `release.{lang}.md`; an earlier text of `release.md` is called `{right}`",
                        "det finns ingen `release.{lang}.md`; en tidigare text av `release.md` heter `{right}`"
                    )
                }
            }
        }
    };
    let say = msg!("this file is not read", "den här filen läses inte");
    Some(Diagnostic::warning(Location::file(&source.file), say).hint(hint))
}
