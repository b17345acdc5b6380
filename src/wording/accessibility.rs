//! The text of the accessibility statement, in Swedish and English: the model of Commission Implementing Decision (EU) 2018/1523, in the
//! wording of the Swedish authority.

use serde::Serialize;

use super::Wording;
use crate::model::{Assessor, Conformance};

/// Templates use the field names.
#[derive(Debug, Serialize)]
pub struct StatementWording {
    /// Precedes the publisher's name.
    pub heading: &'static str,
    /// Follows the publisher's name.
    pub intro: &'static str,
    /// Precedes the address of the site.
    pub scope: &'static str,
    pub how_accessible: &'static str,
    pub shortcomings: &'static str,
    pub shortcomings_intro: &'static str,
    pub alternatives: &'static str,
    pub alternatives_text: &'static str,
    pub report: &'static str,
    pub report_text: &'static str,
    pub enforcement: &'static str,
    pub enforcement_text: &'static str,
    pub enforcement_link: &'static str,
    pub tested: &'static str,
    /// Precedes the date of the last assessment.
    pub assessed: &'static str,
    #[serde(skip)]
    full: &'static str,
    #[serde(skip)]
    partial: &'static str,
    #[serde(skip)]
    none: &'static str,
    #[serde(skip)]
    self_assessed: &'static str,
    #[serde(skip)]
    externally_assessed: &'static str,
}

impl StatementWording {
    pub fn conformance(&self, conformance: &Conformance) -> &'static str {
        match conformance {
            Conformance::Full => self.full,
            Conformance::Partial(_) => self.partial,
            Conformance::Not(_) => self.none,
        }
    }

    pub fn assessor(&self, assessor: Assessor) -> &'static str {
        match assessor {
            Assessor::Itself => self.self_assessed,
            Assessor::External => self.externally_assessed,
        }
    }
}

impl Wording {
    pub fn statement(&self) -> &'static StatementWording {
        if self.is_swedish() { &SWEDISH } else { &ENGLISH }
    }
}

static SWEDISH: StatementWording = StatementWording {
    heading: "Tillgänglighetsredogörelse för",
    intro: "står bakom den här webbplatsen. Vi vill att så många som möjligt ska kunna använda den. Den här redogörelsen säger hur webbplatsen uppfyller lagen (2018:1937) om tillgänglighet till digital offentlig service, vilka brister vi känner till och hur du kan berätta om fler.",
    scope: "Redogörelsen gäller",
    how_accessible: "Hur tillgänglig är webbplatsen?",
    shortcomings: "Innehåll som inte är tillgängligt",
    shortcomings_intro: "Det här innehållet uppfyller inte lagens krav:",
    alternatives: "Om du inte kan använda något",
    alternatives_text: "Säg till oss om du behöver något härifrån i en annan form, till exempel uppläst eller som ren text.",
    report: "Berätta om brister",
    report_text: "Vi vill göra webbplatsen bättre. Hittar du problem som inte står här, eller tycker du att vi inte uppfyller lagens krav, så berätta det för oss.",
    enforcement: "Tillsyn",
    enforcement_text: "Myndigheten för digital förvaltning (Digg) har tillsyn över lagen. Är du inte nöjd med vårt svar kan du anmäla det till myndigheten.",
    enforcement_link: "Anmäl bristande tillgänglighet till Digg",
    tested: "Hur webbplatsen har testats",
    assessed: "Den senaste bedömningen gjordes den",
    full: "Webbplatsen är helt förenlig med lagen om tillgänglighet till digital offentlig service (EN 301 549, WCAG 2.1 nivå AA).",
    partial: "Webbplatsen är delvis förenlig med lagen om tillgänglighet till digital offentlig service (EN 301 549, WCAG 2.1 nivå AA). Bristerna står nedan.",
    none: "Webbplatsen är inte förenlig med lagen om tillgänglighet till digital offentlig service (EN 301 549, WCAG 2.1 nivå AA). Bristerna står nedan.",
    self_assessed: "Vi har själva bedömt webbplatsen.",
    externally_assessed: "En oberoende granskare har bedömt webbplatsen.",
};

static ENGLISH: StatementWording = StatementWording {
    heading: "Accessibility statement for",
    intro: "is behind this website. We want as many people as possible to be able to use it. This statement says how the website complies with the Swedish Act (2018:1937) on accessibility to digital public services, which shortcomings we know of and how you can tell us of more.",
    scope: "The statement applies to",
    how_accessible: "How accessible is the website?",
    shortcomings: "Content that is not accessible",
    shortcomings_intro: "This content does not comply with the act:",
    alternatives: "If there is something that you cannot use",
    alternatives_text: "Tell us if you need something from here in another form, such as read aloud or as plain text.",
    report: "Tell us of shortcomings",
    report_text: "We want to make the website better. If you find problems that are not named here, or think that we do not comply with the act, tell us.",
    enforcement: "Enforcement",
    enforcement_text: "The Agency for Digital Government (Digg) supervises the act. If you are not satisfied with our answer, you can report it to the agency.",
    enforcement_link: "Report a lack of accessibility to Digg",
    tested: "How the website was tested",
    assessed: "The last assessment was made on",
    full: "The website is fully compliant with the Act on accessibility to digital public services (EN 301 549, WCAG 2.1 level AA).",
    partial: "The website is partially compliant with the Act on accessibility to digital public services (EN 301 549, WCAG 2.1 level AA). The shortcomings are named below.",
    none: "The website is not compliant with the Act on accessibility to digital public services (EN 301 549, WCAG 2.1 level AA). The shortcomings are named below.",
    self_assessed: "We have assessed the website ourselves.",
    externally_assessed: "An independent reviewer has assessed the website.",
};
