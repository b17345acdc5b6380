//! Reads a tagged PDF along its structure tree, as a screen reader does.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// A parsed PDF.
pub struct PdfReader {
    pub document: Document,
    /// The text of every mark, by page and number.
    marks: BTreeMap<(ObjectId, i64), String>,
    /// The baseline of each mark, above the lower edge of the paper.
    heights: BTreeMap<(ObjectId, i64), f32>,
}

impl PdfReader {
    pub fn open(bytes: &[u8]) -> PdfReader {
        let document = Document::load_mem(bytes).unwrap();
        let mut marks = BTreeMap::new();
        let mut heights = BTreeMap::new();
        for page in document.get_pages().into_values() {
            read_page(&document, page, &mut marks, &mut heights);
        }
        PdfReader { document, marks, heights }
    }

    /// The baseline of the first mark with `words`, above the lower edge of the paper.
    pub fn height_of(&self, words: &str) -> f32 {
        let (mark, _) = self.marks.iter().find(|(_, text)| text.contains(words)).unwrap_or_else(|| panic!("no mark has {words:?}"));
        self.heights[mark]
    }

    pub fn pages(&self) -> Vec<&Dictionary> {
        self.document.get_pages().into_values().map(|page| self.document.get_dictionary(page).unwrap()).collect()
    }

    /// The names of all fonts.
    pub fn fonts(&self) -> Vec<String> {
        let dictionaries = self.document.objects.values().filter_map(|object| object.as_dict().ok());
        let names = dictionaries.filter_map(|dictionary| dictionary.get(b"BaseFont").ok()?.as_name().ok());
        names.map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }

    /// The page of the first mark with `words`.
    pub fn page_of(&self, words: &str) -> ObjectId {
        self.marks.iter().find(|(_, text)| text.contains(words)).unwrap_or_else(|| panic!("no mark has {words:?}")).0.0
    }

    pub fn catalog(&self) -> &Dictionary {
        self.document.catalog().unwrap()
    }

    /// Tags, indented by depth, and their text.
    pub fn tree(&self) -> Vec<(String, String)> {
        let root = self.document.get_dictionary(self.catalog().get(b"StructTreeRoot").unwrap().as_reference().unwrap()).unwrap();
        let top = root.get(b"K").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        let mut lines = Vec::new();
        self.walk(top, 0, &mut lines);
        lines
    }

