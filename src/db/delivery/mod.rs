//! The journal of deliveries: what was public, which channel was given which message under which number, and what became of it.
//!
//! All times are whole seconds since 1970. One method is one transaction. Those that a number or a repeated mail depends on reach the disk
//! before they return.

mod acts;
mod claim;
mod epochs;
mod known;
mod publish;
mod receipts;
mod settle;

use std::sync::Arc;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

pub use acts::{ApprovalKind, Approvals, ParkedSelection, PauseRequest};
pub use claim::{ClaimRequest, ClaimedDelivery};
pub use epochs::{Epoch, EpochReason, JournalLoss, WitnessEntry};
pub use known::{ChannelState, DeliveryHolder, HeldMessage, KnownPublications, KnownRelease};
pub use publish::{NewMessage, NewPublication, PublicationStep, PublishResult};
pub use receipts::{AttemptRecord, ChannelSummary, DeliveryRecord, HourCount, MessageRecord, OwedMessage, PublicationRecord};
pub use settle::{ChannelHealth, Settlement};

/// What a version of a release is to those who get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicationKind {
    /// Was public before the journal began: known, and never sent.
    Baseline = 0,
    New = 1,
    Update = 2,
    Correction = 3,
    Kill = 4,
    /// A version that nobody was sent, since a newer one was public already.
    Skipped = 5,
}

/// Why a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryPurpose {
    Release = 0,
    Kill = 1,
    Test = 4,
    /// An embargoed release, before its time.
    Advance = 5,
    /// A release from before the receiver was connected.
    History = 6,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    Pending = 0,
    Sending = 1,
    Delivered = 2,
    /// Nobody knows whether it arrived: a person decides.
    Unknown = 3,
    /// Refused, or tried for too long: a person decides.
    Parked = 4,
    /// A newer version took its place before it was sent.
    Superseded = 5,
    /// A person decided that it is not sent.
    Suppressed = 6,
}

macro_rules! stored_as_number {
    ($name:ident: $($variant:ident),+) => {
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok((*self as i64).into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$name> {
                let number = value.as_i64()?;
                [$($name::$variant),+].into_iter().find(|known| *known as i64 == number).ok_or(FromSqlError::OutOfRange(number))
            }
        }
    };
}

stored_as_number!(PublicationKind: Baseline, New, Update, Correction, Kill, Skipped);
stored_as_number!(DeliveryPurpose: Release, Kill, Test, Advance, History);
stored_as_number!(DeliveryState: Pending, Sending, Delivered, Unknown, Parked, Superseded, Suppressed);

impl DeliveryState {
    pub const ALL: [DeliveryState; 7] = [
        DeliveryState::Pending,
        DeliveryState::Sending,
        DeliveryState::Delivered,
        DeliveryState::Unknown,
        DeliveryState::Parked,
        DeliveryState::Superseded,
        DeliveryState::Suppressed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            DeliveryState::Pending => "pending",
            DeliveryState::Sending => "sending",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Unknown => "unknown",
            DeliveryState::Parked => "parked",
            DeliveryState::Superseded => "superseded",
            DeliveryState::Suppressed => "suppressed",
        }
    }
}

impl PublicationKind {
    pub fn name(self) -> &'static str {
        match self {
            PublicationKind::Baseline => "baseline",
            PublicationKind::New => "new",
            PublicationKind::Update => "update",
            PublicationKind::Correction => "correction",
            PublicationKind::Kill => "withdrawal",
            PublicationKind::Skipped => "skipped",
        }
    }
}

impl DeliveryPurpose {
    pub fn name(self) -> &'static str {
        match self {
            DeliveryPurpose::Release => "release",
            DeliveryPurpose::Kill => "kill",
            DeliveryPurpose::Test => "test",
            DeliveryPurpose::Advance => "advance",
            DeliveryPurpose::History => "history",
        }
    }
}

/// The bytes of a message, and their SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPayload {
    pub hash: [u8; 32],
    pub bytes: Arc<Vec<u8>>,
}

/// The states in which a receiver has a text, or may have it. With a doubt the others count too.
const MAY_HAVE: &str = "(state IN (1, 2, 3) OR doubt = 1)";
