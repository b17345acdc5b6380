//! A newsroom made in code, and a reader of tagged PDFs that needs no program but this one.
#![allow(dead_code)] // Each test file uses its own part.

pub mod newsroom;
pub mod reader;
