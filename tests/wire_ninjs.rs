//! ninjs: both versions against IPTC's schemas, and what a web service finds in which member.

use crate::common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use depesch::artifact::{Context, SequenceNumber, Writer};
use depesch::format;
use depesch::model::{Edition, Newsroom, NinjsVersion, ReleaseId};
use serde_json::Value;

const NOW: &str = "2026-03-15T12:00:00+01:00";

/// Every document of an edition, by the name of its release.
fn exported(edition: &Edition, context: &dyn Fn() -> Context<'static>) -> BTreeMap<String, Value> {
    let Writer::Release { write, gone, .. } = format::find("ninjs").unwrap().writer else { panic!() };
    let name = |permalink: &depesch::model::Permalink| permalink.file("x").rsplit_once('/').unwrap().0.to_owned();
    let releases = edition.releases().iter().map(|r| (name(&r.permalink), write(edition, r, &context())));
    let notices = edition.withdrawals().iter().map(|notice| (name(notice.permalink()), gone(edition, notice, &context())));
    releases.chain(notices).map(|(name, written)| (name, serde_json::from_slice(&written.unwrap().0).unwrap())).collect()
}

fn public(newsroom: &Newsroom) -> BTreeMap<String, Value> {
    exported(&newsroom.public(&common::instant(newsroom, NOW)), &|| Context::new(format::FORMATS, &common::fetch))
}

fn texts(value: &Value, member: &str) -> Vec<String> {
    let texts = |value: &Value| value[member].as_str().map(str::to_owned);
    value.as_array().map(|list| list.iter().filter_map(texts).collect()).unwrap_or_default()
}

