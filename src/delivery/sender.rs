//! Opens the transport of a channel, with its secrets from the environment.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Error;
use crate::model::{Channel, Channels, Email, Receiver, SecretName};
use crate::msg;
use crate::net::{EgressPolicy, HttpClient, parse_networks};
use crate::transport::mail::SmtpTransport;
use crate::transport::{Attempt, Outcome, Reply, Transport, TransportContext};

/// A way to the receivers of a channel.
#[derive(Debug)]
pub enum Sender {
    Channel(Transport),
    /// To each mailbox.
    Mail(Box<SmtpTransport>),
}

impl Sender {
    /// `receiver` is a mailbox, or empty for the channel itself.
    pub async fn send(&mut self, attempt: &Attempt, receiver: &str) -> Outcome {
        match self {
            Sender::Channel(transport) => transport.send(attempt).await,
            Sender::Mail(smtp) => match Email::parse(receiver) {
                Ok(mailbox) => smtp.send(attempt, &mailbox).await,
                Err(_) => Outcome::Refused(Reply::new(None, "this is not a mailbox")),
            },
        }
    }

    /// Connects and looks whether messages would be taken; leaves nothing.
    pub async fn probe(&mut self) -> Outcome {
        match self {
            Sender::Channel(transport) => transport.probe().await,
            Sender::Mail(smtp) => smtp.probe().await,
        }
    }

    /// Ends connections that are kept; the next call connects anew.
    pub async fn close(&mut self) {
        match self {
            Sender::Channel(transport) => transport.close().await,
            Sender::Mail(smtp) => smtp.close().await,
        }
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
        let key = channel.key.as_str();
        if let Receiver::Mail(_) = &channel.receiver {
            let relay = channels.mail.as_ref().ok_or_else(|| {
                Error::new(msg!("the channel `{key}` needs a mail relay", "kanalen `{key}` behöver en e-postserver"))
            })?;
            return Ok(Sender::Mail(Box::new(SmtpTransport::new(relay, secrets)?)));
        }
        let context = TransportContext { secrets, content: &self.content, http: &self.http, mail: channels.mail.as_ref() };
        let none =
            || Error::new(msg!("the channel `{key}` fetches its messages itself", "kanalen `{key}` hämtar sina meddelanden själv"));
        Transport::new(&channel.receiver, context)?.map(Sender::Channel).ok_or_else(none)
    }
}
