//! Edits the fields of a release for the newsroom's commands: adds a change, adds and removes former folders.
//!
//! Every other byte of the text stays as its author wrote it.

use serde_json::Value;

use crate::content::front_matter::{find_string_list, parse_values, toml_string};
use crate::content::release::CHANGES;
use crate::content::split::find_parts;
use crate::diag::Message;
use crate::error::Error;
use crate::model::{ChangeKind, Instant, SingleLine};
use crate::msg;

/// The folder of a release that holds texts that were planned and dropped. It is not read.
pub const DROPPED: &str = "dropped";

pub use crate::content::revisions::file_name as revision_file_name;

/// `text` with a new `[[changes]]` at the end of its fields.
pub fn add_change_row(text: &str, kind: ChangeKind, at: &Instant, note: &SingleLine) -> Result<String, Error> {
    let fields = FrontMatter::find(text)?;
    let kind = CHANGES.iter().find(|(_, known)| *known == kind).map_or("correction", |(word, _)| word);
    let lines = [
        String::new(),
        "[[changes]]".to_owned(),
        format!("at = {}", at.rfc3339()),
        format!("kind = {}", toml_string(kind)),
        format!("note = {}", toml_string(note.as_str())),
    ];
    let row: String = lines.iter().map(|line| format!("{line}{}", fields.line_end)).collect();
    let (before, after) = text.split_at(fields.close);
    let changed = format!("{before}{row}{after}");
    let mut expected = fields.values()?;
    let added = parse(&row)?.remove("changes");
    edit_list(&mut expected, "changes", |rows| rows.extend(added.iter().filter_map(Value::as_array).flatten().cloned()));
    let hint = msg!(
        "write each change below a `[[changes]]` line of its own, not in `changes = [...]`",
        "skriv varje ändring under en egen rad `[[changes]]`, inte i `changes = [...]`"
    );
    read_back(changed, &fields, &expected, hint)
}

/// `text` with `status = "draft"`.
pub fn make_draft(text: &str) -> Result<String, Error> {
    let fields = FrontMatter::find(text)?;
    let (before, after) = text.split_at(fields.open);
    let changed = format!("{before}status = \"draft\"{}{after}", fields.line_end);
    let mut expected = fields.values()?;
    expected.insert("status".to_owned(), "draft".into());
    read_back(
        changed,
        &fields,
        &expected,
        msg!("write `status = \"draft\"` among the fields", "skriv `status = \"draft\"` bland fälten"),
    )
}

/// `text` with the name of the folder that it leaves.
pub fn add_former(text: &str, folder: &str) -> Result<String, Error> {
    let fields = FrontMatter::find(text)?;
    let name = toml_string(folder);
    let changed = match find_string_list(fields.text(), FORMER) {
        Some(list) => {
            let (before, after) = text.split_at(fields.open + list.span.start + 1);
            let comma = if list.value.is_empty() { "" } else { ", " };
            format!("{before}{name}{comma}{after}")
        }
        None => {
            let (before, after) = text.split_at(fields.open);
            format!("{before}former = [{name}]{}{after}", fields.line_end)
        }
    };
    let mut expected = fields.values()?;
    edit_list(&mut expected, FORMER, |names| names.insert(0, folder.into()));
    read_back(changed, &fields, &expected, hint_for_former())
}

/// `text` without these former folders.
pub fn remove_former(text: &str, folders: &[&str]) -> Result<String, Error> {
    let fields = FrontMatter::find(text)?;
    let Some(list) = find_string_list(fields.text(), FORMER) else { return Ok(text.to_owned()) };
    let mut changed = text.to_owned();
    // From the last on, so that those before it stay where they are.
    for (n, name) in list.value.iter().enumerate().rev() {
        if !folders.contains(&name.value.trim()) {
            continue;
        }
        let (from, to) = (fields.open + name.span.start, fields.open + name.span.end);
        // With the comma before it; the first one, with the comma after it.
        let removed = match n.checked_sub(1).and_then(|before| list.value.get(before)) {
            Some(before) => fields.open + before.span.end..to,
            None => from..to + comma_length(&changed[to..]),
        };
        changed.replace_range(removed, "");
    }
    let mut expected = fields.values()?;
    let is_removed = |name: &Value| name.as_str().is_some_and(|name| folders.contains(&name.trim()));
    edit_list(&mut expected, FORMER, |names| names.retain(|name| !is_removed(name)));
    read_back(changed, &fields, &expected, hint_for_former())
}

const FORMER: &str = "former";

fn hint_for_former() -> Message {
    msg!("write `former = [\"...\"]` on one line, without comments", "skriv `former = [\"...\"]` på en rad, utan kommentarer")
}

type TomlValues = serde_json::Map<String, Value>;

fn parse(fields: &str) -> Result<TomlValues, Error> {
    parse_values(fields).map_err(|_| {
        Error::new(msg!("the fields of the release cannot be read", "pressmeddelandets fält går inte att läsa"))
            .hint(msg!("`depesch check` reports what is wrong", "`depesch check` visar vad som är fel"))
    })
}

/// Edits the list `name`, which is empty when it is missing.
fn edit_list(values: &mut TomlValues, name: &str, edit: impl FnOnce(&mut Vec<Value>)) {
    let mut list = match values.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    edit(&mut list);
    values.insert(name.to_owned(), Value::Array(list));
}

/// Returns `changed` if it parses to the `expected` fields and has the same body: it replaces an author's file, and nobody looks at it first.
fn read_back(changed: String, before: &FrontMatter, expected: &TomlValues, hint: Message) -> Result<String, Error> {
    let after = FrontMatter::find(&changed)?;
    let is_as_expected = after.values().is_ok_and(|values| values == *expected);
    if is_as_expected && changed[after.close..] == before.source[before.close..] {
        return Ok(changed);
    }
    let message = msg!(
        "the change cannot be added to the fields of the release",
        "ändringen går inte att lägga till bland pressmeddelandets fält"
    );
    Err(Error::new(message).hint(hint))
}

