//! What a desk would paste of a wire file: headline, subhead and the text that is meant to be published, word by word. One reading for every
//! format, so that they can be held beside each other. None of it is the writers' own code.

use std::path::Path;

use depesch::markup::plain::Transliterate;
use depesch::model::Charset;
use depesch::model::name::is_invisible;
use depesch::wire::charset::CharsetEncoder;
use depesch::wire::inspect;
use depesch::wire::inspect::InspectedMessage;
use html5gum::Token;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

/// A reading of a file, or of one rendition in it.
#[derive(Debug, Default)]
pub struct PastedText {
    pub rendition: &'static str,
    pub headline: Vec<String>,
    pub subhead: Vec<String>,
    pub text: Vec<Piece>,
    /// The characters it is written in.
    pub charset: Option<Charset>,
}

/// A stretch of text. What plain text must set otherwise is kept apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Words(String),
    /// Its rows, the header first.
    Table(Vec<Vec<String>>),
    /// What it shows, and what stands below it; where it is.
    Picture(String, String),
}

/// Tokens without what leaves no ink, and without the marks of lists that are no numbers.
fn words(text: &str) -> Vec<String> {
    let inked = |word: &str| word.chars().filter(|c| !is_invisible(*c)).collect::<String>();
    text.split_whitespace().filter(|word| !matches!(*word, "*" | "-" | "–")).map(inked).filter(|word| !word.is_empty()).collect()
}

/// What is said of `copy` in plain text, against what `whole` says with structure: where they part.
pub fn differ(whole: &PastedText, copy: &PastedText, picture: &str) -> Option<String> {
    let spelled = |text: &str| copy.spelled(text);
    for (name, left, right) in [("headline", &whole.headline, &copy.headline), ("subhead", &whole.subhead, &copy.subhead)] {
        if spelled(&left.join(" ")) != *right {
            return Some(format!("{}: {name} {right:?} is not {left:?}", copy.rendition));
        }
    }
    let Some(plain) = copy.plain() else {
        return (whole.text != copy.text)
            .then(|| first_difference(&format!("{:?}", whole.text), &format!("{:?}", copy.text), copy.rendition));
    };
    let mut rest = plain.as_slice();
    for piece in &whole.text {
        let forms = match piece {
            Piece::Words(text) => vec![text.clone()],
            Piece::Picture(said, address) => vec![format!("{picture}: {said} {address}")],
            // Side by side, or each cell behind the name of its column; of an empty cell nothing is said.
            Piece::Table(rows) => {
                let (header, cells) = rows.split_first().unwrap();
                let empty = |n: usize| cells.iter().all(|row| row.get(n).is_none_or(|cell| words(cell).is_empty()));
                let named = |row: &Vec<String>| {
                    let named = row.iter().zip(header).enumerate().filter(|(n, (cell, _))| empty(*n) || !words(cell).is_empty());
                    named.map(|(_, (cell, name))| format!("{name}: {cell} ")).collect::<String>()
                };
                vec![rows.concat().join(" "), cells.iter().map(named).collect(), header.join(", ")]
            }
        };
        let read: Vec<_> = forms.iter().map(|form| strip_words(rest, &spelled(form))).collect();
        match read.iter().find_map(|read| read.ok()) {
            Some(after) => rest = after,
            None => {
                let (said, near) = read.iter().find_map(|read| read.err()).unwrap();
                let near = near.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(" ");
                return Some(format!(
                    "{}: `{}` is not where it says `{near}`",
                    copy.rendition,
                    spelled(&forms[0])[said..].iter().take(12).map(String::as_str).collect::<Vec<_>>().join(" ")
                ));
            }
        }
    }
    (!rest.is_empty()).then(|| format!("{}: more is said: {rest:?}", copy.rendition))
}

/// The words after `start`, or how many of its words are there and what is in place of the next. A rule of hyphens below a header is
/// drawn; a long word may be cut.
fn strip_words<'r>(mut rest: &'r [String], start: &[String]) -> Result<&'r [String], (usize, &'r [String])> {
    for (n, word) in start.iter().enumerate() {
        while rest.first().is_some_and(|word| word.len() > 1 && word.chars().all(|c| c == '-')) {
            rest = &rest[1..];
        }
        let mut left = word.as_str();
        while !left.is_empty() {
            left = rest.first().and_then(|found| left.strip_prefix(found.as_str())).ok_or((n, rest))?;
            rest = &rest[1..];
        }
    }
    Ok(rest)
}

