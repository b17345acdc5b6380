//! What a newsroom says about how accessible its pages are, as the law asks of public bodies: lag (2018:1937) om tillgänglighet till
//! digital offentlig service, 13 §. The form is the model of Commission Implementing Decision (EU) 2018/1523.

use super::address::Email;
use super::moment::Day;
use super::name::SingleLine;
use super::party::Phone;

/// The facts of an accessibility statement; the words around them are the same for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessibility {
    pub conformance: Conformance,
    /// When it was looked at last.
    pub assessed: Day,
    pub assessor: Assessor,
    /// Where to tell of what does not work. One of the two is there, or the newsroom's own address.
    pub email: Option<Email>,
    pub phone: Option<Phone>,
}

/// How far the pages do what the law asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conformance {
    Full,
    /// With what is known not to be accessible: at least one line.
    Partial(Vec<SingleLine>),
    Not(Vec<SingleLine>),
}

impl Conformance {
    /// What is known not to be accessible.
    pub fn shortcomings(&self) -> &[SingleLine] {
        match self {
            Conformance::Full => &[],
            Conformance::Partial(shortcomings) | Conformance::Not(shortcomings) => shortcomings,
        }
    }
}

/// Who looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assessor {
    Itself,
    External,
}
