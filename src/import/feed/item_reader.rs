//! Turns an item of a feed into a document with a headline, and reads its fields.

use std::borrow::Cow;

use super::dates;
use super::feed_item::{Feed, FeedItem, FeedText, TextSyntax};
use crate::diag::{Diagnostic, Message};
use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::input::ExistingContent;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::import::{html, phrases, plain, references, short_codes, topics};
use crate::model::name::is_invisible;
use crate::model::{Kind, Moment, ReleaseId, Slug};
use crate::msg;

#[derive(Debug)]
pub struct ItemContent {
    pub document: ImportedDocument,
    pub identity: Identity<'static>,
    pub slug: Option<Slug>,
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
    /// Keys of topics.
    pub topics: Vec<String>,
    /// From a category.
    pub kind: Option<Kind>,
    pub is_draft: bool,
    pub warnings: Vec<Diagnostic>,
}

#[derive(Debug)]
pub enum Identity<'t> {
    /// A permanent id of its own.
    Id(ReleaseId),
    /// The text from which an id is minted.
    Seed(Cow<'t, str>),
}

impl Identity<'_> {
    pub fn key(&self) -> &str {
        match self {
            Identity::Id(id) => id.as_str(),
            Identity::Seed(seed) => seed,
        }
    }
}

/// Reads `item` of `feed`, whose lines are those of `input`.
pub fn read_item(item: &FeedItem, feed: &Feed, existing: &ExistingContent<'_>, input: &InputText<'_>) -> ItemContent {
    let mut reader = ItemReader { item, feed, existing, input, warnings: Vec::new() };
    let document = reader.read_document();
    let (published, updated) = reader.read_dates();
    let identity = reader.identify();
    let kind = item.categories.iter().find_map(|category| phrases::kind_label(category));
    let topics = reader.match_topics();
    if item.is_restricted {
        reader.warn(
            item.line,
            msg!("the item is not public, so the release is a draft", "posten är inte offentlig, så texten blev ett utkast"),
            None,
        );
    }
    let is_bare = item.content.is_none() && item.summary.is_none();
    if is_bare {
        let message = msg!("the item has no text, so the release is a draft", "posten har ingen text, så den blev ett utkast");
        reader.warn(
            item.line,
            message,
            Some(msg!("write its text, then take `status` away", "skriv texten och ta sedan bort `status`")),
        );
    }
    let has_private_title = item.title.as_ref().is_some_and(|title| says_private(&title.value));
    if has_private_title {
        let message = msg!(
            "the title says that the item is not for everybody, so the release is a draft",
            "rubriken säger att posten inte är för alla, så texten blev ett utkast"
        );
        reader.warn(item.line, message, None);
    }
    // What was to be published before now and was not may have been stopped.
    let has_been_missed = item.is_scheduled && published.as_ref().is_none_or(|moment| moment.day() < existing.day);
    if has_been_missed {
        let message = msg!(
            "the item waits at its source, although its time has come, so the release is a draft",
            "posten väntar hos källan fast dess tid har kommit, så texten blev ett utkast"
        );
        reader.warn(item.line, message, None);
    }
    let is_draft = item.is_draft || item.is_restricted || is_bare || has_private_title || has_been_missed;
    ItemContent {
        document,
        identity,
        slug: slug_from_address(item),
        published,
        updated,
        topics,
        kind,
        is_draft,
        warnings: reader.warnings,
    }
}

struct ItemReader<'a> {
    item: &'a FeedItem,
    feed: &'a Feed,
    existing: &'a ExistingContent<'a>,
    input: &'a InputText<'a>,
    warnings: Vec<Diagnostic>,
}

