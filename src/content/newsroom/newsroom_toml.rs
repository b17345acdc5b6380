//! `newsroom.toml`: the publisher, and the topics that releases can refer to.

use std::sync::Arc;

use super::feeds::DEFAULT_NAME;
use super::lookup::EntityTable;
use super::{accessibility, media_topics, wire};
use crate::content::front_matter::{StringOrTable, TableReader};
use crate::content::messages::invalid_names;
use crate::content::newsroom::registry::{Registry, TopicTable};
use crate::content::text::{Explanation, SourceText, Spanned, shorten};
use crate::model::name::NameError;
use crate::model::{
    FeedSettings, Key, Organisation, Publisher, ReleaseId, SingleLine, Slug, Taxonomy, Topic, WebAddress, Wire, Zone,
};
use crate::msg;

/// Fields that refer to files which are read later.
pub(super) struct DeferredFields<'t> {
    pub feeds: Option<TableReader<'t>>,
    /// Keys of contacts.
    pub press_contacts: Vec<Spanned<String>>,
    pub former_feeds: Vec<StringOrTable<'t>>,
}

pub(super) fn read<'t>(registry: &mut Registry, text: &'t SourceText<'t>) -> DeferredFields<'t> {
    let ((publisher, topics, deferred), errors) = text.diagnostics.count_errors(|| read_fields(registry, text));
    registry.publisher = publisher.filter(|_| errors == 0);
    // A topic with an error breaks the releases that refer to it, as a contact does, and not the whole newsroom.
    for (TopicTable { taxonomy, topics, .. }, fields) in registry.topics.iter_mut().zip(topics) {
        if let Some(fields) = fields {
            read_topics(topics, *taxonomy, fields);
        }
    }
    deferred
}

