//! Changes to a text that the newsroom's own commands make: a change row is opened, a former address is noted.
//!
//! Everything else in the text stays as its author wrote it, to the byte.

use std::ops::Range;

use crate::content::front_matter::toml_string;
use crate::content::release::CHANGES;
use crate::error::Error;
use crate::model::ChangeKind;
use crate::model::Instant;
use crate::model::Line;
use crate::say;

pub use crate::content::revisions::file_name as kept_name;

/// `text` with a new row at the end of its fields: what was changed, when and why.
pub fn with_row(text: &str, kind: ChangeKind, at: &Instant, note: &Line) -> Result<String, Error> {
    let fences = Fences::of(text)?;
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
    Ok(format!("{before}{row}{after}"))
}

/// `text` with the name of a folder in which it stood until now.
pub fn with_former(text: &str, folder: &str) -> Result<String, Error> {
    let fences = Fences::of(text)?;
    let name = toml_string(folder);
    if let Some(start) = former(text, &fences) {
        let (before, after) = text.split_at(start);
        let comma = if after.trim_start().starts_with(']') { "" } else { ", " };
        return Ok(format!("{before}{name}{comma}{after}"));
    }
    let (before, after) = text.split_at(fences.open);
    Ok(format!("{before}former = [{name}]{}{after}", fences.line_end))
}

/// `text` without these names of folders in which it stood.
pub fn without_former(text: &str, folders: &[&str]) -> Result<String, Error> {
    let fences = Fences::of(text)?;
    let Some(start) = former(text, &fences) else { return Ok(text.to_owned()) };
    let mut out = text.to_owned();
    // From the last on, so that those before it stay where they are.
    let names = names(&text[start..fences.close]);
    for (n, name) in names.iter().enumerate().rev() {
        let (from, to) = (start + name.start, start + name.end);
        if !folders.contains(&text[from + 1..to - 1].trim()) {
            continue;
        }
        // With the comma before it; the first one, with the comma after it.
        let gone = match n.checked_sub(1).and_then(|before| names.get(before)) {
            Some(before) => start + before.end..to,
            None => from..to + after_comma(&out[to..]),
        };
        out.replace_range(gone, "");
    }
    Ok(out)
}

/// Where the list of former folders begins, after its bracket.
fn former(text: &str, fences: &Fences) -> Option<usize> {
    let mut at = fences.open;
    for line in text[fences.open..fences.close].split_inclusive('\n') {
        // A field of the release itself stands before its first table.
        if line.trim_start().starts_with('[') {
            return None;
        }
        let list = line.trim_start().strip_prefix("former").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        if let (Some(_), Some(bracket)) = (list, line.find('[')) {
            return Some(at + bracket + 1);
        }
        at += line.len();
    }
    None
}

/// Where the texts of a list stand, with their quotation marks. It begins after its bracket; a comment in it is passed over.
fn names(list: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = list[at..].chars().next() {
        let rest = &list[at + c.len_utf8()..];
        match c {
            ']' => break,
            '#' => at += rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => {
                let Some(end) = rest.find(c) else { break };
                found.push(at..at + end + 2);
                at += end + 1;
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    found
}

/// How many bytes there are to the end of a comma that comes next, and of the white space after it.
fn after_comma(rest: &str) -> usize {
    rest.trim_start().strip_prefix(',').map_or(0, |after| rest.len() - after.trim_start().len())
}

/// Where the fields of a text begin and end, in bytes.
struct Fences {
    /// After the line that opens them.
    open: usize,
    /// Before the line that closes them.
    close: usize,
    line_end: &'static str,
}

impl Fences {
    fn of(text: &str) -> Result<Fences, Error> {
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
                Some((known, line_end)) if bare == known => return Ok(Fences { open, close: at, line_end }),
                Some(_) => {}
            }
            at += line.len();
        }
        Err(Error::new(say!("the fields of the release cannot be found", "pressmeddelandets fält går inte att hitta"))
            .hint(say!("`depesch check` tells what is wrong with it", "`depesch check` berättar vad som är fel")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    fn opened(text: &str) -> String {
        let at = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-03-02 09:00").unwrap();
        with_row(text, ChangeKind::Correction, &at, &Line::parse("Priset är 45 \"kronor\".").unwrap()).unwrap()
    }

    #[test]
    fn a_row_is_opened_and_every_other_byte_stays() {
        assert_eq!(
            opened("\u{feff}+++\nid = 'a'\n+++\n\nText +++\n+++\n"),
            "\u{feff}+++\nid = 'a'\n\n[[changes]]\nat = 2026-03-02T09:00:00+01:00\nkind = \"correction\"\n\
             note = \"Priset är 45 \\\"kronor\\\".\"\n+++\n\nText +++\n+++\n"
        );
        assert!(opened("---\r\nid = 'a'\r\n---\r\n").contains("'a'\r\n\r\n[[changes]]\r\nat = "));
        assert!(with_former("Text utan fält.\n", "x").is_err());
    }

    #[test]
    fn a_former_folder_is_noted_first() {
        assert_eq!(
            with_former("+++\nid = 'a'\n[event]\nformer = []\n+++\n", "x").unwrap().lines().nth(1),
            Some("former = [\"x\"]")
        );
        for (there, then) in [("[]", "[\"x\"]"), ("[\"b\"]", "[\"x\", \"b\"]"), ("[\n  'b',\n]", "[\"x\", \n  'b',\n]")] {
            let text = format!("+++\nid = 'a'\nformer = {there}\n+++\n");
            assert_eq!(with_former(&text, "x").unwrap(), format!("+++\nid = 'a'\nformer = {then}\n+++\n"));
        }
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
            assert_eq!(without_former(&text, &["x", "2026/x"]).unwrap(), expected, "{there}");
        }
    }
}
