//! The `ssh` of this machine, with one host key and no other accepted.
//!
//! Its own settings (`~/.ssh/config`) hold: a jump host, a user's keys. What decides about trust is set here and precedes them. The key of
//! the server is compared by `KnownHostsCommand` (OpenSSH 8.5) before we say who we are: ssh accepts the keys that the command prints,
//! and it prints the key that was shown only if it has the pinned fingerprint.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::session::SftpSession;
use crate::model::SftpReceiver;

/// From the start of ssh to the first answer of the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(25);
const MAX_WORDS: u64 = 4 * 1024;

/// Compares fingerprints: `$0` is the pinned one, `$1` that of the key shown (`NONE` while ssh only asks which kinds it knows).
const COMPARE: &str = r#"case "$1" in "$0") echo "$2 $3 $4";; NONE) ;; *) echo "the server showed the host key $1" >&2;; esac"#;

/// The kinds of host keys: a server has one of each, and shows the first that we ask for.
const KEY_KINDS: &[&str] =
    &["ssh-ed25519", "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521", "rsa-sha2-512,rsa-sha2-256"];

pub type SshSession = SftpSession<ChildStdout, ChildStdin>;

/// A running ssh. It ends when this is dropped.
pub struct SshProcess {
    pub session: SshSession,
    child: Child,
    stderr: ChildStderr,
}

/// Why there is no connection, in the words of ssh.
#[derive(Debug)]
pub struct SshFailure(pub String);

impl SshProcess {
    /// Connects and logs in.
    pub async fn start(receiver: &SftpReceiver, key_file: Option<&Path>) -> Result<SshProcess, SshFailure> {
        let mut failures = Vec::new();
        for kind in KEY_KINDS {
            match start_with(command(receiver, key_file, kind)).await {
                Ok(process) => return Ok(process),
                // It has another kind of key too, or this kind not at all.
                Err(failure) if is_about_host_key(&failure.0) => failures.push(failure.0),
                Err(failure) => return Err(failure),
            }
        }
        let shown: Vec<&str> =
            failures.iter().filter_map(|text| text.split("showed the host key ").nth(1)?.split_whitespace().next()).collect();
        let pinned = &receiver.host_key;
        Err(SshFailure(if shown.is_empty() {
            failures.pop().unwrap_or_default()
        } else {
            format!("the host key is not the pinned one: {} instead of {pinned}", shown.join(", "))
        }))
    }

    /// Ends ssh, and returns what it said.
    pub async fn end(mut self) -> String {
        drop(self.session);
        let words = read_words(&mut self.stderr).await;
        if timeout(Duration::from_secs(2), self.child.wait()).await.is_err() {
            let _ = self.child.start_kill();
        }
        words
    }
}

async fn start_with(mut command: Command) -> Result<SshProcess, SshFailure> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| {
        SshFailure(match error.kind() {
            ErrorKind::NotFound => "the program ssh (OpenSSH) is not installed".to_owned(),
            _ => format!("the program ssh cannot be started: {error}"),
        })
    })?;
    let taken = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(mut stderr)) = taken else {
        return Err(SshFailure("the program ssh has no streams".to_owned()));
    };
    let error = match timeout(CONNECT_TIMEOUT, SftpSession::start(stdout, stdin)).await {
        Ok(Ok(session)) => return Ok(SshProcess { session, child, stderr }),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    };
    let _ = child.start_kill();
    let words = read_words(&mut stderr).await;
    Err(SshFailure(if words.is_empty() { error } else { words }))
}

fn command(receiver: &SftpReceiver, key_file: Option<&Path>, key_kinds: &str) -> Command {
    let mut command = Command::new("ssh");
    let options = [
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        "UserKnownHostsFile=/dev/null",
        "GlobalKnownHostsFile=/dev/null",
        "CheckHostIP=no",
        "UpdateHostKeys=no",
        "VerifyHostKeyDNS=no",
        // A connection that another program shares was checked by other settings.
        "ControlMaster=no",
        "ControlPath=none",
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
        "PermitLocalCommand=no",
        "RequestTTY=no",
        "ConnectTimeout=10",
        "ServerAliveInterval=15",
        "ServerAliveCountMax=3",
        // With `ERROR`, ssh does not say that the server has no key of this kind.
        "LogLevel=INFO",
    ];
    for option in options {
        command.args(["-o", option]);
    }
    command.args(["-o", &format!("HostKeyAlgorithms={key_kinds}")]);
    command.args(["-o", &format!("KnownHostsCommand=/bin/sh -c '{COMPARE}' {} %f %H %t %K", receiver.host_key)]);
    if let Some(file) = key_file {
        command.args(["-o", "IdentitiesOnly=yes", "-i"]).arg(file);
    }
    command.args(["-l", &receiver.user, "-p", &receiver.port.to_string(), "-s", "--", &receiver.host, "sftp"]);
    command.env("LC_ALL", "C");
    command
}

fn is_about_host_key(words: &str) -> bool {
    words.contains("Host key verification failed") || words.contains("no matching host key type")
}

/// The last lines, in one: a greeting of the server may precede them.
async fn read_words(stderr: &mut ChildStderr) -> String {
    let mut words = Vec::new();
    let _ = timeout(Duration::from_secs(1), stderr.take(MAX_WORDS).read_to_end(&mut words)).await;
    let words = String::from_utf8_lossy(&words);
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}