impl ItemReader<'_> {
    fn warn(&mut self, line: usize, message: Message, hint: Option<Message>) {
        let is_whole = line == self.item.line;
        let location = if is_whole { self.input.locate_byte(self.item.at) } else { self.input.locate(line, None) };
        self.warnings.push(hint.into_iter().fold(Diagnostic::warning(location, message), Diagnostic::hint));
    }

    fn read_document(&mut self) -> ImportedDocument {
        let item = self.item;
        let text = item.content.as_ref().or(item.summary.as_ref());
        let mut source = text.map(|text| self.read_text(text)).unwrap_or_default();
        if let (Some(summary), Some(_)) = (&item.summary, &item.content) {
            self.prepend_summary(summary, &mut source);
        }
        if let Some(title) = item.title.as_ref().and_then(|title| Some((self.read_title(title)?, title.line))) {
            let (words, line) = title;
            let text = StyledText::new(&words, line).normalize_spaces();
            source.blocks.insert(0, SourceBlock::new(line, BlockContent::Heading { level: 1, text }));
        } else {
            self.warn(
                item.line,
                msg!(
                    "the item has no title; its first line became the headline",
                    "posten saknar rubrik; den första raden blev rubrik"
                ),
                None,
            );
        }
        source.title = None;
        source.line = item.line;
        source.language = item.language.clone().or_else(|| self.feed.language.clone());
        for (name, value) in &item.other_fields {
            let text = format!("{name}: {value}");
            source.omissions.push(Omission { line: item.line, text, reason: OmissionReason::NoField });
        }
        source
    }

    /// The text of a title; `None` if nothing in it is visible.
    fn read_title(&mut self, title: &FeedText) -> Option<String> {
        let written = match title.syntax {
            TextSyntax::Plain => title.value.clone(),
            TextSyntax::Html | TextSyntax::Post => html::strip_tags(&title.value),
        };
        let (words, escaped) = references::unescape(&written);
        let words: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if words.chars().all(is_invisible) {
            return None;
        }
        if escaped {
            self.warn(
                title.line,
                msg!(
                    "the title was escaped more than once; it is read as `{words}`",
                    "rubriken var kodad flera gånger; den läses som `{words}`"
                ),
                None,
            );
        }
        Some(words)
    }

    /// The blocks of a text, with lines of the file.
    fn read_text(&mut self, text: &FeedText) -> ImportedDocument {
        let mut value = text.value.clone();
        let mut syntax = text.syntax;
        for _ in 0..2 {
            if syntax != TextSyntax::Html || !is_escaped(&value) {
                break;
            }
            value = references::replace(&value);
            if value == text.value {
                break;
            }
            self.warn(
                text.line,
                msg!("the text was escaped twice; it is read as HTML", "texten var kodad två gånger; den läses som HTML"),
                None,
            );
        }
        self.warn_about_short_codes(text);
        if syntax == TextSyntax::Post {
            value = wrap_paragraphs(&value);
            syntax = TextSyntax::Html;
        }
        let input = InputText::part(self.input.name(), &value, text.line);
        let base = self.item.base.clone().or_else(|| self.item.link.clone()).or_else(|| self.feed.base.clone());
        if syntax == TextSyntax::Plain { plain::read(&input) } else { html::read_fragment(&input, base.as_deref()) }
    }

    /// Puts the summary before the text, unless the text repeats it.
    fn prepend_summary(&mut self, summary: &FeedText, source: &mut ImportedDocument) {
        let blocks = self.read_text(summary).blocks;
        source.prepend_summary(blocks);
    }

    /// First publication and last change. A change at the time of publication is ignored.
    fn read_dates(&mut self) -> (Option<Moment>, Option<Moment>) {
        let published = self.read_date(&self.item.published);
        let updated = self.read_date(&self.item.updated);
        let is_later = match (&published, &updated) {
            (Some(Moment::Instant(first)), Some(Moment::Instant(last))) => last > first,
            (Some(first), Some(last)) => last.day() > first.day(),
            (None, last) => last.is_some(),
            (_, None) => false,
        };
        (published, updated.filter(|_| is_later))
    }

    fn read_date(&mut self, written: &[String]) -> Option<Moment> {
        let found = written.iter().find_map(|text| dates::parse_moment(text, self.existing.zone));
        // WordPress writes the date of a draft with zeros.
        let says = |text: &&String| text.chars().any(|c| c.is_alphanumeric() && c != '0' && c != 'Z') && !text.contains("-0001");
        if let (None, Some(bad)) = (&found, written.iter().find(says)) {
            let message = msg!("the date `{bad}` was not understood", "datumet `{bad}` gick inte att förstå");
            let hint = msg!("write it in the release as `2026-03-02 09:00`", "skriv det i pressmeddelandet som `2026-03-02 09:00`");
            self.warn(self.item.line, message, Some(hint));
        }
        found
    }

    fn identify(&mut self) -> Identity<'static> {
        let feed = &self.feed.id;
        if let Some(id) = &self.item.id {
            if let Ok(id) = ReleaseId::parse(id) {
                return Identity::Id(id);
            }
            let message = msg!(
                "`{id}` is not a permanent id; the release gets one derived from it",
                "`{id}` är inte ett beständigt id; pressmeddelandet får ett som görs av det"
            );
            self.warn(self.item.line, message, None);
            return Identity::Seed(format!("{feed}\n{id}").into());
        }
        if let Some(id) = self.item.link.as_ref().and_then(|link| ReleaseId::parse(link).ok()) {
            return Identity::Id(id);
        }
        let message = msg!(
            "the item has no id; one is made of its text, so a change of it would make another release",
            "posten saknar id; ett görs av texten, så en ändring av den skulle ge ett annat pressmeddelande"
        );
        self.warn(self.item.line, message, None);
        let words = |text: &Option<FeedText>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
        let (title, summary, content) = (words(&self.item.title), words(&self.item.summary), words(&self.item.content));
        Identity::Seed(format!("{feed}\n{title}\n{summary}\n{content}").into())
    }

    fn match_topics(&mut self) -> Vec<String> {
        let (keys, unknown) = topics::match_names(&self.item.categories, self.existing);
        if let Some((message, hint)) = unknown {
            self.warn(self.item.line, message, Some(hint));
        }
        keys
    }

    /// Only the publishing system can expand its short codes.
    fn warn_about_short_codes(&mut self, text: &FeedText) {
        for (line, code) in short_codes::find(&text.value) {
            let (message, hint) = short_codes::kept(code);
            self.warn(text.line + line, message, Some(hint));
        }
    }
}

