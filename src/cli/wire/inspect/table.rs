//! A message as a table: each field with its bytes, then what is wrong with it.

use std::ops::Range;

use crate::diag;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::diag::Severity;
use crate::diag::UiLanguage;
use crate::msg;
use crate::wire::inspect::InspectedBlock;
use crate::wire::inspect::InspectedMessage;
use crate::wire::inspect::Inspection;
use crate::wire::inspect::Iptc7901;
use crate::wire::inspect::MessageField;
use crate::wire::inspect::MessagePiece;
use crate::wire::inspect::PressText;
use crate::wire::inspect::control_name;
use crate::wire::signal::MessageSignal;

/// Characters of a value in one row.
const ROW: usize = 72;

/// Rows of one value; the JSON has all of it.
const ROWS: usize = 16;

pub(super) fn render(name: &str, bytes: &[u8], inspection: &Inspection, ui_language: UiLanguage, color: bool) -> String {
    let mut out =
        format!("{}: {}\n\n", diag::escape_for_terminal(name), diag::escape_for_terminal(form(inspection).text(ui_language)));
    let names: Vec<Message> = inspection.pieces.iter().map(|piece| piece.field.name()).collect();
    let widest = names.iter().map(|name| name.text(ui_language).chars().count()).max().unwrap_or(0);
    let digits = bytes.len().to_string().len();
    for (piece, name) in inspection.pieces.iter().zip(&names) {
        let Range { start, end } = piece.at;
        let place = format!("{start:>digits$}–{last:<digits$}", last = end.saturating_sub(1));
        let mut rows = rows(piece, bytes, inspection, ui_language).into_iter();
        let first = rows.next().unwrap_or_default();
        line(&mut out, &format!("  {place}  {:widest$}  {first}", name.text(ui_language)));
        for row in rows {
            line(&mut out, &format!("  {:place$}  {:widest$}  {row}", "", "", place = 2 * digits + 1));
        }
    }
    out.push('\n');
    push_findings(&mut out, inspection, ui_language, color);
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Format, dialect and charset.
fn form(inspection: &Inspection) -> Message {
    let charset = inspection.charset().name();
    let Message { en, sv } = &inspection.evidence.say;
    let dialect = inspection.dialect.name();
    match &inspection.message {
        InspectedMessage::Iptc7901(_) => msg!(
            "IPTC 7901, dialect {dialect}, read as {charset} ({en})",
            "IPTC 7901, dialekt {dialect}, läst som {charset} ({sv})"
        ),
        InspectedMessage::PressText(_) => msg!("press text, read as {charset} ({en})", "presstext, läst som {charset} ({sv})"),
    }
}

/// The value of a piece in rows, with nothing in it that controls a terminal.
fn rows(piece: &MessagePiece, bytes: &[u8], inspection: &Inspection, ui_language: UiLanguage) -> Vec<String> {
    let slice = bytes.get(piece.at.clone()).unwrap_or_default();
    let mut rows: Vec<String> = match piece.field {
        MessageField::Soh | MessageField::Stx | MessageField::Etx | MessageField::Eot | MessageField::Fillers => vec![named(slice)],
        MessageField::Bom => vec![slice.iter().map(|byte| format!("<{byte:02X}>")).collect()],
        MessageField::NotRead => Vec::new(),
        MessageField::NotUnderstood => chunks(&visible(&inspection.charset().decode(head(slice, 20_000)))),
        MessageField::Body => {
            chunks(&visible(inspection.charset().decode(head(slice, 400)).trim_start())).into_iter().take(1).collect()
        }
        _ => inspection.charset().decode(head(slice, 20_000)).lines().flat_map(|line| chunks(&visible(line.trim_end()))).collect(),
    };
    let most = if piece.field == MessageField::NotUnderstood { 4 * ROWS } else { ROWS };
    if rows.len() > most || piece.field == MessageField::Body && slice.len() > ROW {
        rows.truncate(most);
        rows.push("…".to_owned());
    }
    if let Some(meaning) = meaning(piece.field, inspection) {
        rows.push(format!("= {}", diag::escape_for_terminal(meaning.text(ui_language))));
    }
    rows
}

fn head(bytes: &[u8], most: usize) -> &[u8] {
    &bytes[..bytes.len().min(most)]
}

/// Control characters by their names: `<SOH>`, `<DEL>`.
fn named(bytes: &[u8]) -> String {
    let name = |byte: &u8| if *byte == b' ' { "<SP>".to_owned() } else { format!("<{}>", control_name(*byte)) };
    let rest = if bytes.len() > 16 { "…" } else { "" };
    bytes.iter().take(16).map(name).collect::<String>() + rest
}

/// Control characters as their pictures; those without one, and those that change the writing direction, as numbers.
fn visible(text: &str) -> String {
    let picture = |c: char| match c {
        '\u{7f}' => '\u{2421}',
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(c),
        c => c,
    };
    diag::escape_for_terminal(&text.chars().map(picture).collect::<String>())
}

fn chunks(text: &str) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(ROW).map(|chunk| chunk.iter().collect()).collect()
}

