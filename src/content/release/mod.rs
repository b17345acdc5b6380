//! Reads one text of a release: its fields and its Markdown.
//!
//! A translation inherits the fields that it leaves out from its original, except those that hold text.

mod address;
mod advance;
mod embedded_words;
mod parts;

use std::ops::Range;
use std::sync::Arc;

use crate::content::context::{FieldSpans, ParsedRelease, ReleaseContext};
use crate::content::figures::Figures;
use crate::content::front_matter::TableReader;
use crate::content::markdown::Passage;
use crate::content::newsroom::registry::TopicTable;
use crate::content::section::read_section;
use crate::content::sources::SourceFile;
use crate::content::split::split_release;
use crate::content::text::SourceText;
use crate::content::{documents, event, markdown, messages::invalid_names};
use crate::diag::Message;
use crate::model::{
    Change, ChangeKind, Contact, Dates, Department, Embargo, FormerPath, Headline, Key, Kind, Lang, Organisation, Permalink,
    Release, ReleaseId, Section, SingleLine, Status, Topic, Urgency,
};
use crate::msg;

pub(crate) const KINDS: &[(&str, Kind)] = &[
    (Kind::PressRelease.name(), Kind::PressRelease),
    (Kind::Invitation.name(), Kind::Invitation),
    (Kind::News.name(), Kind::News),
    (Kind::Statement.name(), Kind::Statement),
];

pub(crate) const CHANGES: &[(&str, ChangeKind)] =
    &[("correction", ChangeKind::Correction), ("update", ChangeKind::Update), ("withdrawal", ChangeKind::Withdrawal)];

/// Whether it is a draft.
const STATUS: &[(&str, bool)] = &[("draft", true), ("usable", false)];

const UNTIL_FURTHER_NOTICE: &str = "until further notice";

/// Reads one text. `None` when it has an error; a good one can have warnings.
pub(crate) fn read<'c>(source: &SourceFile, context: &ReleaseContext<'c>) -> Option<ParsedRelease<'c>> {
    context.diagnostics.checked(|| parse(source.decode(context.diagnostics)?, context))
}

fn parse<'c>(text: SourceText<'c>, context: &ReleaseContext<'c>) -> Option<ParsedRelease<'c>> {
    let permalink = address::read_permalink(context, &text);
    let split = split_release(&text)?;
    let mut spans = FieldSpans { fence: split.fence.clone(), ..FieldSpans::default() };
    let mut table = TableReader::from_span(&text, split.fields, Some(split.fence));
    let head = read_head(&mut table, context, &mut spans);
    let (lead, legal) = (table.string("lead"), table.string("legal"));
    let event = table.read_table("event", |fields| event::read_event(fields, context));
    let figures = Figures::read(&mut table, context);
    let documents = documents::read_documents(&mut table, context);
    table.finish();

    spans.prose.extend(lead.as_ref().map(|field| field.span.clone()));
    spans.prose.push(split.body.clone());
    let legal = legal.and_then(|field| parts::read_legal(&text, &field));
    let mut body = markdown::parse_blocks(&Passage::from_file(&text, split.body).with_figures(&figures));
    let is_old = head.is_old;
    let lead = parts::read_lead(&text, lead, &mut body, &spans, is_old);
    let (body, read_more) = parts::split_read_more(&text, body);
    let pictures = figures.remaining();

    let original = context.original();
    let lang = head.lang.or_else(|| context.registry.lang.clone())?;
    let mut release = Release {
        former_permalinks: head.former.0,
        former_paths: head.former.1,
        kind: head.kind,
        subhead: head.subhead,
        legal,
        body,
        event: event.or_else(|| original?.event.clone()),
        pictures,
        documents,
        read_more,
        status: head.status,
        changes: head.changes,
        place: head.place.or_else(|| original?.place.clone()),
        urgency: head.urgency.or_else(|| original?.urgency),
        senders: head.senders,
        department: head.department,
        contacts: head.contacts,
        topics: head.topics,
        own_boilerplate: head.boilerplate,
        order: head.order,
        advance: head.advance,
        source: text.path.clone(),
        ..Release::new(head.id?, permalink?, lang, head.headline?, lead?, head.dates?)
    };
    embedded_words::embed(&mut release, context);
    Some(ParsedRelease { release, text, spans })
}

