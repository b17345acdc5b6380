//! Quotes as newsrooms write them: a dash at the start, and who speaks at the end ("..., säger NN (S), roll.").
//!
//! Nothing is guessed: where the speaker is not clear, the quote stands without one, and the words are kept either way.

use crate::model::Attribution;
use crate::model::Block;
use crate::model::Inline;
use crate::model::Inlines;
use crate::model::Quote;
use crate::model::QuoteMark;
use crate::model::SingleLine;
use crate::model::Speaker;

/// The blocks of a paragraph whose lines are parted by `\n`. Most often it is one; quotes that stand on one line each,
/// without an empty line between, are one block each. Other line ends become spaces.
pub(crate) fn blocks(parts: Vec<Inline>) -> Vec<Block> {
    let mut groups: Vec<Vec<Inline>> = vec![Vec::new()];
    let mut quoting = false;
    let mut ended = true;
    for (gap, line) in lines(parts) {
        let Some(run) = Inlines::new(line.clone()) else { continue };
        let plain = run.plain();
        let after_dash = plain.trim_start().trim_start_matches(is_dash);
        let opens = opens_quote(&plain) && after_dash.starts_with(char::is_whitespace);
        let first = groups.len() == 1 && groups.iter().all(Vec::is_empty);
        if first {
            quoting = opens_quote(&plain);
        } else if quoting && ended && opens {
            groups.push(Vec::new());
        } else if let (Some(group), Some(gap)) = (groups.last_mut(), gap) {
            group.push(gap);
        }
        ended = plain.trim_end().ends_with(['.', '!', '?', '”', '"', '»']);
        if let Some(group) = groups.last_mut() {
            group.extend(line);
        }
    }
    groups.into_iter().filter_map(Inlines::new).map(paragraph).collect()
}

/// The lines of a paragraph, each with what stands before it: a space, or the break that the author asked for.
fn lines(parts: Vec<Inline>) -> Vec<(Option<Inline>, Vec<Inline>)> {
    let mut lines: Vec<(Option<Inline>, Vec<Inline>)> = vec![(None, Vec::new())];
    for part in parts {
        let pieces: Vec<(Option<Inline>, Option<Inline>)> = match part {
            Inline::Break => vec![(Some(Inline::Break), None)],
            Inline::Text(text) => {
                let gap = |n: usize| (n > 0).then(|| Inline::Text(" ".to_owned()));
                text.split('\n').enumerate().map(|(n, line)| (gap(n), Some(Inline::Text(line.to_owned())))).collect()
            }
            Inline::Emphasis(_) | Inline::Strong(_) | Inline::Link { .. } => vec![(None, Some(part))],
        };
        for (gap, piece) in pieces {
            if gap.is_some() {
                lines.push((gap, Vec::new()));
            }
            if let Some((_, line)) = lines.last_mut() {
                line.extend(piece);
            }
        }
    }
    lines
}

/// A paragraph that begins with a dash becomes a quote without it; any other stays what it is.
fn paragraph(run: Inlines) -> Block {
    if !opens_quote(&run.plain()) {
        return Block::Paragraph(run);
    }
    let mut parts = run.parts().to_vec();
    take_dash(&mut parts);
    match Inlines::new(parts) {
        Some(words) => {
            let attribution = attribution(&words.plain());
            Block::Quote(Quote { mark: QuoteMark::Dash, paragraphs: vec![words], attribution })
        }
        None => Block::Paragraph(run),
    }
}

/// Hyphen, and the dashes of Unicode from figure dash to horizontal bar; the minus sign.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A dash and then words. "–75,6 mnkr" is an amount; "– 75 procent klarade provet." is a quote, since it is a sentence.
fn opens_quote(plain: &str) -> bool {
    let plain = plain.trim_start();
    let words = plain.trim_start_matches(is_dash);
    if words.len() == plain.len() {
        return false;
    }
    let begins = words.trim_start();
    if !begins.starts_with(|c: char| c.is_ascii_digit()) {
        return begins.contains(char::is_alphabetic);
    }
    let gap = begins.len() < words.len();
    let sentence = plain.trim_end().ends_with(['.', '!', '?', '”', '"', '»']);
    gap && sentence && begins.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() >= 3
}

/// Takes the dash and the gap after it from the first text, which may stand within emphasis.
fn take_dash(parts: &mut Vec<Inline>) {
    let mut level = parts;
    loop {
        match level.first_mut() {
            Some(Inline::Text(text)) => {
                let words = text.trim_start().trim_start_matches(is_dash).trim_start();
                *text = words.to_owned();
                return;
            }
            Some(Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. }) => level = inner,
            Some(Inline::Break) | None => return,
        }
    }
}

