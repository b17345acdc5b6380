//! Mail by the second: the words, the MIME, signatures (on one thread each), and SMTP to a server in this process that keeps nothing.

#![allow(clippy::disallowed_methods, reason = "a lease ends at an instant")]

use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use depesch::artifact::Context;
use depesch::model::{Edition, Email, Instant, MailRelay, MailSender, MailTls, SingleLine};
use depesch::transport::mail::{DkimSigner, HeaderText, MailContent, MailSettings, MessageId, SmtpTransport, make};
use depesch::transport::{Attempt, Outcome, Payload};
use depesch::wire::email::{self, ReleaseEmail};
use depesch::{content, format};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

#[allow(dead_code)]
#[path = "../examples/corpus/main.rs"]
mod corpus;

const RELEASES: u64 = 500;
/// Mails in a turn, over all connections together.
const SENT: usize = 2_000;

fn mail(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("depesch-bench-mail-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    corpus::write_corpus(&folder, RELEASES).expect("a corpus");
    let newsroom = content::load(&folder).expect("the corpus can be read").newsroom.expect("the newsroom can be built");
    let signers = [("rsa", "RSA"), ("ed25519", "ed25519")].map(|(name, algorithm)| (name, signer(&folder, algorithm)));
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    let now = Instant::parse(&newsroom.publisher.zone, "2026-11-23T12:00:00+01:00").expect("an instant");
    let edition = newsroom.public(&now);
    let (server, port) = sink();
    let relay = relay(port);
    let contents: Vec<MailContent> = words(&edition).into_iter().map(|words| mail_content(words, &now)).collect();
    let settings = |signer| MailSettings { from: &relay.from, reply_to: None, signer };

    let mut group = criterion.benchmark_group("mail");
    group.throughput(Throughput::Elements(contents.len() as u64));
    group.bench_function("words", |turn| turn.iter(|| black_box(words(&edition)).len()));
    group.bench_function("MIME", |turn| turn.iter(|| make_all(&contents, &settings(None))));
    group.sample_size(10);
    for (name, signer) in &signers {
        group.bench_function(format!("MIME and {name}"), |turn| turn.iter(|| make_all(&contents, &settings(Some(signer)))));
    }
    let mails: Vec<Arc<Vec<u8>>> = contents.iter().map(|one| Arc::new(make(one, &settings(None)).expect("a mail"))).collect();
    let size = mails.iter().map(|mail| mail.len()).sum::<usize>() / mails.len();
    println!("a mail has {size} bytes");
    group.throughput(Throughput::Elements(SENT as u64));
    let client = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    for connections in [1, 10] {
        let send = || client.block_on(send_all(&relay, &mails, connections));
        group.bench_function(format!("SMTP, {connections} connections"), |turn| turn.iter(send));
    }
    group.finish();
    server.shutdown_background();
}

fn words(edition: &Edition) -> Vec<ReleaseEmail> {
    let context = Context::new(format::FORMATS, &|_| Ok(Vec::new()));
    edition.releases().iter().map(|release| email::write(edition, release, &context).expect("a mail")).collect()
}

fn mail_content(words: ReleaseEmail, now: &Instant) -> MailContent {
    MailContent {
        message_id: MessageId::new("k7f3abcdefghijklmnopqrstuv", "solvik.example").expect("an id"),
        references: Vec::new(),
        to: vec![desk()],
        subject: HeaderText::new(&words.subject),
        date: now.clone(),
        lang: words.lang,
        text: words.text,
        html: words.html,
        attachments: Vec::new(),
    }
}

fn make_all(contents: &[MailContent], settings: &MailSettings) {
    for one in contents {
        black_box(make(one, settings).expect("a mail"));
    }
}

fn signer(folder: &std::path::Path, algorithm: &str) -> DkimSigner {
    let path = folder.join("key.pem");
    let made = Command::new("openssl").args(["genpkey", "-quiet", "-algorithm", algorithm, "-out"]).arg(&path).status();
    assert!(made.expect("openssl").success());
    DkimSigner::new("solvik.example", "press", &std::fs::read_to_string(path).expect("a key")).expect("a signer")
}

fn desk() -> Email {
    Email::parse("desk@tt.example").expect("an address")
}

fn relay(port: u16) -> MailRelay {
    let from = MailSender {
        name: SingleLine::parse("Solviks kommun").expect("a name"),
        address: Email::parse("press@solvik.example").expect("an address"),
    };
    MailRelay { host: "127.0.0.1".to_owned(), port, tls: MailTls::None, login: None, from, reply_to: None, dkim: None }
}

async fn send_all(relay: &MailRelay, mails: &[Arc<Vec<u8>>], connections: usize) {
    let sending: Vec<_> = (0..connections)
        .map(|n| {
            let mut transport = SmtpTransport::new(relay, &|_| None).expect("a transport");
            let mails: Vec<_> = mails.iter().cycle().skip(n * SENT / connections).take(SENT / connections).cloned().collect();
            tokio::spawn(async move {
                for bytes in mails {
                    let outcome = transport.send(&attempt(bytes), &desk()).await;
                    assert!(matches!(outcome, Outcome::Delivered(_)), "{outcome:?}");
                }
                transport.close().await;
            })
        })
        .collect();
    for one in sending {
        one.await.expect("all are sent");
    }
}

fn attempt(bytes: Arc<Vec<u8>>) -> Attempt {
    let payload = Payload { file_name: "x.eml".into(), id: "x".into(), media_type: "message/rfc822".into(), bytes };
    Attempt { payload, may_have_arrived: false, commit_before: Clock::now() + Duration::from_secs(60) }
}

/// A server on a thread of its own.
fn sink() -> (Runtime, u16) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take_mails(stream));
        }
    });
    (runtime, port)
}

/// Answers commands, and reads texts up to their final dot.
async fn take_mails(mut stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    stream.write_all(b"220 sink\r\n").await.ok()?;
    let (mut read, mut is_text) = (Vec::with_capacity(65_536), false);
    loop {
        let end: &[u8] = if is_text { b"\r\n.\r\n" } else { b"\r\n" };
        let Some(at) = read.windows(end.len()).position(|found| found == end) else {
            if stream.read_buf(&mut read).await.ok()? == 0 {
                return None;
            }
            continue;
        };
        let line: Vec<u8> = read.drain(..at + end.len()).collect();
        let answer: &[u8] = match (is_text, line.get(..4)) {
            (true, _) => b"250 kept\r\n",
            (false, Some(b"EHLO")) => b"250-sink\r\n250 PIPELINING\r\n",
            (false, Some(b"DATA")) => b"354 go\r\n",
            (false, Some(b"QUIT")) => b"221 bye\r\n",
            (false, _) => b"250 ok\r\n",
        };
        is_text = answer.starts_with(b"354");
        stream.write_all(answer).await.ok()?;
    }
}

criterion_group!(benches, mail);
criterion_main!(benches);
