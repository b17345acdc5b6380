//! Tries a channel: connects to its receiver, or sends an invented release, which is in no journal and has no number of the channel.

#![expect(clippy::disallowed_methods, reason = "an attempt has an end")]

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Deadline};

use crate::artifact::SequenceNumber;
use crate::content;
use crate::db::delivery::DeliveryPurpose;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::{
    Block, Channel, Channels, Dates, Headline, Inlines, Instant, Moment, Newsroom, Permalink, Publisher, Release, ReleaseId,
    SingleLine, Slug,
};
use crate::msg;
use crate::transport::{Attempt, Outcome, Payload};

use super::mail::MailMaker;
use super::plan::{Target, receivers_of};
use super::policy::describe;
use super::render::{MessageRenderer, RenderedMessage};
use super::sender::{Sender, SenderFactory, SettingsSenders};
use super::shown::shown_versions;

/// The longest attempt.
const ATTEMPT: Duration = Duration::from_secs(60);

/// What a receiver said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalReply {
    /// A mailbox; empty for the channel itself.
    pub receiver: String,
    pub is_accepted: bool,
    /// `delivered`, `retry`, `refused`, `gone`, `unknown`.
    pub outcome: &'static str,
    pub code: Option<u16>,
    pub text: String,
}

/// A newsroom's settings, for the invented release.
pub struct Rehearsal<'r> {
    pub publisher: &'r Publisher,
    pub channels: &'r Channels,
    pub channel: &'r Channel,
    pub content: &'r Path,
    /// Private networks that webhooks may connect to.
    pub allowed: &'r [String],
}

impl Rehearsal<'_> {
    /// Connects, and looks whether messages would be taken. Leaves nothing.
    ///
    /// # Errors
    /// When a secret is missing, or the system gives no threads.
    pub fn probe(&self) -> Result<Vec<RehearsalReply>, Error> {
        run(async {
            let mut sender = self.open()?;
            let outcome = within(sender.probe()).await;
            sender.close().await;
            Ok(vec![reply("", &outcome)])
        })?
    }

    /// Sends the release to each receiver of the channel. The errors of the texts are those of a channel that cannot be written to.
    ///
    /// # Errors
    /// When a secret is missing, or the system gives no threads.
    pub fn send(&self, now: &Instant) -> Result<Result<Vec<RehearsalReply>, Vec<Diagnostic>>, Error> {
        let message = match self.message(now) {
            Ok(message) => message,
            Err(problems) => return Ok(Err(problems)),
        };
        let attempt = Attempt {
            payload: Payload {
                file_name: message.name,
                id: message.id,
                media_type: message.media_type,
                bytes: Arc::clone(&message.payload.bytes),
            },
            may_have_arrived: false,
            commit_before: Deadline::now() + ATTEMPT,
        };
        run(async {
            let mut sender = self.open()?;
            let mut replies = Vec::new();
            for receiver in receivers_of(self.channel) {
                let outcome = within(sender.send(&attempt, &receiver)).await;
                replies.push(reply(&receiver, &outcome));
            }
            sender.close().await;
            Ok(Ok(replies))
        })?
    }

    fn open(&self) -> Result<Sender, Error> {
        let http = SettingsSenders::http(self.allowed)?;
        SettingsSenders { content: self.content.to_owned(), http }.open(self.channel, self.channels)
    }

    fn message(&self, now: &Instant) -> Result<RenderedMessage, Vec<Diagnostic>> {
        let newsroom = Newsroom::new(self.publisher.clone(), vec![invented_release(self.publisher, now)]);
        let edition = newsroom.public(now);
        let fetch = content::attachment_loader(self.content);
        let mail = MailMaker::default();
        let renderer = MessageRenderer::new(&edition, self.channels, &fetch, &mail);
        let versions = shown_versions(&edition);
        let version = versions.values().next().expect("the invented release is public");
        let target = Target {
            channel: self.channel.key.to_string(),
            purpose: DeliveryPurpose::Test,
            receivers: receivers_of(self.channel),
            replaces: None,
        };
        renderer.render(self.channel.key.as_str(), version, &target, SequenceNumber { number: 1, replaces: None })
    }
}

/// Says in its headline and its text that it is a test. Another one each second, so that no name is taken.
fn invented_release(publisher: &Publisher, now: &Instant) -> Release {
    let is_swedish = publisher.lang.as_str().starts_with("sv");
    let (headline, text) = if is_swedish {
        ("PROV – publicera ej", "Det här är ett prov av leveransen. Publicera det inte.")
    } else {
        ("TEST – do not publish", "This is a test of the delivery. Do not publish it.")
    };
    let (authority, at) = (&publisher.id_authority, now.unix());
    let id = ReleaseId::parse(&format!("tag:{authority},{}:test/{at}", publisher.id_year)).expect("the authority is a host name");
    let slug = Slug::parse(&format!("test-{at}")).expect("letters and digits are a slug");
    let line = SingleLine::parse(text).expect("the sentence is one line");
    let text = Inlines::text(&line);
    let mut release = Release::new(
        id,
        Permalink::new(now.day().year(), slug),
        publisher.lang.clone(),
        Headline::parse(headline).expect("the headline is one line"),
        text.clone(),
        Dates::Published { first: Moment::Instant(now.clone()), updated: None },
    );
    release.body = vec![Block::Paragraph(text)];
    release
}

async fn within(attempt: impl Future<Output = Outcome>) -> Outcome {
    tokio::time::timeout(ATTEMPT, attempt)
        .await
        .unwrap_or_else(|_| Outcome::Unknown(crate::transport::Reply::new(None, "no end in 60 seconds")))
}

fn reply(receiver: &str, outcome: &Outcome) -> RehearsalReply {
    let (name, reply) = describe(outcome);
    RehearsalReply {
        receiver: receiver.to_owned(),
        is_accepted: matches!(outcome, Outcome::Delivered(_)),
        outcome: name,
        code: reply.code,
        text: reply.text.clone(),
    }
}

fn run<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::caused(msg!("the delivery cannot start", "leveransen kan inte starta"), e))?;
    Ok(runtime.block_on(work))
}
