//! The hub within the service, as a subscriber meets it: found by a header, followed, told of what is saved; and killed in the midst of it.

use crate::common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::service::{PATIENCE, Service};
use common::test_site::TestSite;

const POOL: &str = "content/releases/2026/avgifter-for-simhallen/release.md";
const FEED: &str = "/nyheter/feed.atom";

/// What reached a subscriber.
#[derive(Debug, Clone)]
struct Delivery {
    head: String,
    body: Vec<u8>,
}

impl Delivery {
    /// Who got it: `/callback-1`.
    fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    fn id(&self) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix("depesch-delivery: ")).unwrap()
    }
}

/// A subscriber of few words: it confirms everything, and takes what it gets unless it is told to fail.
struct Subscriber {
    address: SocketAddr,
    got: Arc<Mutex<Vec<Delivery>>>,
    fails: Arc<AtomicBool>,
    /// How long it takes to answer a delivery, in milliseconds.
    delay: Arc<AtomicU64>,
}

impl Subscriber {
    fn start() -> Subscriber {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (got, fails, delay): (Arc<Mutex<Vec<Delivery>>>, Arc<AtomicBool>, Arc<AtomicU64>) = Default::default();
        let (all, failing, slow) = (Arc::clone(&got), Arc::clone(&fails), Arc::clone(&delay));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while reader.read_line(&mut head).unwrap_or(0) > 2 {}
                // A service that was killed breaks off anywhere.
                if !head.ends_with("\r\n\r\n") {
                    continue;
                }
                let length = head
                    .to_lowercase()
                    .split("content-length: ")
                    .nth(1)
                    .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
                let mut body = vec![0; length];
                if reader.read_exact(&mut body).is_err() {
                    continue;
                }
                let challenge = head.split(['?', '&', ' ']).find_map(|part| part.strip_prefix("hub.challenge="));
                let answer = match challenge {
                    Some(challenge) => {
                        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{challenge}", challenge.len())
                    }
                    None => {
                        let status = if failing.load(Ordering::SeqCst) { "503 Busy" } else { "204 No Content" };
                        all.lock().unwrap().push(Delivery { head, body });
                        std::thread::sleep(Duration::from_millis(slow.load(Ordering::SeqCst)));
                        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    }
                };
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Subscriber { address, got, fails, delay }
    }

    fn follow(&self, service: &Service, topic: &str, callback: &str) {
        let form =
            format!("hub.mode=subscribe&hub.topic={topic}&hub.callback=http://{}/{callback}&hub.secret=s3cret", self.address);
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let reply = service.send("POST", "/nyheter/hub", &headers, form.as_bytes());
        assert_eq!(reply.status, 202, "{}", reply.text());
    }

