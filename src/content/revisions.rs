//! The earlier texts of a release, in `revisions/`: `1.md` is the first, `1.en.md` the first of the English translation.

use std::ops::Range;

use crate::content::context::{ParsedRelease, ReleaseContext};
use crate::content::release;
use crate::content::sources::{ReleaseSource, SourceFile};
use crate::diag::{Diagnostic, Diagnostics, Location, Message};
use crate::model::{Change, ChangeKind, Lang, Release};
use crate::msg;

/// The name of the file that holds revision `number`: `1.md`, or `1.en.md` for a translation.
pub fn file_name(number: usize, translation: Option<&Lang>) -> String {
    match translation {
        None => format!("{number}.md"),
        Some(lang) => format!("{number}.{lang}.md"),
    }
}

/// The texts before `newest`, one for each of its changes. A missing one is a warning: a build of an earlier day leaves the release out,
/// since its text at that time is unknown.
pub(crate) fn read(newest: &ParsedRelease, context: &ReleaseContext) -> Vec<Option<Release>> {
    let translation = context.translation_lang();
    let count = newest.release.changes.len();
    let find = |number: usize| {
        let name = file_name(number, translation);
        context.source.revisions.iter().find(|(file, _)| *file == name).map(|(_, source)| source)
    };
    let texts = (1..=count).map(|number| match find(number) {
        Some(source) => read_revision(newest, number, source, context),
        None => {
            // Only the last of the missing texts can still be found.
            if number == count {
                report_missing(newest, &context.source.folder(), &file_name(number, translation));
            }
            None
        }
    });
    let texts = texts.collect();
    for (name, file) in &context.source.revisions {
        let parts = parse_file_name(name);
        let own = parts.filter(|(number, lang)| *lang == translation.map(Lang::as_str) && *name == file_name(*number, translation));
        match own {
            Some((number, _)) if number > count => context.diagnostics.push(surplus(file, number)),
            None if translation.is_none() => context.diagnostics.extend(unread(name, file, parts, context.source)),
            _ => {}
        }
    }
    texts
}

/// Number and language.
fn parse_file_name(name: &str) -> Option<(usize, Option<&str>)> {
    let stem = name.strip_suffix(".md")?;
    let (number, lang) = stem.split_once('.').map_or((stem, None), |(number, lang)| (number, Some(lang)));
    Some((number.parse().ok().filter(|number| *number > 0)?, lang))
}

fn read_revision(newest: &ParsedRelease, number: usize, source: &SourceFile, context: &ReleaseContext) -> Option<Release> {
    let diagnostics = Diagnostics::default();
    let revision = release::read(source, &ReleaseContext { diagnostics: &diagnostics, ..*context }).and_then(|revision| {
        if let Some((span, message, hint)) = find_contradiction(newest, number, &revision) {
            revision.text.error(span, message, hint);
            return None;
        }
        // The newest text alone says where the release was before.
        let former_permalinks = newest.release.former_permalinks.clone();
        let former_paths = newest.release.former_paths.clone();
        Some(Release { former_permalinks, former_paths, ..revision.release })
    });
    // Warnings help nobody: old texts are no longer edited.
    context.diagnostics.extend(diagnostics.into_vec().into_iter().filter(Diagnostic::is_error));
    revision
}

