//! The machine, as a command knows it: time, language and terminal.

use super::options::{Color, CommonOptions, Language};
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::model::moment::MomentError;
use crate::model::{Instant, Newsroom, Zone};
use crate::msg;

/// Filled in by `main`.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// Language of messages.
    pub ui_language: UiLanguage,
    /// The locale by its POSIX name, such as `sv_SE.UTF-8`.
    pub locale: Option<String>,
    /// The IANA name of the system's time zone, where it is known.
    pub time_zone: Option<String>,
    /// The name of the user's account, where it is known.
    pub user: Option<String>,
    /// Whether standard error gets colours.
    pub color: bool,
    /// Whether standard output is a terminal, which cannot show binary files.
    pub terminal: bool,
}

impl Environment {
    /// Applies `--lang` and `--color`.
    pub fn with(mut self, common: &CommonOptions) -> Environment {
        match common.lang {
            Some(Language::En) => self.ui_language = UiLanguage::English,
            Some(Language::Sv) => self.ui_language = UiLanguage::Swedish,
            None => {}
        }
        match common.color {
            Color::Always => self.color = true,
            Color::Never => self.color = false,
            Color::Auto => {}
        }
        self
    }

    /// The instant that the option `name` gives as `text`, or now.
    pub(super) fn instant(&self, newsroom: &Newsroom, name: &str, text: Option<&str>) -> Result<Instant, Error> {
        let zone = &newsroom.publisher.zone;
        match text {
            Some(text) => Instant::parse(zone, text.trim()).map_err(|error| explain(zone, name, text, error)),
            None => Instant::from_unix(zone, self.now).ok_or_else(|| {
                Error::new(msg!("the clock of this machine is wrong", "datorns klocka går fel"))
                    .hint(msg!("set it, or use `{name}`", "ställ den, eller använd `{name}`"))
            }),
        }
    }
}

/// The error for an option `name` whose `text` is not an instant.
fn explain(zone: &Zone, name: &str, text: &str, error: MomentError) -> Error {
    let clock = zone.name();
    let refuse = |message, hint| Error::new(message).hint(hint);
    match error {
        MomentError::Ambiguous { first, second } => refuse(
            msg!(
                "`{text}` for `{name}` occurs twice in {clock}: the clocks go back that night",
                "`{text}` för `{name}` inträffar två gånger i {clock}: klockan ställs tillbaka den natten"
            ),
            msg!("write the one you mean: `{first}` or `{second}`", "skriv den du menar: `{first}` eller `{second}`"),
        ),
        MomentError::Missing { earlier, later } => refuse(
            msg!(
                "`{text}` for `{name}` does not exist in {clock}: the clocks go forward past it",
                "`{text}` för `{name}` finns inte i {clock}: klockan ställs fram förbi den"
            ),
            msg!("write the one you mean: `{earlier}` or `{later}`", "skriv den du menar: `{earlier}` eller `{later}`"),
        ),
        MomentError::Impossible => refuse(
            msg!("`{text}` is not a valid time for `{name}`", "`{text}` är ingen giltig tidpunkt för `{name}`"),
            msg!(
                "write a day and a time, as in `2026-03-02 09:00`, or with an offset: `2026-03-02T09:00:00+01:00`",
                "skriv dag och klockslag, som `2026-03-02 09:00`, eller med avstånd till UTC: `2026-03-02T09:00:00+01:00`"
            ),
        ),
    }
}
