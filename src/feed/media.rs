//! Media RSS 1.5.1: pictures with size, credit, alternative text and rights, and documents; the same elements in RSS and in Atom.
//!
//! <https://www.rssboard.org/media-rss>

use std::collections::BTreeMap;

use super::entry::{Enclosure, FeedEntry, MediaImage};
use crate::markup::html;

/// An element, independent of the two crates.
#[derive(Debug)]
pub(super) struct MediaElement {
    /// With its prefix: `media:content`.
    pub name: &'static str,
    pub attributes: Vec<(&'static str, String)>,
    pub text: Option<String>,
    pub children: Vec<MediaElement>,
}

/// Elements by their names without prefix, as both crates want them.
pub(super) fn by_name<T>(elements: Vec<MediaElement>, make: impl Fn(MediaElement) -> T) -> BTreeMap<String, Vec<T>> {
    let mut named: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for element in elements {
        let name = element.name.rsplit(':').next().unwrap_or_default().to_owned();
        named.entry(name).or_default().push(make(element));
    }
    named
}

/// A `media:content` for each picture and, where the format allows one enclosure only, for each document.
pub(super) fn elements(entry: &FeedEntry, documents: bool) -> Vec<MediaElement> {
    let pictures = entry.pictures.iter().map(|photo| picture(photo, &entry.lang));
    let documents = entry.documents.iter().filter(|_| documents).map(|file| document(file, &entry.lang));
    pictures.chain(documents).collect()
}

fn picture(photo: &MediaImage, lang: &str) -> MediaElement {
    let mut children = Vec::new();
    children.extend(photo.caption.as_ref().map(|caption| title(caption)));
    // As HTML, though it is plain: a common parser takes plain text here for the text of the whole item.
    children.push(MediaElement {
        attributes: vec![("type", "html".into())],
        ..text_element("media:description", &html::escape(&photo.alt))
    });
    children.extend(
        photo.credit.as_ref().map(|credit| MediaElement { attributes: role(credit), ..text_element("media:credit", credit) }),
    );
    children.extend(photo.rights.as_ref().map(|rights| text_element("media:copyright", rights)));
    let attributes = vec![
        ("url", photo.address.clone()),
        ("type", photo.media_type.to_owned()),
        ("medium", "image".to_owned()),
        ("fileSize", photo.length.to_string()),
        ("width", photo.width.to_string()),
        ("height", photo.height.to_string()),
        ("lang", lang.to_owned()),
    ];
    MediaElement { name: "media:content", attributes, text: None, children }
}

/// The role of a credited person, in the European Broadcasting Union's scheme, where the credit itself names it: "Foto: Lo Ek".
fn role(credit: &str) -> Vec<(&'static str, String)> {
    const ROLES: [(&str, &str); 3] = [("foto", "photographer"), ("photo", "photographer"), ("illustration", "illustrator")];
    let (label, _) = credit.split_once(':').unwrap_or_default();
    let role = ROLES.iter().find(|(word, _)| *word == label.trim().to_lowercase());
    role.map_or_else(Vec::new, |(_, role)| vec![("role", (*role).into()), ("scheme", "urn:ebu".into())])
}

fn document(file: &Enclosure, lang: &str) -> MediaElement {
    let mut attributes = vec![
        ("url", file.address.clone()),
        ("type", file.media_type.to_owned()),
        ("medium", "document".to_owned()),
        ("lang", file.lang.clone().unwrap_or_else(|| lang.to_owned())),
    ];
    attributes.extend(file.length.filter(|length| *length > 0).map(|length| ("fileSize", length.to_string())));
    MediaElement { name: "media:content", attributes, text: None, children: vec![title(&file.title)] }
}

/// Plain text; readers that ignore the type would take `<` for an element, so it is escaped as HTML.
fn title(words: &str) -> MediaElement {
    let (kind, text) = if words.contains("</") { ("html", html::escape(words)) } else { ("plain", words.to_owned()) };
    MediaElement { attributes: vec![("type", kind.into())], ..text_element("media:title", &text) }
}

fn text_element(name: &'static str, text: &str) -> MediaElement {
    MediaElement { name, attributes: Vec::new(), text: Some(text.to_owned()), children: Vec::new() }
}
