//! Diagnostics as text for a terminal and as JSON. The only user of `annotate-snippets`.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, Severity, Span, UiLanguage};

/// Columns of the output; a longer line is cut around its span.
const TERMINAL_WIDTH: usize = 100;

/// Every diagnostic with its location, source line and hint, separated by blank lines.
pub fn render(diagnostics: &[Diagnostic], language: UiLanguage, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(TERMINAL_WIDTH);
    let mut out = String::new();
    for (n, diagnostic) in diagnostics.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        for line in render_one(&renderer, diagnostic, language).lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

fn render_one(renderer: &Renderer, diagnostic: &Diagnostic, language: UiLanguage) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut title = level
        .with_name(severity_name(diagnostic.severity, language))
        .primary_title(escape_for_terminal(diagnostic.message.text(language)));
    if let Some(rule) = diagnostic.rule {
        title = title.id(rule);
    }
    let mut group = Group::with_title(title);
    let file = escape_for_terminal(&diagnostic.location.file);
    group = match &diagnostic.location.span {
        None => group.element(Origin::path(file)),
        Some(span) => match &span.excerpt {
            None => group.element(Origin::path(file).line(span.line).char_column(span.column)),
            Some(excerpt) => {
                let (excerpt, range) = printable_excerpt(excerpt, span);
                let mark = AnnotationKind::Primary.span(range);
                group.element(Snippet::source(excerpt).path(file).line_start(span.line).annotation(mark))
            }
        },
    };
    if let Some(hint) = &diagnostic.hint {
        let name = match language {
            UiLanguage::English => "hint",
            UiLanguage::Swedish => "tips",
        };
        group = group.element(Level::HELP.with_name(name).message(escape_for_terminal(hint.text(language))));
    }
    renderer.render(&[group])
}

fn severity_name(severity: Severity, language: UiLanguage) -> &'static str {
    match (severity, language) {
        (Severity::Error, UiLanguage::English) => "error",
        (Severity::Error, UiLanguage::Swedish) => "fel",
        (Severity::Warning, UiLanguage::English) => "warning",
        (Severity::Warning, UiLanguage::Swedish) => "varning",
        (Severity::Info, UiLanguage::English) => "info",
        (Severity::Info, UiLanguage::Swedish) => "upplysning",
    }
}

/// The line with control characters replaced by visible symbols, and the byte range to underline.
/// Each character is replaced by exactly one, so columns stay correct.
fn printable_excerpt(excerpt: &str, span: &Span) -> (String, Range<usize>) {
    // The part of a long line that was not kept still counts as columns.
    let before = std::iter::repeat_n(' ', span.before);
    let line: String = before.chain(excerpt.chars().map(|c| if is_unsafe(c) { control_symbol(c) } else { c })).collect();
    let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let start = span.column.saturating_sub(1);
    let range = byte(start)..byte(start + span.width);
    (line, range)
}

/// Unicode has symbols for the C0 controls and for delete, from U+2400 on.
fn control_symbol(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{7f}' => '\u{2421}',
        c if c < ' ' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

/// `text` with every character that could control a terminal as `\u{..}`.
pub fn escape_for_terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Controls, and the bidirectional characters that can make a line look like another (Unicode TR 36, section 3.8).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}')
}

