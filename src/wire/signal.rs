//! What a message does to the one before it. A first message has no signal.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageSignal {
    /// Something was wrong.
    Correction,
    /// Something is new.
    Update,
    /// The text must not be used any more.
    Kill,
}

impl MessageSignal {
    pub fn name(self) -> &'static str {
        match self {
            MessageSignal::Correction => "correction",
            MessageSignal::Update => "update",
            MessageSignal::Kill => "kill",
        }
    }

    /// The word in the header of IPTC 7901.
    pub fn header_word(self) -> &'static str {
        match self {
            MessageSignal::Correction => "COR",
            MessageSignal::Update => "UPD",
            MessageSignal::Kill => "UTG",
        }
    }

    /// Also recognizes the words of agencies.
    pub fn from_header_word(word: &str) -> Option<MessageSignal> {
        match word {
            "COR" | "CORR" => Some(MessageSignal::Correction),
            "UPD" => Some(MessageSignal::Update),
            "UTG" | "KIL" | "KILL" => Some(MessageSignal::Kill),
            _ => None,
        }
    }
}
