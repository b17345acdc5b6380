//! Pictures as a PDF holds them: a JPEG as it is, a PNG as its samples on white, a code as its modules. The door to `png`.

use std::io::Cursor;

use super::qr::Code;
use crate::model::Orientation;

/// What can be drawn in the place of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    Image(Image),
    Code(Code),
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

/// Reads the frame header (ITU-T T.81, B.2.2): how large and how many colours. The rest is left to who shows it.
fn jpeg(bytes: Vec<u8>) -> Result<Image, Unprintable> {
    let number = |at: usize| Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let mut at = 2;
    while let (Some(0xff), Some(&marker)) = (bytes.get(at).copied(), bytes.get(at + 1)) {
        match marker {
            // Fill, and markers without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) = (number(at + 5), number(at + 7));
                let (Some(height), Some(width), Some(&colours)) = (height, width, bytes.get(at + 9)) else { break };
                return match colours {
                    1 | 3 if width > 0 && height > 0 => {
                        Ok(Image { width, height, colours, bytes, is_jpeg: true, orientation: Orientation::default() })
                    }
                    4 => Err(Unprintable::Press),
                    _ => Err(Unprintable::Broken),
                };
            }
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
}
