//! Many releases as one PDF: a cover, what is in it, and each release as its own PDF sets it, on pages that are counted through.
//!
//! Every release is an article of one tree, and its headline stays a heading of the first level, beside the title of the whole: so its own
//! headings keep the levels they have elsewhere, none is pushed below the sixth, and who listens goes from release to release with one key.

use std::collections::BTreeMap;

use super::compose;
use super::compose::ComposedDocument;
use super::composer;
use super::composer::ComposedText;
use super::composer::Composer;
use super::composer::DocumentBuilder;
use super::composer::PageHeader;
use super::contents;
use super::contents::ContentsEntry;
use super::cover;
use super::cover::Cover;
use super::fonts;
use super::images;
use super::margins;
use super::margins::PageNumbering;
use super::missing;
use super::pdf;
use super::structure::NodeId;
use super::structure::StructureType;
use super::theme::ResolvedTheme;
use crate::artifact::Context;
use crate::diag::Diagnostic;
use crate::model::Collection;
use crate::model::Edition;
use crate::model::Item;
use crate::model::Kind;
use crate::model::Release;
use crate::model::Withdrawal;
use crate::wording::Wording;

/// A collection as a PDF, and what should be known of it.
pub struct PrintedCollection {
    pub title: String,
    pub bytes: Vec<u8>,
    pub releases: usize,
    pub pages: usize,
    /// Also the mistakes of those that could not be printed.
    pub notes: Vec<Diagnostic>,
}

/// A title that is longer does not stand at the head of every page.
const LONGEST: usize = 60;

/// Prints what can be printed. `Err` when nothing can.
pub fn write(edition: &Edition, collection: &Collection, context: &Context) -> Result<PrintedCollection, Vec<Diagnostic>> {
    let publisher = edition.publisher();
    let words = Wording::of(&publisher.lang);
    let look = ResolvedTheme::of(&publisher.theme);
    let faces = fonts(edition, "newsroom.toml")?;
    let mut notes = Vec::new();
    let mut pictures = BTreeMap::new();
    let mut items = Vec::with_capacity(collection.items.len());
    for item in &collection.items {
        let found = match item {
            Item::Release(release) => images(release, context),
            Item::Gone(_) => Ok((BTreeMap::new(), Vec::new())),
        };
        match found {
            Ok((found, told)) => {
                pictures.extend(found);
                notes.extend(told);
                items.push(*item);
            }
            Err(mistakes) => notes.extend(mistakes),
        }
    }
    if items.is_empty() {
        return Err(notes);
    }
    let collection = &Collection { items, ..collection.clone() };
    let title = words.collection_title(publisher, collection);
    let note = has_withheld(edition, collection, words).then_some(words.not_public);

    let (document, top) = DocumentBuilder::new(faces, &publisher.lang);
    let room = CollectionComposer { edition, collection, words, look: &look, title: &title, top };
    let (document, cover) = room.cover(document);
    let (mut document, mut contents, entries) = room.contents(document);
    let mut firsts = Vec::with_capacity(collection.items.len());
    let mut count = cover.pages.len() + contents.pages.len();
    let mut texts = Vec::with_capacity(collection.items.len());
    for item in &collection.items {
        let (next, sheets) = room.item(document, item);
        document = next;
        let source = match item {
            Item::Release(release) => &release.source,
            Item::Gone(notice) => notice.source(),
        };
        notes.extend(missing(source, &document.shaper.missing));
        firsts.push(count);
        count += sheets.pages.len();
        texts.push(sheets);
    }

    let DocumentBuilder { mut tree, mut shaper, pictures: codes } = document;
    pictures.extend(codes);
    shaper.begin(publisher.lang.as_str());
    contents::number(&mut tree, &mut shaper, &mut contents.pages, &entries, &firsts, words, &look);
    let mut pages = Vec::with_capacity(count);
    for mut sheets in [cover, contents].into_iter().chain(texts) {
        margins::draw(&mut shaper, &mut sheets, PageNumbering { before: pages.len(), count, note }, &look);
        pages.append(&mut sheets.pages);
    }
    let now = edition.now().rfc3339();
    let about = pdf::DocumentInfo {
        title,
        author: publisher.name.to_string(),
        lang: publisher.lang.to_string(),
        id: identity(edition, collection),
        created: now.clone(),
        changed: now,
        rights: publisher.rights.as_ref().map(ToString::to_string),
        // Each release has one of its own beside its own PDF.
        attached: None,
    };
    let bytes = pdf::write(&ComposedDocument { pages, tree, shaper, pictures }, &look, faces, &about);
    let bytes = bytes.map_err(|why| super::failed("newsroom.toml", &why))?;
    Ok(PrintedCollection { title: about.title, bytes, releases: collection.items.len(), pages: count, notes })
}

