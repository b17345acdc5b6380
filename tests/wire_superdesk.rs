//! Superdesk's own ingest parsers read what we send, field by field. Runs where the conformance kit has installed superdesk-core.

use crate::common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::pasted_text;
use common::pasted_text::PastedText;
use depesch::format;
use depesch::markup::plain::Transliterate;
use depesch::model::{Charset, Edition, Newsroom, NitfDialect, Release};
use depesch::wire::charset::CharsetEncoder;
use depesch::wording::Wording;
use serde_json::Value;

const NOW: &str = "2026-03-15T12:00:00+01:00";
const KILLED: &str = "releases/2026/unga-aker-gratis-buss/unga-aker-gratis-buss";

/// The Python that has superdesk-core, where there is one.
fn python() -> Option<PathBuf> {
    let home = std::env::var("HOME").unwrap_or_default();
    let tools = std::env::var("CONFORMANCE_TOOLS").unwrap_or(format!("{home}/.cache/conformance-tools"));
    let python = Path::new(&tools).join("superdesk/bin/python");
    if !python.exists() {
        println!("skipped: superdesk-core is not here");
        return None;
    }
    Some(python)
}

fn newsroom() -> Newsroom {
    let mut newsroom = common::folder("tests/newsroom");
    newsroom.publisher.wire.nitf = NitfDialect::Superdesk;
    newsroom
}

/// What Superdesk makes of every file of a format, by the path of the file.
fn parsed(python: &Path, newsroom: &Newsroom, name: &str) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut names = BTreeMap::new();
    for (path, bytes) in common::export_only(newsroom, NOW, &[format::find(name).unwrap()]) {
        let file = folder.path().join(path.replace('/', "-"));
        fs::write(&file, bytes).unwrap();
        names.insert(file.to_str().unwrap().to_owned(), path);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/superdesk/parse.py");
    let output = Command::new(python).arg(script).arg(name).args(names.keys()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows: Vec<(String, Value)> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), names.len());
    let item = |(file, items): (String, Value)| {
        assert!(items[0].is_object(), "{file} is refused: {items}");
        (names[&file].clone(), items[0].clone())
    };
    rows.into_iter().map(item).collect()
}

/// Each public release with what Superdesk has of it.
fn each(name: &str, end: &str, mut look: impl FnMut(&Edition, &Release, &Value, &str)) {
    let Some(python) = python() else { return };
    let newsroom = newsroom();
    let items = parsed(&python, &newsroom, name);
    let now = common::instant(&newsroom, NOW);
    let edition = newsroom.public(&now);
    let mut looked_at = 0;
    for release in edition.releases() {
        let path = release.permalink.file(end);
        look(&edition, release, &items[&path], &path);
        looked_at += 1;
    }
    assert!(looked_at >= 25, "{looked_at}");
}

/// The text as our NITF has it: what `wire_same.rs` holds every format against.
fn whole(edition: &Edition, release: &Release) -> PastedText {
    let files = common::export_edition(edition, &[format::find("nitf").unwrap()]);
    let path = release.permalink.file("nitf.xml");
    let words = Wording::for_lang(&release.lang);
    pasted_text::copies(&path, &files[&path], &[words.pictures, words.documents, words.links]).remove(0)
}

fn text<'v>(item: &'v Value, field: &str) -> &'v str {
    item[field].as_str().unwrap_or_else(|| panic!("{field} is {}", item[field]))
}

fn priority(release: &Release) -> u8 {
    let corrected = release.last_change().is_some_and(|change| change.kind == depesch::model::ChangeKind::Correction);
    release.urgency.map_or(if corrected { 3 } else { 4 }, depesch::model::Urgency::number)
}

