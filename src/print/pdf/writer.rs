//! The bytes of a PDF: streams, packed objects, and the table that tells where each of them lies (ISO 32000-1 7.5).
//!
//! `lopdf` can write files too, but writes every object three times on the way and sets up a compressor for each stream, which took a
//! third of all the time.

use std::cell::RefCell;
use std::io::Write;

use flate2::Compress;
use flate2::Compression;
use flate2::FlushCompress;
use lopdf::{Dictionary, Object, Stream, StringFormat};

use super::objects::dictionary;
use super::objects::integer;
use super::objects::name;

/// PDF/A-3 is PDF 1.7; the comment of bytes above 127 tells mail programs that it is not text (7.5.2).
const HEADER: &[u8] = b"%PDF-1.7\n%\xbb\xad\xc0\xde\n";
/// Packed together. More pack better, but a reader has to unpack all of them to see one.
const PACKED_TOGETHER: usize = 400;
/// What a filter costs in words; less is not worth it.
const FILTER: usize = 19;

/// The file. `identity` is the same for all versions of the document; the other half of its identifier (14.4) is taken from its content.
pub fn bytes(document: &lopdf::Document, identity: &[u8]) -> Vec<u8> {
    let mut file = PdfWriter { bytes: HEADER.to_vec(), places: vec![XrefEntry::Nowhere; document.max_id as usize + 1] };
    let mut pack = ObjectStream::default();
    let mut next = document.max_id;
    for (&(id, _), object) in &document.objects {
        match object {
            Object::Stream(stream) => file.stream(id, stream),
            object => pack.add(id, object),
        }
        if pack.ids.len() == PACKED_TOGETHER {
            next += 1;
            file.packed(next, &std::mem::take(&mut pack));
        }
    }
    if !pack.ids.is_empty() {
        next += 1;
        file.packed(next, &pack);
    }
    let half = |hash: blake3::Hash| Object::String(hash.as_bytes()[..16].to_vec(), StringFormat::Hexadecimal);
    let identifier = vec![half(blake3::hash(identity)), half(blake3::hash(&file.bytes))];
    let mut trailer = Dictionary::new();
    for key in [b"Root".as_slice(), b"Info"] {
        if let Ok(value) = document.trailer.get(key) {
            trailer.set(key, value.clone());
        }
    }
    trailer.set("ID", Object::Array(identifier));
    file.finish(next + 1, trailer)
}

/// Where an object lies.
#[derive(Clone, Copy)]
enum XrefEntry {
    /// The number is not in use.
    Nowhere,
    /// So many bytes from the beginning.
    At(usize),
    /// In a stream of packed objects: the stream's number, and the object's place in it.
    In(u32, usize),
}

struct PdfWriter {
    bytes: Vec<u8>,
    /// By the object's number.
    places: Vec<XrefEntry>,
}

impl PdfWriter {
    fn note(&mut self, id: u32, place: XrefEntry) {
        let id = id as usize;
        if self.places.len() <= id {
            self.places.resize(id + 1, XrefEntry::Nowhere);
        }
        if let Some(slot) = self.places.get_mut(id) {
            *slot = place;
        }
    }

    /// Writes a stream, compressed where that is allowed and saves something.
    fn stream(&mut self, id: u32, stream: &Stream) {
        let mut entries = stream.dict.clone();
        let packed = (stream.allows_compression && !entries.has(b"Filter")).then(|| match is_picture(&entries) {
            // Rare, large and in no hurry.
            true => packed(&mut Compress::new(Compression::best(), true), &stream.content),
            false => compressed(&stream.content),
        });
        let content = match packed.as_deref() {
            Some(packed) if packed.len() + FILTER < stream.content.len() => {
                entries.set("Filter", name("FlateDecode"));
                packed
            }
            _ => &stream.content,
        };
        self.raw(id, &mut entries, content);
    }

