//! Fonts: the glyphs of a word, and subsets with only the glyphs in use.
//!
//! `shaper` is the door to `rustybuzz`, `font_set` to `subsetter`.

mod face;
mod font_set;
mod parsed_face;
mod shaper;

pub use face::Face;
pub use font_set::{Fonts, SOFT_HYPHEN, Subset};
pub use shaper::{Glyph, ShapedWord, Shaper};
