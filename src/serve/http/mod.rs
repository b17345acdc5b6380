//! HTTP: what is at each path, and how it is answered (RFC 9110).

pub mod preconditions;
pub mod response;
pub mod router;
