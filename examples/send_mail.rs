//! Sends releases of the tests' newsroom as mail, one after the other over one connection: `tests/delivery/mail.py` reads what arrives.
//!
//! `send_mail HOST PORT none|starttls|implicit KEY|- SLUG...`: KEY is a private key in PEM for DKIM. MAIL_USER and MAIL_PASSWORD are the
//! login, if they are set. Prints a line of JSON for each mail.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "it is a program of its own")]

use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use depesch::artifact::Context;
use depesch::format::FORMATS;
use depesch::model::{Edition, Email, Instant, MailLogin, MailRelay, MailSender, MailTls, SecretName, SingleLine};
use depesch::transport::mail::{DkimSigner, HeaderText, MailContent, MailSettings, MessageId, SmtpTransport, make};
use depesch::transport::{Attempt, Outcome, Payload};
use depesch::wire::email;

const NEWSROOM: &str = "tests/newsroom";
const NOW: &str = "2026-03-15T12:00:00+01:00";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [host, port, tls, key, slugs @ ..] = args.as_slice() else { panic!("HOST PORT none|starttls|implicit KEY|- SLUG...") };
    let relay = relay(host, port.parse().unwrap(), tls);
    let signer = (key != "-").then(|| DkimSigner::new("solvik.example", "press", &std::fs::read_to_string(key).unwrap()).unwrap());
    let newsroom = depesch::content::load(NEWSROOM.as_ref()).unwrap().newsroom.unwrap();
    let now = Instant::parse(&newsroom.publisher.zone, NOW).unwrap();
    let edition = newsroom.public(&now);
    let settings = MailSettings { from: &relay.from, reply_to: relay.reply_to.as_ref(), signer: signer.as_ref() };
    let mails: Vec<Vec<u8>> = slugs.iter().map(|slug| make(&content(&edition, slug), &settings).unwrap()).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut transport = SmtpTransport::new(&relay, &|name| std::env::var(name.as_str()).ok()).unwrap();
        for mail in mails {
            print(&transport.send(&attempt(mail), &desk()).await);
        }
        transport.close().await;
    });
}

fn relay(host: &str, port: u16, tls: &str) -> MailRelay {
    let name = |text: &str| SecretName::parse(text).unwrap();
    let login = std::env::var("MAIL_USER").is_ok().then(|| MailLogin { user: name("MAIL_USER"), password: name("MAIL_PASSWORD") });
    MailRelay {
        host: host.to_owned(),
        port,
        tls: match tls {
            "starttls" => MailTls::StartTls,
            "implicit" => MailTls::Implicit,
            _ => MailTls::None,
        },
        login,
        from: MailSender {
            name: SingleLine::parse("Solviks kommun, pressjouren (på vakt)").unwrap(),
            address: Email::parse("press@solvik.example").unwrap(),
        },
        reply_to: Email::parse("presstjanst@solvik.example").ok(),
        dkim: None,
    }
}

fn desk() -> Email {
    Email::parse("desk@tt.example").unwrap()
}

fn content(edition: &Edition, slug: &str) -> MailContent {
    let context = Context::new(FORMATS, &|_| unreachable!("a mail links to attachments and reads none"));
    let id = |left: &str| MessageId::new(left, "solvik.example").unwrap();
    let release = edition.releases().iter().find(|release| release.permalink.name().ends_with(slug));
    let words = match release {
        Some(release) => email::write(edition, release, &context).unwrap(),
        None => {
            let is_it = |notice: &&depesch::model::Withdrawal| notice.permalink().name().ends_with(slug);
            email::write_kill(edition, edition.withdrawals().iter().find(is_it).unwrap(), &context).unwrap()
        }
    };
    let is_change = release.is_none_or(|release| release.last_change().is_some());
    MailContent {
        message_id: id(&slug.replace('/', "-")),
        references: if is_change { vec![id("earlier")] } else { Vec::new() },
        to: vec![desk()],
        subject: HeaderText::new(&words.subject),
        date: edition.now().clone(),
        lang: words.lang,
        text: words.text,
        html: words.html,
        attachments: Vec::new(),
    }
}

fn attempt(mail: Vec<u8>) -> Attempt {
    let payload = Payload {
        file_name: "release.eml".to_owned(),
        id: "release".to_owned(),
        media_type: "message/rfc822".to_owned(),
        bytes: Arc::new(mail),
    };
    Attempt { payload, may_have_arrived: false, commit_before: Clock::now() + Duration::from_secs(60) }
}

fn print(outcome: &Outcome) {
    let (name, reply) = match outcome {
        Outcome::Delivered(reply) => ("delivered", reply),
        Outcome::Retry { reply, .. } => ("retry", reply),
        Outcome::Refused(reply) => ("refused", reply),
        Outcome::Gone(reply) => ("gone", reply),
        Outcome::Unknown(reply) => ("unknown", reply),
    };
    println!("{}", serde_json::json!({ "outcome": name, "code": reply.code, "text": reply.text }));
}
