//! ninjs 3.1, or 2.2: the release as web services take it in.
//!
//! IPTC, News in JSON. <https://iptc.org/standards/ninjs/>. ninjs has no member for a correction or a kill: the note for editors and the title say
//! so. Version 2 has the same members by other names: without capitals, and `embargoed` for `embargoedUntil`.

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;

use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::markup::clean;
use crate::markup::plain::Plain;
use crate::markup::plain::PlainOptions;
use crate::model::Block;
use crate::model::Charset;
use crate::model::Document;
use crate::model::Edition;
use crate::model::File;
use crate::model::NinjsVersion;
use crate::model::Permalink;
use crate::model::Picture;
use crate::model::Release;
use crate::model::Taxonomy;
use crate::model::Topic;
use crate::model::Withdrawal;
use crate::wire::body;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::WireMessage;
use crate::wording::parts;
use crate::wording::parts::ContactDetails;

pub const FORMAT: Format = Format {
    name: "ninjs",
    about: "ninjs 3.1: news in JSON, for web services",
    media_type: "application/json",
    depends_on: &[],
    omits: &[],
    writer: Writer::Release { path, write, gone: write_kill },
};

/// How the names of its files end.
pub const EXTENSION: &str = "ninjs.json";

fn path(permalink: &Permalink) -> String {
    permalink.file(EXTENSION)
}

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context))
}

fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context))
}

fn write_message(message: &WireMessage) -> WriteResult {
    // Room for most documents.
    let mut bytes = Vec::with_capacity(12 * 1024);
    // Writing into memory cannot fail.
    let _ = serde_json::to_writer_pretty(&mut bytes, &item(message));
    bytes.push(b'\n');
    Ok((bytes, Vec::new()))
}

/// The release as one JSON document, for a PDF to take along.
pub fn file(edition: &Edition, release: &Release, context: &Context) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&item(&WireMessage::from_release(edition, release, context))).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item(message: &WireMessage) -> Object {
    let version = message.wire().ninjs;
    let number = match version {
        NinjsVersion::V3_1 => "3.1",
        NinjsVersion::V2_2 => "2.2",
    };
    let mut item = Object::new(version);
    item.object("standard", |standard| {
        standard.text("name", "ninjs");
        standard.text("version", number);
        standard.text("schema", &format!("http://www.iptc.org/std/ninjs/ninjs-schema_{number}.json"));
    });
    item.text("uri", message.id().as_str());
    item.text("type", "text");
    item.text("representationType", if message.release().is_some() { "full" } else { "partial" });
    item.text("version", &message.version().to_string());
    if let Some(published) = message.published() {
        item.text("firstCreated", &published.begins(&message.publisher().zone).rfc3339());
    }
    item.text("versionCreated", &message.created_instant().rfc3339());
    if let Some(until) = message.usage.embargo() {
        item.text("embargoedUntil", &until.rfc3339());
    }
    item.text("pubStatus", message.usage.iptc());
    item.number("urgency", u64::from(message.priority()));
    item.text("language", message.lang().as_str());
    item.text("title", &message.title());
    item.text("slugline", &message.slugline());
    item.text("by", &message.senders());
    item.texts("located", message.place().map(|place| place.as_str()));
    let notes: Vec<String> = message.editor_notes().into_iter().map(|(_, line)| line).collect();
    item.text("edNote", &notes.join("\n"));
    if let Some(rights) = message.terms() {
        item.text("copyrightHolder", &message.words.list(&message.organisations()));
        item.text("usageTerms", rights.as_str());
    }
    headlines(&mut item, message);
    if message.release().is_some() {
        bodies(&mut item, message);
    }
    about(&mut item, message);
    item.list("people", message.people.iter().map(|person| contact(person, version)).collect());
    let sender = |name: String| {
        let mut sender = Object::new(version);
        sender.text("name", &name);
        sender.text("rel", "publisher");
        sender
    };
    item.list("organisations", message.organisations().into_iter().map(sender).collect());
    item.list("renditions", vec![rendition(version, "web", &message.address(), "text/html"), printed(message)]);
    if let Some(running) = message.running {
        let mut number = Object::new(version);
        number.text("role", "wire-seq");
        number.text("value", &format!("{:04}", running.number));
        item.list("altIds", vec![number]);
    }
    if let Some(release) = message.release() {
        item.list("associations", associations(message, release));
    }
    item
}

