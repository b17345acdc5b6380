//! RSS 2.0 and 1.0, Atom and the export of WordPress: from elements to items.

use super::feed_item::Feed;
use super::feed_item::FeedItem;
use super::feed_item::FeedText;
use super::feed_item::TextSyntax;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::import::html;
use crate::import::imported::Omission;
use crate::import::imported::OmissionReason;
use crate::import::links;
use crate::import::phrases;
use crate::import::references;
use crate::import::source_map::InputText;
use crate::import::xml;
use crate::import::xml::XmlElement;
use crate::import::xml::XmlError;
use crate::msg;

/// The sorts of content in an export of WordPress that are the machine's own.
const MACHINERY: &str =
    "nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|wp_global_styles|wp_navigation|wp_template";

pub(super) fn read(input: &InputText<'_>) -> Feed {
    let mut reader = ElementReader {
        input,
        feed: Feed::default(),
        open: Vec::new(),
        bases: Vec::new(),
        item: None,
        field: None,
        export: WordPressPost::default(),
        is_export: false,
        unclosed: Vec::new(),
    };
    let reading = xml::read(input.text, &mut reader);
    let (mut feed, unfinished) = (reader.feed, reader.item);
    let mistake = |at: usize, say: Message, hint: Message| {
        let note = input.warn_at_byte(at, say);
        Diagnostic::error(note.location, note.message).hint(hint)
    };
    let again = || msg!("fetch the feed again, whole, and import it again", "hämta hela flödet igen och importera det på nytt");
    for at in reader.unclosed {
        feed.mistakes.push(mistake(at, msg!("the item has no end", "posten saknar slut"), again()));
    }
    match reading.trouble {
        None => {}
        Some(XmlError::Entities(at)) => {
            feed.items.clear();
            feed.mistakes.push(mistake(
                at,
                msg!("the file defines entities of its own, which are not read", "filen definierar egna entiteter, som inte läses"),
                msg!("a feed has no need of them: fetch it from its publisher", "ett flöde behöver inga: hämta det från utgivaren"),
            ));
        }
        Some(XmlError::Cut(at)) => {
            // The item that was cut is what is missing now.
            let at = unfinished.as_ref().map_or(at.min(input.text.trim_end().len().saturating_sub(1)), |item| item.at);
            feed.mistakes.push(mistake(
                at,
                msg!(
                    "the feed is cut off here; what stands whole before it is taken",
                    "flödet är avhugget här; det som är helt före det tas med"
                ),
                again(),
            ));
        }
        Some(XmlError::Broken(at, why)) => feed.mistakes.push(mistake(
            at,
            msg!("the XML cannot be read from here on: {why}", "XML-texten går inte att läsa härifrån: {why}"),
            again(),
        )),
    }
    for (at, written) in reading.unknown {
        let line = input.line_of(at);
        let say = msg!(
            "`{written}` is no character that is known; it stands as it is written",
            "`{written}` är inget känt tecken; det står som det är skrivet"
        );
        feed.warnings.push(input.warn(line, Some(&written), say));
    }
    feed
}

/// The document while it is read.
struct ElementReader<'a> {
    input: &'a InputText<'a>,
    feed: Feed,
    /// Names of the open elements.
    open: Vec<String>,
    /// Addresses in force, with the depth at which they began.
    bases: Vec<(usize, String)>,
    item: Option<FeedItem>,
    field: Option<OpenField>,
    export: WordPressPost,
    is_export: bool,
    /// Where items begin that another began in.
    unclosed: Vec<usize>,
}

/// An element whose text is being gathered.
struct OpenField {
    element: XmlElement,
    /// How many elements were open with it.
    depth: usize,
    text: String,
    /// Where its text begins.
    at: Option<usize>,
    /// Tags stood in it, and not only text.
    tags: bool,
}

/// What an export of WordPress says of the item.
#[derive(Debug, Default)]
struct WordPressPost {
    sort: String,
    status: String,
    comments: usize,
}

