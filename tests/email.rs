//! A release as an e-mail: the text and the HTML part say the same, and all of it.

use crate::common;

use common::facts::Tables;
use common::rendition;
use depesch::artifact::Context;
use depesch::format::FORMATS;
use depesch::model::{Edition, Newsroom};
use depesch::wire::email::{self, ReleaseEmail};
use depesch::wire::press_text;

const NOW: &str = "2026-03-15T12:00:00+01:00";
const NEWSROOMS: [&str; 2] = ["tests/newsroom", "content"];

fn context() -> Context<'static> {
    Context::new(FORMATS, &|_| unreachable!("a mail links to attachments and reads none"))
}

fn all(edition: &Edition) -> Vec<ReleaseEmail> {
    let releases = edition.releases().iter().map(|release| email::write(edition, release, &context()).unwrap());
    releases.chain(edition.withdrawals().iter().map(|notice| email::write_kill(edition, notice, &context()).unwrap())).collect()
}

/// The paragraphs of a text part, as a reader of RFC 3676 joins its lines.
fn paragraphs(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.map(|line| if line.ends_with(' ') && line != "-- " { line.to_owned() } else { format!("{line}\n") }).collect()
}

/// Words in order, without addresses, which HTML has behind words, and without the numbers and marks of lists and lines of tables.
fn words(text: &str) -> Vec<String> {
    let is_word = |word: &&str| {
        let number = word.strip_suffix('.').is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()));
        let is_address = ["http://", "https://", "tel:"].iter().any(|scheme| word.starts_with(scheme));
        !number && !is_address && word.contains(char::is_alphanumeric)
    };
    let words = text.split_whitespace().filter(is_word);
    words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).replace('\u{ad}', "")).collect()
}

fn text_words(email: &ReleaseEmail) -> Vec<String> {
    let blocks = paragraphs(&email.text);
    let is_link_list = |block: &&str| block.starts_with("Länkar:\n") || block.starts_with("Links:\n");
    words(&blocks.split("\n\n").filter(|block| !is_link_list(block)).collect::<Vec<_>>().join("\n\n"))
}

/// The words of the HTML part that a reader sees.
fn html_words(email: &ReleaseEmail) -> Vec<String> {
    let (_, body) = email.html.split_once("<main>").unwrap();
    words(&rendition::html(&body.replace("</td>", " ").replace("</th>", " "), "").text)
}

fn at<T>(newsroom: &Newsroom, now: &str, act: impl FnOnce(&Edition) -> T) -> T {
    let now = common::instant(newsroom, now);
    act(&newsroom.public(&now))
}

#[test]
fn both_parts_say_the_same() {
    let mut compared = 0;
    for folder in NEWSROOMS {
        at(&common::folder(folder), NOW, |edition| {
            for email in all(edition) {
                let (mut text, mut html) = (text_words(&email), html_words(&email));
                // Where a table is too wide for lines of text, the name of its column is before each cell.
                if text != html && email.html.contains("<table") {
                    for list in [&mut text, &mut html] {
                        list.sort();
                        list.dedup();
                    }
                }
                assert_eq!(text, html, "{}", email.subject);
                compared += text.len();
            }
        });
    }
    assert!(compared > 3000, "{compared}");
}

#[test]
fn every_fact_is_in_each_part() {
    for folder in NEWSROOMS {
        at(&common::folder(folder), NOW, |edition| {
            for release in edition.releases() {
                let email = email::write(edition, release, &context()).unwrap();
                let text = common::letters(&paragraphs(&email.text));
                let html = common::letters(&rendition::html(email.html.split_once("<main>").unwrap().1, "").text);
                for said in [&text, &html] {
                    let lacks = |tables| lacking(said, &common::facts::of(edition, release, &press_text::FORMAT, tables));
                    let missing = lacks(Tables::Rows).and_then(|fact| lacks(Tables::Labelled).map(|_| fact));
                    assert_eq!(missing, None, "{}", email.subject);
                }
                for link in common::facts::links(edition, release) {
                    assert!(email.html.contains(&depesch::markup::html::escape(&link)), "{link} in {}", email.subject);
                }
            }
        });
    }
}

/// The first fact that is not in the text, or not in its order.
fn lacking(text: &str, groups: &[common::facts::Group]) -> Option<String> {
    for group in groups {
        let mut at = 0;
        for fact in &group.facts {
            let said = common::letters(&depesch::markup::clean(fact));
            match text[at..].find(&said) {
                Some(found) => at += found + said.len(),
                None => return Some(format!("{}: {fact}", group.name)),
            }
        }
    }
    None
}

#[test]
fn lines_are_flowed_and_short() {
    let mut flowed = 0;
    for folder in NEWSROOMS {
        at(&common::folder(folder), NOW, |edition| {
            for email in all(edition) {
                for line in email.text.lines() {
                    let bare = line.strip_suffix(' ').unwrap_or(line);
                    flowed += usize::from(bare != line);
                    let columns = bare.strip_prefix(' ').unwrap_or(bare).chars().count();
                    // Only one long word, such as an address, exceeds a line.
                    assert!(columns <= 66 || bare.split(' ').filter(|word| word.len() > 20).count() == 1, "{line:?}");
                    assert!(!line.starts_with(">") && !line.starts_with("From ") && line != "-- ", "{line:?}");
                    assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
                }
                assert!(email.text.ends_with('\n') && !email.text.contains("\n\n\n"), "{}", email.text);
            }
        });
    }
    assert!(flowed > 100, "{flowed}");
}

