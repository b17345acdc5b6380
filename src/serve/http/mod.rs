//! HTTP: who answers which path, and how (RFC 9110).

mod documents;
mod held_body;
mod host;
mod operator;
mod previews;
mod pull;
mod request_origin;
mod search;
mod websub;
mod wire_status;

pub mod coding;
pub mod preconditions;
pub mod range;
pub mod response;
pub mod router;
