//! Documents of releases: what they say about their making is a warning before readers find it.

use std::io::Write;

use depesch::content::{DocumentTraces, FileFacts};
use depesch::model::FileKind;
use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

use crate::common::test_site::TestSite;

/// A ZIP archive; every second entry is compressed.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (number, (name, text)) in entries.iter().enumerate() {
        let (method, packed) = if number % 2 == 0 {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            (8_u16, encoder.finish().unwrap())
        } else {
            (0, text.as_bytes().to_vec())
        };
        let start = out.len() as u32;
        // From the version to the length of the name; nobody checks the sum here.
        let about = [
            &[20, 0, 0, 0][..],
            &method.to_le_bytes(),
            &[0; 8],
            &(packed.len() as u32).to_le_bytes(),
            &(text.len() as u32).to_le_bytes(),
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        out.extend([b"PK\x03\x04", &about[..], name.as_bytes(), &packed].concat());
        list.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 10], &start.to_le_bytes(), name.as_bytes()].concat());
    }
    let (start, count) = (out.len() as u32, entries.len() as u16);
    out.extend(&list);
    out.extend([b"PK\x05\x06\0\0\0\0", &count.to_le_bytes()[..], &count.to_le_bytes()].concat());
    out.extend([&(list.len() as u32).to_le_bytes()[..], &start.to_le_bytes(), &[0, 0]].concat());
    out
}

fn traces(kind: FileKind, bytes: &[u8]) -> (bool, bool, Vec<String>) {
    let DocumentTraces { has_changes, has_comments, authors } = FileFacts::inspect(kind, bytes).traces;
    (has_changes, has_comments, authors)
}

fn word(body: &str, comments: &str, creator: &str, editor: &str) -> Vec<u8> {
    let properties = format!(
        "<cp:coreProperties><dc:creator>{creator}</dc:creator><cp:lastModifiedBy>{editor}</cp:lastModifiedBy></cp:coreProperties>"
    );
    zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("docProps/core.xml", &properties),
        ("word/document.xml", &format!("<w:document><w:p>{body}</w:p></w:document>")),
        ("word/comments.xml", &format!("<w:comments>{comments}</w:comments>")),
    ])
}

#[test]
fn a_word_document_tells_of_its_changes_comments_and_authors() {
    let nobody: Vec<String> = Vec::new();
    assert_eq!(traces(FileKind::Word, &word("<w:r/>", "", "", "")), (false, false, nobody.clone()));
    let all = word("<w:ins w:id='1'><w:r/></w:ins>", "<w:comment w:id='1'/>", "Åsa &amp; Bo", "Cecilia  Ek");
    assert_eq!(traces(FileKind::Word, &all), (true, true, vec!["Åsa & Bo".to_owned(), "Cecilia Ek".to_owned()]));
    for mark in ["<w:del w:id='1'/>", "<w:moveFrom w:id='1'/>", "<w:moveTo w:id='1'/>"] {
        assert!(traces(FileKind::Word, &word(mark, "", "", "")).0, "{mark}");
    }
    // A word that begins like a mark is none.
    assert_eq!(
        traces(FileKind::Word, &word("<w:instrText>x</w:instrText><w:delText/>", "", "Bo", "Bo")),
        (false, false, vec!["Bo".to_owned()])
    );
}

#[test]
fn other_office_documents_tell_of_theirs() {
    let odt = |content: &str| {
        zip(&[
            ("content.xml", content),
            (
                "meta.xml",
                "<office:meta><meta:initial-creator>Bo Öberg</meta:initial-creator><dc:creator>Bo Öberg</dc:creator></office:meta>",
            ),
        ])
    };
    let bo = vec!["Bo Öberg".to_owned()];
    for kind in [FileKind::OpenDocumentText, FileKind::OpenDocumentSheet] {
        assert_eq!(traces(kind, &odt("<text:p>Text</text:p>")), (false, false, bo.clone()));
        assert_eq!(traces(kind, &odt("<office:annotation office:name='1'/>")), (false, true, bo.clone()));
    }
    assert_eq!(
        traces(FileKind::OpenDocumentText, &odt("<text:tracked-changes><text:changed-region/></text:tracked-changes>")),
        (true, false, bo)
    );
    let sheet = zip(&[
        ("xl/workbook.xml", ""),
        ("xl/comments1.xml", "<comments><comment ref='A1'/></comments>"),
        ("xl/revisions/log.xml", ""),
    ]);
    assert_eq!(traces(FileKind::Excel, &sheet), (true, true, Vec::new()));
}

