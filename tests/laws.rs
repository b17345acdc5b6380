//! What holds for every format, over the whole table: a new format is held to it on its first day.
//!
//! Each law is a function that says what broke it, so that a test can plant a fault and see that the law finds it.

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use common::Files;
use common::facts::Tables;
use common::rendition::Rendition;
use common::test_site::copy;
use depesch::artifact::{Family, Writer};
use depesch::format::FORMATS;
use depesch::model::{Edition, Month, Release};
use depesch::{content, format};

const BEFORE: &str = "2026-03-15T12:00:00+01:00";
const AFTER: &str = "2026-06-01T08:00:00+02:00";
const A_SECOND_BEFORE: &str = "2026-06-01T07:59:59+02:00";

/// The golden newsroom, and the one that ships with the project.
const NEWSROOMS: [&str; 2] = [NEWSROOM, "content"];
const NEWSROOM: &str = "tests/newsroom";

/// Texts that nobody may see at [`BEFORE`]: embargoed, scheduled, in a draft, in a correction that is yet to come, withdrawn.
const SECRETS: [&str; 8] = [
    "Embargotext",
    "hemlig-",
    "1b0d3a5c77e1f004",
    "Tillsvidaretext",
    "Schemalagdtext",
    "Utkasttext",
    "Framtidsord",
    "Återtagetord",
];

/// The first of `secrets` that is found in a file or in its name.
fn leak(files: &Files, secrets: &[&str]) -> Result<(), String> {
    for (path, bytes) in files {
        let text = common::searchable(path, bytes);
        if let Some(secret) = secrets.iter().find(|secret| text.contains(**secret) || path.contains(**secret)) {
            return Err(format!("{path} holds {secret}"));
        }
    }
    Ok(())
}

#[test]
fn an_embargo_holds_in_every_format_to_the_second() {
    leak(&common::exported(NEWSROOM, BEFORE), &SECRETS).unwrap();
    leak(&common::exported(NEWSROOM, A_SECOND_BEFORE), &["Embargotext", "hemlig-", "1b0d3a5c77e1f004"]).unwrap();
    let after = common::exported(NEWSROOM, AFTER);
    for path in [
        "releases/2026/hemlig-utredning/index.html",
        "releases/2026/hemlig-utredning/hemlig-utredning.pdf",
        "releases/2026/hemlig-utredning/hemlig-utredning.txt",
        "releases/2026/hemlig-utredning/files/hemlig-bilaga.pdf",
        "releases/2026/hemlig-plan/index.html",
    ] {
        assert!(after.contains_key(path), "{path} is missing after the embargo");
    }
    for path in ["feed.rss", "feed.atom", "feed.json", "nyhetsarkiv/2026/index.html"] {
        assert!(common::searchable(path, &after[path]).contains("Hamnchefen slutar"), "{path} is silent after the embargo");
    }
    assert!(common::searchable("x", &after["releases/2026/badplatserna-oppnar/index.html"]).contains("Framtidsord"));
}

/// Law 1. What is withheld changes no byte of what the public can reach: pictures, documents, former addresses and counts included.
#[test]
fn no_byte_tells_of_what_is_withheld() {
    let folder = tempfile::tempdir().unwrap();
    let (with, without) = (folder.path().join("with"), folder.path().join("without"));
    for to in [&with, &without] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/newsroom"), to);
    }
    for hidden in ["hemlig-utredning", "halvfardigt", "ny-museichef", "sommarjobb-for-unga"] {
        fs::remove_dir_all(without.join("releases/2026").join(hidden)).unwrap();
    }
    // A correction that is yet to come: without it, the text of today is the only one.
    let corrected = without.join("releases/2026/badplatserna-oppnar");
    fs::copy(corrected.join("revisions/1.md"), corrected.join("release.md")).unwrap();
    fs::remove_dir_all(corrected.join("revisions")).unwrap();
    let (with, without) = (built(&with, &[]), built(&without, &[]));
    assert!(with.contains_key(".depesch.json"));
    same_files(&with, &without).unwrap();
    // After their time they differ, so the comparison sees something.
    assert!(same_files(&with, &built(&folder.path().join("with"), &[("NOW", AFTER)])).is_err());
}

