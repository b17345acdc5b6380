//! The dialogue with a server that says what a script tells it, and ends where the script ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::SmtpTransport;
use crate::model::{Email, MailLogin, MailRelay, MailSender, MailTls, SecretName, SingleLine};
use crate::transport::{Attempt, Outcome, Payload};

/// What the server does next.
#[derive(Clone, Copy)]
enum Act {
    Say(&'static str),
    /// Reads a line, which must be this one.
    Hear(&'static str),
    /// Reads up to the final dot.
    Text,
    /// Reads so many bytes, and closes the connection with what it has not read.
    Bytes(usize),
    Wait(u64),
}

use Act::{Bytes, Hear, Say, Text, Wait};

const HELLO: [Act; 3] =
    [Say("220 mx.example ESMTP\r\n"), Hear("EHLO [127.0.0.1]"), Say("250-mx.example\r\n250-PIPELINING\r\n250 SIZE 90000\r\n")];
const PLAIN_HELLO: [Act; 3] = [Say("220 mx.example\r\n"), Hear("EHLO [127.0.0.1]"), Say("250 mx.example\r\n")];
const ANNOUNCED: [Act; 3] = [Hear("MAIL FROM:<press@solvik.example> SIZE=46"), Hear("RCPT TO:<desk@tt.example>"), Hear("DATA")];
const GO_AHEAD: Act = Say("250 ok\r\n250 ok\r\n354 go ahead\r\n");
const DONE: [Act; 2] = [Text, Say("250 2.0.0 queued as 4F2A\r\n")];
const MAIL: &[u8] = b"Subject: Ny simhall\r\n\r\n.Text\r\n.\r\nMer text.\r\n\r\n";

type Heard = JoinHandle<Vec<Vec<u8>>>;

/// A server on this machine with a script for each connection, and what it reads on each.
async fn serve(scripts: Vec<Vec<Act>>) -> (MailRelay, Heard) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let relay = MailRelay {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().unwrap().port(),
        tls: MailTls::None,
        login: None,
        from: MailSender { name: SingleLine::parse("Solvik").unwrap(), address: Email::parse("press@solvik.example").unwrap() },
        reply_to: None,
        dkim: None,
    };
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        for script in scripts {
            let (stream, _) = listener.accept().await.unwrap();
            heard.push(play(stream, &script).await);
        }
        heard
    });
    (relay, heard)
}

async fn play(mut stream: TcpStream, script: &[Act]) -> Vec<u8> {
    let mut heard = Vec::new();
    for act in script {
        match act {
            Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Hear(line) => {
                let said = read_until(&mut stream, b"\r\n").await;
                assert_eq!(String::from_utf8_lossy(&said), format!("{line}\r\n"));
                heard.extend(said);
            }
            Text => heard.extend(read_until(&mut stream, b"\r\n.\r\n").await),
            Bytes(count) => {
                let mut bytes = vec![0; *count];
                stream.read_exact(&mut bytes).await.unwrap();
                heard.extend(bytes);
            }
            Wait(milliseconds) => tokio::time::sleep(Duration::from_millis(*milliseconds)).await,
        }
    }
    heard
}

async fn read_until(stream: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let mut said = Vec::new();
    while !said.ends_with(end) {
        match stream.read_u8().await {
            Ok(byte) => said.push(byte),
            Err(_) => break,
        }
    }
    said
}

fn script(parts: &[&[Act]]) -> Vec<Act> {
    parts.concat()
}

fn attempt() -> Attempt {
    attempt_until(Instant::now() + Duration::from_secs(60), MAIL.to_vec())
}

fn attempt_until(commit_before: Instant, mail: Vec<u8>) -> Attempt {
    let payload = Payload {
        file_name: "ny-simhall.eml".to_owned(),
        id: "k7f3@solvik.example".to_owned(),
        media_type: "message/rfc822".to_owned(),
        bytes: Arc::new(mail),
    };
    Attempt { payload, may_have_arrived: false, commit_before }
}

fn transport(relay: &MailRelay) -> SmtpTransport {
    SmtpTransport::new(relay, &|_| None).unwrap()
}

fn desk() -> Email {
    Email::parse("desk@tt.example").unwrap()
}

/// The outcome of one mail to a server with this script.
async fn send_one(acts: Vec<Act>) -> Outcome {
    let (relay, heard) = serve(vec![acts]).await;
    let mut transport = transport(&relay);
    let outcome = transport.send(&attempt(), &desk()).await;
    drop(transport);
    heard.await.unwrap();
    outcome
}

