//! DKIM signatures (RFC 6376, RFC 8463): relaxed/relaxed, rsa-sha256 or ed25519-sha256; the door to ring.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};

use crate::error::Error;
use crate::msg;

/// The fields that are signed where the mail has them. A change to any of them breaks the signature.
const SIGNED: &[&str] = &[
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Auto-Submitted",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Signed once more than they are there, so that nobody can put another before them (RFC 6376, 8.15).
const OVERSIGNED: &[&str] = &["From", "Subject", "To", "Date"];

/// Columns of a line of the signature.
const WIDTH: usize = 72;

/// Signs the mails of a domain.
#[derive(Debug)]
pub struct DkimSigner {
    domain: String,
    selector: String,
    key: DkimKey,
}

#[derive(Debug)]
enum DkimKey {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl DkimSigner {
    /// `pem` is a private key in PEM: PKCS #8 of RSA with at least 2048 bits or of Ed25519, or PKCS #1 of RSA.
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<DkimSigner, Error> {
        let key = read_key(pem).ok_or_else(|| {
            Error::new(msg!("the DKIM key cannot be read", "DKIM-nyckeln kan inte läsas")).hint(msg!(
                "it must be a private key in PEM, RSA of at least 2048 bits or Ed25519: `openssl genpkey -algorithm ed25519`",
                "den ska vara en privat nyckel i PEM, RSA med minst 2048 bitar eller Ed25519: `openssl genpkey -algorithm ed25519`"
            ))
        })?;
        Ok(DkimSigner { domain: domain.to_owned(), selector: selector.to_owned(), key })
    }

    /// The field `DKIM-Signature`, to be put before `mail`. `signed_at` is in seconds since 1970.
    pub fn sign(&self, mail: &[u8], signed_at: i64) -> Result<String, Error> {
        let (fields, body) = split(mail);
        let fields = unfold(&fields);
        let body_hash = STANDARD.encode(digest(&SHA256, &relax_body(body)));
        let algorithm = match self.key {
            DkimKey::Rsa(_) => "rsa-sha256",
            DkimKey::Ed25519(_) => "ed25519-sha256",
        };
        let names = signed_names(&fields);
        let tags = [
            "v=1".to_owned(),
            format!("a={algorithm}"),
            "c=relaxed/relaxed".to_owned(),
            format!("d={}", self.domain),
            format!("s={}", self.selector),
            format!("t={signed_at}"),
            format!("h={}", names.join(":")),
            format!("bh={body_hash}"),
        ];
        let unsigned = fold_tags(&tags);
        let mut input = String::new();
        let mut left: Vec<&MailField> = fields.iter().collect();
        for name in &names {
            // Of several fields of a name the last is signed first (RFC 6376, 5.4.2); one too many is an empty one.
            if let Some(at) = left.iter().rposition(|field| field.is_named(name)) {
                input.push_str(&left.remove(at).relaxed());
                input.push_str("\r\n");
            }
        }
        input.push_str(&MailField { name: "DKIM-Signature", value: Cow::Borrowed(&unsigned) }.relaxed());
        let signature = self.key.sign(input.as_bytes())?;
        Ok(format!("DKIM-Signature: {unsigned}{}\r\n", fold_signature(&STANDARD.encode(signature))))
    }
}

impl DkimKey {
    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            DkimKey::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let signed = pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature);
                signed.map_err(|_| Error::new(msg!("the mail cannot be signed", "mejlet kan inte signeras")))?;
                Ok(signature)
            }
            // It signs the hash, not the text (RFC 8463, 3).
            DkimKey::Ed25519(pair) => Ok(pair.sign(digest(&SHA256, input).as_ref()).as_ref().to_vec()),
        }
    }
}

fn read_key(pem: &str) -> Option<DkimKey> {
    let (label, rest) = pem.split_once("-----BEGIN ")?.1.split_once("-----")?;
    let (encoded, _) = rest.split_once("-----END ")?;
    let der = STANDARD.decode(encoded.split_whitespace().collect::<String>()).ok()?;
    let rsa = |pair: RsaKeyPair| DkimKey::Rsa(Box::new(pair));
    match label {
        "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der).ok().map(rsa),
        // OpenSSL writes no public key beside that of Ed25519.
        "PRIVATE KEY" => {
            let ed25519 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map(DkimKey::Ed25519);
            ed25519.or_else(|_| RsaKeyPair::from_pkcs8(&der).map(rsa)).ok()
        }
        _ => None,
    }
}

struct MailField<'m> {
    name: &'m str,
    /// As it is in the mail, folded.
    value: Cow<'m, str>,
}

impl MailField<'_> {
    fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// RFC 6376, 3.4.2.
    fn relaxed(&self) -> String {
        let words: Vec<&str> = self.value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
        format!("{}:{}", self.name.trim_end().to_ascii_lowercase(), words.join(" "))
    }
}

