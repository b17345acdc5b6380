//! RSS 2.0 and 1.0, Atom and the export of WordPress: from elements to items.

use super::Feed;
use super::Form;
use super::Item;
use super::Text;
use super::is_marked_up;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::import::LeftOut;
use crate::import::Why;
use crate::import::html;
use crate::import::links;
use crate::import::source_map::Original;
use crate::import::phrases;
use crate::import::xml;
use crate::import::xml::Element;
use crate::import::xml::Trouble;
use crate::msg;

/// The sorts of content in an export of WordPress that are the machine's own.
const MACHINERY: [&str; 8] = [
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "wp_global_styles",
    "wp_navigation",
    "wp_template",
];

pub(super) fn read(original: &Original<'_>) -> Feed {
    let mut desk = Desk {
        original,
        feed: Feed::default(),
        open: Vec::new(),
        bases: Vec::new(),
        item: None,
        field: None,
        export: Export::default(),
        is_export: false,
        torn: Vec::new(),
    };
    let reading = xml::read(original.text, &mut desk);
    let (mut feed, unfinished) = (desk.feed, desk.item);
    let mistake = |at: usize, say: Message, hint: Message| {
        let note = original.note_at(at, say);
        Diagnostic::error(note.location, note.message).hint(hint)
    };
    let again = || msg!("fetch the feed again, whole, and import it again", "hämta hela flödet igen och importera det på nytt");
    for at in desk.torn {
        feed.mistakes.push(mistake(at, msg!("the item has no end", "posten saknar slut"), again()));
    }
    match reading.trouble {
        None => {}
        Some(Trouble::Entities(at)) => {
            feed.items.clear();
            feed.mistakes.push(mistake(
                at,
                msg!("the file defines entities of its own, which are not read", "filen definierar egna entiteter, som inte läses"),
                msg!("a feed has no need of them: fetch it from its publisher", "ett flöde behöver inga: hämta det från utgivaren"),
            ));
        }
        Some(Trouble::Cut(at)) => {
            // The item that was cut is what is missing now.
            let at = unfinished.as_ref().map_or(at.min(original.text.trim_end().len().saturating_sub(1)), |item| item.at);
            feed.mistakes.push(mistake(
                at,
                msg!(
                    "the feed is cut off here; what stands whole before it is taken",
                    "flödet är avhugget här; det som är helt före det tas med"
                ),
                again(),
            ));
        }
        Some(Trouble::Broken(at, why)) => feed.mistakes.push(mistake(
            at,
            msg!("the XML cannot be read from here on: {why}", "XML-texten går inte att läsa härifrån: {why}"),
            again(),
        )),
    }
    for (at, written) in reading.unknown {
        let line = original.line_of(at);
        let say = msg!(
            "`{written}` is no character that is known; it stands as it is written",
            "`{written}` är inget känt tecken; det står som det är skrivet"
        );
        feed.notes.push(original.note(line, Some(&written), say));
    }
    feed
}

/// The document while it is read.
struct Desk<'a> {
    original: &'a Original<'a>,
    feed: Feed,
    /// Names of the open elements.
    open: Vec<String>,
    /// Addresses in force, with the depth at which they began.
    bases: Vec<(usize, String)>,
    item: Option<Item>,
    field: Option<Field>,
    export: Export,
    is_export: bool,
    /// Where items begin that another began in.
    torn: Vec<usize>,
}

/// An element whose text is being gathered.
struct Field {
    element: Element,
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
struct Export {
    sort: String,
    status: String,
    comments: usize,
}

impl Field {
    fn is_xhtml(&self) -> bool {
        self.element.attribute("type").is_some_and(|form| form.trim().eq_ignore_ascii_case("xhtml"))
    }

    fn text(self, form: Form, original: &Original<'_>) -> Option<Text> {
        let line = original.line_of(self.at.unwrap_or(self.element.at));
        // Lines are counted from the first character, so white space before it goes, with its lines.
        let value = self.text.trim_start();
        let before = self.text.len() - value.len();
        let line = line + self.text.get(..before).unwrap_or_default().matches('\n').count();
        (!value.trim().is_empty()).then(|| Text { value: value.trim_end().to_owned(), form, line })
    }
}

impl xml::Listener for Desk<'_> {
    fn start(&mut self, element: Element) {
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
        let name = local(&element.name);
        if matches!(name, "item" | "entry") {
            self.torn.extend(self.item.take().map(|torn| torn.at));
            self.export = Export::default();
            self.item = Some(Item {
                line: self.original.line_of(element.at),
                at: element.at,
                id: element.attribute("rdf:about").map(|id| id.trim().to_owned()),
                language: element.attribute("xml:lang").map(str::to_owned),
                base: self.bases.last().map(|(_, base)| base.clone()),
                ..Item::default()
            });
            return;
        }
        if matches!(name, "rss" | "RDF" | "feed" | "rdf:RDF" | "channel") {
            let language = element.attribute("xml:lang").map(str::to_owned);
            self.feed.language = self.feed.language.take().or(language);
            return;
        }
        // A field is a child of an item, a channel or a feed. What stands in others (the author of an entry) is one text with it.
        let parent = self.open.iter().rev().nth(1).map(|name| local(name)).unwrap_or_default();
        if matches!(parent, "item" | "entry" | "channel" | "feed") {
            self.field = Some(Field { element, depth, text: String::new(), at: None, tags: false });
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
            field.element.name = local(&field.element.name).to_owned();
            match self.item.take() {
                Some(mut item) => {
                    self.item_field(field, &mut item);
                    self.item = Some(item);
                }
                None => self.feed_field(field),
            }
        } else if matches!(local(&name), "item" | "entry") {
            self.item_ends();
        }
        self.bases.retain(|(at, _)| *at < depth);
    }

