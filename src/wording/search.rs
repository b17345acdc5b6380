//! The text of the search page and of the "not found" page, in Swedish and English.

use serde::Serialize;

use super::Wording;

/// Templates use the field names.
#[derive(Debug, Serialize)]
pub struct SearchWording {
    pub query_label: &'static str,
    pub query_help: &'static str,
    pub year: &'static str,
    pub all_years: &'static str,
    pub all_topics: &'static str,
    pub all_departments: &'static str,
    /// Precedes the query.
    pub hits_for: &'static str,
    pub no_hits: &'static str,
    pub no_hits_help: [&'static str; 3],
    pub search_everywhere: &'static str,
    pub result_pages: &'static str,
    pub previous_page: &'static str,
    pub next_page: &'static str,
    pub of_pages: &'static str,
    pub not_found: &'static str,
    /// Precedes the address.
    pub not_found_address: &'static str,
    pub not_found_reason: &'static str,
    pub suggestions: &'static str,
    pub other_pages: &'static str,
    pub report_link: &'static str,
    #[serde(skip)]
    hits: (&'static str, &'static str),
}

impl Wording {
    pub fn search_words(&self) -> &'static SearchWording {
        if self.is_swedish() { &SWEDISH } else { &ENGLISH }
    }

    /// "1 träff för ”simhall”", "Inga träffar".
    pub fn hits(&self, count: usize, query: &str) -> String {
        let SearchWording { hits: (one, many), no_hits, hits_for, .. } = self.search_words();
        let count = match count {
            0 => (*no_hits).to_owned(),
            1 => format!("1\u{a0}{one}"),
            _ => format!("{count}\u{a0}{many}"),
        };
        if query.is_empty() { count } else { format!("{count} {hits_for} {}", self.quote(query)) }
    }

    /// "Sida 2 av 5".
    pub fn page_of(&self, page: usize, pages: usize) -> String {
        format!("{} {page} {} {pages}", self.page, self.search_words().of_pages)
    }

    fn quote(&self, text: &str) -> String {
        if self.is_swedish() { format!("”{text}”") } else { format!("“{text}”") }
    }
}

static SWEDISH: SearchWording = SearchWording {
    query_label: "Sökord",
    query_help: "Alla ord måste finnas i meddelandet. Sätt citattecken om ord som ska stå intill varandra.",
    year: "År",
    all_years: "Alla år",
    all_topics: "Alla ämnen",
    all_departments: "Alla avdelningar",
    hits_for: "för",
    no_hits: "Inga träffar",
    no_hits_help: [
        "Se efter att orden är rätt stavade.",
        "Pröva färre ord, eller ett annat ord för samma sak.",
        "Ta bort citattecken, och välj alla år, ämnen och avdelningar.",
    ],
    search_everywhere: "Sök efter samma ord bland allt",
    result_pages: "Sidor med träffar",
    previous_page: "Föregående sida",
    next_page: "Nästa sida",
    of_pages: "av",
    not_found: "Sidan finns inte",
    not_found_address: "Det finns ingen sida på adressen",
    not_found_reason: "Adressen kan vara felskriven, eller så har sidan aldrig funnits här. Ett meddelande som vi har publicerat behåller sin adress.",
    suggestions: "Menade du?",
    other_pages: "Härifrån kommer du vidare",
    report_link: "Säg gärna till om en länk hit är fel:",
    hits: ("träff", "träffar"),
};

static ENGLISH: SearchWording = SearchWording {
    query_label: "Words",
    query_help: "Every word must be in the release. Use quotation marks around words that follow each other.",
    year: "Year",
    all_years: "All years",
    all_topics: "All topics",
    all_departments: "All departments",
    hits_for: "for",
    no_hits: "Nothing found",
    no_hits_help: [
        "See that the words are spelled right.",
        "Try fewer words, or another word for the same thing.",
        "Take quotation marks away, and choose all years, topics and departments.",
    ],
    search_everywhere: "Search for the same words everywhere",
    result_pages: "Pages of results",
    previous_page: "Previous page",
    next_page: "Next page",
    of_pages: "of",
    not_found: "There is no such page",
    not_found_address: "There is no page at the address",
    not_found_reason: "The address may be misspelt, or the page has never been here. A release that we have published keeps its address.",
    suggestions: "Did you mean?",
    other_pages: "Where to go from here",
    report_link: "Please tell us if a link to this address is wrong:",
    hits: ("result", "results"),
};
