//! The newsroom's own file, `newsroom.toml`: who publishes, where, and the topics that releases can name.

use std::sync::Arc;

use super::accessibility;
use super::feeds::USUAL;
use super::lookup::EntityTable;
use super::media_topics;
use super::wire;
use crate::content::fields::email;
use crate::content::fields::lang;
use crate::content::fields::line;
use crate::content::fields::parsed;
use crate::content::fields::required_line;
use crate::content::front_matter::TableReader;
use crate::content::front_matter::TextOrTable;
use crate::content::front_matter::fields;
use crate::content::name_messages;
use crate::content::newsroom::registry::Registry;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Message;
use crate::model::FeedSettings;
use crate::model::Key;
use crate::model::Organisation;
use crate::model::Publisher;
use crate::model::ReleaseId;
use crate::model::SingleLine;
use crate::model::Slug;
use crate::model::Taxonomy;
use crate::model::Topic;
use crate::model::WebAddress;
use crate::model::Wire;
use crate::model::Zone;
use crate::model::name::NameError;
use crate::msg;

/// What names things that stand in files which are read after this one.
pub(super) struct DeferredFields<'t> {
    pub feeds: Option<TableReader<'t>>,
    /// Keys of contacts.
    pub press_contacts: Vec<Spanned<String>>,
}

pub(super) fn read<'t>(house: &mut Registry, text: &'t SourceText, diagnostics: &'t Diagnostics) -> DeferredFields<'t> {
    let since = diagnostics.error_count();
    let (mut table, whole) = fields(text, 0..text.whole.len(), None, diagnostics);
    let name = required_line(&mut table, "name", "name = \"Solvik kommun\"");
    let description = required_line(&mut table, "description", "description = \"Pressmeddelanden från Solvik kommun\"");
    let field = table.required("base_url", "base_url = \"https://nyheter.solvik.example/\"");
    let base_url = parsed(text, field, site, |w, e| explain_site("base_url", "newsroom", "nyhetsrummet", w, e), diagnostics);
    let id_authority = authority(&mut table);
    let id_year = year(&mut table);
    let field = table.required("time_zone", "time_zone = \"Europe/Stockholm\"");
    let zone = parsed(text, field, |name| Zone::parse(name).ok_or(NameError::Shape), unknown_zone, diagnostics);
    let field = table.required("language", "language = \"sv\"");
    let language = lang(text, field, diagnostics);
    let (home, email) = (home(&mut table), email(&mut table));
    let names_sender = table.has("sender");
    let sender = table.text("sender").and_then(|key| house.senders.find(text, &key, diagnostics));
    let taxonomies = [("topics", Taxonomy::Topic), ("categories", Taxonomy::Category), ("regions", Taxonomy::Region)];
    let tables = taxonomies.map(|(name, taxonomy)| (taxonomy, table.has(name), table.table(name)));
    let rights = line(&mut table, "rights");
    let later = DeferredFields { feeds: table.table("feeds"), press_contacts: table.texts("press_contacts") };
    let accessibility = table.table("accessibility").map(|fields| accessibility::read(fields, email.as_ref()));
    // Its mistakes are told also where the host name has one of its own, after which the wire would be named.
    let host = id_authority.clone().or_else(|| SingleLine::parse("newsroom").ok());
    let wire = host.map(|host| Wire::from_authority(&host));
    let wire = match (wire, table.table("wire")) {
        (Some(usual), Some(fields)) => Some(wire::read(fields, usual)),
        (usual, _) => usual,
    };
    table.finish();
    let fine = diagnostics.error_count() == since;
    // A topic with a mistake breaks the releases that name it, as a contact does; not the whole newsroom.
    for (taxonomy, written, fields) in tables {
        let shelf = match taxonomy {
            Taxonomy::Topic => &mut house.topics,
            Taxonomy::Category => &mut house.categories,
            Taxonomy::Region => &mut house.regions,
        };
        shelf.whole = whole && written == fields.is_some();
        if let Some(fields) = fields {
            read_topics(shelf, taxonomy, fields);
        }
    }
    house.zone = zone.clone();
    house.lang = language.clone();
    if let (
        true,
        Some(name),
        Some(description),
        Some(base_url),
        Some(id_authority),
        Some(id_year),
        Some(zone),
        Some(lang),
        Some(wire),
    ) = (fine, name, description, base_url, id_authority, id_year, zone, language, wire)
    {
        // A newsroom that names no sender sends in its own name.
        let itself = || {
            let key = Key::parse("newsroom").ok()?;
            Some(Organisation { key, name: name.clone(), home: home.clone(), email: email.clone(), boilerplates: Vec::new() })
        };
        let sender = if names_sender { sender.as_deref().cloned() } else { itself() };
        let (Some(sender), Ok(usual)) = (sender, Slug::parse(USUAL)) else { return later };
        let publisher = Publisher {
            name,
            description,
            base_url,
            home,
            email,
            sender,
            id_authority,
            id_year,
            zone,
            lang,
            rights,
            press_contacts: Vec::new(),
            accessibility: accessibility.flatten(),
            feeds: FeedSettings::named(usual),
            wire,
            theme: Arc::default(),
        };
        house.publisher = Some(publisher);
    }
    later
}

