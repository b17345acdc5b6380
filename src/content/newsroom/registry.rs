//! The entities that releases refer to by key.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::newsroom::lookup::EntityTable;
use crate::model::{Channels, Contact, Day, Department, Lang, Organisation, Publisher, Taxonomy, Topic, Zone};

pub(crate) struct Registry {
    /// `None` when the newsroom's file has an error: releases are checked, but nothing can be built.
    pub publisher: Option<Publisher>,
    pub zone: Option<Zone>,
    pub lang: Option<Lang>,
    /// Releases that were published before this day are old: they may lack a lead and contacts.
    pub archive_before: Option<Day>,
    /// In the order of [`Taxonomy`].
    pub topics: [TopicTable; 3],
    pub contacts: EntityTable<Contact>,
    pub senders: EntityTable<Organisation>,
    pub departments: EntityTable<Department>,
    /// `None` when `channels.toml` has an error.
    pub channels: Option<Arc<Channels>>,
    pub channel_index: ChannelIndex,
}

/// What releases depend on of the channels: whom they can name for advance copies.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ChannelIndex {
    /// False when the file has an error, so that an unknown key may be that of a channel with one.
    pub is_complete: bool,
    /// Of each channel by its key, whether there is an agreement on advance copies.
    pub has_agreement: BTreeMap<String, bool>,
}

impl Registry {
    /// The names that the newsroom's own files give to readers.
    pub fn public_names(&self) -> impl Iterator<Item = &str> {
        let newsroom = self.publisher.iter().map(|publisher| publisher.name.as_str());
        let contacts = self.contacts.all().map(|contact| contact.name.as_str());
        let senders = self.senders.all().map(|sender| sender.name.as_str());
        let departments = self.departments.all().map(|department| department.name.as_str());
        newsroom.chain(contacts).chain(senders).chain(departments)
    }
}

/// The topics of one taxonomy.
pub(crate) struct TopicTable {
    /// The field that refers to them, and the table that lists them.
    pub field: &'static str,
    pub taxonomy: Taxonomy,
    pub topics: EntityTable<Topic>,
}
