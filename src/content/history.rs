//! Reads the folder of a release: its newest text, the earlier texts, and the translations.

use std::sync::Arc;

use crate::content::attachments::Attachments;
use crate::content::context::{LoadedRelease, ParsedRelease, ReleaseContext};
use crate::content::newsroom::registry::Registry;
use crate::content::sources::{ReleaseSource, SourceFile};
use crate::content::text::shorten;
use crate::content::{release, revisions, rules};
use crate::diag::{Diagnostic, Diagnostics, Location};
use crate::model::{Lang, Record, Release};
use crate::msg;

/// A release with its earlier texts: `earlier[n]` is the text before the change of row n.
struct ReleaseHistory<'d> {
    newest: ParsedRelease<'d>,
    earlier: Vec<Option<Release>>,
}

impl ReleaseHistory<'_> {
    fn into_loaded(self, for_earlier_originals: Vec<Option<Record>>) -> LoadedRelease {
        let locations = Arc::new(self.newest.rule_locations());
        let record = Record::new(self.newest.release, self.earlier).with_earlier_originals(for_earlier_originals);
        LoadedRelease { record: Arc::new(record), locations }
    }
}

/// The releases of one folder: the original and its translations.
#[derive(Debug)]
pub(crate) struct FolderResult {
    pub releases: Vec<LoadedRelease>,
    pub broken: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

pub(crate) fn read_folder(source: &ReleaseSource, registry: &Registry) -> FolderResult {
    let diagnostics = Diagnostics::default();
    let (mut releases, mut broken) = (Vec::new(), Vec::new());
    let attachments = Attachments::new(source);
    let context = ReleaseContext { source, attachments: &attachments, registry, diagnostics: &diagnostics, translation: None };
    if let Some(original) = read_history(&source.source, &context) {
        let translations = source.translations.iter().map(|(lang, text)| (lang, read_translation(lang, text, &original, &context)));
        let translations: Vec<_> = translations.collect();
        releases.push(original.into_loaded(Vec::new()));
        for (lang, translation) in translations {
            match translation {
                Some(translation) => releases.push(translation),
                None => broken.push(format!("{}{}/", source.folder(), lang.to_ascii_lowercase())),
            }
        }
    } else {
        // Its translations inherit most of their fields from it.
        broken.push(source.folder());
    }
    if broken.is_empty() {
        attachments.report_unused(&diagnostics);
    }
    FolderResult { releases, broken, diagnostics: diagnostics.into_vec() }
}

fn read_translation(lang: &str, text: &SourceFile, original: &ReleaseHistory, context: &ReleaseContext) -> Option<LoadedRelease> {
    let Ok(lang) = Lang::parse(lang) else {
        context.diagnostics.push(not_a_language(&text.path, lang));
        return None;
    };
    if lang == original.newest.release.lang {
        context.diagnostics.push(same_language(&text.path, &lang));
        return None;
    }
    let newest = ReleaseContext { translation: Some((&original.newest.release, &lang)), ..*context };
    let history = read_history(text, &newest)?;
    // Errors are reported once, with the newest original.
    let read_for = |original: &Release| {
        let diagnostics = Diagnostics::default();
        let earlier = ReleaseContext { translation: Some((original, &lang)), diagnostics: &diagnostics, ..*context };
        let history = read_history(text, &earlier)?;
        Some(Record::new(history.newest.release, history.earlier))
    };
    let for_earlier = original.earlier.iter().map(|original| original.as_ref().and_then(read_for)).collect();
    Some(history.into_loaded(for_earlier))
}

fn not_a_language(path: &str, lang: &str) -> Diagnostic {
    let lang = shorten(lang);
    let message = msg!("`{lang}` is not a language tag", "`{lang}` är ingen språkkod");
    let hint = match Lang::parse(&lang.to_ascii_lowercase()) {
        Ok(small) => msg!("use small letters: `release.{small}.md`", "använd små bokstäver: `release.{small}.md`"),
        Err(_) => msg!(
            "a translation is called `release.en.md`, with its language between the dots",
            "en översättning heter `release.en.md`, med språkets kod mellan punkterna"
        ),
    };
    Diagnostic::error(Location::file(path), message).hint(hint)
}

fn same_language(path: &str, lang: &Lang) -> Diagnostic {
    let message = msg!("`release.md` is already in the language `{lang}`", "`release.md` är redan på språket `{lang}`");
    let hint = msg!("name the file after its language, or remove it", "döp filen efter språket den är på, eller ta bort den");
    Diagnostic::error(Location::file(path), message).hint(hint)
}

/// The newest text and the earlier ones. `None` when any has an error, since the release's text at some time is then unknown.
fn read_history<'c>(source: &SourceFile, context: &ReleaseContext<'c>) -> Option<ReleaseHistory<'c>> {
    let newest = release::read(source, context).and_then(|newest| {
        context.diagnostics.checked(|| {
            rules::check_release(&newest);
            Some(newest)
        })
    });
    let history = newest.and_then(|newest| {
        context.diagnostics.checked(|| {
            let earlier = revisions::read(&newest, context);
            Some(ReleaseHistory { newest, earlier })
        })
    });
    if history.is_none() && is_withdrawn(source) {
        let message = msg!(
            "the text is marked as withdrawn, but it can stay online as long as it has errors",
            "texten är markerad som återkallad, men kan ligga kvar ute så länge den har fel"
        );
        let hint = msg!(
            "fix them at once; the pictures and documents that it names must exist",
            "rätta dem genast; bilder och dokument som nämns måste finnas kvar"
        );
        context.diagnostics.push(Diagnostic::error(Location::file(&source.path), message).hint(hint));
    }
    history
}

/// Whether a text that cannot be read is marked as withdrawn.
fn is_withdrawn(source: &SourceFile) -> bool {
    let text = source.bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    text.lines().any(|line| {
        let value = line.trim_start().strip_prefix("kind").and_then(|rest| rest.trim_start().strip_prefix('='));
        value.is_some_and(|value| matches!(value.trim_start().get(..12), Some("\"withdrawal\"" | "'withdrawal'")))
    })
}
