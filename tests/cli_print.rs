//! `depesch print` as its users meet it: which releases come into the PDF and in which order, what is told, and what never gets out.

use crate::common;

use std::process::Command;

use common::pdf::pdf_structure;
use common::test_site::{HALL, TestSite};
use lopdf::{Document, Object};

const NOW: &str = "2026-04-01T09:00:00+02:00";

fn site() -> TestSite {
    TestSite::with("tests/newsroom")
}

/// The PDF of `depesch print` with these arguments.
fn printed(site: &TestSite, arguments: &[&str]) -> Vec<u8> {
    site.run(&[&["print", "--now", NOW], arguments].concat()).exits(0).output.stdout
}

/// The headings of the first level, in order: the title, "Innehåll", and every headline.
fn headlines(bytes: &[u8]) -> Vec<String> {
    let structure = pdf_structure(bytes);
    let lines = structure.lines().map(str::trim_start).filter(|line| line.starts_with("H1"));
    lines.filter_map(|line| line.split_once(": ")).map(|(_, text)| text.replace('\u{a0}', " ")).collect()
}

/// Everything that a PDF holds, as far as it can be unpacked: streams, texts in the tree, titles, descriptions, names.
fn everything(bytes: &[u8]) -> String {
    let mut all = format!("{} {}", String::from_utf8_lossy(bytes), pdf_structure(bytes));
    fn add(object: &Object, all: &mut String) {
        match object {
            Object::String(text, _) => match &text[..] {
                [0xfe, 0xff, rest @ ..] => {
                    let units: Vec<u16> = rest.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                    all.push_str(&String::from_utf16_lossy(&units));
                }
                plain => all.push_str(&String::from_utf8_lossy(plain)),
            },
            Object::Name(name) => all.push_str(&String::from_utf8_lossy(name)),
            Object::Array(parts) => parts.iter().for_each(|part| add(part, all)),
            Object::Dictionary(entries) => entries.iter().for_each(|(_, value)| add(value, all)),
            Object::Stream(stream) => {
                stream.dict.iter().for_each(|(_, value)| add(value, all));
                let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                all.push_str(&String::from_utf8_lossy(&content));
            }
            _ => {}
        }
        all.push('\n');
    }
    for object in Document::load_mem(bytes).unwrap().objects.values() {
        add(object, &mut all);
    }
    all
}

