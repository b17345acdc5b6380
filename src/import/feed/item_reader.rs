//! One item of a feed as a source: its headline on top, its text below, its fields read.

use std::borrow::Cow;

use super::dates;
use super::feed_item::Feed;
use super::feed_item::FeedItem;
use super::feed_item::FeedText;
use super::feed_item::TextSyntax;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::import::document::BlockContent;
use crate::import::document::ImportedDocument;
use crate::import::document::SourceBlock;
use crate::import::html;
use crate::import::imported::Omission;
use crate::import::imported::OmissionReason;
use crate::import::input::ExistingContent;
use crate::import::phrases;
use crate::import::plain;
use crate::import::references;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::model::Kind;
use crate::model::Moment;
use crate::model::ReleaseId;
use crate::model::Slug;
use crate::model::name::is_invisible;
use crate::msg;

/// What an item tells, read.
#[derive(Debug)]
pub(in crate::import) struct ItemContent {
    pub(in crate::import) document: ImportedDocument,
    pub(in crate::import) identity: Identity<'static>,
    pub(in crate::import) slug: Option<Slug>,
    pub(in crate::import) published: Option<Moment>,
    pub(in crate::import) updated: Option<Moment>,
    /// Keys of topics.
    pub(in crate::import) topics: Vec<String>,
    /// A category that says what sort of message it is.
    pub(in crate::import) kind: Option<Kind>,
    pub(in crate::import) draft: bool,
    pub(in crate::import) warnings: Vec<Diagnostic>,
}

/// What identifies a release.
#[derive(Debug)]
pub(in crate::import) enum Identity<'t> {
    /// Its own id, which is permanent.
    Kept(ReleaseId),
    /// The text that an id is minted from.
    Seed(Cow<'t, str>),
}

impl Identity<'_> {
    pub(in crate::import) fn key(&self) -> &str {
        match self {
            Identity::Kept(id) => id.as_str(),
            Identity::Seed(seed) => seed,
        }
    }
}

/// Reads `item` of `feed`. `original` is the text that its lines are counted in.
pub(in crate::import) fn read_item(item: &FeedItem, feed: &Feed, into: &ExistingContent<'_>, input: &InputText<'_>) -> ItemContent {
    let mut reader = ItemReader { item, feed, into, input, warnings: Vec::new() };
    let document = reader.read_document();
    let (published, updated) = reader.read_dates();
    let identity = reader.identify();
    let kind = item.categories.iter().find_map(|category| phrases::kind_label(category));
    let topics = reader.match_topics();
    if item.closed {
        reader.note(
            item.line,
            msg!(
                "the item was not for everybody, so the release is a draft",
                "posten var inte för alla, så texten blev ett utkast"
            ),
            None,
        );
    }
    let is_bare = item.content.is_none() && item.summary.is_none();
    if is_bare {
        let say = msg!("the item has no text, so the release is a draft", "posten har ingen text, så den blev ett utkast");
        reader.note(
            item.line,
            say,
            Some(msg!("write its text, then take `status` away", "skriv texten och ta sedan bort `status`")),
        );
    }
    let draft = item.draft || item.closed || is_bare;
    ItemContent {
        document,
        identity,
        slug: slug_from_address(item),
        published,
        updated,
        topics,
        kind,
        draft,
        warnings: reader.warnings,
    }
}

struct ItemReader<'a> {
    item: &'a FeedItem,
    feed: &'a Feed,
    into: &'a ExistingContent<'a>,
    input: &'a InputText<'a>,
    warnings: Vec<Diagnostic>,
}

