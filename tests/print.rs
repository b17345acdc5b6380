//! A printed release has every word in reading order, tags for screen readers and the same bytes every time, whatever its text.

use crate::print_room;

use depesch::artifact::Writer;
use depesch::content::FileFacts;
use depesch::format;
use depesch::model::*;
use print_room::newsroom::*;
use print_room::reader::{PdfReader, string};

/// Asserts that `pieces` follow one another in `text`.
fn assert_in_order(text: &str, pieces: &[&str]) {
    let text = collapse_space(text);
    let mut at = 0;
    for piece in pieces {
        let piece = collapse_space(piece);
        match text[at..].find(&piece) {
            Some(found) => at += found + piece.len(),
            None => panic!("not found in order: {piece:?}\nafter: {:?}", &text[at..]),
        }
    }
}

fn collapse_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paragraphs of one line, of numbers that move the end of the page through the blocks that follow.
fn lines_above() -> impl Iterator<Item = Vec<Block>> {
    (10..26).map(|count| (0..count).map(|number| para(&format!("Rad {number}."))).collect())
}

#[test]
fn a_list_follows_its_introduction_and_its_last_item_is_not_alone() {
    let mut cut = 0;
    for mut body in lines_above() {
        body.push(para("Det här gäller från i morgon:"));
        body.push(list(None, ["Första", "Andra", "Tredje", "Sista"].map(|text| vec![para(text)]).to_vec()));
        let read = PdfReader::open(&print(release(body)).0);
        let page = |words| read.page_of(words);
        assert_eq!(page("Det här gäller"), page("Första"));
        assert_eq!(page("Tredje"), page("Sista"));
        cut += usize::from(page("Första") != page("Sista"));
    }
    assert!(cut > 0, "no list was cut");
}

#[test]
fn no_contact_is_divided_between_two_pages() {
    let mut moved = 0;
    for body in lines_above() {
        let mut release = release(body);
        let hours = "vardagar 8.00–16.30, men inte dagar före röda dagar; ".repeat(20);
        let long = |name: &str, email| {
            let contact = contact(name, None, None, None, Some(email));
            std::sync::Arc::new(Contact { hours: Some(line(&hours)), ..(*contact).clone() })
        };
        release.contacts = vec![long("Åsa Ek", "asa.ek@solvik.example"), long("Bo Öberg", "bo.oberg@solvik.example")];
        let (bytes, _) = print(release);
        save(&format!("tall-contacts-{moved}"), &bytes);
        let read = PdfReader::open(&bytes);
        for (name, email) in [("Åsa Ek", "asa.ek@"), ("Bo Öberg", "bo.oberg@")] {
            assert_eq!(read.page_of(name), read.page_of(email));
        }
        moved += usize::from(read.page_of("Åsa Ek") != read.page_of("Bo Öberg"));
    }
    assert!(moved > 0, "all contacts are on one page");
}

/// Writes the PDF to a folder for inspection: `DEPESCH_PRINT_TO=folder cargo test print`.
fn save(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("DEPESCH_PRINT_TO") {
        std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
    }
}

#[test]
fn the_file_is_in_the_folder_of_the_page() {
    let format = format::find("pdf").unwrap();
    let Writer::Release { path, .. } = format.writer else { panic!("the PDF is written for each release") };
    assert_eq!(path(&full().permalink), "releases/2026/ny-simhall/ny-simhall.pdf");
    assert_eq!((format.name, format.media_type), ("pdf", "application/pdf"));
}

#[test]
fn the_same_release_gives_the_same_bytes() {
    assert!(print(full()).0 == print(full()).0);
}

