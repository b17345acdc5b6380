//! What an entry of a feed says, whatever the format: title, times, summary, full text and the PDF.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::artifact::Context;
use crate::markup::clean;
use crate::markup::html;
use crate::model::Contact;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Release;
use crate::wording::Wording;

/// At most so many entries stand in a feed ...
const MOST: usize = 50;
/// ... and at most about so many bytes of full text, since a reader fetches the whole feed every time ...
const MOST_BYTES: usize = 250_000;
/// ... but never fewer entries than these, however long they are.
const FEWEST: usize = 10;

/// One release as a feed tells it. All texts are free of characters that XML forbids.
#[derive(Debug)]
pub(super) struct Entry {
    /// Stable for ever.
    pub id: String,
    pub title: String,
    /// The page, absolute.
    pub link: String,
    pub lang: String,
    pub published: Instant,
    pub updated: Instant,
    /// As `updated`, but never equal in two entries: those that share a second are told apart by microseconds.
    pub updated_apart: Instant,
    /// Plain text: the lead, after what the last change was.
    pub summary: String,
    /// The full text as HTML in which every address is absolute.
    pub html: String,
    /// The sender, and the department where there is one.
    pub author: String,
    /// Keys and names of the topics.
    pub topics: Vec<(String, String)>,
    /// What sort of message it is: "Pressmeddelande".
    pub kind: &'static str,
    pub pdf: Option<Enclosure>,
}

/// A file that goes with an entry.
#[derive(Debug)]
pub(super) struct Enclosure {
    pub address: String,
    pub media_type: &'static str,
    pub title: String,
    /// In bytes; the true length of the file.
    pub length: usize,
}

/// The formats whose files entries name.
pub(super) const NEEDS: &[&str] = &["pdf"];

/// What a feed as a whole says.
#[derive(Debug)]
pub(super) struct Head {
    pub title: String,
    pub description: String,
    pub home: String,
    pub lang: String,
    pub publisher: String,
    /// The newest change of any entry; never the time of the build, which would empty every reader's cache.
    pub updated: Option<Instant>,
}

pub(super) fn head(edition: &Edition, entries: &[Entry]) -> Head {
    let publisher = edition.publisher();
    let words = Wording::of(&publisher.lang);
    let name = clean(publisher.name.as_str());
    let mark = if edition.is_preview() { format!("{} – ", words.draft) } else { String::new() };
    Head {
        title: format!("{mark}{name} – {}", words.press_releases),
        description: clean(publisher.description.as_str()).into_owned(),
        home: publisher.address("").to_string(),
        lang: publisher.lang.to_string(),
        publisher: name.into_owned(),
        updated: entries.iter().map(|entry| entry.updated_apart.clone()).max(),
    }
}

/// The entries of the window, newest first by publication.
pub(super) fn entries(edition: &Edition, context: &Context) -> Vec<Entry> {
    let updates = updates(edition);
    let mut order: Vec<usize> = (0..edition.releases().len()).collect();
    order.sort_by_key(|&at| Reverse(&updates[at]));
    let mut chosen = Vec::new();
    let mut bytes = 0;
    for at in order {
        if chosen.len() == MOST {
            break;
        }
        let entry = entry(edition, edition.releases()[at], updates[at].clone(), context);
        bytes += entry.html.len();
        if bytes > MOST_BYTES && chosen.len() >= FEWEST {
            break;
        }
        chosen.push((at, entry));
    }
    // The edition stands in the order of publication already.
    chosen.sort_by_key(|(at, _)| *at);
    chosen.into_iter().map(|(_, entry)| entry).collect()
}

