//! The fields at the top of a release, and the newsroom's own files: TOML 1.1, read so that all mistakes come at once.
//!
//! Each field is taken once, by its type, with the place it stands at; what nobody took is an unknown field. The door to `toml`.

mod dates;
mod tally;
mod write;

use std::collections::BTreeSet;
use std::ops::Range;
use std::ops::RangeInclusive;
use std::rc::Rc;

use toml::Spanned as TomlSpanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::content::toml_messages;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::diag::Message;
use crate::msg;

pub(crate) use tally::RepeatCounter;
pub use write::toml_string;
pub use write::toml_text;

/// No release has more documents, pictures or changes: what comes after them is not read.
const ROWS: usize = 1000;

/// A table of fields, from which they are taken one by one.
pub(crate) struct TableReader<'t> {
    text: &'t SourceText,
    diagnostics: &'t Diagnostics,
    /// Where the table's own text begins in the file: TOML counts from there.
    base: usize,
    entries: Vec<TableEntry<'t>>,
    /// Where to point when a field is missing: the opening fence, or the table's name. `None` for a whole file.
    home: Option<Range<usize>>,
    known: Vec<&'static str>,
    /// Where the lines begin that TOML itself could not read. A field may be missing because it stood there, and what was
    /// rescued from such a line is not looked at: one line, one message.
    torn: Rc<BTreeSet<usize>>,
}

/// What can be said in a word, or at length.
pub(crate) enum TextOrTable<'t> {
    Text(Spanned<String>),
    Table(TableReader<'t>),
}

struct TableEntry<'t> {
    key: String,
    key_at: Range<usize>,
    value: TomlSpanned<DeValue<'t>>,
}

/// Reads `range` of the file as TOML. The mistakes of TOML are told, and what could be read is returned with "was all well?".
pub(crate) fn fields<'t>(
    text: &'t SourceText,
    range: Range<usize>,
    home: Option<Range<usize>>,
    diagnostics: &'t Diagnostics,
) -> (TableReader<'t>, bool) {
    let (table, errors) = DeTable::parse_recoverable(text.slice(range.clone()));
    let mut torn = BTreeSet::new();
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let at = range.start + span.start..range.start + span.end;
        if torn.insert(text.line_start(at.start)) && torn.len() <= tally::LIMIT {
            diagnostics.push(toml_messages::explain(error.message(), text, at));
        }
    }
    if let Some(more @ 1..) = torn.len().checked_sub(tally::LIMIT) {
        let say = msg!("{more} more lines that cannot be read", "{more} rader till som inte kan läsas");
        let hint = msg!("fix the first ones and run `check` again", "rätta de första och kör `check` igen");
        diagnostics.push(Diagnostic::error(Location::file(text.file.clone()), say).hint(hint));
    }
    let fine = torn.is_empty();
    (TableReader::new(text, diagnostics, range.start, table.into_inner(), home, Rc::new(torn)), fine)
}

