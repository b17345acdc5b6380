//! Recognises quotes as newsrooms write them: a dash at the start, and the speaker at the end ("..., säger NN (S), roll.").
//!
//! Nothing is guessed: a quote whose speaker is not clear has none, and its words are kept either way.

use crate::model::{Attribution, Block, Inline, Inlines, Quote, QuoteMark, SingleLine, Speaker};

/// The blocks of a paragraph in which `\n` separates the lines. Quotes on consecutive lines are one block each; otherwise there is one block,
/// and the line ends become spaces.
pub(crate) fn split_quotes(parts: Vec<Inline>) -> Vec<Block> {
    let mut groups: Vec<Vec<Inline>> = vec![Vec::new()];
    let (mut is_quote, mut is_complete) = (false, true);
    for (gap, line) in split_lines(parts) {
        let Some(run) = Inlines::new(line.clone()) else { continue };
        let plain = run.plain();
        let after_dash = plain.trim_start().trim_start_matches(is_dash);
        let starts_quote = opens_quote(&plain) && after_dash.starts_with(char::is_whitespace);
        let is_first = groups.len() == 1 && groups.iter().all(Vec::is_empty);
        if is_first {
            is_quote = opens_quote(&plain);
        } else if is_quote && is_complete && starts_quote {
            groups.push(Vec::new());
        } else if let (Some(group), Some(gap)) = (groups.last_mut(), gap) {
            group.push(gap);
        }
        is_complete = is_sentence(&plain);
        if let Some(group) = groups.last_mut() {
            group.extend(line);
        }
    }
    groups.into_iter().filter_map(Inlines::new).map(parse_paragraph).collect()
}

/// The lines of a paragraph, each with the gap before it: a space, or a break that the author wrote.
fn split_lines(parts: Vec<Inline>) -> Vec<(Option<Inline>, Vec<Inline>)> {
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

/// A paragraph that begins with a dash becomes a quote without it.
fn parse_paragraph(run: Inlines) -> Block {
    if !opens_quote(&run.plain()) {
        return Block::Paragraph(run);
    }
    let mut parts = run.parts().to_vec();
    strip_dash(&mut parts);
    match Inlines::new(parts) {
        Some(words) => {
            let attribution = parse_attribution(&words.plain());
            Block::Quote(Quote { mark: QuoteMark::Dash, paragraphs: vec![words], attribution })
        }
        None => Block::Paragraph(run),
    }
}

/// Hyphens, the dashes of Unicode up to the horizontal bar, and the minus sign.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A dash and then words. "–75,6 mnkr" is an amount; "– 75 procent klarade provet." is a quote, since it is a sentence.
fn opens_quote(plain: &str) -> bool {
    let plain = plain.trim_start();
    let after_dash = plain.trim_start_matches(is_dash);
    if after_dash.len() == plain.len() {
        return false;
    }
    let words = after_dash.trim_start();
    if !words.starts_with(|c: char| c.is_ascii_digit()) {
        return words.contains(char::is_alphabetic);
    }
    let has_gap = words.len() < after_dash.len();
    has_gap && is_sentence(plain) && words.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() >= 3
}

pub(crate) fn is_sentence(plain: &str) -> bool {
    plain.trim_end().ends_with(['.', '!', '?', '”', '"', '»'])
}

/// Removes the dash and the gap after it from the first text, which may be emphasised.
fn strip_dash(parts: &mut [Inline]) {
    match parts.first_mut() {
        Some(Inline::Text(text)) => *text = text.trim_start().trim_start_matches(is_dash).trim_start().to_owned(),
        Some(Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. }) => strip_dash(inner),
        Some(Inline::Break) | None => {}
    }
}

/// Verbs of speech, in the forms that newsrooms use.
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
/// Words between the verb and the name.
const ADVERBS: &[&str] = &["även", "också", "vidare", "därför", "glatt", "nöjt", "also"];
/// Small words within a name.
const PARTICLES: &[&str] =
    &["von", "van", "der", "den", "de", "af", "av", "la", "le", "al", "el", "bin", "ibn", "di", "da", "dos", "ten", "zu"];
/// Words that open a clause about the speech, not a role.
const NOT_ROLES: &[&str] =
    &["som", "när", "då", "efter", "inför", "medan", "och", "men", "vars", "who", "when", "after", "while", "and", "but", "whose"];

