//! Turns a release that was written elsewhere (plain text, a saved web page, a paste from a word processor) into our content format.
//!
//! The words are taken over as they are. What belonged to the other place (breadcrumbs, "Skriv ut") is left out and reported.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::Day;
use crate::model::Lang;
use crate::model::ReleaseId;
use crate::model::Slug;
use crate::model::Zone;
use crate::say;

mod contacts;
mod date;
mod decode;
mod department;
mod folder;
mod html;
mod links;
mod lists;
mod place;
mod plain;
mod rich;
mod source;
mod structure;
mod words;
mod write;

use place::Original;
use structure::Found;

/// The bytes to be imported.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name for diagnostics, or `-` for standard input.
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What the content folder has already.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The publisher's name: a text "Om Solvik kommun" is about the publisher, not about a department.
    pub publisher: &'a str,
    /// Host name under which the id is minted.
    pub id_authority: &'a str,
    pub language: &'a Lang,
    pub zone: &'a Zone,
    /// The whole text of `contacts.toml`; empty when there is none.
    pub contacts: &'a str,
    /// The whole text of `departments.toml`; empty when there is none.
    pub departments: &'a str,
    /// Every release by id, with its folder (`releases/2017/x/`).
    pub releases: &'a BTreeMap<String, String>,
    /// The day of the import. It stands in for a date only where the text has none, and the release is then a draft.
    pub day: Day,
}

/// A release in our format, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub id: ReleaseId,
    /// Relative to the content folder: `releases/2017/<slug>/`.
    pub folder: String,
    /// This text was imported before, into `folder`, where its author may have worked on: write nothing.
    pub already_there: bool,
    /// The text of `release.md`.
    pub release: String,
    /// The whole new text of `contacts.toml`.
    pub contacts: String,
    /// The whole new text of `departments.toml`.
    pub departments: String,
    /// What the author should look at, with places in the input.
    pub notes: Vec<Diagnostic>,
    pub left_out: Vec<LeftOut>,
}

/// Words of the input that are not part of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// In the input, from 1.
    pub line: usize,
    pub text: String,
    pub why: Why,
}

/// Why words were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Menus, breadcrumbs, buttons, the frame of the page.
    Furniture,
    /// Written for screen readers or hidden from everybody.
    Hidden,
    /// The headline or the kind once more.
    Repeated,
    /// A date that became a field.
    Date,
    /// A picture, by its alternative text.
    Picture,
    /// The words below a picture.
    Caption,
    /// Outside the main part of a web page, or before its headline.
    Outside,
}

/// Reads `input` and writes it in our format; or says what hinders that.
pub fn import(input: &Input<'_>, into: &Known<'_>) -> Result<Imported, Vec<Diagnostic>> {
    let decoded = decode::decode(input)?;
    let original = Original::new(input.name, &decoded.text);
    let source = if html::is_html(&decoded.text) { html::read(&original) } else { plain::read(&original) };
    let mut found = structure::recognise(source, into, &original)?;
    found.notes.splice(0..0, decoded.notes);
    finish(found, &decoded.text, into, &original)
}

/// Names, numbers and files: everything that depends on what is there already.
fn finish(found: Found, text: &str, into: &Known<'_>, original: &Original<'_>) -> Result<Imported, Vec<Diagnostic>> {
    let mut notes = found.notes.clone();
    let (id, day, earlier) = identity(&found, text, into, original)?;
    if found.day().is_none() {
        notes.push(
            original
                .note(
                    1,
                    None,
                    say!(
                        "no date was found; the release is a draft of `{day}`",
                        "inget datum hittades; texten blev ett utkast från `{day}`"
                    ),
                )
                .hint(say!(
                    "write `published` in the release, and take `status` away",
                    "skriv `published` i pressmeddelandet och ta bort `status`"
                )),
        );
    }
    let mut contacts = folder::Contacts::read(into.contacts)?;
    let keys: Vec<String> = found.people.iter().map(|person| contacts.key_of(person)).collect();
    let mut departments = folder::Departments::read(into.departments)?;
    let stands = found.boilerplate.as_ref().map(|about| departments.place(about));
    if let (Some(folder::Stands::InRelease(Some(_))), Some(about)) = (&stands, &found.boilerplate) {
        notes.push(original.note(
            about.line,
            Some(&about.heading),
            say!(
                "the text about the sender differs from the one in departments.toml; it stands in the release",
                "texten om avsändaren skiljer sig från den i departments.toml; den står i pressmeddelandet"
            ),
        ));
    }
    let folder = earlier.clone().unwrap_or_else(|| free_folder(&found, &id, day, into));
    let release = write::release(&found, &id, day, &keys, stands.as_ref(), into);
    let mut left_out = found.left_out;
    for caption in left_out.iter().filter(|left| left.why == Why::Caption).take(20) {
        let say = say!("a picture and the words below it are not taken over", "en bild och orden under den följer inte med");
        notes.push(original.note(caption.line, Some(&caption.text), say));
    }
    left_out.sort_by_key(|left| left.line);
    notes.sort_by_key(|note| note.place.spot.as_ref().map(|spot| spot.line));
    Ok(Imported {
        id,
        folder,
        already_there: earlier.is_some(),
        release,
        contacts: contacts.text,
        departments: departments.text,
        notes: place::at_most(notes, original),
        left_out,
    })
}

/// The id, the day in it, and the folder of an earlier import of the same text.
fn identity(
    found: &Found,
    text: &str,
    into: &Known<'_>,
    original: &Original<'_>,
) -> Result<(ReleaseId, Day, Option<String>), Vec<Diagnostic>> {
    let mint = |day: Day| {
        ReleaseId::mint(into.id_authority, &day.to_string(), text.as_bytes()).map_err(|error| {
            let authority = into.id_authority;
            vec![Diagnostic::mistake(
                original.file(),
                say!("no id can be made under `{authority}`: {error}", "inget id kan skapas under `{authority}`: {error}"),
            )]
        })
    };
    let id = mint(found.day().unwrap_or(into.day))?;
    // A text without a date may have been imported on another day: the hash alone tells.
    let tail = id.as_str().rsplit('/').next().unwrap_or_default();
    for (known, folder) in into.releases {
        let day = known
            .strip_prefix("tag:")
            .and_then(|rest| rest.split_once(','))
            .and_then(|(_, rest)| rest.get(..10))
            .and_then(date::iso_day);
        if let (true, Some(day)) = (known.ends_with(&format!(":release/{tail}")), day) {
            return Ok((mint(day)?, day, Some(folder.clone())));
        }
    }
    Ok((id, found.day().unwrap_or(into.day), None))
}

/// `releases/2017/<slug>/`, with a number behind the slug when another release stands there.
fn free_folder(found: &Found, id: &ReleaseId, day: Day, into: &Known<'_>) -> String {
    let hash = id.as_str().rsplit('/').next().unwrap_or_default();
    let slug = Slug::from_headline(found.headline.as_str()).map_or_else(|| format!("release-{hash}"), |slug| slug.to_string());
    let year = day.year();
    let taken = |folder: &String| into.releases.values().any(|there| there.trim_end_matches('/') == folder.trim_end_matches('/'));
    std::iter::once(format!("releases/{year:04}/{slug}/"))
        .chain((2..).map(|n: u32| format!("releases/{year:04}/{slug}-{n}/")))
        .find(|folder| !taken(folder))
        .unwrap_or_default()
}

impl Imported {
    /// Relative to the content folder: `releases/2017/<slug>/release.md`.
    pub fn path(&self) -> String {
        format!("{}release.md", self.folder)
    }
}
