//! What a file tells of one release, to a reader that is not ours: words and links.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use depesch::markup::plain::Transliterate;
use depesch::model::{Charset, Release};
use depesch::wire::charset::CharsetEncoder;
use feed_rs::model::Feed;

use super::pdf;

/// Words and addresses of a file, in the order of reading.
#[derive(Debug, Default)]
pub struct Rendition {
    pub text: String,
    pub links: Vec<String>,
    /// Where links lead stands in a list by itself, which names each once.
    pub listed: bool,
    /// The file has these characters only.
    pub charset: Option<Charset>,
}

impl Rendition {
    /// The letters of a fact, as this file can hold them.
    pub fn letters(&self, fact: &str) -> String {
        super::letters(
            &self.charset.map_or(fact.to_owned(), |charset| CharsetEncoder::new(charset).transliterate(fact).into_owned()),
        )
    }
}

/// What the file at `path` tells of `release`; `None` when the file is about something else.
pub fn of_release(site: &str, path: &str, bytes: &[u8], release: &Release) -> Option<Rendition> {
    let own = path.starts_with(&release.folder()) && release.permalink.file("x").rsplit_once('/')?.0 == path.rsplit_once('/')?.0;
    match path.rsplit('.').next()? {
        "html" if own => Some(html(std::str::from_utf8(bytes).unwrap(), &format!("{site}{path}"))),
        "txt" if own => Some(text(std::str::from_utf8(bytes).unwrap())),
        "iptc" if own => Some(iptc(bytes)),
        "pdf" if own => Some(Rendition { text: pdf::pdf_words(bytes), links: pdf::pdf_links(bytes), ..Rendition::default() }),
        // All that is in it, renditions one after the other.
        "xml" if own_wire(path, release).is_some() => Some(super::wire_xml::read(std::str::from_utf8(bytes).unwrap())),
        "json" if own_wire(path, release).is_some() => ninjs(bytes).into_iter().reduce(|whole, body| Rendition {
            text: format!("{}\n{}", whole.text, body.text),
            links: whole.links.into_iter().chain(body.links).collect(),
            ..whole
        }),
        _ if is_feed(path) => feed(bytes, release),
        _ => None,
    }
}

/// As [`of_release`], rendition by rendition: a news item of NewsML-G2 holds the text three times, and each must hold all of it.
pub fn all_of_release(site: &str, path: &str, bytes: &[u8], release: &Release) -> Vec<Rendition> {
    match own_wire(path, release) {
        Some("newsml") => super::wire_xml::renditions(std::str::from_utf8(bytes).unwrap()),
        Some("ninjs") => ninjs(bytes),
        _ => of_release(site, path, bytes, release).into_iter().collect(),
    }
}

/// The fields of a ninjs document, with each of its bodies.
fn ninjs(bytes: &[u8]) -> Vec<Rendition> {
    let mut item: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let bodies = item.as_object_mut().unwrap().remove("bodies").unwrap();
    let mut fields = String::new();
    strings(&item, &mut fields);
    let fields = text(&fields);
    let with_fields = |body: &serde_json::Value| {
        let value = body["value"].as_str().unwrap();
        let body = if body["contentType"] == "text/html" { html(value, "") } else { text(value) };
        Rendition {
            text: format!("{}\n{}", fields.text, body.text),
            links: fields.links.iter().chain(&body.links).cloned().collect(),
            listed: true,
            charset: None,
        }
    };
    bodies.as_array().unwrap().iter().map(with_fields).collect()
}

/// Every string and number of a document, line by line.
fn strings(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => out.push_str(&format!("{text}\n")),
        serde_json::Value::Number(number) => out.push_str(&format!("{number}\n")),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        serde_json::Value::Object(members) => {
            // Areas are named behind topics, as everywhere else.
            let (places, others): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| *name == "places");
            others.into_iter().chain(places).for_each(|(_, item)| strings(item, out));
        }
        serde_json::Value::Bool(_) | serde_json::Value::Null => {}
    }
}

