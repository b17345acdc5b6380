//! Pictures as a PDF holds them: a JPEG unchanged, a PNG as compressed samples on white, a QR code as modules. The door to `png`.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::qr::QrMatrix;
use crate::model::Orientation;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Graphic {
    Image(Image),
    Code(QrMatrix),
}

/// A picture without its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// 1 for grey, 3 for red, green and blue.
    pub colours: u8,
    /// Samples row by row, compressed (ISO 32000-1, 7.4.4), or a whole JPEG.
    pub bytes: Vec<u8>,
    pub is_jpeg: bool,
    /// The orientation of the samples; the drawing turns them upright.
    pub orientation: Orientation,
}

/// Why a picture cannot be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unprintable {
    Broken,
    /// It has CMYK colours, which PDF/A-3, 6.2.4.3 ties to one printing press.
    Cmyk,
}

/// A picture that unpacks to more samples at once is an attack.
const MAX_SAMPLES: usize = 300_000_000;

impl Image {
    pub fn decode(bytes: Vec<u8>, is_jpeg: bool) -> Result<Image, Unprintable> {
        if is_jpeg { read_jpeg(bytes) } else { decode_png(&bytes) }
    }

    /// A grey box in place of an unprintable picture.
    pub fn placeholder() -> Image {
        let bytes = compressed(&[0xe0]).expect("memory can be written");
        Image { width: 1, height: 1, colours: 1, bytes, is_jpeg: false, orientation: Orientation::default() }
    }
}

/// Reads size and colours from the frame header (ITU-T T.81, B.2.2), and checks that the image has an end.
///
/// Printers and readers support the sequential and the progressive form with Huffman codes and 8 bits a sample (ISO 32000-1, 7.4.8).
fn read_jpeg(bytes: Vec<u8>) -> Result<Image, Unprintable> {
    let mut frame = None;
    let number = |at: usize| Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let mut at = 2;
    while let (Some(0xff), Some(&marker)) = (bytes.get(at).copied(), bytes.get(at + 1)) {
        match marker {
            // Fill bytes, and markers without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc2 => {
                let (height, width) = (number(at + 5), number(at + 7));
                let (Some(height), Some(width), Some(&colours)) = (height, width, bytes.get(at + 9)) else { break };
                match colours {
                    1 | 3 if width > 0 && height > 0 && bytes.get(at + 4) == Some(&8) => frame = Some((width, height, colours)),
                    4 => return Err(Unprintable::Cmyk),
                    _ => break,
                }
                at += 2 + number(at + 2).unwrap_or(u32::MAX / 2) as usize;
            }
            // Coded data does not contain this pair of bytes, so the first is the end.
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

/// Row by row, so that memory does not depend on the size. The rows of an interlaced picture come in seven passes, so it is decoded at once.
fn decode_png(bytes: &[u8]) -> Result<Image, Unprintable> {
    let broken = |_| Unprintable::Broken;
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = reader.info().size();
    let kind = reader.output_color_type().0;
    let mut out = compressor();
    if reader.info().interlaced {
        let size = reader.output_buffer_size().filter(|size| *size <= MAX_SAMPLES).ok_or(Unprintable::Broken)?;
        let mut samples = vec![0; size];
        reader.next_frame(&mut samples).map_err(broken)?;
        write_on_white(&mut out, kind, &samples)?;
    } else {
        for _ in 0..height {
            let row = reader.next_row().map_err(broken)?.ok_or(Unprintable::Broken)?;
            write_on_white(&mut out, kind, row.data())?;
        }
    }
    // The checksums after the last row.
    reader.finish().map_err(broken)?;
    let colours = if matches!(kind, png::ColorType::Grayscale | png::ColorType::GrayscaleAlpha) { 1 } else { 3 };
    let bytes = out.finish().map_err(|_| Unprintable::Broken)?;
    Ok(Image { width, height, colours, bytes, is_jpeg: false, orientation: Orientation::default() })
}

/// Pictures are rare and large.
fn compressor() -> ZlibEncoder<Vec<u8>> {
    ZlibEncoder::new(Vec::new(), Compression::best())
}

fn compressed(samples: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = compressor();
    out.write_all(samples)?;
    out.finish()
}

/// Blends transparent samples with white paper.
fn write_on_white(out: &mut impl Write, kind: png::ColorType, samples: &[u8]) -> Result<(), Unprintable> {
    let written = match kind {
        png::ColorType::Grayscale | png::ColorType::Rgb => out.write_all(samples),
        png::ColorType::GrayscaleAlpha => out.write_all(&on_white::<1>(samples)),
        png::ColorType::Rgba => out.write_all(&on_white::<3>(samples)),
        // EXPAND has replaced the palette.
        png::ColorType::Indexed => return Err(Unprintable::Broken),
    };
    written.map_err(|_| Unprintable::Broken)
}

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

    /// A PNG of one row.
    fn png_row(colour: png::ColorType, pixels: &[u8], width: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, 1);
        encoder.set_color(colour);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn transparent_pixels_are_white() {
        let image = Image::decode(png_row(png::ColorType::Rgba, &[0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 128], 3), false).unwrap();
        assert_eq!(image.colours, 3);
        assert_eq!(image.bytes, compressed(&[255, 255, 255, 10, 20, 30, 127, 127, 127]).unwrap());
    }

    #[test]
    fn broken_pictures_are_refused() {
        let whole = png_row(png::ColorType::Grayscale, &[1, 2, 3], 3);
        for end in 0..whole.len() - 12 {
            assert_eq!(Image::decode(whole[..end].to_vec(), false), Err(Unprintable::Broken), "{end}");
        }
        for bytes in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x01\x00\x01\x04"] {
            assert!(Image::decode(bytes.to_vec(), true).is_err());
        }
        let press = b"\xff\xd8\xff\xe0\x00\x02\xff\xc2\x00\x14\x08\x00\x10\x00\x20\x04".to_vec();
        assert_eq!(Image::decode(press, true), Err(Unprintable::Cmyk));
    }

    /// A JPEG with this frame marker, bits a sample and coded data.
    fn jpeg_with(frame: u8, bits: u8, coded: &[u8]) -> Vec<u8> {
        // With a thumbnail in its own segment, as cameras write it.
        let head =
            [b"\xff\xd8\xff\xe1\x00\x04\xff\xd9\xff", &[frame][..], b"\x00\x0b", &[bits], b"\x00\x10\x00\x20\x01\x01\x11\x00"]
                .concat();
        [&head[..], b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", coded].concat()
    }

    #[test]
    fn a_jpeg_is_complete_and_in_a_form_that_printers_support() {
        for frame in [0xc0, 0xc1, 0xc2] {
            let image = Image::decode(jpeg_with(frame, 8, b"\x12\xff\x00\x34\xff\xd9"), true).unwrap();
            assert_eq!((image.width, image.height, image.colours), (32, 16, 1));
            assert_eq!(Image::decode(jpeg_with(frame, 8, b"\x12\xff\x00\x34"), true), Err(Unprintable::Broken), "it has no end");
            assert_eq!(Image::decode(jpeg_with(frame, 12, b"\x12\xff\xd9"), true), Err(Unprintable::Broken));
        }
        // Lossless or arithmetic coding.
        for frame in [0xc3, 0xc5, 0xc9, 0xca] {
            assert_eq!(Image::decode(jpeg_with(frame, 8, b"\x12\xff\xd9"), true), Err(Unprintable::Broken));
        }
    }
}
