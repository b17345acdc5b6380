//! What the search says, and the page that stands where there is none, in Swedish and English.

use serde::Serialize;

use super::Wording;

/// Templates read it by these names.
#[derive(Debug, Serialize)]
pub struct SearchWording {
    pub what: &'static str,
    pub how: &'static str,
    pub year: &'static str,
    pub all_years: &'static str,
    pub all_topics: &'static str,
    pub all_departments: &'static str,
    /// Before what was found of the words.
    pub found_of: &'static str,
    pub nothing: &'static str,
    pub nothing_help: [&'static str; 3],
    pub everywhere: &'static str,
    pub pages: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub of: &'static str,
    pub missing: &'static str,
    /// Before the address that leads nowhere.
    pub missing_at: &'static str,
    pub missing_why: &'static str,
    pub near: &'static str,
    pub go_on: &'static str,
    pub tell_us: &'static str,
    #[serde(skip)]
    hits: (&'static str, &'static str),
}

impl Wording {
    pub fn search_words(&self) -> &'static SearchWording {
        if self.is_swedish() { &SWEDISH } else { &ENGLISH }
    }

    /// "1 träff", "Inga träffar", with the words that were asked for.
    pub fn hits(&self, count: usize, typed: &str) -> String {
        let SearchWording { hits: (one, many), nothing, found_of, .. } = self.search_words();
        let count = match count {
            0 => (*nothing).to_owned(),
            1 => format!("1\u{a0}{one}"),
            _ => format!("{count}\u{a0}{many}"),
        };
        if typed.is_empty() { count } else { format!("{count} {found_of} {}", self.quoted(typed)) }
    }

    /// "Sida 2 av 5".
    pub fn page_of(&self, page: usize, pages: usize) -> String {
        format!("{} {page} {} {pages}", self.page, self.search_words().of)
    }

    /// Between the marks of the language.
    fn quoted(&self, text: &str) -> String {
        if self.is_swedish() { format!("”{text}”") } else { format!("“{text}”") }
    }
}

static SWEDISH: SearchWording = SearchWording {
    what: "Sökord",
    how: "Alla ord måste finnas i meddelandet. Sätt citattecken om ord som ska stå intill varandra.",
    year: "År",
    all_years: "Alla år",
    all_topics: "Alla ämnen",
    all_departments: "Alla avdelningar",
    found_of: "för",
    nothing: "Inga träffar",
    nothing_help: [
        "Se efter att orden är rätt stavade.",
        "Pröva färre ord, eller ett annat ord för samma sak.",
        "Ta bort citattecken, och välj alla år, ämnen och avdelningar.",
    ],
    everywhere: "Sök efter samma ord bland allt",
    pages: "Sidor med träffar",
    before: "Föregående sida",
    after: "Nästa sida",
    of: "av",
    missing: "Sidan finns inte",
    missing_at: "Det finns ingen sida på adressen",
    missing_why: "Adressen kan vara felskriven, eller så har sidan aldrig funnits här. Ett meddelande som vi har publicerat behåller sin adress.",
    near: "Menade du?",
    go_on: "Härifrån kommer du vidare",
    tell_us: "Säg gärna till om en länk hit är fel:",
    hits: ("träff", "träffar"),
};

static ENGLISH: SearchWording = SearchWording {
    what: "Words",
    how: "Every word must be in the release. Use quotation marks around words that follow each other.",
    year: "Year",
    all_years: "All years",
    all_topics: "All topics",
    all_departments: "All departments",
    found_of: "for",
    nothing: "Nothing found",
    nothing_help: [
        "See that the words are spelled right.",
        "Try fewer words, or another word for the same thing.",
        "Take quotation marks away, and choose all years, topics and departments.",
    ],
    everywhere: "Search for the same words everywhere",
    pages: "Pages of results",
    before: "Previous page",
    after: "Next page",
    of: "of",
    missing: "There is no such page",
    missing_at: "There is no page at the address",
    missing_why: "The address may be misspelt, or the page has never been here. A release that we have published keeps its address.",
    near: "Did you mean?",
    go_on: "Where to go from here",
    tell_us: "Please tell us if a link to this address is wrong:",
    hits: ("result", "results"),
};
