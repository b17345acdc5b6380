//! Every PDF of the golden newsroom, read by Poppler: the text of the model in its order, with nothing missing and nothing twice.
//!
//! `pdfinfo -struct-text` follows the structure tree, as screen readers do. `pdftotext -raw` follows the page, as copying, searching and
//! reflowing do. Without `-raw` it guesses columns from white space and separates those of a table, so only its words are compared.
//!
//! Poppler is optional unless `DEPESCH_NEEDS_POPPLER` is set, as in `.ci/run`.

use crate::common;

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use depesch::model::*;
use depesch::wording::Wording;
use depesch::wording::parts::{self, ContactDetails};

/// As in `tests/golden.rs`.
const NOW: &str = "2026-03-15T12:00:00+01:00";

/// A PDF, and the text that must be read from it.
struct Printed {
    path: String,
    bytes: Vec<u8>,
    is_rtl: bool,
    /// All text, in reading order.
    text: Vec<String>,
    /// The running head, which the first page lacks, and the running foot without the page number.
    head: String,
    foot: String,
    page_word: &'static str,
    /// The heads of the tables, which are repeated on later pages.
    table_heads: Vec<String>,
}

fn all_pdfs() -> &'static [Printed] {
    static PRINTED: OnceLock<Vec<Printed>> = OnceLock::new();
    PRINTED.get_or_init(|| {
        let newsroom = common::folder("tests/newsroom");
        let edition = newsroom.public(&common::instant(&newsroom, NOW));
        let mut files = common::export_only(&newsroom, NOW, &[depesch::format::find("pdf").unwrap()]);
        let mut all: Vec<Printed> = Vec::new();
        for release in edition.releases() {
            let words = Wording::for_lang(&release.lang);
            let path = release.permalink.file("pdf");
            all.push(Printed {
                bytes: files.remove(&path).unwrap(),
                path,
                is_rtl: release.lang.direction() == Direction::RightToLeft,
                text: release_text(&edition, release, words),
                head: format!("{} {}", words.sender_names(&edition.senders(release)), words.kind(release.kind)),
                foot: edition.publisher().address(&release.folder()).without_scheme().into_owned(),
                page_word: words.page,
                table_heads: table_heads(&release.body),
            });
        }
        for withdrawal in edition.withdrawals() {
            let words = Wording::for_lang(withdrawal.lang());
            let path = withdrawal.permalink().file("pdf");
            let senders = words.sender_names(&edition.senders_of_withdrawal(withdrawal));
            all.push(Printed {
                bytes: files.remove(&path).unwrap(),
                path,
                is_rtl: withdrawal.lang().direction() == Direction::RightToLeft,
                text: withdrawal_text(&edition, withdrawal, words),
                head: format!("{senders} {} – {}", words.kind(withdrawal.kind()), words.withdrawn),
                foot: edition.publisher().address(&withdrawal.permalink().folder()).without_scheme().into_owned(),
                page_word: words.page,
                table_heads: Vec::new(),
            });
        }
        assert_eq!(files.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "PDFs without a release");
        assert!(all.len() > 20 && all.iter().any(|pdf| pdf.is_rtl));
        all
    })
}

/// The text of a printed release, from the masthead to the colophon.
fn release_text(edition: &Edition, release: &Release, words: &Wording) -> Vec<String> {
    let published = release.dates.published().map(|first| words.moment(first));
    let updated = format!("{} {}", words.last_updated, words.moment(release.updated()));
    let mut out = vec![words.sender_names(&edition.senders(release)), words.kind(release.kind).to_owned()];
    out.extend(release.place.as_ref().map(|place| format!("{place}, ")));
    out.push(published.clone().unwrap_or_else(|| updated.clone()));
    let change_note = |change: &Change| {
        let title = words.change(change.kind).to_uppercase();
        format!("{title} {}: {}", words.moment(&change.at), change.note)
    };
    out.extend(release.changes.last().map(change_note));
    out.push(release.headline.to_string());
    out.extend(release.subhead.iter().map(ToString::to_string));
    release.legal.iter().chain(&release.lead).for_each(|text| out.push(line(text)));
    out.extend(parts::invitation(release, words).iter().flat_map(section));
    blocks(&release.body, 0, &mut out);
    out.extend(parts::pictures(release, words).iter().flat_map(section));
    out.extend(parts::documents(edition, release, words).iter().flat_map(section));
    push_contacts(&parts::contact_details(edition.contacts(release), words), words, &mut out);
    out.extend(release.read_more.iter().chain(edition.boilerplates(release)).flat_map(section));
    out.push(edition.publisher().address(&release.folder()).without_scheme().into_owned());
    out.push(format!("{}: {}", words.sender, words.senders(edition, release)));
    out.extend(words.subjects(release).into_iter().map(|(taxonomy, names)| format!("{taxonomy}: {names}")));
    match &published {
        Some(first) => out.push(format!("{}: {first}", words.published)),
        None => out.push(words.first_published_unknown.to_owned()),
    }
    if release.dates.published() != Some(release.updated()) {
        out.push(format!("{}: {}", words.last_updated, words.moment(release.updated())));
    }
    out.extend(terms(edition, words));
    if !release.changes.is_empty() {
        out.push(words.changes.to_owned());
        out.extend(release.changes.iter().rev().map(change_note));
    }
    out
}

