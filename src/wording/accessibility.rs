//! What every accessibility statement says, in Swedish and English: the model of Commission Implementing Decision (EU) 2018/1523, in the
//! words that the Swedish authority gives to public bodies.

use serde::Serialize;

use super::Wording;
use crate::model::Assessor;
use crate::model::Conformance;

/// Templates read it by these names.
#[derive(Debug, Serialize)]
pub struct StatementWords {
    /// Before and after the publisher's name, in the heading and in the first sentence.
    pub heading: &'static str,
    pub stands_behind: &'static str,
    /// Before the site's address.
    pub scope: &'static str,
    pub how_accessible: &'static str,
    pub shortcomings: &'static str,
    pub shortcomings_what: &'static str,
    pub what_to_do: &'static str,
    pub what_to_do_how: &'static str,
    pub report: &'static str,
    pub report_how: &'static str,
    pub enforcement: &'static str,
    pub enforcement_what: &'static str,
    pub enforcement_link: &'static str,
    pub tested: &'static str,
    /// Before the day of the last assessment.
    pub assessed: &'static str,
    #[serde(skip)]
    full: &'static str,
    #[serde(skip)]
    partial: &'static str,
    #[serde(skip)]
    not: &'static str,
    #[serde(skip)]
    by_itself: &'static str,
    #[serde(skip)]
    by_others: &'static str,
}

impl StatementWords {
    /// How far the site does what the law asks.
    pub fn conformance(&self, conformance: &Conformance) -> &'static str {
        match conformance {
            Conformance::Full => self.full,
            Conformance::Partial(_) => self.partial,
            Conformance::Not(_) => self.not,
        }
    }

    /// How it was tested.
    pub fn assessor(&self, assessor: Assessor) -> &'static str {
        match assessor {
            Assessor::Itself => self.by_itself,
            Assessor::External => self.by_others,
        }
    }
}

impl Wording {
    pub fn statement(&self) -> &'static StatementWords {
        if self.is_swedish() { &SWEDISH } else { &ENGLISH }
    }
}

static SWEDISH: StatementWords = StatementWords {
    heading: "Tillgänglighetsredogörelse för",
    stands_behind: "står bakom den här webbplatsen. Vi vill att så många som möjligt ska kunna använda den. Den här redogörelsen säger hur webbplatsen uppfyller lagen (2018:1937) om tillgänglighet till digital offentlig service, vilka brister vi känner till och hur du kan berätta om fler.",
    scope: "Redogörelsen gäller",
    how_accessible: "Hur tillgänglig är webbplatsen?",
    shortcomings: "Innehåll som inte är tillgängligt",
    shortcomings_what: "Det här innehållet uppfyller inte lagens krav:",
    what_to_do: "Om du inte kan använda något",
    what_to_do_how: "Säg till oss om du behöver något härifrån i en annan form, till exempel uppläst eller som ren text.",
    report: "Berätta om brister",
    report_how: "Vi vill göra webbplatsen bättre. Hittar du problem som inte står här, eller tycker du att vi inte uppfyller lagens krav, så berätta det för oss.",
    enforcement: "Tillsyn",
    enforcement_what: "Myndigheten för digital förvaltning (Digg) har tillsyn över lagen. Är du inte nöjd med vårt svar kan du anmäla det till myndigheten.",
    enforcement_link: "Anmäl bristande tillgänglighet till Digg",
    tested: "Hur webbplatsen har testats",
    assessed: "Den senaste bedömningen gjordes den",
    full: "Webbplatsen är helt förenlig med lagen om tillgänglighet till digital offentlig service (EN 301 549, WCAG 2.1 nivå AA).",
    partial: "Webbplatsen är delvis förenlig med lagen om tillgänglighet till digital offentlig service (EN 301 549, WCAG 2.1 nivå AA). Bristerna står nedan.",
    not: "Webbplatsen är inte förenlig med lagen om tillgänglighet till digital offentlig service (EN 301 549, WCAG 2.1 nivå AA). Bristerna står nedan.",
    by_itself: "Vi har själva bedömt webbplatsen.",
    by_others: "En oberoende granskare har bedömt webbplatsen.",
};

static ENGLISH: StatementWords = StatementWords {
    heading: "Accessibility statement for",
    stands_behind: "is behind this website. We want as many people as possible to be able to use it. This statement says how the website complies with the Swedish Act (2018:1937) on accessibility to digital public services, which shortcomings we know of and how you can tell us of more.",
    scope: "The statement applies to",
    how_accessible: "How accessible is the website?",
    shortcomings: "Content that is not accessible",
    shortcomings_what: "This content does not comply with the act:",
    what_to_do: "If there is something that you cannot use",
    what_to_do_how: "Tell us if you need something from here in another form, such as read aloud or as plain text.",
    report: "Tell us of shortcomings",
    report_how: "We want to make the website better. If you find problems that are not named here, or think that we do not comply with the act, tell us.",
    enforcement: "Enforcement",
    enforcement_what: "The Agency for Digital Government (Digg) supervises the act. If you are not satisfied with our answer, you can report it to the agency.",
    enforcement_link: "Report a lack of accessibility to Digg",
    tested: "How the website was tested",
    assessed: "The last assessment was made on",
    full: "The website is fully compliant with the Act on accessibility to digital public services (EN 301 549, WCAG 2.1 level AA).",
    partial: "The website is partially compliant with the Act on accessibility to digital public services (EN 301 549, WCAG 2.1 level AA). The shortcomings are named below.",
    not: "The website is not compliant with the Act on accessibility to digital public services (EN 301 549, WCAG 2.1 level AA). The shortcomings are named below.",
    by_itself: "We have assessed the website ourselves.",
    by_others: "An independent reviewer has assessed the website.",
};
