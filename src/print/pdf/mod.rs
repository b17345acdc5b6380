//! The door to `printpdf` and `lopdf`: pages and their tree become the bytes of a tagged PDF.
//!
//! `printpdf` writes pages, operators and fonts; `lopdf` adds what PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3) ask for.
//! Clause by clause: `src/print/PDF_UA1.md`.

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

pub use info::DocumentInfo;
pub use info::EmbeddedFile;

use super::compose::ComposedDocument;
use super::fonts::Fonts;
use super::theme::ResolvedTheme;

/// The file, or what went wrong in words for the one who develops Depesch.
pub fn write(
    composed: &ComposedDocument,
    look: &ResolvedTheme,
    fonts: &'static Fonts,
    about: &DocumentInfo,
) -> Result<Vec<u8>, String> {
    let ComposedDocument { pages, tree, .. } = composed;
    let painted = paint::paint(composed, look, fonts).ok_or("a font could not be cut down to the glyphs in use")?;
    let mut document = document::PdfDocument::of(painted.pages)?;
    document.map_soft_hyphens(&painted.soft_hyphens);
    document.describe(about);
    let links = navigation::links(&mut document, tree, look, &painted.areas);
    tags::write(&mut document, tree, &painted.marks, &links);
    navigation::outline(&mut document, tree, pages, look);
    if let Some(file) = &about.attached {
        attachment::write(&mut document, file, about);
    }
    Ok(document.finish(about))
}
