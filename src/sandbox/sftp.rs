//! A server that takes files by SFTP, where Debian's `openssh-server` or another one is installed.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// `sshd` on a port of its own; it ends with this process.
#[derive(Debug)]
pub struct SshServer {
    child: Child,
    pub port: u16,
    /// `SHA256:...`, to be pinned.
    pub host_key: String,
    pub user: String,
    /// Of the client.
    pub key_file: PathBuf,
    /// Where the files arrive.
    pub folder: PathBuf,
}

impl SshServer {
    /// `None` where there is no sshd, or it does not start: the other receivers are tried all the same.
    pub async fn start(root: &Path) -> Option<SshServer> {
        let program =
            ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/local/bin/sshd"].iter().find(|path| Path::new(path).exists())?;
        let home = root.join("ssh");
        let folder = root.join("desk-sftp");
        fs::create_dir_all(&home).ok()?;
        fs::create_dir_all(&folder).ok()?;
        // Where sshd runs as root, it wants this folder, which its package makes when it starts it.
        let _ = fs::create_dir_all("/run/sshd");
        let (host_key, key_file) = (home.join("host"), home.join("key"));
        for path in [&host_key, &key_file] {
            run(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path))?;
        }
        fs::copy(home.join("key.pub"), home.join("authorized")).ok()?;
        let printed = run(Command::new("ssh-keygen").args(["-l", "-E", "sha256", "-f"]).arg(home.join("host.pub")))?;
        let fingerprint = printed.split_whitespace().nth(1)?.to_owned();
        let user = run(Command::new("id").arg("-un"))?.trim().to_owned();
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).ok()?.port();
        let path = |name: &str| home.join(name).display().to_string();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile {}\nUsePAM no\nStrictModes no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n",
            path("host"),
            path("authorized"),
            path("pid"),
        );
        fs::write(home.join("config"), config).ok()?;
        let log = fs::File::create(home.join("log")).ok()?;
        let mut child = Command::new(program)
            .args(["-D", "-e", "-f"])
            .arg(home.join("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .ok()?;
        for _ in 0..50 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(SshServer { child, port, host_key: fingerprint, user, key_file, folder });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let _ = child.kill();
        None
    }

    /// Its channel, as an operator writes it.
    pub fn channel(&self) -> String {
        let SshServer { port, host_key, user, folder, .. } = self;
        format!(
            "\n[[channel]]\nkey = \"sftp\"\nname = \"A server of a news agency\"\nto = \"sftp://{user}@127.0.0.1:{port}{}\"\n\
             host_key = \"{host_key}\"\nkey_file = {{ env = \"DEPESCH_SANDBOX_KEY\" }}\nformat = \"nitf\"\neverything = true\n",
            folder.display()
        )
    }
}

impl Drop for SshServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command printed, if it succeeded.
fn run(command: &mut Command) -> Option<String> {
    let done = command.stdin(Stdio::null()).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
}
