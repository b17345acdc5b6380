//! Press text: the release as a reporter pastes it. UTF-8, CR LF, at most 72 columns.
//!
//! Editors cut from the end, so the story stands first and closes with the end mark; contacts, boilerplate, addresses and id follow.
//! Nothing is invented: no time of day, place or number that the release does not have. A static build has no channel, so there is no
//! running number.

use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::Writer;
use crate::artifact::Written;
use crate::markup::plain::Plain;
use crate::model::Contact;
use crate::model::Edition;
use crate::model::Release;
use crate::wording::Wording;

pub const FORMAT: Format = Format {
    name: "txt",
    about: "press text: UTF-8, 72 columns, for reading and pasting",
    media_type: "text/plain; charset=utf-8",
    needs: &[],
    writer: Writer::Release { path: |release| format!("{}{}.txt", release.folder(), release.slug), write },
};

/// Columns of a line. An address that is longer stays whole.
const WIDTH: usize = 72;

fn write(edition: &Edition, release: &Release, _: &Context) -> Written {
    let words = Wording::of(&release.lang);
    let mut text = Plain::new(WIDTH);
    let parts = [head(edition, release, words, &text), story(release, &mut text), tail(edition, release, words, &mut text)];
    Ok((parts.join("\n").replace('\n', "\r\n").into_bytes(), Vec::new()))
}

/// Kind, sender, dates, whether it may be used, version and what a correction puts right.
fn head(edition: &Edition, release: &Release, words: &Wording, text: &Plain) -> String {
    let kind = words.kind(release.kind).to_uppercase();
    let change = release.last_change().map(|change| (words.change(change.kind).to_uppercase(), &change.note));
    let mut lines = vec![match &change {
        Some((what, _)) => format!("{what}: {kind}"),
        None => kind,
    }];
    lines.push(match &release.department {
        Some(department) => format!("{}, {}", edition.publisher().name, department.name),
        None => edition.publisher().name.to_string(),
    });
    lines.push(match release.dates.published() {
        Some(published) => format!("{}: {}", words.published, words.moment(published)),
        None => words.first_published_unknown.to_owned(),
    });
    if release.dates.published() != Some(release.dates.updated()) {
        lines.push(format!("{}: {}", words.last_updated, words.moment(release.dates.updated())));
    }
    lines.push(words.withheld(edition, release).unwrap_or_else(|| words.immediate.to_owned()).to_uppercase());
    lines.push(match release.revision() {
        1 => format!("{}: 1", words.version),
        n => format!("{}: {n} ({} {})", words.version, words.replaces, n - 1),
    });
    if let Some((what, note)) = change {
        lines.push(format!("{what}: {note}"));
    }
    // Dates are held together by no-break spaces; on the wire a space is a space.
    lines.iter().map(|line| text.line(line).replace('\u{a0}', " ")).collect()
}

/// Headline to end mark: what is meant to be published.
fn story(release: &Release, text: &mut Plain) -> String {
    let words = Wording::of(&release.lang);
    let mut parts = vec![text.line(release.headline.as_str()), text.paragraph(&release.lead)];
    if !release.body.is_empty() {
        parts.push(text.blocks(&release.body));
    }
    if let Some(more) = &release.more {
        parts.push(format!("{}{}", text.line(more.heading.as_str()), text.blocks(&more.body)));
    }
    parts.push(format!("{}\n", words.end));
    parts.join("\n")
}

/// What the desk needs beside the story.
fn tail(edition: &Edition, release: &Release, words: &Wording, text: &mut Plain) -> String {
    let mut parts = Vec::new();
    if !release.contacts.is_empty() {
        let people: Vec<String> = release.contacts.iter().map(|contact| reach(contact, text)).collect();
        parts.push(format!("{}\n{}", words.contact.to_uppercase(), people.join("\n")));
    }
    if let Some(about) = release.boilerplate() {
        parts.push(format!("{}{}", text.line(about.heading.as_str()), text.blocks(&about.body)));
    }
    if !text.links().is_empty() {
        let links: String = text.links().iter().enumerate().map(|(n, to)| format!("[{}] {to}\n", n + 1)).collect();
        parts.push(format!("{}\n{links}", words.links.to_uppercase()));
    }
    let mut last = format!("{}: {}\nId: {}\n", words.web, edition.publisher().address(&release.folder()), release.id);
    if !release.topics.is_empty() {
        let names: Vec<&str> = release.topics.iter().map(|topic| topic.name.as_str()).collect();
        last.push_str(&text.line(&format!("{}: {}", words.topics, names.join(", "))));
    }
    parts.push(last);
    parts.join("\n")
}

fn reach(contact: &Contact, text: &Plain) -> String {
    let mut out = text.line(&contact.title());
    if let Some(phone) = contact.reach.phone() {
        out.push_str(&format!("{}\n", phone.written()));
    }
    if let Some(email) = contact.reach.email() {
        out.push_str(&format!("{email}\n"));
    }
    out
}
