//! The newsroom of the sandbox in a temporary folder, and its service as a process of its own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::settings::SandboxSettings;
use super::sftp::SshServer;
use crate::error::Error;
use crate::msg;

/// The channels. Fields in double braces are filled in.
const CHANNELS: &str = include_str!("../../templates/sandbox/channels.toml");

const HOOK_VARIABLE: &str = "DEPESCH_SANDBOX_HOOK";
const TOKEN_VARIABLE: &str = "DEPESCH_SANDBOX_TOKEN";
const KEY_VARIABLE: &str = "DEPESCH_SANDBOX_KEY";

/// A folder, a port and two secrets.
pub struct SandboxNewsroom {
    root: PathBuf,
    port: u16,
    hook_key: String,
    token: String,
    /// The release that is published after the start: its folder below the content, and where it waits.
    news: PathBuf,
}

impl SandboxNewsroom {
    /// Writes the example newsroom and takes its newest release away until the service runs.
    pub fn create(settings: &SandboxSettings) -> Result<SandboxNewsroom, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seed = blake3::hash(format!("{now:?} {}", std::process::id()).as_bytes()).to_hex();
        let root = std::env::temp_dir().join(format!("depesch-sandbox-{}", &seed[..8]));
        let failed = |e| Error::file(msg!("cannot make the sandbox", "kan inte skapa sandlådan"), &root, e);
        fs::create_dir_all(&root).map_err(failed)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(failed)?.port();
        let language = settings.language;
        let made = Command::new(&settings.program)
            .args(["init", "--example", "--language", language, "."])
            .current_dir(&root)
            .stdout(Stdio::null())
            .output()
            .map_err(failed)?;
        if !made.status.success() {
            let reason = String::from_utf8_lossy(&made.stderr).into_owned();
            return Err(failed(std::io::Error::other(reason)));
        }
        let news = newest_release(&root.join("content/releases")).map_err(failed)?;
        let newsroom = SandboxNewsroom { hook_key: seed[8..40].to_owned(), token: seed[32..64].to_owned(), port, news, root };
        fs::create_dir_all(newsroom.wire_folder()).map_err(|e| newsroom.failed(e))?;
        fs::rename(&newsroom.news, newsroom.waiting()).map_err(|e| newsroom.failed(e))?;
        Ok(newsroom)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn wire_folder(&self) -> PathBuf {
        self.root.join("desk")
    }

    pub fn hook_key(&self) -> &str {
        &self.hook_key
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    /// The address of the newsroom.
    pub fn site(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The name of the release that is published after the start.
    pub fn news(&self) -> String {
        self.news.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Its text.
    pub fn news_file(&self) -> PathBuf {
        self.news.join("release.md")
    }

    fn waiting(&self) -> PathBuf {
        self.root.join("waiting")
    }

    pub fn write_channels(&self, page_port: u16, mail_port: u16, ssh: Option<&SshServer>) -> Result<(), Error> {
        let values = [
            ("page_port", page_port.to_string()),
            ("mail_port", mail_port.to_string()),
            ("folder", self.wire_folder().display().to_string()),
        ];
        let mut text = CHANNELS.to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{{{name}}}}}"), &value);
        }
        text.extend(ssh.map(SshServer::channel));
        fs::write(self.root.join("content/channels.toml"), text).map_err(|e| self.failed(e))
    }

    /// What happens in a newsroom every day.
    pub fn publish_news(&self) -> Result<(), Error> {
        fs::rename(self.waiting(), &self.news).map_err(|e| self.failed(e))
    }

    /// Runs a command of the program in the newsroom, and returns what it printed.
    pub fn command(&self, settings: &SandboxSettings, arguments: &[&str]) -> Result<String, Error> {
        let done = Command::new(&settings.program)
            .args(["--lang", settings.language])
            .args(arguments)
            .current_dir(&self.root)
            .output()
            .map_err(|e| self.failed(e))?;
        let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        if done.status.success() { Ok(text) } else { Err(self.failed(std::io::Error::other(text))) }
    }

    pub fn remove(&self) {
        // What cannot be removed is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.root);
    }

    fn failed(&self, error: std::io::Error) -> Error {
        Error::file(msg!("cannot use the sandbox", "kan inte använda sandlådan"), &self.root, error)
    }
}

/// The folder whose release was published last.
fn newest_release(releases: &Path) -> std::io::Result<PathBuf> {
    let mut found = Vec::new();
    for year in fs::read_dir(releases)? {
        for release in fs::read_dir(year?.path())? {
            let folder = release?.path();
            let text = fs::read_to_string(folder.join("release.md"))?;
            let published = text.lines().find_map(|line| line.strip_prefix("published = ")).unwrap_or_default().to_owned();
            found.push((published, folder));
        }
    }
    found.sort();
    found.pop().map(|(_, folder)| folder).ok_or_else(|| std::io::Error::other("the example has no release"))
}

/// `depesch serve`, ended with this process.
pub struct ServiceProcess {
    child: Child,
    site: String,
}

impl ServiceProcess {
    pub fn start(settings: &SandboxSettings, newsroom: &SandboxNewsroom, ssh: Option<&SshServer>) -> Result<ServiceProcess, Error> {
        let site = newsroom.site();
        let listen = format!("127.0.0.1:{}", newsroom.port);
        let log = fs::File::create(newsroom.root.join("service.log")).map_err(|e| newsroom.failed(e))?;
        let child = Command::new(&settings.program)
            .args(["--lang", settings.language, "serve", "--listen", &listen, "--base-url", &site, "--hub-window", "200"])
            .args(["--hub-allow", "127.0.0.0/8", "--wire-allow", "127.0.0.0/8"])
            .env(HOOK_VARIABLE, &newsroom.hook_key)
            .env(TOKEN_VARIABLE, &newsroom.token)
            .envs(ssh.map(|ssh| (KEY_VARIABLE, &ssh.key_file)))
            .current_dir(&newsroom.root)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|e| newsroom.failed(e))?;
        Ok(ServiceProcess { child, site })
    }

    /// Until it answers, and has looked at what was public before.
    pub async fn wait_until_ready(&mut self) -> Result<(), Error> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            if super::http::get(&format!("{}readyz", self.site), None).await.is_some_and(|(status, _)| status == 200) {
                // The first round of the delivery, which notes what is known.
                tokio::time::sleep(Duration::from_millis(1_500)).await;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(Error::new(msg!("the service of the sandbox did not start", "sandlådans tjänst startade inte"))
            .hint(msg!("its lines are in `service.log`", "dess rader finns i `service.log`")))
    }

    pub async fn ended(&mut self) {
        while self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
}

impl Drop for ServiceProcess {
    fn drop(&mut self) {
        // The journal loses nothing by it: that is what it is for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
