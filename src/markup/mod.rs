//! How text becomes markup without any character of it being mistaken for markup.

pub mod chars;
pub mod html;

pub use chars::clean;
