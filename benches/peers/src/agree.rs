//! A second opinion: the same pages and tree written by krilla and by Depesch must read the same, in the words of poppler's
//! `pdfinfo` and `pdftotext`; and krilla must have nothing against them.

use std::fs;
use std::path::Path;
use std::process::Command;

use depesch::content;
use depesch::model::{Edition, File, Newsroom, Release};
use depesch_peers::releases;
use depesch_peers::with_krilla::Krilla;

use super::Wanted;

/// What poppler is asked of both files, and what that is called where they differ.
const QUESTIONS: [(&str, &str, &[&str]); 3] =
    [("structure", "pdfinfo", &["-struct-text"]), ("links", "pdfinfo", &["-url"]), ("text", "pdftotext", &["-enc", "UTF-8"])];

/// Every release that reads otherwise, with the first line that does.
pub fn compare(wanted: &Wanted) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let krilla = Krilla::new()?;
    let mut said = Vec::new();
    let mut compare_all = |newsroom: &Newsroom, content: &Path| {
        let edition = releases::public(newsroom)?;
        for release in edition.releases() {
            let found = differences(&edition, release, content, &krilla, folder.path())?;
            if let Some(keep) = wanted.keep.as_deref().filter(|_| !found.is_empty()) {
                for name in ["depesch.pdf", "krilla.pdf"] {
                    let kept = format!("{}-{name}", release.folder().trim_end_matches('/').replace('/', "-"));
                    let _ = fs::copy(folder.path().join(name), keep.join(kept));
                }
            }
            said.extend(found.into_iter().map(|found| format!("{}: {found}", release.folder())));
        }
        Ok::<usize, String>(edition.releases().len())
    };
    let count = match &wanted.content {
        Some(content) => {
            let sources = content::read_dir(content).map_err(|e| format!("{e:?}"))?;
            compare_all(&content::read(&sources).newsroom.ok_or("the newsroom cannot be read")?, content)?
        }
        None => {
            let corpus = folder.path().join("corpus");
            releases::invent(&corpus, wanted.releases)?;
            compare_all(&releases::read(&corpus)?.1, &corpus)?
        }
    };
    said.push(format!("{count} releases compared"));
    Ok(said.join("\n"))
}

fn differences(
    edition: &Edition,
    release: &Release,
    content: &Path,
    krilla: &Krilla,
    folder: &Path,
) -> Result<Vec<String>, String> {
    let fetch = |file: &File| fs::read(content.join(&file.source)).map_err(|_| Vec::new());
    let ours = super::depesch(edition, release, &fetch)?;
    let theirs = match krilla.print(edition, release) {
        Ok(made) => made.bytes,
        Err(why) => return Ok(vec![format!("krilla refuses: {why}")]),
    };
    let (our_file, their_file) = (folder.join("depesch.pdf"), folder.join("krilla.pdf"));
    fs::write(&our_file, ours).map_err(|e| e.to_string())?;
    fs::write(&their_file, theirs).map_err(|e| e.to_string())?;
    let mut found = Vec::new();
    for (what, program, options) in QUESTIONS {
        let (ours, theirs) = (ask(program, options, &our_file)?, ask(program, options, &their_file)?);
        let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
        let first = (0..ours.len().max(theirs.len())).find(|&at| !same(ours.get(at), theirs.get(at)));
        if let Some(at) = first {
            let (ours, theirs) = (ours.get(at).copied().unwrap_or("nothing"), theirs.get(at).copied().unwrap_or("nothing"));
            found.push(format!("{what}, line {}\n  depesch: {ours}\n  krilla:  {theirs}", at + 1));
        }
    }
    Ok(found)
}

fn ask(program: &str, options: &[&str], file: &Path) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(options).arg(file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().map_err(|e| format!("`{program}` of poppler is needed: {e}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    // The numbers of objects are nobody's business.
    Ok(said.lines().filter(|line| !line.trim_start().starts_with("Object ")).map(plain).collect::<Vec<_>>().join("\n"))
}

/// A line without what may differ: krilla gives every heading a title (`/T`) that says what the heading says, and the place of a
/// picture to the thousandth of a point.
fn plain(line: &str) -> String {
    let trimmed = line.trim_start();
    match trimmed.strip_prefix('H').and_then(|_| line.split_once(" \"")) {
        Some((tag, rest)) if rest.ends_with("(block)") => return format!("{tag} (block)"),
        _ => {}
    }
    match trimmed.strip_prefix("/BBox [") {
        Some(edges) => {
            let edges = edges.trim_end_matches(']').split(' ').filter_map(|edge| edge.parse::<f64>().ok());
            format!("/BBox {:?}", edges.map(f64::round).collect::<Vec<_>>())
        }
        None => line.to_owned(),
    }
}

/// A glyph that stands for two texts (the hyphen of a divided word and the author's) gets a replacement text from krilla within
/// its mark, behind which poppler loses the rest of the text.
fn same(ours: Option<&&str>, theirs: Option<&&str>) -> bool {
    let (Some(ours), Some(theirs)) = (ours, theirs) else { return ours == theirs };
    let cut = theirs.trim_end_matches('"').trim_end_matches(['-', '\u{ad}']);
    ours == theirs || theirs.trim_start().starts_with('"') && ours.starts_with(cut)
}