/// A list of objects with `severity`, `file`, `line`, `column`, `message` and `hint`, unknown values as null, and `rule` where it has a name.
pub fn to_json(diagnostics: &[Diagnostic], language: UiLanguage) -> Value {
    let all = diagnostics.iter().map(|diagnostic| {
        let span = diagnostic.location.span.as_ref();
        let mut object = json!({
            "severity": severity_name(diagnostic.severity, UiLanguage::English),
            "file": diagnostic.location.file,
            "line": span.map(|span| span.line),
            "column": span.map(|span| span.column),
            "message": diagnostic.message.text(language),
            "hint": diagnostic.hint.as_ref().map(|hint| hint.text(language)),
        });
        if let Some(rule) = diagnostic.rule {
            object["rule"] = rule.into();
        }
        object
    });
    Value::Array(all.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Location;
    use crate::msg;

    fn diagnostic(text: &str, range: Range<usize>) -> Diagnostic {
        let location = Location::within("releases/2026/x/release.md", text, range);
        Diagnostic::error(location, msg!("unknown field `headlin`", "okänt fält `headlin`"))
            .hint(msg!("did you mean `headline`?", "menade du `headline`?"))
    }

    #[test]
    fn only_the_part_around_the_span_of_a_long_line_is_kept() {
        let text = format!("topics = [{}1, {}]\n", "\"skolgård\", ".repeat(10_000), "\"å\", ".repeat(10_000));
        let at = text.find('1').unwrap();
        let long = diagnostic(&text, at..at + 1);
        let span = long.location.span.as_ref().unwrap();
        assert!(span.excerpt.as_ref().unwrap().len() < 13_000 && span.column == 10 + 12 * 10_000 + 1, "{span:?}");
        let shown = render(&[long], UiLanguage::English, false);
        assert!(shown.contains("release.md:1:120011\n"), "{shown}");
        assert!(shown.contains("\"skolgård\", 1, \"å\"") && shown.contains("  ^\n"), "{shown}");
    }

    #[test]
    fn an_error_shows_its_location_its_line_and_its_hint() {
        let text = "+++\nheadlin = \"Örby skola öppnar\"\n";
        let shown = render(&[diagnostic(text, 4..11)], UiLanguage::English, false);
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
        assert!(render(&[diagnostic(text, 4..11)], UiLanguage::Swedish, false).starts_with("fel: okänt fält `headlin`\n"));
    }

    #[test]
    fn a_line_that_must_not_be_shown_is_only_located() {
        let mut hidden = diagnostic("+++\nheadlin = \"hemligt\"\n", 4..11);
        hidden.location = hidden.location.without_excerpt();
        let expected = "\
error: unknown field `headlin`
--> releases/2026/x/release.md:2:1
 = hint: did you mean `headline`?
";
        assert_eq!(render(&[hidden], UiLanguage::English, false), expected);
    }

    #[test]
    fn json_says_the_same_as_the_text() {
        let all = [diagnostic("+++\nheadlin = 1\n", 4..11), Diagnostic::warning(Location::file("a.md"), msg!("a", "b"))];
        let expected = json!([
            {
                "severity": "error",
                "file": "releases/2026/x/release.md",
                "line": 2,
                "column": 1,
                "message": "okänt fält `headlin`",
                "hint": "menade du `headline`?",
            },
            { "severity": "warning", "file": "a.md", "line": null, "column": null, "message": "b", "hint": null },
        ]);
        assert_eq!(to_json(&all, UiLanguage::Swedish), expected);
    }

    #[test]
    fn no_content_can_control_the_terminal() {
        let text = "a\u{1b}[2Jb\u{9b}c\u{202e}d\u{7}\n";
        let shown = render(&[diagnostic(text, 0..5)], UiLanguage::English, false);
        assert!(shown.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{shown:?}");
        assert!(shown.contains("a␛[2Jb"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_span_and_keeps_its_column() {
        let text = format!("{}FEL{}", "å".repeat(5000), "ö".repeat(5000));
        let shown = render(&[diagnostic(&text, 10_000..10_003)], UiLanguage::English, false);
        assert!(shown.contains(":1:5001\n"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= TERMINAL_WIDTH), "{shown}");
        assert!(shown.contains("FEL") && shown.contains("^^^"), "{shown}");
    }

    #[test]
    fn a_span_at_the_end_of_the_line_or_of_an_empty_file_is_shown() {
        for (text, range) in [("ab", 2..2), ("", 0..0), ("ab\n", 3..9), ("a\n\nb", 2..2)] {
            assert!(render(&[diagnostic(text, range)], UiLanguage::Swedish, true).contains("release.md"));
        }
    }
}
