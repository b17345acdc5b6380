//! The release for machines that read pages: schema.org NewsArticle as JSON-LD. <https://schema.org/NewsArticle>

use serde_json::{Map, Value, json};

use crate::markup::clean;
use crate::model::{Edition, Release};

use super::summary;

/// The inside of a `<script type="application/ld+json">`. Dates are as exact as they are known: a day stays a day.
pub fn news_article(edition: &Edition, release: &Release) -> String {
    let publisher = edition.publisher();
    let address = publisher.address(&release.folder()).to_string();
    let text = |text: &str| Value::String(clean(text).into_owned());
    let sender = json!({
        "@type": "Organization",
        "name": text(publisher.name.as_str()),
        "url": publisher.home.as_ref().unwrap_or(&publisher.base_url).as_str(),
    });
    let mut article = Map::new();
    article.insert("@context".to_owned(), json!("https://schema.org"));
    article.insert("@type".to_owned(), json!("NewsArticle"));
    article.insert("identifier".to_owned(), json!(release.id.as_str()));
    article.insert("url".to_owned(), json!(address));
    article.insert("mainEntityOfPage".to_owned(), json!(address));
    article.insert("headline".to_owned(), text(release.headline.as_str()));
    article.insert("description".to_owned(), text(&summary::beginning(&release.lead.plain())));
    article.insert("inLanguage".to_owned(), json!(release.lang.as_str()));
    if let Some(published) = release.dates.published() {
        article.insert("datePublished".to_owned(), json!(published.iso()));
    }
    article.insert("dateModified".to_owned(), json!(release.dates.updated().iso()));
    if !release.topics.is_empty() {
        article.insert("keywords".to_owned(), release.topics.iter().map(|topic| text(topic.name.as_str())).collect());
    }
    article.insert("author".to_owned(), sender.clone());
    article.insert("publisher".to_owned(), sender);
    // Inside a script element `</script` would end it and `<!--` would change how it ends; JSON may write `<` so.
    Value::Object(article).to_string().replace('<', "\\u003c")
}
