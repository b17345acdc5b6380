//! One text of a release: its fields and its words become a release, or a list of what to mend.
//!
//! A translation takes from its original whatever it does not say itself, but for what is written in a language.

mod address;
mod parts;

use std::ops::Range;
use std::sync::Arc;

use crate::content::context::FieldSpans;
use crate::content::context::ParsedRelease;
use crate::content::context::ReleaseContext;
use crate::content::dates;
use crate::content::documents;
use crate::content::event;
use crate::content::fields;
use crate::content::fields::parsed;
use crate::content::fields::required_line;
use crate::content::fields::word;
use crate::content::figures::Figures;
use crate::content::front_matter::TableReader;
use crate::content::front_matter::fields;
use crate::content::markdown;
use crate::content::markdown::Passage;
use crate::content::name_messages;
use crate::content::newsroom::registry::Registry;
use crate::content::section::section;
use crate::content::sources::SourceFile;
use crate::content::sources::decode;
use crate::content::split::fences;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Contact;
use crate::model::Dates;
use crate::model::Department;
use crate::model::Embargo;
use crate::model::Headline;
use crate::model::Kind;
use crate::model::Lang;
use crate::model::Organisation;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::ReleaseId;
use crate::model::Section;
use crate::model::SingleLine;
use crate::model::Status;
use crate::model::Topic;
use crate::model::Urgency;
use crate::msg;

pub(crate) const KINDS: &[(&str, Kind)] = &[
    ("press-release", Kind::PressRelease),
    ("invitation", Kind::Invitation),
    ("news", Kind::News),
    ("statement", Kind::Statement),
];

pub(crate) const CHANGES: &[(&str, ChangeKind)] =
    &[("correction", ChangeKind::Correction), ("update", ChangeKind::Update), ("withdrawal", ChangeKind::Withdrawal)];

const STATUS: &[(&str, bool)] = &[("draft", true), ("usable", false)];

const UNTIL_FURTHER_NOTICE: &str = "until further notice";

/// Reads one text. `None` when it has a mistake; the hints of a good one are told too.
pub(crate) fn read(given: &ReleaseContext, text: SourceText, house: &Registry, diagnostics: &Diagnostics) -> Option<ParsedRelease> {
    let since = diagnostics.error_count();
    let permalink = address::address(given, &text.file, diagnostics);
    let fenced = fences(&text, diagnostics)?;
    let mut spots = FieldSpans { fence: fenced.fence.clone(), ..FieldSpans::default() };
    let (mut table, _) = fields(&text, fenced.fields, Some(fenced.fence), diagnostics);
    let head = head(&mut table, given, house, &mut spots);
    let (lead_field, legal_field) = (table.text("lead"), table.text("legal"));
    let event = event::event(&mut table, house, &mut spots);
    let figures = Figures::read(&mut table, given);
    let documents = documents::documents(&mut table, given, house);
    table.finish();

    spots.prose.extend(lead_field.as_ref().map(|field| field.at.clone()));
    spots.prose.push(fenced.body.clone());
    let legal = legal_field.and_then(|field| parts::legal(&text, field, diagnostics));
    let mut body = markdown::blocks(&Passage::part(&text, fenced.body).with(&figures), diagnostics);
    let lead = parts::lead(&text, lead_field, &mut body, &spots.fence, diagnostics);
    let (body, more) = parts::split_more(&text, body, diagnostics);
    let pictures = figures.left(&text, diagnostics);

    if diagnostics.error_count() != since {
        return None;
    }
    let original = given.original.map(|(original, _)| original);
    let inherited = |pick: fn(&Release) -> &Option<SingleLine>| original.and_then(|original| pick(original).clone());
    let permalink = permalink?;
    let release = Release {
        former_permalinks: head.former,
        kind: head.kind,
        subhead: head.subhead,
        legal,
        body,
        event: event.or_else(|| original.and_then(|original| original.event.clone())),
        pictures,
        documents,
        read_more: more,
        status: head.status,
        changes: head.changes,
        place: head.place.or_else(|| inherited(|original| &original.place)),
        urgency: head.urgency.or_else(|| original.and_then(|original| original.urgency)),
        senders: head.senders,
        department: head.department,
        contacts: head.contacts,
        topics: head.topics,
        own_boilerplate: head.boilerplate,
        order: head.order,
        source: text.file.clone(),
        ..Release::new(head.id?, permalink, head.lang.or_else(|| house.lang.clone())?, head.headline?, lead?, head.dates?)
    };
    Some(ParsedRelease { release, text, spots })
}

