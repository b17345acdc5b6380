//! Opens the transport of a channel, with its secrets from the environment.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Error;
use crate::model::{Channel, Channels, SecretName};
use crate::msg;
use crate::net::{EgressPolicy, HttpClient, parse_networks};
use crate::transport::{Attempt, Outcome, Transport, TransportContext};

/// A way to the receivers of a channel.
#[derive(Debug)]
pub struct Sender(Transport);

impl Sender {
    pub fn new(transport: Transport) -> Sender {
        Sender(transport)
    }

    /// `receiver` is a mailbox, or empty for the channel itself.
    pub async fn send(&mut self, attempt: &Attempt, receiver: &str) -> Outcome {
        let _ = receiver;
        self.0.send(attempt).await
    }

    /// Connects and looks whether messages would be taken; leaves nothing.
    pub async fn probe(&mut self) -> Outcome {
        self.0.probe().await
    }

    /// A call was dropped: the next one connects anew.
    pub async fn reset(&mut self) {
        self.0.close().await;
    }

    pub async fn close(mut self) {
        self.0.close().await;
    }
}

/// Opens transports. Tests have one of their own.
pub trait SenderFactory: Send + Sync {
    /// # Errors
    /// When a secret is missing.
    fn open(&self, channel: &Channel, channels: &Channels) -> Result<Sender, Error>;
}

/// Those of the settings, with secrets from the environment.
#[derive(Debug)]
pub struct SettingsSenders {
    pub content: PathBuf,
    pub http: HttpClient,
}

impl SettingsSenders {
    /// The client of webhooks. `allowed`: private networks that it may connect to.
    ///
    /// # Errors
    /// When a network is not valid, or the system has no certificates.
    pub fn http(allowed: &[String]) -> Result<HttpClient, Error> {
        let policy = EgressPolicy { allowed: parse_networks(allowed)?, ..EgressPolicy::default() };
        HttpClient::new(Arc::new(policy), concat!("Depesch/", env!("CARGO_PKG_VERSION")))
    }
}

impl SenderFactory for SettingsSenders {
    fn open(&self, channel: &Channel, channels: &Channels) -> Result<Sender, Error> {
        let secrets = &|name: &SecretName| std::env::var(name.as_str()).ok();
        let context = TransportContext { secrets, content: &self.content, http: &self.http, mail: channels.mail.as_ref() };
        let key = channel.key.as_str();
        let none =
            || Error::new(msg!("the channel `{key}` fetches its messages itself", "kanalen `{key}` hämtar sina meddelanden själv"));
        Transport::new(&channel.receiver, context)?.map(Sender::new).ok_or_else(none)
    }
}
