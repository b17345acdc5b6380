//! Understands a release: which block is the headline, the lead, the body, who answers for it, where to read on.

use crate::diag::Diagnostic;
use crate::diag::Place;
use crate::import::Known;
use crate::import::LeftOut;
use crate::import::Why;
use crate::import::contacts;
use crate::import::contacts::Person;
use crate::import::date;
use crate::import::date::DateLine;
use crate::import::date::Event;
use crate::import::department;
use crate::import::department::About;
use crate::import::links;
use crate::import::place::Original;
use crate::import::rich::Rich;
use crate::import::rich::Target;
use crate::import::source::Matter;
use crate::import::source::Source;
use crate::import::source::SourceBlock;
use crate::import::words;
use crate::model::Day;
use crate::model::Headline;
use crate::model::Kind;
use crate::model::Lang;
use crate::model::Moment;
use crate::say;

/// A release as it was found, before it has a name and a place.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) headline: Headline,
    pub(super) lead: Option<Rich>,
    pub(super) body: Vec<SourceBlock>,
    /// The heading as written, and what stands below it.
    pub(super) more: Option<(Rich, Vec<SourceBlock>)>,
    pub(super) people: Vec<Person>,
    pub(super) boilerplate: Option<About>,
    pub(super) published: Option<Moment>,
    pub(super) updated: Option<Moment>,
    pub(super) language: Option<Lang>,
    pub(super) notes: Vec<Diagnostic>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Found {
    /// The best day that is known.
    pub(super) fn day(&self) -> Option<Day> {
        self.published.as_ref().or(self.updated.as_ref()).map(Moment::day)
    }
}

/// A first line longer than this, in characters, is no headline.
const LONGEST_HEADLINE: usize = 250;
/// A line above a text is its heading up to this length.
const LONGEST_HEADING: usize = 80;

pub(super) fn recognise(source: Source, into: &Known<'_>, original: &Original<'_>) -> Result<Found, Vec<Diagnostic>> {
    let mut desk = Desk::new(source, into, original);
    desk.sweep_furniture();
    let headline = desk.headline()?;
    desk.parts();
    Ok(desk.found(headline))
}

/// The work in progress.
struct Desk<'a> {
    into: &'a Known<'a>,
    original: &'a Original<'a>,
    source: Source,
    kind: Option<Kind>,
    published: Option<Moment>,
    updated: Option<Moment>,
    body: Vec<SourceBlock>,
    more: Option<(Rich, Vec<SourceBlock>)>,
    people: Vec<Person>,
    boilerplate: Option<About>,
    notes: Vec<Diagnostic>,
    left_out: Vec<LeftOut>,
}

