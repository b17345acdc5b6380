//! How a running command reaches its user: progress and questions.

/// How a running command reaches its user.
pub struct Console<'a> {
    pub progress: Progress<'a>,
    /// Asks a question and returns the answer; `None` where no terminal is attached.
    pub ask: Option<Ask<'a>>,
}

/// Called with the number of finished files and of all files, from many threads.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Prints a prompt and returns one line; `None` at the end of the input.
pub type Ask<'a> = &'a dyn Fn(&str) -> Option<String>;