/// The speaker, from the end of a quote's last paragraph.
pub(crate) fn parse_attribution(plain: &str) -> Option<Attribution> {
    let plain = plain.trim_end();
    // The quoted words end with a mark before "säger": a comma, a question mark, a closing quotation mark.
    let ends_quote = |at: usize| plain[..at].trim_end().ends_with([',', '?', '!', '”', '"', '»', '’', '…', '–', '—']);
    let spaces = plain.char_indices().filter(|(at, c)| c.is_whitespace() && ends_quote(*at));
    let mut attributions = spaces.filter_map(|(at, _)| {
        let written = plain[at..].trim_start();
        Some(Attribution { written: written.to_owned(), speaker: parse_speaker(written)? })
    });
    attributions.next_back()
}

/// Parses "säger NN (S), roll."; `None` when a part is not understood.
fn parse_speaker(written: &str) -> Option<Speaker> {
    let (first, rest) = written.split_once(char::is_whitespace)?;
    let first = first.to_lowercase();
    let (mut rest, min_words) = if VERBS.contains(&first.as_str()) {
        (rest.trim_start(), 1)
    } else if first == "according" && rest.starts_with("to ") {
        // "According to Skolverket" names no person: a first and a last name are needed.
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
    let rest = rest.strip_suffix(['.', '!']).unwrap_or(rest).trim_end();
    let AttributionParts { name, party, role } = parse_name_first(rest, min_words).or_else(|| parse_role_first(rest))?;
    let line = |text: Option<&str>| text.map(SingleLine::parse).transpose().ok();
    Some(Speaker { name: SingleLine::parse(name).ok()?, party: line(party)?, role: line(role)? })
}

struct AttributionParts<'t> {
    name: &'t str,
    party: Option<&'t str>,
    role: Option<&'t str>,
}

/// "Anna Berg (S), ordförande".
fn parse_name_first(text: &str, min_words: usize) -> Option<AttributionParts<'_>> {
    let (name, after) = split_name(text);
    if !(min_words..=6).contains(&name.split_whitespace().count()) {
        return None;
    }
    let (party, after) = split_party(after)?;
    Some(AttributionParts { name, party, role: parse_role(after)? })
}

/// "skolminister Anna Berg (S)": a role in small letters, then a first and a last name and nothing more.
fn parse_role_first(text: &str) -> Option<AttributionParts<'_>> {
    let (rest, party) = match text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((rest, party)) => (rest.trim_end(), Some(party)),
        None => (text, None),
    };
    let words: Vec<&str> = rest.split_inclusive(char::is_whitespace).collect();
    let length: usize = words.iter().rev().take_while(|word| is_name(word.trim_end())).map(|word| word.len()).sum();
    let (role, name) = rest.split_at(rest.len() - length);
    let role = role.trim_end();
    let last = role.split_whitespace().next_back()?;
    // "säger hon till Svenska Dagbladet", "säger Anna och rektor Bo Ek": not a role before a name.
    let is_doubtful = |word: &str| {
        let small = word.to_lowercase();
        NOT_BEFORE_NAMES.contains(&small.as_str()) || (word.starts_with(char::is_uppercase) && !word.ends_with('s'))
    };
    let is_clear = (2..=5).contains(&name.split_whitespace().count())
        && role.split_whitespace().count() <= 8
        && !role.contains([',', ';', ':', '(', ')', '.'])
        && !last.ends_with('s')
        && !JOINING.contains(&last)
        && !role.split_whitespace().any(is_doubtful)
        && party.is_none_or(|party| (1..=12).contains(&party.chars().count()));
    is_clear.then_some(AttributionParts { name, party, role: Some(role) })
}

/// Words that are not in a role, since they refer to something said before.
const NOT_BEFORE_NAMES: &[&str] =
    &["hon", "han", "hen", "de", "vi", "jag", "man", "she", "he", "they", "we", "i", "som", "att", "till", "to"];
/// Words that are not followed by a person's name: "en talesperson för Solvik Energi".
const JOINING: &[&str] = &[
    "i", "på", "för", "av", "från", "om", "med", "hos", "vid", "och", "samt", "eller", "in", "at", "for", "of", "by", "and", "or",
];

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-–.'’‑:".contains(c))
}

