//! A database that is removed, replaced or damaged: readers notice nothing, and nobody's subscription is accepted and lost.

use crate::common;

use std::fs;
use std::io::Write;

use common::service::Service;
use common::test_site::TestSite;

const FEED: &str = "/nyheter/feed.rss";
const JOURNAL: &str = "state/journal.sqlite";

/// The status of a request to subscribe, and its `Retry-After`.
fn subscribe(service: &Service, callback: &str) -> (u16, String) {
    let form =
        format!("hub.mode=subscribe&hub.topic=https://www.solvik.example{FEED}&hub.callback=https://reader.example/{callback}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let reply = service.send("POST", "/nyheter/hub", &headers, form.as_bytes());
    (reply.status, reply.header("retry-after").to_owned())
}

/// Breaks the file, and looks at what is answered.
fn survives(message: &str, damage: impl FnOnce(&TestSite)) {
    let site = TestSite::with("tests/newsroom");
    // A stop writes the log into the file itself.
    assert_eq!(Service::start(&site, &[]).stop(), Some(0));
    let mut service = Service::start(&site, &[]);
    service.until("/readyz", |reply| reply.status == 200);
    assert_eq!(subscribe(&service, "a"), (202, String::new()));
    damage(&site);
    let reply = service.until("/readyz", |reply| reply.status == 503);
    assert!(reply.text().contains("the database is gone, was replaced, is damaged"), "{}", reply.text());
    assert!(!reply.text().contains("journal"), "{}", reply.text());
    assert_eq!(subscribe(&service, "b"), (503, "60".to_owned()));
    let row = service.until_logged(message);
    assert_eq!((row["level"].as_str(), row["target"].as_str()), (Some("ERROR"), Some("db")), "{row}");
    // Readers get everything, and it is logged once however often somebody looks.
    for _ in 0..3 {
        assert_eq!(service.get("/readyz").status, 503);
        assert_eq!(service.get(FEED).status, 200);
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    assert_eq!(service.log().matches(message).count(), 1, "{}", service.log());
    assert_eq!(service.get("/healthz").status, 200);
}

#[test]
fn a_database_that_is_removed_takes_no_subscription() {
    survives("journal.sqlite` was removed", |site| fs::remove_file(site.path(JOURNAL)).unwrap());
    survives("journal.sqlite-wal` was removed", |site| fs::remove_file(site.path("state/journal.sqlite-wal")).unwrap());
    survives("journal.sqlite` was removed", |site| fs::rename(site.path("state"), site.path("away")).unwrap());
}

#[test]
fn a_database_that_is_replaced_takes_no_subscription() {
    survives("journal.sqlite` was replaced by another file", |site| {
        fs::copy(site.path(JOURNAL), site.path("copy")).unwrap();
        fs::rename(site.path("copy"), site.path(JOURNAL)).unwrap();
    });
}

#[test]
fn a_database_that_is_damaged_takes_no_subscription() {
    survives("journal.sqlite` is damaged", |site| overwrite(site, JOURNAL));
}

/// Noise in every page but the first.
fn overwrite(site: &TestSite, path: &str) {
    let mut bytes = fs::read(site.path(path)).unwrap();
    bytes.iter_mut().enumerate().skip(4_096).for_each(|(n, byte)| *byte = (n * 131 % 251) as u8);
    // In its place: the file stays the same file.
    fs::OpenOptions::new().write(true).open(site.path(path)).unwrap().write_all(&bytes).unwrap();
}

#[test]
fn a_database_that_is_back_is_used_again() {
    let site = TestSite::with("tests/newsroom");
    let mut service = Service::start(&site, &[]);
    service.until("/readyz", |reply| reply.status == 200);
    fs::rename(site.path("state"), site.path("away")).unwrap();
    service.until("/readyz", |reply| reply.status == 503);
    service.until_logged("was removed");
    fs::rename(site.path("away"), site.path("state")).unwrap();
    service.until("/readyz", |reply| reply.status == 200);
    assert_eq!(subscribe(&service, "a"), (202, String::new()));
    service.until_logged("the database can be used again");
    assert_eq!(service.stop(), Some(0));
}

#[test]
fn a_damaged_database_is_not_started_with() {
    let site = TestSite::with("tests/newsroom");
    assert_eq!(Service::start(&site, &[]).stop(), Some(0));
    site.run(&["backup", "copy"]).exits(0);
    overwrite(&site, JOURNAL);
    let said = site.run(&["serve", "--listen", "127.0.0.1:0"]).exits(3).says("journal.sqlite` is damaged");
    said.says("restore a backup: `depesch restore DIR`");
    // A backup that is damaged itself replaces nothing.
    let (state, sound) = (fs::read(site.path(JOURNAL)).unwrap(), fs::read(site.path("copy/journal.sqlite")).unwrap());
    overwrite(&site, "copy/journal.sqlite");
    site.run(&["restore", "copy"]).exits(3).says("copy/journal.sqlite` is damaged");
    assert!(fs::read(site.path(JOURNAL)).unwrap() == state && !site.path("state/before-1").exists());
    fs::write(site.path("copy/journal.sqlite"), sound).unwrap();
    site.run(&["restore", "copy"]).exits(0);
    assert_eq!(Service::start(&site, &[]).stop(), Some(0));
}