#[test]
fn a_month_is_printed_oldest_first_in_the_original_languages() {
    let site = site();
    let bytes = printed(&site, &["--select", "2026-02"]);
    let found = headlines(&bytes);
    assert_eq!(found[..2], ["Pressmeddelanden februari 2026", "Innehåll"]);
    let place =
        |words: &str| found.iter().position(|headline| headline.contains(words)).unwrap_or_else(|| panic!("{words}: {found:#?}"));
    assert!(place("simhallen") < place("ferry"), "an original that is in English is one of the month's: {found:#?}");
    // Days of first publication ascend.
    let structure = pdf_structure(&bytes).replace('\u{a0}', " ");
    let days: Vec<u32> = structure
        .lines()
        .filter(|line| line.trim_start().starts_with("Link: ") && line.contains(" februari 2026"))
        .filter_map(|line| line.split(" februari 2026").next()?.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .collect();
    assert!(days.len() > 5 && days.is_sorted(), "{days:?}\n{structure}");
}

#[test]
fn translations_are_printed_if_selected_by_language_or_name() {
    let site = site();
    let month = headlines(&printed(&site, &["--select", "2026-03"]));
    assert!(!month.iter().any(|headline| headline.contains("How to sort")), "{month:#?}");
    let english = headlines(&printed(&site, &["--select", "sprak/en", "2026-03"]));
    assert_eq!(english.len(), 3, "{english:#?}");
    assert_eq!(english[0], "Pressmeddelanden på engelska mars 2026");
    assert!(english[2].contains("How to sort"));
    let named = printed(&site, &["2026/sa-sorterar-du-avfall/ar", "2026/sa-sorterar-du-avfall"]);
    assert_eq!(headlines(&named).len(), 4);
    assert!(headlines(&named)[3].contains("Så sorterar du"), "in the order given");
    let structure = pdf_structure(&named);
    assert!(structure.contains("  Art [Lang ar]\n"), "{structure}");
    assert!(structure.contains("Span [Lang ar]: "), "its headline in the contents too");
}

#[test]
fn a_release_must_match_every_selection() {
    let site = site();
    let both = headlines(&printed(&site, &["--select", "amnen/fritid", "2026-03"]));
    assert_eq!(both[0], "Fritid: pressmeddelanden mars 2026");
    assert_eq!(both.len(), 4, "{both:#?}");
    // The folder, its last part, and each in an option of its own.
    for same in [&["--select", "fritid", "--select", "2026-03"][..], &["--select", "/amnen/fritid/,2026-3"]] {
        assert_eq!(headlines(&printed(&site, same)), both);
    }
    assert_eq!(headlines(&printed(&site, &["--select", "fritid", "2026", "2026-03..2026-12", "2025-06..2026-03"])), both);
    let named = headlines(&printed(&site, &["new-ferry-line", "--select", "fritid", "2026-03"]));
    assert!(named[2].contains("ferry") && named.len() == 5, "{named:#?}");
    let titles = [
        ("2026", "Pressmeddelanden 2026"),
        ("2025..2026", "Pressmeddelanden 2025–2026"),
        ("inbjudningar", "Pressinbjudningar"),
        ("urval/barn-och-unga", "Barn & unga: pressmeddelanden"),
        ("rattelser", "Rättelser: pressmeddelanden"),
    ];
    for (selection, title) in titles {
        assert_eq!(headlines(&printed(&site, &["--select", selection]))[0], title);
    }
    assert_eq!(headlines(&printed(&site, &["--select", "2026", "--title", "Året som gick"]))[0], "Året som gick");
}

#[test]
fn an_unknown_selection_is_answered_with_the_known_ones() {
    let site = site();
    let fails =
        |arguments: &[&str], code: i32| site.run(&[&["print", "-o", "a.pdf", "--now", NOW], arguments].concat()).exits(code);
    fails(&["--select", "friti"], 3)
        .says("there is no selection `friti`")
        .says("one of `amnen/fritid`, `avdelningar/fritidsforvaltningen`");
    fails(&["--select", "ekonmi", "--lang", "sv"], 3).says("det finns inget urval `ekonmi`").says("något av `amnen/ekonomi`, `");
    fails(&["--select", "2026-13"], 3).says("not a valid year or month").says("2026-01..2026-03");
    fails(&["--select", "fritid", "1991"], 3).says("matches `fritid`, `1991`").says("`1991`: 1");
    fails(&["--select", "2027"], 3).says("from 1991-05 to 2026-03");
    fails(&["--select", "2025", "2026"], 3).says("have no day in common");
    fails(&["finns-inte"], 3).says("no public release `finns-inte`");
    fails(&["avgifter-for-simhallen", "--title", "\u{200b}"], 3).says("the title cannot be used");
    fails(&[], 2).says("--select");
    assert!(!site.path("a.pdf").exists());
    // One key of two lists.
    site.edit("content/newsroom.toml", "[regions]\n", "[regions]\nfritid = \"Fritidsbyn\"\n");
    fails(&["--select", "fritid"], 3).says("`amnen/fritid`, `omraden/fritid`");
}

#[test]
fn withdrawn_and_withheld_texts_are_not_in_the_file() {
    let site = site();
    for selection in [&["--select", "2026-03"][..], &["--select", "1991..2026"], &["unga-aker-gratis-buss"]] {
        let bytes = printed(&site, selection);
        let all = everything(&bytes);
        assert!(all.contains("Återkallat: Unga i Solvik"), "its notice stands there");
        assert!(all.contains("Det skickades ut av misstag"), "the reader finds what is there");
        for secret in ["Återtagetord", "sju linjerna", "Embargotext", "hemlig", "Utkasttext"] {
            assert!(!all.contains(secret), "{secret} is in the PDF of {selection:?}");
        }
    }
    // Before it was withdrawn it was there.
    let then = ["print", "--select", "2026-03", "--now", "2026-03-04T12:00:00+01:00"];
    assert!(everything(&site.run(&then).exits(0).output.stdout).contains("sju linjerna"));
    for name in ["hemlig-utredning", "halvfardigt", "2026/hemlig-utredning"] {
        site.run(&["print", name, "--now", NOW]).exits(3).silent_about("Embargotext").silent_about("Utkasttext");
    }
}

#[test]
fn drafts_need_an_option_and_are_marked_on_every_page() {
    let site = site();
    let bytes = printed(&site, &["hemlig-utredning", "halvfardigt", "avgifter-for-simhallen", "--drafts"]);
    let structure = pdf_structure(&bytes);
    for said in ["som inte får publiceras än", "Embargo till", "Utkast", "Embargotext i brödtexten"] {
        assert!(structure.replace('\u{a0}', " ").contains(said), "{said}: {structure}");
    }
    assert!(every_page_says(&bytes, "Inte offentligt"));
    // Nothing in it that the public may not see: nothing to say.
    assert!(!everything(&printed(&site, &["avgifter-for-simhallen", "--drafts"])).contains("publiceras än"));
    // Nor does it go where the public looks.
    site.run(&["build", "--now", NOW]).exits(0);
    site.run(&["print", "--select", "2026", "--drafts", "-o", "out/releases/2026.pdf"])
        .exits(3)
        .says("holds what the public may see");
    site.run(&["print", "--select", "2026", "-o", "out/releases/2026.pdf", "--now", NOW]).exits(0);
}

fn every_page_says(bytes: &[u8], words: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, bytes).unwrap();
    // Margins are decoration, which our own reader leaves out.
    let Ok(output) = Command::new("pdftotext").arg(&file).arg("-").output() else { return true };
    let text = String::from_utf8(output.stdout).unwrap();
    text.split('\u{c}').filter(|page| !page.trim().is_empty()).all(|page| page.contains(words))
}

