//! Changes to a text that the newsroom's own commands make: a change row is opened, a former address is noted.
//!
//! Everything else in the text stays as its author wrote it, to the byte.

use serde_json::Value;

use crate::content::front_matter::list_at;
use crate::content::front_matter::tables;
use crate::content::front_matter::toml_string;
use crate::content::release::CHANGES;
use crate::diag::Message;
use crate::error::Error;
use crate::model::ChangeKind;
use crate::model::Instant;
use crate::model::SingleLine;
use crate::msg;

pub use crate::content::revisions::file_name as revision_file_name;

/// `text` with a new row at the end of its fields: what was changed, when and why.
pub fn add_change_row(text: &str, kind: ChangeKind, at: &Instant, note: &SingleLine) -> Result<String, Error> {
    let fences = FrontMatterRange::of(text)?;
    let kind = CHANGES.iter().find(|(_, known)| *known == kind).map_or("correction", |(word, _)| word);
    let lines = [
        String::new(),
        "[[changes]]".to_owned(),
        format!("at = {}", at.rfc3339()),
        format!("kind = {}", toml_string(kind)),
        format!("note = {}", toml_string(note.as_str())),
    ];
    let row: String = lines.iter().map(|line| format!("{line}{}", fences.line_end)).collect();
    let (before, after) = text.split_at(fences.close);
    let changed = format!("{before}{row}{after}");
    let mut expected = fences.values(text)?;
    let opened = values(&row)?.remove("changes");
    edit(&mut expected, "changes", |rows| rows.extend(opened.iter().filter_map(Value::as_array).flatten().cloned()));
    let hint = msg!(
        "write each change below a `[[changes]]` line of its own, not in `changes = [...]`",
        "skriv varje ändring under en egen rad `[[changes]]`, inte i `changes = [...]`"
    );
    read_back(changed, (text, &fences), &expected, hint)
}

/// `text` with the name of a folder in which it stood until now.
pub fn add_former(text: &str, folder: &str) -> Result<String, Error> {
    let fences = FrontMatterRange::of(text)?;
    let name = toml_string(folder);
    let changed = match list_at(&text[fences.open..fences.close], FORMER) {
        Some(list) => {
            let (before, after) = text.split_at(fences.open + list.at.start + 1);
            let comma = if list.value.is_empty() { "" } else { ", " };
            format!("{before}{name}{comma}{after}")
        }
        None => {
            let (before, after) = text.split_at(fences.open);
            format!("{before}former = [{name}]{}{after}", fences.line_end)
        }
    };
    let mut expected = fences.values(text)?;
    edit(&mut expected, FORMER, |names| names.insert(0, folder.into()));
    read_back(changed, (text, &fences), &expected, plain_former())
}

/// `text` without these names of folders in which it stood.
pub fn remove_former(text: &str, folders: &[&str]) -> Result<String, Error> {
    let fences = FrontMatterRange::of(text)?;
    let Some(list) = list_at(&text[fences.open..fences.close], FORMER) else { return Ok(text.to_owned()) };
    let mut changed = text.to_owned();
    // From the last on, so that those before it stay where they are.
    for (n, name) in list.value.iter().enumerate().rev() {
        if !folders.contains(&name.value.trim()) {
            continue;
        }
        let (from, to) = (fences.open + name.at.start, fences.open + name.at.end);
        // With the comma before it; the first one, with the comma after it.
        let gone = match n.checked_sub(1).and_then(|before| list.value.get(before)) {
            Some(before) => fences.open + before.at.end..to,
            None => from..to + after_comma(&changed[to..]),
        };
        changed.replace_range(gone, "");
    }
    let mut expected = fences.values(text)?;
    let is_gone = |name: &Value| name.as_str().is_some_and(|name| folders.contains(&name.trim()));
    edit(&mut expected, FORMER, |names| names.retain(|name| !is_gone(name)));
    read_back(changed, (text, &fences), &expected, plain_former())
}

const FORMER: &str = "former";

fn plain_former() -> Message {
    msg!("write `former = [\"...\"]` on one line, without comments", "skriv `former = [\"...\"]` på en rad, utan kommentarer")
}

type TomlValues = serde_json::Map<String, Value>;

fn values(fields: &str) -> Result<TomlValues, Error> {
    tables(fields).map_err(|_| {
        Error::new(msg!("the fields of the release cannot be read", "pressmeddelandets fält går inte att läsa"))
            .hint(msg!("`depesch check` reports what is wrong", "`depesch check` visar vad som är fel"))
    })
}

/// Changes the list of that name, which is empty where there is none.
fn edit(values: &mut TomlValues, name: &str, edit: impl FnOnce(&mut Vec<Value>)) {
    let mut list = match values.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    edit(&mut list);
    values.insert(name.to_owned(), Value::Array(list));
}

/// `changed`, when it says what it should: nobody looks at it before it takes the place of what an author wrote.
fn read_back(
    changed: String,
    (text, before): (&str, &FrontMatterRange),
    expected: &TomlValues,
    hint: Message,
) -> Result<String, Error> {
    let fences = FrontMatterRange::of(&changed)?;
    let is_read = fences.values(&changed).is_ok_and(|values| values == *expected);
    if is_read && changed[fences.close..] == text[before.close..] {
        return Ok(changed);
    }
    let say = msg!(
        "the change cannot be added to the fields of the release",
        "ändringen går inte att lägga till bland pressmeddelandets fält"
    );
    Err(Error::new(say).hint(hint))
}

