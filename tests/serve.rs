//! The service over real sockets: what stands where, conditional requests in all their forms, and what changes while it runs.

use crate::common;

use std::io::{Read, Write};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use common::service::{PATIENCE, Reply, Service};
use common::test_site::TestSite;

const BASE: &str = "/nyheter/";
const POOL: &str = "releases/2026/avgifter-for-simhallen";
const GONE: &str = "releases/2026/unga-aker-gratis-buss";
const SECRET: &str = "releases/2026/hemlig-utredning";

fn site() -> TestSite {
    TestSite::with("tests/newsroom")
}

fn at(path: &str) -> String {
    format!("{BASE}{path}")
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn every_document_of_a_build_stands_at_its_address() {
    let site = site();
    let service = Service::start(&site, &["--no-hub"]);
    site.run(&["build"]).exits(0);
    let mut compared = 0;
    for (path, bytes) in site.files("out") {
        let is_list = path.starts_with("_redirects") || path.starts_with("redirects.") || path.starts_with('.');
        let address = at(path.strip_suffix("index.html").unwrap_or(&path));
        let reply = service.get(&address);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let expected = match () {
            () if is_list => 404,
            () if text.contains("http-equiv=\"refresh\"") => 301,
            () if path.starts_with(GONE) && (path.ends_with(".html") || path.ends_with(".pdf")) => 410,
            () => 200,
        };
        assert_eq!(reply.status, expected, "{path}: {reply:?}");
        // A live newsroom can be searched, and its pages say so.
        let says_more = path.ends_with(".html");
        if reply.status == 200 && !says_more {
            assert!(reply.body == bytes, "{path} is not what a build makes");
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
    assert_eq!(service.stop(), Some(0));
}

#[test]
fn conditional_requests_in_all_their_forms() {
    let site = site();
    let service = Service::start(&site, &[]);
    let feed = at("feed.rss");
    let whole = service.get(&feed);
    assert_eq!((whole.status, whole.header("content-type")), (200, "application/rss+xml; charset=utf-8"));
    let (tag, date) = (whole.header("etag").to_owned(), whole.header("last-modified").to_owned());
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    let stem = tag.trim_matches('"');
    let with = |name: &str, value: &str| service.ask("GET", &feed, &[(name, value)]).status;
    for known in
        [&tag, &format!("W/{tag}"), &format!("\"x\", {tag}"), "*", &format!("\"{stem}-br\""), &format!("W/\"{stem}-gzip\"")]
    {
        assert_eq!(with("if-none-match", known), 304, "{known}");
    }
    assert_eq!(with("if-none-match", "\"another\""), 200);
    assert_eq!(with("if-modified-since", &date), 304);
    assert_eq!(with("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"), 304, "a reader's own date");
    assert_eq!(with("if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT"), 200);
    assert_eq!(with("if-modified-since", "gibberish"), 200);
    let both = service.ask("GET", &feed, &[("if-none-match", "\"another\""), ("if-modified-since", &date)]);
    assert_eq!(both.status, 200, "a tag decides before a date");
    let same = service.ask("GET", &feed, &[("if-none-match", &tag)]);
    assert!(same.body.is_empty());
    for name in ["etag", "cache-control", "vary", "link", "access-control-allow-origin", "date"] {
        assert!(!same.header(name).is_empty(), "a 304 says {name}");
    }
    assert_eq!(same.header("etag"), tag);
    // The same over a connection that stays open, with what readers add to addresses.
    assert_eq!(service.get(&format!("{feed}?utm_source=x&null")).header("etag"), tag);
}

#[test]
fn head_is_get_without_its_body() {
    let site = site();
    let service = Service::start(&site, &[]);
    for path in ["feed.rss", "feed.json", "", &format!("{POOL}/"), &format!("{POOL}/avgifter-for-simhallen.pdf"), "no-such-thing"] {
        let (head, get) = (service.ask("HEAD", &at(path), &[]), service.get(&at(path)));
        assert_eq!((head.status, head.lasting()), (get.status, get.lasting()), "{path}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
    }
}

#[test]
fn each_packing_gives_the_same_bytes_under_a_tag_of_its_own() {
    let site = site();
    let service = Service::start(&site, &[]);
    let plain = service.get(&at("feed.atom"));
    let packed = |names: &str| service.ask("GET", &at("feed.atom"), &[("accept-encoding", names)]);
    let (gzip, brotli) = (packed("gzip"), packed("gzip, deflate, br"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body);
    unpacked.clear();
    brotli::BrotliDecompress(&mut &brotli.body[..], &mut unpacked).unwrap();
    assert!(unpacked == plain.body);
    let named = [&gzip, &brotli].map(|reply| reply.header("content-encoding"));
    assert_eq!(named, ["gzip", "br"]);
    let tags = [&plain, &gzip, &brotli].map(|reply| reply.header("etag").to_owned());
    let stem = tags[0].trim_matches('"');
    assert_eq!(tags[1..], ["gzip", "br"].map(|name| format!("\"{stem}-{name}\"")));
    assert!([&plain, &gzip, &brotli].iter().all(|reply| reply.header("vary") == "Accept-Encoding"));
    // What is packed by nature is sent as it is.
    let pdf = service.ask("GET", &at(&format!("{POOL}/avgifter-for-simhallen.pdf")), &[("accept-encoding", "br, gzip")]);
    assert_eq!((pdf.header("content-encoding"), pdf.header("vary"), &pdf.body[..5]), ("", "", &b"%PDF-"[..]));
}

#[test]
fn a_pdf_can_be_had_in_parts_and_a_feed_cannot() {
    let site = site();
    let service = Service::start(&site, &[]);
    let path = at(&format!("{POOL}/avgifter-for-simhallen.pdf"));
    let whole = service.get(&path);
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let part = service.ask("GET", &path, &[("range", "bytes=100-199")]);
    assert_eq!((part.status, part.header("content-range")), (206, &*format!("bytes 100-199/{}", whole.body.len())));
    assert!(part.body == whole.body[100..200]);
    let end = service.ask("GET", &path, &[("range", "bytes=-50"), ("if-range", whole.header("etag"))]);
    assert!(end.status == 206 && end.body == whole.body[whole.body.len() - 50..]);
    assert_eq!(service.ask("GET", &path, &[("range", "bytes=0-9"), ("if-range", "\"other\"")]).status, 200);
    assert_eq!(service.ask("GET", &path, &[("range", "bytes=99999999-")]).status, 416);
    // Whoever goes on with a download wants the same version, or none.
    let on = |name: &str, value: &str| service.ask("GET", &path, &[("range", "bytes=100-199"), (name, value)]).status;
    assert_eq!((on("if-match", whole.header("etag")), on("if-match", "\"other\"")), (206, 412));
    assert_eq!(on("if-unmodified-since", whole.header("last-modified")), 206);
    assert_eq!(on("if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT"), 412);
    let feed = service.ask("GET", &at("feed.rss"), &[("range", "bytes=0-9")]);
    assert_eq!((feed.status, feed.header("accept-ranges")), (200, "none"));
}

#[test]
fn what_was_withdrawn_or_moved_or_never_was() {
    let site = site();
    let service = Service::start(&site, &[]);
    let page = service.get(&at(&format!("{GONE}/")));
    assert_eq!((page.status, page.header("content-type")), (410, "text/html; charset=utf-8"));
    assert!(page.text().contains("Återkallat"));
    let pdf = service.get(&at(&format!("{GONE}/unga-aker-gratis-buss.pdf")));
    assert_eq!((pdf.status, pdf.header("content-type"), &pdf.body[..5]), (410, "application/pdf", &b"%PDF-"[..]));
    assert_eq!(service.get(&at(&format!("{GONE}/en-bild.png"))).status, 410, "what went with it");
    // A desk has to fetch the message that tells it so.
    let kill = service.get(&at(&format!("{GONE}/unga-aker-gratis-buss.nitf.xml")));
    assert_eq!(kill.status, 200);

    let moves = |path: &str| {
        let reply = service.get(path);
        (reply.status, reply.header("location").to_owned())
    };
    let promenade = at("releases/2026/strandpromenad-i-norra-hamnen/");
    assert_eq!(moves(&at("releases/2026/kajpromenad-i-norra-hamnen/")), (301, promenade.clone()));
    assert_eq!(moves(&at("releases/2026/kajpromenad-i-norra-hamnen")), (301, promenade.clone()));
    let pdf = "strandpromenad-i-norra-hamnen.pdf";
    let old = at("releases/2026/kajpromenad-i-norra-hamnen/kajpromenad-i-norra-hamnen.pdf");
    assert_eq!(moves(&old), (301, format!("{promenade}{pdf}")));
    assert_eq!(moves(promenade.trim_end_matches('/')), (301, promenade.clone()));
    assert_eq!(moves(&format!("{promenade}index.html")), (301, promenade));
    assert_eq!(moves("/nyheter"), (302, BASE.to_owned()));
    assert_eq!(moves("/"), (302, BASE.to_owned()));

    for nothing in
        ["no-such-page", "releases/2026/", "..%2f..%2fetc/passwd", "%00", "releases/2026/avgifter-for-simhallen/x.pdf", "%ff%fe"]
    {
        assert_eq!(service.get(&at(nothing)).status, 404, "{nothing}");
    }
    let missing = service.get(&at("releases/2026/avgifter-simhallen/%3Cscript%3E"));
    assert_eq!(missing.status, 404);
    assert!(!missing.text().contains("<script>"));
}

#[test]
fn other_methods_are_told_what_there_is() {
    let site = site();
    let service = Service::start(&site, &[]);
    let post = service.ask("POST", &at("feed.rss"), &[]);
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD, OPTIONS"));
    let asked = [("origin", "https://elsewhere.example"), ("access-control-request-method", "GET")];
    let options = service.ask("OPTIONS", &at("feed.json"), &asked);
    assert_eq!((options.status, options.header("access-control-allow-origin")), (204, "*"));
}

#[test]
fn every_answer_keeps_readers_safe() {
    let site = site();
    let service = Service::start(&site, &[]);
    for path in ["", "feed.rss", &format!("{POOL}/"), "no-such-thing", &format!("{GONE}/"), "assets/icon.svg"] {
        let reply = service.get(&at(path));
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!reply.headers.contains_key("set-cookie"), "{path}");
        if reply.header("content-type").starts_with("text/html") || path.ends_with(".svg") {
            let policy = reply.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            assert!(!reply.header("referrer-policy").is_empty(), "{path}");
        }
    }
    assert!(service.get(&at("feed.rss")).header("cache-control").contains("max-age=3600"));
    assert_eq!(service.get(&at("feed.json")).header("access-control-allow-origin"), "*");
    assert_eq!(service.get(&at("")).header("access-control-allow-origin"), "");
}

#[test]
fn a_saved_text_is_seen_a_broken_one_is_not_and_a_withdrawn_one_goes() {
    let site = site();
    let mut service = Service::start(&site, &[]);
    let text = format!("content/{POOL}/release.md");
    let page = at(&format!("{POOL}/"));
    let (page_before, feed_before) = (service.get(&page), service.get(&at("feed.atom")));
    site.edit(&text, "headline = \"", "headline = \"Nytt: ");
    let changed = service.until(&page, |reply| reply.text().contains("Nytt: "));
    assert_ne!(changed.header("etag"), page_before.header("etag"));
    service.until(&at("feed.atom"), |reply| reply.text().contains("Nytt: "));
    let untouched = service.get(&at("releases/1991/solvik-far-ny-farja/"));
    assert_eq!(untouched.status, 200);

    // Broken: the last good text stands, and the log and the status say why.
    site.edit(&text, "headline = ", "hedline = ");
    service.until_logged("hedline");
    assert!(service.get(&page).text().contains("Nytt: "));
    let status = service.status(&site, "/_status").json();
    assert!(status["errors"].to_string().contains("hedline"), "{status:#}");
    assert!(status["stale_releases"].to_string().contains(POOL), "{status:#}");
    assert!(service.log().contains("the public sees the last good version of this text"), "{}", service.log());
    assert_eq!(status["broken_releases"][0]["severity"], "warning", "{status:#}");
    site.edit(&text, "hedline = ", "headline = ");
    service.until_logged("all content is valid again");

    site.run(&["withdraw", "avgifter-for-simhallen", "--note", "Beslutet är upphävt."]).exits(0);
    let gone = service.until(&page, |reply| reply.status == 410);
    assert!(gone.text().contains("Beslutet är upphävt."));
    let feed = service.until(&at("feed.atom"), |reply| !reply.text().contains("Nytt: "));
    assert_ne!(feed.header("etag"), feed_before.header("etag"));
    assert!(service.get(&at("changes.atom")).text().contains("deleted-entry"));
    // Of what was withdrawn the feeds give the headline, which can still be put in other words.
    assert!(service.get(&at("feed.rss")).text().contains("Nytt: "));
    site.edit(&text, "headline = \"Nytt: ", "headline = \"Omskrivet: ");
    let reworded = service.until(&at("feed.rss"), |reply| reply.text().contains("Omskrivet: "));
    assert!(!reworded.text().contains("Nytt: "));
    assert_eq!(service.stop(), Some(0));
}

#[test]
fn a_picture_that_is_taken_away_takes_no_page_along() {
    let site = site();
    let mut service = Service::start(&site, &[]);
    let folder = "releases/2026/flera-skolplatser-hosten-2026";
    assert_eq!(service.get(&at(&format!("{folder}/"))).status, 200);
    std::fs::remove_file(site.path(&format!("content/{folder}/skolplatser-2022-2026.png"))).unwrap();
    service.until_logged("skolplatser-2022-2026.png");
    assert_eq!(service.get(&at(&format!("{folder}/"))).status, 200);
}

const EMBARGO: &str = "embargo = 2026-06-01 08:00";

fn withheld() -> TestSite {
    let site = site();
    site.edit(&format!("content/{SECRET}/release.md"), EMBARGO, "embargo = \"until further notice\"");
    site
}

/// The embargo law over HTTP: nothing that is answered holds a word of what is withheld, and its addresses answer as those that never were.
#[test]
fn nothing_of_what_is_withheld_is_told() {
    let site = withheld();
    let mut service = Service::start(&site, &[]);
    let log = service.until_logged("not public yet: ");
    assert!(log["scheduled"].as_u64() > Some(0) && log["drafts"].is_u64(), "{log}");
    let never = service.get(&at("releases/2026/never-utredning/"));
    // All but the address that was asked for, which the page shows.
    let headers = |reply: &Reply| {
        let mut headers = reply.lasting();
        headers.remove("content-length");
        headers
    };
    let mut asked = 0;
    for path in every_address(&site) {
        let reply = service.get(&path);
        let told = format!("{:?} {}", reply.headers, common::searchable(&path, &reply.body));
        assert!(!told.contains("Embargotext") && !told.contains("hemlig"), "{path} tells");
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
    for file in ["", "hemlig-utredning.pdf", "hemlig-utredning.txt", "files/hemlig-skiss.png", "index.html"] {
        let reply = service.get(&at(&format!("{SECRET}/{file}")));
        assert_eq!((reply.status, headers(&reply)), (never.status, headers(&never)), "{file}");
        assert!(!reply.text().contains("Embargotext"), "{file}");
    }
    let former = service.get(&at("releases/2026/hemlig-plan/"));
    assert_eq!((former.status, headers(&former)), (404, headers(&never)), "its former address");
    for words in ["Embargotext", "hamnchefen+slutar", "hemlig", "brödtexten"] {
        let found = service.get(&at(&format!("sok/?q={words}")));
        assert_eq!(found.status, 200);
        let text = common::text_of_html(&found.text());
        assert!(!text.contains("Hamnchefen slutar") && !text.contains("hemlig-utredning"), "{words}: {text}");
    }
}

#[test]
fn an_embargo_ends_at_its_second_without_anybody_asking() {
    let site = site();
    let until = now() + 4;
    site.edit(&format!("content/{SECRET}/release.md"), EMBARGO, &format!("embargo = {}", written(until)));
    let service = Service::start(&site, &[]);
    let page = at(&format!("{SECRET}/"));
    let feed = service.get(&at("feed.rss"));
    let before = service.get(&page).status;
    assert!(before == 404 || now() >= until, "{before}");
    service.until(&page, |reply| reply.status == 200);
    let seen = now();
    assert!((until..=until + 1).contains(&seen), "lifted at {seen}, due at {until}");
    let after = service.until(&at("feed.rss"), |reply| reply.header("etag") != feed.header("etag"));
    assert!(after.text().contains("Embargotext"));
    assert_eq!(service.get(&at("releases/2026/hemlig-plan/")).status, 301);
}

/// Files that are saved without end do not hold up what is due.
#[test]
fn an_embargo_ends_while_somebody_saves_without_end() {
    let site = site();
    let until = now() + 4;
    site.edit(&format!("content/{SECRET}/release.md"), EMBARGO, &format!("embargo = {}", written(until)));
    let service = Service::start(&site, &[]);
    let (busy, done) =
        (site.path(&format!("content/{POOL}/busy.txt")), std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let ends = std::sync::Arc::clone(&done);
    let saving = std::thread::spawn(move || {
        let mut count = 0u64;
        while !ends.load(std::sync::atomic::Ordering::SeqCst) {
            count += 1;
            std::fs::write(&busy, count.to_string()).unwrap();
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let page = at(&format!("{SECRET}/"));
    service.until(&page, |reply| reply.status == 200 || now() > until + 10);
    let seen = now();
    done.store(true, std::sync::atomic::Ordering::SeqCst);
    saving.join().unwrap();
    assert!((until..=until + 3).contains(&seen), "lifted at {seen}, due at {until}");
}

/// Whoever changes an embargo and makes a mistake has withheld the text: nobody knows until when, and the old time does not count.
#[test]
fn a_withheld_text_that_is_broken_does_not_come_out_at_its_old_time() {
    let site = site();
    let until = now() + 4;
    let text = format!("content/{SECRET}/release.md");
    site.edit(&text, EMBARGO, &format!("embargo = {}", written(until)));
    let mut service = Service::start(&site, &[]);
    site.edit(&text, "headline = ", "hedline = ");
    service.until_logged("hedline");
    assert!(now() < until, "the machine was too slow to break the text in time");
    service.until_logged("the public sees nothing of this text as long as it has errors");
    let status = service.status(&site, "/_status").json();
    assert_eq!(status["stale_releases"], serde_json::json!([]), "{status:#}");
    assert!(status["broken_releases"].to_string().contains("the public sees nothing"), "{status:#}");
    while now() < until + 1 {
        assert_eq!(service.get(&at(&format!("{SECRET}/"))).status, 404);
        std::thread::sleep(Duration::from_millis(50));
    }
    // A release that everybody sees is looked at meanwhile, so that the service is known to live.
    assert_eq!(service.get(&at(&format!("{POOL}/"))).status, 200);
    site.edit(&text, "hedline = ", "headline = ");
    service.until(&at(&format!("{SECRET}/")), |reply| reply.status == 200);
}

#[test]
fn an_embargo_that_ended_while_the_service_was_down_is_over_when_it_starts() {
    let site = site();
    let until = now() + 3;
    site.edit(&format!("content/{SECRET}/release.md"), EMBARGO, &format!("embargo = {}", written(until)));
    let service = Service::start(&site, &[]);
    service.kill();
    while now() < until {
        std::thread::sleep(Duration::from_millis(50));
    }
    let service = Service::start(&site, &[]);
    assert_eq!(service.get(&at(&format!("{SECRET}/"))).status, 200);
}

/// RFC 3339 in UTC, of seconds since 1970.
fn written(seconds: u64) -> String {
    let zone = depesch::model::Zone::parse("UTC").unwrap();
    depesch::model::Instant::from_unix(&zone, seconds as i64).unwrap().rfc3339()
}

/// Every address that a build of the same site has, and what a reader can guess.
fn every_address(site: &TestSite) -> Vec<String> {
    site.run(&["build", "--out", "guess"]).exits(0);
    let files = site.files("guess").into_keys().filter(|path| !path.starts_with('.'));
    files
        .map(|path| at(path.strip_suffix("index.html").unwrap_or(&path)))
        .chain(["/healthz", "/readyz", "/metrics", "/_status"].map(str::to_owned))
        .collect()
}

#[test]
fn a_withheld_release_can_be_previewed_by_whoever_has_its_address() {
    let site = withheld();
    let service = Service::start(&site, &["--base-url", "http://127.0.0.1/nyheter/"]);
    let status = service.status(&site, "/_status").json();
    let withheld = status["withheld"].as_array().unwrap();
    let row = withheld.iter().find(|row| row["source"].as_str().unwrap().starts_with(SECRET)).unwrap();
    let path = row["preview"].as_str().unwrap().strip_prefix("http://127.0.0.1").unwrap();
    let page = service.get(path);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Embargotext") && page.text().contains("noindex"));
    assert!(page.text().to_lowercase().contains("embargo tills vidare"), "{}", page.text());
    assert!(page.header("x-robots-tag").contains("noindex") && page.header("cache-control").contains("no-store"));
    let pdf = service.get(&format!("{path}hemlig-utredning.pdf"));
    assert_eq!(&pdf.body[..5], b"%PDF-");
    let printed = common::searchable("x.pdf", &pdf.body).to_lowercase();
    assert!(printed.contains("embargo tills vidare"), "{printed}");
    assert_eq!(service.get(&format!("{path}files/hemlig-skiss.png")).status, 200);
    let token = path.split('/').nth(3).unwrap();
    assert_eq!(service.get(&format!("/nyheter/forhandsvisning/{token}/assets/depesch.css")).status, 200);
    // Only that release, and only by that address.
    let other = withheld.iter().find(|row| !row["source"].as_str().unwrap().starts_with(SECRET)).unwrap();
    let folder = other["source"].as_str().unwrap().trim_end_matches("release.md");
    let reply = service.get(&format!("/nyheter/forhandsvisning/{token}/{folder}"));
    assert_ne!(reply.status, 200);
    let wrong: String = token.chars().rev().collect();
    assert_eq!(service.get(&format!("/nyheter/forhandsvisning/{wrong}/{SECRET}/")).status, 404);
    // It comes out: the preview ends.
    site.edit(&format!("content/{SECRET}/release.md"), "embargo = \"until further notice\"", EMBARGO);
    let ended = service.until(path, |reply| reply.status == 302);
    assert_eq!(ended.header("location"), at(&format!("{SECRET}/")));
}

#[test]
fn a_page_of_an_old_site_leads_to_its_release() {
    let site = site();
    let file = format!("content/{POOL}/release.md");
    // Below the newsroom, beside it, where a page of ours is now, and where the release is itself.
    let former = format!(
        "former = [\"/nyheter/2019/simhall%C3%A5r.html\", \"/press/simhallen/\", \"/nyheter/feeds/\", \"/nyheter/{POOL}/\"]\n"
    );
    site.write(&file, site.read(&file).replacen("+++\n", &format!("+++\n{former}"), 1));
    let service = Service::start(&site, &[]);
    for old in ["2019/simhall%C3%A5r.html", "2019/simhall%C3%A5r.html/"] {
        let reply = service.get(&at(old));
        assert_eq!((reply.status, reply.header("location")), (301, at(&format!("{POOL}/")).as_str()), "{old}");
    }
    assert_eq!(service.get(&at("feeds/")).status, 200);
    assert_eq!(service.get(&at(&format!("{POOL}/"))).status, 200);
    drop(service);
    site.run(&["build"]);
    let list = site.read("out/_redirects");
    for line in
        [format!("/nyheter/2019/simhall%C3%A5r.html /nyheter/{POOL}/ 301\n"), format!("/press/simhallen/ /nyheter/{POOL}/ 301\n")]
    {
        assert!(list.contains(&line), "{line} is not in\n{list}");
    }
    assert!(!list.contains(&format!("/nyheter/{POOL}/ /nyheter/{POOL}/")), "{list}");
    assert!(site.read("out/redirects.nginx.map").contains("/press/simhallen/ /nyheter/"));
}

#[test]
fn addresses_lead_to_folders_and_one_of_each() {
    let site = withheld();
    let service = Service::start(&site, &[]);
    for path in ["", &format!("{POOL}/"), "feeds/", "press/", "nyhetsarkiv/", "sok/?q=hamnen", "no-such-thing"] {
        let page = service.get(&at(path)).text();
        assert!(!page.contains("index.html\""), "{path}: {page}");
    }
    for path in ["sok", "sok/index.html", "press", "feeds/index.html"] {
        assert_eq!(service.get(&at(path)).status, 301, "{path}");
    }
    let row = service.status(&site, "/_status").json()["withheld"][0]["preview"].as_str().unwrap().to_owned();
    let preview = row.strip_prefix("https://www.solvik.example").unwrap();
    for path in [
        preview.trim_end_matches('/').to_owned(),
        format!("{preview}index.html"),
        preview.split("/releases").next().unwrap().to_owned(),
    ] {
        let reply = service.get(&path);
        assert_eq!((reply.status, reply.header("location")), (302, preview), "{path}");
    }
    assert_eq!(service.get(preview).header("referrer-policy"), "no-referrer");
}

#[test]
fn a_folder_that_is_away_for_a_moment_takes_nothing_along() {
    let site = site();
    let mut service = Service::start(&site, &[]);
    let (releases, away) = (site.path("content/releases"), site.path("away"));
    std::fs::rename(&releases, &away).unwrap();
    service.until_logged("public releases are not in the content folder any more");
    assert_eq!(service.get(&at(&format!("{POOL}/"))).status, 200);
    std::fs::rename(&away, &releases).unwrap();
    service.until_logged("all content is valid again");
    // Another folder in the place of the content is watched from then on.
    std::fs::rename(site.path("content"), site.path("old")).unwrap();
    copy(&site.path("old"), &site.path("content"));
    site.edit(&format!("content/{POOL}/release.md"), "headline = \"", "headline = \"Ett: ");
    service.until(&at(&format!("{POOL}/")), |reply| reply.text().contains("Ett: "));
    site.edit(&format!("content/{POOL}/release.md"), "headline = \"Ett: ", "headline = \"Två: ");
    service.until(&at(&format!("{POOL}/")), |reply| reply.text().contains("Två: "));
}

/// What readers are not told of is told to the operator, also when a change takes effect by itself.
#[test]
fn silent_edits_and_unchanged_corrections_are_warnings() {
    let site = site();
    let text = format!("content/{POOL}/release.md");
    let before = site.read(&text);
    let soon = depesch::model::Instant::from_unix(
        &depesch::model::Zone::parse("Europe/Stockholm").unwrap(),
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64 + 6,
    );
    site.run(&["correct", &POOL["releases/".len()..], "--note", "Fel pris.", "--at", &soon.unwrap().rfc3339()]).exits(0);
    let mut service = Service::start(&site, &[]);
    assert_eq!(service.status(&site, "/_status").json()["warnings"], serde_json::json!([]));
    service.until_logged("(\"Fel pris.\") does not change the text");
    let warnings = service.status(&site, "/_status").json()["warnings"].clone();
    assert!(warnings[0]["message"].as_str().unwrap().contains("does not change the text"), "{warnings}");
    site.edit(&text, "headline = \"", "headline = \"Ett: ");
    service.until_logged("the text is not the one that readers got");
    let warnings = service.status(&site, "/_status").json()["warnings"].clone();
    assert!(warnings.to_string().contains("readers got"), "{warnings}");
    assert_ne!(before, site.read(&text));
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn pages_for_operators_want_the_token() {
    let site = site();
    let service = Service::start(&site, &[]);
    assert_eq!(service.get("/healthz").status, 200);
    assert_eq!(service.get("/readyz").status, 200);
    for path in ["/_status", "/metrics"] {
        assert_eq!(service.get(path).status, 401, "{path}");
        assert_eq!(service.ask("GET", path, &[("authorization", "Bearer x")]).status, 401, "{path}");
        assert_eq!(service.status(&site, path).status, 200, "{path}");
    }
    service.ask("GET", &at("feed.rss"), &[("user-agent", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; x)")]);
    let tag = service.get(&at("feed.rss")).header("etag").to_owned();
    service.ask("GET", &at("feed.rss"), &[("if-none-match", &tag)]);
    let metrics = service.status(&site, "/metrics").text();
    for row in [
        "depesch_http_responses_total{code=\"304\",class=\"feed\"} 1",
        "depesch_feed_subscribers{feed=\"feed.rss\"} 12",
        "depesch_schedule_overdue_seconds 0",
    ] {
        assert!(metrics.contains(row), "{row} is not in\n{metrics}");
    }
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(site.path("state/keys/status-token")).unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "nobody else reads the token");
}

#[test]
fn nobody_holds_a_connection_with_half_a_request() {
    let site = site();
    let service = Service::start(&site, &["--header-time", "1"]);
    let mut slow = service.connect();
    slow.write_all(b"GET /nyheter/feed.rss HTTP/1.1\r\nhost: x\r\nx-slow: ").unwrap();
    let mut answer = Vec::new();
    let begun = Instant::now();
    // Whatever it says, it ends.
    let _ = slow.read_to_end(&mut answer);
    assert!(begun.elapsed() < PATIENCE && !answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(service.get(&at("feed.rss")).status, 200, "others are answered meanwhile");

    let long = "x".repeat(100_000);
    let mut large = service.connect();
    let _ = large.write_all(format!("GET /nyheter/ HTTP/1.1\r\nhost: x\r\nx-long: {long}\r\n\r\n").as_bytes());
    let mut answer = Vec::new();
    let _ = large.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(service.get(&at("feed.rss")).status, 200);
}

#[test]
fn a_service_that_stops_ends_what_it_began() {
    let site = site();
    let service = Service::start(&site, &[]);
    // Answers are under way when the word comes: each that was begun ends whole.
    let pdfs = ["avgifter-for-simhallen", "ny-museichef", "new-ferry-line", "badplatserna-oppnar", "rita-det-nya-kulturhuset"];
    let mut streams = pdfs.map(|slug| {
        let mut stream = service.connect();
        let path = at(&format!("releases/2026/{slug}/{slug}.pdf"));
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).unwrap();
        stream
    });
    let mut first = [0];
    streams[0].read_exact(&mut first).unwrap();
    service.signal("-TERM");
    for (at, stream) in streams.iter_mut().enumerate() {
        let mut answer = if at == 0 { first.to_vec() } else { Vec::new() };
        match stream.read_to_end(&mut answer) {
            // `parse` holds the length of the body against what was said of it.
            Ok(_) if !answer.is_empty() => assert!(Reply::parse(&answer, "GET").status < 500),
            _ => assert_ne!(at, 0, "the first was begun"),
        }
    }
    let mut service = service;
    assert_eq!(service.ended(), Some(0));
}

#[test]
fn times_and_addresses_survive_a_restart() {
    let site = site();
    let service = Service::start(&site, &[]);
    let feed = at("feed.rss");
    let before = service.get(&feed);
    site.edit(&format!("content/{POOL}/release.md"), "headline = \"", "headline = \"Nytt: ");
    let changed = service.until(&feed, |reply| reply.header("etag") != before.header("etag"));
    assert_ne!(changed.header("last-modified"), before.header("last-modified"));
    let preview = |service: &Service| service.status(&site, "/_status").json()["withheld"].clone();
    let previews = preview(&service);
    std::thread::sleep(Duration::from_millis(1_500));
    service.kill();
    let service = Service::start(&site, &[]);
    let after = service.get(&feed);
    assert_eq!(after.lasting(), changed.lasting());
    assert_eq!(preview(&service), previews);
}

#[test]
fn a_newsroom_that_cannot_be_used_is_not_served() {
    let site = site();
    site.edit("content/newsroom.toml", "time_zone", "tiem_zone");
    let answer = site.run(&["serve", "--listen", "127.0.0.1:0"]).exits(1);
    answer.says("newsroom.toml").says("tiem_zone");
    std::fs::remove_dir_all(site.path("content")).unwrap();
    site.run(&["serve", "--listen", "127.0.0.1:0"]).exits(3);
    assert!(!site.path("state").exists() && !site.path("content").exists(), "nothing is left behind without a newsroom");
    let site = self::site();
    site.run(&["serve", "--listen", "127.0.0.1:0", "--trusted-proxy", "nonsense"])
        .exits(3)
        .says("`nonsense` is not an IP address or network");
    let service = Service::start(&site, &[]);
    site.run(&["serve", "--state", "other", "--listen", &service.address.to_string()]).exits(3).says("cannot listen");
}

#[test]
fn one_state_folder_is_for_one_service_and_a_copy_of_it_can_be_put_back() {
    let site = site();
    let service = Service::start(&site, &[]);
    let feed = service.get(&at("feed.rss"));
    site.run(&["serve", "--listen", "127.0.0.1:0"]).exits(3).says("state directory `state` is in use by another process");
    site.run(&["restore", "nowhere"]).exits(3).says("`nowhere` has no state of a service");
    // What was answered is written down within a second.
    std::thread::sleep(Duration::from_millis(1_500));
    site.run(&["backup", "copy"]).exits(0).says("keep it where nobody else can read it");
    site.run(&["backup", "copy"]).exits(3).says("`copy` is not empty");
    site.run(&["restore", "copy"]).exits(3).says("is in use by another process");
    let previews = service.status(&site, "/_status").json()["withheld"].clone();
    assert_eq!(service.stop(), Some(0));
    std::fs::remove_dir_all(site.path("state")).unwrap();
    site.run(&["restore", "copy"]).exits(0).says("restored `copy` to `state`");
    let service = Service::start(&site, &[]);
    assert_eq!(service.get(&at("feed.rss")).lasting(), feed.lasting());
    assert_eq!(service.status(&site, "/_status").json()["withheld"], previews);
    assert_eq!(service.stop(), Some(0));
    site.run(&["restore", "copy"]).exits(0).says("state/before-1");
}

#[test]
fn the_archive_can_be_searched_without_scripts() {
    let site = site();
    let service = Service::start(&site, &[]);
    let front = service.get(BASE).text();
    assert!(front.contains("action=\"sok/\""), "{front}");
    let hits = |query: &str| common::text_of_html(&service.get(&at(&format!("sok/?{query}"))).text());
    // Another form of the word than the one that stands in the text.
    assert!(hits("q=simhallarna").contains("simhallen"), "{}", hits("q=simhallarna"));
    assert!(!hits("q=simhallarna&year=1991").contains("Avgifter"));
    assert!(hits("q=zzzzzz").contains("zzzzzz") || !hits("q=zzzzzz").contains("simhallen"));
    let odd = service.get(&at("sok/?q=%22%3Cscript%3Ealert(1)%3C/script%3E&year=x&page=-1&topic=%00"));
    assert!(odd.status == 200 && !odd.text().contains("<script>alert"));
    let page = service.get(&at("sok/?q=hamnen"));
    assert!(page.text().contains("noindex"));
    // What is saved can be found.
    site.edit(&format!("content/{POOL}/release.md"), "headline = \"", "headline = \"Kvartsbadet: ");
    service.until(&at("sok/?q=kvartsbad"), |reply| common::text_of_html(&reply.text()).contains("Kvartsbadet: "));
}

#[test]
fn a_reader_that_asks_for_a_feed_of_an_older_system_is_led_to_ours() {
    let site = site();
    let list = "former_feeds = [\"/feed/\", \"/nyheter/rss.xml\", { from = \"/nyheter/kultur/ny%20feed/\", to = \"amnen/kultur/feed.atom\" }]\n";
    site.edit("content/newsroom.toml", "archive_before", &format!("{list}archive_before"));
    let service = Service::start(&site, &["--no-hub"]);
    for (from, to) in [
        ("/feed/", at("feed.rss")),
        ("/feed", at("feed.rss")),
        ("/nyheter/rss.xml", at("feed.rss")),
        ("/nyheter/kultur/ny%20feed/", at("amnen/kultur/feed.atom")),
    ] {
        let reply = service.get(from);
        assert_eq!((reply.status, reply.header("location")), (301, to.as_str()), "{from}");
        assert_eq!(service.get(&to).status, 200);
    }
    assert_eq!(service.get("/other/feed/").status, 404);
    assert_eq!(service.stop(), Some(0));
}
