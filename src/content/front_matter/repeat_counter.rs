//! Reports the first errors of one kind and counts the others: a list can have millions of entries.

use crate::content::text::SourceText;
use crate::diag::{Diagnostic, Diagnostics};
use crate::msg;

/// Errors of one kind that are reported of one table or list.
pub(super) const LIMIT: usize = 50;

pub(crate) struct RepeatCounter<'d> {
    diagnostics: &'d Diagnostics,
    count: usize,
    first_unreported: Option<Diagnostic>,
}

impl<'d> RepeatCounter<'d> {
    pub fn new(source: &SourceText<'d>) -> RepeatCounter<'d> {
        RepeatCounter { diagnostics: source.diagnostics, count: 0, first_unreported: None }
    }

    pub fn report(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        self.count += 1;
        match self.count.checked_sub(LIMIT) {
            None | Some(0) => self.diagnostics.push(diagnostic()),
            Some(1) => self.first_unreported = Some(diagnostic()),
            Some(_) => {}
        }
    }

    /// Reports the number of the others, at the first of them.
    pub fn finish(self) {
        let Some(first) = self.first_unreported else { return };
        let more = self.count - LIMIT;
        let message = msg!("{more} more like these, from here on", "{more} till av samma slag, härifrån");
        let hint = msg!("fix the first ones and run `check` again", "rätta de första och kör `check` igen");
        self.diagnostics.push(Diagnostic { message, hint: Some(hint), ..first });
    }
}
