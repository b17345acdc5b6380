//! ninjs 3.1 or 2.2, for web services.
//!
//! IPTC, News in JSON. <https://iptc.org/standards/ninjs/>. ninjs has no member for a correction or a kill: both are in the note for editors and
//! in the title. Version 2 has other names for the same members: in lowercase, and `embargoed` for `embargoedUntil`.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::artifact::{Context, Family, Format, Purpose, WriteResult, Writer};
use crate::markup::clean;
use crate::markup::plain::PlainFormatter;
use crate::model::invisible::without_invisible;
use crate::model::{
    Block, Charset, Document, Edition, File, Instant, NinjsVersion, Permalink, Picture, Release, Speaker, Taxonomy, Topic,
    Withdrawal,
};
use crate::wire::body;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::WireMessage;
use crate::wording::parts::{self, ContactDetails, ContactMethod};

pub const FORMAT: Format = Format {
    name: "ninjs",
    label: "ninjs",
    about: "ninjs 3.1: news in JSON, for web services",
    extension: EXTENSION,
    media_type: "application/json",
    family: Family::Wire,
    depends_on: &[],
    omits: &[],
    purpose: Some(Purpose { swedish: "Nyhetstext i JSON, för webb och appar.", english: "News text in JSON, for web and apps." }),
    writer: Writer::Release { path, write, gone: write_kill },
};

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
    Ok((to_json(message, PrettyFormatter::new()), Vec::new()))
}

/// Compact, for embedding in a PDF.
pub fn embedded(edition: &Edition, release: &Release, context: &Context) -> Vec<u8> {
    to_json(&WireMessage::from_release(edition, release, context), CompactFormatter)
}

fn to_json(message: &WireMessage, formatter: impl Formatter) -> Vec<u8> {
    // Enough for most documents.
    let mut bytes = Vec::with_capacity(12 * 1024);
    let item = item(message);
    let written = match message.wire().ninjs {
        NinjsVersion::V3_1 => item.serialize(&mut Serializer::with_formatter(&mut bytes, formatter)),
        NinjsVersion::V2_2 => {
            let formatter = Version2Names { inner: formatter, is_name: false };
            item.serialize(&mut Serializer::with_formatter(&mut bytes, formatter))
        }
    };
    written.expect("structs with text and numbers can be written into memory");
    bytes.push(b'\n');
    bytes
}

/// Writes the member names of version 2.
struct Version2Names<F> {
    inner: F,
    is_name: bool,
}

macro_rules! delegate {
    ($($method:ident($($argument:ident: $type:ty)?))*) => {
        $(fn $method<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)?) -> io::Result<()> {
            self.inner.$method(writer $(, $argument)?)
        })*
    };
}

