//! Reads what the newsroom writes: a folder of TOML and Markdown becomes a newsroom, and every mistake in it a sentence with a hint.
//!
//! The disk is read by [`read_dir()`]; [`read`] is a function of the texts alone. One broken release never stops the others.

pub mod change;
mod dates;
pub mod draft;
mod extras;
mod files;
pub mod front_matter;
mod markdown;
mod name_messages;
mod newsroom;
mod parse_cache;
mod prose_lints;
mod quote;
mod release;
mod revisions;
mod rules;
mod source_dir;
mod split;
mod text;
mod toml_messages;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::files::Attachments;
use crate::content::newsroom::Registry;
use crate::content::newsroom::clean;
use crate::content::parse_cache::Fingerprint;
use crate::content::release::ParsedRelease;
use crate::content::release::ReleaseContext;
use crate::content::release::RuleLocations;
use crate::content::text::SourceText;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::error::Error;
use crate::model::Lang;
use crate::model::Newsroom;
use crate::model::Record;
use crate::model::Release;
use crate::msg;

pub use crate::content::files::FileFacts;
pub use crate::content::files::attachment_loader;
pub use crate::content::files::load_attachment;
pub use crate::content::name_messages::explain_name_error;
pub use crate::content::parse_cache::ParseCache;
pub use crate::content::source_dir::MAX_TEXT_BYTES;
pub use crate::content::source_dir::read_dir;
pub use crate::content::source_dir::read_theme;
pub(crate) use crate::content::text::distance;

/// The files of a content folder, in memory.
#[derive(Debug, Clone)]
pub struct Sources {
    pub newsroom: SourceFile,
    /// `None` when there is no such file.
    pub contacts: Option<SourceFile>,
    /// `None` when there is no such file.
    pub departments: Option<SourceFile>,
    /// `None` when there is no such file.
    pub senders: Option<SourceFile>,
    /// `None` for Depesch's own looks. It stands elsewhere, beside the other templates.
    pub theme: Option<ThemeSource>,
    pub releases: Vec<ReleaseSource>,
    /// What was found on the way that belongs to no release.
    pub ignored: Vec<Diagnostic>,
}

/// One file, or why it could not be read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub bytes: Result<Vec<u8>, Box<Diagnostic>>,
}

/// What is printed looks like this: a text, and the files that it names.
#[derive(Debug, Clone)]
pub struct ThemeSource {
    /// Under the name that was asked for.
    pub source: SourceFile,
    /// By the name that stands in the text.
    pub beside: BTreeMap<String, Result<Vec<u8>, FileProblem>>,
}

/// Why a file that a theme names is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    Missing,
    /// Its name leads away from the theme.
    Outside,
    NotAFile,
    /// Than so many megabytes.
    TooLarge(u64),
    /// With the system's own words.
    Unreadable(String),
}

impl ThemeSource {
    /// A theme with nothing beside it.
    pub fn from_text(file: &str, text: &str) -> ThemeSource {
        let source = SourceFile { file: file.to_owned(), bytes: Ok(text.as_bytes().to_vec()) };
        ThemeSource { source, beside: BTreeMap::new() }
    }

    /// Whether a file is the theme's own, or one that it names.
    pub fn has(&self, file: &str) -> bool {
        self.source.file == file || self.beside.keys().any(|name| self.path_of(name) == file)
    }

    /// `templates/print/logo.svg`: how a file beside the theme is shown.
    pub fn path_of(&self, name: &str) -> String {
        match self.source.file.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }
}

/// One folder of a release, and what is in it.
#[derive(Debug, Clone)]
pub struct ReleaseSource {
    /// The name of the folder that should be a year: `2017`.
    pub year: String,
    /// The name of the release's own folder.
    pub slug: String,
    /// `release.md`.
    pub source: SourceFile,
    /// `release.en.md` and its like, with the language in the name.
    pub translations: Vec<(String, SourceFile)>,
    /// What stands in `revisions/`: earlier texts, named by their number (`1.md`) and, for a translation, its language (`1.en.md`).
    pub revisions: Vec<(String, SourceFile)>,
    /// Pictures and documents.
    pub files: Vec<FileSource>,
    /// What a release cannot carry.
    pub others: Vec<OtherEntry>,
}

/// A file beside a text: what was seen of it, or why it could not be read.
#[derive(Debug, Clone)]
pub struct FileSource {
    /// Its name in the folder.
    pub name: String,
    pub about: Result<FileFacts, Box<Diagnostic>>,
}

/// A file of a kind that is not read, or a folder.
#[derive(Debug, Clone)]
pub struct OtherEntry {
    /// Its name in the folder.
    pub name: String,
    pub is_folder: bool,
}

