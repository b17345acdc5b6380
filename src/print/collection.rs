//! Many releases as one PDF: a cover, the contents, and each release as in its own PDF, with pages numbered throughout.
//!
//! Each release is an article, and its headline a heading of the first level like the title of the collection. So its headings keep their
//! levels, none exceeds the sixth, and screen readers jump from release to release with one key.

use std::collections::BTreeMap;

use super::composer::{ComposedDocument, ComposedText, Composer, PageHeader, is_rtl};
use super::contents::{self, ContentsEntry, PageNumberSlot};
use super::cover::{self, Cover};
use super::structure::{NodeId, StructureTree, StructureType};
use super::theme::ResolvedTheme;
use super::{compose, load_fonts, load_pictures, margins, missing_characters, pdf};
use crate::artifact::Context;
use crate::diag::Diagnostic;
use crate::model::invisible::without_invisible;
use crate::model::{Collection, Edition, Item, Kind, Release, Selection, Withdrawal};
use crate::wording::Wording;

/// A finished collection.
pub struct PrintedCollection {
    pub title: String,
    pub bytes: Vec<u8>,
    pub releases: usize,
    pub pages: usize,
    /// Including the errors of releases that are left out.
    pub notes: Vec<Diagnostic>,
}

/// A longer title is not repeated on every page.
const MAX_RUNNING_TITLE: usize = 60;

/// Prints the releases that can be printed.
///
/// # Errors
/// When none of them can.
pub fn write(edition: &Edition, collection: &Collection, context: &Context) -> Result<PrintedCollection, Vec<Diagnostic>> {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let theme = ResolvedTheme::new(&publisher.theme);
    let fonts = load_fonts(edition, "newsroom.toml")?;
    let (items, pictures, mut notes) = printable_items(collection, context);
    if items.is_empty() {
        return Err(notes);
    }
    let collection = &Collection { items, ..collection.clone() };
    let title = words.collection_title(publisher, collection);
    let note = has_withheld(edition, collection, words).then_some(words.not_public);

    let mut document = ComposedDocument::new(fonts, &publisher.lang);
    let composer = CollectionComposer { edition, collection, words, theme: &theme, title: &title };
    let cover = composer.compose_cover(&mut document);
    let (mut contents, slots) = composer.compose_contents(&mut document);
    let mut count = cover.pages.len() + contents.pages.len();
    let mut first_pages = Vec::with_capacity(collection.items.len());
    let mut texts = Vec::with_capacity(collection.items.len());
    for item in &collection.items {
        let text = composer.compose_item(&mut document, item);
        notes.extend(missing_characters(item.source(), &document.shaper.missing));
        first_pages.push(count);
        count += text.pages.len();
        texts.push(text);
    }

    document.shaper.begin_part(publisher.lang.as_str());
    contents::fill_in_page_numbers(&mut document.tree, &mut document.shaper, &mut contents, &slots, &first_pages, &theme);
    for text in [cover, contents].into_iter().chain(texts) {
        margins::append_pages(&mut document, text, count, note, &theme);
    }
    document.pictures.extend(pictures);
    let now = edition.now().rfc3339();
    let info = pdf::DocumentInfo {
        title: without_invisible(&title).into_owned(),
        author: publisher.name.to_string(),
        lang: publisher.lang.to_string(),
        id: document_id(edition, collection),
        created: now.clone(),
        modified: now,
        rights: publisher.rights.as_ref().map(ToString::to_string),
        // Each release has its own in its own PDF.
        attachment: None,
    };
    let bytes = pdf::write(&mut document, &theme, fonts, &info).map_err(|cause| super::failure("newsroom.toml", &cause))?;
    Ok(PrintedCollection { title: info.title, bytes, releases: collection.items.len(), pages: count, notes })
}

/// The items whose pictures can be read, the pictures, and the diagnostics of all.
fn printable_items<'a>(
    collection: &Collection<'a>,
    context: &Context,
) -> (Vec<Item<'a>>, BTreeMap<String, super::Graphic>, Vec<Diagnostic>) {
    let (mut items, mut pictures, mut notes) = (Vec::with_capacity(collection.items.len()), BTreeMap::new(), Vec::new());
    for item in &collection.items {
        match load_pictures(item, context) {
            Ok((found, warnings)) => {
                pictures.extend(found);
                notes.extend(warnings);
                items.push(*item);
            }
            Err(errors) => notes.extend(errors),
        }
    }
    (items, pictures, notes)
}

