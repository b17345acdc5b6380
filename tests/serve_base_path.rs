//! A proxy that changes the path: requests arrive below another one than readers use, and every link and redirect is the public one.

use crate::common;

use common::service::{Reply, Service};
use common::test_site::TestSite;

const POOL: &str = "releases/2026/avgifter-for-simhallen";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// What a reader gets through a proxy that puts `arrives` in the place of `public`.
struct Proxied {
    service: Service,
    public: &'static str,
    arrives: &'static str,
}

impl Proxied {
    fn start(site: &TestSite, public: &'static str, arrives: &'static str) -> Proxied {
        let base_url = format!("https://host.example{public}");
        Proxied { service: Service::start(site, &["--base-url", &base_url, "--base-path", arrives]), public, arrives }
    }

    /// By the public path.
    fn get(&self, path: &str) -> Reply {
        self.send("GET", path, b"")
    }

    fn send(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let below = path.strip_prefix(self.public).unwrap();
        self.service.send(method, &format!("{}{below}", self.arrives), &[FORM], body)
    }

    fn location(&self, path: &str) -> (u16, String) {
        let reply = self.get(path);
        (reply.status, reply.header("location").to_owned())
    }
}

fn withheld() -> TestSite {
    let site = TestSite::with("tests/newsroom");
    let secret = "content/releases/2026/hemlig-utredning/release.md";
    site.edit(secret, "embargo = 2026-06-01 08:00", "embargo = \"until further notice\"");
    site
}

#[test]
fn a_proxy_may_strip_the_path_or_add_to_it() {
    for (public, arrives) in [("/press/", "/"), ("/press/", "/app/"), ("/", "/app/"), ("/press/", "/press/")] {
        let site = withheld();
        let proxied = Proxied::start(&site, public, arrives);
        let at = |path: &str| format!("{public}{path}");
        // Twice: rendered, and from the cache.
        for _ in 0..2 {
            for path in
                ["", "feed.rss", "feed.json", "assets/icon.svg", &format!("{POOL}/"), &format!("{POOL}/avgifter-for-simhallen.pdf")]
            {
                assert_eq!(proxied.get(&at(path)).status, 200, "{arrives} {path}");
            }
        }
        let feed = proxied.get(&at("feed.rss"));
        assert!(
            feed.header("link").contains(&format!("<https://host.example{public}feed.rss>; rel=\"self\"")),
            "{}",
            feed.header("link")
        );
        assert!(feed.text().contains(&format!("https://host.example{public}{POOL}/")));
        // Redirects lead to where readers are.
        assert_eq!(proxied.location(&at(POOL)), (301, at(&format!("{POOL}/"))), "{arrives}");
        assert_eq!(proxied.location(&at(&format!("{POOL}/index.html"))), (301, at(&format!("{POOL}/"))));
        assert_eq!(
            proxied.location(&at("releases/2026/kajpromenad-i-norra-hamnen/")),
            (301, at("releases/2026/strandpromenad-i-norra-hamnen/"))
        );
        assert_eq!(proxied.location(&at("sok")), (301, at("sok/")));
        // The search form, what is not there, and what was withdrawn.
        let search = proxied.get(&at("sok/?q=hamnen")).text();
        assert!(search.contains("strandpromenad-i-norra-hamnen"), "{search}");
        let missing = proxied.get(&at("releases/2026/avgifter-simhallen/"));
        assert!(missing.status == 404 && missing.text().contains("avgifter-for-simhallen"), "{}", missing.text());
        assert!(!missing.text().contains("/app/"));
        assert_eq!(proxied.get(&at("releases/2026/unga-aker-gratis-buss/")).status, 410);
        assert!(!proxied.get(&at("feed.rss")).header("x-content-type-options").is_empty());
        assert_eq!(proxied.service.get(&format!("{arrives}../../etc/passwd")).status, 404);
    }
}

#[test]
fn previews_the_hub_and_pages_for_operators_are_where_they_belong() {
    for (public, arrives) in [("/press/", "/"), ("/", "/app/")] {
        let site = withheld();
        let proxied = Proxied::start(&site, public, arrives);
        for path in ["/healthz", "/readyz"] {
            assert_eq!(proxied.service.get(path).status, 200, "{path}");
        }
        let status = proxied.service.status(&site, "/_status").json();
        let preview = status["withheld"][0]["preview"].as_str().unwrap();
        let path = preview.strip_prefix("https://host.example").unwrap();
        assert!(path.starts_with(&format!("{public}forhandsvisning/")), "{path}");
        assert_eq!(proxied.get(path).status, 200);
        assert_eq!(proxied.location(path.trim_end_matches('/')), (302, path.to_owned()));

        let topic = format!("https://host.example{public}feed.rss");
        let form = format!("hub.mode=subscribe&hub.topic={topic}&hub.callback=https://reader.example/");
        let hub = format!("{public}hub");
        assert_eq!(proxied.send("POST", &hub, form.as_bytes()).status, 202, "{public}");
        assert_eq!(proxied.get(&hub).status, 405);
        assert!(
            proxied.get(&format!("{public}feed.rss")).header("link").contains(&format!("<https://host.example{hub}>; rel=\"hub\""))
        );
    }
}

#[test]
fn only_the_path_that_was_given_is_answered() {
    let site = TestSite::with("tests/newsroom");
    let proxied = Proxied::start(&site, "/press/", "/app/");
    for path in ["/press/", "/press/feed.rss", "/feed.rss", "/app", "/"] {
        let reply = proxied.service.get(path);
        let expected = if matches!(path, "/app" | "/") { (302, "/press/") } else { (404, "") };
        assert_eq!((reply.status, reply.header("location")), expected, "{path}");
    }
    drop(proxied);
    for bad in ["press", "/press", "//", "/a?/"] {
        site.run(&["serve", "--base-path", bad]).exits(3).says("is not a path for `--base-path`").says("from slash to slash");
    }
}