/// Law 2. The order of files, the number of threads and the machine's time zone change nothing.
#[test]
fn the_same_newsroom_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/newsroom");
    let first = common::exported(NEWSROOM, BEFORE);
    let mut sources = content::read_dir(&root).unwrap();
    for turn in 1..4 {
        sources.releases.rotate_left(turn * 5);
        sources.releases.swap(0, 7);
        for release in &mut sources.releases {
            release.files.reverse();
            release.translations.reverse();
            release.revisions.reverse();
        }
        let newsroom = content::read(&sources).newsroom.unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(turn).build().unwrap();
        same_files(&first, &pool.install(|| common::export(&newsroom, BEFORE))).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&root, &folder.path().join("content"));
    let here = built(&folder.path().join("content"), &[("TZ", "Europe/Stockholm")]);
    for zone in ["Pacific/Kiritimati", "America/St_Johns", ":/nowhere"] {
        same_files(&here, &built(&folder.path().join("content"), &[("TZ", zone), ("LC_ALL", "ar_EG.UTF-8")])).unwrap();
    }
}

#[test]
fn a_part_of_an_export_has_the_bytes_of_the_whole() {
    let newsroom = common::folder(NEWSROOM);
    let whole = common::exported(NEWSROOM, BEFORE);
    for one in FORMATS {
        let part = common::export_only(&newsroom, BEFORE, &[one]);
        assert!(!part.is_empty(), "{} makes nothing", one.name);
        for (path, bytes) in part {
            assert!(whole[&path] == bytes, "{path} differs with --only {}", one.name);
        }
    }
}

/// Law 3. Every fact of a usable release is in each of its formats, word for word, in order and as often as it was said.
/// Of the file `only` where that is given.
fn nothing_lost(edition: &Edition, files: &Files, only: Option<&str>) -> Result<usize, String> {
    let site = edition.publisher().base_url.to_string();
    let mut looked_at = 0;
    for release in edition.releases() {
        for one in FORMATS {
            for path in paths_of(one, edition, release).into_iter().filter(|path| only.is_none_or(|only| path == only)) {
                let Some(bytes) = files.get(&path) else { return Err(format!("{path} is missing")) };
                let renditions = common::rendition::all_of_release(&site, &path, bytes, release);
                // A window can be too narrow; the archive never.
                if renditions.is_empty() && path.rsplit('/').next().unwrap().starts_with(|c: char| c.is_ascii_digit()) {
                    return Err(format!("{path} lacks {}", release.id));
                }
                for rendition in renditions {
                    looked_at += 1;
                    let wrong = |what: String| format!("{path}: {}: {what}", release.id);
                    // Where a table is too wide for lines of text, each cell stands behind the name of its column.
                    let labelled = rendition.listed
                        && check_facts(&rendition, common::facts::of(edition, release, one, Tables::Labelled)).is_ok();
                    if !labelled {
                        check_facts(&rendition, common::facts::of(edition, release, one, Tables::Rows)).map_err(wrong)?;
                    }
                    check_links(&rendition, &common::facts::links(edition, release)).map_err(wrong)?;
                }
            }
        }
    }
    Ok(looked_at)
}

/// The files in which a format tells of a release.
fn paths_of(format: &depesch::artifact::Format, edition: &Edition, release: &Release) -> Vec<String> {
    let publisher = edition.publisher();
    let month = Month::from(release.published_instant(&publisher.zone).day());
    let holding = || edition.selections().into_iter().filter(|selection| selection.contains(release));
    match format.writer {
        Writer::Release { path, .. } => vec![path(&release.permalink)],
        Writer::Selection { path, .. } if format.family == Family::Feed => {
            holding().filter_map(|selection| path(publisher, &selection)).collect()
        }
        Writer::Month { path, .. } => holding().map(|selection| path(&selection, month)).collect(),
        Writer::Edition { path, .. } if path.ends_with(".atom") => vec![path.to_owned()],
        Writer::Edition { .. } | Writer::Optional { .. } | Writer::Selection { .. } => vec![],
        Writer::Year { .. } | Writer::Former { .. } | Writer::File { .. } => vec![],
    }
}