/// The same for the same choice of releases, whatever they say.
fn identity(edition: &Edition, collection: &Collection) -> String {
    let publisher = edition.publisher();
    let mut parts: Vec<String> = collection.selections.iter().map(|selection| selection.folder()).collect();
    parts.extend(collection.period.map(|period| period.to_string()));
    if parts.is_empty() {
        parts.extend(collection.items.iter().map(|item| item.permalink().folder()));
    }
    format!("tag:{},{}:collection/{}", publisher.id_authority, publisher.id_year, parts.join("+"))
}

/// Only a preview holds what is not public.
fn has_withheld(edition: &Edition, collection: &Collection, words: &Wording) -> bool {
    let withheld = |item: &Item| matches!(item, Item::Release(release) if words.withheld(edition, release).is_some());
    edition.is_preview() && collection.items.iter().any(withheld)
}

/// What is the same for every part of a collection.
struct CollectionComposer<'a> {
    edition: &'a Edition<'a>,
    collection: &'a Collection<'a>,
    /// In the newsroom's language.
    words: &'static Wording,
    look: &'a ResolvedTheme,
    title: &'a str,
    top: NodeId,
}

impl CollectionComposer<'_> {
    fn cover(&self, mut document: DocumentBuilder) -> (DocumentBuilder, ComposedText) {
        let (words, publisher) = (self.words, self.edition.publisher());
        let root = document.tree.add(self.top, StructureType::Section);
        let mut composer = Composer::new(document, root, self.edition, &publisher.lang, words, self.look);
        let mut lines = vec![words.collected(self.collection)];
        lines.extend(self.collection.days(&publisher.zone).map(|(first, last)| words.days(first, last)));
        lines.push(format!("{} {}", words.compiled, words.instant(self.edition.now())));
        let warning = has_withheld(self.edition, self.collection, words).then_some(words.not_public_what);
        let worded = self.collection.title.is_none();
        cover::set(&mut composer, &Cover { title: self.title, worded, lines: &lines, warning });
        composer.finish(self.front())
    }

    fn contents(&self, mut document: DocumentBuilder) -> (DocumentBuilder, ComposedText, Vec<contents::PageNumberSlot>) {
        let root = document.tree.add(self.top, StructureType::Section);
        let mut composer = Composer::new(document, root, self.edition, &self.edition.publisher().lang, self.words, self.look);
        let lines: Vec<ContentsEntry> = self.collection.items.iter().map(|item| self.line(item)).collect();
        let entries = contents::set(&mut composer, &lines);
        let (document, sheets) = composer.finish(self.front());
        (document, sheets, entries)
    }

    /// What stands in the margins of cover and contents.
    fn front(&self) -> PageHeader {
        let publisher = self.edition.publisher();
        let short = self.title.chars().count() <= LONGEST;
        PageHeader {
            senders: publisher.name.to_string(),
            kind: if short { self.title.to_owned() } else { self.words.contents.to_owned() },
            date: String::new(),
            warning: None,
            address: publisher.base_url.clone(),
            from_the_right: composer::runs_from_the_right(&publisher.lang),
        }
    }

    fn line<'i>(&self, item: &Item<'i>) -> ContentsEntry<'i> {
        let (headline, about) = match item {
            Item::Release(release) => (release.headline.to_string(), self.about(release)),
            Item::Gone(notice) => (compose::gone_headline(notice), self.about_notice(notice)),
        };
        ContentsEntry { headline, lang: item.lang().as_str(), about }
    }

    /// "2 mars 2026", and what else one wants to know before turning to the page.
    fn about(&self, release: &Release) -> String {
        let words = self.words;
        let mut parts = vec![match release.dates.published() {
            Some(first) => words.day(first.day()),
            None => format!("{} {}", words.last_updated, words.day(release.updated().day())),
        }];
        if release.kind != Kind::PressRelease {
            parts.push(words.kind(release.kind).to_owned());
        }
        parts.extend(words.withheld(self.edition, release));
        parts.extend(release.last_change().map(|change| words.change(change.kind).to_owned()));
        parts.join(" · ")
    }

    fn about_notice(&self, notice: &Withdrawal) -> String {
        let withdrawn = format!("{} {}", self.words.withdrawn, self.words.day(notice.change().at.day()));
        let published = notice.published().map(|first| self.words.day(first.day()));
        published.into_iter().chain([withdrawn]).collect::<Vec<_>>().join(" · ")
    }

    fn item(&self, mut document: DocumentBuilder, item: &Item) -> (DocumentBuilder, ComposedText) {
        let root = document.tree.add(self.top, StructureType::Article);
        let lang = item.lang();
        if *lang != self.edition.publisher().lang {
            document.tree.set_lang(root, lang.as_str());
        }
        match item {
            Item::Release(release) => compose::set(document, root, self.edition, release, self.look),
            Item::Gone(notice) => compose::set_notice(document, root, self.edition, notice, self.look),
        }
    }
}