impl OpenField {
    fn is_xhtml(&self) -> bool {
        self.element.attribute("type").is_some_and(|form| form.trim().eq_ignore_ascii_case("xhtml"))
    }

    fn text(self, form: TextSyntax, input: &InputText<'_>) -> Option<FeedText> {
        let line = input.line_of(self.at.unwrap_or(self.element.at));
        // Lines are counted from the first character, so white space before it goes, with its lines.
        let value = self.text.trim_start();
        let before = self.text.len() - value.len();
        let line = line + self.text.get(..before).unwrap_or_default().matches('\n').count();
        (!value.trim().is_empty()).then(|| FeedText { value: value.trim_end().to_owned(), form, line })
    }
}

impl xml::XmlHandler for ElementReader<'_> {
    fn start(&mut self, element: XmlElement) {
        let depth = self.open.len();
        self.open.push(element.name.clone());
        if let Some(field) = &mut self.field {
            field.tags = true;
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
            self.export = WordPressPost::default();
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
        // A field is a child of an item, a channel or a feed. What stands in others (the author of an entry) is one text with it.
        let parent = self.open.iter().rev().nth(1).map(|name| local_name(name)).unwrap_or_default();
        if matches!(parent, "item" | "entry" | "channel" | "feed") {
            self.field = Some(OpenField { element, depth, text: String::new(), at: None, tags: false });
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
                    self.item_field(field, &mut item);
                    self.item = Some(item);
                }
                None => self.feed_field(field),
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
    fn item_field(&mut self, mut field: OpenField, item: &mut FeedItem) {
        let base = field.element.attribute("xml:base").map(str::to_owned);
        let outer = item.base.clone();
        let language = field.element.attribute("xml:lang").map(str::to_owned);
        let resolved = |reference: &str| links::resolve(outer.as_deref(), reference).map(|address| address.to_string());
        let words = field.text.trim().to_owned();
        let name = std::mem::take(&mut field.element.name);
        match name.as_str() {
            "title" | "dc:title" => {
                let form = if self.is_html(&field) { TextSyntax::Html } else { TextSyntax::Plain };
                item.title = item.title.take().or(field.text(form, self.input));
            }
            "guid" | "id" if !words.is_empty() => item.id = Some(words),
            "link" => {
                let href = field.element.attribute("href").map(|href| href.trim().to_owned());
                match (href, field.element.attribute("rel").unwrap_or("alternate")) {
                    (Some(href), "alternate") => item.link = item.link.take().or(resolved(&href)),
                    (Some(href), "enclosure") => item.beside.push(("enclosure", href)),
                    (None, _) if !words.is_empty() => item.link = item.link.take().or(resolved(&words)),
                    _ => {}
                }
            }
            "pubDate" | "published" | "issued" | "dcterms:issued" => item.published.push(words),
            // The day as WordPress knows it is exact, and true for a draft too.
            "wp:post_date_gmt" => item.published.insert(0, format!("{words}Z")),
            "wp:post_date" => item.published.push(words),
            "wp:post_modified_gmt" => item.updated.insert(0, format!("{words}Z")),
            "dc:date" if item.published.is_empty() => item.published.push(words),
            "updated" | "modified" | "dcterms:modified" | "atom:updated" | "wp:post_modified" => item.updated.push(words),
            "content:encoded" => {
                let form = if self.is_export { TextSyntax::Post } else { TextSyntax::Html };
                item.content = field.text(form, self.input);
            }
            "content" => {
                item.language = language.or(item.language.take());
                item.base = base.as_deref().and_then(resolved).or(item.base.take());
                let form = if self.is_html(&field) { TextSyntax::Html } else { TextSyntax::Plain };
                match field.element.attribute("src").map(str::to_owned) {
                    Some(address) if words.is_empty() => item.beside.push(("content", address)),
                    _ => item.content = field.text(form, self.input),
                }
            }
            "description" | "excerpt:encoded" | "summary" => {
                let is_atom = self.open.first().is_some_and(|root| local_name(root) == "feed");
                let html = if is_atom { self.is_html(&field) } else { field.tags || is_marked_up(&field.text) };
                let text = field.text(if html { TextSyntax::Html } else { TextSyntax::Plain }, self.input);
                item.summary = item.summary.take().or(text);
            }
            "category" => {
                let term = field.element.attribute("label").or(field.element.attribute("term")).map(str::to_owned);
                let word = term.unwrap_or(words);
                // What WordPress gives to a post that nobody gave a category.
                let says =
                    !["uncategorized", "okategoriserade", "okategoriserat", ""].contains(&word.trim().to_lowercase().as_str());
                if says && !item.categories.contains(&word) {
                    item.categories.push(word);
                }
            }
            "dc:language" => item.language = Some(words),
            "author" | "dc:creator" | "creator" if !words.is_empty() => {
                // The parts of a person's name and address in Atom are elements.
                let text = html::strip_tags(&words.replace('<', " <"));
                item.beside.push(("author", text.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
            "enclosure" => item.beside.extend(field.element.attribute("url").map(|url| ("enclosure", url.to_owned()))),
            "wp:attachment_url" => item.beside.push(("attachment", words)),
            "wp:post_name" if !words.is_empty() => item.name = Some(words),
            "wp:status" => self.export.status = words,
            "wp:post_type" => self.export.sort = words,
            "wp:post_password" => item.closed |= !words.is_empty(),
            "wp:comment" => self.export.comments += 1,
            _ => {}
        }
    }

    /// Whether a text of Atom is HTML (RFC 4287 section 3.1).
    fn is_html(&self, field: &OpenField) -> bool {
        let form = field.element.attribute("type").unwrap_or("text").trim().to_ascii_lowercase();
        field.tags || ["html", "xhtml", "text/html", "application/xhtml+xml"].contains(&form.as_str())
    }

    fn feed_field(&mut self, field: OpenField) {
        let words = field.text.trim().to_owned();
        let feed = &mut self.feed;
        match field.element.name.as_str() {
            // The id of a feed is its name; its address is the next best.
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
        let export = std::mem::take(&mut self.export);
        if export.comments > 0 {
            item.beside.push(("comments", export.comments.to_string()));
        }
        if self.is_export && !is_release(&export.sort) {
            self.omit(&item, &export.sort);
            return;
        }
        match export.status.as_str() {
            "trash" | "auto-draft" | "inherit" => {
                self.omit(&item, &export.status);
                return;
            }
            // What is to come out later has its date; without an export there is no status.
            "publish" | "future" | "" => {}
            "private" => item.closed = true,
            // Draft, pending, and the states that some newsrooms make for themselves.
            _ => item.draft = true,
        }
        self.feed.items.push(item);
    }

    /// Something beside the posts of an export.
    fn omit(&mut self, item: &FeedItem, sort: &str) {
        if phrases::contains(MACHINERY, sort) {
            return;
        }
        let title = item.title.as_ref().map(|title| title.value.as_str()).unwrap_or_default();
        let text = format!("{sort}: {title}").trim_end_matches([':', ' ']).to_owned();
        self.feed.omissions.push(Omission { line: item.line, text, reason: OmissionReason::OtherSort });
    }
}

/// A post, or what a newsroom has named after what it holds.
fn is_release(sort: &str) -> bool {
    let sort = sort.replace(['-', '_'], " ");
    matches!(sort.as_str(), "post" | "pressrelease" | "") || phrases::kind_label(&sort).is_some()
}

/// True for a text with tags or character references.
fn is_marked_up(text: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    text.split('<').skip(1).any(is_tag) || references::replace(text) != text
}

/// The name within Atom; a link or date of Atom's in RSS is as good as its own.
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
