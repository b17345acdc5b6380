//! For operators and the press office: health, metrics, and a status with errors, previews and the next change. The door to `base64`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::diag;
use crate::error::Error;
use crate::model::Instant;
use crate::serve::app::App;
use crate::serve::clock;
use crate::serve::log::error_line;
use crate::serve::metrics::{DeliveryValues, GaugeValues, RefusedCounts};
use crate::serve::site::{clock_set_back, is_set_back};

use super::previews::preview_path;
use super::request_origin::RequestOrigin;
use super::response;
use super::response::{no_store, plain_text, set, with_body};

/// The process lives.
pub async fn health() -> Response<Body> {
    plain_text(StatusCode::OK, "ok")
}

/// The database can be read, is whole, and is the file at its path. Anybody may ask, so the path is not in the answer; the log has it.
pub async fn readiness(State(app): State<Arc<App>>, Extension(origin): Extension<RequestOrigin>) -> Response<Body> {
    match app.work(|workers| &workers.readiness, origin.client, |app| app.database.check()).await {
        Ok(Ok(())) => plain_text(StatusCode::OK, "ready"),
        // The watch of the database logs it, once.
        Ok(Err(_)) => {
            let text =
                "the database is gone, was replaced, is damaged or cannot be read: subscriptions are not accepted; see the log";
            plain_text(StatusCode::SERVICE_UNAVAILABLE, text)
        }
        Err(undone) => response::undone(undone),
    }
}

pub async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    if !is_authorized(&app, &headers) {
        return unauthorized();
    }
    let count = |app: &App| {
        let hub = app.hub.get().map(crate::hub::Hub::counts).transpose();
        let failed = |error: &Error| tracing::error!(target: "db", "{}", error_line(error, app.language()));
        let hub = hub.inspect_err(&failed).unwrap_or_default();
        (hub, delivery_values(app).inspect_err(&failed).unwrap_or_default())
    };
    let (hub, deliveries) = match app.work(|workers| &workers.operator, None, count).await {
        Ok(counts) => counts,
        Err(undone) => return response::undone(undone),
    };
    let (now, snapshot) = (clock::now(), app.site.snapshot());
    let values = GaugeValues {
        now,
        releases: snapshot.edition().releases().len(),
        content_errors: app.site.status().errors.len(),
        overdue: (now - snapshot.next_change).max(0),
        next_change: (snapshot.next_change - now).max(0),
        cache_bytes: app.renderer.bodies.len(),
        body_bytes: app.renderer.bodies.memory.used(),
        shown_ahead: (snapshot.edition().now().unix() - now).max(0),
        connections: app.connections.taken(),
        queued_jobs: app.workers.depth(),
        refused: RefusedCounts {
            connections: app.connections.refused(),
            forwarded: app.forwarded.refused(),
            jobs: app.workers.refused() + app.hub_requests.refused(),
        },
        hub,
        deliveries,
    };
    let media_type = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    no_store(with_body(StatusCode::OK, media_type, app.metrics.encode(&values)))
}

/// By channel. Reads the database.
fn delivery_values(app: &App) -> Result<BTreeMap<String, DeliveryValues>, Error> {
    let now = clock::now();
    let states = app.database.channel_states()?;
    let summaries = app.database.channel_summaries()?.into_iter().map(|summary| {
        let state = states.iter().find(|state| state.key == summary.channel);
        let values = DeliveryValues {
            waiting: summary.waiting,
            oldest: summary.oldest.map_or(0, |oldest| now - oldest),
            parked: summary.parked,
            unknown: summary.unknown,
            is_paused: state.is_some_and(|state| state.pause_reason(now).is_some()),
            is_ill: state.is_some_and(|state| state.breaker_until > now),
        };
        (summary.channel, values)
    });
    Ok(summaries.collect())
}

pub async fn status(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    if !is_authorized(&app, &headers) {
        return unauthorized();
    }
    match app.work(|workers| &workers.operator, None, status_json).await {
        Ok(status) => no_store(with_body(StatusCode::OK, HeaderValue::from_static("application/json"), format!("{status:#}\n"))),
        Err(undone) => response::undone(undone),
    }
}

fn status_json(app: &App) -> Value {
    let snapshot = app.site.snapshot();
    let (edition, publisher) = (snapshot.edition(), snapshot.publisher());
    let content = app.site.status();
    let ahead = edition.now().unix() - clock::now();
    let clock_error = is_set_back(ahead).then(|| clock_set_back(ahead).text(app.language()).to_owned());
    let rfc3339 = |seconds: i64| Instant::from_unix(&publisher.zone, seconds).map(|instant| instant.rfc3339());
    let previews: Vec<Value> = snapshot
        .withheld()
        .into_iter()
        .map(|release| {
            json!({
                "headline": release.headline.as_str(),
                "source": release.source,
                "preview": publisher.address(&preview_path(app, release)).as_str(),
            })
        })
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "now": rfc3339(clock::now()),
        "snapshot_since": edition.now().rfc3339(),
        "next_change": rfc3339(snapshot.next_change),
        "clock_error": clock_error,
        "releases": edition.releases().len(),
        "withdrawn": edition.withdrawals().len(),
        "content_error": content.failure,
        "errors": diag::to_json(&content.errors, app.language()),
        "warnings": diag::to_json(&content.warnings, app.language()),
        "broken_releases": diag::to_json(&content.seen, app.language()),
        "stale_releases": content.stale_releases,
        "withheld": previews,
    })
}

pub fn is_authorized(app: &App, headers: &HeaderMap) -> bool {
    credential(headers).is_some_and(|token| app.keys.is_status_token(&token))
}

/// Programs send a token as `Bearer`, browsers as the password of `Basic`.
pub fn credential(headers: &HeaderMap) -> Option<String> {
    let credentials = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = credentials.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(value.trim().to_owned()),
        "basic" => {
            let pair = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
            pair.split_once(':').map(|(_, password)| password.to_owned())
        }
        _ => None,
    }
}

pub fn unauthorized() -> Response<Body> {
    let mut response =
        plain_text(StatusCode::UNAUTHORIZED, "authentication required: use the token in `<state>/keys/status-token`");
    set(&mut response, header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"depesch\", charset=\"UTF-8\""));
    response
}
