//! What is wrong with a message: diagnostics, each with its rule and the byte where it begins.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::diag::Message;
use crate::diag::Span;
use crate::model::Charset;
use crate::wire::inspect::dialect::Dialect;
use crate::wire::inspect::rules::Rule;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    /// In bytes from the beginning of the file.
    pub offset: usize,
    /// Its location names no file.
    pub diagnostic: Diagnostic,
}

/// The number of findings of one rule that are listed; the others are counted.
const MAX_PER_RULE: usize = 20;

/// Bytes of a line shown before a finding, and twice as many after it.
const EXCERPT_MARGIN: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<(Rule, usize, Message)>,
    count: BTreeMap<Rule, usize>,
}

impl Findings {
    pub fn add(&mut self, rule: Rule, offset: usize, message: Message) {
        let count = self.count.entry(rule).or_insert(0);
        *count += 1;
        if *count <= MAX_PER_RULE {
            self.found.push((rule, offset, message));
        }
    }

    /// The findings by their offsets, and how many of each rule are not among them.
    pub fn finish(mut self, bytes: &[u8], charset: Charset, dialect: Dialect) -> (Vec<Finding>, Vec<(Rule, usize)>) {
        self.found.sort_by_key(|(rule, offset, _)| (*offset, *rule));
        // Lines are counted once for all findings, so that the time depends on the length of the file alone.
        let mut cursor = Cursor { bytes, charset, line: 1, line_start: 0, column: 1, offset: 0 };
        let finding = |(rule, offset, message): (Rule, usize, Message)| {
            let offset = offset.min(bytes.len());
            cursor.advance(offset);
            let location = Location { file: String::new(), span: Some(cursor.span()) };
            let (severity, hint) = (rule.severity(dialect), Some(rule.hint()));
            Finding { rule, offset, diagnostic: Diagnostic { severity, rule: Some(rule.name()), location, message, hint } }
        };
        let findings = self.found.into_iter().map(finding).collect();
        let more = self.count.into_iter().filter(|(_, count)| *count > MAX_PER_RULE);
        (findings, more.map(|(rule, count)| (rule, count - MAX_PER_RULE)).collect())
    }
}

/// A place in a file that only moves forward.
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
        for at in self.offset..to {
            let is_line_end = match self.bytes[at] {
                b'\n' => true,
                b'\r' => self.bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if is_line_end {
                (self.line, self.line_start, self.column) = (self.line + 1, at + 1, 1);
            } else if !self.is_within_character(at) {
                self.column += 1;
            }
        }
        self.offset = to;
    }

    fn is_within_character(&self, at: usize) -> bool {
        self.charset == Charset::Utf8 && self.bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
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
        Span { line: self.line, column: self.column, width: 1, excerpt: shown + &self.charset.decode(rest), before }
    }
}