impl<'t> TableReader<'t> {
    fn new(
        text: &'t SourceText,
        diagnostics: &'t Diagnostics,
        base: usize,
        table: DeTable<'t>,
        home: Option<Range<usize>>,
        torn: Rc<BTreeSet<usize>>,
    ) -> TableReader<'t> {
        let mut entries: Vec<TableEntry<'t>> = table
            .into_iter()
            .map(|(key, value)| {
                let span = key.span();
                TableEntry { key: key.into_inner().into_owned(), key_at: base + span.start..base + span.end, value }
            })
            .collect();
        entries.retain(|entry| {
            let lines = [entry.key_at.start, base + entry.value.span().start].map(|at| text.line_start(at));
            !lines.iter().any(|line| torn.contains(line))
        });
        entries.sort_by_key(|entry| entry.key_at.start);
        TableReader { text, diagnostics, base, entries, home, known: Vec::new(), torn }
    }

    /// Where errors in this table are reported.
    pub fn diagnostics(&self) -> &'t Diagnostics {
        self.diagnostics
    }

    pub fn source(&self) -> &'t SourceText {
        self.text
    }

    fn take(&mut self, name: &'static str) -> Option<TableEntry<'t>> {
        self.known.push(name);
        let at = self.entries.iter().position(|entry| entry.key == name)?;
        Some(self.entries.remove(at))
    }

    /// A field that can be written here, though nobody took it.
    pub fn knows(&mut self, name: &'static str) {
        self.known.push(name);
    }

    /// A field that cannot stand here: told when it is there.
    pub fn refuse(&mut self, name: &'static str, say: Message, hint: Message) {
        let at = self.entries.iter().position(|entry| entry.key == name);
        if let Some(entry) = at.map(|at| self.entries.remove(at)) {
            self.diagnostics.push(Diagnostic::error(self.text.place(entry.key_at), say).hint(hint));
        }
    }

    /// Where a mistake of the whole table is shown.
    pub fn home(&self) -> Location {
        match &self.home {
            Some(at) => self.text.place(at.clone()),
            None => Location::file(self.text.file.clone()),
        }
    }

    /// Whether TOML itself was broken, so that a field may be missing only because its line could not be read.
    pub fn is_torn(&self) -> bool {
        !self.torn.is_empty()
    }

    fn at(&self, span: Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }

    fn wrong(&self, value: &TomlSpanned<DeValue>, say: Message, hint: Message) -> Diagnostic {
        Diagnostic::error(self.text.place(self.at(value.span())), say).hint(hint)
    }

    /// Says that `name` is missing, with how to write it, unless TOML was broken.
    pub fn missing(&self, name: &str, example: &str) {
        if !self.is_torn() {
            let say = msg!("`{name}` is missing", "`{name}` saknas");
            self.diagnostics.push(Diagnostic::error(self.home(), say).hint(msg!("write `{example}`", "skriv `{example}`")));
        }
    }

    /// A text between quotation marks.
    pub fn text(&mut self, name: &'static str) -> Option<Spanned<String>> {
        let entry = self.take(name)?;
        let at = self.at(entry.value.span());
        match entry.value.get_ref() {
            DeValue::String(value) => Some(Spanned { value: value.to_string(), at }),
            _ => {
                self.diagnostics.push(self.not_a_text(name, &entry.value));
                None
            }
        }
    }

    fn not_a_text(&self, name: &str, value: &TomlSpanned<DeValue>) -> Diagnostic {
        let written = shown(self.text.slice(self.at(value.span())));
        let hint = match value.get_ref() {
            DeValue::Array(_) | DeValue::Table(_) => msg!("write `{name} = \"...\"`", "skriv `{name} = \"...\"`"),
            _ => msg!(
                "put it between quotation marks: `{name} = \"{written}\"`",
                "sätt det inom citattecken: `{name} = \"{written}\"`"
            ),
        };
        self.wrong(value, msg!("`{name}` must be text", "`{name}` måste vara text"), hint)
    }

    /// A text that must be there; a missing one is a mistake.
    pub fn required(&mut self, name: &'static str, example: &str) -> Option<Spanned<String>> {
        if !self.has(name) {
            self.known.push(name);
            self.missing(name, example);
            return None;
        }
        self.text(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == name)
    }

    /// A whole number from 0 to 86399: one of the seconds of a day.
    pub fn number(&mut self, name: &'static str) -> Option<Spanned<u32>> {
        self.number_in(name, 0..=86_399, msg!("write `{name} = 1`", "skriv `{name} = 1`"))
    }

    /// A whole number within `range`.
    pub fn number_in(&mut self, name: &'static str, range: RangeInclusive<u32>, hint: Message) -> Option<Spanned<u32>> {
        let entry = self.take(name)?;
        let number = match entry.value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| range.contains(n)),
            _ => None,
        };
        if number.is_none() {
            let (least, most) = (range.start(), range.end());
            let say = msg!(
                "`{name}` must be a whole number from {least} to {most}",
                "`{name}` måste vara ett heltal från {least} till {most}"
            );
            self.diagnostics.push(self.wrong(&entry.value, say, hint));
        }
        number.map(|value| Spanned { value, at: self.at(entry.value.span()) })
    }

    /// A number within `range`, with or without a fraction.
    pub fn decimal_in(&mut self, name: &'static str, range: RangeInclusive<f64>, hint: Message) -> Option<Spanned<f64>> {
        let entry = self.take(name)?;
        let number = match entry.value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = (range.start(), range.end());
            let say =
                msg!("`{name}` must be a number from {least} to {most}", "`{name}` måste vara ett tal från {least} till {most}");
            self.diagnostics.push(self.wrong(&entry.value, say, hint));
        }
        number.map(|value| Spanned { value, at: self.at(entry.value.span()) })
    }

    /// `true` or `false`.
    pub fn yes_or_no(&mut self, name: &'static str) -> Option<bool> {
        let entry = self.take(name)?;
        if let DeValue::Boolean(value) = entry.value.get_ref() {
            return Some(*value);
        }
        let say = msg!("`{name}` must be `true` or `false`", "`{name}` måste vara `true` eller `false`");
        let hint = msg!(
            "write `{name} = true` or `{name} = false`, without quotation marks",
            "skriv `{name} = true` eller `{name} = false`, utan citattecken"
        );
        self.diagnostics.push(self.wrong(&entry.value, say, hint));
        None
    }

    /// A list of texts; an absent one is empty.
    pub fn texts(&mut self, name: &'static str) -> Vec<Spanned<String>> {
        let Some(entry) = self.take(name) else { return Vec::new() };
        let mut found = Vec::new();
        let refuse = |value: &TomlSpanned<DeValue>, written: &str| {
            let written = shown(written.trim_matches('"'));
            let say = msg!("`{name}` must be a list of texts", "`{name}` måste vara en lista med texter");
            let hint = msg!("write `{name} = [\"{written}\"]`", "skriv `{name} = [\"{written}\"]`");
            self.wrong(value, say, hint)
        };
        match entry.value.get_ref() {
            DeValue::Array(items) => {
                let mut tally = RepeatCounter::default();
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::String(value) => found.push(Spanned { value: value.to_string(), at: self.at(item.span()) }),
                        _ => tally.tell(self.diagnostics, || self.not_a_text_of_the_list(name, item)),
                    }
                }
                tally.finish(self.diagnostics);
            }
            DeValue::Table(_) => self.diagnostics.push(refuse(&entry.value, "...")),
            _ => self.diagnostics.push(refuse(&entry.value, self.text.slice(self.at(entry.value.span())))),
        }
        found
    }

    fn not_a_text_of_the_list(&self, name: &str, item: &TomlSpanned<DeValue>) -> Diagnostic {
        let written = shown(self.text.slice(self.at(item.span())));
        let say = msg!("`{name}` must be a list of texts", "`{name}` måste vara en lista med texter");
        let hint = msg!("put it between quotation marks: `\"{written}\"`", "sätt det inom citattecken: `\"{written}\"`");
        self.wrong(item, say, hint)
    }

    /// A table of its own: `[name]`.
    pub fn table(&mut self, name: &'static str) -> Option<TableReader<'t>> {
        let entry = self.take(name)?;
        if !matches!(entry.value.get_ref(), DeValue::Table(_)) {
            let say = msg!("`{name}` must be a table", "`{name}` måste vara en tabell");
            let hint = msg!("write a line `[{name}]` and its fields below it", "skriv en rad `[{name}]` och dess fält under den");
            self.diagnostics.push(self.wrong(&entry.value, say, hint));
            return None;
        }
        self.child(entry)
    }

    /// A table that is repeated: `[[name]]`.
    pub fn tables(&mut self, name: &'static str) -> Vec<TableReader<'t>> {
        let Some(entry) = self.take(name) else { return Vec::new() };
        let say = || msg!("`{name}` must be one or more tables", "`{name}` måste vara en eller flera tabeller");
        let hint = || {
            // Below another table it is written with that one's name before it.
            let table = self.home.clone().map(|home| self.text.slice(home));
            let name = match table.filter(|table| self.text.whole.contains(&format!("[{table}"))) {
                Some(table) => format!("{table}.{name}"),
                None => name.to_owned(),
            };
            msg!(
                "write a line `[[{name}]]` with double brackets and its fields below it",
                "skriv en rad `[[{name}]]` med dubbla hakparenteser och dess fält under den"
            )
        };
        let DeValue::Array(_) = entry.value.get_ref() else {
            let at = entry.key_at.clone();
            self.diagnostics.push(Diagnostic::error(self.text.place(at), say()).hint(hint()));
            return Vec::new();
        };
        let DeValue::Array(items) = entry.value.into_inner() else { return Vec::new() };
        let mut found = Vec::new();
        let mut tally = RepeatCounter::default();
        for (n, value) in items.into_iter().enumerate() {
            if n == ROWS {
                self.diagnostics.push(self.too_many(name, &value));
                break;
            }
            if matches!(value.get_ref(), DeValue::Table(_)) {
                let span = value.span();
                let entry = TableEntry { key: entry.key.clone(), key_at: self.at(span), value };
                found.extend(self.child(entry));
            } else {
                tally.tell(self.diagnostics, || self.wrong(&value, say(), hint()));
            }
        }
        tally.finish(self.diagnostics);
        found
    }

    fn too_many(&self, name: &str, value: &TomlSpanned<DeValue>) -> Diagnostic {
        let say = msg!("there are more than {ROWS} `{name}`", "det finns fler än {ROWS} `{name}`");
        let hint = msg!("the ones from here on are not read: remove some", "de härifrån läses inte: ta bort några");
        self.wrong(value, say, hint)
    }

    /// Every entry that is left, as a table by its key: how contacts and departments are written.
    pub fn rest(&mut self, example: &str) -> Vec<(Spanned<String>, TableReader<'t>)> {
        let mut found = Vec::new();
        let mut tally = RepeatCounter::default();
        for entry in std::mem::take(&mut self.entries) {
            let key = Spanned { value: entry.key.clone(), at: entry.key_at.clone() };
            if !matches!(entry.value.get_ref(), DeValue::Table(_)) {
                tally.tell(self.diagnostics, || self.outside(&entry, example));
            } else if let Some(fields) = self.child(entry) {
                found.push((key, fields));
            }
        }
        tally.finish(self.diagnostics);
        found
    }

    fn outside(&self, entry: &TableEntry, example: &str) -> Diagnostic {
        let name = shown(&entry.key);
        let say = msg!("`{name}` is outside every table", "`{name}` ligger utanför alla tabeller");
        let hint = msg!("put it below a line `[{example}]`", "sätt det under en rad `[{example}]`");
        Diagnostic::error(self.text.place(entry.key_at.clone()), say).hint(hint)
    }

    /// Every entry that is left, by its key, as a text or as a table: how topics are written. `None` for what is neither, which was told.
    pub fn rest_texts(&mut self) -> Vec<(Spanned<String>, Option<TextOrTable<'t>>)> {
        let mut found = Vec::new();
        let mut tally = RepeatCounter::default();
        for entry in std::mem::take(&mut self.entries) {
            let at = self.at(entry.value.span());
            let key = Spanned { value: entry.key.clone(), at: entry.key_at.clone() };
            let written = match entry.value.get_ref() {
                DeValue::String(value) => Some(TextOrTable::Text(Spanned { value: value.to_string(), at })),
                DeValue::Table(_) => self.child(entry).map(TextOrTable::Table),
                _ => {
                    tally.tell(self.diagnostics, || self.not_a_text(&entry.key, &entry.value));
                    None
                }
            };
            found.push((key, written));
        }
        tally.finish(self.diagnostics);
        found
    }

    fn child(&self, entry: TableEntry<'t>) -> Option<TableReader<'t>> {
        let DeValue::Table(table) = entry.value.into_inner() else { return None };
        Some(TableReader::new(self.text, self.diagnostics, self.base, table, Some(entry.key_at), Rc::clone(&self.torn)))
    }

    /// What is left is unknown: each is named with the nearest field that there is.
    pub fn finish(self) {
        let mut tally = RepeatCounter::default();
        for entry in &self.entries {
            tally.tell(self.diagnostics, || self.unknown(entry));
        }
        tally.finish(self.diagnostics);
    }

    fn unknown(&self, entry: &TableEntry) -> Diagnostic {
        let name = shown(&entry.key);
        let say = msg!("unknown field `{name}`", "okänt fält `{name}`");
        let hint = match nearest(&entry.key, self.known.iter().copied()) {
            Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            None => {
                let (en, sv) = (list(&self.known, "and"), list(&self.known, "och"));
                Message { en: format!("the fields here are {en}"), sv: format!("fälten här är {sv}") }
            }
        };
        Diagnostic::error(self.text.place(entry.key_at.clone()), say).hint(hint)
    }
}

/// `a`, `b` and `c`.
pub(crate) fn list(names: &[&str], and: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {and} {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// Where a list of texts stands, in bytes: the whole with its brackets, and each text with its quotation marks. Told by the parser itself,
/// since a line that looks like the field can be words of a text of several lines. `None` when there is none.
pub(crate) fn list_at(text: &str, name: &str) -> Option<Spanned<Vec<Spanned<String>>>> {
    let table = DeTable::parse(text).ok()?;
    let list = table.get_ref().get(name)?;
    let DeValue::Array(items) = list.get_ref() else { return None };
    let texts = items.iter().filter_map(|item| Some(Spanned { value: item.get_ref().as_str()?.to_owned(), at: item.span() }));
    Some(Spanned { value: texts.collect(), at: list.span() })
}

/// A file of tables as plain values, for those who only look something up in it; what is wrong with it and where (in bytes) otherwise.
pub fn tables(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, (String, std::ops::Range<usize>)> {
    toml::from_str(text).map_err(|error| (error.message().to_owned(), error.span().unwrap_or_default()))
}
