//! The dates of a page as machines read them: JSON-LD (schema.org), microdata, RDFa and `<meta>`.

use serde_json::Value;

use super::tag::HtmlTag;

/// A date for machines, the surest first.
#[derive(Debug, Default)]
pub struct MachineDates {
    pub published: Vec<(u8, String)>,
    pub updated: Vec<(u8, String)>,
}

/// What JSON-LD says.
#[derive(Debug, Default)]
pub struct LinkedData {
    pub articles: Vec<LinkedArticle>,
    pub event_dates: Vec<String>,
}

/// What the articles of JSON-LD say.
#[derive(Debug, Default)]
pub struct LinkedArticle {
    is_page: bool,
    headline: Option<String>,
    published: Option<String>,
    updated: Option<String>,
}

const TYPES: [&str; 10] = [
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "BlogPosting",
    "SocialMediaPosting",
    "PressRelease",
    "WebPage",
    "TechArticle",
    "AdvertiserContentArticle",
    "Report",
];
const MAX_DEPTH: usize = 20;

impl MachineDates {
    /// A property of an element, or a `<meta>`.
    pub fn read_tag(&mut self, tag: &HtmlTag) {
        let is_meta = tag.name == "meta";
        let name = ["itemprop", "property", "name"]
            .iter()
            .filter(|attribute| is_meta || **attribute != "name")
            .find_map(|attribute| tag.attribute(attribute))
            .unwrap_or_default()
            .to_ascii_lowercase();
        let value = tag.attribute("content").or(tag.attribute("datetime")).map(str::trim).filter(|value| !value.is_empty());
        let (Some(value), false) = (value, name.is_empty()) else { return };
        let name = name.rsplit_once('/').map_or(name.as_str(), |(_, last)| last);
        match name.strip_prefix("schema:").unwrap_or(name) {
            "datepublished" | "article:published_time" => self.published.push((1, value.to_owned())),
            "dcterms.issued" | "dc.date.issued" | "dcterms:issued" | "pubdate" | "publish-date" | "publication_date"
            | "publishdate" => {
                self.published.push((2, value.to_owned()));
            }
            "datecreated" | "dcterms.created" | "dc.date.created" | "dc.date" | "date" => {
                self.published.push((3, value.to_owned()));
            }
            "datemodified" | "article:modified_time" | "og:updated_time" => self.updated.push((1, value.to_owned())),
            "dcterms.modified" | "dc.date.modified" | "moddate" | "lastmodified" | "last-modified" => {
                self.updated.push((2, value.to_owned()));
            }
            _ => {}
        }
    }

    /// A time that the page marks as its own, or an element around it that is named for it.
    pub fn read_time(&mut self, tag: &HtmlTag, is_named: bool) {
        let is_own = is_named || tag.attribute("pubdate").is_some();
        if let (Some(value), true) = (tag.attribute("datetime"), is_own) {
            self.published.push((2, value.to_owned()));
        }
    }

    /// The article whose headline the page has, or the only one.
    pub fn add_linked(&mut self, articles: Vec<LinkedArticle>, headlines: &[String]) {
        let same = |article: &&LinkedArticle| {
            article.headline.as_ref().is_some_and(|headline| headlines.iter().any(|one| one == headline))
        };
        let only = |is_page: bool| {
            let mut fitting = articles.iter().filter(|article| article.is_page == is_page);
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let has_articles = articles.iter().any(|article| !article.is_page);
        let chosen = articles.iter().find(same).or_else(|| only(!has_articles));
        if let Some(article) = chosen {
            self.published.extend(article.published.clone().map(|value| (0, value)));
            self.updated.extend(article.updated.clone().map(|value| (0, value)));
        }
    }

    pub fn finish(mut self) -> (Vec<String>, Vec<String>) {
        self.published.sort_by_key(|(rank, _)| *rank);
        self.updated.sort_by_key(|(rank, _)| *rank);
        let values = |dates: Vec<(u8, String)>| dates.into_iter().map(|(_, value)| value).collect();
        (values(self.published), values(self.updated))
    }
}

/// The articles and events of a JSON-LD text. Lists of other news are not looked into.
pub fn read_json_ld(text: &str) -> LinkedData {
    let mut out = LinkedData::default();
    if let Ok(value) = serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) {
        collect(&value, 0, &mut out);
    }
    out
}

fn collect(value: &Value, depth: usize, out: &mut LinkedData) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, depth + 1, out)),
        Value::Object(fields) => {
            let string = |name: &str| fields.get(name).and_then(Value::as_str).map(|text| text.trim().to_owned());
            let is_type = |kind: &Value| kind.as_str().is_some_and(|kind| TYPES.contains(&kind));
            let kinds: Vec<&Value> = match fields.get("@type") {
                Some(Value::Array(kinds)) => kinds.iter().collect(),
                kind => kind.into_iter().collect(),
            };
            let is_event = kinds.iter().any(|kind| kind.as_str().is_some_and(|kind| kind.ends_with("Event")));
            if is_event {
                out.event_dates.extend(["startDate", "endDate", "doorTime"].iter().filter_map(|name| string(name)));
            } else if kinds.iter().any(|kind| is_type(kind)) && fields.contains_key("datePublished") {
                let headline = string("headline").or_else(|| string("name"));
                let is_page = kinds.iter().all(|kind| kind.as_str() == Some("WebPage"));
                out.articles.push(LinkedArticle {
                    is_page,
                    headline,
                    published: string("datePublished"),
                    updated: string("dateModified"),
                });
            }
            for name in ["@graph", "mainEntity", "subEvent"] {
                fields.get(name).into_iter().for_each(|value| collect(value, depth + 1, out));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
