//! HTTP: who answers which path, and how (RFC 9110).

mod documents;
mod operator;
mod previews;
mod search;
mod websub;

pub mod coding;
pub mod preconditions;
pub mod range;
pub mod response;
pub mod router;