impl ReleaseSource {
    /// A folder in which nothing stands but its `release.md`.
    pub fn from_text(year: &str, slug: &str, source: SourceFile) -> ReleaseSource {
        let (year, slug) = (year.to_owned(), slug.to_owned());
        let (translations, revisions, files, others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        ReleaseSource { year, slug, source, translations, revisions, files, others }
    }

    /// `releases/2017/x/`: the folder here and in the output.
    pub fn folder(&self) -> String {
        format!("releases/{}/{}/", self.year, self.slug)
    }
}

/// What came of a content folder.
#[derive(Debug)]
pub struct LoadedContent {
    /// Every release that is without mistakes. `None` when the newsroom's own files cannot be used.
    pub newsroom: Option<Newsroom>,
    /// Sorted by file and line.
    pub diagnostics: Vec<Diagnostic>,
    pub broken: Vec<BrokenRelease>,
}

/// A release with a mistake: it is not in the newsroom, and its last good output stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenRelease {
    /// `releases/2017/x/`.
    pub folder: String,
}

/// The folder of the release itself: of a translation, the one above.
pub fn release_folder(folder: &str) -> Option<String> {
    let mut parts = folder.split('/');
    let (releases, year, slug) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{releases}/{year}/{slug}/"))
}

/// Reads a content folder from disk. An error only when the folder or its `newsroom.toml` cannot be read at all.
pub fn load(root: &Path) -> Result<LoadedContent, Error> {
    read_dir(root).map(|sources| read(&sources))
}

/// Makes a newsroom of texts in memory. The same texts always give the same newsroom.
pub fn read(sources: &Sources) -> LoadedContent {
    read_cached(sources, &mut ParseCache::default())
}

/// The same, with what came of earlier readings: a folder in which nothing changed is not read again, and its releases are shared.
pub fn read_cached(sources: &Sources, remembered: &mut ParseCache) -> LoadedContent {
    let mut diagnostics = sources.ignored.clone();
    let newsroom = decode(&sources.newsroom, &mut diagnostics);
    let contacts = sources.contacts.as_ref().map(|source| decode(source, &mut diagnostics));
    let departments = sources.departments.as_ref().map(|source| decode(source, &mut diagnostics));
    let senders = sources.senders.as_ref().map(|source| decode(source, &mut diagnostics));
    let mut house = newsroom::read(
        newsroom.as_ref(),
        contacts.as_ref().map(Option::as_ref),
        departments.as_ref().map(Option::as_ref),
        senders.as_ref().map(Option::as_ref),
        &mut diagnostics,
    );

    let theme = sources.theme.as_ref().and_then(|theme| newsroom::theme::read(theme, &mut diagnostics));
    if let (Some(publisher), Some(theme)) = (house.publisher.as_mut(), theme) {
        publisher.theme = Arc::new(theme);
    }

    remembered.invalidate_if_changed(sources);
    let known = &*remembered;
    let read: Vec<(Option<Fingerprint>, Arc<FolderResult>)> = sources
        .releases
        .par_iter()
        .map(|source| {
            let stamp = Fingerprint::of(source);
            let same = stamp.as_ref().and_then(|stamp| known.read(&source.folder(), stamp));
            (stamp, same.unwrap_or_else(|| Arc::new(read_folder(source, &house))))
        })
        .collect();
    let mut stories = Vec::new();
    let mut broken = Vec::new();
    for (_, read) in &read {
        diagnostics.extend(read.found.iter().cloned());
        stories.extend(read.stories.iter().cloned());
        broken.extend(read.broken.iter().map(|folder| BrokenRelease { folder: folder.clone() }));
    }
    remembered.keep(sources, read);
    rules::between(&mut stories, &house, &mut diagnostics, &mut broken);

    broken.sort();
    // Two translations can stand in the same folder of the output, by mistake.
    broken.dedup();
    diagnostics.sort_by(|a, b| (&a.location, a.severity, &a.message.en).cmp(&(&b.location, b.severity, &b.message.en)));
    let publisher = house.publisher.filter(|_| house.contacts.whole && house.departments.whole && house.senders.whole);
    let last_days = house.contacts.all().filter_map(|contact| Some((contact.key.clone(), contact.valid_until?))).collect();
    let newsroom = publisher.map(|publisher| {
        Newsroom::of(publisher, stories.into_iter().map(|story| story.record).collect()).with_last_days(last_days)
    });
    LoadedContent { newsroom, diagnostics, broken }
}

fn decode(source: &SourceFile, mistakes: &mut Vec<Diagnostic>) -> Option<SourceText> {
    match &source.bytes {
        Ok(bytes) => SourceText::decode(&source.file, bytes, mistakes),
        Err(mistake) => {
            mistakes.push(Diagnostic::clone(mistake));
            None
        }
    }
}

/// A release with its earlier texts: `earlier[n]` is the text before the change of row n.
struct ReleaseHistory {
    reading: ParsedRelease,
    earlier: Vec<Option<Release>>,
    /// Of a translation: what it says beside each earlier text of its original.
    beside_earlier: Vec<Option<Record>>,
}

/// A release that was read, with the places that rules between releases point at. Cheap to clone: it is shared with what is remembered.
#[derive(Debug, Clone)]
pub(crate) struct LoadedRelease {
    pub record: Arc<Record>,
    pub marks: Arc<RuleLocations>,
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
    stories: Vec<LoadedRelease>,
    broken: Vec<String>,
    found: Vec<Diagnostic>,
}

