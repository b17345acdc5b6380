//! SMTP to the newsroom's relay (RFC 5321), over a stream of our own: it shows in which step a delivery broke, which decides whether the
//! mail may have arrived.
//!
//! The connection is kept for the next mail. A server may close it in between, which is no failure of the relay.

mod reply;
mod session;
mod step;
mod stream;
#[cfg(test)]
mod tests;
mod transaction;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

use session::{SmtpLogin, SmtpSession, SmtpSettings};
use step::SmtpFailure;
use tokio::time::timeout;
use transaction::{AfterMail, Transaction};

use crate::error::Error;
use crate::model::{Email, MailRelay, SecretName};
use crate::msg;
use crate::transport::{Attempt, Outcome};

/// Servers close connections that are silent for longer, some of them after a minute.
const MAX_IDLE: Duration = Duration::from_secs(30);

/// For all that precedes the text, connecting included.
const PREPARE_LIMIT: Duration = Duration::from_secs(25);

/// A way to the mailboxes of desks.
pub struct SmtpTransport {
    settings: SmtpSettings,
    /// The sender of the envelope: where notices of failures go.
    from: Email,
    kept: Option<KeptSession>,
}

struct KeptSession {
    session: SmtpSession,
    since: Instant,
}

impl SmtpTransport {
    /// Connects to nothing yet. `secrets` gives the value of an environment variable.
    ///
    /// # Errors
    /// When a secret is missing, or the system has no certificates.
    pub fn new(relay: &MailRelay, secrets: &dyn Fn(&SecretName) -> Option<String>) -> Result<SmtpTransport, Error> {
        SmtpTransport::with_tls(relay, secrets, tls_config()?)
    }

    fn with_tls(
        relay: &MailRelay,
        secrets: &dyn Fn(&SecretName) -> Option<String>,
        tls_config: Arc<ClientConfig>,
    ) -> Result<SmtpTransport, Error> {
        let secret = |name: &SecretName| {
            let text = name.as_str();
            secrets(name).filter(|value| !value.is_empty()).ok_or_else(|| {
                Error::new(msg!("the environment variable `{text}` is not set", "miljövariabeln `{text}` är inte satt"))
            })
        };
        let login = match &relay.login {
            Some(login) => Some(SmtpLogin { user: secret(&login.user)?, password: secret(&login.password)? }),
            None => None,
        };
        let settings = SmtpSettings { host: relay.host.clone(), port: relay.port, tls: relay.tls, login, tls_config };
        Ok(SmtpTransport { settings, from: relay.from.address.clone(), kept: None })
    }

    /// Sends a mail to one mailbox. If the call is dropped, so is its connection.
    pub async fn send(&mut self, attempt: &Attempt, to: &Email) -> Outcome {
        if !attempt.may_commit() {
            return Outcome::late();
        }
        match timeout(PREPARE_LIMIT, self.prepare(attempt.payload.bytes.len(), to)).await {
            Ok(Ok(mut session)) => {
                let transaction = session.send_text(attempt).await;
                self.keep(session, transaction)
            }
            Ok(Err(outcome)) => outcome,
            Err(_) => Outcome::retry(None, "the relay was not ready for the text in time"),
        }
    }

    /// A session that waits for the text of a mail, or what became of the mail.
    async fn prepare(&mut self, length: usize, to: &Email) -> Result<SmtpSession, Outcome> {
        if let Some(kept) = self.kept.take().filter(|kept| kept.since.elapsed() < MAX_IDLE) {
            let mut session = kept.session;
            match session.prepare(length, &self.from, to).await {
                Ok(()) => return Ok(session),
                // The server had closed it, which says nothing about the relay: it is asked anew, at once.
                Err(Transaction { outcome: Outcome::Retry { .. }, connection: AfterMail::Lost }) => {}
                Err(refused) => return Err(self.keep(session, refused)),
            }
        }
        let mut session = SmtpSession::open(&self.settings).await.map_err(SmtpFailure::of_relay)?;
        match session.prepare(length, &self.from, to).await {
            Ok(()) => Ok(session),
            Err(refused) => Err(self.keep(session, refused)),
        }
    }

    /// Connects, negotiates TLS and logs in. Sends nothing.
    pub async fn probe(&mut self) -> Outcome {
        self.close().await;
        match timeout(PREPARE_LIMIT, SmtpSession::open(&self.settings)).await {
            Err(_) => Outcome::retry(None, "the relay was not ready in time"),
            Ok(Ok(session)) => {
                let receipt = session.hello.receipt();
                session.quit().await;
                Outcome::Delivered(receipt)
            }
            Ok(Err(failure)) => failure.of_relay(),
        }
    }

    /// Ends a connection that is kept. The next call connects anew.
    pub async fn close(&mut self) {
        if let Some(kept) = self.kept.take() {
            kept.session.quit().await;
        }
    }

    fn keep(&mut self, session: SmtpSession, transaction: Transaction) -> Outcome {
        if transaction.connection == AfterMail::Ready {
            self.kept = Some(KeptSession { session, since: Instant::now() });
        }
        transaction.outcome
    }
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the password.
        f.debug_struct("SmtpTransport")
            .field("host", &self.settings.host)
            .field("port", &self.settings.port)
            .finish_non_exhaustive()
    }
}

/// With the certificates that the system trusts.
fn tls_config() -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier);
    let config = config.map_err(|error| {
        Error::caused(
            msg!("certificates of mail servers cannot be verified", "e-postservrars certifikat kan inte kontrolleras"),
            error,
        )
        .hint(msg!(
            "install the certificates of the system, such as the package `ca-certificates`",
            "installera systemets certifikat, till exempel paketet `ca-certificates`"
        ))
    })?;
    Ok(Arc::new(config.with_no_client_auth()))
}