fn terms(edition: &Edition, words: &Wording) -> Option<String> {
    edition.publisher().rights.as_ref().map(|rights| format!("{}: {rights}", words.terms))
}

fn withdrawal_text(edition: &Edition, withdrawal: &Withdrawal, words: &Wording) -> Vec<String> {
    let mut out = vec![words.sender_names(&edition.senders_of_withdrawal(withdrawal)), words.kind(withdrawal.kind()).to_owned()];
    out.extend(withdrawal.published().map(|published| words.moment(published)));
    let change = withdrawal.change();
    out.push(format!("{} {}: {}", words.change(change.kind).to_uppercase(), words.moment(&change.at), change.note));
    out.push(format!("{}: {}", words.withdrawn, withdrawal.headline()));
    out.push(words.withdrawn_notice.to_owned());
    push_contacts(&parts::contact_details(edition.contacts_of_withdrawal(withdrawal), words), words, &mut out);
    out.push(edition.publisher().address(&withdrawal.permalink().folder()).without_scheme().into_owned());
    out.push(format!("{}: {}", words.sender, words.senders_of_withdrawal(edition, withdrawal)));
    out.push(match withdrawal.published() {
        Some(published) => format!("{}: {}", words.published, words.moment(published)),
        None => words.first_published_unknown.to_owned(),
    });
    out.push(format!("{}: {}", words.change(change.kind), words.moment(&change.at)));
    out
}

fn push_contacts(contacts: &[ContactDetails], words: &Wording, out: &mut Vec<String>) {
    out.extend((!contacts.is_empty()).then(|| words.contact.to_owned()));
    for contact in contacts {
        out.extend(contact.kind.map(str::to_owned));
        out.push(contact.name.clone());
        out.extend(contact.role.iter().chain(contact.notes()).cloned());
        out.extend(contact.methods.iter().map(|method| method.text.clone()));
    }
}

fn section(section: &Section) -> Vec<String> {
    let mut out = vec![section.heading.to_string()];
    blocks(&section.body, 0, &mut out);
    out
}

fn blocks(blocks_of: &[Block], depth: usize, out: &mut Vec<String>) {
    for block in blocks_of {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => out.push(line(text)),
            Block::List(list) => {
                let numbers = list.start.map(|first| (first..).map(|number| format!("{number}.")));
                let mut numbers = numbers.into_iter().flatten();
                for item in &list.items {
                    let bullet = if depth.is_multiple_of(2) { "•" } else { "–" };
                    out.push(numbers.next().unwrap_or_else(|| bullet.to_owned()));
                    blocks(item, depth + 1, out);
                }
            }
            Block::Quote(quote) => {
                out.extend((quote.mark == QuoteMark::Dash).then(|| "–".to_owned()));
                out.extend(quote.paragraphs.iter().map(line));
            }
            Block::Table(table) => out.extend(table.header().iter().chain(table.rows().iter().flatten().flatten()).map(line)),
            Block::Figure(picture) => out.extend(picture.caption_lines().map(ToString::to_string)),
        }
    }
}

fn table_heads(blocks: &[Block]) -> Vec<String> {
    let heads = blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.header().iter().map(line).collect::<String>()),
        _ => None,
    });
    heads.collect()
}

/// A run of text, with the addresses that are printed after links.
fn line(text: &Inlines) -> String {
    let mut out = String::new();
    inlines(text.parts(), &mut out);
    out
}

fn inlines(parts: &[Inline], out: &mut String) {
    for part in parts {
        match part {
            Inline::Text(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) => inlines(inner, out),
            Inline::Link { to, text } => {
                let from = out.len();
                inlines(text, out);
                if !to.is_written_as(&out[from..]) {
                    out.push_str(&format!(" ({})", to.without_scheme()));
                }
            }
            Inline::Break => out.push(' '),
        }
    }
}