/// Everything of the front matter that is not prose.
struct ReleaseHead {
    id: Option<ReleaseId>,
    kind: Kind,
    headline: Option<Headline>,
    subhead: Option<SingleLine>,
    dates: Option<Dates>,
    status: Status,
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
    former: Vec<Permalink>,
}

fn head(table: &mut TableReader, given: &ReleaseContext, house: &Registry, spots: &mut FieldSpans) -> ReleaseHead {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let original = given.original.map(|(original, _)| original);
    let id = address::id(table, given, spots);
    let kind = word(table, "kind", KINDS).or(original.map(|original| original.kind)).unwrap_or(Kind::PressRelease);
    let field = table.required("headline", "headline = \"...\"");
    spots.headline = field.as_ref().map(|field| field.at.clone()).unwrap_or_default();
    let headline = parsed(text, field, Headline::parse, |_, error| name_messages::line("headline", error), diagnostics);
    let subhead = fields::line(table, "subhead");
    let dates = read_dates(table, original, house, spots);
    let draft = word(table, "status", STATUS).unwrap_or(false);
    let status = match (draft, embargo(table, house)) {
        (true, _) => Status::Draft,
        (false, Some(embargo)) => Status::Withheld(embargo),
        (false, None) => original.map_or(Status::Usable, |original| original.status.clone()),
    };
    let lang = language(table, given);
    let place = fields::line(table, "place");
    let urgency = urgency(table);
    let named = table.has("senders") || table.has("department");
    let keys = table.texts("senders");
    let senders = house.senders.find_all(text, &keys, diagnostics);
    let department = table.text("department").and_then(|key| house.departments.find(text, &key, diagnostics));
    let (senders, department) = match original {
        Some(original) if !named => (original.senders.clone(), original.department.clone()),
        _ => (senders, department),
    };
    let contacts = contacts(table, original, house, draft);
    let topics = topics(table, original, house);
    let order = table.number("order").map(|order| order.value);
    let boilerplate = table.table("boilerplate").and_then(|mut fields| {
        let section = section(&mut fields);
        fields.finish();
        section
    });
    let changes = changes(table, house, spots);
    let former = address::former(table, given, spots);
    ReleaseHead {
        id,
        kind,
        headline,
        subhead,
        dates,
        status,
        lang,
        place,
        urgency,
        senders,
        department,
        contacts,
        topics,
        order: order.or(original.map(|original| original.order)).unwrap_or(0),
        boilerplate,
        changes,
        former,
    }
}

/// The language of a translation is in the name of its file, and nowhere else.
fn language(table: &mut TableReader, given: &ReleaseContext) -> Option<Lang> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let field = table.text("language");
    let at = field.as_ref().map(|field| field.at.clone());
    let written = fields::lang(text, field, diagnostics);
    let Some((_, lang)) = given.original else { return written };
    if let (Some(written), Some(at)) = (written.filter(|written| written != lang), at) {
        let say = msg!(
            "the language is `{written}`, but the name of the file says `{lang}`",
            "språket är `{written}`, men filens namn säger `{lang}`"
        );
        let hint = msg!("remove the line, or rename the file", "ta bort raden, eller döp om filen");
        diagnostics.push(Diagnostic::error(text.place(at), say).hint(hint));
    }
    Some(lang.clone())
}

fn urgency(table: &mut TableReader) -> Option<Urgency> {
    let hint = msg!(
        "1 is a flash, 5 is ordinary, 9 is background: `urgency = 5`",
        "1 är blixtnytt, 5 är vanligt, 9 är bakgrund: `urgency = 5`"
    );
    table.number_in("urgency", 1..=9, hint).and_then(|field| Urgency::new(field.value))
}

/// Topics, categories and regions, in this order.
fn topics(table: &mut TableReader, original: Option<&Release>, house: &Registry) -> Vec<Arc<Topic>> {
    let diagnostics = table.diagnostics();
    let named = ["topics", "categories", "regions"].iter().any(|name| table.has(name));
    let mut found = Vec::new();
    for (name, shelf) in [("topics", &house.topics), ("categories", &house.categories), ("regions", &house.regions)] {
        let keys = table.texts(name);
        found.extend(shelf.find_all(table.source(), &keys, diagnostics));
    }
    match original {
        Some(original) if !named => original.topics.clone(),
        _ => found,
    }
}

