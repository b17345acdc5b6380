//! The chunks of a PNG (W3C PNG, third edition): which of them are published.

use flate2::Crc;

use super::{Frame, PictureProblem, StrippedPicture, exif_fields};

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Pixels, colours and their profile, transparency, density, animation. Texts, dates and Exif data are not among them.
const PUBLISHED: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
    b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"mDCv",
];
const XMP: &[u8] = b"XML:com.adobe.xmp\0";

struct Chunk<'a> {
    name: &'a [u8],
    content: &'a [u8],
    /// With length and checksum.
    whole: &'a [u8],
}

/// The chunks up to the end of the picture.
fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, PictureProblem> {
    let mut found = Vec::new();
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(PictureProblem::Unreadable)?;
    loop {
        let length = rest.first_chunk::<4>().ok_or(PictureProblem::CutOff)?;
        let length = u32::from_be_bytes(*length) as usize;
        let whole = rest.get(..length.saturating_add(12)).ok_or(PictureProblem::CutOff)?;
        let (name, content) = (&whole[4..8], &whole[8..8 + length]);
        found.push(Chunk { name, content, whole });
        if name == b"IEND" {
            return Ok(found);
        }
        rest = &rest[whole.len()..];
    }
}

pub fn strip(bytes: &[u8]) -> Result<StrippedPicture, PictureProblem> {
    let chunks = match chunks(bytes) {
        // A header that says nothing useful is worse than the missing end.
        Err(PictureProblem::CutOff) if bytes.len() < SIGNATURE.len() + 25 => return Err(PictureProblem::Unreadable),
        chunks => chunks?,
    };
    let frame = chunks.first().filter(|first| first.name == b"IHDR").and_then(|first| read_frame(first.content));
    let frame = frame.ok_or(PictureProblem::Unreadable)?;
    let (mut xmp, mut tiff) = (Vec::new(), None);
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(SIGNATURE);
    let mut insert_at = 0;
    for chunk in &chunks {
        match chunk.name {
            b"eXIf" => tiff = tiff.or(Some(chunk.content)),
            // Compressed packets are rare, and only a credit in them is not seen.
            b"iTXt" => xmp.extend_from_slice(chunk.content.strip_prefix(XMP).unwrap_or_default()),
            name if PUBLISHED.iter().any(|published| *published == name) => out.extend_from_slice(chunk.whole),
            _ => {}
        }
        if insert_at == 0 {
            insert_at = out.len();
        }
    }
    let fields = tiff.map(exif_fields::read).unwrap_or_default();
    if let Some(tiff) = exif_fields::write_for_png(fields) {
        out.splice(insert_at..insert_at, write_chunk(b"eXIf", &tiff));
    }
    Ok(StrippedPicture { bytes: out, insert_at, frame, orientation: fields.orientation, xmp, iim: Vec::new() })
}

/// The image header (11.2.1).
fn read_frame(content: &[u8]) -> Option<Frame> {
    let &[a, b, c, d, e, f, g, h, bits, ..] = content else { return None };
    let (width, height) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    // The last byte is the method of interlacing (11.2.1).
    let is_interlaced = content.get(12).is_some_and(|method| *method != 0);
    Some(Frame { width, height, bits, colours: 3, is_common: true, is_interlaced })
}

fn write_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(content);
    [&(content.len() as u32).to_be_bytes(), &name[..], content, &crc.sum().to_be_bytes()].concat()
}

/// A chunk with a packet of XMP (ISO 16684-3, 1.1.5): not compressed, in no language.
pub fn write_xmp(packet: &[u8]) -> Vec<u8> {
    write_chunk(b"iTXt", &[XMP, &[0, 0, 0, 0], packet].concat())
}
