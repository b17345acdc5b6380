//! A folder on a server that takes files by SFTP, through the OpenSSH of this machine.
//!
//! A file is there whole or not at all: it is written as `.NAME.part`, its size is compared, and it is renamed. A file that is there already
//! is never overwritten. The name is looked at before each attempt, in the same round trip that creates the unfinished file.

mod packet;
mod session;
mod ssh;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite};

use super::fault_points::reach;
use super::{Attempt, Outcome, Reply, part_name};
use crate::model::SftpReceiver;

use packet::{STATUS_NO_SUCH_FILE, SftpStatus};
use session::{FoundFile, PreparedUpload, SftpSession};
use ssh::{SshFailure, SshProcess};

/// Firewalls forget connections that are silent for longer.
const MAX_IDLE: Duration = Duration::from_secs(60);
/// Longer files are compared by their length alone.
const MAX_COMPARED: usize = 1024 * 1024;

pub struct SftpTransport {
    receiver: SftpReceiver,
    key_file: Option<PathBuf>,
    kept: Option<KeptSsh>,
}

struct KeptSsh {
    ssh: SshProcess,
    since: Instant,
}

/// How far an attempt came, for the case that the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SftpProgress {
    Writing,
    Renaming,
}

/// What a file is called on the server.
#[derive(Debug)]
struct RemoteNames {
    part: String,
    target: String,
}

impl SftpTransport {
    pub fn new(receiver: SftpReceiver, key_file: Option<PathBuf>) -> SftpTransport {
        SftpTransport { receiver, key_file, kept: None }
    }

    /// If the call is dropped, so is its connection.
    pub async fn send(&mut self, attempt: &Attempt) -> Outcome {
        let Some(names) = RemoteNames::new(&self.receiver.path, &attempt.payload.file_name) else {
            return Outcome::Refused(Reply::new(None, "the file name is not valid"));
        };
        loop {
            let (mut ssh, is_kept) = match self.connect().await {
                Ok(connected) => connected,
                Err(SshFailure(words)) => return Outcome::retry(None, &words),
            };
            let mut progress = SftpProgress::Writing;
            match deliver(&mut ssh.session, attempt, &names, &mut progress).await {
                Ok(outcome) => {
                    self.kept = Some(KeptSsh { ssh, since: Instant::now() });
                    return outcome;
                }
                // The server closed a connection that was idle, which is no failure of this attempt.
                Err(_) if is_kept && progress == SftpProgress::Writing => ssh.end().await,
                Err(error) => return broken(&error, &ssh.end().await, progress),
            };
        }
    }

    /// Writes and removes a small file.
    pub async fn probe(&mut self) -> Outcome {
        self.close().await;
        let mut ssh = match self.connect().await {
            Ok((ssh, _)) => ssh,
            Err(SshFailure(words)) => return Outcome::retry(None, &words),
        };
        let outcome = probe(&mut ssh.session, &self.receiver.path).await;
        let words = ssh.end().await;
        outcome.unwrap_or_else(|error| broken(&error, &words, SftpProgress::Writing))
    }

    pub async fn close(&mut self) {
        if let Some(kept) = self.kept.take() {
            kept.ssh.end().await;
        }
    }

    /// The kept session, or a new one; whether it is the kept one.
    async fn connect(&mut self) -> Result<(SshProcess, bool), SshFailure> {
        if let Some(kept) = self.kept.take() {
            if kept.since.elapsed() < MAX_IDLE {
                return Ok((kept.ssh, true));
            }
            kept.ssh.end().await;
        }
        if let Some(file) = &self.key_file {
            check_key_file(file)?;
        }
        Ok((SshProcess::start(&self.receiver, self.key_file.as_deref()).await?, false))
    }
}

impl fmt::Debug for SftpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SftpTransport").field("receiver", &self.receiver).finish_non_exhaustive()
    }
}

impl RemoteNames {
    /// `None` for a name that is no plain file name.
    fn new(folder: &str, file_name: &str) -> Option<RemoteNames> {
        Some(RemoteNames { part: join(folder, &part_name(file_name)?), target: join(folder, file_name) })
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// As ssh does with keys of the user that runs it; it would go on without the key.
fn check_key_file(file: &Path) -> Result<(), SshFailure> {
    let metadata = file.metadata().map_err(|error| SshFailure(format!("the key file cannot be read: {error}")))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(SshFailure("other users can read the key file; chmod 600 helps".to_owned()));
        }
    }
    if metadata.is_file() { Ok(()) } else { Err(SshFailure("the key file is not a file".to_owned())) }
}

