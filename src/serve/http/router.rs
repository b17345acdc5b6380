//! What can be asked for, in one list, and who answers it.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::body::HttpBody;
use axum::extract::Extension;
use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::Request;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use axum::routing::get;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::diag::Diagnostic;
use crate::diag::UiLanguage;
use crate::hub::Hub;
use crate::markup::link;
use crate::page;
use crate::search;

use super::preconditions;
use super::response;
use super::response::RequestHead;
use super::response::ResponseClass;
use crate::serve::App;
use crate::serve::base_path;
use crate::serve::cached_response::CachedResponse;
use crate::serve::clock;
use crate::serve::links;
use crate::serve::metrics::GaugeValues;
use crate::serve::snapshot::Resolved;
use crate::serve::snapshot::Snapshot;
use crate::serve::status;
use crate::serve::topics;

/// Below the root: a release that is withheld, for those who have its address.
const PREVIEW: &str = "forhandsvisning";

/// Of a form that is sent to the hub, in bytes: two addresses and a secret take less.
const MOST_OF_A_FORM: usize = 16 * 1024;

/// Answers every request, and counts it.
pub fn service(
    app: Arc<App>,
) -> impl Fn(Request<Incoming>, IpAddr) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> + Clone + Send + Sync + 'static {
    let routes = TowerToHyperService::new(routes(&app));
    move |mut request, peer| {
        let begun = Instant::now();
        if let Some((answer, sort)) = from_cache(&app, &request) {
            app.count(&answer, sort, request.uri().path(), begun);
            return Box::pin(std::future::ready(answer));
        }
        request.extensions_mut().insert(Peer(peer));
        let path = request.uri().path().to_owned();
        let (app, answered) = (Arc::clone(&app), routes.call(request.map(Body::new)));
        Box::pin(async move {
            let mut answer: Response<Body> = answered.await.unwrap_or_else(|never: Infallible| match never {});
            response::security_headers(answer.headers_mut());
            let hub_metrics = answer.extensions_mut().remove::<Counted>();
            let (sort, path) = hub_metrics.map_or(("other", path), |hub_metrics| (hub_metrics.sort, hub_metrics.path));
            app.count(&answer, sort, &path, begun);
            answer
        })
    }
}

impl App {
    fn count(&self, answer: &Response<Body>, sort: &'static str, path: &str, begun: Instant) {
        let (seconds, code) = (begun.elapsed().as_secs_f64(), answer.status().as_u16());
        self.metrics.count(code, sort, answer.body().size_hint().exact().unwrap_or(0), seconds);
        if self.log_requests {
            // Whoever reads the log must not get the address of a preview, however it is spelled.
            let path = if link::decoded(path).contains(PREVIEW) { PREVIEW } else { path };
            tracing::info!(target: "http", path, code, seconds, "answered");
        }
    }
}

/// What was asked for before, where nothing has to be made.
fn from_cache(app: &App, request: &Request<Incoming>) -> Option<(Response<Body>, &'static str)> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let ready = app.site.snapshot().hot.get(request.uri().path())?;
    let answer = ready.answer(request.headers(), &app.site.renderer.kept)?;
    if let Some(feed) = &ready.feed {
        app.metrics.read_by(feed, request.headers().get(header::USER_AGENT), clock::now());
    }
    Some((answer, sort_name(ready.sort)))
}

/// Who asks, as the connection says.
#[derive(Debug, Clone, Copy)]
struct Peer(IpAddr);

/// What an answer is counted as.
#[derive(Debug, Clone)]
struct Counted {
    sort: &'static str,
    path: String,
}

