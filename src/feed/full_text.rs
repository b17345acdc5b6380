//! The full text of an entry: HTML from the model alone, in which every address is absolute.

use crate::markup::html;
use crate::model::{Edition, Release, Section};
use crate::wording::parts::ContactDetails;
use crate::wording::{Wording, parts};

/// Everything on the page of the release: changes, lead, event, body, pictures, contacts, documents, links, and boilerplate.
pub(super) fn full_text(edition: &Edition, release: &Release, words: &Wording) -> String {
    let style = html::HtmlStyle::feed(&edition.publisher().base_url, &release.lang);
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
    for text in release.legal.iter().chain(&release.lead) {
        out.push_str(&format!("<p>{}</p>\n", html::inlines(text, &style)));
    }
    out.extend(parts::invitation(release, words).iter().map(|part| section(part, &style)));
    if !release.body.is_empty() {
        out.push_str(&html::blocks(&release.body, &style));
        out.push('\n');
    }
    let beside = [parts::pictures(release, words), parts::documents(edition, release, words)];
    out.extend(beside.iter().flatten().map(|part| section(part, &style)));
    let contacts = parts::contact_details(edition.contacts(release), words);
    if !contacts.is_empty() {
        out.push_str(&format!("<h2>{}</h2>\n", html::escape(words.contact)));
        out.extend(contacts.iter().map(contact));
    }
    out.extend(release.read_more.iter().chain(edition.boilerplates(release)).map(|part| section(part, &style)));
    out
}

/// A line with a link to a file: not every reader shows enclosures.
pub(super) fn link(address: &str, words: &str) -> String {
    format!("<p><a href=\"{}\">{}</a></p>\n", html::escape(address), html::escape(words))
}

fn section(section: &Section, style: &html::HtmlStyle) -> String {
    format!("<h2>{}</h2>\n{}\n", html::escape(section.heading.as_str()), html::blocks(&section.body, style))
}

fn contact(contact: &ContactDetails) -> String {
    let mut out = format!("<p>{}", html::escape(&contact.heading()));
    for note in contact.notes() {
        out.push_str(&format!("<br>{}", html::escape(note)));
    }
    for method in &contact.methods {
        out.push_str(&format!("<br><a href=\"{}\">{}</a>", html::escape(&method.uri), html::escape(&method.text)));
    }
    out.push_str("</p>\n");
    out
}