/// The fields that are not prose.
struct ReleaseHead {
    id: Option<ReleaseId>,
    kind: Kind,
    headline: Option<Headline>,
    subhead: Option<SingleLine>,
    dates: Option<Dates>,
    /// Whether it belongs to the archive, which may lack what new releases need.
    is_old: bool,
    status: Status,
    advance: Vec<Key>,
    lang: Option<Lang>,
    place: Option<SingleLine>,
    urgency: Option<Urgency>,
    senders: Vec<Arc<Organisation>>,
    department: Option<Arc<Department>>,
    contacts: Vec<Arc<Contact>>,
    topics: Vec<Arc<Topic>>,
    order: u32,
    boilerplate: Option<Section>,
    changes: Vec<Change>,
    former: (Vec<Permalink>, Vec<FormerPath>),
}

/// In the order in which a message about an unknown field lists them.
fn read_head(table: &mut TableReader, context: &ReleaseContext, spans: &mut FieldSpans) -> ReleaseHead {
    let original = context.original();
    let id = address::read_id(table, context, spans);
    let kind = table.keyword("kind", KINDS).or(original.map(|original| original.kind)).unwrap_or(Kind::PressRelease);
    let headline = read_headline(table, spans);
    let subhead = table.line("subhead");
    let dates = read_dates(table, context, spans);
    let is_old =
        context.registry.archive_before.zip(dates.as_ref()).is_some_and(|(day, dates)| dates.published_or_updated().day() < day);
    let has_embargo = table.has("embargo");
    let status = read_status(table, context);
    let advance = advance::read_advance(table, context, &status, has_embargo);
    let lang = read_lang(table, context);
    let place = table.line("place");
    let urgency = read_urgency(table);
    let (senders, department) = read_senders(table, context);
    ReleaseHead {
        id,
        kind,
        headline,
        subhead,
        dates,
        is_old,
        advance,
        lang,
        place,
        urgency,
        senders,
        department,
        contacts: read_contacts(table, context, status == Status::Draft, is_old),
        topics: read_topics(table, context),
        order: table.integer("order").map(|order| order.value).or(original.map(|original| original.order)).unwrap_or(0),
        boilerplate: table.read_table("boilerplate", read_section),
        changes: read_changes(table, context, spans),
        former: address::read_former(table, context, spans),
        status,
    }
}

fn read_headline(table: &mut TableReader, spans: &mut FieldSpans) -> Option<Headline> {
    let field = table.required_string("headline", "headline = \"...\"")?;
    spans.headline = field.span.clone();
    table.source().parse(&field, Headline::parse, |_, error| invalid_names::line("headline", error))
}

fn read_status(table: &mut TableReader, context: &ReleaseContext) -> Status {
    let is_draft = table.keyword("status", STATUS).unwrap_or(false);
    let embargo = table.instant_or("embargo", UNTIL_FURTHER_NOTICE, context.registry.zone.as_ref());
    match embargo {
        _ if is_draft => Status::Draft,
        Some(Some(until)) => Status::Withheld(Embargo::Until(until)),
        Some(None) => Status::Withheld(Embargo::UntilFurtherNotice),
        None => context.original().map_or(Status::Usable, |original| original.status.clone()),
    }
}

/// The language of a translation is in the name of its file, and nowhere else.
fn read_lang(table: &mut TableReader, context: &ReleaseContext) -> Option<Lang> {
    let field = table.string("language");
    let written = field.as_ref().and_then(|field| table.source().parse_lang(field));
    let Some(lang) = context.translation_lang() else { return written };
    if let (Some(written), Some(field)) = (written.filter(|written| written != lang), field) {
        let message = msg!(
            "the language is `{written}`, but the name of the file says `{lang}`",
            "språket är `{written}`, men filens namn säger `{lang}`"
        );
        let hint = msg!("remove the line, or rename the file", "ta bort raden, eller döp om filen");
        table.source().error(field.span, message, hint);
    }
    Some(lang.clone())
}

fn read_urgency(table: &mut TableReader) -> Option<Urgency> {
    let hint = msg!(
        "1 is a flash, 5 is ordinary, 9 is background: `urgency = 5`",
        "1 är blixtnytt, 5 är vanligt, 9 är bakgrund: `urgency = 5`"
    );
    table.integer_in("urgency", 1..=9, hint).and_then(|field| Urgency::new(field.value))
}

/// A translation that names neither senders nor a department inherits both.
fn read_senders(table: &mut TableReader, context: &ReleaseContext) -> (Vec<Arc<Organisation>>, Option<Arc<Department>>) {
    let names_any = table.has("senders") || table.has("department");
    let senders = context.registry.senders.read_keys(table, "senders");
    let department = context.registry.departments.read_key(table, "department");
    match context.original() {
        Some(original) if !names_any => (original.senders.clone(), original.department.clone()),
        _ => (senders, department),
    }
}