fn read_topics(shelf: &mut EntityTable<Topic>, taxonomy: Taxonomy, mut fields: TableReader) {
    let diagnostics = fields.diagnostics();
    let text = fields.source();
    for (key, written) in fields.rest_texts() {
        let since = diagnostics.error_count();
        let id = parsed(text, Some(key.clone()), Key::parse, |w, e| name_messages::key("key", "nyckeln", w, e), diagnostics);
        let (name, media_topic) = match written {
            Some(TextOrTable::Text(name)) => {
                (parsed(text, Some(name), SingleLine::parse, |_, e| name_messages::line(&key.value, e), diagnostics), None)
            }
            Some(TextOrTable::Table(mut fields)) => {
                let name = required_line(&mut fields, "name", "name = \"Förskola & skola\"");
                let media_topic = media_topics::read(&mut fields);
                fields.finish();
                (name, media_topic)
            }
            None => (None, None),
        };
        let topic = id.zip(name).map(|(key, name)| Topic { media_topic, ..Topic::new(taxonomy, key, name) });
        shelf.things.insert(key.value, topic.filter(|_| diagnostics.error_count() == since).map(Arc::new));
    }
}

/// The site of a sender.
pub(super) fn home(table: &mut TableReader) -> Option<WebAddress> {
    let diagnostics = table.diagnostics();
    let field = table.text("home");
    parsed(table.source(), field, site, |w, e| explain_site("home", "publisher", "avsändaren", w, e), diagnostics)
}

/// An http address without query or fragment, so that paths can be put at its end.
fn site(written: &str) -> Result<WebAddress, NameError> {
    let address = WebAddress::parse(written)?;
    if address.host().is_none() || address.as_str().contains(['?', '#']) { Err(NameError::Shape) } else { Ok(address) }
}

/// Why the address of a site is refused: a good address of another kind is no such address either.
fn explain_site(field: &str, en: &str, sv: &str, written: &str, error: &NameError) -> (Message, Message) {
    let value = shown(written);
    let Ok(address) = WebAddress::parse(written) else { return name_messages::address(field, en, sv, written, error) };
    if address.host().is_none() {
        let say = msg!(
            "the address `{value}` of the {en} is not a website address",
            "adressen `{value}` till {sv} går inte till en webbplats"
        );
        return (say, msg!("write it as `https://www.solvik.example/`", "skriv den som `https://www.solvik.example/`"));
    }
    let bare = address.as_str().split(['?', '#']).next().unwrap_or_default();
    let say = msg!(
        "the address `{value}` of the {en} cannot hold `?` or `#`",
        "adressen `{value}` till {sv} kan inte innehålla `?` eller `#`"
    );
    (say, msg!("write `{bare}`", "skriv `{bare}`"))
}

fn unknown_zone(written: &str, _: &NameError) -> (Message, Message) {
    let value = shown(written);
    (
        msg!("unknown time zone `{value}`", "okänd tidszon `{value}`"),
        msg!(
            "use a name from the IANA list: `Europe/Stockholm`, `Europe/London`",
            "använd ett namn ur IANA:s lista: `Europe/Stockholm`, `Europe/London`"
        ),
    )
}

/// The year from which the host name was the newsroom's: a part of the ids of its feeds (RFC 4151 section 2.1).
fn year(table: &mut TableReader) -> Option<i16> {
    let diagnostics = table.diagnostics();
    if !table.has("id_year") {
        table.missing("id_year", "id_year = 2026");
        return None;
    }
    let field = table.number("id_year")?;
    let year = i16::try_from(field.value).ok().filter(|year| (1985..=9998).contains(year));
    if year.is_none() {
        let say = msg!("`id_year` must be a year with four digits", "`id_year` måste vara ett årtal med fyra siffror");
        let hint = msg!(
            "write the year from which the host name in `id_authority` was yours: `id_year = 2026`",
            "skriv året från vilket värdnamnet i `id_authority` var ert: `id_year = 2026`"
        );
        diagnostics.push(Diagnostic::error(table.source().place(field.at), say).hint(hint));
    }
    year
}

/// The host name under which ids are minted: tried by minting one.
fn authority(table: &mut TableReader) -> Option<SingleLine> {
    let diagnostics = table.diagnostics();
    let field = table.required("id_authority", "id_authority = \"solvik.example\"");
    let parse = |written: &str| {
        ReleaseId::mint(written, "2026-01-01", b"")?;
        SingleLine::parse(written)
    };
    let explain = |written: &str, _: &NameError| {
        let value = shown(written);
        (
            msg!("ids cannot be minted under `{value}`", "id:n kan inte skapas under `{value}`"),
            msg!(
                "write a host name that is yours, in `a-z`, `0-9`, dots and hyphens: `solvik.example`",
                "skriv ett värdnamn som är ert, med `a-z`, `0-9`, punkter och bindestreck: `solvik.example`"
            ),
        )
    };
    parsed(table.source(), field, parse, explain, diagnostics)
}
