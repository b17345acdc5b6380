//! `everything = true`, or the table `filter`: the releases that a channel takes.

use std::ops::Range;

use crate::content::front_matter::TableReader;
use crate::content::newsroom::feeds::{stand_in_department, stand_in_topic};
use crate::content::newsroom::media_topics;
use crate::content::newsroom::registry::{Registry, TopicTable};
use crate::content::release::KINDS;
use crate::content::text::{SourceText, Spanned};
use crate::model::{Condition, Filter, MediaTopicBranch, SubjectCode, Taxonomy, TopicPattern, Urgency};
use crate::msg;

pub(super) fn read_filter(fields: &mut TableReader, registry: &Registry) -> Option<Filter> {
    let (has_everything, has_filter) = (fields.has("everything"), fields.has("filter"));
    let (everything, errors) = fields.source().diagnostics.count_errors(|| fields.boolean("everything"));
    let everything = everything == Some(true);
    if everything && has_filter {
        let message =
            msg!("`filter` has no effect beside `everything = true`", "`filter` har ingen verkan bredvid `everything = true`");
        fields.reject("filter", message, msg!("remove one of the two", "ta bort det ena av de två"));
        return None;
    }
    let filter = fields.read_table("filter", |filter| read_conditions(filter, registry));
    if !everything && !has_filter && errors == 0 && !fields.has_syntax_errors() {
        let message = msg!("the channel does not say what it takes", "kanalen säger inte vad den tar emot");
        let hint = if has_everything {
            msg!(
                "write `everything = true`, or a filter: `filter = {{ topics = [\"skola\"] }}`",
                "skriv `everything = true`, eller ett filter: `filter = {{ topics = [\"skola\"] }}`"
            )
        } else {
            msg!(
                "write `everything = true`, or a filter such as `filter = {{ topics = [\"skola\"] }}`: no desk gets everything by mistake",
                "skriv `everything = true`, eller ett filter som `filter = {{ topics = [\"skola\"] }}`: ingen redaktion får allt av misstag"
            )
        };
        fields.error(message, hint);
    }
    if everything { Some(Filter::Everything) } else { filter }
}

fn read_conditions(filter: &mut TableReader, registry: &Registry) -> Option<Filter> {
    let text = filter.source();
    let mut conditions = Vec::new();
    for table in &registry.topics {
        let written = read_list(filter, table.field);
        conditions.extend(written.map(|written| Condition::Topics(table.taxonomy, read_topics(text, registry, table, written))));
    }
    conditions.extend(read_list(filter, "departments").map(|written| {
        let found = registry.departments.find_all_or(text, &written, stand_in_department);
        Condition::Departments(found.iter().map(|department| department.key.clone()).collect())
    }));
    conditions.extend(
        read_list(filter, "kinds").map(|written| {
            Condition::Kinds(written.iter().filter_map(|field| text.parse_keyword("kinds", field, KINDS)).collect())
        }),
    );
    conditions.extend(
        read_list(filter, "languages")
            .map(|written| Condition::Languages(written.iter().filter_map(|field| text.parse_lang(field)).collect())),
    );
    let hint = msg!(
        "1 is a flash, 5 is ordinary: `urgency = 4` takes what is at least as urgent as 4",
        "1 är blixtnytt, 5 är vanligt: `urgency = 4` tar emot det som är minst lika brådskande som 4"
    );
    let has_urgency = filter.has("urgency");
    let urgency = filter.integer_in("urgency", 1..=9, hint).and_then(|field| Urgency::new(field.value));
    conditions.extend(urgency.map(Condition::Urgency));
    if conditions.is_empty() && !has_urgency && !filter.has_unknown_fields() && !filter.has_syntax_errors() {
        let message = msg!("the filter has no condition", "filtret har inget villkor");
        let hint = msg!(
            "write at least one of `topics`, `categories`, `regions`, `departments`, `kinds`, `languages` and `urgency`, or `everything = true` in place of the filter",
            "skriv åtminstone ett av `topics`, `categories`, `regions`, `departments`, `kinds`, `languages` och `urgency`, eller `everything = true` i stället för filtret"
        );
        filter.error(message, hint);
    }
    Some(Filter::All(conditions))
}

/// `None` when the field is missing. An empty list is an error: it would take nothing.
fn read_list(filter: &mut TableReader, name: &'static str) -> Option<Vec<Spanned<String>>> {
    let is_written = filter.has(name);
    let (values, errors) = filter.source().diagnostics.count_errors(|| filter.string_or_strings(name));
    if is_written && values.is_empty() && errors == 0 {
        let message = msg!(
            "`{name}` is an empty list, which no release satisfies",
            "`{name}` är en tom lista, som inget pressmeddelande uppfyller"
        );
        filter.error(message, msg!("fill it, or remove it to take any", "fyll den, eller ta bort den för att ta emot alla"));
    }
    is_written.then_some(values)
}

/// Keys of the newsroom, and codes of Media Topics among the topics.
fn read_topics(text: &SourceText, registry: &Registry, table: &TopicTable, written: Vec<Spanned<String>>) -> Vec<TopicPattern> {
    let code = |field: &Spanned<String>| if table.taxonomy == Taxonomy::Topic { parse_code(&field.value) } else { None };
    let (codes, keys): (Vec<_>, Vec<_>) = written.into_iter().partition(|field| code(field).is_some());
    let found = table.topics.find_all_or(text, &keys, |key| stand_in_topic(table.taxonomy, key));
    let keys = found.iter().map(|topic| TopicPattern::Key(topic.key.clone()));
    let branches = codes.iter().filter_map(|field| Some(read_branch(text, registry, code(field)?, field.span.clone())));
    keys.chain(branches.map(TopicPattern::Branch)).collect()
}

/// `20000400` or `medtop:20000400`.
fn parse_code(written: &str) -> Option<SubjectCode> {
    let written = written.trim();
    SubjectCode::parse(written.strip_prefix("medtop:").unwrap_or(written))
}

/// Warns of a branch that none of the newsroom's topics is in: nothing would be sent.
fn read_branch(text: &SourceText, registry: &Registry, code: SubjectCode, span: Range<usize>) -> MediaTopicBranch {
    let known = media_topics::find_branch(code);
    let is_known = known.is_some();
    let branch = known.unwrap_or(MediaTopicBranch { code, below: Vec::new() });
    let topics = registry.topics.iter().flat_map(|table| table.topics.all());
    let mut subjects = topics.filter_map(|topic| topic.media_topic.as_ref());
    if !subjects.any(|subject| branch.contains(subject.code)) {
        let message = if is_known {
            msg!("none of our topics is below the Media Topic {code}", "inget av våra ämnen hör till Media Topic {code}")
        } else {
            msg!(
                "Depesch does not know the Media Topic {code}, and none of our topics has it",
                "Depesch känner inte till Media Topic {code}, och inget av våra ämnen har den"
            )
        };
        let hint = msg!(
            "give a topic its `media_topic` in `newsroom.toml`, or check the code",
            "ge ett ämne dess `media_topic` i `newsroom.toml`, eller kontrollera koden"
        );
        text.warning(span, message, hint);
    }
    branch
}