/// The same for the same selection of releases, whatever their content.
fn document_id(edition: &Edition, collection: &Collection) -> String {
    let publisher = edition.publisher();
    let mut parts: Vec<String> = collection.selections.iter().map(Selection::folder).collect();
    parts.extend(collection.period.map(|period| period.to_string()));
    if parts.is_empty() {
        parts.extend(collection.items.iter().map(|item| item.permalink().folder()));
    }
    format!("tag:{},{}:collection/{}", publisher.id_authority, publisher.id_year, parts.join("+"))
}

fn has_withheld(edition: &Edition, collection: &Collection, words: &Wording) -> bool {
    let is_withheld = |item: &Item| matches!(item, Item::Release(release) if words.withheld(edition, release).is_some());
    edition.is_preview() && collection.items.iter().any(is_withheld)
}

/// What the parts of a collection share.
struct CollectionComposer<'a> {
    edition: &'a Edition<'a>,
    collection: &'a Collection<'a>,
    /// In the newsroom's language.
    words: &'static Wording,
    theme: &'a ResolvedTheme,
    title: &'a str,
}

impl CollectionComposer<'_> {
    fn compose_cover(&self, document: &mut ComposedDocument) -> ComposedText {
        let (words, publisher) = (self.words, self.edition.publisher());
        let mut composer = self.begin_section(document);
        let mut lines = vec![words.release_count(self.collection)];
        lines.extend(self.collection.days(&publisher.zone).map(|(first, last)| words.days(first, last)));
        lines.push(format!("{} {}", words.compiled, words.instant(self.edition.now())));
        let warning = has_withheld(self.edition, self.collection, words).then_some(words.not_public_notice);
        let is_wording = self.collection.title.is_none();
        cover::add_cover(&mut composer, &Cover { title: self.title, is_wording, lines: &lines, warning });
        composer.finish(self.page_header())
    }

    fn compose_contents(&self, document: &mut ComposedDocument) -> (ComposedText, Vec<PageNumberSlot>) {
        let mut composer = self.begin_section(document);
        let entries: Vec<ContentsEntry> = self.collection.items.iter().map(|item| self.contents_entry(item)).collect();
        let slots = contents::add_contents(&mut composer, &entries);
        (composer.finish(self.page_header()), slots)
    }

    fn begin_section<'c>(&'c self, document: &'c mut ComposedDocument) -> Composer<'c> {
        let root = document.tree.add(StructureTree::ROOT, StructureType::Section);
        Composer::new(document, root, self.edition, &self.edition.publisher().lang, self.words, self.theme)
    }

    /// The margins of cover and contents.
    fn page_header(&self) -> PageHeader {
        let publisher = self.edition.publisher();
        let is_short = self.title.chars().count() <= MAX_RUNNING_TITLE;
        PageHeader {
            senders: publisher.name.to_string(),
            kind: if is_short { self.title.to_owned() } else { self.words.contents.to_owned() },
            date: String::new(),
            warning: None,
            address: publisher.base_url.clone(),
            is_rtl: is_rtl(&publisher.lang),
        }
    }

    fn contents_entry<'i>(&self, item: &Item<'i>) -> ContentsEntry<'i> {
        let (headline, details) = match item {
            Item::Release(release) => (release.headline.to_string(), self.release_details(release)),
            Item::Withdrawal(withdrawal) => (compose::withdrawal_headline(withdrawal), self.withdrawal_details(withdrawal)),
        };
        ContentsEntry { headline, lang: item.lang().as_str(), details }
    }

    /// `2 mars 2026 · Rättelse`: date, kind, embargo and last change.
    fn release_details(&self, release: &Release) -> String {
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

    fn withdrawal_details(&self, withdrawal: &Withdrawal) -> String {
        let withdrawn = format!("{} {}", self.words.withdrawn, self.words.day(withdrawal.change().at.day()));
        let published = withdrawal.published().map(|first| self.words.day(first.day()));
        published.into_iter().chain([withdrawn]).collect::<Vec<_>>().join(" · ")
    }

    fn compose_item(&self, document: &mut ComposedDocument, item: &Item) -> ComposedText {
        let root: NodeId = document.tree.add(StructureTree::ROOT, StructureType::Article);
        if *item.lang() != self.edition.publisher().lang {
            document.tree.set_lang(root, item.lang().as_str());
        }
        compose::compose(document, root, self.edition, item, self.theme)
    }
}
