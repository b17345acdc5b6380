//! Calls to other machines, under the egress policy: used by the hub and by the transports.

#![expect(clippy::disallowed_methods, reason = "a date in Retry-After is compared with the clock")]

mod egress_policy;
mod http_client;
mod networks;
mod retry_delay;

pub use egress_policy::{EgressPolicy, EgressRefusal, literal_address};
pub use http_client::{BodyLimit, HttpClient, HttpReply, HttpRequest};
pub use networks::parse_networks;
pub use retry_delay::{MAX_RETRY_DELAY, retry_delay};
