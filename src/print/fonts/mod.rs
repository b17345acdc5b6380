//! The faces that are printed with: which glyphs show a word, and a small font that holds only those in use.
//!
//! The door to `subsetter`, and with `shaper` to `rustybuzz`.

mod shaper;
mod themes;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use subsetter::GlyphRemapper;

use crate::model::theme::FontFiles;

pub use shaper::{Glyph, ShapedWord, Shaper};

/// A face that is printed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Regular,
    Italic,
    SemiBold,
    SemiBoldItalic,
    /// The semibold face with its small capitals.
    SmallCaps,
    /// For Arabic letters, beside the regular and the italic face.
    Arabic,
    /// For Arabic letters, beside the semibold faces.
    ArabicSemiBold,
}

impl Face {
    /// How many there are.
    const COUNT: usize = 7;

    pub fn italic(self) -> Face {
        match self {
            Face::Regular | Face::Italic => Face::Italic,
            Face::SemiBold | Face::SemiBoldItalic | Face::SmallCaps => Face::SemiBoldItalic,
            // Arabic has no slanted letters.
            Face::Arabic | Face::ArabicSemiBold => self,
        }
    }

    pub fn strong(self) -> Face {
        match self {
            Face::Regular | Face::SemiBold | Face::SmallCaps => Face::SemiBold,
            Face::Italic | Face::SemiBoldItalic => Face::SemiBoldItalic,
            Face::Arabic | Face::ArabicSemiBold => Face::ArabicSemiBold,
        }
    }

    /// The face that has Arabic letters of the same weight.
    pub fn arabic(self) -> Face {
        match self {
            Face::Regular | Face::Italic | Face::Arabic => Face::Arabic,
            Face::SemiBold | Face::SemiBoldItalic | Face::SmallCaps | Face::ArabicSemiBold => Face::ArabicSemiBold,
        }
    }

    /// Whether its letters are written from right to left.
    pub fn is_arabic(self) -> bool {
        matches!(self, Face::Arabic | Face::ArabicSemiBold)
    }

    /// The face whose font file is embedded.
    pub fn file(self) -> Face {
        if self == Face::SmallCaps { Face::SemiBold } else { self }
    }
}

struct ParsedFace {
    bytes: &'static [u8],
    face: rustybuzz::Face<'static>,
    /// The character that each glyph stands for, where the font says so.
    characters: Vec<Option<char>>,
    /// Its PostScript name.
    name: String,
}

impl ParsedFace {
    /// From the font's own units to thousandths of the em, in which all lengths count here.
    fn thousandths(&self, units: i32) -> i32 {
        match self.face.units_per_em() {
            1000 => units,
            per_em => (f64::from(units) * 1000.0 / f64::from(per_em)).round() as i32,
        }
    }
}

/// The faces, parsed.
pub struct Fonts([ParsedFace; 6]);

static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(|| {
    Some(Fonts([
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-Regular.ttf"), "SourceSans3-Regular")?,
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-Italic.ttf"), "SourceSans3-It")?,
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBold.ttf"), "SourceSans3-Semibold")?,
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf"), "SourceSans3-SemiboldIt")?,
        load(include_bytes!("../../../templates/print/fonts/NotoSansArabic-Regular.ttf"), "NotoSansArabic-Regular")?,
        load(include_bytes!("../../../templates/print/fonts/NotoSansArabic-SemiBold.ttf"), "NotoSansArabic-SemiBold")?,
    ]))
});

fn load(bytes: &'static [u8], name: &str) -> Option<ParsedFace> {
    let face = rustybuzz::Face::from_slice(bytes, 0)?;
    let mut characters: Vec<Option<char>> = vec![None; usize::from(face.number_of_glyphs())];
    for table in face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables).filter(|table| table.is_unicode()) {
        table.codepoints(|code| {
            let Some((character, glyph)) = char::from_u32(code).zip(table.glyph_index(code)) else { return };
            // "ff" has a character of its own for the sake of old texts: what the author wrote is two letters.
            if matches!(character, '\u{fb00}'..='\u{fb06}') {
                return;
            }
            if let Some(slot) = characters.get_mut(usize::from(glyph.0)) {
                // Several characters can share a glyph (space and no-break space): the lowest is the plain one.
                *slot = Some(slot.map_or(character, |known| known.min(character)));
            }
        });
    }
    // A text is found again by its characters: each leads to one glyph.
    for (glyph, slot) in characters.iter_mut().enumerate() {
        *slot = slot.filter(|character| face.glyph_index(*character).is_some_and(|found| usize::from(found.0) == glyph));
    }
    Some(ParsedFace { bytes, face, characters, name: name.to_owned() })
}

/// Measures of a face that a PDF states, in thousandths of the em.
#[derive(Debug, Clone, Copy)]
pub struct FaceMetrics {
    pub ascent: i16,
    pub descent: i16,
    pub bounds: (i16, i16, i16, i16),
    pub italic_angle: f32,
    pub weight: u16,
}

/// A font file that holds only the glyphs in use.
pub struct Subset {
    pub bytes: Vec<u8>,
    /// From the glyph's number in the whole font to its number in the subset.
    pub numbers: BTreeMap<u16, u16>,
    /// The number of [`SOFT_HYPHEN`], and of the glyph that is drawn for it; where it is in use.
    pub soft_hyphen: Option<(u16, u16)>,
}

