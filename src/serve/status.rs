//! How things stand, for operators and for the press office: mistakes, what comes next, where withheld releases can be looked at. The door to
//! `base64`.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use serde_json::json;

use crate::diag;
use crate::model::Instant;
use crate::model::Release;

use super::App;
use super::clock;
use super::http::response;
use super::http::router;
use super::keys::TOKEN;

/// A release whose preview was asked for.
pub struct PreviewTarget {
    /// `releases/2026/x/`.
    pub folder: String,
    pub is_public: bool,
}

/// Is the token there, as programs (`Bearer`) or browsers (the password of `Basic`) send it?
pub fn is_authorized(app: &App, headers: &HeaderMap) -> bool {
    let Some((scheme, value)) = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.split_once(' '))
    else {
        return false;
    };
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => app.keys.opens_status(value.trim()),
        "basic" => decode_base64(value.trim())
            .is_some_and(|pair| pair.split_once(':').is_some_and(|(_, word)| app.keys.opens_status(word))),
        _ => false,
    }
}

/// Asks for it.
pub fn unauthorized() -> Response<Body> {
    let mut answer = response::words(StatusCode::UNAUTHORIZED, "the token stands in keys/status-token of the state folder");
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"depesch\", charset=\"UTF-8\""));
    answer
}

fn decode_base64(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// The release that a preview's token is of.
pub fn previewed(app: &App, token: &str) -> Option<PreviewTarget> {
    // Whoever tries addresses out is answered without looking through the newsroom.
    if token.len() != TOKEN || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let snapshot = app.site.snapshot();
    let now = Instant::from_unix(&snapshot.edition().publisher().zone, clock::now())?;
    let zone = &snapshot.edition().publisher().zone;
    let of = |release: &&Release| app.keys.preview_of(&release.id) == token;
    let records = snapshot.newsroom().records().map(|record| record.newest());
    let release = records.into_iter().find(of)?;
    Some(PreviewTarget { folder: release.folder(), is_public: release.is_public(&now, zone) })
}

/// Everything, for who has the token.
pub fn told(app: &App) -> Value {
    let snapshot = app.site.snapshot();
    let edition = snapshot.edition();
    let publisher = edition.publisher();
    let (content_status, turn) = (app.site.content_status(), app.site.turn());
    let at = |seconds: i64| Instant::from_unix(&publisher.zone, seconds).map(|instant| instant.rfc3339());
    let withheld = snapshot.newsroom().withheld(edition.now());
    let withheld: Vec<Value> = withheld
        .into_iter()
        .map(|release| {
            let token = app.keys.preview_of(&release.id);
            json!({
                "headline": release.headline.as_str(),
                "source": release.source,
                "preview": publisher.address(&router::preview_path(&token, &release.folder())).as_str(),
            })
        })
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "now": at(clock::now()),
        "standing_since": at(turn.at),
        "next_change_after": at(turn.next),
        "releases": edition.releases().len(),
        "withdrawn": edition.withdrawals().len(),
        "failure": content_status.failure,
        "mistakes": diag::to_json(&content_status.mistakes, app.site.tongue()),
        "as_on_their_last_good_day": content_status.as_they_were,
        "withheld": withheld,
    })
}
