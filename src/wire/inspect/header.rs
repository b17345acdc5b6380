//! The header line of IPTC 7901: service, number, priority, category, number of words, optional information.

use std::ops::Range;

use crate::diag::Message;
use crate::msg;

/// Whether Superdesk detects a message by a line that begins with SOH:
/// `^\x01([a-zA-Z]*)([0-9]*) (.) ([A-Z]{1,3}) ([0-9]*) ([a-zA-Z0-9 ]*)`, case-insensitively.
pub fn superdesk_accepts(line: &[u8]) -> bool {
    // Adjacent classes of the pattern share no character, so no backtracking is needed.
    let Some(rest) = line.strip_prefix(b"\x01") else { return false };
    let rest = skip(skip(rest, u8::is_ascii_alphabetic), u8::is_ascii_digit);
    let Some([b' ', _, b' ', rest @ ..]) = Some(rest).filter(|rest| rest.get(1) != Some(&b'\n')) else { return false };
    let letters = rest.len() - skip(rest, u8::is_ascii_alphabetic).len();
    let Some([b' ', rest @ ..]) = rest.get(letters..).filter(|_| (1..=3).contains(&letters)) else { return false };
    skip(rest, u8::is_ascii_digit).first() == Some(&b' ')
}

fn skip(bytes: &[u8], class: fn(&u8) -> bool) -> &[u8] {
    &bytes[bytes.iter().take_while(|b| class(b)).count()..]
}

/// The fields of a header line; a missing one is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderFields {
    pub service: Range<usize>,
    pub number: Range<usize>,
    pub priority: Range<usize>,
    pub category: Range<usize>,
    pub words: Range<usize>,
    pub optional: Range<usize>,
    /// The first violation of the pattern, with its offset.
    pub error: Option<(usize, Message)>,
}

/// Continues after an error as far as fields can be recognized.
pub fn locate_fields(bytes: &[u8], line: Range<usize>) -> HeaderFields {
    let mut scanner = HeaderScanner { bytes: &bytes[..line.end], offset: line.start, error: None };
    let mut fields = HeaderFields {
        service: scanner.take_while(u8::is_ascii_alphabetic),
        number: scanner.take_while(u8::is_ascii_digit),
        ..HeaderFields::default()
    };
    scanner.expect_space(&msg!("number", "nummer"));
    fields.priority = scanner.take_while(|b| !b.is_ascii_whitespace());
    if fields.priority.len() != 1 {
        scanner.set_error(
            fields.priority.start,
            msg!("the priority is not a single character", "prioriteten är inte ett enda tecken"),
        );
    }
    scanner.expect_space(&msg!("priority", "prioritet"));
    fields.category = scanner.take_while(u8::is_ascii_alphabetic);
    if !(1..=3).contains(&fields.category.len()) {
        scanner.set_error(
            fields.category.start,
            msg!("the category is not one to three letters", "kategorin är inte en till tre bokstäver"),
        );
    }
    scanner.expect_space(&msg!("category", "kategori"));
    fields.words = scanner.take_while(u8::is_ascii_digit);
    scanner.expect_space(&msg!("number of words", "antal ord"));
    fields.optional = scanner.offset..line.end;
    fields.error = scanner.error;
    fields
}

struct HeaderScanner<'b> {
    bytes: &'b [u8],
    offset: usize,
    error: Option<(usize, Message)>,
}

impl HeaderScanner<'_> {
    fn take_while(&mut self, class: fn(&u8) -> bool) -> Range<usize> {
        let start = self.offset;
        self.offset = start + self.bytes[start..].iter().take_while(|b| class(b)).count();
        start..self.offset
    }

    fn expect_space(&mut self, after: &Message) {
        let spaces = self.take_while(|b| *b == b' ');
        let Message { en, sv } = after;
        let error = match (spaces.len(), self.bytes.get(self.offset)) {
            (1, _) => return,
            (0, None) => msg!("the header ends after the {en}, without a space", "rubrikraden slutar efter {sv}, utan mellanslag"),
            (0, Some(_)) => msg!("there is no space after the {en}", "det finns inget mellanslag efter {sv}"),
            // The free text may begin with spaces, as at dpa.
            (_, _) if en == "number of words" => return self.offset = spaces.start + 1,
            (count, _) => msg!("{count} spaces after the {en}, not one", "{count} mellanslag efter {sv}, inte ett"),
        };
        self.set_error(spaces.start, error);
    }

    fn set_error(&mut self, offset: usize, message: Message) {
        self.error.get_or_insert((offset, message));
    }
}
