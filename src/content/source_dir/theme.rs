//! Reads a theme from disk: its file, and the fonts and the logo that it names.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path};

use crate::content::front_matter;
use crate::content::limits::MAX_TEXT_BYTES;
use crate::content::sources::{FileProblem, SourceFile, ThemeSource};
use crate::diag::{Diagnostic, Location};
use crate::error::Error;
use crate::msg;

/// In megabytes. Fonts with the letters of all languages are smaller.
const MAX_FONT: u64 = 20;

/// In megabytes.
const MAX_LOGO: u64 = 1;

const MB: u64 = 1024 * 1024;

/// An error when nothing is at `path`.
pub fn read_theme(path: &Path) -> Result<ThemeSource, Error> {
    fs::symlink_metadata(path).map_err(|cause| {
        Error::file(msg!("the theme is missing", "temat saknas"), path, cause).hint(msg!(
            "give its path with `--theme FILE`, or omit the option to use Depesch's own theme",
            "ange det med `--theme FIL`, eller utelämna flaggan för Depeschs eget tema"
        ))
    })?;
    let name = path.to_string_lossy().replace('\\', "/");
    let bytes = read_plain_file(path, MAX_TEXT_BYTES / MB).map_err(|problem| Box::new(explain_problem(&name, &problem)));
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut files = BTreeMap::new();
    for (name, limit) in bytes.as_ref().map(|bytes| find_file_names(bytes)).unwrap_or_default() {
        let is_inside = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let is_inside = is_inside && !name.is_empty();
        let file = if is_inside { read_plain_file(&folder.join(&name), limit) } else { Err(FileProblem::Outside) };
        files.insert(name, file);
    }
    Ok(ThemeSource { source: SourceFile { path: name, bytes }, files })
}

/// The names of the files in a theme, with their limits in megabytes. Errors in it are reported when it is parsed.
fn find_file_names(bytes: &[u8]) -> Vec<(String, u64)> {
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim_start_matches('\u{feff}');
    let tables = front_matter::parse_values(text).unwrap_or_default();
    let fonts = tables.get("fonts").and_then(|fonts| fonts.as_object());
    let fonts = fonts.into_iter().flat_map(|fonts| fonts.values()).map(|name| (name, MAX_FONT));
    let logo = tables.get("logo").and_then(|logo| logo.get("file")).map(|name| (name, MAX_LOGO));
    fonts.chain(logo).filter_map(|(name, limit)| Some((name.as_str()?.to_owned(), limit))).collect()
}

/// The limit is in megabytes.
fn read_plain_file(path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
    let unreadable = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::NotFound => FileProblem::Missing,
        _ => FileProblem::Unreadable(cause.to_string()),
    };
    // Reading a pipe or device could block forever.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(FileProblem::NotAFile);
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(limit * MB + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > limit * MB { Err(FileProblem::TooLarge(limit)) } else { Ok(bytes) }
}

fn explain_problem(path: &str, problem: &FileProblem) -> Diagnostic {
    let message = match problem {
        FileProblem::Unreadable(cause) => msg!("this cannot be read: {cause}", "det här kan inte läsas: {cause}"),
        FileProblem::TooLarge(limit) => msg!("the file is larger than {limit} MB", "filen är större än {limit} MB"),
        FileProblem::Missing | FileProblem::Outside | FileProblem::NotAFile => msg!("this is not a file", "det här är ingen fil"),
    };
    let hint =
        msg!("a theme is a text file like `templates/print/theme.toml`", "ett tema är en textfil som `templates/print/theme.toml`");
    Diagnostic::error(Location::file(path), message).hint(hint)
}