/// Where two texts differ.
fn first_difference(left: &str, right: &str, rendition: &str) -> String {
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    let from = |text: &str| text.chars().skip(same.saturating_sub(30)).take(160).collect::<String>();
    format!("{rendition}: {}\n  is not {}", from(right), from(left))
}

impl PastedText {
    /// The words of a text without structure.
    fn plain(&self) -> Option<Vec<String>> {
        match self.text.as_slice() {
            [Piece::Words(text)] if self.rendition.starts_with("plain") => Some(words(text)),
            _ => None,
        }
    }
}

/// Every rendition of a wire file. `along` are the headings of what goes along below the text.
pub fn copies(path: &str, bytes: &[u8], along: &[&str]) -> Vec<PastedText> {
    let text = || std::str::from_utf8(bytes).unwrap();
    let name = Path::new(path).file_name().unwrap().to_str().unwrap();
    match name.split_once('.').unwrap().1 {
        "txt" => vec![press_text(bytes, along)],
        "iptc" => vec![iptc7901(bytes)],
        "nitf.xml" => vec![nitf(text(), along)],
        "newsml.xml" => newsml(text(), along),
        "ninjs.json" => ninjs(text(), along),
        other => panic!("{other} is no format of the wire"),
    }
}

fn press_text(bytes: &[u8], along: &[&str]) -> PastedText {
    let InspectedMessage::PressText(message) = inspect::inspect(bytes, None).message else { panic!("not a press text") };
    let mut text = blocks(&message.body);
    let is_capitals = |heading: &str| heading.chars().any(char::is_uppercase) && !heading.chars().any(char::is_lowercase);
    let ours = |heading: &str| is_capitals(heading) || along.contains(&heading);
    for section in message.sections.iter().take_while(|section| !ours(&section.heading)) {
        text.push_str(&format!("\n{}\n{}", section.heading, section.lines.join("\n")));
    }
    PastedText {
        rendition: "plain press text",
        headline: words(&message.headline),
        subhead: message.subhead.iter().flat_map(|subhead| words(subhead)).collect(),
        text: vec![Piece::Words(text)],
        charset: Some(Charset::Utf8),
    }
}

fn iptc7901(bytes: &[u8]) -> PastedText {
    let InspectedMessage::Iptc7901(message) = inspect::inspect(bytes, Some(Charset::Latin1)).message else {
        panic!("not IPTC 7901")
    };
    PastedText {
        rendition: "plain IPTC 7901",
        headline: words(&message.headline),
        text: vec![Piece::Words(blocks(&message.body))],
        charset: Some(Charset::Latin1),
        ..PastedText::default()
    }
}

fn blocks(blocks: &[inspect::InspectedBlock]) -> String {
    blocks.iter().map(|block| format!("{} {}\n", block.marker.as_deref().unwrap_or_default(), block.text)).collect()
}

fn nitf(xml: &str, along: &[&str]) -> PastedText {
    let tree = tree(xml);
    let words_of = |name: &str| {
        let found = tree.find("body.head").and_then(|head| head.find(name));
        found.map(|element| words(&element.text())).unwrap_or_default()
    };
    let mut text = TextReader::new(along);
    let body = tree.find("body").unwrap();
    body.children().filter(|part| part.name == "body.content").for_each(|content| text.children(content));
    PastedText { rendition: "NITF", headline: words_of("hl1"), subhead: words_of("hl2"), text: text.pieces, charset: None }
}

fn newsml(xml: &str, along: &[&str]) -> Vec<PastedText> {
    let tree = tree(xml);
    let headlines: Vec<String> = {
        let meta = tree.find("contentMeta").unwrap();
        meta.children().filter(|element| element.name == "headline").map(Element::text).collect()
    };
    let whole = |rendition, text| PastedText {
        rendition,
        headline: words(&headlines[0]),
        subhead: headlines.get(1).map(|subhead| words(subhead)).unwrap_or_default(),
        text,
        charset: None,
    };
    let mut html = TextReader::new(along);
    tree.find("html").and_then(|html| html.find("body")).into_iter().for_each(|body| html.children(body));
    let plain = tree.find("inlineData").unwrap().text();
    let content = xml.split_once("<inlineXML contenttype=\"application/nitf+xml\"").unwrap().1;
    let inside = content.split_once('>').unwrap().1.split_once("</inlineXML>").unwrap().0;
    vec![
        whole("XHTML of NewsML-G2", html.pieces),
        whole("plain text of NewsML-G2", vec![Piece::Words(cut(&plain, along))]),
        PastedText { rendition: "NITF of NewsML-G2", ..nitf(inside, along) },
    ]
}

