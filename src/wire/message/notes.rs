//! Notes for editors: embargo, change, version, contacts, dates, place.

use crate::model::Instant;
use crate::wire::message::WireMessage;
use crate::wire::signal::MessageSignal;
use crate::wording::Wording;
use crate::wording::parts::ContactDetails;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorNoteKind {
    Embargo,
    /// What was wrong, what is new, or why the text must not be used.
    Change,
    Contact,
    Date,
    Place,
    /// The number of the version, and what it replaces or withdraws.
    Version,
}

impl WireMessage<'_> {
    /// "RÄTTELSE", "UPDATE", "UTGÅR".
    pub fn signal_word(&self) -> Option<String> {
        Some(match self.signal? {
            MessageSignal::Correction => self.words.correction.to_uppercase(),
            MessageSignal::Update => self.words.update.to_uppercase(),
            MessageSignal::Kill => self.words.kill.to_uppercase(),
        })
    }

    /// "EMBARGO TILL 20 JUNI 2017 KL. 10.00 (UTC+2)".
    pub fn embargo_line(&self) -> Option<String> {
        let embargo = self.words.withheld(self.edition, self.release?)?.to_uppercase();
        Some(match self.usage.embargo() {
            Some(until) => format!("{embargo} ({})", utc_offset(until)),
            None => embargo,
        })
    }

    /// "RÄTTELSE: Det ska stå 65 skolor."; for a kill the notice and the reason.
    pub fn change_line(&self) -> Option<String> {
        let (word, change) = (self.signal_word()?, self.change?);
        Some(match self.signal? {
            MessageSignal::Kill => format!("{word}: {} {}", self.words.kill_notice, change.note),
            MessageSignal::Correction | MessageSignal::Update => format!("{word}: {}", change.note),
        })
    }

    /// "Version: 2 (ersätter version 1)"; a kill names every version that it withdraws: "Version: 3 (drar tillbaka version 1 och 2)".
    pub fn version_line(&self) -> String {
        let Wording { version, replaces, withdraws, and, to, .. } = self.words;
        match (self.version, self.signal) {
            (1, _) => format!("{version}: 1"),
            (2, Some(MessageSignal::Kill)) => format!("{version}: 2 ({withdraws} 1)"),
            (3, Some(MessageSignal::Kill)) => format!("{version}: 3 ({withdraws} 1 {and} 2)"),
            (n, Some(MessageSignal::Kill)) => format!("{version}: {n} ({withdraws} 1 {to} {})", n - 1),
            (n, _) => format!("{version}: {n} ({replaces} {})", n - 1),
        }
    }

    /// First publication and last change.
    pub fn date_lines(&self) -> Vec<String> {
        let words = self.words;
        let mut lines = vec![match self.published {
            Some(published) => format!("{}: {}", words.published, words.moment(published)),
            None => words.first_published_unknown.to_owned(),
        }];
        match (self.release, self.change) {
            (None, Some(change)) => lines.push(words.change_title(change)),
            _ if self.published == Some(self.created) => {}
            _ => lines.push(format!("{}: {}", words.last_updated, words.moment(self.created))),
        }
        lines
    }

    /// The changes before this one, newest first: "Rättelse 21 juni 2017: ...". None for a kill.
    pub fn earlier_changes(&self) -> Vec<String> {
        let changes = self.release.map(|release| release.changes.as_slice()).unwrap_or_default();
        let earlier = changes.split_last().map(|(_, earlier)| earlier).unwrap_or_default();
        earlier.iter().rev().map(|change| format!("{}: {}", self.words.change_title(change), change.note)).collect()
    }

    fn version_note(&self) -> Option<String> {
        let mut note = match self.signal? {
            MessageSignal::Correction | MessageSignal::Update => self.version_line(),
            MessageSignal::Kill => format!("{}. Id: {}", self.version_line(), self.id),
        };
        if let Some(replaces) = self.running.and_then(|running| running.replaces) {
            note.push_str(&format!(". {}: {} {replaces:04}", self.words.replaces_number, self.wire().service.as_str()));
        }
        Some(note)
    }

    /// The most important first.
    pub fn editor_notes(&self) -> Vec<(EditorNoteKind, String)> {
        let words = self.words;
        let mut notes: Vec<(EditorNoteKind, String)> = Vec::new();
        notes.extend(self.embargo_line().map(|line| (EditorNoteKind::Embargo, line)));
        notes.extend(self.change_line().map(|line| (EditorNoteKind::Change, line)));
        notes.extend(self.version_note().map(|line| (EditorNoteKind::Version, line)));
        let contacts = self.contacts.iter().map(|contact| format!("{}: {}", words.contact, contact_line(contact)));
        notes.extend(contacts.map(|line| (EditorNoteKind::Contact, line)));
        notes.extend(self.date_lines().into_iter().map(|line| (EditorNoteKind::Date, line)));
        notes.extend(self.earlier_changes().into_iter().map(|line| (EditorNoteKind::Change, line)));
        notes.extend(self.place().map(|place| (EditorNoteKind::Place, format!("{}: {place}", words.place))));
        // The no-break spaces of dates are for running text.
        notes.into_iter().map(|(kind, line)| (kind, line.replace('\u{a0}', " "))).collect()
    }
}

fn lowercase_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// "UTC+2", "UTC-3:30".
fn utc_offset(instant: &Instant) -> String {
    let text = instant.rfc3339();
    let (_, clock) = text.split_at(text.len().saturating_sub(6));
    match clock.strip_suffix(":00") {
        Some(hours) if hours.len() == 3 => {
            let (sign, hours) = hours.split_at(1);
            format!("UTC{sign}{}", hours.trim_start_matches('0'))
        }
        _ if clock.starts_with(['+', '-']) => format!("UTC{clock}"),
        _ => "UTC".to_owned(),
    }
}

/// "Anna Berg (S), ordförande, 08-123 45 67, anna.berg@solvik.example".
fn contact_line(contact: &ContactDetails) -> String {
    let mut parts = vec![contact.heading()];
    // Within the line they begin no sentence.
    parts.extend(contact.notes().map(|note| lowercase_first(note)));
    parts.extend(contact.methods.iter().map(|method| method.text.clone()));
    parts.join(", ")
}
