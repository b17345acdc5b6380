//! The page of a release: its text, its contacts and links to its other formats. And the page of a withdrawn one: when and why, and
//! nothing of its text.

use std::sync::Arc;

use serde::Serialize;

use super::selection::offered_page;
use crate::artifact::{Context, Fact, Family, Format, Purpose, WriteResult, Writer};
use crate::markup::html;
use crate::model::{
    Change, ChangeKind, Edition, Lang, LinkStyle, Permalink, Release, Section, Selection, Topic, Withdrawal, paths,
};
use crate::wording::{Wording, parts};

use super::entry::{DateText, date_text, is_from_newsroom, publication_date};
use super::layout::{BodyStyle, LangText, Layout, PageMeta, attributes, body_style, lang_text, own_addresses, page_lang};
use super::people::{ContactEntry, contact_entry};
use super::{linked_data, templates};

use crate::markup::{link, summary};

/// The web page of a release.
pub const FORMAT: Format = Format {
    name: "page",
    label: "HTML",
    about: "web page of each release",
    extension: "html",
    media_type: "text/html",
    family: Family::Page,
    depends_on: &[],
    omits: &[(Fact::Urgency, "it is for news desks")],
    purpose: Some(Purpose {
        swedish: "Att läsa och länka till. Fungerar utan skript, i mörkt läge och på papper.",
        english: "To read and to link to. Works without scripts, in dark mode and on paper.",
    }),
    writer: Writer::Release { path: Permalink::page, write, gone: write_withdrawn },
};

/// The data of `release.html`; `lead`, `body` and the bodies of parts are HTML from `markup`.
#[derive(Serialize)]
struct ReleasePage {
    layout: Layout,
    /// Attributes of texts in the release's own language.
    own: String,
    kind: &'static str,
    date: DateText,
    /// In a preview, the reason why it is not public.
    withheld: Option<String>,
    /// The senders, where they are not the newsroom alone.
    from: Option<LangText>,
    place: Option<String>,
    headline: String,
    subhead: Option<String>,
    /// The same release in other languages.
    languages: Vec<TranslationLink>,
    /// Shown above the lead.
    notices: Vec<ChangeView>,
    legal: Option<String>,
    lead: Option<String>,
    invitation: Option<HtmlSection>,
    body: String,
    /// Press pictures and documents.
    beside: Vec<HtmlSection>,
    contacts: Vec<ContactEntry>,
    /// There were contacts, and all have expired.
    contacts_gone: bool,
    more: Option<HtmlSection>,
    about: Vec<HtmlSection>,
    pdf: String,
    text: String,
    wire: Vec<FileLink>,
    published: Option<DateText>,
    updated: DateText,
    /// Every change, newest first.
    history: Vec<ChangeView>,
    sender: SenderLine,
    /// Topics, categories, regions: heading and entries of each.
    subjects: Vec<(&'static str, Vec<SubjectLink>)>,
    json_ld: String,
}

/// The page of a release that was withdrawn.
#[derive(Serialize)]
struct WithdrawnPage {
    layout: Layout,
    own: String,
    kind: &'static str,
    headline: String,
    sender: String,
    note: ChangeView,
    published: Option<DateText>,
    contacts: Vec<ContactEntry>,
    pdf: String,
    text: String,
    wire: Vec<FileLink>,
}

/// A release in a format for news desks.
#[derive(Serialize)]
struct FileLink {
    name: &'static str,
    href: String,
    media_type: &'static str,
}

/// A release in another language.
#[derive(Serialize)]
struct TranslationLink {
    lang: String,
    href: String,
    address: String,
    headline: LangText,
}

/// A sender, with its department apart, which readers can follow.
#[derive(Serialize)]
struct SenderLine {
    before: String,
    department: String,
    after: String,
    attributes: String,
    /// The page of the department.
    href: Option<String>,
}

/// A topic, with its page where there is one.
#[derive(Serialize)]
struct SubjectLink {
    name: LangText,
    href: Option<String>,
}

/// A headed part whose body is HTML.
#[derive(Serialize)]
struct HtmlSection {
    /// Attributes of its language.
    own: String,
    heading: String,
    body: String,
}

/// A change shown to readers.
#[derive(Serialize)]
struct ChangeView {
    kind: &'static str,
    correction: bool,
    date: DateText,
    text: String,
}

fn wire_files(context: &Context, path: &str, permalink: &Permalink) -> Vec<FileLink> {
    let file = |format: &Format| {
        let Writer::Release { path: path_of, .. } = format.writer else { return None };
        let href = link::relative(context.links(), path, &path_of(permalink));
        Some(FileLink { name: format.label, href, media_type: format.plain_media_type() })
    };
    context.formats().iter().filter(|format| format.family == Family::Wire).filter_map(file).collect()
}

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    templates::render("release.html", &build(edition, release, context))
}

