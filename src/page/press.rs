//! The page for journalists: contacts, formats of a release, feeds, the meaning of embargoes and corrections, rights.

use serde::Serialize;

use super::layout::{LangText, Layout, PageMeta, lang_text, page_lang};
use super::people::{ContactEntry, contact_entry};
use super::selection::offered_page;
use super::templates;
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::markup::link;
use crate::model::{Edition, Permalink, Release, Selection, paths};
use crate::wording::press::PressWording;
use crate::wording::{Wording, parts};

/// One page for the newsroom.
pub const FORMAT: Format = Format::page(
    "press",
    "page for journalists: contacts, formats, embargoes, corrections, terms",
    Writer::Edition { path: paths::PRESS, write },
);

#[derive(Serialize)]
struct PressPage {
    layout: Layout,
    words: &'static PressWording,
    contacts: Vec<ContactEntry>,
    /// The newsroom's own address is shown, unless one of the contacts has it.
    own_email: bool,
    forms: Vec<FormatRow>,
    example: Option<ExampleRelease>,
    opml: String,
    /// Whether news desks can be connected.
    delivers: bool,
    changes: String,
    /// The list of corrections, where the newsroom offers one.
    corrections: Option<String>,
    /// The name of each change on pages and on the wire: "Återkallat (UTGÅR)".
    marks: ChangeLabels,
    rights: Option<LangText>,
}

/// A format of every release.
#[derive(Serialize)]
struct FormatRow {
    name: &'static str,
    end: &'static str,
    what: &'static str,
    /// The file of the example.
    href: Option<String>,
    media_type: &'static str,
}

/// The newest release.
#[derive(Serialize)]
struct ExampleRelease {
    headline: LangText,
    href: String,
}

#[derive(Serialize)]
struct ChangeLabels {
    correction: String,
    update: String,
    withdrawal: String,
}

fn write(edition: &Edition, context: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let page = PageMeta {
        path: paths::PRESS,
        address: paths::page_address(paths::PRESS),
        lang: &publisher.lang,
        title: format!("{} – {}", words.for_journalists, publisher.name),
        description: words.press().intro.to_owned(),
    };
    let contacts = edition.press_contacts();
    let newest = edition.releases().iter().find(|release| release.permalink.translation.is_none());
    let example = |release: &&Release| ExampleRelease {
        headline: lang_text(release.headline.as_written(), &release.lang, &lang),
        href: link::relative(context.links(), paths::PRESS, &release.permalink.page()),
    };
    let press = PressPage {
        layout: Layout::new(edition, context, page)
            .breadcrumb(LangText { text: words.for_journalists.to_owned(), attributes: String::new() }, None),
        words: words.press(),
        own_email: publisher.email.is_some() && contacts.iter().all(|contact| contact.methods.email() != publisher.email.as_ref()),
        contacts: parts::contact_details(contacts, words).into_iter().map(contact_entry).collect(),
        forms: format_rows(context, newest.map(|release| &release.permalink), words),
        example: newest.map(example),
        delivers: edition.delivers(),
        opml: link::relative(context.links(), paths::PRESS, paths::OPML),
        changes: link::relative(context.links(), paths::PRESS, paths::CHANGES),
        corrections: offered_page(publisher, &Selection::Corrections)
            .map(|listing| link::relative(context.links(), paths::PRESS, &listing)),
        marks: ChangeLabels {
            correction: marked(words.correction, &words.correction.to_uppercase()),
            update: marked(words.update, &words.update.to_uppercase()),
            withdrawal: marked(words.withdrawn, words.kill),
        },
        rights: publisher.rights.as_ref().map(|rights| lang_text(rights.as_str(), &publisher.lang, &lang)),
    };
    templates::render("press.html", &press)
}

fn marked(on_pages: &str, on_the_wire: &str) -> String {
    format!("{on_pages} ({on_the_wire})")
}

/// Every format of a release, with the files of the release at `example`; first the page itself.
fn format_rows(context: &Context, example: Option<&Permalink>, words: &'static Wording) -> Vec<FormatRow> {
    let row = |format: &Format| {
        let (Writer::Release { path, .. }, Some(purpose)) = (format.writer, format.purpose) else { return None };
        Some(FormatRow {
            name: if format.family == Family::Page { words.press().web_page } else { format.label },
            end: format.extension,
            what: if words.is_swedish() { purpose.swedish } else { purpose.english },
            href: example.map(|permalink| link::relative(context.links(), paths::PRESS, &path(permalink))),
            media_type: format.plain_media_type(),
        })
    };
    let (pages, files): (Vec<&Format>, Vec<&Format>) = context.formats().iter().partition(|format| format.family == Family::Page);
    pages.into_iter().chain(files).filter_map(row).collect()
}
