//! Texts as TOML writes them.

/// A TOML basic string on one line.
pub fn toml_string(text: &str) -> String {
    format!("\"{}\"", escape_toml(text, false))
}

/// A TOML string of several lines; the text begins and ends on lines of its own.
pub fn toml_text(text: &str) -> String {
    format!("\"\"\"\n{}\n\"\"\"", escape_toml(text, true))
}

fn escape_toml(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quotes = 0;
    for c in text.chars() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            // Within a text of lines two quotation marks in a row are plain; a third would end it.
            '"' if lines && quotes < 3 => out.push('"'),
            '"' => {
                quotes = 0;
                out.push_str("\\\"");
            }
            '\\' => out.push_str("\\\\"),
            '\n' if lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter::TableReader;
    use crate::content::text::SourceText;
    use crate::diag::Diagnostics;

    #[test]
    fn a_text_survives_being_written_as_toml() {
        for text in
            ["enkel", "\"citat\" och \\ snedstreck", "två\nrader", "\nbörjar med radbyte\n", "\"\"\"", "\u{7}\t\r\u{7f}\u{9b}"]
        {
            let diagnostics = Diagnostics::default();
            let written = format!("a = {}\n", toml_string(text));
            let source = SourceText::decode("", written.as_bytes(), &diagnostics).unwrap();
            let mut table = TableReader::from_file(&source);
            assert!(!table.has_syntax_errors(), "{diagnostics:?}");
            assert_eq!(table.string("a").unwrap().value, text);
        }
    }
}
