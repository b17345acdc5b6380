//! The lines of a message with their ranges and line ends.

use std::ops::Range;

use crate::model::Charset;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    CrLf,
    Lf,
    Cr,
    /// The input ends.
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireLine {
    /// Without the line end.
    pub range: Range<usize>,
    pub end: LineEnd,
}

impl WireLine {
    /// The offset of the next line.
    pub fn next(&self) -> usize {
        match self.end {
            LineEnd::CrLf => self.range.end + 2,
            LineEnd::Lf | LineEnd::Cr => self.range.end + 1,
            LineEnd::Nothing => self.range.end,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct WireInput<'b> {
    pub bytes: &'b [u8],
    pub charset: Charset,
}

impl<'b> WireInput<'b> {
    /// The text as a reader sees it: without control characters, and a space for a tab.
    pub fn text(self, range: &Range<usize>) -> String {
        let text = self.charset.decode(self.slice(range));
        text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()).collect()
    }

    pub fn slice(self, range: &Range<usize>) -> &'b [u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    /// The number of characters without controls and combining marks.
    pub fn columns(self, range: &Range<usize>) -> usize {
        let is_combining = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0f}');
        self.charset.decode(self.slice(range)).chars().filter(|c| !c.is_control() && !is_combining(*c)).count()
    }

    pub fn lines(self, within: Range<usize>) -> impl Iterator<Item = WireLine> + use<'b> {
        let mut offset = within.start;
        std::iter::from_fn(move || {
            if offset >= within.end {
                return None;
            }
            let rest = self.slice(&(offset..within.end));
            let stop = rest.iter().position(|b| matches!(b, b'\n' | b'\r'));
            let end = match stop.map(|stop| &rest[stop..]) {
                None => LineEnd::Nothing,
                Some([b'\r', b'\n', ..]) => LineEnd::CrLf,
                Some([b'\r', ..]) => LineEnd::Cr,
                Some(_) => LineEnd::Lf,
            };
            let line = WireLine { range: offset..offset + stop.unwrap_or(rest.len()), end };
            offset = line.next();
            Some(line)
        })
    }
}
