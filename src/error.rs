//! What went wrong in the world: disk, folder, command. One, with its cause; `main` prints it.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

use crate::diag::Message;

/// A failure that is not a mistake in somebody's text.
#[derive(Debug)]
pub struct Error {
    say: Message,
    hint: Option<Message>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub fn new(say: Message) -> Error {
        Error { say, hint: None, cause: None }
    }

    /// Something that could not be done with a file or folder, and why.
    pub fn file(say: Message, path: &Path, cause: std::io::Error) -> Error {
        let (en, sv) = (format!("{}: `{}`", say.en, path.display()), format!("{}: `{}`", say.sv, path.display()));
        Error { say: Message { en, sv }, hint: None, cause: Some(Box::new(cause)) }
    }

    /// Something that could not be done, and why.
    pub fn caused(say: Message, cause: impl StdError + Send + Sync + 'static) -> Error {
        Error { say, hint: None, cause: Some(Box::new(cause)) }
    }

    pub fn hint(mut self, hint: Message) -> Error {
        self.hint = Some(hint);
        self
    }

    pub fn message(&self) -> &Message {
        &self.say
    }

    pub fn hint_message(&self) -> Option<&Message> {
        self.hint.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say.en)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn StdError + 'static))
    }
}