/// What people do with words, in the forms that newsrooms write.
const VERBS: &[&str] = &[
    "säger",
    "sade",
    "sa",
    "uppger",
    "uppgav",
    "berättar",
    "berättade",
    "menar",
    "menade",
    "förklarar",
    "förklarade",
    "skriver",
    "skrev",
    "konstaterar",
    "konstaterade",
    "kommenterar",
    "tillägger",
    "betonar",
    "understryker",
    "poängterar",
    "framhåller",
    "anser",
    "tycker",
    "tror",
    "hoppas",
    "fortsätter",
    "avslutar",
    "sammanfattar",
    "says",
    "said",
    "adds",
    "added",
    "explains",
    "explained",
    "writes",
    "wrote",
    "comments",
    "commented",
    "concludes",
    "concluded",
];
/// Words that may stand between the verb and the name.
const ADVERBS: &[&str] = &["även", "också", "vidare", "därför", "glatt", "nöjt", "also"];
/// Small words within a name.
const PARTICLES: &[&str] =
    &["von", "van", "der", "den", "de", "af", "av", "la", "le", "al", "el", "bin", "ibn", "di", "da", "dos", "ten", "zu"];
/// Words that open a clause about the speech, not a role.
const NOT_ROLES: &[&str] =
    &["som", "när", "då", "efter", "inför", "medan", "och", "men", "vars", "who", "when", "after", "while", "and", "but", "whose"];

/// Who speaks, from the end of a quote's last paragraph.
pub(crate) fn attribution(plain: &str) -> Option<Attribution> {
    let plain = plain.trim_end();
    let mut best = None;
    for (at, _) in plain.char_indices().filter(|(_, c)| c.is_whitespace()) {
        let before = plain[..at].trim_end();
        // What is said ends with a mark before "säger": a comma, a question, a closing quotation mark.
        if !before.ends_with([',', '?', '!', '”', '"', '»', '’', '…', '–', '—']) {
            continue;
        }
        let written = plain[at..].trim_start();
        if let Some(speaker) = speaker(written) {
            best = Some(Attribution { written: written.to_owned(), speaker });
        }
    }
    best
}

/// Reads "säger NN (S), roll." as a whole; `None` when anything of it is not understood.
fn speaker(written: &str) -> Option<Speaker> {
    let (first, rest) = written.split_once(char::is_whitespace)?;
    let first = first.to_lowercase();
    let (mut rest, needed) = if VERBS.contains(&first.as_str()) {
        (rest.trim_start(), 1)
    } else if first == "according" && rest.starts_with("to ") {
        // "According to Skolverket" names nobody who speaks: a first and a last name are needed.
        (rest["to ".len()..].trim_start(), 2)
    } else {
        return None;
    };
    while let Some((word, after)) = rest.split_once(char::is_whitespace) {
        if !ADVERBS.contains(&word) {
            break;
        }
        rest = after.trim_start();
    }
    let whole = rest.strip_suffix(['.', '!']).unwrap_or(rest).trim_end();
    let AttributionParts { name, party, role } = name_first(whole, needed).or_else(|| role_first(whole))?;
    // A party or role that is no line of text makes the whole doubtful.
    let line = |text: Option<&str>| text.map(|text| SingleLine::parse(text).ok());
    let (party, role) = (line(party), line(role));
    if party == Some(None) || role == Some(None) {
        return None;
    }
    Some(Speaker { name: SingleLine::parse(name).ok()?, party: party.flatten(), role: role.flatten() })
}

/// The parts of an attribution as they are written.
struct AttributionParts<'t> {
    name: &'t str,
    party: Option<&'t str>,
    role: Option<&'t str>,
}

/// "Anna Berg (S), ordförande": a name of at least `needed` words.
fn name_first(whole: &str, needed: usize) -> Option<AttributionParts<'_>> {
    let (name, after) = split_name(whole);
    let words = name.split_whitespace().count();
    if words < needed || words > 6 {
        return None;
    }
    let (party, after) = split_party(after)?;
    Some(AttributionParts { name, party, role: split_role(after)? })
}