fn build(edition: &Edition, release: &Release, context: &Context) -> ReleasePage {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&release.lang);
    let lang = page_lang(&release.lang);
    let path = release.permalink.page();
    let own = own_addresses(publisher);
    let looks = BodyStyle { path: &path, links: context.links(), site: &publisher.base_url, own: &own, words };
    let style = body_style(2, &looks, &release.lang);
    let part = |section: &Section, in_lang: &Lang| HtmlSection {
        own: attributes(in_lang, &lang),
        heading: section.heading.to_string(),
        // Below a heading, the blocks' headings are one level deeper.
        body: html::blocks(&section.body, &body_style(3, &looks, in_lang)),
    };
    // The heading is in Depesch's words, the text in the author's.
    let worded = |section: Section| HtmlSection { own: String::new(), ..part(&section, &release.lang) };
    let notes = release.changes.iter().rev().map(|change| change_view(change, words));
    // Corrections come first, whatever their date; then updates, newest first.
    let corrections = notes.clone().filter(|note| note.correction);
    let notices = corrections.chain(notes.clone().take(1).filter(|note| !note.correction));
    let layout = Layout::new(
        edition,
        context,
        PageMeta {
            path: &path,
            address: &release.folder(),
            lang: &release.lang,
            title: format!("{} – {}", release.headline, publisher.name),
            description: summary::beginning(&release.summary()),
        },
    );
    let in_archive = LangText { text: words.archive.to_owned(), attributes: String::new() };
    let names = words.sender_names(&edition.senders(release));
    let contacts: Vec<ContactEntry> =
        parts::contact_details(edition.contacts(release), words).into_iter().map(contact_entry).collect();
    ReleasePage {
        layout: layout
            .breadcrumb(in_archive, Some(link::relative(context.links(), &path, paths::ARCHIVE)))
            .breadcrumb(lang_text(release.headline.as_str(), &release.lang, &lang), None),
        own: attributes(&release.lang, &lang),
        kind: words.kind(release.kind),
        date: publication_date(release, words),
        withheld: words.withheld(edition, release),
        from: if is_from_newsroom(edition, release) { None } else { Some(lang_text(&names, &publisher.lang, &lang)) },
        place: release.place.as_ref().map(ToString::to_string),
        headline: release.headline.as_written().to_owned(),
        subhead: release.subhead.as_ref().map(ToString::to_string),
        languages: translations(edition, release, context.links(), &path, &lang),
        notices: notices.collect(),
        legal: release.legal.as_ref().map(|legal| html::inlines(legal, &style)),
        lead: release.lead.as_ref().map(|lead| html::inlines(lead, &style)),
        invitation: parts::invitation(release, words).map(worded),
        body: html::blocks(&release.body, &style),
        // Captions of press pictures are all the author's words; the list of documents has Depesch's too.
        beside: [
            parts::pictures(release, words).map(|section| part(&section, &release.lang)),
            parts::documents(edition, release, words).map(worded),
        ]
        .into_iter()
        .flatten()
        .collect(),
        contacts_gone: contacts.is_empty() && !release.contacts.is_empty(),
        contacts,
        more: release.read_more.as_ref().map(|section| part(section, &release.lang)),
        // Boilerplate is in the newsroom's language, unless the release has its own.
        about: {
            let in_lang = if release.own_boilerplate.is_some() { &release.lang } else { &publisher.lang };
            edition.boilerplates(release).into_iter().map(|section| part(section, in_lang)).collect()
        },
        pdf: link::relative(context.links(), &path, &release.permalink.file("pdf")),
        text: link::relative(context.links(), &path, &release.permalink.file("txt")),
        wire: wire_files(context, &path, &release.permalink),
        published: release.dates.published().map(|moment| date_text(moment, words)),
        updated: date_text(release.updated(), words),
        history: notes.collect(),
        sender: sender(edition, release, context.links(), &path, &lang),
        subjects: subjects(edition, release, context.links(), &path, &lang),
        json_ld: linked_data::script(edition, release),
    }
}

