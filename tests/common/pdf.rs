//! A PDF as a screen reader follows it: the structure tree with the text of its marked content.
//!
//! Our own small reader, so that the tests need no outside tool: it knows the operators that print writes, and refuses what it does not know.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// One line for each element of the structure tree, indented by depth: tag, attributes that are read out, text.
///
/// Many laws read the same PDF: it is parsed once.
pub fn pdf_structure(bytes: &[u8]) -> String {
    static READ: Mutex<Option<HashMap<blake3::Hash, String>>> = Mutex::new(None);
    let hash = blake3::hash(bytes);
    let known = || READ.lock().unwrap().get_or_insert_default().get(&hash).cloned();
    known().unwrap_or_else(|| {
        let structure = read_structure(bytes);
        READ.lock().unwrap().get_or_insert_default().insert(hash, structure.clone());
        structure
    })
}

fn read_structure(bytes: &[u8]) -> String {
    let document = Document::load_mem(bytes).unwrap();
    let texts = marked_texts(&document);
    let mut out = String::new();
    for key in ["Title", "Author"] {
        if let Ok(info) =
            document.trailer.get(b"Info").and_then(|info| document.dereference(info)).and_then(|(_, info)| info.as_dict())
            && let Ok(value) = info.get(key.as_bytes())
        {
            out.push_str(&format!("{key}: {}\n", text_string(value)));
        }
    }
    out.push_str(&format!("Pages: {}\n", document.get_pages().len()));
    walk(&document, &texts, structure_root(&document), None, 0, &mut out);
    out
}