/// The publisher, when its required fields are there, and the tables that are read later.
fn read_fields<'t>(
    registry: &mut Registry,
    text: &'t SourceText<'t>,
) -> (Option<Publisher>, [Option<TableReader<'t>>; 3], DeferredFields<'t>) {
    let mut table = TableReader::from_file(text);
    let name = table.required_line("name", "name = \"Solvik kommun\"");
    let description = table.required_line("description", "description = \"Pressmeddelanden från Solvik kommun\"");
    table.require("base_url", "base_url = \"https://nyheter.solvik.example/\"");
    let base_url = read_site(&mut table, "base_url", "newsroom", "nyhetsrummet");
    let id_authority = read_authority(&mut table);
    let id_year = read_year(&mut table);
    let zone = read_zone(&mut table);
    table.require("language", "language = \"sv\"");
    let lang = table.lang("language");
    let (home, email) = (read_home(&mut table), table.email());
    let names_sender = table.has("sender");
    let sender = registry.senders.read_key(&mut table, "sender");
    let topics = registry.topics.each_mut().map(|TopicTable { field, topics, .. }| {
        let is_written = table.has(field);
        let fields = table.table(field);
        topics.is_complete = !table.has_syntax_errors() && is_written == fields.is_some();
        fields
    });
    let rights = table.line("rights");
    registry.archive_before = table.day("archive_before");
    let deferred = DeferredFields {
        feeds: table.table("feeds"),
        press_contacts: table.strings("press_contacts"),
        former_feeds: table.strings_or_tables("former_feeds"),
    };
    let accessibility = table.read_table("accessibility", |fields| accessibility::read(fields, email.as_ref()));
    // Its errors are reported even when the host name, from which its defaults are taken, has one.
    let host = id_authority.clone().or_else(|| SingleLine::parse("newsroom").ok());
    let wire = host.map(|host| {
        let mut wire = Wire::from_authority(&host);
        if let Some(fields) = table.table("wire") {
            fields.read(|fields| wire::read(fields, &mut wire));
        }
        wire
    });
    table.finish();
    (registry.zone, registry.lang) = (zone.clone(), lang.clone());
    let publisher = || {
        let name = name?;
        // A newsroom that names no sender sends in its own name.
        let itself =
            |key| Organisation { key, name: name.clone(), home: home.clone(), email: email.clone(), boilerplates: Vec::new() };
        let sender = if names_sender { sender?.as_ref().clone() } else { itself(Key::parse("newsroom").ok()?) };
        Some(Publisher {
            name,
            description: description?,
            base_url: base_url?,
            home,
            email,
            sender,
            id_authority: id_authority?,
            id_year: id_year?,
            zone: zone?,
            lang: lang?,
            rights,
            press_contacts: Vec::new(),
            accessibility,
            feeds: FeedSettings::new(Slug::parse(DEFAULT_NAME).ok()?),
            wire: wire?,
            theme: Arc::default(),
        })
    };
    (publisher(), topics, deferred)
}

fn read_topics(topics: &mut EntityTable<Topic>, taxonomy: Taxonomy, mut fields: TableReader) {
    let text = fields.source();
    for (key, value) in fields.remaining_strings_or_tables() {
        let topic = text.diagnostics.checked(|| {
            let id = text.parse_key(&key);
            let (name, media_topic) = match value {
                Some(StringOrTable::String(name)) => {
                    (text.parse(&name, SingleLine::parse, |_, error| invalid_names::line(&key.value, error)), None)
                }
                Some(StringOrTable::Table(fields)) => {
                    fields.read(|fields| (fields.required_line("name", "name = \"Förskola & skola\""), media_topics::read(fields)))
                }
                None => (None, None),
            };
            Some(Topic { media_topic, ..Topic::new(taxonomy, id?, name?) })
        });
        topics.insert(key.value, topic);
    }
}

/// The website of a sender.
pub(super) fn read_home(table: &mut TableReader) -> Option<WebAddress> {
    read_site(table, "home", "publisher", "avsändaren")
}

fn read_site(table: &mut TableReader, field: &'static str, en: &str, sv: &str) -> Option<WebAddress> {
    table.parse(field, parse_site, |written, error| explain_site(field, en, sv, written, error))
}

/// An http address without query or fragment, so that paths can be appended.
fn parse_site(written: &str) -> Result<WebAddress, NameError> {
    let address = WebAddress::parse(written)?;
    if address.host().is_none() || address.as_str().contains(['?', '#']) { Err(NameError::Shape) } else { Ok(address) }
}

fn explain_site(field: &str, en: &str, sv: &str, written: &str, error: &NameError) -> Explanation {
    let value = shorten(written);
    let Ok(address) = WebAddress::parse(written) else { return invalid_names::address(field, en, sv, written, error) };
    if address.host().is_none() {
        let message = msg!(
            "the address `{value}` of the {en} is not a website address",
            "adressen `{value}` till {sv} går inte till en webbplats"
        );
        return (message, msg!("write it as `https://www.solvik.example/`", "skriv den som `https://www.solvik.example/`"));
    }
    let bare = address.as_str().split(['?', '#']).next().unwrap_or_default();
    let message = msg!(
        "the address `{value}` of the {en} cannot hold `?` or `#`",
        "adressen `{value}` till {sv} kan inte innehålla `?` eller `#`"
    );
    (message, msg!("write `{bare}`", "skriv `{bare}`"))
}

fn read_zone(table: &mut TableReader) -> Option<Zone> {
    table.require("time_zone", "time_zone = \"Europe/Stockholm\"");
    let parse = |name: &str| Zone::parse(name).ok_or(NameError::Shape);
    table.parse("time_zone", parse, |written, _| {
        let value = shorten(written);
        let hint = msg!(
            "use a name from the IANA list: `Europe/Stockholm`, `Europe/London`",
            "använd ett namn ur IANA:s lista: `Europe/Stockholm`, `Europe/London`"
        );
        (msg!("unknown time zone `{value}`", "okänd tidszon `{value}`"), hint)
    })
}

/// The year from which the host name was the newsroom's, a part of the ids of its feeds (RFC 4151 section 2.1).
fn read_year(table: &mut TableReader) -> Option<i16> {
    table.require("id_year", "id_year = 2026");
    let field = table.integer("id_year")?;
    let year = i16::try_from(field.value).ok().filter(|year| (1985..=9998).contains(year));
    if year.is_none() {
        let message = msg!("`id_year` must be a year with four digits", "`id_year` måste vara ett årtal med fyra siffror");
        let hint = msg!(
            "write the year from which the host name in `id_authority` was yours: `id_year = 2026`",
            "skriv året från vilket värdnamnet i `id_authority` var ert: `id_year = 2026`"
        );
        table.source().error(field.span, message, hint);
    }
    year
}

/// The host name under which ids are minted, checked by minting one.
fn read_authority(table: &mut TableReader) -> Option<SingleLine> {
    table.require("id_authority", "id_authority = \"solvik.example\"");
    let parse = |written: &str| {
        // An id is ASCII (RFC 4151), so a name in other letters is minted as it is sent.
        let address = if written.is_ascii() { None } else { Some(WebAddress::parse(&format!("https://{written}/"))?) };
        let host = address.as_ref().and_then(WebAddress::host).unwrap_or(written);
        ReleaseId::mint(host, "2026-01-01", b"")?;
        SingleLine::parse(host)
    };
    table.parse("id_authority", parse, |written, _| {
        let value = shorten(written);
        let hint = msg!(
            "write a host name that is yours, in `a-z`, `0-9`, dots and hyphens: `solvik.example`",
            "skriv ett värdnamn som är ert, med `a-z`, `0-9`, punkter och bindestreck: `solvik.example`"
        );
        (msg!("ids cannot be minted under `{value}`", "id:n kan inte skapas under `{value}`"), hint)
    })
}