fn routes(app: &Arc<App>) -> Router {
    let base = base_path(app.site.snapshot().edition().publisher());
    Router::new()
        .route("/healthz", get(|| async { response::words(StatusCode::OK, "ok") }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/_status", get(state))
        .route(&format!("{base}{}", page::SEARCH), get(search_results))
        .route(&format!("{base}{}", page::SEARCH.trim_end_matches('/')), get(redirect_to_search))
        .route(&format!("{base}{}index.html", page::SEARCH), get(redirect_to_search))
        .route(&format!("{base}{}", topics::PATH), get(hub_info).post(hub))
        .route(&format!("{base}{PREVIEW}/{{token}}"), get(preview_begin))
        .route(&format!("{base}{PREVIEW}/{{token}}/"), get(preview_home))
        .route(&format!("{base}{PREVIEW}/{{token}}/{{*path}}"), get(preview))
        .fallback(document)
        .with_state(Arc::clone(app))
}

/// Any document of the newsroom.
async fn document(State(app): State<Arc<App>>, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let path = link::decoded(parts.uri.path());
    let mut answer = match parts.method {
        Method::GET | Method::HEAD => resolve(&app, &parts.method, &parts.headers, &path).await,
        Method::OPTIONS => options(),
        _ => method_not_allowed(),
    };
    let sort = answer.extensions_mut().remove::<ResponseClass>().map_or("other", sort_name);
    answer.extensions_mut().insert(Counted { sort, path });
    answer
}

fn sort_name(sort: ResponseClass) -> &'static str {
    match sort {
        ResponseClass::Feed => "feed",
        ResponseClass::Data => "data",
        ResponseClass::Page => "page",
        ResponseClass::File => "file",
        ResponseClass::Looks => "looks",
    }
}

async fn resolve(app: &Arc<App>, method: &Method, headers: &HeaderMap, path: &str) -> Response<Body> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.edition().publisher();
    let base = base_path(publisher);
    let Some(below) = path.strip_prefix(&base) else {
        // The root of the host leads to the newsroom, which lies below it.
        return if path == "/" || format!("{path}/") == base {
            response::moved(StatusCode::FOUND, &base)
        } else {
            not_found(&snapshot, path).await
        };
    };
    match snapshot.find(below) {
        Resolved::Document(name) => serve_document(app, &snapshot, method, headers, (path, &name)).await,
        Resolved::Withdrawal(name) => gone(app, &snapshot, name).await,
        Resolved::Moved(to) => response::moved(StatusCode::MOVED_PERMANENTLY, publisher.address(&to).path()),
        Resolved::Nothing => not_found(&snapshot, below).await,
    }
}

/// A document: from what is ready where it is, made now where it is not.
async fn serve_document(
    app: &Arc<App>,
    snapshot: &Arc<Snapshot>,
    method: &Method,
    headers: &HeaderMap,
    (at, name): (&str, &str),
) -> Response<Body> {
    let publisher = snapshot.edition().publisher();
    let link = snapshot.is_followed(name).then(|| websub_links(snapshot, name)).flatten();
    let asked = RequestHead { method, headers };
    if link.is_some() {
        app.metrics.read_by(name, headers.get(header::USER_AGENT), clock::now());
    }
    let sort = |mut answer: Response<Body>, media_type: &str| {
        answer.extensions_mut().insert(ResponseClass::of(media_type));
        answer
    };
    let (app_, standing_, name_) = (Arc::clone(app), Arc::clone(snapshot), name.to_owned());
    let (method_, headers_) = (method.clone(), headers.clone());
    let made = tokio::task::spawn_blocking(move || {
        let asked = RequestHead { method: &method_, headers: &headers_ };
        let renderer = &app_.site.renderer;
        let made = standing_.make(&name_, renderer)?;
        Some(made.map(|(document, bytes)| {
            let ready = response::pack(&asked, &document, &bytes, &renderer.kept);
            (document, ready)
        }))
    });
    match made.await {
        Ok(Some(Ok((document, _))))
            if preconditions::precondition_failed(headers, &preconditions::etag_base(&document.hash), document.modified) =>
        {
            sort(response::words(StatusCode::PRECONDITION_FAILED, "412"), document.media_type)
        }
        Ok(Some(Ok((document, ready)))) => {
            let given = response::not_modified(&asked, &document, link.as_ref(), app.poll)
                .unwrap_or_else(|| response::whole(&asked, &document, ready, link.as_ref(), app.poll));
            let feed = link.is_some().then(|| name.to_owned());
            // One spelling of each address: others could be made up without end.
            if at == format!("{}{name}", base_path(publisher))
                || at == format!("{}{}", base_path(publisher), name.trim_end_matches("index.html"))
            {
                snapshot.hot.put(at, CachedResponse::new(Arc::clone(&document), feed, link, app.poll));
            }
            sort(given, document.media_type)
        }
        Ok(Some(Err(mistakes))) => {
            log_render_errors(name, &mistakes, app.site.tongue());
            unavailable()
        }
        Ok(None) => not_found(snapshot, name).await,
        Err(_) => unavailable(),
    }
}