/// The output of one of Poppler's programs for a PDF; `None` when it is optional and not installed.
fn run_poppler(program: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("release.pdf");
    std::fs::write(&file, bytes).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(&file);
    if program == "pdftotext" {
        command.arg(Path::new("-"));
    }
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{program} complains");
            // It prints the title of an element as it is stored, in UTF-16.
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) => {
            assert!(std::env::var_os("DEPESCH_NEEDS_POPPLER").is_none(), "{program} (poppler-utils): {error}");
            eprintln!("skipped: {program} (poppler-utils) is not installed");
            None
        }
    }
}

fn letters_of(text: &[String]) -> String {
    text.iter().map(|text| common::letters(text)).collect()
}

/// Fails with the place where two texts differ.
fn assert_same(path: &str, expected: &str, read: &str) {
    if expected != read {
        let same = expected.chars().zip(read.chars()).take_while(|(a, b)| a == b).count();
        let near = |text: &str| text.chars().skip(same.saturating_sub(30)).take(90).collect::<String>();
        panic!("{path}\nexpected: {}\nread: {}", near(expected), near(read));
    }
}

/// The text in the output of `pdfinfo -struct-text`: each marked content is in quotation marks on its own line.
fn struct_text(answer: &str) -> String {
    let quoted = answer.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.strip_suffix('"'));
    quoted.map(common::letters).collect()
}

#[test]
fn the_structure_tree_has_the_models_text_in_order() {
    for pdf in all_pdfs() {
        let Some(answer) = run_poppler("pdfinfo", &["-struct-text"], &pdf.bytes) else { return };
        let (expected, read) = (letters_of(&pdf.text), struct_text(&answer));
        let compared = |text: &str| -> String {
            if pdf.is_rtl {
                // Brackets and full stops are reversed with the letters.
                text.chars().filter(char::is_ascii_alphanumeric).collect()
            } else {
                text.chars().filter(|c| !needs_actual_text(*c)).map(|c| if c == '\u{2011}' { '-' } else { c }).collect()
            }
        };
        assert_same(&pdf.path, &compared(&expected), &compared(&read));
    }
}

