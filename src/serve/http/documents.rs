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
    let snapshot = app.site.snapshot();
    let base = snapshot.base_path();
    let Some(below) = path.strip_prefix(base) else {
        // The root of the host leads to a newsroom below it.
        let is_root = path == "/" || path == base.trim_end_matches('/');
        return match former_feed(&snapshot, path) {
            Some(moved) => moved,
            None if is_root => redirect(StatusCode::FOUND, base),
            None => not_found(app, client, path).await,
        };
    };
    match snapshot.resolve(below) {
        Resolved::Document(name) => serve_document(app, client, Arc::clone(&snapshot), method, headers, name).await,
        Resolved::Withdrawal(name) => gone(app, client, Arc::clone(&snapshot), name).await,
        Resolved::Moved(to) => redirect(StatusCode::MOVED_PERMANENTLY, snapshot.publisher().address(&to).path()),
        Resolved::Nothing => match former_feed(&snapshot, path) {
            Some(moved) => moved,
            None => not_found(app, client, below).await,
        },
    }
}

/// A reader that asks for the feed of an older system is led to ours.
fn former_feed(snapshot: &Snapshot, path: &str) -> Option<Response<Body>> {
    let to = snapshot.former_feed(path)?;
    Some(redirect(StatusCode::MOVED_PERMANENTLY, snapshot.publisher().address(to).path()))
}

/// A document, rendered where it is not in the cache.
pub async fn serve_document(
    app: &Arc<App>,
    client: Option<IpAddr>,
    snapshot: Arc<Snapshot>,
    method: Method,
    headers: HeaderMap,
    name: String,
) -> Response<Body> {
    let path = name.clone();
    let respond = move |app: &App, cached: &CachedResponse, bytes: Bytes| {
        if cached.is_feed() {
            app.metrics.count_reader(&path, headers.get(header::USER_AGENT), clock::now());
        }
        let head = RequestHead { method: &method, headers: &headers };
        cached.respond(head, &app.renderer.bodies, Some(&bytes)).expect("a rendered document has a response")
    };
    render(app, client, move || snapshot, name, respond).await
}

/// The notice of a withdrawal: 410, also where it cannot be rendered.
async fn gone(app: &Arc<App>, client: Option<IpAddr>, snapshot: Arc<Snapshot>, name: String) -> Response<Body> {
    let respond = |app: &App, cached: &CachedResponse, bytes: Bytes| {
        let mut response = with_body(StatusCode::GONE, response::content_type(cached.media_type), bytes);
        set(&mut response, header::CACHE_CONTROL, ResponseClass::Page.cache_control(app.renderer.feed_max_age));
        response
    };
    let response = render(app, client, move || snapshot, name, respond).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE { plain_text(StatusCode::GONE, "410") } else { response }
}

/// Renders a document and responds with it, outside the threads that answer. `snapshot` is called there, since a preview takes long to make.
pub async fn render(
    app: &Arc<App>,
    client: Option<IpAddr>,
    snapshot: impl FnOnce() -> Arc<Snapshot> + Send + 'static,
    name: String,
    respond: impl FnOnce(&App, &CachedResponse, Bytes) -> Response<Body> + Send + 'static,
) -> Response<Body> {
    let path = name.clone();
    let render = move |app: &App| {
        let snapshot = snapshot();
        match app.renderer.render(&snapshot, &name, RenderPurpose::Response)? {
            Ok((cached, bytes)) => Some(with_class(respond(app, &cached, bytes), cached.class)),
            Err(RenderError::Invalid(errors)) => {
                if snapshot.entry(&name).is_some_and(SnapshotEntry::fail) {
                    log_render_errors(&name, &errors, app.language());
                }
                Some(unavailable())
            }
            Err(RenderError::NoRoom) => Some(response::undone(Undone::Busy)),
        }
    };
    match app.work(|workers| &workers.documents, client, render).await {
        Ok(Some(response)) => response,
        Ok(None) => not_found(app, client, &path).await,
        Err(undone) => response::undone(undone),
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
