//! What news desks take in: plain press text. (IPTC 7901, NITF, NewsML-G2 and ninjs join it here.)

pub mod press_text;
