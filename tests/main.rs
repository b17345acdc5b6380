//! Every integration test, in one program: it is linked once, and what tests share is compiled once.

#![allow(clippy::disallowed_methods, reason = "tests wait for services, and give up after a time")]

mod channels;
mod cli;
mod cli_change;
mod cli_import;
mod cli_init;
mod cli_print;
mod collections;
mod common;
mod content;
#[cfg(feature = "serve")]
mod delivery_cli;
mod discovery;
mod documents;
mod email;
mod feed_window;
mod feeds;
mod golden;
mod hostile;
#[cfg(feature = "serve")]
mod hub;
mod import;
mod import_cases;
mod laws;
mod layers;
mod lifecycle;
mod limits;
mod manifest;
mod mistakes;
mod page;
mod page_newsroom;
mod parse_cache;
mod pictures;
mod print;
mod print_collections;
mod print_headings;
mod print_room;
mod properties;
mod published;
mod quotes;
mod reading_order;
mod schedule;
#[cfg(feature = "serve")]
mod search;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod serve_base_path;
#[cfg(feature = "serve")]
mod serve_database;
#[cfg(feature = "serve")]
mod serve_delivery;
#[cfg(feature = "serve")]
mod serve_hub;
#[cfg(feature = "serve")]
mod serve_listen;
#[cfg(feature = "serve")]
mod serve_pressure;
#[cfg(feature = "serve")]
mod serve_requests;
mod theme;
mod typography;
mod wire;
mod wire_inspect;
mod wire_ninjs;
mod wire_same;
mod wire_superdesk;
mod wire_xml;
mod withheld;
