//! Names of people and of those who answer for an organisation, with party and role.

use crate::import::phrases;

/// A name with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenName {
    pub name: String,
    pub party: Option<String>,
    pub role: Option<String>,
}

/// Words that no person is called.
const NO_NAMES: &str = "kommun|kommunen|kommuns|stad|stads|region|regionen|län|ab|center|kontakt|kontakta|kontakter|växel|växeln|telefon|box|information|\
    felanmälan|öppettider|dygnet|runt|sverige|sweden|municipality|council|city|relaterat|innehåll|läs|mer|sidan|kontor|kontoret|\
    januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|january|february|march|may|june|july|august|\
    october|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|and|och|i|på|\
    ring|mejla|maila|skriv|fråga|call|write|välkommen|gruppledare|press|kontaktcenter|servicecenter|plats|tid|datum|copyright|nyheter|hem|om|för|vid";

/// The ends of words for what somebody does.
const ROLE_ENDS: &str = "chef|chefen|direktör|direktören|ledare|ledaren|strateg|strategen|sekreterare|sekreteraren|vårdare|handläggare|samordnare|\
    planerare|kommunikatör|ingenjör|redaktör|inspektör|arkitekt|ordförande|ordföranden|rektor|rektorn|ansvarig|talesperson|specialist|\
    utvecklare|controller|jurist|ekolog|biolog|antikvarie|curator|intendent|bibliotekarie|projektledare|landshövding|landshövdingen|\
    kommunalråd|kommunalrådet|regionråd|oppositionsråd|borgarråd|minister|ministern|statsråd|borgmästare|förvaltare|officer|manager|\
    director|mayor|head|editor|spokesperson|secretary|advisor|adviser|coordinator|planner|engineer|inspector|specialist|analyst|architect|\
    chairman|chairwoman|commissioner|councillor|leader|strategist|representative|assistant|consultant|librarian|principal|ersättare|ersättaren|vikarie|rådgivare|pedagog|lärare|konsult|konsulent|ledamot|ombud";

/// Words for the time when somebody answers.
const HOURS: &str = "öppen|öppet|öppettider|öppettid|telefontid|telefontider|bemannat|bemannad|bemannas|vardagar|vardag|helgfria|dagtid|kvällstid|kvällar|\
        helger|dygnet|säkrast|kl|klockan|måndag|måndagar|mån|weekdays|open|evenings|hours|mondays|monday|jourtid";

/// Small words within names.
const PARTICLES: &str = "von|van|de|der|af|av|da|di|du|la|el|al|bin|den|ten|zu|y";

/// Offices that answer in place of a person.
const OFFICES: &str = "kontoret|tjänsten|tjänst|enheten|avdelningen|förvaltningen|kansliet|centrum|jour|jouren|redaktionen|gruppen|desk|office|team|\
    department|staben|sektionen";
const PRESS: &str = "press|medie|media|kommunikation";
/// Everybody's numbers.
const SWITCHBOARDS: &str = "växel|kontaktcenter|servicecenter|kundtjänst|kundcenter|kundservice|medborgar|felanmälan|reception|kontaktcentrum|\
    upplysningen|switchboard|customer";

const PARTIES: &str = "S|M|SD|C|V|KD|L|MP|FI|F!|PP|FP|s|m|sd|c|v|kd|l|mp|fp";

impl WrittenName {
    /// `Anna Berg (S), ordförande i nämnden`, `Presschef: Anna Berg`, `rektor Anna Berg`, `Presstjänsten`; `None` if it is not certain.
    pub fn parse(words: &str) -> Option<WrittenName> {
        let words = words.trim().trim_end_matches('.').trim_end();
        let (first, role) = match split_at_sign(words) {
            Some((name, role)) => (name.trim(), Some(role.trim()).filter(|role| !role.is_empty())),
            None => match words.split_once(':') {
                Some((role, name)) if !name.trim().is_empty() => (name.trim(), Some(role.trim())),
                _ => (words, None),
            },
        };
        if role.is_some_and(names_alternative) {
            return None;
        }
        let (first, party) = split_party(first);
        // `Anna Berg (rektor)`
        let (party, role) = match (party, role) {
            (Some(aside), None) if !is_party_name(&aside) => (None, Some(aside)),
            (party, role) => (party, role.map(str::to_owned)),
        };
        let (title, name) = split_title(first);
        let is_certain = is_person(name) || (title.is_none() && is_function(name));
        if !is_certain {
            return None;
        }
        let role = match (title, role) {
            (Some(title), Some(role)) => Some(format!("{title}, {role}")),
            (title, role) => title.map(str::to_owned).or(role),
        };
        Some(WrittenName { name: name.to_owned(), party, role })
    }
}

