//! The tree of PDF objects: adds what `printpdf` leaves out.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, Stream};
use printpdf::PdfSaveOptions;

use super::info::DocumentInfo;
use super::objects::{dictionary, name, text};
use super::{colour_profile, writer, xmp};

pub struct PdfDocument {
    pub objects: lopdf::Document,
    pub pages: Vec<ObjectId>,
    catalog: ObjectId,
}

impl PdfDocument {
    pub fn from_pages(pages: printpdf::PdfDocument) -> Result<PdfDocument, String> {
        let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
        let mut warnings = Vec::new();
        let objects = pages.to_lopdf_document(&options, &mut warnings);
        let catalog = objects.trailer.get(b"Root").and_then(Object::as_reference).map_err(|e| e.to_string())?;
        let pages: Vec<ObjectId> = objects.get_pages().into_values().collect();
        Ok(PdfDocument { objects, pages, catalog })
    }

    /// Sets an entry of the catalog.
    pub fn set(&mut self, key: &str, value: impl Into<Object>) {
        if let Ok(catalog) = self.objects.get_dictionary_mut(self.catalog) {
            catalog.set(key, value);
        }
    }

    /// Sets an entry of an object's dictionary.
    pub fn set_in(&mut self, object: ObjectId, key: &str, value: impl Into<Object>) {
        if let Ok(dictionary) = self.objects.get_dictionary_mut(object) {
            dictionary.set(key, value);
        }
    }

    /// Gives fonts a second character code for the hyphen of divided words (ISO 32000-1, 9.7.4.2). It reads as U+00AD (14.8.2.2.3), and the
    /// author's own hyphen as a hyphen.
    pub fn map_soft_hyphens(&mut self, soft_hyphens: &BTreeMap<String, (u16, u16)>) {
        for (font, &(number, glyph)) in soft_hyphens {
            let glyphs = (0..number).chain([glyph]).flat_map(u16::to_be_bytes).collect();
            let map = self.objects.add_object(Stream::new(Dictionary::new(), glyphs));
            let named = |object: &&mut Dictionary| {
                object.get(b"BaseFont").and_then(Object::as_name).is_ok_and(|name| name == font.as_bytes())
            };
            let dictionaries = self.objects.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
            for dictionary in dictionaries.filter(named) {
                let Ok(below) = dictionary.get_mut(b"DescendantFonts").and_then(Object::as_array_mut) else { continue };
                for descendant in below.iter_mut().filter_map(|font| font.as_dict_mut().ok()) {
                    descendant.set("CIDToGIDMap", map);
                }
            }
        }
    }

    /// Sets language, title, dates and colour profile (PDF/UA-1, 7.1 and 7.2; PDF/A-3, 6.2.3 and 6.6).
    pub fn describe(&mut self, info: &DocumentInfo) {
        self.set("Lang", text(&info.lang));
        self.set("MarkInfo", dictionary([("Marked", Object::Boolean(true))]));
        self.set("ViewerPreferences", dictionary([("DisplayDocTitle", Object::Boolean(true))]));
        let label = dictionary([("S", name("D"))]);
        self.set("PageLabels", dictionary([("Nums", Object::Array(vec![Object::Integer(0), label.into()]))]));

        let packet = Dictionary::from_iter([("Type", name("Metadata")), ("Subtype", name("XML"))]);
        // PDF/A-3, 6.6.2.1 allows compression, but programs that search files for metadata may not decompress it.
        let metadata = self.objects.add_object(Stream::new(packet, xmp::packet(info).into_bytes()).with_compression(false));
        self.set("Metadata", metadata);

        let profile = Stream::new(dictionary([("N", Object::Integer(3))]), colour_profile::srgb());
        let profile = self.objects.add_object(profile);
        let intent = dictionary([
            ("Type", name("OutputIntent")),
            ("S", name("GTS_PDFA1")),
            ("OutputConditionIdentifier", text("sRGB IEC61966-2.1")),
            ("Info", text("sRGB IEC61966-2.1")),
            ("DestOutputProfile", profile.into()),
        ]);
        self.set("OutputIntents", Object::Array(vec![intent.into()]));

        // The dictionary of `printpdf` has the time of writing and a wrong standard.
        let info = self.objects.add_object(dictionary([
            ("Title", text(&info.title)),
            ("Author", text(&info.author)),
            ("Creator", text(xmp::CREATOR)),
            ("Producer", text(xmp::CREATOR)),
            ("CreationDate", Object::string_literal(xmp::pdf_date(&info.created))),
            ("ModDate", Object::string_literal(xmp::pdf_date(&info.modified))),
        ]));
        if let Ok(old) = self.objects.trailer.get(b"Info").and_then(Object::as_reference) {
            self.objects.objects.remove(&old);
        }
        self.objects.trailer.set("Info", info);
        for page in self.pages.clone() {
            self.set_in(page, "Tabs", name("S"));
        }
    }

    pub fn finish(self, info: &DocumentInfo) -> Vec<u8> {
        writer::bytes(self.objects, info.id.as_bytes())
    }
}
