//! What news desks take in: press text, mail, IPTC 7901, NITF, NewsML-G2, ninjs.
//!
//! `message.rs` decides what a message says, each format spells it; `charset.rs` knows which characters a receiver has.

pub mod body;
pub mod charset;
pub mod email;
pub mod inspect;
pub mod iptc7901;
pub mod message;
pub mod newsml_g2;
pub mod ninjs;
pub mod nitf;
pub mod press_text;
mod report;
pub mod signal;
