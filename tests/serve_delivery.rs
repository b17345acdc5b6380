//! Deliveries by the service: a desk that fetches, a folder that is away for a while, and the page for operators.

use crate::common;

use std::time::{Duration, Instant};

use common::service::{PATIENCE, Reply, Service};
use common::test_site::TestSite;

const TOKEN: &str = "a-token-of-more-than-16-characters";
const ENVIRONMENT: &[(&str, &str)] = &[("DEPESCH_TEST_TOKEN", TOKEN)];
const WIRE: &str = "/nyheter/wire/byran";

const CHANNELS: &str = r#"
[[channel]]
key = "byran"
to = "pull"
format = "iptc7901"
token = { env = "DEPESCH_TEST_TOKEN" }
everything = true

[[channel]]
key = "mappen"
to = "folder:../desk"
format = "txt"
everything = true
"#;

/// A release that is public from now on.
fn release(id: u32, headline: &str, more: &str) -> String {
    let day = today();
    format!(
        "+++\nid = \"tag:solvik.example,2026:release/delivery-{id}\"\nheadline = \"{headline}\"\nlead = \"Texten i ingressen nummer {id}.\"\n\
         published = {day}\ncontacts = [\"kontaktcenter\"]\n{more}+++\n\nBrödtexten med 4 000 böcker.\n"
    )
}

/// In Stockholm, as `2026-11-30`: the command line knows.
fn today() -> String {
    let hours = std::process::Command::new("date").args(["+%F"]).env("TZ", "Europe/Stockholm").output().unwrap();
    String::from_utf8(hours.stdout).unwrap().trim().to_owned()
}

fn site() -> TestSite {
    let site = TestSite::with("tests/newsroom");
    site.write("content/channels.toml", CHANNELS);
    std::fs::create_dir(site.path("desk")).unwrap();
    site
}

fn start(site: &TestSite) -> Service {
    let mut service = Service::start_with(site, &["--no-hub"], ENVIRONMENT);
    service.until_logged("new channel");
    service
}

fn fetch(service: &Service, path: &str) -> Reply {
    service.ask("GET", &format!("{WIRE}{path}"), &[("authorization", &format!("Bearer {TOKEN}"))])
}

