//! Every fact of a release, read from the model alone, in the order in which a reader meets it.

use depesch::artifact::{Fact, Format};
use depesch::model::*;

/// Facts that stand together, in this order; formats may put the groups in their own order.
pub struct Group {
    pub name: &'static str,
    pub facts: Vec<String>,
}

/// How a table is read.
#[derive(Clone, Copy)]
pub enum Tables {
    /// Its header, then row by row.
    Rows,
    /// Row by row, each cell behind the name of its column.
    Labelled,
}

/// What `format` must say of `release`, but for what its row of the table says that it omits.
pub fn of(edition: &Edition, release: &Release, format: &Format, tables: Tables) -> Vec<Group> {
    let omits = |fact: Fact| format.omits.iter().any(|(omitted, _)| *omitted == fact);
    let mut groups = Vec::new();
    let mut group = |name, facts: Vec<String>| groups.push(Group { name, facts });
    group("story", story(release, tables));
    for picture in &release.pictures {
        group("picture", of_picture(picture));
    }
    for document in &release.documents {
        group("document", of_document(edition, document));
    }
    for contact in edition.contacts(release) {
        group("contact", of_contact(contact));
    }
    for section in release.read_more.iter().chain(edition.boilerplates(release)) {
        group("section", [section.heading.to_string()].into_iter().chain(texts_of(&section.body, tables)).collect());
    }
    for change in &release.changes {
        group("change", vec![change.note.to_string()]);
    }
    for sender in edition.senders(release) {
        group("sender", vec![sender.name.to_string()]);
    }
    group("department", release.department.iter().map(|department| department.name.to_string()).collect());
    if !omits(Fact::Place) {
        group("place", release.place.iter().map(ToString::to_string).collect());
    }
    if !omits(Fact::Topics) {
        group("topics", release.topics.iter().map(|topic| topic.name.to_string()).collect());
    }
    if !omits(Fact::Urgency) {
        group("urgency", release.urgency.iter().map(|urgency| urgency.number().to_string()).collect());
    }
    groups
}

/// Where every link of a release leads, in reading order.
pub fn links(edition: &Edition, release: &Release) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = |run: &Inlines| found.extend(run.links().into_iter().map(|(to, _)| to.to_string()));
    release.legal.iter().chain(&release.lead).for_each(&mut run);
    found.extend(release.event.iter().filter_map(|event| event.register.as_ref()).map(ToString::to_string));
    found.extend(links_in(&release.body));
    let address = |file: &File| edition.publisher().address(&file.path).to_string();
    found.extend(release.documents.iter().map(|document| address(&document.file)));
    for contact in edition.contacts(release) {
        for person in [Some(contact), contact.methods.via()].into_iter().flatten() {
            found.extend(person.methods.phone().map(Phone::uri));
            found.extend(person.methods.email().map(Email::uri));
        }
    }
    release.read_more.iter().chain(edition.boilerplates(release)).for_each(|section| found.extend(links_in(&section.body)));
    found
}

fn links_in(blocks: &[Block]) -> Vec<String> {
    body::runs(blocks).into_iter().flat_map(Inlines::links).map(|(to, _)| to.to_string()).collect()
}

/// Headlines, legal block, lead, event and body, with the pictures at their places.
fn story(release: &Release, tables: Tables) -> Vec<String> {
    let mut out = vec![release.headline.to_string()];
    out.extend(release.subhead.as_ref().map(ToString::to_string));
    for run in release.legal.iter().chain(&release.lead) {
        leaves(run.parts(), &mut out);
    }
    if let Some(event) = &release.event {
        out.push(event.place.to_string());
        out.extend(event.programme.iter().flat_map(|item| [item.time.to_string(), item.what.to_string()]));
    }
    out.extend(texts_of(&release.body, tables));
    out
}

fn of_picture(picture: &Picture) -> Vec<String> {
    [&picture.alt].into_iter().chain(picture.caption_lines()).map(ToString::to_string).collect()
}

fn of_document(edition: &Edition, document: &Document) -> Vec<String> {
    let mut out = vec![document.title.to_string(), document.file.kind.label().to_owned()];
    out.extend(document.pages.map(|pages| pages.to_string()));
    if let Access::Ask(contact) = &document.access
        && edition.may_publish(contact)
    {
        out.push(contact.name.to_string());
        out.extend(contact.methods.phone().map(|phone| phone.written().to_owned()));
        out.extend(contact.methods.email().map(ToString::to_string));
    }
    out
}

fn of_contact(contact: &Contact) -> Vec<String> {
    let mut out = vec![contact.name.to_string()];
    out.extend(contact.party.as_ref().map(|party| format!("({party})")));
    out.extend(contact.role.as_ref().map(ToString::to_string));
    out.extend(contact.methods.via().map(|other| other.name.to_string()));
    out.extend(contact.hours.as_ref().map(ToString::to_string));
    for person in [Some(contact), contact.methods.via()].into_iter().flatten() {
        out.extend(person.methods.phone().map(|phone| phone.written().to_owned()));
        out.extend(person.methods.email().map(ToString::to_string));
    }
    out
}

/// Every stretch of plain text in `blocks`, and the words of pictures.
fn texts_of(blocks: &[Block], tables: Tables) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => leaves(text.parts(), &mut out),
            Block::List(list) => list.items.iter().for_each(|item| out.extend(texts_of(item, tables))),
            Block::Quote(quote) => quote.paragraphs.iter().for_each(|run| leaves(run.parts(), &mut out)),
            Block::Table(table) => match tables {
                Tables::Rows => {
                    let header = table.header().iter();
                    header.chain(table.rows().iter().flatten().flatten()).for_each(|cell| leaves(cell.parts(), &mut out));
                }
                Tables::Labelled => {
                    for row in table.rows() {
                        for (name, cell) in table.header().iter().zip(row) {
                            for run in [Some(name), cell.as_ref()].into_iter().flatten().filter(|_| cell.is_some()) {
                                leaves(run.parts(), &mut out);
                            }
                        }
                    }
                }
            },
            Block::Figure(picture) => out.extend(of_picture(picture)),
        }
    }
    out
}

fn leaves(parts: &[Inline], out: &mut Vec<String>) {
    for part in parts {
        match part {
            Inline::Text(text) => out.push(text.clone()),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => leaves(inner, out),
            Inline::Break => {}
        }
    }
}
