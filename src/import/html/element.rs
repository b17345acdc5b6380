//! The effect of an element on its text.

use super::furniture;
use super::tag::HtmlTag;
use crate::import::imported::OmissionReason;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    Inline,
    /// Begins and ends a paragraph.
    Block,
    /// Has no content and no end tag.
    Void,
    /// Its text is left out, and reported if there is a reason.
    Skip(Option<OmissionReason>),
}

pub fn treatment(tag: &HtmlTag) -> Treatment {
    let void = matches!(
        tag.name.as_str(),
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "track" | "wbr"
    );
    if void {
        return Treatment::Void;
    }
    match tag.name.as_str() {
        "script" | "style" | "template" | "svg" | "math" | "iframe" | "object" | "canvas" | "video" | "audio" | "xml" | "map" => {
            Treatment::Skip(None)
        }
        "figcaption" => Treatment::Skip(Some(OmissionReason::Caption)),
        "nav" | "button" | "select" | "textarea" | "label" | "noscript" | "dialog" | "datalist" => {
            Treatment::Skip(Some(OmissionReason::PageChrome))
        }
        _ if is_hidden(tag) => Treatment::Skip(Some(OmissionReason::Hidden)),
        _ if is_skipped_role(tag) => Treatment::Skip(Some(OmissionReason::PageChrome)),
        _ if furniture::is_caption(tag) => Treatment::Skip(Some(OmissionReason::Caption)),
        // A block may hold more than its name says: see `region`.
        name if !is_block(name) && furniture::is_furniture(tag) => Treatment::Skip(Some(OmissionReason::PageChrome)),
        name if is_block(name) => Treatment::Block,
        _ => Treatment::Inline,
    }
}

pub fn is_block(name: &str) -> bool {
    const BLOCKS: &str = "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure \
         footer form h1 h2 h3 h4 h5 h6 head header hgroup html legend li main menu nav ol p pre section summary table tbody td tfoot th \
         thead tr ul";
    BLOCKS.split(' ').any(|block| block == name)
}

/// Hidden from everybody, as the page was saved.
pub fn is_hidden_for_all(tag: &HtmlTag) -> bool {
    matches!(tag.name.as_str(), "script" | "style" | "template" | "svg" | "noscript")
}

/// Hidden from everybody, or for screen readers only.
pub fn is_hidden(tag: &HtmlTag) -> bool {
    const NAMES: &str = "assistive-text|sr-only|visually-hidden|visuallyhidden|sv-hidden|screen-reader|screenreader|offscreen";
    let style = style(tag);
    tag.attribute("hidden").is_some_and(|value| value != "until-found")
        || tag.attribute("aria-hidden") == Some("true")
        || classes(tag).any(|class| NAMES.split('|').any(|name| class.contains(name)))
        || ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|rule| style.contains(rule))
}

/// Menus and windows, whatever they hold.
fn is_skipped_role(tag: &HtmlTag) -> bool {
    const ROLES: [&str; 7] = ["navigation", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog"];
    tag.attribute("role").is_some_and(|role| ROLES.contains(&role))
}

fn classes(tag: &HtmlTag) -> impl Iterator<Item = String> {
    let class = tag.attribute("class").unwrap_or_default().to_ascii_lowercase();
    class.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The style attribute without white space, in lower case.
fn style(tag: &HtmlTag) -> String {
    tag.attribute("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// `Some(true)` for bold text, `Some(false)` for text that is explicitly not bold.
pub fn strong(tag: &HtmlTag) -> Option<bool> {
    let style = style(tag);
    let weight = style.rsplit_once("font-weight:").map(|(_, rest)| rest.split(';').next().unwrap_or_default().to_owned());
    match weight.as_deref() {
        Some("bold" | "bolder" | "600" | "700" | "800" | "900") => Some(true),
        // Google Docs wraps documents in a `b` that is not bold.
        Some("normal" | "400" | "300") => Some(false),
        _ => matches!(tag.name.as_str(), "b" | "strong").then_some(true),
    }
}

pub fn emphasis(tag: &HtmlTag) -> Option<bool> {
    let style = style(tag);
    if style.contains("font-style:italic") {
        return Some(true);
    }
    if style.contains("font-style:normal") {
        return Some(false);
    }
    matches!(tag.name.as_str(), "i" | "em" | "cite" | "dfn").then_some(true)
}

/// The level of a heading; a word processor's title has the first.
pub fn heading(tag: &HtmlTag) -> Option<u8> {
    match tag.name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ if classes(tag).any(|class| class == "msotitle") => Some(1),
        _ => None,
    }
}

/// A list item of a word processor: a paragraph with `mso-list:l0 level2`. Depth from 0.
pub fn word_list(tag: &HtmlTag) -> Option<usize> {
    let style = style(tag);
    let (_, list) = style.split_once("mso-list:")?;
    if list.starts_with("ignore") || list.starts_with("none") || list.starts_with("skip") {
        return None;
    }
    let level =
        list.split_once("level").and_then(|(_, rest)| rest.get(..1)).and_then(|digit| digit.parse::<usize>().ok()).unwrap_or(1);
    Some(level.saturating_sub(1))
}

/// The open elements that a new one ends, and those that limit the search (HTML, 13.2.6.4.7).
pub fn ends(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li"], &["ul", "ol", "menu", "td", "th", "table"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl", "td", "th", "table"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["tr"], &["table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        "a" => (&["a"], &["td", "th", "table"]),
        "option" => (&["option"], &["select"]),
        _ => (&[], &[]),
    }
}