/// Characters that cannot be read from glyphs. Poppler (22.12) ignores the /ActualText of marked content here, which has Arabic in logical
/// order, and gives its glyphs from left to right. The numbers and names around it show that it is in its place; `pdftotext` reads its
/// letters.
fn needs_actual_text(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

#[test]
fn the_pages_have_the_models_text_in_order() {
    for pdf in all_pdfs() {
        let Some(answer) = run_poppler("pdftotext", &["-raw"], &pdf.bytes) else { return };
        let answer = in_logical_order(&answer);
        let expected = letters_of(&pdf.text);
        let mut rest = expected.as_str();
        // A form feed ends each page.
        let pages: Vec<&str> = answer.trim_end_matches('\u{c}').split('\u{c}').collect();
        for (index, page) in pages.iter().enumerate() {
            let page = common::letters(page);
            let margin = |text: &str| common::letters(text);
            let foot = margin(&format!("{}{}{} ({})", pdf.foot, pdf.page_word, index + 1, pages.len()));
            let Some(page) = page.strip_suffix(&foot) else { panic!("{}: page {} has no foot: {page}", pdf.path, index + 1) };
            let page = match index {
                0 => page,
                _ => page.strip_suffix(&margin(&pdf.head)).unwrap_or_else(|| panic!("{}: no head: {page}", pdf.path)),
            };
            // A table repeats its head.
            let heads = pdf.table_heads.iter().filter_map(|head| page.strip_suffix(margin(head).as_str()));
            match [page].into_iter().chain(heads).find_map(|page| rest.strip_prefix(page)) {
                Some(after) => rest = after,
                None => assert_same(&format!("{}, page {}", pdf.path, index + 1), rest, page),
            }
        }
        assert_eq!(rest, "", "{}", pdf.path);
    }
}

/// Poppler's text in logical order. It takes /ActualText for letters in visual order and reverses them between U+202B and U+202C; this
/// reverses them back.
fn in_logical_order(answer: &str) -> String {
    let mut out = String::new();
    for (number, part) in answer.split('\u{202b}').enumerate() {
        let (reversed, rest) = part.split_once('\u{202c}').filter(|_| number > 0).unwrap_or(("", part));
        out.extend(reversed.chars().rev());
        out.push_str(rest);
    }
    out
}

#[test]
fn no_reading_order_loses_a_word() {
    for pdf in all_pdfs().iter().filter(|pdf| !pdf.is_rtl) {
        let Some(raw) = run_poppler("pdftotext", &["-raw"], &pdf.bytes) else { return };
        let Some(guessed) = run_poppler("pdftotext", &[], &pdf.bytes) else { return };
        let letters = |text: &str| {
            let mut letters: Vec<char> = common::letters(text).chars().collect();
            letters.sort_unstable();
            letters.into_iter().collect::<String>()
        };
        assert_same(&pdf.path, &letters(&raw), &letters(&guessed));
    }
}

/// The parents that each type may have.
const WITHIN: &[(&str, &[&str])] = &[
    ("Document", &[]),
    ("Sect", &["Document"]),
    ("BlockQuote", &["Document", "Sect", "LBody"]),
    ("P", &["Document", "Sect", "BlockQuote", "LBody", "Caption"]),
    ("H1", &["Document"]),
    ("H2", &["Document", "Sect"]),
    ("H3", &["Document", "Sect"]),
    ("H4", &["Document", "Sect"]),
    ("L", &["Document", "Sect", "LBody"]),
    ("LI", &["L"]),
    ("Lbl", &["LI"]),
    ("LBody", &["LI"]),
    ("Table", &["Document", "Sect", "LBody"]),
    ("THead", &["Table"]),
    ("TBody", &["Table"]),
    ("TR", &["THead", "TBody"]),
    ("TH", &["TR"]),
    ("TD", &["TR"]),
    ("Div", &["Document", "Sect"]),
    ("Figure", &["Document", "Sect", "Div"]),
    ("Caption", &["Div"]),
    ("Link", &["P", "Span", "TD", "TH", "H2", "H3", "H4"]),
    ("Span", &["P", "Span", "Link", "TD", "TH", "H2", "H3", "H4"]),
];

/// The children that a type must have, in this order.
const HOLDS: &[(&str, &[&[&str]])] = &[
    ("LI", &[&["Lbl", "LBody"]]),
    ("Table", &[&["THead", "TBody"]]),
    ("THead", &[&["TR"]]),
    ("Div", &[&["Figure", "Caption"]]),
    ("Caption", &[&["P"], &["P", "P"], &["P", "P", "P"]]),
];

/// Depth and type of every element that `pdfinfo -struct` lists.
fn elements(answer: &str) -> Vec<(usize, String)> {
    let element = |line: &str| {
        let text = line.trim_start();
        // Attributes begin with a slash; an annotation is an object.
        let is_element = !text.is_empty() && !text.starts_with('/') && !text.starts_with("Object ");
        let name: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
        is_element.then_some(((line.len() - text.len()) / 2, name))
    };
    answer.lines().filter_map(element).collect()
}

#[test]
fn elements_are_nested_as_the_standard_requires() {
    for pdf in all_pdfs() {
        let Some(answer) = run_poppler("pdfinfo", &["-struct"], &pdf.bytes) else { return };
        let elements = elements(&answer);
        let path = &pdf.path;
        let mut open: Vec<(&str, Vec<&str>)> = Vec::new();
        let close = |open: &mut Vec<(&str, Vec<&str>)>, depth: usize| {
            for (name, kids) in open.drain(depth..) {
                let ways = HOLDS.iter().find(|(of, _)| *of == name).map(|(_, ways)| *ways);
                assert!(ways.is_none_or(|ways| ways.contains(&kids.as_slice())), "{path}: {kids:?} in {name}");
                let grouping = ["Document", "Sect", "BlockQuote", "L", "TBody", "TR"].contains(&name);
                assert!(!grouping || !kids.is_empty(), "{path}: nothing in {name}");
            }
        };
        let mut level = 0;
        for (depth, name) in &elements {
            let (_, within) = WITHIN.iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("{path}: an unknown {name}"));
            close(&mut open, *depth);
            assert_eq!(open.len(), *depth, "{path}: {name}");
            match open.last_mut() {
                Some((parent, kids)) => {
                    assert!(within.contains(parent), "{path}: {name} in {parent}");
                    kids.push(name);
                }
                None => assert!(within.is_empty(), "{path}: {name} stands alone"),
            }
            open.push((name, Vec::new()));
            if let Some(number) = name.strip_prefix('H').and_then(|number| number.parse::<usize>().ok()) {
                assert!(number <= level + 1, "{path}: H{number} after H{level}");
                assert!(number > 1 || level == 0, "{path}: a second headline");
                level = number;
            }
        }
        close(&mut open, 0);
        assert_eq!(elements.iter().filter(|(depth, _)| *depth == 0).count(), 1, "{path}: one document");
    }
}
