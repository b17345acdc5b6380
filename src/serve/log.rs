//! What several files write to the log.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diag::{Diagnostic, UiLanguage};
use crate::error::Error;

/// An error in one line, with its causes.
pub fn error_line(error: &Error, language: UiLanguage) -> String {
    let mut text = error.message().text(language).to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        text.push_str(&format!(": {deeper}"));
        cause = deeper.source();
    }
    text
}

/// Why a document cannot be rendered.
pub fn log_render_errors(document: &str, errors: &[Diagnostic], language: UiLanguage) {
    for error in errors {
        let location = error.location.to_string();
        tracing::error!(target: "serve", document, location, "{}", error.message.text(language));
    }
}

/// The result of `work`; `None` when it panicked, which is logged: a thread that everything depends on goes on.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    let log = |panic: Box<dyn Any + Send>| {
        let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        tracing::error!(target: "serve", error = text.unwrap_or("panic"), "a task panicked");
    };
    catch_unwind(AssertUnwindSafe(work)).map_err(log).ok()
}