    fn raw(&mut self, id: u32, entries: &mut Dictionary, content: &[u8]) {
        entries.set("Length", integer(content.len()));
        self.note(id, XrefEntry::At(self.bytes.len()));
        number(&mut self.bytes, i64::from(id));
        self.bytes.extend_from_slice(b" 0 obj\n");
        write_dictionary(&mut self.bytes, entries);
        self.bytes.extend_from_slice(b"\nstream\n");
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// Writes packed objects as a stream (7.5.7).
    fn packed(&mut self, id: u32, pack: &ObjectStream) {
        let mut content = Vec::with_capacity(pack.bytes.len() + 12 * pack.ids.len());
        for (index, &(object, start)) in pack.ids.iter().enumerate() {
            self.note(object, XrefEntry::In(id, index));
            number(&mut content, i64::from(object));
            content.push(b' ');
            number(&mut content, i64::try_from(start).unwrap_or(i64::MAX));
            content.push(b' ');
        }
        let first = content.len();
        content.extend_from_slice(&pack.bytes);
        let entries = dictionary([("Type", name("ObjStm")), ("N", integer(pack.ids.len())), ("First", integer(first))]);
        self.stream(id, &Stream::new(entries, content));
    }

    /// Writes the table of all places, which is a stream as well (7.5.8), and the way to it.
    fn finish(mut self, id: u32, mut trailer: Dictionary) -> Vec<u8> {
        let start = self.bytes.len();
        self.note(id, XrefEntry::At(start));
        let mut table = Vec::with_capacity(7 * self.places.len());
        for (number, place) in self.places.iter().enumerate() {
            let (kind, first, second) = match place {
                // The first is the head of an empty list of free numbers.
                XrefEntry::Nowhere => (0_u8, 0, if number == 0 { 65_535 } else { 0 }),
                XrefEntry::At(offset) => (1, u32::try_from(*offset).unwrap_or(u32::MAX), 0),
                XrefEntry::In(stream, index) => (2, *stream, u16::try_from(*index).unwrap_or(u16::MAX)),
            };
            table.push(kind);
            table.extend_from_slice(&first.to_be_bytes());
            table.extend_from_slice(&second.to_be_bytes());
        }
        trailer.set("Type", name("XRef"));
        trailer.set("Size", integer(self.places.len()));
        trailer.set("W", Object::Array(vec![1.into(), 4.into(), 2.into()]));
        self.stream(id, &Stream::new(trailer, table));
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

/// Objects on their way into one stream.
#[derive(Default)]
struct ObjectStream {
    /// With the place where each begins.
    ids: Vec<(u32, usize)>,
    bytes: Vec<u8>,
}

impl ObjectStream {
    fn add(&mut self, id: u32, object: &Object) {
        self.ids.push((id, self.bytes.len()));
        write_object(&mut self.bytes, object);
        self.bytes.push(b' ');
    }
}

thread_local! {
    /// To set one up takes as long as to compress a small stream.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(LEVEL, true));
}

/// By measurement: level 9 makes a release 1 of 100 smaller and takes 8 of 100 more instructions in all; level 4 saves 3 and costs 2.
const LEVEL: Compression = Compression::new(6);

fn compressed(content: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        packed(compressor, content)
    })
}

fn packed(compressor: &mut Compress, content: &[u8]) -> Vec<u8> {
    // Stored as it is, content grows by five bytes for each 16 kB (RFC 1951 3.2.4); with the head and the sum of zlib, one call is enough.
    let mut packed = Vec::with_capacity(content.len() + content.len() / 1000 + 64);
    match compressor.compress_vec(content, &mut packed, FlushCompress::Finish) {
        Ok(flate2::Status::StreamEnd) => packed,
        // Whoever asked keeps what there was.
        _ => content.to_vec(),
    }
}

fn is_picture(entries: &Dictionary) -> bool {
    entries.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
}

fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => number(out, *value),
        Object::Real(value) => real(out, *value),
        Object::Name(name) => write_name(out, name),
        Object::String(text, format) => string(out, text, format),
        Object::Array(parts) => {
            out.push(b'[');
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                write_object(out, part);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => write_dictionary(out, entries),
        // A stream stands for itself, and is never within another object.
        Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Reference((id, generation)) => {
            number(out, i64::from(*id));
            out.push(b' ');
            number(out, i64::from(*generation));
            out.extend_from_slice(b" R");
        }
    }
}

fn write_dictionary(out: &mut Vec<u8>, entries: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in entries {
        write_name(out, key);
        if !matches!(value, Object::Name(_) | Object::Array(_) | Object::Dictionary(_) | Object::String(..)) {
            out.push(b' ');
        }
        write_object(out, value);
    }
    out.extend_from_slice(b">>");
}

