//! The witness: the last number of each channel in a file beside the journal, outside of what a restore puts back. It shows that the journal
//! is older than what was sent, so that no number is used twice.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::db::delivery::WitnessEntry;
use crate::error::Error;
use crate::msg;

/// Below the state folder.
pub const FILE: &str = "witness";
const HEADER: &str = "depesch witness 1";

#[derive(Debug)]
pub struct Witness {
    path: PathBuf,
}

impl Witness {
    pub fn of(state: &Path) -> Witness {
        Witness { path: state.join(FILE) }
    }

    /// `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, or is no witness: then nobody knows which numbers are free.
    pub fn read(&self) -> Result<Option<Vec<WitnessEntry>>, Error> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::file(msg!("cannot read the witness", "kan inte läsa vittnesfilen"), &self.path, e)),
        };
        parse(&text).map(Some).ok_or_else(|| {
            let file = self.path.display();
            Error::new(msg!("`{file}` is damaged", "`{file}` är skadad")).hint(msg!(
                "remove it: deliveries then wait until `depesch wire continue --after CHANNEL=N` has said which numbers were given",
                "ta bort den: leveranserna väntar då tills `depesch wire continue --after KANAL=N` har sagt vilka nummer som är utdelade"
            ))
        })
    }

    /// Durable when it returns.
    pub fn write(&self, entries: &[WitnessEntry]) -> Result<(), Error> {
        let failed = |e| Error::file(msg!("cannot write the witness", "kan inte skriva vittnesfilen"), &self.path, e);
        let mut text = format!("{HEADER}\n");
        for WitnessEntry { channel, cursor, day, number } in entries {
            let day = if day.is_empty() { "-" } else { day };
            text.push_str(&format!("{channel} {cursor} {day} {number}\n"));
        }
        text.push_str("end\n");
        let temporary = self.path.with_extension("new");
        let write = || {
            let mut file = fs::File::create(&temporary)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&temporary, &self.path)?;
            // The name itself.
            self.path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
        };
        write().map_err(failed)
    }
}

fn parse(text: &str) -> Option<Vec<WitnessEntry>> {
    let body = text.strip_prefix(HEADER)?.strip_prefix('\n')?.strip_suffix("end\n")?;
    let entries = body.lines().map(|line| {
        let [channel, cursor, day, number] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let day = if day == "-" { "" } else { day };
        Some(WitnessEntry {
            channel: channel.to_owned(),
            cursor: cursor.parse().ok()?,
            day: day.to_owned(),
            number: number.parse().ok()?,
        })
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_reads_back_and_damage_is_noticed() {
        let state = tempfile::tempdir().unwrap();
        let witness = Witness::of(state.path());
        assert_eq!(witness.read().unwrap(), None);
        let entry = |channel: &str, cursor, day: &str| WitnessEntry {
            channel: channel.to_owned(),
            cursor,
            day: day.to_owned(),
            number: cursor,
        };
        let entries = vec![entry("sr", 0, ""), entry("tt", 123, "2026-11-30")];
        witness.write(&entries).unwrap();
        assert_eq!(witness.read().unwrap(), Some(entries));
        for damaged in ["", "depesch witness 1\ntt 12", "depesch witness 1\ntt x 2026-11-30 1\nend\n"] {
            fs::write(state.path().join(FILE), damaged).unwrap();
            assert!(witness.read().unwrap_err().message().en.ends_with("is damaged"), "{damaged:?}");
        }
    }
}
