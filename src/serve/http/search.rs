//! The search page. The query is in the address; nothing is stored.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, Uri};

use crate::model::paths;
use crate::serve::app::App;
use crate::serve::log::log_render_errors;
use crate::{format, page, search};

use super::documents::with_class;
use super::response::{HTML, ResponseClass, redirect, unavailable, with_body};

pub async fn search(State(app): State<Arc<App>>, uri: Uri) -> Response<Body> {
    let query = search::Query::from_query(uri.query().unwrap_or_default());
    let written = app.run_blocking(move |app| {
        let snapshot = app.site.snapshot();
        page::search::write(snapshot.edition(), &format::page_context(), &query, &snapshot.index().find(&query))
    });
    match written.await {
        Some(Ok((bytes, _))) => with_class(with_body(StatusCode::OK, HTML, bytes), ResponseClass::Search),
        Some(Err(errors)) => {
            log_render_errors(paths::SEARCH, &errors, app.language());
            unavailable()
        }
        None => unavailable(),
    }
}

pub async fn redirect_to_search(State(app): State<Arc<App>>) -> Response<Body> {
    redirect(StatusCode::MOVED_PERMANENTLY, app.site.snapshot().publisher().address(paths::SEARCH).path())
}
