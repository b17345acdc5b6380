//! The fonts of a theme: TrueType files that may be embedded and have what Depesch itself writes. The only user of `ttf-parser`.

use subsetter::GlyphRemapper;
use ttf_parser::{Face, Permissions};

use crate::content::front_matter::TableReader;
use crate::content::newsroom::theme::files::read_file;
use crate::content::sources::ThemeSource;
use crate::content::text::{Explanation, shorten};
use crate::diag::Message;
use crate::model::theme::FontFile;
use crate::msg;

/// The characters that Depesch itself writes in a release: words, dates, numbers and addresses. `?` replaces characters that a font lacks.
const REQUIRED: &str = "abcdefghijklmnopqrstuvwxyzåäöéABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉ0123456789-–•… .,:;/()?&@_~#%+=";

pub(super) fn read(fields: &mut TableReader, name: &'static str, source: &ThemeSource) -> Option<FontFile> {
    let (field, bytes) = read_file(fields, name, source)?;
    let Some((Message { en, sv }, hint)) = find_problem(bytes) else { return Some(FontFile(bytes.into())) };
    let file = shorten(&field.value);
    fields.source().error(field.span, msg!("the font `{file}` {en}", "typsnittet `{file}` {sv}"), hint);
    None
}

/// Why a font cannot be printed with, as the end of a sentence, and a hint.
fn find_problem(bytes: &[u8]) -> Option<Explanation> {
    let hint = msg!("use the TrueType version of the font (`.ttf`)", "använd typsnittets TrueType-version (`.ttf`)");
    match bytes.get(..4) {
        Some(b"OTTO") => {
            let message = msg!("has PostScript outlines (CFF), not TrueType", "har PostScript-konturer (CFF), inte TrueType");
            return Some((message, hint));
        }
        Some(b"ttcf") => return Some((msg!("is a collection of several fonts", "är en samling av flera typsnitt"), hint)),
        Some(b"wOFF" | b"wOF2") => return Some((msg!("is packed for the web (WOFF)", "är packat för webben (WOFF)"), hint)),
        _ => {}
    }
    let broken = || {
        let message = msg!("is broken, or not a TrueType font", "är trasigt, eller inget TrueType-typsnitt");
        Some((message, msg!("download it again from its source", "hämta det igen från källan")))
    };
    let Ok(face) = Face::parse(bytes, 0) else { return broken() };
    if face.tables().glyf.is_none() || face.number_of_glyphs() < 2 {
        return broken();
    }
    if face.permissions() == Some(Permissions::Restricted) || !may_be_subset(&face) {
        let message = msg!(
            "may not be embedded, according to the font itself (OS/2 fsType)",
            "får inte bäddas in, enligt typsnittet självt (OS/2 fsType)"
        );
        let hint = msg!(
            "a PDF contains the letters that it uses: get a licence that allows embedding, or use another font",
            "en PDF innehåller de bokstäver den använder: skaffa en licens som tillåter inbäddning, eller använd ett annat typsnitt"
        );
        return Some((message, hint));
    }
    let missing: String = REQUIRED.chars().filter(|c| face.glyph_index(*c).is_none_or(|glyph| glyph.0 == 0)).take(12).collect();
    if !missing.is_empty() {
        let hint = msg!(
            "use a font with the letters of Western Europe (Latin-1 and `–`, `•`, `…`)",
            "använd ett typsnitt med västeuropeiska tecken (Latin-1 och `–`, `•`, `…`)"
        );
        return Some((msg!("has no `{missing}`", "saknar `{missing}`"), hint));
    }
    // Every PDF subsets the font. A failure is found here, and not in some release's PDF; some broken tables make the subsetter panic.
    let glyphs: Vec<u16> = (0..face.number_of_glyphs()).collect();
    let result = std::panic::catch_unwind(|| subsetter::subset(bytes, 0, &GlyphRemapper::new_from_glyphs_sorted(&glyphs)).is_ok());
    if result.unwrap_or(false) { None } else { broken() }
}

/// Bits 8 and 9 of OS/2 fsType: no subsetting, bitmaps only. A font without that table forbids nothing.
fn may_be_subset(face: &Face) -> bool {
    face.tables().os2.is_none() || face.is_subsetting_allowed() && face.is_outline_embedding_allowed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &[u8] = include_bytes!("../../../../templates/print/fonts/SourceSans3-Regular.ttf");

    #[test]
    fn the_default_fonts_have_no_problem() {
        for font in [
            OURS,
            include_bytes!("../../../../templates/print/fonts/SourceSans3-Italic.ttf"),
            include_bytes!("../../../../templates/print/fonts/SourceSans3-SemiBold.ttf"),
            include_bytes!("../../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf"),
        ] {
            assert_eq!(find_problem(font), None);
        }
    }

    /// Where a table of the font begins.
    fn table(font: &[u8], tag: &[u8; 4]) -> usize {
        let row = (12..).step_by(16).find(|&at| &font[at..at + 4] == tag).unwrap();
        u32::from_be_bytes(font[row + 8..row + 12].try_into().unwrap()) as usize
    }

    #[test]
    fn problems_of_fonts_are_found_without_a_panic() {
        let says = |font: &[u8]| find_problem(font).unwrap().0.en;
        for end in [0, 3, 4, 12, 100, 10_000, OURS.len() / 2] {
            assert!(find_problem(&OURS[..end]).is_some(), "{end}");
        }
        let mut restricted = OURS.to_vec();
        let os2 = table(OURS, b"OS/2");
        restricted[os2 + 8..os2 + 10].copy_from_slice(&2u16.to_be_bytes());
        assert!(says(&restricted).contains("fsType"));
        restricted[os2 + 8..os2 + 10].copy_from_slice(&0x100u16.to_be_bytes());
        assert!(says(&restricted).contains("fsType"));
        assert!(says(b"OTTO....").contains("CFF"));
        // The subset of a font in a PDF has no characters.
        let bare = subsetter::subset(OURS, 0, &GlyphRemapper::new_from_glyphs_sorted(&[10, 20, 30])).unwrap();
        assert!(says(&bare).starts_with("has no `abc"), "{}", says(&bare));
        // Any wrong byte gives an answer.
        for at in (0..2_000).chain((0..OURS.len()).step_by(OURS.len() / 300)) {
            let mut font = OURS.to_vec();
            font[at] ^= 0xff;
            let _ = find_problem(&font);
        }
    }
}
