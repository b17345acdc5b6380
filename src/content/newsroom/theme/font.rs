//! The fonts of a theme: TrueType files that may be embedded and have what Depesch itself writes. The door to `ttf-parser`.

use subsetter::GlyphRemapper;
use ttf_parser::Face;
use ttf_parser::Permissions;

use crate::content::front_matter::TableReader;
use crate::content::newsroom::theme::files::beside;
use crate::content::sources::ThemeSource;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::model::theme::FontFile;
use crate::msg;

/// What Depesch writes by itself, in any release: its words, dates, numbers and addresses. The question mark stands for what a font has not.
const WRITTEN: &str = "abcdefghijklmnopqrstuvwxyzåäöéABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉ0123456789-–•… .,:;/()?&@_~#%+=";

pub(super) fn read(fields: &mut TableReader, name: &'static str, source: &ThemeSource) -> Option<FontFile> {
    let diagnostics = fields.diagnostics();
    let (field, bytes) = beside(fields, name, source)?;
    match unfit(bytes) {
        None => Some(FontFile(bytes.into())),
        Some((en, sv, hint)) => {
            let file = shown(&field.value);
            let say = msg!("the font `{file}` {en}", "typsnittet `{file}` {sv}");
            diagnostics.push(Diagnostic::error(fields.source().place(field.at), say).hint(hint));
            None
        }
    }
}

/// Why a font cannot be printed with, as the end of a sentence, and what to do.
fn unfit(bytes: &[u8]) -> Option<(String, String, Message)> {
    let other = msg!("use the TrueType version of the font (`.ttf`)", "använd typsnittets TrueType-version (`.ttf`)");
    let said = |en: &str, sv: &str, hint: Message| Some((en.to_owned(), sv.to_owned(), hint));
    match bytes.get(..4) {
        Some(b"OTTO") => {
            return said("has PostScript outlines (CFF), not TrueType", "har PostScript-konturer (CFF), inte TrueType", other);
        }
        Some(b"ttcf") => return said("is a collection of several fonts", "är en samling av flera typsnitt", other),
        Some(b"wOFF" | b"wOF2") => return said("is packed for the web (WOFF)", "är packat för webben (WOFF)", other),
        _ => {}
    }
    let broken = || {
        let hint = msg!("download it again from its source", "hämta det igen från källan");
        said("is broken, or not a TrueType font", "är trasigt, eller inget TrueType-typsnitt", hint)
    };
    let Ok(face) = Face::parse(bytes, 0) else { return broken() };
    if face.tables().glyf.is_none() || face.number_of_glyphs() < 2 {
        return broken();
    }
    let may_not = face.permissions() == Some(Permissions::Restricted) || !may_be_cut_down(&face);
    if may_not {
        let hint = msg!(
            "a PDF contains the letters that it uses: get a licence that allows embedding, or use another font",
            "en PDF innehåller de bokstäver den använder: skaffa en licens som tillåter inbäddning, eller använd ett annat typsnitt"
        );
        return said(
            "may not be embedded, according to the font itself (OS/2 fsType)",
            "får inte bäddas in, enligt typsnittet självt (OS/2 fsType)",
            hint,
        );
    }
    let missing: String = WRITTEN.chars().filter(|c| face.glyph_index(*c).is_none_or(|glyph| glyph.0 == 0)).take(12).collect();
    if !missing.is_empty() {
        let hint = msg!(
            "use a font with the letters of Western Europe (Latin-1 and `–`, `•`, `…`)",
            "använd ett typsnitt med västeuropeiska tecken (Latin-1 och `–`, `•`, `…`)"
        );
        return said(&format!("has no `{missing}`"), &format!("saknar `{missing}`"), hint);
    }
    // Every PDF cuts the font down to what it uses. What that stumbles over is found here, and not in some release's PDF.
    let glyphs: Vec<u16> = (0..face.number_of_glyphs()).collect();
    // Some broken tables make it give up in the middle rather than say so.
    let cut = std::panic::catch_unwind(|| subsetter::subset(bytes, 0, &GlyphRemapper::new_from_glyphs_sorted(&glyphs)).is_ok());
    if !cut.unwrap_or(false) {
        return broken();
    }
    None
}

/// Bits 8 and 9 of OS/2 fsType: no subsetting, bitmaps only. A font without that table forbids nothing.
fn may_be_cut_down(face: &Face) -> bool {
    face.tables().os2.is_none() || face.is_subsetting_allowed() && face.is_outline_embedding_allowed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &[u8] = include_bytes!("../../../../templates/print/fonts/SourceSans3-Regular.ttf");

    #[test]
    fn our_own_fonts_are_fit() {
        for font in [
            OURS,
            include_bytes!("../../../../templates/print/fonts/SourceSans3-Italic.ttf"),
            include_bytes!("../../../../templates/print/fonts/SourceSans3-SemiBold.ttf"),
            include_bytes!("../../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf"),
        ] {
            assert_eq!(unfit(font), None);
        }
    }

    /// Where a table of the font begins.
    fn table(font: &[u8], tag: &[u8; 4]) -> usize {
        let row = (12..).step_by(16).find(|&at| &font[at..at + 4] == tag).unwrap();
        u32::from_be_bytes(font[row + 8..row + 12].try_into().unwrap()) as usize
    }

    #[test]
    fn a_font_that_is_no_good_is_found_out_whatever_is_wrong_with_it() {
        let says = |font: &[u8]| unfit(font).unwrap().0;
        for end in [0, 3, 4, 12, 100, 10_000, OURS.len() / 2] {
            assert!(unfit(&OURS[..end]).is_some(), "{end}");
        }
        let mut restricted = OURS.to_vec();
        let os2 = table(OURS, b"OS/2");
        restricted[os2 + 8..os2 + 10].copy_from_slice(&2u16.to_be_bytes());
        assert!(says(&restricted).contains("fsType"));
        restricted[os2 + 8..os2 + 10].copy_from_slice(&0x100u16.to_be_bytes());
        assert!(says(&restricted).contains("fsType"));
        assert!(says(b"OTTO....").contains("CFF"));
        // What a PDF holds of a font no longer tells which letter is which.
        let bare = subsetter::subset(OURS, 0, &GlyphRemapper::new_from_glyphs_sorted(&[10, 20, 30])).unwrap();
        assert!(says(&bare).starts_with("has no `abc"), "{}", says(&bare));
        // Whatever byte is wrong: an answer, and no panic.
        for at in (0..2_000).chain((0..OURS.len()).step_by(OURS.len() / 300)) {
            let mut font = OURS.to_vec();
            font[at] ^= 0xff;
            let _ = unfit(&font);
        }
    }
}
