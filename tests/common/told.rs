//! What a file tells of one release, to a reader that is not ours: words and links.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::rc::Rc;

use depesch::model::Release;
use feed_rs::model::Feed;

use super::pdf;
use super::without_link_numbers;

/// Words and addresses of a file, in the order of reading.
#[derive(Debug, Default)]
pub struct Told {
    pub text: String,
    pub links: Vec<String>,
    /// The list of links is numbered and names each once.
    pub numbered: bool,
}

impl Told {
    /// The letters of a fact, as this reader tells them: where links are numbered, a number in brackets of the author's own is left out with
    /// them.
    pub fn letters(&self, fact: &str) -> String {
        super::letters(&if self.numbered { without_link_numbers(fact) } else { fact.to_owned() })
    }
}

/// What the file at `path` tells of `release`; `None` when the file is about something else.
pub fn told(site: &str, path: &str, bytes: &[u8], release: &Release) -> Option<Told> {
    let own = path.starts_with(&release.folder()) && release.permalink.file("x").rsplit_once('/')?.0 == path.rsplit_once('/')?.0;
    match path.rsplit('.').next()? {
        "html" if own => Some(html(std::str::from_utf8(bytes).unwrap(), &format!("{site}{path}"))),
        "txt" if own => Some(text(std::str::from_utf8(bytes).unwrap())),
        "pdf" if own => Some(Told { text: pdf::pdf_words(bytes), links: pdf::pdf_links(bytes), numbered: false }),
        "rss" | "atom" | "json" => feed(bytes, release),
        _ => None,
    }
}

/// The text of HTML with what stands for pictures; links made whole against `base`.
pub fn html(html: &str, base: &str) -> Told {
    let mut told = Told::default();
    let mut silent = false;
    for token in html5gum::Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            html5gum::Token::StartTag(tag) => {
                silent = matches!(&tag.name[..], b"script" | b"style");
                let attribute = |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
                if &tag.name[..] == b"img" {
                    told.text.push_str(&attribute(b"alt").unwrap_or_default());
                }
                if &tag.name[..] == b"a" {
                    told.links.extend(attribute(b"href").map(|href| resolved(&href, base)));
                }
            }
            html5gum::Token::EndTag(_) => silent = false,
            html5gum::Token::String(text) if !silent => told.text.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    told
}

/// RFC 3986 section 5.2 for what our pages hold: whole addresses, and ways from file to file.
fn resolved(href: &str, base: &str) -> String {
    if href.contains(':') || href.starts_with('#') {
        return href.to_owned();
    }
    let mut folders: Vec<&str> = base.split('/').collect();
    folders.pop();
    for part in href.split('/') {
        match part {
            ".." => {
                folders.pop();
            }
            part => folders.push(part),
        }
    }
    folders.join("/")
}

fn text(text: &str) -> Told {
    let link = |word: &str| {
        let word = word.trim_start_matches('(').trim_end_matches([',', '.', ')']);
        let email = word.contains('@') && !word.contains(':');
        if email { format!("mailto:{word}") } else { word.to_owned() }
    };
    let mut links: Vec<String> = text.split_whitespace().map(link).collect();
    // A number is dialled as it stands: all its digits on one line.
    links.extend(text.lines().map(|line| format!("tel:{line}")));
    Told { text: without_link_numbers(text), links, numbered: true }
}

thread_local! {
    /// A feed is read once for all the releases that are looked for in it.
    static READ: RefCell<HashMap<blake3::Hash, Option<Rc<Feed>>>> = RefCell::default();
}

fn read(bytes: &[u8]) -> Option<Rc<Feed>> {
    let parse = || feed_rs::parser::Builder::new().sanitize_content(false).build().parse(bytes).ok().map(Rc::new);
    READ.with_borrow_mut(|read| read.entry(blake3::hash(bytes)).or_insert_with(parse).clone())
}

fn feed(bytes: &[u8], release: &Release) -> Option<Told> {
    let feed = read(bytes)?;
    let entry = feed.entries.iter().find(|entry| entry.id == release.id.as_str())?;
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
    let mut told = html(content, "");
    let mut text = entry.title.as_ref().map(super::title).unwrap_or_default();
    text.push_str(&told.text);
    for person in &entry.authors {
        text.push_str(&format!("\n{}", person.name.as_deref().unwrap_or_default()));
    }
    for category in &entry.categories {
        text.push_str(&format!("\n{}", category.label.as_ref().unwrap_or(&category.term)));
    }
    told.text = text;
    Some(told)
}

