//! Depesch turns each release of a press office into every format its readers use.
//!
//! ```text
//! content/ --> content --> model --> feed | wire | print | page --> format --> out | serve
//!              (parses)    (types)        (pure writers)          (the table)
//! ```
//!
//! Data flows from left to right; a module imports only modules to its left (`tests/layers.rs`). The modules in that order:

#![warn(clippy::panic, clippy::print_stderr, clippy::print_stdout, clippy::unwrap_used)]

pub mod diag;
pub mod error;

pub mod model;

pub mod content;
pub mod import;

pub mod artifact;
pub mod markup;
pub mod wording;

#[cfg(feature = "serve")]
pub mod search;

pub mod feed;
pub mod page;
pub mod print;
pub mod wire;

pub mod format;

pub mod out;

#[cfg(feature = "serve")]
pub mod db;
#[cfg(feature = "serve")]
pub mod serve;

#[cfg(feature = "serve")]
pub mod net;

#[cfg(feature = "serve")]
pub mod hub;

#[cfg(feature = "serve")]
pub mod transport;

#[cfg(feature = "serve")]
pub mod delivery;

#[cfg(feature = "serve")]
pub mod sandbox;

pub mod cli;