/// When each release of the edition was updated, no two at the same instant: of those that share one, the first by id keeps it and
/// the others are moved on by some microseconds, taken from id and revision.
fn updates(edition: &Edition) -> Vec<Instant> {
    let zone = &edition.publisher().zone;
    let mut sharing: BTreeMap<Instant, Vec<usize>> = BTreeMap::new();
    for (at, release) in edition.releases().iter().enumerate() {
        sharing.entry(release.updated_instant(zone)).or_default().push(at);
    }
    let mut updates: Vec<Option<Instant>> = vec![None; edition.releases().len()];
    for (instant, mut group) in sharing {
        group.sort_by_key(|&at| edition.releases()[at].id.as_str());
        let mut taken: Vec<u32> = Vec::new();
        for at in group {
            let release = edition.releases()[at];
            let mut micros = 0;
            if !taken.is_empty() {
                let hash = blake3::hash(format!("{} {}", release.id, release.revision()).as_bytes());
                let [a, b, c, ..] = *hash.as_bytes();
                micros = u32::from_be_bytes([0, a, b, c]) % 999_999 + 1;
                while taken.contains(&micros) {
                    micros = micros % 999_999 + 1;
                }
            }
            taken.push(micros);
            updates[at] = Some(instant.plus_microseconds(micros));
        }
    }
    updates.into_iter().flatten().collect()
}

fn entry(edition: &Edition, release: &Release, updated_apart: Instant, context: &Context) -> Entry {
    let publisher = edition.publisher();
    let words = Wording::of(&release.lang);
    let author = match &release.department {
        Some(department) => format!("{}, {}", publisher.name, department.name),
        None => publisher.name.to_string(),
    };
    let summary = match release.last_change() {
        Some(change) => {
            format!("{} {}: {} {}", words.change(change.kind), words.moment(&change.at), change.note, release.lead.plain())
        }
        None => release.lead.plain(),
    };
    let title = match words.withheld(edition, release) {
        Some(why) => format!("{why}: {}", release.headline),
        None => release.headline.to_string(),
    };
    Entry {
        id: release.id.to_string(),
        title: clean(&title).into_owned(),
        link: publisher.address(&release.folder()).to_string(),
        lang: release.lang.to_string(),
        published: release.published_instant(&publisher.zone),
        updated: release.updated_instant(&publisher.zone),
        updated_apart,
        summary: clean(&summary).into_owned(),
        html: full_text(release, words),
        author: clean(&author).into_owned(),
        topics: release.topics.iter().map(|topic| (topic.key.to_string(), clean(topic.name.as_str()).into_owned())).collect(),
        kind: words.kind(release.kind),
        pdf: context.made_for("pdf", release).map(|pdf| Enclosure {
            address: publisher.address(&pdf.path).to_string(),
            media_type: pdf.media_type,
            title: format!("{} (PDF)", words.kind(release.kind)),
            length: pdf.bytes.len(),
        }),
    }
}

/// Everything that the page says of the release: correction first, lead, body, contacts, where to read on, and about the sender.
fn full_text(release: &Release, words: &Wording) -> String {
    let style = html::Style::FEED;
    let mut out = String::new();
    for change in release.changes.iter().rev() {
        let label = format!("{} {}:", words.change(change.kind), words.moment(&change.at));
        out.push_str(&format!("<p><strong>{}</strong> {}</p>\n", html::escape(&label), html::escape(change.note.as_str())));
    }
    out.push_str(&format!("<p>{}</p>\n", html::inlines(&release.lead, &style)));
    out.push_str(&html::blocks(&release.body, &style));
    if !release.contacts.is_empty() {
        out.push_str(&format!("<h2>{}</h2>\n", html::escape(words.contact)));
        out.extend(release.contacts.iter().map(|contact| reach(contact)));
    }
    for section in release.more.iter().chain(release.boilerplate()) {
        out.push_str(&format!("<h2>{}</h2>\n", html::escape(section.heading.as_str())));
        out.push_str(&html::blocks(&section.body, &style));
    }
    out
}

fn reach(contact: &Contact) -> String {
    let mut out = format!("<p>{}", html::escape(&contact.title()));
    if let Some(phone) = contact.reach.phone() {
        out.push_str(&format!("<br><a href=\"{}\">{}</a>", html::escape(&phone.uri()), html::escape(phone.written())));
    }
    if let Some(email) = contact.reach.email() {
        out.push_str(&format!("<br><a href=\"{}\">{}</a>", html::escape(&email.uri()), html::escape(email.as_str())));
    }
    out.push_str("</p>\n");
    out
}