/// Name and role, divided by a comma, a dash or a line.
fn split_at_sign(words: &str) -> Option<(&str, &str)> {
    let signs = [",", " – ", " — ", " - ", " | ", " • ", " · "];
    let first = signs.iter().filter_map(|sign| words.find(sign).map(|at| (at, sign.len()))).min()?;
    Some((words.get(..first.0)?, words.get(first.0 + first.1..)?))
}

/// `S`, `Vallbypartiet`, `VP`: what can be a party rather than a role.
fn is_party_name(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_short = text.chars().count() <= 5 && text.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    is_party(text)
        || is_short
        || text == "–"
        || [
            "partiet",
            "listan",
            "lista",
            "demokraterna",
            "moderaterna",
            "partiet de gröna",
            "kommunens väl",
            "väl",
            "vänsterpartiet",
        ]
        .iter()
        .any(|end| lower.ends_with(end))
}

/// The words before the party in round brackets at their end, and the party.
pub fn split_party(text: &str) -> (&str, Option<String>) {
    match text.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
        Some((before, party)) if !before.trim().is_empty() && ((1..=12).contains(&party.chars().count()) || is_role(party)) => {
            (before.trim(), Some(party.trim().to_owned()))
        }
        _ => (text, None),
    }
}

pub fn is_party(text: &str) -> bool {
    phrases::contains(PARTIES, text)
}

/// `renhållningschef Evert Qvick`: the role before a name.
fn split_title(text: &str) -> (Option<&str>, &str) {
    let mut at = 0;
    for word in text.split_inclusive(' ').take(4) {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        at += word.len();
        if is_role_word(word.trim()) && is_person(rest) {
            return (text.get(..at).map(str::trim), rest);
        }
    }
    (None, text)
}

fn is_role_word(word: &str) -> bool {
    let word = word.to_lowercase();
    phrases::contains("vd|ceo|cfo|coo|cto|ordf|gd", &word) || ROLE_ENDS.split('|').any(|end| word.ends_with(end))
}

/// A short text that says what somebody does.
pub fn is_role(text: &str) -> bool {
    text.split_whitespace().count() <= 8 && text.split_whitespace().any(|word| is_role_word(word.trim_matches([',', '.'])))
}

/// Two to four words that can be first and last name.
pub fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let can_be = |word: &&str| {
        let lower = word.to_lowercase();
        let letters = word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c));
        let is_particle = phrases::contains(PARTICLES, word);
        letters && (is_particle || word.starts_with(char::is_uppercase)) && !phrases::contains(NO_NAMES, &lower)
    };
    let ends = [words.first(), words.last()];
    (2..=4).contains(&words.len())
        && words.iter().all(can_be)
        && ends.into_iter().flatten().all(|word| word.starts_with(char::is_uppercase))
        // `Barn- och` is a compound; `Skolgatan` an address.
        && !words.iter().any(|word| word.ends_with('-') || is_street(word))
        && !ends.into_iter().flatten().any(|word| is_role_word(word))
        && !words.last().is_some_and(|word| is_office(&word.to_lowercase()))
}

fn is_street(word: &str) -> bool {
    let word = word.to_lowercase();
    ["gatan", "vägen", "torget", "gränd", "huset"].iter().any(|end| word.ends_with(end))
}

fn is_office(word: &str) -> bool {
    OFFICES.split('|').any(|end| word.ends_with(end)) || SWITCHBOARDS.split('|').any(|part| word.contains(part))
}

/// An office that answers for itself: `Presstjänsten`, `gatukontoret`. A switchboard answers for everything.
pub fn is_function(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let is_switchboard = SWITCHBOARDS.split('|').any(|part| lower.contains(part));
    let names_press = words.iter().any(|word| PRESS.split('|').any(|start| word.starts_with(start)));
    let is_office = words.last().is_some_and(|word| OFFICES.split('|').any(|end| word.ends_with(end)));
    // `Kommunikationschef` and `Presskontakt` say what somebody does.
    let is_role = words.iter().any(|word| is_role_word(word) || word.ends_with("kontakt") || word.ends_with("kontakter"));
    (1..=5).contains(&words.len())
        && !is_switchboard
        && !is_audience(text)
        && !is_role
        && !phrases::is_contact(text)
        && (names_press || is_office)
        && text.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "-&/".contains(c))
}

/// `Havsunds kommun`
pub fn is_municipality(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let last = words.next_back().unwrap_or_default().to_lowercase();
    words.next().is_some() && matches!(last.as_str(), "kommun" | "stad" | "kommunen")
}