#[test]
fn a_mail_fetches_nothing_and_has_one_heading_of_the_first_level() {
    at(&common::folder("tests/newsroom"), NOW, |edition| {
        for email in all(edition) {
            for tag in ["<img", "<script", "<link", "<iframe", " src=", "url(", "@import", "@font-face"] {
                assert!(!email.html.contains(tag), "{tag} in {}", email.subject);
            }
            assert_eq!(email.html.matches("<h1").count(), 1);
            assert!(email.html.len() < 102_000);
            assert!(email.html.contains(&format!("<html lang=\"{}\" dir=", email.lang)));
        }
    });
}

#[test]
fn nothing_that_is_withheld_is_in_a_mail() {
    let newsroom = common::folder("tests/newsroom");
    let secrets = ["Embargotext", "hemlig-", "Tillsvidaretext", "Schemalagdtext", "Utkasttext", "Framtidsord", "Återtagetord"];
    let written =
        |now: &str| at(&newsroom, now, |edition| all(edition).iter().map(|email| format!("{email:?}")).collect::<String>());
    for now in [NOW, "2026-06-01T07:59:59+02:00"] {
        let written = written(now);
        let found: Vec<_> = secrets[..2].iter().filter(|secret| written.contains(**secret)).collect();
        assert!(found.is_empty(), "{found:?} at {now}");
    }
    let before = written(NOW);
    assert!(secrets.iter().all(|secret| !before.contains(secret)));
    assert!(written("2026-06-01T08:00:00+02:00").contains("Embargotext"));
}

#[test]
fn the_subject_and_the_first_line_name_a_change() {
    let newsroom = common::folder("tests/newsroom");
    at(&newsroom, NOW, |edition| {
        let mut changed = 0;
        for release in edition.releases() {
            let email = email::write(edition, release, &context()).unwrap();
            let first = paragraphs(&email.text).lines().next().unwrap().to_owned();
            match release.last_change() {
                Some(change) => {
                    changed += 1;
                    let (word, _) = email.subject.split_once(": ").unwrap();
                    assert!(email.subject.ends_with(release.headline.as_str()));
                    assert_eq!(first, format!("{word}: {}", change.note));
                }
                None => assert_eq!(email.subject, release.headline.as_str()),
            }
        }
        assert!(changed > 1);
        let notice = &edition.withdrawals()[0];
        let email = email::write_kill(edition, notice, &context()).unwrap();
        assert_eq!(email.subject, format!("UTGÅR: {}", notice.headline()));
        assert!(email.text.starts_with("UTGÅR: Använd inte tidigare versioner"), "{}", email.text);
        assert!(paragraphs(&email.text).contains(&notice.change().note.to_string()));
    });
    // In the preview of an embargoed release the embargo comes before everything else.
    let now = common::instant(&newsroom, NOW);
    let edition = newsroom.preview(&now);
    let secret = edition.releases().iter().find(|release| release.folder().contains("hemlig-utredning")).unwrap();
    let email = email::write(&edition, secret, &context()).unwrap();
    assert!(email.subject.starts_with("EMBARGO TILL 1 JUNI 2026 KL. 8.00: "), "{}", email.subject);
    assert!(email.text.starts_with("EMBARGO TILL 1 JUNI 2026 KL. 8.00 (UTC+2)\n"), "{}", email.text);
}

#[test]
fn a_text_that_is_too_long_is_cut_after_a_block_in_both_parts() {
    let folder = tempfile::tempdir().unwrap();
    common::test_site::copy(std::path::Path::new("tests/newsroom"), folder.path());
    let path = folder.path().join("releases/2026/rita-det-nya-kulturhuset/release.md");
    let mut release = std::fs::read_to_string(&path).unwrap();
    for n in 0..2000 {
        release.push_str(&format!("\nStycke {n}a om kulturhuset, som är ganska långt och slutar med {n}z.\n"));
    }
    std::fs::write(&path, release).unwrap();
    let newsroom = depesch::content::load(folder.path()).unwrap().newsroom.unwrap();
    at(&newsroom, NOW, |edition| {
        let release = edition.releases().iter().find(|release| release.folder().contains("kulturhuset")).unwrap();
        let email = email::write(edition, release, &context()).unwrap();
        assert!((90_000..102_000).contains(&email.html.len()), "{}", email.html.len());
        let (text, html) = (text_words(&email), html_words(&email));
        assert_eq!(text, html);
        let last = (0..2000).rev().find(|n| text.contains(&format!("{n}a"))).unwrap();
        assert!(last < 1999 && text.contains(&format!("{last}z")), "{last}");
        let rest = paragraphs(&email.text);
        let (_, rest) = rest.split_once(&format!("{last}z.\n\n")).unwrap();
        assert!(rest.starts_with("Texten fortsätter på webben: https://"), "{rest}");
        assert!(rest.contains("Kontakt\n"), "{rest}");
    });
}
