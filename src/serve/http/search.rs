//! The search page. The query is in the address; nothing is stored.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{Response, StatusCode, Uri};

use crate::model::paths;
use crate::serve::app::App;
use crate::serve::log::log_render_errors;
use crate::{format, page, search};

use super::documents::with_class;
use super::request_origin::RequestOrigin;
use super::response;
use super::response::{HTML, ResponseClass, redirect, unavailable, with_body};

pub async fn search(State(app): State<Arc<App>>, Extension(origin): Extension<RequestOrigin>, uri: Uri) -> Response<Body> {
    let query = search::Query::from_query(uri.query().unwrap_or_default());
    let write = move |app: &App| {
        let snapshot = app.site.snapshot();
        page::search::write(snapshot.edition(), &format::page_context(), &query, &snapshot.index().find(&query))
    };
    match app.work(|workers| &workers.search, origin.client, write).await {
        Ok(Ok((bytes, _))) => with_class(with_body(StatusCode::OK, HTML, bytes), ResponseClass::Search),
        Ok(Err(errors)) => {
            log_render_errors(paths::SEARCH, &errors, app.language());
            unavailable()
        }
        Err(undone) => response::undone(undone),
    }
}

pub async fn redirect_to_search(State(app): State<Arc<App>>) -> Response<Body> {
    redirect(StatusCode::MOVED_PERMANENTLY, app.site.snapshot().publisher().address(paths::SEARCH).path())
}