    #[track_caller]
    fn until(&self, what: &str, is_there: impl Fn(&Delivery) -> bool) -> Delivery {
        let begun = Instant::now();
        loop {
            if let Some(found) = self.got.lock().unwrap().iter().find(|delivery| is_there(delivery)) {
                return found.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "{what} never came");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

const ARGUMENTS: [&str; 4] = ["--hub-allow", "127.0.0.0/8", "--hub-window", "100"];

/// Waits until so many subscriptions run.
fn until_followed(site: &TestSite, service: &Service, count: usize) {
    let row = format!("depesch_hub_subscriptions {count}\n");
    let begun = Instant::now();
    while !service.status(site, "/metrics").text().contains(&row) {
        assert!(begun.elapsed() < PATIENCE, "{}", service.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_subscriber_finds_the_hub_follows_a_feed_and_is_told() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &ARGUMENTS);
    let feed = service.get(FEED);
    let topic = "https://www.solvik.example/nyheter/feed.atom";
    // Another hub that the newsroom names comes after its own.
    let links = format!("<{topic}>; rel=\"self\", <https://www.solvik.example/nyheter/hub>; rel=\"hub\", <https://hub.example/");
    assert!(feed.header("link").starts_with(&links), "{}", feed.header("link"));
    assert!(
        feed.text().contains("rel=\"hub\" href=\"https://www.solvik.example/nyheter/hub\"")
            || feed.text().contains("href=\"https://www.solvik.example/nyheter/hub\" rel=\"hub\"")
    );
    let json = service.get("/nyheter/feed.json").json();
    assert_eq!(json["hubs"][0]["url"], "https://www.solvik.example/nyheter/hub");

    let subscriber = Subscriber::start();
    subscriber.follow(&service, topic, "a?b=c");
    until_followed(&site, &service, 1);
    site.edit(POOL, "headline = \"", "headline = \"Nytt: ");
    let told = subscriber.until("the news", |delivery| String::from_utf8_lossy(&delivery.body).contains("Nytt: "));
    let feed = service.get(FEED);
    assert!(told.body == feed.body, "what is delivered is what stands there");
    let head = told.head.to_lowercase();
    assert!(head.starts_with("post /a?b=c "), "{head}");
    assert!(head.contains(&format!("content-type: {}\r\n", feed.header("content-type"))), "{head}");
    assert!(head.contains("x-hub-signature: sha256="), "{head}");
    // Of another feed it hears nothing, and what nobody knows is refused.
    let reply = service.send(
        "POST",
        "/nyheter/hub",
        &[("content-type", "application/x-www-form-urlencoded")],
        b"hub.mode=subscribe&hub.topic=https://elsewhere.example/&hub.callback=http://127.0.0.1/",
    );
    assert!((400..500).contains(&reply.status), "{reply:?}");
    assert_eq!(service.send("POST", "/nyheter/hub", &[("content-type", "application/json")], b"{}").status, 415);
    assert_eq!(
        service.send("POST", "/nyheter/hub", &[("content-type", "application/x-www-form-urlencoded")], &[b'x'; 20_000]).status,
        413
    );
    assert_eq!(service.get("/nyheter/hub").status, 405);
}

/// kill -9 with deliveries outstanding: after the restart every active subscriber gets the newest bytes.
#[test]
fn what_was_outstanding_is_delivered_after_a_power_cut() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &ARGUMENTS);
    let topic = "https://www.solvik.example/nyheter/feed.atom";
    let subscribers = [Subscriber::start(), Subscriber::start(), Subscriber::start()];
    for (n, subscriber) in subscribers.iter().enumerate() {
        subscriber.follow(&service, topic, &format!("callback-{n}"));
    }
    until_followed(&site, &service, 3);
    // All are down when the news come, and while the machine is.
    subscribers.iter().for_each(|subscriber| subscriber.fails.store(true, Ordering::SeqCst));
    site.edit(POOL, "headline = \"", "headline = \"Nytt: ");
    subscribers[0].until("a first attempt", |delivery| String::from_utf8_lossy(&delivery.body).contains("Nytt: "));
    service.kill();
    site.edit(POOL, "headline = \"Nytt: ", "headline = \"Nyare: ");
    subscribers.iter().for_each(|subscriber| subscriber.fails.store(false, Ordering::SeqCst));
    let service = Service::start(&site, &ARGUMENTS);
    for subscriber in &subscribers {
        subscriber.until("the newest", |delivery| String::from_utf8_lossy(&delivery.body).contains("Nyare: "));
    }
    assert_eq!(service.stop(), Some(0));
}

/// Killed again and again in the midst of its deliveries: what comes twice comes under the same name, and a subscriber that drops what has
/// the name of the last has everything once.
#[test]
fn what_comes_twice_after_a_kill_has_the_same_name() {
    let site = TestSite::with("tests/newsroom");
    let mut service = Service::start(&site, &ARGUMENTS);
    let subscribers: Vec<Subscriber> = (0..6).map(|_| Subscriber::start()).collect();
    for (n, subscriber) in subscribers.iter().enumerate() {
        subscriber.follow(&service, "https://www.solvik.example/nyheter/feed.atom", &format!("callback-{n}"));
        subscriber.delay.store(40 * n as u64, Ordering::SeqCst);
    }
    until_followed(&site, &service, 6);
    let mut before = String::new();
    for round in 0..6 {
        let headline = format!("headline = \"Omgång {round}: ");
        site.edit(POOL, if round == 0 { "headline = \"" } else { &before }, &headline);
        before = headline;
        // The first has answered, others are about to.
        subscribers[round % 2].until("the news", |delivery| has_round(delivery, round));
        std::thread::sleep(Duration::from_millis(30 * round as u64));
        service.kill();
        if round % 2 == 1 {
            // It changes while nobody looks: the next start announces bytes that the queue sends already.
            let headline = format!("headline = \"Omgång {round}, igen: ");
            site.edit(POOL, &before, &headline);
            before = headline;
        }
        service = Service::start(&site, &ARGUMENTS);
    }
    subscribers.iter().for_each(|subscriber| drop(subscriber.until("the newest", |delivery| has_round(delivery, 5))));
    let end = service.get(FEED).body;
    subscribers.iter().for_each(|subscriber| drop(subscriber.until("the newest", |delivery| delivery.body == end)));
    assert_eq!(service.stop(), Some(0));

    let (mut all, mut doubled, mut names) = (0, 0, std::collections::BTreeMap::new());
    for subscriber in &subscribers {
        let got = subscriber.got.lock().unwrap();
        all += got.len();
        for pair in got.windows(2) {
            doubled += usize::from(pair[0].body == pair[1].body);
            assert_eq!(pair[0].body == pair[1].body, pair[0].id() == pair[1].id(), "{}", pair[1].path());
        }
        for delivery in got.iter() {
            assert_eq!(names.entry(delivery.id().to_owned()).or_insert_with(|| delivery.body.clone()), &delivery.body);
        }
    }
    println!("{all} deliveries, {doubled} of them doubled, {} names", names.len());
}

fn has_round(delivery: &Delivery, round: usize) -> bool {
    String::from_utf8_lossy(&delivery.body).contains(&format!("Omgång {round}"))
}

#[test]
fn without_its_hub_a_service_names_none() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &["--no-hub"]);
    assert!(!service.get(FEED).header("link").contains("solvik.example/nyheter/hub"));
    assert_eq!(service.ask("POST", "/nyheter/hub", &[]).status, 404);
    assert!(service.get(FEED).header("cache-control").contains("max-age=900"));
}