fn check_facts(rendition: &Rendition, groups: Vec<common::facts::Group>) -> Result<(), String> {
    let text = common::letters(&rendition.text);
    for group in groups {
        let mut at = 0;
        for fact in &group.facts {
            let said = rendition.letters(&depesch::markup::clean(fact));
            match text[at..].find(&said) {
                Some(found) => at += found + said.len(),
                None => return Err(format!("the {} lacks, or has out of order: {fact:?}", group.name)),
            }
        }
    }
    Ok(())
}

fn check_links(rendition: &Rendition, links: &[String]) -> Result<(), String> {
    let digits = |uri: &str| uri.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_told = |found: &str, link: &str| match link.strip_prefix("tel:+") {
        // In plain text a number stands as it is written: its last digits are those of the address.
        Some(_) => {
            found.starts_with("tel:")
                && digits(link).ends_with(digits(found).trim_start_matches("460").trim_start_matches('0'))
                && digits(found).len() > 6
        }
        None => {
            found == link
                || link.split_once("://").is_some_and(|(_, bare)| bare.trim_end_matches('/') == found.trim_end_matches('/'))
        }
    };
    let mut rest = rendition.links.iter();
    for link in links {
        let found = if rendition.listed {
            rendition.links.iter().any(|found| is_told(found, link))
        } else {
            rest.any(|found| found == link)
        };
        if !found {
            return Err(format!("the link to {link} is missing or out of order"));
        }
    }
    Ok(())
}

#[test]
fn the_authors_words_are_in_every_format() {
    for folder in NEWSROOMS {
        let newsroom = common::folder(folder);
        let now = common::instant(&newsroom, BEFORE);
        let edition = newsroom.public(&now);
        let looked_at = nothing_lost(&edition, &common::exported(folder, BEFORE), None).unwrap();
        // Page, PDF and text of each release at least, and the feeds of those in the window.
        assert!(looked_at > 4 * edition.releases().len(), "{looked_at}");
    }
}

/// Law 4. Ids, dates and numbers of one release are the same wherever they stand.
fn all_agree(edition: &Edition, files: &Files) -> Result<usize, String> {
    let site = edition.publisher().base_url.to_string();
    let mut compared = 0;
    for release in edition.releases() {
        let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (path, what, value) in common::rendition::agreed(&site, files, release) {
            compared += 1;
            let (first, expected) = known.entry(what.clone()).or_insert((path.clone(), value.clone())).clone();
            if expected != value {
                return Err(format!("{}: {what} is {expected} in {first}, and {value} in {path}", release.id));
            }
        }
    }
    Ok(compared)
}

#[test]
fn ids_dates_and_numbers_agree_between_formats() {
    for folder in NEWSROOMS {
        let newsroom = common::folder(folder);
        let now = common::instant(&newsroom, BEFORE);
        let compared = all_agree(&newsroom.public(&now), &common::exported(folder, BEFORE)).unwrap();
        assert!(compared > 400, "{compared}");
    }
}

