//! A message as JSON: its fields, every piece of the file, every finding.

use serde_json::Value;
use serde_json::json;

use crate::diag;
use crate::diag::UiLanguage;
use crate::wire::inspect::InspectedBlock;
use crate::wire::inspect::InspectedMessage;
use crate::wire::inspect::Inspection;
use crate::wire::inspect::Iptc7901;
use crate::wire::inspect::Labelled;
use crate::wire::inspect::MessageField;
use crate::wire::inspect::PressText;
use crate::wire::inspect::StatusLine;
use crate::wire::inspect::UseStatus;

pub(super) fn to_json(name: &str, bytes: &[u8], inspection: &Inspection, ui_language: UiLanguage) -> Value {
    let charset = inspection.charset();
    let pieces: Vec<Value> = inspection
        .pieces
        .iter()
        .map(|piece| {
            let slice = bytes.get(piece.at.clone()).unwrap_or_default();
            let text = (piece.field != MessageField::NotRead).then(|| charset.decode(slice));
            json!({ "field": piece.field.key(), "start": piece.at.start, "end": piece.at.end, "text": text })
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
        "charset_evidence": inspection.evidence.say.text(ui_language),
        "sound": inspection.is_sound(),
        "fields": fields,
        "pieces": pieces,
        "findings": findings,
        "omitted": omitted,
    })
}

fn iptc7901_fields(message: &Iptc7901) -> Value {
    let optional = &message.optional;
    let date_time = message.date_time.as_ref().map(|at| {
        json!({
            "day": at.day, "hour": at.hour, "minute": at.minute, "zone": at.zone,
            "month": at.month, "month_written": at.month_written, "year": at.year, "sorted": at.sorted(),
        })
    });
    json!({
        "service": message.service,
        "number": message.number,
        "priority": message.priority,
        "category": message.category,
        "words_stated": message.words_stated,
        "words_counted": message.words_counted,
        "optional": {
            "text": optional.text,
            "selectors": optional.selectors,
            "language": optional.language,
            "place": optional.place,
            "agency": optional.agency,
            "counter": optional.counter,
            "version": optional.version,
            "signal": optional.signal.map(crate::wire::signal::MessageSignal::name),
            "replaced": optional.replaced,
            "other": optional.other,
        },
        "keywords": message.keywords,
        "headline": message.headline,
        "signal": message.signal().map(crate::wire::signal::MessageSignal::name),
        "status": status(&message.status),
        "body": blocks(&message.body),
        "marks": message.marks,
        "notes": message.notes,
        "contacts": message.contacts,
        "dates": labelled(&message.dates),
        "id": message.id,
        "version": message.version,
        "sender": message.sender,
        "date_time": date_time,
    })
}

fn press_text_fields(text: &PressText) -> Value {
    let (use_status, embargo) = match &text.use_status {
        None => (None, None),
        Some(UseStatus::Immediate) => (Some("immediate"), None),
        Some(UseStatus::Embargo(line)) => (Some("embargo"), Some(line)),
        Some(UseStatus::Killed) => (Some("killed"), None),
    };
    let sections: Vec<Value> =
        text.sections.iter().map(|section| json!({ "heading": section.heading, "lines": section.lines })).collect();
    json!({
        "kind": text.kind,
        "signal": text.signal.map(crate::wire::signal::MessageSignal::name),
        "sender": text.sender,
        "dates": labelled(&text.dates),
        "use": use_status,
        "embargo": embargo,
        "version": text.version,
        "status": status(&text.status),
        "labelled": labelled(&text.labelled),
        "other": text.other,
        "headline": text.headline,
        "subhead": text.subhead,
        "body": blocks(&text.body),
        "end_mark": text.end_mark,
        "sections": sections,
        "contacts": text.contacts,
        "id": text.id,
        "web": text.web,
        "subjects": labelled(&text.subjects),
    })
}

fn status(lines: &[StatusLine]) -> Value {
    lines.iter().map(|line| json!({ "kind": line.kind.name(), "text": line.text })).collect()
}

fn labelled(lines: &[Labelled]) -> Value {
    lines.iter().map(|line| json!({ "label": line.label, "value": line.value })).collect()
}

fn blocks(blocks: &[InspectedBlock]) -> Value {
    blocks
        .iter()
        .map(|block| json!({ "kind": block.kind.name(), "mark": block.mark, "text": block.text, "start": block.at.start, "end": block.at.end }))
        .collect()
}
