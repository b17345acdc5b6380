//! RSS 2.0 and 1.0, Atom and WordPress exports: from elements to items.

use super::feed_item::{Feed, FeedItem, FeedText, TextSyntax};
use crate::diag::Diagnostic;
use crate::import::imported::{Omission, OmissionReason};
use crate::import::source_map::InputText;
use crate::import::xml::{self, XmlElement, XmlError};
use crate::import::{html, links, phrases, references};
use crate::msg;

/// Post types that WordPress uses internally.
const INTERNAL_POST_TYPES: &str =
    "nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|wp_global_styles|wp_navigation|wp_template";

pub fn read(input: &InputText<'_>) -> Feed {
    let mut reader = ElementReader {
        input,
        feed: Feed::default(),
        open: Vec::new(),
        bases: Vec::new(),
        item: None,
        field: None,
        post: WordPressPost::default(),
        is_export: false,
        unclosed: Vec::new(),
    };
    let report = xml::read(input.text, &mut reader);
    let (mut feed, unfinished) = (reader.feed, reader.item);
    let error_at = |at, message, hint| Diagnostic::error(input.locate_byte(at), message).hint(hint);
    let retry_hint = || msg!("fetch the complete feed and import it again", "hämta hela flödet och importera det på nytt");
    for at in reader.unclosed {
        feed.errors.push(error_at(at, msg!("the item has no end", "posten saknar slut"), retry_hint()));
    }
    match report.error {
        None => {}
        Some(XmlError::Entities(at)) => {
            feed.items.clear();
            feed.errors.push(error_at(
                at,
                msg!("the file defines entities of its own, which are not read", "filen definierar egna entiteter, som inte läses"),
                msg!("a feed has no need of them: fetch it from its publisher", "ett flöde behöver inga: hämta det från utgivaren"),
            ));
        }
        Some(XmlError::Cut(at)) => {
            // The unfinished item is the one that is missing.
            let at = unfinished.as_ref().map_or(at.min(input.text.trim_end().len().saturating_sub(1)), |item| item.at);
            feed.errors.push(error_at(
                at,
                msg!(
                    "the feed is cut off here; the complete items before it are imported",
                    "flödet är avhugget här; de hela posterna före det importeras"
                ),
                retry_hint(),
            ));
        }
        Some(XmlError::Broken(at, why)) => feed.errors.push(error_at(
            at,
            msg!("the XML cannot be read from here on: {why}", "XML-texten går inte att läsa härifrån: {why}"),
            retry_hint(),
        )),
    }
    for (at, written) in report.unknown {
        let line = input.line_of(at);
        let message = msg!(
            "`{written}` is not a known character reference; it is kept as written",
            "`{written}` är ingen känd teckenreferens; den står kvar som den är skriven"
        );
        feed.warnings.push(Diagnostic::warning(input.locate(line, Some(&written)), message));
    }
    feed
}

struct ElementReader<'a> {
    input: &'a InputText<'a>,
    feed: Feed,
    open: Vec<String>,
    /// Base addresses with the depth of their elements.
    bases: Vec<(usize, String)>,
    item: Option<FeedItem>,
    field: Option<OpenField>,
    post: WordPressPost,
    is_export: bool,
    /// The starts of items in which another item began.
    unclosed: Vec<usize>,
}

/// An element whose text is being collected.
struct OpenField {
    element: XmlElement,
    /// The number of elements around it.
    depth: usize,
    text: String,
    /// The start of its text.
    at: Option<usize>,
    /// It contains tags.
    has_tags: bool,
}

/// The fields of WordPress for the item.
#[derive(Debug, Default)]
struct WordPressPost {
    post_type: String,
    status: String,
    comments: usize,
}

impl OpenField {
    fn is_xhtml(&self) -> bool {
        self.element.attribute("type").is_some_and(|syntax| syntax.trim().eq_ignore_ascii_case("xhtml"))
    }

    fn text(self, syntax: TextSyntax, input: &InputText<'_>) -> Option<FeedText> {
        let line = input.line_of(self.at.unwrap_or(self.element.at));
        // Lines count from the first visible character.
        let value = self.text.trim_start();
        let before = self.text.len() - value.len();
        let line = line + self.text.get(..before).unwrap_or_default().matches('\n').count();
        (!value.trim().is_empty()).then(|| FeedText { value: value.trim_end().to_owned(), syntax, line })
    }
}

