//! The content of a message: its facts and the order of its parts, which each format encodes.
//!
//! Versions count up, and each message names the one it replaces. Nothing is invented: where a format demands a time, a
//! day without one has the same second as in the feeds, and a message outside a numbered channel has no running number.

mod count;
pub mod notes;

use std::borrow::Cow;

use crate::artifact::{Context, SequenceNumber};
use crate::markup::plain::PlainOptions;
use crate::markup::summary;
use crate::model::invisible::without_invisible;
use crate::model::{
    Block, Change, ChangeKind, Edition, Embargo, Inlines, Instant, Lang, Moment, Permalink, Publisher, Release, ReleaseId, Section,
    SingleLine, Status, Urgency, Wire, Withdrawal,
};
use crate::wire::signal::MessageSignal;
use crate::wording::Wording;
use crate::wording::parts::{self, ContactDetails};

pub use count::count_words;

/// A release, or a kill, as the wire sends it.
pub struct WireMessage<'e> {
    pub edition: &'e Edition<'e>,
    pub words: &'static Wording,
    /// `None` for a kill, which repeats nothing of the release.
    pub release: Option<&'e Release>,
    /// The same for all versions.
    pub id: &'e ReleaseId,
    pub permalink: &'e Permalink,
    pub lang: &'e Lang,
    pub headline: &'e str,
    /// "Pressmeddelande".
    pub kind: &'static str,
    /// The source file, for diagnostics.
    pub source: &'e str,
    /// "Solvik kommun, Fritidsförvaltningen".
    pub senders: String,
    /// Each sender without its department: "Solvik kommun".
    pub organisations: Vec<String>,
    /// Contacts that may be published today.
    pub contacts: Vec<ContactDetails>,
    /// 1 for the first version.
    pub version: usize,
    /// What this version changes.
    pub change: Option<&'e Change>,
    /// When this version was published.
    pub created: &'e Moment,
    /// The same, for formats that demand an instant.
    pub created_instant: Instant,
    /// First publication, if known.
    pub published: Option<&'e Moment>,
    /// The same, for formats that demand an instant.
    pub published_instant: Option<Instant>,
    /// `None` for the first version.
    pub signal: Option<MessageSignal>,
    pub usage: Usage,
    /// `None` outside a numbered channel.
    pub running: Option<SequenceNumber>,
}

/// Whether the text may be used (<http://cv.iptc.org/newscodes/pubstatusg2/>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    Usable,
    /// Until an instant, or until further notice. Occurs in previews only: an embargoed release is not exported.
    Withheld(Option<Instant>),
    Canceled,
}

impl Usage {
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

/// A part of the text for publication.
pub enum StoryPart<'e> {
    /// A notice that the law or an exchange demands before the lead.
    Legal(&'e Inlines),
    Lead(&'e Inlines),
    /// In place of the lead, for formats in which the dateline begins it.
    Dateline,
    Body(&'e [Block]),
    /// A part with a heading: the invitation, "Läs mer", a boilerplate.
    Section(Cow<'e, Section>),
}

impl<'e> WireMessage<'e> {
    pub fn from_release(edition: &'e Edition<'e>, release: &'e Release, context: &Context) -> WireMessage<'e> {
        let words = Wording::for_lang(&release.lang);
        let zone = &edition.publisher().zone;
        let signal = release.last_change().map(|change| match change.kind {
            ChangeKind::Correction => MessageSignal::Correction,
            ChangeKind::Update => MessageSignal::Update,
            ChangeKind::Withdrawal => MessageSignal::Kill,
        });
        WireMessage {
            edition,
            words,
            release: Some(release),
            id: &release.id,
            permalink: &release.permalink,
            lang: &release.lang,
            headline: release.headline.as_str(),
            kind: words.kind(release.kind),
            source: &release.source,
            senders: words.senders(edition, release),
            organisations: edition.senders(release).into_iter().map(|sender| sender.name.to_string()).collect(),
            contacts: parts::contact_details(edition.contacts(release), words),
            version: release.revision(),
            change: release.last_change(),
            created: release.updated(),
            created_instant: release.version_instant(zone),
            published: release.dates.published(),
            published_instant: release.dates.published().map(|_| release.published_instant(zone)),
            signal,
            usage: usage(edition, release),
            running: context.sequence_number(&release.id),
        }
    }

    pub fn from_withdrawal(edition: &'e Edition<'e>, withdrawal: &'e Withdrawal<'e>, context: &Context) -> WireMessage<'e> {
        let words = Wording::for_lang(withdrawal.lang());
        let zone = &edition.publisher().zone;
        WireMessage {
            edition,
            words,
            release: None,
            id: withdrawal.id(),
            permalink: withdrawal.permalink(),
            lang: withdrawal.lang(),
            headline: withdrawal.headline().as_str(),
            kind: words.kind(withdrawal.kind()),
            source: withdrawal.source(),
            senders: words.senders_of_withdrawal(edition, withdrawal),
            organisations: edition.senders_of_withdrawal(withdrawal).into_iter().map(|sender| sender.name.to_string()).collect(),
            contacts: parts::contact_details(edition.contacts_of_withdrawal(withdrawal), words),
            version: withdrawal.revision(),
            change: Some(withdrawal.change()),
            created: &withdrawal.change().at,
            created_instant: withdrawal.withdrawn_instant(zone),
            published: withdrawal.published(),
            published_instant: withdrawal.published().map(|_| withdrawal.published_instant(zone)),
            signal: Some(MessageSignal::Kill),
            usage: Usage::Canceled,
            running: context.sequence_number(withdrawal.id()),
        }
    }

    pub fn publisher(&self) -> &'e Publisher {
        self.edition.publisher()
    }

    pub fn wire(&self) -> &'e Wire {
        &self.publisher().wire
    }

    /// Lines of `width` columns without indent; longer words are not broken.
    pub fn plain_options(&self, width: usize) -> PlainOptions<'e> {
        let site = &self.publisher().base_url;
        PlainOptions { width, indent: "", breaks_long_words: false, is_flowed: false, site, picture_label: self.words.picture }
    }

    /// The headline for lists of messages, in which a kill must not look like news.
    pub fn listed_headline(&self) -> Cow<'e, str> {
        match self.signal {
            Some(MessageSignal::Kill) => Cow::Owned(self.title()),
            _ => Cow::Borrowed(self.headline),
        }
    }

