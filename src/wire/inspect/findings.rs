//! Findings about a message: diagnostics, each with its rule and the offset of its first byte.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Location, Message, Span};
use crate::model::Charset;
use crate::wire::inspect::dialect::Dialect;
use crate::wire::inspect::rules::Rule;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    /// In bytes of the file.
    pub offset: usize,
    /// Its location has no file name.
    pub diagnostic: Diagnostic,
}

/// The number of findings of one rule that are listed.
const MAX_PER_RULE: usize = 20;

/// The number of bytes of the line that are shown before a finding; twice as many are shown after it.
const EXCERPT_MARGIN: usize = 200;

#[derive(Debug, Default)]
pub struct Findings {
    listed: Vec<(Rule, usize, Message)>,
    counts: BTreeMap<Rule, usize>,
}

impl Findings {
    pub fn add(&mut self, rule: Rule, offset: usize, message: Message) {
        let count = self.counts.entry(rule).or_insert(0);
        *count += 1;
        if *count <= MAX_PER_RULE {
            self.listed.push((rule, offset, message));
        }
    }

    /// The findings in the order of their offsets, and for each rule the number of those that are not listed.
    pub fn finish(mut self, bytes: &[u8], charset: Charset, dialect: Dialect) -> (Vec<Finding>, Vec<(Rule, usize)>) {
        self.listed.sort_by_key(|(rule, offset, _)| (*offset, *rule));
        // One pass over the file for all findings: the time does not grow with their number.
        let mut cursor = Cursor { bytes, charset, line: 1, line_start: 0, column: 1, offset: 0 };
        let finding = |(rule, offset, message): (Rule, usize, Message)| {
            let offset = offset.min(bytes.len());
            cursor.advance(offset);
            let location = Location { file: String::new(), span: Some(cursor.span()) };
            let (severity, hint) = (rule.severity(dialect), Some(rule.hint()));
            Finding { rule, offset, diagnostic: Diagnostic { severity, rule: Some(rule.name()), location, message, hint } }
        };
        let findings = self.listed.into_iter().map(finding).collect();
        let more = self.counts.into_iter().filter(|(_, count)| *count > MAX_PER_RULE);
        (findings, more.map(|(rule, count)| (rule, count - MAX_PER_RULE)).collect())
    }
}

/// A position in the file that only moves forward.
struct Cursor<'b> {
    bytes: &'b [u8],
    charset: Charset,
    line: usize,
    line_start: usize,
    column: usize,
    offset: usize,
}

impl Cursor<'_> {
    fn advance(&mut self, to: usize) {
        for offset in self.offset..to {
            let is_line_end = match self.bytes[offset] {
                b'\n' => true,
                b'\r' => self.bytes.get(offset + 1) != Some(&b'\n'),
                _ => false,
            };
            if is_line_end {
                (self.line, self.line_start, self.column) = (self.line + 1, offset + 1, 1);
            } else if !self.is_within_character(offset) {
                self.column += 1;
            }
        }
        self.offset = to;
    }

    fn is_within_character(&self, offset: usize) -> bool {
        self.charset == Charset::Utf8 && self.bytes.get(offset).is_some_and(|byte| byte & 0xc0 == 0x80)
    }

    fn span(&self) -> Span {
        let rest = &self.bytes[self.offset..];
        let rest = &rest[..rest.iter().take(2 * EXCERPT_MARGIN).take_while(|byte| !matches!(byte, b'\r' | b'\n')).count()];
        let mut start = self.line_start.max(self.offset.saturating_sub(EXCERPT_MARGIN));
        while start < self.offset && self.is_within_character(start) {
            start += 1;
        }
        let shown = self.charset.decode(&self.bytes[start..self.offset]);
        let before = (self.column - 1).saturating_sub(shown.chars().count());
        Span { line: self.line, column: self.column, width: 1, excerpt: Some(shown + &self.charset.decode(rest)), before }
    }
}
