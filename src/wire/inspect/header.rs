//! The header line of IPTC 7901: service, number, priority, category, words and the sender's own information.

use std::ops::Range;

use crate::diag::Message;
use crate::msg;

/// Whether Superdesk takes a line that begins with SOH for a message:
/// `^\x01([a-zA-Z]*)([0-9]*) (.) ([A-Z]{1,3}) ([0-9]*) ([a-zA-Z0-9 ]*)`, in whatever case.
pub fn superdesk_accepts(line: &[u8]) -> bool {
    // No class of the pattern shares a character with the one that follows it, so the first way through is the only one.
    let Some(rest) = line.strip_prefix(b"\x01") else { return false };
    let rest = past(past(rest, u8::is_ascii_alphabetic), u8::is_ascii_digit);
    let Some([b' ', _, b' ', rest @ ..]) = Some(rest).filter(|rest| rest.get(1) != Some(&b'\n')) else { return false };
    let letters = rest.len() - past(rest, u8::is_ascii_alphabetic).len();
    let Some([b' ', rest @ ..]) = rest.get(letters..).filter(|_| (1..=3).contains(&letters)) else { return false };
    past(rest, u8::is_ascii_digit).first() == Some(&b' ')
}

fn past(bytes: &[u8], class: fn(&u8) -> bool) -> &[u8] {
    &bytes[bytes.iter().take_while(|b| class(b)).count()..]
}

/// The places of the fields of a header line; one that is not there is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HeaderFields {
    pub service: Range<usize>,
    pub number: Range<usize>,
    pub priority: Range<usize>,
    pub category: Range<usize>,
    pub words: Range<usize>,
    pub optional: Range<usize>,
    /// Where the pattern is left first, and how.
    pub broken: Option<(usize, Message)>,
}

/// Walks along a header line and goes on as far as anything can be understood.
pub(super) fn locate(bytes: &[u8], line: Range<usize>) -> HeaderFields {
    let mut walk = HeaderScanner { bytes: &bytes[..line.end], at: line.start, broken: None };
    let mut places = HeaderFields {
        service: walk.run(u8::is_ascii_alphabetic),
        number: walk.run(u8::is_ascii_digit),
        ..HeaderFields::default()
    };
    walk.gap(&msg!("number", "nummer"));
    places.priority = walk.run(|b| !b.is_ascii_whitespace());
    if places.priority.len() != 1 {
        walk.left(places.priority.start, msg!("the priority is not a single character", "prioriteten är inte ett enda tecken"));
    }
    walk.gap(&msg!("priority", "prioritet"));
    places.category = walk.run(u8::is_ascii_alphabetic);
    if !(1..=3).contains(&places.category.len()) {
        walk.left(
            places.category.start,
            msg!("the category is not one to three letters", "kategorin är inte en till tre bokstäver"),
        );
    }
    walk.gap(&msg!("category", "kategori"));
    places.words = walk.run(u8::is_ascii_digit);
    walk.gap(&msg!("number of words", "antal ord"));
    places.optional = walk.at..line.end;
    places.broken = walk.broken;
    places
}

struct HeaderScanner<'b> {
    bytes: &'b [u8],
    at: usize,
    broken: Option<(usize, Message)>,
}

impl HeaderScanner<'_> {
    fn run(&mut self, class: fn(&u8) -> bool) -> Range<usize> {
        let start = self.at;
        self.at = start + self.bytes[start..].iter().take_while(|b| class(b)).count();
        start..self.at
    }

    /// Expects one space.
    fn gap(&mut self, after: &Message) {
        let spaces = self.run(|b| *b == b' ');
        let Message { en, sv } = after;
        match (spaces.len(), self.bytes.get(self.at)) {
            // Text that begins with spaces is the sender's own: dpa sets it apart so.
            (1, _) => {}
            (0, None) => self.left(
                spaces.start,
                msg!("the header ends after the {en}, without a space", "rubrikraden slutar efter {sv}, utan mellanslag"),
            ),
            (0, Some(_)) => {
                self.left(spaces.start, msg!("there is no space after the {en}", "det finns inget mellanslag efter {sv}"));
            }
            (more, _) if en == "number of words" && more > 1 => self.at = spaces.start + 1,
            (more, _) => {
                self.left(spaces.start, msg!("{more} spaces after the {en}, not one", "{more} mellanslag efter {sv}, inte ett"));
            }
        }
    }

    fn left(&mut self, at: usize, say: Message) {
        self.broken.get_or_insert((at, say));
    }
}
