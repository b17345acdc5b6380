//! One `release.md`: its fields and its text become a release, or a list of what to mend.

use std::ops::Range;
use std::sync::Arc;

use crate::content::dates;
use crate::content::fences::fences;
use crate::content::front_matter::Fields;
use crate::content::front_matter::fields;
use crate::content::front_matter::list;
use crate::content::house;
use crate::content::house::House;
use crate::content::house::clean;
use crate::content::house::parsed;
use crate::content::house::required_line;
use crate::content::house::section;
use crate::content::markdown;
use crate::content::markdown::Body;
use crate::content::markdown::Passage;
use crate::content::names;
use crate::content::text::At;
use crate::content::text::Text;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Place;
use crate::diag::Say;
use crate::model::Block;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Contact;
use crate::model::Dates;
use crate::model::Department;
use crate::model::Embargo;
use crate::model::Headline;
use crate::model::Inline;
use crate::model::Inlines;
use crate::model::Kind;
use crate::model::Lang;
use crate::model::Line;
use crate::model::Release;
use crate::model::ReleaseId;
use crate::model::Section;
use crate::model::Slug;
use crate::model::Status;
use crate::model::Topic;
use crate::say;

/// A release that could be read, with the places that rules about it point at.
pub(crate) struct Reading {
    pub release: Release,
    pub text: Text,
    pub spots: Spots,
}

/// Where the parts of a release stand in its file.
#[derive(Default)]
pub(crate) struct Spots {
    pub fence: Range<usize>,
    pub id: Range<usize>,
    pub headline: Range<usize>,
    pub published: Option<Range<usize>>,
    pub updated: Option<Range<usize>>,
    pub changes: Vec<Range<usize>>,
    /// The prose: lead and body.
    pub prose: Vec<Range<usize>>,
}

const KINDS: &[(&str, Kind)] = &[
    ("press-release", Kind::PressRelease),
    ("invitation", Kind::Invitation),
    ("news", Kind::News),
    ("statement", Kind::Statement),
];
const CHANGES: &[(&str, ChangeKind)] = &[("correction", ChangeKind::Correction), ("update", ChangeKind::Update)];
const STATUS: &[(&str, bool)] = &[("draft", true), ("usable", false)];
const UNTIL_FURTHER_NOTICE: &str = "until further notice";

/// Reads one release. `None` when it has a mistake; the hints of a good one are told too.
pub(crate) fn read(folders: (&str, &str), text: Text, house: &House, mistakes: &mut Vec<Diagnostic>) -> Option<Reading> {
    let since = mistakes.len();
    let (year, slug) = address(folders, &text.file, mistakes);
    let fenced = fences(&text, mistakes)?;
    let mut spots = Spots { fence: fenced.fence.clone(), ..Spots::default() };
    let (mut table, _) = fields(&text, fenced.fields, Some(fenced.fence), mistakes);
    let head = head(&mut table, house, &mut spots, mistakes);
    let lead_field = table.text("lead", mistakes);
    table.finish(mistakes);

    spots.prose.extend(lead_field.as_ref().map(|field| field.at.clone()));
    spots.prose.push(fenced.body.clone());
    let mut body = markdown::blocks(&Passage::part(&text, fenced.body), mistakes);
    let lead = lead(&text, lead_field, &mut body, &spots.fence, mistakes);
    let (body, more) = split_more(&text, body, mistakes);

    if !clean(mistakes, since) {
        return None;
    }
    let Head { id, kind, headline, dates, status, lang, department, contacts, topics, order, boilerplate, changes } = head;
    let release = Release {
        id: id?,
        year: year?,
        slug: slug?,
        lang: lang.or_else(|| house.lang.clone())?,
        kind,
        headline: headline?,
        lead: lead?,
        body,
        more,
        status,
        dates: dates?,
        changes,
        department,
        contacts,
        topics,
        own_boilerplate: boilerplate,
        order,
        source: text.file.clone(),
    };
    Some(Reading { release, text, spots })
}

/// The year and the slug are the names of the folders.
fn address((year, slug): (&str, &str), file: &str, mistakes: &mut Vec<Diagnostic>) -> (Option<i16>, Option<Slug>) {
    let four = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let number = year.parse::<i16>().ok().filter(|year| four && (1000..=9998).contains(year));
    if number.is_none() {
        let year = shown(year);
        let say = say!("the folder `{year}` is not a year", "mappen `{year}` är inget årtal");
        let hint = say!("releases stand in `releases/2026/name/`", "pressmeddelanden står i `releases/2026/namn/`");
        mistakes.push(Diagnostic::mistake(Place::file(file), say).hint(hint));
    }
    let slug = Slug::parse(slug).map_err(|error| {
        let (say, hint) = names::key("folder name", "mappnamnet", slug, &error);
        mistakes.push(Diagnostic::mistake(Place::file(file), say).hint(hint));
    });
    (number, slug.ok())
}

