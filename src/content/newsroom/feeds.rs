//! The table `[feeds]` of the newsroom's file: what feeds are called, who spreads them, and which selections readers can follow.

use std::sync::Arc;

use crate::content::fields;
use crate::content::fields::one_of;
use crate::content::fields::parsed;
use crate::content::fields::required_line;
use crate::content::front_matter::TableReader;
use crate::content::name_messages;
use crate::content::newsroom::registry::Registry;
use crate::content::release::KINDS;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::CustomSelection;
use crate::model::Department;
use crate::model::FeedSettings;
use crate::model::Key;
use crate::model::Kind;
use crate::model::Lang;
use crate::model::Selection;
use crate::model::SingleLine;
use crate::model::Slug;
use crate::model::Taxonomy;
use crate::model::Topic;
use crate::model::WebAddress;
use crate::model::name::NameError;
use crate::model::paths;
use crate::msg;

/// The name of feeds where the newsroom gives none.
pub(super) const USUAL: &str = "feed";

/// The selections that are made by themselves, by the word that leaves them out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Facet {
    Topics,
    Categories,
    Regions,
    Departments,
    Kinds,
    Corrections,
    Languages,
}

const FACETS: &[(&str, Facet)] = &[
    ("topics", Facet::Topics),
    ("categories", Facet::Categories),
    ("regions", Facet::Regions),
    ("departments", Facet::Departments),
    ("kinds", Facet::Kinds),
    ("corrections", Facet::Corrections),
    ("languages", Facet::Languages),
];

/// `None` when something is wrong in the table: an address must not change by a slip of the pen. A topic or department that has a mistake of
/// its own keeps its selection, under its key.
pub(super) fn read(house: &Registry, fields: Option<TableReader>, diagnostics: &Diagnostics) -> Option<FeedSettings> {
    let mut feeds = FeedSettings::named(Slug::parse(USUAL).ok()?);
    let mut without = Vec::new();
    let mut blends = Vec::new();
    if let Some(mut table) = fields {
        let since = diagnostics.error_count();
        let text = table.source();
        if let Some(field) = table.text("name") {
            feeds.name = name(text, field, diagnostics).unwrap_or(feeds.name);
        }
        feeds.former_names = former_names(&mut table, &feeds.name);
        feeds.hubs = hubs(&mut table);
        let left_out = table.texts("without");
        without = left_out.iter().filter_map(|field| one_of(text, "without", field, FACETS, diagnostics)).collect();
        blends = self::blends(house, &mut table);
        table.finish();
        if diagnostics.error_count() != since {
            return None;
        }
    }
    let is_offered = |facet| !without.contains(&facet);
    feeds.selections = offered(house, is_offered);
    feeds.selections.extend(blends.into_iter().map(|blend| Selection::Own(Arc::new(blend))));
    feeds.by_language = is_offered(Facet::Languages);
    Some(feeds)
}

/// Every selection that is made by itself, in the order in which readers are shown them.
fn offered(house: &Registry, is_offered: impl Fn(Facet) -> bool) -> Vec<Selection> {
    let mut selections = Vec::new();
    let topics = [
        (Facet::Topics, Taxonomy::Topic, &house.topics),
        (Facet::Categories, Taxonomy::Category, &house.categories),
        (Facet::Regions, Taxonomy::Region, &house.regions),
    ];
    for (_, taxonomy, shelf) in topics.into_iter().filter(|(facet, ..)| is_offered(*facet)) {
        selections.extend(shelf.all_shared(|key| topic(taxonomy, key)).into_iter().map(Selection::Topic));
    }
    if is_offered(Facet::Departments) {
        selections.extend(house.departments.all_shared(department).into_iter().map(Selection::Department));
    }
    if is_offered(Facet::Kinds) {
        selections.extend(KINDS.iter().map(|(_, kind)| Selection::Kind(*kind)));
    }
    if is_offered(Facet::Corrections) {
        selections.push(Selection::Corrections);
    }
    selections
}

/// What stands in for a topic that has a mistake.
fn topic(taxonomy: Taxonomy, key: Key) -> Option<Topic> {
    let name = SingleLine::parse(key.as_str()).ok()?;
    Some(Topic::new(taxonomy, key, name))
}

/// What stands in for a department that has a mistake.
fn department(key: Key) -> Option<Department> {
    Some(Department { name: SingleLine::parse(key.as_str()).ok()?, key, sender: None, boilerplates: Vec::new() })
}

fn former_names(table: &mut TableReader, now: &Slug) -> Vec<Slug> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let mut names: Vec<Slug> = Vec::new();
    for field in table.texts("former_names") {
        let at = field.at.clone();
        let Some(former) = name(text, field, diagnostics) else { continue };
        if former == *now {
            let say = msg!("feeds are still called `{former}`", "flödena heter fortfarande `{former}`");
            let hint = msg!(
                "`former_names` lists their earlier names, `name` is the current one",
                "`former_names` är de tidigare namnen, `name` det nuvarande"
            );
            diagnostics.push(Diagnostic::error(text.place(at), say).hint(hint));
        } else if names.contains(&former) {
            let say = msg!("the former name `{former}` is listed twice", "det tidigare namnet `{former}` anges två gånger");
            diagnostics.push(Diagnostic::error(text.place(at), say).hint(msg!("remove one", "ta bort det ena")));
        } else {
            names.push(former);
        }
    }
    names
}

