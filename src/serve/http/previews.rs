//! Previews: a release that is withheld, for those who have an address that cannot be guessed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::model::{Release, paths};
use crate::serve::app::App;
use crate::serve::clock;
use crate::serve::keys::TOKEN_LEN;
use crate::serve::snapshot::{PreviewTarget, Resolved, Snapshot};

use super::documents::{not_found, render, serve_document};
use super::request_origin::RequestOrigin;
use super::response;
use super::response::{no_store, redirect, with_body};

/// The path of a release's preview, below the root.
pub fn preview_path(app: &App, release: &Release) -> String {
    format!("{}/{}/{}", paths::PREVIEWS, app.keys.preview_token(&release.id), release.folder())
}

/// The release that a token belongs to.
fn find_target<'s>(app: &App, snapshot: &'s Snapshot, token: &str) -> Option<&'s PreviewTarget> {
    // Guesses are refused without the list.
    let is_token = token.len() == TOKEN_LEN && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_token { snapshot.preview_target(token, |id| app.keys.preview_token(id)) } else { None }
}

/// A preview links to the front page that everybody sees.
pub async fn redirect_to_front(State(app): State<Arc<App>>) -> Response<Body> {
    redirect_to(app.site.snapshot().base_path())
}

/// The address of a preview without more.
pub async fn redirect_to_release(
    State(app): State<Arc<App>>,
    Extension(origin): Extension<RequestOrigin>,
    Path(token): Path<String>,
) -> Response<Body> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.publisher();
    match find_target(&app, &snapshot, &token) {
        Some(target) if target.is_public(clock::now()) => redirect_to(publisher.address(&target.folder).path()),
        Some(target) => redirect_to(publisher.address(&format!("{}/{token}/{}", paths::PREVIEWS, target.folder)).path()),
        None => not_found(&app, origin.client, "").await,
    }
}

/// A release as it will be, with everything that its pages need.
pub async fn preview(
    State(app): State<Arc<App>>,
    Extension(origin): Extension<RequestOrigin>,
    Path((token, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    let snapshot = app.site.snapshot();
    let publisher = snapshot.publisher();
    let Some(target) = find_target(&app, &snapshot, &token) else { return not_found(&app, origin.client, &path).await };
    if target.is_public(clock::now()) {
        // It is published: the preview ends.
        return redirect_to(publisher.address(&target.folder).path());
    }
    if path == target.folder.trim_end_matches('/') || path.strip_suffix("index.html") == Some(target.folder.as_str()) {
        return redirect_to_release(State(app), Extension(origin), Path(token)).await;
    }
    if !path.starts_with(target.folder.as_str()) {
        return match snapshot.resolve(&path) {
            // A style sheet has to be where the page looks for it; everything else has an address of its own.
            Resolved::Document(name) if name.starts_with(paths::ASSETS) => {
                serve_document(&app, origin.client, Method::GET, headers, &path).await
            }
            _ => redirect_to(publisher.address(&path).path()),
        };
    }
    let name = if path.ends_with('/') { format!("{path}index.html") } else { path };
    let missing = name.clone();
    let work = move |app: &App| {
        render(app, &app.site.snapshot().preview(), &name, |cached, bytes| {
            let mut response = no_store(with_body(StatusCode::OK, response::content_type(cached.media_type), bytes));
            response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow, noarchive"));
            response
        })
    };
    match app.work(|workers| &workers.documents, origin.client, work).await {
        Ok(Some(response)) => response,
        Ok(None) => not_found(&app, origin.client, &missing).await,
        Err(undone) => response::undone(undone),
    }
}

fn redirect_to(path: &str) -> Response<Body> {
    no_store(redirect(StatusCode::FOUND, path))
}
