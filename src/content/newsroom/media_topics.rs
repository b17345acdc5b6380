//! What a topic of the newsroom is called in IPTC's vocabularies: its Media Topic, and the older subject code, which NITF has.

use crate::content::fields::line;
use crate::content::front_matter::TableReader;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::model::MediaTopic;
use crate::model::SingleLine;
use crate::model::SubjectCode;
use crate::msg;

/// Those that a Swedish newsroom uses, with their names; and those that IPTC has retired.
const VOCABULARY: &str = include_str!("media_topics.tsv");

/// A row of the vocabulary.
struct Concept<'v> {
    nitf: Option<SubjectCode>,
    /// Of a retired concept, what IPTC has above it.
    broader: Option<SubjectCode>,
    swedish: Option<SingleLine>,
    english: Option<SingleLine>,
    /// For people: Swedish, where it has such a name.
    name: &'v str,
}

/// The fields `media_topic`, `nitf`, `sv` and `en` of a topic. A code that is none is told, and the topic goes out without it:
/// a release is not held up by it.
pub(super) fn read(fields: &mut TableReader) -> Option<MediaTopic> {
    let diagnostics = fields.diagnostics();
    let written = fields.text("media_topic");
    let nitf = fields.text("nitf").and_then(|field| code(fields, "nitf", &field, "05005000"));
    let (swedish, english) = (line(fields, "sv"), line(fields, "en"));
    let Some(field) = written else {
        if nitf.is_some() || swedish.is_some() || english.is_some() {
            let say = msg!(
                "`nitf`, `sv` and `en` have no effect without `media_topic`",
                "`nitf`, `sv` och `en` har ingen verkan utan `media_topic`"
            );
            let hint = msg!("write `media_topic = \"20000400\"` with them", "skriv `media_topic = \"20000400\"` också");
            diagnostics.push(Diagnostic::warning(fields.home(), say).hint(hint));
        }
        return None;
    };
    let code = code(fields, "media_topic", &field, "20000400")?;
    let known = concept(code);
    let place = fields.source().place(field.at);
    match &known {
        Some(Concept { broader: Some(broader), name, .. }) => {
            let say = msg!("IPTC has retired the Media Topic {code}, {name}", "IPTC har dragit in Media Topic {code}, {name}");
            let instead = concept(*broader).map_or_else(String::new, |concept| format!(", {}", concept.name));
            let hint = msg!("use the broader one, {broader}{instead}", "använd det vidare, {broader}{instead}");
            diagnostics.push(Diagnostic::warning(place, say).hint(hint));
        }
        None if swedish.is_none() && english.is_none() => {
            let say = msg!(
                "Depesch does not know the Media Topic {code} or its name",
                "Depesch känner varken till Media Topic {code} eller vad det heter"
            );
            let hint = msg!(
                "check that it is the right one; if so, write its names: `sv = \"...\"`, `en = \"...\"`",
                "kontrollera att det är rätt; skriv i så fall vad det heter: `sv = \"...\"`, `en = \"...\"`"
            );
            diagnostics.push(Diagnostic::warning(place, say).hint(hint));
        }
        Some(_) | None => {}
    }
    let (known_swedish, known_english, known_nitf) =
        known.map_or((None, None, None), |known| (known.swedish, known.english, known.nitf));
    Some(MediaTopic { code, swedish: swedish.or(known_swedish), english: english.or(known_english), nitf: nitf.or(known_nitf) })
}

/// Eight digits, or with the name of the vocabulary before them: `medtop:20000400`.
fn code(fields: &TableReader, name: &str, field: &Spanned<String>, example: &str) -> Option<SubjectCode> {
    let diagnostics = fields.diagnostics();
    let written = field.value.trim();
    let digits = ["medtop:", "subj:"].into_iter().find_map(|prefix| written.strip_prefix(prefix)).unwrap_or(written);
    let code = SubjectCode::parse(digits);
    if code.is_none() {
        let value = shown(&field.value);
        let say = msg!(
            "`{value}` is not a valid IPTC code: a code has eight digits",
            "`{value}` är ingen giltig IPTC-kod: en kod har åtta siffror"
        );
        let hint = msg!(
            "write `{name} = \"{example}\"`; until then the topic is published without it",
            "skriv `{name} = \"{example}\"`; till dess publiceras ämnet utan den"
        );
        diagnostics.push(Diagnostic::warning(fields.source().place(field.at.clone()), say).hint(hint));
    }
    code
}

fn concept(code: SubjectCode) -> Option<Concept<'static>> {
    let code = code.to_string();
    let row = VOCABULARY.lines().find_map(|line| line.strip_prefix(&code)?.strip_prefix('\t'))?;
    let mut cells = row.split('\t');
    let mut cell = || cells.next().unwrap_or_default();
    let (nitf, broader, swedish, english) = (cell(), cell(), cell(), cell());
    Some(Concept {
        nitf: SubjectCode::parse(nitf),
        broader: SubjectCode::parse(broader),
        swedish: SingleLine::parse(swedish).ok(),
        english: SingleLine::parse(english).ok(),
        name: if swedish.is_empty() { english } else { swedish },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_whole() {
        let rows: Vec<&str> = VOCABULARY.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 300);
        for row in rows {
            let code = SubjectCode::parse(row.split('\t').next().unwrap()).unwrap();
            let concept = concept(code).unwrap();
            assert!(concept.english.is_some(), "{row}");
            let stands = concept.broader.is_none_or(|broader| broader != code);
            assert!(stands, "{row}");
        }
    }

    #[test]
    fn a_concept_is_found_by_its_code() {
        let school = concept(SubjectCode::parse("20000400").unwrap()).unwrap();
        assert_eq!((school.name, school.nitf, school.broader), ("Skola", SubjectCode::parse("05005000"), None));
        assert_eq!(school.english.unwrap().as_str(), "school");
        assert!(concept(SubjectCode::parse("20000411").unwrap()).unwrap().broader.is_some());
        assert!(concept(SubjectCode::parse("99999999").unwrap()).is_none());
    }
}