#[test]
fn every_word_is_read_in_its_order() {
    let (bytes, notes) = print(full());
    save("full", &bytes);
    assert_eq!(notes, []);
    let release = full();
    let mut pieces: Vec<String> =
        ["Solvik kommun", "Pressmeddelande", "2 mars 2026", "RÄTTELSE 4 mars 2026 kl. 8.00:"].map(String::from).into();
    pieces.push(release.changes[1].note.to_string());
    pieces.push(release.headline.to_string());
    pieces.push(release.summary());
    let sender = publisher().sender;
    let boilerplate = release.boilerplates(&sender)[0];
    for run in body::runs(&release.body) {
        pieces.extend(run.parts().iter().map(|part| Inlines::new(vec![part.clone()]).map(|p| p.plain()).unwrap_or_default()));
    }
    pieces.push("Kontakt".to_owned());
    for contact in &release.contacts {
        pieces.push(contact.name.to_string());
        pieces.extend(contact.role.iter().map(SingleLine::to_string));
        pieces.extend(contact.methods.phone().map(|p| p.written().to_owned()));
        pieces.extend(contact.methods.email().map(ToString::to_string));
    }
    let more = release.read_more.as_ref().unwrap();
    pieces.push(more.heading.to_string());
    pieces.extend(["Boverkets webbplats", "(www.boverket.example/stod/simhallar?ar=2026&lan=stockholm#villkor)"].map(String::from));
    pieces.push(boilerplate.heading.to_string());
    pieces.extend(body::runs(&boilerplate.body).iter().map(|run| run.plain()));
    pieces.extend(
        [
            "nyheter.solvik.example/releases/2026/ny-simhall",
            "Avsändare: Solvik kommun, Kultur- och fritidsförvaltningen",
            "Ämnen: Fritid, Byggen",
            "Publicerat: 2 mars 2026 kl. 9.30",
            "Senast uppdaterad: 4 mars 2026 kl. 8.00",
            "Ändringar",
            "Tiden för visningen är tillagd.",
        ]
        .map(String::from),
    );
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    assert_in_order(&PdfReader::open(&bytes).text(), &pieces);
}

#[test]
fn a_paragraph_is_read_back_unchanged() {
    let words = "Effektiva flöden träffar Ångström vid fjärrvärmeförsörjningsanläggningen, 3 500 m² för 50 % av kostnaden.";
    let read = PdfReader::open(&print(release(vec![para(&words.repeat(12))])).0);
    let paragraphs: Vec<String> = read.tree().into_iter().map(|(_, text)| collapse_space(&text.replace('\u{ad}', ""))).collect();
    assert!(paragraphs.contains(&collapse_space(&words.repeat(12))), "{paragraphs:#?}");
}

#[test]
fn a_divided_word_is_read_as_one() {
    let (bytes, _) =
        print(release(vec![para(&"Verksamhetsutvecklingsstrategernas arbetsmiljöundersökning kommunfullmäktige ".repeat(40))]));
    save("divided", &bytes);
    let read = PdfReader::open(&bytes);
    let (_, text) = read.tree().into_iter().find(|(_, text)| text.contains("strategernas")).unwrap();
    assert!(text.contains('\u{ad}'), "no word was divided");
    assert_eq!(text.replace('\u{ad}', "").split_whitespace().filter(|w| *w == "Verksamhetsutvecklingsstrategernas").count(), 40);
}

#[test]
fn parts_have_their_standard_tags() {
    let read = PdfReader::open(&print(full()).0);
    let tags = read.tags();
    let order = [
        "Document",
        "P",
        "P",
        "P",
        "P",
        "Strong",
        "H1",
        "P",
        "P",
        "BlockQuote",
        "P",
        "H2",
        "P",
        "Link",
        "Link",
        "Strong",
        "Em",
        "Em",
    ];
    assert_eq!(tags[..order.len()], order);
    let list = ["L", "LI", "Lbl", "LBody", "P", "LI", "Lbl", "LBody", "P", "L", "LI"];
    assert!(tags.windows(list.len()).any(|part| part == list), "{tags:?}");
    let table = ["H3", "Table", "THead", "TR", "TH", "TH", "TH", "TH", "TBody", "TR", "TD", "TD", "TD", "TD", "TR"];
    assert!(tags.windows(table.len()).any(|part| part == table), "{tags:?}");
    let end =
        ["Sect", "H2", "P", "P", "P", "Link", "P", "Link", "P", "P", "Link", "P", "P", "P", "Link", "Sect", "H2", "P", "Link"];
    assert!(tags.windows(end.len()).any(|part| part == end), "{tags:?}");
    assert_eq!(tags.iter().filter(|tag| *tag == "TH").count(), 4, "a repeated table head is read once");
}

#[test]
fn every_link_describes_its_destination() {
    let read = PdfReader::open(&print(full()).0);
    let annotations = read.annotations();
    let contents: Vec<String> = annotations.iter().map(|a| string(a.get(b"Contents").unwrap())).collect();
    for expected in [
        "projektets sida (www.solvik.example/simhallen/ritningar-och-beskrivningar)",
        "simhallen@solvik.example",
        "Telefon 08-465 004 01, Åsa Ek (S)",
        "E-post asa.ek@solvik.example, Åsa Ek (S)",
        "solvik.example",
    ] {
        assert!(contents.iter().any(|c| c == expected), "{expected}: {contents:#?}");
    }
    for annotation in &annotations {
        assert_eq!(annotation.get(b"F").unwrap().as_i64().unwrap(), 4);
        assert!(annotation.has(b"StructParent"));
        assert_eq!(annotation.get(b"QuadPoints").unwrap().as_array().unwrap().len() % 8, 0);
    }
}

