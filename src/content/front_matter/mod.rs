//! Reads the fields of releases and of the newsroom's own files: TOML 1.1, with all errors reported at once.
//!
//! Each field is taken once, by its type, with its span; fields that nothing takes are unknown. The only user of `toml`.

mod dates;
mod repeat_counter;
mod write;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::content::limits::MAX_TABLES;
use crate::content::messages::syntax;
use crate::content::text::{SourceText, Spanned, find_nearest, shorten};
use crate::diag::{Diagnostic, Location, Message};
use crate::msg;

pub(crate) use repeat_counter::RepeatCounter;
pub use write::{toml_string, toml_text};

/// A table whose fields are taken one by one.
pub(crate) struct TableReader<'t> {
    source: &'t SourceText<'t>,
    /// The offset in the file from which TOML counts.
    base: usize,
    entries: Vec<TableEntry<'t>>,
    /// The opening fence or the table's name, where missing fields are reported; `None` for a whole file.
    heading: Option<Range<usize>>,
    known: Vec<&'static str>,
    /// The starts of the lines that are not TOML. What was salvaged from them is ignored, so that each has one message only.
    broken_lines: Rc<BTreeSet<usize>>,
}

pub(crate) enum StringOrTable<'t> {
    String(Spanned<String>),
    Table(TableReader<'t>),
}

struct TableEntry<'t> {
    key: Spanned<String>,
    value: TomlSpanned<DeValue<'t>>,
}

