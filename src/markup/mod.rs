//! A body as another text: HTML for pages and feeds, plain text for wire and mail, and the XML writer.

pub mod chars;
pub mod html;
pub mod link;
pub mod no_break;
pub mod phone_numbers;
pub mod plain;
pub mod summary;
pub mod templates;
pub mod xml_writer;

pub use chars::{Pairs, clean};
