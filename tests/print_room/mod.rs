//! A newsroom made in code, and a reader of tagged PDFs that needs no program but this one.

pub mod newsroom;
pub mod reader;