/// Splits off the words that begin with a capital letter, with the particles between them.
fn split_name(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let stop = bare.find([',', '(', ';', ':']);
        let bare = &bare[..stop.unwrap_or(bare.len())];
        let is_particle = end > 0 && PARTICLES.contains(&bare);
        if bare.is_empty() || !(is_name(bare) || is_particle) {
            break;
        }
        if is_name(bare) {
            end = at + bare.len();
        }
        at += word.len();
        if stop.is_some() {
            break;
        }
    }
    text.split_at(end)
}

/// Splits off `(S)` at the start. `None` when the brackets hold something else.
fn split_party(text: &str) -> Option<(Option<&str>, &str)> {
    let Some(inner) = text.trim_start().strip_prefix('(') else { return Some((None, text)) };
    let (party, rest) = inner.split_once(')')?;
    (1..=12).contains(&party.chars().count()).then_some((Some(party), rest))
}

/// The text after the name: nothing, a role after a comma, or a place of work ("på Solvik kommun").
fn parse_role(text: &str) -> Option<Option<&str>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Some(None);
    }
    let (role, has_comma) = trimmed.strip_prefix(',').map_or((trimmed, false), |role| (role.trim_start(), true));
    let first = role.split_whitespace().next()?;
    let is_workplace = matches!(first, "på" | "vid" | "hos" | "från" | "at" | "of" | "from");
    let is_role = if has_comma { !NOT_ROLES.contains(&first) } else { is_workplace };
    (is_role && role.chars().count() <= 160 && !contains_sentence_end(role)).then_some(Some(role))
}

/// Whether another sentence begins within `text`, so that the attribution was not at the end.
fn contains_sentence_end(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let ends = word.ends_with(['.', '?', '!', '…', ':']);
        let stem = word.trim_end_matches('.').to_lowercase();
        let is_abbreviation =
            stem.contains('.') || stem.chars().count() <= 2 || matches!(stem.as_str(), "bitr" | "prof" | "ordf" | "adj" | "ing");
        let starts = words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_uppercase() || is_dash(c)));
        if ends && starts && !(word.ends_with('.') && is_abbreviation) {
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

    /// `name|party|role`, or an empty string.
    fn describe(text: &str) -> String {
        let show = |line: Option<&SingleLine>| line.map_or(String::new(), ToString::to_string);
        match parse_attribution(text) {
            Some(Attribution { speaker: s, .. }) => format!("{}|{}|{}", s.name, show(s.party.as_ref()), show(s.role.as_ref())),
            None => String::new(),
        }
    }

    #[test]
    fn speakers_are_recognised() {
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
            assert_eq!(describe(text), expected, "{text}");
        }
    }

    #[test]
    fn an_unclear_speaker_is_left_out() {
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
            assert_eq!(describe(text), "", "{text}");
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
            assert!(matches!(parse_paragraph(run(quote)), Block::Quote(_)), "{quote}");
        }
        for text in
            ["–75,6 mnkr", "– 75,6 mnkr", "−3 grader i natt", "–", "– –", "10–12 grader", "Hej – då", "-2 till 4", "– 10–12"]
        {
            assert_eq!(parse_paragraph(run(text)), Block::Paragraph(run(text)), "{text}");
        }
    }

    #[test]
    fn quotes_on_consecutive_lines_are_separated_but_wrapped_lines_are_not() {
        let count = |text: &str| split_quotes(vec![Inline::Text(text.to_owned())]).len();
        assert_eq!(count("– Är det klart?\n– Ja, säger Anna Berg."), 2);
        assert_eq!(count("– Vi öppnar i höst\n– tror vi – om allt går väl."), 1);
        assert_eq!(count("Det är klart.\n– tror vi."), 1);
        assert_eq!(count("– Det är\nklart.\nNu öppnar vi."), 1);
        let wrapped = split_quotes(vec![Inline::Text("Skolan\när".to_owned()), Inline::Break, Inline::Text("klar".to_owned())]);
        let parts = vec![Inline::Text("Skolan är".to_owned()), Inline::Break, Inline::Text("klar".to_owned())];
        assert_eq!(wrapped, [Block::Paragraph(Inlines::new(parts).unwrap())]);
    }

    #[test]
    fn only_the_dash_is_removed() {
        let parts = vec![Inline::Strong(vec![Inline::Text("–\u{a0}Det".to_owned())]), Inline::Text(" är – bra.".to_owned())];
        let Block::Quote(quote) = parse_paragraph(Inlines::new(parts).unwrap()) else { panic!("a quote") };
        assert_eq!(quote.paragraphs[0].plain(), "Det är – bra.");
    }
}