/// A proxy that is trusted says for whom it asks, in one line or in several; nobody else is believed.
#[test]
fn a_proxy_is_believed_from_the_right_and_only_where_it_is_trusted() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &["--trusted-proxy", "127.0.0.1"]);
    let ask = |forwarded: &[&str], secret: bool, scheme: &str| {
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-proto", scheme)];
        headers.extend(forwarded.iter().map(|value| ("x-forwarded-for", *value)));
        let secret = if secret { "&hub.secret=s3cret" } else { "" };
        let form = format!(
            "hub.mode=subscribe&hub.topic=https://www.solvik.example/nyheter/feed.atom&hub.callback=https://reader.example/{secret}"
        );
        service.send("POST", "/nyheter/hub", &headers, form.as_bytes()).status
    };
    assert_eq!(ask(&["203.0.113.9"], true, "https"), 202);
    for made_up in [&["203.0.113.9"][..], &["127.0.0.1", "203.0.113.9"], &["127.0.0.1, 203.0.113.9"], &["203.0.113.9:51234"], &[]] {
        assert_eq!(ask(made_up, true, "http"), 400, "a secret that others could read: {made_up:?}");
    }
    // One visitor has 30 requests a minute, whatever he writes to the left of his address.
    let answers: Vec<u16> = (0..40).map(|n| ask(&[&format!("198.51.100.{n}"), "203.0.113.10"], false, "https")).collect();
    assert!(answers.contains(&429), "{answers:?}");
}