impl<'t> TableReader<'t> {
    /// Reads `span` of the file as TOML and reports its syntax errors; the valid lines are returned.
    pub fn from_span(source: &'t SourceText<'t>, span: Range<usize>, heading: Option<Range<usize>>) -> TableReader<'t> {
        let (table, errors) = DeTable::parse_recoverable(source.slice(span.clone()));
        let mut broken_lines = BTreeSet::new();
        for error in &errors {
            let at = error.span().unwrap_or(0..0);
            let at = span.start + at.start..span.start + at.end;
            if broken_lines.insert(source.line_start(at.start)) && broken_lines.len() <= repeat_counter::LIMIT {
                syntax::report(error.message(), source, at);
            }
        }
        if let Some(more @ 1..) = broken_lines.len().checked_sub(repeat_counter::LIMIT) {
            let message = msg!("{more} more lines that cannot be read", "{more} rader till som inte kan läsas");
            source.file_error(message, msg!("fix the first ones and run `check` again", "rätta de första och kör `check` igen"));
        }
        TableReader::new(source, span.start, table.into_inner(), heading, Rc::new(broken_lines))
    }

    pub fn from_file(source: &'t SourceText<'t>) -> TableReader<'t> {
        TableReader::from_span(source, 0..source.as_str().len(), None)
    }

    fn new(
        source: &'t SourceText<'t>,
        base: usize,
        table: DeTable<'t>,
        heading: Option<Range<usize>>,
        broken_lines: Rc<BTreeSet<usize>>,
    ) -> TableReader<'t> {
        let mut reader = TableReader { source, base, entries: Vec::new(), heading, known: Vec::new(), broken_lines };
        let is_broken = |at: usize| reader.broken_lines.contains(&source.line_start(at));
        let entries = table.into_iter().filter_map(|(key, value)| {
            let span = reader.file_span(&key);
            let is_valid = !is_broken(span.start) && !is_broken(reader.file_span(&value).start);
            is_valid.then(|| TableEntry { key: Spanned { value: key.into_inner().into_owned(), span }, value })
        });
        let mut entries: Vec<TableEntry> = entries.collect();
        entries.sort_by_key(|entry| entry.key.span.start);
        reader.entries = entries;
        reader
    }

    pub fn source(&self) -> &'t SourceText<'t> {
        self.source
    }

    fn take(&mut self, name: &'static str) -> Option<TableEntry<'t>> {
        self.known.push(name);
        let at = self.entries.iter().position(|entry| entry.key.value == name)?;
        Some(self.entries.remove(at))
    }

    /// Makes `name` a known field, although nothing takes it.
    pub fn allow(&mut self, name: &'static str) {
        self.known.push(name);
    }

    /// Takes `name` whatever it is, where another error decides what it should be.
    pub fn ignore(&mut self, name: &'static str) {
        self.take(name);
    }

    /// Reports `name` where it is written, as a field that does not belong here.
    pub fn reject(&mut self, name: &'static str, message: Message, hint: Message) {
        if let Some(at) = self.entries.iter().position(|entry| entry.key.value == name) {
            self.source.error(self.entries.remove(at).key.span, message, hint);
        }
    }

    /// Where errors of the table as a whole are reported.
    pub fn location(&self) -> Location {
        match &self.heading {
            Some(span) => self.source.location(span.clone()),
            None => Location::file(&self.source.path),
        }
    }

    pub fn error(&self, message: Message, hint: Message) {
        self.source.diagnostics.push(Diagnostic::error(self.location(), message).hint(hint));
    }

    pub fn warning(&self, message: Message, hint: Message) {
        self.source.diagnostics.push(Diagnostic::warning(self.location(), message).hint(hint));
    }

    /// Whether a line is not TOML, so that a field may be missing only because it is on that line.
    pub fn has_syntax_errors(&self) -> bool {
        !self.broken_lines.is_empty()
    }

    fn file_span<T>(&self, part: &TomlSpanned<T>) -> Range<usize> {
        let span = part.span();
        self.base + span.start..self.base + span.end
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.value == name)
    }

    pub fn has_unknown_fields(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Reports `name` when it is missing, unless it may be on a line that is not TOML.
    pub fn require(&self, name: &str, example: &str) {
        if !self.has(name) && !self.has_syntax_errors() {
            self.error(msg!("`{name}` is missing", "`{name}` saknas"), msg!("write `{example}`", "skriv `{example}`"));
        }
    }

    pub fn string(&mut self, name: &'static str) -> Option<Spanned<String>> {
        let value = self.take(name)?.value;
        let span = self.file_span(&value);
        match value.into_inner() {
            DeValue::String(value) => Some(Spanned { value: value.into_owned(), span }),
            value => {
                self.source.diagnostics.push(self.not_a_string(name, &value, span));
                None
            }
        }
    }

    fn not_a_string(&self, name: &str, value: &DeValue, span: Range<usize>) -> Diagnostic {
        let written = shorten(self.source.slice(span.clone()));
        let hint = match value {
            DeValue::Array(_) | DeValue::Table(_) => msg!("write `{name} = \"...\"`", "skriv `{name} = \"...\"`"),
            _ => msg!(
                "put it between quotation marks: `{name} = \"{written}\"`",
                "sätt det inom citattecken: `{name} = \"{written}\"`"
            ),
        };
        let message = msg!("`{name}` must be text", "`{name}` måste vara text");
        Diagnostic::error(self.source.location(span), message).hint(hint)
    }

    pub fn required_string(&mut self, name: &'static str, example: &str) -> Option<Spanned<String>> {
        self.require(name, example);
        self.string(name)
    }

    /// A whole number from 0 to 86399: one of the seconds of a day.
    pub fn integer(&mut self, name: &'static str) -> Option<Spanned<u32>> {
        self.integer_in(name, 0..=86_399, msg!("write `{name} = 1`", "skriv `{name} = 1`"))
    }

    pub fn integer_in(&mut self, name: &'static str, range: RangeInclusive<u32>, hint: Message) -> Option<Spanned<u32>> {
        let parse = |value: &DeValue| match value {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        self.number_in(name, range, parse, msg!("a whole number", "ett heltal"), hint)
    }

    /// With or without a fraction.
    pub fn decimal_in(&mut self, name: &'static str, range: RangeInclusive<f64>, hint: Message) -> Option<f64> {
        let parse = |value: &DeValue| match value {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        self.number_in(name, range, parse, msg!("a number", "ett tal"), hint).map(|number| number.value)
    }

    fn number_in<T: PartialOrd + Display>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        parse: impl Fn(&DeValue) -> Option<T>,
        kind: Message,
        hint: Message,
    ) -> Option<Spanned<T>> {
        let value = self.take(name)?.value;
        let span = self.file_span(&value);
        let number = parse(value.get_ref()).filter(|number| range.contains(number));
        if number.is_none() {
            let (Message { en, sv }, least, most) = (kind, range.start(), range.end());
            let message = msg!("`{name}` must be {en} from {least} to {most}", "`{name}` måste vara {sv} från {least} till {most}");
            self.source.error(span.clone(), message, hint);
        }
        number.map(|value| Spanned { value, span })
    }

    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let value = self.take(name)?.value;
        if let DeValue::Boolean(value) = value.get_ref() {
            return Some(*value);
        }
        let message = msg!("`{name}` must be `true` or `false`", "`{name}` måste vara `true` eller `false`");
        let hint = msg!(
            "write `{name} = true` or `{name} = false`, without quotation marks",
            "skriv `{name} = true` eller `{name} = false`, utan citattecken"
        );
        self.source.error(self.file_span(&value), message, hint);
        None
    }

    /// The strings of a list; none when the field is missing.
    pub fn strings(&mut self, name: &'static str) -> Vec<Spanned<String>> {
        let Some(TableEntry { value, .. }) = self.take(name) else { return Vec::new() };
        let message = || msg!("`{name}` must be a list of texts", "`{name}` måste vara en lista med texter");
        let DeValue::Array(items) = value.get_ref() else {
            let is_table = matches!(value.get_ref(), DeValue::Table(_));
            let span = self.file_span(&value);
            let written = if is_table { "..." } else { self.source.slice(span.clone()) };
            let written = shorten(written.trim_matches('"'));
            self.source.error(span, message(), msg!("write `{name} = [\"{written}\"]`", "skriv `{name} = [\"{written}\"]`"));
            return Vec::new();
        };
        let mut invalid = RepeatCounter::new(self.source);
        let strings = items.iter().filter_map(|item| {
            let span = self.file_span(item);
            if let DeValue::String(value) = item.get_ref() {
                return Some(Spanned { value: value.to_string(), span });
            }
            invalid.report(|| {
                let written = shorten(self.source.slice(span.clone()));
                let hint = msg!("put it between quotation marks: `\"{written}\"`", "sätt det inom citattecken: `\"{written}\"`");
                Diagnostic::error(self.source.location(span), message()).hint(hint)
            });
            None
        });
        let strings = strings.collect();
        invalid.finish();
        strings
    }

    /// The strings of a list, or the string in place of a list of one; none when the field is missing.
    pub fn string_or_strings(&mut self, name: &'static str) -> Vec<Spanned<String>> {
        let is_string = |entry: &TableEntry| entry.key.value == name && entry.value.get_ref().is_str();
        if self.entries.iter().any(is_string) { self.string(name).into_iter().collect() } else { self.strings(name) }
    }

    /// The tables of a list, or the table in place of a list of one, each with its span; none when the field is missing. `None` for an item that
    /// is not a table, which is not reported.
    pub fn table_or_tables(&mut self, name: &'static str) -> Vec<(Range<usize>, Option<TableReader<'t>>)> {
        let Some(TableEntry { value, .. }) = self.take(name) else { return Vec::new() };
        let span = value.span();
        let items = match value.into_inner() {
            DeValue::Array(items) => items.into_iter().collect(),
            other => vec![TomlSpanned::new(span, other)],
        };
        let read = |item: TomlSpanned<DeValue<'t>>| {
            let span = self.file_span(&item);
            match item.into_inner() {
                DeValue::Table(table) => (span.clone(), Some(self.child(table, span))),
                _ => (span, None),
            }
        };
        items.into_iter().map(read).collect()
    }

    /// The items of a list, each a string or a table; none when the field is missing.
    pub fn strings_or_tables(&mut self, name: &'static str) -> Vec<StringOrTable<'t>> {
        let Some(TableEntry { key, value }) = self.take(name) else { return Vec::new() };
        let span = self.file_span(&value);
        let DeValue::Array(items) = value.into_inner() else {
            let written = shorten(self.source.slice(span.clone()).trim_matches('"'));
            let message = msg!("`{name}` must be a list", "`{name}` måste vara en lista");
            self.source.error(span, message, msg!("write `{name} = [\"{written}\"]`", "skriv `{name} = [\"{written}\"]`"));
            return Vec::new();
        };
        let mut invalid = RepeatCounter::new(self.source);
        let items = items.into_iter().filter_map(|item| {
            let span = self.file_span(&item);
            match item.into_inner() {
                DeValue::String(value) => Some(StringOrTable::String(Spanned { value: value.into_owned(), span })),
                DeValue::Table(table) => Some(StringOrTable::Table(self.child(table, key.span.clone()))),
                _ => {
                    invalid.report(|| {
                        let written = shorten(self.source.slice(span.clone()));
                        let message = msg!("`{name}` must be a list of texts", "`{name}` måste vara en lista med texter");
                        let hint =
                            msg!("put it between quotation marks: `\"{written}\"`", "sätt det inom citattecken: `\"{written}\"`");
                        Diagnostic::error(self.source.location(span), message).hint(hint)
                    });
                    None
                }
            }
        });
        let items = items.collect();
        invalid.finish();
        items
    }

    /// The table `[name]`.
    pub fn table(&mut self, name: &'static str) -> Option<TableReader<'t>> {
        let TableEntry { key, value } = self.take(name)?;
        let span = self.file_span(&value);
        let DeValue::Table(table) = value.into_inner() else {
            let message = msg!("`{name}` must be a table", "`{name}` måste vara en tabell");
            let hint = msg!("write a line `[{name}]` and its fields below it", "skriv en rad `[{name}]` och dess fält under den");
            self.source.error(span, message, hint);
            return None;
        };
        Some(self.child(table, key.span))
    }

    /// What `read` makes of the table `[name]`; the fields that it leaves are unknown.
    pub fn read_table<T>(&mut self, name: &'static str, read: impl FnOnce(&mut TableReader<'t>) -> Option<T>) -> Option<T> {
        self.table(name)?.read(read)
    }

    /// What `read` makes of each table `[[name]]`; the fields that it leaves are unknown.
    pub fn read_tables<T>(&mut self, name: &'static str, mut read: impl FnMut(&mut TableReader<'t>) -> Option<T>) -> Vec<T> {
        let Some(TableEntry { key, value }) = self.take(name) else { return Vec::new() };
        let DeValue::Array(items) = value.into_inner() else {
            self.source.diagnostics.push(self.not_tables(name, key.span));
            return Vec::new();
        };
        let mut values = Vec::new();
        let mut invalid = RepeatCounter::new(self.source);
        for (n, item) in items.into_iter().enumerate() {
            let span = self.file_span(&item);
            if n == MAX_TABLES {
                let message = msg!("there are more than {MAX_TABLES} `{name}`", "det finns fler än {MAX_TABLES} `{name}`");
                let hint = msg!("the ones from here on are not read: remove some", "de härifrån läses inte: ta bort några");
                self.source.error(span, message, hint);
                break;
            }
            match item.into_inner() {
                DeValue::Table(table) => values.extend(self.child(table, span).read(&mut read)),
                _ => invalid.report(|| self.not_tables(name, span)),
            }
        }
        invalid.finish();
        values
    }

    fn not_tables(&self, name: &str, span: Range<usize>) -> Diagnostic {
        let message = msg!("`{name}` must be one or more tables", "`{name}` måste vara en eller flera tabeller");
        // Below another table it is written with that table's name before it.
        let parent = self.heading.clone().map(|heading| self.source.slice(heading));
        let name = match parent.filter(|parent| self.source.as_str().contains(&format!("[{parent}"))) {
            Some(parent) => format!("{parent}.{name}"),
            None => name.to_owned(),
        };
        let hint = msg!(
            "write a line `[[{name}]]` with double brackets and its fields below it",
            "skriv en rad `[[{name}]]` med dubbla hakparenteser och dess fält under den"
        );
        Diagnostic::error(self.source.location(span), message).hint(hint)
    }

    /// The remaining entries, each a table under its key, as contacts and departments are written.
    pub fn remaining_tables(&mut self, example: &str) -> Vec<(Spanned<String>, TableReader<'t>)> {
        let mut tables = Vec::new();
        let mut outside = RepeatCounter::new(self.source);
        for TableEntry { key, value } in std::mem::take(&mut self.entries) {
            if let DeValue::Table(table) = value.into_inner() {
                let fields = self.child(table, key.span.clone());
                tables.push((key, fields));
                continue;
            }
            outside.report(|| {
                let name = shorten(&key.value);
                let message = msg!("`{name}` is outside every table", "`{name}` ligger utanför alla tabeller");
                let hint = msg!("put it below a line `[{example}]`", "sätt det under en rad `[{example}]`");
                Diagnostic::error(self.source.location(key.span), message).hint(hint)
            });
        }
        outside.finish();
        tables
    }

    /// The remaining entries, each a string or a table under its key, as topics are written. `None` for any other value, which is reported.
    pub fn remaining_strings_or_tables(&mut self) -> Vec<(Spanned<String>, Option<StringOrTable<'t>>)> {
        let mut entries = Vec::new();
        let mut invalid = RepeatCounter::new(self.source);
        for TableEntry { key, value } in std::mem::take(&mut self.entries) {
            let span = self.file_span(&value);
            let value = match value.into_inner() {
                DeValue::String(value) => Some(StringOrTable::String(Spanned { value: value.into_owned(), span })),
                DeValue::Table(table) => Some(StringOrTable::Table(self.child(table, key.span.clone()))),
                value => {
                    invalid.report(|| self.not_a_string(&key.value, &value, span));
                    None
                }
            };
            entries.push((key, value));
        }
        invalid.finish();
        entries
    }

    fn child(&self, table: DeTable<'t>, heading: Range<usize>) -> TableReader<'t> {
        TableReader::new(self.source, self.base, table, Some(heading), Rc::clone(&self.broken_lines))
    }

    /// What `read` makes of the fields; those that it leaves are unknown.
    pub fn read<T>(mut self, read: impl FnOnce(&mut TableReader<'t>) -> T) -> T {
        let value = read(&mut self);
        self.finish();
        value
    }

    /// Reports the remaining fields as unknown.
    pub fn finish(self) {
        let mut unknown = RepeatCounter::new(self.source);
        for TableEntry { key, .. } in &self.entries {
            unknown.report(|| {
                let name = shorten(&key.value);
                let hint = match find_nearest(&key.value, self.known.iter().copied()) {
                    Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
                    None => {
                        let (en, sv) = (quoted_list(&self.known, "and"), quoted_list(&self.known, "och"));
                        msg!("the fields here are {en}", "fälten här är {sv}")
                    }
                };
                let message = msg!("unknown field `{name}`", "okänt fält `{name}`");
                Diagnostic::error(self.source.location(key.span.clone()), message).hint(hint)
            });
        }
        unknown.finish();
    }
}

/// `a`, `b` and `c`.
pub(crate) fn quoted_list(names: &[&str], and: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {and} {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// The list of strings `name`: its span with the brackets, and each string's with the quotation marks. The TOML parser finds it, since a line
/// that looks like the field can be part of a multi-line string. `None` when there is none.
pub(crate) fn find_string_list(text: &str, name: &str) -> Option<Spanned<Vec<Spanned<String>>>> {
    let table = DeTable::parse(text).ok()?;
    let list = table.get_ref().get(name)?;
    let DeValue::Array(items) = list.get_ref() else { return None };
    let strings = items.iter().filter_map(|item| Some(Spanned { value: item.get_ref().as_str()?.to_owned(), span: item.span() }));
    Some(Spanned { value: strings.collect(), span: list.span() })
}

/// A TOML file as plain values; otherwise the parser's message and its span in bytes.
pub fn parse_values(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, (String, Range<usize>)> {
    toml::from_str(text).map_err(|error| (error.message().to_owned(), error.span().unwrap_or_default()))
}
