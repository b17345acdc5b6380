//! What an entry of a feed says, whatever the format: title, times, summary, full text and the PDF.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::artifact::Context;
use crate::artifact::Fact;
use crate::markup::clean;
use crate::markup::html;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Notice;
use crate::model::Release;
use crate::model::Section;
use crate::wording::Wording;
use crate::wording::parts;
use crate::wording::parts::Person;

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
    /// Keys and names of topics, categories and regions.
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

pub(super) const OMITS: &[(Fact, &str)] = &[(Fact::Urgency, "feeds have no word for it; it is for news desks")];

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
        // An entry that goes is a change of the feed too.
        updated: entries.iter().map(|entry| entry.updated_apart.clone()).chain(withdrawals(edition)).max(),
    }
}

fn withdrawals(edition: &Edition) -> impl Iterator<Item = Instant> {
    edition.gone().iter().map(|notice| notice.withdrawn_instant(&edition.publisher().zone))
}

/// What stands in a feed in place of a release that was withdrawn, where the format has no word for its going.
#[derive(Debug)]
pub(super) struct Withdrawn {
    pub id: String,
    pub title: String,
    pub link: String,
    pub lang: String,
    pub author: String,
    pub published: Instant,
    /// Plain text: when and why.
    pub summary: String,
}

/// For so many days readers are told that a release was withdrawn (feeds.md 1.7).
const DAYS_TOLD: i64 = 90;

/// The withdrawals of the last [`DAYS_TOLD`] days, newest first.
pub(super) fn withdrawn(edition: &Edition) -> Vec<Withdrawn> {
    let zone = &edition.publisher().zone;
    let is_told = |notice: &&Notice| edition.now().unix() - notice.withdrawn_instant(zone).unix() < DAYS_TOLD * 86_400;
    let told = edition.gone().iter().filter(is_told).map(|notice| {
        let words = Wording::of(notice.lang());
        let summary = format!("{}: {} {}", words.change_title(notice.change()), notice.change().note, words.withdrawn_what);
        Withdrawn {
            id: notice.id().to_string(),
            title: clean(&format!("{}: {}", words.withdrawn, notice.headline())).into_owned(),
            link: edition.publisher().address(&notice.permalink().folder()).to_string(),
            lang: notice.lang().to_string(),
            author: clean(&words.senders_of_notice(edition, notice)).into_owned(),
            published: notice.published_instant(zone),
            summary: clean(&summary).into_owned(),
        }
    });
    told.collect()
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
    let author = words.senders(edition, release);
    let summary = match release.last_change() {
        Some(change) => format!("{}: {} {}", words.change_title(change), change.note, release.lead.plain()),
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
        html: full_text(edition, release, words),
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

/// Everything that the page says of the release: changes first, lead, event, body, pictures, contacts, documents, where to read on, and
/// about the senders.
fn full_text(edition: &Edition, release: &Release, words: &Wording) -> String {
    let style = html::Style::feed(&edition.publisher().base_url, &release.lang);
    let mut out = String::new();
    for change in release.changes.iter().rev() {
        let label = format!("{}:", words.change_title(change));
        out.push_str(&format!("<p><strong>{}</strong> {}</p>\n", html::escape(&label), html::escape(change.note.as_str())));
    }
    if let Some(subhead) = &release.subhead {
        out.push_str(&format!("<p><strong>{}</strong></p>\n", html::escape(subhead.as_str())));
    }
    if let Some(place) = &release.place {
        out.push_str(&format!("<p>{}</p>\n", html::escape(place.as_str())));
    }
    for text in release.legal.iter().chain([&release.lead]) {
        out.push_str(&format!("<p>{}</p>\n", html::inlines(text, &style)));
    }
    out.extend(parts::invitation(release, words).iter().map(|part| section(part, &style)));
    if !release.body.is_empty() {
        out.push_str(&html::blocks(&release.body, &style));
        out.push('\n');
    }
    let beside = [parts::pictures(release, words), parts::documents(edition, release, words)];
    out.extend(beside.iter().flatten().map(|part| section(part, &style)));
    let people = parts::people(edition, release, words);
    if !people.is_empty() {
        out.push_str(&format!("<h2>{}</h2>\n", html::escape(words.contact)));
        out.extend(people.iter().map(reach));
    }
    out.extend(release.more.iter().chain(edition.boilerplates(release)).map(|part| section(part, &style)));
    out
}

fn section(section: &Section, style: &html::Style) -> String {
    format!("<h2>{}</h2>\n{}\n", html::escape(section.heading.as_str()), html::blocks(&section.body, style))
}

fn reach(person: &Person) -> String {
    let asked = person.asked.map_or_else(String::new, |asked| format!("{}: ", html::escape(asked)));
    let mut out = format!("<p>{asked}{}", html::escape(&person.title));
    for note in person.notes() {
        out.push_str(&format!("<br>{}", html::escape(note)));
    }
    for way in &person.ways {
        out.push_str(&format!("<br><a href=\"{}\">{}</a>", html::escape(&way.uri), html::escape(&way.text)));
    }
    out.push_str("</p>\n");
    out
}
