//! Long words and headings on paper: a word is divided only with a hyphen, and headings stay with their text.

use crate::print_room;

use depesch::model::*;
use depesch::print::{ComposedDocument, Face, Fragment, NodeId, RunId, SOFT_HYPHEN, StructureType};
use print_room::newsroom::*;
use print_room::reader::PdfReader;

fn compose(release: Release) -> ComposedDocument {
    let newsroom = Newsroom::new(publisher(), vec![release]);
    let edition = newsroom.public(&instant("2030-01-01T00:00:00+01:00"));
    depesch::print::compose(&edition, edition.releases()[0]).unwrap()
}

fn with_headline(headline: &str) -> Release {
    Release { headline: Headline::parse(headline).unwrap(), ..release(vec![para("Text.")]) }
}

/// The fragments of each run, line by line, in reading order.
fn lines_of_runs(document: &ComposedDocument) -> Vec<(RunId, Vec<Vec<&Fragment>>)> {
    let mut runs: Vec<(RunId, Vec<Vec<&Fragment>>)> = Vec::new();
    let fragments = document.pages.iter().enumerate().flat_map(|(page, printed)| printed.fragments.iter().map(move |f| (page, f)));
    let mut all: Vec<(RunId, usize, &Fragment)> = fragments.filter_map(|(page, f)| Some((f.run?, page, f))).collect();
    // A table row is set line by line, across its cells.
    all.sort_by_key(|(run, ..)| *run);
    let mut before = None;
    for (run, page, fragment) in all {
        let place = (run, page, fragment.y.to_bits());
        match runs.last_mut() {
            Some((_, lines)) if before == Some(place) => lines.last_mut().unwrap().push(fragment),
            Some((last, lines)) if *last == run => lines.push(vec![fragment]),
            _ => runs.push((run, vec![vec![fragment]])),
        }
        before = Some(place);
    }
    runs
}

/// The lines of `document` that end within a word without a hyphen.
fn bare_cuts(document: &mut ComposedDocument) -> Vec<RunId> {
    let faces = [Face::Regular, Face::SemiBold, Face::Italic, Face::SmallCaps];
    let spaces = faces.map(|face| document.shaper.word(face, " ").glyphs[0].id);
    let ends_well = |line: &Vec<&Fragment>| {
        let last = line.last().unwrap().glyphs.last().unwrap().id;
        last == SOFT_HYPHEN || spaces.contains(&last)
    };
    let cut = |(run, lines): (RunId, Vec<Vec<&Fragment>>)| {
        let (_, before) = lines.split_last().unwrap();
        (!before.iter().all(ends_well)).then_some(run)
    };
    lines_of_runs(document).into_iter().filter_map(cut).collect()
}

/// The type size and the number of lines of the headline.
fn headline_size(document: &ComposedDocument) -> (f32, usize) {
    let run = document.tree.headings()[0].run;
    let (_, lines) = lines_of_runs(document).into_iter().find(|(found, _)| *found == run).unwrap();
    (lines[0][0].size, lines.len())
}

/// `shared/cases/import-real/31-pdf-rubrik`.
#[test]
fn case_31_pdf_rubrik_a_long_word_of_a_headline_is_set_a_size_down() {
    for (headline, expected) in [
        ("Solvik bygger en ny simhall", (27.4, 1)),
        ("Lärarutbildningsutredningen överlämnar sitt betänkande", (23.0, 2)),
        ("Regeringen träffar civilsamhällesorganisationerna på måndag", (23.0, 3)),
        // Many lines are set smaller too.
        (
            "Kommunstyrelsen beslutar om nya riktlinjer för stöd till föreningar som ordnar läger för barn och unga under \
             sommarlovet, och om hur många som får plats på de läger som kommunen själv håller",
            (20.0, 6),
        ),
        // Too long for a line even in the smallest size.
        ("Kraftförsörjningsanläggningsprojekteringsgruppen", (20.0, 2)),
    ] {
        let mut document = compose(with_headline(headline));
        assert_eq!(headline_size(&document), expected, "{headline}");
        assert_eq!(bare_cuts(&mut document), []);
    }
}