/// Each law finds a fault that is planted for it.
#[test]
fn each_law_can_fail() {
    let newsroom = common::folder(NEWSROOM);
    let now = common::instant(&newsroom, BEFORE);
    let edition = newsroom.public(&now);
    let files = common::exported(NEWSROOM, BEFORE);
    let page = "releases/2026/strandpromenad-i-norra-hamnen/index.html";
    let text = "releases/2026/strandpromenad-i-norra-hamnen/strandpromenad-i-norra-hamnen.txt";
    let planted = |path: &str, from: &str, to: &str| {
        let mut files = Files::clone(&files);
        let old = String::from_utf8(files[path].clone()).unwrap();
        assert!(old.contains(from), "{path} has no {from:?}");
        files.insert(path.to_owned(), old.replacen(from, to, 1).into_bytes());
        files
    };
    leak(&planted(page, "Fiskekajen", "Embargotext"), &SECRETS).unwrap_err();
    same_files(&files, &planted(page, "Fiskekajen", "fiskekajen")).unwrap_err();
    for (path, from, to) in [
        // A word, a digit, an order, one of two equal cells, a link, a contact's number, an alternative text.
        (page, "<p>– Hamnen har haft staket i hundra", "<p>– Hamnen har haft staket i tusen"),
        (page, ">350<", ">305<"),
        (page, "lärk", ""),
        (text, "070-174 06 13", "070-174 06 31"),
        (text, "Fyren på Lotsudden blir promenadens slutpunkt.", ""),
        (page, "alt=\"Karta över Norra hamnen", "alt=\"En karta"),
        (page, "href=\"tel:+46701740613\"", "href=\"tel:+46701740631\""),
        ("feed.json", "Fiskekajen", ""),
        ("amnen/hamn-och-sjofart/feed.json", "Fiskekajen", ""),
        ("arkiv/2026-02.atom", "Hamnen har haft staket", "Hamnen har staket"),
        ("typer/nyheter/arkiv/2026-02.rss", "release/", "releases/"),
        ("feed.rss", "Hamnen har haft staket", "Hamnen har staket"),
        ("feed.atom", "Tre etapper", "Två etapper"),
    ] {
        let lost = nothing_lost(&edition, &planted(path, from, to), Some(path));
        assert!(lost.is_err(), "nobody missed {from:?} in {path}");
    }
    for (path, from, to) in [
        (text, "release/5d92ec41b6f0873a", "release/5d92ec41b6f0873b"),
        (page, "2026-02-24T09:00:00+01:00\",\"", "2026-02-24T09:00:01+01:00\",\""),
        (text, "Version: 1", "Version: 2"),
        ("feed.rss", "Tue, 24 Feb 2026 09:00:00", "Tue, 24 Feb 2026 09:00:01"),
    ] {
        assert!(all_agree(&edition, &planted(path, from, to)).is_err(), "nobody saw that {from:?} differs in {path}");
    }
}

/// A release through its life, at every instant what was true then.
#[test]
fn what_was_true_then_is_exported_byte_for_byte() {
    let newsroom = common::folder(NEWSROOM);
    let page = [&depesch::page::release::FORMAT];
    let read = |now: &str, path: &str| {
        common::export_only(&newsroom, now, &page).remove(path).map(|bytes| common::searchable(path, &bytes))
    };
    let hall = "releases/2026/avgifter-for-simhallen/index.html";
    let original = read("2026-02-11T14:59:59+01:00", hall).unwrap();
    assert!(original.contains("54\u{a0}kronor") && !original.contains("Rättelse"), "{original}");
    let corrected = read("2026-02-11T15:00:00+01:00", hall).unwrap();
    assert!(corrected.contains("45\u{a0}kronor") && corrected.contains("Rättelse"));
    // A text that is kept gives the bytes it gave when it was the newest.
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/newsroom"), folder.path());
    let at = folder.path().join("releases/2026/avgifter-for-simhallen");
    fs::copy(at.join("revisions/1.md"), at.join("release.md")).unwrap();
    fs::remove_dir_all(at.join("revisions")).unwrap();
    let then = content::load(folder.path()).unwrap().newsroom.unwrap();
    let before = "2026-02-11T14:00:00+01:00";
    same_files(&common::export(&newsroom, before), &common::export(&then, before)).unwrap();
}

