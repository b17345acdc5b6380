//! A folder on this machine, such as one that another program sends on or a mounted share.
//!
//! A file is there whole or not at all: it is written as `.NAME.part` and renamed. A file that is there already is never overwritten.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use super::fault_points::reach;
use super::{Attempt, Outcome, Payload, Reply, part_name};

#[derive(Debug)]
pub struct FolderTransport {
    path: PathBuf,
}

impl FolderTransport {
    pub fn new(path: PathBuf) -> FolderTransport {
        FolderTransport { path }
    }

    pub async fn send(&mut self, attempt: &Attempt) -> Outcome {
        // A caller that has given up drops this, and the file then keeps its unfinished name.
        let caller = Arc::new(());
        let (path, attempt, waiting) = (self.path.clone(), attempt.clone(), Arc::downgrade(&caller));
        run_blocking(move || send(&path, &attempt, &waiting)).await
    }

    pub async fn probe(&mut self) -> Outcome {
        let path = self.path.clone();
        run_blocking(move || probe(&path)).await
    }
}

async fn run_blocking(work: impl FnOnce() -> Result<Outcome, io::Error> + Send + 'static) -> Outcome {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => failed(&error),
        Err(error) => Outcome::retry(None, &format!("writing broke off: {error}")),
    }
}

fn send(folder: &Path, attempt: &Attempt, waiting: &Weak<()>) -> Result<Outcome, io::Error> {
    let Payload { file_name, bytes, .. } = &attempt.payload;
    let Some(part) = part_name(file_name) else {
        return Ok(Outcome::Refused(Reply::new(None, "the file name is not valid")));
    };
    let (part, target) = (folder.join(part), folder.join(file_name));
    // A folder that is missing can be a disk that is not mounted, so it is not created.
    let directory = fs::File::open(folder)?;
    reach("connected");
    if let Some(outcome) = look(&target, bytes)? {
        remove(&part)?;
        directory.sync_all()?;
        return Ok(outcome);
    }
    if let Err(error) = write_part(&part, bytes) {
        let _ = fs::remove_file(&part);
        return Err(error);
    }
    if !attempt.may_commit() || waiting.strong_count() == 0 {
        return Ok(Outcome::late());
    }
    if let Err(error) = rename_new(&part, &target) {
        let arrived = if error.kind() == ErrorKind::AlreadyExists { look(&target, bytes)? } else { None };
        let _ = fs::remove_file(&part);
        return arrived.ok_or(error);
    }
    reach("sent");
    if let Err(error) = directory.sync_all() {
        // Whoever watches the folder may have it already; the next attempt looks.
        return Ok(Outcome::Unknown(Reply::new(None, &format!("written, but not known to be on the disk: {error}"))));
    }
    reach("answered");
    Ok(Outcome::Delivered(Reply::new(None, &format!("{} bytes written", bytes.len()))))
}

/// What the name holds already: `None` when it is free.
fn look(target: &Path, bytes: &[u8]) -> Result<Option<Outcome>, io::Error> {
    let found = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    let is_ours = found.is_file() && found.len() == bytes.len() as u64 && fs::read(target)? == bytes;
    Ok(Some(if is_ours { Outcome::already_there() } else { Outcome::name_taken() }))
}

/// Writes a file of this name anew. One of an earlier attempt is removed, not written into: it may be linked to the finished file.
fn write_part(part: &Path, bytes: &[u8]) -> Result<(), io::Error> {
    remove(part)?;
    let mut file = fs::File::create_new(part)?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    reach("half-sent");
    file.write_all(second)?;
    file.sync_all()
}

/// Removes a file, if there is one.
fn remove(path: &Path) -> Result<(), io::Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Gives a file a name that no other file has.
///
/// # Errors
/// `AlreadyExists` when the name is taken.
fn rename_new(part: &Path, target: &Path) -> Result<(), io::Error> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, part, CWD, target, RenameFlags::NOREPLACE) {
            // A file system without this, such as NFS.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            renamed => return Ok(renamed?),
        }
    }
    fs::hard_link(part, target)?;
    fs::remove_file(part)
}

/// Writes and removes a small file.
fn probe(folder: &Path) -> Result<Outcome, io::Error> {
    fs::File::open(folder)?;
    let path = folder.join(".depesch-test.part");
    let written = write_part(&path, b"test");
    remove(&path)?;
    written.map(|()| Outcome::Delivered(Reply::new(None, "files can be written")))
}

