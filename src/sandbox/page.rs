//! The page that shows what arrived, as a desk sees it.

use std::sync::LazyLock;

use serde::Serialize;

use super::arrivals::{Arrival, Arrivals};
use super::misbehaviour::Misbehaviour;
use crate::markup::templates::Templates;

pub const STYLE: &str = include_str!("../../templates/sandbox/style.css");

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::parse(&[
        ("list.html", include_str!("../../templates/sandbox/list.html")),
        ("message.html", include_str!("../../templates/sandbox/message.html")),
    ])
});

#[derive(Serialize)]
struct ListPage {
    behaviour: &'static str,
    behaviours: Vec<&'static str>,
    refusals: u64,
    /// Newest first.
    arrivals: Vec<ArrivalRow>,
}

#[derive(Serialize)]
struct ArrivalRow {
    number: usize,
    time: String,
    receiver: &'static str,
    title: String,
    length: usize,
}

#[derive(Serialize)]
struct MessagePage {
    number: usize,
    time: String,
    receiver: &'static str,
    title: String,
    facts: Vec<(String, String)>,
    text: String,
    raw: String,
    has_html: bool,
}

pub fn list(arrivals: &Arrivals) -> Option<String> {
    let rows = arrivals.list();
    let row = |(number, arrival): (usize, &Arrival)| ArrivalRow {
        number,
        time: time(arrival.at),
        receiver: arrival.receiver,
        title: arrival.title.clone(),
        length: arrival.bytes.len(),
    };
    let page = ListPage {
        behaviour: arrivals.misbehaviour().map_or("well", Misbehaviour::name),
        behaviours: std::iter::once("well").chain(Misbehaviour::ALL.map(Misbehaviour::name)).collect(),
        refusals: arrivals.refusals(),
        arrivals: rows.iter().enumerate().rev().map(row).collect(),
    };
    TEMPLATES.render("list.html", &page).ok()
}

pub fn message(number: usize, arrival: &Arrival) -> Option<String> {
    let page = MessagePage {
        number,
        time: time(arrival.at),
        receiver: arrival.receiver,
        title: arrival.title.clone(),
        facts: arrival.facts.clone(),
        text: readable(arrival),
        raw: visible(&arrival.bytes),
        has_html: html_part(&arrival.bytes).is_some(),
    };
    TEMPLATES.render("message.html", &page).ok()
}

/// What an editor reads.
fn readable(arrival: &Arrival) -> String {
    match arrival.receiver {
        "mail" => part(&arrival.bytes, "text/plain").map(|text| unflow(&text)).unwrap_or_default(),
        "webhook" => event_text(&arrival.bytes),
        _ => decode(&arrival.bytes).chars().filter(|c| !c.is_control() || matches!(c, '\n')).collect(),
    }
}

/// The text of a release in an event, or all of it.
fn event_text(bytes: &[u8]) -> String {
    let event: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let bodies = event["data"]["bodies"].as_array().into_iter().flatten();
    let plain = bodies.filter(|body| body["contentType"] == "text/plain").find_map(|body| body["value"].as_str());
    plain.map_or_else(|| format!("{event:#}"), str::to_owned)
}

/// Lines that end with a space go on (RFC 3676).
fn unflow(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(line);
        if !line.ends_with(' ') || line == "-- " {
            out.push('\n');
        }
    }
    out
}

pub fn html_part(mail: &[u8]) -> Option<String> {
    part(mail, "text/html")
}

/// The first part of that type, decoded.
fn part(mail: &[u8], media_type: &str) -> Option<String> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    let start = text.find(&format!("Content-Type: {media_type}"))?;
    let (head, body) = text[start..].split_once("\n\n")?;
    let end = body.find("\n--=_").unwrap_or(body.len());
    let body = &body[..end];
    if !head.to_ascii_lowercase().contains("quoted-printable") {
        return Some(body.to_owned());
    }
    let mut bytes = Vec::with_capacity(body.len());
    let joined = body.replace("=\n", "");
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'=' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16)).unwrap_or(0);
        bytes.push(u8::try_from(digit() * 16 + digit()).unwrap_or(b'?'));
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// UTF-8, or ISO 8859-1 where it is not that.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// With control characters as their pictures.
fn visible(bytes: &[u8]) -> String {
    let show = |c: char| match c {
        '\n' => "␊\n".to_owned(),
        '\r' => "␍".to_owned(),
        c if (c as u32) < 0x20 => char::from_u32(0x2400 + c as u32).map(String::from).unwrap_or_default(),
        c => c.to_string(),
    };
    decode(bytes).chars().take(200_000).map(show).collect()
}

fn time(at: i64) -> String {
    let seconds = at.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02} UTC", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
