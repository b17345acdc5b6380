//! What goes with a text: the event it invites to, its pictures and its documents.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::content::dates;
use crate::content::front_matter::RepeatCounter;
use crate::content::front_matter::TableReader;
use crate::content::name_messages;
use crate::content::newsroom;
use crate::content::newsroom::Registry;
use crate::content::newsroom::parsed;
use crate::content::newsroom::required_line;
use crate::content::release::FieldSpans;
use crate::content::release::ReleaseContext;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::model::Access;
use crate::model::Document;
use crate::model::Event;
use crate::model::FileKind;
use crate::model::Moment;
use crate::model::Picture;
use crate::model::SingleLine;
use crate::model::WebAddress;
use crate::model::event::Item;
use crate::model::name::NameError;
use crate::msg;

/// `[event]`, and `[[event.programme]]` below it.
pub(crate) fn event(
    table: &mut TableReader,
    house: &Registry,
    spots: &mut FieldSpans,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Event> {
    let text = table.source();
    let mut fields = table.table("event", mistakes)?;
    let moment = |fields: &mut TableReader, name: &'static str, mistakes: &mut Vec<Diagnostic>| {
        let written = fields.date(name, mistakes)?;
        let moment = dates::moment(text, &written, house.zone.as_ref(), mistakes)?;
        Some((moment, written.at))
    };
    if !fields.has("start") {
        fields.missing("start", "start = 2026-03-02 09:30", mistakes);
    }
    let start = moment(&mut fields, "start", mistakes);
    let end = moment(&mut fields, "end", mistakes);
    let place = required_line(&mut fields, "place", "place = \"Kommunhuset, Solvik\"", mistakes);
    let register_by = moment(&mut fields, "register_by", mistakes);
    let field = fields.text("register", mistakes);
    let register = parsed(
        text,
        field,
        WebAddress::parse,
        |w, e| name_messages::address("register", "registration", "anmälan", w, e),
        mistakes,
    );
    let mut programme = Vec::new();
    for mut row in fields.tables("programme", mistakes) {
        let time = required_line(&mut row, "time", "time = \"9.30\"", mistakes);
        let what = required_line(&mut row, "what", "what = \"Visning av skolan\"", mistakes);
        row.finish(mistakes);
        programme.extend(time.zip(what).map(|(time, what)| Item { time, what }));
    }
    let home = fields.home();
    fields.finish(mistakes);
    let (start, at) = start?;
    let begins = text.slice(at.clone());
    spots.event = Some(at.clone());
    if let Some((_, at)) = end.as_ref().filter(|(end, _)| end.is_earlier_than(&start)) {
        let say = msg!("the event ends before it begins", "evenemanget slutar innan det börjar");
        let end = text.slice(at.clone());
        let hint = msg!("it begins `{begins}`; `{end}` is earlier", "det börjar `{begins}`; `{end}` är tidigare");
        mistakes.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
    }
    if let Some((_, at)) = register_by.as_ref().filter(|(last, _)| start.is_earlier_than(last)) {
        let say = msg!(
            "people can register until after the event has begun",
            "man kan anmäla sig ända tills efter att evenemanget har börjat"
        );
        let hint =
            msg!("it begins `{begins}`: write an earlier `register_by`", "det börjar `{begins}`: skriv ett tidigare `register_by`");
        mistakes.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
    }
    if let (Some((_, by)), None) = (&register_by, &register) {
        let by = text.slice(by.clone());
        let say = msg!("nobody is told where to register until `{by}`", "ingen får veta var man anmäler sig senast `{by}`");
        let hint = msg!(
            "write `register = \"mailto:press@solvik.example\"`, unless the text says it",
            "skriv `register = \"mailto:press@solvik.example\"`, om inte texten säger det"
        );
        mistakes.push(Diagnostic::warning(home, say).hint(hint));
    }
    let moment = |told: Option<(Moment, Range<usize>)>| told.map(|(moment, _)| moment);
    Some(Event { start, end: moment(end), place: place?, register_by: moment(register_by), register, programme })
}

