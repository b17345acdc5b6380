//! What the W3C's feed validator would say of a feed (feeds.md 1.11), and the rules of JSON Feed 1.1.

use std::collections::BTreeSet;

use super::tree::Node;

/// An address that stands whole in ASCII.
fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'))
}

/// What the validator would say of HTML in a feed: relative addresses, scripts, event attributes, styles.
fn html_is_harmless(html: &str) -> Result<(), String> {
    const ALLOWED: [&str; 24] = [
        "p",
        "br",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "em",
        "a",
        "img",
        "figure",
        "figcaption",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
        "div",
    ];
    for token in html5gum::Tokenizer::new(html) {
        let Ok(token) = token;
        let html5gum::Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if !ALLOWED.contains(&name.as_str()) {
            return Err(format!("SecurityRisk: <{name}>"));
        }
        for (attribute, value) in &tag.attributes {
            let (attribute, value) = (String::from_utf8_lossy(attribute), String::from_utf8_lossy(value));
            let fine = match &attribute[..] {
                "href" => is_address(&value) || value.starts_with("mailto:") || value.starts_with("tel:"),
                "src" => is_address(&value),
                "alt" | "width" | "height" | "scope" | "start" | "lang" | "dir" => true,
                _ => false,
            };
            if !fine {
                return Err(format!("ContainsRelRef or SecurityRiskAttr: <{name} {attribute}=\"{value}\">"));
            }
        }
    }
    Ok(())
}