/// "skolminister Anna Berg (S)": a role in small letters, then a first and a last name and nothing more.
fn role_first(whole: &str) -> Option<AttributionParts<'_>> {
    let (rest, party) = match whole.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((rest, party)) => (rest.trim_end(), Some(party)),
        None => (whole, None),
    };
    let words: Vec<&str> = rest.split_inclusive(char::is_whitespace).collect();
    let length: usize = words.iter().rev().take_while(|word| is_name(word.trim_end())).map(|word| word.len()).sum();
    let (role, name) = rest.split_at(rest.len() - length);
    let role = role.trim_end();
    let last = role.split_whitespace().next_back()?;
    // "säger hon till Svenska Dagbladet", "säger Anna och rektor Bo Ek": not a role before a name.
    let doubtful = |word: &str| {
        let small = word.to_lowercase();
        NOT_BEFORE_NAMES.contains(&small.as_str()) || (word.starts_with(char::is_uppercase) && !word.ends_with('s'))
    };
    let fits = (2..=5).contains(&name.split_whitespace().count())
        && role.split_whitespace().count() <= 8
        && !role.contains([',', ';', ':', '(', ')', '.'])
        && !last.ends_with('s')
        && !JOINING.contains(&last)
        && !role.split_whitespace().any(doubtful)
        && party.is_none_or(|party| (1..=12).contains(&party.chars().count()));
    fits.then_some(AttributionParts { name, party, role: Some(role) })
}

/// Words that do not stand in a role: who is meant was said before.
const NOT_BEFORE_NAMES: &[&str] =
    &["hon", "han", "hen", "de", "vi", "jag", "man", "she", "he", "they", "we", "i", "som", "att", "till", "to"];
/// Words after which no person's name follows: "en talesperson för Solvik Energi".
const JOINING: &[&str] = &[
    "i", "på", "för", "av", "från", "om", "med", "hos", "vid", "och", "samt", "eller", "in", "at", "for", "of", "by", "and", "or",
];

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-–.'’‑:".contains(c))
}

/// The words that begin with a capital letter, with the small words between them, and what follows.
fn split_name(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let stop = bare.find([',', '(', ';', ':']);
        let bare = &bare[..stop.unwrap_or(bare.len())];
        let capital = is_name(bare);
        let small = end > 0 && PARTICLES.contains(&bare);
        if bare.is_empty() || !(capital || small) {
            break;
        }
        at += word.len();
        if capital {
            end = at - word.len() + bare.len();
        }
        if stop.is_some() {
            break;
        }
    }
    (&text[..end], &text[end..])
}

/// `(S)` at the start of `text`, and the rest. `None` when a bracket opens that holds no party.
fn split_party(text: &str) -> Option<(Option<&str>, &str)> {
    let Some(inner) = text.trim_start().strip_prefix('(') else { return Some((None, text)) };
    let (party, rest) = inner.split_once(')')?;
    let short = (1..=12).contains(&party.chars().count());
    if short { Some((Some(party), rest)) } else { None }
}

/// What follows the name: nothing, a role after a comma, or a place of work ("på Solvik kommun").
fn split_role(text: &str) -> Option<Option<&str>> {
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return Some(None);
    }
    let (role, comma) = match trimmed.strip_prefix(',') {
        Some(role) => (role.trim(), true),
        None => (trimmed.trim_end(), false),
    };
    let first = role.split_whitespace().next().unwrap_or_default();
    let works_at = matches!(first, "på" | "vid" | "hos" | "från" | "at" | "of" | "from");
    let fits = if comma { !NOT_ROLES.contains(&first) } else { works_at };
    if role.is_empty() || !fits || role.chars().count() > 160 || ends_a_sentence(role) { None } else { Some(Some(role)) }
}