/// Every id, date and number that files of one release must agree on.
pub fn agreed(site: &str, files: &BTreeMap<String, Vec<u8>>, release: &Release) -> Vec<(String, String, String)> {
    let mut said = Vec::new();
    let mut say = |path: &str, what: &str, value: String| said.push((path.to_owned(), what.to_owned(), value));
    for (path, bytes) in files {
        if path.ends_with(".rss") || path.ends_with(".atom") || path.ends_with(".json") {
            let feed = read(bytes).unwrap();
            let Some(entry) = feed.entries.iter().find(|entry| entry.id == release.id.as_str()) else { continue };
            say(path, "id", entry.id.clone());
            if let Some(published) = entry.published {
                say(path, "published second", published.timestamp().to_string());
            }
            if let Some(updated) = entry.updated.filter(|_| !path.ends_with(".rss")) {
                say(path, "updated second", updated.timestamp().to_string());
            }
            let page = entry.links.iter().find(|link| link.rel.as_deref().unwrap_or("alternate") == "alternate");
            say(path, "address", page.unwrap().href.clone());
            let is_pdf = |address: &str| address.ends_with(&release.permalink.file("pdf"));
            let linked = entry.links.iter().find(|link| is_pdf(&link.href)).and_then(|link| link.length);
            // The reader leaves an enclosure out where an item has Media RSS.
            let length = if path.ends_with(".rss") { enclosed(bytes, release.id.as_str()) } else { linked };
            // The archive does not tell it: 0 in RSS, nothing in the others.
            assert_eq!(
                length.is_none_or(|length| length == 0),
                path.rsplit('/').next().unwrap().starts_with(|c: char| c.is_ascii_digit()),
                "{path}"
            );
            if let Some(length) = length.filter(|length| *length > 0) {
                say(path, "length of the PDF", length.to_string());
            }
        }
    }
    let file = |end: &str| files.get(&release.permalink.file(end));
    if let Some(bytes) = file("pdf") {
        say("pdf", "length of the PDF", bytes.len().to_string());
        let document = lopdf::Document::load_mem(bytes).unwrap();
        let metadata = document.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
        let xmp = document.get_object(metadata).unwrap().as_stream().unwrap().content.clone();
        let xmp = String::from_utf8(xmp).unwrap();
        let between = |tag: &str| xmp.split(&format!("<{tag}>")).nth(1).unwrap().split('<').next().unwrap().to_owned();
        say("pdf", "published", between("xmp:CreateDate"));
        say("pdf", "updated", between("xmp:ModifyDate"));
        let links = pdf::pdf_links(bytes);
        say("pdf", "address", links.last().unwrap().clone());
    }
    if let Some(bytes) = file("txt") {
        let text = std::str::from_utf8(bytes).unwrap();
        let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).map(str::to_owned);
        say("txt", "id", line("Id: ").unwrap());
        say("txt", "address", line("Webb: ").or(line("Web: ")).unwrap());
        let version = line("Version: ").unwrap();
        say("txt", "version", version.split(' ').next().unwrap().to_owned());
    }
    if let Some(bytes) = files.get(&format!("{}index.html", release.folder())) {
        let page = std::str::from_utf8(bytes).unwrap();
        let json = page.split("application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        let field = |name: &str| json[name].as_str().map(str::to_owned);
        say("page", "id", field("identifier").unwrap());
        say("page", "address", field("url").unwrap());
        // Where the first publication is unknown, other formats give the update in its place.
        field("datePublished").into_iter().for_each(|date| say("page", "published", date));
        say("page", "updated", field("dateModified").unwrap());
        let changes = page
            .split("<ol class=\"record\" reversed>")
            .nth(1)
            .map_or(0, |list| list.split("</ol>").next().unwrap().matches("<li>").count());
        say("page", "version", (changes + 1).to_string());
    }
    let zone = depesch::model::Zone::parse("Europe/Stockholm").unwrap();
    say("model", "published second", release.published_instant(&zone).unix().to_string());
    say("model", "updated second", release.updated_instant(&zone).unix().to_string());
    say("model", "published", release.dates.published_or_updated().iso());
    say("model", "updated", release.updated().iso());
    say("model", "address", format!("{site}{}", release.folder()));
    said
}

/// The length of the enclosure of the item with this guid.
fn enclosed(rss: &[u8], guid: &str) -> Option<u64> {
    let text = std::str::from_utf8(rss).unwrap();
    let item = text.split("<item>").find(|item| item.contains(&format!(">{guid}</guid>")))?;
    item.split("<enclosure ").nth(1)?.split(" length=\"").nth(1)?.split('"').next()?.parse().ok()
}
