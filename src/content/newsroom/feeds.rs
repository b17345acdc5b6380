//! The table `[feeds]` of `newsroom.toml`: the names of feeds, their hubs, and the selections that readers can follow.

use std::sync::Arc;

use crate::content::front_matter::TableReader;
use crate::content::messages::invalid_names;
use crate::content::newsroom::registry::{Registry, TopicTable};
use crate::content::release::KINDS;
use crate::content::text::{SourceText, Spanned, shorten};
use crate::model::name::NameError;
use crate::model::{
    CustomSelection, Department, FeedSettings, Key, Selection, SingleLine, Slug, Taxonomy, Topic, WebAddress, paths,
};
use crate::msg;

/// Of feeds, when the newsroom gives none.
pub(super) const DEFAULT_NAME: &str = "feed";

/// Selections that every newsroom has unless it leaves them out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Facet {
    Taxonomy(Taxonomy),
    Departments,
    Kinds,
    Corrections,
    Languages,
}

const FACETS: &[(&str, Facet)] = &[
    ("topics", Facet::Taxonomy(Taxonomy::Topic)),
    ("categories", Facet::Taxonomy(Taxonomy::Category)),
    ("regions", Facet::Taxonomy(Taxonomy::Region)),
    ("departments", Facet::Departments),
    ("kinds", Facet::Kinds),
    ("corrections", Facet::Corrections),
    ("languages", Facet::Languages),
];

/// `None` when the table has an error: an address must not change by a slip of the pen. A topic or department with an error of its own keeps
/// its selection, under its key.
pub(super) fn read(registry: &Registry, table: Option<TableReader>) -> Option<FeedSettings> {
    let mut feeds = FeedSettings::new(Slug::parse(DEFAULT_NAME).ok()?);
    let mut without = Vec::new();
    let mut custom = Vec::new();
    if let Some(table) = table {
        let text = table.source();
        text.diagnostics.checked(|| {
            table.read(|table| {
                if let Some(name) = table.string("name").and_then(|field| parse_name(text, &field)) {
                    feeds.name = name;
                }
                feeds.former_names = read_former_names(table, &feeds.name);
                feeds.hubs = read_hubs(table);
                let keywords = table.strings("without");
                without = keywords.iter().filter_map(|field| text.parse_keyword("without", field, FACETS)).collect();
                custom = read_custom_selections(registry, table);
            });
            Some(())
        })?;
    }
    let is_offered = |facet| !without.contains(&facet);
    feeds.selections = default_selections(registry, is_offered);
    feeds.selections.extend(custom.into_iter().map(|custom| Selection::Custom(Arc::new(custom))));
    feeds.by_language = is_offered(Facet::Languages);
    Some(feeds)
}

/// In the order in which readers are shown them.
fn default_selections(registry: &Registry, is_offered: impl Fn(Facet) -> bool) -> Vec<Selection> {
    let mut selections = Vec::new();
    for TopicTable { taxonomy, topics, .. } in &registry.topics {
        if is_offered(Facet::Taxonomy(*taxonomy)) {
            selections.extend(topics.all_or(|key| stand_in_topic(*taxonomy, key)).into_iter().map(Selection::Topic));
        }
    }
    if is_offered(Facet::Departments) {
        let departments = registry.departments.all_or(stand_in_department);
        selections.extend(departments.into_iter().map(Selection::Department));
    }
    if is_offered(Facet::Kinds) {
        selections.extend(KINDS.iter().map(|(_, kind)| Selection::Kind(*kind)));
    }
    if is_offered(Facet::Corrections) {
        selections.push(Selection::Corrections);
    }
    selections
}

/// Replaces a topic that has an error.
pub(super) fn stand_in_topic(taxonomy: Taxonomy, key: Key) -> Option<Topic> {
    let name = SingleLine::parse(key.as_str()).ok()?;
    Some(Topic::new(taxonomy, key, name))
}

/// Replaces a department that has an error.
pub(super) fn stand_in_department(key: Key) -> Option<Department> {
    Some(Department { name: SingleLine::parse(key.as_str()).ok()?, key, sender: None, boilerplates: Vec::new() })
}

fn read_former_names(table: &mut TableReader, current: &Slug) -> Vec<Slug> {
    let text = table.source();
    let mut names: Vec<Slug> = Vec::new();
    for field in table.strings("former_names") {
        let Some(former) = parse_name(text, &field) else { continue };
        if former == *current {
            let message = msg!("feeds are still called `{former}`", "flödena heter fortfarande `{former}`");
            let hint = msg!(
                "`former_names` lists their earlier names, `name` is the current one",
                "`former_names` är de tidigare namnen, `name` det nuvarande"
            );
            text.error(field.span, message, hint);
        } else if names.contains(&former) {
            let message = msg!("the former name `{former}` is listed twice", "det tidigare namnet `{former}` anges två gånger");
            text.error(field.span, message, msg!("remove one", "ta bort det ena"));
        } else {
            names.push(former);
        }
    }
    names
}