/// Whose feed it is, and who tells of its news (WebSub 4; RFC 8288).
fn websub_links(snapshot: &Snapshot, name: &str) -> Option<HeaderValue> {
    let publisher = snapshot.edition().publisher();
    let own = format!("<{}>; rel=\"self\"", publisher.address(name));
    let hubs = publisher.feeds.hubs.iter().map(|hub| format!("<{hub}>; rel=\"hub\""));
    let all: Vec<String> = std::iter::once(own).chain(hubs).collect();
    HeaderValue::try_from(all.join(", ")).ok()
}

/// What was withdrawn: 410, with the notice as its body.
async fn gone(app: &Arc<App>, snapshot: &Arc<Snapshot>, name: String) -> Response<Body> {
    let (app_, standing_, name_) = (Arc::clone(app), Arc::clone(snapshot), name.clone());
    let made = tokio::task::spawn_blocking(move || standing_.make(&name_, &app_.site.renderer));
    match made.await {
        Ok(Some(Ok((document, bytes)))) => {
            let mut answer = response::page(StatusCode::GONE, response::content_type(document.media_type), bytes);
            answer.headers_mut().insert(header::CACHE_CONTROL, response::cache_control(ResponseClass::Page, app.poll));
            answer.extensions_mut().insert(ResponseClass::of(document.media_type));
            answer
        }
        Ok(Some(Err(mistakes))) => {
            log_render_errors(&name, &mistakes, app.site.tongue());
            response::words(StatusCode::GONE, "410")
        }
        Ok(None) => not_found(snapshot, &name).await,
        Err(_) => unavailable(),
    }
}

/// Nothing is there: a page that helps on.
async fn not_found(snapshot: &Arc<Snapshot>, path: &str) -> Response<Body> {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    // What may have been meant is looked for among all releases: not on the threads that answer everybody.
    let (snapshot, path) = (Arc::clone(snapshot), path.to_owned());
    let written = tokio::task::spawn_blocking(move || page::not_found::write(snapshot.edition(), &path));
    match written.await.unwrap_or_else(|_| Err(Vec::new())) {
        Ok((bytes, _)) => response::page(StatusCode::NOT_FOUND, html, links::to_folders(bytes)),
        Err(_) => response::words(StatusCode::NOT_FOUND, "404"),
    }
}

async fn redirect_to_search(State(app): State<Arc<App>>) -> Response<Body> {
    let snapshot = app.site.snapshot();
    response::moved(StatusCode::MOVED_PERMANENTLY, snapshot.edition().publisher().address(page::SEARCH).path())
}

/// The hits of a search, as a page: everything that was asked stands in the address, nothing in a cookie.
async fn search_results(State(app): State<Arc<App>>, uri: Uri) -> Response<Body> {
    let asked = search::Query::from_query(uri.query().unwrap_or_default());
    let found = tokio::task::spawn_blocking(move || {
        let snapshot = app.site.snapshot();
        let found = snapshot.index().find(&asked);
        page::search::write(snapshot.edition(), &asked, &found).map(|(bytes, _)| links::to_folders(bytes))
    });
    match found.await {
        Ok(Ok(bytes)) => {
            let mut answer = response::page(StatusCode::OK, HeaderValue::from_static("text/html; charset=utf-8"), bytes);
            answer.extensions_mut().insert(Counted { sort: "search", path: page::SEARCH.to_owned() });
            answer
        }
        Ok(Err(_)) | Err(_) => unavailable(),
    }
}

/// A document that cannot be made just now; its mistakes are in the log.
fn unavailable() -> Response<Body> {
    let mut answer = response::words(StatusCode::SERVICE_UNAVAILABLE, "503");
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    answer
}

/// Tells in the log why.
pub fn log_render_errors(name: &str, mistakes: &[Diagnostic], tongue: UiLanguage) {
    for mistake in mistakes {
        let place = mistake.location.to_string();
        tracing::error!(target: "serve", document = name, place, "{}", mistake.message.text(tongue));
    }
}

