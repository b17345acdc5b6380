//! The words of the operators' page.

use serde::Serialize;

use crate::db::delivery::DeliveryState;
use crate::diag::UiLanguage;

#[derive(Debug, Serialize)]
pub struct StatusWords {
    pub title: &'static str,
    pub refresh: &'static str,
    pub needs_you: &'static str,
    pub channels: &'static str,
    pub channel: &'static str,
    pub none: &'static str,
    pub last: &'static str,
    pub waiting: &'static str,
    pub parked: &'static str,
    pub unknown: &'static str,
    pub reply: &'static str,
    pub history: &'static str,
    pub number: &'static str,
    pub release: &'static str,
    pub version: &'static str,
    pub outcome: &'static str,
    pub hours: &'static str,
    pub hour: &'static str,
    pub as_table: &'static str,
    pub delivered: &'static str,
    pub failed: &'static str,
    pub receipts: &'static str,
}

const ENGLISH: StatusWords = StatusWords {
    title: "Deliveries to news desks",
    refresh: "The page loads itself again every 30 seconds.",
    needs_you: "Needs a person",
    channels: "Channels",
    channel: "Channel",
    none: "There are no channels: see channels.toml.",
    last: "Last delivery",
    waiting: "Waiting",
    parked: "Parked",
    unknown: "Unknown",
    reply: "Reply",
    history: "The latest deliveries",
    number: "Number",
    release: "Release",
    version: "Version",
    outcome: "Outcome",
    hours: "Attempts in the last 48 hours",
    hour: "Hour",
    as_table: "As a table",
    delivered: "Delivered",
    failed: "Failed",
    receipts: "Receipts",
};

const SWEDISH: StatusWords = StatusWords {
    title: "Leveranser till redaktioner",
    refresh: "Sidan läses in på nytt var trettionde sekund.",
    needs_you: "Kräver en människa",
    channels: "Kanaler",
    channel: "Kanal",
    none: "Det finns inga kanaler: se channels.toml.",
    last: "Senaste leverans",
    waiting: "Väntar",
    parked: "Parkerade",
    unknown: "Okända",
    reply: "Svar",
    history: "De senaste leveranserna",
    number: "Nummer",
    release: "Meddelande",
    version: "Version",
    outcome: "Utfall",
    hours: "Försök de senaste 48 timmarna",
    hour: "Timme",
    as_table: "Som tabell",
    delivered: "Levererade",
    failed: "Misslyckade",
    receipts: "Kvitton",
};

pub fn words(language: UiLanguage) -> &'static StatusWords {
    match language {
        UiLanguage::English => &ENGLISH,
        UiLanguage::Swedish => &SWEDISH,
    }
}

pub fn state(state: DeliveryState, language: UiLanguage) -> &'static str {
    let (english, swedish) = match state {
        DeliveryState::Pending => ("waits", "väntar"),
        DeliveryState::Sending => ("on its way", "på väg"),
        DeliveryState::Delivered => ("delivered", "levererat"),
        DeliveryState::Unknown => ("unknown", "okänt"),
        DeliveryState::Parked => ("parked", "parkerat"),
        DeliveryState::Superseded => ("replaced before it was sent", "ersatt innan det skickades"),
        DeliveryState::Suppressed => ("skipped by a person", "överhoppat av en människa"),
    };
    match language {
        UiLanguage::English => english,
        UiLanguage::Swedish => swedish,
    }
}
