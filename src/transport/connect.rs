//! The protocol of a receiver.

use std::path::Path;

use reqwest::Url;

use super::folder::FolderTransport;
use super::sftp::SftpTransport;
use super::webhook::{WebhookSecret, WebhookTransport};
use super::{Attempt, Outcome};
use crate::error::Error;
use crate::model::{MailRelay, Receiver, SecretName};
use crate::msg;
use crate::net::HttpClient;

/// A way to one receiver. Dropping a call at any moment leaves no more than a file with an unfinished name.
#[derive(Debug)]
pub enum Transport {
    Folder(FolderTransport),
    Webhook(Box<WebhookTransport>),
    Sftp(Box<SftpTransport>),
}

/// Where a transport finds what its receiver names.
#[derive(Clone, Copy)]
pub struct TransportContext<'a> {
    /// The value of an environment variable.
    pub secrets: &'a dyn Fn(&SecretName) -> Option<String>,
    /// The content folder.
    pub content: &'a Path,
    pub http: &'a HttpClient,
    pub mail: Option<&'a MailRelay>,
}

impl Transport {
    /// Connects to nothing yet. `None` for a receiver that fetches its messages.
    ///
    /// # Errors
    /// When a secret is missing or not valid.
    pub fn new(receiver: &Receiver, context: TransportContext<'_>) -> Result<Option<Transport>, Error> {
        Ok(Some(match receiver {
            Receiver::Folder(folder) => Transport::Folder(FolderTransport::new(context.content.join(&folder.path))),
            Receiver::Webhook(webhook) => {
                let url = Url::parse(webhook.url.as_str()).map_err(|e| {
                    let text = webhook.url.as_str();
                    Error::caused(msg!("`{text}` is not a web address", "`{text}` är ingen webbadress"), e)
                })?;
                let secrets = webhook.secrets.iter().map(|name| webhook_secret(name, context)).collect::<Result<_, _>>()?;
                Transport::Webhook(Box::new(WebhookTransport::new(context.http.clone(), url, secrets)))
            }
            Receiver::Sftp(sftp) => {
                let key_file = sftp.key_file.as_ref().map(|name| secret(name, context).map(|path| context.content.join(path)));
                Transport::Sftp(Box::new(SftpTransport::new(sftp.clone(), key_file.transpose()?)))
            }
            Receiver::Pull(_) => return Ok(None),
            Receiver::Ftp(_) | Receiver::Mail(_) => {
                return Err(Error::new(msg!(
                    "this version cannot reach such receivers",
                    "den här versionen når inte sådana mottagare"
                )));
            }
        }))
    }

    pub async fn send(&mut self, attempt: &Attempt) -> Outcome {
        match self {
            Transport::Folder(folder) => folder.send(attempt).await,
            Transport::Webhook(webhook) => webhook.send(attempt).await,
            Transport::Sftp(sftp) => sftp.send(attempt).await,
        }
    }

    /// Connects and looks whether messages would be accepted, as far as the protocol shows it. Leaves nothing.
    pub async fn probe(&mut self) -> Outcome {
        match self {
            Transport::Folder(folder) => folder.probe().await,
            Transport::Webhook(webhook) => webhook.probe().await,
            Transport::Sftp(sftp) => sftp.probe().await,
        }
    }

    /// Ends connections that are kept. The next call connects anew.
    pub async fn close(&mut self) {
        match self {
            // The HTTP client closes idle connections by itself.
            Transport::Folder(_) | Transport::Webhook(_) => {}
            Transport::Sftp(sftp) => sftp.close().await,
        }
    }
}

fn secret(name: &SecretName, context: TransportContext<'_>) -> Result<String, Error> {
    let name_text = name.as_str();
    (context.secrets)(name).filter(|value| !value.is_empty()).ok_or_else(|| {
        Error::new(msg!("the environment variable `{name_text}` is not set", "miljövariabeln `{name_text}` är inte satt"))
    })
}

fn webhook_secret(name: &SecretName, context: TransportContext<'_>) -> Result<WebhookSecret, Error> {
    let text = secret(name, context)?;
    let name = name.as_str();
    WebhookSecret::parse(&text).ok_or_else(|| {
        Error::new(msg!("the secret in `{name}` is not valid", "hemligheten i `{name}` är inte giltig"))
            .hint(msg!("`whsec_` is followed by base64", "efter `whsec_` kommer base64"))
    })
}
