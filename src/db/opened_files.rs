//! The files of an open database, to notice when other files are at their paths.

use std::path::{Path, PathBuf};

use crate::diag::Message;
use crate::error::Error;
use crate::msg;

/// Device and inode, by which a file is recognised under its path; nothing where the system has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileIdentity(Option<(u64, u64)>);

impl FileIdentity {
    /// `None` when there is no such file.
    fn read(path: &Path) -> std::io::Result<Option<FileIdentity>> {
        match std::fs::metadata(path) {
            Ok(metadata) => Ok(Some(FileIdentity(device_and_inode(&metadata)))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(unix)]
fn device_and_inode(metadata: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn device_and_inode(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// The file of a database and its write-ahead log, as they were when it was opened.
#[derive(Debug)]
pub(super) struct OpenedFiles(Vec<(PathBuf, FileIdentity)>);

impl OpenedFiles {
    pub fn new(path: &Path) -> OpenedFiles {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let files = [path.to_owned(), PathBuf::from(log)].into_iter();
        // Some file systems have no log; a file that cannot be looked at is noticed later.
        OpenedFiles(files.filter_map(|path| FileIdentity::read(&path).ok().flatten().map(|identity| (path, identity))).collect())
    }

    /// # Errors
    /// When one of them is gone, or another file.
    pub fn check(&self) -> Result<(), Error> {
        for (path, identity) in &self.0 {
            let file = path.display();
            let failed = |e| Error::file(msg!("cannot look at the database", "kan inte läsa databasen"), path, e);
            match FileIdentity::read(path).map_err(failed)? {
                Some(now) if now == *identity => {}
                Some(_) => return Err(lost(msg!("`{file}` was replaced by another file", "`{file}` har ersatts av en annan fil"))),
                None => return Err(lost(msg!("`{file}` was removed", "`{file}` har tagits bort"))),
            }
        }
        Ok(())
    }
}

fn lost(message: Message) -> Error {
    Error::new(message).hint(msg!(
        "changes are lost when the service stops: stop it, restore a backup if there is one (`depesch restore DIR`), and start it again",
        "ändringar går förlorade när tjänsten stoppas: stoppa den, återställ en säkerhetskopia om det finns någon (`depesch restore MAPP`), och starta den igen"
    ))
}
