//! Writes a content folder of many invented Swedish press releases, to see how Depesch does in a large newsroom.
//!
//! `cargo run --release --example corpus -- 10000 DIR`, where DIR is new or empty. The same count gives the same bytes on every
//! machine, and a larger corpus begins with the releases of a smaller one. Everybody and everything in it is made up; telephone
//! numbers come from the series that the Swedish authority keeps free for fiction, and every address ends in `.example`.

mod beats;
mod body;
mod calendar;
mod chance;
mod english;
mod names;
mod newsroom;
mod release;
mod swedish;
mod wording;
mod words;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[OsString]) -> Result<String, String> {
    let usage = "say how many releases and where: `cargo run --release --example corpus -- 10000 DIR`";
    let [count, folder] = arguments else { return Err(usage.to_owned()) };
    let count: u64 = count.to_str().and_then(|count| count.parse().ok()).ok_or(usage)?;
    let folder = Path::new(folder);
    require_empty(folder)?;
    write_corpus(folder, count).map_err(|cause| format!("the corpus cannot be written into `{}`: {cause}", folder.display()))?;
    Ok(format!("{count} releases in {}", folder.display()))
}

/// What already stands in a folder is never mixed with the corpus.
fn require_empty(folder: &Path) -> Result<(), String> {
    let name = folder.display();
    let unusable = |cause| format!("the folder `{name}` cannot be used: {cause}");
    fs::create_dir_all(folder).map_err(unusable)?;
    match fs::read_dir(folder).map_err(unusable)?.next() {
        None => Ok(()),
        Some(_) => Err(format!("the folder `{name}` is not empty; name a new one")),
    }
}

/// Writes the newsroom's own files and the first `count` releases into an empty folder.
pub fn write_corpus(folder: &Path, count: u64) -> std::io::Result<()> {
    fs::write(folder.join("newsroom.toml"), newsroom::newsroom())?;
    fs::write(folder.join("contacts.toml"), newsroom::contacts())?;
    fs::write(folder.join("departments.toml"), newsroom::departments())?;
    fs::create_dir(folder.join("releases"))?;
    let mut years = BTreeSet::new();
    for n in 1..=count {
        let release = release::release(n);
        let year = folder.join("releases").join(release.year.to_string());
        if years.insert(release.year) {
            fs::create_dir(&year)?;
        }
        let home = year.join(&release.slug);
        fs::create_dir(&home)?;
        fs::write(home.join("release.md"), &release.text)?;
        if let Some(earlier) = &release.earlier {
            fs::create_dir(home.join("revisions"))?;
            fs::write(home.join("revisions").join("1.md"), earlier)?;
        }
    }
    Ok(())
}
