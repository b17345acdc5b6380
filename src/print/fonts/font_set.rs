//! The fonts of a theme: their metrics, and subsets with only the glyphs in use. The door to `subsetter`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use subsetter::GlyphRemapper;

use super::face::Face;
use super::parsed_face::{ParsedFace, parse};
use crate::model::theme::{FontFile, FontFiles};

pub struct Fonts([ParsedFace; 6]);

static BUILT_IN: LazyLock<Option<Fonts>> = LazyLock::new(|| {
    Some(Fonts([
        parse(include_bytes!("../../../templates/print/fonts/SourceSans3-Regular.ttf"), "SourceSans3-Regular")?,
        parse(include_bytes!("../../../templates/print/fonts/SourceSans3-Italic.ttf"), "SourceSans3-It")?,
        parse(include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBold.ttf"), "SourceSans3-Semibold")?,
        parse(include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf"), "SourceSans3-SemiboldIt")?,
        parse(include_bytes!("../../../templates/print/fonts/NotoSansArabic-Regular.ttf"), "NotoSansArabic-Regular")?,
        parse(include_bytes!("../../../templates/print/fonts/NotoSansArabic-SemiBold.ttf"), "NotoSansArabic-SemiBold")?,
    ]))
});

/// A run usually prints with one theme; tests and programs that embed Depesch may have a few.
static THEMES: Mutex<Vec<(FontFiles, &'static Fonts)>> = Mutex::new(Vec::new());

/// The measures of a face for a PDF, in thousandths of the em.
#[derive(Debug, Clone, Copy)]
pub struct FaceMetrics {
    pub ascent: i16,
    pub descent: i16,
    pub bounds: (i16, i16, i16, i16),
    pub italic_angle: f32,
    pub weight: u16,
}

pub struct Subset {
    pub bytes: Vec<u8>,
    /// From the glyph's number in the whole font to its number in the subset.
    pub numbers: BTreeMap<u16, u16>,
    /// The number of [`SOFT_HYPHEN`] and of the glyph drawn for it, if it is in use.
    pub soft_hyphen: Option<(u16, u16)>,
}

/// The hyphen of a divided word: drawn as a hyphen, read as U+00AD. A glyph has only one text, and the author's own hyphen has the same
/// glyph.
pub const SOFT_HYPHEN: u16 = u16::MAX;

impl Fonts {
    /// Depesch's own. `None` when an embedded font file cannot be read, which a test excludes.
    pub fn built_in() -> Option<&'static Fonts> {
        BUILT_IN.as_ref()
    }

    /// The fonts of a theme, with Depesch's own for those that it lacks.
    pub fn for_theme(files: &FontFiles) -> Option<&'static Fonts> {
        if *files == FontFiles::default() { Fonts::built_in() } else { load_theme(files) }
    }

    pub fn name(&self, face: Face) -> &str {
        &self.parsed(face).name
    }

    pub(super) fn parsed(&self, face: Face) -> &ParsedFace {
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
        let parsed = self.parsed(face);
        let face = &parsed.face;
        let bounds = face.global_bounding_box();
        let thousandths = |units: i16| {
            let scaled = parsed.thousandths(i32::from(units));
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

    /// In thousandths of the em.
    pub fn width(&self, face: Face, glyph: u16) -> u16 {
        let glyph = if glyph == SOFT_HYPHEN { self.hyphen(face) } else { glyph };
        let parsed = self.parsed(face);
        let advance = parsed.face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
        u16::try_from(parsed.thousandths(i32::from(advance))).unwrap_or(u16::MAX)
    }

    /// The character of a glyph, if the font has one for it.
    pub fn character(&self, face: Face, glyph: u16) -> Option<char> {
        self.parsed(face).characters.get(usize::from(glyph)).copied().flatten()
    }

    fn hyphen(&self, face: Face) -> u16 {
        self.parsed(face).face.glyph_index('-').map_or(0, |glyph| glyph.0)
    }

    pub fn subset(&self, face: Face, glyphs: &BTreeSet<u16>) -> Option<Subset> {
        let drawn = |&glyph: &u16| if glyph == SOFT_HYPHEN { self.hyphen(face) } else { glyph };
        let sorted: Vec<u16> = glyphs.iter().map(drawn).collect::<BTreeSet<_>>().into_iter().collect();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&sorted);
        let bytes = subsetter::subset(self.parsed(face).bytes, 0, &remapper).ok()?;
        let mut numbers: BTreeMap<u16, u16> = sorted.iter().filter_map(|&glyph| Some((glyph, remapper.get(glyph)?))).collect();
        let soft_hyphen = numbers.get(&self.hyphen(face)).copied().filter(|_| glyphs.contains(&SOFT_HYPHEN));
        // The first number without a glyph in the subset.
        let soft_hyphen = soft_hyphen.map(|hyphen| (remapper.num_gids(), hyphen));
        numbers.extend(soft_hyphen.map(|(number, _)| (SOFT_HYPHEN, number)));
        Some(Subset { bytes, numbers, soft_hyphen })
    }
}

/// `None` when a font cannot be read. `content` has checked that.
fn load_theme(files: &FontFiles) -> Option<&'static Fonts> {
    let mut themes = THEMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, fonts)) = themes.iter().find(|(known, _)| known == files) {
        return Some(fonts);
    }
    let Fonts([regular, italic, semibold, semibold_italic, arabic, arabic_semibold]) = BUILT_IN.as_ref()?;
    let fonts = Fonts([
        parse_or(&files.regular, regular)?,
        parse_or(&files.italic, italic)?,
        parse_or(&files.semibold, semibold)?,
        parse_or(&files.semibold_italic, semibold_italic)?,
        parse(arabic.bytes, &arabic.name)?,
        parse(arabic_semibold.bytes, &arabic_semibold.name)?,
    ]);
    let fonts: &'static Fonts = Box::leak(Box::new(fonts));
    themes.push((files.clone(), fonts));
    Some(fonts)
}

/// The theme's face, or the built-in one.
fn parse_or(file: &Option<FontFile>, own: &ParsedFace) -> Option<ParsedFace> {
    let Some(file) = file else { return parse(own.bytes, &own.name) };
    let bytes: &'static [u8] = Box::leak(Box::new(Arc::clone(&file.0)));
    parse(bytes, &postscript_name(bytes).unwrap_or_else(|| "Theme".to_owned()))
}

/// With the characters that a PDF allows (ISO 32000-1, 9.6.4): letters, digits and hyphens.
fn postscript_name(bytes: &[u8]) -> Option<String> {
    let face = ttf_parser::Face::parse(bytes, 0).ok()?;
    let names = face.names().into_iter().filter(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
    let plain = |name: String| name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(63).collect::<String>();
    names.filter_map(|name| name.to_string()).map(plain).find(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::fonts::Shaper;

    const FACES: [Face; 5] = [Face::Regular, Face::Italic, Face::SemiBold, Face::SemiBoldItalic, Face::SmallCaps];

    #[test]
    fn the_built_in_fonts_have_every_character_that_depesch_draws() {
        let fonts = Fonts::built_in().unwrap();
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
        let fonts = Fonts::built_in().unwrap();
        let subset = fonts.subset(Face::Regular, &BTreeSet::from([10, 20, 30])).unwrap();
        assert_eq!(subset.numbers, BTreeMap::from([(10, 1), (20, 2), (30, 3)]));
        assert!(subset.bytes.len() < 8_000, "{}", subset.bytes.len());
    }
}
