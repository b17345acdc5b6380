//! The list of routes, and what happens to every request: answered from the cache where that is possible, and counted.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Method, Request, Response, Uri, header};
use axum::routing::{any, get};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::markup::link;
use crate::model::paths;
use crate::serve::app::App;
use crate::serve::base_path::PublicRequest;
use crate::serve::body_memory::LARGE;
use crate::serve::cached_response::RequestHead;
use crate::serve::clock;
use crate::serve::places::Place;
use crate::serve::workers::Undone;

use super::held_body::HeldBody;
use super::request_origin::RequestOrigin;
use super::response::ResponseClass;
use super::{documents, host, operator, previews, pull, response, search, websub, wire_status};

fn routes(app: &Arc<App>) -> Router {
    let base = app.site.snapshot().base_path().to_owned();
    let (search, preview) = (format!("{base}{}", paths::SEARCH), format!("{base}{}", paths::PREVIEWS));
    Router::new()
        .route("/healthz", get(operator::health))
        .route("/readyz", get(operator::readiness))
        .route("/metrics", get(operator::metrics))
        .route("/_status", get(operator::status))
        .route("/_status/style.css", get(wire_status::style))
        .route("/_status/wire", get(wire_status::show))
        .route("/_status/wire/release/{*name}", get(wire_status::receipts))
        .route("/_status/wire/{act}/{channel}", any(wire_status::act))
        .route(&search, get(search::search))
        .route(search.trim_end_matches('/'), get(search::redirect_to_search))
        .route(&format!("{search}index.html"), get(search::redirect_to_search))
        .route(&format!("{base}{}", paths::HUB), get(websub::hub_info).post(websub::hub))
        .route(&format!("{base}{}/{{channel}}", paths::WIRE), get(pull::list))
        .route(&format!("{base}{}/{{channel}}/{{number}}", paths::WIRE), get(pull::message))
        .route(&format!("{preview}/{{token}}"), get(previews::redirect_to_release))
        .route(&format!("{preview}/{{token}}/"), get(previews::redirect_to_front))
        .route(&format!("{preview}/{{token}}/{{*path}}"), get(previews::preview))
        .fallback(documents::document)
        .with_state(Arc::clone(app))
}

/// Answers every request, and counts it.
pub fn service(
    app: Arc<App>,
) -> impl Fn(Request<Incoming>, IpAddr) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> + Clone + Send + Sync + 'static {
    let routes = TowerToHyperService::new(routes(&app));
    move |mut request, peer| {
        let begun = Instant::now();
        if let Err(problem) = host::check(request.version(), request.headers()) {
            let mut response = host::refuse(problem);
            finish(&app, &mut response, None, request.uri().path(), begun);
            return Box::pin(std::future::ready(response));
        }
        let origin = RequestOrigin::new(&app.trusted_proxies, peer, request.headers());
        // Connections of a proxy belong to many clients, so the requests of each are counted instead.
        let is_by_proxy = app.trusted_proxies.is_trusted(peer);
        let place = if is_by_proxy { app.forwarded.take(origin.client) } else { None };
        if is_by_proxy && place.is_none() {
            let mut response = response::too_many_requests();
            finish(&app, &mut response, None, request.uri().path(), begun);
            return Box::pin(std::future::ready(response));
        }
        if let Some(base_path) = &app.base_path {
            match base_path.to_public(request.uri(), app.site.snapshot().base_path()) {
                PublicRequest::AsItIs => {}
                PublicRequest::At(uri) => *request.uri_mut() = uri,
                PublicRequest::Nothing => {
                    let pending = nothing_here(Arc::clone(&app), origin, request.into_parts().0.uri, begun);
                    return Box::pin(async move { hold(pending.await, place) });
                }
            }
        }
        if let Some((mut response, class)) = from_cache(&app, &request) {
            let share = take_large(&app, origin, &mut response);
            finish(&app, &mut response, Some(class), request.uri().path(), begun);
            return Box::pin(std::future::ready(hold(hold(response, share), place)));
        }
        request.extensions_mut().insert(origin);
        let path = request.uri().path().to_owned();
        let (app, pending) = (Arc::clone(&app), routes.call(request.map(Body::new)));
        Box::pin(async move {
            let mut response: Response<Body> = pending.await.unwrap_or_else(|never: Infallible| match never {});
            let class = response.extensions_mut().remove::<ResponseClass>();
            let share = take_large(&app, origin, &mut response);
            finish(&app, &mut response, class, &path, begun);
            hold(hold(response, share), place)
        })
    }
}

/// A path that only the proxy has.
async fn nothing_here(app: Arc<App>, origin: RequestOrigin, uri: Uri, begun: Instant) -> Response<Body> {
    let mut response = documents::not_found(&app, origin.client, uri.path()).await;
    finish(&app, &mut response, None, uri.path(), begun);
    response
}

/// The places of a large response. Where its client has its share and there is little memory, it becomes a 503.
fn take_large(app: &App, origin: RequestOrigin, response: &mut Response<Body>) -> Option<Place> {
    let megabytes = response.body().size_hint().exact().unwrap_or(0) / LARGE;
    if megabytes == 0 {
        return None;
    }
    let place = app.large_responses.take_many(origin.client, usize::try_from(megabytes).unwrap_or(usize::MAX));
    if place.is_none() && app.renderer.bodies.memory.is_scarce() {
        *response = response::undone(Undone::Busy);
    }
    place
}

/// Keeps the place until the response is sent.
fn hold(response: Response<Body>, place: Option<Place>) -> Response<Body> {
    match place {
        Some(place) => response.map(|body| Body::new(HeldBody::new(body, place))),
        None => response,
    }
}

/// The response to a request that needs nothing to be rendered. Nearly every request of a feed reader is one.
fn from_cache(app: &App, request: &Request<Incoming>) -> Option<(Response<Body>, ResponseClass)> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let snapshot = app.site.snapshot();
    let path = request.uri().path().strip_prefix(snapshot.base_path())?;
    let cached = snapshot.cached_response(path)?;
    let head = RequestHead { method: request.method(), headers: request.headers() };
    let response = cached.respond(head, &app.renderer.bodies, None)?;
    if cached.is_feed() {
        app.metrics.count_reader(path, request.headers().get(header::USER_AGENT), clock::now());
    }
    Some((response, cached.class))
}

/// Adds the security headers where they are not among cached ones, and counts and logs the response.
fn finish(app: &App, response: &mut Response<Body>, class: Option<ResponseClass>, path: &str, begun: Instant) {
    if !response.headers().contains_key(header::X_CONTENT_TYPE_OPTIONS) {
        response::security_headers(response.headers_mut());
    }
    let (seconds, code) = (begun.elapsed().as_secs_f64(), response.status().as_u16());
    let bytes = response.body().size_hint().exact().unwrap_or(0);
    app.metrics.count_response(code, class.map_or("other", ResponseClass::name), bytes, seconds);
    if app.log_requests {
        // Readers of the log must not learn the address of a preview, however it is spelled.
        let decoded = link::decoded(path);
        let path = if decoded.contains(paths::PREVIEWS) { paths::PREVIEWS } else { &decoded };
        tracing::info!(target: "http", path, code, seconds, "request");
    }
}
