//! Every format of the wire says the same, word by word: over the golden newsroom, the shipped content and generated releases.

use crate::common;
#[allow(dead_code)]
#[path = "../examples/corpus/main.rs"]
mod corpus;

use std::collections::BTreeMap;

use common::pasted_text::{PastedText, copies, differ};
use depesch::model::{Edition, Newsroom, Release};
use depesch::wording::Wording;
use depesch::{content, format};

const NOW: &str = "2026-11-20T12:00:00+01:00";
const FORMATS: [(&str, &str); 5] =
    [("nitf", "nitf.xml"), ("newsml", "newsml.xml"), ("ninjs", "ninjs.json"), ("txt", "txt"), ("iptc7901", "iptc")];

type Files = BTreeMap<String, Vec<u8>>;

fn exported(newsroom: &Newsroom) -> Files {
    common::export_only(newsroom, NOW, &FORMATS.map(|(name, _)| format::find(name).unwrap()))
}

/// How many renditions of `release` were held beside its NITF.
fn compared(edition: &Edition, files: &Files, release: &Release) -> Result<usize, String> {
    let words = Wording::for_lang(&release.lang);
    let along = [words.pictures, words.documents, words.links];
    let mut read: Vec<PastedText> = Vec::new();
    for (_, end) in FORMATS {
        let path = release.permalink.file(end);
        read.extend(copies(&path, &files[&path], &along));
    }
    let (whole, others) = read.split_first_mut().unwrap();
    // Plain text has no field for place and subhead: they stand before the text.
    for copy in others.iter_mut() {
        let place = release.place.as_ref().map(|place| place.as_str().to_uppercase());
        match (copy.rendition, place) {
            ("plain IPTC 7901", place) => {
                copy.with_subhead(&whole.subhead)?;
                let senders: Vec<String> = edition.senders(release).iter().map(|sender| sender.name.to_string()).collect();
                place.map_or(Ok(()), |place| copy.without_dateline(&format!("{place} ({})", words.list(&senders))))?;
            }
            ("plain press text", Some(place)) => {
                let day =
                    release.dates.published().map_or_else(String::new, |published| format!(", {}", words.day(published.day())));
                copy.without_dateline(&format!("{place}{day}."))?;
            }
            _ => {}
        }
    }
    match others.iter().find_map(|copy| differ(whole, copy, words.picture)) {
        Some(difference) => Err(format!("{}: {difference}", release.permalink.folder())),
        None => Ok(others.len()),
    }
}

fn assert_all_agree(newsroom: &Newsroom) -> usize {
    let now = common::instant(newsroom, NOW);
    let edition = newsroom.public(&now);
    let files = exported(newsroom);
    let results: Vec<_> = edition.releases().iter().map(|release| compared(&edition, &files, release)).collect();
    let wrong: Vec<String> = results.iter().filter_map(|result| result.clone().err()).collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    results.into_iter().flatten().sum()
}

#[test]
fn every_format_says_the_same_of_what_was_written_by_hand() {
    for folder in ["tests/newsroom", "content"] {
        assert!(assert_all_agree(&common::folder(folder)) >= 28 * 7, "{folder}");
    }
}

#[test]
fn every_format_says_the_same_of_what_was_generated() {
    let folder = tempfile::tempdir().unwrap();
    corpus::write_corpus(folder.path(), 200).unwrap();
    let newsroom = content::load(folder.path()).unwrap().newsroom.unwrap();
    assert!(assert_all_agree(&newsroom) >= 200 * 7);
}

/// The tool sees a word that is missing, one that is too many and one in another place.
#[test]
fn a_difference_is_seen() {
    let newsroom = common::folder("tests/newsroom");
    let now = common::instant(&newsroom, NOW);
    let edition = newsroom.public(&now);
    let release = edition.releases().iter().find(|release| release.permalink.slug.as_str() == "strandpromenad-i-norra-hamnen");
    let release = release.unwrap();
    let files = exported(&newsroom);
    assert_eq!(compared(&edition, &files, release), Ok(7));
    for (_, end) in FORMATS {
        let path = release.permalink.file(end);
        for (from, to) in [("meter bred", "bred"), ("bred", "bred bred"), ("gästhamnen till fyren", "fyren till gästhamnen")] {
            let mut planted = files.clone();
            let text = |bytes: &[u8]| match end {
                "iptc" => bytes.iter().map(|byte| char::from(*byte)).collect(),
                _ => String::from_utf8(bytes.to_vec()).unwrap(),
            };
            let sound = text(&planted[&path]);
            // The last time it is said in the text: what comes before and behind that in a format is no text.
            let end_of_text = sound.find("\"subjects\"").unwrap_or(sound.len());
            let at = sound[..end_of_text].rfind(from).unwrap_or_else(|| panic!("{end} has no {from}"));
            let faulty = format!("{}{to}{}", &sound[..at], &sound[at + from.len()..]);
            let bytes = match end {
                "iptc" => faulty.chars().map(|c| c as u8).collect(),
                _ => faulty.into_bytes(),
            };
            planted.insert(path.clone(), bytes);
            assert!(compared(&edition, &planted, release).is_err(), "{end}: {to} is not seen");
        }
    }
}