/// The meaning of a value, where it is not obvious.
fn meaning(field: MessageField, inspection: &Inspection) -> Option<Message> {
    match &inspection.message {
        InspectedMessage::Iptc7901(message) => meaning_on_the_wire(field, message),
        InspectedMessage::PressText(text) => meaning_in_text(field, text),
    }
}

fn meaning_on_the_wire(field: MessageField, message: &Iptc7901) -> Option<Message> {
    match field {
        MessageField::Words => {
            let counted = message.words_counted;
            Some(msg!("{counted} counted", "{counted} räknade"))
        }
        MessageField::Optional => optional(message),
        MessageField::Body => {
            let (blocks, words) = (message.body.len(), message.words_counted);
            Some(msg!("{blocks} paragraphs, {words} words", "{blocks} stycken, {words} ord"))
        }
        MessageField::DateTime => {
            let sorted = message.date_time.as_ref()?.sorted();
            Some(msg!("{sorted}", "{sorted}"))
        }
        _ => None,
    }
}

fn optional(message: &Iptc7901) -> Option<Message> {
    let found = &message.optional;
    let mut parts = Vec::new();
    let mut add = |en: &str, sv: &str, value: Option<String>| {
        parts.extend(value.map(|value| msg!("{en} {value}", "{sv} {value}")));
    };
    add("selectors", "väljare", found.selectors.clone());
    add("language", "språk", found.language.clone());
    add("place", "plats", found.place.clone());
    add("agency", "byrå", found.agency.clone());
    add("counter", "räknare", found.counter.clone());
    add("version", "version", found.version.map(|version| version.to_string()));
    if let Some(signal) = found.signal {
        let Message { en, sv } = match signal {
            MessageSignal::Correction => msg!("correction", "rättelse"),
            MessageSignal::Update => msg!("update", "uppdatering"),
            MessageSignal::Kill => msg!("kill", "återkallelse"),
        };
        parts.push(match &found.replaced {
            Some(replaced) => msg!("{en} of {replaced}", "{sv} av {replaced}"),
            None => Message { en, sv },
        });
    }
    if !found.other.is_empty() {
        let other = found.other.join(" ");
        parts.push(msg!("not understood: {other}", "inte förstått: {other}"));
    }
    let join = |ui_language| parts.iter().map(|part| part.text(ui_language)).collect::<Vec<_>>().join(", ");
    (!parts.is_empty()).then(|| Message { en: join(UiLanguage::English), sv: join(UiLanguage::Swedish) })
}

fn meaning_in_text(field: MessageField, text: &PressText) -> Option<Message> {
    if field != MessageField::Body {
        return None;
    }
    let blocks = text.body.len();
    let words: usize = text.body.iter().map(InspectedBlock::words).sum();
    Some(msg!("{blocks} paragraphs, {words} words", "{blocks} stycken, {words} ord"))
}

fn push_findings(out: &mut String, inspection: &Inspection, ui_language: UiLanguage, color: bool) {
    let diagnostics: Vec<Diagnostic> = inspection.findings.iter().map(|finding| finding.diagnostic.clone()).collect();
    out.push_str(&diag::render(&diagnostics, ui_language, color));
    for (rule, more) in &inspection.omitted {
        let rule = rule.name();
        let omitted = msg!("{more} more [{rule}]", "{more} till [{rule}]");
        line(out, omitted.text(ui_language));
    }
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let summary = match (errors, warnings, infos) {
        (0, 0, 0) => msg!("nothing is wrong", "inget är fel"),
        (0, 0, _) => msg!("nothing is wrong; infos: {infos}", "inget är fel; upplysningar: {infos}"),
        _ => msg!(
            "errors (receivers lose or misread the message): {errors}, warnings (against our rules): {warnings}, infos: {infos}",
            "fel (mottagare tappar eller missförstår meddelandet): {errors}, varningar (mot våra regler): {warnings}, upplysningar: {infos}"
        ),
    };
    line(out, summary.text(ui_language));
}
