//! A mailbox: takes mail by SMTP (RFC 5321) and keeps it.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::arrivals::Arrivals;
use super::misbehaviour::Misbehaviour;

/// The largest mail.
const MAX_MAIL: usize = 10 * 1024 * 1024;

pub async fn run(listener: TcpListener, arrivals: Arc<Arrivals>) {
    while let Ok((stream, _)) = listener.accept().await {
        let arrivals = Arc::clone(&arrivals);
        tokio::spawn(async move {
            // A client that breaks off is no concern of the others.
            let _ = converse(stream, &arrivals).await;
        });
    }
}

async fn converse(stream: TcpStream, arrivals: &Arrivals) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 desk.news.example ESMTP sandbox\r\n").await?;
    let mut line = String::new();
    let mut receiver = String::new();
    loop {
        line.clear();
        if (&mut stream).take(2_000).read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.split([' ', '\r', '\n']).next().unwrap_or_default().to_ascii_uppercase();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" => b"250-desk.news.example\r\n250-PIPELINING\r\n250 SIZE 10485760\r\n",
            "HELO" | "MAIL" | "RSET" | "NOOP" => b"250 OK\r\n",
            "RCPT" => {
                receiver = line.trim().trim_start_matches("RCPT TO:").to_owned();
                b"250 OK\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 end with a dot\r\n").await?;
                if !take_mail(&mut stream, &receiver, arrivals).await? {
                    return Ok(());
                }
                continue;
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 not known\r\n",
        };
        stream.write_all(reply).await?;
    }
}

/// Reads a mail and answers. False: the connection has ended.
async fn take_mail(stream: &mut BufReader<TcpStream>, receiver: &str, arrivals: &Arrivals) -> std::io::Result<bool> {
    let misbehaviour = arrivals.misbehaviour();
    let (mut mail, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 || mail.len() > MAX_MAIL {
            return Ok(false);
        }
        if line == b".\r\n" {
            break;
        }
        mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        if misbehaviour == Some(Misbehaviour::Half) && mail.len() > 1_000 {
            arrivals.count_refusal();
            return Ok(false);
        }
    }
    match misbehaviour {
        Some(Misbehaviour::Busy) => {
            arrivals.count_refusal();
            stream.write_all(b"451 4.7.1 too many mails: try later\r\n").await?;
            return Ok(true);
        }
        Some(Misbehaviour::Error) => {
            arrivals.count_refusal();
            stream.write_all(b"554 5.7.1 refused\r\n").await?;
            return Ok(true);
        }
        Some(Misbehaviour::Never) => {
            arrivals.count_refusal();
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            return Ok(false);
        }
        Some(Misbehaviour::Slow) => tokio::time::sleep(Duration::from_secs(8)).await,
        Some(Misbehaviour::Half | Misbehaviour::WrongKey) | None => {}
    }
    let header = |name: &str| header(&mail, name);
    let facts = ["From", "To", "Message-ID", "In-Reply-To"].iter().filter_map(|name| Some(((*name).to_owned(), header(name)?)));
    let facts = std::iter::once(("RCPT TO".to_owned(), receiver.to_owned())).chain(facts).collect();
    arrivals.add("mail", header("Subject").unwrap_or_default(), facts, mail);
    stream.write_all(b"250 2.0.0 kept\r\n").await?;
    Ok(true)
}

/// A field of the head, unfolded and decoded where it is an encoded word (RFC 2047).
fn header(mail: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(mail);
    let head = text.split("\r\n\r\n").next()?.replace("\r\n ", " ").replace("\r\n\t", " ");
    let value = head.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })?;
    Some(decode_words(&value))
}

fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut was_encoded = false;
    for word in value.split_whitespace() {
        let decoded = decode_word(word);
        // The space between two encoded words is not a part of the text.
        let is_joined = out.is_empty() || (was_encoded && decoded.is_some());
        if !is_joined {
            out.push(' ');
        }
        was_encoded = decoded.is_some();
        out.push_str(decoded.as_deref().unwrap_or(word));
    }
    out
}

fn decode_word(word: &str) -> Option<String> {
    let inner = word.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (_, encoding, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = if encoding.eq_ignore_ascii_case("b") { decode_base64(text)? } else { decode_q(text) };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn decode_q(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'_' => b' ',
            b'=' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16)).unwrap_or(0);
                u8::try_from(digit() * 16 + digit()).unwrap_or(b'?')
            }
            other => other,
        });
    }
    bytes
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_decoded() {
        let mail = "Subject: =?utf-8?Q?R=C3=84TTELSE:_Avgifterna?=\r\n =?utf-8?B?IGkgc2ltaGFsbGVu?= idag\r\n\r\n";
        assert_eq!(header(mail.as_bytes(), "subject").unwrap(), "RÄTTELSE: Avgifterna i simhallen idag");
    }
}
