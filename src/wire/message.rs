//! What a message on the wire says about itself and in which order it says the rest: decided once, spelled by each format.
//!
//! Versions count up, and each message names the one it replaces. Nothing is invented: a day of which no time is known begins at midnight
//! where a format demands a time, and a file that no channel sends has no running number.

mod count;
pub mod notes;

use std::borrow::Cow;

use crate::artifact::Context;
use crate::artifact::SequenceNumber;
use crate::markup::summary;
use crate::model::Block;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Contact;
use crate::model::Edition;
use crate::model::Embargo;
use crate::model::Inlines;
use crate::model::Instant;
use crate::model::Lang;
use crate::model::Moment;
use crate::model::Permalink;
use crate::model::Publisher;
use crate::model::Release;
use crate::model::ReleaseId;
use crate::model::Section;
use crate::model::SingleLine;
use crate::model::Status;
use crate::model::Wire;
use crate::model::Withdrawal;
use crate::wire::signal::MessageSignal;
use crate::wording::Wording;
use crate::wording::parts;
use crate::wording::parts::ContactDetails;

pub use count::words_in;

/// A release, or that it must not be used any more, as the wire sends it.
pub struct WireMessage<'e> {
    pub edition: &'e Edition<'e>,
    pub words: &'static Wording,
    pub content: MessageContent<'e>,
    /// What it does to what was sent before; `None` for the first version.
    pub signal: Option<MessageSignal>,
    pub usage: Usage,
    /// The number that a channel gave it; `None` where no channel counts.
    pub running: Option<SequenceNumber>,
    /// Who may be asked, today.
    pub people: Vec<ContactDetails>,
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub enum MessageContent<'e> {
    Release(&'e Release),
    /// A kill: nothing of what was said.
    Withdrawal(&'e Withdrawal<'e>),
}

/// Whether it may be used, in the three words of IPTC: usable, withheld, canceled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    Usable,
    /// Until an instant, or until further notice. Only a preview says so: an embargoed release leaves no house.
    Withheld(Option<Instant>),
    Canceled,
}

impl Usage {
    /// <http://cv.iptc.org/newscodes/pubstatusg2/>
    pub fn iptc(&self) -> &'static str {
        match self {
            Usage::Usable => "usable",
            Usage::Withheld(_) => "withheld",
            Usage::Canceled => "canceled",
        }
    }

    pub fn embargo(&self) -> Option<&Instant> {
        match self {
            Usage::Withheld(until) => until.as_ref(),
            Usage::Usable | Usage::Canceled => None,
        }
    }
}