#[track_caller]
fn assert_reply(outcome: &Outcome, kind: &str, text: &str) {
    let (found, reply) = match outcome {
        Outcome::Delivered(reply) => ("delivered", reply),
        Outcome::Retry { reply, .. } => ("retry", reply),
        Outcome::Refused(reply) => ("refused", reply),
        Outcome::Gone(reply) => ("gone", reply),
        Outcome::Unknown(reply) => ("unknown", reply),
    };
    assert!(found == kind && reply.text.contains(text), "{outcome:?} is not {kind}: {text}");
}

#[tokio::test]
async fn a_mail_is_delivered_with_the_servers_own_words() {
    let (relay, heard) = serve(vec![script(&[&HELLO, &ANNOUNCED, &[GO_AHEAD], &DONE])]).await;
    let mut transport = transport(&relay);
    let outcome = transport.send(&attempt(), &desk()).await;
    assert_reply(&outcome, "delivered", "250 2.0.0 queued as 4F2A");
    let heard = String::from_utf8(heard.await.unwrap().remove(0)).unwrap();
    assert!(heard.ends_with("DATA\r\nSubject: Ny simhall\r\n\r\n..Text\r\n..\r\nMer text.\r\n\r\n.\r\n"), "{heard:?}");
}

#[tokio::test]
async fn each_step_waits_where_the_server_cannot_read_ahead() {
    let steps = [
        Hear("MAIL FROM:<press@solvik.example>"),
        Say("250 ok\r\n"),
        Hear("RCPT TO:<desk@tt.example>"),
        Say("251 will forward\r\n"),
        Hear("DATA"),
        Say("354 go\r\n"),
    ];
    assert_reply(&send_one(script(&[&PLAIN_HELLO, &steps, &DONE])).await, "delivered", "queued");
    for (count, refusal, kind) in
        [(1, "550 no\r\n", "refused"), (1, "451 later\r\n", "retry"), (3, "552 full\r\n", "refused"), (5, "451 later\r\n", "retry")]
    {
        let acts = script(&[&PLAIN_HELLO, &steps[..count], &[Say(refusal), Hear("RSET"), Say("250 ok\r\n")]]);
        assert_reply(&send_one(acts).await, kind, refusal.trim());
    }
}