#[test]
fn superdesk_reads_iptc_7901() {
    each("iptc7901", "iptc", |edition, release, item, path| {
        let encoder = CharsetEncoder::new(Charset::Latin1);
        let evened = |text: &str| text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        // It keeps the sign that closes the headline, and of a long one the first line: the others begin its text.
        let headline = evened(&format!("{} =", encoder.transliterate(&depesch::markup::clean(release.headline.as_str()))));
        let (first, body) = (evened(text(item, "headline")), text(item, "body_html"));
        let rest = headline.strip_prefix(&first).unwrap_or_else(|| panic!("{path}: {first}"));
        assert!(evened(body).starts_with(rest.trim()), "{path}: {body}");
        let kind = Wording::for_lang(&release.lang).kind(release.kind);
        assert!(text(item, "slugline").starts_with(&*encoder.transliterate(kind)), "{path}: {item}");
        assert_eq!(item["priority"], priority(release), "{path}");
        assert_eq!((text(item, "original_source"), text(item, "ingest_provider_sequence")), ("SOL", "0000"), "{path}");
        assert_eq!(item["anpa_category"][0]["qcode"], "PRM", "{path}");
        // Each number that the header states is the count of what it read, but for the lines on status.
        let words = |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let stated = usize::try_from(item["word_count"].as_u64().unwrap()).unwrap();
        assert!(stated > 0 && stated <= words(body) + 1, "{path}: {stated} {}", words(body));
        let lead = common::letters(&encoder.transliterate(&depesch::markup::clean(&release.summary())));
        assert!(common::letters(body).contains(&lead), "{path}: {body}");
        let note = common::letters(text(item, "ednote"));
        for contact in edition.contacts(release).iter().filter_map(|contact| contact.methods.phone()) {
            assert!(note.contains(&common::letters(contact.written())), "{path}: {note}");
        }
        assert!(note.contains(&common::letters(release.id.as_str())), "{path}");
    });
}

#[test]
fn superdesk_reads_nitf() {
    each("nitf", "nitf.xml", |edition, release, item, path| {
        assert_eq!(text(item, "headline"), depesch::markup::clean(release.headline.as_str()), "{path}");
        assert_eq!(text(item, "guid"), release.id.as_str(), "{path}");
        assert!(text(item, "slugline").starts_with(release.permalink.slug.as_str()), "{path}");
        assert_eq!((&item["urgency"], text(item, "pubstatus")), (&priority(release).into(), "usable"), "{path}");
        assert_eq!(text(item, "body_html").matches("lede=\"true\"").count(), usize::from(release.lead.is_some()), "{path}");
        let lead = common::letters(&depesch::markup::clean(&release.summary()));
        assert!(common::letters(&common::text_of_html(text(item, "body_html"))).contains(&lead), "{path}");
        assert!(item["word_count"].as_u64().unwrap() > 0);
        let subjects = item["subject"].as_array().unwrap();
        let codes = release.topics.iter().filter_map(|topic| topic.media_topic.as_ref()?.nitf).count();
        assert!(codes == 0 || !subjects.is_empty(), "{path}: {item}");
        let keywords: Vec<&str> = item["keywords"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(keywords, release.topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>(), "{path}");
        for contact in edition.contacts(release).iter().filter_map(|contact| contact.methods.phone()) {
            assert!(text(item, "ednote").contains(contact.written()), "{path}: {item}");
        }
        if let Some(place) = &release.place {
            assert_eq!(item["dateline"]["located"]["city"], place.as_str(), "{path}");
        }
    });
}

#[test]
fn superdesk_reads_newsml_g2() {
    each("newsml", "newsml.xml", |edition, release, item, path| {
        assert_eq!(text(item, "headline"), depesch::markup::clean(release.headline.as_str()), "{path}");
        assert_eq!(text(item, "uri"), release.id.as_str(), "{path}");
        assert_eq!(text(item, "version"), release.revision().to_string(), "{path}");
        assert!(text(item, "slugline").starts_with(release.permalink.slug.as_str()), "{path}");
        assert_eq!((&item["urgency"], text(item, "pubstatus")), (&priority(release).into(), "usable"), "{path}");
        assert_eq!(text(item, "language"), release.lang.as_str(), "{path}");
        // The whole text, word by word: it takes the plain rendition.
        let words = Wording::for_lang(&release.lang);
        let along = [words.pictures, words.documents, words.links];
        let copy = pasted_text::plain("plain text in Superdesk", text(item, "body_html"), &along);
        let whole = whole(edition, release);
        let copy = PastedText { headline: whole.headline.clone(), subhead: whole.subhead.clone(), ..copy };
        assert_eq!(pasted_text::differ(&whole, &copy, words.picture), None, "{path}");
    });
}

/// A kill takes an item back in each of the three.
#[test]
fn superdesk_reads_a_kill() {
    let Some(python) = python() else { return };
    let newsroom = newsroom();
    for (name, end) in [("iptc7901", "iptc"), ("nitf", "nitf.xml"), ("newsml", "newsml.xml")] {
        let items = parsed(&python, &newsroom, name);
        let item = &items[&format!("{KILLED}.{end}")];
        let said = item.to_string();
        assert!(said.contains("UTGÅR") && said.contains("av misstag"), "{name}: {said}");
        assert!(!said.contains("Återtagetord"), "{name}: {said}");
        if name != "iptc7901" {
            assert_eq!(text(item, "pubstatus"), "canceled", "{name}");
        }
    }
}