/// The head and the body of a mail.
fn split(mail: &[u8]) -> (Cow<'_, str>, &[u8]) {
    let end = mail.windows(4).position(|four| four == b"\r\n\r\n").map_or(mail.len(), |at| at + 2);
    let body = mail.get(end + 2..).unwrap_or_default();
    (String::from_utf8_lossy(&mail[..end]), body)
}

fn unfold(head: &str) -> Vec<MailField<'_>> {
    let mut fields: Vec<MailField> = Vec::new();
    for line in head.split_inclusive("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some(field) = fields.last_mut() {
                field.value.to_mut().push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push(MailField { name, value: Cow::Borrowed(value) });
        }
    }
    fields
}

/// The names for `h=`, each as often as it is there, and those that must not be added once more.
fn signed_names(fields: &[MailField]) -> Vec<&'static str> {
    let count = |name: &str| fields.iter().filter(|field| field.is_named(name)).count();
    let there = SIGNED.iter().flat_map(|name| std::iter::repeat_n(*name, count(name)));
    there.chain(OVERSIGNED.iter().copied()).collect()
}

/// RFC 6376, 3.4.4: white space within lines is reduced, that at their ends and empty lines at the end are left out.
fn relax_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 2);
    let mut end = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let words = line.split(|byte| matches!(byte, b' ' | b'\t'));
        let mut is_after_space = false;
        for (n, word) in words.enumerate() {
            is_after_space |= n > 0;
            if word.is_empty() {
                continue;
            }
            if is_after_space {
                out.push(b' ');
            }
            is_after_space = false;
            out.extend_from_slice(word);
            end = out.len() + 2;
        }
        out.extend_from_slice(b"\r\n");
    }
    out.truncate(end);
    out
}

/// Tags of the signature on lines of at most [`WIDTH`] columns where that is possible, and `b=` at the end.
fn fold_tags(tags: &[String]) -> String {
    let mut out = String::new();
    let mut column = "DKIM-Signature: ".len();
    for tag in tags {
        // A list of names may be folded at its colons.
        for (n, piece) in format!("{tag};").split_inclusive(':').enumerate() {
            if column + piece.len() + 1 > WIDTH && !out.is_empty() {
                out.push_str("\r\n\t");
                column = 8;
            } else if n == 0 && !out.is_empty() {
                out.push(' ');
                column += 1;
            }
            out.push_str(piece);
            column += piece.len();
        }
    }
    out.push_str("\r\n\tb=");
    out
}

fn fold_signature(encoded: &str) -> String {
    let lines: Vec<&str> = encoded.as_bytes().chunks(WIDTH - 10).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    lines.join("\r\n\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PKCS #8 of Ed25519, as OpenSSL writes it (RFC 8410, 7), with a seed that everybody knows.
    fn key_of_tests() -> String {
        let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        der.extend([7; 32]);
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
    }

    /// RFC 6376, 3.4.5.
    #[test]
    fn head_and_body_are_relaxed_as_in_the_standard() {
        let mail = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, body) = split(mail);
        let relaxed: Vec<String> = unfold(&head).iter().map(MailField::relaxed).collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
        assert_eq!(relax_body(body), b" C\r\nD E\r\n");
        assert_eq!(relax_body(b""), b"");
        assert_eq!(relax_body(b"\r\n \r\n"), b"");
        assert_eq!(relax_body(b"a"), b"a\r\n");
    }

    #[test]
    fn fields_are_signed_as_often_as_they_are_there_and_some_once_more() {
        let fields = unfold("From: a\r\nsubject: b\r\nX-Other: c\r\n");
        assert_eq!(signed_names(&fields), ["From", "Subject", "From", "Subject", "To", "Date"]);
    }

    #[test]
    fn a_signature_is_folded_and_the_same_twice() {
        let signer = DkimSigner::new("solvik.example", "press2026", &key_of_tests()).unwrap();
        let mail = b"From: Solvik <press@solvik.example>\r\nTo: desk@tt.example\r\nSubject: Ny simhall\r\n\r\nText\r\n";
        let field = signer.sign(mail, 1_780_000_000).unwrap();
        assert_eq!(field, signer.sign(mail, 1_780_000_000).unwrap());
        assert!(field.lines().all(|line| line.len() <= 78) && field.ends_with("\r\n"), "{field}");
        assert!(field.contains("t=1780000000") && field.contains("a=ed25519-sha256"), "{field}");
        assert_ne!(field, signer.sign(mail, 1_780_000_001).unwrap());
    }

    #[test]
    fn keys_that_cannot_sign_are_refused() {
        for pem in
            ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END"]
        {
            let error = DkimSigner::new("a.example", "s", pem).unwrap_err();
            assert!(error.hint_message().is_some());
        }
    }
}
