//! States of deliveries in words, with what a person can do.

use super::journal::reply_text;
use super::local_times::{LocalTimes, length};
use crate::db::delivery::{DeliveryRecord, DeliveryState, PublicationKind};
use crate::diag::{Message, UiLanguage};
use crate::msg;

/// `PENDING`; empty when it arrived.
pub fn state_word(delivery: &DeliveryRecord, language: UiLanguage) -> String {
    let word = match delivery.state {
        _ if delivery.is_held() => msg!("HELD", "HÅLLS"),
        DeliveryState::Pending => msg!("PENDING", "VÄNTAR"),
        DeliveryState::Sending => msg!("SENDING", "SKICKAS"),
        DeliveryState::Delivered => msg!("", ""),
        DeliveryState::Unknown => msg!("UNKNOWN", "OKÄNT"),
        DeliveryState::Parked => msg!("PARKED", "PARKERAT"),
        DeliveryState::Superseded => msg!("replaced", "ersatt"),
        DeliveryState::Suppressed => msg!("not sent", "ej skickat"),
    };
    word.text(language).to_owned()
}

/// What came of a delivery, and what can be done. `name` is that of the release on the command line.
pub fn explain(delivery: &DeliveryRecord, name: &str, times: &LocalTimes, now: i64) -> Message {
    let channel = &delivery.channel;
    let reply = reply_text(delivery.code, delivery.reply.as_deref());
    let answer = if reply.is_empty() { String::new() } else { format!("{reply}; ") };
    let waited = length(now - delivery.added);
    match delivery.state {
        _ if delivery.is_held() => msg!(
            "the release is not public any more: `depesch withdraw {name}`, or `depesch wire forget {name}`",
            "meddelandet är inte publikt längre: `depesch withdraw {name}`, eller `depesch wire forget {name}`"
        ),
        DeliveryState::Pending if delivery.tried == 0 => msg!("has waited {waited}", "har väntat {waited}"),
        DeliveryState::Pending if delivery.due > now => {
            let next = times.short(delivery.due);
            msg!("{answer}for {waited}, next try {next}", "{answer}i {waited}, nästa försök {next}")
        }
        DeliveryState::Pending => msg!("{answer}for {waited}, tried again soon", "{answer}i {waited}, nytt försök strax"),
        DeliveryState::Sending => msg!("on its way", "på väg"),
        DeliveryState::Delivered | DeliveryState::Superseded | DeliveryState::Suppressed => msg!("{reply}", "{reply}"),
        DeliveryState::Unknown => msg!(
            "{answer}nobody knows whether it arrived: ask, then `depesch wire settle {channel} {name} --sent` or `--again`",
            "{answer}ingen vet om det kom fram: fråga, sedan `depesch wire settle {channel} {name} --sent` eller `--again`"
        ),
        DeliveryState::Parked => msg!(
            "{answer}not tried again: `depesch wire retry {channel} {name}`",
            "{answer}inga fler försök: `depesch wire retry {channel} {name}`"
        ),
    }
}

/// ` CORRECTION` behind the number of a version.
pub fn kind_word(kind: PublicationKind) -> Message {
    match kind {
        PublicationKind::New | PublicationKind::Skipped => msg!("", ""),
        PublicationKind::Baseline => msg!(", known before the first start", ", känd före första starten"),
        PublicationKind::Update => msg!(", UPDATE", ", UPPDATERING"),
        PublicationKind::Correction => msg!(", CORRECTION", ", RÄTTELSE"),
        PublicationKind::Kill => msg!(", WITHDRAWN", ", ÅTERKALLAT"),
    }
}