fn read_dates(table: &mut TableReader, original: Option<&Release>, house: &Registry, spots: &mut FieldSpans) -> Option<Dates> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let given = table.has("published") || table.has("updated");
    if let (Some(original), false) = (original, given) {
        table.knows("published");
        table.knows("updated");
        return Some(original.dates.clone());
    }
    let writes_published = table.has("published");
    let published = table.date("published");
    let updated = table.date("updated");
    if !given {
        table.missing("published", "published = 2026-03-02 09:00");
    }
    spots.published = published.as_ref().map(|date| date.at.clone());
    spots.updated = updated.as_ref().map(|date| date.at.clone());
    let moment = |date: Option<_>| date.and_then(|date| dates::moment(text, &date, house.zone.as_ref(), diagnostics));
    match (moment(published), moment(updated)) {
        (Some(first), updated) => Some(Dates::Published { first, updated }),
        // A translation that was updated by itself was first published with its original.
        (None, Some(updated)) => match original.and_then(|original| original.dates.published()) {
            Some(first) if !writes_published => Some(Dates::Published { first: first.clone(), updated: Some(updated) }),
            _ => Some(Dates::OnlyUpdated(updated)),
        },
        (None, None) => None,
    }
}

fn embargo(table: &mut TableReader, house: &Registry) -> Option<Embargo> {
    let diagnostics = table.diagnostics();
    let field = table.date_or("embargo", UNTIL_FURTHER_NOTICE)?;
    match field.value {
        None => Some(Embargo::UntilFurtherNotice),
        Some(value) => {
            let written = Spanned { value, at: field.at };
            dates::instant(table.source(), "embargo", &written, house.zone.as_ref(), diagnostics).map(Embargo::Until)
        }
    }
}

fn contacts(table: &mut TableReader, original: Option<&Release>, house: &Registry, draft: bool) -> Vec<Arc<Contact>> {
    let diagnostics = table.diagnostics();
    let since = diagnostics.error_count();
    let inherits = original.filter(|_| !table.has("contacts"));
    let keys = table.texts("contacts");
    if let Some(original) = inherits {
        return original.contacts.clone();
    }
    if keys.is_empty() && diagnostics.error_count() == since && !table.is_torn() {
        let say = msg!("the release has no contact", "pressmeddelandet saknar kontakt");
        let hint = msg!(
            "name at least one contact of `contacts.toml`: `contacts = [\"anna-berg\"]`",
            "ange minst en kontakt ur `contacts.toml`: `contacts = [\"anna-berg\"]`"
        );
        // A draft need not be finished.
        let told = if draft { Diagnostic::warning(table.home(), say) } else { Diagnostic::error(table.home(), say) };
        diagnostics.push(told.hint(hint));
    }
    house.contacts.find_all(table.source(), &keys, diagnostics)
}

fn changes(table: &mut TableReader, house: &Registry, spots: &mut FieldSpans) -> Vec<Change> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let mut found: Vec<(Change, Range<usize>)> = Vec::new();
    for mut row in table.tables("changes") {
        let given = row.has("at");
        let written = row.date("at");
        if !given {
            row.missing("at", "at = 2026-03-02 09:00");
        }
        let at = written.as_ref().and_then(|written| dates::moment(text, written, house.zone.as_ref(), diagnostics));
        let given = row.has("kind");
        let kind = word(&mut row, "kind", CHANGES);
        if !given {
            row.missing("kind", "kind = \"correction\"");
        }
        let note = required_line(&mut row, "note", "note = \"...\"");
        row.finish();
        if let (Some(at), Some(kind), Some(note), Some(written)) = (at, kind, note, written) {
            found.push((Change { at, kind, note }, written.at));
        }
    }
    if let Some(zone) = &house.zone {
        found.sort_by_key(|(change, _)| change.at.begins(zone));
    }
    spots.changes = found.iter().map(|(_, at)| at.clone()).collect();
    found.into_iter().map(|(change, _)| change).collect()
}

pub(crate) fn read_text(
    source: &SourceFile,
    given: &ReleaseContext,
    house: &Registry,
    found: &Diagnostics,
) -> Option<ParsedRelease> {
    let text = decode(source, found)?;
    read(given, text, house, found)
}
