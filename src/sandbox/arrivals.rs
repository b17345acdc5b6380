//! What the receivers got.

use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;

use super::misbehaviour::Misbehaviour;

/// One message as it came in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Seconds since 1970.
    pub at: i64,
    /// The receiver: `folder`, `sftp`, `mail`, `webhook`, `pull`, `websub`.
    pub receiver: &'static str,
    /// What a desk sees first: a headline, a subject, a file name.
    pub title: String,
    /// What was checked: a signature, an id.
    pub facts: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

/// Everything since the start, and how receivers behave now.
#[derive(Debug)]
pub struct Arrivals {
    all: Mutex<Vec<Arrival>>,
    misbehaviour: Mutex<Option<Misbehaviour>>,
    refused: Mutex<u64>,
}

impl Arrivals {
    pub fn new(misbehaviour: Option<Misbehaviour>) -> Arrivals {
        Arrivals { all: Mutex::default(), misbehaviour: Mutex::new(misbehaviour), refused: Mutex::default() }
    }

    pub fn add(&self, receiver: &'static str, title: impl Into<String>, facts: Vec<(String, String)>, bytes: Vec<u8>) {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
        let at = i64::try_from(at).unwrap_or(0);
        self.all.lock().push(Arrival { at, receiver, title: title.into(), facts, bytes });
    }

    pub fn list(&self) -> Vec<Arrival> {
        self.all.lock().clone()
    }

    pub fn get(&self, at: usize) -> Option<Arrival> {
        self.all.lock().get(at).cloned()
    }

    pub fn misbehaviour(&self) -> Option<Misbehaviour> {
        *self.misbehaviour.lock()
    }

    pub fn set_misbehaviour(&self, misbehaviour: Option<Misbehaviour>) {
        *self.misbehaviour.lock() = misbehaviour;
    }

    /// A receiver has refused something, or let it hang.
    pub fn count_refusal(&self) {
        *self.refused.lock() += 1;
    }

    pub fn refusals(&self) -> u64 {
        *self.refused.lock()
    }
}