/// A release that says `word` wherever a word may have too little room.
fn everywhere(word: &str) -> Release {
    let rows = vec![vec![word, "Ja", "12,4 %", word], vec!["Nej", word, "8 %", ""]];
    let mut release = release(vec![
        heading(2, word),
        para(word),
        heading(3, &format!("Om {word} och {word}")),
        list(None, vec![vec![para(word), list(Some(1), vec![vec![para(word)]])]]),
        quote(QuoteMark::Dash, &[word]),
        heading(4, word),
        table(&["Område", word, "Andel", "Läge"], &[], &rows),
        Block::Paragraph(Inlines::new(vec![Inline::Strong(vec![text(word)]), text(" och "), text(word)]).unwrap()),
    ]);
    release.headline = Headline::parse(word).unwrap();
    release.subhead = Some(line(word));
    release.place = Some(line(word));
    release.contacts = vec![
        contact(word, Some(word), Some(word), Some("08-465 004 01"), Some("press@solvik.example")),
        contact("Åsa Ek", None, Some(&format!("{word}, {word}")), None, Some("asa.ek@solvik.example")),
    ];
    release
}

/// Depesch's own texts: the address and the date, which nobody divides.
fn is_word_cut(document: &mut ComposedDocument) -> bool {
    !bare_cuts(document).is_empty()
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 32, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_long_word_is_divided_with_a_hyphen_and_read_back_whole(
        parts in proptest::collection::vec("kraft|försörjnings|anläggnings|utrednings|över|kommunal|sjukvårds|ä|yx|strö|[a-zåäö]{1,9}", 1..12),
        in_capitals in proptest::bool::ANY,
        lang in "sv|en|fi",
    ) {
        let mut word = parts.concat();
        if in_capitals {
            word = word.to_uppercase();
        }
        let release = Release { lang: Lang::parse(&lang).unwrap(), ..everywhere(&word) };
        proptest::prop_assert!(!is_word_cut(&mut compose(release.clone())), "{word}");
        let written = PdfReader::open(&print(release).0).text().matches(&word).count();
        let expected = 20;
        proptest::prop_assert!(written >= expected, "{word}: {written}");
    }
}

/// Where a hyphen would be read as a part of it.
#[test]
fn an_address_a_file_name_or_a_number_never_gets_a_hyphen() {
    let host = format!("{}.solvik.example", "kommunstyrelseförvaltningen".repeat(3));
    let email = format!("{}@solvik.example", "forstapressekreterarensmobil".repeat(3));
    let name = format!("{}_slutlig.docx", "granskningsrapport".repeat(4));
    for word in [&host, &format!("https://{host}/om"), &email, &name, &"1234567890".repeat(9), &format!("#{}", "solvik".repeat(15))]
    {
        for body in [para(word), heading(2, word), table(&["A", "B", word], &[], &[vec![word, word, "1"]])] {
            let document = compose(Release { headline: Headline::parse("Solvik").unwrap(), ..release(vec![body]) });
            let has_hyphen = |fragment: &&Fragment| fragment.glyphs.iter().any(|glyph| glyph.id == SOFT_HYPHEN);
            let hyphens = document.pages.iter().flat_map(|page| &page.fragments).filter(has_hyphen).count();
            assert_eq!(hyphens, 0, "{word}");
        }
    }
}

/// Whether `run` belongs to a heading.
fn is_heading(document: &ComposedDocument, run: RunId) -> bool {
    let mut node: Option<NodeId> = document.tree.owner(run);
    while let Some(found) = node.and_then(|id| document.tree.get(id)) {
        if matches!(found.tag, StructureType::Heading(_)) {
            return true;
        }
        node = found.parent;
    }
    false
}

