//! The door to `printpdf` and `lopdf`: turns pages and structure into the bytes of a tagged PDF.
//!
//! `printpdf` writes pages, operators and fonts; `lopdf` adds the requirements of PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3), listed
//! by clause in `src/print/PDF_UA1.md`.

mod attachment;
mod colour_profile;
mod document;
mod info;
mod marked_content;
mod navigation;
mod objects;
mod paint;
mod tags;
mod writer;
mod xmp;

pub use info::{DocumentInfo, EmbeddedFile};

use super::composer::ComposedDocument;
use super::fonts::Fonts;
use super::theme::ResolvedTheme;

/// Writes the file, step by step. Takes the pictures out of `composed`.
///
/// # Errors
/// A sentence for developers, when a font or `printpdf` fails.
pub fn write(
    composed: &mut ComposedDocument,
    theme: &ResolvedTheme,
    fonts: &'static Fonts,
    info: &DocumentInfo,
) -> Result<Vec<u8>, String> {
    let painted = paint::paint(composed, theme, fonts).ok_or("a font could not be cut down to the glyphs in use")?;
    let ComposedDocument { pages, tree, .. } = composed;
    let mut document = document::PdfDocument::from_pages(painted.pages)?;
    document.map_soft_hyphens(&painted.soft_hyphens);
    document.describe(info);
    let links = navigation::write_links(&mut document, tree, theme, &painted.link_areas);
    tags::write(&mut document, tree, &painted.marks, &links);
    navigation::write_outline(&mut document, tree, pages, theme);
    if let Some(file) = &info.attachment {
        attachment::write(&mut document, file, info);
    }
    Ok(document.finish(info))
}