impl xml::XmlHandler for ElementReader<'_> {
    fn start(&mut self, element: XmlElement) {
        let depth = self.open.len();
        self.open.push(element.name.clone());
        if let Some(field) = &mut self.field {
            field.has_tags = true;
            open_tag(&element, &mut field.text);
            return;
        }
        if let Some(base) = element.attribute("xml:base") {
            let outer = self.bases.last().map(|(_, base)| base.as_str());
            let base = links::resolve(outer, base).map(|address| address.to_string());
            self.bases.extend(base.map(|base| (depth, base)));
        }
        let name = local_name(&element.name);
        if matches!(name, "item" | "entry") {
            self.unclosed.extend(self.item.take().map(|unclosed| unclosed.at));
            self.post = WordPressPost::default();
            self.item = Some(FeedItem {
                line: self.input.line_of(element.at),
                at: element.at,
                id: element.attribute("rdf:about").map(|id| id.trim().to_owned()),
                language: element.attribute("xml:lang").map(str::to_owned),
                base: self.bases.last().map(|(_, base)| base.clone()),
                ..FeedItem::default()
            });
            return;
        }
        if matches!(name, "rss" | "RDF" | "feed" | "rdf:RDF" | "channel") {
            let language = element.attribute("xml:lang").map(str::to_owned);
            self.feed.language = self.feed.language.take().or(language);
            return;
        }
        // A field is a child of an item, channel or feed. Its own children (the author's name in Atom) belong to its text.
        let parent = self.open.iter().rev().nth(1).map(|name| local_name(name)).unwrap_or_default();
        if matches!(parent, "item" | "entry" | "channel" | "feed") {
            self.field = Some(OpenField { element, depth, text: String::new(), at: None, has_tags: false });
        }
    }

    fn end(&mut self) {
        let name = self.open.pop().unwrap_or_default();
        let depth = self.open.len();
        if let Some(field) = self.field.as_mut().filter(|field| depth > field.depth) {
            close_tag(&name, &mut field.text);
            return;
        }
        if let Some(mut field) = self.field.take() {
            field.element.name = local_name(&field.element.name).to_owned();
            match self.item.take() {
                Some(mut item) => {
                    self.read_item_field(field, &mut item);
                    self.item = Some(item);
                }
                None => self.read_feed_field(field),
            }
        } else if matches!(local_name(&name), "item" | "entry") {
            self.finish_item();
        }
        self.bases.retain(|(at, _)| *at < depth);
    }

    fn text(&mut self, text: &str, at: usize) {
        let Some(field) = &mut self.field else { return };
        field.at.get_or_insert(at);
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if field.is_xhtml() { field.text.push_str(&xml::escape(&text)) } else { field.text.push_str(&text) }
    }
}

