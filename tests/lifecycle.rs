//! Writes the examples of `docs/lifecycle.md` and `docs/wire.md`: one release in its original form, corrected and withdrawn.
//!
//! `BLESS=1 cargo test lifecycle` rewrites the pages; the diff is the review.

use crate::common;

use std::path::Path;

use common::pdf::pdf_structure;
use common::rendition;
use common::test_site::{HALL, TestSite};

const STAGES: [(&str, &str); 3] = [
    ("The original", "2026-02-10T12:00:00+01:00"),
    ("Corrected", "2026-02-12T12:00:00+01:00"),
    ("Withdrawn", "2026-03-20T12:00:00+01:00"),
];
const ID: &str = "release/1b0d3a5c77e1f002";

/// The start of the generated part of `docs/wire.md`.
const GENERATED: &str = "<!-- Generated from here on by `BLESS=1 cargo test lifecycle`. -->\n";

#[test]
fn the_documentation_shows_the_real_output_of_each_stage() {
    let site = TestSite::with("tests/newsroom");
    let note = "Nämnden har inte fattat något beslut om avgifterna.";
    site.run(&["withdraw", "avgifter-for-simhallen", "--note", note, "--at", "2026-03-20T08:00:00+01:00"]).exits(0);
    for (n, (_, now)) in STAGES.iter().enumerate() {
        site.run(&["build", "--now", now, "--out", &format!("stage-{n}")]).exits(0);
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lifecycle.md");
    assert_or_bless(&file, &page(&site));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/wire.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, _) = text.split_once(GENERATED).unwrap();
    assert_or_bless(&file, &format!("{before}{GENERATED}{}", wire(&site)));
}

fn assert_or_bless(file: &Path, expected: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, expected).unwrap();
    }
    let actual = std::fs::read_to_string(file).unwrap_or_default();
    assert!(actual == expected, "{} differs (BLESS=1 cargo test lifecycle rewrites it)\n{expected}", file.display());
}

/// The three messages of one release in every wire format.
fn wire(site: &TestSite) -> String {
    let slug = HALL.rsplit('/').next().unwrap();
    let read = |stage: &str, end: &str| std::fs::read(site.path(&format!("{stage}/{HALL}/{slug}.{end}"))).unwrap();
    let text = move |stage: &str, end: &str| String::from_utf8(read(stage, end)).unwrap().replace('\r', "");
    let parts: [(&str, Part); 5] = [
        ("Press text", &|stage| text(stage, "txt")),
        ("IPTC 7901", &|stage| {
            let picture = |byte: &u8| match byte {
                b'\r' => String::new(),
                0..0x20 if *byte != b'\n' => char::from_u32(0x2400 + u32::from(*byte)).unwrap().to_string(),
                0x7f => "␡".to_owned(),
                byte => char::from(*byte).to_string(),
            };
            read(stage, "iptc").iter().map(picture).collect()
        }),
        ("NITF", &|stage| text(stage, "nitf.xml")),
        ("NewsML-G2", &|stage| text(stage, "newsml.xml")),
        ("ninjs", &|stage| text(stage, "ninjs.json")),
    ];
    let mut out = String::from(
        "\n## Original, correction, kill\n\n\
         One release of the fictional Solvik kommun as three messages: the original, a correction and a kill. Each has the same id and the next\n\
         version, and names the message that it replaces. (Scroll long lines of XML and JSON to the right.)\n",
    );
    out.push_str(&side_by_side(&parts, "###"));
    out
}

/// The output of one format at a stage.
type Part<'o> = &'o dyn Fn(&str) -> String;

fn page(site: &TestSite) -> String {
    let mut out = String::from(
        "# The life of a release\n\n\
         One release of the fictional Solvik kommun, exported at three instants from the same content folder: as it was first published, after\n\
         a correction, and after it was withdrawn with\n\n\
         ```sh\n\
         depesch withdraw avgifter-for-simhallen --note \"Nämnden har inte fattat något beslut om avgifterna.\" --at 2026-03-20T08:00:00+01:00\n\
         ```\n\n\
         The earlier texts are in `revisions/1.md` and `revisions/2.md`; `depesch build --now INSTANT` takes the one that was valid at that\n\
         time. The id is the same in every file at every stage. `tests/lifecycle.rs` generates this page.\n",
    );
    let slug = HALL.rsplit('/').next().unwrap();
    let parts: [(&str, Part); 7] = [
        ("Press text", &|stage| site.read(&format!("{stage}/{HALL}/{slug}.txt")).replace('\r', "")),
        ("Web page, text only", &|stage| main_text(&site.read(&format!("{stage}/{HALL}/index.html")))),
        ("PDF, as read by a screen reader", &|stage| {
            pdf_structure(&std::fs::read(site.path(&format!("{stage}/{HALL}/{slug}.pdf"))).unwrap())
        }),
        ("RSS", &|stage| find_item(&site.read(&format!("{stage}/feed.rss")), "<item>", "</item>")),
        ("Atom", &|stage| find_item(&site.read(&format!("{stage}/feed.atom")), "<entry>", "</entry>")),
        ("JSON Feed", &|stage| find_item(&site.read(&format!("{stage}/feed.json")), "\n    {", "\n    }")),
        ("Headline in the archive", &|stage| {
            let archive = site.read(&format!("{stage}/nyhetsarkiv/2026/index.html"));
            if archive.contains(slug) { "listed".to_owned() } else { "not listed".to_owned() }
        }),
    ];
    out.push_str(&side_by_side(&parts, "##"));
    out
}

/// Each part at all stages, in a table.
fn side_by_side(parts: &[(&str, Part)], level: &str) -> String {
    let mut out = String::new();
    for (name, part) in parts {
        out.push_str(&format!("\n{level} {name}\n\n<table>\n<tr>"));
        STAGES.iter().for_each(|(stage, now)| out.push_str(&format!("<th>{stage}<br>{now}</th>")));
        out.push_str("</tr>\n<tr valign=\"top\">\n");
        for n in 0..STAGES.len() {
            let text = part(&format!("stage-{n}")).replace('&', "&amp;").replace('<', "&lt;").replace('\u{a0}', " ");
            // An empty line would end the table in Markdown.
            let lines: Vec<&str> =
                text.trim_end().lines().map(|line| if line.trim().is_empty() { "&#8203;" } else { line }).collect();
            out.push_str(&format!("<td><pre>\n{}\n</pre></td>\n", lines.join("\n")));
        }
        out.push_str("</tr>\n</table>\n");
    }
    out
}

/// The text of a page's `main` element, line by line.
fn main_text(html: &str) -> String {
    let main = html.split("<main id=\"main\">").nth(1).unwrap().split("</main>").next().unwrap();
    let text =
        rendition::html(&main.replace("</p>", "\n").replace("</li>", "\n").replace("</h1>", "\n").replace("</h2>", "\n"), "").text;
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// The item of the release in a feed.
fn find_item(feed: &str, open: &str, close: &str) -> String {
    let found = feed.split(open).skip(1).map(|rest| rest.split(close).next().unwrap()).find(|part| part.contains(ID));
    match found {
        Some(part) => format!("{}{part}{}", open.trim_start_matches('\n'), close.trim_start_matches('\n')),
        None => "(no entry)".to_owned(),
    }
}
