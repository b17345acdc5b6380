//! An agency that fetches its messages, and waits for the next.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::arrivals::Arrivals;
use super::http;

pub async fn run(site: String, token: String, arrivals: Arc<Arrivals>) {
    let mut after = 0;
    loop {
        let address = format!("{site}wire/pull?after={after}&wait=20");
        let list = http::get(&address, Some(&token)).await.filter(|(status, _)| *status == 200);
        let Some(list) = list.and_then(|(_, body)| serde_json::from_slice::<Value>(&body).ok()) else {
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        };
        for message in list["messages"].as_array().into_iter().flatten() {
            let number = message["number"].as_i64().unwrap_or(0);
            after = after.max(number);
            let facts = ["number", "version", "purpose", "status", "sha256"];
            let facts = facts.iter().map(|name| ((*name).to_owned(), message[name].to_string())).collect();
            let href = message["href"].as_str().map(|href| format!("{}{}", site.trim_end_matches('/'), href));
            let bytes = match href {
                Some(href) => http::get(&href, Some(&token)).await.map(|(_, body)| body).unwrap_or_default(),
                None => Vec::new(),
            };
            let title = message["headline"].as_str().unwrap_or("(replaced or withdrawn)");
            arrivals.add("pull", format!("{number:04} {title}"), facts, bytes);
        }
    }
}