impl<F: Formatter> Formatter for Version2Names<F> {
    delegate! {
        begin_array() end_array() begin_array_value(first: bool) end_array_value()
        begin_object() end_object() begin_object_value() end_object_value()
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.is_name = true;
        self.inner.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_name = false;
        self.inner.end_object_key(writer)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        match (self.is_name, fragment) {
            (true, "embargoedUntil") => writer.write_all(b"embargoed"),
            (true, name) => writer.write_all(name.to_ascii_lowercase().as_bytes()),
            (false, text) => writer.write_all(text.as_bytes()),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NinjsItem {
    standard: NinjsStandard,
    uri: String,
    r#type: &'static str,
    representation_type: &'static str,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_created: Option<String>,
    version_created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargoed_until: Option<String>,
    pub_status: &'static str,
    urgency: u8,
    language: String,
    title: String,
    slugline: String,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    located: Option<String>,
    ed_note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright_holder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_terms: Option<String>,
    headlines: Vec<NinjsText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<NinjsText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<NinjsBody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<NinjsRelated>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<NinjsRelated>,
    genres: [NinjsGenre; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<NinjsRelated>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organisations: Vec<NinjsRelated>,
    renditions: [NinjsRendition; 2],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alt_ids: Vec<NinjsText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    associations: Vec<NinjsAssociation>,
}

#[derive(Serialize)]
struct NinjsStandard {
    name: &'static str,
    version: &'static str,
    schema: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NinjsText {
    role: &'static str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NinjsBody {
    role: &'static str,
    content_type: &'static str,
    char_count: usize,
    word_count: usize,
    value: String,
}

/// A subject, place, person or organisation.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct NinjsRelated {
    name: String,
    rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact_info: Vec<NinjsContact>,
}

#[derive(Serialize)]
struct NinjsContact {
    r#type: &'static str,
    /// The owner, if it is another contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    value: String,
}

#[derive(Serialize)]
struct NinjsGenre {
    name: &'static str,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct NinjsRendition {
    name: &'static str,
    href: String,
    content_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

/// A picture or document.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct NinjsAssociation {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'static str>,
    uri: String,
    r#type: &'static str,
    pub_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    descriptions: Vec<NinjsText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright_notice: Option<String>,
    renditions: [NinjsRendition; 1],
}

fn clean_text(text: &str) -> String {
    clean(text).into_owned()
}

fn role_text(role: &'static str, value: &str) -> NinjsText {
    NinjsText { role, value: clean_text(value), content_type: None }
}

fn item(message: &WireMessage) -> NinjsItem {
    let version = match message.wire().ninjs {
        NinjsVersion::V3_1 => "3.1",
        NinjsVersion::V2_2 => "2.2",
    };
    let release = message.release;
    let terms = message.terms();
    let notes: Vec<String> = message.editor_notes().into_iter().map(|(_, line)| line).collect();
    let subhead = message.subhead().map(|subhead| role_text("subhead", &subhead));
    let summary = message.summary();
    let summary = summary.map(|summary| NinjsText { content_type: Some("text/plain"), ..role_text("summary", &summary) });
    let topics = release.map(|release| release.topics.as_slice()).unwrap_or_default();
    let (regions, others): (Vec<&Topic>, Vec<&Topic>) =
        topics.iter().map(AsRef::as_ref).partition(|topic| topic.taxonomy == Taxonomy::Region);
    let publisher = |name: &String| NinjsRelated { name: clean_text(name), rel: "publisher", ..NinjsRelated::default() };
    NinjsItem {
        standard: NinjsStandard {
            name: "ninjs",
            version,
            schema: format!("http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json"),
        },
        uri: clean_text(message.id.as_str()),
        r#type: "text",
        representation_type: if release.is_some() { "full" } else { "partial" },
        version: message.version.to_string(),
        first_created: message.published_instant.as_ref().map(Instant::rfc3339),
        version_created: message.created_instant.rfc3339(),
        embargoed_until: message.usage.embargo().map(Instant::rfc3339),
        pub_status: message.usage.iptc(),
        urgency: message.priority(),
        language: message.lang.as_str().to_owned(),
        title: clean_text(&message.title()),
        slugline: clean_text(&message.slugline()),
        by: clean_text(&message.senders),
        located: message.place().map(clean_text),
        ed_note: clean_text(&notes.join("\n")),
        copyright_holder: terms.map(|_| clean_text(&message.words.list(&message.organisations))),
        usage_terms: terms.map(|terms| clean_text(terms.as_str())),
        headlines: [role_text("main", &message.listed_headline())].into_iter().chain(subhead).collect(),
        descriptions: summary.into_iter().collect(),
        bodies: if release.is_some() { bodies(message) } else { Vec::new() },
        places: regions.into_iter().map(own_topic).collect(),
        subjects: others.into_iter().map(own_topic).chain(topics.iter().filter_map(|topic| media_topic(message, topic))).collect(),
        genres: [NinjsGenre { name: message.kind }],
        people: message.contacts.iter().map(contact).chain(release.into_iter().flat_map(Release::speakers).map(quoted)).collect(),
        organisations: message.organisations.iter().map(publisher).collect(),
        renditions: [
            NinjsRendition { name: "web", href: message.address(), content_type: "text/html", ..NinjsRendition::default() },
            NinjsRendition {
                name: "print",
                href: message.publisher().address(&message.permalink.file("pdf")).to_string(),
                content_type: "application/pdf",
                ..NinjsRendition::default()
            },
        ],
        alt_ids: message.running.iter().map(|running| role_text("wire-seq", &format!("{:04}", running.number))).collect(),
        associations: release.map(|release| associations(message, release)).unwrap_or_default(),
    }
}

/// The text in two renditions, for different receivers.
fn bodies(message: &WireMessage) -> Vec<NinjsBody> {
    let plain = body::plain(message);
    let body = |content_type, value: &str| {
        let value = clean_text(value);
        NinjsBody { role: "main", content_type, char_count: value.chars().count(), word_count: plain.words, value }
    };
    vec![body("text/plain", &plain.text), body("text/html", &body::xhtml(message))]
}

fn own_topic(topic: &Topic) -> NinjsRelated {
    let (name, literal) = (clean_text(topic.name.as_str()), Some(clean_text(topic.key.as_str())));
    NinjsRelated { name, rel: "about", literal, ..NinjsRelated::default() }
}

fn media_topic(message: &WireMessage, topic: &Topic) -> Option<NinjsRelated> {
    let media_topic = topic.media_topic.as_ref()?;
    let lang = message.lang.primary();
    let name = media_topic.names().find(|(tag, _)| *tag == lang).or(media_topic.names().next());
    let name = clean_text(name.map_or(topic.name.as_str(), |(_, name)| name.as_str()));
    Some(NinjsRelated { name, rel: "about", uri: Some(media_topic.address()), ..NinjsRelated::default() })
}

fn contact(contact: &ContactDetails) -> NinjsRelated {
    let method = |method: &ContactMethod| NinjsContact {
        r#type: if method.is_phone { "phone" } else { "email" },
        name: method.owner.as_deref().map(clean_text),
        value: clean_text(&method.text),
    };
    let contact_info = contact.methods.iter().map(method).collect();
    NinjsRelated { name: clean_text(&contact.name), rel: "contact", contact_info, ..NinjsRelated::default() }
}

/// A person who is quoted, with party and role as the literal.
fn quoted(speaker: &Speaker) -> NinjsRelated {
    let facts: Vec<_> = speaker.role.iter().chain(&speaker.party).map(|fact| without_invisible(fact.as_str())).collect();
    let literal = (!facts.is_empty()).then(|| clean_text(&facts.join(", ")));
    NinjsRelated { name: clean_text(&without_invisible(speaker.name.as_str())), rel: "quoted", literal, ..NinjsRelated::default() }
}

/// Pictures, those in the text first, then documents.
fn associations(message: &WireMessage, release: &Release) -> Vec<NinjsAssociation> {
    let pictures = release.all_pictures().into_iter().map(|picture| picture_association(message, picture));
    pictures.chain(document_associations(message, release)).collect()
}

fn file_association(message: &WireMessage, file: &File, rel: &'static str, kind: &'static str) -> NinjsAssociation {
    let address = message.publisher().address(&file.path).to_string();
    let content_type = file.kind.media_type();
    NinjsAssociation {
        name: clean_text(file.name.as_str()),
        // Version 2 has no `rel` here.
        rel: (message.wire().ninjs == NinjsVersion::V3_1).then_some(rel),
        uri: address.clone(),
        r#type: kind,
        pub_status: message.usage.iptc(),
        renditions: [NinjsRendition {
            name: "original",
            href: address,
            content_type,
            size_in_bytes: Some(file.length),
            ..NinjsRendition::default()
        }],
        ..NinjsAssociation::default()
    }
}

fn picture_association(message: &WireMessage, picture: &Picture) -> NinjsAssociation {
    let mut association = file_association(message, &picture.file, "picture", "picture");
    association.descriptions.push(role_text("alternativeText", picture.alt.as_str()));
    association.descriptions.extend(picture.caption.as_ref().map(|caption| role_text("caption", caption.as_str())));
    association.by = picture.credit.as_ref().map(|credit| clean_text(credit.as_str()));
    association.copyright_notice = picture.rights.as_ref().map(|rights| clean_text(rights.as_str()));
    let [original] = &mut association.renditions;
    (original.width, original.height) = (Some(picture.width), Some(picture.height));
    association
}

fn document_associations(message: &WireMessage, release: &Release) -> Vec<NinjsAssociation> {
    let Some(section) = parts::documents(message.edition, release, message.words) else { return Vec::new() };
    let association = |(document, row): (&Document, &Vec<Block>)| NinjsAssociation {
        title: Some(clean_text(&without_invisible(document.title.as_str()))),
        language: document.lang.as_ref().map(|lang| lang.as_str().to_owned()),
        descriptions: vec![role_text("about", &plain_row(message, row))],
        ..file_association(message, &document.file, "document", "component")
    };
    release.documents.iter().zip(body::document_rows(&section)).map(association).collect()
}

fn plain_row(message: &WireMessage, row: &[Block]) -> String {
    let encoder = CharsetEncoder::new(Charset::Utf8);
    let mut formatter = PlainFormatter::new(message.plain_options(body::UNLIMITED_WIDTH), &encoder);
    formatter.format_blocks(row).trim_end().to_owned()
}