/// How many bytes there are to the end of a comma that comes next, and of the white space after it.
fn after_comma(rest: &str) -> usize {
    rest.trim_start().strip_prefix(',').map_or(0, |after| rest.len() - after.trim_start().len())
}

/// Where the fields of a text begin and end, in bytes.
struct FrontMatterRange {
    /// After the line that opens them.
    open: usize,
    /// Before the line that closes them.
    close: usize,
    line_end: &'static str,
}

impl FrontMatterRange {
    /// What the fields of `text` say.
    fn values(&self, text: &str) -> Result<TomlValues, Error> {
        values(&text[self.open..self.close])
    }

    fn of(text: &str) -> Result<FrontMatterRange, Error> {
        let mut fence = None;
        let mut open = 0;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_start_matches('\u{feff}').trim_end();
            match fence {
                None if bare.is_empty() => {}
                None if bare == "+++" || bare == "---" => {
                    fence = Some((bare, if line.ends_with("\r\n") { "\r\n" } else { "\n" }));
                    open = at + line.len();
                }
                None => break,
                Some((known, line_end)) if bare == known => return Ok(FrontMatterRange { open, close: at, line_end }),
                Some(_) => {}
            }
            at += line.len();
        }
        Err(Error::new(msg!("the fields of the release cannot be found", "pressmeddelandets fält går inte att hitta"))
            .hint(msg!("`depesch check` reports what is wrong", "`depesch check` visar vad som är fel")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    fn opened(text: &str) -> String {
        let at = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-03-02 09:00").unwrap();
        add_change_row(text, ChangeKind::Correction, &at, &SingleLine::parse("Priset är 45 \"kronor\".").unwrap()).unwrap()
    }

    #[test]
    fn a_row_is_opened_and_every_other_byte_stays() {
        assert_eq!(
            opened("\u{feff}+++\nid = 'a'\n+++\n\nText +++\n+++\n"),
            "\u{feff}+++\nid = 'a'\n\n[[changes]]\nat = 2026-03-02T09:00:00+01:00\nkind = \"correction\"\n\
             note = \"Priset är 45 \\\"kronor\\\".\"\n+++\n\nText +++\n+++\n"
        );
        assert!(opened("---\r\nid = 'a'\r\n---\r\n").contains("'a'\r\n\r\n[[changes]]\r\nat = "));
        assert!(add_former("Text utan fält.\n", "x").is_err());
    }

    #[test]
    fn a_former_folder_is_noted_first() {
        assert_eq!(add_former("+++\nid = 'a'\n[event]\nformer = []\n+++\n", "x").unwrap().lines().nth(1), Some("former = [\"x\"]"));
        for (there, then) in [("[]", "[\"x\"]"), ("[\"b\"]", "[\"x\", \"b\"]"), ("[\n  'b',\n]", "[\"x\", \n  'b',\n]")] {
            let text = format!("+++\nid = 'a'\nformer = {there}\n+++\n");
            assert_eq!(add_former(&text, "x").unwrap(), format!("+++\nid = 'a'\nformer = {then}\n+++\n"));
        }
    }

    #[test]
    fn words_of_a_text_of_several_lines_are_no_field() {
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
    fn a_change_that_would_not_be_read_is_refused() {
        let at = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-03-02 09:00").unwrap();
        let row = |text: &str| add_change_row(text, ChangeKind::Correction, &at, &SingleLine::parse("Ny tid.").unwrap());
        assert!(row("+++\nid = 'a'\nchanges = [{ at = 2026-03-01, kind = 'update', note = 'x' }]\n+++\n").is_err());
        assert!(row("+++\nid = 'a\n+++\n").is_err());
        assert!(add_former("+++\nformer = 'b'\n+++\n", "a").is_err());
        assert!(remove_former("+++\nformer = ['x' # först\n, 'b']\n+++\n", &["x"]).is_err());
    }

    #[test]
    fn a_former_folder_is_taken_out_and_every_other_byte_stays() {
        for (there, then) in [
            ("[\"x\"]", "[]"),
            ("['x',]", "[]"),
            ("[ \"x\", 'b' ]", "[ 'b' ]"),
            ("['b',\n  '2026/x', # dit\n  \"c\"]", "['b', # dit\n  \"c\"]"),
            ("[\n  'b',\n  'x',\n]", "[\n  'b',\n]"),
            ("['x', 'b', 'x']", "['b']"),
            ("['x', '2026/x']", "[]"),
            ("['b']", "['b']"),
        ] {
            let text = format!("+++\nid = 'a'\nformer = {there}\n+++\n\nx\n");
            let expected = format!("+++\nid = 'a'\nformer = {then}\n+++\n\nx\n");
            assert_eq!(remove_former(&text, &["x", "2026/x"]).unwrap(), expected, "{there}");
        }
    }
}