/// A name for feeds: a slug that nothing else has.
fn name(text: &SourceText, field: Spanned<String>, diagnostics: &Diagnostics) -> Option<Slug> {
    let parse = |written: &str| match written {
        // Its Atom form would stand where the list of changes does.
        written if paths::CHANGES.strip_suffix(".atom") == Some(written) => Err(NameError::Reserved),
        written => Slug::parse(written),
    };
    let explain = |written: &str, error: &NameError| {
        let (value, why) = (shown(written), name_messages::explain_name_error(error));
        let (en, sv) = (why.en, why.sv);
        (
            msg!("feeds cannot be called `{value}`: {en}", "flöden kan inte heta `{value}`: {sv}"),
            msg!(
                "use `a-z`, `0-9` and single hyphens, without an ending: `feed`",
                "använd `a-z`, `0-9` och enkla bindestreck, utan filändelse: `feed`"
            ),
        )
    };
    parsed(text, Some(field), parse, explain, diagnostics)
}

fn hubs(table: &mut TableReader) -> Vec<WebAddress> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let parse = |written: &str| {
        let address = WebAddress::parse(written)?;
        if address.host().is_none() || address.as_str().contains('#') { Err(NameError::Shape) } else { Ok(address) }
    };
    let explain = |written: &str, _: &NameError| {
        let value = shown(written);
        (
            msg!("`{value}` is not a valid hub address", "`{value}` är ingen giltig adress till ett nav"),
            msg!("write it as `https://hub.example/`, without `#`", "skriv den som `https://hub.example/`, utan `#`"),
        )
    };
    let mut hubs: Vec<WebAddress> = Vec::new();
    for field in table.texts("hubs") {
        let at = field.at.clone();
        let Some(hub) = parsed(text, Some(field), parse, explain, diagnostics) else { continue };
        if hubs.contains(&hub) {
            let say = msg!("the hub `{hub}` is listed twice", "navet `{hub}` anges två gånger");
            diagnostics.push(Diagnostic::error(text.place(at), say).hint(msg!("remove one", "ta bort det ena")));
            continue;
        }
        hubs.push(hub);
    }
    hubs
}

fn blends(house: &Registry, table: &mut TableReader) -> Vec<CustomSelection> {
    let diagnostics = table.diagnostics();
    let mut blends: Vec<CustomSelection> = Vec::new();
    for row in table.tables("selection") {
        let at = row.home();
        let Some(blend) = blend(house, row) else { continue };
        if blends.iter().any(|other| other.key == blend.key) {
            let key = &blend.key;
            let say = msg!("there are two selections `{key}`", "det finns två urval `{key}`");
            let hint = msg!("give one of them another key", "ge ett av dem en annan nyckel");
            diagnostics.push(Diagnostic::error(at, say).hint(hint));
            continue;
        }
        blends.push(blend);
    }
    blends
}

fn blend(house: &Registry, mut row: TableReader) -> Option<CustomSelection> {
    let diagnostics = row.diagnostics();
    let since = diagnostics.error_count();
    let text = row.source();
    let field = row.required("key", "key = \"skola-och-fritid\"");
    let key = parsed(text, field, Key::parse, |w, e| name_messages::key("key", "nyckeln", w, e), diagnostics);
    let title = required_line(&mut row, "title", "title = \"Skola och fritid\"");
    let mut topics = Vec::new();
    for (name, taxonomy, shelf) in [
        ("topics", Taxonomy::Topic, &house.topics),
        ("categories", Taxonomy::Category, &house.categories),
        ("regions", Taxonomy::Region, &house.regions),
    ] {
        topics.extend(shelf.find_all_or(text, &row.texts(name), |key| topic(taxonomy, key), diagnostics));
    }
    let departments = house.departments.find_all_or(text, &row.texts("departments"), department, diagnostics);
    let kinds = row.texts("kinds");
    let kinds: Vec<Kind> = kinds.iter().filter_map(|field| one_of(text, "kinds", field, KINDS, diagnostics)).collect();
    let languages = row.texts("languages");
    let languages: Vec<Lang> = languages.into_iter().filter_map(|field| fields::lang(text, Some(field), diagnostics)).collect();
    let home = row.home();
    row.finish();
    if diagnostics.error_count() != since {
        return None;
    }
    if topics.is_empty() && departments.is_empty() && kinds.is_empty() && languages.is_empty() {
        let say = msg!("the selection does not say what it selects", "urvalet säger inte vad det väljer ut");
        let hint = msg!(
            "write at least one of `topics`, `categories`, `regions`, `departments`, `kinds` and `languages`, each a list of keys",
            "skriv åtminstone ett av `topics`, `categories`, `regions`, `departments`, `kinds` och `languages`, vart och ett en lista med nycklar"
        );
        diagnostics.push(Diagnostic::error(home, say).hint(hint));
        return None;
    }
    Some(CustomSelection { key: key?, title: title?, departments, topics, kinds, languages })
}
