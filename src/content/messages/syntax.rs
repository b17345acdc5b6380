//! The TOML parser's messages, reworded for people who write press releases.

use std::ops::Range;

use crate::content::text::{Explanation, SourceText, shorten};
use crate::msg;

/// Reports a syntax error in our own words.
pub(crate) fn report(error: &str, text: &SourceText, span: Range<usize>) {
    if text.may_hold_secret(span.clone()) {
        let message = msg!("this line cannot be read", "den här raden kan inte läsas");
        let hint = msg!(
            "it is not shown, since it may hold a secret: write `field = \"text\"`, or of a secret the variable that holds it, `{{ env = \"NAME\" }}`",
            "den visas inte, eftersom den kan innehålla en hemlighet: skriv `fält = \"text\"`, eller för en hemlighet variabeln som innehåller den, `{{ env = \"NAMN\" }}`"
        );
        return text.error(span, message, hint);
    }
    let line_start = text.line_start(span.start);
    let line = text.slice(line_start..text.as_str().len()).lines().next().unwrap_or_default();
    let explained = explain_quotes(line).or_else(|| explain_date(line));
    let (message, hint) = explained.unwrap_or_else(|| explain(error, text.slice(span.clone())));
    text.error(span, message, hint);
}

/// Fields that hold a day or a time.
const DATES: &[&str] =
    &["published", "updated", "embargo", "at", "start", "end", "register_by", "valid_until", "from", "assessed", "archive_before"];

/// A date in words, or in another order: `published = igår`.
fn explain_date(line: &str) -> Option<Explanation> {
    let (field, value) = line.split_once('=')?;
    let (field, value) = (field.trim(), shorten(value.split('#').next().unwrap_or_default()));
    let has_form = |text: &str| {
        text.bytes().zip(b"0000-00-00".iter()).all(|(byte, form)| if *form == b'-' { byte == b'-' } else { byte.is_ascii_digit() })
    };
    // A day that is not in the calendar has a message of its own.
    let more_digits = value.bytes().take_while(u8::is_ascii_digit).count().saturating_sub(4);
    let day = value.get(more_digits..more_digits + 10);
    let is_in_form = day.is_some_and(has_form) && value[more_digits + 10..].chars().all(|c| "0123456789:T+-Zz ".contains(c));
    if !DATES.contains(&field) || is_in_form || value.starts_with(['"', '\'', '[', '{']) {
        return None;
    }
    let message = if value.is_empty() {
        msg!("`{field}` has no date", "`{field}` saknar datum")
    } else {
        msg!("`{value}` is not a date as it is written here", "`{value}` är inget datum så som det skrivs här")
    };
    let hint = msg!(
        "write year, month and day with digits, and the time if it matters: `{field} = 2026-03-02` or `{field} = 2026-03-02 09:00`",
        "skriv år, månad och dag med siffror, och klockslaget om det spelar roll: `{field} = 2026-03-02` eller `{field} = 2026-03-02 09:00`"
    );
    Some((message, hint))
}

/// Quotation marks within quotation marks, and typographic ones around the text.
fn explain_quotes(line: &str) -> Option<Explanation> {
    let (field, value) = line.split_once('=')?;
    let (field, value) = (field.trim(), value.trim());
    let quote = value.chars().next().filter(|c| "\"'”“„»«".contains(*c))?;
    if value.starts_with("\"\"\"") || value.starts_with("\'\'\'") || field.contains(['[', '"']) {
        return None;
    }
    if !matches!(quote, '"' | '\'') {
        let text = shorten(value.trim_matches(|c| "”“„»«".contains(c)));
        let message = msg!("the quotation marks around the text are typographic", "citattecknen runt texten är typografiska");
        return Some((message, msg!("write `{field} = \"{text}\"`", "skriv `{field} = \"{text}\"`")));
    }
    let is_escaped = |at: usize| quote == '"' && value[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    let quotes: Vec<usize> = value.match_indices(quote).map(|(at, _)| at).filter(|at| !is_escaped(*at)).collect();
    let (Some(first), Some(last)) = (quotes.first(), quotes.last()) else { return None };
    let after = value[last + 1..].trim_start();
    let is_ended = after.is_empty() || after.starts_with('#');
    if quotes.len() < 2 || quotes.len() == 2 && is_ended {
        return None;
    }
    // Two texts, as in `place = "Solvik" "Örby"`, are another mistake.
    if let [_, end, start, ..] = quotes[..]
        && value[end + 1..start].chars().all(|c| c.is_whitespace() || c == ',')
        && end + 1 < start
    {
        return None;
    }
    // The last mark is one of those within where the end is missing.
    let inside = if is_ended { &value[first + 1..*last] } else { &value[first + 1..] };
    let message = msg!("there are quotation marks within quotation marks", "det finns citattecken inom citattecken");
    let plain = if quote == '"' { inside.replace("\\\"", "\"") } else { inside.to_owned() };
    let (typographic, other) = if quote == '"' { ("”", '\'') } else { ("’", '"') };
    let marked = format!("`{field} = {quote}{}{quote}`", clip(&plain.replace(quote, typographic)));
    let escaped = format!("`{field} = \"{}\"`", clip(&plain.replace('"', "\\\"")));
    let around = if plain.contains(other) { String::new() } else { format!("`{field} = {other}{}{other}`", clip(&plain)) };
    let mut ways = vec![marked, escaped, around];
    ways.retain(|way| !way.is_empty());
    ways.dedup();
    let (last, rest) = ways.split_last()?;
    let rest = rest.join(", ");
    Some((message, msg!("write {rest} or {last}", "skriv {rest} eller {last}")))
}

/// Longer texts are not repeated whole.
fn clip(text: &str) -> String {
    if text.chars().count() > 120 { text.chars().take(119).chain(['…']).collect() } else { text.to_owned() }
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
