//! The beginning of a lead where there is room for a line or two. Words are the author's; none is cut in two.

/// The longest beginning, in characters. Search engines show about 160; a whole sentence is worth more than that limit.
const ROOM: usize = 200;

/// The first sentence of `text`, cut at a word with "…" when it is far too long.
pub fn first_sentence(text: &str) -> String {
    let text = evened(text);
    let end = sentence_ends(&text).next().unwrap_or(text.len());
    shortened(text[..end].trim_end())
}

/// As many whole sentences as there is room for, at least one.
pub fn beginning(text: &str) -> String {
    let text = evened(text);
    let fits = |end: &usize| text[..*end].chars().count() <= ROOM;
    let first = sentence_ends(&text).next().unwrap_or(text.len());
    let end = sentence_ends(&text).take_while(fits).last().unwrap_or(first);
    shortened(text[..end].trim_end())
}

/// Words that carry a full stop inside a sentence, in Swedish and English. One too few makes a summary shorter, no more.
const ABBREVIATIONS: [&str; 17] =
    ["ca", "dr", "dvs", "ev", "exkl", "forts", "inkl", "jfr", "kl", "mr", "mrs", "ms", "nr", "prof", "resp", "st", "tel"];

fn evened(text: &str) -> String {
    text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Where sentences end, in bytes: after `.`, `!` or `?` (and a closing quote) when a space and a capital follow. Not after
/// an abbreviation: "bl.a.", "dr.", "A. Ek".
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let ends = text.match_indices(' ').filter_map(|(gap, _)| {
        let before = text[..gap].trim_end_matches(['”', '"', '’', ')', '»']);
        let word = before.rsplit(' ').next().unwrap_or_default();
        let stem = word.trim_end_matches(['.', '!', '?']);
        let abbreviation = word.ends_with('.')
            && (stem.contains('.') || stem.chars().count() == 1 || ABBREVIATIONS.contains(&stem.to_lowercase().as_str()));
        let ends = stem.len() < word.len() && !abbreviation;
        let next = text[gap + 1..].chars().find(|c| !matches!(c, '”' | '"' | '’' | '(' | '»' | '–'));
        (ends && next.is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit())).then_some(gap)
    });
    ends.chain([text.len()])
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 2 * ROOM {
        return text.to_owned();
    }
    let limit = text.char_indices().nth(ROOM).map_or(text.len(), |(at, _)| at);
    let word = text[..limit].rfind(' ').unwrap_or(limit);
    format!("{} …", text[..word].trim_end_matches([' ', ',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, first) in [
            ("Nämnden beslutar i dag. Målet är högt.", "Nämnden beslutar i dag."),
            (
                "Vi möter bl.a. Botkyrka och dr. Larsson kl. 9.30 på torget. Välkommen!",
                "Vi möter bl.a. Botkyrka och dr. Larsson kl. 9.30 på torget.",
            ),
            ("Öppnar vi skolan? Ja.", "Öppnar vi skolan?"),
            ("”Nu bygger vi.” Så säger\nhon.", "”Nu bygger vi.”"),
            ("Ett  enda\nstycke utan punkt", "Ett enda stycke utan punkt"),
            ("Det hände 2017. Sedan hände inget.", "Det hände 2017."),
        ] {
            assert_eq!(first_sentence(text), first);
        }
    }

    #[test]
    fn a_beginning_holds_whole_sentences_and_whole_words() {
        let lead = "Kort mening här. ".repeat(30);
        let beginning = beginning(&lead);
        assert!(beginning.chars().count() <= ROOM && beginning.ends_with("här.") && beginning.len() > 150, "{beginning}");
        let long = first_sentence(&"ord ".repeat(300));
        assert!(long.ends_with("ord …") && long.chars().count() <= ROOM + 2, "{long}");
        assert_eq!(first_sentence(""), "");
    }
}
