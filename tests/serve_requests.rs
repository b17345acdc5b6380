//! Requests that are no requests, or that two programs could read in two ways: what is answered, and that the connection ends.

use crate::common;

use std::io::{Read, Write};

use common::service::{Reply, Service};
use common::test_site::TestSite;

const FEED: &str = "/nyheter/feed.rss";

/// Everything that comes back until the service ends the connection.
fn exchange(service: &Service, request: &str) -> String {
    let mut stream = service.connect();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A service that refuses to read on can reset the connection.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[test]
fn a_request_names_one_host() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &[]);
    // Once before, so that the second goes past the routes.
    assert_eq!(service.get(FEED).status, 200);
    for path in [FEED, "/nyheter/", "/healthz", "/no-such-thing"] {
        for (headers, expected) in [
            ("HTTP/1.1\r\n", "400"),
            ("HTTP/1.1\r\nhost: a\r\nhost: a\r\n", "400"),
            ("HTTP/1.1\r\nhost: a\r\nHost: b\r\n", "400"),
            ("HTTP/1.1\r\nhost: a/b\r\n", "400"),
            ("HTTP/1.1\r\nhost: user@a\r\n", "400"),
            ("HTTP/1.1\r\nhost: a b\r\n", "400"),
            ("HTTP/1.1\r\nhost: a:b\r\n", "400"),
            ("HTTP/1.0\r\nhost: a\r\nhost: a\r\n", "400"),
            ("HTTP/1.1\r\nhost: www.solvik.example:8080\r\n", if path.starts_with("/no") { "404" } else { "200" }),
            ("HTTP/1.1\r\nhost: [::1]:8080\r\n", if path.starts_with("/no") { "404" } else { "200" }),
            ("HTTP/1.0\r\n", if path.starts_with("/no") { "404" } else { "200" }),
        ] {
            let answer = exchange(&service, &format!("GET {path} {headers}connection: close\r\n\r\n"));
            assert_eq!(status(&answer), expected, "{path} {headers:?}: {answer}");
        }
    }
    // The connection ends with the refusal: what follows is not read as a request.
    let answer = exchange(&service, &format!("GET {FEED} HTTP/1.1\r\n\r\nGET {FEED} HTTP/1.1\r\nhost: a\r\n\r\n"));
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    let refused = Reply::parse(answer.as_bytes(), "GET");
    assert_eq!((refused.status, &*refused.text()), (400, "the request has no Host header\n"));
    assert_eq!((refused.header("connection"), refused.header("x-content-type-options")), ("close", "nosniff"));
    let metrics = service.status(&site, "/metrics").text();
    assert!(metrics.contains("depesch_http_responses_total{code=\"400\",class=\"other\"}"), "{metrics}");
}

/// RFC 9112 3.2.2: the target names the host, and the path is the one that counts.
#[test]
fn a_target_can_be_a_whole_address() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &[]);
    let plain = service.get(FEED);
    for target in [format!("http://www.solvik.example{FEED}"), format!("http://elsewhere.example:8080{FEED}?x")] {
        for _ in 0..2 {
            let answer = exchange(&service, &format!("GET {target} HTTP/1.1\r\nhost: other.example\r\nconnection: close\r\n\r\n"));
            let reply = Reply::parse(answer.as_bytes(), "GET");
            assert_eq!((reply.status, reply.header("etag")), (200, plain.header("etag")), "{target}");
        }
    }
    let root = exchange(&service, "GET http://www.solvik.example HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(root.starts_with("HTTP/1.1 302") && root.contains("location: /nyheter/\r\n"), "{root}");
    let without = exchange(&service, &format!("GET http://www.solvik.example{FEED} HTTP/1.1\r\nconnection: close\r\n\r\n"));
    assert_eq!(status(&without), "400", "a Host is needed all the same");
    for (request, expected) in
        [("OPTIONS * HTTP/1.1", "204"), ("CONNECT elsewhere.example:443 HTTP/1.1", "405"), ("GET * HTTP/1.1", "404")]
    {
        let answer = exchange(&service, &format!("{request}\r\nhost: x\r\nconnection: close\r\n\r\n"));
        assert_eq!(status(&answer), expected, "{request}: {answer}");
    }
    assert_eq!(service.get(FEED).status, 200);
}

/// What smuggles requests past a proxy: hyper refuses it, or ends the connection after the answer.
#[test]
fn a_request_that_can_be_read_in_two_ways_ends_its_connection() {
    let site = TestSite::with("tests/newsroom");
    let service = Service::start(&site, &[]);
    let next = format!("GET {FEED} HTTP/1.1\r\nhost: x\r\n\r\n");
    for (request, expected) in [
        // RFC 9112 5.1 and 5.2: space before the colon, and a value that goes on in the next line.
        (format!("GET {FEED} HTTP/1.1\r\nhost : x\r\n\r\n"), "400"),
        (format!("GET {FEED} HTTP/1.1\r\nhost: x\r\nx-a: b\r\n c\r\n\r\n"), "400"),
        (format!("GET {FEED} HTTP/1.1\r\n host: x\r\n\r\n"), "400"),
        // 6.1 and 6.3.
        ("POST /nyheter/hub HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(), "400"),
        ("POST /nyheter/hub HTTP/1.1\r\nhost: x\r\ntransfer-encoding: identity\r\n\r\n".to_owned(), "400"),
        ("POST /nyheter/hub HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n".to_owned(), "400"),
        ("POST /nyheter/hub HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_owned(), "400"),
        ("POST /nyheter/hub HTTP/1.1\r\nhost: x\r\ncontent-length: +1\r\n\r\na".to_owned(), "400"),
        (
            "POST /nyheter/hub HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
            "400",
        ),
        (
            "POST /nyheter/hub HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n".to_owned(),
            "400",
        ),
        (format!("GET {FEED} HTTP/1.1\r\nhost: x\r\nx-a: b\0c\r\n\r\n"), "400"),
        (format!("GET {FEED} HTTP/2.0\r\nhost: x\r\n\r\n"), "400"),
    ] {
        let answer = exchange(&service, &format!("{request}{next}"));
        assert_eq!(status(&answer), expected, "{request:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.").count(), 1, "the next is not answered: {request:?}: {answer}");
    }
    assert_eq!(service.get(FEED).status, 200);
}