/// A name for feeds: a slug that nothing else has.
fn parse_name(text: &SourceText, field: &Spanned<String>) -> Option<Slug> {
    let parse = |written: &str| {
        // Its Atom form would have the address of the list of changes.
        if paths::CHANGES.strip_suffix(".atom") == Some(written) { Err(NameError::Reserved) } else { Slug::parse(written) }
    };
    text.parse(field, parse, |written, error| {
        let (value, reason) = (shorten(written), invalid_names::explain_name_error(error));
        let (en, sv) = (reason.en, reason.sv);
        let hint = msg!(
            "use `a-z`, `0-9` and single hyphens, without an ending: `feed`",
            "använd `a-z`, `0-9` och enkla bindestreck, utan filändelse: `feed`"
        );
        (msg!("feeds cannot be called `{value}`: {en}", "flöden kan inte heta `{value}`: {sv}"), hint)
    })
}

fn read_hubs(table: &mut TableReader) -> Vec<WebAddress> {
    let text = table.source();
    let parse = |written: &str| {
        let address = WebAddress::parse(written)?;
        if address.host().is_none() || address.as_str().contains('#') { Err(NameError::Shape) } else { Ok(address) }
    };
    let mut hubs: Vec<WebAddress> = Vec::new();
    for field in table.strings("hubs") {
        let hub = text.parse(&field, parse, |written, _| {
            let value = shorten(written);
            let hint = msg!("write it as `https://hub.example/`, without `#`", "skriv den som `https://hub.example/`, utan `#`");
            (msg!("`{value}` is not a valid hub address", "`{value}` är ingen giltig adress till ett nav"), hint)
        });
        let Some(hub) = hub else { continue };
        if hubs.contains(&hub) {
            let message = msg!("the hub `{hub}` is listed twice", "navet `{hub}` anges två gånger");
            text.error(field.span, message, msg!("remove one", "ta bort det ena"));
        } else {
            hubs.push(hub);
        }
    }
    hubs
}

fn read_custom_selections(registry: &Registry, table: &mut TableReader) -> Vec<CustomSelection> {
    let mut keys = Vec::new();
    table.read_tables("selection", |row| {
        let selection = read_custom_selection(registry, row)?;
        let key = selection.key.clone();
        if keys.contains(&key) {
            let message = msg!("there are two selections `{key}`", "det finns två urval `{key}`");
            row.error(message, msg!("give one of them another key", "ge ett av dem en annan nyckel"));
        }
        keys.push(key);
        Some(selection)
    })
}

fn read_custom_selection(registry: &Registry, row: &mut TableReader) -> Option<CustomSelection> {
    let text = row.source();
    let selection = text.diagnostics.checked(|| {
        let key = row.required_string("key", "key = \"skola-och-fritid\"").and_then(|field| text.parse_key(&field));
        let title = row.required_line("title", "title = \"Skola och fritid\"");
        let mut topics = Vec::new();
        for TopicTable { field, taxonomy, topics: table } in &registry.topics {
            topics.extend(table.find_all_or(text, &row.strings(field), |key| stand_in_topic(*taxonomy, key)));
        }
        let departments = registry.departments.find_all_or(text, &row.strings("departments"), stand_in_department);
        let kinds = row.strings("kinds");
        let kinds = kinds.iter().filter_map(|field| text.parse_keyword("kinds", field, KINDS)).collect();
        let languages = row.strings("languages").iter().filter_map(|field| text.parse_lang(field)).collect();
        Some(CustomSelection { key: key?, title: title?, departments, topics, kinds, languages })
    })?;
    let CustomSelection { topics, departments, kinds, languages, .. } = &selection;
    let is_empty = topics.is_empty() && departments.is_empty() && kinds.is_empty() && languages.is_empty();
    if is_empty && !row.has_unknown_fields() {
        let message = msg!("the selection does not say what it selects", "urvalet säger inte vad det väljer ut");
        let hint = msg!(
            "write at least one of `topics`, `categories`, `regions`, `departments`, `kinds` and `languages`, each a list of keys",
            "skriv åtminstone ett av `topics`, `categories`, `regions`, `departments`, `kinds` och `languages`, vart och ett en lista med nycklar"
        );
        row.error(message, hint);
    }
    Some(selection)
}
