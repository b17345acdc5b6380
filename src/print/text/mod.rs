//! Text before layout: spans, the places where a line may end, and the choice of line ends.

pub mod hyphenation;
pub mod line_breaking;
pub mod spans;
