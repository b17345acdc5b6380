//! Sends one file by one transport and prints the outcome, for `tests/delivery/`.
//!
//! ```text
//! send_one folder PATH NAME FILE
//! send_one webhook URL SECRET_VARIABLES NAME FILE        # two variables with a comma between
//! send_one sftp USER HOST PORT PATH HOST_KEY KEY_VARIABLE NAME FILE
//! ```
//!
//! Instead of `NAME FILE`, `--probe` only looks. `SEND_TIMES` sends as often under `NAME-1`, `NAME-2`... over one connection.

#![allow(clippy::disallowed_methods, reason = "a lease ends at an instant")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use depesch::model::{FolderReceiver, Receiver, SecretName, SftpReceiver, WebAddress, WebhookReceiver};
use depesch::net::{EgressPolicy, HttpClient};
use depesch::transport::{Attempt, Payload, Transport, TransportContext};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let secret = |name: &str| SecretName::parse(name).expect("the name of a variable");
    let (receiver, rest) = match arguments[..] {
        ["folder", path, ref rest @ ..] => (Receiver::Folder(FolderReceiver { path: path.into() }), rest),
        ["webhook", url, secrets, ref rest @ ..] => {
            let url = WebAddress::parse(url).expect("a web address");
            (Receiver::Webhook(WebhookReceiver { url, secrets: secrets.split(',').map(secret).collect() }), rest)
        }
        ["sftp", user, host, port, path, host_key, key, ref rest @ ..] => {
            let (user, host, path, host_key) = (user.into(), host.into(), path.into(), host_key.into());
            let (port, key_file) = (port.parse().expect("a port"), Some(secret(key)));
            (Receiver::Sftp(SftpReceiver { user, host, port, path, host_key, key_file }), rest)
        }
        _ => panic!("see the head of examples/send_one.rs"),
    };
    let allowed = vec!["127.0.0.0/8".parse().expect("a network")];
    let policy = EgressPolicy { allowed, ..EgressPolicy::default() };
    let http = HttpClient::new(Arc::new(policy), "Depesch/test").expect("certificates");
    let secrets = &|name: &SecretName| std::env::var(name.as_str()).ok();
    let context = TransportContext { secrets, content: Path::new("."), http: &http, mail: None };
    let mut transport = match Transport::new(&receiver, context) {
        Ok(transport) => transport.expect("a receiver that is sent to"),
        Err(error) => return println!("{error}"),
    };
    if let ["--probe"] = rest {
        println!("{:?}", transport.probe().await);
    } else if let [name, file] = rest {
        let bytes = Arc::new(std::fs::read(file).expect("a file"));
        let times: Option<u32> = std::env::var("SEND_TIMES").ok().and_then(|times| times.parse().ok());
        for at in 1..=times.unwrap_or(1) {
            let file_name = if times.is_some() { format!("{name}-{at}") } else { (*name).to_owned() };
            let id = format!("msg_test.{file_name}");
            let payload = Payload { file_name, id, media_type: "application/json".into(), bytes: Arc::clone(&bytes) };
            let commit_before = Instant::now() + Duration::from_secs(60);
            println!("{:?}", transport.send(&Attempt { payload, may_have_arrived: false, commit_before }).await);
        }
    }
    transport.close().await;
}
