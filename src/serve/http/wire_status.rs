//! `/_status/wire`: the deliveries for operators, on a telephone at night. Reads the journal, and offers what a person may have to do.

mod page;
mod words;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::db::delivery::{ParkedSelection, PauseRequest};
use crate::error::Error;
use crate::serve::app::App;
use crate::serve::clock;
use crate::serve::log::error_line;

use super::operator::{is_authorized, unauthorized};
use super::response;
use super::response::{HTML, no_store, plain_text, set, with_body};

pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    if !is_authorized(&app, &headers) {
        return unauthorized();
    }
    render(&app, page::overview).await
}

/// The receipts of one release.
pub async fn receipts(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap) -> Response<Body> {
    if !is_authorized(&app, &headers) {
        return unauthorized();
    }
    render(&app, move |app| page::receipts(app, &name)).await
}

pub async fn style() -> Response<Body> {
    let mut response = with_body(StatusCode::OK, HeaderValue::from_static("text/css; charset=utf-8"), page::STYLE);
    set(&mut response, header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    response
}

/// What a button does: the same as the command under it.
pub async fn act(
    State(app): State<Arc<App>>,
    Path((act, channel)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response<Body> {
    if !is_authorized(&app, &headers) {
        return unauthorized();
    }
    // Browsers send the token by themselves, also for a form of another site.
    if method != Method::POST || !is_same_origin(&headers) {
        return no_store(plain_text(StatusCode::FORBIDDEN, "403 use the buttons of this page"));
    }
    let work = move |app: &App| carry_out(app, &act, channel);
    match app.work(|workers| &workers.operator, None, work).await {
        Ok(Ok(true)) => {
            let mut response = no_store(plain_text(StatusCode::SEE_OTHER, "/_status/wire"));
            set(&mut response, header::LOCATION, HeaderValue::from_static("/_status/wire"));
            response
        }
        Ok(Ok(false)) => no_store(plain_text(StatusCode::NOT_FOUND, "404 there is no such channel or act")),
        Ok(Err(error)) => failed(&app, &error),
        Err(undone) => response::undone(undone),
    }
}

fn carry_out(app: &App, act: &str, channel: String) -> Result<bool, Error> {
    let (database, now) = (&app.database, clock::now());
    if !database.channel_states()?.iter().any(|state| state.key == channel) {
        return Ok(false);
    }
    tracing::info!(target: "delivery", channel, act, "an operator acts");
    let selection = ParkedSelection { channel: Some(channel.clone()), release: None };
    match act {
        "pause" => {
            let request = PauseRequest { channel, reason: "/_status/wire".to_owned(), until: None, holds_kills: false };
            database.pause_channel(&request, now)?;
        }
        "resume" => drop(database.resume_channel(&channel, None, now)?),
        "retry" => drop(database.retry(&selection, now)?),
        "settle" => drop(database.settle_as_sent(&selection, "said to have arrived, at /_status/wire", now)?),
        _ => return Ok(false),
    }
    Ok(true)
}

/// A form of this very page (Fetch Metadata); older browsers send the origin at least.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (value("sec-fetch-site"), value("origin"), value("host")) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, of)| of == host),
        // A program that sends the token itself.
        (None, None, _) => value("authorization").is_some_and(|value| value.starts_with("Bearer ")),
        _ => false,
    }
}

async fn render(app: &Arc<App>, page: impl FnOnce(&App) -> Result<Option<String>, Error> + Send + 'static) -> Response<Body> {
    match app.work(|workers| &workers.operator, None, page).await {
        Ok(Ok(Some(page))) => no_store(with_body(StatusCode::OK, HTML, page)),
        Ok(Ok(None)) => no_store(plain_text(StatusCode::NOT_FOUND, "404 nobody was sent such a release")),
        Ok(Err(error)) => failed(app, &error),
        Err(undone) => response::undone(undone),
    }
}

fn failed(app: &App, error: &Error) -> Response<Body> {
    tracing::error!(target: "db", "{}", error_line(error, app.language()));
    response::unavailable()
}