/// The format of a wire file, when it is that of `release`.
fn own_wire(path: &str, release: &Release) -> Option<&'static str> {
    let formats = [("nitf", "nitf.xml"), ("newsml", "newsml.xml"), ("ninjs", "ninjs.json")];
    formats.into_iter().find(|(_, end)| release.permalink.file(end) == path).map(|(name, _)| name)
}

/// RSS, Atom or JSON Feed.
pub fn is_feed(path: &str) -> bool {
    [".rss", ".atom", ".json"].iter().any(|end| path.ends_with(end)) && !path.ends_with(".ninjs.json") && !path.starts_with('.')
}

/// The text of HTML with what stands for pictures; links made whole against `base`.
pub fn html(html: &str, base: &str) -> Rendition {
    let mut told = Rendition::default();
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

pub fn text(text: &str) -> Rendition {
    let link = |word: &str| {
        let word = word.trim_start_matches('(').trim_end_matches([',', '.', ')']);
        let email = word.contains('@') && !word.contains(':');
        if email { format!("mailto:{word}") } else { word.to_owned() }
    };
    let mut links: Vec<String> = text.split_whitespace().map(link).collect();
    // A number is dialled as it stands: all its digits on one line.
    links.extend(text.lines().map(|line| format!("tel:{line}")));
    Rendition { text: text.to_owned(), links, listed: true, charset: None }
}

/// An IPTC 7901 message: a long address goes on in the next line.
fn iptc(bytes: &[u8]) -> Rendition {
    let whole: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut told = text(&whole);
    let lines: Vec<&str> = whole.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some(start) = line.rfind("http").or(line.rfind("mailto:")) else { continue };
        let mut address = line[start..].to_owned();
        for more in lines.iter().skip(at + 1).take_while(|_| line.chars().count() == 69) {
            address.push_str(more.trim_start());
            told.links.push(address.clone());
        }
    }
    told.charset = Some(Charset::Latin1);
    told
}

thread_local! {
    /// A feed is read once for all the releases that are looked for in it.
    static READ: RefCell<HashMap<blake3::Hash, Option<Rc<Feed>>>> = RefCell::default();
}

fn read(bytes: &[u8]) -> Option<Rc<Feed>> {
    let parse = || feed_rs::parser::Builder::new().sanitize_content(false).build().parse(bytes).ok().map(Rc::new);
    READ.with_borrow_mut(|read| read.entry(blake3::hash(bytes)).or_insert_with(parse).clone())
}

fn feed(bytes: &[u8], release: &Release) -> Option<Rendition> {
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
        if is_feed(path) {
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
            // Only the RSS feed of the whole newsroom states it. It is 0 in other RSS feeds, and nothing in the others.
            assert_eq!(length.is_some_and(|length| length > 0), path.ends_with(".rss") && !path.contains('/'), "{path}");
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
    if let Some(bytes) = file("iptc") {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).map(str::to_owned);
        say("iptc", "id", line("Id: ").unwrap());
        say("iptc", "version", line("Version: ").unwrap().split(' ').next().unwrap().to_owned());
        say("iptc", "version", text.split(" v").nth(1).unwrap().split(['\r', ' ']).next().unwrap().to_owned());
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
    for name in ["nitf", "newsml"] {
        let Some(bytes) = file(&format!("{name}.xml")) else { continue };
        for (what, value) in super::wire_xml::agreed(std::str::from_utf8(bytes).unwrap()) {
            say(name, what, value);
        }
    }
    if let Some(bytes) = file("ninjs.json") {
        let item: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let field = |field: &serde_json::Value| field.as_str().unwrap().to_owned();
        say("ninjs", "id", field(&item["uri"]));
        say("ninjs", "version", field(&item["version"]));
        say("ninjs", "address", field(&item["renditions"][0]["href"]));
        say("ninjs", "wire instant", super::wire_xml::digits(&field(&item["versionCreated"])));
        for body in item["bodies"].as_array().unwrap() {
            say("ninjs", "words", body["wordCount"].to_string());
        }
    }
    say("model", "wire instant", super::wire_xml::digits(&release.version_instant(&zone).rfc3339()));
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