/// What WordPress puts before the title of a post for some.
fn says_private(title: &str) -> bool {
    ["protected: ", "private: ", "privat: ", "skyddat: ", "skyddad: ", "lösenordsskyddad: ", "lösenordsskyddat: "]
        .iter()
        .any(|words| phrases::starts_with(title.trim_start(), words).is_some())
}

/// Whether all that the feed has of the item is the form for its password, or the sentence that stands for it.
pub fn is_protected(item: &FeedItem) -> bool {
    let texts = [&item.summary, &item.content];
    texts.into_iter().flatten().any(|text| html::is_protected(&text.value))
}

/// From the last part of the address, if it consists of words.
fn slug_from_address(item: &FeedItem) -> Option<Slug> {
    let named = |part: &str| {
        let part = part.rsplit_once('.').map_or(part, |(stem, end)| if end.len() <= 5 { stem } else { part });
        // Invalid UTF-8 stays percent-encoded.
        let words = percent_encoding::percent_decode_str(part).decode_utf8().unwrap_or(part.into());
        let fits = words.chars().filter(|c| c.is_alphabetic()).count() >= 3 && words != "index" && words.len() <= 200;
        if fits { Slug::from_headline(&words) } else { None }
    };
    if let Some(slug) = item.name.as_deref().and_then(named) {
        return Some(slug);
    }
    let (_, rest) = item.link.as_deref()?.split_once("://")?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let (_, path) = path.split_once('/')?;
    named(path.trim_end_matches('/').rsplit('/').next()?)
}

/// Whether all tags of the HTML are escaped.
fn is_escaped(html: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let signs = ["&lt;p", "&lt;/", "&lt;br", "&lt;div", "&amp;lt;p", "&amp;lt;/", "&#60;p", "&#60;/"];
    !html.split('<').skip(1).any(is_tag) && signs.iter().any(|sign| html.contains(sign))
}

/// Marks up paragraphs as WordPress does: an empty line separates them, and a line break stays. The lines do not move.
fn wrap_paragraphs(post: &str) -> String {
    const BLOCKS: &str = "<p|<div|<ul|<ol|<li|</|<h1|<h2|<h3|<h4|<h5|<h6|<table|<tr|<td|<th|<tbody|<blockquote|<figure|<section|<!--|<pre|\
        <hr|<dl";
    let mut out = String::with_capacity(post.len());
    for chunk in post.split("\n\n") {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        let start = chunk.trim_start().to_ascii_lowercase();
        if start.is_empty() || BLOCKS.split('|').any(|tag| start.starts_with(tag)) {
            out.push_str(chunk);
        } else {
            out.push_str("<p>");
            out.push_str(&chunk.replace('\n', "<br>\n"));
            out.push_str("</p>");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_comes_from_words_in_the_address() {
        let of = |link: &str| {
            slug_from_address(&FeedItem { link: Some(link.to_owned()), ..FeedItem::default() }).map(|slug| slug.to_string())
        };
        for (link, expected) in [
            ("https://solvik.example/press/ny-bro-over-solan/", Some("ny-bro-over-solan")),
            ("https://solvik.example/press/ny-bro.html?x=1#y", Some("ny-bro")),
            ("https://solvik.example/press/%C3%A4ldre-f%C3%A5r-mer", Some("aldre-far-mer")),
            ("https://solvik.example/?p=12", None),
            ("https://solvik.example/2026/03/4711", None),
            ("https://solvik.example", None),
        ] {
            assert_eq!(of(link).as_deref(), expected, "{link}");
        }
    }

    #[test]
    fn a_post_has_paragraphs_where_its_author_left_a_line_empty() {
        assert_eq!(wrap_paragraphs("Ett\ntvå\n\n<h2>Tre</h2>\n\nFyra"), "<p>Ett<br>\ntvå</p>\n\n<h2>Tre</h2>\n\n<p>Fyra</p>");
    }
}
