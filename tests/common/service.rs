//! The service as those who ask it meet it: a process that listens, and a client that shows every byte of the answer.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::test_site::TestSite;

/// Whatever takes longer does not come any more.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Service {
    child: Child,
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<serde_json::Value>>>,
}

impl Service {
    /// Starts it in the site's folder, on a port of its own.
    pub fn start(site: &TestSite, arguments: &[&str]) -> Service {
        Service::start_with(site, arguments, &[])
    }

    /// The same with variables of the environment, where secrets are.
    pub fn start_with(site: &TestSite, arguments: &[&str], environment: &[(&str, &str)]) -> Service {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depesch"));
        command.arg("serve").args(arguments).current_dir(site.folder.path());
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let mut child = command
            .envs(environment.iter().copied())
            .env("LC_ALL", "en_GB.UTF-8")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let log: Arc<Mutex<Vec<serde_json::Value>>> = Arc::default();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let all = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let row = serde_json::from_str(&line).unwrap_or_else(|_| serde_json::json!({ "message": line }));
                all.lock().unwrap().push(row);
            }
        });
        let mut service = Service { child, address: SocketAddr::from(([127, 0, 0, 1], 0)), log };
        service.address =
            service.until_logged("listening")["address"].as_str().unwrap().split(", ").next().unwrap().parse().unwrap();
        service
    }

    /// The first line of the log with this message.
    #[track_caller]
    pub fn until_logged(&mut self, message: &str) -> serde_json::Value {
        let begun = Instant::now();
        loop {
            let found =
                self.log.lock().unwrap().iter().find(|row| row["message"].as_str().is_some_and(|m| m.contains(message))).cloned();
            if let Some(found) = found {
                return found;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "no {message:?} in the log: {:#?}", self.log.lock().unwrap());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().iter().map(|row| format!("{row}\n")).collect()
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[])
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(method, path, headers, b"")
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        if !body.is_empty() {
            request.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        let mut bytes = format!("{request}\r\n").into_bytes();
        bytes.extend_from_slice(body);
        let mut stream = self.connect();
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Reply::parse(&answer, method)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Asks until the answer is as it should be.
    #[track_caller]
    pub fn until(&self, path: &str, is_right: impl Fn(&Reply) -> bool) -> Reply {
        let begun = Instant::now();
        loop {
            let reply = self.get(path);
            if is_right(&reply) {
                return reply;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} stays {reply:?}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The pages for operators, with the token of the state folder.
    pub fn status(&self, site: &TestSite, path: &str) -> Reply {
        let token = site.read("state/keys/status-token");
        self.ask("GET", path, &[("authorization", &format!("Bearer {}", token.trim()))])
    }

    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Its exit code, once it has ended.
    pub fn ended(&mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> Option<i32> {
        self.signal("-TERM");
        self.ended()
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone, PartialEq)]
pub struct Reply {
    pub status: u16,
    /// By name in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:#?} {} bytes", self.status, self.headers, self.body.len())
    }
}

impl Reply {
    #[track_caller]
    pub fn parse(answer: &[u8], method: &str) -> Reply {
        let end = answer.windows(4).position(|at| at == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: BTreeMap<String, String> =
            lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let body = answer[end + 4..].to_vec();
        if let Some(length) = headers.get("content-length").filter(|_| method != "HEAD" && status != 304) {
            assert_eq!(body.len().to_string(), *length, "{head}");
        }
        Reply { status, headers, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// Everything but when it was sent.
    pub fn lasting(&self) -> BTreeMap<String, String> {
        let mut headers = self.headers.clone();
        headers.remove("date");
        headers
    }
}