    fn walk(&self, element: ObjectId, depth: usize, lines: &mut Vec<(String, String)>) {
        let element = self.document.get_dictionary(element).unwrap();
        let tag = String::from_utf8_lossy(element.get(b"S").unwrap().as_name().unwrap()).into_owned();
        lines.push((format!("{}{tag}", "  ".repeat(depth)), String::new()));
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        for kid in element.get(b"K").unwrap().as_array().unwrap() {
            match kid {
                Object::Integer(mark) => lines.last_mut().unwrap().1.push_str(&self.marks[&(page.unwrap(), *mark)]),
                Object::Reference(id) => {
                    self.walk(*id, depth + 1, lines);
                    lines.push((String::new(), String::new()));
                }
                Object::Dictionary(reference) if reference.get(b"Type").unwrap().as_name().unwrap() == b"MCR" => {
                    let page = reference.get(b"Pg").unwrap().as_reference().unwrap();
                    let mark = reference.get(b"MCID").unwrap().as_i64().unwrap();
                    lines.last_mut().unwrap().1.push_str(&self.marks[&(page, mark)]);
                }
                Object::Dictionary(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// All text in reading order, without soft hyphens.
    pub fn text(&self) -> String {
        let mut all = String::new();
        for (tag, text) in self.tree() {
            let block = !tag.is_empty() && !["Link", "Em", "Strong"].contains(&tag.trim_start());
            if block {
                all.push('\n');
            }
            all.push_str(&text);
        }
        all.replace('\u{ad}', "")
    }

    /// The tags in order.
    pub fn tags(&self) -> Vec<String> {
        self.tree().into_iter().map(|(tag, _)| tag.trim_start().to_owned()).filter(|tag| !tag.is_empty()).collect()
    }

    /// Depth, title and page of every entry of the outline.
    pub fn outline(&self) -> Vec<(usize, String, u32)> {
        let pages: BTreeMap<ObjectId, u32> = self.document.get_pages().into_iter().map(|(number, id)| (id, number)).collect();
        let mut entries = Vec::new();
        let root = self.catalog().get(b"Outlines").unwrap().as_reference().unwrap();
        self.entries_below(root, 0, &pages, &mut entries);
        entries
    }

    fn entries_below(&self, id: ObjectId, depth: usize, pages: &BTreeMap<ObjectId, u32>, entries: &mut Vec<(usize, String, u32)>) {
        let mut next = self.document.get_dictionary(id).unwrap().get(b"First").and_then(Object::as_reference).ok();
        while let Some(id) = next {
            let entry = self.document.get_dictionary(id).unwrap();
            let page = entry.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap();
            entries.push((depth, string(entry.get(b"Title").unwrap()), pages[&page]));
            self.entries_below(id, depth + 1, pages, entries);
            next = entry.get(b"Next").and_then(Object::as_reference).ok();
        }
    }

    /// All annotations.
    pub fn annotations(&self) -> Vec<Dictionary> {
        let mut found = Vec::new();
        for page in self.document.get_pages().into_values() {
            let page = self.document.get_dictionary(page).unwrap();
            let Ok(annotations) = page.get(b"Annots").and_then(Object::as_array) else { continue };
            found.extend(annotations.iter().map(|a| self.document.get_dictionary(a.as_reference().unwrap()).unwrap().clone()));
        }
        found
    }
}

pub fn string(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(utf16) => {
            let units: Vec<u16> = utf16.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn read_page(
    document: &Document,
    page: ObjectId,
    marks: &mut BTreeMap<(ObjectId, i64), String>,
    heights: &mut BTreeMap<(ObjectId, i64), f32>,
) {
    let fonts: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = document
        .get_page_fonts(page)
        .unwrap()
        .into_iter()
        .map(|(name, font)| {
            let stream = document.get_object(font.get(b"ToUnicode").unwrap().as_reference().unwrap()).unwrap();
            let map = stream.as_stream().unwrap().get_plain_content().unwrap();
            (name, to_unicode(&String::from_utf8(map).unwrap()))
        })
        .collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut mark: Option<(i64, bool)> = None;
    let mut font = None;
    for operation in content.operations {
        match operation.operator.as_str() {
            "BDC" => {
                assert_eq!(mark, None, "marks must not nest");
                let properties = operation.operands[1].as_dict().unwrap();
                let number = properties.get(b"MCID").and_then(Object::as_i64).unwrap_or(-1);
                let actual_text = properties.get(b"ActualText").ok().map(string);
                mark = Some((number, actual_text.is_some()));
                if number >= 0 {
                    marks.insert((page, number), actual_text.unwrap_or_default());
                }
            }
            "EMC" => mark = None,
            "Tf" => font = Some(operation.operands[0].as_name().unwrap().to_vec()),
            "Tm" => {
                if let Some((number, _)) = mark {
                    heights.entry((page, number)).or_insert(operation.operands[5].as_float().unwrap());
                }
            }
            "Tj" | "TJ" => {
                let (number, has_actual_text) = mark.expect("all text is marked");
                if has_actual_text || number < 0 {
                    continue;
                }
                let map = &fonts[font.as_ref().unwrap()];
                let text = marks.get_mut(&(page, number)).unwrap();
                let items = match &operation.operands[0] {
                    Object::Array(items) => items.clone(),
                    one => vec![one.clone()],
                };
                for item in &items {
                    if let Object::String(bytes, _) = item {
                        for pair in bytes.chunks(2) {
                            let glyph = u16::from_be_bytes([pair[0], pair[1]]);
                            assert_ne!(glyph, 0, "the glyph .notdef is drawn");
                            text.push_str(&map[&glyph]);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// The `bfchar` lines of a ToUnicode map.
fn to_unicode(map: &str) -> BTreeMap<u16, String> {
    let hex = |text: &str| u16::from_str_radix(text, 16).unwrap();
    map.lines()
        .filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"))
        .filter(|(glyph, _)| glyph.len() == 4 && *glyph != "0000")
        .map(|(glyph, text)| {
            let units: Vec<u16> = text.as_bytes().chunks(4).map(|unit| hex(std::str::from_utf8(unit).unwrap())).collect();
            (hex(glyph), String::from_utf16(&units).unwrap())
        })
        .collect()
}
