//! Pictures as they are published: whether one can be decoded, and its bytes without what the camera and its programs wrote into it, but
//! with the words of its release.
//!
//! What stays is listed, so that a kind of metadata that nobody knows yet goes too.

mod decode;
mod exif_fields;
mod iim;
mod jpeg_file;
mod png_file;
mod scan;
mod xmp;

use crate::content::limits::{MAX_INTERLACED_PIXELS, MAX_PIXELS, MAX_SIDE};
use crate::model::{EmbeddedWords, FileKind, Orientation};

/// Why a picture cannot be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureProblem {
    /// Nothing in it says how large it is.
    Unreadable,
    /// The file ends before the picture does.
    CutOff,
    /// The decoder finds an error in it.
    Damaged,
    /// Width and height in pixels.
    TooLarge(u32, u32),
    /// It can only be unpacked as a whole, and is too large for that.
    Interlaced,
    /// Four colours, as for a printing press.
    Cmyk,
    /// The bits of each colour.
    Deep(u8),
    /// Lossless or arithmetic coding, which no browser shows.
    Coding,
}

/// What the file of a picture holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PictureFacts {
    /// In pixels, as it is shown upright; `None` when it cannot be read.
    pub size: Option<(u32, u32)>,
    pub orientation: Orientation,
    /// In bytes, without its metadata.
    pub length: u64,
    pub problem: Option<PictureProblem>,
    /// The credit and the rights in its own fields, which are not published.
    pub credit: Option<String>,
    pub rights: Option<String>,
}

/// The frame of a picture, as its header states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    width: u32,
    height: u32,
    /// Of each colour.
    bits: u8,
    colours: u8,
    /// Its coding is one that browsers show.
    is_common: bool,
    /// In passes over the whole picture.
    is_interlaced: bool,
}

/// A picture in the order of its file: what stays, and where words go in.
struct StrippedPicture {
    bytes: Vec<u8>,
    /// The position of the words.
    insert_at: usize,
    frame: Frame,
    orientation: Orientation,
    /// The metadata that was removed: XMP, and IPTC's older form.
    xmp: Vec<u8>,
    iim: Vec<u8>,
}

fn strip(kind: FileKind, bytes: &[u8]) -> Result<StrippedPicture, PictureProblem> {
    match kind {
        FileKind::Png => png_file::strip(bytes),
        _ => jpeg_file::strip(bytes),
    }
}

/// Inspects a picture, and decodes it unless `is_sound` says that this has been done.
pub(crate) fn inspect(kind: FileKind, bytes: &[u8], is_sound: impl FnOnce() -> bool) -> PictureFacts {
    let picture = match strip(kind, bytes) {
        Ok(picture) => picture,
        Err(problem) => return PictureFacts { problem: Some(problem), ..PictureFacts::default() },
    };
    let Frame { width, height, .. } = picture.frame;
    let size = if picture.orientation.is_transposed { (height, width) } else { (width, height) };
    let [creator, credit, rights] = [xmp::read_creator, xmp::read_credit, xmp::read_rights].map(|read| read(&picture.xmp));
    PictureFacts {
        size: Some(size),
        orientation: picture.orientation,
        length: picture.bytes.len() as u64,
        problem: check_frame(&picture.frame).or_else(|| if is_sound() { None } else { decode::check(kind, &picture.bytes).err() }),
        credit: credit.or(creator).or_else(|| iim::read_credit(&picture.iim)),
        rights: rights.or_else(|| iim::read_rights(&picture.iim)),
    }
}

/// Before anything is decoded.
fn check_frame(frame: &Frame) -> Option<PictureProblem> {
    let Frame { width, height, bits, colours, is_common, is_interlaced } = *frame;
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 {
        Some(PictureProblem::Unreadable)
    } else if width.max(height) > MAX_SIDE || pixels > MAX_PIXELS {
        Some(PictureProblem::TooLarge(width, height))
    } else if is_interlaced && pixels > MAX_INTERLACED_PIXELS {
        Some(PictureProblem::Interlaced)
    } else if colours == 4 {
        Some(PictureProblem::Cmyk)
    } else if !is_common || !matches!(colours, 1 | 3) {
        Some(PictureProblem::Coding)
    } else if bits > 8 {
        Some(PictureProblem::Deep(bits))
    } else {
        None
    }
}

/// The bytes under which a picture is published. Those of a broken one, which nobody publishes, are unchanged.
pub(crate) fn publish(kind: FileKind, bytes: Vec<u8>, words: Option<&EmbeddedWords>) -> Vec<u8> {
    let Ok(mut picture) = strip(kind, &bytes) else { return bytes };
    if let Some(words) = words {
        picture.bytes.splice(picture.insert_at..picture.insert_at, written_words(kind, words));
    }
    picture.bytes
}

/// By how many bytes `words` make the file longer.
pub(crate) fn length_of_words(kind: FileKind, words: &EmbeddedWords) -> u64 {
    written_words(kind, words).len() as u64
}

/// The words as fields of the IPTC Photo Metadata Standard 2023.1, in the form of this kind of file.
fn written_words(kind: FileKind, words: &EmbeddedWords) -> Vec<u8> {
    let Some(packet) = xmp::write(words) else { return Vec::new() };
    match kind {
        FileKind::Png => png_file::write_xmp(&packet),
        _ => [jpeg_file::write_xmp(&packet), jpeg_file::write_iim(&iim::write(words))].concat(),
    }
}

/// The person or the company that a credit names: `Lo Ek` of `Foto: Lo Ek`.
fn creator(credit: &str) -> Option<&str> {
    const LABELS: [&str; 7] = ["foto", "fotograf", "illustration", "photo", "photographer", "photograph", "bild"];
    let (label, name) = credit.split_once(':')?;
    let name = name.trim();
    (LABELS.contains(&label.trim().to_lowercase().as_str()) && !name.is_empty()).then_some(name)
}
