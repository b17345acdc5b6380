//! `GET /wire/<channel>`: a news desk fetches its messages.
//!
//! The list has everything after a number, oldest first, with what became of each: of a withdrawn or replaced text only the fact. The bytes of
//! a message are at `/wire/<channel>/<number>`. A receiver keeps the last number that it has, and asks for what comes after it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use serde_json::{Value, json};

use crate::db::delivery::{DeliveryPurpose, MessageRecord};
use crate::error::Error;
use crate::model::{Instant, Receiver, paths};
use crate::serve::app::App;
use crate::serve::clock;
use crate::serve::log::error_line;

use super::request_origin::RequestOrigin;
use super::response;
use super::response::{no_store, plain_text, set, with_body};

/// Messages in one list.
const MAX_LIST: usize = 500;
/// The longest wait for a new message, in seconds: proxies end connections after a minute.
const MAX_WAIT: u64 = 50;

#[derive(Debug, Default)]
struct ListQuery {
    /// The last number that the receiver has.
    after: i64,
    /// How long to wait for a new message, in seconds.
    wait: u64,
    limit: Option<usize>,
}

impl ListQuery {
    /// `None` when a value is no number. Other fields are ignored.
    fn parse(query: Option<&str>) -> Option<ListQuery> {
        let mut parsed = ListQuery::default();
        for (name, value) in query.unwrap_or_default().split('&').filter_map(|field| field.split_once('=')) {
            match name {
                "after" => parsed.after = value.parse().ok().filter(|after| *after >= 0)?,
                "wait" => parsed.wait = value.parse().ok()?,
                "limit" => parsed.limit = Some(value.parse().ok()?),
                _ => {}
            }
        }
        Some(parsed)
    }
}

/// The messages after a number.
pub async fn list(
    State(app): State<Arc<App>>,
    Extension(origin): Extension<RequestOrigin>,
    Path(channel): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    if !is_authorized(&app, &channel, &headers) {
        return unauthorized();
    }
    let Some(query) = ListQuery::parse(uri.query()) else {
        return no_store(plain_text(StatusCode::BAD_REQUEST, "400 `after`, `wait` and `limit` are numbers"));
    };
    let limit = query.limit.unwrap_or(100).clamp(1, MAX_LIST);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(query.wait.min(MAX_WAIT));
    let Some(mut published) = app.delivery.get().map(|delivery| delivery.published.clone()) else { return unauthorized() };
    loop {
        // Before the look, so that nothing between the look and the wait is missed.
        published.mark_unchanged();
        let work = {
            let channel = channel.clone();
            move |app: &App| read_list(app, &channel, query.after, limit)
        };
        let found = match app.work(|workers| &workers.wire, origin.client, work).await {
            Ok(found) => found,
            Err(undone) => return response::undone(undone),
        };
        let (messages, last) = match found {
            Ok(found) => found,
            Err(error) => return failed(&app, &error),
        };
        let is_empty = messages.is_empty();
        if is_empty && tokio::time::timeout_at(deadline, published.changed()).await.is_ok_and(|changed| changed.is_ok()) {
            continue;
        }
        let has_more = messages.len() == limit;
        let next = messages.last().map_or(query.after, |message| message.cursor);
        // A withdrawal changes earlier entries: the tag is of everything that the list says.
        let base = app.site.snapshot().base_path().to_owned();
        let list: Vec<Value> = messages.iter().map(|message| entry(&app, &base, message)).collect();
        let body = format!(
            "{:#}\n",
            json!({ "channel": channel, "after": query.after, "next": next, "last": last, "more": has_more, "messages": list })
        );
        let etag = format!("\"{}\"", &blake3::hash(body.as_bytes()).to_hex()[..32]);
        if headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|tags| tags.contains(&etag)) {
            return tagged(StatusCode::NOT_MODIFIED, HeaderValue::from_static("application/json"), Vec::new(), &etag);
        }
        return tagged(StatusCode::OK, HeaderValue::from_static("application/json"), body.into_bytes(), &etag);
    }
}

