//! Adds a field to `newsroom.toml`, as `depesch import` does.

use crate::content::front_matter::parse_values;

/// The text of a TOML file with one more field before its tables, after the line that `language` is on; every other byte stays. `None` when
/// the field is there, or the file cannot be read.
pub fn add_top_level_field(text: &str, name: &str, value: &str) -> Option<String> {
    let body = text.trim_start_matches('\u{feff}');
    let before = parse_values(body).ok().filter(|fields| !fields.contains_key(name))?;
    let end = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let at = |at: usize| {
        let gap = if body[..at].is_empty() || body[..at].ends_with('\n') { "" } else { end };
        format!("{}{}{gap}{name} = {value}{end}{}", &text[..text.len() - body.len()], &body[..at], &body[at..])
    };
    let mut line_end = 0;
    let places = body.split_inclusive('\n').filter_map(|line| {
        line_end += line.len();
        line.trim_start().starts_with("language").then_some(line_end)
    });
    // A line within a text of several lines can look like a field; the beginning of the file never does.
    places.chain([0]).map(at).find(|added| {
        let fields = parse_values(added.trim_start_matches('\u{feff}'));
        fields.is_ok_and(|mut fields| fields.remove(name).is_some() && fields == before)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_added_and_every_other_byte_stays() {
        for (text, expected) in [
            ("language = 'sv'\n[topics]\n", Some("language = 'sv'\na = 2026-01-02\n[topics]\n")),
            ("\u{feff}# Vi\r\nlanguage = 'sv'", Some("\u{feff}# Vi\r\nlanguage = 'sv'\r\na = 2026-01-02\r\n")),
            ("d = \"\"\"\nlanguage\n\"\"\"\n", Some("a = 2026-01-02\nd = \"\"\"\nlanguage\n\"\"\"\n")),
            ("[x]\nlanguage = 'sv'\n", Some("a = 2026-01-02\n[x]\nlanguage = 'sv'\n")),
            ("a = 1\n", None),
            ("a = \n", None),
        ] {
            assert_eq!(add_top_level_field(text, "a", "2026-01-02").as_deref(), expected, "{text}");
        }
    }
}