/// What is listed after a number, once there is something.
fn listed(service: &Service, after: usize) -> Vec<serde_json::Value> {
    let reply = fetch(service, &format!("?after={after}&wait=20"));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["messages"].as_array().unwrap().clone()
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_desk_fetches_what_it_has_a_token_for() {
    let site = site();
    let service = start(&site);
    for headers in [vec![], vec![("authorization", "Bearer wrong")], vec![("authorization", "Basic eDp5")]] {
        assert_eq!(service.ask("GET", WIRE, &headers).status, 401);
        assert_eq!(service.ask("GET", &format!("{WIRE}/1"), &headers).status, 401);
    }
    // A channel that is not fetched, and one that there is not, are refused alike.
    let token = format!("Bearer {TOKEN}");
    for path in ["/nyheter/wire/mappen", "/nyheter/wire/ingen"] {
        assert_eq!(service.ask("GET", path, &[("authorization", &token)]).status, 401, "{path}");
    }
    assert_eq!(fetch(&service, "?after=x").status, 400);
    // What was public before the first start is not sent.
    assert_eq!(fetch(&service, "").json()["messages"].as_array().unwrap().len(), 0);
    site.write("content/releases/2026/nya-cykelvagar/release.md", release(1, "Nya cykelvägar", ""));
    let embargo = "embargo = 2099-01-01 10:00\n";
    site.write("content/releases/2026/hemligt-annu/release.md", release(2, "Hemligt ännu", embargo));
    let messages = listed(&service, 0);
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!((messages[0]["number"].as_i64(), messages[0]["headline"].as_str()), (Some(1), Some("Nya cykelvägar")));
    let bytes = service.ask("GET", messages[0]["href"].as_str().unwrap(), &[("authorization", &token)]);
    assert_eq!(bytes.status, 200);
    assert!(String::from_utf8_lossy(&bytes.body).contains("cykelv"), "{}", bytes.text());
    assert_eq!(messages[0]["length"].as_u64(), Some(bytes.body.len() as u64));
    // Nothing new: the list has not changed.
    let list = fetch(&service, "");
    let again = service.ask("GET", WIRE, &[("authorization", &token), ("if-none-match", list.header("etag"))]);
    assert_eq!(again.status, 304);
    assert_eq!(fetch(&service, "/2").status, 404);
}

#[test]
fn of_a_replaced_or_withdrawn_text_only_the_fact_is_told() {
    let site = site();
    let service = start(&site);
    site.write("content/releases/2026/nya-cykelvagar/release.md", release(1, "Nya cykelvägar", ""));
    assert_eq!(listed(&service, 0).len(), 1);
    until("the file", || site.files("desk").len() == 1);
    site.run(&["correct", "nya-cykelvagar", "--note", "Böckerna är 5 000."]).exits(0);
    // The correction waits for its text.
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(site.files("desk").len(), 1, "the old text is no correction");
    site.edit("content/releases/2026/nya-cykelvagar/release.md", "4 000", "5 000");
    let messages = listed(&service, 1);
    assert_eq!((messages[0]["number"].as_i64(), messages[0]["version"].as_i64()), (Some(2), Some(2)));
    assert_eq!(fetch(&service, "/1").status, 410);
    assert!(String::from_utf8_lossy(&fetch(&service, "/2").body).contains("5 000"));
    site.run(&["withdraw", "nya-cykelvagar", "--note", "Beslutet är upphävt."]).exits(0);
    let messages = listed(&service, 2);
    assert_eq!((messages[0]["number"].as_i64(), messages[0]["purpose"].as_str()), (Some(3), Some("kill")));
    assert_eq!((fetch(&service, "/2").status, fetch(&service, "/3").status), (410, 200));
    let all = fetch(&service, "").json();
    let statuses: Vec<_> = all["messages"].as_array().unwrap().iter().map(|m| m["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(statuses, ["withdrawn", "withdrawn", "current"]);
    assert!(all["messages"][0]["headline"].is_null() && all["messages"][1]["sha256"].is_null(), "{all}");
    until("three files", || site.files("desk").len() == 3);
    for (name, bytes) in site.files("desk") {
        assert!(!bytes.is_empty() && name.contains("nya-cykelvagar-v"), "{name}");
    }
}

#[test]
fn a_folder_that_is_away_gets_everything_when_it_is_back() {
    let site = site();
    std::fs::remove_dir(site.path("desk")).unwrap();
    let mut service = start(&site);
    site.write("content/releases/2026/nya-cykelvagar/release.md", release(1, "Nya cykelvägar", ""));
    service.until_logged("retry");
    service.kill();
    std::fs::create_dir(site.path("desk")).unwrap();
    let service = Service::start_with(&site, &["--no-hub"], ENVIRONMENT);
    until("the file", || site.files("desk").len() == 1);
    assert_eq!(service.stop(), Some(0));
    // And only once.
    let service = Service::start_with(&site, &["--no-hub"], ENVIRONMENT);
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!((site.files("desk").len(), service.log().contains("delivered")), (1, false), "{}", service.log());
}

#[test]
fn operators_see_and_pause_channels_on_a_page_of_their_own() {
    let site = site();
    let service = start(&site);
    assert_eq!(service.get("/_status/wire").status, 401);
    let token = site.read("state/keys/status-token");
    let bearer = format!("Bearer {}", token.trim());
    let page = |path: &str| service.ask("GET", path, &[("authorization", &bearer)]);
    let overview = page("/_status/wire");
    assert!(overview.status == 200 && overview.text().contains("depesch wire pause mappen"), "{}", overview.text());
    let post = |headers: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = [("authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
        service.ask("POST", "/_status/wire/pause/mappen", &all).status
    };
    assert_eq!(post(&[("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(post(&[("origin", "https://evil.example")]), 403);
    assert_eq!(service.ask("GET", "/_status/wire/pause/mappen", &[("authorization", &bearer)]).status, 403);
    assert_eq!(post(&[("sec-fetch-site", "same-origin")]), 303);
    assert!(page("/_status/wire").text().contains("depesch wire resume mappen"));
    site.write("content/releases/2026/nya-cykelvagar/release.md", release(1, "Nya cykelvägar", ""));
    assert_eq!(listed(&service, 0).len(), 1);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(site.files("desk").len(), 0, "it is paused");
    assert_eq!(service.ask("POST", "/_status/wire/resume/mappen", &[("authorization", &bearer)]).status, 303);
    until("the file", || site.files("desk").len() == 1);
    let receipts = page("/_status/wire/release/2026/nya-cykelvagar");
    assert!(receipts.text().contains("mappen") && receipts.text().contains("byran"), "{}", receipts.text());
    assert_eq!(page("/_status/wire/release/2026/finns-inte").status, 404);
    let metrics = page("/metrics").text();
    assert!(metrics.contains("depesch_delivery_attempts_total{channel=\"mappen\",outcome=\"delivered\"} 1"), "{metrics}");
}
