//! The page of one release: everything that was said, who answers for it, and every other form it has.

use serde::Serialize;

use crate::artifact::{Context, Format, Writer, Written};
use crate::markup::html;
use crate::model::{ChangeKind, Contact, Edition, Lang, Release, Section};
use crate::wording::Wording;

use super::entry::{Dated, dated, listed};
use super::frame::{Frame, Page, Reached, Said, attributes, own_addresses, page_lang, said, style};
use super::{archive, json_ld, link, summary, templates};

/// The web page of a release.
pub const FORMAT: Format = Format {
    name: "page",
    about: "web page of each release",
    media_type: "text/html",
    // The link to the PDF tells its size.
    needs: &["pdf"],
    writer: Writer::Release { path, write },
};

pub(super) fn path(release: &Release) -> String {
    format!("{}index.html", release.folder())
}

/// What `release.html` shows; `lead`, `body` and the bodies of parts are HTML of the markup room.
#[derive(Serialize)]
struct ReleasePage {
    frame: Frame,
    /// Attributes of everything that is in the release's own language.
    own: String,
    kind: &'static str,
    date: Dated,
    /// Why the public may not see it yet, in a preview.
    withheld: Option<String>,
    headline: String,
    /// Shown above the lead.
    notices: Vec<Note>,
    lead: String,
    body: String,
    contacts: Vec<Person>,
    more: Option<Part>,
    about: Option<Part>,
    pdf: String,
    /// For people; known when the file has been made.
    pdf_size: Option<String>,
    text: String,
    published: Option<Dated>,
    updated: Dated,
    /// Every change, newest first.
    history: Vec<Note>,
    department: Option<Said>,
    topics: Vec<Said>,
    json_ld: String,
}

/// A headed part whose body is HTML.
#[derive(Serialize)]
struct Part {
    /// Attributes that tell its language.
    own: String,
    heading: String,
    body: String,
}

/// A change that readers are told of.
#[derive(Serialize)]
struct Note {
    kind: &'static str,
    correction: bool,
    date: Dated,
    text: String,
}

/// Somebody to reach, as one entry of the address list.
#[derive(Serialize)]
struct Person {
    name: String,
    /// After the name: ", ordförande utbildningsnämnden".
    role: String,
    phone: Option<Reached>,
    email: Option<Reached>,
}

fn write(edition: &Edition, release: &Release, context: &Context) -> Written {
    templates::render("release.html", &compose(edition, release, context))
}

fn compose(edition: &Edition, release: &Release, context: &Context) -> ReleasePage {
    let publisher = edition.publisher();
    let words = Wording::of(&release.lang);
    let lang = page_lang(&release.lang);
    let path = path(release);
    let own = own_addresses(publisher);
    let body_style = style(2, &own, &release.lang, words);
    let part = |section: &Section, in_lang: &Lang| Part {
        own: attributes(in_lang, &lang),
        heading: section.heading.to_string(),
        // Below a heading of their own, the blocks' headings stand one level deeper.
        body: html::blocks(&section.body, &style(3, &own, in_lang, words)),
    };
    let notes = release.changes.iter().rev().map(|change| Note {
        kind: words.change(change.kind),
        correction: change.kind == ChangeKind::Correction,
        date: dated(&change.at, words),
        text: change.note.to_string(),
    });
    // What was wrong comes first, whenever that was; then what is new since the last reading.
    let corrections = notes.clone().filter(|note| note.correction);
    let notices = corrections.chain(notes.clone().take(1).filter(|note| !note.correction));
    let made = context.made_for("pdf", release);
    let beside = |extension: &str| format!("{}{}.{extension}", release.folder(), release.slug);
    let pdf = made.map_or_else(|| beside("pdf"), |file| file.path.clone());
    let frame = Frame::new(
        edition,
        Page {
            path: &path,
            address: &release.folder(),
            lang: &release.lang,
            title: format!("{} – {}", release.headline, publisher.name),
            description: summary::beginning(&release.lead.plain()),
        },
    );
    let in_archive = Said { text: words.archive.to_owned(), attributes: String::new() };
    ReleasePage {
        frame: frame
            .step(in_archive, Some(link::relative(&path, archive::PATH)))
            .step(said(release.headline.as_str(), &release.lang, &lang), None),
        own: attributes(&release.lang, &lang),
        kind: words.kind(release.kind),
        date: listed(release, words),
        withheld: words.withheld(edition, release),
        headline: release.headline.to_string(),
        notices: notices.collect(),
        lead: html::inlines(&release.lead, &body_style),
        body: html::blocks(&release.body, &body_style),
        contacts: release.contacts.iter().map(|contact| person(contact)).collect(),
        more: release.more.as_ref().map(|section| part(section, &release.lang)),
        // What the department says of itself is in the newsroom's language, unless the release has a wording of its own.
        about: match &release.own_boilerplate {
            Some(section) => Some(part(section, &release.lang)),
            None => release.boilerplate().map(|section| part(section, &publisher.lang)),
        },
        pdf: link::relative(&path, &pdf),
        pdf_size: made.map(|file| words.size(file.bytes.len())),
        text: link::relative(&path, &beside("txt")),
        published: release.dates.published().map(|moment| dated(moment, words)),
        updated: dated(release.dates.updated(), words),
        history: notes.collect(),
        department: release.department.as_ref().map(|department| said(department.name.as_str(), &publisher.lang, &lang)),
        topics: release.topics.iter().map(|topic| said(topic.name.as_str(), &publisher.lang, &lang)).collect(),
        json_ld: json_ld::news_article(edition, release),
    }
}

/// Name and party are shown stronger than the role; read together they are [`Contact::title`].
fn person(contact: &Contact) -> Person {
    let party = contact.party.as_ref().map_or_else(String::new, |party| format!(" ({party})"));
    Person {
        name: format!("{}{party}", contact.name),
        role: contact.role.as_ref().map_or_else(String::new, |role| format!(", {role}")),
        phone: contact.reach.phone().map(|phone| Reached { uri: phone.uri(), text: phone.written().to_owned() }),
        email: contact.reach.email().map(|email| Reached { uri: email.uri(), text: email.to_string() }),
    }
}
