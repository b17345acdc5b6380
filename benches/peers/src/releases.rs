//! Releases to print: invented ones that make two pages each, all different.

#[allow(dead_code, reason = "the example has a command line")]
#[path = "../../../examples/corpus/main.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use depesch::model::{Edition, Instant, Newsroom, Release};
use depesch::{content, print};

/// How many pages each has.
const PAGES: usize = 2;
/// So many releases are invented to find one; about two of three make two pages.
const INVENTED: usize = 2;

/// The releases to print, by their folders (`releases/2017/x/`), with the pages of each.
pub type Chosen = BTreeMap<String, usize>;

/// A content folder, and which of its releases are printed.
pub struct Corpus {
    pub folder: PathBuf,
    pub chosen: Chosen,
}

/// Writes a corpus into an empty folder, and chooses the first `count` releases of two pages.
pub fn invent(folder: &Path, count: usize) -> Result<Corpus, String> {
    let content = folder.join("content");
    fs::create_dir_all(&content).map_err(|e| e.to_string())?;
    let invented = u64::try_from(count * INVENTED + 20).map_err(|e| e.to_string())?;
    corpus::write_corpus(&content, invented).map_err(|e| e.to_string())?;
    let newsroom = newsroom(&content, None)?;
    let edition = public(&newsroom)?;
    let pages = |release: &Release| print::compose(&edition, release).map_or(0, |composed| composed.pages.len());
    let long_enough = edition.releases().iter().filter(|release| release.files().is_empty() && pages(release) == PAGES);
    let chosen: Chosen = long_enough.take(count).map(|release| (release.folder(), PAGES)).collect();
    if chosen.len() < count {
        return Err(format!("only {} of {invented} releases make {PAGES} pages", chosen.len()));
    }
    let list: Vec<String> = chosen.iter().map(|(release, pages)| format!("{pages} {release}\n")).collect();
    fs::write(folder.join("chosen"), list.concat()).map_err(|e| e.to_string())?;
    Ok(Corpus { folder: folder.to_owned(), chosen })
}

/// Reads what [`invent`] wrote.
pub fn read(folder: &Path) -> Result<(Corpus, Newsroom), String> {
    let list = fs::read_to_string(folder.join("chosen")).map_err(|e| e.to_string())?;
    let row = |row: &str| row.split_once(' ').and_then(|(pages, release)| Some((release.to_owned(), pages.parse().ok()?)));
    let chosen: Chosen = list.lines().filter_map(row).collect();
    let newsroom = newsroom(&folder.join("content"), Some(&chosen))?;
    Ok((Corpus { folder: folder.to_owned(), chosen }, newsroom))
}

fn newsroom(content: &Path, chosen: Option<&Chosen>) -> Result<Newsroom, String> {
    let mut sources = content::read_dir(content).map_err(|e| format!("{e:?}"))?;
    if let Some(chosen) = chosen {
        sources.releases.retain(|source| chosen.contains_key(&source.folder()));
    }
    content::read(&sources).newsroom.ok_or_else(|| "the corpus has mistakes".to_owned())
}

/// What everybody may see long after the last release of the corpus.
pub fn public(newsroom: &Newsroom) -> Result<Edition<'_>, String> {
    let now = Instant::parse(&newsroom.publisher.zone, "2031-01-01T12:00:00+01:00").map_err(|e| format!("{e:?}"))?;
    Ok(newsroom.public(&now))
}
