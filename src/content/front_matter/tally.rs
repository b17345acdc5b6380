//! Mistakes of one kind: the first are told one by one, the others only counted.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::msg;

/// So many mistakes of one kind are told of one table or list.
pub(super) const LIMIT: usize = 50;

/// How many were found so far. A list can have millions of entries, and nobody reads a million messages.
#[derive(Default)]
pub(crate) struct RepeatCounter {
    found: usize,
    /// The first that was not told.
    next: Option<Diagnostic>,
}

impl RepeatCounter {
    pub fn tell(&mut self, diagnostics: &Diagnostics, mistake: impl FnOnce() -> Diagnostic) {
        self.found += 1;
        match self.found.checked_sub(LIMIT) {
            None | Some(0) => diagnostics.push(mistake()),
            Some(1) => self.next = Some(mistake()),
            Some(_) => {}
        }
    }

    /// Says how many were not told, where the first of them stands.
    pub fn finish(self, diagnostics: &Diagnostics) {
        let Some(next) = self.next else { return };
        let more = self.found - LIMIT;
        let say = msg!("{more} more like these, from here on", "{more} till av samma slag, härifrån");
        let hint = msg!("fix the first ones and run `check` again", "rätta de första och kör `check` igen");
        diagnostics.push(Diagnostic { message: say, hint: Some(hint), ..next });
    }
}