#[test]
fn every_document_is_valid_against_its_schema() {
    let kit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/run");
    let home = std::env::var("HOME").unwrap_or_default();
    let tools = std::env::var("CONFORMANCE_TOOLS").unwrap_or(format!("{home}/.cache/conformance-tools"));
    if !kit.exists() || !Path::new(&tools).join("venv").exists() {
        println!("skipped: the validators are not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut written = 0;
    for source in ["tests/newsroom", "content"] {
        let mut newsroom = common::folder(source);
        for version in [NinjsVersion::V3_1, NinjsVersion::V2_2] {
            newsroom.publisher.wire.ninjs = version;
            for item in public(&newsroom).values() {
                written += 1;
                fs::write(folder.path().join(format!("{written}.ninjs.json")), item.to_string()).unwrap();
            }
        }
    }
    let output = Command::new(kit).arg(folder.path()).arg("wire").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains(&format!("{written} passed, 0 failed")), "{said}");
}

/// Version 2 says the same under other names.
#[test]
fn both_versions_say_the_same() {
    let mut newsroom = common::folder("tests/newsroom");
    let third = public(&newsroom);
    newsroom.publisher.wire.ninjs = NinjsVersion::V2_2;
    let second = public(&newsroom);
    for (name, item) in &third {
        let older = &second[name];
        assert!(older["bodies"].is_array() == item["bodies"].is_array() && older["contentCreated"].is_null(), "{name}");
        let mut keys = Vec::new();
        names(older, &mut keys);
        assert!(keys.iter().all(|key| !key.contains(char::is_uppercase)), "{name}: {keys:?}");
        let mut item = item.clone();
        // Version 2 does not say how what goes along is related.
        for object in item.get_mut("associations").and_then(Value::as_array_mut).into_iter().flatten() {
            object.as_object_mut().unwrap().remove("rel").unwrap();
        }
        assert_eq!(lowered(&item).to_string().replace("3.1", "2.2"), older.to_string(), "{name}");
    }
}

fn names(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| names(value, out)),
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            out.push(key.clone());
            names(value, out);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn lowered(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(lowered).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.to_lowercase(), lowered(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_release_is_written_member_by_member() {
    let newsroom = common::folder("tests/newsroom");
    let files = public(&newsroom);
    let item = &files["releases/2026/strandpromenad-i-norra-hamnen"];
    assert_eq!(item["uri"], "tag:solvik.example,2026-02-24:release/5d92ec41b6f0873a");
    assert_eq!((&item["version"], &item["pubStatus"], &item["language"]), (&"1".into(), &"usable".into(), &"sv".into()));
    assert_eq!(item["versionCreated"], "2026-02-24T09:00:00+01:00");
    assert_eq!(texts(&item["bodies"], "contentType"), ["text/plain", "text/html"]);
    let addresses = texts(&item["subjects"], "uri");
    assert!(addresses.iter().any(|uri| uri == "http://cv.iptc.org/newscodes/mediatopic/20000343"), "{addresses:?}");
    assert!(texts(&item["people"], "name").contains(&"Gunvor Ask (M)".to_owned()));
    assert_eq!(texts(&item["organisations"], "name"), ["Solvik kommun", "Solviks hamn AB"]);
    // Of each picture: where it is, how large, what it shows, who took it.
    let pictures: Vec<&Value> =
        item["associations"].as_array().unwrap().iter().filter(|object| object["type"] == "picture").collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        let original = &picture["renditions"][0];
        assert!(original["href"].as_str().unwrap().starts_with("https://www.solvik.example/nyheter/releases/2026/"), "{picture}");
        let numbers = ["sizeInBytes", "width", "height"].map(|member| original[member].as_u64().unwrap());
        assert!(numbers.iter().all(|number| *number > 0), "{picture}");
        assert!(texts(&picture["descriptions"], "role").contains(&"alternativeText".to_owned()), "{picture}");
    }
}

#[test]
fn a_correction_says_so_where_an_editor_looks() {
    let newsroom = common::folder("tests/newsroom");
    let item = &public(&newsroom)["releases/2026/avgifter-for-simhallen"];
    assert_eq!(item["title"], "RÄTTELSE: Oförändrade avgifter i simhallen");
    assert_eq!(item["headlines"][0]["value"], "Oförändrade avgifter i simhallen");
    let note = item["edNote"].as_str().unwrap();
    assert!(note.starts_with("RÄTTELSE: Ett barnkort kostar 45 kronor."), "{note}");
    assert!(note.contains("Version: 2 (ersätter version 1)"), "{note}");
}

#[test]
fn a_kill_names_what_must_not_be_used_and_says_nothing_of_it() {
    let newsroom = common::folder("tests/newsroom");
    let item = &public(&newsroom)["releases/2026/unga-aker-gratis-buss"];
    assert_eq!((&item["pubStatus"], &item["version"], &item["urgency"]), (&"canceled".into(), &"2".into(), &2.into()));
    let note = item["edNote"].as_str().unwrap();
    assert!(note.starts_with("UTGÅR: ") && note.contains(item["uri"].as_str().unwrap()), "{note}");
    for member in ["bodies", "descriptions", "subjects", "associations", "copyrightHolder"] {
        assert!(item[member].is_null(), "{member}");
    }
    assert!(!item.to_string().contains("Återtagetord"));
}

/// Only a preview holds it at all, and then it says until when.
#[test]
fn a_preview_says_until_when_it_is_withheld() {
    let newsroom = common::folder("tests/newsroom");
    let now = common::instant(&newsroom, NOW);
    let files = exported(&newsroom.preview(&now), &|| Context::new(format::FORMATS, &common::fetch));
    let item = &files["releases/2026/hemlig-utredning"];
    assert_eq!((&item["pubStatus"], &item["embargoedUntil"]), (&"withheld".into(), &"2026-06-01T08:00:00+02:00".into()));
    let note = item["edNote"].as_str().unwrap();
    assert!(note.contains("EMBARGO TILL 1 JUNI 2026 KL. 8.00 (UTC+2)"), "{note}");
    let until_further_notice = &files["releases/2026/ny-museichef"];
    assert_eq!(until_further_notice["pubStatus"], "withheld");
    assert!(!public(&newsroom).contains_key("releases/2026/hemlig-utredning"));
}

#[test]
fn a_channel_that_counts_gives_its_number() {
    let newsroom = common::folder("tests/newsroom");
    let running: &'static (dyn Fn(&ReleaseId) -> Option<SequenceNumber> + Sync) =
        &|_| Some(SequenceNumber { number: 123, replaces: Some(119) });
    let now = common::instant(&newsroom, NOW);
    let files = exported(&newsroom.public(&now), &|| Context::new(format::FORMATS, &common::fetch).with_numbers(running));
    for (name, item) in files {
        assert_eq!((&item["altIds"][0]["role"], &item["altIds"][0]["value"]), (&"wire-seq".into(), &"0123".into()), "{name}");
        let replaces = item["edNote"].as_str().unwrap().contains("SOL 0119");
        assert_eq!(replaces, item["version"] != "1", "{name}: {}", item["edNote"]);
    }
    assert!(public(&newsroom).values().all(|item| item["altIds"].is_null()));
}
