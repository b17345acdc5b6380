//! The hub's answer to a form.

/// An answer to a form, as `text/plain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubResponse {
    pub status: u16,
    /// For the developer of the subscriber, in English like the protocol.
    pub text: String,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
}

impl HubResponse {
    pub fn new(status: u16, text: impl Into<String>) -> HubResponse {
        HubResponse { status, text: text.into(), retry_after: None }
    }

    pub fn retry_later(status: u16, text: impl Into<String>, seconds: u64) -> HubResponse {
        HubResponse { retry_after: Some(seconds), ..HubResponse::new(status, text) }
    }
}