/// Stands for the hyphen of a word that we divided: drawn as a hyphen, read as U+00AD. A glyph can tell one text only, and
/// in these faces the author's own hyphen has the same one.
pub const SOFT_HYPHEN: u16 = u16::MAX;

impl Fonts {
    /// Depesch's own. `None` when an embedded font file cannot be read, which a test excludes.
    pub fn own() -> Option<&'static Fonts> {
        FONTS.as_ref()
    }

    /// Those of a theme, with Depesch's own for what it does not bring.
    pub fn of_theme(files: &FontFiles) -> Option<&'static Fonts> {
        if *files == FontFiles::default() { Fonts::own() } else { themes::of(files) }
    }

    pub fn name(&self, face: Face) -> &str {
        &self.of(face).name
    }

    fn of(&self, face: Face) -> &ParsedFace {
        let [regular, italic, semibold, semibold_italic, arabic, arabic_semibold] = &self.0;
        match face {
            Face::Regular => regular,
            Face::Italic => italic,
            Face::SemiBold | Face::SmallCaps => semibold,
            Face::SemiBoldItalic => semibold_italic,
            Face::Arabic => arabic,
            Face::ArabicSemiBold => arabic_semibold,
        }
    }

    pub fn metrics(&self, face: Face) -> FaceMetrics {
        let loaded = self.of(face);
        let face = &loaded.face;
        let bounds = face.global_bounding_box();
        let thousandths = |units: i16| {
            let scaled = loaded.thousandths(i32::from(units));
            i16::try_from(scaled).unwrap_or(if scaled < 0 { i16::MIN } else { i16::MAX })
        };
        FaceMetrics {
            ascent: thousandths(face.ascender()),
            descent: thousandths(face.descender()),
            bounds: (thousandths(bounds.x_min), thousandths(bounds.y_min), thousandths(bounds.x_max), thousandths(bounds.y_max)),
            italic_angle: face.italic_angle(),
            weight: face.weight().to_number(),
        }
    }

    /// The width of a glyph in thousandths of the em.
    pub fn width(&self, face: Face, glyph: u16) -> u16 {
        let glyph = if glyph == SOFT_HYPHEN { self.hyphen(face) } else { glyph };
        let loaded = self.of(face);
        let advance = loaded.face.glyph_hor_advance(rustybuzz::ttf_parser::GlyphId(glyph)).unwrap_or(0);
        u16::try_from(loaded.thousandths(i32::from(advance))).unwrap_or(u16::MAX)
    }

    /// The character that a glyph stands for, where the font says so.
    pub fn character(&self, face: Face, glyph: u16) -> Option<char> {
        self.of(face).characters.get(usize::from(glyph)).copied().flatten()
    }

    fn hyphen(&self, face: Face) -> u16 {
        self.of(face).face.glyph_index('-').map_or(0, |glyph| glyph.0)
    }

    pub fn subset(&self, face: Face, glyphs: &BTreeSet<u16>) -> Option<Subset> {
        let drawn = |&glyph: &u16| if glyph == SOFT_HYPHEN { self.hyphen(face) } else { glyph };
        let sorted: Vec<u16> = glyphs.iter().map(drawn).collect::<BTreeSet<_>>().into_iter().collect();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&sorted);
        let bytes = subsetter::subset(self.of(face).bytes, 0, &remapper).ok()?;
        let mut numbers: BTreeMap<u16, u16> = sorted.iter().filter_map(|&glyph| Some((glyph, remapper.get(glyph)?))).collect();
        let soft_hyphen = numbers.get(&self.hyphen(face)).copied().filter(|_| glyphs.contains(&SOFT_HYPHEN));
        // The first number that the subset has no glyph for.
        let soft_hyphen = soft_hyphen.map(|hyphen| (remapper.num_gids(), hyphen));
        numbers.extend(soft_hyphen.map(|(number, _)| (SOFT_HYPHEN, number)));
        Some(Subset { bytes, numbers, soft_hyphen })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACES: [Face; 5] = [Face::Regular, Face::Italic, Face::SemiBold, Face::SemiBoldItalic, Face::SmallCaps];

    #[test]
    fn our_own_fonts_can_be_read_and_have_what_we_draw() {
        let fonts = Fonts::own().unwrap();
        for face in FACES {
            let mut shaper = Shaper::new(fonts, "sv");
            for needed in ["-", "–", "•", "…", " ", "□", "ÅÄÖåäöÉé"] {
                shaper.word(face, needed);
            }
            assert_eq!(shaper.missing, BTreeSet::new());
        }
        for face in [Face::Arabic, Face::ArabicSemiBold] {
            let mut shaper = Shaper::new(fonts, "ar");
            for needed in ["مدارس", "،؟", " "] {
                shaper.word(face, needed);
            }
            assert_eq!(shaper.missing, BTreeSet::new());
        }
    }

    #[test]
    fn a_subset_is_small_and_keeps_the_order_of_glyphs() {
        let fonts = Fonts::own().unwrap();
        let subset = fonts.subset(Face::Regular, &BTreeSet::from([10, 20, 30])).unwrap();
        assert_eq!(subset.numbers, BTreeMap::from([(10, 1), (20, 2), (30, 3)]));
        assert!(subset.bytes.len() < 8_000, "{}", subset.bytes.len());
    }
}