#[test]
fn a_pdf_tells_of_its_comments_and_authors_also_in_packed_objects() {
    let pdf = |objects: &str| format!("%PDF-1.7\n{objects}\n%%EOF").into_bytes();
    assert_eq!(traces(FileKind::Pdf, &pdf("1 0 obj <</Type/Annot/Subtype/Link/Subtype /Widget>>")), (false, false, Vec::new()));
    for (written, name) in
        [("(Bo \\(B\\) \\326berg)", "Bo (B) Öberg"), ("<FEFF00C5007300610020>", "Åsa"), (" ()", ""), ("<4265>", "Be")]
    {
        let expected: Vec<String> = [name.to_owned()].into_iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(traces(FileKind::Pdf, &pdf(&format!("1 0 obj <</Author{written}>>"))).2, expected, "{written}");
    }
    let xmp = "<dc:creator><rdf:Seq><rdf:li>Cecilia Ek</rdf:li></rdf:Seq></dc:creator>";
    assert_eq!(traces(FileKind::Pdf, &pdf(xmp)).2, ["Cecilia Ek"]);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"1 0 <</Author (Bo)>> <</Type /Annot /Subtype /StrikeOut>>").unwrap();
    let packed = encoder.finish().unwrap();
    let packed = [b"%PDF-1.7\n1 0 obj <</Type /ObjStm /N 2>> stream\r\n", &packed[..], b"\nendstream"].concat();
    assert_eq!(traces(FileKind::Pdf, &packed), (false, true, vec!["Bo".to_owned()]));
}

#[test]
fn damaged_archives_and_odd_bytes_tell_of_nothing() {
    let whole = word("<w:ins w:id='1'/>", "", "Bo", "Bo");
    for end in 0..whole.len() {
        let _ = traces(FileKind::Word, &whole[..end]);
        let mut wrong = whole.clone();
        wrong[end] ^= 0xff;
        let _ = traces(FileKind::Word, &wrong);
    }
    for tail in ["/Author(", "/Author<", "/Author<zz>", "/Author(\\3", "/ObjStm", "/ObjStm stream", "/Subtype", "/Subtype/"] {
        assert_eq!(traces(FileKind::Pdf, format!("%PDF-{tail}").as_bytes()), (false, false, Vec::new()), "{tail}");
    }
}

#[test]
fn check_warns_of_traces_but_not_of_the_newsrooms_own_names() {
    let site = TestSite::empty();
    site.write("content/contacts.toml", "[press]\nname = \"Presstjänsten\"\nphone = \"08-465 004 01\"\n");
    site.write(
        "content/releases/2026/beslut/release.md",
        "+++\nid = \"tag:solvik.example,2026-03-02:release/1\"\nheadline = \"Beslut\"\nlead = \"Ingress.\"\npublished = 2026-03-02 09:00\n\
         contacts = [\"press\"]\n\n[[documents]]\nfile = \"beslut.docx\"\ntitle = \"Beslutet\"\n+++\n\nText.\n",
    );
    let file = "content/releases/2026/beslut/beslut.docx";
    site.write(file, word("<w:del w:id='1'/>", "<w:comment w:id='1'/>", "Solvik kommun", "Bo Öberg"));
    let now = "2026-04-01T12:00:00+02:00";
    site.run(&["check", "--now", now])
        .exits(0)
        .says("warning: `beslut.docx` has tracked changes, which every reader can see")
        .says("hint: accept or reject all of them, save it, and put it here again")
        .says("warning: `beslut.docx` has comments, which every reader can see")
        .says("warning: `beslut.docx` names its authors: Bo Öberg\n");
    site.run(&["check", "--lang", "sv", "--now", now]).says("varning: `beslut.docx` har spårade ändringar, som alla läsare kan se");
    site.write(file, word("<w:r/>", "", "Presstjänsten", "SOLVIK kommun"));
    site.run(&["check", "--now", now]).exits(0).says("0 errors, 0 warnings");
}
