//! The options of every command, and the content folder that they name.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::content;
use crate::content::{Sources, ThemeSource};
use crate::error::Error;

#[derive(Debug, Args)]
pub struct CommonOptions {
    /// Folder with newsroom.toml and the releases
    #[arg(long, global = true, value_name = "DIR", default_value = "content")]
    pub content: PathBuf,
    /// Theme of printed releases [default: templates/print/theme.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub theme: Option<PathBuf>,
    /// Language of messages [default: from the locale]
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Language {
    En,
    Sv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// The theme that is used unless `--theme` names another.
pub(super) const DEFAULT_THEME: &str = "templates/print/theme.toml";

/// Reads the content folder and the print theme. The default theme may be missing; one named by `--theme` may not.
pub(super) fn gather(common: &CommonOptions) -> Result<Sources, Error> {
    gather_from(&common.content, common.theme.as_deref())
}

pub(super) fn gather_from(content: &Path, theme: Option<&Path>) -> Result<Sources, Error> {
    let mut sources = content::read_dir(content)?;
    let default = Path::new(DEFAULT_THEME);
    let path = theme.or(default.exists().then_some(default));
    sources.theme = path.map(content::read_theme).transpose()?;
    sources.is_complete &= sources.theme.as_ref().is_none_or(ThemeSource::is_complete);
    Ok(sources)
}
