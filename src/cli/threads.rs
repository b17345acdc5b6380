//! The threads of a command.

use crate::error::Error;
use crate::msg;

/// Starts the threads that share the work of a command: without them it would panic.
///
/// # Errors
/// When the system starts none.
pub fn start() -> Result<(), Error> {
    match rayon::ThreadPoolBuilder::new().build_global() {
        // Other errors say that they run already.
        Err(error) if std::error::Error::source(&error).is_some() => {
            let message = msg!("the system starts no threads", "systemet startar inga trådar");
            // Its own words are those of its cause.
            Err(Error::caused(message, std::io::Error::other(error.to_string())).hint(msg!(
                "raise the limit on tasks (`ulimit -u`), or stop other programs",
                "höj gränsen för antalet trådar (`ulimit -u`) eller stoppa andra program"
            )))
        }
        _ => Ok(()),
    }
}
