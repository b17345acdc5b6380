//! Collections: a month or a topic as one PDF, from the command line to the structure tree.

use crate::common;

use common::pdf::{pdf_structure, pdf_text};
use common::test_site::TestSite;

const NOW: &str = "2026-03-15T12:00:00+01:00";

fn site() -> TestSite {
    TestSite::with("tests/newsroom")
}

/// What `depesch print` wrote with these arguments.
fn printed(site: &TestSite, arguments: &[&str]) -> Vec<u8> {
    let all = [&["print", "--now", NOW, "-o", "one.pdf"], arguments].concat();
    site.run(&all).exits(0);
    std::fs::read(site.path("one.pdf")).unwrap()
}

/// The headlines of a collection: its headings of the first level below its title.
fn headlines(bytes: &[u8]) -> Vec<String> {
    let structure = pdf_structure(bytes);
    let first = |line: &str| line.trim_start().strip_prefix("H1: ").map(str::to_owned);
    structure.lines().filter_map(first).collect()
}

/// A line of the table of contents: title, date, page.
fn contents(bytes: &[u8]) -> Vec<String> {
    let structure = pdf_structure(bytes);
    let start = structure.find("TOC").expect("a table of contents");
    let lines = structure[start..].lines().take_while(|line| !line.trim_start().starts_with("Art"));
    lines.map(str::trim).filter_map(|line| Some(line.split_once(": ")?.1.to_owned())).collect()
}

#[test]
fn a_month_is_one_document_with_cover_contents_and_every_release_oldest_first() {
    let bytes = printed(&site(), &["--select", "2026-02"]);
    let text = pdf_text(&bytes);
    let titles = headlines(&bytes);
    assert_eq!(titles[0], "Pressmeddelanden februari 2026");
    assert!(titles.len() > 4, "{titles:?}");
    // Each stands in the contents first, in the order of the releases themselves.
    let listed = contents(&bytes).join(" ");
    let mut at = 0;
    for title in &titles[2..] {
        at += listed[at..].find(title.as_str()).unwrap_or_else(|| panic!("{title} after {:?}", &listed[..at])) + title.len();
    }
    assert!(text.contains("Ett barnkort kostar 45 kronor"), "{text}");
    assert!(!text.contains("Återtagetord"));
}

#[test]
fn selections_narrow_each_other_and_names_come_first() {
    let site = site();
    let of_all = headlines(&printed(&site, &["--select", "2026"]));
    let of_topic = headlines(&printed(&site, &["--select", "amnen/fritid"]));
    let of_both = headlines(&printed(&site, &["--select", "2026", "fritid"]));
    assert!(of_both.len() > 2 && of_both.len() < of_all.len() && of_both.len() <= of_topic.len(), "{of_both:?}");
    assert!(of_both[2..].iter().all(|headline| of_all.contains(headline) && of_topic.contains(headline)));
    let named = headlines(&printed(&site, &["sa-sorterar-du-avfall", "2026/avgifter-for-simhallen", "--title", "Två & fler"]));
    assert_eq!(named[0], "Två & fler");
    let sorted = named.iter().position(|headline| headline.contains("sorterar")).unwrap();
    assert!(sorted < named.iter().position(|headline| headline.contains("simhallen")).unwrap(), "{named:?}");
}

#[test]
fn what_is_withheld_or_withdrawn_is_in_no_collection() {
    let site = site();
    let of = |site: &TestSite, now: &str, more: &[&str]| {
        let all = [&["print", "--now", now, "--select", "2026", "-o", "one.pdf"], more].concat();
        site.run(&all).exits(0);
        std::fs::read(site.path("one.pdf")).unwrap()
    };
    let bytes = of(&site, NOW, &[]);
    let text = pdf_structure(&bytes);
    for forbidden in ["Embargotext", "Utkasttext", "Återtagetord"] {
        assert!(!text.contains(forbidden), "{forbidden}");
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let found = document.objects.values().filter_map(|object| object.as_stream().ok()).any(|stream| {
            let plain = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            plain.windows(forbidden.len()).any(|window| window == forbidden.as_bytes())
        });
        assert!(!found, "{forbidden}");
    }
    // The notice stands in the place of what was withdrawn.
    assert!(text.contains("Återkallat: Unga i Solvik åker gratis buss"), "{text}");
    // Before, it stood there itself; and after its embargo, what was withheld.
    assert!(pdf_text(&of(&site, "2026-03-04T12:00:00+01:00", &[])).contains("Återtagetord"));
    assert!(pdf_text(&of(&site, "2026-06-02T00:00:00+02:00", &[])).contains("Embargotext"));
    // A preview says what it is, and never stands where the public looks.
    let preview = pdf_text(&of(&site, NOW, &["--drafts"]));
    assert!(preview.contains("Embargotext") && preview.contains("Utkasttext") && preview.contains("Embargo till 1 juni 2026"));
}

#[test]
fn the_same_choice_gives_the_same_bytes() {
    let site = site();
    let of = || printed(&site, &["--select", "2025-01..2026-02"]);
    let (first, second) = (of(), of());
    assert!(first == second);
}

#[test]
fn what_cannot_be_selected_is_told_with_what_can() {
    let site = site();
    site.run(&["print"]).exits(2);
    site.run(&["print", "--select", "fritd", "-o", "x.pdf"]).exits(3).says("no selection `fritd`").says("amnen/fritid");
    site.run(&["print", "--select", "1980", "-o", "x.pdf"]).exits(3).says("1980");
    site.run(&["print", "--select", "2026-13", "-o", "x.pdf"]).exits(3).says("2026-13");
    site.run(&["print", "finns-inte", "-o", "x.pdf"]).exits(3).says("finns-inte");
    site.run(&["print", "--now", NOW, "hemlig-utredning", "-o", "x.pdf"]).exits(3).says("hemlig-utredning");
    site.run(&["print", "--select", "2026", "-o", "content/x.pdf"]).exits(3).says("content");
    assert!(!site.path("x.pdf").exists());
}

#[test]
fn a_release_with_a_mistake_is_told_and_the_others_are_printed() {
    let site = site();
    let path = "content/releases/2026/badplatserna-oppnar/release.md";
    let text = site.read(path).replacen("headline", "headlin", 1);
    site.write(path, &text);
    site.run(&["print", "--now", NOW, "--select", "2026", "-o", "one.pdf"]).exits(1).says("badplatserna-oppnar");
    let headlines = headlines(&std::fs::read(site.path("one.pdf")).unwrap());
    assert!(headlines.len() > 5 && !headlines.iter().any(|headline| headline.contains("Badplatserna")), "{headlines:?}");
}

#[test]
fn a_theme_with_a_mistake_is_told_and_the_print_is_made_in_our_own_looks() {
    let site = site();
    site.write("theme.toml", "[colours]\nink = \"#fff\"\n");
    let plain = printed(&site, &["avgifter-for-simhallen"]);
    let themed = ["print", "--now", NOW, "--theme", "theme.toml", "avgifter-for-simhallen", "-o", "two.pdf"];
    site.run(&themed).exits(1).says("theme.toml:2").says("#fff");
    assert!(std::fs::read(site.path("two.pdf")).unwrap() == plain);
}
