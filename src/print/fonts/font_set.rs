//! The fonts of a theme: their metrics, and a small font file that holds only the glyphs in use. The door to `subsetter`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::PoisonError;

use subsetter::GlyphRemapper;

use super::face::Face;
use super::parsed_face::ParsedFace;
use super::parsed_face::load;
use crate::model::theme::FontFile;
use crate::model::theme::FontFiles;

/// The faces, parsed.
pub struct Fonts([ParsedFace; 6]);

static OWN_FONTS: LazyLock<Option<Fonts>> = LazyLock::new(|| {
    Some(Fonts([
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-Regular.ttf"), "SourceSans3-Regular")?,
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-Italic.ttf"), "SourceSans3-It")?,
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBold.ttf"), "SourceSans3-Semibold")?,
        load(include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf"), "SourceSans3-SemiboldIt")?,
        load(include_bytes!("../../../templates/print/fonts/NotoSansArabic-Regular.ttf"), "NotoSansArabic-Regular")?,
        load(include_bytes!("../../../templates/print/fonts/NotoSansArabic-SemiBold.ttf"), "NotoSansArabic-SemiBold")?,
    ]))
});

/// A run prints with one theme, so this list has one row; tests and whoever embeds Depesch may have a few.
static THEMES: Mutex<Vec<(FontFiles, &'static Fonts)>> = Mutex::new(Vec::new());

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
        OWN_FONTS.as_ref()
    }

    /// Those of a theme, with Depesch's own for what it does not bring.
    pub fn of_theme(files: &FontFiles) -> Option<&'static Fonts> {
        if *files == FontFiles::default() { Fonts::own() } else { load_theme(files) }
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
        let loaded = self.parsed(face);
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
        let loaded = self.parsed(face);
        let advance = loaded.face.glyph_hor_advance(rustybuzz::ttf_parser::GlyphId(glyph)).unwrap_or(0);
        u16::try_from(loaded.thousandths(i32::from(advance))).unwrap_or(u16::MAX)
    }

    /// The character that a glyph stands for, where the font says so.
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
        // The first number that the subset has no glyph for.
        let soft_hyphen = soft_hyphen.map(|hyphen| (remapper.num_gids(), hyphen));
        numbers.extend(soft_hyphen.map(|(number, _)| (SOFT_HYPHEN, number)));
        Some(Subset { bytes, numbers, soft_hyphen })
    }
}

/// `None` when a font cannot be read, which whoever read the theme has tried.
fn load_theme(files: &FontFiles) -> Option<&'static Fonts> {
    let mut themes = THEMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, fonts)) = themes.iter().find(|(known, _)| known == files) {
        return Some(fonts);
    }
    let Fonts([regular, italic, semibold, semibold_italic, arabic, arabic_semibold]) = OWN_FONTS.as_ref()?;
    let fonts = Fonts([
        brought(&files.regular, regular)?,
        brought(&files.italic, italic)?,
        brought(&files.semibold, semibold)?,
        brought(&files.semibold_italic, semibold_italic)?,
        load(arabic.bytes, &arabic.name)?,
        load(arabic_semibold.bytes, &arabic_semibold.name)?,
    ]);
    let fonts: &'static Fonts = Box::leak(Box::new(fonts));
    themes.push((files.clone(), fonts));
    Some(fonts)
}

/// The face that the theme brings, or our own.
fn brought(file: &Option<FontFile>, own: &ParsedFace) -> Option<ParsedFace> {
    let Some(file) = file else { return load(own.bytes, &own.name) };
    let bytes: &'static [u8] = Box::leak(Box::new(Arc::clone(&file.0)));
    load(bytes, &postscript_name(bytes).unwrap_or_else(|| "Theme".to_owned()))
}

/// As it may stand in a PDF (ISO 32000-1 9.6.4): letters, digits and hyphens.
fn postscript_name(bytes: &[u8]) -> Option<String> {
    let face = rustybuzz::ttf_parser::Face::parse(bytes, 0).ok()?;
    let names = face.names().into_iter().filter(|name| name.name_id == rustybuzz::ttf_parser::name_id::POST_SCRIPT_NAME);
    let plain = |name: String| name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(63).collect::<String>();
    names.filter_map(|name| name.to_string()).map(plain).find(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::fonts::Shaper;

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
