//! Pictures as a PDF holds them: a JPEG as it is, a PNG as its samples on white, a code as its modules. The door to `png`.

use std::io::Cursor;

use super::qr::QrMatrix;
use crate::model::Orientation;

/// What can be drawn in the place of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Graphic {
    Image(Image),
    Code(QrMatrix),
}

/// A picture that is ready to be put into a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// 1 for grey, 3 for red, green and blue.
    pub colours: u8,
    /// Samples row by row, or a whole JPEG.
    pub bytes: Vec<u8>,
    pub is_jpeg: bool,
    /// How the samples lie; a JPEG is turned where it is drawn.
    pub orientation: Orientation,
}

/// Why a picture cannot be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unprintable {
    /// It cannot be read to its end.
    Broken,
    /// Its colours are those of a printing press (CMYK), which PDF/A-3 6.2.4.3 ties to that press.
    Press,
}

/// So many samples at most: a picture that unpacks to more was made to do harm.
const MOST_SAMPLES: usize = 300_000_000;

impl Image {
    pub fn of(bytes: Vec<u8>, is_jpeg: bool) -> Result<Image, Unprintable> {
        if is_jpeg { jpeg(bytes) } else { png(&bytes) }
    }

    /// The same picture, whose samples lie as `orientation` says.
    pub fn lying(self, orientation: Orientation) -> Image {
        Image { orientation, ..self }
    }

    /// What stands in the place of a picture that cannot be printed.
    pub fn blank() -> Image {
        Image { width: 1, height: 1, colours: 1, bytes: vec![0xe0], is_jpeg: false, orientation: Orientation::default() }
    }
}

/// Reads the frame header (ITU-T T.81, B.2.2): how large and how many colours; and whether it has an end. The rest is left to who shows it.
///
/// Printers and readers know the sequential and the progressive form with Huffman codes and eight bits for each sample (ISO 32000-1 7.4.8).
fn jpeg(bytes: Vec<u8>) -> Result<Image, Unprintable> {
    let mut frame = None;
    let number = |at: usize| Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let mut at = 2;
    while let (Some(0xff), Some(&marker)) = (bytes.get(at).copied(), bytes.get(at + 1)) {
        match marker {
            // Fill, and markers without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc2 => {
                let (height, width) = (number(at + 5), number(at + 7));
                let (Some(height), Some(width), Some(&colours)) = (height, width, bytes.get(at + 9)) else { break };
                match colours {
                    1 | 3 if width > 0 && height > 0 && bytes.get(at + 4) == Some(&8) => frame = Some((width, height, colours)),
                    4 => return Err(Unprintable::Press),
                    _ => break,
                }
                at += 2 + number(at + 2).unwrap_or(u32::MAX / 2) as usize;
            }
            // What is coded has no such byte pair within, so the first is its end.
            0xda => {
                let is_whole = bytes.get(at..).is_some_and(|coded| coded.windows(2).any(|pair| pair == [0xff, 0xd9]));
                let Some((width, height, colours)) = frame.filter(|_| is_whole) else { break };
                return Ok(Image { width, height, colours, bytes, is_jpeg: true, orientation: Orientation::default() });
            }
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => break,
            _ => at += 2 + number(at + 2).unwrap_or(u32::MAX / 2) as usize,
        }
    }
    Err(Unprintable::Broken)
}

fn png(bytes: &[u8]) -> Result<Image, Unprintable> {
    let broken = |_| Unprintable::Broken;
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST_SAMPLES).ok_or(Unprintable::Broken)?;
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(broken)?;
    samples.truncate(frame.buffer_size());
    let (colours, samples) = match frame.color_type {
        png::ColorType::Grayscale => (1, samples),
        png::ColorType::Rgb => (3, samples),
        png::ColorType::GrayscaleAlpha => (1, on_white::<1>(&samples)),
        png::ColorType::Rgba => (3, on_white::<3>(&samples)),
        // EXPAND has turned the palette into colours.
        png::ColorType::Indexed => return Err(Unprintable::Broken),
    };
    Ok(Image {
        width: frame.width,
        height: frame.height,
        colours,
        bytes: samples,
        is_jpeg: false,
        orientation: Orientation::default(),
    })
}

/// Paper is white: what can be seen through shows it.
fn on_white<const COLOURS: usize>(samples: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(samples.len());
    for pixel in samples.chunks_exact(COLOURS + 1) {
        let opacity = u16::from(pixel[COLOURS]);
        out.extend(pixel[..COLOURS].iter().map(|&value| {
            let mixed = u16::from(value) * opacity + 255 * (255 - opacity);
            (mixed / 255) as u8
        }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one row with these pixels.
    fn drawn(colour: png::ColorType, pixels: &[u8], width: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, 1);
        encoder.set_color(colour);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn what_can_be_seen_through_shows_the_paper() {
        let image = Image::of(drawn(png::ColorType::Rgba, &[0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 128], 3), false).unwrap();
        assert_eq!((image.colours, image.bytes), (3, vec![255, 255, 255, 10, 20, 30, 127, 127, 127]));
    }

    #[test]
    fn what_is_broken_is_no_picture() {
        let whole = drawn(png::ColorType::Grayscale, &[1, 2, 3], 3);
        for end in 0..whole.len() - 12 {
            assert_eq!(Image::of(whole[..end].to_vec(), false), Err(Unprintable::Broken), "{end}");
        }
        for bytes in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x01\x00\x01\x04"] {
            assert!(Image::of(bytes.to_vec(), true).is_err());
        }
        let press = b"\xff\xd8\xff\xe0\x00\x02\xff\xc2\x00\x14\x08\x00\x10\x00\x20\x04".to_vec();
        assert_eq!(Image::of(press, true), Err(Unprintable::Press));
    }

    /// A JPEG of `frame`, its bits for each sample, and what is coded.
    fn coded(frame: u8, bits: u8, coded: &[u8]) -> Vec<u8> {
        // With a small picture in a segment of its own, as cameras put it there.
        let head =
            [b"\xff\xd8\xff\xe1\x00\x04\xff\xd9\xff", &[frame][..], b"\x00\x0b", &[bits], b"\x00\x10\x00\x20\x01\x01\x11\x00"]
                .concat();
        [&head[..], b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", coded].concat()
    }

    #[test]
    fn a_jpeg_is_whole_and_of_a_form_that_printers_know() {
        for frame in [0xc0, 0xc1, 0xc2] {
            let image = Image::of(coded(frame, 8, b"\x12\xff\x00\x34\xff\xd9"), true).unwrap();
            assert_eq!((image.width, image.height, image.colours), (32, 16, 1));
            assert_eq!(Image::of(coded(frame, 8, b"\x12\xff\x00\x34"), true), Err(Unprintable::Broken), "it has no end");
            assert_eq!(Image::of(coded(frame, 12, b"\x12\xff\xd9"), true), Err(Unprintable::Broken));
        }
        // Without loss, or with arithmetic codes.
        for frame in [0xc3, 0xc5, 0xc9, 0xca] {
            assert_eq!(Image::of(coded(frame, 8, b"\x12\xff\xd9"), true), Err(Unprintable::Broken));
        }
    }
}
