//! JSON Feed 1 and 1.1 (jsonfeed.org).

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::feed_item::{Feed, FeedItem, FeedText, TextSyntax};
use crate::diag::{Diagnostic, Location};
use crate::import::source_map::InputText;
use crate::msg;

/// Whether the text begins as JSON Feed does.
pub fn is_feed(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(2000).collect();
    head.starts_with('{') && head.replace("\\/", "/").contains("jsonfeed.org/version/")
}

/// Reads the feed. Lines of items are unknown, and count from the start of each item's text.
pub fn read(input: &InputText<'_>) -> Feed {
    let mut feed = Feed::default();
    let whole: Map<String, Value> = match serde_json::from_str(input.text) {
        Ok(whole) => whole,
        Err(error) => {
            feed.errors.push(
                syntax_error(input, &error)
                    .hint(msg!("fetch the complete feed and import it again", "hämta hela flödet och importera det på nytt")),
            );
            return feed;
        }
    };
    feed.base = text(&whole, "home_page_url");
    feed.id = text(&whole, "feed_url").or_else(|| feed.base.clone()).unwrap_or_default();
    feed.language = text(&whole, "language");
    for (index, value) in whole.get("items").and_then(Value::as_array).into_iter().flatten().enumerate() {
        match value {
            Value::Object(fields) => feed.items.push(item(fields)),
            _ => {
                let number = index + 1;
                feed.errors.push(
                    Diagnostic::error(
                        Location::file(input.name()),
                        msg!("item {number} is not an object", "post {number} är inte ett objekt"),
                    )
                    .hint(msg!("an item is written between `{{` and `}}`", "en post skrivs mellan `{{` och `}}`")),
                );
            }
        }
    }
    feed
}

/// The error in a JSON text that is not JSON Feed.
pub fn json_error(name: &str, text: &str) -> Diagnostic {
    let input = InputText::new(name, text);
    // Some programs write one object per line.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let error = match values.find_map(Result::err) {
        Some(error) => syntax_error(&input, &error),
        None => {
            let message = msg!("`{name}` is JSON, but not JSON Feed", "`{name}` är JSON, men inte JSON Feed");
            Diagnostic::error(input.file(), message)
        }
    };
    error.hint(msg!(
        "import the page or the text of the release, or a feed that begins with its `version`",
        "importera sidan eller texten för pressmeddelandet, eller ett flöde som börjar med sin `version`"
    ))
}

fn syntax_error(input: &InputText<'_>, error: &serde_json::Error) -> Diagnostic {
    let message = msg!("the JSON cannot be read: {error}", "JSON-texten går inte att läsa: {error}");
    Diagnostic::error(input.locate_column(error.line(), error.column()), message)
}

fn item(fields: &Map<String, Value>) -> FeedItem {
    let feed_text = |name: &str, syntax: TextSyntax| text(fields, name).map(|value| FeedText { value, syntax, line: 1 });
    let each = |name: &str| fields.get(name).and_then(Value::as_array).into_iter().flatten();
    let mut item = FeedItem {
        line: 1,
        id: text(fields, "id"),
        link: text(fields, "url"),
        title: feed_text("title", TextSyntax::Plain),
        summary: feed_text("summary", TextSyntax::Plain),
        content: feed_text("content_html", TextSyntax::Html).or_else(|| feed_text("content_text", TextSyntax::Plain)),
        published: text(fields, "date_published").into_iter().collect(),
        updated: text(fields, "date_modified").into_iter().collect(),
        language: text(fields, "language"),
        categories: each("tags").filter_map(|tag| tag.as_str().map(str::to_owned)).collect(),
        ..FeedItem::default()
    };
    let within = |value: &Value, name: &str| value.as_object().and_then(|fields| text(fields, name));
    item.other_fields.extend(each("attachments").filter_map(|value| within(value, "url")).map(|url| ("enclosure", url)));
    item.other_fields.extend(text(fields, "image").map(|url| ("image", url)));
    item.other_fields.extend(each("authors").filter_map(|value| within(value, "name")).map(|name| ("author", name)));
    item
}

/// A non-empty field; a number becomes its digits, as the standard requires for ids.
fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    let text: String = match fields.get(name)? {
        Value::String(text) => text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}