#[test]
fn a_release_with_an_error_is_reported_and_the_others_are_printed() {
    let site = site();
    site.edit(&format!("content/{HALL}/release.md"), "headline =", "hedline =");
    let ran = site.run(&["print", "--select", "2026-02", "-o", "feb.pdf", "--now", NOW]).exits(1).says("hedline").says("`feb.pdf`");
    assert!(ran.stdout().is_empty());
    let read = |file: &str| std::fs::read(site.path(file)).unwrap();
    assert!(!headlines(&read("feb.pdf")).iter().any(|headline| headline.contains("simhallen")));
    // By name it alone is told of, and what it was meant to stand beside is printed.
    site.run(&["print", "avgifter-for-simhallen", "-o", "a.pdf", "--now", NOW]).exits(1).says("nothing was printed");
    assert!(!site.path("a.pdf").exists());
    site.run(&["print", "avgifter-for-simhallen", "new-ferry-line", "-o", "a.pdf", "--now", NOW]).exits(1).says("1 release on");
    site.run(&["print", "new-ferry-line", "-o", "a.pdf", "--now", NOW]).exits(0).silent_about("hedline");
    // What the public still sees of it stands in the PDF too.
    site.edit(&format!("content/{HALL}/release.md"), "hedline =", "headline =");
    site.run(&["build", "--now", NOW]).exits(0);
    site.edit(&format!("content/{HALL}/release.md"), "headline =", "hedline =");
    site.run(&["print", "--select", "2026-02", "-o", "feb.pdf", "--now", NOW]).exits(1).says("hedline");
    assert!(headlines(&read("feb.pdf")).iter().any(|headline| headline.contains("simhallen")));
}

#[test]
fn the_file_is_complete_and_never_in_the_content_folder() {
    let site = site();
    site.write("mars.pdf", "något annat");
    site.run(&["print", "--select", "2026-03", "-o", "mars.pdf", "--now", NOW]).exits(0).says("8 releases on ");
    assert!(std::fs::read(site.path("mars.pdf")).unwrap() == printed(&site, &["--select", "2026-03"]));
    let beside: Vec<String> = site.files("").into_keys().filter(|path| !path.starts_with("content/")).collect();
    assert_eq!(beside, ["mars.pdf"], "nothing else is left");
    let before = site.files("content");
    site.run(&["print", "--select", "2026-03", "-o", "content/newsroom.toml", "--now", NOW])
        .exits(3)
        .says("is in the content folder");
    site.run(&["print", "--select", "2026-03", "-o", "nowhere/mars.pdf", "--now", NOW]).exits(3).says("nowhere/mars.pdf");
    assert_eq!(site.files("content"), before);
    let answer = site.run(&["print", "--select", "2026-03", "-o", "mars.pdf", "--now", NOW, "--json"]).exits(0).stdout();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((answer["releases"].as_u64(), answer["title"].as_str()), (Some(8), Some("Pressmeddelanden mars\u{a0}2026")));
}

#[test]
fn the_number_of_threads_does_not_change_the_pdf() {
    let site = site();
    let print = |threads: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depesch"));
        command.args(["print", "--select", "1991..2026", "--now", NOW]).current_dir(site.folder.path());
        command.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout
    };
    let one = print("1");
    assert!(one.starts_with(b"%PDF-1.7") && one == print("1") && one == print("8"));
}
