//! Text before layout: the author's words as spans, where a line may end, and which line ends look best.

pub mod hyphenation;
pub mod line_breaking;
pub mod spans;
