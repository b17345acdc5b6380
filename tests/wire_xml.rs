//! NITF and NewsML-G2: the schemas, the dialect and the characters of a receiver, and what stays of a release that was withdrawn.

use crate::common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use depesch::format;
use depesch::model::{Charset, Newsroom, NitfDialect};

const NOW: &str = "2026-03-15T12:00:00+01:00";
const NAMESPACE: &str = " xmlns=\"http://iptc.org/std/NITF/2006-10-18/\"";
/// Who shares it, what it holds: a table, pictures, quotes.
const RICH: &str = "releases/2026/strandpromenad-i-norra-hamnen/strandpromenad-i-norra-hamnen";
const KILLED: &str = "releases/2026/unga-aker-gratis-buss/unga-aker-gratis-buss";

fn exported(newsroom: &Newsroom) -> BTreeMap<String, Vec<u8>> {
    let formats = ["iptc7901", "nitf", "newsml"].map(|name| format::find(name).unwrap());
    common::export_only(newsroom, NOW, &formats)
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

#[test]
fn every_file_is_valid_against_its_schema() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/data/schemas");
    if !schemas.exists() || Command::new("xmllint").arg("--version").output().is_err() {
        println!("skipped: xmllint or the schemas are not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for source in ["tests/newsroom", "content"] {
        let mut newsroom = common::folder(source);
        for charset in [Charset::Utf8, Charset::Latin1, Charset::Ascii] {
            newsroom.publisher.wire.xml = charset;
            for (end, schema) in
                [(".nitf.xml", "nitf/nitf-3-6.xsd"), (".newsml.xml", "newsml-g2/NewsML-G2_2.35-spec-All-Power.xsd")]
            {
                let mut lint = Command::new("xmllint");
                lint.args(["--noout", "--nonet", "--schema"]).arg(schemas.join(schema));
                for (path, bytes) in exported(&newsroom).into_iter().filter(|(path, _)| path.ends_with(end)) {
                    let file = folder.path().join(path.replace('/', "-"));
                    fs::write(&file, bytes).unwrap();
                    lint.arg(file);
                }
                let output = lint.output().unwrap();
                let told = String::from_utf8_lossy(&output.stderr);
                let wrong: Vec<&str> = told.lines().filter(|line| !line.ends_with(" validates")).collect();
                assert!(output.status.success(), "{}", wrong.join("\n"));
            }
        }
    }
}

/// The count of IPTC 7901. Where a table has no room on its lines it names the columns in each row, and it cuts the addresses of pictures:
/// then it has more words.
#[test]
fn words_are_counted_as_in_iptc_7901() {
    for folder in ["tests/newsroom", "content"] {
        let newsroom = common::folder(folder);
        let now = common::instant(&newsroom, NOW);
        let files = exported(&newsroom);
        let mut compared = 0;
        for release in newsroom.public(&now).releases() {
            let item = text(&files, &release.permalink.file("newsml.xml"));
            let counts: Vec<&str> = item.split("wordcount=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            assert_eq!(counts.len(), 3, "{}", release.id);
            let longer =
                |block: &depesch::model::Block| matches!(block, depesch::model::Block::Table(_) | depesch::model::Block::Figure(_));
            // In Arabic nothing is left of the words in ISO 8859-1.
            if !release.body.iter().any(longer) && release.lang.as_str() != "ar" {
                let message = &files[&release.permalink.file("iptc")];
                let header = String::from_utf8_lossy(&message[1..80]).into_owned();
                assert!(counts.iter().all(|count| header.split(' ').nth(3) == Some(*count)), "{counts:?} {header}");
                compared += 1;
            }
        }
        assert!(compared > 3, "{compared}");
    }
}

#[test]
fn superdesk_gets_the_same_without_a_namespace() {
    let mut newsroom = common::folder("tests/newsroom");
    let standard = exported(&newsroom);
    newsroom.publisher.wire.nitf = NitfDialect::Superdesk;
    let superdesk = exported(&newsroom);
    // What its reader looks for under other names, or takes the first of.
    let differs = ["<meta ", "<ed-msg ", "<tobject.subject "];
    let kept = |xml: &str| -> Vec<String> {
        xml.lines().filter(|line| !differs.iter().any(|start| line.trim_start().starts_with(start))).map(str::to_owned).collect()
    };
    for (path, bytes) in standard.iter().filter(|(path, _)| path.ends_with(".nitf.xml")) {
        let (standard, superdesk) = (std::str::from_utf8(bytes).unwrap(), text(&superdesk, path));
        assert!(standard.contains(NAMESPACE) && !superdesk.contains("xmlns"), "{path}");
        assert!(superdesk.contains("<body.content>"), "{path}");
        assert_eq!(superdesk.matches("<ed-msg ").count(), 1, "{path}");
        assert!(superdesk.contains("<meta name=\"anpa-keyword\""), "{path}");
        if !path.starts_with(KILLED) {
            assert_eq!(kept(&standard.replace(NAMESPACE, "")), kept(&superdesk), "{path}");
        }
    }
    // Within a news item it would be in the item's namespace without its own.
    assert_eq!(standard[&format!("{RICH}.newsml.xml")], superdesk[&format!("{RICH}.newsml.xml")]);
}

#[test]
fn a_news_item_holds_the_same_nitf() {
    let files = exported(&common::folder("tests/newsroom"));
    let nitf = text(&files, &format!("{RICH}.nitf.xml"));
    let (_, element) = nitf.split_once("?>\n").unwrap();
    assert!(text(&files, &format!("{RICH}.newsml.xml")).contains(element));
}

/// A receiver of ISO 8859-1 reads what a receiver of UTF-8 reads: nothing is replaced, and nothing lost.
#[test]
fn every_charset_says_the_same() {
    let mut newsroom = common::folder("tests/newsroom");
    let unicode = exported(&newsroom);
    for (charset, name) in [(Charset::Latin1, "ISO-8859-1"), (Charset::Ascii, "US-ASCII"), (Charset::Swedish7, "US-ASCII")] {
        newsroom.publisher.wire.xml = charset;
        for (path, bytes) in exported(&newsroom).iter().filter(|(path, _)| path.ends_with(".xml")) {
            let declaration = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>");
            assert!(bytes.starts_with(declaration.as_bytes()), "{path}");
            assert!(name != "US-ASCII" || bytes.is_ascii(), "{path}");
            // Each byte of ISO 8859-1 is the character of that number.
            let decoded: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            let (there, here) =
                (common::wire_xml::read(std::str::from_utf8(&unicode[path]).unwrap()), common::wire_xml::read(&decoded));
            assert_eq!((here.text, here.links), (there.text, there.links), "{path}");
        }
    }
}

#[test]
fn a_kill_names_what_must_not_be_used_and_says_nothing_of_it() {
    let newsroom = common::folder("tests/newsroom");
    let files = exported(&newsroom);
    for name in ["nitf", "newsml"] {
        let kill = text(&files, &format!("{KILLED}.{name}.xml"));
        let said = common::wire_xml::agreed(&kill);
        let of = |what: &str| said.iter().find(|(known, _)| *known == what).map(|(_, value)| value.as_str());
        assert!(of("id").is_some_and(|id| id.ends_with(":release/19f5ba7ec2d0468b")), "{said:?}");
        assert_eq!(of("version"), Some("2"));
        assert!(kill.contains("canceled") && kill.contains("av misstag"), "{kill}");
        for old in ["Återtagetord", "inlineXML", "lede=", "<keyword", "<subject", "description"] {
            assert!(!kill.contains(old), "{name} holds {old}");
        }
    }
}
