//! Structured data of a release: schema.org NewsArticle as JSON-LD. <https://schema.org/NewsArticle>

use serde_json::{Map, Value, json};

use crate::markup::{clean, summary};
use crate::model::body::attributed_quotes;
use crate::model::invisible::without_invisible;
use crate::model::{Edition, Quote, Release, Speaker, WebAddress};

/// The inside of a `<script type="application/ld+json">`.
pub fn script(edition: &Edition, release: &Release) -> String {
    // Inside a script element `</script` would end it and `<!--` would change how it ends; JSON may escape `<`.
    Value::Object(news_article(edition, release)).to_string().replace('<', "\\u003c")
}

/// A headline or a name.
fn text(text: &str) -> Value {
    Value::String(clean(&without_invisible(text)).into_owned())
}

/// A date without a time stays one.
fn news_article(edition: &Edition, release: &Release) -> Map<String, Value> {
    let publisher = edition.publisher();
    let address = publisher.address(&release.folder()).to_string();
    let organisation = |name: &str, home: Option<&WebAddress>| {
        let home = home.unwrap_or(&publisher.base_url).as_str();
        json!({ "@type": "Organization", "name": text(name), "url": home })
    };
    let senders = edition.senders(release);
    let author: Vec<Value> = senders.iter().map(|sender| organisation(sender.name.as_str(), sender.home.as_ref())).collect();
    let mut article = Map::new();
    article.insert("@context".to_owned(), json!("https://schema.org"));
    article.insert("@type".to_owned(), json!("NewsArticle"));
    article.insert("identifier".to_owned(), json!(release.id.as_str()));
    article.insert("url".to_owned(), json!(address));
    article.insert("mainEntityOfPage".to_owned(), json!(address));
    article.insert("headline".to_owned(), text(release.headline.as_str()));
    article.insert("description".to_owned(), json!(clean(&summary::beginning(&release.summary()))));
    article.insert("inLanguage".to_owned(), json!(release.lang.as_str()));
    if let Some(published) = release.dates.published() {
        article.insert("datePublished".to_owned(), json!(published.iso()));
    }
    article.insert("dateModified".to_owned(), json!(release.updated().iso()));
    if !release.topics.is_empty() {
        article.insert("keywords".to_owned(), release.topics.iter().map(|topic| text(topic.name.as_str())).collect());
    }
    let images: Vec<Value> =
        release.all_pictures().iter().map(|picture| json!(publisher.address(&picture.file.path).as_str())).collect();
    if !images.is_empty() {
        article.insert("image".to_owned(), Value::Array(images));
    }
    let quotes: Vec<Value> =
        attributed_quotes(&release.body).into_iter().map(|(quote, speaker)| quotation(quote, speaker)).collect();
    if !quotes.is_empty() {
        article.insert("hasPart".to_owned(), Value::Array(quotes));
    }
    let author = match <[Value; 1]>::try_from(author) {
        Ok([one]) => one,
        Err(many) => Value::Array(many),
    };
    article.insert("author".to_owned(), author);
    article.insert("publisher".to_owned(), organisation(publisher.name.as_str(), publisher.home.as_ref()));
    article
}

/// Who says what. In the text itself the words stay as they are: HTML has no element for a speaker (`cite` is for the title of a work, HTML
/// 4.5.6). <https://schema.org/Quotation>
fn quotation(quote: &Quote, speaker: &Speaker) -> Value {
    let mut person = Map::new();
    person.insert("@type".to_owned(), json!("Person"));
    person.insert("name".to_owned(), text(speaker.name.as_str()));
    if let Some(role) = &speaker.role {
        person.insert("jobTitle".to_owned(), text(role.as_str()));
    }
    if let Some(party) = &speaker.party {
        person.insert("affiliation".to_owned(), json!({ "@type": "Organization", "name": text(party.as_str()) }));
    }
    json!({ "@type": "Quotation", "text": text(&quote.spoken_words()), "creator": person })
}
