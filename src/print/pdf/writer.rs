//! The bytes of a PDF: streams, object streams and the cross-reference stream (ISO 32000-1, 7.5).
//!
//! `lopdf` can write files too, but it writes every object three times and allocates a compressor for each stream, a third of all the time.

use std::cell::RefCell;
use std::io::Write;

use flate2::{Compress, Compression, FlushCompress};
use lopdf::{Dictionary, Object, Stream, StringFormat};

use super::objects::{dictionary, integer, name};

/// PDF/A-3 is PDF 1.7; the comment with bytes above 127 marks the file as binary (7.5.2).
const HEADER: &[u8] = b"%PDF-1.7\n%\xbb\xad\xc0\xde\n";
/// Objects in one stream. More compress better, but readers decompress all of them to see one.
const OBJECTS_PER_STREAM: usize = 400;
/// The length of the filter entry; a smaller gain is none.
const FILTER_LEN: usize = 19;

/// Writes the file. `identity` is the same for all versions of the document; the other half of its identifier (14.4) depends on its content.
pub fn bytes(document: lopdf::Document, identity: &[u8]) -> Vec<u8> {
    let mut file = PdfWriter { bytes: HEADER.to_vec(), xref: vec![XrefEntry::Free; document.max_id as usize + 1] };
    let mut objects = ObjectStream::default();
    let mut next = document.max_id;
    // Each is freed once it is written: pictures can be large.
    for ((id, _), object) in document.objects {
        match object {
            Object::Stream(stream) => file.stream(id, &stream),
            object => objects.add(id, &object),
        }
        if objects.ids.len() == OBJECTS_PER_STREAM {
            next += 1;
            file.object_stream(next, &std::mem::take(&mut objects));
        }
    }
    if !objects.ids.is_empty() {
        next += 1;
        file.object_stream(next, &objects);
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

/// Where an object is (7.5.8.3).
#[derive(Clone, Copy)]
enum XrefEntry {
    Free,
    /// The offset in bytes.
    InUse(usize),
    /// The number of an object stream, and the index in it.
    Compressed(u32, usize),
}

struct PdfWriter {
    bytes: Vec<u8>,
    /// By object number.
    xref: Vec<XrefEntry>,
}

impl PdfWriter {
    fn record(&mut self, id: u32, entry: XrefEntry) {
        let id = id as usize;
        if self.xref.len() <= id {
            self.xref.resize(id + 1, XrefEntry::Free);
        }
        if let Some(slot) = self.xref.get_mut(id) {
            *slot = entry;
        }
    }

    /// Writes a stream, compressed if that is allowed and makes it shorter.
    fn stream(&mut self, id: u32, stream: &Stream) {
        let mut entries = stream.dict.clone();
        let deflated = (stream.allows_compression && !entries.has(b"Filter")).then(|| deflate(&stream.content));
        let content = match deflated.as_deref() {
            Some(deflated) if deflated.len() + FILTER_LEN < stream.content.len() => {
                entries.set("Filter", name("FlateDecode"));
                deflated
            }
            _ => &stream.content,
        };
        entries.set("Length", integer(content.len()));
        self.record(id, XrefEntry::InUse(self.bytes.len()));
        number(&mut self.bytes, i64::from(id));
        self.bytes.extend_from_slice(b" 0 obj\n");
        write_dictionary(&mut self.bytes, &entries);
        self.bytes.extend_from_slice(b"\nstream\n");
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// Writes an object stream (7.5.7).
    fn object_stream(&mut self, id: u32, objects: &ObjectStream) {
        let mut content = Vec::with_capacity(objects.bytes.len() + 12 * objects.ids.len());
        for (index, &(object, start)) in objects.ids.iter().enumerate() {
            self.record(object, XrefEntry::Compressed(id, index));
            number(&mut content, i64::from(object));
            content.push(b' ');
            number(&mut content, i64::try_from(start).unwrap_or(i64::MAX));
            content.push(b' ');
        }
        let first = content.len();
        content.extend_from_slice(&objects.bytes);
        let entries = dictionary([("Type", name("ObjStm")), ("N", integer(objects.ids.len())), ("First", integer(first))]);
        self.stream(id, &Stream::new(entries, content));
    }

    /// Writes the cross-reference stream (7.5.8) and the trailer.
    fn finish(mut self, id: u32, mut trailer: Dictionary) -> Vec<u8> {
        let start = self.bytes.len();
        self.record(id, XrefEntry::InUse(start));
        let mut table = Vec::with_capacity(7 * self.xref.len());
        for (number, entry) in self.xref.iter().enumerate() {
            let (kind, first, second) = match entry {
                // The first is the head of the empty list of free numbers.
                XrefEntry::Free => (0_u8, 0, if number == 0 { 65_535 } else { 0 }),
                XrefEntry::InUse(offset) => (1, u32::try_from(*offset).unwrap_or(u32::MAX), 0),
                XrefEntry::Compressed(stream, index) => (2, *stream, u16::try_from(*index).unwrap_or(u16::MAX)),
            };
            table.push(kind);
            table.extend_from_slice(&first.to_be_bytes());
            table.extend_from_slice(&second.to_be_bytes());
        }
        trailer.set("Type", name("XRef"));
        trailer.set("Size", integer(self.xref.len()));
        trailer.set("W", Object::Array(vec![1.into(), 4.into(), 2.into()]));
        self.stream(id, &Stream::new(trailer, table));
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

#[derive(Default)]
struct ObjectStream {
    /// With the offset of each.
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
    /// Setting up a compressor takes as long as compressing a small stream.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(LEVEL, true));
}

/// Measured: level 9 makes a release 1 % smaller for 8 % more instructions in all; level 4 saves 3 % and costs 2 %.
const LEVEL: Compression = Compression::new(6);

fn deflate(content: &[u8]) -> Vec<u8> {
    // Stored content grows by five bytes for each 16 kB (RFC 1951, 3.2.4); with zlib's header and checksum, one call is enough.
    let mut deflated = Vec::with_capacity(content.len() + content.len() / 1000 + 64);
    let status = COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        compressor.compress_vec(content, &mut deflated, FlushCompress::Finish)
    });
    match status {
        Ok(flate2::Status::StreamEnd) => deflated,
        // The caller compares the lengths.
        _ => content.to_vec(),
    }
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
        // A stream is an object of its own, never part of another.
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
    write!(out, "{value}").expect("writing to memory does not fail");
}

/// With two decimals, finer than any printer.
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

/// Bytes that a name cannot hold become `#` and two digits (7.3.5).
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

/// Strings (7.3.4).
fn string(out: &mut Vec<u8>, text: &[u8], format: &StringFormat) {
    match format {
        StringFormat::Literal => {
            out.push(b'(');
            for &byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
                    // A bare one would read as a line feed.
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

    fn write_to_string(object: impl Into<Object>) -> String {
        let mut out = Vec::new();
        write_object(&mut out, &object.into());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn objects_are_written_as_the_standard_spells_them() {
        assert_eq!(write_to_string(-17), "-17");
        let reals = [0.0, 1.0, -0.5, 12.34, 12.3, 12.05, -0.001, 595.2756].map(|value: f32| write_to_string(Object::Real(value)));
        assert_eq!(reals, ["0", "1", "-0.5", "12.34", "12.3", "12.05", "0", "595.28"]);
        assert_eq!(write_to_string(Object::Name(b"A B#/\xe5".to_vec())), "/A#20B#23#2F#E5");
        assert_eq!(write_to_string(Object::string_literal("a (b) \\ c\r\n")), "(a \\(b\\) \\\\ c\\r\n)");
        let entries = dictionary([("K", Object::Array(vec![1.into(), (7, 0).into()])), ("S", name("P")), ("N", 2.into())]);
        assert_eq!(write_to_string(entries), "<</K[1 7 0 R]/S/P/N 2>>");
    }

    #[test]
    fn a_file_of_many_objects_is_read_back_completely() {
        let mut document = lopdf::Document::with_version("1.7");
        let numbers: Vec<ObjectId> = (0..1_000).map(|n: i64| document.add_object(n)).collect();
        document.objects.remove(&numbers[500]);
        let pages =
            document.add_object(dictionary([("Type", name("Pages")), ("Kids", Object::Array(vec![])), ("Count", 0.into())]));
        let stream = document.add_object(Stream::new(Dictionary::new(), b"(x) ".repeat(5_000)));
        let root = document.add_object(dictionary([("Type", name("Catalog")), ("Pages", pages.into()), ("X", stream.into())]));
        document.trailer.set("Root", root);
        let bytes = bytes(document, b"id");
        let read = lopdf::Document::load_mem(&bytes).unwrap();
        for (n, id) in numbers.iter().enumerate().filter(|(n, _)| *n != 500) {
            assert_eq!(read.get_object(*id).unwrap().as_i64().unwrap(), n as i64);
        }
        assert!(read.get_object(numbers[500]).is_err());
        assert_eq!(read.get_object(stream).unwrap().as_stream().unwrap().decompressed_content().unwrap(), b"(x) ".repeat(5_000));
        assert!(bytes.len() < 12_000, "{}", bytes.len());
    }

    #[test]
    fn incompressible_content_hardly_grows() {
        let mut noise = vec![0_u8; 40_000];
        let mut reader = blake3::Hasher::new().finalize_xof();
        reader.fill(&mut noise);
        let deflated = deflate(&noise);
        assert!(deflated.len() > 39_000 && deflated.len() < 40_100, "{}", deflated.len());
    }
}