impl ItemReader<'_> {
    fn note(&mut self, line: usize, say: Message, hint: Option<Message>) {
        let is_whole = line == self.item.line;
        let note = if is_whole { self.input.warn_at_byte(self.item.at, say) } else { self.input.warn(line, None, say) };
        self.warnings.push(match hint {
            Some(hint) => note.hint(hint),
            None => note,
        });
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
            source.blocks.insert(0, SourceBlock { line, content: BlockContent::Heading { level: 1, text } });
        } else {
            self.note(
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
        for (name, value) in &item.beside {
            let text = format!("{name}: {value}");
            source.omissions.push(Omission { line: item.line, text, reason: OmissionReason::NoField });
        }
        source
    }

    /// The words of a title; `None` when it says nothing.
    fn read_title(&mut self, title: &FeedText) -> Option<String> {
        let written = match title.form {
            TextSyntax::Plain => title.value.clone(),
            TextSyntax::Html | TextSyntax::Post => html::strip_tags(&title.value),
        };
        let (words, escaped) = references::unescape(&written);
        let words: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if words.chars().all(is_invisible) {
            return None;
        }
        if escaped {
            self.note(
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
        let mut form = text.form;
        for _ in 0..2 {
            if form != TextSyntax::Html || !is_escaped(&value) {
                break;
            }
            value = references::replace(&value);
            if value == text.value {
                break;
            }
            self.note(
                text.line,
                msg!("the text was escaped twice; it is read as HTML", "texten var kodad två gånger; den läses som HTML"),
                None,
            );
        }
        if form == TextSyntax::Post {
            self.warn_about_short_codes(text);
            value = wrap_paragraphs(&value);
            form = TextSyntax::Html;
        }
        let input = InputText::part(self.input.name(), &value, text.line);
        let base = self.item.base.clone().or_else(|| self.item.link.clone()).or_else(|| self.feed.base.clone());
        if form == TextSyntax::Plain { plain::read(&input) } else { html::fragment(&input, base.as_deref()) }
    }

    /// A summary that the text does not begin with stands before it.
    fn prepend_summary(&mut self, summary: &FeedText, source: &mut ImportedDocument) {
        let content: String = source.blocks.iter().map(|block| letters_only(&block.plain_text())).collect();
        let mut before = Vec::new();
        for block in self.read_text(summary).blocks {
            let plain = block.plain_text();
            let said = letters_only(&plain);
            let left = |reason: OmissionReason| Omission { line: block.line, text: plain.clone(), reason };
            if content.contains(&said) {
                source.omissions.push(left(OmissionReason::Repeated));
            } else if is_signature(&plain) {
                source.omissions.push(left(OmissionReason::Furniture));
            } else {
                before.push(block);
            }
        }
        source.blocks.splice(0..0, before);
    }

    /// First published, last changed. A change at the time of publishing is none.
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
        let found = written.iter().find_map(|text| dates::parse_moment(text, self.into.zone));
        // A draft of WordPress has a date of nothing but zeros.
        let says = |text: &&String| text.chars().any(|c| c.is_alphanumeric() && c != '0' && c != 'Z') && !text.contains("-0001");
        if let (None, Some(bad)) = (&found, written.iter().find(says)) {
            let say = msg!("the date `{bad}` was not understood", "datumet `{bad}` gick inte att förstå");
            let hint = msg!("write it in the release as `2026-03-02 09:00`", "skriv det i pressmeddelandet som `2026-03-02 09:00`");
            self.note(self.item.line, say, Some(hint));
        }
        found
    }

    fn identify(&mut self) -> Identity<'static> {
        let feed = &self.feed.id;
        if let Some(id) = &self.item.id {
            if let Ok(id) = ReleaseId::parse(id) {
                return Identity::Kept(id);
            }
            let say = msg!(
                "`{id}` is no lasting id; the release gets one made of it",
                "`{id}` är inget beständigt id; pressmeddelandet får ett som görs av det"
            );
            self.note(self.item.line, say, None);
            return Identity::Seed(format!("{feed}\n{id}").into());
        }
        if let Some(id) = self.item.link.as_ref().and_then(|link| ReleaseId::parse(link).ok()) {
            return Identity::Kept(id);
        }
        let say = msg!(
            "the item has no id; one is made of its text, so a change of it would make another release",
            "posten saknar id; ett görs av texten, så en ändring av den skulle ge ett annat pressmeddelande"
        );
        self.note(self.item.line, say, None);
        let words = |text: &Option<FeedText>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
        let (title, summary, content) = (words(&self.item.title), words(&self.item.summary), words(&self.item.content));
        Identity::Seed(format!("{feed}\n{title}\n{summary}\n{content}").into())
    }

    fn match_topics(&mut self) -> Vec<String> {
        let mut keys = Vec::new();
        let mut unknown = Vec::new();
        for category in self.item.categories.iter().filter(|category| phrases::kind_label(category).is_none()) {
            let (name, _) = references::unescape(category.trim());
            let is_it =
                |(key, topic): &(&String, &String)| topic.to_lowercase() == name.to_lowercase() || **key == name.to_lowercase();
            match self.into.topics.iter().find(is_it) {
                Some((key, _)) if keys.contains(key) => {}
                Some((key, _)) => keys.push(key.clone()),
                None => unknown.push(format!("`{name}`")),
            }
        }
        if !unknown.is_empty() {
            let names = unknown.join(", ");
            self.note(
                self.item.line,
                msg!("not among the topics in newsroom.toml: {names}", "inte bland ämnena i newsroom.toml: {names}"),
                Some(msg!(
                    "add what you want to keep below `[topics]`, and its key to `topics` in the release",
                    "lägg till det som ska vara kvar under `[topics]`, och dess nyckel i `topics` i pressmeddelandet"
                )),
            );
        }
        keys
    }

    /// Short codes of WordPress are written out by its machinery, which is not here.
    fn warn_about_short_codes(&mut self, text: &FeedText) {
        const CODES: [&str; 7] = ["[gallery", "[caption", "[embed", "[video", "[audio", "[playlist", "[contact-form"];
        for (line, words) in text.value.split('\n').enumerate() {
            for code in CODES.iter().filter(|code| words.contains(**code)) {
                let say = msg!("the short code `{code}...]` stands as text", "kortkoden `{code}...]` står som text");
                self.note(text.line + line, say, Some(msg!("write what it showed", "skriv det som den visade")));
            }
        }
    }
}

/// The last part of the address, where it is made of words.
fn slug_from_address(item: &FeedItem) -> Option<Slug> {
    let named = |part: &str| {
        let part = part.rsplit_once('.').map_or(part, |(stem, end)| if end.len() <= 5 { stem } else { part });
        // What is not UTF-8 then stays as it is written.
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

/// Only what is said, to compare: a teaser is cut off with dots.
fn letters_only(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// "The post Ny bro appeared first on Solvik": what WordPress writes below each summary.
fn is_signature(text: &str) -> bool {
    (text.starts_with("The post ") && text.contains(" first on ")) || (text.starts_with("Inlägget ") && text.contains(" först på "))
}

/// True for HTML without a tag whose tags are all escaped.
fn is_escaped(html: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let signs = ["&lt;p", "&lt;/", "&lt;br", "&lt;div", "&amp;lt;p", "&amp;lt;/", "&#60;p", "&#60;/"];
    !html.split('<').skip(1).any(is_tag) && signs.iter().any(|sign| html.contains(sign))
}

/// Paragraphs as WordPress makes them when it shows a post: an empty line between, a line break is one. The lines stay where they are.
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
