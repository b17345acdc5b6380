//! The department that a boilerplate text is about, from its heading and first sentence.

use crate::import::document::SourceBlock;
use crate::import::phrases;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedBoilerplate {
    pub line: usize,
    pub heading: String,
    pub blocks: Vec<SourceBlock>,
    /// `None` when it is about the publisher as a whole.
    pub department: Option<String>,
}

/// Where an imported boilerplate goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoilerplateTarget {
    /// Into departments.toml, under this key.
    InDepartment(String),
    /// Into the release itself, which may belong to a department.
    InRelease(Option<String>),
}

/// Verbs that follow the name of an organisation.
const VERBS: &str = "är|har|ansvarar|arbetar|driver|erbjuder|består|bedriver|sköter|planerar|leder|svarar|ger|ser|verkar|utvecklar|is|are|\
    has|runs|works|provides|manages|serves";

/// Names of parts of an organisation.
const UNITS: &str = "förvaltning|förvaltningen|kontoret|kontor|nämnden|nämnd|bolaget|kommun|region|avdelningen|enheten|myndigheten|\
    department|council";

/// The department that a section is about: the subject of the first sentence if the heading has the same noun
/// ("Botkyrkas utbildningsförvaltning": "Utbildningsförvaltningen ansvarar för ..."), or the name after "Om" in the heading. `Some(None)`
/// for a text about the publisher; `None` for a text about something else.
pub fn find_department(heading: &str, text: &str, publisher: &str) -> Option<Option<String>> {
    let heading = heading.trim().trim_end_matches(':');
    let about =
        ["om ", "about ", "fakta om ", "facts about "].iter().find_map(|word| heading.get(phrases::starts_with(heading, word)?..));
    let subject = subject(text);
    let named = match (about.map(str::trim), &subject) {
        (Some(name), _) if is_publisher(name, publisher) => return Some(None),
        (Some(name), Some(subject)) if same_noun(name, subject) && (is_unit(name) || is_unit(subject)) => Some(subject.clone()),
        (Some(name), _) if is_unit(name) => Some(capitalize(name)),
        (None, Some(subject)) if same_noun(heading, subject) && (is_unit(subject) || is_unit(heading)) => Some(subject.clone()),
        (None, _) if equal_ignoring_case(heading, publisher) => return Some(None),
        _ => None,
    }?;
    Some(if equal_ignoring_case(&named, publisher) { None } else { Some(named) })
}

/// Whether the heading alone shows that the section is about the sender.
pub fn is_about(heading: &str, publisher: &str) -> bool {
    ["om ", "about "].iter().any(|word| {
        let name = phrases::starts_with(heading, word).and_then(|end| heading.get(end..));
        name.is_some_and(|name| is_publisher(name.trim().trim_end_matches(':'), publisher) || is_unit(name))
    })
}

/// The words before the first verb, at most five.
fn subject(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let verb = words.iter().position(|word| phrases::contains(VERBS, &word.trim_matches(',').to_lowercase()))?;
    (verb > 0).then(|| words.iter().take(verb).copied().collect::<Vec<_>>().join(" ").trim_end_matches(',').to_owned())
}

fn equal_ignoring_case(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Also `Solvik` for `Solvik kommun`.
fn is_publisher(name: &str, publisher: &str) -> bool {
    let first = publisher.split_whitespace().next().unwrap_or_default();
    equal_ignoring_case(name, publisher) || equal_ignoring_case(name, first)
}

/// Whether the last words are the same noun, with or without the definite ending: förvaltning, förvaltningen.
fn same_noun(a: &str, b: &str) -> bool {
    let last = |text: &str| text.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let (a, b) = (last(a), last(b));
    let ends = |long: &str, short: &str| {
        !short.is_empty() && long.strip_prefix(short).is_some_and(|end| matches!(end, "" | "n" | "en" | "t" | "et" | "na" | "s"))
    };
    ends(&a, &b) || ends(&b, &a)
}

pub fn is_unit(name: &str) -> bool {
    let last = name.trim().trim_end_matches(':').split_whitespace().next_back().unwrap_or_default().to_lowercase();
    UNITS.split('|').any(|unit| last.ends_with(unit)) || name.trim().ends_with(" AB")
}

fn capitalize(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_department_is_the_subject_of_its_text() {
        let of = |heading: &str, text: &str| find_department(heading, text, "Solvik kommun");
        let name = |name: &str| Some(Some(name.to_owned()));
        assert_eq!(
            of("Botkyrkas utbildningsförvaltning", "Utbildningsförvaltningen ansvarar för förskola."),
            name("Utbildningsförvaltningen")
        );
        assert_eq!(of("Om samhällsbyggnadskontoret", "Vi bygger vägar."), name("Samhällsbyggnadskontoret"));
        assert_eq!(of("Om Solvik kommun", "Solvik har 12 000 invånare."), Some(None));
        assert_eq!(of("Om Solvik", "Solvik har 12 000 invånare."), Some(None));
        assert_eq!(of("Bakgrund", "Bron byggdes 1932."), None);
        assert_eq!(of("Om projektet", "Projektet är treårigt."), None);
    }
}
