//! What a page has around its text, by role, element and class name.

use super::tag::HtmlTag;

/// The part of a page that an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Landmark {
    #[default]
    None,
    Header,
    Footer,
    Aside,
}

/// The landmark of an element (HTML-AAM), or what its class name calls it.
pub fn landmark(tag: &HtmlTag) -> Landmark {
    let role = tag.attribute("role").unwrap_or_default();
    match (role, tag.name.as_str()) {
        ("banner", _) => return Landmark::Header,
        ("contentinfo", _) => return Landmark::Footer,
        ("complementary", _) => return Landmark::Aside,
        (_, "header") => return Landmark::Header,
        (_, "footer") => return Landmark::Footer,
        (_, "aside") => return Landmark::Aside,
        _ => {}
    }
    if is_never_furniture(tag) {
        return Landmark::None;
    }
    let words = name_words(tag);
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    if has(&["footer", "foot", "colophon"]) {
        Landmark::Footer
    } else if has(&["sidebar", "rightcol", "rightcolumn", "leftcol", "leftcolumn"]) {
        Landmark::Aside
    } else {
        Landmark::None
    }
}

/// Whether the element is the main part.
pub fn is_main(tag: &HtmlTag) -> bool {
    tag.name == "main" || tag.attribute("role") == Some("main")
}

pub fn is_article(tag: &HtmlTag) -> bool {
    tag.name == "article" || tag.attribute("role") == Some("article")
}

/// Breadcrumbs, menus, buttons, comments and lists of other news without elements of their own.
pub fn is_furniture(tag: &HtmlTag) -> bool {
    const NAMES: &str = "breadcrumb|breadcrumbs|crumb|crumbs|share|sharing|sharedaddy|social|addthis|cookie|cookies|consent|related|latest|\
        comment|comments|respond|feedback|tags|tagger|taxonomy|keywords|pagination|pager|subscribe|subscription|newsletter|readspeaker|\
        skiplink|toolbar|menu|nav|navigation|navbar|topmenu|mainmenu|submenu|byline|searchform|quicksearch";
    /// Two or more words of a name.
    const PHRASES: [&str; 11] = [
        "skip-link",
        "block-post-author",
        "block-post-date",
        "block-post-terms",
        "block-post-comments",
        "entry-meta",
        "post-meta",
        "cat-links",
        "block-file__button",
        "author-box",
        "screen-reader-response",
    ];
    if is_never_furniture(tag) {
        return false;
    }
    let names = format!("{} {}", tag.attribute("class").unwrap_or_default(), tag.attribute("id").unwrap_or_default());
    PHRASES.iter().any(|phrase| names.contains(phrase))
        // A paragraph is text, unless its name leaves no doubt.
        || tag.name != "p" && name_words(tag).iter().any(|word| NAMES.split('|').any(|name| name == word))
}

/// `<div class="wp-block-post-date">`
pub fn is_date(tag: &HtmlTag) -> bool {
    const NAMES: [&str; 6] = ["post-date", "entry-date", "posted-on", "publish-date", "published", "article-date"];
    let class = tag.attribute("class").unwrap_or_default();
    NAMES.iter().any(|name| class.contains(name))
}

/// An event or its time: `<p class="event-date">`, `itemtype="https://schema.org/Event"`, a calendar sheet.
pub fn is_event(tag: &HtmlTag) -> bool {
    const NAMES: [&str; 6] = ["event", "events", "evenemang", "calendar", "kalender", "kalenderblad"];
    // `category-evenemang` is news about events, `icon-calendar` a picture beside a date.
    const OTHERS: [&str; 13] =
        ["category", "kategori", "tag", "tags", "term", "type", "icon", "fa", "fas", "far", "bi", "glyphicon", "dashicons"];
    let is_type = tag.attribute("itemtype").is_some_and(|kind| kind.trim_end_matches('/').ends_with("Event"));
    let is_property = matches!(tag.attribute("itemprop"), Some("startDate" | "endDate" | "doorTime"));
    if is_type || is_property {
        return true;
    }
    let classes = tag.attribute("class").unwrap_or_default().split_ascii_whitespace().map(split_name).collect::<Vec<_>>();
    let has = |names: &[&str]| classes.iter().flatten().any(|word| names.contains(&word.as_str()));
    !is_never_furniture(tag) && has(&NAMES) && !has(&OTHERS)
}

/// `<p class="image-caption">`
pub fn is_caption(tag: &HtmlTag) -> bool {
    let fits = matches!(tag.name.as_str(), "div" | "p" | "span" | "small" | "dd");
    fits && name_words(tag).iter().any(|word| word == "caption")
}

/// A class of these elements says what the page has, not what they are.
fn is_never_furniture(tag: &HtmlTag) -> bool {
    matches!(tag.name.as_str(), "html" | "body" | "main" | "article" | "h1") || is_main(tag)
}

/// The words of classes and id in lower case. `has-sidebar`, `no-comments` say what something else is.
fn name_words(tag: &HtmlTag) -> Vec<String> {
    let mut words = Vec::new();
    let names = [tag.attribute("class"), tag.attribute("id")];
    for name in names.into_iter().flatten().flat_map(str::split_ascii_whitespace) {
        let parts = split_name(name);
        let says_of_others =
            |word: &String| matches!(word.as_str(), "has" | "with" | "no" | "without" | "is" | "hide" | "before" | "after");
        if !parts.iter().any(says_of_others) {
            words.extend(parts);
        }
    }
    words
}

/// `relatedNews`, `related-news` and `related_news` are two words.
fn split_name(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && was_lower) {
            parts.push(String::new());
        }
        if let (true, Some(part)) = (c.is_ascii_alphanumeric(), parts.last_mut()) {
            part.push(c.to_ascii_lowercase());
        }
        was_lower = c.is_ascii_lowercase();
    }
    parts.retain(|part| !part.is_empty());
    parts
}
