//! Changes to a text that the newsroom's own commands make: a change row is opened, a former address is noted.
//!
//! Everything else in the text stays as its author wrote it, to the byte.

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
    let mut at = fences.open;
    for line in text[fences.open..fences.close].split_inclusive('\n') {
        // A field of the release itself stands before its first table.
        if line.trim_start().starts_with('[') {
            break;
        }
        let list = line.trim_start().strip_prefix("former").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        if let (Some(_), Some(bracket)) = (list, line.find('[')) {
            let (before, after) = text.split_at(at + bracket + 1);
            let comma = if after.trim_start().starts_with(']') { "" } else { ", " };
            return Ok(format!("{before}{name}{comma}{after}"));
        }
        at += line.len();
    }
    let (before, after) = text.split_at(fences.open);
    Ok(format!("{before}former = [{name}]{}{after}", fences.line_end))
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
}
