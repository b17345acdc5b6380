//! The newsroom's own files: who publishes (`newsroom.toml`), who answers (`contacts.toml`), who sends
//! (`senders.toml`, `departments.toml`).

mod accessibility;
mod contacts;
mod feeds;
mod lookup;
mod media_topics;
mod newsroom_toml;
pub(crate) mod registry;
mod senders;
pub(crate) mod theme;
mod wire;

use crate::content::newsroom::contacts::read_contacts;
use crate::content::newsroom::lookup::CATEGORY;
use crate::content::newsroom::lookup::CONTACT;
use crate::content::newsroom::lookup::DEPARTMENT;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::newsroom::lookup::REGION;
use crate::content::newsroom::lookup::SENDER;
use crate::content::newsroom::lookup::TOPIC;
use crate::content::newsroom::lookup::read_shelf;
use crate::content::newsroom::registry::Registry;
use crate::content::newsroom::senders::department;
use crate::content::newsroom::senders::organisation;
use crate::content::text::SourceText;
use crate::diag::Diagnostics;
use crate::model::Publisher;

/// Reads the four files. Of all but the newsroom's, an absent one is taken as empty; `Some(None)` could not be read.
pub(crate) fn read(
    newsroom: Option<&SourceText>,
    contacts: Option<Option<&SourceText>>,
    departments: Option<Option<&SourceText>>,
    senders: Option<Option<&SourceText>>,
    diagnostics: &Diagnostics,
) -> Registry {
    let mut house = Registry {
        publisher: None,
        zone: None,
        lang: None,
        topics: EntityTable::new(TOPIC, false),
        categories: EntityTable::new(CATEGORY, false),
        regions: EntityTable::new(REGION, false),
        contacts: EntityTable::new(CONTACT, contacts.is_none()),
        senders: EntityTable::new(SENDER, senders.is_none()),
        departments: EntityTable::new(DEPARTMENT, departments.is_none()),
    };
    if let Some(Some(text)) = senders {
        read_shelf(&mut house.senders, text, "solvik-kommun", diagnostics, organisation);
    }
    let later = newsroom.map(|text| (text, newsroom_toml::read(&mut house, text, diagnostics)));
    if let Some(Some(text)) = contacts {
        read_contacts(&mut house.contacts, text, diagnostics);
    }
    if let Some(Some(text)) = departments {
        let senders = &house.senders;
        read_shelf(&mut house.departments, text, "skolan", diagnostics, |key, fields| department(key, fields, senders));
    }
    let Some((text, later)) = later else { return house };
    let since = diagnostics.error_count();
    // One that has a mistake of its own was told where it stands: that contact is left out, and not the whole newsroom.
    let press_contacts = house.contacts.find_all_or(text, &later.press_contacts, |_| None, diagnostics);
    let found = diagnostics.error_count() == since;
    let feeds = feeds::read(&house, later.feeds, diagnostics).filter(|_| found);
    house.publisher = house.publisher.zip(feeds).map(|(publisher, feeds)| Publisher { press_contacts, feeds, ..publisher });
    house
}
