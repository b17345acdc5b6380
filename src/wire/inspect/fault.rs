//! What is wrong with a message: which rule, where, a sentence and how to mend it.

use std::collections::BTreeMap;

use crate::diag::Message;
use crate::wire::inspect::dialect::Dialect;
use crate::wire::inspect::rules::Rule;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A receiver will lose the message or misread it.
    Breaks,
    /// Our own strict rules do not allow it.
    Strict,
    /// A habit of an agency, worth knowing.
    Remark,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Breaks => "breaks",
            Severity::Strict => "strict",
            Severity::Remark => "remark",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub rule: Rule,
    pub severity: Severity,
    /// In bytes from the beginning of the file.
    pub offset: usize,
    /// From 1.
    pub line: usize,
    pub say: Message,
    /// How to mend it.
    pub hint: Message,
}

/// So many faults of one rule are told with their places; the others are counted.
pub const TOLD: usize = 20;

/// Faults as they are found.
#[derive(Debug, Default)]
pub struct Faults {
    found: Vec<(Rule, usize, Message)>,
    count: BTreeMap<Rule, usize>,
}

impl Faults {
    pub fn add(&mut self, rule: Rule, offset: usize, say: Message) {
        let count = self.count.entry(rule).or_insert(0);
        *count += 1;
        if *count <= TOLD {
            self.found.push((rule, offset, say));
        }
    }

    /// The faults in the order of their places with their lines, and how many of each rule were not told.
    pub fn settle(mut self, bytes: &[u8], dialect: Dialect) -> (Vec<Fault>, Vec<(Rule, usize)>) {
        // The lines are counted once for all, so that junk takes no longer than its length.
        self.found.sort_by_key(|(rule, offset, _)| (*offset, *rule));
        let (mut line, mut counted) = (1, 0);
        let mut faults = Vec::new();
        for (rule, offset, say) in self.found {
            let offset = offset.min(bytes.len());
            while counted < offset {
                let ends = match bytes[counted] {
                    b'\n' => true,
                    b'\r' => bytes.get(counted + 1) != Some(&b'\n'),
                    _ => false,
                };
                line += usize::from(ends);
                counted += 1;
            }
            faults.push(Fault { rule, severity: rule.severity(dialect), offset, line, say, hint: rule.hint() });
        }
        let untold = self.count.into_iter().filter(|(_, count)| *count > TOLD).map(|(rule, count)| (rule, count - TOLD)).collect();
        (faults, untold)
    }
}