/// A contradiction between an earlier text and the newest, and its span in the earlier.
fn find_contradiction(newest: &ParsedRelease, number: usize, earlier: &ParsedRelease) -> Option<(Range<usize>, Message, Message)> {
    let (release, spans, newest) = (&earlier.release, &earlier.spans, &newest.release);
    if release.id != newest.id {
        let (id, earlier_id) = (&newest.id, &release.id);
        let message =
            msg!("the earlier text has another id: `{earlier_id}`", "den tidigare texten har ett annat id: `{earlier_id}`");
        let hint = msg!("a release keeps its id for ever: write `{id}`", "ett pressmeddelande behåller sitt id: skriv `{id}`");
        return Some((spans.id.clone(), message, hint));
    }
    let rows = newest.changes.get(..number - 1).unwrap_or_default();
    // A note can be reworded later; the time and the kind of a change cannot.
    let is_same = |(a, b): &(&Change, &Change)| (&a.at, a.kind) == (&b.at, b.kind);
    let same = release.changes.iter().zip(rows).take_while(is_same).count();
    if same != release.changes.len().max(rows.len()) {
        let message = msg!(
            "the `[[changes]]` of the text of version {number} are not the ones of that time",
            "`[[changes]]` i texten i version {number} är inte de som gällde då"
        );
        let hint = match rows.len() {
            0 => msg!("the first text has none: remove them", "den första texten har inga: ta bort dem"),
            1 => msg!("it has only the first row of today's text", "den har bara den första raden i dagens text"),
            expected => msg!(
                "it has only the first {expected} rows of today's text",
                "den har bara de {expected} första raderna i dagens text"
            ),
        };
        // The first row that differs, or the fields as a whole when one is missing.
        return Some((spans.changes.get(same).unwrap_or(&spans.fence).clone(), message, hint));
    }
    if release.dates.published() != newest.dates.published() {
        let message = msg!("`published` is not the same as in today's text", "`published` är inte detsamma som i dagens text");
        let hint = msg!(
            "a release is published once: write the right date in both",
            "ett pressmeddelande publiceras en gång: skriv rätt datum i båda"
        );
        return Some((spans.published.as_ref().unwrap_or(&spans.fence).clone(), message, hint));
    }
    None
}

fn report_missing(newest: &ParsedRelease, folder: &str, name: &str) {
    let command = match newest.release.last_change().map(|change| change.kind) {
        Some(ChangeKind::Withdrawal) => "withdraw",
        Some(ChangeKind::Update) => "update",
        Some(ChangeKind::Correction) | None => "correct",
    };
    let span = newest.spans.changes.last().cloned().unwrap_or_default();
    let message = msg!("the text before this change is not kept", "texten före den här ändringen är inte sparad");
    let hint = msg!(
        "if you have it, put it in `{folder}revisions/{name}`; next time `depesch {command}` keeps it",
        "om du har den, lägg den i `{folder}revisions/{name}`; nästa gång sparar `depesch {command}` den"
    );
    newest.text.warning(span, message, hint);
}

fn surplus(source: &SourceFile, number: usize) -> Diagnostic {
    let message =
        msg!("no change was made to the text of version {number}", "ingen ändring har gjorts av texten i version {number}");
    let hint = msg!(
        "a text is kept for each row of `[[changes]]`: write the row, or remove the file",
        "en text sparas för varje rad i `[[changes]]`: skriv raden, eller ta bort filen"
    );
    Diagnostic::warning(Location::file(&source.path), message).hint(hint)
}

/// A file that is not read, with the name under which it would be. Those of translations are reported with the translation.
fn unread(name: &str, source: &SourceFile, parts: Option<(usize, Option<&str>)>, folder: &ReleaseSource) -> Option<Diagnostic> {
    let mut langs = folder.translations.iter().filter_map(|(lang, _)| Lang::parse(lang).ok());
    let hint = match parts {
        None => msg!(
            "earlier texts are named `1.md`, `2.md`; those of a translation `1.en.md`",
            "tidigare texter heter `1.md`, `2.md`; de av en översättning `1.en.md`"
        ),
        Some((number, lang)) => {
            let known = lang.map(|lang| langs.find(|known| known.as_str().eq_ignore_ascii_case(lang)).ok_or(lang));
            match known.transpose() {
                Ok(known) => {
                    let right = Some(file_name(number, known.as_ref())).filter(|right| right != name)?;
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
    let message = msg!("this file is not read", "den här filen läses inte");
    Some(Diagnostic::warning(Location::file(&source.path), message).hint(hint))
}
