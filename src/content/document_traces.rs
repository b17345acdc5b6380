//! What a document says about its making: tracked changes, comments and the names of its authors. Readers find them with two clicks.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::content::zip_archive::ZipArchive;
use crate::model::FileKind;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentTraces {
    pub has_changes: bool,
    pub has_comments: bool,
    /// Once each.
    pub authors: Vec<String>,
}

/// Objects of a PDF that unpack to more are cut there.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;

pub fn find(kind: FileKind, bytes: &[u8]) -> DocumentTraces {
    match kind {
        FileKind::Pdf => find_in_pdf(bytes),
        FileKind::Word | FileKind::Excel | FileKind::OpenDocumentText | FileKind::OpenDocumentSheet => {
            ZipArchive::open(bytes).map(|archive| find_in_office(kind, &archive)).unwrap_or_default()
        }
        FileKind::Csv | FileKind::Png | FileKind::Jpeg => DocumentTraces::default(),
    }
}

fn find_in_office(kind: FileKind, archive: &ZipArchive) -> DocumentTraces {
    let has = |name: &str, marks: &[&str]| archive.read_all(name).any(|text| marks.iter().any(|mark| contains(&text, mark)));
    let mut traces = DocumentTraces::default();
    let (properties, names): (&str, [&str; 2]) = match kind {
        FileKind::Word => {
            // Paragraphs that were added, removed or moved, in the text, its notes, heads and feet (ISO/IEC 29500-1, 17.13.5).
            traces.has_changes = has("word/", &["<w:ins ", "<w:del ", "<w:moveFrom ", "<w:moveTo "]);
            traces.has_comments = has("word/comments", &["<w:comment "]);
            ("docProps/core.xml", ["dc:creator", "cp:lastModifiedBy"])
        }
        FileKind::Excel => {
            traces.has_changes = archive.read_all("xl/revisions/").next().is_some();
            traces.has_comments = has("xl/comments", &["<comment "]) || archive.read_all("xl/threadedComments/").next().is_some();
            ("docProps/core.xml", ["dc:creator", "cp:lastModifiedBy"])
        }
        _ => {
            // OpenDocument 1.3, part 3, 5.5 and 14.1.
            traces.has_changes = has("content.xml", &["<text:changed-region", "<table:tracked-changes"]);
            traces.has_comments = has("content.xml", &["<office:annotation ", "<office:annotation>"]);
            ("meta.xml", ["meta:initial-creator", "dc:creator"])
        }
    };
    for text in archive.read_all(properties) {
        names.iter().for_each(|name| add_author(&mut traces.authors, element_text(&text, name)));
    }
    traces
}

fn contains(text: &[u8], mark: &str) -> bool {
    memchr::memmem::find(text, mark.as_bytes()).is_some()
}

/// The text of the first element of that name.
fn element_text(xml: &[u8], name: &str) -> Option<String> {
    let start = memchr::memmem::find(xml, format!("<{name}").as_bytes())?;
    let rest = xml.get(start..)?;
    let (open, close) = (memchr::memchr(b'>', rest)? + 1, memchr::memmem::find(rest, format!("</{name}>").as_bytes())?);
    let text = String::from_utf8_lossy(rest.get(open..close)?).into_owned();
    // XMP puts the name into a list.
    let text =
        text.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text).trim()).find(|text| !text.is_empty())?;
    Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&"))
}

fn add_author(authors: &mut Vec<String>, name: Option<String>) {
    let name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty());
    authors.extend(name.filter(|name| !authors.contains(name)));
}

/// Annotations that people write (ISO 32000-1, 12.5.6); links and forms are not among them.
const COMMENTS: [&[u8]; 10] =
    [b"Text", b"FreeText", b"Highlight", b"Underline", b"Squiggly", b"StrikeOut", b"Caret", b"Ink", b"Stamp", b"FileAttachment"];

fn find_in_pdf(bytes: &[u8]) -> DocumentTraces {
    let mut traces = DocumentTraces::default();
    let objects = unpack_objects(bytes);
    for text in [bytes, &objects] {
        traces.has_comments |= has_comment(text);
        for at in memchr::memmem::find_iter(text, b"/Author") {
            add_author(&mut traces.authors, pdf_string(text.get(at + 7..).unwrap_or_default()));
        }
    }
    add_author(&mut traces.authors, element_text(bytes, "dc:creator"));
    traces
}

/// The contents of the object streams, one after the other.
fn unpack_objects(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for at in memchr::memmem::find_iter(bytes, b"/ObjStm") {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(start) = memchr::memmem::find(rest.get(..1_000).unwrap_or(rest), b"stream") else { continue };
        let packed = rest.get(start + 6..).unwrap_or_default().trim_ascii_start();
        let left = MAX_UNPACKED.saturating_sub(out.len() as u64);
        let _ = ZlibDecoder::new(packed).take(left).read_to_end(&mut out);
    }
    out
}

fn has_comment(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"/Subtype").any(|at| {
        let name = text.get(at + 8..).unwrap_or_default().trim_ascii_start().strip_prefix(b"/").unwrap_or_default();
        let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        name.get(..end).is_some_and(|name| COMMENTS.contains(&name))
    })
}

/// The string at the start of `text` (7.3.4), where there is one that can be read.
fn pdf_string(text: &[u8]) -> Option<String> {
    let text = text.trim_ascii_start();
    let mut bytes = Vec::new();
    if let Some(rest) = text.strip_prefix(b"(") {
        let mut rest = rest.iter().copied().take(1_000);
        let mut depth = 1;
        while let Some(byte) = rest.next() {
            match byte {
                b'\\' => match rest.next()? {
                    first @ b'0'..=b'7' => {
                        let digits = [first, rest.next()?, rest.next()?].map(|digit| u16::from(digit.wrapping_sub(b'0')) & 7);
                        bytes.push((digits[0] << 6 | digits[1] << 3 | digits[2]) as u8);
                    }
                    b'n' | b'r' | b't' => bytes.push(b' '),
                    other => bytes.push(other),
                },
                b'(' => depth += 1,
                b')' if depth == 1 => break,
                b')' => depth -= 1,
                other => bytes.push(other),
            }
        }
    } else {
        let (hex, _) = text.strip_prefix(b"<")?.split_at_checked(memchr::memchr(b'>', text)?.saturating_sub(1))?;
        let digits = std::str::from_utf8(hex).ok()?;
        let pairs = (0..digits.len() / 2).map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2).unwrap_or_default(), 16));
        bytes = pairs.collect::<Result<_, _>>().ok()?;
    }
    Some(match bytes.strip_prefix(b"\xfe\xff") {
        Some(units) => {
            let units: Vec<u16> = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        // Nearly Latin 1.
        None => bytes.strip_prefix(b"\xef\xbb\xbf").map_or_else(
            || bytes.iter().map(|byte| char::from(*byte)).collect(),
            |text| String::from_utf8_lossy(text).into_owned(),
        ),
    })
}