/// Everything of the front matter but the lead.
struct Head {
    id: Option<ReleaseId>,
    kind: Kind,
    headline: Option<Headline>,
    dates: Option<Dates>,
    status: Status,
    lang: Option<Lang>,
    department: Option<Arc<Department>>,
    contacts: Vec<Arc<Contact>>,
    topics: Vec<Arc<Topic>>,
    order: u32,
    boilerplate: Option<Section>,
    changes: Vec<Change>,
}

fn head(table: &mut Fields, house: &House, spots: &mut Spots, mistakes: &mut Vec<Diagnostic>) -> Head {
    let text = table.source();
    let field = table.required("id", "id = \"tag:solvik.example,2026-03-02:release/1\"", mistakes);
    spots.id = field.as_ref().map(|field| field.at.clone()).unwrap_or_default();
    let id = parsed(text, field, ReleaseId::parse, names::id, mistakes);
    let kind = word(table, "kind", KINDS, mistakes).unwrap_or(Kind::PressRelease);
    let field = table.required("headline", "headline = \"...\"", mistakes);
    spots.headline = field.as_ref().map(|field| field.at.clone()).unwrap_or_default();
    let headline = parsed(text, field, Headline::parse, |_, error| names::line("headline", error), mistakes);
    let dates = read_dates(table, house, spots, mistakes);
    let draft = word(table, "status", STATUS, mistakes).unwrap_or(false);
    let embargo = embargo(table, house, mistakes);
    let field = table.text("language", mistakes);
    let lang = house::lang(text, field, mistakes);
    let department = table.text("department", mistakes).and_then(|key| house.departments.find(text, &key, mistakes));
    let contacts = contacts(table, house, mistakes);
    let topics = table.texts("topics", mistakes);
    let topics = house.topics.find_all(text, &topics, mistakes);
    let order = table.number("order", mistakes).map_or(0, |order| order.value);
    let boilerplate = table.table("boilerplate", mistakes).and_then(|mut fields| {
        let section = section(&mut fields, mistakes);
        fields.finish(mistakes);
        section
    });
    let changes = changes(table, house, spots, mistakes);
    let status = match (draft, embargo) {
        (true, _) => Status::Draft,
        (false, Some(embargo)) => Status::Withheld(embargo),
        (false, None) => Status::Usable,
    };
    Head { id, kind, headline, dates, status, lang, department, contacts, topics, order, boilerplate, changes }
}

/// One word of a few.
fn word<T: Copy>(table: &mut Fields, name: &'static str, words: &[(&str, T)], mistakes: &mut Vec<Diagnostic>) -> Option<T> {
    let field = table.text(name, mistakes)?;
    let found = words.iter().find(|(word, _)| *word == field.value.trim());
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let value = shown(&field.value);
        let say = say!("`{name}` cannot be `{value}`", "`{name}` kan inte vara `{value}`");
        let hint = match nearest(&field.value, known.iter().copied()) {
            Some(near) => say!("did you mean `{near}`?", "menade du `{near}`?"),
            None => {
                let (en, sv) = (list(&known, "or"), list(&known, "eller"));
                Say { en: format!("write {en}"), sv: format!("skriv {sv}") }
            }
        };
        mistakes.push(Diagnostic::mistake(table.source().place(field.at), say).hint(hint));
    }
    found.map(|(_, value)| *value)
}

fn read_dates(table: &mut Fields, house: &House, spots: &mut Spots, mistakes: &mut Vec<Diagnostic>) -> Option<Dates> {
    let text = table.source();
    let given = table.has("published") || table.has("updated");
    let published = table.date("published", mistakes);
    let updated = table.date("updated", mistakes);
    if !given {
        table.missing("published", "published = 2026-03-02 09:00", mistakes);
    }
    spots.published = published.as_ref().map(|date| date.at.clone());
    spots.updated = updated.as_ref().map(|date| date.at.clone());
    let mut moment = |date: Option<_>| date.and_then(|date| dates::moment(text, &date, house.zone.as_ref(), mistakes));
    match (moment(published), moment(updated)) {
        (Some(first), updated) => Some(Dates::Published { first, updated }),
        (None, Some(updated)) => Some(Dates::OnlyUpdated(updated)),
        (None, None) => None,
    }
}

fn embargo(table: &mut Fields, house: &House, mistakes: &mut Vec<Diagnostic>) -> Option<Embargo> {
    let field = table.date_or("embargo", UNTIL_FURTHER_NOTICE, mistakes)?;
    match field.value {
        None => Some(Embargo::UntilFurtherNotice),
        Some(value) => {
            let written = At { value, at: field.at };
            dates::instant(table.source(), "embargo", &written, house.zone.as_ref(), mistakes).map(Embargo::Until)
        }
    }
}

