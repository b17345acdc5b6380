//! A feed reader that subscribes to the newsroom's feed (WebSub 5).

use super::http;

/// Asks the hub; it confirms by calling the page's own address.
pub async fn subscribe(site: &str, page_port: u16) {
    let body =
        format!("hub.mode=subscribe&hub.topic={}feed.rss&hub.callback=http%3A%2F%2F127.0.0.1%3A{page_port}%2Fwebsub", encode(site));
    let _ = http::post(&format!("{site}hub"), "application/x-www-form-urlencoded", body.into_bytes()).await;
}

fn encode(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}
