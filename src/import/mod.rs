//! Converts releases from elsewhere (plain text, saved web pages, pastes from word processors, feeds, WordPress exports) into our content
//! format.
//!
//! The text stays as it is. Parts of the old place (breadcrumbs, "Skriv ut") are left out and reported.

mod boilerplate;
mod columns;
mod contact_parts;
mod contacts;
mod control_references;
mod date;
mod decode;
mod document;
mod feed;
mod html;
mod imported;
mod importer;
mod input;
mod language;
mod links;
mod lists;
mod markdown;
mod names;
mod phrases;
mod plain;
mod recognize;
mod references;
mod registries;
mod short_codes;
mod source_map;
mod styled_text;
mod topics;
mod write;
mod xml;

pub use imported::{ImportOutcome, Imported, InputRest, Omission, OmissionReason};
pub use importer::Importer;
pub use input::{ExistingContent, Input};
