//! The segments of a JPEG (ITU-T T.81, annex B): which of them are published.

use super::{Frame, PictureProblem, StrippedPicture, exif_fields};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const JFIF: &[u8] = b"JFIF\0";
const ADOBE: &[u8] = b"Adobe";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// A marker with what belongs to it.
pub struct JpegSegment<'a> {
    pub marker: u8,
    /// After the length.
    pub content: &'a [u8],
    /// The coded pixels after the head of a scan.
    pub coded: &'a [u8],
}

/// The segments between start and end. What follows the end (further pictures, a film) belongs to no segment.
pub fn segments(bytes: &[u8]) -> Result<Vec<JpegSegment<'_>>, PictureProblem> {
    let mut found = Vec::new();
    let mut at = 2;
    loop {
        // Fill bytes; other bytes between segments mean nothing.
        at += bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)).ok_or(PictureProblem::CutOff)?;
        let &marker = bytes.get(at + 1).ok_or(PictureProblem::CutOff)?;
        match marker {
            0x00 | 0x01 | 0xd0..=START => at += 2,
            0xff => at += 1,
            END => return Ok(found),
            _ => {
                let length = usize::from(number(bytes, at + 2).ok_or(PictureProblem::CutOff)?);
                let content = bytes.get(at + 4..at + 2 + length).ok_or(PictureProblem::CutOff)?;
                at += 2 + length;
                let coded = if marker == SCAN { coded_pixels(bytes.get(at..).unwrap_or_default())? } else { &[] };
                at += coded.len();
                found.push(JpegSegment { marker, content, coded });
            }
        }
    }
}

/// The coded pixels at the start of `bytes`, up to the next marker that is not a restart.
fn coded_pixels(bytes: &[u8]) -> Result<&[u8], PictureProblem> {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(0xff, rest)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return Ok(bytes.get(..at).unwrap_or_default()),
            None => break,
        }
    }
    Err(PictureProblem::CutOff)
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

pub fn strip(bytes: &[u8]) -> Result<StrippedPicture, PictureProblem> {
    let segments = segments(bytes)?;
    let mut frame = None;
    let (mut xmp, mut iim, mut tiff) = (Vec::new(), Vec::new(), None);
    let mut head = vec![0xff, START];
    let mut rest = Vec::with_capacity(bytes.len());
    for JpegSegment { marker, content, coded } in segments {
        match marker {
            // The density of the pixels stays, the small picture goes.
            0xe0 if content.starts_with(JFIF) && content.len() >= 14 && head.len() == 2 => {
                push(&mut head, marker, &[&content[..12], &[0, 0]].concat());
            }
            0xe1 if content.starts_with(EXIF) => tiff = tiff.or(content.get(EXIF.len()..)),
            0xe1 if content.starts_with(XMP) => xmp.extend_from_slice(&content[XMP.len()..]),
            0xe2 if content.starts_with(ICC) => push(&mut rest, marker, content),
            0xed => iim.extend_from_slice(content.strip_prefix(PHOTOSHOP).unwrap_or_default()),
            // How its colours are coded.
            0xee if content.starts_with(ADOBE) && content.len() >= 12 => push(&mut rest, marker, &content[..12]),
            // Of applications, and comments.
            0xe0..=0xef | 0xfe => {}
            _ => {
                frame = frame.or_else(|| read_frame(marker, content));
                push(&mut rest, marker, content);
                rest.extend_from_slice(coded);
            }
        }
    }
    let fields = tiff.map(exif_fields::read).unwrap_or_default();
    if let Some(tiff) = exif_fields::write_for_jpeg(fields) {
        push(&mut head, 0xe1, &[EXIF, &tiff].concat());
    }
    let insert_at = head.len();
    head.append(&mut rest);
    head.extend([0xff, END]);
    let frame = frame.ok_or(PictureProblem::Unreadable)?;
    Ok(StrippedPicture { bytes: head, insert_at, frame, orientation: fields.orientation, xmp, iim })
}

/// The frame header (B.2.2).
fn read_frame(marker: u8, content: &[u8]) -> Option<Frame> {
    let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    let &[bits, a, b, c, d, colours, ..] = content else { return None };
    let (height, width) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    // Sequential and progressive, with Huffman codes.
    let is_common = matches!(marker, 0xc0..=0xc2);
    is_frame.then_some(Frame { width: width.into(), height: height.into(), bits, colours, is_common, is_interlaced: false })
}

/// Appends a segment. Its content is shorter than 65,534 bytes.
fn push(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let Ok(length) = u16::try_from(content.len() + 2) else { return };
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(content);
}

/// A segment with a packet of XMP (ISO 16684-3, 1.1.3).
pub fn write_xmp(packet: &[u8]) -> Vec<u8> {
    let mut segment = Vec::new();
    push(&mut segment, 0xe1, &[XMP, packet].concat());
    segment
}

/// A segment with IPTC's fields as Photoshop stores them: resource 0x0404, without a name.
pub fn write_iim(fields: &[u8]) -> Vec<u8> {
    let mut segment = Vec::new();
    let length = (fields.len() as u32).to_be_bytes();
    let padding: &[u8] = if fields.len().is_multiple_of(2) { &[] } else { &[0] };
    push(&mut segment, 0xed, &[PHOTOSHOP, b"8BIM\x04\x04\0\0", &length, fields, padding].concat());
    segment
}
