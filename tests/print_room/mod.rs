//! A newsroom in code, and a reader of tagged PDFs without external programs.
#![allow(dead_code)] // Each test file uses its own part.

pub mod newsroom;
pub mod reader;