/// What was withdrawn: a notice in each of its own files, gone from Atom and JSON Feed, told in RSS for 90 days.
#[test]
fn a_withdrawn_release_leaves_a_notice_and_nothing_else() {
    let id = "release/19f5ba7ec2d0468b";
    let folder = "releases/2026/unga-aker-gratis-buss/";
    let before = common::exported(NEWSROOM, "2026-03-05T09:59:59+01:00");
    assert!(leak(&before, &["Återtagetord"]).is_err(), "it was there before");
    for now in ["2026-03-05T10:00:00+01:00", BEFORE, "2026-06-03T09:59:59+02:00", "2026-06-03T11:00:00+02:00"] {
        let files = common::exported(NEWSROOM, now);
        leak(&files, &["Återtagetord"]).unwrap();
        for (path, words) in
            [("index.html", "Återkallat"), ("unga-aker-gratis-buss.txt", "UTGÅR"), ("unga-aker-gratis-buss.pdf", "ÅTERKALLAT")]
        {
            let path = format!("{folder}{path}");
            let text = common::searchable(&path, &files[&path]);
            assert!(text.contains(words) && text.contains("misstag"), "{path} at {now}");
        }
        assert!(String::from_utf8_lossy(&files[&format!("{folder}index.html")]).contains("noindex"));
        let json: serde_json::Value = serde_json::from_slice(&files["feed.json"]).unwrap();
        assert!(!json["items"].to_string().contains(id), "JSON Feed at {now}");
        for path in ["feed.atom", "arkiv/2026-03.rss", "arkiv/2026-03.feed.json", "index.html", "nyhetsarkiv/2026/index.html"] {
            assert!(!String::from_utf8_lossy(&files[path]).contains(id), "{path} at {now}");
            assert!(!String::from_utf8_lossy(&files[path]).contains("unga-aker-gratis-buss"), "{path} at {now}");
        }
        let told = String::from_utf8_lossy(&files["feed.rss"]).contains(id);
        assert_eq!(told, now < "2026-06-03T10", "RSS at {now}");
        let told = json["_depesch"]["withdrawn"].to_string().contains(id);
        assert_eq!(told, now < "2026-06-03T10", "JSON Feed at {now}");
        let changes = String::from_utf8_lossy(&files["changes.atom"]);
        assert!(
            changes.contains(&format!(
                "<at:deleted-entry ref=\"tag:solvik.example,2026-03-04:{id}\" when=\"2026-03-05T10:00:00+01:00\">"
            )),
            "{changes}"
        );
    }
    let files = common::exported(NEWSROOM, BEFORE);
    let rss = std::str::from_utf8(&files["feed.rss"]).unwrap();
    assert!(rss.contains("<title>Återkallat: Unga i Solvik"), "{rss}");
}

/// A contact whose last day has passed is in no file from the next day on.
#[test]
fn an_expired_contact_is_not_shown() {
    let shown = |now: &str| leak(&common::exported(NEWSROOM, now), &["070-174 06 20", "maja.lindvall@"]).is_err();
    assert!(shown("2026-01-31T23:59:59+01:00"));
    assert!(!shown("2026-02-01T00:00:00+01:00"));
}

#[test]
fn no_two_files_share_a_path_and_none_leaves_the_folder() {
    for folder in NEWSROOMS {
        let newsroom = common::folder(folder);
        let now = common::instant(&newsroom, AFTER);
        let mut paths = BTreeSet::new();
        for job in format::plan(&newsroom.preview(&now)) {
            assert!(paths.insert(job.path.to_lowercase()), "{} stands twice", job.path);
            assert!(
                !job.path.starts_with('/') && job.path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')),
                "{}",
                job.path
            );
        }
    }
}

fn same_files(a: &Files, b: &Files) -> Result<(), String> {
    let names = |files: &Files| files.keys().cloned().collect::<BTreeSet<_>>();
    let other: Vec<String> = names(a).symmetric_difference(&names(b)).cloned().collect();
    if !other.is_empty() {
        return Err(format!("only in one: {}", other.join(", ")));
    }
    match a.iter().find(|(path, bytes)| b[*path] != **bytes) {
        Some((path, _)) => Err(format!("{path} differs")),
        None => Ok(()),
    }
}