/// Browsers ask before a page of another site may read a feed (CORS).
fn options() -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let head = answer.headers_mut();
    response::open(head);
    head.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    head.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    head.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("If-None-Match, If-Modified-Since"));
    head.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    answer
}

fn method_not_allowed() -> Response<Body> {
    let mut answer = response::words(StatusCode::METHOD_NOT_ALLOWED, "405");
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    answer
}

/// The release of a preview's token, looked for among all.
async fn previewed(app: &Arc<App>, token: &str) -> Option<status::PreviewTarget> {
    let (app, token) = (Arc::clone(app), token.to_owned());
    tokio::task::spawn_blocking(move || status::previewed(&app, &token)).await.ok().flatten()
}

/// The way to the front page leads out of a preview.
async fn preview_home(State(app): State<Arc<App>>) -> Response<Body> {
    let snapshot = app.site.snapshot();
    no_store(response::moved(StatusCode::FOUND, &base_path(snapshot.edition().publisher())))
}

/// A preview's address without more: on to the release.
async fn preview_begin(State(app): State<Arc<App>>, Path(token): Path<String>) -> Response<Body> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.edition().publisher();
    match previewed(&app, &token).await {
        Some(release) if release.is_public => {
            no_store(response::moved(StatusCode::FOUND, publisher.address(&release.folder).path()))
        }
        Some(release) => no_store(response::moved(
            StatusCode::FOUND,
            &format!("{}{}", publisher.address(&format!("{PREVIEW}/{token}/")).path(), release.folder),
        )),
        None => not_found(&snapshot, "").await,
    }
}

/// A release that is withheld, as it would be; with everything that pages need beside it.
async fn preview(State(app): State<Arc<App>>, Path((token, path)): Path<(String, String)>, headers: HeaderMap) -> Response<Body> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.edition().publisher();
    let Some(release) = previewed(&app, &token).await else { return not_found(&snapshot, &path).await };
    if release.is_public {
        // It has come out: the preview ends, and leads to what everybody sees.
        return no_store(response::moved(StatusCode::FOUND, publisher.address(&release.folder).path()));
    }
    if path == release.folder.trim_end_matches('/') || path.strip_suffix("index.html") == Some(&release.folder) {
        return preview_begin(State(app), Path(token)).await;
    }
    if !path.starts_with(&release.folder) {
        return match snapshot.find(&path) {
            // A style sheet has to be where the page looks for it; everything else has an address of its own.
            Resolved::Document(name) if name.starts_with("assets/") => {
                serve_document(&app, &snapshot, &Method::GET, &headers, ("", &name)).await
            }
            _ => no_store(response::moved(StatusCode::FOUND, publisher.address(&path).path())),
        };
    }
    let name = if path.ends_with('/') { format!("{path}index.html") } else { path };
    let made = tokio::task::spawn_blocking({
        let (app, name) = (Arc::clone(&app), name.clone());
        move || app.site.preview().make(&name, &app.site.renderer)
    });
    match made.await {
        Ok(Some(Ok((document, bytes)))) => {
            let mut answer = no_store(response::page(StatusCode::OK, response::content_type(document.media_type), bytes));
            answer.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow, noarchive"));
            answer
        }
        Ok(Some(Err(mistakes))) => {
            log_render_errors(&name, &mistakes, app.site.tongue());
            unavailable()
        }
        Ok(None) => not_found(&snapshot, &name).await,
        Err(_) => unavailable(),
    }
}

/// No cache, no history of others: for the eyes of who asks.
fn no_store(mut answer: Response<Body>) -> Response<Body> {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}

/// Is everything there that answers are made of?
async fn ready(State(app): State<Arc<App>>) -> Response<Body> {
    let asked = tokio::task::spawn_blocking(move || {
        app.database.is_well().map_err(|error| crate::serve::site::told(&error, app.site.tongue()))
    });
    match asked.await {
        Ok(Ok(())) => response::words(StatusCode::OK, "ready"),
        Ok(Err(error)) => {
            tracing::error!(target: "journal", "{error}");
            response::words(StatusCode::SERVICE_UNAVAILABLE, "the journal cannot be used")
        }
        Err(_) => response::words(StatusCode::SERVICE_UNAVAILABLE, "stopping"),
    }
}

