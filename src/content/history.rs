//! One release folder: the release, its earlier texts and its translations.

use std::sync::Arc;

use crate::content::attachments::Attachments;
use crate::content::context::LoadedRelease;
use crate::content::context::ParsedRelease;
use crate::content::context::ReleaseContext;
use crate::content::newsroom::registry::Registry;
use crate::content::release::read_text;
use crate::content::revisions;
use crate::content::rules;
use crate::content::sources::ReleaseSource;
use crate::content::sources::SourceFile;
use crate::content::text;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::model::Lang;
use crate::model::Record;
use crate::model::Release;
use crate::msg;

/// A release with its earlier texts: `earlier[n]` is the text before the change of row n.
pub(crate) struct ReleaseHistory {
    reading: ParsedRelease,
    earlier: Vec<Option<Release>>,
    /// Of a translation: what it says beside each earlier text of its original.
    beside_earlier: Vec<Option<Record>>,
}

impl ReleaseHistory {
    fn filed(self) -> LoadedRelease {
        let marks = Arc::new(self.reading.marks());
        let record = Record::new(self.reading.release, self.earlier).beside_earlier(self.beside_earlier);
        LoadedRelease { record: Arc::new(record), marks }
    }
}

/// What came of one folder: the release and its translations.
#[derive(Debug)]
pub(crate) struct FolderResult {
    pub stories: Vec<LoadedRelease>,
    pub broken: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

pub(crate) fn read_folder(source: &ReleaseSource, house: &Registry) -> FolderResult {
    let diagnostics = Diagnostics::default();
    let (mut stories, mut broken) = (Vec::new(), Vec::new());
    let beside = Attachments::new(source);
    let given = ReleaseContext { folders: (&source.year, &source.slug), beside: &beside, original: None };
    let story = read_story(&source.source, source, &given, house, &diagnostics);
    if story.is_none() {
        // Its translations take most of what they say from it.
        broken.push(source.folder());
    }
    let translated = story.as_ref().filter(|_| !source.translations.is_empty());
    let original = translated.map(|story| (story.reading.release.clone(), story.earlier.clone()));
    stories.extend(story.map(ReleaseHistory::filed));
    if let Some((original, earlier)) = original {
        for (lang, text) in &source.translations {
            let folder = || format!("{}{}/", source.folder(), lang.to_ascii_lowercase());
            let Ok(lang) = Lang::parse(lang) else {
                diagnostics.push(not_a_language(&text.file, lang));
                broken.push(folder());
                continue;
            };
            if lang == original.lang {
                diagnostics.push(same_language(&text.file, &lang));
                broken.push(folder());
                continue;
            }
            let given = ReleaseContext { original: Some((&original, &lang)), ..given };
            match read_story(text, source, &given, house, &diagnostics) {
                Some(mut story) => {
                    story.beside_earlier = beside_earlier(&earlier, text, source, &given, house);
                    stories.push(story.filed());
                }
                None => broken.push(folder()),
            }
        }
    }
    if broken.is_empty() {
        beside.tell_unused(&diagnostics);
    }
    FolderResult { stories, broken, diagnostics: diagnostics.into_vec() }
}

/// A translation beside each earlier text of its original, from which it takes what it does not say itself. What is wrong with it was told
/// when it was read beside the newest.
pub(crate) fn beside_earlier(
    earlier: &[Option<Release>],
    text: &SourceFile,
    folder: &ReleaseSource,
    given: &ReleaseContext,
    house: &Registry,
) -> Vec<Option<Record>> {
    let beside = |original: &Release| {
        let given = ReleaseContext { original: given.original.map(|(_, lang)| (original, lang)), ..*given };
        let story = read_story(text, folder, &given, house, &Diagnostics::default())?;
        Some(Record::new(story.reading.release, story.earlier))
    };
    earlier.iter().map(|original| original.as_ref().and_then(beside)).collect()
}

pub(crate) fn not_a_language(file: &str, lang: &str) -> Diagnostic {
    let lang = text::shown(lang);
    let say = msg!("`{lang}` is not a language tag", "`{lang}` är ingen språkkod");
    let hint = match Lang::parse(&lang.to_ascii_lowercase()) {
        Ok(small) => msg!("use small letters: `release.{small}.md`", "använd små bokstäver: `release.{small}.md`"),
        Err(_) => msg!(
            "a translation is called `release.en.md`, with its language between the dots",
            "en översättning heter `release.en.md`, med språkets kod mellan punkterna"
        ),
    };
    Diagnostic::error(Location::file(file), say).hint(hint)
}

pub(crate) fn same_language(file: &str, lang: &Lang) -> Diagnostic {
    let say = msg!("`release.md` is already in the language `{lang}`", "`release.md` är redan på språket `{lang}`");
    let hint = msg!("name the file after its language, or remove it", "döp filen efter språket den är på, eller ta bort den");
    Diagnostic::error(Location::file(file), say).hint(hint)
}

/// The newest text and those before it; `None` when any of them has a mistake, since nobody could tell then what was true when.
pub(crate) fn read_story(
    newest: &SourceFile,
    folder: &ReleaseSource,
    given: &ReleaseContext,
    house: &Registry,
    diagnostics: &Diagnostics,
) -> Option<ReleaseHistory> {
    let reading = diagnostics.checked(|| read_text(newest, given, house, diagnostics));
    let reading = reading.and_then(|reading| {
        diagnostics.checked(|| {
            rules::within(&reading, diagnostics);
            Some(reading)
        })
    });
    let history = reading.and_then(|reading| {
        diagnostics.checked(|| {
            let earlier = revisions::read(&reading, folder, given, house, diagnostics);
            Some(ReleaseHistory { reading, earlier, beside_earlier: Vec::new() })
        })
    });
    if history.is_none() {
        diagnostics.extend(still_up(newest));
    }
    history
}

/// Whoever withdraws a release must know that a mistake can keep its text where it is: by the words of the file, since it could not be read.
pub(crate) fn still_up(newest: &SourceFile) -> Option<Diagnostic> {
    let text = newest.bytes.as_ref().ok().map(|bytes| String::from_utf8_lossy(bytes))?;
    let withdrawn = text.lines().any(|line| {
        let value = line.trim_start().strip_prefix("kind").and_then(|rest| rest.trim_start().strip_prefix('='));
        value.is_some_and(|value| matches!(value.trim_start().get(..12), Some("\"withdrawal\"" | "'withdrawal'")))
    });
    let say = msg!(
        "the text is marked as withdrawn, but it can stay online as long as it has errors",
        "texten är markerad som återkallad, men kan ligga kvar ute så länge den har fel"
    );
    let hint = msg!(
        "fix them at once; the pictures and documents that it names must exist",
        "rätta dem genast; bilder och dokument som nämns måste finnas kvar"
    );
    withdrawn.then(|| Diagnostic::error(Location::file(&newest.file), say).hint(hint))
}
