//! The documents of the newsroom, and what is answered where there is none.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};

use crate::markup::link;
use crate::serve::app::App;
use crate::serve::cached_response::{CachedResponse, RequestHead};
use crate::serve::clock;
use crate::serve::log::log_render_errors;
use crate::serve::render::{RenderError, RenderPurpose};
use crate::serve::snapshot::{Resolved, Snapshot, SnapshotEntry};
use crate::serve::workers::Undone;
use crate::{format, page};

use super::request_origin::RequestOrigin;
use super::response;
use super::response::{HTML, ResponseClass, method_not_allowed, plain_text, redirect, set, unavailable, with_body};

const METHODS: &str = "GET, HEAD, OPTIONS";

/// Searches, and pages for wrong addresses with suggestions, at the same time: one more such page has none.
const MAX_SUGGESTING: usize = 4;

/// Whatever has no route of its own.
pub async fn document(State(app): State<Arc<App>>, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let client = RequestOrigin::of(&parts.extensions).client;
    match parts.method {
        Method::GET | Method::HEAD => resolve(&app, client, parts.method, parts.headers, &link::decoded(parts.uri.path())).await,
        Method::OPTIONS => options(),
        _ => method_not_allowed("405", METHODS),
    }
}

async fn resolve(app: &Arc<App>, client: Option<IpAddr>, method: Method, headers: HeaderMap, path: &str) -> Response<Body> {
    let destination = find_destination(&app.site.snapshot(), path);
    match destination {
        Destination::Document(below) => serve_document(app, client, method, headers, below).await,
        Destination::Elsewhere(response) => *response,
        Destination::Nothing(missing) => not_found(app, client, missing).await,
    }
}

/// What a path of the host leads to.
enum Destination<'p> {
    /// The path below the root.
    Document(&'p str),
    /// Redirects to it.
    Elsewhere(Box<Response<Body>>),
    /// The path for which there is nothing, below the root where it is there.
    Nothing(&'p str),
}

fn find_destination<'p>(snapshot: &Snapshot, path: &'p str) -> Destination<'p> {
    let base = snapshot.base_path();
    let below = path.strip_prefix(base);
    match below.map(|below| snapshot.resolve(below)) {
        Some(Resolved::Document(_) | Resolved::Withdrawal(_)) => return Destination::Document(below.unwrap_or_default()),
        Some(Resolved::Moved(to)) => return Destination::Elsewhere(Box::new(moved(snapshot, &to))),
        Some(Resolved::Nothing) | None => {}
    }
    // The root of the host leads to a newsroom below it.
    let is_root = below.is_none() && (path == "/" || path == base.trim_end_matches('/'));
    match former_feed(snapshot, path) {
        Some(response) => Destination::Elsewhere(Box::new(response)),
        None if is_root => Destination::Elsewhere(Box::new(redirect(StatusCode::FOUND, base))),
        None => Destination::Nothing(below.unwrap_or(path)),
    }
}

fn moved(snapshot: &Snapshot, to: &str) -> Response<Body> {
    redirect(StatusCode::MOVED_PERMANENTLY, snapshot.publisher().address(to).path())
}

/// A reader that asks for the feed of an older system is led to ours.
fn former_feed(snapshot: &Snapshot, path: &str) -> Option<Response<Body>> {
    Some(moved(snapshot, snapshot.former_feed(path)?))
}

