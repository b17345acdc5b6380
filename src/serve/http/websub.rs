//! The hub's address (WebSub 5).

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use crate::hub::MAX_FORM_LEN;
use crate::model::paths;
use crate::serve::app::App;
use crate::serve::workers::Undone;

use super::documents::not_found;
use super::request_origin::RequestOrigin;
use super::response::{method_not_allowed, plain_text, request_timeout, set, undone};

/// A subscription request (WebSub 5.1).
pub async fn hub(
    State(app): State<Arc<App>>,
    Extension(origin): Extension<RequestOrigin>,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let Some(hub) = app.hub.get() else { return not_found(&app, origin.client, paths::HUB).await };
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if value("content-type").is_some_and(|media_type| !media_type.starts_with("application/x-www-form-urlencoded")) {
        return plain_text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send a form: application/x-www-form-urlencoded");
    }
    let form = match tokio::time::timeout(app.body_time, axum::body::to_bytes(body, MAX_FORM_LEN)).await {
        Ok(Ok(form)) => form,
        Ok(Err(_)) => return plain_text(StatusCode::PAYLOAD_TOO_LARGE, "the form is larger than 16 kB"),
        Err(_) => return request_timeout(),
    };
    let Some(place) = app.hub_requests.take(origin.client) else { return undone(Undone::Busy) };
    let client = origin.client.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let is_secure = origin.is_forwarded() && value("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    let answer = hub.handle_form(&form, client, is_secure, place).await;
    let status = StatusCode::from_u16(answer.status).expect("the hub answers with codes of HTTP");
    let mut response = plain_text(status, &answer.text);
    if let Some(seconds) = answer.retry_after {
        set(&mut response, header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// For those who open the hub's address in a browser.
pub async fn hub_info(State(app): State<Arc<App>>, Extension(origin): Extension<RequestOrigin>) -> Response<Body> {
    const INFO: &str = "a WebSub hub for the feeds of this newsroom: POST to it, see https://www.w3.org/TR/websub/";
    match app.hub.get() {
        Some(_) => method_not_allowed(INFO, "POST"),
        None => not_found(&app, origin.client, paths::HUB).await,
    }
}
