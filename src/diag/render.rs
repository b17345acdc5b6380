//! Mistakes as a person reads them on a terminal, and as a machine reads them. The door to `annotate-snippets`.

use std::ops::Range;

use annotate_snippets::AnnotationKind;
use annotate_snippets::Group;
use annotate_snippets::Level;
use annotate_snippets::Origin;
use annotate_snippets::Renderer;
use annotate_snippets::Snippet;
use serde_json::Value;
use serde_json::json;

use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::Span;
use crate::diag::UiLanguage;

/// A longer line is cut around the spot.
const WIDTH: usize = 100;

/// Every diagnostic with its place, the line it is about and how to mend it, one blank line between two.
pub fn render(diagnostics: &[Diagnostic], tongue: UiLanguage, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH);
    let mut out = String::new();
    for (n, diagnostic) in diagnostics.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        for line in one(&renderer, diagnostic, tongue).lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

fn one(renderer: &Renderer, diagnostic: &Diagnostic, tongue: UiLanguage) -> String {
    let (level, name) = match (diagnostic.severity, tongue) {
        (Severity::Error, UiLanguage::English) => (Level::ERROR, "error"),
        (Severity::Error, UiLanguage::Swedish) => (Level::ERROR, "fel"),
        (Severity::Warning, UiLanguage::English) => (Level::WARNING, "note"),
        (Severity::Warning, UiLanguage::Swedish) => (Level::WARNING, "påpekande"),
        (Severity::Info, UiLanguage::English) => (Level::INFO, "remark"),
        (Severity::Info, UiLanguage::Swedish) => (Level::INFO, "anmärkning"),
    };
    let title = level.with_name(name).primary_title(escape_for_terminal(diagnostic.say.text(tongue)));
    let mut group = Group::with_title(title);
    let file = escape_for_terminal(&diagnostic.place.file);
    group = match &diagnostic.place.spot {
        None => group.element(Origin::path(file)),
        Some(spot) => {
            let (excerpt, range) = marked(spot);
            let mark = AnnotationKind::Primary.span(range);
            group.element(Snippet::source(excerpt).path(file).line_start(spot.line).annotation(mark))
        }
    };
    if let Some(hint) = &diagnostic.hint {
        let name = match tongue {
            UiLanguage::English => "hint",
            UiLanguage::Swedish => "tips",
        };
        group = group.element(Level::HELP.with_name(name).message(escape_for_terminal(hint.text(tongue))));
    }
    renderer.render(&[group])
}

/// The line with every character that could command a terminal drawn as a picture of it, and the bytes to mark in it.
/// One character stays one character, so that columns are true.
fn marked(spot: &Span) -> (String, Range<usize>) {
    // What is not kept of a long line is not shown either, but counts.
    let before = std::iter::repeat_n(' ', spot.before);
    let line: String = before.chain(spot.excerpt.chars().map(|c| if is_wild(c) { picture(c) } else { c })).collect();
    let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let start = spot.column.saturating_sub(1);
    let range = byte(start)..byte(start + spot.width);
    (line, range)
}