/// Everything that the program puts into its output folder, the manifest included.
fn built(content: &Path, environment: &[(&str, &str)]) -> Files {
    let out = tempfile::tempdir().unwrap();
    let now = environment.iter().find(|(name, _)| *name == "NOW").map_or(BEFORE, |(_, now)| now);
    let status = Command::new(env!("CARGO_BIN_EXE_depesch"))
        .args(["build", "--now", now, "--content"])
        .arg(content)
        .arg("--out")
        .arg(out.path())
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let mut files = Files::new();
    let mut folders = vec![out.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(out.path()).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// What `text` has between `start` and `end`, everywhere.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[test]
fn titles_that_are_data_hold_no_invisible_characters_in_any_format() {
    let site = common::test_site::TestSite::with(NEWSROOM);
    let path = "content/releases/2026/kodklubb-med-konstiga-tecken/release.md";
    let text = site.read(path);
    let headline = text.lines().find(|line| line.starts_with("headline")).unwrap();
    let family = "👩\u{200d}👧";
    site.write(path, text.replace(headline, &format!("headline = 'Barn\u{ad}omsorgen\u{200b} \u{200e}för {family}'")));
    let newsroom = site.read("content/newsroom.toml");
    site.write("content/newsroom.toml", newsroom.replacen("Solvik kommun", "Sol\u{ad}vik kommun\u{2060}", 1));
    let newsroom = content::load(&site.path("content")).unwrap().newsroom.unwrap();
    let mut seen = 0;
    for (path, bytes) in common::export(&newsroom, AFTER) {
        let text = common::searchable(&path, &bytes);
        let titles = match path.rsplit('.').next().unwrap() {
            "html" => [
                between(&text, "<title", "</title>"),
                between(&text, "og:title\" content=\"", "\""),
                between(&text, "\"headline\":\"", "\""),
                between(&text, "\"name\":\"", "\""),
            ]
            .concat(),
            "pdf" => between(&text, "<dc:title>", "</dc:title>"),
            "png" | "jpg" | "ico" | "docx" | "odt" | "css" => Vec::new(),
            "json" => [between(&text, "\"title\": \"", "\n"), between(&text, "\"headline\": \"", "\n")].concat(),
            "opml" => vec![&text[..]],
            _ => {
                [between(&text, "<title", "</title>"), between(&text, "<headline", "</headline>"), between(&text, "<hl1", "</hl1>")]
                    .concat()
            }
        };
        for title in titles {
            assert!(!title.contains(['\u{ad}', '\u{200b}', '\u{200e}', '\u{2060}']), "{path}: {title}");
            seen += usize::from(title.contains("Barnomsorgen för") && (title.contains(family) || title.contains("\\ud83d")));
        }
    }
    assert!(seen > 20, "{seen}");
}
/// A program of another version number, on another machine with another number of threads, writes the same bytes: an upgrade is no news.
#[test]
#[cfg(target_os = "linux")]
fn another_version_of_the_program_writes_the_same_files() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let (version, other) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_VERSION").replace(|c: char| c.is_ascii_digit(), "7"));
    assert_ne!(version, other);
    let mut program = fs::read(env!("CARGO_BIN_EXE_depesch")).unwrap();
    let at: Vec<usize> = memchr::memmem::find_iter(&program, version).collect();
    at.into_iter().for_each(|at| program[at..at + version.len()].copy_from_slice(other.as_bytes()));
    let upgraded = folder.path().join("depesch");
    fs::write(&upgraded, &program).unwrap();
    fs::set_permissions(&upgraded, fs::Permissions::from_mode(0o755)).unwrap();
    let answer = Command::new(&upgraded).arg("--version").output().unwrap();
    assert!(String::from_utf8_lossy(&answer.stdout).contains(&other), "{answer:?}");

    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(NEWSROOM), &folder.path().join("content"));
    let build = |program: &Path, out: &str, environment: [(&str, &str); 4]| {
        let mut command = Command::new(program);
        command.args(["build", "--now", BEFORE, "--out", out]).current_dir(folder.path()).envs(environment);
        let answer = command.output().unwrap();
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    };
    build(
        env!("CARGO_BIN_EXE_depesch").as_ref(),
        "before",
        [("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("HOSTNAME", "a"), ("LC_ALL", "C")],
    );
    build(&upgraded, "after", [("RAYON_NUM_THREADS", "3"), ("TZ", "Asia/Tokyo"), ("HOSTNAME", "b"), ("LC_ALL", "sv_SE.UTF-8")]);
    let read = |out: &str| {
        let site = common::test_site::files_of(&folder.path().join(out));
        assert!(site.len() > 300, "{}", site.len());
        site
    };
    same_files(&read("before"), &read("after")).unwrap();
}
