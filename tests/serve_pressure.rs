//! The service under pressure: clients that take more than their share or are slow, a system that refuses to read. The same with thousands of
//! connections is in `tests/service/`.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::common::service::Service;
use crate::common::test_site::{HALL, TestSite};

fn site() -> TestSite {
    TestSite::with("tests/newsroom")
}

/// Whether the other side has closed it.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    match stream.read(&mut [0]) {
        Ok(length) => length == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

const FORM: &str =
    "POST /nyheter/hub HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 500\r\n";

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let service = Service::start(&site(), &["--header-time", "1", "--base-url", "http://127.0.0.1/nyheter/"]);
    let mut stream = service.connect();
    stream.write_all(format!("{FORM}\r\nhub.mode=subs").as_bytes()).unwrap();
    let begun = Instant::now();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("connection: close"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_address_has_a_share_of_the_connections() {
    let service = Service::start(&site(), &["--connections", "40"]);
    let mut all: Vec<TcpStream> = (0..30).map(|_| service.connect()).collect();
    let open = all.iter_mut().filter_map(|stream| (!is_closed(stream)).then_some(())).count();
    assert_eq!(open, 8, "a fifth of all");
    drop(all);
    let begun = Instant::now();
    while is_closed(&mut service.connect()) {
        assert!(begun.elapsed() < Duration::from_secs(10), "its places are not free again");
    }
}

/// Behind a proxy all connections are the proxy's: the requests of each client are counted.
#[test]
fn a_client_of_a_proxy_has_a_share_of_the_requests() {
    let arguments =
        ["--connections", "40", "--trusted-proxy", "127.0.0.1", "--header-time", "10", "--base-url", "http://127.0.0.1/nyheter/"];
    let service = Service::start(&site(), &arguments);
    let slow = |client: &str| {
        let mut stream = service.connect();
        stream.write_all(format!("{FORM}x-forwarded-for: {client}\r\n\r\n").as_bytes()).unwrap();
        stream
    };
    let mut greedy: Vec<TcpStream> = (0..20).map(|_| slow("192.0.2.7")).collect();
    let refused = greedy.iter_mut().filter_map(|stream| {
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let mut answer = [0; 400];
        let length = stream.read(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer[..length]).into_owned())
    });
    let refused: Vec<String> = refused.collect();
    assert_eq!(refused.len(), 12, "{refused:?}");
    assert!(refused.iter().all(|answer| answer.starts_with("HTTP/1.1 429 ") && answer.contains("retry-after: 5")), "{refused:?}");
    let feed = |client: &str| service.ask("GET", "/nyheter/feed.rss", &[("x-forwarded-for", client)]).status;
    assert_eq!((feed("192.0.2.7"), feed("192.0.2.8")), (429, 200));
    drop(greedy);
    let begun = Instant::now();
    while feed("192.0.2.7") != 200 {
        assert!(begun.elapsed() < Duration::from_secs(10), "its places are not free again");
    }
}

/// A loop of links fails otherwise than a file that is not there: the system could not read it. It is in a folder whose changes are not watched, so
/// that nobody says when it can be read again, as with a network disk.
#[test]
#[cfg(unix)]
fn what_the_system_could_not_read_is_read_again_soon() {
    let site = site();
    let service = Service::start(&site, &[]);
    let path = site.path(&format!("content/{HALL}/release.md"));
    let text = std::fs::read(&path).unwrap();
    let page = format!("/nyheter/{HALL}/");
    let before = service.get(&page);
    assert_eq!(before.status, 200);
    let away = site.path("content/.depesch/text.md");
    std::os::unix::fs::symlink("text.md", &away).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("../../../.depesch/text.md", &path).unwrap();
    let broken =
        |is_broken: bool| service.until("/healthz", |_| service.status(&site, "/_status").text().contains(HALL) == is_broken);
    broken(true);
    assert_eq!(service.get(&page).body, before.body, "what cannot be read stays as it was");
    std::fs::remove_file(&away).unwrap();
    std::fs::write(&away, text).unwrap();
    broken(false);
}

#[test]
#[cfg(unix)]
fn a_hangup_reads_the_content_again() {
    let site = site();
    let mut service = Service::start(&site, &[]);
    service.signal("-HUP");
    service.until_logged("reading the content again");
    assert_eq!(service.get("/healthz").status, 200);
}

/// Whoever is guessing is answered without a look through the newsroom, and pages for wrong addresses suggest what was meant.
#[test]
fn wrong_addresses_and_guessed_previews_are_404() {
    let site = site();
    let service = Service::start(&site, &[]);
    let slug = HALL.rsplit('/').next().unwrap();
    let near = service.get(&format!("/nyheter/releases/2026/{slug}n/"));
    assert_eq!(near.status, 404);
    assert!(near.text().contains(&format!("{HALL}/")), "{}", near.text());
    for guess in ["0".repeat(40), "x".repeat(40), "0".repeat(39)] {
        assert_eq!(service.get(&format!("/nyheter/forhandsvisning/{guess}")).status, 404, "{guess}");
        assert_eq!(service.get(&format!("/nyheter/forhandsvisning/{guess}/{HALL}/")).status, 404, "{guess}");
    }
}
