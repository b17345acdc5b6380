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
use crate::model::Edition;
use crate::model::Notice;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Section;
use crate::wording::Wording;
use crate::wording::parts;
use crate::wording::parts::Person;

pub const FORMAT: Format = Format {
    name: "txt",
    about: "press text: UTF-8, 72 columns, for reading and pasting",
    media_type: "text/plain; charset=utf-8",
    needs: &[],
    omits: &[],
    writer: Writer::Release { path, write, gone },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("txt")
}

/// Columns of a line. An address that is longer stays whole.
const WIDTH: usize = 72;

fn write(edition: &Edition, release: &Release, _: &Context) -> Written {
    let words = Wording::of(&release.lang);
    let mut text = Plain::new(WIDTH, &edition.publisher().base_url, words.picture);
    let parts = [head(edition, release, words, &text), story(release, words, &mut text), tail(edition, release, words, &mut text)];
    Ok((wired(&parts.join("\n")), Vec::new()))
}

/// A kill: nothing of what was said, but what must not be used any more, and why.
fn gone(edition: &Edition, notice: &Notice, _: &Context) -> Written {
    let words = Wording::of(notice.lang());
    let text = Plain::new(WIDTH, &edition.publisher().base_url, words.picture);
    let kind = words.kind(notice.kind()).to_uppercase();
    let mut head = vec![format!("{}: {kind}", words.kill), words.senders_of_notice(edition, notice)];
    head.extend(notice.published().map(|published| format!("{}: {}", words.published, words.moment(published))));
    head.push(words.change_title(notice.change()));
    head.push(version(notice.revision(), words));
    head.push(words.kill_what.to_uppercase());
    let story = [notice.headline().as_str(), notice.change().note.as_str(), words.end].map(|line| text.line(line));
    let people: Vec<String> =
        edition.contacts_of_notice(notice).into_iter().map(|contact| reach(&parts::person(contact, words), &text)).collect();
    let mut parts = vec![head.iter().map(|line| text.line(line).replace('\u{a0}', " ")).collect(), story.join("\n")];
    if !people.is_empty() {
        parts.push(format!("{}\n{}", words.contact.to_uppercase(), people.join("\n")));
    }
    parts.push(address(edition, notice.permalink(), notice.id().as_str(), words));
    Ok((wired(&parts.join("\n")), Vec::new()))
}

/// Lines end as news desks expect them.
fn wired(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

/// Kind, sender, dates, whether it may be used, version and what a correction puts right.
fn head(edition: &Edition, release: &Release, words: &Wording, text: &Plain) -> String {
    let kind = words.kind(release.kind).to_uppercase();
    let change = release.last_change().map(|change| (words.change(change.kind).to_uppercase(), &change.note));
    let mut lines = vec![match &change {
        Some((what, _)) => format!("{what}: {kind}"),
        None => kind,
    }];
    lines.push(words.senders(edition, release));
    lines.extend(release.place.as_ref().map(|place| format!("{}: {place}", words.place)));
    lines.push(match release.dates.published() {
        Some(published) => format!("{}: {}", words.published, words.moment(published)),
        None => words.first_published_unknown.to_owned(),
    });
    if release.dates.published() != Some(release.updated()) {
        lines.push(format!("{}: {}", words.last_updated, words.moment(release.updated())));
    }
    lines.extend(release.urgency.map(|urgency| format!("{}: {}", words.urgency, urgency.number())));
    lines.push(words.withheld(edition, release).unwrap_or_else(|| words.immediate.to_owned()).to_uppercase());
    lines.push(version(release.revision(), words));
    if let Some((what, note)) = change {
        lines.push(format!("{what}: {note}"));
    }
    // Dates are held together by no-break spaces; on the wire a space is a space.
    lines.iter().map(|line| text.line(line).replace('\u{a0}', " ")).collect()
}

fn version(revision: usize, words: &Wording) -> String {
    match revision {
        1 => format!("{}: 1", words.version),
        n => format!("{}: {n} ({} {})", words.version, words.replaces, n - 1),
    }
}

/// Headline to end mark: what is meant to be published.
fn story(release: &Release, words: &Wording, text: &mut Plain) -> String {
    let mut headlines = text.line(release.headline.as_str());
    if let Some(subhead) = &release.subhead {
        headlines.push_str(&text.line(subhead.as_str()));
    }
    let mut parts = vec![headlines];
    parts.extend(release.legal.iter().chain([&release.lead]).map(|run| text.paragraph(run)));
    parts.extend(parts::invitation(release, words).map(|section| headed(&section, text)));
    if !release.body.is_empty() {
        parts.push(text.blocks(&release.body));
    }
    parts.extend(release.more.as_ref().map(|section| headed(section, text)));
    parts.push(format!("{}\n", words.end));
    parts.join("\n")
}

fn headed(section: &Section, text: &mut Plain) -> String {
    format!("{}{}", text.line(section.heading.as_str()), text.blocks(&section.body))
}

/// What the desk needs beside the story.
fn tail(edition: &Edition, release: &Release, words: &Wording, text: &mut Plain) -> String {
    let mut parts = Vec::new();
    let beside = [parts::pictures(release, words), parts::documents(edition, release, words)];
    for section in beside.iter().flatten() {
        parts.push(format!("{}\n{}", section.heading.as_str().to_uppercase(), text.blocks(&section.body)));
    }
    let people: Vec<String> = parts::people(edition, release, words).iter().map(|person| reach(person, text)).collect();
    if !people.is_empty() {
        parts.push(format!("{}\n{}", words.contact.to_uppercase(), people.join("\n")));
    }
    parts.extend(edition.boilerplates(release).into_iter().map(|section| headed(section, text)));
    // The newest change stands at the head; where there were more, all of them are told here.
    if release.changes.len() > 1 {
        let rows =
            release.changes.iter().rev().map(|change| text.line(&format!("{}: {}", words.change_title(change), change.note)));
        parts.push(format!("{}\n{}", words.changes.to_uppercase(), rows.collect::<String>().replace('\u{a0}', " ")));
    }
    if !text.links().is_empty() {
        let links: String = text.links().iter().enumerate().map(|(n, to)| format!("[{}] {to}\n", n + 1)).collect();
        parts.push(format!("{}\n{links}", words.links.to_uppercase()));
    }
    let mut last = address(edition, &release.permalink, release.id.as_str(), words);
    for (taxonomy, names) in words.subjects(release) {
        last.push_str(&text.line(&format!("{taxonomy}: {}", names.join(", "))));
    }
    parts.push(last);
    parts.join("\n")
}

fn address(edition: &Edition, permalink: &Permalink, id: &str, words: &Wording) -> String {
    format!("{}: {}\nId: {id}\n", words.web, edition.publisher().address(&permalink.folder()))
}

fn reach(person: &Person, text: &Plain) -> String {
    let asked = person.asked.map_or_else(String::new, |asked| format!("{asked}: "));
    let mut out = text.line(&format!("{asked}{}", person.title));
    for line in person.notes() {
        out.push_str(&text.line(line));
    }
    for way in &person.ways {
        out.push_str(&format!("{}\n", way.text));
    }
    out
}