async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    if !status::is_authorized(&app, &headers) {
        return status::unauthorized();
    }
    let asked = Arc::clone(&app);
    let counts = tokio::task::spawn_blocking(move || asked.hub.get().map(|hub| hub_metrics(hub, asked.site.tongue())));
    let hub = counts.await.ok().flatten().unwrap_or_default();
    let snapshot = app.site.snapshot();
    let (now, turn) = (clock::now(), app.site.turn());
    let now = GaugeValues {
        now,
        releases: snapshot.edition().releases().len(),
        broken: app.site.content_status().mistakes.len(),
        overdue: (now - turn.next).max(0),
        next: (turn.next - now).max(0),
        held: app.site.renderer.kept.held(),
        hub,
    };
    no_store(response::page(
        StatusCode::OK,
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8"),
        app.metrics.text(&now),
    ))
}

/// What the hub has done, by the names that metrics have.
fn hub_metrics(hub: &Hub, tongue: UiLanguage) -> Vec<(&'static str, &'static str, u64)> {
    let count = match hub.count() {
        Ok(count) => count,
        Err(error) => {
            tracing::error!(target: "journal", "{}", crate::serve::site::told(&error, tongue));
            return Vec::new();
        }
    };
    let subscriptions = count.subscriptions.iter().map(|(_, of_topic)| of_topic).sum();
    vec![
        ("hub_subscriptions", "Subscriptions whose lease runs", subscriptions),
        ("hub_verifying", "Requests that wait for their callback to confirm them", count.verifying),
        ("hub_outstanding", "Deliveries that are still to be made", count.outstanding),
        ("hub_delivered", "Deliveries that arrived since the start", count.delivered),
        ("hub_failed", "Attempts at deliveries that failed since the start", count.failed),
        ("hub_given_up", "Versions that were given up since the start", count.given_up),
        ("hub_gone", "Subscribers that said they are gone since the start", count.gone),
        ("hub_pings_failed", "Attempts to tell hubs of others that failed since the start", count.pings_failed),
    ]
}

async fn state(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    if !status::is_authorized(&app, &headers) {
        return status::unauthorized();
    }
    let told = status::told(&app);
    no_store(response::page(StatusCode::OK, HeaderValue::from_static("application/json"), format!("{told:#}\n")))
}

/// A form of somebody who wants to follow a feed (WebSub 5.1).
async fn hub(State(app): State<Arc<App>>, Extension(peer): Extension<Peer>, headers: HeaderMap, body: Body) -> Response<Body> {
    let Some(hub) = app.hub.get() else { return not_found(&app.site.snapshot(), topics::PATH).await };
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let form = said("content-type").is_none_or(|media_type| media_type.starts_with("application/x-www-form-urlencoded"));
    if !form {
        return response::words(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send a form: application/x-www-form-urlencoded");
    }
    let Ok(form) = axum::body::to_bytes(body, MOST_OF_A_FORM).await else {
        return response::words(StatusCode::PAYLOAD_TOO_LARGE, "the form is larger than 16 kB");
    };
    let forwarded: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let asks = app.asked_by(peer.0, forwarded.into_iter());
    let is_secure =
        asks != peer.0.to_canonical() && said("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    let answered = hub.ask(&form, asks, is_secure).await;
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = response::words(status, &answered.text);
    if let Some(seconds) = answered.retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// Somebody looks at the hub's address with a browser.
async fn hub_info(State(app): State<Arc<App>>) -> Response<Body> {
    match app.hub.get() {
        Some(_) => {
            let mut answer = response::words(
                StatusCode::METHOD_NOT_ALLOWED,
                "a WebSub hub for the feeds of this newsroom: POST to it, see https://www.w3.org/TR/websub/",
            );
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            answer
        }
        None => not_found(&app.site.snapshot(), topics::PATH).await,
    }
}

/// The address below which a release can be previewed.
pub fn preview_path(token: &str, folder: &str) -> String {
    format!("{PREVIEW}/{token}/{folder}")
}