fn headlines(item: &mut Object, message: &WireMessage) {
    let version = item.version;
    let valued = |role: &str, value: &str| {
        let mut object = Object::new(version);
        object.text("role", role);
        object.text("value", value);
        object
    };
    let subhead = message.release().and_then(|release| release.subhead.as_ref());
    let subhead = subhead.map(|subhead| valued("subhead", subhead.as_str()));
    item.list("headlines", [valued("main", &message.listed_headline())].into_iter().chain(subhead).collect());
    if let Some(summary) = message.summary() {
        let mut summary = valued("summary", &summary);
        summary.text("contentType", "text/plain");
        item.list("descriptions", vec![summary]);
    }
}

/// The same text twice, so that each receiver finds the form that it can use.
fn bodies(item: &mut Object, message: &WireMessage) {
    let (version, plain) = (item.version, body::plain(message));
    let body = |kind: &str, value: &str| {
        let value = clean(value);
        let mut body = Object::new(version);
        body.text("role", "main");
        body.text("contentType", kind);
        body.number("charCount", value.chars().count() as u64);
        body.number("wordCount", plain.words as u64);
        body.text("value", &value);
        body
    };
    item.list("bodies", vec![body("text/plain", &plain.text), body("text/html", &body::xhtml(message))]);
}

/// The newsroom's own topics by their keys, and the Media Topics that they stand for.
fn about(item: &mut Object, message: &WireMessage) {
    let version = item.version;
    let lang = message.lang().primary();
    let subject = |name: &str| {
        let mut subject = Object::new(version);
        subject.text("name", name);
        subject.text("rel", "about");
        subject
    };
    let own = |topic: &Topic| {
        let mut own = subject(topic.name.as_str());
        own.text("literal", topic.key.as_str());
        own
    };
    let known = |topic: &Topic| {
        let media_topic = topic.media_topic.as_ref()?;
        let name = media_topic.names().find(|(tag, _)| *tag == lang).or(media_topic.names().next());
        let mut known = subject(name.map_or(topic.name.as_str(), |(_, name)| name.as_str()));
        known.text("uri", &media_topic.address());
        Some(known)
    };
    let topics = message.release().map(|release| release.topics.as_slice()).unwrap_or_default();
    let (regions, others): (Vec<&Topic>, Vec<&Topic>) =
        topics.iter().map(AsRef::as_ref).partition(|topic| topic.taxonomy == Taxonomy::Region);
    item.list("places", regions.into_iter().map(own).collect());
    let own = others.into_iter().map(own);
    item.list("subjects", own.chain(topics.iter().filter_map(|topic| known(topic))).collect());
    let mut genre = Object::new(version);
    genre.text("name", message.kind());
    item.list("genres", vec![genre]);
}

fn contact(person: &ContactDetails, version: NinjsVersion) -> Object {
    let mut contact = Object::new(version);
    contact.text("name", &person.name);
    contact.text("rel", "contact");
    let way = |way: &parts::ContactLink| {
        let mut reach = Object::new(version);
        reach.text("type", if way.is_phone { "phone" } else { "email" });
        // A number that is somebody else's is told with that one's name.
        reach.texts("name", way.of.as_deref());
        reach.text("value", &way.text);
        reach
    };
    contact.list("contactInfo", person.ways.iter().map(way).collect());
    contact
}

fn rendition(version: NinjsVersion, name: &str, href: &str, kind: &str) -> Object {
    let mut rendition = Object::new(version);
    rendition.text("name", name);
    rendition.text("href", href);
    rendition.text("contentType", kind);
    rendition
}

fn printed(message: &WireMessage) -> Object {
    let href = message.publisher().address(&message.permalink().file("pdf"));
    rendition(message.wire().ninjs, "print", href.as_str(), "application/pdf")
}

/// Pictures, those in the text first, and documents.
fn associations(message: &WireMessage, release: &Release) -> Vec<Object> {
    let pictures = release.all_pictures().into_iter().map(|picture| of_picture(message, picture));
    pictures.chain(of_documents(message, release)).collect()
}

