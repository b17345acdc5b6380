//! The parts of Exif data that are read and published: orientation and resolution. The door to `exif` (kamadak-exif).

use exif::{Exif, In, Rational, Tag, Value};

use crate::model::Orientation;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExifFields {
    pub orientation: Orientation,
    resolution: Option<Resolution>,
}

/// The size of a pixel on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Resolution {
    x: (u32, u32),
    y: (u32, u32),
    /// 2 for inches, 3 for centimetres.
    unit: u16,
}

/// Nobody measured it (Exif 2.32, 4.6.4).
const UNKNOWN_RESOLUTION: Resolution = Resolution { x: (72, 1), y: (72, 1), unit: 2 };

/// `tiff` is the data after its signature. What cannot be read is not there: as in browsers, the picture is then upright.
pub fn read(tiff: &[u8]) -> ExifFields {
    // An error in another field does not affect these.
    let read = exif::Reader::new().continue_on_error(true).read_raw(tiff.to_vec());
    let Ok(exif) = read.or_else(|error| error.distill_partial_result(|_| ())) else { return ExifFields::default() };
    let number = |tag| exif.get_field(tag, In::PRIMARY)?.value.get_uint(0);
    let orientation = number(Tag::Orientation).and_then(Orientation::from_exif).unwrap_or_default();
    let resolution = rational(&exif, Tag::XResolution).zip(rational(&exif, Tag::YResolution));
    let unit = if number(Tag::ResolutionUnit) == Some(3) { 3 } else { 2 };
    ExifFields { orientation, resolution: resolution.map(|(x, y)| Resolution { x, y, unit }) }
}

fn rational(exif: &Exif, tag: Tag) -> Option<(u32, u32)> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(values) => {
            values.first().filter(|value| value.num > 0 && value.denom > 0).map(|&Rational { num, denom }| (num, denom))
        }
        _ => None,
    }
}

/// The data for a JPEG, with the fields that Exif demands (2.32, 4.6.8). `None` where it would say nothing.
pub fn write_for_jpeg(fields: ExifFields) -> Option<Vec<u8>> {
    if fields == ExifFields::default() {
        return None;
    }
    let Resolution { x, y, unit } = fields.resolution.unwrap_or(UNKNOWN_RESOLUTION);
    let mut out = b"MM\0*\0\0\0\x08\0\x05".to_vec();
    // The two resolutions are after the fields.
    let after = 10 + 5 * 12 + 4;
    write_short(&mut out, 0x0112, u16::from(fields.orientation.exif_number()));
    write_field(&mut out, 0x011a, 5, after);
    write_field(&mut out, 0x011b, 5, after + 8);
    write_short(&mut out, 0x0128, unit);
    // Where colours are sampled: centred, as JFIF has them.
    write_short(&mut out, 0x0213, 1);
    out.extend([0; 4]);
    [x.0, x.1, y.0, y.1].iter().for_each(|number| out.extend(number.to_be_bytes()));
    Some(out)
}

/// The data for a PNG, which has its resolution elsewhere. `None` for an upright picture, which needs none.
pub fn write_for_png(fields: ExifFields) -> Option<Vec<u8>> {
    if fields.orientation == Orientation::default() {
        return None;
    }
    let mut out = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    write_short(&mut out, 0x0112, u16::from(fields.orientation.exif_number()));
    out.extend([0; 4]);
    Some(out)
}

/// One short number (TIFF 6.0, section 2).
fn write_short(out: &mut Vec<u8>, tag: u16, value: u16) {
    write_field(out, tag, 3, u32::from(value) << 16);
}

/// One value of the type `kind`, or its position.
fn write_field(out: &mut Vec<u8>, tag: u16, kind: u16, value: u32) {
    out.extend(tag.to_be_bytes());
    out.extend(kind.to_be_bytes());
    out.extend(1_u32.to_be_bytes());
    out.extend(value.to_be_bytes());
}
