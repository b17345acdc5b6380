//! The parts of a mail in reading order. The text and the HTML are written from the same list, so that they say the same.

use std::borrow::Cow;

use crate::model::{Block, Inlines, Lang, Release, Section};
use crate::wire::message::{StoryPart, WireMessage};
use crate::wire::signal::MessageSignal;
use crate::wording::parts::{self, ContactDetails};

pub enum EmailPart<'m> {
    /// Set apart and first: "EMBARGO TILL ...", "RÄTTELSE" and what was wrong.
    Notice(EmailNotice<'m>),
    /// Kind, senders, place, dates, version.
    Facts(Vec<EmailLine>),
    Headline(String),
    Subhead(Cow<'m, str>),
    Legal(&'m Inlines),
    Lead(&'m Inlines),
    Body(Vec<Block>),
    Section(EmailSection),
    Contacts(&'m [ContactDetails]),
    /// The changes before this one, terms, topics.
    Lines(Vec<EmailLine>),
    Links(Vec<EmailLink>),
    /// The addresses behind words of the text, which HTML has in place.
    LinksOfText,
    /// Why the desk receives this, and whom to ask.
    Foot(Vec<EmailLine>),
}

pub struct EmailNotice<'m> {
    pub word: String,
    /// In the words of Depesch.
    pub ours: Option<&'static str>,
    /// In those of the author.
    pub note: Option<&'m str>,
}

pub struct EmailLink {
    pub label: &'static str,
    pub address: String,
}

pub struct EmailSection {
    pub heading: EmailLine,
    pub body: Vec<Block>,
    pub lang: TextLang,
}

pub struct EmailLine {
    pub text: String,
    pub lang: TextLang,
}

/// Whose words: of a release in a third language Depesch speaks English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextLang {
    Ours,
    Release,
    Newsroom,
}

/// The blocks that [`Extent::Blocks`] counts.
pub fn count_blocks(message: &WireMessage) -> usize {
    let more = |release: &Release| release.read_more.as_ref().map_or(0, |section| section.body.len());
    message.release.map_or(0, |release| release.body.len() + more(release))
}

/// How much of the release the mail holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// The first blocks of the body and of the section after it, and all that is beside them.
    Blocks(usize),
    /// The headline, whom to ask, and links.
    Head,
}

impl TextLang {
    pub fn resolve<'m>(self, message: &WireMessage<'m>) -> Cow<'m, Lang> {
        match self {
            TextLang::Ours => Lang::parse(message.words.lang).map_or(Cow::Borrowed(message.lang), Cow::Owned),
            TextLang::Release => Cow::Borrowed(message.lang),
            TextLang::Newsroom => Cow::Borrowed(&message.publisher().lang),
        }
    }
}

/// All parts that are not empty.
pub fn list<'m>(message: &'m WireMessage, extent: Extent) -> Vec<EmailPart<'m>> {
    let mut list = notices(message);
    list.push(EmailPart::Facts(facts(message)));
    // The notice of a withdrawal must not look like news.
    list.push(EmailPart::Headline(message.listed_headline().into_owned()));
    list.extend(message.subhead().map(EmailPart::Subhead));
    if extent != Extent::Head {
        list.extend(story(message, extent));
    }
    if extent != Extent::Whole {
        list.push(EmailPart::Links(vec![EmailLink { label: message.words.continues_on_web, address: message.address() }]));
    }
    if !message.contacts.is_empty() {
        list.push(EmailPart::Contacts(&message.contacts));
    }
    if extent != Extent::Head {
        list.extend(beside(message));
        list.push(EmailPart::Lines(record(message)));
    }
    list.push(EmailPart::Links(links(message)));
    list.push(EmailPart::LinksOfText);
    list.push(EmailPart::Foot(foot(message)));
    list
}

fn notices<'m>(message: &'m WireMessage) -> Vec<EmailPart<'m>> {
    let embargo = message.embargo_line().map(|word| EmailNotice { word, ours: None, note: None });
    let change = message.signal_word().zip(message.change).map(|(word, change)| {
        let ours = (message.signal == Some(MessageSignal::Kill)).then_some(message.words.kill_notice);
        EmailNotice { word, ours, note: Some(change.note.as_str()) }
    });
    embargo.into_iter().chain(change).map(EmailPart::Notice).collect()
}

fn facts(message: &WireMessage) -> Vec<EmailLine> {
    let words = message.words;
    let mut lines = vec![ours(message.kind.to_owned()), newsroom(message.senders.clone())];
    lines.extend(message.place().map(|place| ours(format!("{}: {place}", words.place))));
    lines.extend(message.date_lines().into_iter().map(ours));
    let urgency = message.release.and_then(|release| release.urgency);
    lines.extend(urgency.map(|urgency| ours(format!("{}: {}", words.urgency, urgency.number()))));
    if let Some(running) = message.running {
        let service = message.wire().service.as_str();
        lines.push(ours(format!("{}: {service} {:04}", words.running_number, running.number)));
        let replaced = running.replaces.map(|replaces| ours(format!("{}: {service} {replaces:04}", words.replaces_number)));
        lines.extend(replaced);
    }
    lines.push(ours(message.version_line()));
    lines
}