    /// The headline after the signal: "RÄTTELSE: Ny simhall".
    pub fn title(&self) -> String {
        let signal = self.signal_word().map_or_else(String::new, |word| format!("{word}: "));
        format!("{signal}{}", self.headline)
    }

    /// The authority of the id (RFC 4151): the newsroom's, or that of an imported id.
    pub fn authority(&self) -> &'e str {
        let id = self.id.as_str();
        id.strip_prefix("tag:").and_then(|id| id.split(',').next()).unwrap_or(self.publisher().id_authority.as_str())
    }

    /// The same for all versions: the slug, with the language of a translation.
    pub fn slugline(&self) -> String {
        match &self.permalink.translation {
            Some(lang) => format!("{}-{lang}", self.permalink.slug),
            None => self.permalink.slug.to_string(),
        }
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.publisher().address(&self.permalink.folder()).to_string()
    }

    /// From 1, the highest, to 9: the author's, or else 4; a correction defaults to 3, and a kill has 2.
    pub fn priority(&self) -> u8 {
        let urgency = self.release.and_then(|release| release.urgency);
        match self.signal {
            None | Some(MessageSignal::Update) => urgency.unwrap_or(Urgency::DEFAULT).number(),
            Some(MessageSignal::Correction) => urgency.map_or(3, Urgency::number),
            Some(MessageSignal::Kill) => 2,
        }
    }

    pub fn subhead(&self) -> Option<Cow<'e, str>> {
        self.release.and_then(|release| release.subhead.as_ref()).map(|subhead| without_invisible(subhead.as_str()))
    }

    pub fn place(&self) -> Option<&'e str> {
        self.release.and_then(|release| release.place.as_ref()).map(SingleLine::as_str)
    }

    /// "20 juni 2017", the day of first publication, with plain spaces.
    pub fn published_day(&self) -> Option<String> {
        self.published.map(|published| self.words.day(published.day()).replace('\u{a0}', " "))
    }

    /// "SOLVIK (Solvik kommun) - ", as agencies begin a text. Empty without a place.
    pub fn agency_dateline(&self) -> String {
        let place = self.place().map(str::to_uppercase);
        place.map_or_else(String::new, |place| format!("{place} ({}) - ", self.words.list(&self.organisations)))
    }

    /// The first sentence, shortened if necessary.
    pub fn summary(&self) -> Option<String> {
        self.release.map(|release| summary::beginning(&release.summary()))
    }

    /// The author's text for publication, in the order of the page. Empty for a kill.
    pub fn parts(&self) -> Vec<StoryPart<'e>> {
        let Some(release) = self.release else { return Vec::new() };
        let mut parts: Vec<StoryPart<'e>> = release.legal.iter().map(StoryPart::Legal).collect();
        parts.push(release.lead.as_ref().map_or(StoryPart::Dateline, StoryPart::Lead));
        parts.extend(parts::invitation(release, self.words).map(|section| StoryPart::Section(Cow::Owned(section))));
        if !release.body.is_empty() {
            parts.push(StoryPart::Body(&release.body));
        }
        parts.extend(release.read_more.iter().map(|section| StoryPart::Section(Cow::Borrowed(section))));
        parts
    }

    /// The senders' descriptions of themselves, below the text.
    pub fn boilerplates(&self) -> Vec<&'e Section> {
        self.release.map(|release| self.edition.boilerplates(release)).unwrap_or_default()
    }

    /// Pictures and documents that accompany the text.
    pub fn attachments(&self) -> Vec<Section> {
        let Some(release) = self.release else { return Vec::new() };
        let pictures = parts::pictures(release, self.words);
        pictures.into_iter().chain(parts::documents(self.edition, release, self.words)).collect()
    }

    /// "Ämnen: Fritid, Förskola", one line for each taxonomy.
    pub fn subject_lines(&self) -> impl Iterator<Item = String> {
        let subjects = self.release.map(|release| self.words.subjects(release)).unwrap_or_default();
        subjects.into_iter().map(|(taxonomy, names)| format!("{taxonomy}: {names}"))
    }

    /// The newsroom's terms of use; `None` for a kill, which nobody may use.
    pub fn terms(&self) -> Option<&'e SingleLine> {
        self.release.and(self.publisher().rights.as_ref())
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
        Status::Withheld(Embargo::Until(_)) | Status::Usable => Usage::Withheld(Some(release.published_instant(zone))),
    }
}