fn read_folder(source: &ReleaseSource, house: &Registry) -> FolderResult {
    let mut read = FolderResult { stories: Vec::new(), broken: Vec::new(), found: Vec::new() };
    let beside = Attachments::new(source);
    let given = ReleaseContext { folders: (&source.year, &source.slug), beside: &beside, original: None };
    let story = read_story(&source.source, source, &given, house, &mut read.found);
    if story.is_none() {
        // Its translations take most of what they say from it.
        read.broken.push(source.folder());
    }
    let translated = story.as_ref().filter(|_| !source.translations.is_empty());
    let original = translated.map(|story| (story.reading.release.clone(), story.earlier.clone()));
    read.stories.extend(story.map(ReleaseHistory::filed));
    if let Some((original, earlier)) = original {
        for (lang, text) in &source.translations {
            let folder = || format!("{}{}/", source.folder(), lang.to_ascii_lowercase());
            let Ok(lang) = Lang::parse(lang) else {
                read.found.push(not_a_language(&text.file, lang));
                read.broken.push(folder());
                continue;
            };
            if lang == original.lang {
                read.found.push(same_language(&text.file, &lang));
                read.broken.push(folder());
                continue;
            }
            let given = ReleaseContext { original: Some((&original, &lang)), ..given };
            match read_story(text, source, &given, house, &mut read.found) {
                Some(mut story) => {
                    story.beside_earlier = beside_earlier(&earlier, text, source, &given, house);
                    read.stories.push(story.filed());
                }
                None => read.broken.push(folder()),
            }
        }
    }
    if read.broken.is_empty() {
        beside.tell_unused(&mut read.found);
    }
    read
}

/// A translation beside each earlier text of its original, from which it takes what it does not say itself. What is wrong with it was told
/// when it was read beside the newest.
fn beside_earlier(
    earlier: &[Option<Release>],
    text: &SourceFile,
    folder: &ReleaseSource,
    given: &ReleaseContext,
    house: &Registry,
) -> Vec<Option<Record>> {
    let beside = |original: &Release| {
        let given = ReleaseContext { original: given.original.map(|(_, lang)| (original, lang)), ..*given };
        let story = read_story(text, folder, &given, house, &mut Vec::new())?;
        Some(Record::new(story.reading.release, story.earlier))
    };
    earlier.iter().map(|original| original.as_ref().and_then(beside)).collect()
}

fn not_a_language(file: &str, lang: &str) -> Diagnostic {
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

fn same_language(file: &str, lang: &Lang) -> Diagnostic {
    let say = msg!("`release.md` is in the language `{lang}` already", "`release.md` är redan på språket `{lang}`");
    let hint = msg!(
        "name the file by the language that it is in, or take it away",
        "döp filen efter det språk den är på, eller ta bort den"
    );
    Diagnostic::error(Location::file(file), say).hint(hint)
}

/// The newest text and those before it; `None` when any of them has a mistake, since nobody could tell then what was true when.
fn read_story(
    newest: &SourceFile,
    folder: &ReleaseSource,
    given: &ReleaseContext,
    house: &Registry,
    told: &mut Vec<Diagnostic>,
) -> Option<ReleaseHistory> {
    let mut found = Vec::new();
    let reading = read_text(newest, given, house, &mut found);
    let reading = reading.filter(|_| clean(&found, 0));
    if let Some(reading) = &reading {
        rules::within(reading, &mut found);
    }
    let reading = reading.filter(|_| clean(&found, 0));
    let story = reading.map(|reading| {
        let earlier = revisions::read(&reading, folder, given, house, &mut found);
        ReleaseHistory { reading, earlier, beside_earlier: Vec::new() }
    });
    let story = story.filter(|_| clean(&found, 0));
    if story.is_none() {
        found.extend(still_up(newest));
    }
    told.append(&mut found);
    story
}

/// Whoever withdraws a release must know that a mistake can keep its text where it is: by the words of the file, since it could not be read.
fn still_up(newest: &SourceFile) -> Option<Diagnostic> {
    let text = newest.bytes.as_ref().ok().map(|bytes| String::from_utf8_lossy(bytes))?;
    let withdrawn = text.lines().any(|line| {
        let value = line.trim_start().strip_prefix("kind").and_then(|rest| rest.trim_start().strip_prefix('='));
        value.is_some_and(|value| matches!(value.trim_start().get(..12), Some("\"withdrawal\"" | "'withdrawal'")))
    });
    let say = msg!(
        "it says that it is withdrawn, but as long as it has mistakes its text can stay online",
        "enligt texten är det återkallat, men så länge det har fel kan det ligga kvar ute"
    );
    let hint = msg!(
        "mend them at once; pictures and documents that it names must be there",
        "rätta dem genast; bilder och dokument som nämns måste finnas kvar"
    );
    withdrawn.then(|| Diagnostic::error(Location::file(&newest.file), say).hint(hint))
}

fn read_text(source: &SourceFile, given: &ReleaseContext, house: &Registry, found: &mut Vec<Diagnostic>) -> Option<ParsedRelease> {
    let text = decode(source, found)?;
    release::read(given, text, house, found)
}