/// True when another sentence begins within `text`: the attribution stood in the middle, not at the end.
fn ends_a_sentence(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let ends = word.ends_with(['.', '?', '!', '…', ':']);
        let stem = word.trim_end_matches('.').to_lowercase();
        let short =
            stem.contains('.') || stem.chars().count() <= 2 || matches!(stem.as_str(), "bitr" | "prof" | "ordf" | "adj" | "ing");
        let next = words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_uppercase() || is_dash(c)));
        if ends && next && !(word.ends_with('.') && short) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Inline;

    fn run(text: &str) -> Inlines {
        Inlines::new(vec![Inline::Text(text.to_owned())]).unwrap()
    }

    /// `name|party|role`, or nothing.
    fn told(text: &str) -> String {
        let show = |line: Option<&SingleLine>| line.map_or(String::new(), |line| line.to_string());
        match attribution(text) {
            Some(Attribution { speaker: s, .. }) => format!("{}|{}|{}", s.name, show(s.party.as_ref()), show(s.role.as_ref())),
            None => String::new(),
        }
    }

    #[test]
    fn speakers_are_understood() {
        for (text, expected) in [
            ("Det är bra, säger Anna Berg (S), ordförande i nämnden.", "Anna Berg|S|ordförande i nämnden"),
            ("Det är bra, säger Anna Berg, rektor på S:t Botvids gymnasium.", "Anna Berg||rektor på S:t Botvids gymnasium"),
            ("Det är bra, säger Anna Berg.", "Anna Berg||"),
            ("Är det bra? säger även Anna Berg (MP).", "Anna Berg|MP|"),
            ("”Det är bra”, säger Anna Berg (–), oberoende.", "Anna Berg|–|oberoende"),
            (
                "Det är bra!” berättar Karl-Gustaf von der Lühe, tf. förvaltningschef.",
                "Karl-Gustaf von der Lühe||tf. förvaltningschef",
            ),
            ("Det är bra, säger J. M. O’Brien (V), bitr. kommunalråd.", "J. M. O’Brien|V|bitr. kommunalråd"),
            ("Det är bra, säger Anna Berg på Solvik kommun.", "Anna Berg||på Solvik kommun"),
            ("Det är bra, säger hon, säger Anna Berg, rektor.", "Anna Berg||rektor"),
            ("We are glad, says Anna Berg, head of schools in Solvik.", "Anna Berg||head of schools in Solvik"),
            ("We are glad,” said Anna Berg (S), chair.", "Anna Berg|S|chair"),
            ("It grows, according to Anna Berg, head of schools.", "Anna Berg||head of schools"),
            ("Det är bra, säger Åsa Öberg, chef för bygg, miljö och plan.", "Åsa Öberg||chef för bygg, miljö och plan"),
            ("Kul, säger Anna, 7 år.", "Anna||7 år"),
            ("Det är bra, säger skolminister Anna Berg (S).", "Anna Berg|S|skolminister"),
            ("Det är bra, säger barn- och äldreminister Karl-Erik Öberg.", "Karl-Erik Öberg||barn- och äldreminister"),
            ("Det är bra, säger Botkyrkas skolchef Anna Berg.", "Anna Berg||Botkyrkas skolchef"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn where_the_speaker_is_not_clear_there_is_none() {
        for text in [
            "Det är bra.",
            "Det är bra, säger hon.",
            "Det är bra, säger Anna Berg och Bo Ek.",
            "Det är bra, säger Anna Berg (S) och Bo Ek (M).",
            "Det är bra, säger Anna Berg, som är rektor.",
            "Det är bra, säger Anna Berg, rektor. Nu går vi vidare.",
            "Vi hörde vad som sägs och säger Ja.",
            "Det är bra, säger kommunen.",
            "Det är bra, säger hon till Svenska Dagbladet.",
            "Det är bra, säger en talesperson för Solvik Energi.",
            "Det är bra, säger Anna Berg och rektor Bo Ek.",
            "Det är bra, säger Anna och rektor Bo Ek.",
            "Det är bra, säger kommunens Anna Berg.",
            "It grows, according to Skolverket.",
            "Det är bra, säger",
            "",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }

    #[test]
    fn a_dash_opens_a_quote_and_an_amount_does_not() {
        for quote in [
            "– Hej.",
            "—Hej.",
            "- Hej.",
            "-Hej.",
            "―\u{a0}Hej",
            "-- Hej.",
            "– 75 procent av våra elever klarade provet.",
            "– ”Hej”",
        ] {
            assert!(matches!(paragraph(run(quote)), Block::Quote(_)), "{quote}");
        }
        for text in
            ["–75,6 mnkr", "– 75,6 mnkr", "−3 grader i natt", "–", "– –", "10–12 grader", "Hej – då", "-2 till 4", "– 10–12"]
        {
            assert_eq!(paragraph(run(text)), Block::Paragraph(run(text)), "{text}");
        }
    }

    #[test]
    fn quotes_on_lines_of_their_own_are_told_apart_and_wrapped_lines_are_not() {
        let count = |text: &str| blocks(vec![Inline::Text(text.to_owned())]).len();
        assert_eq!(count("– Är det klart?\n– Ja, säger Anna Berg."), 2);
        assert_eq!(count("– Vi öppnar i höst\n– tror vi – om allt går väl."), 1);
        assert_eq!(count("Det är klart.\n– tror vi."), 1);
        assert_eq!(count("– Det är\nklart.\nNu öppnar vi."), 1);
        let wrapped = blocks(vec![Inline::Text("Skolan\när".to_owned()), Inline::Break, Inline::Text("klar".to_owned())]);
        let parts = vec![Inline::Text("Skolan är".to_owned()), Inline::Break, Inline::Text("klar".to_owned())];
        assert_eq!(wrapped, [Block::Paragraph(Inlines::new(parts).unwrap())]);
    }

    #[test]
    fn the_dash_goes_and_the_words_stay() {
        let parts = vec![Inline::Strong(vec![Inline::Text("–\u{a0}Det".to_owned())]), Inline::Text(" är – bra.".to_owned())];
        let Block::Quote(quote) = paragraph(Inlines::new(parts).unwrap()) else { panic!("a quote") };
        assert_eq!(quote.paragraphs[0].plain(), "Det är – bra.");
    }
}
