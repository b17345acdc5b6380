//! The receivers that are called by HTTP, and the page that shows what all of them got. A small client too.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::routing::{get as on_get, post as on_post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Method, Url};
use sha2::Sha256;
use tokio::net::TcpListener;

use super::arrivals::Arrivals;
use super::misbehaviour::Misbehaviour;
use super::page;
use crate::net::{BodyLimit, EgressPolicy, HttpClient, HttpReply, HttpRequest};

/// Bytes of an answer.
const MAX_BODY: usize = 8 * 1024 * 1024;

#[derive(Clone)]
struct Receivers {
    arrivals: Arc<Arrivals>,
    hook_key: Arc<str>,
}

pub async fn run(listener: TcpListener, arrivals: Arc<Arrivals>, hook_key: String) {
    let receivers = Receivers { arrivals, hook_key: hook_key.into() };
    let routes = Router::new()
        .route("/", on_get(show))
        .route("/style.css", on_get(style))
        .route("/message/{number}", on_get(show_message))
        .route("/message/{number}/html", on_get(show_html))
        .route("/receivers/{behaviour}", on_post(set_behaviour))
        .route("/hook", on_post(hook))
        .route("/websub", on_get(confirm_subscription).post(feed))
        .with_state(receivers);
    // It ends with the process.
    let _ = axum::serve(listener, routes).await;
}

async fn show(State(receivers): State<Receivers>) -> Response<Body> {
    html(page::list(&receivers.arrivals))
}

async fn show_message(State(receivers): State<Receivers>, Path(number): Path<usize>) -> Response<Body> {
    match receivers.arrivals.get(number) {
        Some(arrival) => html(page::message(number, &arrival)),
        None => answer(StatusCode::NOT_FOUND, "404"),
    }
}

/// The HTML part of a mail, alone.
async fn show_html(State(receivers): State<Receivers>, Path(number): Path<usize>) -> Response<Body> {
    match receivers.arrivals.get(number).and_then(|arrival| page::html_part(&arrival.bytes)) {
        Some(part) => html(Some(part)),
        None => answer(StatusCode::NOT_FOUND, "404"),
    }
}

async fn style() -> Response<Body> {
    let mut response = Response::new(Body::from(page::STYLE));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    response
}

async fn set_behaviour(State(receivers): State<Receivers>, Path(behaviour): Path<String>) -> Response<Body> {
    receivers.arrivals.set_misbehaviour(Misbehaviour::from_name(&behaviour));
    let mut response = answer(StatusCode::SEE_OTHER, "");
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    response
}

/// A webhook: the signature is checked before anything else (Standard Webhooks, "Verifying signatures").
async fn hook(State(receivers): State<Receivers>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let arrivals = &receivers.arrivals;
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (id, timestamp, signature) = (value("webhook-id"), value("webhook-timestamp"), value("webhook-signature"));
    let is_genuine = is_signed(&receivers.hook_key, &id, &timestamp, &body, &signature);
    match arrivals.misbehaviour() {
        Some(Misbehaviour::Busy) => {
            arrivals.count_refusal();
            let mut response = answer(StatusCode::TOO_MANY_REQUESTS, "too many requests");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("7"));
            return response;
        }
        Some(Misbehaviour::Error) => {
            arrivals.count_refusal();
            return answer(StatusCode::INTERNAL_SERVER_ERROR, "the intake has failed");
        }
        Some(Misbehaviour::WrongKey) => {
            arrivals.count_refusal();
            return answer(StatusCode::UNAUTHORIZED, "the signature is not valid");
        }
        Some(Misbehaviour::Never | Misbehaviour::Half) => {
            arrivals.count_refusal();
            tokio::time::sleep(Duration::from_secs(3_600)).await;
        }
        Some(Misbehaviour::Slow) => tokio::time::sleep(Duration::from_secs(8)).await,
        None => {}
    }
    if !is_genuine {
        arrivals.count_refusal();
        return answer(StatusCode::UNAUTHORIZED, "the signature is not valid");
    }
    let parsed: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let (kind, title) = (parsed["type"].as_str().unwrap_or_default(), parsed["data"]["headline"].as_str());
    let title = title.or(parsed["data"]["title"].as_str()).unwrap_or_default();
    let facts = [("webhook-id", id), ("webhook-timestamp", timestamp), ("signature", "valid".to_owned())];
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    arrivals.add("webhook", format!("{kind}: {title}"), facts, body.to_vec());
    answer(StatusCode::OK, "taken")
}

fn is_signed(key: &str, id: &str, timestamp: &str, body: &[u8], signatures: &str) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    if !timestamp.parse::<u64>().is_ok_and(|at| at.abs_diff(now) <= 300) {
        return false;
    }
    signatures.split(' ').filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok()).any(|signature| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("an HMAC takes a key of any length");
        [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].into_iter().for_each(|part| mac.update(part));
        mac.verify_slice(&signature).is_ok()
    })
}

/// The hub asks whether the subscription is meant (WebSub 5.3).
async fn confirm_subscription(uri: Uri) -> Response<Body> {
    let challenge = uri.query().unwrap_or_default().split('&').find_map(|field| field.strip_prefix("hub.challenge="));
    answer(StatusCode::OK, challenge.unwrap_or_default())
}

async fn feed(State(receivers): State<Receivers>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let facts = headers.get("depesch-delivery").and_then(|value| value.to_str().ok());
    let facts = facts.map(|id| ("Depesch-Delivery".to_owned(), id.to_owned())).into_iter().collect();
    receivers.arrivals.add("websub", "feed.rss", facts, body.to_vec());
    answer(StatusCode::OK, "")
}

fn html(page: Option<String>) -> Response<Body> {
    let Some(page) = page else { return answer(StatusCode::INTERNAL_SERVER_ERROR, "the page cannot be made") };
    let mut response = Response::new(Body::from(page));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn answer(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text.to_owned()));
    *response.status_mut() = status;
    response
}

/// The status and body of a page on this machine.
pub async fn get(address: &str, token: Option<&str>) -> Option<(u16, Vec<u8>)> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        headers.insert(AUTHORIZATION, format!("Bearer {token}").parse().ok()?);
    }
    call(Method::GET, address, headers, Vec::new()).await
}

pub async fn post(address: &str, media_type: &'static str, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, media_type.parse().ok()?);
    call(Method::POST, address, headers, body).await
}

async fn call(method: Method, address: &str, headers: HeaderMap, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
    let url = Url::parse(address).ok()?;
    let allowed: IpNet = "127.0.0.0/8".parse().ok()?;
    let policy = EgressPolicy { allowed: vec![allowed], ..EgressPolicy::default() };
    let client = HttpClient::new(Arc::new(policy), "Depesch sandbox").ok()?;
    let timeout = Duration::from_secs(60);
    let request = HttpRequest { method, url, headers, body: body.into(), timeout, limit: BodyLimit::UpTo(MAX_BODY) };
    match client.send(request).await {
        HttpReply::Answered { status, body, .. } => Some((status, body)),
        HttpReply::Unreachable(_) | HttpReply::Unanswered(_) | HttpReply::Blocked(_) => None,
    }
}