fn ensure(holds: bool, rule: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

/// Day and month by their names, four digits of the year, a numeric zone, and the weekday that the calendar has.
fn is_rfc822(date: &str) -> bool {
    let parts: Vec<&str> = date.split(' ').collect();
    let [weekday, day, month, year, clock, zone] = parts[..] else { return false };
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some(m) = months.iter().position(|name| *name == month) else { return false };
    let (Ok(d), Ok(y)) = (day.parse::<i64>(), year.parse::<i64>()) else { return false };
    // Zeller's congruence: 0 is Saturday.
    let (zm, zy) = if m < 2 { (m as i64 + 13, y - 1) } else { (m as i64 + 1, y) };
    let of_week = (d + 13 * (zm + 1) / 5 + zy + zy / 4 - zy / 100 + zy / 400) % 7;
    let name = ["Sat,", "Sun,", "Mon,", "Tue,", "Wed,", "Thu,", "Fri,"][usize::try_from(of_week).unwrap()];
    weekday == name && year.len() == 4 && clock.len() == 8 && zone.len() == 5 && (zone.starts_with('+') || zone.starts_with('-'))
}

const NAMESPACES: [(&str, &str); 8] = [
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ("xmlns:sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
    ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"),
];

fn namespaces(root: &Node) -> Result<(), String> {
    for (name, value) in root.attributes.iter().filter(|(name, _)| name.starts_with("xmlns:")) {
        ensure(NAMESPACES.contains(&(name, value)), "ReservedPrefix or UnknownNamespace")?;
    }
    let declared = |prefix: &str| root.attribute(&format!("xmlns:{prefix}")).is_some() || prefix == "xml";
    for node in root.every() {
        let names = std::iter::once(&node.name).chain(node.attributes.iter().map(|(name, _)| name));
        for prefix in names.filter(|name| !name.starts_with("xmlns")).filter_map(|name| name.split_once(':')) {
            ensure(declared(prefix.0), "a prefix that nobody declared")?;
        }
    }
    let tombstones = root.child("at:deleted-entry").is_some();
    ensure(tombstones == declared("at"), "UnknownNamespace where there is no tombstone")
}

fn media(node: &Node) -> Result<(), String> {
    ensure(node.every().iter().all(|node| node.name != "media:group"), "MediaGroupWithoutAlternatives")?;
    for content in node.all("media:content") {
        ensure(content.attribute("url").is_some_and(is_address), "InvalidURLAttribute")?;
        ensure(matches!(content.attribute("medium"), Some("image" | "document")), "medium")?;
        for number in ["fileSize", "width", "height"] {
            let value = content.attribute(number);
            ensure(value.is_none_or(|value| value.parse::<u64>().is_ok_and(|n| n > 0)), "InvalidIntegerAttribute")?;
        }
        ensure(
            content.attribute("medium") != Some("image") || !content.said("media:description").is_empty(),
            "no alternative text",
        )?;
    }
    Ok(())
}

/// The first rule of the validator that an RSS document breaks.
fn rss(address: &str, root: &Node) -> Result<(), String> {
    namespaces(root)?;
    let channel = root.child("channel").ok_or("no channel")?;
    ensure(root.attribute("version") == Some("2.0"), "version")?;
    let first = channel.children.iter().position(|child| child.name == "item").unwrap_or(channel.children.len());
    ensure(channel.children[first..].iter().all(|child| child.name == "item"), "MisplacedItem")?;
    let itself = channel.all("atom:link").filter(|link| link.attribute("rel") == Some("self")).collect::<Vec<_>>();
    ensure(itself.len() == 1, "MissingAtomSelfLink")?;
    ensure(itself[0].attribute("href") == Some(address), "SelfDoesntMatchLocation")?;
    for name in ["title", "link", "description", "language", "image", "lastBuildDate", "pubDate", "ttl", "managingEditor"] {
        ensure(channel.all(name).count() <= 1, "DuplicateSemantics")?;
    }
    ensure(["title", "link", "description"].iter().all(|name| !channel.said(name).is_empty()), "MissingElement")?;
    ensure(is_address(channel.said("link")), "InvalidFullLink")?;
    let editor = channel.said("managingEditor");
    ensure(editor.is_empty() || editor.contains('@') && editor.contains(" (") && editor.ends_with(')'), "MissingRealName")?;
    let ttl = channel.said("ttl");
    ensure(ttl.is_empty() || ttl.parse::<u32>().is_ok_and(|ttl| ttl > 0), "InvalidPositiveInteger")?;
    let image = channel.child("image").ok_or("no image")?;
    ensure(image.said("title") == channel.said("title"), "ImageTitleDoesntMatch")?;
    ensure(image.said("link") == channel.said("link"), "ImageLinkDoesntMatch")?;
    ensure(image.said("width") == "144" && image.said("height") == "144", "InvalidWidth")?;
    ensure(channel.link("atom:link", "prev-archive") != Some(address), "an archive before itself")?;
    let archived = channel.child("fh:archive").is_some();
    ensure(archived == channel.link("atom:link", "current").is_some(), "MissingCurrentInArchive")?;
    for name in ["pubDate", "lastBuildDate"] {
        ensure(channel.all(name).all(|date| is_rfc822(&date.text)), "IncorrectDOW or ProblematicalRFC822Date")?;
    }
    let mut guids = BTreeSet::new();
    for item in channel.all("item") {
        let names = item.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>();
        let at = |name: &str| names.iter().position(|own| *own == name);
        ensure(at("description") < at("content:encoded") && at("description").is_some(), "NeedDescriptionBeforeContent")?;
        ensure(names.iter().filter(|name| **name == "enclosure").count() <= 1, "DuplicateEnclosure")?;
        ensure(at("author").is_none() && at("dc:date").is_none() && at("dcterms:modified").is_none(), "DuplicateItemSemantics")?;
        ensure(!item.said("title").is_empty(), "NotBlank")?;
        ensure(is_address(item.said("link")), "InvalidFullLink")?;
        let guid = item.child("guid").ok_or("MissingGuid")?;
        ensure(guid.attribute("isPermaLink") == Some("false"), "InvalidPermalink")?;
        ensure(guids.insert(guid.text.clone()), "DuplicateIds")?;
        ensure(is_rfc822(item.said("pubDate")), "IncorrectDOW or ProblematicalRFC822Date")?;
        ensure(!item.said("dc:language").is_empty() && !item.said("dc:creator").is_empty(), "language and sender")?;
        for enclosure in item.all("enclosure") {
            ensure(enclosure.attribute("url").is_some_and(is_address), "InvalidURLAttribute")?;
            ensure(enclosure.attribute("length").is_some_and(|n| n.parse::<u64>().is_ok()), "InvalidIntegerAttribute")?;
            ensure(enclosure.attribute("type") == Some("application/pdf"), "MissingType")?;
        }
        ensure(item.all("category").all(|category| category.attribute("domain").is_some_and(is_address)), "domain")?;
        ensure(!item.said("description").contains('<'), "a summary is plain text")?;
        html_is_harmless(item.said("content:encoded"))?;
        media(item)?;
    }
    Ok(())
}

const RELATIONS: [&str; 9] =
    ["self", "alternate", "enclosure", "related", "hub", "prev-archive", "next-archive", "current", "license"];

/// The first rule of the validator that an Atom document breaks.
fn atom(address: &str, root: &Node) -> Result<(), String> {
    namespaces(root)?;
    ensure(root.name == "feed" && root.attribute("xmlns") == Some("http://www.w3.org/2005/Atom"), "not a feed")?;
    ensure(root.attribute("xml:lang").is_some(), "no language")?;
    let first = root.children.iter().position(|child| child.name == "entry").unwrap_or(root.children.len());
    let after = &root.children[first..];
    ensure(after.iter().all(|child| child.name == "entry" || child.name.contains(':')), "MisplacedMetadata")?;
    ensure(["id", "title", "updated", "icon", "logo", "rights"].iter().all(|name| root.all(name).count() == 1), "MissingElement")?;
    ensure(!root.said("author").is_empty() || root.child("author").is_some(), "MissingElement(author)")?;
    ensure(root.link("link", "self") == Some(address), "MissingSelf or SelfDoesntMatchLocation")?;
    ensure(root.child("fh:archive").is_some() == root.link("link", "current").is_some(), "MissingCurrentInArchive")?;
    let (mut ids, mut updates) = (BTreeSet::new(), BTreeSet::new());
    for entry in root.all("entry") {
        ensure(entry.attribute("xml:lang").is_some(), "no language of an entry")?;
        for name in ["id", "title", "updated", "published", "summary", "content", "rights"] {
            ensure(entry.all(name).count() == 1 && !entry.said(name).is_empty(), "MissingElement or DuplicateElement")?;
        }
        ensure(entry.child("author").is_some_and(|author| !author.said("name").is_empty()), "no author")?;
        ensure(ids.insert(entry.said("id")), "DuplicateEntries")?;
        ensure(updates.insert(entry.said("updated")), "DuplicateUpdated")?;
        ensure(entry.all("category").all(|category| category.attribute("scheme").is_some_and(is_address)), "scheme")?;
        ensure(entry.all("category").all(|category| category.attribute("label").is_some()), "label")?;
        let mut alternates = BTreeSet::new();
        for link in entry.all("link").filter(|link| link.attribute("rel") == Some("alternate")) {
            ensure(alternates.insert((link.attribute("type"), link.attribute("hreflang"))), "DuplicateAtomLink")?;
        }
        ensure(!alternates.is_empty(), "no page")?;
        let history = ["prev-archive", "next-archive", "current"];
        ensure(history.iter().all(|rel| entry.link("link", rel).is_none()), "FeedHistoryRelInEntry")?;
        html_is_harmless(entry.said("content"))?;
        media(entry)?;
    }
    for link in root.every().into_iter().filter(|node| node.name == "link") {
        ensure(link.attribute("rel").is_some_and(|rel| RELATIONS.contains(&rel)), "UnregisteredAtomLinkRel")?;
        ensure(link.attribute("href").is_some_and(is_address), "InvalidIRI")?;
    }
    for gone in root.all("at:deleted-entry") {
        ensure(gone.attribute("ref").is_some_and(|id| !ids.contains(id)), "a tombstone beside its entry")?;
        ensure(gone.attribute("when").is_some_and(|when| when.contains('T')), "when")?;
        ensure(!gone.said("at:comment").is_empty(), "no comment")?;
    }
    Ok(())
}

fn is_rfc3339(date: &str) -> bool {
    date.len() >= 20
        && date.as_bytes()[10] == b'T'
        && (date.ends_with('Z') || matches!(date.as_bytes()[date.len() - 6], b'+' | b'-'))
}

/// The first rule of JSON Feed 1.1 that a document breaks.
fn json(address: &str, feed: &serde_json::Value) -> Result<(), String> {
    let said = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    ensure(said(feed, "version") == "https://jsonfeed.org/version/1.1", "version")?;
    ensure(said(feed, "feed_url") == address, "feed_url")?;
    ensure(["home_page_url", "icon", "favicon"].iter().all(|name| is_address(&said(feed, name))), "an address of the feed")?;
    ensure(
        ["title", "description", "language", "user_comment"].iter().all(|name| !said(feed, name).is_empty()),
        "a word of the feed",
    )?;
    let next = said(feed, "next_url");
    ensure(next.is_empty() || is_address(&next) && next != address, "next_url")?;
    let mut ids = BTreeSet::new();
    for item in feed["items"].as_array().ok_or("items")? {
        ensure(!said(item, "id").is_empty() && ids.insert(said(item, "id")), "id")?;
        ensure(is_address(&said(item, "url")), "url")?;
        ensure(["title", "summary", "language"].iter().all(|name| !said(item, name).is_empty()), "a word of an item")?;
        ensure(["date_published", "date_modified"].iter().all(|name| is_rfc3339(&said(item, name))), "a date of an item")?;
        html_is_harmless(&said(item, "content_html"))?;
        ensure(!item["authors"].as_array().ok_or("authors")?.is_empty(), "authors")?;
        for attachment in item["attachments"].as_array().into_iter().flatten() {
            ensure(is_address(&said(attachment, "url")), "an address of an attachment")?;
            ensure(said(attachment, "mime_type").contains('/'), "mime_type")?;
            ensure(attachment["size_in_bytes"].as_u64() != Some(0), "size_in_bytes")?;
        }
        let names = item.as_object().ok_or("an item is no object")?.keys();
        const KNOWN: [&str; 12] = [
            "id",
            "url",
            "title",
            "summary",
            "content_html",
            "image",
            "date_published",
            "date_modified",
            "authors",
            "tags",
            "language",
            "attachments",
        ];
        ensure(names.into_iter().all(|name| KNOWN.contains(&name.as_str()) || name.starts_with('_')), "a name of our own")?;
    }
    Ok(())
}

/// The first rule that the file at `path` below `site` breaks: of RSS and Atom those of the W3C's feed validator, by its names for them.
pub fn rules(site: &str, path: &str, bytes: &[u8]) -> Result<(), String> {
    let address = format!("{site}{path}");
    let broken = |rule: String| format!("{path}: {rule}");
    match path.rsplit('.').next().unwrap() {
        "rss" => rss(&address, &Node::read(bytes)).map_err(broken),
        "atom" => atom(&address, &Node::read(bytes)).map_err(broken),
        _ => json(&address, &serde_json::from_slice(bytes).unwrap()).map_err(broken),
    }
}
