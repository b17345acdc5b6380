//! A connection from its greeting to QUIT: EHLO, TLS, login (RFC 5321, RFC 3207, RFC 4954).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConfig;

use super::reply::SmtpReply;
use super::step::{SmtpFailure, SmtpStep, expect_positive};
use super::stream::SmtpStream;
use crate::model::MailTls;
use crate::transport::fault_points::reach;

/// Where the relay is, and how we are known there.
#[derive(Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub login: Option<SmtpLogin>,
    pub tls_config: Arc<ClientConfig>,
}

#[derive(Clone)]
pub struct SmtpLogin {
    pub user: String,
    pub password: String,
}

/// A connection that is ready for mail.
pub struct SmtpSession {
    pub stream: SmtpStream,
    pub offers: SmtpOffers,
    /// What the relay said last, for a probe.
    pub hello: SmtpReply,
}

/// What the server can do, of what we use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SmtpOffers {
    pub pipelining: bool,
    pub starttls: bool,
    pub auth_plain: bool,
    pub auth_login: bool,
    /// The largest mail in bytes, if there is a limit.
    pub size: Option<usize>,
}

impl SmtpSession {
    pub async fn open(settings: &SmtpSettings) -> Result<SmtpSession, SmtpFailure> {
        let mut stream = SmtpStream::connect(&settings.host, settings.port).await?;
        reach("connected");
        if settings.tls == MailTls::Implicit {
            stream = stream.encrypt(&settings.host, &settings.tls_config).await?;
        }
        expect_positive(stream.read_reply(SmtpStep::Greeting).await?)?;
        let mut hello = say_hello(&mut stream).await?;
        if settings.tls == MailTls::StartTls {
            // Somebody between us and the relay can take the offer away: mail is never sent in the open instead.
            if !SmtpOffers::read(&hello).starttls {
                return Err(SmtpFailure::broken("the relay offers no STARTTLS, and mail is not sent in the open"));
            }
            expect_positive(stream.ask("STARTTLS", SmtpStep::StartTls).await?)?;
            stream = stream.encrypt(&settings.host, &settings.tls_config).await?;
            // What was offered in the open is forgotten (RFC 3207, 4.2).
            hello = say_hello(&mut stream).await?;
        }
        let mut session = SmtpSession { stream, offers: SmtpOffers::read(&hello), hello };
        if let Some(login) = &settings.login {
            session.log_in(login).await?;
        }
        Ok(session)
    }

    async fn log_in(&mut self, login: &SmtpLogin) -> Result<(), SmtpFailure> {
        if !self.stream.is_encrypted && !self.stream.is_to_this_machine() {
            return Err(SmtpFailure::broken("the password is not sent in the open: the relay must be reached under TLS"));
        }
        let SmtpLogin { user, password } = login;
        let reply = if self.offers.auth_plain {
            let proof = STANDARD.encode(format!("\0{user}\0{password}"));
            self.stream.ask(&format!("AUTH PLAIN {proof}"), SmtpStep::Login).await?
        } else if self.offers.auth_login {
            self.answer("AUTH LOGIN").await?;
            self.answer(&STANDARD.encode(user)).await?;
            self.stream.ask(&STANDARD.encode(password), SmtpStep::Login).await?
        } else {
            return Err(SmtpFailure::broken("the relay offers neither AUTH PLAIN nor AUTH LOGIN"));
        };
        expect_positive(reply).map(|_| ())
    }

    /// A step of AUTH after which the server asks on.
    async fn answer(&mut self, command: &str) -> Result<(), SmtpFailure> {
        match self.stream.ask(command, SmtpStep::Login).await? {
            reply if reply.code == 334 => Ok(()),
            reply => Err(SmtpFailure::from_reply(reply)),
        }
    }

    /// Says goodbye; the server's answer does not matter.
    pub async fn quit(mut self) {
        let _ = self.stream.ask("QUIT", SmtpStep::Quit).await;
    }
}

async fn say_hello(stream: &mut SmtpStream) -> Result<SmtpReply, SmtpFailure> {
    let command = format!("EHLO {}", stream.own_name());
    expect_positive(stream.ask(&command, SmtpStep::Hello).await?)
}

impl SmtpOffers {
    /// The lines after the first are extensions with their parameters.
    fn read(hello: &SmtpReply) -> SmtpOffers {
        let mut offers = SmtpOffers::default();
        for line in hello.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("SIZE") => offers.size = words.next().and_then(|size| size.parse().ok()).filter(|size| *size > 0),
                Some("AUTH") => {
                    for mechanism in words {
                        offers.auth_plain |= mechanism == "PLAIN";
                        offers.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_in_any_case() {
        let lines = ["mx.example PIPELINING", "pipelining", "SIZE 0", "Auth login XOAUTH2 Plain", "8BITMIME"].map(str::to_owned);
        let hello = SmtpReply { code: 250, lines: lines.to_vec() };
        let expected = SmtpOffers { pipelining: true, auth_plain: true, auth_login: true, ..SmtpOffers::default() };
        assert_eq!(SmtpOffers::read(&hello), expected);
        let first = SmtpReply { code: 250, lines: vec!["STARTTLS".to_owned()] };
        assert_eq!(SmtpOffers::read(&first), SmtpOffers::default());
    }
}
