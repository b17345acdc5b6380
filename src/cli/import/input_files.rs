//! What there is to import: one file, standard input, or every page, text and feed of a folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Location, Message};
use crate::error::Error;
use crate::msg;

/// A text beyond this is no press release, and no feed.
const LIMIT: u64 = 50_000_000;
/// Folders in folders. No link is followed, so only a disk that is broken has more.
const DEEPEST: usize = 500;
/// What a page, a text or a feed is called.
const ENDS: [&str; 12] = ["html", "htm", "xhtml", "txt", "text", "md", "markdown", "xml", "rss", "atom", "rdf", "json"];

/// What a folder holds.
#[derive(Debug, Default)]
pub struct InputFiles {
    /// In the order of their names.
    pub files: Vec<PathBuf>,
    /// What is not read, and why.
    pub passed_over: Vec<(PathBuf, Message)>,
    /// Folders that could not be read.
    pub mistakes: Vec<Diagnostic>,
}

/// Looks through a folder. No link is followed, nothing is opened, and what begins with a dot is nobody's business.
pub fn find(root: &Path) -> InputFiles {
    let mut inputs = InputFiles::default();
    // Folders to look through, the next one last.
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((at, depth)) = waiting.pop() {
        if depth > 0 {
            match fs::symlink_metadata(&at) {
                Ok(about) if about.is_symlink() => {
                    inputs.passed_over.push((at, msg!("a link", "en länk")));
                    continue;
                }
                Ok(about) if about.is_file() => {
                    let end = at.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
                    if ENDS.contains(&end.as_str()) {
                        inputs.files.push(at);
                    } else {
                        inputs.passed_over.push((at, msg!("not a page, text or feed", "inte en sida, en text eller ett flöde")));
                    }
                    continue;
                }
                Ok(about) if about.is_dir() => {
                    if belongs_to_a_page(&at) {
                        inputs
                            .passed_over
                            .push((at, msg!("pictures and styles of a saved page", "en sparad sidas bilder och stilmallar")));
                        continue;
                    }
                }
                // A pipe or a device: reading it could wait for ever.
                Ok(_) => {
                    inputs.passed_over.push((at, msg!("not a file", "inte en fil")));
                    continue;
                }
                Err(error) => {
                    inputs.mistakes.push(unreadable(&at, &error));
                    continue;
                }
            }
        }
        if depth >= DEEPEST {
            inputs.passed_over.push((at, msg!("too many folders in one another", "för många mappar i varandra")));
            continue;
        }
        match fs::read_dir(&at) {
            Ok(entries) => {
                let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
                names.retain(|name| !name.to_string_lossy().starts_with('.'));
                names.sort();
                waiting.extend(names.iter().rev().map(|name| (at.join(name), depth + 1)));
            }
            Err(error) => inputs.mistakes.push(unreadable(&at, &error)),
        }
    }
    inputs
}

/// "Sidan_files" beside "Sidan.html": what a browser puts there when it saves a page.
fn belongs_to_a_page(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = ["_files", "-filer", "_filer", "-files", ".files"].iter().find_map(|end| name.strip_suffix(end));
    stem.is_some_and(|stem| ["html", "htm", "xhtml"].iter().any(|end| folder.with_file_name(format!("{stem}.{end}")).is_file()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let say = msg!("this cannot be read: {error}", "det här kan inte läsas: {error}");
    Diagnostic::error(Location::file(path.display().to_string()), say)
        .hint(msg!("check that it exists and that you may read it", "kontrollera att den finns och att du får läsa den"))
}

/// The bytes of a file of a folder; mistakes of that file alone.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let unreadable = |path: &Path, error: &std::io::Error| vec![unreadable(path, error)];
    let about = fs::symlink_metadata(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    if about.is_file() {
        let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
        file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    }
    if bytes.len() as u64 > LIMIT {
        let say = msg!("the file is larger than 50 MB", "filen är större än 50 MB");
        let hint = msg!("import the release alone, without pictures", "importera bara pressmeddelandet, utan bilder");
        return Err(vec![Diagnostic::error(Location::file(path.display().to_string()), say).hint(hint)]);
    }
    Ok(bytes)
}

/// The bytes of the one file that was named, or of standard input.
pub fn read_named(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |e| Error::file(msg!("cannot read the text to import", "kan inte läsa texten som ska importeras"), path, e);
    let mut bytes = Vec::new();
    let mut input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        if !fs::metadata(path).map_err(failed)?.is_file() {
            let file = path.display();
            return Err(Error::new(msg!("`{file}` is not a file", "`{file}` är inte en fil"))
                .hint(msg!("name a file, a folder, or `-`", "ange en fil, en mapp eller `-`")));
        }
        Box::new(fs::File::open(path).map_err(failed)?)
    };
    input.by_ref().take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LIMIT {
        let file = path.display();
        return Err(Error::new(msg!("`{file}` is larger than 50 MB", "`{file}` är större än 50 MB"))
            .hint(msg!("import the release alone, without pictures", "importera bara pressmeddelandet, utan bilder")));
    }
    Ok(bytes)
}
