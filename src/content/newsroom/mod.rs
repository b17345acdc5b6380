//! Reads the newsroom's own files: `newsroom.toml`, `contacts.toml`, `senders.toml`, `departments.toml`, `channels.toml`
//! and the print theme.

mod accessibility;
mod channels;
mod contacts;
mod feeds;
mod former_feeds;
mod lookup;
mod media_topics;
mod newsroom_toml;
pub(crate) mod registry;
mod senders;
mod theme;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::messages::unknown_references::{CATEGORY, CONTACT, DEPARTMENT, REGION, SENDER, TOPIC};
use crate::content::newsroom::contacts::read_contacts;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::newsroom::registry::{ChannelIndex, Registry, TopicTable};
use crate::content::newsroom::senders::{read_department, read_sender};
use crate::content::sources::{SourceFile, Sources};
use crate::diag::Diagnostics;
use crate::model::{Publisher, Taxonomy};

/// All files but `newsroom.toml` may be missing.
pub(crate) fn read(sources: &Sources, diagnostics: &Diagnostics) -> Registry {
    let topics =
        [("topics", Taxonomy::Topic, TOPIC), ("categories", Taxonomy::Category, CATEGORY), ("regions", Taxonomy::Region, REGION)];
    let mut registry = Registry {
        publisher: None,
        zone: None,
        lang: None,
        archive_before: None,
        topics: topics.map(|(field, taxonomy, kind)| TopicTable { field, taxonomy, topics: EntityTable::new(kind, false) }),
        contacts: EntityTable::new(CONTACT, sources.contacts.is_none()),
        senders: EntityTable::new(SENDER, sources.senders.is_none()),
        departments: EntityTable::new(DEPARTMENT, sources.departments.is_none()),
        channels: Some(Arc::default()),
        channel_index: ChannelIndex { is_complete: sources.channels.is_none(), has_agreement: BTreeMap::new() },
    };
    let decode = |file: &Option<SourceFile>| file.as_ref().and_then(|file| file.decode(diagnostics));
    if let Some(text) = decode(&sources.senders) {
        registry.senders.read_file(&text, "solvik-kommun", |_, key, fields| read_sender(key, fields));
    }
    let newsroom = sources.newsroom.decode(diagnostics);
    let deferred = newsroom.as_ref().map(|text| (text, newsroom_toml::read(&mut registry, text)));
    if let Some(text) = decode(&sources.contacts) {
        read_contacts(&mut registry.contacts, &text);
    }
    if let Some(text) = decode(&sources.departments) {
        let senders = &registry.senders;
        registry.departments.read_file(&text, "skolan", |_, key, fields| read_department(key, fields, senders));
    }
    if let Some((text, deferred)) = deferred {
        // A contact with an error of its own is left out, and not the whole newsroom.
        let (press_contacts, errors) =
            diagnostics.count_errors(|| registry.contacts.find_all_or(text, &deferred.press_contacts, |_| None));
        let feeds = feeds::read(&registry, deferred.feeds).filter(|_| errors == 0);
        registry.publisher = registry.publisher.zip(feeds).and_then(|(publisher, mut feeds)| {
            // A former address with an error would lead nowhere.
            let (former, errors) = diagnostics.count_errors(|| former_feeds::read(&publisher, &feeds, text, deferred.former_feeds));
            feeds.former_feeds = former;
            (errors == 0).then_some(Publisher { press_contacts, feeds, ..publisher })
        });
    }
    if let Some(file) = &sources.channels {
        let (channels, index) = channels::read(&registry, file, diagnostics);
        (registry.channels, registry.channel_index) = (channels.map(Arc::new), index);
    }
    let theme = sources.theme.as_ref().and_then(|theme| theme::read(theme, diagnostics));
    if let (Some(publisher), Some(theme)) = (registry.publisher.as_mut(), theme) {
        publisher.theme = Arc::new(theme);
    }
    registry
}