/// A folder that is missing, full or closed can be mended; a name that the file system cannot hold cannot.
fn failed(error: &io::Error) -> Outcome {
    let reply = Reply::new(None, &error.to_string());
    match error.kind() {
        ErrorKind::InvalidFilename => Outcome::Refused(reply),
        ErrorKind::NotFound => Outcome::retry(None, &format!("the folder is missing: {error}")),
        _ => Outcome::Retry { reply, after: None },
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn attempt(name: &str, bytes: &[u8]) -> Attempt {
        Attempt {
            payload: Payload {
                file_name: name.into(),
                id: "msg_desk.1".into(),
                media_type: "text/plain".into(),
                bytes: Arc::new(bytes.to_vec()),
            },
            may_have_arrived: false,
            commit_before: Instant::now() + Duration::from_secs(60),
        }
    }

    fn send_to(folder: &Path, attempt: &Attempt) -> Outcome {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(FolderTransport::new(folder.to_owned()).send(attempt))
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_message_becomes_a_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let outcome = send_to(folder.path(), &attempt("bad.7901", b"Ny simhall"));
        assert_eq!(outcome, Outcome::Delivered(Reply::new(None, "10 bytes written")));
        assert_eq!(names(folder.path()), ["bad.7901"]);
        assert_eq!(fs::read(folder.path().join("bad.7901")).unwrap(), b"Ny simhall");
    }

    #[test]
    fn the_same_file_is_delivered_and_another_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bad.7901"), b"Ny simhall").unwrap();
        fs::write(folder.path().join(".bad.7901.part"), b"Ny").unwrap();
        assert_eq!(send_to(folder.path(), &attempt("bad.7901", b"Ny simhall")), Outcome::already_there());
        assert_eq!(names(folder.path()), ["bad.7901"]);
        for other in [&b"Ny simhalL"[..], b"Ny", b""] {
            assert_eq!(send_to(folder.path(), &attempt("bad.7901", other)), Outcome::name_taken());
            assert_eq!(fs::read(folder.path().join("bad.7901")).unwrap(), b"Ny simhall");
            assert_eq!(names(folder.path()), ["bad.7901"]);
        }
        fs::create_dir(folder.path().join("hall.7901")).unwrap();
        assert_eq!(send_to(folder.path(), &attempt("hall.7901", b"")), Outcome::name_taken());
    }

    #[test]
    fn a_name_that_is_taken_at_the_last_moment_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (part, target) = (folder.path().join(".a.part"), folder.path().join("a"));
        fs::write(&part, "new").unwrap();
        fs::write(&target, "old").unwrap();
        assert_eq!(rename_new(&part, &target).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"old");
    }

    #[test]
    fn an_unfinished_file_that_is_linked_to_the_finished_one_does_not_change_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bad.7901"), b"Ny simhall").unwrap();
        fs::hard_link(folder.path().join("bad.7901"), folder.path().join(".bad.7901.part")).unwrap();
        write_part(&folder.path().join(".bad.7901.part"), b"Ny").unwrap();
        assert_eq!(fs::read(folder.path().join("bad.7901")).unwrap(), b"Ny simhall");
    }

    #[test]
    fn a_missing_folder_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("mnt");
        let outcome = send_to(&missing, &attempt("bad.7901", b"Ny"));
        assert!(matches!(&outcome, Outcome::Retry { reply, .. } if reply.text.starts_with("the folder is missing")), "{outcome:?}");
        assert!(!missing.exists());
    }

    #[test]
    fn when_the_lease_is_about_to_end_nothing_gets_its_final_name() {
        let folder = tempfile::tempdir().unwrap();
        let late = Attempt { commit_before: Instant::now(), ..attempt("bad.7901", b"Ny") };
        assert_eq!(send_to(folder.path(), &late), Outcome::late());
        assert_eq!(names(folder.path()), [".bad.7901.part"]);
        assert!(matches!(send_to(folder.path(), &attempt("bad.7901", b"Ny")), Outcome::Delivered(_)));
        assert_eq!(names(folder.path()), ["bad.7901"]);
    }

    #[test]
    fn nothing_gets_its_final_name_after_the_caller_has_given_up() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(send(folder.path(), &attempt("bad.7901", b"Ny"), &Weak::new()).unwrap(), Outcome::late());
        assert_eq!(names(folder.path()), [".bad.7901.part"]);
    }

    #[test]
    fn a_name_that_leads_elsewhere_or_is_too_long_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", "../bad.7901", "/tmp/bad.7901", ".bad", "a\nb", "a\\b", &"a".repeat(300)] {
            let outcome = send_to(folder.path(), &attempt(name, b"Ny"));
            assert!(matches!(outcome, Outcome::Refused(_)), "{name}: {outcome:?}");
        }
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_probe_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(probe(folder.path()), Ok(Outcome::Delivered(_))));
        assert!(names(folder.path()).is_empty());
        assert!(matches!(failed(&probe(&folder.path().join("mnt")).unwrap_err()), Outcome::Retry { .. }));
    }
}