fn number(out: &mut Vec<u8>, value: i64) {
    // Writing to memory does not fail.
    let _ = write!(out, "{value}");
}

/// To a hundredth, which is finer than any printer.
fn real(out: &mut Vec<u8>, value: f32) {
    let hundredths = (f64::from(value) * 100.0).round() as i64;
    if hundredths < 0 {
        out.push(b'-');
    }
    let hundredths = hundredths.abs();
    number(out, hundredths / 100);
    match hundredths % 100 {
        0 => {}
        tenths if tenths % 10 == 0 => {
            out.push(b'.');
            number(out, tenths / 10);
        }
        rest => {
            out.push(b'.');
            if rest < 10 {
                out.push(b'0');
            }
            number(out, rest);
        }
    }
}

/// Bytes that a name cannot hold stand as `#` and two digits (7.3.5).
fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            out.push(b'#');
            hex(out, byte);
        }
    }
}

/// 7.3.4.
fn string(out: &mut Vec<u8>, text: &[u8], format: &StringFormat) {
    match format {
        StringFormat::Literal => {
            out.push(b'(');
            for &byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
                    // It would be read as a line feed.
                    b'\r' => out.extend_from_slice(b"\\r"),
                    byte => out.push(byte),
                }
            }
            out.push(b')');
        }
        StringFormat::Hexadecimal => {
            out.push(b'<');
            text.iter().for_each(|byte| hex(out, *byte));
            out.push(b'>');
        }
    }
}

fn hex(out: &mut Vec<u8>, byte: u8) {
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'A' + value - 10 };
    out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::ObjectId;

    fn written(object: impl Into<Object>) -> String {
        let mut out = Vec::new();
        write_object(&mut out, &object.into());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn objects_are_written_as_the_standard_spells_them() {
        assert_eq!(written(-17), "-17");
        let reals = [0.0, 1.0, -0.5, 12.34, 12.3, 12.05, -0.001, 595.2756].map(|value: f32| written(Object::Real(value)));
        assert_eq!(reals, ["0", "1", "-0.5", "12.34", "12.3", "12.05", "0", "595.28"]);
        assert_eq!(written(Object::Name(b"A B#/\xe5".to_vec())), "/A#20B#23#2F#E5");
        assert_eq!(written(Object::string_literal("a (b) \\ c\r\n")), "(a \\(b\\) \\\\ c\\r\n)");
        let entries = dictionary([("K", Object::Array(vec![1.into(), (7, 0).into()])), ("S", name("P")), ("N", 2.into())]);
        assert_eq!(written(entries), "<</K[1 7 0 R]/S/P/N 2>>");
    }

    #[test]
    fn a_file_of_many_objects_is_read_back_whole() {
        let mut document = lopdf::Document::with_version("1.7");
        let numbers: Vec<ObjectId> = (0..1_000).map(|n: i64| document.add_object(n)).collect();
        document.objects.remove(&numbers[500]);
        let pages =
            document.add_object(dictionary([("Type", name("Pages")), ("Kids", Object::Array(vec![])), ("Count", 0.into())]));
        let stream = document.add_object(Stream::new(Dictionary::new(), b"(x) ".repeat(5_000)));
        let root = document.add_object(dictionary([("Type", name("Catalog")), ("Pages", pages.into()), ("X", stream.into())]));
        document.trailer.set("Root", root);
        let bytes = bytes(&document, b"id");
        let read = lopdf::Document::load_mem(&bytes).unwrap();
        for (n, id) in numbers.iter().enumerate().filter(|(n, _)| *n != 500) {
            assert_eq!(read.get_object(*id).unwrap().as_i64().unwrap(), n as i64);
        }
        assert!(read.get_object(numbers[500]).is_err());
        assert_eq!(read.get_object(stream).unwrap().as_stream().unwrap().decompressed_content().unwrap(), b"(x) ".repeat(5_000));
        assert!(bytes.len() < 12_000, "{}", bytes.len());
    }

    #[test]
    fn what_cannot_be_compressed_stays_as_it_is() {
        let mut noise = vec![0_u8; 40_000];
        let mut reader = blake3::Hasher::new().finalize_xof();
        reader.fill(&mut noise);
        let packed = compressed(&noise);
        assert!(packed.len() > 39_000 && packed.len() < 40_100, "{}", packed.len());
    }
}