impl<'a> Desk<'a> {
    fn new(mut source: Source, into: &'a Known<'a>, original: &'a Original<'a>) -> Desk<'a> {
        let left_out = std::mem::take(&mut source.left_out);
        Desk {
            into,
            original,
            source,
            kind: None,
            published: None,
            updated: None,
            body: Vec::new(),
            more: None,
            people: Vec::new(),
            boilerplate: None,
            notes: Vec::new(),
            left_out,
        }
    }

    fn leave(&mut self, line: usize, text: &str, why: Why) {
        self.left_out.push(LeftOut { line, text: text.to_owned(), why });
    }

    /// Buttons, dates and words for screen readers go, line by line.
    fn sweep_furniture(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut kept = Vec::new();
        for block in blocks {
            let line = block.line;
            match block.matter {
                Matter::Paragraph(text) => {
                    let lines: Vec<Rich> = text.lines().into_iter().filter_map(|text| self.swept(&text)).collect();
                    let text = Rich::from_lines(&lines);
                    if !text.is_blank() {
                        kept.push(SourceBlock::paragraph(text, line));
                    }
                }
                Matter::Heading { level, text } => {
                    if let Some(text) = self.swept(&text) {
                        kept.push(SourceBlock { line, matter: Matter::Heading { level, text } });
                    }
                }
                Matter::List { .. } if self.is_furniture_list(&block) => self.leave(line, &block.plain(), Why::Furniture),
                Matter::List { start, items } => {
                    let items =
                        items.into_iter().map(|item| item.into_iter().map(|block| self.without_tails(block)).collect()).collect();
                    kept.push(SourceBlock { line, matter: Matter::List { start, items } });
                }
                matter @ (Matter::Bullet { .. } | Matter::Quote(_) | Matter::Table(_)) => kept.push(SourceBlock { line, matter }),
            }
        }
        self.source.blocks = kept;
        for line in std::mem::take(&mut self.source.dates) {
            if let Some(text) = self.swept(&line) {
                self.leave(line.line(), &text.plain(), Why::Outside);
            }
        }
    }

    fn is_furniture_list(&self, block: &SourceBlock) -> bool {
        let lines: Vec<String> = block.lines().iter().map(Rich::plain).collect();
        lines.iter().all(|line| words::is_furniture(line)) || words::is_breadcrumb(lines.iter().map(String::as_str))
    }

    fn without_tails(&mut self, block: SourceBlock) -> SourceBlock {
        match block.matter {
            Matter::Paragraph(text) => {
                let text = self.tails(&text);
                SourceBlock::paragraph(text, block.line)
            }
            matter => SourceBlock { line: block.line, matter },
        }
    }

    fn tails(&mut self, text: &Rich) -> Rich {
        let (text, taken) = links::without_tails(text);
        for (line, words) in taken {
            self.leave(line, &words, Why::Hidden);
        }
        text
    }

    /// A line without what is not the author's; `None` when nothing is left.
    fn swept(&mut self, text: &Rich) -> Option<Rich> {
        let plain = text.plain();
        let line = text.line();
        if words::is_furniture(&plain) || words::is_breadcrumb(std::iter::once(plain.as_str())) {
            self.leave(line, &plain, Why::Furniture);
            return None;
        }
        match date::line(&plain, self.into.zone, &self.source.times) {
            Some(DateLine::Known(dates)) => {
                for (event, moment) in dates {
                    let field = if event == Event::Published { &mut self.published } else { &mut self.updated };
                    field.get_or_insert(moment);
                }
                self.leave(line, &plain, Why::Date);
                return None;
            }
            Some(DateLine::NotUnderstood) => {
                self.note(line, Some(&plain), say!("the date was not understood", "datumet gick inte att förstå"));
                self.leave(line, &plain, Why::Date);
                return None;
            }
            None => {}
        }
        Some(self.tails(text)).filter(|text| !text.is_blank())
    }

    fn note(&mut self, line: usize, words: Option<&str>, say: crate::diag::Say) {
        self.notes.push(self.original.note(line, words, say));
    }

    /// Takes the headline, and what stands before it, off the blocks.
    fn headline(&mut self) -> Result<Headline, Vec<Diagnostic>> {
        self.kind_lines();
        let at = self.source.blocks.iter().position(|block| matches!(block.matter, Matter::Heading { level: 1, .. }));
        let at = at.or_else(|| self.source.blocks.iter().position(|block| self.is_title(block)));
        let first = self.source.blocks.first();
        let at =
            at.or_else(|| first.filter(|block| matches!(block.matter, Matter::Heading { .. } | Matter::Paragraph(_))).map(|_| 0));
        let missing = || {
            let place = Place { spot: None, ..self.original.file() };
            vec![Diagnostic::mistake(place, say!("no headline was found", "ingen rubrik hittades")).hint(say!(
                "the first line, or the page's h1, must be a headline of at most {LONGEST_HEADLINE} characters",
                "den första raden, eller sidans h1, ska vara en rubrik på högst {LONGEST_HEADLINE} tecken"
            ))]
        };
        let Some(at) = at else { return Err(missing()) };
        let mut rest = self.source.blocks.split_off(at);
        for before in std::mem::take(&mut self.source.blocks) {
            self.leave(before.line, &before.plain(), Why::Outside);
        }
        let block = rest.remove(0);
        let line = block.line;
        let is_heading = matches!(block.matter, Matter::Heading { .. });
        let mut lines = block.lines();
        let written = if is_heading {
            lines.drain(..).map(|line| line.plain()).collect::<Vec<_>>().join(" ")
        } else {
            lines.remove(0).plain()
        };
        if !lines.is_empty() {
            rest.insert(0, SourceBlock::paragraph(Rich::from_lines(&lines), lines.first().map_or(line, Rich::line)));
        }
        self.source.blocks = rest;
        let text = self.without_kind(&written);
        if text.chars().count() > LONGEST_HEADLINE && !is_heading {
            return Err(missing());
        }
        let headline = Headline::parse(&text).map_err(|_| missing())?;
        // Some pages show the headline a second time.
        while let Some(again) = self.source.blocks.first().filter(|block| self.without_kind_of(&block.plain()) == headline.as_str())
        {
            let (line, plain) = (again.line, again.plain());
            self.leave(line, &plain, Why::Repeated);
            self.source.blocks.remove(0);
        }
        self.kind_lines();
        Ok(headline)
    }

    /// Lines beside the headline that are the kind of message or its date.
    fn kind_lines(&mut self) {
        loop {
            let Some(block) = self.source.blocks.first() else { return };
            let (Matter::Paragraph(text) | Matter::Heading { text, .. }) = &block.matter else { return };
            let (line, plain) = (block.line, text.plain());
            let zone = self.into.zone;
            let dated = |text: &str| {
                let exact = self
                    .source
                    .times
                    .iter()
                    .find(|(words, _)| words == text.trim())
                    .and_then(|(_, machine)| date::moment(machine, zone));
                exact.or_else(|| date::moment(text.trim().trim_start_matches([',', ':', '|', '–', '-']), zone))
            };
            let first = words::kind_first(&plain).map(|(kind, end)| (kind, plain.get(end..).unwrap_or_default()));
            let (kind, moment) = match (words::kind(&plain), dated(&plain), first) {
                (Some(kind), _, _) => (Some(kind), None),
                (None, Some(moment), _) => (None, Some(moment)),
                (None, None, Some((kind, rest))) if dated(rest).is_some() => (Some(kind), dated(rest)),
                _ => return,
            };
            self.kind = self.kind.or(kind);
            let why = if moment.is_some() { Why::Date } else { Why::Repeated };
            self.published = self.published.take().or(moment);
            self.leave(line, &plain, why);
            self.source.blocks.remove(0);
        }
    }

    /// A block that says what the page's title begins with.
    fn is_title(&self, block: &SourceBlock) -> bool {
        let plain = block.plain();
        self.source.title.as_ref().is_some_and(|title| plain.chars().count() > 3 && words::starts_with(title, &plain).is_some())
    }

    fn without_kind(&mut self, text: &str) -> String {
        let mut text = text.trim();
        while let Some((kind, start)) = words::kind_before(text) {
            self.kind.get_or_insert(kind);
            text = text.get(start..).unwrap_or_default().trim();
        }
        text.to_owned()
    }

    fn without_kind_of(&self, text: &str) -> String {
        let mut text = text.trim();
        while let Some((_, start)) = words::kind_before(text) {
            text = text.get(start..).unwrap_or_default().trim();
        }
        text.to_owned()
    }

    /// Sorts the blocks below the headline into body, contacts, links and boilerplate.
    fn parts(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut part = Part::Body;
        let mut groups: Vec<Vec<Rich>> = Vec::new();
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let rest = blocks.get(at + 1..).unwrap_or_default();
            at += 1;
            let heading = self.heading(block, rest, &part);
            if let Some(text) = &heading {
                let plain = text.plain();
                if words::is_contact(&plain) {
                    self.people_of(&mut groups);
                    part = Part::Contacts;
                    continue;
                }
                if words::is_more(&plain) && self.more.is_none() {
                    part = Part::More;
                    self.more = Some((without_colon(text), Vec::new()));
                    continue;
                }
                let below = rest.first().map(SourceBlock::plain).unwrap_or_default();
                let late = part != Part::Body || department::is_about(&plain, self.into.publisher);
                if let (true, None, Some(department)) =
                    (late, &self.boilerplate, department::of(&plain, &below, self.into.publisher))
                {
                    self.boilerplate =
                        Some(About { line: block.line, heading: without_colon(text).plain(), blocks: Vec::new(), department });
                    part = Part::Boilerplate;
                    continue;
                }
                if part != Part::Body && (!self.source.is_plain || part != Part::More) {
                    self.people_of(&mut groups);
                    part = Part::Body;
                }
            }
            if let (Matter::Paragraph(text), Part::Body | Part::More) = (&block.matter, &part) {
                if let Some(start) = words::contact_before(&text.plain()).filter(|_| text.lines().iter().any(contacts::reaches)) {
                    groups.push(text.from(start).lines());
                    self.people_of(&mut groups);
                    continue;
                }
            }
            match (&mut part, heading) {
                (Part::Contacts, _) => groups.extend(lines_of(block)),
                (Part::Body, Some(text)) => {
                    let level = if let Matter::Heading { level, .. } = block.matter { level } else { 2 };
                    self.body.push(SourceBlock { line: block.line, matter: Matter::Heading { level, text } });
                }
                (Part::Body, None) => self.body.push(block.clone()),
                (Part::More, _) => {
                    let block = self.to_read_on(block.clone());
                    self.more.iter_mut().for_each(|(_, blocks)| blocks.push(block.clone()));
                }
                (Part::Boilerplate, _) => self.boilerplate.iter_mut().for_each(|about| about.blocks.push(block.clone())),
            }
        }
        self.people_of(&mut groups);
    }

    /// The text of a block that heads what follows it.
    fn heading(&self, block: &SourceBlock, rest: &[SourceBlock], part: &Part) -> Option<Rich> {
        match &block.matter {
            Matter::Heading { text, .. } => {
                // A heading above a number is a person's name.
                let names = *part == Part::Contacts && rest.first().is_some_and(|next| next.lines().iter().any(contacts::reaches));
                (!names).then(|| text.clone())
            }
            Matter::Paragraph(text) => {
                let plain = text.plain();
                let labels = words::is_contact(&plain) || words::is_more(&plain);
                if labels || (self.is_short(&plain) && (self.source.is_plain || text.is_strong()) && heads(&plain, rest, part)) {
                    return Some(if text.is_strong() { text.clone().without_strong() } else { text.clone() });
                }
                None
            }
            Matter::Bullet { .. } | Matter::List { .. } | Matter::Quote(_) | Matter::Table(_) => None,
        }
    }

    fn is_short(&self, text: &str) -> bool {
        text.chars().count() <= LONGEST_HEADING
            && !text.contains('\n')
            && !text.trim_end().ends_with(['.', ':', ';', '!', '?', ',', '…', '”', '"'])
            && words::quote_dash(text).is_none()
            && text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    }

    /// A paragraph below "Läs mer": in a plain text, a line that asks to read on was a link.
    fn to_read_on(&mut self, block: SourceBlock) -> SourceBlock {
        let SourceBlock { line, matter } = block;
        let matter = match matter {
            Matter::Paragraph(text) if self.source.is_plain => {
                let lines: Vec<Rich> = text.lines().into_iter().map(as_link).collect();
                Matter::Paragraph(Rich::from_lines(&lines))
            }
            matter => matter,
        };
        SourceBlock { line, matter }
    }

    /// Reads the people out of what has gathered. Lines that are nobody stay in the text.
    fn people_of(&mut self, groups: &mut Vec<Vec<Rich>>) {
        let (people, unplaced) = contacts::people(&std::mem::take(groups));
        self.people.extend(people);
        for line in unplaced {
            let at = line.line();
            self.note(
                at,
                Some(&line.plain()),
                say!("stood among the contacts and is kept in the text", "stod bland kontakterna och står kvar i texten"),
            );
            self.body.push(SourceBlock::paragraph(line, at));
        }
    }

    fn found(mut self, headline: Headline) -> Found {
        let meta = |written: &Option<String>| written.as_ref().and_then(|written| date::moment(written, self.into.zone));
        let published = self.published.take().or_else(|| meta(&self.source.published));
        let updated = self.updated.take().or_else(|| meta(&self.source.updated));
        if published.is_none() && updated.is_some() {
            self.note(1, None, say!("when it was first published is not told", "när det först publicerades framgår inte"));
            if let Some(note) = self.notes.pop() {
                self.notes.push(note.hint(say!(
                    "write `published` in the release if you know it; until then the day of the last change is used",
                    "skriv `published` i pressmeddelandet om du vet det; till dess används dagen för senaste ändring"
                )));
            }
        }
        let starts_with_text = self
            .body
            .first()
            .is_some_and(|block| matches!(&block.matter, Matter::Paragraph(text) if words::quote_dash(&text.plain()).is_none()));
        let lead = if starts_with_text { Some(self.body.remove(0)) } else { None };
        let lead = lead.and_then(|block| if let Matter::Paragraph(text) = block.matter { Some(text) } else { None });
        let lead = lead.map(|text| if text.is_strong() { text.without_strong() } else { text });
        if lead.is_none() {
            self.note(
                1,
                None,
                say!("no paragraph below the headline can be the lead", "inget stycke under rubriken kan vara ingress"),
            );
        }
        if self.people.is_empty() {
            self.note(
                1,
                None,
                say!(
                    "no contact with a phone number or an e-mail address was found",
                    "ingen kontakt med telefon eller e-post hittades"
                ),
            );
        }
        level_headings(&mut self.body, 1);
        if let Some((_, more)) = &mut self.more {
            level_headings(more, 2);
        }
        self.unknown_links();
        let language = self.source.language.as_ref().and_then(|tag| Lang::parse(tag.trim()).ok());
        Found {
            kind: self.kind.unwrap_or(Kind::PressRelease),
            headline,
            lead,
            body: self.body,
            more: self.more,
            people: self.people,
            boilerplate: self.boilerplate,
            published,
            updated,
            language,
            notes: self.notes,
            left_out: self.left_out,
        }
    }

    /// Links that need the author's hand.
    fn unknown_links(&mut self) {
        let more = self.more.iter().flat_map(|(_, blocks)| blocks);
        let about = self.boilerplate.iter().flat_map(|about| &about.blocks);
        let runs: Vec<_> =
            self.body.iter().chain(more).chain(about).flat_map(SourceBlock::lines).flat_map(|line| line.runs).collect();
        for run in runs {
            let note = match &run.style.link {
                Some(Target::Unknown) => self
                    .original
                    .note(run.line, Some(&run.text), say!("the link has no address", "länken saknar adress"))
                    .hint(say!("write the address between the round brackets", "skriv adressen mellan de runda parenteserna")),
                Some(Target::Lost(address)) => self
                    .original
                    .note(
                        run.line,
                        Some(address),
                        say!(
                            "the link to `{address}` leads nowhere from here; its words are kept",
                            "länken till `{address}` leder ingenstans härifrån; orden står kvar"
                        ),
                    )
                    .hint(say!(
                        "write it as `[words](https://...)` in the release",
                        "skriv den som `[ord](https://...)` i pressmeddelandet"
                    )),
                Some(Target::To(_)) | None => continue,
            };
            self.notes.push(note);
        }
    }
}

