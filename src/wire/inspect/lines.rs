//! The lines of a message with their offsets and line ends.

use std::ops::Range;

use crate::model::Charset;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    CrLf,
    Lf,
    Cr,
    /// The text is over.
    Nothing,
}

/// A line without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireLine {
    pub at: Range<usize>,
    pub end: LineEnd,
}

impl WireLine {
    /// Where the next line begins.
    pub fn next(&self) -> usize {
        match self.end {
            LineEnd::CrLf => self.at.end + 2,
            LineEnd::Lf | LineEnd::Cr => self.at.end + 1,
            LineEnd::Nothing => self.at.end,
        }
    }
}

/// The bytes of a message and the characters they are.
#[derive(Debug, Clone, Copy)]
pub struct WireInput<'b> {
    pub bytes: &'b [u8],
    pub charset: Charset,
}

impl<'b> WireInput<'b> {
    /// The text of a stretch as a reader sees it: controls are dropped, a tabulator is a space.
    pub fn text(self, at: &Range<usize>) -> String {
        let text = self.charset.decode(self.slice(at));
        text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()).collect()
    }

    pub fn slice(self, at: &Range<usize>) -> &'b [u8] {
        self.bytes.get(at.clone()).unwrap_or_default()
    }

    /// How many columns a stretch takes: characters without controls and combining marks.
    pub fn columns(self, at: &Range<usize>) -> usize {
        let mark = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0f}');
        self.charset.decode(self.slice(at)).chars().filter(|c| !c.is_control() && !mark(*c)).count()
    }

    /// The lines from one place to another, found as they are asked for.
    pub fn lines(self, within: Range<usize>) -> impl Iterator<Item = WireLine> + use<'b> {
        let mut at = within.start;
        std::iter::from_fn(move || {
            if at >= within.end {
                return None;
            }
            let rest = self.slice(&(at..within.end));
            let stop = rest.iter().position(|b| matches!(b, b'\n' | b'\r'));
            let end = match stop.map(|stop| &rest[stop..]) {
                None => LineEnd::Nothing,
                Some([b'\r', b'\n', ..]) => LineEnd::CrLf,
                Some([b'\r', ..]) => LineEnd::Cr,
                Some(_) => LineEnd::Lf,
            };
            let line = WireLine { at: at..at + stop.unwrap_or(rest.len()), end };
            at = line.next();
            Some(line)
        })
    }
}
