//! The newsroom as a web site: a page for each release, the start page and the archive, which work from any folder and without scripts.

pub mod archive;
pub mod assets;
pub mod front;
pub mod moved;
pub mod release;

mod entry;
mod frame;
mod json_ld;
mod summary;
mod templates;
