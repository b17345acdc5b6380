//! What requests see of the delivery.

use std::sync::Arc;

use tokio::sync::watch;

use crate::delivery::plan::Plan;
use crate::model::Channels;

#[derive(Debug)]
pub struct DeliveryStatus {
    /// The plan of the last round: what is held, and what needs a person.
    pub plan: watch::Receiver<Arc<Plan>>,
    /// Counts the rounds that gave somebody a message: requests that wait look again.
    pub published: watch::Receiver<u64>,
    /// The settings that the last round used.
    pub channels: watch::Receiver<Arc<Channels>>,
}
