//! What a message does to the ones before it. A first message has no signal.

/// What a message does to an earlier version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageSignal {
    /// Something was wrong.
    Correction,
    /// Something is new.
    Update,
    /// It must not be used any more.
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

    /// Its word in the header of IPTC 7901.
    pub fn header_word(self) -> &'static str {
        match self {
            MessageSignal::Correction => "COR",
            MessageSignal::Update => "UPD",
            MessageSignal::Kill => "UTG",
        }
    }

    /// By a word of the header: our own, or those of agencies.
    pub fn from_header_word(word: &str) -> Option<MessageSignal> {
        match word {
            "COR" | "CORR" => Some(MessageSignal::Correction),
            "UPD" => Some(MessageSignal::Update),
            "UTG" | "KIL" | "KILL" => Some(MessageSignal::Kill),
            _ => None,
        }
    }
}
