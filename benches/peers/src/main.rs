//! Prints the same 1,000 releases with Depesch, with krilla and with typst, each in a process and a thread of its own, and says
//! what it took. `README.md` beside this crate tells how to run it and what is compared.

mod agree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use depesch::artifact::{Context, LoadAttachment, Writer};
use depesch::model::{Edition, File, Release};
use depesch_peers::measure::{Made, Measured};
use depesch_peers::with_krilla::Krilla;
use depesch_peers::{measure, releases};

/// What can be asked for. The composition is part of `depesch` and `krilla`, and no file; typst forgets what it did not use for ten releases, as its own command does, or everything at once.
const CONTESTANTS: [&str; 5] = ["composition", "depesch", "krilla", "typst", "typst-forgetful"];
const USAGE: &str = "usage: peers [--releases N] [--rounds N] [--only NAME,NAME] [--agree [--content DIR] [--keep DIR]]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let said = match arguments.as_slice() {
        ["--contestant", name, folder] => contest(name, Path::new(folder)).map(|measured| measured.to_string()),
        options => wanted(options).and_then(|wanted| if wanted.agree { agree::compare(&wanted) } else { compare(&wanted) }),
    };
    match said {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Wanted {
    releases: usize,
    rounds: usize,
    only: Vec<&'static str>,
    agree: bool,
    /// A content folder whose releases are compared, in place of invented ones.
    content: Option<PathBuf>,
    /// Where files are kept that do not agree.
    keep: Option<PathBuf>,
}

fn wanted(options: &[&str]) -> Result<Wanted, String> {
    let mut wanted = Wanted { releases: 1000, rounds: 3, only: CONTESTANTS.to_vec(), agree: false, content: None, keep: None };
    let mut options = options.iter();
    while let Some(option) = options.next() {
        if *option == "--agree" {
            wanted.agree = true;
            continue;
        }
        let value = options.next().ok_or(USAGE)?;
        let number = || value.parse::<usize>().ok().filter(|number| *number > 0).ok_or(USAGE);
        match *option {
            "--releases" => wanted.releases = number()?,
            "--rounds" => wanted.rounds = number()?,
            "--content" => wanted.content = Some(PathBuf::from(value)),
            "--keep" => wanted.keep = Some(PathBuf::from(value)),
            "--only" => {
                let known = |name: &str| CONTESTANTS.into_iter().find(|known| *known == name).ok_or(USAGE);
                wanted.only = value.split(',').map(known).collect::<Result<_, _>>()?;
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(wanted)
}

/// The contestants in turn, round by round, so that what else the machine does meets all of them.
fn compare(wanted: &Wanted) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    releases::invent(folder.path(), wanted.releases)?;
    let mut found: BTreeMap<&str, Vec<Measured>> = BTreeMap::new();
    for _ in 0..wanted.rounds {
        for &name in &wanted.only {
            found.entry(name).or_default().push(start(name, folder.path())?);
        }
    }
    let mut rows = vec![format!(
        "{:<16} {:>8} {:>6} {:>9} {:>9} {:>9} {:>8} {:>9} {:>9} {:>9}  {}",
        "",
        "releases",
        "pages",
        "ms each",
        "median ms",
        "first ms",
        "pages/s",
        "bytes",
        "peak MB",
        "own MB",
        "ms each, round by round"
    )];
    for &name in &wanted.only {
        let rounds = found.get(name).map(Vec::as_slice).unwrap_or_default();
        // The quietest round: other work on the machine only ever adds.
        let Some(best) = rounds.iter().min_by(|a, b| a.total.total_cmp(&b.total)) else { continue };
        let each: Vec<String> = rounds.iter().map(|round| format!("{:.2}", round.each())).collect();
        rows.push(format!(
            "{name:<16} {:>8} {:>6} {:>9.2} {:>9.2} {:>9.1} {:>8.0} {:>9} {:>9.1} {:>9.1}  {}",
            best.releases,
            best.pages,
            best.each(),
            best.median,
            best.first,
            best.pages_a_second(),
            best.median_bytes,
            best.peak as f64 / 1024.0,
            best.peak.saturating_sub(best.before) as f64 / 1024.0,
            each.join(" ")
        ));
    }
    Ok(rows.join("\n"))
}

/// A contestant in a process of its own.
fn start(name: &str, folder: &Path) -> Result<Measured, String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut command = match name {
        "typst" | "typst-forgetful" => {
            let mut command = Command::new(own.with_file_name("peers-typst"));
            command.arg(folder).arg(if name == "typst" { "10" } else { "0" });
            command
        }
        name => {
            let mut command = Command::new(own);
            command.args(["--contestant", name]).arg(folder);
            command
        }
    };
    let output = command.env("RAYON_NUM_THREADS", "1").output().map_err(|e| format!("{name}: {e}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8_lossy(&output.stdout).parse()
}

fn contest(name: &str, folder: &Path) -> Result<Measured, String> {
    match name {
        "depesch" => measure::run(
            folder,
            || Ok(()),
            |(), edition, release| {
                // The releases that are measured have no pictures.
                let bytes = depesch(edition, release, &|_: &File| Err(Vec::new()))?;
                Ok(Made { bytes, pages: None })
            },
        ),
        "composition" => measure::run(
            folder,
            || Ok(()),
            |(), edition, release| {
                let composed = depesch::print::compose(edition, release).ok_or("a font of the theme cannot be read")?;
                Ok(Made { bytes: Vec::new(), pages: Some(composed.pages.len()) })
            },
        ),
        "krilla" => measure::run(folder, Krilla::new, |krilla, edition, release| krilla.print(edition, release)),
        _ => Err(format!("there is no contestant `{name}`")),
    }
}

/// As `depesch build` makes it.
fn depesch(edition: &Edition, release: &Release, fetch: LoadAttachment) -> Result<Vec<u8>, String> {
    let Writer::Release { write, .. } = depesch::format::find("pdf").expect("a format").writer else {
        return Err("not one PDF for each release".to_owned());
    };
    let (bytes, _) = write(edition, release, &Context::new(depesch::format::FORMATS, fetch)).map_err(|why| format!("{why:?}"))?;
    Ok(bytes)
}