/// A part of the text that is meant to be published, in its order.
pub enum StoryPart<'e> {
    /// What the law or an exchange demands before everything else.
    Legal(&'e Inlines),
    Lead(&'e Inlines),
    Body(&'e [Block]),
    /// A headed part: the invitation, "Läs mer", what the sender says about itself.
    Section(Cow<'e, Section>),
}

impl<'e> WireMessage<'e> {
    pub fn from_release(edition: &'e Edition<'e>, release: &'e Release, context: &Context) -> WireMessage<'e> {
        let words = Wording::for_lang(&release.lang);
        let signal = release.last_change().map(|change| match change.kind {
            ChangeKind::Correction => MessageSignal::Correction,
            ChangeKind::Update => MessageSignal::Update,
            ChangeKind::Withdrawal => MessageSignal::Kill,
        });
        WireMessage {
            edition,
            words,
            content: MessageContent::Release(release),
            signal,
            usage: usage(edition, release),
            running: context.sequence_number(&release.id),
            people: parts::people(edition, release, words),
        }
    }

    pub fn from_withdrawal(edition: &'e Edition<'e>, withdrawal: &'e Withdrawal<'e>, context: &Context) -> WireMessage<'e> {
        let words = Wording::for_lang(withdrawal.lang());
        let contacts: Vec<&Contact> = edition.contacts_of_withdrawal(withdrawal);
        WireMessage {
            edition,
            words,
            content: MessageContent::Withdrawal(withdrawal),
            signal: Some(MessageSignal::Kill),
            usage: Usage::Canceled,
            running: context.sequence_number(withdrawal.id()),
            people: contacts.into_iter().map(|contact| parts::person(contact, words)).collect(),
        }
    }

    pub fn publisher(&self) -> &'e Publisher {
        self.edition.publisher()
    }

    pub fn wire(&self) -> &'e Wire {
        &self.publisher().wire
    }

    pub fn release(&self) -> Option<&'e Release> {
        match self.content {
            MessageContent::Release(release) => Some(release),
            MessageContent::Withdrawal(_) => None,
        }
    }

    /// The same for all versions.
    pub fn id(&self) -> &'e ReleaseId {
        match self.content {
            MessageContent::Release(release) => &release.id,
            MessageContent::Withdrawal(withdrawal) => withdrawal.id(),
        }
    }

    pub fn permalink(&self) -> &'e Permalink {
        match self.content {
            MessageContent::Release(release) => &release.permalink,
            MessageContent::Withdrawal(withdrawal) => withdrawal.permalink(),
        }
    }

    pub fn lang(&self) -> &'e Lang {
        match self.content {
            MessageContent::Release(release) => &release.lang,
            MessageContent::Withdrawal(withdrawal) => withdrawal.lang(),
        }
    }

    pub fn headline(&self) -> &'e str {
        match self.content {
            MessageContent::Release(release) => release.headline.as_str(),
            MessageContent::Withdrawal(withdrawal) => withdrawal.headline().as_str(),
        }
    }

    /// The headline as a list of messages shows it. A kill says so there, so that no one takes it for news.
    pub fn listed_headline(&self) -> Cow<'e, str> {
        match (self.signal, self.signal_word()) {
            (Some(MessageSignal::Kill), Some(word)) => Cow::Owned(format!("{word}: {}", self.headline())),
            _ => Cow::Borrowed(self.headline()),
        }
    }

    /// The headline behind what is done to what was sent before: "RÄTTELSE: Ny simhall".
    pub fn title(&self) -> String {
        let signal = self.signal_word().map_or_else(String::new, |word| format!("{word}: "));
        format!("{signal}{}", self.headline())
    }

    /// Under which name the id was minted: the newsroom's or, of what was imported, another.
    pub fn authority(&self) -> &'e str {
        let id = self.id().as_str();
        id.strip_prefix("tag:").and_then(|id| id.split(',').next()).unwrap_or(self.publisher().id_authority.as_str())
    }

    /// "Pressmeddelande".
    pub fn kind(&self) -> &'static str {
        match self.content {
            MessageContent::Release(release) => self.words.kind(release.kind),
            MessageContent::Withdrawal(withdrawal) => self.words.kind(withdrawal.kind()),
        }
    }

    /// The file it was read from, for diagnostics.
    pub fn source(&self) -> &'e str {
        match self.content {
            MessageContent::Release(release) => &release.source,
            MessageContent::Withdrawal(withdrawal) => withdrawal.source(),
        }
    }

    /// A short name that all versions share: the last part of the address, with the language of a translation.
    pub fn slugline(&self) -> String {
        let permalink = self.permalink();
        match &permalink.translation {
            Some(lang) => format!("{}-{lang}", permalink.slug),
            None => permalink.slug.to_string(),
        }
    }

    /// Its page.
    pub fn address(&self) -> String {
        self.publisher().address(&self.permalink().folder()).to_string()
    }

    /// 1 for the first, one more for each change.
    pub fn version(&self) -> usize {
        match self.content {
            MessageContent::Release(release) => release.revision(),
            MessageContent::Withdrawal(withdrawal) => withdrawal.revision(),
        }
    }

    /// How soon a desk should look at it, 1 to 9: what the author says, else 4; 3 for a correction, and a kill is never less than 2.
    pub fn priority(&self) -> u8 {
        let said = self.release().and_then(|release| release.urgency).map(super::super::model::release::Urgency::number);
        match self.signal {
            None | Some(MessageSignal::Update) => said.unwrap_or(4),
            Some(MessageSignal::Correction) => said.unwrap_or(3),
            Some(MessageSignal::Kill) => 2,
        }
    }

    /// The change that this version makes.
    pub fn change(&self) -> Option<&'e Change> {
        match self.content {
            MessageContent::Release(release) => release.last_change(),
            MessageContent::Withdrawal(withdrawal) => Some(withdrawal.change()),
        }
    }

    /// When this version came to be.
    pub fn created(&self) -> &'e Moment {
        match self.content {
            MessageContent::Release(release) => release.updated(),
            MessageContent::Withdrawal(withdrawal) => &withdrawal.change().at,
        }
    }

    /// The same, for formats that demand an instant: a day begins at midnight.
    pub fn created_instant(&self) -> Instant {
        self.created().start(&self.publisher().zone)
    }

    /// First publication, where it is known.
    pub fn published(&self) -> Option<&'e Moment> {
        match self.content {
            MessageContent::Release(release) => release.dates.published(),
            MessageContent::Withdrawal(withdrawal) => withdrawal.published(),
        }
    }

    /// Where the news comes from, where it was said.
    pub fn place(&self) -> Option<&'e SingleLine> {
        self.release().and_then(|release| release.place.as_ref())
    }

    /// "20 juni 2017", the day of first publication, for a field: no lines are made of it, so its spaces are plain.
    pub fn published_day(&self) -> Option<String> {
        self.published().map(|published| self.words.day(published.day()).replace('\u{a0}', " "))
    }

    /// "SOLVIK (Solvik kommun) - ", where the place is known: how agencies begin a text.
    pub fn agency_dateline(&self) -> String {
        let place = self.place().map(|place| place.as_str().to_uppercase());
        place.map_or_else(String::new, |place| format!("{place} ({}) - ", self.words.list(&self.organisations())))
    }

    /// "Solvik kommun, Fritidsförvaltningen".
    pub fn senders(&self) -> String {
        match self.content {
            MessageContent::Release(release) => self.words.senders(self.edition, release),
            MessageContent::Withdrawal(withdrawal) => self.words.senders_of_withdrawal(self.edition, withdrawal),
        }
    }

    /// Each sender without its department: "Solvik kommun".
    pub fn organisations(&self) -> Vec<String> {
        let senders = match self.content {
            MessageContent::Release(release) => self.edition.senders(release),
            MessageContent::Withdrawal(withdrawal) => self.edition.senders_of_withdrawal(withdrawal),
        };
        senders.into_iter().map(|sender| sender.name.to_string()).collect()
    }

    /// The first sentence, or as much of it as is short.
    pub fn summary(&self) -> Option<String> {
        self.release().map(|release| summary::beginning(&release.lead.plain()))
    }

    /// The text that is meant to be published: what the author wrote, in the order of the page. Empty for a kill.
    pub fn parts(&self) -> Vec<StoryPart<'e>> {
        let Some(release) = self.release() else { return Vec::new() };
        let mut parts: Vec<StoryPart<'e>> = release.legal.iter().map(StoryPart::Legal).collect();
        parts.push(StoryPart::Lead(&release.lead));
        parts.extend(parts::invitation(release, self.words).map(|section| StoryPart::Section(Cow::Owned(section))));
        if !release.body.is_empty() {
            parts.push(StoryPart::Body(&release.body));
        }
        parts.extend(release.read_more.iter().map(|section| StoryPart::Section(Cow::Borrowed(section))));
        parts
    }

    /// What the senders say about themselves, below the text.
    pub fn boilerplates(&self) -> Vec<&'e Section> {
        self.release().map(|release| self.edition.boilerplates(release)).unwrap_or_default()
    }

    /// Who may use it for what, where the newsroom says so. Nobody may use what was withdrawn.
    pub fn terms(&self) -> Option<&'e SingleLine> {
        self.release().and(self.publisher().rights.as_ref())
    }
}

fn usage(edition: &Edition, release: &Release) -> Usage {
    let zone = &edition.publisher().zone;
    if release.is_public(edition.now(), zone) {
        return Usage::Usable;
    }
    match &release.status {
        Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => Usage::Withheld(None),
        Status::Withheld(Embargo::Until(until)) if until > edition.now() => Usage::Withheld(Some(until.clone())),
        Status::Withheld(Embargo::Until(_)) | Status::Usable => {
            Usage::Withheld(Some(release.dates.published_or_updated().start(zone)))
        }
    }
}
