//! The IPTC codes of a topic: its Media Topic, and the older subject code of NITF.

use crate::content::front_matter::TableReader;
use crate::content::text::{Spanned, shorten};
use crate::model::{MediaTopic, MediaTopicBranch, SingleLine, SubjectCode};
use crate::msg;

/// All concepts with their names and what they are part of, also those that IPTC has retired.
const VOCABULARY: &str = include_str!("media_topics.tsv");

/// A row of the vocabulary.
struct Concept<'v> {
    /// Of a retired concept: the one that is used instead.
    replacement: Option<SubjectCode>,
    nitf: Option<SubjectCode>,
    swedish: Option<SingleLine>,
    english: Option<SingleLine>,
    /// The Swedish name, or else the English one.
    name: &'v str,
}

/// The fields `media_topic`, `nitf`, `sv` and `en` of a topic. An invalid code is reported and left out: it does not stop a release.
pub(super) fn read(fields: &mut TableReader) -> Option<MediaTopic> {
    let text = fields.source();
    let written = fields.string("media_topic");
    let nitf = fields.string("nitf").and_then(|field| parse_code(fields, "nitf", &field, "05005000"));
    let (swedish, english) = (fields.line("sv"), fields.line("en"));
    let Some(field) = written else {
        if nitf.is_some() || swedish.is_some() || english.is_some() {
            let message = msg!(
                "`nitf`, `sv` and `en` have no effect without `media_topic`",
                "`nitf`, `sv` och `en` har ingen verkan utan `media_topic`"
            );
            fields
                .warning(message, msg!("write `media_topic = \"20000400\"` with them", "skriv `media_topic = \"20000400\"` också"));
        }
        return None;
    };
    let code = parse_code(fields, "media_topic", &field, "20000400")?;
    let known = find_concept(code);
    match &known {
        Some(Concept { replacement: Some(broader), name, .. }) => {
            let message = msg!("IPTC has retired the Media Topic {code}, {name}", "IPTC har dragit in Media Topic {code}, {name}");
            let instead = find_concept(*broader).map_or_else(String::new, |concept| format!(", {}", concept.name));
            let hint = msg!("use the broader one, {broader}{instead}", "använd det vidare, {broader}{instead}");
            text.warning(field.span, message, hint);
        }
        None if swedish.is_none() && english.is_none() => {
            let message = msg!(
                "Depesch does not know the Media Topic {code} or its name",
                "Depesch känner varken till Media Topic {code} eller vad det heter"
            );
            let hint = msg!(
                "check that it is the right one; if so, write its names: `sv = \"...\"`, `en = \"...\"`",
                "kontrollera att det är rätt; skriv i så fall vad det heter: `sv = \"...\"`, `en = \"...\"`"
            );
            text.warning(field.span, message, hint);
        }
        Some(_) | None => {}
    }
    let (known_swedish, known_english, known_nitf) =
        known.map_or((None, None, None), |known| (known.swedish, known.english, known.nitf));
    Some(MediaTopic { code, swedish: swedish.or(known_swedish), english: english.or(known_english), nitf: nitf.or(known_nitf) })
}

/// Eight digits, with or without a prefix: `medtop:20000400`.
fn parse_code(fields: &TableReader, name: &str, field: &Spanned<String>, example: &str) -> Option<SubjectCode> {
    let written = field.value.trim();
    let digits = ["medtop:", "subj:"].into_iter().find_map(|prefix| written.strip_prefix(prefix)).unwrap_or(written);
    let code = SubjectCode::parse(digits);
    if code.is_none() {
        let value = shorten(&field.value);
        let message = msg!(
            "`{value}` is not a valid IPTC code: a code has eight digits",
            "`{value}` är ingen giltig IPTC-kod: en kod har åtta siffror"
        );
        let hint = msg!(
            "write `{name} = \"{example}\"`; until then the topic is published without it",
            "skriv `{name} = \"{example}\"`; till dess publiceras ämnet utan den"
        );
        fields.source().warning(field.span.clone(), message, hint);
    }
    code
}

/// A Media Topic and all below it; `None` for a code that is not in the vocabulary.
pub(super) fn find_branch(code: SubjectCode) -> Option<MediaTopicBranch> {
    find_concept(code)?;
    let mut below = Vec::new();
    let mut found = vec![code];
    while !found.is_empty() {
        found = links().filter(|(_, above)| found.contains(above)).map(|(child, _)| child).collect();
        below.extend(&found);
    }
    Some(MediaTopicBranch { code, below })
}

/// Each concept with the one above it.
fn links() -> impl Iterator<Item = (SubjectCode, SubjectCode)> {
    VOCABULARY.lines().filter_map(|row| {
        let mut codes = row.split('\t').map(SubjectCode::parse);
        Some((codes.next()??, codes.next()??))
    })
}

fn find_concept(code: SubjectCode) -> Option<Concept<'static>> {
    let code = code.to_string();
    let row = VOCABULARY.lines().find_map(|line| line.strip_prefix(&code)?.strip_prefix('\t'))?;
    let mut cells = row.split('\t').skip(1);
    let mut cell = || cells.next().unwrap_or_default();
    let (replacement, nitf, swedish, english) = (cell(), cell(), cell(), cell());
    Some(Concept {
        replacement: SubjectCode::parse(replacement),
        nitf: SubjectCode::parse(nitf),
        swedish: SingleLine::parse(swedish).ok(),
        english: SingleLine::parse(english).ok(),
        name: if swedish.is_empty() { english } else { swedish },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_vocabulary_is_valid() {
        let rows: Vec<&str> = VOCABULARY.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 1200);
        for row in rows {
            let code = SubjectCode::parse(row.split('\t').next().unwrap()).unwrap();
            let concept = find_concept(code).unwrap();
            assert!(concept.english.is_some(), "{row}");
            assert!(
                concept.replacement.is_none_or(|replacement| find_concept(replacement).unwrap().replacement.is_none()),
                "{row}"
            );
        }
    }

    #[test]
    fn a_concept_is_found_by_its_code() {
        let school = find_concept(SubjectCode::parse("20000400").unwrap()).unwrap();
        assert_eq!((school.name, school.nitf, school.replacement), ("Skola", SubjectCode::parse("05005000"), None));
        assert_eq!(school.english.unwrap().as_str(), "school");
        assert!(find_concept(SubjectCode::parse("20000411").unwrap()).unwrap().replacement.is_some());
        assert!(find_concept(SubjectCode::parse("99999999").unwrap()).is_none());
    }
    #[test]
    fn a_branch_holds_everything_below_and_ends() {
        let branch = |code: &str| find_branch(SubjectCode::parse(code).unwrap());
        let school = SubjectCode::parse("20000400").unwrap();
        let education = branch("05000000").unwrap();
        assert!(education.contains(school) && education.below.len() > 10);
        assert!(!branch("15000000").unwrap().contains(school));
        // A sport, two steps below the top.
        assert!(branch("15000000").unwrap().contains(SubjectCode::parse("20000851").unwrap()));
        assert_eq!(branch("99999999"), None);
        // No concept is below itself: each is in one branch of those that have nothing above them.
        let tops: Vec<SubjectCode> = (1..=17).map(|n| SubjectCode::new(n * 1_000_000).unwrap()).collect();
        let all: usize = tops.iter().map(|top| 1 + find_branch(*top).unwrap().below.len()).sum();
        assert_eq!(all, VOCABULARY.lines().filter(|line| !line.starts_with('#')).count());
    }
}
