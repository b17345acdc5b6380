//! The hub, held against real sockets: what websub.rocks checks of a hub (its tests 100 to 106), and what goes wrong in the world.
//!
//! Nothing here waits for a time to pass: what must come is waited for, and what must not come would have come before something that did.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, Response};
use depesch::db::Database;
use depesch::hub::{Bytes, Hub, HubCounts, HubResponse, HubSettings, TopicContent, Topics};
use hmac::{KeyInit, Mac};
use reqwest::Url;
use tempfile::TempDir;
use tokio::sync::Semaphore;

const HUB: &str = "https://press.example/hub";
const NEWS: &str = "https://press.example/feed.rss";
const RSS: &str = "application/rss+xml; charset=utf-8";
const NEAR: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const FAR: IpAddr = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));

/// Whoever has the feeds.
#[derive(Default)]
struct Feeds(Mutex<BTreeMap<String, TopicContent>>);

impl Feeds {
    fn set(&self, url: &str, content_type: &str, text: &str) {
        let topic =
            TopicContent { url: url.into(), content_type: content_type.into(), bytes: Bytes::copy_from_slice(text.as_bytes()) };
        self.0.lock().unwrap().insert(url.into(), topic);
    }
}

impl Topics for Feeds {
    fn contains(&self, url: &str) -> bool {
        self.0.lock().unwrap().contains_key(url)
    }

    fn content(&self, url: &str) -> Option<TopicContent> {
        self.0.lock().unwrap().get(url).cloned()
    }
}

/// A call that reached a subscriber's server.
#[derive(Debug, Clone)]
struct Call {
    method: String,
    path: String,
    /// As it stood in the request line.
    query: String,
    headers: BTreeMap<String, Vec<String>>,
    body: String,
    at: Instant,
    answered: u16,
}

impl Call {
    fn parameters(&self) -> BTreeMap<String, String> {
        pairs(&self.query)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers.get(name)?;
        assert_eq!(values.len(), 1, "{name} is there {} times", values.len());
        Some(&values[0])
    }
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    Url::parse(&format!("form:?{text}")).unwrap().query_pairs().into_owned().collect()
}

