//! The accessibility statement, which the law requires of public bodies: lag (2018:1937) om tillgänglighet till digital offentlig service,
//! 13 §. Its form is the model of Commission Implementing Decision (EU) 2018/1523.

use super::address::Email;
use super::moment::Day;
use super::name::SingleLine;
use super::phone::Phone;

/// The facts of the statement; its wording is the same for all newsrooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessibility {
    pub conformance: Conformance,
    /// The day of the last assessment.
    pub assessed: Day,
    pub assessor: Assessor,
    /// For reporting problems. At least one of the two is given, or the newsroom has an address.
    pub email: Option<Email>,
    pub phone: Option<Phone>,
}

/// With the requirements of the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conformance {
    Full,
    /// With the known shortcomings: at least one.
    Partial(Vec<SingleLine>),
    Not(Vec<SingleLine>),
}

impl Conformance {
    pub fn shortcomings(&self) -> &[SingleLine] {
        match self {
            Conformance::Full => &[],
            Conformance::Partial(shortcomings) | Conformance::Not(shortcomings) => shortcomings,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assessor {
    Itself,
    External,
}