fn ninjs(json: &str, along: &[&str]) -> Vec<PastedText> {
    let item: serde_json::Value = serde_json::from_str(json).unwrap();
    let of = |role: &str| {
        let found = item["headlines"].as_array().unwrap().iter().find(|headline| headline["role"] == role);
        found.map(|headline| words(headline["value"].as_str().unwrap())).unwrap_or_default()
    };
    let bodies = item["bodies"].as_array().unwrap().iter().map(|body| {
        let value = body["value"].as_str().unwrap();
        let (rendition, text) = match body["contentType"].as_str().unwrap() {
            "text/html" => {
                let mut text = TextReader::new(along);
                text.children(&of_html(value));
                ("HTML of ninjs", text.pieces)
            }
            _ => ("plain text of ninjs", vec![Piece::Words(cut(value, along))]),
        };
        PastedText { rendition, headline: of("main"), subhead: of("subhead"), text, charset: None }
    });
    bodies.collect()
}

/// What stands before the first heading of what goes along.
fn cut(text: &str, along: &[&str]) -> String {
    let mut blocks = text.split("\n\n");
    blocks.by_ref().take_while(|block| !along.contains(&block.trim())).collect::<Vec<_>>().join("\n\n")
}

/// An element as a tree: of XML, or of HTML without `<html>`.
#[derive(Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    inside: Vec<Node>,
}

enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    fn children(&self) -> impl Iterator<Item = &Element> {
        self.inside.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    fn find(&self, name: &str) -> Option<&Element> {
        self.children().find_map(|element| if element.name == name { Some(element) } else { element.find(name) })
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn text(&self) -> String {
        let text = |node: &Node| match node {
            Node::Element(element) if element.name == "br" => "\n".to_owned(),
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        };
        self.inside.iter().map(text).collect()
    }
}

/// Elements that stand in a line.
const INLINE: [&str; 11] = ["a", "em", "strong", "b", "i", "br", "span", "bdi", "person", "org", "function"];

/// Puts the text of a tree together as a reader meets it.
struct TextReader<'a> {
    along: &'a [&'a str],
    pieces: Vec<Piece>,
    over: bool,
}

impl TextReader<'_> {
    fn new<'a>(along: &'a [&'a str]) -> TextReader<'a> {
        TextReader { along, pieces: Vec::new(), over: false }
    }

    fn say(&mut self, text: &str) {
        let said = words(text).join(" ");
        match self.pieces.last_mut() {
            _ if self.over || said.is_empty() => {}
            Some(Piece::Words(words)) => words.push_str(&format!(" {said}")),
            _ => self.pieces.push(Piece::Words(said)),
        }
    }

    fn piece(&mut self, piece: Piece) {
        if !self.over {
            self.pieces.push(piece);
        }
    }

    fn children(&mut self, element: &Element) {
        let mut line = String::new();
        for node in &element.inside {
            match node {
                Node::Text(text) => line.push_str(text),
                Node::Element(inner) if inner.name == "br" => line.push('\n'),
                Node::Element(inner) if INLINE.contains(&inner.name.as_str()) => line.push_str(&inner.text()),
                Node::Element(inner) => {
                    self.say(&std::mem::take(&mut line));
                    self.block(inner);
                }
            }
        }
        self.say(&line);
    }

    fn block(&mut self, element: &Element) {
        match element.name.as_str() {
            "h2" | "hl2" if self.along.contains(&element.text().trim()) => self.over = true,
            "ol" => {
                let start = [element.attribute("start"), element.attribute("seqnum")]
                    .into_iter()
                    .find_map(|start| start.parse::<u64>().ok());
                for (n, item) in element.children().enumerate() {
                    self.say(&format!("{}.", start.unwrap_or(1) + n as u64));
                    self.children(item);
                }
            }
            "table" => {
                let mut rows = Vec::new();
                fn collect(element: &Element, rows: &mut Vec<Vec<String>>) {
                    for inner in element.children() {
                        match inner.name.as_str() {
                            "tr" => rows.push(inner.children().map(|cell| words(&cell.text()).join(" ")).collect()),
                            _ => collect(inner, rows),
                        }
                    }
                }
                collect(element, &mut rows);
                self.piece(Piece::Table(rows));
            }
            "figure" => {
                let image = element.find("img").unwrap();
                let below = element.find("figcaption").map(Element::text).unwrap_or_default();
                let said = words(&format!("{} {below}", image.attribute("alt"))).join(" ");
                self.piece(Piece::Picture(said, image.attribute("src").to_owned()));
            }
            "media" => {
                let reference = element.find("media-reference").unwrap();
                let of = |name: &str| element.find(name).map(Element::text).unwrap_or_default();
                let (caption, credit) = (of("media-caption"), of("media-producer"));
                let alt = reference.attribute("alternate-text");
                let said = words(&format!("{alt} {caption} {credit} {}", reference.attribute("copyright"))).join(" ");
                self.piece(Piece::Picture(said, reference.attribute("source").to_owned()));
            }
            _ => self.children(element),
        }
    }
}