fn of_file(message: &WireMessage, file: &File, rel: &str, kind: &str) -> (Object, Object) {
    let version = message.wire().ninjs;
    let address = message.publisher().address(&file.path).to_string();
    let mut object = Object::new(version);
    object.text("name", file.name.as_str());
    // Version 2 has no word for it here; its `type` must do.
    object.texts("rel", (version == NinjsVersion::V3_1).then_some(rel));
    object.text("uri", &address);
    object.text("type", kind);
    object.text("pubStatus", message.usage.iptc());
    let mut original = rendition(version, "original", &address, file.kind.media_type());
    original.number("sizeInBytes", file.length);
    (object, original)
}

fn of_picture(message: &WireMessage, picture: &Picture) -> Object {
    let (mut object, mut original) = of_file(message, &picture.file, "picture", "picture");
    let described = |role: &str, value: &str| {
        let mut description = Object::new(message.wire().ninjs);
        description.text("role", role);
        description.text("value", value);
        description
    };
    let caption = picture.caption.as_ref().map(|caption| described("caption", caption.as_str()));
    let alternative = described("alternativeText", picture.alt.as_str());
    object.list("descriptions", [alternative].into_iter().chain(caption).collect());
    object.texts("by", picture.credit.as_ref().map(|credit| credit.as_str()));
    object.texts("copyrightNotice", picture.rights.as_ref().map(|rights| rights.as_str()));
    original.number("width", u64::from(picture.width));
    original.number("height", u64::from(picture.height));
    object.list("renditions", vec![original]);
    object
}

/// Each document with all that is said of it before one opens it.
fn of_documents(message: &WireMessage, release: &Release) -> Vec<Object> {
    let Some(section) = parts::documents(message.edition, release, message.words) else { return Vec::new() };
    let rows = section.body.iter().flat_map(|block| match block {
        Block::List(list) => list.items.as_slice(),
        Block::Heading { .. } | Block::Paragraph(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => &[],
    });
    let of = |(document, row): (&Document, &Vec<Block>)| {
        let (mut object, original) = of_file(message, &document.file, "document", "component");
        object.text("title", document.title.as_str());
        object.texts("language", document.lang.as_ref().map(|lang| lang.as_str()));
        let mut description = Object::new(message.wire().ninjs);
        description.text("role", "about");
        description.text("value", &line(message, row));
        object.list("descriptions", vec![description]);
        object.list("renditions", vec![original]);
        object
    };
    release.documents.iter().zip(rows).map(of).collect()
}

/// The words of a row.
fn line(message: &WireMessage, row: &[Block]) -> String {
    let encoder = CharsetEncoder::new(Charset::Utf8);
    let site = &message.publisher().base_url;
    let options = PlainOptions { width: body::WIDTH, indent: "", cut: false, site, picture: message.words.picture };
    Plain::new(options, &encoder).blocks(row).trim_end().to_owned()
}

/// Members in the order in which they are written, under the names of a version.
struct Object {
    version: NinjsVersion,
    members: Vec<(&'static str, Value)>,
}

enum Value {
    Text(String),
    Number(u64),
    Object(Object),
    List(Vec<Object>),
}

impl Object {
    fn new(version: NinjsVersion) -> Object {
        Object { version, members: Vec::new() }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.members.push((name, Value::Text(clean(text).into_owned())));
    }

    /// A member that is there where something is known.
    fn texts(&mut self, name: &'static str, text: Option<&str>) {
        text.into_iter().for_each(|text| self.text(name, text));
    }

    fn number(&mut self, name: &'static str, number: u64) {
        self.members.push((name, Value::Number(number)));
    }

    fn object(&mut self, name: &'static str, fill: impl FnOnce(&mut Object)) {
        let mut object = Object::new(self.version);
        fill(&mut object);
        self.members.push((name, Value::Object(object)));
    }

    /// An empty list is not written.
    fn list(&mut self, name: &'static str, list: Vec<Object>) {
        if !list.is_empty() {
            self.members.push((name, Value::List(list)));
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len()))?;
        for (name, value) in &self.members {
            match (self.version, *name) {
                (NinjsVersion::V3_1, name) => map.serialize_entry(name, value)?,
                (NinjsVersion::V2_2, "embargoedUntil") => map.serialize_entry("embargoed", value)?,
                (NinjsVersion::V2_2, name) => map.serialize_entry(&name.to_ascii_lowercase(), value)?,
            }
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) => serializer.serialize_u64(*number),
            Value::Object(object) => object.serialize(serializer),
            Value::List(list) => serializer.collect_seq(list),
        }
    }
}