/// The bytes of one message.
pub async fn message(
    State(app): State<Arc<App>>,
    Extension(origin): Extension<RequestOrigin>,
    Path((channel, number)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    if !is_authorized(&app, &channel, &headers) {
        return unauthorized();
    }
    let Ok(number) = number.parse::<i64>() else { return nothing() };
    match app.work(|workers| &workers.wire, origin.client, move |app| read_message(app, &channel, number)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => failed(&app, &error),
        Err(undone) => response::undone(undone),
    }
}

/// The messages after a number that may be read now, and the channel's last number. What the receiver says that it has is delivered.
fn read_list(app: &App, channel: &str, after: i64, limit: usize) -> Result<(Vec<MessageRecord>, i64), Error> {
    let database = &app.database;
    let (states, now) = (database.channel_states()?, clock::now());
    let Some(state) = states.into_iter().find(|state| state.key == channel) else { return Ok((Vec::new(), 0)) };
    database.acknowledge(channel, after.min(state.cursor), now)?;
    if state.pause_reason(now).is_some() {
        return Ok((Vec::new(), after.min(state.cursor)));
    }
    let mut messages = database.messages(channel, after.saturating_add(1), i64::MAX, limit)?;
    // In order: nothing behind a message whose time has not come.
    let due = database.first_unreadable(channel, now)?;
    if let Some(first) = messages.iter().position(|message| due.is_some_and(|from| message.cursor >= from)) {
        messages.truncate(first);
    }
    messages.retain(|message| !message.is_held);
    Ok((messages, state.cursor))
}

fn read_message(app: &App, channel: &str, number: i64) -> Result<Response<Body>, Error> {
    let now = clock::now();
    let Some(message) = app.database.messages(channel, number, number, 1)?.pop() else { return Ok(nothing()) };
    let is_early = app.database.first_unreadable(channel, now)?.is_some_and(|from| number >= from);
    let is_paused = app.database.channel_states()?.iter().any(|state| state.key == channel && state.pause_reason(now).is_some());
    if is_early || is_paused || message.is_held {
        return Ok(nothing());
    }
    let Some(payload) = app.database.fetch(channel, number, now)? else {
        let text = match () {
            () if message.is_withdrawn && message.purpose != DeliveryPurpose::Kill => "410 this release was withdrawn",
            () if message.revision != message.newest_revision => "410 a newer version has replaced this one",
            () => "410 the bytes of this message are not kept any more",
        };
        return Ok(no_store(plain_text(StatusCode::GONE, text)));
    };
    let media_type =
        HeaderValue::try_from(message.media_type.as_str()).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let etag = format!("\"{}\"", &hex(&payload.hash)[..32]);
    let mut response = tagged(StatusCode::OK, media_type, payload.bytes.to_vec(), &etag);
    let name = format!("attachment; filename=\"{}\"", message.name);
    if let Ok(name) = HeaderValue::try_from(name) {
        set(&mut response, header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn entry(app: &App, base: &str, message: &MessageRecord) -> Value {
    let snapshot = app.site.snapshot();
    let zone = &snapshot.publisher().zone;
    let status = match () {
        () if message.is_withdrawn && message.purpose != DeliveryPurpose::Kill => "withdrawn",
        () if message.revision != message.newest_revision => "replaced",
        () => "current",
    };
    let is_readable = status == "current";
    json!({
        "number": message.cursor,
        "day": message.day,
        "number_of_day": message.number,
        "purpose": message.purpose.name(),
        "release": message.release,
        "version": message.revision,
        // Nothing of a withdrawn text.
        "headline": is_readable.then_some(&message.headline),
        "published": Instant::from_unix(zone, message.made).map(|made| made.rfc3339()),
        "status": status,
        "format": message.format,
        "media_type": message.media_type,
        "file": message.name,
        "length": is_readable.then_some(message.length),
        "sha256": is_readable.then(|| hex(&message.hash)),
        "href": is_readable.then(|| format!("{base}{}/{}/{}", paths::WIRE, message.channel, message.cursor)),
    })
}

/// The token of the channel, as `Bearer` or as the password of `Basic`. Channels that do not exist are refused like a wrong token.
fn is_authorized(app: &App, channel: &str, headers: &HeaderMap) -> bool {
    let Some(given) = super::operator::credential(headers) else { return false };
    let Some(delivery) = app.delivery.get() else { return false };
    let channels = Arc::clone(&delivery.channels.borrow());
    let Some(Receiver::Pull(pull)) = channels.find(channel).map(|channel| channel.receiver.clone()) else { return false };
    let secrets = pull.tokens.iter().filter_map(|name| std::env::var(name.as_str()).ok());
    // Hashes compare in constant time.
    secrets
        .filter(|secret| secret.len() >= 16)
        .any(|secret| blake3::hash(secret.trim().as_bytes()) == blake3::hash(given.as_bytes()))
}

fn tagged(status: StatusCode, media_type: HeaderValue, body: Vec<u8>, etag: &str) -> Response<Body> {
    let mut response = with_body(status, media_type, body);
    set(&mut response, header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        set(&mut response, header::ETAG, etag);
    }
    response
}

fn unauthorized() -> Response<Body> {
    let mut response =
        no_store(plain_text(StatusCode::UNAUTHORIZED, "401 send the token of the channel: `Authorization: Bearer TOKEN`"));
    set(&mut response, header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"wire\""));
    response
}

fn nothing() -> Response<Body> {
    no_store(plain_text(StatusCode::NOT_FOUND, "404 this channel has no such message"))
}

fn failed(app: &App, error: &Error) -> Response<Body> {
    tracing::error!(target: "db", "{}", error_line(error, app.language()));
    response::unavailable()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
