//! The machine, as a command knows it: time, language and terminal.

use super::options::{Color, CommonOptions, Language};
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::model::{Instant, Newsroom};
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
            Some(text) => Instant::parse(zone, text).map_err(|_| {
                Error::new(msg!("`{text}` is not a valid time for `{name}`", "`{text}` är ingen giltig tidpunkt för `{name}`"))
                    .hint(msg!("write it like 2026-03-02T09:00:00+01:00", "skriv den som 2026-03-02T09:00:00+01:00"))
            }),
            None => Instant::from_unix(zone, self.now).ok_or_else(|| {
                Error::new(msg!("the clock of this machine is wrong", "datorns klocka går fel"))
                    .hint(msg!("set it, or use `{name}`", "ställ den, eller använd `{name}`"))
            }),
        }
    }
}