/// Where the reading stands.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Body,
    Contacts,
    More,
    Boilerplate,
}

/// True when a short line has a text below it that it can be the heading of.
fn heads(text: &str, rest: &[SourceBlock], part: &Part) -> bool {
    let Some(next) = rest.first() else { return false };
    let below = next.plain();
    let is_text = below.chars().count() > text.chars().count() && below.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '…']);
    is_text && !(*part == Part::Contacts && next.lines().iter().any(contacts::reaches))
}

fn without_colon(text: &Rich) -> Rich {
    text.slice(0..text.plain().trim_end().trim_end_matches(':').trim_end().len())
}

/// "Läs mer om projektet": what is linked in it, without the full stop.
fn as_link(line: Rich) -> Rich {
    let plain = line.plain();
    if !words::reads_on(&plain) || line.runs.iter().any(|run| run.style.link.is_some()) {
        return line;
    }
    let end = plain.trim_end_matches(['.', ':']).len();
    let mut words = line.slice(0..end);
    words.runs.iter_mut().for_each(|run| run.style.link = Some(Target::Unknown));
    words.append(&line.from(end));
    words
}

/// The lines of a block in groups: one for a paragraph, one for each item of a list and each row of a table.
fn lines_of(block: &SourceBlock) -> Vec<Vec<Rich>> {
    match &block.matter {
        Matter::List { items, .. } => items.iter().map(|item| item.iter().flat_map(SourceBlock::lines).collect()).collect(),
        Matter::Table(rows) => rows.iter().map(|row| row.iter().flat_map(Rich::lines).collect()).collect(),
        Matter::Heading { .. } | Matter::Paragraph(_) | Matter::Bullet { .. } | Matter::Quote(_) => vec![block.lines()],
    }
}

/// Levels from 2 to 4, none skipped.
fn level_headings(blocks: &mut [SourceBlock], above: u8) {
    let mut last = above;
    for block in blocks {
        if let Matter::Heading { level, .. } = &mut block.matter {
            *level = (*level).clamp(2, 4).min(last + 1);
            last = *level;
        }
    }
}
