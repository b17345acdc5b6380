//! Ids and file names of messages. None of them holds a number of the journal: a lost journal gives the same again, and a receiver that
//! drops repetitions sees one.

use crate::db::delivery::DeliveryPurpose;

/// Characters of an id: 130 bits in base 32.
const ID_LEN: usize = 26;

/// The id of a message to a channel: 26 letters and digits.
pub fn message_id(release: &str, revision: i64, purpose: DeliveryPurpose, channel: &str) -> String {
    // History and advance copies of a version are the same text: a receiver has it once.
    let purpose = match purpose {
        DeliveryPurpose::Release | DeliveryPurpose::History => "release",
        other => other.name(),
    };
    let hash = blake3::hash(format!("{release}\0{revision}\0{purpose}\0{channel}").as_bytes());
    base32(hash.as_bytes()).chars().take(ID_LEN).collect()
}

/// `msg_tt.k3v...`, the id of a webhook (Standard Webhooks).
pub fn webhook_id(id: &str, channel: &str) -> String {
    format!("msg_{channel}.{id}")
}

/// RFC 4648 in lower case, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut count) = (0u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(ALPHABET[(bits >> count & 31) as usize]));
        }
    }
    if count > 0 {
        text.push(char::from(ALPHABET[(bits << (5 - count) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_release_version_purpose_and_channel_alone() {
        let id = message_id("tag:solvik.example,2026:a", 1, DeliveryPurpose::Release, "tt");
        assert_eq!(id.len(), ID_LEN);
        assert_eq!(id, message_id("tag:solvik.example,2026:a", 1, DeliveryPurpose::History, "tt"));
        for other in [
            message_id("tag:solvik.example,2026:b", 1, DeliveryPurpose::Release, "tt"),
            message_id("tag:solvik.example,2026:a", 2, DeliveryPurpose::Release, "tt"),
            message_id("tag:solvik.example,2026:a", 1, DeliveryPurpose::Kill, "tt"),
            message_id("tag:solvik.example,2026:a", 1, DeliveryPurpose::Release, "sr"),
        ] {
            assert_ne!(id, other);
        }
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        for (bytes, text) in [("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foobar", "mzxw6ytboi")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