impl ElementReader<'_> {
    fn read_item_field(&mut self, mut field: OpenField, item: &mut FeedItem) {
        let base = field.element.attribute("xml:base").map(str::to_owned);
        let outer = item.base.clone();
        let language = field.element.attribute("xml:lang").map(str::to_owned);
        let resolved = |reference: &str| links::resolve(outer.as_deref(), reference).map(|address| address.to_string());
        let words = field.text.trim().to_owned();
        let name = std::mem::take(&mut field.element.name);
        match name.as_str() {
            "title" | "dc:title" => {
                let syntax = if self.is_html(&field) { TextSyntax::Html } else { TextSyntax::Plain };
                item.title = item.title.take().or(field.text(syntax, self.input));
            }
            "guid" | "id" if !words.is_empty() => item.id = Some(words),
            "link" => {
                let href = field.element.attribute("href").map(|href| href.trim().to_owned());
                match (href, field.element.attribute("rel").unwrap_or("alternate")) {
                    (Some(href), "alternate") => item.link = item.link.take().or(resolved(&href)),
                    (Some(href), "enclosure") => item.other_fields.push(("enclosure", href)),
                    (None, _) if !words.is_empty() => item.link = item.link.take().or(resolved(&words)),
                    _ => {}
                }
            }
            "pubDate" | "published" | "issued" | "dcterms:issued" => item.published.push(words),
            // In UTC, and also set for drafts.
            "wp:post_date_gmt" => item.published.insert(0, format!("{words}Z")),
            "wp:post_date" => item.published.push(words),
            "wp:post_modified_gmt" => item.updated.insert(0, format!("{words}Z")),
            "dc:date" if item.published.is_empty() => item.published.push(words),
            "updated" | "modified" | "dcterms:modified" | "atom:updated" | "wp:post_modified" => item.updated.push(words),
            "content:encoded" => {
                let syntax = if self.is_export { TextSyntax::Post } else { TextSyntax::Html };
                item.content = field.text(syntax, self.input);
            }
            "content" => {
                item.language = language.or(item.language.take());
                item.base = base.as_deref().and_then(resolved).or(item.base.take());
                let syntax = if self.is_html(&field) { TextSyntax::Html } else { TextSyntax::Plain };
                match field.element.attribute("src").map(str::to_owned) {
                    Some(address) if words.is_empty() => item.other_fields.push(("content", address)),
                    _ => item.content = field.text(syntax, self.input),
                }
            }
            "description" | "excerpt:encoded" | "summary" => {
                let is_atom = self.open.first().is_some_and(|root| local_name(root) == "feed");
                let html = if is_atom { self.is_html(&field) } else { field.has_tags || is_marked_up(&field.text) };
                let text = field.text(if html { TextSyntax::Html } else { TextSyntax::Plain }, self.input);
                item.summary = item.summary.take().or(text);
            }
            "category" => {
                let term = field.element.attribute("label").or(field.element.attribute("term")).map(str::to_owned);
                let word = term.unwrap_or(words);
                // The default category of WordPress.
                let says =
                    !["uncategorized", "okategoriserade", "okategoriserat", ""].contains(&word.trim().to_lowercase().as_str());
                if says && !item.categories.contains(&word) {
                    item.categories.push(word);
                }
            }
            "dc:language" => item.language = Some(words),
            "author" | "dc:creator" | "creator" if !words.is_empty() => {
                // Name and address of an Atom author are elements.
                let text = html::strip_tags(&words.replace('<', " <"));
                item.other_fields.push(("author", text.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
            "enclosure" => item.other_fields.extend(field.element.attribute("url").map(|url| ("enclosure", url.to_owned()))),
            "wp:attachment_url" => item.other_fields.push(("attachment", words)),
            "wp:post_name" if !words.is_empty() => item.name = Some(words),
            "wp:status" => self.post.status = words,
            "wp:post_type" => self.post.post_type = words,
            "wp:post_password" => item.is_restricted |= !words.is_empty(),
            "wp:comment" => self.post.comments += 1,
            _ => {}
        }
    }

    /// Whether an Atom text is HTML (RFC 4287, 3.1).
    fn is_html(&self, field: &OpenField) -> bool {
        let syntax = field.element.attribute("type").unwrap_or("text").trim().to_ascii_lowercase();
        field.has_tags || ["html", "xhtml", "text/html", "application/xhtml+xml"].contains(&syntax.as_str())
    }

    fn read_feed_field(&mut self, field: OpenField) {
        let words = field.text.trim().to_owned();
        let feed = &mut self.feed;
        match field.element.name.as_str() {
            // Preferred to the address of the feed.
            "id" if !words.is_empty() => feed.id = words,
            "link" => {
                let address = field.element.attribute("href").map_or(words, |href| href.trim().to_owned());
                let rel = field.element.attribute("rel").unwrap_or("alternate");
                if address.starts_with("http") && rel == "alternate" {
                    feed.base.get_or_insert(address.clone());
                }
                if feed.id.is_empty() {
                    feed.id = address;
                }
            }
            "language" | "dc:language" if !words.is_empty() => feed.language = Some(words),
            "wp:wxr_version" => self.is_export = true,
            _ => {}
        }
    }

    fn finish_item(&mut self) {
        let Some(mut item) = self.item.take() else { return };
        let post = std::mem::take(&mut self.post);
        if post.comments > 0 {
            item.other_fields.push(("comments", post.comments.to_string()));
        }
        if !is_release(&post.post_type) {
            self.omit(&item, &post.post_type);
            return;
        }
        match post.status.as_str() {
            "trash" | "auto-draft" | "inherit" => {
                self.omit(&item, &post.status);
                return;
            }
            "publish" => {}
            // It has its date.
            "future" => item.is_scheduled = true,
            "private" => item.is_restricted = true,
            // Outside of exports there is no status.
            "" if !self.is_export => {}
            // Draft, pending, custom states, and an export that does not say: an unknown state never means public.
            _ => item.is_draft = true,
        }
        self.feed.items.push(item);
    }

    /// Reports an item of an export that is not a post.
    fn omit(&mut self, item: &FeedItem, post_type: &str) {
        if phrases::contains(INTERNAL_POST_TYPES, post_type) {
            return;
        }
        let title = item.title.as_ref().map(|title| title.value.as_str()).unwrap_or_default();
        let text = format!("{post_type}: {title}").trim_end_matches([':', ' ']).to_owned();
        self.feed.omissions.push(Omission { line: item.line, text, reason: OmissionReason::NotARelease });
    }
}

/// A post, or a custom type named after a kind of release.
fn is_release(post_type: &str) -> bool {
    let post_type = post_type.replace(['-', '_'], " ");
    matches!(post_type.as_str(), "post" | "pressrelease" | "") || phrases::kind_label(&post_type).is_some()
}

/// Whether the text contains tags or character references.
fn is_marked_up(text: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    text.split('<').skip(1).any(is_tag) || references::replace(text) != text
}

/// The name without the prefix of Atom, whose elements also occur in RSS.
fn local_name(name: &str) -> &str {
    match name {
        "atom:updated" => name,
        _ => name.strip_prefix("atom:").unwrap_or(name),
    }
}

fn open_tag(element: &XmlElement, out: &mut String) {
    out.push('<');
    out.push_str(without_prefix(&element.name));
    for (name, value) in &element.attributes {
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_name && !name.is_empty() {
            out.push_str(&format!(" {name}=\""));
            out.push_str(&xml::escape(value));
            out.push('"');
        }
    }
    out.push('>');
}

fn close_tag(name: &str, out: &mut String) {
    let name = without_prefix(name);
    let void = ["br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "area", "embed", "track", "base"];
    if !void.contains(&name) {
        out.push_str(&format!("</{name}>"));
    }
}

fn without_prefix(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