/// The length of a comma at the start of `rest`, with the white space around it.
fn comma_length(rest: &str) -> usize {
    rest.trim_start().strip_prefix(',').map_or(0, |after| rest.len() - after.trim_start().len())
}

/// The fields of a text, between the lines that open and close them.
struct FrontMatter<'t> {
    source: &'t str,
    open: usize,
    close: usize,
    line_end: &'static str,
}

impl<'t> FrontMatter<'t> {
    fn find(source: &'t str) -> Result<FrontMatter<'t>, Error> {
        let text = source.trim_start_matches('\u{feff}');
        let start = source.len() - text.len();
        let parts = find_parts(text).map_err(|_| {
            Error::new(msg!("the fields of the release cannot be found", "pressmeddelandets fält går inte att hitta"))
                .hint(msg!("`depesch check` reports what is wrong", "`depesch check` visar vad som är fel"))
        })?;
        let (open, close) = (start + parts.fields.start, start + parts.fields.end);
        let line_end = if source[..open].ends_with("\r\n") { "\r\n" } else { "\n" };
        Ok(FrontMatter { source, open, close, line_end })
    }

    fn text(&self) -> &'t str {
        &self.source[self.open..self.close]
    }

    fn values(&self) -> Result<TomlValues, Error> {
        parse(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    fn add_correction(text: &str) -> String {
        let at = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-03-02 09:00").unwrap();
        add_change_row(text, ChangeKind::Correction, &at, &SingleLine::parse("Priset är 45 \"kronor\".").unwrap()).unwrap()
    }

    #[test]
    fn a_change_is_added_and_every_other_byte_stays() {
        assert_eq!(
            add_correction("\u{feff}+++\nid = 'a'\n+++\n\nText +++\n+++\n"),
            "\u{feff}+++\nid = 'a'\n\n[[changes]]\nat = 2026-03-02T09:00:00+01:00\nkind = \"correction\"\n\
             note = \"Priset är 45 \\\"kronor\\\".\"\n+++\n\nText +++\n+++\n"
        );
        assert!(add_correction("---\r\nid = 'a'\r\n---\r\n").contains("'a'\r\n\r\n[[changes]]\r\nat = "));
        assert!(add_former("Text utan fält.\n", "x").is_err());
    }

    #[test]
    fn a_former_folder_is_added_first() {
        assert_eq!(add_former("+++\nid = 'a'\n[event]\nformer = []\n+++\n", "x").unwrap().lines().nth(1), Some("former = [\"x\"]"));
        for (before, after) in [("[]", "[\"x\"]"), ("[\"b\"]", "[\"x\", \"b\"]"), ("[\n  'b',\n]", "[\"x\", \n  'b',\n]")] {
            let text = format!("+++\nid = 'a'\nformer = {before}\n+++\n");
            assert_eq!(add_former(&text, "x").unwrap(), format!("+++\nid = 'a'\nformer = {after}\n+++\n"));
        }
    }

    #[test]
    fn a_line_of_a_multi_line_string_is_not_a_field() {
        for quotes in ["\"\"\"", "'''"] {
            let lead = format!("lead = {quotes}\n[x](https://solvik.example/)\nformer = [\nså hette det\n{quotes}\n");
            let text = format!("+++\n{lead}former = ['b', 'x'] # [förr]\n+++\n");
            assert_eq!(add_former(&text, "a").unwrap(), text.replace("['b'", "[\"a\", 'b'"));
            assert_eq!(remove_former(&text, &["x"]).unwrap(), text.replace(", 'x'", ""));
            let text = format!("+++\n{lead}+++\n");
            assert_eq!(add_former(&text, "a").unwrap(), text.replacen("+++\n", "+++\nformer = [\"a\"]\n", 1));
            assert_eq!(remove_former(&text, &["x"]).unwrap(), text);
        }
    }

    #[test]
    fn a_change_that_cannot_be_read_back_is_refused() {
        let at = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-03-02 09:00").unwrap();
        let row = |text: &str| add_change_row(text, ChangeKind::Correction, &at, &SingleLine::parse("Ny tid.").unwrap());
        assert!(row("+++\nid = 'a'\nchanges = [{ at = 2026-03-01, kind = 'update', note = 'x' }]\n+++\n").is_err());
        assert!(row("+++\nid = 'a\n+++\n").is_err());
        assert!(add_former("+++\nformer = 'b'\n+++\n", "a").is_err());
        assert!(remove_former("+++\nformer = ['x' # först\n, 'b']\n+++\n", &["x"]).is_err());
    }

    #[test]
    fn a_former_folder_is_removed_and_every_other_byte_stays() {
        for (before, after) in [
            ("[\"x\"]", "[]"),
            ("['x',]", "[]"),
            ("[ \"x\", 'b' ]", "[ 'b' ]"),
            ("['b',\n  '2026/x', # dit\n  \"c\"]", "['b', # dit\n  \"c\"]"),
            ("[\n  'b',\n  'x',\n]", "[\n  'b',\n]"),
            ("['x', 'b', 'x']", "['b']"),
            ("['x', '2026/x']", "[]"),
            ("['b']", "['b']"),
        ] {
            let text = format!("+++\nid = 'a'\nformer = {before}\n+++\n\nx\n");
            let expected = format!("+++\nid = 'a'\nformer = {after}\n+++\n\nx\n");
            assert_eq!(remove_former(&text, &["x", "2026/x"]).unwrap(), expected, "{before}");
        }
    }
}