#[tokio::test]
async fn the_connection_is_kept_for_the_next_mail() {
    let one = script(&[&ANNOUNCED, &[GO_AHEAD], &DONE]);
    let (relay, heard) = serve(vec![script(&[&HELLO, &one, &one, &one, &[Hear("QUIT"), Say("221 bye\r\n")]])]).await;
    let mut transport = transport(&relay);
    for _ in 0..3 {
        assert_reply(&transport.send(&attempt(), &desk()).await, "delivered", "queued");
    }
    transport.close().await;
    assert_eq!(heard.await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_is_opened_again_at_once() {
    let first = script(&[&HELLO, &ANNOUNCED, &[GO_AHEAD], &DONE]);
    for end in [&[][..], &[Say("421 4.4.2 timeout\r\n")], &[Hear(ANNOUNCED_SENDER), Say("421 closing\r\n")]] {
        let (relay, heard) = serve(vec![script(&[&first, end]), first.clone()]).await;
        let mut transport = transport(&relay);
        assert_reply(&transport.send(&attempt(), &desk()).await, "delivered", "queued");
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_reply(&transport.send(&attempt(), &desk()).await, "delivered", "queued");
        assert_eq!(heard.await.unwrap().len(), 2);
    }
}

const ANNOUNCED_SENDER: &str = "MAIL FROM:<press@solvik.example> SIZE=46";

#[tokio::test]
async fn a_relay_that_closes_at_once_is_asked_later() {
    for acts in [
        vec![],
        vec![Say("421 too busy\r\n")],
        vec![Say("554 not today\r\n")],
        vec![Say("220 mx.example\r\n"), Hear("EHLO [127.0.0.1]"), Say("502 what\r\n")],
        vec![Say("HTTP/1.1 400 Bad Request\r\n\r\n")],
        script(&[&HELLO, &ANNOUNCED]),
        script(&[&HELLO, &ANNOUNCED, &[Say("250 ok\r\n")]]),
        script(&[&HELLO, &ANNOUNCED, &[Say("250 ok\r\n250 ok\r\n")]]),
        script(&[&HELLO, &ANNOUNCED, &[Say("250 ok\r\n421 closing\r\n")]]),
        script(&[&HELLO, &ANNOUNCED, &[Say("250 ok\r\n250 ok\r\n421 closing\r\n")]]),
    ] {
        let outcome = send_one(acts).await;
        assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_about_the_mail_and_leaves_the_connection() {
    let reset = [Hear("RSET"), Say("250 ok\r\n")];
    let one = script(&[&ANNOUNCED, &[GO_AHEAD], &DONE]);
    for (replies, kind, text) in [
        ("553 5.7.1 no such sender\r\n503 no\r\n503 no\r\n", "refused", "553 5.7.1 no such sender"),
        (
            "250 ok\r\n550-5.1.1 No such\r\n550 5.1.1 mailbox\r\n554 no valid recipients\r\n",
            "refused",
            "550 5.1.1 No such 5.1.1 mailbox",
        ),
        ("530 5.7.0 log in\r\n503 no\r\n503 no\r\n", "retry", "530 5.7.0 log in"),
        ("250 ok\r\n450 4.2.1 greylisted\r\n503 no\r\n", "retry", "450 4.2.1 greylisted"),
        ("250 ok\r\n250 ok\r\n552 5.3.4 too big\r\n", "refused", "552 5.3.4 too big"),
        ("250 ok\r\n250 ok\r\n451 4.3.0 later\r\n", "retry", "451 4.3.0 later"),
    ] {
        let (relay, heard) = serve(vec![script(&[&HELLO, &ANNOUNCED, &[Say(replies)], &reset, &one])]).await;
        let mut transport = transport(&relay);
        assert_reply(&transport.send(&attempt(), &desk()).await, kind, text);
        assert_reply(&transport.send(&attempt(), &desk()).await, "delivered", "queued");
        assert_eq!(heard.await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_wants_a_text_without_a_recipient_gets_an_empty_one() {
    let refused = Say("250 ok\r\n550 5.1.1 unknown\r\n354 go ahead\r\n");
    let after = [Hear("."), Say("554 no valid recipients\r\n"), Hear("RSET"), Say("250 ok\r\n")];
    assert_reply(&send_one(script(&[&HELLO, &ANNOUNCED, &[refused], &after])).await, "refused", "550 5.1.1 unknown");
}

#[tokio::test]
async fn the_reply_to_the_final_dot_decides() {
    for (reply, kind) in [
        ("250 queued\r\n", "delivered"),
        ("451 4.3.0 disk full\r\n", "retry"),
        ("421 shutting down\r\n", "retry"),
        ("554 5.7.1 spam\r\n", "refused"),
        // Nobody knows.
        ("354 go on\r\n", "unknown"),
        ("nonsense\r\n", "unknown"),
        ("250-half a rep", "unknown"),
        ("", "unknown"),
    ] {
        let acts = script(&[&HELLO, &ANNOUNCED, &[GO_AHEAD, Text, Say(reply)]]);
        assert_reply(&send_one(acts).await, kind, "");
    }
}

/// A connection that breaks while the text is sent: the system may have taken the final dot all the same.
#[tokio::test]
async fn a_break_within_the_text_is_never_called_delivered() {
    for count in [0, 1, 20, 40, 50] {
        let acts = script(&[&HELLO, &ANNOUNCED, &[GO_AHEAD, Bytes(count)]]);
        let outcome = send_one(acts).await;
        assert!(matches!(outcome, Outcome::Unknown(_) | Outcome::Retry { .. }), "{count}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_text_that_was_not_taken_whole_has_not_arrived() {
    let hello = [Say("220 mx.example\r\n"), Hear("EHLO [127.0.0.1]"), Say("250-mx.example\r\n250 PIPELINING\r\n")];
    let sender = [Hear("MAIL FROM:<press@solvik.example>"), Hear("RCPT TO:<desk@tt.example>"), Hear("DATA"), GO_AHEAD];
    // More than the buffers of the system hold: the server reads a part of it, and then waits or closes.
    for (end, lease) in [(&[Bytes(100_000), Wait(1500)][..], 500), (&[Bytes(100_000)], 10_000)] {
        let (relay, heard) = serve(vec![script(&[&hello, &sender, end])]).await;
        let attempt = attempt_until(Instant::now() + Duration::from_millis(lease), b"a line of text\r\n".repeat(4_000_000));
        let outcome = transport(&relay).send(&attempt, &desk()).await;
        assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
        heard.await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_sent_when_the_lease_has_ended() {
    let (relay, heard) = serve(vec![script(&[&HELLO, &ANNOUNCED, &[Wait(120), GO_AHEAD, Text]])]).await;
    let attempt = attempt_until(Instant::now() + Duration::from_millis(60), MAIL.to_vec());
    assert_reply(&transport(&relay).send(&attempt, &desk()).await, "retry", "lease");
    let heard = String::from_utf8(heard.await.unwrap().remove(0)).unwrap();
    assert!(heard.ends_with("DATA\r\n"), "{heard}");
}

#[tokio::test]
async fn a_slow_server_is_waited_for() {
    let slow = [
        Say("2"),
        Wait(30),
        Say("50-ok"),
        Wait(30),
        Say("\r\n250 o"),
        Wait(30),
        Say("k\r"),
        Wait(30),
        Say("\n250 ok\r\n354 go\r"),
        Wait(30),
        Say("\n"),
    ];
    assert_reply(&send_one(script(&[&HELLO, &ANNOUNCED, &slow, &DONE])).await, "delivered", "queued");
}

#[tokio::test]
async fn a_mail_beyond_the_servers_limit_is_not_begun() {
    let (relay, heard) = serve(vec![HELLO.to_vec()]).await;
    let mut transport = transport(&relay);
    let attempt = attempt_until(Instant::now() + Duration::from_secs(60), vec![b'a'; 90_001]);
    assert_reply(&transport.send(&attempt, &desk()).await, "refused", "at most 90000 bytes");
    heard.await.unwrap();
}

#[tokio::test]
async fn mail_is_never_sent_in_the_open_instead_of_under_tls() {
    let offered =
        [Say("220 mx.example\r\n"), Hear("EHLO [127.0.0.1]"), Say("250-mx.example\r\n250 STARTTLS\r\n"), Hear("STARTTLS")];
    for (acts, text) in [
        (PLAIN_HELLO.to_vec(), "offers no STARTTLS"),
        (script(&[&offered, &[Say("454 no TLS today\r\n")]]), "454 no TLS today"),
        // Bytes that somebody put behind the reply, to be read under TLS.
        (script(&[&offered, &[Say("220 go\r\n250 injected\r\n")]]), "before TLS began"),
        (script(&[&offered, &[Say("220 go\r\n"), Wait(20), Say("250 no TLS at all\r\n"), Wait(20)]]), "TLS failed"),
    ] {
        let (relay, heard) = serve(vec![acts]).await;
        let relay = MailRelay { tls: MailTls::StartTls, ..relay };
        assert_reply(&transport(&relay).send(&attempt(), &desk()).await, "retry", text);
        heard.await.unwrap();
    }
}

fn with_login(relay: MailRelay) -> SmtpTransport {
    let name = |text: &str| SecretName::parse(text).unwrap();
    let login = Some(MailLogin { user: name("MAIL_USER"), password: name("MAIL_PASSWORD") });
    SmtpTransport::new(&MailRelay { login, ..relay }, &|name| Some(name.as_str().to_lowercase())).unwrap()
}

#[tokio::test]
async fn a_login_is_proved_in_either_way() {
    let greeting = [Say("220 mx.example\r\n"), Hear("EHLO [127.0.0.1]")];
    let plain = [Say("250-mx.example\r\n250 AUTH PLAIN LOGIN\r\n"), Hear("AUTH PLAIN AG1haWxfdXNlcgBtYWlsX3Bhc3N3b3Jk")];
    let login = [
        Say("250-mx.example\r\n250 AUTH LOGIN\r\n"),
        Hear("AUTH LOGIN"),
        Say("334 VXNlcm5hbWU6\r\n"),
        Hear("bWFpbF91c2Vy"),
        Say("334 UGFzc3dvcmQ6\r\n"),
        Hear("bWFpbF9wYXNzd29yZA=="),
    ];
    let end = [Say("235 welcome\r\n"), Hear("QUIT"), Say("221 bye\r\n")];
    for acts in [script(&[&greeting, &plain, &end]), script(&[&greeting, &login, &end])] {
        let (relay, heard) = serve(vec![acts]).await;
        assert_reply(&with_login(relay).probe().await, "delivered", "mx.example");
        heard.await.unwrap();
    }
    // A wrong password is the relay's matter, and no refusal of the mail.
    for end in [
        script(&[&greeting, &plain, &[Say("535 5.7.8 wrong\r\n")]]),
        script(&[&greeting, &[Say("250-mx.example\r\n250 AUTH GSSAPI\r\n")]]),
    ] {
        let (relay, heard) = serve(vec![end]).await;
        let outcome = with_login(relay).send(&attempt(), &desk()).await;
        assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
        heard.await.unwrap();
    }
}

#[test]
fn a_password_is_in_no_message_of_ours() {
    let relay = MailRelay {
        host: "smtp.example".to_owned(),
        port: 587,
        tls: MailTls::StartTls,
        login: None,
        from: MailSender { name: SingleLine::parse("Solvik").unwrap(), address: Email::parse("press@solvik.example").unwrap() },
        reply_to: None,
        dkim: None,
    };
    let shown = format!("{:?}", with_login(relay.clone()));
    assert!(shown.contains("smtp.example") && !shown.contains("mail_password"), "{shown}");
    let name = |text: &str| SecretName::parse(text).unwrap();
    let login = Some(MailLogin { user: name("MAIL_USER"), password: name("MAIL_PASSWORD") });
    let error = SmtpTransport::new(&MailRelay { login, ..relay }, &|_| None).unwrap_err();
    assert_eq!(error.to_string(), "the environment variable `MAIL_USER` is not set");
}
