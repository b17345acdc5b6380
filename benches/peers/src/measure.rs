//! One contestant prints every release once; what it took of processor and memory.

use std::path::Path;
use std::str::FromStr;
use std::{fmt, fs};

use depesch::model::{Edition, Release};
use rustix::time::ClockId;

use crate::releases;

/// A printed release.
pub struct Made {
    pub bytes: Vec<u8>,
    /// `None` where the contestant does not say; then it has those of the layout of Depesch.
    pub pages: Option<usize>,
}

/// What printing took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub releases: usize,
    pub pages: usize,
    /// Of processor, in milliseconds, from the first line of the first release to the last byte of the last.
    pub total: f64,
    /// Of the first release, which finds every cache empty.
    pub first: f64,
    pub median: f64,
    /// Bytes of a file.
    pub median_bytes: usize,
    /// In kilobytes: at most in use, and what was in use before the first release (most of it the releases themselves).
    pub peak: usize,
    pub before: usize,
}

impl Measured {
    pub fn each(&self) -> f64 {
        self.total / self.releases as f64
    }

    pub fn pages_a_second(&self) -> f64 {
        self.pages as f64 / self.total * 1000.0
    }
}

/// Prints the releases of `folder` in the order of their publication, newest first, after `contestant` was made: both count.
pub fn run<C>(
    folder: &Path,
    contestant: impl FnOnce() -> Result<C, String>,
    mut print: impl FnMut(&mut C, &Edition, &Release) -> Result<Made, String>,
) -> Result<Measured, String> {
    let (corpus, newsroom) = releases::read(folder)?;
    let edition = releases::public(&newsroom)?;
    let mut times = Vec::with_capacity(corpus.chosen.len());
    let mut sizes = Vec::with_capacity(corpus.chosen.len());
    let mut pages = 0;
    // From here on the peak counts (proc(5)); where it cannot be set back, reading the corpus counts too.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS")?;
    let start = processor();
    let mut contestant = contestant()?;
    let mut last = start;
    for release in edition.releases() {
        let made = print(&mut contestant, &edition, release).map_err(|why| format!("{}: {why}", release.folder()))?;
        pages += made.pages.unwrap_or_else(|| corpus.chosen.get(&release.folder()).copied().unwrap_or(0));
        sizes.push(made.bytes.len());
        drop(made);
        let now = processor();
        times.push(now - last);
        last = now;
    }
    let peak = memory("VmHWM")?;
    let first = times.first().copied().ok_or("nothing to print")?;
    times.sort_by(f64::total_cmp);
    sizes.sort_unstable();
    Ok(Measured {
        releases: times.len(),
        pages,
        total: last - start,
        first,
        median: times[times.len() / 2],
        median_bytes: sizes[sizes.len() / 2],
        peak,
        before,
    })
}

/// The time that this process has used, with all its threads, in milliseconds.
fn processor() -> f64 {
    let time = rustix::time::clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1000.0 + time.tv_nsec as f64 / 1_000_000.0
}

fn memory(what: &str) -> Result<usize, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|e| e.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).ok_or_else(|| format!("no {what} in /proc/self/status"))
}

/// As one line, from process to process.
impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Measured { releases, pages, total, first, median, median_bytes, peak, before } = self;
        write!(f, "{releases} {pages} {total} {first} {median} {median_bytes} {peak} {before}")
    }
}

impl FromStr for Measured {
    type Err = String;

    fn from_str(line: &str) -> Result<Measured, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let &[releases, pages, total, first, median, median_bytes, peak, before] = words.as_slice() else {
            return Err(format!("not a measurement: `{line}`"));
        };
        let count = |word: &str| word.parse::<usize>().map_err(|e| format!("`{word}`: {e}"));
        let time = |word: &str| word.parse::<f64>().map_err(|e| format!("`{word}`: {e}"));
        Ok(Measured {
            releases: count(releases)?,
            pages: count(pages)?,
            total: time(total)?,
            first: time(first)?,
            median: time(median)?,
            median_bytes: count(median_bytes)?,
            peak: count(peak)?,
            before: count(before)?,
        })
    }
}
