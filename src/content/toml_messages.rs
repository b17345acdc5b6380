//! The TOML parser's messages, reworded for people who write press releases.

use std::ops::Range;

use crate::content::text::{Explanation, SourceText, shorten};
use crate::msg;

/// Reports a syntax error in our own words.
pub(crate) fn report(error: &str, text: &SourceText, span: Range<usize>) {
    let (message, hint) = explain(error, text.slice(span.clone()));
    text.error(span, message, hint);
}

fn explain(error: &str, written: &str) -> Explanation {
    let begins = |start: &str| error.starts_with(start);
    if begins("duplicate key") {
        let message = msg!("this field is written twice", "det här fältet står två gånger");
        (message, msg!("keep one of them", "behåll ett av dem"))
    } else if begins("string values must be quoted") {
        let message = msg!("a text has no quotation marks", "en text saknar citattecken");
        let written = shorten(written);
        (message, msg!("write `\"{written}\"`", "skriv `\"{written}\"`"))
    } else if begins("invalid unquoted key") {
        let message = msg!("the name of this field cannot be read", "fältets namn kan inte läsas");
        let hint = msg!(
            "field names use the letters a to z, without spaces: `headline = \"...\"`",
            "fältnamn skrivs med a till z, utan å, ä, ö och mellanslag: `headline = \"...\"`"
        );
        (message, hint)
    } else if begins("invalid basic string") || begins("invalid literal string") || begins("invalid multi-line") {
        let message = msg!("the text between quotation marks cannot be read", "texten inom citattecken kan inte läsas");
        let hint = msg!(
            "end it with `\"` on the same line; write a quotation mark within it as `\\\"` or `”`, and a text of several lines between `\"\"\"`",
            "avsluta den med `\"` på samma rad; skriv ett citattecken i den som `\\\"` eller `”`, och en text på flera rader mellan `\"\"\"`"
        );
        (message, hint)
    } else if ["invalid date", "invalid time", "invalid offset"].iter().any(|start| begins(start)) {
        let message = msg!("this date or time does not exist", "det här datumet eller klockslaget finns inte");
        let hint = msg!(
            "write year, month, day with two digits each: `2026-03-02`, and the time as `2026-03-02 09:00`",
            "skriv år, månad och dag med två siffror: `2026-03-02`, och klockslag som `2026-03-02 09:00`"
        );
        (message, hint)
    } else if ["unclosed array", "missing comma between array", "extra comma in array", "unexpected `=` in array"]
        .iter()
        .any(|start| begins(start))
    {
        let message = msg!("the list cannot be read", "listan kan inte läsas");
        let hint = msg!(
            "write it as `[\"one\", \"two\"]`, with commas between the texts and a bracket at each end",
            "skriv den som `[\"ett\", \"två\"]`, med komma mellan texterna och en hakparentes i varje ände"
        );
        (message, hint)
    } else if begins("unclosed table") || begins("unclosed array table") || begins("missing table open") {
        let message = msg!("the name of the table cannot be read", "tabellens namn kan inte läsas");
        (message, msg!("write `[name]` on a line of its own", "skriv `[namn]` på en egen rad"))
    } else if begins("missing value") || begins("key with no value") || begins("missing assignment") {
        let message = msg!("this field has no value", "det här fältet har inget värde");
        let hint = msg!(
            "write `field = \"text\"`, or put `#` before the line to leave it out",
            "skriv `fält = \"text\"`, eller sätt `#` före raden för att utelämna den"
        );
        (message, hint)
    } else if begins("unexpected key or value") {
        let message = msg!("there is something after the value", "det finns något efter värdet");
        (message, msg!("write one field on each line, and nothing after it", "skriv ett fält på varje rad, och inget efter det"))
    } else {
        let message = msg!("this cannot be read as a field: {error}", "det här kan inte läsas som ett fält: {error}");
        let hint = msg!(
            "a field is one line `name = \"text\"`; the text of the release is below the second `+++`",
            "ett fält är en rad `namn = \"text\"`; själva texten står under den andra raden `+++`"
        );
        (message, hint)
    }
}
