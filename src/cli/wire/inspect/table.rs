//! A message as a table: each field with its bytes, then the findings.

use std::ops::Range;

use crate::diag::{self, Diagnostic, Message, Severity, UiLanguage};
use crate::msg;
use crate::wire::inspect::{
    InspectedBlock, InspectedMessage, Inspection, Iptc7901, MessageField, MessagePiece, PressText, control_name,
};
use crate::wire::signal::MessageSignal;

/// The number of characters of a value in one row.
const MAX_COLUMNS: usize = 72;

/// The number of rows of a value; JSON shows all of it.
const MAX_ROWS: usize = 16;

pub(super) fn render(name: &str, bytes: &[u8], inspection: &Inspection, ui_language: UiLanguage, color: bool) -> String {
    let mut out = format!(
        "{}: {}\n\n",
        diag::escape_for_terminal(name),
        diag::escape_for_terminal(describe_form(inspection).text(ui_language))
    );
    let names: Vec<Message> = inspection.pieces.iter().map(|piece| piece.field.name()).collect();
    let widest = names.iter().map(|name| name.text(ui_language).chars().count()).max().unwrap_or(0);
    let digits = bytes.len().to_string().len();
    for (piece, name) in inspection.pieces.iter().zip(&names) {
        let Range { start, end } = piece.range;
        let place = format!("{start:>digits$}–{last:<digits$}", last = end.saturating_sub(1));
        let mut rows = render_rows(piece, bytes, inspection, ui_language).into_iter();
        let first = rows.next().unwrap_or_default();
        push_line(&mut out, &format!("  {place}  {:widest$}  {first}", name.text(ui_language)));
        for row in rows {
            push_line(&mut out, &format!("  {:place$}  {:widest$}  {row}", "", "", place = 2 * digits + 1));
        }
    }
    out.push('\n');
    push_findings(&mut out, inspection, ui_language, color);
    out
}

fn push_line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Format, dialect and charset.
fn describe_form(inspection: &Inspection) -> Message {
    let charset = inspection.charset().name();
    let Message { en, sv } = &inspection.evidence.reason;
    let dialect = inspection.dialect.name();
    match &inspection.message {
        InspectedMessage::Iptc7901(_) => msg!(
            "IPTC 7901, dialect {dialect}, read as {charset} ({en})",
            "IPTC 7901, dialekt {dialect}, läst som {charset} ({sv})"
        ),
        InspectedMessage::PressText(_) => msg!("press text, read as {charset} ({en})", "presstext, läst som {charset} ({sv})"),
    }
}

/// The value of a piece in rows, escaped for the terminal.
fn render_rows(piece: &MessagePiece, bytes: &[u8], inspection: &Inspection, ui_language: UiLanguage) -> Vec<String> {
    let slice = bytes.get(piece.range.clone()).unwrap_or_default();
    let decode = |max: usize| inspection.charset().decode(&slice[..slice.len().min(max)]);
    let mut rows: Vec<String> = match piece.field {
        MessageField::Soh | MessageField::Stx | MessageField::Etx | MessageField::Eot | MessageField::Fillers => {
            vec![control_names(slice)]
        }
        MessageField::Bom => vec![slice.iter().map(|byte| format!("<{byte:02X}>")).collect()],
        MessageField::NotRead => Vec::new(),
        MessageField::NotUnderstood => chunks(&visible(&decode(20_000))),
        MessageField::Body => chunks(&visible(decode(400).trim_start())).into_iter().take(1).collect(),
        _ => decode(20_000).lines().flat_map(|line| chunks(&visible(line.trim_end()))).collect(),
    };
    let max = if piece.field == MessageField::NotUnderstood { 4 * MAX_ROWS } else { MAX_ROWS };
    if rows.len() > max || piece.field == MessageField::Body && slice.len() > MAX_COLUMNS {
        rows.truncate(max);
        rows.push("…".to_owned());
    }
    if let Some(explanation) = explain(piece.field, inspection) {
        rows.push(format!("= {}", diag::escape_for_terminal(explanation.text(ui_language))));
    }
    rows
}

/// `<SOH>`, `<DEL>`.
fn control_names(bytes: &[u8]) -> String {
    let name = |byte: &u8| if *byte == b' ' { "<SP>".to_owned() } else { format!("<{}>", control_name(*byte)) };
    let rest = if bytes.len() > 16 { "…" } else { "" };
    bytes.iter().take(16).map(name).collect::<String>() + rest
}

/// Shows control characters as their pictures, and those without one or of the writing direction as codes.
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
    all.chunks(MAX_COLUMNS).map(|chunk| chunk.iter().collect()).collect()
}

/// An explanation of the value, where it is not obvious.
fn explain(field: MessageField, inspection: &Inspection) -> Option<Message> {
    match &inspection.message {
        InspectedMessage::Iptc7901(message) => explain_iptc7901(field, message),
        InspectedMessage::PressText(text) => explain_press_text(field, text),
    }
}

fn explain_iptc7901(field: MessageField, message: &Iptc7901) -> Option<Message> {
    match field {
        MessageField::Words => {
            let counted = message.words_counted;
            Some(msg!("{counted} counted", "{counted} räknade"))
        }
        MessageField::Optional => describe_optional(message),
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

fn describe_optional(message: &Iptc7901) -> Option<Message> {
    let optional = &message.optional;
    let mut parts = Vec::new();
    let mut add = |en: &str, sv: &str, value: Option<String>| {
        parts.extend(value.map(|value| msg!("{en} {value}", "{sv} {value}")));
    };
    add("selectors", "väljare", optional.selectors.clone());
    add("language", "språk", optional.language.clone());
    add("place", "plats", optional.place.clone());
    add("agency", "byrå", optional.agency.clone());
    add("counter", "räknare", optional.counter.clone());
    add("version", "version", optional.version.map(|version| version.to_string()));
    if let Some(signal) = optional.signal {
        let Message { en, sv } = match signal {
            MessageSignal::Correction => msg!("correction", "rättelse"),
            MessageSignal::Update => msg!("update", "uppdatering"),
            MessageSignal::Kill => msg!("kill", "återkallelse"),
        };
        parts.push(match &optional.replaced {
            Some(replaced) => msg!("{en} of {replaced}", "{sv} av {replaced}"),
            None => Message { en, sv },
        });
    }
    if !optional.other.is_empty() {
        let other = optional.other.join(" ");
        parts.push(msg!("not understood: {other}", "inte förstått: {other}"));
    }
    let join = |ui_language| parts.iter().map(|part| part.text(ui_language)).collect::<Vec<_>>().join(", ");
    (!parts.is_empty()).then(|| Message { en: join(UiLanguage::English), sv: join(UiLanguage::Swedish) })
}

fn explain_press_text(field: MessageField, text: &PressText) -> Option<Message> {
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
        push_line(out, omitted.text(ui_language));
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
    push_line(out, summary.text(ui_language));
}
