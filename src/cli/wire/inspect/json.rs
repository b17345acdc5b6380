//! A message as JSON: its fields, every piece of the file, every finding.

use serde_json::{Value, json};

use crate::diag::{self, UiLanguage};
use crate::wire::inspect::{InspectedMessage, Inspection, Iptc7901, MessageField, PressText, UseStatus};

pub(super) fn to_json(name: &str, bytes: &[u8], inspection: &Inspection, ui_language: UiLanguage) -> Value {
    let charset = inspection.charset();
    let pieces: Vec<Value> = inspection
        .pieces
        .iter()
        .map(|piece| {
            let slice = bytes.get(piece.range.clone()).unwrap_or_default();
            let text = (piece.field != MessageField::NotRead).then(|| charset.decode(slice));
            json!({ "field": piece.field, "start": piece.range.start, "end": piece.range.end, "text": text })
        })
        .collect();
    let findings: Vec<Value> = inspection
        .findings
        .iter()
        .map(|finding| {
            let mut object = diag::to_json(std::slice::from_ref(&finding.diagnostic), ui_language)[0].take();
            object["offset"] = finding.offset.into();
            object
        })
        .collect();
    let omitted: Vec<Value> =
        inspection.omitted.iter().map(|(rule, count)| json!({ "rule": rule.name(), "count": count })).collect();
    let (form, fields) = match &inspection.message {
        InspectedMessage::Iptc7901(message) => ("iptc7901", iptc7901_fields(message)),
        InspectedMessage::PressText(text) => ("press_text", press_text_fields(text)),
    };
    json!({
        "file": name,
        "form": form,
        "dialect": inspection.dialect.name(),
        "charset": charset.name(),
        "charset_evidence": inspection.evidence.reason.text(ui_language),
        "sound": inspection.is_sound(),
        "fields": fields,
        "pieces": pieces,
        "findings": findings,
        "omitted": omitted,
    })
}

fn iptc7901_fields(message: &Iptc7901) -> Value {
    let mut fields = json!(message);
    fields["signal"] = json!(message.signal());
    if let Some(date_time) = &message.date_time {
        fields["date_time"]["sorted"] = date_time.sorted().into();
    }
    fields
}

fn press_text_fields(text: &PressText) -> Value {
    let (use_status, embargo) = match &text.use_status {
        None => (None, None),
        Some(UseStatus::Immediate) => (Some("immediate"), None),
        Some(UseStatus::Embargo(line)) => (Some("embargo"), Some(line)),
        Some(UseStatus::Killed) => (Some("killed"), None),
    };
    let mut fields = json!(text);
    fields["use"] = json!(use_status);
    fields["embargo"] = json!(embargo);
    fields
}
