//! Drafts a release: the file that `depesch new "Rubrik"` puts into the content folder.

use crate::content::front_matter::toml_string;
use crate::content::messages::invalid_names::explain_name_error;
use crate::diag::Message;
use crate::error::Error;
use crate::model::{Headline, Instant, Newsroom, ReleaseId, Slug};
use crate::msg;

const SWEDISH: &str = include_str!("../../templates/draft/sv.md");
const ENGLISH: &str = include_str!("../../templates/draft/en.md");

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Relative to the content folder: `releases/2026/<slug>/release.md`.
    pub path: String,
    pub text: String,
    pub id: ReleaseId,
}

/// Drafts a release with an id, minted from the instant and the headline, with the newsroom's press contacts and placeholders for its author.
pub fn draft(newsroom: &Newsroom, headline: &Headline, now: &Instant) -> Result<Draft, Error> {
    let publisher = &newsroom.publisher;
    // Whole seconds, on the newsroom's clock.
    let now = Instant::from_unix(&publisher.zone, now.unix()).unwrap_or_else(|| now.in_zone(&publisher.zone));
    let day = now.day();
    let seed = format!("{}\n{headline}", now.rfc3339());
    let id = ReleaseId::mint(publisher.id_authority.as_str(), &day.to_string(), seed.as_bytes()).map_err(|error| {
        let Message { en, sv } = explain_name_error(&error);
        Error::new(msg!("no id can be minted: {en}", "inget id kan skapas: {sv}"))
            .hint(msg!("check `id_authority` in `newsroom.toml`", "kontrollera `id_authority` i `newsroom.toml`"))
    })?;
    // A headline without Latin letters gets the end of its id.
    let tail = id.as_str().rsplit('/').next().unwrap_or_default();
    let slug = Slug::from_headline(headline.as_str()).map_or_else(|| format!("release-{tail}"), |slug| slug.to_string());
    let template = if publisher.lang.primary() == "sv" { SWEDISH } else { ENGLISH };
    let contacts = newsroom.public(&now).press_contacts();
    let contacts: Vec<String> = contacts.iter().map(|contact| toml_string(contact.key.as_str())).collect();
    let text = template
        .replace("{id}", &toml_string(id.as_str()))
        .replace("{published}", &now.rfc3339())
        .replace("{day}", &day.to_string())
        .replace("{contacts}", &contacts.join(", "))
        // Last, since it can contain anything.
        .replace("{headline}", &toml_string(headline.as_str()));
    Ok(Draft { path: format!("releases/{}/{slug}/release.md", day.year()), text, id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{ReleaseSource, SourceFile, Sources, read};
    use crate::model::Zone;

    const NEWSROOM: &str = "name = 'Solvik kommun'\ndescription = 'Pressmeddelanden'\nbase_url = 'https://solvik.example/'\n\
        id_authority = 'solvik.example'\nid_year = 2020\ntime_zone = 'Europe/Stockholm'\nlanguage = 'sv'\n";

    const CONTACTS: &str = "[anna-berg]\nname = 'Anna Berg'\nphone = '08-465 004 01'\n\
        [bo-ek]\nname = 'Bo Ek'\nphone = '08-465 004 02'\nvalid_until = 2026-03-01\n";

    fn sources(newsroom: &str, draft: &Draft) -> Sources {
        let source = |file: &str, text: &str| SourceFile { path: file.to_owned(), bytes: Ok(text.as_bytes().to_vec()) };
        let mut folders = draft.path.split('/').skip(1).map(str::to_owned);
        Sources {
            newsroom: source("newsroom.toml", newsroom),
            contacts: Some(source("contacts.toml", CONTACTS)),
            departments: None,
            senders: None,
            channels: None,
            theme: None,
            releases: vec![ReleaseSource::from_text(
                &folders.next().unwrap(),
                &folders.next().unwrap(),
                source(&draft.path, &draft.text),
            )],
            ignored: vec![],
            pictures: crate::content::PictureMemory::default(),
            is_complete: true,
        }
    }

    fn draft_of(newsroom: &str, headline: &str) -> Draft {
        let none = Draft {
            path: "releases/2026/x/release.md".into(),
            text: String::new(),
            id: ReleaseId::parse("tag:a.se,2026:x").unwrap(),
        };
        let loaded = read(&sources(newsroom, &none)).newsroom.unwrap();
        let now = Instant::parse(&Zone::parse("UTC").unwrap(), "2026-03-02T08:00:00Z").unwrap();
        draft(&loaded, &Headline::parse(headline).unwrap(), &now).unwrap()
    }

    #[test]
    fn a_draft_lacks_only_what_its_author_has_to_write() {
        let draft = draft_of(NEWSROOM, "\"Örby\" öppnar \\ igen");
        assert_eq!(draft.path, "releases/2026/orby-oppnar-igen/release.md");
        let loaded = read(&sources(NEWSROOM, &draft));
        assert_eq!(loaded.broken, []);
        assert!(loaded.diagnostics.iter().any(|d| d.message.en == "the release has no contact"));

        // Publishing it without a contact is an error.
        let mut ready = draft.clone();
        ready.text = draft.text.replace("status = \"draft\"", "");
        let loaded = read(&sources(NEWSROOM, &ready));
        assert!(loaded.diagnostics.iter().any(|d| d.is_error() && d.message.en == "the release has no contact"));

        let mut ready = draft.clone();
        ready.text = draft.text.replace("contacts = []", "contacts = [\"anna-berg\"]");
        let loaded = read(&sources(NEWSROOM, &ready));
        assert_eq!(loaded.broken, []);
        let left = loaded.diagnostics.iter().filter(|d| d.message.en == "this is still to be written").count();
        assert_eq!(left, 4, "{:#?}", loaded.diagnostics);

        // Publishing it with placeholders is an error.
        ready.text = ready.text.replace("status = \"draft\"", "");
        assert_eq!(read(&sources(NEWSROOM, &ready)).broken.len(), 1);
    }

    #[test]
    fn a_draft_names_the_press_contacts_that_are_valid() {
        let newsroom = format!("{NEWSROOM}press_contacts = ['bo-ek', 'anna-berg']\n");
        let draft = draft_of(&newsroom, "Ny skola");
        assert!(draft.text.contains("\ncontacts = [\"anna-berg\"]\n"), "{}", draft.text);
        let loaded = read(&sources(&newsroom, &draft));
        let is_for_author = |text: &str| matches!(text, "this is still to be written" | "the link has no address");
        assert!(loaded.diagnostics.iter().all(|d| is_for_author(&d.message.en)), "{:#?}", loaded.diagnostics);
    }

    #[test]
    fn a_headline_without_a_slug_gets_one_from_its_id() {
        let draft = draft_of(NEWSROOM, "افتتاح المدرسة");
        assert_eq!(read(&sources(NEWSROOM, &draft)).diagnostics.iter().filter(|d| d.location.span.is_none()).count(), 0);
        assert_eq!(draft.id, draft_of(NEWSROOM, "افتتاح المدرسة").id);
        assert_ne!(draft.id, draft_of(NEWSROOM, "مدرسة").id);
    }
}
