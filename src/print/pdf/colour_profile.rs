//! sRGB as an ICC profile (ICC.1:2001-04, version 2), which defines the theme's colours in print.

/// The primaries and the D50 white point in the profile's space (IEC 61966-2-1, adapted by Bradford).
const WHITE: [f64; 3] = [0.9642, 1.0, 0.8249];
const RED: [f64; 3] = [0.436_07, 0.222_49, 0.013_92];
const GREEN: [f64; 3] = [0.385_15, 0.716_87, 0.097_08];
const BLUE: [f64; 3] = [0.143_07, 0.060_61, 0.714_10];
/// Points of the tone curve.
const CURVE_POINTS: u16 = 64;

/// The profile, under 600 bytes.
pub fn srgb() -> Vec<u8> {
    let xyz = |values: [f64; 3]| -> Vec<u8> {
        let mut tag = b"XYZ \0\0\0\0".to_vec();
        values.iter().for_each(|value| tag.extend(fixed(*value)));
        tag
    };
    let curve = curve();
    let tags: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", description("sRGB")),
        (b"cprt", copyright("Public domain")),
        (b"wtpt", xyz(WHITE)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
        (b"rTRC", curve),
    ];
    // The three colours share one curve.
    let count = tags.len() + 2;
    let mut table = u32_bytes(count).to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = 128 + 4 + 12 * count;
    for (name, tag) in &tags {
        let names: &[&[u8; 4]] = if *name == b"rTRC" { &[b"rTRC", b"gTRC", b"bTRC"] } else { &[name] };
        for name in names {
            table.extend(*name);
            table.extend(u32_bytes(start + data.len()));
            table.extend(u32_bytes(tag.len()));
        }
        data.extend(tag);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = u32_bytes(size).to_vec();
    header.extend(b"\0\0\0\0");
    // Version 2.1, display, RGB to XYZ, with the date of the standard.
    header.extend([2, 0x10, 0, 0]);
    header.extend(b"mntrRGB XYZ ");
    for part in [1999_u16, 10, 18, 0, 0, 0] {
        header.extend(part.to_be_bytes());
    }
    header.extend(b"acsp");
    // Platform, flags, device and rendering intent are zero.
    header.resize(68, 0);
    WHITE.iter().for_each(|value| header.extend(fixed(*value)));
    header.resize(128, 0);
    header
}

/// IEC 61966-2-1: nearly a power of 2.4, linear near black.
fn curve() -> Vec<u8> {
    let mut tag = b"curv\0\0\0\0".to_vec();
    tag.extend(u32::from(CURVE_POINTS).to_be_bytes());
    for point in 0..CURVE_POINTS {
        let value = f64::from(point) / f64::from(CURVE_POINTS - 1);
        let light = if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        tag.extend(((light * 65_535.0).round() as u16).to_be_bytes());
    }
    tag
}

fn description(text: &str) -> Vec<u8> {
    let mut tag = b"desc\0\0\0\0".to_vec();
    tag.extend(u32_bytes(text.len() + 1));
    tag.extend(text.bytes());
    tag.push(0);
    // No Unicode and no Macintosh name: their codes, lengths and 67 empty bytes.
    tag.resize(tag.len() + 4 + 4 + 2 + 1 + 67, 0);
    tag
}

fn copyright(text: &str) -> Vec<u8> {
    let mut tag = b"text\0\0\0\0".to_vec();
    tag.extend(text.bytes());
    tag.push(0);
    tag
}

/// A number with 16 bits before and 16 after the binary point.
fn fixed(value: f64) -> [u8; 4] {
    ((value * 65_536.0).round() as i32).to_be_bytes()
}

fn u32_bytes(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(0).to_be_bytes()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_profile_states_its_own_size_and_is_small() {
        let profile = super::srgb();
        assert_eq!(u32::from_be_bytes(profile[..4].try_into().unwrap()) as usize, profile.len());
        assert_eq!(&profile[36..40], b"acsp");
        assert!(profile.len() < 650, "{}", profile.len());
    }
}
