//! Turns releases that were written elsewhere (plain text, a saved web page, a paste from a word processor, a feed, an export of
//! WordPress) into our content format.
//!
//! The words are taken over as they are. What belonged to the other place (breadcrumbs, "Skriv ut") is left out and reported.

mod boilerplate;
mod contacts;
mod date;
mod decode;
mod document;
mod feed;
mod html;
mod imported;
mod importer;
mod input;
mod links;
mod lists;
mod phrases;
mod plain;
mod recognize;
mod references;
mod registries;
mod source_map;
mod styled_text;
mod write;
mod xml;

pub use imported::ImportOutcome;
pub use imported::Imported;
pub use imported::InputRest;
pub use imported::Omission;
pub use imported::OmissionReason;
pub use importer::Importer;
pub use input::ExistingContent;
pub use input::Input;