fn contacts(table: &mut Fields, house: &House, mistakes: &mut Vec<Diagnostic>) -> Vec<Arc<Contact>> {
    let since = mistakes.len();
    let keys = table.texts("contacts", mistakes);
    if keys.is_empty() && clean(mistakes, since) && !table.is_torn() {
        let say = say!("nobody to reach about this release", "ingen att nå om det här pressmeddelandet");
        let hint = say!(
            "name at least one contact of `contacts.toml`: `contacts = [\"anna-berg\"]`",
            "ange minst en kontakt ur `contacts.toml`: `contacts = [\"anna-berg\"]`"
        );
        mistakes.push(Diagnostic::mistake(table.home(), say).hint(hint));
    }
    house.contacts.find_all(table.source(), &keys, mistakes)
}

fn changes(table: &mut Fields, house: &House, spots: &mut Spots, mistakes: &mut Vec<Diagnostic>) -> Vec<Change> {
    let text = table.source();
    let mut found: Vec<(Change, Range<usize>)> = Vec::new();
    for mut row in table.tables("changes", mistakes) {
        let given = row.has("at");
        let written = row.date("at", mistakes);
        if !given {
            row.missing("at", "at = 2026-03-02 09:00", mistakes);
        }
        let at = written.as_ref().and_then(|written| dates::moment(text, written, house.zone.as_ref(), mistakes));
        let given = row.has("kind");
        let kind = word(&mut row, "kind", CHANGES, mistakes);
        if !given {
            row.missing("kind", "kind = \"correction\"", mistakes);
        }
        let note = required_line(&mut row, "note", "note = \"...\"", mistakes);
        row.finish(mistakes);
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

/// The field, or else the first paragraph of the text, which leaves the text.
fn lead(
    text: &Text,
    field: Option<At<String>>,
    body: &mut Body,
    fence: &Range<usize>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Inlines> {
    let how = || {
        say!("write the news in one paragraph: `lead = \"\"\"...\"\"\"`", "skriv nyheten i ett stycke: `lead = \"\"\"...\"\"\"`")
    };
    if let Some(field) = field {
        let since = mistakes.len();
        let lead = markdown::inlines(&Passage::value(text, &field), "lead", mistakes);
        if lead.is_none() && clean(mistakes, since) {
            let say = say!("`lead` is empty", "`lead` är tomt");
            mistakes.push(Diagnostic::mistake(text.place(field.at), say).hint(how()));
        }
        return lead;
    }
    if let (Some(Block::Paragraph(_)), Some(at)) = (body.blocks.first(), body.at.first().cloned()) {
        let say = say!("no `lead`: the first paragraph is taken", "`lead` saknas: första stycket används");
        mistakes.push(Diagnostic::note(text.place(at), say).hint(how()));
        body.at.remove(0);
        return match body.blocks.remove(0) {
            Block::Paragraph(run) => Some(run),
            Block::Heading { .. } | Block::List(_) | Block::Quote(_) | Block::Table(_) => None,
        };
    }
    let say = say!("`lead` is missing", "`lead` saknas");
    mistakes.push(Diagnostic::mistake(text.place(fence.clone()), say).hint(how()));
    None
}

/// A last heading "Läs mer" or "Read more" opens the section that tells where to read on.
fn split_more(text: &Text, mut body: Body, mistakes: &mut Vec<Diagnostic>) -> (Vec<Block>, Option<Section>) {
    let last = body.blocks.iter().rposition(|block| matches!(block, Block::Heading { level: 2, .. }));
    let Some(at) = last else { return (body.blocks, None) };
    let heading = match body.blocks.get(at) {
        Some(Block::Heading { text, .. }) => heading_of_more(text),
        _ => None,
    };
    let Some(heading) = heading else { return (body.blocks, None) };
    let mut rest = body.blocks.split_off(at);
    rest.remove(0);
    if rest.is_empty() {
        let place = text.place(body.at.get(at).cloned().unwrap_or_default());
        let say = say!("nothing stands below `{heading}`", "inget står under `{heading}`");
        let hint = say!("write where to read on, or take the heading away", "skriv var man kan läsa mer, eller ta bort rubriken");
        mistakes.push(Diagnostic::mistake(place, say).hint(hint));
    }
    (body.blocks, Some(Section { heading, body: rest }))
}

fn heading_of_more(text: &Inlines) -> Option<Line> {
    let plain = text.plain();
    let simple = text.parts().iter().all(|part| matches!(part, Inline::Text(_)));
    let words = plain.trim().trim_end_matches(':').to_lowercase();
    if simple && matches!(words.as_str(), "läs mer" | "read more") { Line::parse(&plain).ok() } else { None }
}
