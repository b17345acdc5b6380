//! The files of a new newsroom.

use std::collections::BTreeMap;

use super::answers::{Answers, Field};
use super::template::{NewFile, Template, fill, fill_all, template};
use crate::cli::environment::Environment;
use crate::cli::new::parse_headline;
use crate::content::front_matter::toml_string;
use crate::content::{SourceFile, Sources};
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::{Day, Instant, Slug, Zone};
use crate::{content, msg};

/// The file that says that a folder is a newsroom.
pub(super) const NEWSROOM_FILES: &[&str] = &["newsroom.toml"];

const SWEDISH: [Template; 5] = [
    ("newsroom.toml", template!("init/sv/newsroom.toml")),
    ("senders.toml", template!("init/sv/senders.toml")),
    ("departments.toml", template!("init/sv/departments.toml")),
    ("contacts.toml", template!("init/sv/contacts.toml")),
    ("{release}", template!("init/sv/release.md")),
];

const ENGLISH: [Template; 5] = [
    ("newsroom.toml", template!("init/en/newsroom.toml")),
    ("senders.toml", template!("init/en/senders.toml")),
    ("departments.toml", template!("init/en/departments.toml")),
    ("contacts.toml", template!("init/en/contacts.toml")),
    ("{release}", template!("init/en/release.md")),
];

fn templates(answers: &Answers) -> [Template; 5] {
    if answers.is_swedish() { SWEDISH } else { ENGLISH }
}

/// Longer names are left out of the headline, which has to fit on a line.
const MAX_NAME_IN_HEADLINE: usize = 40;

/// The file that holds an answer, and its field there.
pub(super) fn line_of(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Name => ("newsroom.toml", "name"),
        Field::Address => ("newsroom.toml", "base_url"),
        Field::Ids => ("newsroom.toml", "id_authority"),
        Field::Language => ("newsroom.toml", "language"),
        Field::TimeZone => ("newsroom.toml", "time_zone"),
        Field::Contact => ("contacts.toml", "name"),
        Field::Phone => ("contacts.toml", "phone"),
        Field::Email => ("contacts.toml", "email"),
        Field::Headline => ("release.md", "headline"),
    }
}

/// The newsroom's own files in memory, without a release.
pub(super) fn sources(answers: &Answers, today: Day) -> Sources {
    let [newsroom, senders, _, contacts, _] = templates(answers);
    let values = values(answers, today);
    let source = |(path, text): Template| SourceFile { path: path.to_owned(), bytes: Ok(fill(text, &values).into_bytes()) };
    Sources {
        newsroom: source(newsroom),
        contacts: Some(source(contacts)),
        departments: None,
        senders: Some(source(senders)),
        channels: None,
        theme: None,
        releases: Vec::new(),
        ignored: Vec::new(),
        pictures: content::PictureMemory::default(),
        is_complete: true,
    }
}

/// Every file below the content folder.
pub(super) fn newsroom(answers: &Answers, env: &Environment) -> Result<Vec<NewFile>, Error> {
    let zone = Zone::parse(answers.text(Field::TimeZone)).expect("the answer was validated");
    let now = Instant::from_unix(&zone, env.now - env.now.rem_euclid(60)).ok_or_else(wrong_clock)?;
    let loaded = content::read(&sources(answers, now.day()));
    let Some(newsroom) = loaded.newsroom else {
        let found = loaded.diagnostics.into_iter().find(Diagnostic::is_error);
        let message =
            found.map_or_else(|| msg!("these answers make no newsroom", "svaren ger inget nyhetsrum"), |found| found.message);
        return Err(Error::new(message));
    };
    let headline = parse_headline(&headline(answers))?;
    let draft = content::draft::draft(&newsroom, &headline, &now)?;
    let mut values = values(answers, now.day());
    let release = [
        ("release", draft.path),
        ("id", toml_string(draft.id.as_str())),
        ("headline", toml_string(headline.as_str())),
        ("published", now.rfc3339()),
    ];
    values.extend(release.map(|(name, value)| (name.to_owned(), value)));
    Ok(fill_all(&templates(answers), &values))
}

pub(super) fn wrong_clock() -> Error {
    Error::new(msg!("the clock of this machine is wrong", "datorns klocka går fel"))
}

fn key(name: &str, otherwise: &str) -> String {
    let slug = Slug::from_headline(name).map(|slug| slug.to_string());
    slug.filter(|slug| slug.len() <= 40).unwrap_or_else(|| otherwise.to_owned())
}

/// What the templates name. Keys and days need no escapes.
fn values(answers: &Answers, today: Day) -> BTreeMap<String, String> {
    let (name, contact) = (answers.text(Field::Name), answers.text(Field::Contact));
    let description =
        if answers.is_swedish() { format!("Pressmeddelanden från {name}") } else { format!("Press releases from {name}") };
    let line = |key: &str, field: Field| match answers.text(field) {
        "" => String::new(),
        text => format!("{key} = {}\n", toml_string(text)),
    };
    let values = [
        ("name", toml_string(name)),
        ("description", toml_string(&description)),
        ("address", toml_string(answers.text(Field::Address))),
        ("ids", toml_string(answers.text(Field::Ids))),
        ("year", today.year().to_string()),
        ("today", today.to_string()),
        ("sender", key(name, "sender")),
        ("time_zone", toml_string(answers.text(Field::TimeZone))),
        ("language", toml_string(answers.text(Field::Language))),
        ("contact", key(contact, "press")),
        ("contact_name", toml_string(contact)),
        ("phone", line("phone", Field::Phone)),
        ("email", line("email", Field::Email)),
    ];
    values.map(|(name, value)| (name.to_owned(), value)).into()
}

fn headline(answers: &Answers) -> String {
    let (headline, name) = (answers.text(Field::Headline), answers.text(Field::Name));
    match (headline.is_empty(), name.chars().count() <= MAX_NAME_IN_HEADLINE, answers.is_swedish()) {
        (false, ..) => headline.to_owned(),
        (true, true, true) => format!("{name} öppnar sitt nyhetsrum"),
        (true, true, false) => format!("{name} opens its newsroom"),
        (true, false, true) => "Nyhetsrummet öppnar".to_owned(),
        (true, false, false) => "Our newsroom opens".to_owned(),
    }
}
