//! The files of a new newsroom.

use super::answers::Answers;
use super::answers::Field;
use crate::cli::environment::Environment;
use crate::cli::new::parse_headline;
use crate::content;
use crate::content::SourceFile;
use crate::content::Sources;
use crate::content::front_matter::toml_string;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::Instant;
use crate::model::Slug;
use crate::model::Zone;
use crate::msg;

/// A file that init writes.
#[derive(Debug)]
pub(super) struct NewFile {
    /// Relative to the content folder.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// The file that says that a folder is a newsroom.
pub(super) const NEWSROOM_FILES: &[&str] = &["newsroom.toml"];

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
pub(super) fn sources(answers: &Answers, year: i64) -> Sources {
    let source = |file: &str, text: String| SourceFile { path: file.to_owned(), bytes: Ok(text.into_bytes()) };
    Sources {
        newsroom: source("newsroom.toml", newsroom_toml(answers, year)),
        contacts: Some(source("contacts.toml", contacts_toml(answers))),
        departments: None,
        senders: Some(source("senders.toml", senders_toml(answers))),
        theme: None,
        releases: Vec::new(),
        ignored: Vec::new(),
    }
}

/// Every file below the content folder.
pub(super) fn newsroom(answers: &Answers, env: &Environment) -> Result<Vec<NewFile>, Error> {
    let zone = Zone::parse(answers.text(Field::TimeZone)).expect("the answer was validated");
    let now = Instant::from_unix(&zone, env.now - env.now.rem_euclid(60)).ok_or_else(wrong_clock)?;
    let year = i64::from(now.day().year());
    let loaded = content::read(&sources(answers, year));
    let Some(newsroom) = loaded.newsroom else {
        let found = loaded.diagnostics.into_iter().find(Diagnostic::is_error);
        let message =
            found.map_or_else(|| msg!("these answers make no newsroom", "svaren ger inget nyhetsrum"), |found| found.message);
        return Err(Error::new(message));
    };
    let headline = parse_headline(&headline(answers))?;
    let draft = content::draft::draft(&newsroom, &headline, &now)?;
    let release = release_md(answers, draft.id.as_str(), headline.as_str(), &now);
    let departments = if answers.is_swedish() {
        "# Avdelningar, med en nyckel var. Till exempel:\n#\n# [fritid]\n# name = \"Fritidsförvaltningen\"\n"
    } else {
        "# Departments, by key. For example:\n#\n# [leisure]\n# name = \"Department of Leisure\"\n"
    };
    let file = |path: &str, text: String| NewFile { path: path.to_owned(), bytes: text.into_bytes() };
    Ok(vec![
        file("newsroom.toml", newsroom_toml(answers, year)),
        file("senders.toml", senders_toml(answers)),
        file("departments.toml", departments.to_owned()),
        file("contacts.toml", contacts_toml(answers)),
        file(&draft.path, release),
    ])
}

pub(super) fn wrong_clock() -> Error {
    Error::new(msg!("the clock of this machine is wrong", "datorns klocka går fel"))
}

fn key(name: &str, otherwise: &str) -> String {
    let slug = Slug::from_headline(name).map(|slug| slug.to_string());
    slug.filter(|slug| slug.len() <= 40).unwrap_or_else(|| otherwise.to_owned())
}

fn quoted(answers: &Answers, field: Field) -> String {
    toml_string(answers.text(field))
}

fn newsroom_toml(answers: &Answers, year: i64) -> String {
    let sv = answers.is_swedish();
    let comment = |en: &'static str, swedish: &'static str| if sv { swedish } else { en };
    let name = answers.text(Field::Name);
    let description = if sv { format!("Pressmeddelanden från {name}") } else { format!("Press releases from {name}") };
    format!(
        "# {}\nname = {}\n\n# {}\ndescription = {}\n\n# {}\nbase_url = {}\n\n# {}\nid_authority = {}\n\n# {}\nid_year = {year}\n\n\
         # {}\nsender = {}\n\n# {}\ntime_zone = {}\n\n# {}\nlanguage = {}\n\n# {}\npress_contacts = [{}]\n\n\
         # {}\n# rights = \"\"\n\n# {}\n[topics]\n\n# [accessibility]\n\n# [feeds]\n\n# [wire]\n",
        comment("Who publishes.", "Vem som publicerar."),
        quoted(answers, Field::Name),
        comment("One sentence about the newsroom.", "En mening om nyhetsrummet."),
        toml_string(&description),
        comment("The address at which readers find it.", "Adressen där läsarna hittar det."),
        quoted(answers, Field::Address),
        comment("The host name in the ids of releases. Never change it.", "Värdnamnet i meddelandenas id:n. Ändra det aldrig."),
        quoted(answers, Field::Ids),
        comment("A year in which that name was yours. Never change it.", "Ett år då namnet var ert. Ändra det aldrig."),
        comment("Who sends a release: a key of senders.toml.", "Vem som är avsändare: en nyckel i senders.toml."),
        toml_string(&key(name, "sender")),
        comment("The time zone of the newsroom.", "Nyhetsrummets tidszon."),
        quoted(answers, Field::TimeZone),
        comment("The language of the releases.", "Meddelandenas språk."),
        quoted(answers, Field::Language),
        comment("Contacts for reporters: keys of contacts.toml.", "Vem journalister når: nycklar i contacts.toml."),
        toml_string(&key(answers.text(Field::Contact), "press")),
        comment("Terms of use of the texts.", "Vad texterna får användas till."),
        comment("Topics, by key: leisure = \"Leisure\"", "Ämnen, med en nyckel var: fritid = \"Fritid\""),
    )
}

fn senders_toml(answers: &Answers) -> String {
    let name = answers.text(Field::Name);
    let remark = if answers.is_swedish() { "Avsändare, med en nyckel var." } else { "Senders, by key." };
    format!("# {remark}\n\n[{}]\nname = {}\n", key(name, "sender"), toml_string(name))
}

fn contacts_toml(answers: &Answers) -> String {
    let name = answers.text(Field::Contact);
    let remark = if answers.is_swedish() { "Presskontakter, med en nyckel var." } else { "Press contacts, by key." };
    let mut text = format!("# {remark}\n\n[{}]\nname = {}\n", key(name, "press"), toml_string(name));
    for (field, name) in [(Field::Phone, "phone"), (Field::Email, "email")] {
        if !answers.text(field).is_empty() {
            text.push_str(&format!("{name} = {}\n", quoted(answers, field)));
        }
    }
    text + "answers = \"press\"\n"
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

fn release_md(answers: &Answers, id: &str, headline: &str, now: &Instant) -> String {
    let (lead, body, remark) = if answers.is_swedish() {
        (
            "Nu finns våra pressmeddelanden samlade på ett ställe.",
            "Här publicerar vi nyheter, inbjudningar och uttalanden. Varje meddelande finns som webbsida, som PDF och i nyhetsflöden.\n\nJournalister når oss genom presskontakten på den här sidan.",
            "Ta bort raden när texten är klar.",
        )
    } else {
        (
            "Our press releases can now be found in one place.",
            "Here we publish news, invitations and statements. Each release is available as a web page, as a PDF and in news feeds.\n\nReporters reach us through the press contact on this page.",
            "Remove this line when the text is ready.",
        )
    };
    format!(
        "+++\nid = {}\nkind = \"press-release\"\nheadline = {}\nlead = {}\npublished = {}\n# {remark}\nstatus = \"draft\"\ncontacts = [{}]\n+++\n\n{body}\n",
        toml_string(id),
        toml_string(headline),
        toml_string(lead),
        now.rfc3339(),
        toml_string(&key(answers.text(Field::Contact), "press")),
    )
}
