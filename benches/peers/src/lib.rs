//! What all contestants share: the releases they print, and the clock they run against.

pub mod measure;
pub mod releases;
pub mod with_krilla;