/// `[[documents]]`; those of the original where a translation names none.
pub(crate) fn documents(
    table: &mut TableReader,
    given: &ReleaseContext,
    house: &Registry,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<Document> {
    if let (Some((original, _)), false) = (given.original, table.has("documents")) {
        table.knows("documents");
        return original.documents.clone();
    }
    let (mut named, mut found, mut twice) = (BTreeSet::new(), Vec::new(), RepeatCounter::default());
    for row in table.tables("documents", mistakes) {
        let home = row.home();
        if let Some(document) = document(row, given, house, mistakes) {
            if named.insert(document.file.path.clone()) {
                found.push(document);
            } else {
                twice.tell(mistakes, || named_twice(home, document.file.name.as_str(), "documents"));
            }
        }
    }
    twice.finish(mistakes);
    found
}

/// The first row of a file is taken, and no other.
fn named_twice(place: Location, name: &str, table: &str) -> Diagnostic {
    let name = shown(name);
    let say = msg!("`{name}` stands in two `[[{table}]]`", "`{name}` står i två `[[{table}]]`");
    Diagnostic::warning(place, say).hint(msg!("take the second away: it is not used", "ta bort den andra: den används inte"))
}

fn document(mut row: TableReader, given: &ReleaseContext, house: &Registry, mistakes: &mut Vec<Diagnostic>) -> Option<Document> {
    let text = row.source();
    let field = row.required("file", "file = \"beslut.pdf\"", mistakes);
    let file = field.and_then(|name| given.beside.find(text, &name.value, name.at, mistakes)).map(|(file, _)| file);
    let title = required_line(&mut row, "title", "title = \"Beslutet i sin helhet\"", mistakes);
    let field = row.text("language", mistakes);
    let lang = newsroom::lang(text, field, mistakes);
    let hint = msg!(
        "write how many pages there are: `pages = 4`, or take the line away",
        "skriv hur många sidor det är: `pages = 4`, eller ta bort raden"
    );
    let pages = row.number_in("pages", 1..=100_000, hint, mistakes).map(|pages| pages.value);
    let hint = msg!("write it in bytes, or take it away", "skriv den i byte, eller ta bort den");
    if let (Some(said), Some(file)) = (row.number_in("size", 0..=u32::MAX, hint, mistakes), &file)
        && file.length > u64::from(said.value)
    {
        let (name, length, said_bytes) = (file.name.as_str(), file.length, said.value);
        let say = msg!(
            "`{name}` is larger than said: {length} bytes, not {said_bytes}",
            "`{name}` är större än det sägs: {length} byte, inte {said_bytes}"
        );
        let hint = msg!(
            "put the right file there, or take `size` away: readers are told the true size",
            "lägg dit rätt fil, eller ta bort `size`: läsarna får veta den verkliga storleken"
        );
        mistakes.push(Diagnostic::error(text.place(said.at), say).hint(hint));
    }
    let accessible = row.yes_or_no("accessible", mistakes);
    let asks = row.has("ask");
    let ask = row.text("ask", mistakes).and_then(|key| house.contacts.find(text, &key, mistakes));
    if accessible == Some(false) && !asks {
        let say =
            msg!("nobody is told whom to ask for an accessible form", "ingen får veta vem man frågar om en tillgänglig version");
        let hint = msg!(
            "write a key of `contacts.toml`: `ask = \"anna-berg\"`",
            "skriv en nyckel ur `contacts.toml`: `ask = \"anna-berg\"`"
        );
        mistakes.push(Diagnostic::error(row.home(), say).hint(hint));
    }
    if asks && accessible != Some(false) {
        let say = msg!(
            "`ask` is not shown unless the document is not accessible",
            "`ask` visas bara när dokumentet inte är tillgängligt"
        );
        let hint = msg!("write `accessible = false`, or take `ask` away", "skriv `accessible = false`, eller ta bort `ask`");
        mistakes.push(Diagnostic::warning(row.home(), say).hint(hint));
    }
    row.finish(mistakes);
    let access = match (accessible, ask) {
        (Some(false), Some(contact)) => Access::Ask(contact),
        (Some(true), _) => Access::Accessible,
        _ => Access::Unknown,
    };
    Some(Document { file: file?, title: title?, lang, pages, access })
}

/// What is said about pictures in the fields, for those in the text and beside it.
pub(crate) struct Figures<'g> {
    given: &'g ReleaseContext<'g>,
    rows: Vec<PictureRow>,
    /// The files that the text has shown.
    shown: RefCell<BTreeSet<String>>,
}

/// One `[[pictures]]`.
struct PictureRow {
    file: Spanned<String>,
    alt: Option<SingleLine>,
    caption: Option<SingleLine>,
    credit: Option<SingleLine>,
    rights: Option<SingleLine>,
}

