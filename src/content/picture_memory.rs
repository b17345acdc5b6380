//! Remembers which pictures have been decoded without an error, by the hash of their bytes, so that an archive of thousands is not decoded
//! each time.
//!
//! Kept in `.depesch/sound-pictures` of the content folder; without it, the pictures are decoded again.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Below the content folder.
const FOLDER: &str = ".depesch";
const FILE: &str = "sound-pictures";
/// The first line. Another one is written when pictures are checked for more.
const HEADER: &str = "pictures that were decoded, by BLAKE3: 1";
/// Pixels of a picture that is worth remembering. A smaller one is decoded in a few milliseconds.
const MIN_PIXELS: u64 = 200_000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureMemory {
    sound: BTreeSet<[u8; 32]>,
}

impl PictureMemory {
    /// What is remembered in a content folder; nothing where that cannot be read.
    pub fn load(root: &Path) -> PictureMemory {
        let text = fs::read_to_string(root.join(FOLDER).join(FILE)).unwrap_or_default();
        let mut lines = text.lines();
        let sound = if lines.next() == Some(HEADER) { lines.filter_map(parse_hash).collect() } else { BTreeSet::new() };
        PictureMemory { sound }
    }

    pub fn contains(&self, hash: &[u8; 32]) -> bool {
        self.sound.contains(hash)
    }

    /// Adds a picture of this size.
    pub fn insert(&mut self, hash: [u8; 32], size: (u32, u32)) {
        if u64::from(size.0) * u64::from(size.1) >= MIN_PIXELS {
            self.sound.insert(hash);
        }
    }

    /// Keeps it for the next command, if a picture has been decoded that was not known. A folder that cannot be written to costs nothing but
    /// time, and pictures that are away for a moment are not forgotten.
    pub fn save(&self, root: &Path) {
        if !self.sound.is_subset(&PictureMemory::load(root).sound) {
            let _: io::Result<()> = self.write(&root.join(FOLDER));
        }
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = format!("{HEADER}\n");
        for hash in &self.sound {
            hash.iter().for_each(|byte| text.push_str(&format!("{byte:02x}")));
            text.push('\n');
        }
        fs::create_dir_all(folder)?;
        // Nothing of this belongs under version control.
        fs::write(folder.join(".gitignore"), "*\n")?;
        let temporary = folder.join(format!("{FILE}.{}", std::process::id()));
        fs::write(&temporary, text)?;
        fs::rename(temporary, folder.join(FILE))
    }
}

fn parse_hash(line: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let pairs = line.as_bytes().chunks_exact(2);
    if line.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(pairs) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_small_pictures_are_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = PictureMemory::default();
        memory.insert([7; 32], (1_000, 1_000));
        memory.insert([8; 32], (10, 10));
        memory.save(folder.path());
        let read = PictureMemory::load(folder.path());
        assert_eq!(read, memory);
        PictureMemory::default().save(folder.path());
        assert_eq!(PictureMemory::load(folder.path()), memory, "nothing new was decoded");
        assert!(read.contains(&[7; 32]) && !read.contains(&[8; 32]));
        // A file of another form is as good as none.
        let file = folder.path().join(".depesch/sound-pictures");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(file, text.replace(": 1", ": 0")).unwrap();
        assert_eq!(PictureMemory::load(folder.path()), PictureMemory::default());
    }
}
