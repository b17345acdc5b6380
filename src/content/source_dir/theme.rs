//! Fetches a theme from disk: its file, and the fonts and the logo that it names.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Component;
use std::path::Path;

use crate::content::front_matter;
use crate::content::sources::FileProblem;
use crate::content::sources::MAX_TEXT_BYTES;
use crate::content::sources::SourceFile;
use crate::content::sources::ThemeSource;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::error::Error;
use crate::msg;

/// In megabytes. Fonts with all the world's letters are not larger, logos are far smaller.
const LARGEST_FONT: u64 = 20;

const LARGEST_LOGO: u64 = 1;

const MB: u64 = 1024 * 1024;

/// The theme at `path`. An error when nothing is there.
pub fn read_theme(path: &Path) -> Result<ThemeSource, Error> {
    fs::symlink_metadata(path).map_err(|cause| {
        Error::file(msg!("the theme is missing", "temat saknas"), path, cause).hint(msg!(
            "give its path with `--theme FILE`, or omit the option to use Depesch's own theme",
            "ange det med `--theme FIL`, eller utelämna flaggan för Depeschs eget tema"
        ))
    })?;
    let file = path.to_string_lossy().replace('\\', "/");
    let bytes = plain_file(path, MAX_TEXT_BYTES / MB).map_err(|why| Box::new(unreadable(&file, &why)));
    let home = path.parent().unwrap_or(Path::new(""));
    let mut beside = BTreeMap::new();
    for (name, limit) in bytes.as_ref().map(|bytes| named(bytes)).unwrap_or_default() {
        let within = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let found = if within && !name.is_empty() { plain_file(&home.join(&name), limit) } else { Err(FileProblem::Outside) };
        beside.insert(name, found);
    }
    Ok(ThemeSource { source: SourceFile { file, bytes }, beside })
}

/// The names of files that stand in the theme. Where it cannot be read, that is told by who reads it.
fn named(bytes: &[u8]) -> Vec<(String, u64)> {
    let Some(tables) =
        std::str::from_utf8(bytes).ok().and_then(|text| front_matter::tables(text.trim_start_matches('\u{feff}')).ok())
    else {
        return Vec::new();
    };
    let fonts = tables.get("fonts").and_then(|fonts| fonts.as_object());
    let fonts = fonts.into_iter().flat_map(|fonts| fonts.values()).map(|name| (name, LARGEST_FONT));
    let logo = tables.get("logo").and_then(|logo| logo.get("file")).map(|name| (name, LARGEST_LOGO));
    fonts.chain(logo).filter_map(|(name, limit)| Some((name.as_str()?.to_owned(), limit))).collect()
}

/// The bytes of a plain file of at most so many megabytes.
fn plain_file(path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
    let unreadable = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::NotFound => FileProblem::Missing,
        _ => FileProblem::Unreadable(cause.to_string()),
    };
    // A pipe or device is never opened: reading it could wait for ever.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(FileProblem::NotAFile);
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(limit * MB + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > limit * MB { Err(FileProblem::TooLarge(limit)) } else { Ok(bytes) }
}

/// What is said of the theme's own file.
fn unreadable(file: &str, why: &FileProblem) -> Diagnostic {
    let say = match why {
        FileProblem::Unreadable(cause) => msg!("this cannot be read: {cause}", "det här kan inte läsas: {cause}"),
        FileProblem::TooLarge(limit) => msg!("the file is larger than {limit} MB", "filen är större än {limit} MB"),
        FileProblem::Missing | FileProblem::Outside | FileProblem::NotAFile => msg!("this is not a file", "det här är ingen fil"),
    };
    let hint =
        msg!("a theme is a text file like `templates/print/theme.toml`", "ett tema är en textfil som `templates/print/theme.toml`");
    Diagnostic::error(Location::file(file), say).hint(hint)
}
