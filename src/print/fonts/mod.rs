//! Fonts: which glyphs show a word, and a small font file that holds only those in use.
//!
//! With `rustybuzz` shapes `shaper`, with `subsetter` cuts `font_set`.

mod face;
mod font_set;
mod parsed_face;
mod shaper;

pub use face::Face;
pub use font_set::Fonts;
pub use font_set::SOFT_HYPHEN;
pub use font_set::Subset;
pub use shaper::{Glyph, ShapedWord, Shaper};