/// What is at a path below the root, rendered where it is not in the cache.
///
/// It is looked up when its turn has come: a job that waits holds no snapshot, which would keep each one of the last seconds in memory, and what
/// was withdrawn meanwhile is not sent.
pub async fn serve_document(
    app: &Arc<App>,
    client: Option<IpAddr>,
    method: Method,
    headers: HeaderMap,
    path: &str,
) -> Response<Body> {
    let below = path.to_owned();
    let work = move |app: &App| {
        let snapshot = app.site.snapshot();
        match snapshot.resolve(&below) {
            Resolved::Document(name) => render(app, &snapshot, &name, |cached, bytes| {
                if cached.is_feed() {
                    app.metrics.count_reader(&name, headers.get(header::USER_AGENT), clock::now());
                }
                let head = RequestHead { method: &method, headers: &headers };
                cached.respond(head, &app.renderer.bodies, Some(&bytes)).expect("a rendered document has a response")
            }),
            Resolved::Withdrawal(name) => Some(gone(app, &snapshot, &name)),
            Resolved::Moved(to) => Some(moved(&snapshot, &to)),
            Resolved::Nothing => None,
        }
    };
    match app.work(|workers| &workers.documents, client, work).await {
        Ok(Some(response)) => response,
        Ok(None) => not_found(app, client, path).await,
        Err(undone) => response::undone(undone),
    }
}

/// The notice of a withdrawal: 410, also where it cannot be rendered.
fn gone(app: &App, snapshot: &Snapshot, name: &str) -> Response<Body> {
    let rendered = render(app, snapshot, name, |cached, bytes| {
        let mut response = with_body(StatusCode::GONE, response::content_type(cached.media_type), bytes);
        set(&mut response, header::CACHE_CONTROL, ResponseClass::Page.cache_control(app.renderer.feed_max_age));
        response
    });
    rendered.filter(|response| response.status() == StatusCode::GONE).unwrap_or_else(|| plain_text(StatusCode::GONE, "410"))
}

/// Renders a document and responds with it; `None` when there is none. Takes long: for workers.
pub fn render(
    app: &App,
    snapshot: &Snapshot,
    name: &str,
    respond: impl FnOnce(&CachedResponse, Bytes) -> Response<Body>,
) -> Option<Response<Body>> {
    match app.renderer.render(snapshot, name, RenderPurpose::Response)? {
        Ok((cached, bytes)) => Some(with_class(respond(&cached, bytes), cached.class)),
        Err(RenderError::Invalid(errors)) => {
            if snapshot.entry(name).is_some_and(SnapshotEntry::fail) {
                log_render_errors(name, &errors, app.language());
            }
            Some(unavailable())
        }
        Err(RenderError::NoRoom) => Some(response::undone(Undone::Busy)),
    }
}

/// A page with what may have been meant: among what is public, also in a preview. All releases are looked through for that, so while many
/// ask for what does not exist, some get a page without suggestions.
pub async fn not_found(app: &Arc<App>, client: Option<IpAddr>, path: &str) -> Response<Body> {
    let page = with_suggestions(app, client, path).await;
    match page.or_else(|| app.site.snapshot().not_found_page()) {
        Some(page) => with_body(StatusCode::NOT_FOUND, HTML, page),
        None => plain_text(StatusCode::NOT_FOUND, "404"),
    }
}

/// `None` while others wait for theirs.
async fn with_suggestions(app: &Arc<App>, client: Option<IpAddr>, path: &str) -> Option<Bytes> {
    if app.workers.search.depth() >= MAX_SUGGESTING {
        return None;
    }
    let path = path.to_owned();
    let write = move |app: &App| page::not_found::write(app.site.snapshot().edition(), &format::page_context(), Some(&path));
    match app.work(|workers| &workers.search, client, write).await {
        Ok(Ok((bytes, _))) => Some(bytes.into()),
        Ok(Err(errors)) => {
            log_render_errors("404", &errors, app.language());
            None
        }
        Err(_) => None,
    }
}

/// Browsers ask before a page of another site may read a feed (CORS).
fn options() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response::allow_any_origin(response.headers_mut());
    set(&mut response, header::ALLOW, HeaderValue::from_static(METHODS));
    set(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
    set(&mut response, header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("If-None-Match, If-Modified-Since"));
    set(&mut response, header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Says how the response is counted.
pub fn with_class(mut response: Response<Body>, class: ResponseClass) -> Response<Body> {
    response.extensions_mut().insert(class);
    response
}
