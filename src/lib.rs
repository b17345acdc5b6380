//! Depesch turns what a press office writes once into everything people receive it by.
//!
//! ```text
//! content/ --> content --> model --> feed | wire | print | page --> artifact --> out
//!              (reads)    (knows)        (write bytes)               (a file)    (moves bytes)
//! ```
//!
//! Data walks left to right and never back; a room imports only rooms to its left
//! (`tests/layers.rs` holds the table). Each room says in its first line what it is for.
//! The rooms, in the order in which data visits them:

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
pub mod hub;

pub mod cli;