fn tree(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    let utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
    loop {
        let event = reader.read_event().unwrap();
        let element = |tag: &quick_xml::events::BytesStart| Element {
            name: utf8(tag.name().as_ref()),
            attributes: tag
                .attributes()
                .map(|attribute| attribute.unwrap())
                .map(|a| (utf8(a.key.as_ref()), unescape(&utf8(&a.value)).unwrap().into_owned()))
                .collect(),
            inside: Vec::new(),
        };
        match event {
            Event::Start(tag) => open.push(element(&tag)),
            Event::Empty(tag) => open.last_mut().unwrap().inside.push(Node::Element(element(&tag))),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().inside.push(Node::Element(done));
            }
            Event::Text(text) => open.last_mut().unwrap().inside.push(Node::Text(utf8(&text))),
            Event::GeneralRef(name) => {
                let text = unescape(&format!("&{};", utf8(&name))).unwrap().into_owned();
                open.last_mut().unwrap().inside.push(Node::Text(text));
            }
            Event::Eof => return open.pop().unwrap(),
            _ => {}
        }
    }
}

fn of_html(html: &str) -> Element {
    let mut open = vec![Element::default()];
    let utf8 = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for token in html5gum::Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let element = Element {
                    name: utf8(&tag.name),
                    attributes: tag.attributes.iter().map(|(key, value)| (utf8(key), utf8(value))).collect(),
                    inside: Vec::new(),
                };
                match element.name.as_str() {
                    "br" | "img" | "hr" | "col" => open.last_mut().unwrap().inside.push(Node::Element(element)),
                    _ => open.push(element),
                }
            }
            Token::EndTag(_) if open.len() > 1 => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().inside.push(Node::Element(done));
            }
            Token::String(text) => open.last_mut().unwrap().inside.push(Node::Text(utf8(&text))),
            _ => {}
        }
    }
    open.swap_remove(0)
}

impl PastedText {
    /// Takes a dateline away that stands once within the text. An error where it does not.
    pub fn without_dateline(&mut self, dateline: &str) -> Result<(), String> {
        let dateline = self.spelled(dateline);
        let mut text = self.plain().unwrap_or_default();
        let found = text.windows(dateline.len()).position(|words| words == dateline);
        let at = found.ok_or_else(|| format!("{} has no {dateline:?}", self.rendition))?;
        text.drain(at..at + dateline.len());
        self.text = vec![Piece::Words(text.join(" "))];
        Ok(())
    }

    /// Takes the subhead out of the text, which begins with it.
    pub fn with_subhead(&mut self, subhead: &[String]) -> Result<(), String> {
        let subhead = self.spelled(&subhead.join(" "));
        let text = self.plain().unwrap_or_default();
        let rest = text.strip_prefix(subhead.as_slice()).ok_or_else(|| format!("{} has no {subhead:?}", self.rendition))?;
        self.text = vec![Piece::Words(rest.join(" "))];
        self.subhead = subhead;
        Ok(())
    }

    fn spelled(&self, text: &str) -> Vec<String> {
        words(&CharsetEncoder::new(self.charset.unwrap_or(Charset::Utf8)).transliterate(text))
    }
}

/// Plain text that somebody else has made of a rendition.
pub fn plain(rendition: &'static str, text: &str, along: &[&str]) -> PastedText {
    PastedText { rendition, text: vec![Piece::Words(cut(text, along))], ..PastedText::default() }
}