type Behaviour = dyn Fn(&Call, usize) -> Option<(u16, Vec<(&'static str, String)>, String)> + Send + Sync;

/// The server of a subscriber. It confirms what it is asked and takes what it gets, unless it is told to behave otherwise.
struct Reader {
    address: SocketAddr,
    seen: Arc<Seen>,
}

struct Seen {
    calls: Mutex<Vec<Call>>,
    /// What is answered to a call, and to how many-th of its kind; none: as usual.
    behaviour: Mutex<Arc<Behaviour>>,
    /// Calls to a path with `held` wait for a permit.
    gate: Semaphore,
    inside: Mutex<(usize, usize)>,
}

impl Reader {
    async fn open() -> Reader {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen {
            calls: Mutex::default(),
            behaviour: Mutex::new(Arc::new(|_, _| None)),
            gate: Semaphore::new(0),
            inside: Mutex::default(),
        });
        let here = Arc::clone(&seen);
        let app = axum::Router::new().fallback(move |request: Request<Body>| {
            let seen = Arc::clone(&here);
            async move { answer(&seen, request).await }
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Reader { address, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn behaves(
        &self,
        behaviour: impl Fn(&Call, usize) -> Option<(u16, Vec<(&'static str, String)>, String)> + Send + Sync + 'static,
    ) {
        *self.seen.behaviour.lock().unwrap() = Arc::new(behaviour);
    }

    fn calls(&self, method: &str, path: &str) -> Vec<Call> {
        let calls = self.seen.calls.lock().unwrap();
        calls.iter().filter(|call| call.method == method && call.path == path).cloned().collect()
    }

    /// The deliveries that this path took.
    fn taken(&self, path: &str) -> Vec<Call> {
        self.calls("POST", path).into_iter().filter(|call| call.answered < 300).collect()
    }

    async fn delivery(&self, path: &str, nth: usize) -> Call {
        until(&format!("delivery {nth} to {path}"), || self.taken(path).get(nth - 1).cloned()).await
    }
}

async fn answer(seen: &Seen, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 10_000_000).await.unwrap();
    let mut headers = BTreeMap::<String, Vec<String>>::new();
    for (name, value) in &parts.headers {
        headers.entry(name.to_string()).or_default().push(String::from_utf8(value.as_bytes().to_vec()).unwrap());
    }
    let mut call = Call {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
        at: Instant::now(),
        answered: 0,
    };
    {
        let mut inside = seen.inside.lock().unwrap();
        inside.0 += 1;
        inside.1 = inside.1.max(inside.0);
    }
    if call.path.contains("held") && (call.method == "POST") != call.path.contains("asked") {
        seen.gate.acquire().await.unwrap().forget();
    }
    seen.inside.lock().unwrap().0 -= 1;
    let mut calls = seen.calls.lock().unwrap();
    let nth = 1 + calls.iter().filter(|one| one.method == call.method && one.path == call.path).count();
    let behaviour = Arc::clone(&seen.behaviour.lock().unwrap());
    let (status, headers, text) =
        behaviour(&call, nth).unwrap_or_else(|| (200, vec![], call.parameters().get("hub.challenge").cloned().unwrap_or_default()));
    let broken = call.method == "POST" && call.path == "/broken";
    call.answered = status;
    calls.push(call);
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    if broken {
        // More is promised than comes.
        return response.header("content-length", "100").body(Body::new(Short(0))).unwrap();
    }
    response.body(Body::from(text)).unwrap()
}

/// A body that breaks off after its first byte, by how far it has come.
struct Short(u8);

impl hyper::body::Body for Short {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        self.0 += 1;
        match self.0 {
            1 => std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(Bytes::from_static(b"x"))))),
            // The head and the first byte leave now.
            2..=9 => {
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            }
            _ => std::task::Poll::Ready(Some(Err(std::io::ErrorKind::BrokenPipe.into()))),
        }
    }
}

/// Waits until there is something, and not for ever.
async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "nobody saw: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Environment {
    state: TempDir,
    feeds: Arc<Feeds>,
    settings: HubSettings,
    hub: Option<Hub>,
    reader: Reader,
}

impl Environment {
    async fn new() -> Environment {
        Environment::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut HubSettings)) -> Environment {
        let mut settings = HubSettings::new(HUB, "Depesch/1 (+https://press.example/about)");
        settings.window = Duration::from_millis(10);
        settings.allowed_networks = vec!["127.0.0.0/8".parse().unwrap()];
        settings.delivery_retry = vec![Duration::from_millis(20); 1_000];
        settings.verification_retry = vec![Duration::from_millis(20); 2];
        settings.limits.failures = u32::MAX;
        change(&mut settings);
        let feeds = Arc::new(Feeds::default());
        feeds.set(NEWS, RSS, "<rss>första</rss>\n");
        let mut world = Environment { state: TempDir::new().unwrap(), feeds, settings, hub: None, reader: Reader::open().await };
        world.start();
        world
    }

    /// Starts a hub on the same journal, after the one before it was killed.
    fn start(&mut self) {
        self.hub = None;
        let journal = Arc::new(Database::open(self.state.path()).unwrap());
        self.hub = Some(Hub::start(journal, Arc::clone(&self.feeds) as Arc<dyn Topics>, self.settings.clone()).unwrap());
    }

    fn hub(&self) -> &Hub {
        self.hub.as_ref().unwrap()
    }

    fn counts(&self) -> HubCounts {
        self.hub().counts().unwrap()
    }

    fn subscriptions(&self) -> u64 {
        self.counts().subscriptions.iter().map(|(_, count)| count).sum()
    }

    fn form(&self, mode: &str, topic: &str, path: &str, more: &[(&str, &str)]) -> String {
        let callback = self.reader.url(path);
        let mut form = Url::parse("form:").unwrap();
        form.query_pairs_mut()
            .extend_pairs([("hub.mode", mode), ("hub.topic", topic), ("hub.callback", &callback)])
            .extend_pairs(more);
        form.query().unwrap().to_owned()
    }

    async fn ask(&self, mode: &str, topic: &str, path: &str, more: &[(&str, &str)]) -> HubResponse {
        self.hub().handle_form(self.form(mode, topic, path, more).as_bytes(), NEAR, false, ()).await
    }

    /// Asks, and waits until the callback has confirmed.
    async fn confirmed(&self, mode: &str, topic: &str, path: &str, more: &[(&str, &str)]) {
        let before = self.counts().confirmed;
        let answer = self.ask(mode, topic, path, more).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        until("the confirmation", || (self.counts().confirmed > before).then_some(())).await;
    }

    async fn follow(&self, path: &str) {
        self.confirmed("subscribe", NEWS, path, &[]).await;
    }

    /// The feed becomes this.
    fn publish(&self, text: &str) {
        self.feeds.set(NEWS, RSS, text);
        self.hub().announce([NEWS.to_owned()]);
    }

    async fn settled(&self) {
        until("an empty queue", || (self.counts().pending_deliveries == 0).then_some(())).await;
    }
}

/// What websub.rocks checks of every delivery.
fn check(call: &Call, topic: &TopicContent, secret: Option<&str>) {
    assert_eq!(call.body.as_bytes(), &topic.bytes[..]);
    assert!(!call.body.is_empty());
    assert_eq!(call.header("content-type"), Some(topic.content_type.as_str()));
    assert_eq!(call.header("link"), Some(format!("<{HUB}>; rel=\"hub\", <{}>; rel=\"self\"", topic.url).as_str()));
    assert_eq!(call.header("content-encoding"), None);
    assert_eq!(call.header("user-agent"), Some("Depesch/1 (+https://press.example/about)"));
    assert_eq!(call.header("depesch-delivery").map(str::len), Some(32));
    let expected = secret.map(|secret| {
        let mut mac = <hmac::Hmac<sha2::Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(call.body.as_bytes());
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256={hex}")
    });
    assert_eq!(call.header("x-hub-signature"), expected.as_deref());
}

