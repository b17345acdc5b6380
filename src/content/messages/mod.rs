//! The wording of errors in texts that several readers report, each with its remedy.

pub(crate) mod invalid_names;
pub(crate) mod syntax;
pub(crate) mod unknown_references;