/// An `Err` is a broken connection.
async fn deliver<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(
    session: &mut SftpSession<R, W>,
    attempt: &Attempt,
    names: &RemoteNames,
    progress: &mut SftpProgress,
) -> io::Result<Outcome> {
    reach("connected");
    let bytes = &attempt.payload.bytes[..];
    let PreparedUpload { target, opened } = session.prepare(&names.part, &names.target).await?;
    let found = match target {
        Ok(None) => None,
        Ok(Some(found)) => Some(compare(session, &names.target, found, bytes).await?),
        Err(status) => Some(refused("the server does not let us look at the name", &status)),
    };
    if let Some(outcome) = found {
        if let Ok(handle) = opened {
            let _ = session.close(handle).await?;
            let _ = session.remove(&names.part).await?;
        }
        return Ok(outcome);
    }
    let handle = match opened {
        Ok(handle) => handle,
        // An unfinished file that the server does not let us remove. Nothing has the final name, so it is not linked to it.
        Err(_) => match session.open_emptied(&names.part).await? {
            Ok(handle) => handle,
            Err(status) if status.code == STATUS_NO_SUCH_FILE => return Ok(refused("the folder is missing", &status)),
            Err(status) => return Ok(refused("the file cannot be created", &status)),
        },
    };
    let half = bytes.len() / 2;
    let mut written = session.write(&handle, 0, &bytes[..half]).await?;
    reach("half-sent");
    if written.is_ok() {
        written = session.write(&handle, half, &bytes[half..]).await?;
    }
    let finished = session.finish(handle).await?;
    let failure = match written.and(finished) {
        Ok(Some(size)) if size != bytes.len() as u64 => {
            Some(Outcome::retry(None, &format!("{size} of {} bytes arrived", bytes.len())))
        }
        Ok(_) => None,
        Err(status) => Some(refused("the file cannot be written", &status)),
    };
    if let Some(failure) = failure {
        let _ = session.remove(&names.part).await?;
        return Ok(failure);
    }
    if !attempt.may_commit() {
        return Ok(Outcome::late());
    }
    *progress = SftpProgress::Renaming;
    let renaming = session.rename(&names.part, &names.target).await?;
    reach("sent");
    let renamed = session.done(renaming).await?;
    reach("answered");
    let Err(status) = renamed else {
        return Ok(Outcome::Delivered(Reply::new(None, &format!("{} bytes written", bytes.len()))));
    };
    // Servers do not say why: the name may have been taken since, also by another attempt of ours.
    let outcome = match session.look(&names.target).await? {
        Ok(Some(found)) => compare(session, &names.target, found, bytes).await?,
        Ok(None) | Err(_) => refused("the file cannot be renamed", &status),
    };
    let _ = session.remove(&names.part).await?;
    Ok(outcome)
}

/// Whether what has the name already is this message.
async fn compare<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(
    session: &mut SftpSession<R, W>,
    target: &str,
    found: FoundFile,
    bytes: &[u8],
) -> io::Result<Outcome> {
    if found.size.is_some_and(|size| size != bytes.len() as u64) {
        return Ok(Outcome::name_taken());
    }
    let read = if bytes.len() > MAX_COMPARED { None } else { session.read(target, bytes.len() + 1).await?.ok() };
    Ok(match read {
        Some(read) if read == bytes => Outcome::already_there(),
        Some(_) => Outcome::name_taken(),
        // Too long to be read, or the server lets us only write.
        None if found.size.is_some() => Outcome::already_there(),
        None => Outcome::Unknown(Reply::new(None, "the name is taken, and the file cannot be compared")),
    })
}

async fn probe<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(session: &mut SftpSession<R, W>, folder: &str) -> io::Result<Outcome> {
    let names = RemoteNames { part: join(folder, ".depesch-test.part"), target: join(folder, ".depesch-test") };
    let handle = match session.prepare(&names.part, &names.target).await?.opened {
        Ok(handle) => handle,
        Err(status) if status.code == STATUS_NO_SUCH_FILE => return Ok(refused("the folder is missing", &status)),
        Err(status) => return Ok(refused("the file cannot be created", &status)),
    };
    let written = session.write(&handle, 0, b"test").await?;
    let finished = session.finish(handle).await?;
    let removed = session.remove(&names.part).await?;
    Ok(match (written.and(finished.map(drop)), removed) {
        (Ok(()), Ok(())) => Outcome::Delivered(Reply::new(None, "files can be written")),
        (Ok(()), Err(status)) => refused("files can be written, and not removed", &status),
        (Err(status), _) => refused("the file cannot be written", &status),
    })
}

/// The server refuses something that its operator or ours can mend: a missing folder, a full disk, permissions.
fn refused(what: &str, status: &SftpStatus) -> Outcome {
    let words = if status.text.is_empty() { format!("status {}", status.code) } else { status.text.clone() };
    Outcome::retry(u16::try_from(status.code).ok(), &format!("{what}: {words}"))
}

fn broken(error: &io::Error, words: &str, progress: SftpProgress) -> Outcome {
    let text = if words.is_empty() { format!("the connection broke: {error}") } else { words.to_owned() };
    match progress {
        SftpProgress::Writing => Outcome::retry(None, &text),
        // The next attempt looks.
        SftpProgress::Renaming => Outcome::Unknown(Reply::new(None, &text)),
    }
}