/// The text alone, in the order of the structure tree.
pub fn pdf_text(bytes: &[u8]) -> String {
    pdf_structure(bytes)
        .lines()
        .filter_map(|line| line.split_once(": ").map(|(_, text)| text.to_owned()))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text with what stands for pictures, in the order of the structure tree.
pub fn pdf_words(bytes: &[u8]) -> String {
    pdf_structure(bytes)
        .lines()
        .filter_map(|line| line.trim().split_once([' ', ':']).map(|(_, rest)| rest.to_owned()))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Where each link leads, in the order of the pages and of reading.
pub fn pdf_links(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).unwrap();
    let mut found: Vec<String> = Vec::new();
    for (_, page) in document.get_pages() {
        for annotation in document.get_page_annotations(page).unwrap() {
            let action = annotation.get(b"A").and_then(|action| document.dereference(action)).unwrap().1.as_dict().unwrap();
            found.push(String::from_utf8(action.get(b"URI").unwrap().as_str().unwrap().to_vec()).unwrap());
        }
    }
    found
}

fn structure_root(document: &Document) -> &Dictionary {
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    document.dereference(root).unwrap().1.as_dict().unwrap()
}

type Texts = BTreeMap<(ObjectId, i64), String>;

fn walk(document: &Document, texts: &Texts, element: &Dictionary, page: Option<ObjectId>, depth: usize, out: &mut String) {
    let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
    let kids = match element.get(b"K").and_then(|kids| document.dereference(kids)).map(|(_, kids)| kids) {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(_) => vec![element.get(b"K").unwrap().clone()],
        Err(_) => vec![],
    };
    let mut text = String::new();
    let mut children = Vec::new();
    for kid in &kids {
        let kid = document.dereference(kid).unwrap().1;
        match kid {
            Object::Integer(mcid) => text.push_str(&said(texts, page, *mcid)),
            Object::Dictionary(kid) if kid.has_type(b"MCR") => {
                let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                text.push_str(&said(texts, page, kid.get(b"MCID").unwrap().as_i64().unwrap()));
            }
            Object::Dictionary(kid) if kid.has_type(b"OBJR") => {
                let annotation = document.get_dictionary(kid.get(b"Obj").unwrap().as_reference().unwrap()).unwrap();
                assert!(annotation.has(b"Contents"), "an annotation says nothing: {annotation:?}");
            }
            // A child in the middle of text stands where it is read.
            Object::Dictionary(kid) => {
                children.push((text.len(), kid));
            }
            other => panic!("a strange kid: {other:?}"),
        }
    }
    if let Ok(tag) = element.get(b"S").and_then(Object::as_name) {
        let mut line = format!("{}{}", "  ".repeat(depth - 1), String::from_utf8_lossy(tag));
        for key in ["Lang", "Alt", "ActualText", "E"] {
            if let Ok(value) = element.get(key.as_bytes()) {
                line.push_str(&format!(" [{key} {}]", text_string(value)));
            }
        }
        let mut at = 0;
        let mut lines = vec![line];
        for (end, kid) in &children {
            if !text[at..*end].trim().is_empty() {
                lines.last_mut().unwrap().push_str(&format!(": {}", text[at..*end].trim()));
            }
            at = *end;
            let mut inner = String::new();
            walk(document, texts, kid, page, depth + 1, &mut inner);
            lines.extend(inner.lines().map(str::to_owned));
            lines.push(format!("{}  ", "  ".repeat(depth - 1)));
        }
        if !text[at..].trim().is_empty() {
            lines.last_mut().unwrap().push_str(&format!(": {}", text[at..].trim()));
        }
        lines.retain(|line| !line.trim().is_empty());
        out.push_str(&(lines.join("\n") + "\n"));
    } else {
        for (_, kid) in children {
            walk(document, texts, kid, page, depth + 1, out);
        }
    }
}

fn said(texts: &Texts, page: Option<ObjectId>, mcid: i64) -> String {
    let page = page.expect("marked content without a page");
    texts.get(&(page, mcid)).unwrap_or_else(|| panic!("no marked content {mcid} on page {page:?}")).clone()
}

/// The text of every marked-content sequence, by page and number.
fn marked_texts(document: &Document) -> Texts {
    let mut texts = Texts::new();
    for (_, page) in document.get_pages() {
        let fonts: BTreeMap<Vec<u8>, BTreeMap<u16, String>> =
            document.get_page_fonts(page).unwrap().into_iter().map(|(name, font)| (name, to_unicode(document, font))).collect();
        let content = Content::decode(&document.get_page_content(page)).unwrap();
        let mut font = None;
        // Open sequences: number, if any, and the text that stands in for what is drawn.
        let mut open: Vec<(Option<i64>, Option<String>)> = Vec::new();
        for operation in content.operations {
            match operation.operator.as_str() {
                "BDC" => {
                    let properties = operation.operands[1].as_dict().unwrap();
                    let mcid = properties.get(b"MCID").and_then(Object::as_i64).ok();
                    let actual = properties.get(b"ActualText").ok().map(text_string);
                    if let Some(mcid) = mcid {
                        assert!(
                            texts.insert((page, mcid), actual.clone().unwrap_or_default()).is_none(),
                            "mcid {mcid} stands twice"
                        );
                    }
                    open.push((mcid, actual));
                }
                "BMC" => open.push((None, None)),
                "EMC" => {
                    open.pop().expect("EMC without BMC");
                }
                "Tf" => font = Some(operation.operands[0].as_name().unwrap().to_vec()),
                "Tj" | "TJ" => {
                    // Text inside no sequence would be neither content nor decoration.
                    assert!(!open.is_empty(), "text is shown outside marked content");
                    let Some(mcid) = open.iter().rev().find_map(|(mcid, _)| *mcid) else { continue };
                    if open.iter().any(|(_, actual)| actual.is_some()) {
                        continue;
                    }
                    let map = &fonts[font.as_ref().unwrap()];
                    let strings = match &operation.operands[0] {
                        Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
                        one => vec![one.as_str().unwrap()],
                    };
                    for glyph in strings.concat().chunks(2) {
                        let glyph = u16::from_be_bytes([glyph[0], glyph[1]]);
                        assert_ne!(glyph, 0, "a glyph that no font has");
                        texts
                            .get_mut(&(page, mcid))
                            .unwrap()
                            .push_str(map.get(&glyph).unwrap_or_else(|| panic!("glyph {glyph} means nothing")));
                    }
                }
                _ => {}
            }
        }
        assert!(open.is_empty(), "a marked-content sequence is left open");
    }
    texts
}

/// The font's ToUnicode map: glyph to text.
fn to_unicode(document: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let stream = document.dereference(font.get(b"ToUnicode").expect("a font without ToUnicode")).unwrap().1.as_stream().unwrap();
    let map = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
    let map = String::from_utf8_lossy(&map).into_owned();
    let hex = |text: &str| -> Vec<u16> {
        text.as_bytes().chunks(4).map(|d| u16::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap()).collect()
    };
    let mut out = BTreeMap::new();
    let mut range = false;
    for line in map.lines() {
        match line.trim() {
            l if l.ends_with("beginbfrange") => range = true,
            l if l.ends_with("endbfrange") => range = false,
            l if l.starts_with('<') => {
                let parts: Vec<Vec<u16>> = l.split('<').skip(1).map(|part| hex(part.split('>').next().unwrap())).collect();
                if range && parts.len() == 3 {
                    for (n, glyph) in (parts[0][0]..=parts[1][0]).enumerate() {
                        let mut units = parts[2].clone();
                        *units.last_mut().unwrap() += n as u16;
                        out.insert(glyph, String::from_utf16(&units).unwrap());
                    }
                } else if !range && parts.len() == 2 {
                    out.insert(parts[0][0], String::from_utf16(&parts[1]).unwrap());
                }
            }
            _ => {}
        }
    }
    out
}

/// A PDF text string: UTF-16 with its mark, else as bytes.
fn text_string(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            String::from_utf16(&rest.chunks(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect::<Vec<_>>()).unwrap()
        }
        other => String::from_utf8_lossy(other).into_owned(),
    }
}