/// `Havsunds kommun`, `Region Vesterlid`, `Lindhamra Energi AB`: the name of an organisation and nothing else.
pub fn is_organisation(text: &str) -> bool {
    const STARTS: &str = "region|länsstyrelsen|landstinget|stiftelsen|föreningen";
    const ENDS: &str = "ab|förbund|kommunalförbund|energi|region";
    let words: Vec<&str> = text.split_whitespace().collect();
    let is = |word: Option<&&str>, names: &str| word.is_some_and(|word| phrases::contains(names, &word.to_lowercase()));
    let is_name = words.iter().all(|word| word.starts_with(char::is_uppercase) || phrases::contains("i|och|av|förbund", word));
    is_municipality(text) || ((2..=4).contains(&words.len()) && is_name && (is(words.first(), STARTS) || is(words.last(), ENDS)))
}

/// `Nås genom Bo Ek`: the words after it.
pub fn through(text: &str) -> Option<&str> {
    const PHRASES: [&str; 8] = [
        "nås genom ",
        "nås via ",
        "nås lättast genom ",
        "nås lättast via ",
        "kontaktas genom ",
        "kontaktas via ",
        "reached through ",
        "can be reached through ",
    ];
    let text = text.trim_start_matches(['(', ' ']);
    PHRASES.iter().find_map(|phrase| text.get(phrases::starts_with(text, phrase)?..)).map(|rest| rest.trim_end_matches(')'))
}

/// `Anna Berg, rektor, nås genom Bo Ek`: the words before the phrase, and those from it on.
pub fn split_at_through(text: &str) -> Option<(&str, &str)> {
    let starts = text.match_indices([' ', '(']).map(|(at, sign)| at + sign.len());
    let at = starts
        .filter(|at| text.get(..*at).is_some_and(|before| before.contains(char::is_alphanumeric)))
        .find(|at| text.get(*at..).is_some_and(|rest| through(rest).is_some()))?;
    Some((text.get(..at)?.trim_end_matches([' ', ',', '(', '–', '-']), text.get(at..)?))
}

/// When somebody answers, without brackets.
pub fn hours(text: &str) -> Option<String> {
    let inner = text.trim().trim_start_matches('(').trim_end_matches([')', '.']).trim();
    let words: Vec<String> =
        inner.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let says = words.iter().take(3).any(|word| phrases::contains(HOURS, word));
    // `Kvällar och helger Anna Berg`: these are the hours of somebody else.
    (says && words.len() <= 14 && !inner.contains('@') && !ends_with_name(inner)).then(|| inner.to_owned())
}

/// `Vikarie under juli Anna Berg`, `På kvällar Anna Berg`: somebody else's name behind other words.
pub fn is_of_another(text: &str) -> bool {
    const OTHERS: &str = "ersättare|ersättaren|vikarie|vikarierande|annars|alternativt|backup|reserv|otherwise|deputy";
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = words.first().is_some_and(|word| phrases::contains(OTHERS, word))
        || words.iter().take(3).any(|word| phrases::contains(HOURS, word));
    says && ends_with_name(text)
}

/// `rektor, eller hennes ställföreträdare Bo Ek`: the number behind it can be that of either.
fn names_alternative(role: &str) -> bool {
    const OR: &str = "eller|alternativt|annars|ersättare|ställföreträdare|vikarie|or|otherwise";
    let says_or = |part: &str| part.split_whitespace().any(|word| phrases::contains(OR, &word.to_lowercase()));
    role.split(',').any(|part| says_or(part) && ends_with_name(part))
}

fn ends_with_name(text: &str) -> bool {
    text.split([',', ':', '(', ')', '–', '|', ';']).any(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        words.len() >= 2 && is_person(&words.get(words.len() - 2..).unwrap_or_default().join(" "))
    })
}

/// `Kontaktperson på kvällar: Anna Berg, rektor`: the label, and the words from the name on.
pub fn labelled_person(words: &str) -> Option<(&str, &str)> {
    let (label, rest) = words.split_once(':')?;
    let (label, rest) = (label.trim(), rest.trim());
    let first = split_at_sign(rest).map_or(rest, |(first, _)| first.trim());
    let first = split_party(first).0;
    (!label.is_empty() && !label.contains(',') && is_person(split_title(first).1)).then_some((label, rest))
}

/// The hours in a label such as `Kontaktperson under kvällar och helger`.
pub fn hours_of_label(label: &str) -> Option<String> {
    const BEFORE: &str = "kontakt|kontaktperson|presskontakt|telefon|tel|under|contact|during";
    let mut rest = label.trim().trim_start_matches('(');
    let is_absence =
        ["vid frånvaro", "vid ledighet", "vid semester"].iter().any(|start| phrases::starts_with(rest, start).is_some());
    if is_absence {
        return Some(rest.to_owned());
    }
    while let Some((_, after)) = rest.split_once(' ').filter(|(word, _)| phrases::contains(BEFORE, &word.to_lowercase())) {
        rest = after.trim_start();
    }
    hours(rest)
}