fn topic(world: &Environment, url: &str) -> TopicContent {
    world.feeds.content(url).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rocks_100_a_typical_subscriber() {
    let world = Environment::new().await;
    let answer = world.ask("subscribe", NEWS, "/a", &[("hub.lease_seconds", "7200")]).await;
    assert_eq!((answer.status, answer.retry_after), (202, None));
    until("the subscription", || (world.subscriptions() == 1).then_some(())).await;
    let asked = world.reader.calls("GET", "/a").remove(0).parameters();
    assert_eq!(asked["hub.mode"], "subscribe");
    assert_eq!(asked["hub.topic"], NEWS);
    assert_eq!(asked["hub.lease_seconds"], "7200");
    assert!(asked["hub.challenge"].len() >= 32);
    world.publish("<rss>andra</rss>\n");
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), None);
    world.settled().await;
    assert_eq!(world.counts().delivered, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rocks_101_a_subscriber_with_a_secret() {
    let world = Environment::new().await;
    world.confirmed("subscribe", NEWS, "/a", &[("hub.secret", "hemlig ö+&=%")]).await;
    world.publish("Hej Botkyrka ö\n");
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), Some("hemlig ö+&=%"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rocks_102_what_the_hub_does_not_know_it_passes_over() {
    let world = Environment::new().await;
    world.confirmed("subscribe", NEWS, "/a", &[("foo", "bar"), ("hub.foo", "bar"), ("hub.verify", "sync")]).await;
    world.publish("<rss>andra</rss>\n");
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn rocks_103_who_subscribes_again_gets_everything_once() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world.follow("/a").await;
    assert_eq!(world.subscriptions(), 1);
    world.publish("<rss>andra</rss>\n");
    world.reader.delivery("/a", 1).await;
    world.settled().await;
    assert_eq!(world.reader.taken("/a").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rocks_104_who_has_left_gets_nothing() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world.follow("/b").await;
    world.confirmed("unsubscribe", NEWS, "/a", &[]).await;
    let asked = world.reader.calls("GET", "/a").pop().unwrap().parameters();
    assert_eq!(asked["hub.mode"], "unsubscribe");
    assert!(!asked.contains_key("hub.lease_seconds"));
    world.publish("<rss>andra</rss>\n");
    world.reader.delivery("/b", 1).await;
    world.settled().await;
    assert_eq!(world.reader.calls("POST", "/a").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rocks_105_and_106_any_type_of_topic() {
    let world = Environment::new().await;
    for (url, content_type, path) in [
        ("https://press.example/news.txt", "text/plain; charset=UTF-8", "/text"),
        ("https://press.example/feed.json", "application/feed+json", "/json"),
        ("https://press.example/feed.atom", "application/atom+xml;charset=\"utf-8\"", "/atom"),
    ] {
        world.feeds.set(url, content_type, "ett");
        world.confirmed("subscribe", url, path, &[]).await;
        world.feeds.set(url, content_type, "{\"två\": 2}");
        world.hub().announce([url.to_owned()]);
        check(&world.reader.delivery(path, 1).await, &topic(&world, url), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_a_topic_that_goes_is_told() {
    let world = Environment::new().await;
    world.follow("/a?x=1").await;
    let told = world.hub().deny(NEWS.to_owned(), "the feed was merged with another".to_owned()).await.unwrap();
    assert_eq!((told, world.subscriptions()), (1, 0));
    let denied = |path: &'static str| {
        let calls = world.reader.calls("GET", path);
        calls.into_iter().find(|call| call.parameters()["hub.mode"] == "denied")
    };
    let call = until("the denial", || denied("/a")).await;
    assert!(call.query.starts_with("x=1&hub.mode=denied&"), "{}", call.query);
    assert_eq!(call.parameters()["hub.topic"], NEWS);
    assert_eq!(call.parameters()["hub.reason"], "the feed was merged with another");

    world.follow("/b").await;
    world.feeds.0.lock().unwrap().remove(NEWS);
    world.hub().announce([NEWS.to_owned()]);
    assert_eq!(until("the denial", || denied("/b")).await.parameters()["hub.reason"], "the feed is gone");
    assert_eq!(world.subscriptions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_has_bounds_and_an_end() {
    let world = Environment::with(|settings| settings.lease.min = Duration::from_secs(1)).await;
    for (asked, given) in [("1", "1"), ("7200", "7200"), ("99999999999999999999999", "2592000"), ("", "864000")] {
        let path = format!("/{given}");
        world.confirmed("subscribe", NEWS, &path, &[("hub.lease_seconds", asked)]).await;
        assert_eq!(world.reader.calls("GET", &path)[0].parameters()["hub.lease_seconds"], given);
    }
    until("the end of the lease", || (world.subscriptions() == 3).then_some(())).await;
    world.publish("<rss>andra</rss>\n");
    for path in ["/7200", "/2592000", "/864000"] {
        world.reader.delivery(path, 1).await;
    }
    world.settled().await;
    assert_eq!(world.reader.calls("POST", "/1").len(), 0);
    let short = Environment::new().await;
    short.confirmed("subscribe", NEWS, "/a", &[("hub.lease_seconds", "1")]).await;
    assert_eq!(short.reader.calls("GET", "/a")[0].parameters()["hub.lease_seconds"], "3600");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_gone_is_dropped() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world.follow("/b").await;
    world.reader.behaves(|call, _| (call.method == "POST" && call.path == "/a").then(|| (410, vec![], String::new())));
    world.publish("<rss>andra</rss>\n");
    world.reader.delivery("/b", 1).await;
    until("the end of the subscription", || (world.subscriptions() == 1).then_some(())).await;
    assert_eq!(world.counts().gone, 1);
    assert_eq!(world.reader.calls("POST", "/a").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_tried_again_under_the_same_number() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world.reader.behaves(|call, nth| {
        let status = [500, 503, 404, 302].get(nth - 1).filter(|_| call.method == "POST")?;
        Some((*status, vec![("location", "/elsewhere".into())], "x".repeat(100_000)))
    });
    world.publish("<rss>andra</rss>\n");
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), None);
    world.settled().await;
    let calls = world.reader.calls("POST", "/a");
    assert_eq!(calls.iter().map(|call| call.answered).collect::<Vec<_>>(), [500, 503, 404, 302, 200]);
    assert!(calls.iter().all(|call| call.header("depesch-delivery") == calls[0].header("depesch-delivery")));
    // The same bytes have the same name for everybody, and others have another.
    world.reader.behaves(|_, _| None);
    world.follow("/b").await;
    world.publish("<rss>tredje</rss>\n");
    let names = [world.reader.delivery("/a", 2).await, world.reader.delivery("/b", 1).await]
        .map(|call| call.header("depesch-delivery").unwrap().to_owned());
    assert_eq!(names[0], names[1]);
    assert_ne!(Some(names[0].as_str()), calls[0].header("depesch-delivery"));
    assert_eq!(world.reader.calls("POST", "/elsewhere").len() + world.reader.calls("GET", "/elsewhere").len(), 0);
    world.settled().await;
    let counts = world.counts();
    assert_eq!((counts.failed, counts.delivered, counts.abandoned), (4, 3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_asks_for_time_gets_it() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world
        .reader
        .behaves(|call, nth| (call.method == "POST" && nth == 1).then(|| (429, vec![("retry-after", "1".into())], String::new())));
    world.publish("<rss>andra</rss>\n");
    let second = world.reader.delivery("/a", 1).await;
    assert!(second.at - world.reader.calls("POST", "/a")[0].at >= Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_has_arrived_when_the_status_says_so_whatever_becomes_of_the_rest() {
    let world = Environment::new().await;
    world.follow("/broken").await;
    world.follow("/a").await;
    world.publish("<rss>andra</rss>\n");
    world.reader.delivery("/broken", 1).await;
    world.reader.delivery("/a", 1).await;
    world.settled().await;
    assert_eq!((world.counts().delivered, world.counts().failed), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_given_up_does_not_end_the_subscription() {
    let world = Environment::with(|settings| settings.delivery_retry.truncate(1)).await;
    world.follow("/a").await;
    world.reader.behaves(|call, nth| (call.method == "POST" && nth <= 2).then(|| (500, vec![], String::new())));
    world.publish("<rss>andra</rss>\n");
    until("giving up", || (world.counts().abandoned == 1).then_some(())).await;
    assert_eq!((world.subscriptions(), world.counts().pending_deliveries), (1, 0));
    world.publish("<rss>tredje</rss>\n");
    assert_eq!(world.reader.delivery("/a", 1).await.body, "<rss>tredje</rss>\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_secret_takes_the_place_of_the_old() {
    let world = Environment::new().await;
    world.confirmed("subscribe", NEWS, "/a", &[("hub.secret", "gammal")]).await;
    world.publish("<rss>andra</rss>\n");
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), Some("gammal"));
    world.settled().await;
    // One that the callback does not confirm changes nothing.
    world.reader.behaves(|call, _| (call.method == "GET").then(|| (404, vec![], String::new())));
    assert_eq!(world.ask("subscribe", NEWS, "/a", &[("hub.secret", "falsk")]).await.status, 202);
    until("the no", || (world.counts().unconfirmed == 1).then_some(())).await;
    world.publish("<rss>tredje</rss>\n");
    check(&world.reader.delivery("/a", 2).await, &topic(&world, NEWS), Some("gammal"));
    world.settled().await;
    world.reader.behaves(|_, _| None);
    world.confirmed("subscribe", NEWS, "/a", &[("hub.secret", "ny")]).await;
    world.publish("<rss>fjärde</rss>\n");
    check(&world.reader.delivery("/a", 3).await, &topic(&world, NEWS), Some("ny"));
    world.settled().await;
    world.confirmed("subscribe", NEWS, "/a", &[]).await;
    world.publish("<rss>femte</rss>\n");
    check(&world.reader.delivery("/a", 4).await, &topic(&world, NEWS), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_shorter_than_200_bytes_and_comes_by_https() {
    let world = Environment::new().await;
    let (longest, too_long) = ("ö".repeat(99) + "a", "ö".repeat(100));
    assert_eq!(world.ask("subscribe", NEWS, "/a", &[("hub.secret", &too_long)]).await.status, 400);
    world.confirmed("subscribe", NEWS, "/a", &[("hub.secret", &longest)]).await;
    world.publish("<rss>andra</rss>\n");
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), Some(&longest));
    let form = world.form("subscribe", NEWS, "/b", &[("hub.secret", "hemlig")]);
    let answer = world.hub().handle_form(form.as_bytes(), FAR, false, ()).await;
    assert_eq!((answer.status, answer.text.contains("https")), (400, true));
    assert_eq!(world.hub().handle_form(form.as_bytes(), FAR, true, ()).await.status, 202);
    let open = world.form("subscribe", NEWS, "/c", &[]);
    assert_eq!(world.hub().handle_form(open.as_bytes(), FAR, false, ()).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_keeps_its_query() {
    let world = Environment::new().await;
    world.follow("/a?id=7&hub.mode=own&tecken=%C3%B6+b%2Fc&tom=").await;
    let asked = &world.reader.calls("GET", "/a")[0].query;
    assert!(asked.starts_with("id=7&hub.mode=own&tecken=%C3%B6+b%2Fc&tom=&hub.mode=subscribe&hub.topic="), "{asked}");
    world.publish("<rss>andra</rss>\n");
    assert_eq!(world.reader.delivery("/a", 1).await.query, "id=7&hub.mode=own&tecken=%C3%B6+b%2Fc&tom=");
    // Two callbacks that differ in their query alone are two subscribers.
    world.follow("/a?id=8").await;
    assert_eq!(world.subscriptions(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_may_be_spelled_with_its_letters() {
    let world = Environment::new().await;
    let (encoded, spelled) = ("https://press.example/%C3%A4mnen/v%C3%A5rd.rss", "https://press.example/ämnen/vård.rss");
    world.feeds.set(encoded, RSS, "ett");
    world.confirmed("subscribe", spelled, "/a", &[]).await;
    assert_eq!(world.reader.calls("GET", "/a")[0].parameters()["hub.topic"], spelled, "as it was asked for");
    world.confirmed("subscribe", encoded, "/a", &[]).await;
    assert_eq!(world.counts().subscriptions, [(encoded.to_owned(), 1)], "the same topic");
    world.feeds.set(encoded, RSS, "två");
    world.hub().announce([encoded.to_owned()]);
    check(&world.reader.delivery("/a", 1).await, &topic(&world, encoded), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_feeds_can_be_followed_and_published() {
    let world = Environment::new().await;
    for topic in ["https://other.example/feed.rss", "https://press.example/feed.rss#top", "feed.rss", "ämnen"] {
        let answer = world.ask("subscribe", topic, "/a", &[]).await;
        assert_eq!((answer.status, answer.text.contains("rel=self")), (422, true), "{topic}");
        assert_eq!(world.ask("unsubscribe", topic, "/a", &[]).await.status, 422, "{topic}");
    }
    for form in ["hub.mode=publish&hub.url=https://other.example/feed.rss", "hub.mode=publish&hub.topic=x"] {
        assert_eq!(world.hub().handle_form(form.as_bytes(), NEAR, true, ()).await.status, 422);
    }
    world.follow("/a").await;
    let publish = |name: &str| format!("hub.mode=publish&hub.{name}={NEWS}");
    // Nothing is other than it was: nobody can make the hub send.
    assert_eq!(world.hub().handle_form(publish("url").as_bytes(), FAR, true, ()).await.status, 202);
    world.feeds.set(NEWS, RSS, "<rss>andra</rss>\n");
    assert_eq!(world.hub().handle_form(publish("topic").as_bytes(), FAR, true, ()).await.status, 202);
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), None);
    assert_eq!(world.hub().reconcile([NEWS.to_owned()]).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_gone_can_still_be_left() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world.feeds.0.lock().unwrap().remove(NEWS);
    world.confirmed("unsubscribe", NEWS, "/a", &[]).await;
    assert_eq!(world.subscriptions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_challenge_confirms() {
    let world = Environment::new().await;
    let challenge = |call: &Call| call.parameters()["hub.challenge"].clone();
    world.reader.behaves(move |call, _| {
        Some(match call.path.as_str() {
            "/no" => (404, vec![], challenge(call)),
            "/moved" => (302, vec![("location", format!("/target?{}", call.query))], String::new()),
            "/newline" => (200, vec![], challenge(call) + "\n"),
            "/empty" => (200, vec![], String::new()),
            "/endless" => (200, vec![], challenge(call) + &" ".repeat(1_000_000)),
            "/other" => (200, vec![], "0".repeat(64)),
            _ => return None,
        })
    });
    for (nth, path) in ["/no", "/moved", "/newline", "/empty", "/endless", "/other"].into_iter().enumerate() {
        assert_eq!(world.ask("subscribe", NEWS, path, &[]).await.status, 202);
        until(path, || (world.counts().unconfirmed == nth as u64 + 1).then_some(())).await;
        assert_eq!(world.reader.calls("GET", path).len(), 1, "{path} is asked once");
    }
    assert_eq!((world.subscriptions(), world.counts().pending_verifications), (0, 0));
    assert_eq!(world.reader.calls("GET", "/target").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_cannot_answer_is_asked_twice_more_each_time_something_else() {
    let world = Environment::new().await;
    world.reader.behaves(|call, nth| (call.path == "/never" || nth <= 2).then(|| (503, vec![], String::new())));
    world.follow("/a").await;
    let asked: Vec<String> =
        world.reader.calls("GET", "/a").iter().map(|call| call.parameters()["hub.challenge"].clone()).collect();
    assert_eq!(asked.len(), 3);
    assert!(asked[0] != asked[1] && asked[1] != asked[2] && asked[0] != asked[2]);
    assert_eq!(world.ask("subscribe", NEWS, "/never", &[]).await.status, 202);
    until("the end of patience", || (world.counts().unconfirmed == 1).then_some(())).await;
    assert_eq!(world.reader.calls("GET", "/never").len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_requests_the_newer_counts_whichever_is_confirmed_first() {
    let world = Environment::new().await;
    assert_eq!(world.ask("subscribe", NEWS, "/held-asked", &[("hub.secret", "gammal")]).await.status, 202);
    assert_eq!(world.ask("subscribe", NEWS, "/held-asked", &[("hub.secret", "ny")]).await.status, 202);
    until("both questions", || (world.reader.seen.inside.lock().unwrap().0 == 2).then_some(())).await;
    world.reader.seen.gate.add_permits(2);
    until("both answers", || (world.counts().pending_verifications == 0).then_some(())).await;
    world.publish("<rss>andra</rss>\n");
    check(&world.reader.delivery("/held-asked", 1).await, &topic(&world, NEWS), Some("ny"));
    assert_eq!(world.subscriptions(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_latest_version_is_sent() {
    let world = Environment::new().await;
    world.follow("/a").await;
    world.reader.behaves(|call, _| (call.method == "POST").then(|| (500, vec![], String::new())));
    world.publish("<rss>andra</rss>\n");
    let first = until("an attempt", || world.reader.calls("POST", "/a").pop()).await;
    world.publish("<rss>tredje</rss>\n");
    until("an attempt at the next version", || {
        let last = world.reader.calls("POST", "/a").pop()?;
        (last.header("depesch-delivery") != first.header("depesch-delivery")).then_some(())
    })
    .await;
    world.reader.behaves(|_, _| None);
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), None);
    world.settled().await;
    assert_eq!(world.reader.taken("/a").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_within_the_window_are_one() {
    let world = Environment::with(|settings| settings.window = Duration::from_millis(300)).await;
    world.follow("/a").await;
    for text in ["ett", "två", "tre"] {
        world.publish(text);
    }
    assert_eq!(world.reader.delivery("/a", 1).await.body, "tre");
    world.settled().await;
    assert_eq!(world.reader.calls("POST", "/a").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_before_the_callback_confirms_is_delivered() {
    let world = Environment::new().await;
    world.follow("/b").await;
    assert_eq!(world.ask("subscribe", NEWS, "/held-asked", &[]).await.status, 202);
    until("the question", || (world.reader.seen.inside.lock().unwrap().0 == 1).then_some(())).await;
    world.publish("<rss>andra</rss>\n");
    world.reader.delivery("/b", 1).await;
    world.reader.seen.gate.add_permits(1);
    check(&world.reader.delivery("/held-asked", 1).await, &topic(&world, NEWS), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_host_has_more_than_its_share() {
    let world = Environment::with(|settings| settings.limits.per_host = 4).await;
    for path in ["/held-1", "/held-2", "/held-3"] {
        world.follow(path).await;
    }
    world.publish("<rss>andra</rss>\n");
    until("two deliveries at a time", || (world.reader.seen.inside.lock().unwrap().0 == 2).then_some(())).await;
    world.reader.seen.gate.add_permits(3);
    world.settled().await;
    assert_eq!(world.reader.seen.inside.lock().unwrap().1, 2, "never more");

    // One more is asked for, and none beyond it while that waits.
    assert_eq!(world.ask("subscribe", NEWS, "/held-asked-1", &[]).await.status, 202);
    let answer = world.ask("subscribe", NEWS, "/held-asked-2", &[]).await;
    assert_eq!((answer.status, answer.retry_after), (429, Some(3_600)), "{}", answer.text);
    assert_eq!(world.ask("subscribe", NEWS, "/held-1", &[]).await.status, 202, "who is there already may renew");
    world.reader.seen.gate.add_permits(10);
    until("all answers", || (world.counts().pending_verifications == 0).then_some(())).await;
    assert_eq!(world.subscriptions(), 4);
    assert_eq!(world.ask("subscribe", NEWS, "/one-more", &[]).await.status, 429);
}

/// Strangers, each with an address of its own, ask in the name of a host that is not theirs.
#[tokio::test(flavor = "multi_thread")]
async fn one_client_cannot_use_up_the_host_of_another() {
    let world = Environment::with(|settings| {
        (settings.limits.waiting_per_client, settings.limits.waiting_per_host) = (2, 5);
        settings.verification_retry = vec![Duration::from_secs(3_600)];
    })
    .await;
    world.follow("/known").await;
    let ask = |peer: &str, path: &str| {
        let (peer, form) = (peer.parse().unwrap(), world.form("subscribe", NEWS, path, &[]));
        let hub = world.hub().clone();
        async move { hub.handle_form(form.as_bytes(), peer, false, ()).await }
    };
    // Its server does not answer what it does not know.
    let one = ["198.51.100.1", "::ffff:198.51.100.1"];
    assert_eq!(ask(one[0], "/held-asked-1").await.status, 202);
    assert_eq!(ask(one[1], "/held-asked-2").await.status, 202);
    let refused = ask(one[0], "/held-asked-3").await;
    assert_eq!((refused.status, refused.retry_after), (429, Some(60)));
    assert!(refused.text.starts_with("too many requests from this address await confirmation by 127.0.0.1"), "{}", refused.text);
    // A customer has a whole IPv6 /64.
    for (n, expected) in [(1, 202), (2, 202), (3, 429)] {
        assert_eq!(ask(&format!("2001:db8::{n}"), &format!("/held-asked-6{n}")).await.status, expected, "{n}");
    }
    // The owner of the host comes from elsewhere, and his subscription is renewed whatever the others do.
    assert_eq!(ask("203.0.113.1", "/held-asked-own").await.status, 202);
    assert_eq!(ask("203.0.113.2", "/a").await.text, "too many requests await confirmation by 127.0.0.1");
    assert_eq!(ask("203.0.113.2", "/known").await.status, 202);
    // What was asked and not confirmed gives way.
    world.reader.behaves(|call, _| call.path.starts_with("/held-asked-").then(|| (503, vec![], String::new())));
    world.reader.seen.gate.add_permits(100);
    until("the failures", || (world.reader.seen.calls.lock().unwrap().len() >= 7).then_some(())).await;
    until("their places", || {
        let hub = world.hub().clone();
        let form = world.form("subscribe", NEWS, "/new", &[]);
        let answer = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(hub.handle_form(form.as_bytes(), FAR, false, ()))
        });
        (answer.status == 202).then_some(())
    })
    .await;
    until("the subscription", || (world.subscriptions() == 2).then_some(())).await;
    // None of them counts among the subscriptions of the host, and the one that is there stays.
    world.publish("<rss>andra</rss>\n");
    for path in ["/known", "/new"] {
        world.reader.delivery(path, 1).await;
    }
}

/// A callback that is not there is somebody's mistake or malice: it does not hold up those that are.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_fail_do_not_pause_the_deliveries_of_a_host() {
    let world = Environment::with(|settings| {
        (settings.limits.failures, settings.limits.pause) = (1, Duration::from_secs(3_600));
    })
    .await;
    world.follow("/a").await;
    world.reader.behaves(|call, _| (call.path == "/made-up").then(|| (500, vec![], String::new())));
    assert_eq!(world.ask("subscribe", NEWS, "/made-up", &[]).await.status, 202);
    until("the failure", || world.reader.calls("GET", "/made-up").pop()).await;
    world.publish("<rss>andra</rss>\n");
    world.reader.delivery("/a", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_not_flooded_with_questions() {
    let world = Environment::with(|settings| {
        settings.limits.verifications_per_minute = 3;
        settings.limits.requests_per_minute = 1_000;
    })
    .await;
    world.reader.behaves(|call, _| (call.method == "GET").then(|| (404, vec![], String::new())));
    let mut accepted = 0u64;
    for n in 0..40 {
        let form = world.form("subscribe", NEWS, &format!("/{n}"), &[]);
        let peer = IpAddr::V4(Ipv4Addr::new(198, 51, 100, n));
        accepted += u64::from(world.hub().handle_form(form.as_bytes(), peer, false, ()).await.status == 202);
    }
    until("the answers", || (world.counts().unconfirmed == 3).then_some(())).await;
    assert!((30..=33).contains(&accepted), "as many as can wait, and those that were asked meanwhile: {accepted}");
    assert_eq!(world.counts().pending_verifications, accepted - 3);
    assert_eq!(world.reader.seen.calls.lock().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_confirm_cannot_ask_for_ever() {
    let world = Environment::with(|settings| {
        settings.limits.waiting_per_client = 2;
        settings.limits.requests_per_minute = 4;
    })
    .await;
    for path in ["/held-asked-1", "/held-asked-2"] {
        assert_eq!(world.ask("subscribe", NEWS, path, &[]).await.status, 202);
    }
    for mode in ["subscribe", "unsubscribe"] {
        let answer = world.ask(mode, NEWS, "/held-asked-3", &[]).await;
        assert_eq!((answer.status, answer.retry_after), (429, Some(60)), "{}", answer.text);
    }
    let answer = world.ask("subscribe", NEWS, "/a", &[]).await;
    assert_eq!((answer.status, answer.text.as_str()), (429, "too many requests from this address"));
    assert!((1..=60).contains(&answer.retry_after.unwrap()));
    let full = Environment::with(|settings| settings.limits.total = 1).await;
    full.follow("/a").await;
    let answer = full.ask("subscribe", NEWS, "/b", &[]).await;
    assert_eq!((answer.status, answer.retry_after), (503, Some(3_600)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_goes_on_where_it_was() {
    let mut world = Environment::with(|settings| settings.delivery_retry = vec![Duration::from_secs(3_600)]).await;
    world.follow("/a").await;
    world.follow("/held-b").await;
    assert_eq!(world.ask("subscribe", NEWS, "/held-asked", &[]).await.status, 202);
    until("the question", || (world.reader.seen.inside.lock().unwrap().0 == 1).then_some(())).await;
    world
        .reader
        .behaves(|call, nth| (call.method == "POST" && call.path == "/a" && nth == 1).then(|| (500, vec![], String::new())));
    world.publish("<rss>andra</rss>\n");
    until("one failure, one call under way", || {
        (world.counts().failed == 1 && world.reader.seen.inside.lock().unwrap().0 == 2).then_some(())
    })
    .await;
    world.start();
    until("what is outstanding", || (world.counts().pending_deliveries == 2).then_some(())).await;
    world.reader.seen.gate.add_permits(100);
    check(&world.reader.delivery("/held-b", 1).await, &topic(&world, NEWS), None);
    until("the request of before", || (world.subscriptions() == 3).then_some(())).await;
    // The first is not due for an hour. It changes while the hub is not there, and nobody tells it.
    world.hub = None;
    world.feeds.set(NEWS, RSS, "<rss>tredje</rss>\n");
    world.start();
    for path in ["/a", "/held-b", "/held-asked"] {
        let call = until(path, || world.reader.taken(path).into_iter().find(|call| call.body.contains("tredje"))).await;
        check(&call, &topic(&world, NEWS), None);
    }
    world.settled().await;
    assert_eq!(world.subscriptions(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_closed_writes_down_what_it_was_about_to_announce() {
    let mut world = Environment::with(|settings| settings.window = Duration::from_secs(3_600)).await;
    world.follow("/a").await;
    world.publish("<rss>andra</rss>\n");
    world.hub().close(Duration::from_secs(20)).await;
    assert_eq!(world.counts().pending_deliveries, 1);
    assert_eq!(world.reader.calls("POST", "/a").len(), 0);
    let answer = world.ask("subscribe", NEWS, "/b", &[]).await;
    assert_eq!((answer.status, answer.retry_after), (503, Some(30)));
    world.start();
    check(&world.reader.delivery("/a", 1).await, &topic(&world, NEWS), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_for_what_is_under_way_but_not_for_ever() {
    let world = Environment::new().await;
    world.follow("/held").await;
    world.publish("<rss>andra</rss>\n");
    until("a call under way", || (world.reader.seen.inside.lock().unwrap().0 == 1).then_some(())).await;
    let hub = world.hub().clone();
    let closing = tokio::spawn(async move { hub.close(Duration::from_secs(20)).await });
    world.reader.seen.gate.add_permits(1);
    closing.await.unwrap();
    assert_eq!((world.counts().delivered, world.counts().pending_deliveries), (1, 0));

    let world = Environment::new().await;
    world.follow("/held").await;
    world.publish("<rss>andra</rss>\n");
    until("a call under way", || (world.reader.seen.inside.lock().unwrap().0 == 1).then_some(())).await;
    world.hub().close(Duration::from_millis(1)).await;
    assert_eq!((world.counts().delivered, world.counts().pending_deliveries), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_is_not_called_unless_it_is_let_through() {
    let world = Environment::with(|settings| {
        settings.allowed_networks.clear();
        settings.extra_ports.push(1..=u16::MAX);
        settings.verification_retry.clear();
    })
    .await;
    let answer = world.ask("subscribe", NEWS, "/a", &[]).await;
    assert_eq!((answer.status, answer.text.contains("this machine")), (400, true), "{}", answer.text);
    let port = world.reader.address.port();
    for (nth, host) in ["localhost", "LOCALHOST"].into_iter().enumerate() {
        let form = format!("hub.mode=subscribe&hub.topic={NEWS}&hub.callback=http://{host}:{port}/a");
        assert_eq!(world.hub().handle_form(form.as_bytes(), NEAR, true, ()).await.status, 202, "{host}");
        until(host, || (world.counts().unconfirmed == nth as u64 + 1).then_some(())).await;
    }
    assert!(world.reader.seen.calls.lock().unwrap().is_empty());
    assert_eq!((world.subscriptions(), world.counts().pending_verifications), (0, 0));
    // The same by name, when it is let through.
    let world = Environment::with(|settings| settings.extra_ports.push(1..=u16::MAX)).await;
    let form = format!("hub.mode=subscribe&hub.topic={NEWS}&hub.callback=http://localhost:{}/a", world.reader.address.port());
    assert_eq!(world.hub().handle_form(form.as_bytes(), NEAR, true, ()).await.status, 202);
    until("the subscription", || (world.subscriptions() == 1).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_may_not_be_called_any_more_gets_nothing() {
    let mut world = Environment::with(|settings| settings.delivery_retry.truncate(1)).await;
    world.follow("/a").await;
    world.settings.allowed_networks.clear();
    world.start();
    world.publish("<rss>andra</rss>\n");
    until("giving up", || (world.counts().abandoned == 1).then_some(())).await;
    assert_eq!(world.reader.calls("POST", "/a").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn hubs_of_others_are_told() {
    let outside = Reader::open().await;
    let address = outside.url("/");
    let mut world = Environment::with(|settings| settings.external_hubs = vec![address]).await;
    outside.behaves(|_, nth| (nth == 1).then(|| (503, vec![], String::new())));
    world.publish("<rss>andra</rss>\n");
    let call = outside.delivery("/", 1).await;
    assert_eq!(call.header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [("hub.mode", "publish"), ("hub.url", NEWS), ("hub.topic", NEWS)];
    assert_eq!(pairs(&call.body), expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    until("an empty queue", || (world.counts().pending_pings == 0).then_some(())).await;
    assert_eq!((world.counts().pinged, world.counts().pings_failed), (1, 1));
    // What changed while the hub was not there is found by comparison.
    world.hub = None;
    world.feeds.set(NEWS, RSS, "<rss>tredje</rss>\n");
    world.start();
    assert_eq!(world.hub().reconcile([NEWS.to_owned()]).await.unwrap(), 1);
    outside.delivery("/", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_readers_get_the_signature_they_know() {
    let world = Environment::with(|settings| settings.sha1_hosts.push("127.0.0.1".into())).await;
    world.confirmed("subscribe", NEWS, "/a", &[("hub.secret", "s3cret")]).await;
    world.publish("Hej Botkyrka ö\n");
    let call = world.reader.delivery("/a", 1).await;
    assert_eq!(call.header("x-hub-signature"), Some("sha1=b3b054d693dabad4f5eb2581216d08272e7b4490"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can_read_the_secrets() {
    use std::os::unix::fs::PermissionsExt;
    let world = Environment::new().await;
    world.confirmed("subscribe", NEWS, "/a", &[("hub.secret", "hemlig")]).await;
    let copy = world.state.path().join("copy.sqlite");
    Database::back_up(world.state.path(), &copy).unwrap();
    for file in std::fs::read_dir(world.state.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_is_told_at_the_start() {
    let state = TempDir::new().unwrap();
    let journal = Arc::new(Database::open(state.path()).unwrap());
    for (url, outside) in [("hub", None), (HUB, Some("mailto:hub@press.example"))] {
        let mut settings = HubSettings::new(url, "Depesch");
        settings.external_hubs.extend(outside.map(String::from));
        let error = Hub::start(Arc::clone(&journal), Arc::new(Feeds::default()), settings).err().unwrap();
        assert_eq!(error.message().en, format!("`{}` is not the address of a hub", outside.unwrap_or(url)));
    }
}
