//! The fonts of themes: each set is parsed once in a run, and kept to its end, as our own fonts are.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::FONTS;
use super::Fonts;
use super::ParsedFace;
use super::load;
use crate::model::theme::FontFile;
use crate::model::theme::FontFiles;

/// A run prints with one theme, so this list has one row; tests and whoever embeds Depesch may have a few.
static THEMES: Mutex<Vec<(FontFiles, &'static Fonts)>> = Mutex::new(Vec::new());

/// `None` when a font cannot be read, which whoever read the theme has tried.
pub fn of(files: &FontFiles) -> Option<&'static Fonts> {
    let mut themes = THEMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, fonts)) = themes.iter().find(|(known, _)| known == files) {
        return Some(fonts);
    }
    let Fonts([regular, italic, semibold, semibold_italic, arabic, arabic_semibold]) = FONTS.as_ref()?;
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