/// `Frågor om bygget`, `Kontaktperson`: why somebody is asked, not what they are.
pub fn is_subject(label: &str) -> bool {
    const WORDS: &str = "frågor|fråga|anmälan|intervju|intervjuer|upplysningar|information|kontakt|kontaktperson|presskontakt|mediekontakt|\
        pressfrågor|mediefrågor|questions|enquiries|inquiries|contact|namn|name";
    let lower = label.to_lowercase();
    !is_role(label) && lower.split(|c: char| !c.is_alphanumeric()).any(|word| phrases::contains(WORDS, word))
}

/// `Endast för media`, `För journalister`, `Endast sms`: for whom or how, not who.
pub fn is_audience(text: &str) -> bool {
    const ONLY: &str = "endast|enbart|bara|only|ej|inte|not";
    const FOR: &str = "för|till|for|to";
    const AUDIENCE: &str = "media|medier|medierna|press|pressen|journalister|journalist|redaktioner|sms|samtal|telefonsamtal|mejl|text|texts|\
        calls|journalists|reporters|the|och|and|allmänheten|frågor|enquiries|från|from|via|representanter|representatives";
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = |names: &str| words.iter().any(|word| phrases::contains(names, word));
    let begins = words.first().is_some_and(|word| phrases::contains(ONLY, word) || phrases::contains(FOR, word));
    (2..=6).contains(&words.len())
        && (begins || words.last() == Some(&"only"))
        && says(AUDIENCE)
        && words.iter().all(|word| [ONLY, FOR, AUDIENCE].iter().any(|names| phrases::contains(names, word)))
}

/// Whether the last part of the words is the label of a number that is everybody's: `Anna Berg, rektor, växel`.
pub fn is_number_of_all(words: &str) -> bool {
    const FAX: &str = "fax|telefax|faxnummer";
    let last = words.rsplit([',', ';', '|', '–', '/', '(', '•', '·']).next().unwrap_or_default().trim().to_lowercase();
    let names_all =
        SWITCHBOARDS.split('|').any(|part| last.contains(part)) || last.split(' ').any(|word| phrases::contains(FAX, word));
    names_all && !is_role(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_offices_and_other_words() {
        for name in ["Anna Berg", "Stina-Lovisa Grahn", "Mohammed El-Tayeb", "Carl von Essen", "Kjell-Arne Nyhlén", "A. Berg"] {
            assert!(is_person(name), "{name}");
        }
        for text in [
            "Anna",
            "Solvik kommun",
            "Lindhamra servicecenter",
            "Felanmälan Dygnet",
            "Relaterat Innehåll",
            "Stora Torget",
            "Gruppledare Anna",
            "anna berg",
            "Box 12",
            "Kommunstyrelsens ordförande",
            "Växel Solvik",
        ] {
            assert!(!is_person(text), "{text}");
        }
        assert!(is_function("Presstjänsten") && is_function("Storåsa kommuns presstjänst") && is_function("gatukontoret"));
        assert!(!is_function("Kommunikationschef") && !is_function("Mediekontakt") && !is_function("Press Officer"));
        assert!(
            !is_function("Växeln")
                && !is_function("Kontaktcenter")
                && !is_function("Presskontakt")
                && !is_function("Trafikstrateg")
        );
    }

    #[test]
    fn a_name_has_its_party_and_role() {
        let parse = |text: &str| WrittenName::parse(text).map(|written| (written.name, written.party, written.role));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            parse("Anna Berg (S), ordförande i nämnden"),
            Some(("Anna Berg".into(), some("S"), some("ordförande i nämnden")))
        );
        assert_eq!(parse("renhållningschef Evert Qvick"), Some(("Evert Qvick".into(), None, some("renhållningschef"))));
        assert_eq!(parse("Naturvårdare Ylva Strandqvist"), Some(("Ylva Strandqvist".into(), None, some("Naturvårdare"))));
        assert_eq!(parse("Presschef: Anna Berg"), Some(("Anna Berg".into(), None, some("Presschef"))));
        assert_eq!(parse("Trafikstrateg"), None);
        assert_eq!(parse("Felanmälan dygnet runt"), None);
    }

    #[test]
    fn hours_are_no_role() {
        assert_eq!(hours("(kvällar)").as_deref(), Some("kvällar"));
        assert_eq!(hours("Öppen vardagar kl. 8-17").as_deref(), Some("Öppen vardagar kl. 8-17"));
        assert_eq!(hours("(nås säkrast före lunch)").as_deref(), Some("nås säkrast före lunch"));
        assert_eq!(hours("ordförande i nämnden"), None);
    }
}
