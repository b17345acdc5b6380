//! Replies of a server (RFC 5321, 4.2): a code of three digits and one or more lines of text.

use crate::transport::Reply;

/// Bytes of a reply, all lines together. Servers send some hundred.
const MAX_REPLY_BYTES: usize = 16 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpReply {
    pub code: u16,
    /// The lines without the code.
    pub lines: Vec<String>,
}

impl SmtpReply {
    /// Takes the first reply out of what has been read. `None` while it is not complete.
    pub fn take(buffer: &mut Vec<u8>) -> Result<Option<SmtpReply>, &'static str> {
        let mut reply: Option<SmtpReply> = None;
        let mut start = 0;
        while let Some(length) = buffer[start..].iter().position(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(&buffer[start..start + length]);
            start += length + 1;
            let (code, is_last, text) = split_line(line.trim_end_matches('\r')).ok_or("the server's reply is not SMTP")?;
            let reply = reply.get_or_insert(SmtpReply { code, lines: Vec::new() });
            if reply.code != code {
                return Err("the server's reply has two codes");
            }
            reply.lines.push(text.to_owned());
            if is_last {
                let reply = reply.clone();
                buffer.drain(..start);
                return Ok(Some(reply));
            }
        }
        if buffer.len() > MAX_REPLY_BYTES { Err("the server's reply is too long") } else { Ok(None) }
    }

    pub fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// For good: the same message would be refused again.
    pub fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }

    /// "250 2.0.0 Ok: queued as 4F2A1".
    pub fn receipt(&self) -> Reply {
        Reply::new(self.code, &format!("{} {}", self.code, self.lines.join(" ")))
    }
}

/// Code, whether no line follows, and text.
fn split_line(line: &str) -> Option<(u16, bool, &str)> {
    let digits = line.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let code = digits.parse().ok().filter(|code| (200..600).contains(code))?;
    match line.as_bytes().get(3) {
        None => Some((code, true, "")),
        Some(b' ') => Some((code, true, &line[4..])),
        Some(b'-') => Some((code, false, &line[4..])),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(bytes: &[u8]) -> (Result<Option<SmtpReply>, &'static str>, Vec<u8>) {
        let mut buffer = bytes.to_vec();
        (SmtpReply::take(&mut buffer), buffer)
    }

    #[test]
    fn a_reply_is_taken_when_its_last_line_is_there() {
        let (reply, rest) = take(b"250-mx.example\r\n250-SIZE 100\r\n250 HELP\r\n354 go");
        let expected = SmtpReply { code: 250, lines: ["mx.example", "SIZE 100", "HELP"].map(str::to_owned).to_vec() };
        assert_eq!((reply, rest.as_slice()), (Ok(Some(expected)), &b"354 go"[..]));
        for part in [&b""[..], b"250", b"250 OK", b"250-OK\r\n", b"250-OK\r\n250"] {
            assert_eq!(take(part), (Ok(None), part.to_vec()));
        }
        assert_eq!(take(b"221\r\n").0.unwrap().unwrap().receipt().text, "221");
        assert_eq!(take(b"250 Ok\n").0.unwrap().unwrap().lines, ["Ok"]);
    }

    #[test]
    fn what_is_no_reply_is_an_error() {
        for bytes in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            b"25 x\r\n",
            b"\r\n",
            b"250_x\r\n",
            b"150 x\r\n",
            b"250-a\r\n251 b\r\n",
            b"\xc3\xa5\xc3 \r\n",
        ] {
            assert!(take(bytes).0.is_err(), "{bytes:?}");
        }
        assert!(take(&[b'2'; MAX_REPLY_BYTES + 1]).0.is_err());
        assert!(take(&b"250-x\r\n".repeat(MAX_REPLY_BYTES / 7 + 1)).0.is_err());
    }
}
