//! Collects diagnostics while texts are read, so that all errors of a folder come at once.

use std::cell::{Cell, RefCell};

use super::Diagnostic;

/// Shared by everything that reads one text: a reference is enough to report.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
}

impl Diagnostics {
    pub fn push(&self, diagnostic: Diagnostic) {
        self.errors.set(self.errors.get() + usize::from(diagnostic.is_error()));
        self.list.borrow_mut().push(diagnostic);
    }

    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Of any severity.
    pub fn len(&self) -> usize {
        self.list.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What `read` returns, and the number of errors it reported; warnings do not count.
    pub fn count_errors<T>(&self, read: impl FnOnce() -> T) -> (T, usize) {
        let before = self.errors.get();
        let value = read();
        (value, self.errors.get() - before)
    }

    /// What `read` returns, unless it reported an error.
    pub fn checked<T>(&self, read: impl FnOnce() -> Option<T>) -> Option<T> {
        let (value, errors) = self.count_errors(read);
        value.filter(|_| errors == 0)
    }

    /// In the order in which they were reported.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.list.into_inner()
    }
}
