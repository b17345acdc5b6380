//! Signatures of deliveries under the subscriber's secret (WebSub 8), and random numbers.
//! <https://www.w3.org/TR/websub/#signing-content>

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How a delivery is signed (WebSub 8, "recognized algorithm names", which also has longer ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureMethod {
    /// Broken, but all that old readers know.
    Sha1,
    #[default]
    Sha256,
}

/// The value of `X-Hub-Signature`: the name of the method, `=`, the HMAC of the body in lower-case hexadecimal.
pub fn signature(method: SignatureMethod, secret: &str, body: &[u8]) -> String {
    let secret = secret.as_bytes();
    match method {
        SignatureMethod::Sha1 => format!("sha1={}", hmac::<Hmac<Sha1>>(secret, body)),
        SignatureMethod::Sha256 => format!("sha256={}", hmac::<Hmac<Sha256>>(secret, body)),
    }
}

fn hmac<M: Mac + KeyInit>(secret: &[u8], body: &[u8]) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(secret).expect("an HMAC takes a key of any length");
    mac.update(body);
    hex(&mac.finalize().into_bytes())
}

/// SHA-256, to see whether bytes are others than before.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The name of a delivery: the same for the same bytes of the same topic, whoever gets them and however often.
pub fn delivery_id(topic: &str, hash: &[u8; 32]) -> String {
    let whole = Sha256::new().chain_update(topic).chain_update([0]).chain_update(hash).finalize();
    hex(&whole[..16])
}

/// 256 random bits in hexadecimal (WebSub 5.3: the challenge).
pub fn challenge() -> Result<String, getrandom::Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)?;
    Ok(hex(&bits))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        let body = "Hej Botkyrka ö\n".as_bytes();
        for (method, expected) in [
            (SignatureMethod::Sha1, "sha1=b3b054d693dabad4f5eb2581216d08272e7b4490"),
            (SignatureMethod::Sha256, "sha256=61c534e716014d422f2685851e1fb6fb58fe4425269aa7043bf0c50a5f47cfb0"),
        ] {
            assert_eq!(signature(method, "s3cret", body), expected);
        }
    }

    #[test]
    fn a_delivery_is_named_for_its_topic_and_bytes() {
        let id = |topic: &str, body: &str| delivery_id(topic, &hash(body.as_bytes()));
        // As `printf 'https://press.example/feed.rss\0' | cat - <(printf hej | openssl dgst -sha256 -binary) | sha256sum` begins.
        assert_eq!(id("https://press.example/feed.rss", "hej"), "b53f7f2c6dd45579ccbbe213b88d4dbc");
        assert_ne!(id("https://press.example/feed.rss", "hej"), id("https://press.example/feed.atom", "hej"));
        assert_ne!(id("https://press.example/feed.rss", "hej"), id("https://press.example/feed.rss", "hej "));
    }

    #[test]
    fn no_two_challenges_are_the_same_and_each_has_256_bits() {
        let drawn: std::collections::BTreeSet<String> = (0..100).map(|_| challenge().unwrap()).collect();
        assert_eq!(drawn.len(), 100);
        assert!(drawn.iter().all(|one| one.len() == 64));
    }
}