impl<'g> Figures<'g> {
    pub fn read(table: &mut TableReader, given: &'g ReleaseContext<'g>, mistakes: &mut Vec<Diagnostic>) -> Figures<'g> {
        let (mut named, mut rows, mut twice) = (BTreeSet::new(), Vec::new(), RepeatCounter::default());
        for mut row in table.tables("pictures", mistakes) {
            let (home, has_alt) = (row.home(), row.has("alt"));
            let file = row.required("file", "file = \"skolan.jpg\"", mistakes);
            let [alt, caption, credit, rights] =
                ["alt", "caption", "credit", "rights"].map(|name| newsroom::line(&mut row, name, mistakes));
            row.finish(mistakes);
            let Some(file) = file else { continue };
            if !named.insert(file.value.clone()) {
                twice.tell(mistakes, || named_twice(home, &file.value, "pictures"));
                continue;
            }
            // Of a wrong text it was told already; words in its place, so that it is not told to be missing too.
            let alt = alt.or_else(|| SingleLine::parse(&file.value).ok().filter(|_| has_alt));
            rows.push(PictureRow { file, alt, caption, credit, rights });
        }
        twice.finish(mistakes);
        Figures { given, rows, shown: RefCell::default() }
    }

    /// The picture that the text shows: alternative text and caption as they stand there, credit and rights from the fields.
    pub fn in_text(
        &self,
        text: &SourceText,
        name: &str,
        (alt, caption): (&str, &str),
        at: Range<usize>,
        mistakes: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Picture>> {
        self.shown.borrow_mut().insert(name.to_owned());
        let row = self.rows.iter().find(|row| row.file.value == name);
        let inherited = self.inherited(name);
        let line = |words: &str| SingleLine::parse(words).ok();
        let alt = line(alt).or_else(|| row.and_then(|row| row.alt.clone()));
        let caption = line(caption).or_else(|| row.and_then(|row| row.caption.clone()));
        let credit = row.and_then(|row| row.credit.clone()).or_else(|| inherited.and_then(|picture| picture.credit.clone()));
        let rights = row.and_then(|row| row.rights.clone()).or_else(|| inherited.and_then(|picture| picture.rights.clone()));
        self.picture(text, name, alt, [caption, credit, rights], at, mistakes)
    }

    /// The pictures that are only named in the fields; those of the original where a translation names none.
    pub fn left(&self, text: &SourceText, mistakes: &mut Vec<Diagnostic>) -> Vec<Arc<Picture>> {
        let shown = self.shown.borrow();
        if let (Some((original, _)), true) = (self.given.original, self.rows.is_empty()) {
            return original.pictures.iter().filter(|picture| !shown.contains(picture.file.name.as_str())).cloned().collect();
        }
        let rows = self.rows.iter().filter(|row| !shown.contains(&row.file.value));
        rows.filter_map(|row| {
            let below = [row.caption.clone(), row.credit.clone(), row.rights.clone()];
            self.picture(text, &row.file.value, row.alt.clone(), below, row.file.at.clone(), mistakes)
        })
        .collect()
    }

    fn inherited(&self, name: &str) -> Option<&Picture> {
        let (original, _) = self.given.original?;
        original.all_pictures().into_iter().find(|picture| picture.file.name.as_str() == name).map(AsRef::as_ref)
    }

    fn picture(
        &self,
        text: &SourceText,
        name: &str,
        alt: Option<SingleLine>,
        [caption, credit, rights]: [Option<SingleLine>; 3],
        at: Range<usize>,
        mistakes: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Picture>> {
        let file = self.given.beside.find(text, name, at.clone(), mistakes);
        let written = shown(name);
        if alt.is_none() {
            let say = msg!("the picture `{written}` has no alternative text", "bilden `{written}` har ingen alternativtext");
            let hint = msg!(
                "say what it shows for those who do not see it: `![what the picture shows]({written})`, or `alt = \"...\"` under `[[pictures]]`",
                "säg vad den visar för dem som inte ser den: `![vad bilden visar]({written})`, eller `alt = \"...\"` under `[[pictures]]`"
            );
            mistakes.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
        }
        let (file, (width, height)) = file?;
        if !file.kind.is_picture() {
            let kinds: Vec<&str> =
                FileKind::ALL.iter().filter(|(kind, _)| kind.is_picture()).map(|(kind, _)| kind.label()).collect();
            let (kinds, kinds_sv) = (kinds.join(" and "), kinds.join(" och "));
            let say = msg!("`{written}` is not a picture", "`{written}` är ingen bild");
            let hint = msg!(
                "pictures are {kinds}; anything else stands under `[[documents]]`",
                "bilder är {kinds_sv}; allt annat står under `[[documents]]`"
            );
            mistakes.push(Diagnostic::error(text.place(at), say).hint(hint));
            return None;
        }
        Some(Arc::new(Picture { file, width, height, alt: alt?, caption, credit, rights }))
    }
}

/// The name of a picture as Markdown gives it: `%20` and its like undone.
pub(crate) fn file_name(written: &str) -> Result<String, NameError> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| NameError::Shape)
}