#[test]
fn the_document_has_language_title_and_date() {
    let read = PdfReader::open(&print(full()).0);
    assert_eq!(string(read.catalog().get(b"Lang").unwrap()), "sv");
    let metadata = read.document.get_object(read.catalog().get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let metadata = String::from_utf8(metadata.as_stream().unwrap().content.clone()).unwrap();
    assert!(metadata.contains("Solvik bygger en ny simhall"));
    assert!(metadata.contains("<xmp:CreateDate>2026-03-02T09:30:00+01:00<"));
}

#[test]
fn the_pdf_embeds_the_release_as_ninjs() {
    let mut release = full();
    let body = release.body.len();
    release.body.insert(body, para("Sist av allt: </script> & \"citat\"."));
    let read = PdfReader::open(&print(release.clone()).0);
    let named =
        |dictionary: &lopdf::Dictionary, key: &[u8]| read.document.dereference(dictionary.get(key).unwrap()).unwrap().1.clone();
    let files = named(read.catalog(), b"AF");
    let [file] = &files.as_array().unwrap()[..] else { panic!("{files:?}") };
    let file = read.document.dereference(file).unwrap().1.as_dict().unwrap();
    assert_eq!(file.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Data");
    for key in [b"F".as_slice(), b"UF"] {
        assert_eq!(string(file.get(key).unwrap()), "ny-simhall.ninjs.json");
    }
    let stream = named(file.get(b"EF").unwrap().as_dict().unwrap(), b"F");
    let stream = stream.as_stream().unwrap();
    assert_eq!(stream.dict.get(b"Subtype").unwrap().as_name().unwrap(), b"application/json");
    let bytes = stream.decompressed_content().unwrap();
    let parameters = named(&stream.dict, b"Params");
    let parameters = parameters.as_dict().unwrap();
    assert_eq!(parameters.get(b"Size").unwrap().as_i64().unwrap(), bytes.len() as i64);
    assert_eq!(string(parameters.get(b"ModDate").unwrap()), "D:20260304080000+01'00'");
    let item: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(item["headlines"][0]["value"], release.headline.as_str());
    assert_eq!(item["uri"], release.id.as_str());
    assert!(item["edNote"].as_str().unwrap().contains(release.changes[1].note.as_str()));
    let body = item["bodies"][0]["value"].as_str().unwrap();
    let runs = body::runs(&release.body);
    let pieces: Vec<String> = [release.summary()].into_iter().chain(runs.iter().map(|run| run.plain())).collect();
    assert_in_order(body, &pieces.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn the_qr_code_holds_the_address() {
    let bytes = print(full()).0;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let drawing = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .find(|stream| stream.dict.get(b"Subtype").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"Form"));
    let drawing = lopdf::content::Content::decode(&drawing.unwrap().decompressed_content().unwrap()).unwrap();
    // Each module as four pixels, inside the quiet zone.
    let (mut side, mut dark) = (0, std::collections::BTreeSet::new());
    for operation in drawing.operations {
        let numbers: Vec<f32> = operation.operands.iter().map(|number| number.as_float().unwrap()).collect();
        match operation.operator.as_str() {
            "cm" => side = (1.0 / numbers[0]).round() as usize,
            "re" => dark.extend((0..numbers[2] as usize).map(|n| (numbers[0] as usize + n, side - 1 - numbers[1] as usize))),
            _ => {}
        }
    }
    let (quiet, points) = (4, 4);
    let width = (side + 2 * quiet) * points;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| {
        let module = |at: usize| (at / points).wrapping_sub(quiet);
        if dark.contains(&(module(x), module(y))) { 0 } else { 255 }
    });
    let codes: Vec<String> = image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
    assert_eq!(codes, ["https://nyheter.solvik.example/releases/2026/ny-simhall/"]);
    assert!(PdfReader::open(&print(release(vec![])).0).tags().last().is_some_and(|tag| tag == "Figure"));
}

#[test]
fn the_terms_of_use_are_at_the_end_in_the_newsrooms_language() {
    let terms = "Texten får återges fritt.";
    let mut english = release(vec![para("Text.")]);
    english.lang = Lang::parse("en").unwrap();
    for (release, label) in [(release(vec![para("Text.")]), "Villkor"), (english, "Terms")] {
        let newsroom = Publisher { rights: Some(line(terms)), ..publisher() };
        let (bytes, _) = print_by(newsroom, release);
        let read = PdfReader::open(&bytes);
        assert_in_order(&read.text(), &["Text.", "nyheter.solvik.example", &format!("{label}: {terms}")]);
        let swedish = read.document.objects.values().filter_map(|object| object.as_dict().ok());
        let swedish =
            swedish.filter(|entries| entries.has(b"P") && entries.get(b"Lang").is_ok_and(|lang| string(lang) == "sv")).count();
        assert_eq!(swedish, usize::from(label == "Terms"));
    }
}

#[test]
fn the_outline_has_every_heading() {
    let read = PdfReader::open(&print(full()).0);
    let expected = [
        (0, "Solvik bygger en ny simhall"),
        (1, "Så byggs hallen"),
        (2, "Tider & platser"),
        (1, "Vad händer nu?"),
        (1, "Kontakt"),
        (1, "Läs mer"),
        (1, "Om Solvik kommun"),
        (1, "Ändringar"),
    ];
    let outline = read.outline();
    assert_eq!(outline.iter().map(|(depth, title, _)| (*depth, title.as_str())).collect::<Vec<_>>(), expected);
    let pages: Vec<u32> = outline.iter().map(|(_, _, page)| *page).collect();
    assert_eq!(pages[..2], [1, 1]);
    assert!(pages.is_sorted() && pages.last() > Some(&2), "{pages:?}");
}

#[test]
fn a_release_may_have_only_the_date_of_its_last_update() {
    let mut release = release(vec![]);
    release.dates = Dates::OnlyUpdated(Moment::Day(Day::new(2017, 6, 20).unwrap()));
    let text = PdfReader::open(&print(release).0).text();
    assert_in_order(&text, &["Senast uppdaterad 20 juni 2017", "Första publicering: okänd", "Senast uppdaterad: 20 juni 2017"]);
}

#[test]
fn a_place_with_a_long_name_is_complete_and_below_the_kind() {
    let long = format!("{}entrén", "Strandskolans gymnastiksal i Norra Örby, ".repeat(4));
    // One too long to share a line with the kind, and one of two lines.
    for (name, place) in
        [("place-wide", "Strandskolans gymnastiksal, Badhusgatan 14 i Norra Örby vid havet"), ("place-long", &long)]
    {
        let mut release = release(vec![para("Text.")]);
        release.place = Some(line(place));
        let (bytes, _) = print(release);
        save(name, &bytes);
        let read = PdfReader::open(&bytes);
        assert_in_order(
            &read.text(),
            &["Pressmeddelande", &format!("{place}, 2 mars 2026 kl. 9.30"), "Solvik bygger en ny simhall"],
        );
        assert!(read.height_of("Strandskolans") < read.height_of("Pressmeddelande") - 10.0, "{name} is not below the kind");
    }
}

/// A drawing of 1200 × 675 pixels.
const KAJEN: &[u8] = include_bytes!("newsroom/releases/2025/landstrom-till-fartygen-i-norra-hamnen/kajen-i-skymning.jpg");

/// The drawing with an EXIF segment, as cameras write it.
fn with_exif(exif: &[u8]) -> Vec<u8> {
    let length = u16::try_from(2 + 6 + exif.len()).unwrap().to_be_bytes();
    let (start, rest) = KAJEN.split_at(2);
    [start, b"\xff\xe1", &length, b"Exif\0\0", exif, rest].concat()
}

/// A TIFF directory with only the orientation.
fn orientation(number: u8) -> Vec<u8> {
    [&b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"[..], &[number, 0, 0, 0], &[0; 4]].concat()
}

/// A release with `jpeg` in its body.
fn with_picture(jpeg: &[u8]) -> Release {
    let facts = FileFacts::inspect(FileKind::Jpeg, jpeg);
    let (width, height) = facts.size.unwrap();
    let file = File {
        name: FileName::parse("kajen.jpg").unwrap(),
        source: "releases/2026/ny-simhall/kajen.jpg".to_owned(),
        path: "releases/2026/ny-simhall/files/kajen.jpg".to_owned(),
        kind: FileKind::Jpeg,
        length: facts.length,
        hash: facts.hash,
        orientation: facts.orientation,
        words: None,
    };
    let picture =
        Picture { file: file.into(), width, height, alt: line("Kajen i skymning."), caption: None, credit: None, rights: None };
    release(vec![Block::Figure(picture.into())])
}

#[test]
fn a_caption_follows_its_picture_in_one_group() {
    let mut release = with_picture(KAJEN);
    let Some(Block::Figure(picture)) = release.body.first_mut() else { panic!("no picture") };
    let below =
        Picture { caption: Some(line("Kajen får landström.")), credit: Some(line("Foto: Åsa Ek")), ..(**picture).clone() };
    *picture = below.into();
    let read = PdfReader::open(&print_with_file(release, KAJEN).0);
    let tree: Vec<(String, String)> = read.tree().into_iter().filter(|(tag, _)| !tag.is_empty()).collect();
    let at = tree.iter().position(|(tag, _)| tag.trim() == "Figure").unwrap();
    let expected =
        [("  Div", ""), ("    Figure", ""), ("    Caption", ""), ("      P", "Kajen får landström."), ("      P", "Foto: Åsa Ek")];
    assert_eq!(tree[at - 1..at + 4], expected.map(|(tag, text)| (tag.to_owned(), text.to_owned())));
    // A picture without a caption has no group.
    let tags = PdfReader::open(&print_with_file(with_picture(KAJEN), KAJEN).0).tags();
    assert!(tags.contains(&"Figure".to_owned()) && !tags.iter().any(|tag| ["Div", "Caption"].contains(&tag.as_str())));
}

#[test]
fn running_heads_and_feet_have_their_subtype() {
    let document = lopdf::Document::load_mem(&print(full()).0).unwrap();
    let pages: Vec<Vec<String>> = document
        .page_iter()
        .map(|page| {
            let content = lopdf::content::Content::decode(&document.get_page_content(page)).unwrap();
            let artifacts = content.operations.iter().filter(|operation| {
                operation.operator == "BDC" && operation.operands[0].as_name().is_ok_and(|name| name == b"Artifact")
            });
            let subtype = |operation: &lopdf::content::Operation| {
                let properties = operation.operands[1].as_dict().unwrap();
                let name = properties.get(b"Subtype").or(properties.get(b"Type")).unwrap().as_name().unwrap();
                String::from_utf8(name.to_vec()).unwrap()
            };
            artifacts.map(subtype).collect()
        })
        .collect();
    assert_eq!(pages[0], ["Layout", "Footer"]);
    // The repeated head of a table is not the head of the page.
    assert!(pages[1..].contains(&["Layout", "Pagination", "Header", "Footer"].map(String::from).to_vec()), "{pages:?}");
    assert!(pages[1..].iter().all(|page| page.ends_with(&["Header", "Footer"].map(String::from))), "{pages:?}");
}

#[test]
fn a_table_without_rows_has_neither_head_nor_body() {
    let tags = PdfReader::open(&print(release(vec![table(&["Plats", "Läge"], &[], &[])])).0).tags();
    let table = ["Table", "TR", "TH", "TH"];
    assert!(tags.windows(table.len()).any(|part| part == table), "{tags:?}");
    assert!(!tags.contains(&"THead".to_owned()) && !tags.contains(&"TBody".to_owned()));
}

/// Rotation and size of the only picture of a PDF, from its matrix.
fn picture_matrix(bytes: &[u8]) -> [i32; 4] {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let content = lopdf::content::Content::decode(&document.get_page_content(page)).unwrap();
    let drawn = content.operations.iter().position(|operation| operation.operator == "Do").unwrap();
    let numbers = |operation: &lopdf::content::Operation| -> Vec<i32> {
        operation.operands.iter().map(|number| number.as_float().unwrap().round() as i32).collect()
    };
    let mut matrices = content.operations[..drawn].iter().filter(|operation| operation.operator == "cm").map(numbers);
    // The library writes an identity matrix right before the picture.
    let numbers = matrices.rfind(|numbers| numbers[..] != [1, 0, 0, 1, 0, 0]).unwrap();
    let [a, b, c, d, x, y] = numbers[..] else { panic!("{numbers:?}") };
    // All four corners are on the paper.
    for (x, y) in [(x, y), (x + a, y + b), (x + c, y + d), (x + a + c, y + b + d)] {
        assert!((0..595).contains(&x) && (0..842).contains(&y), "{numbers:?}");
    }
    [a, b, c, d]
}

#[test]
fn a_picture_is_upright_in_every_orientation_of_the_camera() {
    let upright = picture_matrix(&print_with_file(with_picture(KAJEN), KAJEN).0);
    let [w, 0, 0, h] = upright else { panic!("{upright:?}") };
    assert!(w > h && h > 0);
    for number in 1..=8 {
        let jpeg = with_exif(&orientation(number));
        let release = with_picture(&jpeg);
        let size = FileFacts::inspect(FileKind::Jpeg, &jpeg).size.unwrap();
        assert_eq!(size, if number < 5 { (1200, 675) } else { (675, 1200) });
        let (bytes, notes) = print_with_file(release, &jpeg);
        save(&format!("orientation-{number}"), &bytes);
        assert_eq!(notes, []);
        let signs = picture_matrix(&bytes).map(i32::signum);
        let expected = [
            [1, 0, 0, 1],
            [-1, 0, 0, 1],
            [-1, 0, 0, -1],
            [1, 0, 0, -1],
            [0, -1, -1, 0],
            [0, -1, 1, 0],
            [0, 1, 1, 0],
            [0, 1, -1, 0],
        ];
        assert_eq!(signs, expected[usize::from(number) - 1], "orientation {number}");
        if number >= 5 {
            let [_, tall, wide, _] = picture_matrix(&bytes).map(i32::abs);
            assert!((f64::from(tall) / f64::from(wide) - 1200.0 / 675.0).abs() < 0.02, "{wide} × {tall}");
        }
    }
}

#[test]
fn broken_exif_does_not_rotate_a_picture() {
    let whole = orientation(6);
    let mut broken: Vec<Vec<u8>> = (0..whole.len() - 4).map(|end| whole[..end].to_vec()).collect();
    broken.extend([0, 9, 255].map(orientation));
    broken.push(b"II*\0\xff\xff\xff\xff".to_vec());
    broken.push([&b"MM\0*\0\0\0\x08\xff\xff"[..], &[0xff; 60]].concat());
    // A directory that refers to itself.
    broken.push(b"II*\0\x08\0\0\0\0\0\x08\0\0\0".to_vec());
    for exif in broken {
        let facts = FileFacts::inspect(FileKind::Jpeg, &with_exif(&exif));
        assert_eq!((facts.size, facts.orientation), (Some((1200, 675)), Orientation::default()), "{exif:?}");
    }
    // Another broken entry does not hide the orientation.
    let mut exif = orientation(6);
    exif[8] = 2;
    exif.truncate(22);
    exif.extend(b"\x0f\x01\x02\0\xff\xff\0\0\xff\xff\xff\0\0\0\0\0");
    assert!(FileFacts::inspect(FileKind::Jpeg, &with_exif(&exif)).orientation.is_transposed);
}

#[test]
fn a_preview_names_the_embargo_and_the_draft() {
    let mut withheld = release(vec![para("Text.")]);
    withheld.status = Status::Withheld(Embargo::Until(instant("2026-03-10T06:00:00+01:00")));
    let (bytes, _) = preview(withheld.clone(), "2026-03-05T00:00:00+01:00");
    save("embargo", &bytes);
    assert_in_order(&PdfReader::open(&bytes).text(), &["Embargo till 10 mars 2026 kl. 6.00", "Solvik bygger en ny simhall"]);
    assert!(!PdfReader::open(&preview(withheld, "2026-03-11T00:00:00+01:00").0).text().contains("Embargo"));
    let mut draft = release(vec![]);
    draft.status = Status::Draft;
    assert_in_order(&PdfReader::open(&preview(draft, "2026-03-05T00:00:00+01:00").0).text(), &["Utkast", "Solvik bygger"]);
}

#[test]
fn depeschs_own_words_have_their_language() {
    let mut release = release(vec![para("Die Gemeinde baut ein Hallenbad.")]);
    release.lang = Lang::parse("de").unwrap();
    let press = Contact { answers: Some(ContactRole::Press), hours: Some(line("9–16")), ..(*full().contacts[0]).clone() };
    release.contacts = vec![press.into()];
    let (bytes, _) = print(release);
    save("german", &bytes);
    let read = PdfReader::open(&bytes);
    let elements: Vec<&lopdf::Dictionary> =
        read.document.objects.values().filter_map(|o| o.as_dict().ok()).filter(|d| d.has(b"P") && d.has(b"Lang")).collect();
    // Kind, date, "Contact", press contact and hours, sender and date of the colophon, QR code.
    assert_eq!(elements.len(), 8, "{elements:#?}");
    assert!(elements.iter().all(|d| string(d.get(b"Lang").unwrap()) == "en"));
}

#[test]
fn a_character_without_a_glyph_is_replaced_readable_and_reported_once() {
    let (bytes, notes) = print(release(vec![para("Grattis 🎉 och 🎉 till 北京 och 👩‍🚒!")]));
    save("missing", &bytes);
    assert_in_order(&PdfReader::open(&bytes).text(), &["Grattis 🎉 och 🎉 till 北京 och 👩‍🚒!"]);
    let messages: Vec<&str> = notes.iter().map(|note| note.message.en.as_str()).collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    for missing in ["🎉", "北", "京", "👩", "🚒"] {
        assert_eq!(messages[0].matches(missing).count(), 1, "{messages:?}");
    }
    assert!(notes.iter().all(|note| !note.is_error() && note.location.file == "releases/2026/ny-simhall/release.md"));
}

#[test]
fn control_characters_never_reach_the_page() {
    let (bytes, notes) = print(release(vec![para("Ring\u{7} \u{0}klockan\u{1b}[31m\ttolv\r\nnu\u{fffe}!")]));
    let text = PdfReader::open(&bytes).text();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    assert_in_order(&text, &["tolv nu"]);
    let messages: Vec<&str> = notes.iter().map(|note| note.message.en.as_str()).collect();
    assert!(
        matches!(messages[..], [one] if ["U+0000", "U+0007", "U+001B", "U+FFFE"].iter().all(|code| one.contains(code))),
        "{messages:?}"
    );
}

/// Prints `body` and reads it back.
fn print_and_read(name: &str, body: Vec<Block>) -> PdfReader {
    let (bytes, _) = print(release(body));
    save(name, &bytes);
    PdfReader::open(&bytes)
}

#[test]
fn a_paragraph_of_a_megabyte_is_printed() {
    let words = "Kommunen bygger en ny simhall vid havet, och den öppnar om två år. ".repeat(15_000);
    assert!(print_and_read("megabyte", vec![para(&words)]).text().matches("simhall vid havet").count() == 15_000);
}

#[test]
fn an_endless_word_is_broken_anywhere() {
    let word = "x9".repeat(2_500);
    assert!(collapse_space(&print_and_read("word", vec![para(&word)]).text()).contains(&word));
    let letters = "simhallsbygge".repeat(400);
    assert!(print_and_read("letters", vec![para(&letters), heading(2, &letters)]).text().matches(&letters).count() == 2);
    let digits = "1 2 3 4 5 6 7 8 9 ".repeat(500);
    assert_in_order(&print_and_read("digits", vec![para(&digits)]).text(), &[&digits]);
}

#[test]
fn ten_thousand_list_items_are_printed() {
    let items = (0..10_000).map(|i| vec![para(&format!("Punkt {i}."))]).collect();
    let read = print_and_read("items", vec![list(Some(u64::MAX - 5), items)]);
    assert_eq!(read.tags().iter().filter(|tag| *tag == "LI").count(), 10_000);
    assert_in_order(&read.text(), &["Punkt 0.", "Punkt 5000.", "Punkt 9999."]);
}

#[test]
fn a_table_of_thirty_columns_is_printed() {
    let header: Vec<String> = (1..=30).map(|i| format!("Kolumn {i}")).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = vec![vec!["Verksamhetsområde"; 30], vec!["1"; 30], vec![""; 30]];
    let read = print_and_read("wide", vec![table(&header, &[], &rows)]);
    assert_eq!(read.text().matches("Verksamhetsområde").count(), 30);
    let long = "Mycket text i en cell. ".repeat(2_000);
    let read = print_and_read("tall", vec![table(&["A", "B"], &[], &[vec![&long, "b"]])]);
    assert_eq!(collapse_space(&read.text()).matches("Mycket text i en cell.").count(), 2_000);
}

#[test]
fn deeply_nested_lists_are_printed() {
    let mut block = para("Innerst.");
    for depth in 0..200 {
        block = list(None, vec![vec![para(&format!("Djup {depth}.")), block]]);
    }
    assert_in_order(&print_and_read("deep", vec![block]).text(), &["Djup 199.", "Djup 0.", "Innerst."]);
}

#[test]
fn odd_texts_are_printed() {
    let zalgo =
        "Z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}\u{33d}\u{34f}\u{334}\u{319}\u{324}\u{31e}a\u{301}\u{30a}o\u{308}".repeat(200);
    let marks = format!("e{}", "\u{301}".repeat(5_000));
    let odd = [
        &zalgo,
        &marks,
        "مرحبا بالعالم 073-421 86 53",
        "שלום עולם",
        "安全第一の東京都庁舎".repeat(30).leak(),
        "a\u{200b}\u{ad}\u{ad}b \u{a0} c",
        "\u{301}börjar",
        "\u{e000}\u{f8ff}",
        "ﬀ ﬁ ½ Ω Ω µ μ \u{2011} \u{2212}",
    ];
    let mut body: Vec<Block> = odd.iter().map(|t| para(t)).collect();
    body.push(Block::Paragraph(
        Inlines::new(vec![Inline::Break, text("x"), Inline::Break, Inline::Break, text(" "), text("y")]).unwrap(),
    ));
    body.push(list(None, vec![vec![], vec![list(None, vec![vec![]])], vec![heading(4, "Rubrik i punkt")]]));
    body.push(Block::Quote(Quote { mark: QuoteMark::Block, paragraphs: vec![], attribution: None }));
    body.push(Block::Paragraph(
        Inlines::new(vec![text("a"), Inline::Link { to: WebAddress::parse("tel:123456").unwrap(), text: vec![] }]).unwrap(),
    ));
    let read = print_and_read("odd", body);
    assert_in_order(&read.text(), &["مرحبا بالعالم 073-421 86 53", "שלום", "安全第一", "ﬀ ﬁ ½ Ω Ω µ μ \u{2011} \u{2212}"]);
}

#[test]
fn pdftotext_reads_the_text_if_installed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("release.pdf");
    let words = "Verksamhetsutvecklingsstrategernas arbete träffar fjärrvärmen den 19 juni. ".repeat(8);
    std::fs::write(&file, print(release(vec![para(&words)])).0).unwrap();
    let Ok(output) = std::process::Command::new("pdftotext").arg(&file).arg("-").output() else { return };
    let text = String::from_utf8(output.stdout).unwrap().replace("\u{ad}\n", "").replace('\u{ad}', "");
    assert_in_order(&text, &["Solvik bygger en ny simhall", "Kommunen bygger", &words]);
}

/// The visible characters of a text, which must all be read back.
fn visible(text: &str) -> String {
    let is_visible = |c: &char| !name::is_invisible(*c) && !c.is_control() && !name::is_noncharacter(*c);
    text.chars().filter(is_visible).filter(|c| *c != '\u{fffd}').collect()
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_can_be_printed_and_is_read_back(
        words in proptest::collection::vec("[\\PC\\n\u{ad}\u{200b}a-zåäö0-9 ]{1,60}", 1..12),
        headline in "\\PC{1,80}",
        letters in "[A-Za-zåäöÅÄÖéfflit,.:;/ –-]{1,600}",
    ) {
        let mut release = release(vec![]);
        if let Ok(headline) = Headline::parse(&headline) {
            release.headline = headline;
        }
        let runs: Vec<Inlines> = words.iter().chain([&letters]).filter_map(|w| Inlines::new(vec![text(w)])).collect();
        for (number, run) in runs.iter().enumerate() {
            release.body.push(match number % 4 {
                0 => Block::Heading { level: 2, text: run.clone() },
                1 => Block::Paragraph(Inlines::new(vec![Inline::Strong(run.parts().to_vec())]).unwrap()),
                2 => list(None, vec![vec![Block::Paragraph(run.clone())]]),
                _ => Block::Table(Table::new(vec![run.clone(); 3], vec![], vec![vec![Some(run.clone())]]).unwrap()),
            });
        }
        let expected: Vec<String> =
            body::runs(&release.body).iter().map(|run| visible(&run.plain())).filter(|t| !t.is_empty()).collect();
        let headline = visible(release.headline.as_str());
        let read = visible(&PdfReader::open(&print(release).0).text());
        let mut at = read.find(&headline).expect("the headline") + headline.len();
        for piece in expected {
            match read[at..].find(&piece) {
                Some(found) => at += found + piece.len(),
                None => panic!("not read back: {piece:?}\nafter {:?}", &read[at..]),
            }
        }
    }
}
