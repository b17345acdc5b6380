//! The table `[feeds]` of the newsroom's file: what feeds are called, who spreads them, and which selections readers can follow.

use std::sync::Arc;

use super::House;
use super::clean;
use super::parsed;
use super::required_line;
use crate::content::front_matter::Fields;
use crate::content::names;
use crate::content::release::KINDS;
use crate::content::release::one_of;
use crate::content::text::At;
use crate::content::text::Text;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::model::Blend;
use crate::model::Feeds;
use crate::model::Key;
use crate::model::Kind;
use crate::model::Lang;
use crate::model::Selection;
use crate::model::Slug;
use crate::model::WebAddress;
use crate::model::name::NameError;
use crate::say;

/// The name of feeds where the newsroom gives none.
const USUAL: &str = "feed";
/// The name of the list of changes, which no feed can take.
const TAKEN: &str = "changes";

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

/// `None` when something is wrong: an address must not change by a slip of the pen.
pub(super) fn read(house: &House, fields: Option<Fields>, mistakes: &mut Vec<Diagnostic>) -> Option<Feeds> {
    let mut feeds = Feeds::named(Slug::parse(USUAL).ok()?);
    let mut without = Vec::new();
    let mut blends = Vec::new();
    if let Some(mut table) = fields {
        let since = mistakes.len();
        let text = table.source();
        if let Some(field) = table.text("name", mistakes) {
            feeds.name = name(text, field, mistakes).unwrap_or(feeds.name);
        }
        let former = table.texts("former_names", mistakes);
        for field in former {
            let at = field.at.clone();
            let Some(former) = name(text, field, mistakes) else { continue };
            if former == feeds.name {
                let say = say!("feeds are called `{former}` still", "flödena heter `{former}` fortfarande");
                let hint = say!(
                    "`former_names` holds what they were called before, `name` what they are called now",
                    "`former_names` är vad de hette förut, `name` vad de heter nu"
                );
                mistakes.push(Diagnostic::mistake(text.place(at), say).hint(hint));
                continue;
            }
            feeds.former_names.push(former);
        }
        feeds.hubs = table.texts("hubs", mistakes).into_iter().filter_map(|field| hub(text, field, mistakes)).collect();
        let left_out = table.texts("without", mistakes);
        without = left_out.iter().filter_map(|field| one_of(text, "without", field, FACETS, mistakes)).collect();
        for row in table.tables("selection", mistakes) {
            let at = row.home();
            let Some(blend) = blend(house, row, mistakes) else { continue };
            if blends.iter().any(|other: &Blend| other.key == blend.key) {
                let key = &blend.key;
                let say = say!("there are two selections `{key}`", "det finns två urval `{key}`");
                mistakes
                    .push(Diagnostic::mistake(at, say).hint(say!("give one of them another key", "ge ett av dem en annan nyckel")));
                continue;
            }
            blends.push(blend);
        }
        table.finish(mistakes);
        if !clean(mistakes, since) {
            return None;
        }
    }
    let with = |facet| !without.contains(&facet);
    let topics = [(Facet::Topics, &house.topics), (Facet::Categories, &house.categories), (Facet::Regions, &house.regions)];
    for (_, shelf) in topics.into_iter().filter(|(facet, _)| with(*facet)) {
        feeds.selections.extend(shelf.all_shared().cloned().map(Selection::Topic));
    }
    if with(Facet::Departments) {
        feeds.selections.extend(house.departments.all_shared().cloned().map(Selection::Department));
    }
    if with(Facet::Kinds) {
        feeds.selections.extend(KINDS.iter().map(|(_, kind)| Selection::Kind(*kind)));
    }
    if with(Facet::Corrections) {
        feeds.selections.push(Selection::Corrections);
    }
    feeds.selections.extend(blends.into_iter().map(|blend| Selection::Own(Arc::new(blend))));
    feeds.by_language = with(Facet::Languages);
    Some(feeds)
}

/// A name for feeds: a slug that nothing else has.
fn name(text: &Text, field: At<String>, mistakes: &mut Vec<Diagnostic>) -> Option<Slug> {
    let parse = |written: &str| match written {
        TAKEN => Err(NameError::Reserved),
        written => Slug::parse(written),
    };
    let explain = |written: &str, error: &NameError| {
        let (value, why) = (shown(written), names::why(error));
        let (en, sv) = (why.en, why.sv);
        (
            say!("feeds cannot be called `{value}`: {en}", "flöden kan inte heta `{value}`: {sv}"),
            say!(
                "use `a-z`, `0-9` and single hyphens, without an ending: `feed`",
                "använd `a-z`, `0-9` och enkla bindestreck, utan filändelse: `feed`"
            ),
        )
    };
    parsed(text, Some(field), parse, explain, mistakes)
}

fn hub(text: &Text, field: At<String>, mistakes: &mut Vec<Diagnostic>) -> Option<WebAddress> {
    let parse = |written: &str| {
        let address = WebAddress::parse(written)?;
        if address.host().is_none() || address.as_str().contains('#') { Err(NameError::Scheme) } else { Ok(address) }
    };
    parsed(text, Some(field), parse, |w, e| names::address("hubs", "hub", "navet", w, e), mistakes)
}

fn blend(house: &House, mut row: Fields, mistakes: &mut Vec<Diagnostic>) -> Option<Blend> {
    let since = mistakes.len();
    let text = row.source();
    let field = row.required("key", "key = \"skola-och-fritid\"", mistakes);
    let key = parsed(text, field, Key::parse, |w, e| names::key("key", "nyckeln", w, e), mistakes);
    let title = required_line(&mut row, "title", "title = \"Skola och fritid\"", mistakes);
    let mut topics = Vec::new();
    for (name, shelf) in [("topics", &house.topics), ("categories", &house.categories), ("regions", &house.regions)] {
        topics.extend(shelf.find_all(text, &row.texts(name, mistakes), mistakes));
    }
    let departments = house.departments.find_all(text, &row.texts("departments", mistakes), mistakes);
    let kinds = row.texts("kinds", mistakes);
    let kinds: Vec<Kind> = kinds.iter().filter_map(|field| one_of(text, "kinds", field, KINDS, mistakes)).collect();
    let languages = row.texts("languages", mistakes);
    let languages: Vec<Lang> = languages.into_iter().filter_map(|field| super::lang(text, Some(field), mistakes)).collect();
    let home = row.home();
    row.finish(mistakes);
    if !clean(mistakes, since) {
        return None;
    }
    if topics.is_empty() && departments.is_empty() && kinds.is_empty() && languages.is_empty() {
        let say = say!("the selection does not say what it selects", "urvalet säger inte vad det väljer ut");
        let hint = say!(
            "write at least one of `topics`, `categories`, `regions`, `departments`, `kinds` and `languages`, each a list of keys",
            "skriv åtminstone ett av `topics`, `categories`, `regions`, `departments`, `kinds` och `languages`, vart och ett en lista med nycklar"
        );
        mistakes.push(Diagnostic::mistake(home, say).hint(hint));
        return None;
    }
    Some(Blend { key: key?, title: title?, departments, topics, kinds, languages })
}
