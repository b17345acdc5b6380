//! A failure of disk, network or configuration, with its cause. Only `main` prints it.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

use crate::diag::Message;

/// A failure that is not an error in the author's text (that is a `Diagnostic`).
#[derive(Debug)]
pub struct Error {
    message: Message,
    hint: Option<Message>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub fn new(message: Message) -> Error {
        Error { message, hint: None, cause: None }
    }

    /// A failed operation on the file or folder `path`.
    pub fn file(message: Message, path: &Path, cause: std::io::Error) -> Error {
        let (en, sv) = (format!("{}: `{}`", message.en, path.display()), format!("{}: `{}`", message.sv, path.display()));
        Error { message: Message { en, sv }, hint: None, cause: Some(Box::new(cause)) }
    }

    pub fn caused(message: Message, cause: impl StdError + Send + Sync + 'static) -> Error {
        Error { message, hint: None, cause: Some(Box::new(cause)) }
    }

    pub fn hint(mut self, hint: Message) -> Error {
        self.hint = Some(hint);
        self
    }

    pub fn message(&self) -> &Message {
        &self.message
    }

    pub fn hint_message(&self) -> Option<&Message> {
        self.hint.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn StdError + 'static))
    }
}
