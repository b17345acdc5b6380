//! What the commands that change something share: whose name is written down, and who carries it out.

use crate::cli::environment::Environment;
use crate::diag::Message;
use crate::msg;

/// The person at the keyboard, as the journal names them.
pub fn person(env: &Environment) -> &str {
    env.user.as_deref().unwrap_or("?")
}

/// `sent again: ...`, and who does it: the journal is read by the service, and by the next `depesch send`.
pub fn carried_out_later() -> Message {
    msg!(
        "the service does it within a second; without one, `depesch send` does\n",
        "tjänsten gör det inom en sekund; utan den gör `depesch send` det\n"
    )
}