/// For each page, its last run and the lower edge of its text.
fn page_ends(document: &ComposedDocument) -> Vec<(RunId, f32)> {
    let end = |page: &depesch::print::PrintedPage| {
        let text = page.fragments.iter().filter_map(|fragment| Some((fragment.run?, fragment.y)));
        text.max_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).unwrap()
    };
    document.pages.iter().map(end).collect()
}

/// The case `short-sections` of `shared/cases`.
#[test]
fn case_short_sections_break_between_sections() {
    let words =
        "Stycke med text som är lagom långt för att ta två rader eller kanske tre på den här sidan, så att vi ser var det bryts.";
    let mut body = vec![para(words); 4];
    body.push(heading(2, "Öppettider"));
    for number in 1..=8 {
        body.extend([heading(3, &format!("Badplats {number}")), para("Öppet kl. 10–18.")]);
    }
    let document = compose(release(body));
    let ends = page_ends(&document);
    assert!(!is_heading(&document, ends[0].0));
    // The paper is 842 points high, the text ends at 762.
    assert!(ends[0].1 > 690.0, "page 1 ends at {}", ends[0].1);
}

#[test]
fn no_page_ends_with_a_heading_and_none_is_left_half_empty() {
    let long = "Kommunen bygger en ny simhall vid havet, och den öppnar om två år. ".repeat(4);
    let mut emptiest: f32 = 842.0;
    let mut cut = 0;
    for above in 0..30 {
        for kind in 0..8 {
            let mut body: Vec<Block> = (0..above).map(|number| para(&format!("Rad {number}."))).collect();
            for number in 0..14 {
                let title = format!("Avsnitt {number}");
                body.push(heading(2, &title));
                match kind {
                    0 => body.push(para("En rad.")),
                    1 => body.extend([
                        heading(3, "Under"),
                        para("En rad."),
                        heading(3, "Därunder"),
                        heading(4, "Underst"),
                        para("En rad."),
                    ]),
                    2 => body.push(list(None, vec![vec![para("En punkt.")]])),
                    3 => body.push(quote(QuoteMark::Dash, &["Ett kort svar, säger Åsa Ek."])),
                    4 => body.push(para(&long)),
                    5 => body.push(table(&["Dag", "Tid"], &[], &[vec!["Måndag", "10–18"]])),
                    6 => body.push(list(Some(1), vec![vec![para(&long)], vec![para("Kort.")]])),
                    _ => body.push(para("En rad.")),
                }
                if kind == 7 && number % 3 == 0 {
                    body.push(Block::Paragraph(Inlines::new(vec![Inline::Strong(vec![text("Rubrik i fetstil")])]).unwrap()));
                    body.push(para("Text under den."));
                }
            }
            // The last block of the text may be a heading by mistake.
            body.push(heading(2, "Sist"));
            let mut release = release(body);
            if above % 2 == 0 {
                release.contacts = vec![contact("Åsa Ek", None, None, Some("08-465 004 01"), None)];
            }
            let document = compose(release);
            let ends = page_ends(&document);
            let (_, before_last) = ends.split_last().unwrap();
            for (run, bottom) in before_last {
                assert!(!is_heading(&document, *run), "{above} lines above, kind {kind}");
                emptiest = emptiest.min(*bottom);
                cut += 1;
            }
            if kind == 7 {
                let bold = |fragment: &Fragment| fragment.face == Face::SemiBold && fragment.size == 11.0;
                let last = |page: &depesch::print::PrintedPage| {
                    page.fragments.iter().filter(|f| f.run.is_some()).max_by(|a, b| a.y.total_cmp(&b.y)).cloned().unwrap()
                };
                assert!(!document.pages.iter().rev().skip(1).any(|page| bold(&last(page))), "{above} lines above");
            }
        }
    }
    assert!(cut > 200, "{cut}");
    // At most a fifth of the text of a page is empty.
    assert!(emptiest > 640.0, "a page ends at {emptiest}");
}