/// Topics, categories and regions, in this order. A translation that names none inherits all.
fn read_topics(table: &mut TableReader, context: &ReleaseContext) -> Vec<Arc<Topic>> {
    let topics = &context.registry.topics;
    let names_any = topics.iter().any(|TopicTable { field, .. }| table.has(field));
    let found = topics.iter().flat_map(|TopicTable { field, topics, .. }| topics.read_keys(table, field)).collect();
    match context.original() {
        Some(original) if !names_any => original.topics.clone(),
        _ => found,
    }
}

fn read_dates(table: &mut TableReader, context: &ReleaseContext, spans: &mut FieldSpans) -> Option<Dates> {
    let zone = context.registry.zone.as_ref();
    let original = context.original();
    let has_published = table.has("published");
    if !has_published && !table.has("updated") {
        if let Some(original) = original {
            table.allow("published");
            table.allow("updated");
            return Some(original.dates.clone());
        }
        table.require("published", "published = 2026-03-02 09:00");
    }
    let (published, updated) = (table.moment("published", zone), table.moment("updated", zone));
    spans.published = published.as_ref().map(|date| date.span.clone());
    spans.updated = updated.as_ref().map(|date| date.span.clone());
    match (published.map(|date| date.value), updated.map(|date| date.value)) {
        (Some(first), updated) => Some(Dates::Published { first, updated }),
        // A translation with an update of its own was first published with its original.
        (None, Some(updated)) => match original.and_then(|original| original.dates.published()) {
            Some(first) if !has_published => Some(Dates::Published { first: first.clone(), updated: Some(updated) }),
            _ => Some(Dates::OnlyUpdated(updated)),
        },
        (None, None) => None,
    }
}

fn read_contacts(table: &mut TableReader, context: &ReleaseContext, is_draft: bool, is_old: bool) -> Vec<Arc<Contact>> {
    let inherited = context.original().filter(|_| !table.has("contacts"));
    let (keys, errors) = context.diagnostics.count_errors(|| table.strings("contacts"));
    if let Some(original) = inherited {
        return original.contacts.clone();
    }
    if keys.is_empty() && errors == 0 && !table.has_syntax_errors() {
        let message = msg!("the release has no contact", "pressmeddelandet saknar kontakt");
        if is_old {
            return press_contacts(table, context, message);
        }
        let hint = msg!(
            "name at least one contact of `contacts.toml`: `contacts = [\"anna-berg\"]`",
            "ange minst en kontakt ur `contacts.toml`: `contacts = [\"anna-berg\"]`"
        );
        // A draft need not be finished.
        if is_draft { table.warning(message, hint) } else { table.error(message, hint) }
    }
    context.registry.contacts.find_all(table.source(), &keys)
}

/// The newsroom's, in place of those of an old release.
fn press_contacts(table: &TableReader, context: &ReleaseContext, message: Message) -> Vec<Arc<Contact>> {
    let contacts = context.registry.publisher.as_ref().map(|publisher| publisher.press_contacts.clone()).unwrap_or_default();
    let hint = if contacts.is_empty() {
        msg!(
            "it is old, so it is published without one; `press_contacts` in `newsroom.toml` would be shown in its place",
            "det är gammalt, så det publiceras utan; `press_contacts` i `newsroom.toml` skulle visas i stället"
        )
    } else {
        msg!(
            "it is old, so `press_contacts` of `newsroom.toml` are shown in its place",
            "det är gammalt, så `press_contacts` i `newsroom.toml` visas i stället"
        )
    };
    table.warning(message, hint);
    contacts
}

/// Oldest first.
fn read_changes(table: &mut TableReader, context: &ReleaseContext, spans: &mut FieldSpans) -> Vec<Change> {
    let zone = context.registry.zone.as_ref();
    let mut changes: Vec<(Change, Range<usize>)> = table.read_tables("changes", |row| {
        row.require("at", "at = 2026-03-02 09:00");
        let at = row.moment("at", zone);
        let kind = row.required_keyword("kind", CHANGES, "kind = \"correction\"");
        let note = row.required_line("note", "note = \"...\"");
        let at = at?;
        Some((Change { at: at.value, kind: kind?, note: note? }, at.span))
    });
    if let Some(zone) = zone {
        changes.sort_by_key(|(change, _)| change.at.start(zone));
    }
    let (changes, change_spans) = changes.into_iter().unzip();
    spans.changes = change_spans;
    changes
}
