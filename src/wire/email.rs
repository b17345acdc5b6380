//! A release as an e-mail to a news desk: a subject, a text and an HTML part that say the same.
//!
//! Whoever sends it adds the addresses, the ids and the signature (`transport/mail`).

mod html;
mod parts;
mod text;

use crate::artifact::Context;
use crate::diag::Diagnostic;
use crate::model::{Edition, Lang, Release, Withdrawal};
use crate::wire::message::WireMessage;

use parts::{EmailPart, Extent};

/// A release, or the notice that it is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseEmail {
    /// "RÄTTELSE: Avgifterna i simhallen". The headline is never shortened.
    pub subject: String,
    /// Flowed (RFC 3676, `delsp=no`); lines end with `\n`.
    pub text: String,
    pub html: String,
    pub lang: Lang,
}

/// The largest HTML part, in bytes. Gmail hides what exceeds 102 kB.
const MAX_HTML_BYTES: usize = 100_000;

pub fn write(edition: &Edition, release: &Release, context: &Context) -> Result<ReleaseEmail, Vec<Diagnostic>> {
    write_message(&WireMessage::from_release(edition, release, context), MAX_HTML_BYTES)
}

pub fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> Result<ReleaseEmail, Vec<Diagnostic>> {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context), MAX_HTML_BYTES)
}

fn write_message(message: &WireMessage, limit: usize) -> Result<ReleaseEmail, Vec<Diagnostic>> {
    let (parts, html) = fit(message, limit)?;
    Ok(ReleaseEmail { subject: subject(message), text: text::write(&parts, message), html, lang: message.lang.clone() })
}

/// "EMBARGO TILL 20 JUNI 2017 KL. 10.00: RÄTTELSE: Ny simhall".
fn subject(message: &WireMessage) -> String {
    let withheld = message.release.and_then(|release| message.words.withheld(message.edition, release));
    let prefix = withheld.map_or_else(String::new, |withheld| format!("{}: ", withheld.to_uppercase().replace('\u{a0}', " ")));
    format!("{prefix}{}", message.title())
}

/// The parts as HTML of at most `limit` bytes: all of them, or as many blocks of the text as there is room for.
fn fit<'m>(message: &'m WireMessage, limit: usize) -> Result<(Vec<EmailPart<'m>>, String), Vec<Diagnostic>> {
    let attempt = |extent| {
        let parts = parts::list(message, extent);
        html::write(&parts, message, &subject(message)).map(|html| (parts, html))
    };
    let whole = attempt(Extent::Whole)?;
    if whole.1.len() <= limit {
        return Ok(whole);
    }
    let mut best = attempt(Extent::Blocks(0))?;
    if best.1.len() > limit {
        return attempt(Extent::Head);
    }
    let (mut fits, mut exceeds) = (0, parts::count_blocks(message));
    while fits + 1 < exceeds {
        let middle = usize::midpoint(fits, exceeds);
        let next = attempt(Extent::Blocks(middle))?;
        if next.1.len() <= limit {
            (fits, best) = (middle, next);
        } else {
            exceeds = middle;
        }
    }
    Ok(best)
}