/// Unicode has pictures of the first 32 controls and of delete, from U+2400 on.
fn picture(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{7f}' => '\u{2421}',
        c if c < ' ' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

/// `text` with every character that could command a terminal written out.
pub fn escape_for_terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_wild(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Controls, and the direction characters that can make a line read as another (Unicode TR 36, section 3.8).
fn is_wild(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}')
}

/// A list of objects with `severity`, `file`, `line`, `column`, `message` and `hint`; what is not known is null.
pub fn to_json(diagnostics: &[Diagnostic], tongue: UiLanguage) -> Value {
    let all = diagnostics.iter().map(|diagnostic| {
        let spot = diagnostic.place.spot.as_ref();
        json!({
            "severity": match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "note",
                Severity::Info => "remark",
            },
            "file": diagnostic.place.file,
            "line": spot.map(|spot| spot.line),
            "column": spot.map(|spot| spot.column),
            "message": diagnostic.say.text(tongue),
            "hint": diagnostic.hint.as_ref().map(|hint| hint.text(tongue)),
        })
    });
    Value::Array(all.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Location;
    use crate::msg;

    fn mistake(text: &str, range: std::ops::Range<usize>) -> Diagnostic {
        let place = Location::within("releases/2026/x/release.md", text, range);
        Diagnostic::error(place, msg!("unknown field `headlin`", "okänt fält `headlin`"))
            .hint(msg!("did you mean `headline`?", "menade du `headline`?"))
    }

    #[test]
    fn of_a_line_as_long_as_its_file_only_what_is_around_the_spot_is_kept() {
        let text = format!("topics = [{}1, {}]\n", "\"skolgård\", ".repeat(10_000), "\"å\", ".repeat(10_000));
        let at = text.find('1').unwrap();
        let told = mistake(&text, at..at + 1);
        let spot = told.place.spot.as_ref().unwrap();
        assert!(spot.excerpt.len() < 13_000 && spot.column == 10 + 12 * 10_000 + 1, "{spot:?}");
        let shown = render(&[told], UiLanguage::English, false);
        assert!(shown.contains("release.md:1:120011\n"), "{shown}");
        assert!(shown.contains("\"skolgård\", 1, \"å\"") && shown.contains("  ^\n"), "{shown}");
    }

    #[test]
    fn a_mistake_shows_its_place_its_line_and_how_to_mend_it() {
        let text = "+++\nheadlin = \"Örby skola öppnar\"\n";
        let shown = render(&[mistake(text, 4..11)], UiLanguage::English, false);
        let expected = "\
error: unknown field `headlin`
 --> releases/2026/x/release.md:2:1
  |
2 | headlin = \"Örby skola öppnar\"
  | ^^^^^^^
  |
  = hint: did you mean `headline`?
";
        assert_eq!(shown, expected);
        assert!(render(&[mistake(text, 4..11)], UiLanguage::Swedish, false).starts_with("fel: okänt fält `headlin`\n"));
    }

    #[test]
    fn machines_get_the_same_as_people() {
        let all = [mistake("+++\nheadlin = 1\n", 4..11), Diagnostic::warning(Location::file("a.md"), msg!("a", "b"))];
        let expected = json!([
            {
                "severity": "error",
                "file": "releases/2026/x/release.md",
                "line": 2,
                "column": 1,
                "message": "okänt fält `headlin`",
                "hint": "menade du `headline`?",
            },
            { "severity": "note", "file": "a.md", "line": null, "column": null, "message": "b", "hint": null },
        ]);
        assert_eq!(to_json(&all, UiLanguage::Swedish), expected);
    }

    #[test]
    fn no_content_can_command_the_terminal() {
        let text = "a\u{1b}[2Jb\u{9b}c\u{202e}d\u{7}\n";
        let shown = render(&[mistake(text, 0..5)], UiLanguage::English, false);
        assert!(shown.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{shown:?}");
        assert!(shown.contains("a␛[2Jb"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_spot_and_keeps_its_column() {
        let text = format!("{}FEL{}", "å".repeat(5000), "ö".repeat(5000));
        let shown = render(&[mistake(&text, 10_000..10_003)], UiLanguage::English, false);
        assert!(shown.contains(":1:5001\n"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= WIDTH), "{shown}");
        assert!(shown.contains("FEL") && shown.contains("^^^"), "{shown}");
    }

    #[test]
    fn a_spot_at_the_end_of_the_line_or_of_an_empty_file_is_shown() {
        for (text, range) in [("ab", 2..2), ("", 0..0), ("ab\n", 3..9), ("a\n\nb", 2..2)] {
            assert!(render(&[mistake(text, range)], UiLanguage::Swedish, true).contains("release.md"));
        }
    }
}
