//! The field `advance`: news desks that may get a release before its embargo ends.

use crate::content::context::ReleaseContext;
use crate::content::front_matter::TableReader;
use crate::content::text::{SourceText, Spanned, find_nearest, shorten};
use crate::model::{Embargo, Key, Status};
use crate::msg;

/// Keys of channels with an agreement. A translation inherits them, as its embargo. `has_embargo`: one is written, right or wrong.
pub(super) fn read_advance(table: &mut TableReader, context: &ReleaseContext, status: &Status, has_embargo: bool) -> Vec<Key> {
    let is_written = table.has("advance");
    let written = table.strings("advance");
    match context.original() {
        Some(original) if !is_written => return original.advance.clone(),
        _ => {}
    }
    let text = table.source();
    let embargo_is_wrong = has_embargo && *status == Status::Usable;
    if let Some(first) = written.first().filter(|_| !embargo_is_wrong) {
        require_embargo(text, first, status);
    }
    let found: Vec<Key> = written.iter().filter_map(|key| find_channel(text, context, key)).collect();
    if let (Some(first), false) = (written.first(), found.is_empty()) {
        let message = msg!(
            "advance copies are not sent yet: the desk gets the release when its embargo ends",
            "förhandsexemplar skickas inte än: redaktionen får meddelandet när embargot slutar"
        );
        let hint = msg!("send it by hand from the preview", "skicka det för hand från förhandsvisningen");
        text.warning(first.span.clone(), message, hint);
    }
    found
}

/// An author who names desks for an advance copy believes that there is an embargo, so that its absence is an error.
fn require_embargo(text: &SourceText, first: &Spanned<String>, status: &Status) {
    let message = match status {
        Status::Withheld(Embargo::Until(_)) => return,
        Status::Withheld(Embargo::UntilFurtherNotice) => msg!(
            "`advance` needs an embargo that ends at a time, not until further notice",
            "`advance` behöver ett embargo som slutar vid en tidpunkt, inte tills vidare"
        ),
        Status::Draft => msg!(
            "a draft is sent to nobody, so that `advance` has no effect",
            "ett utkast skickas inte till någon, så `advance` har ingen verkan"
        ),
        Status::Usable => msg!("`advance` has no effect without an embargo", "`advance` har ingen verkan utan embargo"),
    };
    let hint = msg!(
        "write when the embargo ends, `embargo = 2026-03-02 09:00`, or remove `advance`",
        "skriv när embargot slutar, `embargo = 2026-03-02 09:00`, eller ta bort `advance`"
    );
    text.error(first.span.clone(), message, hint);
}

/// The key of a channel with an agreement. An unknown one is only a warning: nothing is sent early, and a release must not break when a channel
/// is closed years later.
fn find_channel(text: &SourceText, context: &ReleaseContext, written: &Spanned<String>) -> Option<Key> {
    let key = text.parse_key(written)?;
    let index = &context.registry.channel_index;
    let name = shorten(&written.value);
    let (message, hint) = match index.has_agreement.get(key.as_str()) {
        Some(true) => return Some(key),
        Some(false) => (
            msg!(
                "there is no agreement with the channel `{name}` on advance copies",
                "det finns ingen överenskommelse med kanalen `{name}` om förhandsexemplar"
            ),
            msg!(
                "it gets the release when the embargo ends; to send it before, write `advance = true` and `agreement` in `channels.toml`",
                "den får meddelandet när embargot slutar; för att skicka det tidigare, skriv `advance = true` och `agreement` i `channels.toml`"
            ),
        ),
        // The error is reported where the channel is.
        None if !index.is_complete => return Some(key),
        None => {
            let agreed = index.has_agreement.iter().filter(|(_, has)| **has).map(|(key, _)| key.as_str());
            let hint = match find_nearest(&written.value, agreed) {
                Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
                None => msg!(
                    "write it into `channels.toml`, or remove it here",
                    "skriv in den i `channels.toml`, eller ta bort den här"
                ),
            };
            (
                msg!(
                    "unknown channel `{name}`, so nobody gets an advance copy by it",
                    "okänd kanal `{name}`, så ingen får ett förhandsexemplar genom den"
                ),
                hint,
            )
        }
    };
    text.warning(written.span.clone(), message, hint);
    None
}