/// The author's text for publication.
fn story<'m>(message: &'m WireMessage, extent: Extent) -> Vec<EmailPart<'m>> {
    let mut story = Vec::new();
    let mut room = match extent {
        Extent::Blocks(count) => count,
        Extent::Whole | Extent::Head => usize::MAX,
    };
    let mut take = |blocks: &'m [Block]| {
        let taken = &blocks[..room.min(blocks.len())];
        room -= taken.len();
        parts::with_picture_sizes(taken, message.words)
    };
    for part in message.parts() {
        story.extend(match part {
            StoryPart::Legal(text) => Some(EmailPart::Legal(text)),
            StoryPart::Lead(text) => Some(EmailPart::Lead(text)),
            StoryPart::Dateline => None,
            StoryPart::Body(blocks) => Some(EmailPart::Body(take(blocks))),
            StoryPart::Section(Cow::Borrowed(section)) => match take(&section.body) {
                body if body.is_empty() && !section.body.is_empty() => None,
                body => Some(EmailPart::Section(EmailSection {
                    heading: EmailLine { text: section.heading.to_string(), lang: TextLang::Release },
                    body,
                    lang: TextLang::Release,
                })),
            },
            // "Tid och plats".
            StoryPart::Section(Cow::Owned(section)) => Some(added_section(&section, TextLang::Release, message)),
        });
    }
    story
}

/// Pictures, documents and boilerplates.
fn beside<'m>(message: &'m WireMessage) -> Vec<EmailPart<'m>> {
    let Some(release) = message.release else { return Vec::new() };
    let pictures = parts::pictures(release, message.words);
    let documents = parts::documents(message.edition, release, message.words);
    let of_boilerplate = if release.own_boilerplate.is_some() { TextLang::Release } else { TextLang::Newsroom };
    let mut beside: Vec<EmailPart> = pictures.iter().map(|section| added_section(section, TextLang::Release, message)).collect();
    beside.extend(documents.iter().map(|section| added_section(section, TextLang::Ours, message)));
    beside.extend(message.boilerplates().into_iter().map(|section| section_in(of_boilerplate, section, message)));
    beside
}

fn section_in<'m>(lang: TextLang, section: &Section, message: &WireMessage) -> EmailPart<'m> {
    let heading = EmailLine { text: section.heading.to_string(), lang };
    EmailPart::Section(EmailSection { heading, body: parts::with_picture_sizes(&section.body, message.words), lang })
}

/// A section whose heading is in the words of Depesch.
fn added_section<'m>(section: &Section, lang: TextLang, message: &WireMessage) -> EmailPart<'m> {
    let heading = ours(section.heading.to_string());
    EmailPart::Section(EmailSection { heading, body: parts::with_picture_sizes(&section.body, message.words), lang })
}

/// Earlier changes, terms, topics and id.
fn record(message: &WireMessage) -> Vec<EmailLine> {
    let mut lines: Vec<EmailLine> = message.earlier_changes().into_iter().map(ours).collect();
    lines.extend(message.terms().map(|terms| ours(format!("{}: {terms}", message.words.terms))));
    lines.extend(message.subject_lines().map(ours));
    lines.push(ours(format!("Id: {}", message.id)));
    lines
}

/// One a line: the PDF and the page.
fn links(message: &WireMessage) -> Vec<EmailLink> {
    let words = message.words;
    let pdf = message.publisher().address(&message.permalink.file("pdf")).to_string();
    vec![EmailLink { label: words.pdf_to_print, address: pdf }, EmailLink { label: words.read_on_web, address: message.address() }]
}

fn foot(message: &WireMessage) -> Vec<EmailLine> {
    let words = message.words;
    let mut lines = vec![ours(words.mail_reason.replace("{}", message.publisher().name.as_str()))];
    let contacts = parts::contact_details(message.edition.press_contacts(), words);
    let contact = contacts.into_iter().find(|contact| !contact.methods.is_empty());
    lines.extend(contact.map(|contact| {
        let methods = contact.methods.iter().map(|method| method.text.as_str());
        let about: Vec<&str> = std::iter::once(contact.title.as_str()).chain(methods).collect();
        ours(format!("{}: {}.", words.mail_questions, about.join(", ")))
    }));
    lines.push(ours(words.mail_reply.to_owned()));
    lines
}

fn ours(text: String) -> EmailLine {
    EmailLine { text, lang: TextLang::Ours }
}

fn newsroom(text: String) -> EmailLine {
    EmailLine { text, lang: TextLang::Newsroom }
}