    fn text(&mut self, text: &str, at: usize) {
        let Some(field) = &mut self.field else { return };
        field.at.get_or_insert(at);
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if field.is_xhtml() { escape(&text, &mut field.text) } else { field.text.push_str(&text) }
    }
}

impl Desk<'_> {
    fn item_field(&mut self, mut field: Field, item: &mut Item) {
        let base = field.element.attribute("xml:base").map(str::to_owned);
        let outer = item.base.clone();
        let language = field.element.attribute("xml:lang").map(str::to_owned);
        let resolved = |reference: &str| links::resolve(outer.as_deref(), reference).map(|address| address.to_string());
        let words = field.text.trim().to_owned();
        let name = std::mem::take(&mut field.element.name);
        match name.as_str() {
            "title" | "dc:title" => {
                let form = if self.is_html(&field) { Form::Html } else { Form::Plain };
                item.title = item.title.take().or(field.text(form, self.original));
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
                let form = if self.is_export { Form::Post } else { Form::Html };
                item.content = field.text(form, self.original);
            }
            "content" => {
                item.language = language.or(item.language.take());
                item.base = base.as_deref().and_then(resolved).or(item.base.take());
                let form = if self.is_html(&field) { Form::Html } else { Form::Plain };
                match field.element.attribute("src").map(str::to_owned) {
                    Some(address) if words.is_empty() => item.beside.push(("content", address)),
                    _ => item.content = field.text(form, self.original),
                }
            }
            "description" | "excerpt:encoded" | "summary" => {
                let is_atom = self.open.first().is_some_and(|root| local(root) == "feed");
                let html = if is_atom { self.is_html(&field) } else { field.tags || is_marked_up(&field.text) };
                let text = field.text(if html { Form::Html } else { Form::Plain }, self.original);
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
                let text = html::text(&words.replace('<', " <"));
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
    fn is_html(&self, field: &Field) -> bool {
        let form = field.element.attribute("type").unwrap_or("text").trim().to_ascii_lowercase();
        field.tags || ["html", "xhtml", "text/html", "application/xhtml+xml"].contains(&form.as_str())
    }

    fn feed_field(&mut self, field: Field) {
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

    fn item_ends(&mut self) {
        let Some(mut item) = self.item.take() else { return };
        let export = std::mem::take(&mut self.export);
        if export.comments > 0 {
            item.beside.push(("comments", export.comments.to_string()));
        }
        if self.is_export && !is_release(&export.sort) {
            self.leave(&item, &export.sort);
            return;
        }
        match export.status.as_str() {
            "trash" | "auto-draft" | "inherit" => {
                self.leave(&item, &export.status);
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
    fn leave(&mut self, item: &Item, sort: &str) {
        if MACHINERY.contains(&sort) {
            return;
        }
        let title = item.title.as_ref().map(|title| title.value.as_str()).unwrap_or_default();
        let text = format!("{sort}: {title}").trim_end_matches([':', ' ']).to_owned();
        self.feed.left_out.push(LeftOut { line: item.line, text, why: Why::OtherSort });
    }
}

/// A post, or what a newsroom has named after what it holds.
fn is_release(sort: &str) -> bool {
    let sort = sort.replace(['-', '_'], " ");
    matches!(sort.as_str(), "post" | "pressrelease" | "") || phrases::kind(&sort).is_some()
}

/// The name within Atom; a link or date of Atom's in RSS is as good as its own.
fn local(name: &str) -> &str {
    match name {
        "atom:updated" => name,
        _ => name.strip_prefix("atom:").unwrap_or(name),
    }
}

fn open_tag(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(bare(&element.name));
    for (name, value) in &element.attributes {
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_name && !name.is_empty() {
            out.push_str(&format!(" {name}=\""));
            escape(value, out);
            out.push('"');
        }
    }
    out.push('>');
}

fn close_tag(name: &str, out: &mut String) {
    let name = bare(name);
    let void = ["br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "area", "embed", "track", "base"];
    if !void.contains(&name) {
        out.push_str(&format!("</{name}>"));
    }
}

fn bare(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