fn sender(edition: &Edition, release: &Release, links: LinkStyle, path: &str, page: &str) -> SenderLine {
    let publisher = edition.publisher();
    let (before, department, after) = Wording::for_lang(&release.lang).senders_and_department(edition, release);
    let listing = release.department.as_ref().filter(|_| !department.is_empty());
    let listing = listing.and_then(|own| offered_page(publisher, &Selection::Department(Arc::clone(own))));
    SenderLine {
        before,
        department: department.to_owned(),
        after,
        attributes: attributes(&publisher.lang, page),
        href: listing.map(|listing| link::relative(links, path, &listing)),
    }
}

/// One line for each taxonomy.
fn subjects(
    edition: &Edition,
    release: &Release,
    links: LinkStyle,
    path: &str,
    page: &str,
) -> Vec<(&'static str, Vec<SubjectLink>)> {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&release.lang);
    let subject = |topic: &Arc<Topic>| SubjectLink {
        name: lang_text(topic.name.as_str(), &publisher.lang, page),
        href: offered_page(publisher, &Selection::Topic(Arc::clone(topic))).map(|listing| link::relative(links, path, &listing)),
    };
    let lines = release.topics.chunk_by(|a, b| a.taxonomy == b.taxonomy);
    lines.filter_map(|line| Some((words.taxonomy(line.first()?.taxonomy), line.iter().map(subject).collect()))).collect()
}

fn change_view(change: &Change, words: &'static Wording) -> ChangeView {
    ChangeView {
        kind: words.change(change.kind),
        correction: change.kind == ChangeKind::Correction,
        date: date_text(&change.at, words),
        text: change.note.to_string(),
    }
}

fn translations(edition: &Edition, release: &Release, links: LinkStyle, from: &str, page: &str) -> Vec<TranslationLink> {
    let other = |other: &Release| TranslationLink {
        lang: other.lang.to_string(),
        href: link::relative(links, from, &other.permalink.page()),
        address: edition.publisher().address(&other.folder()).to_string(),
        headline: lang_text(other.headline.as_str(), &other.lang, page),
    };
    edition.translations(release).into_iter().map(other).collect()
}

/// The page that stays at the address of a withdrawn release. A static host answers 200, so the page itself excludes search engines.
fn write_withdrawn(edition: &Edition, notice: &Withdrawal, context: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(notice.lang());
    let lang = page_lang(notice.lang());
    let path = notice.permalink().page();
    let title = format!("{}: {}", words.withdrawn, notice.headline());
    let page = PageMeta {
        path: &path,
        address: &notice.permalink().folder(),
        lang: notice.lang(),
        title: format!("{title} – {}", publisher.name),
        description: notice.change().note.to_string(),
    };
    let in_archive = LangText { text: words.archive.to_owned(), attributes: String::new() };
    let contacts = edition.contacts_of_withdrawal(notice);
    let page = WithdrawnPage {
        layout: Layout::new(edition, context, page)
            .unlisted()
            .breadcrumb(in_archive, Some(link::relative(context.links(), &path, paths::ARCHIVE)))
            .breadcrumb(lang_text(&title, notice.lang(), &lang), None),
        own: attributes(notice.lang(), &lang),
        kind: words.kind(notice.kind()),
        headline: notice.headline().as_written().to_owned(),
        sender: words.senders_of_withdrawal(edition, notice),
        note: change_view(notice.change(), words),
        published: notice.published().map(|moment| date_text(moment, words)),
        contacts: parts::contact_details(contacts, words).into_iter().map(contact_entry).collect(),
        pdf: link::relative(context.links(), &path, &notice.permalink().file("pdf")),
        text: link::relative(context.links(), &path, &notice.permalink().file("txt")),
        wire: wire_files(context, &path, notice.permalink()),
    };
    templates::render("withdrawn.html", &page)
}
