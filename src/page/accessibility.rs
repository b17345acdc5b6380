//! The accessibility statement that the law asks of public bodies: lag (2018:1937), and the model of Commission Implementing Decision
//! (EU) 2018/1523, <https://eur-lex.europa.eu/eli/dec_impl/2018/1523/oj>.
//!
//! The model, clause by clause: name, scope and status stand first; then the content that is not accessible, how and when the statement was
//! made, how to tell of shortcomings and ask for what cannot be used, and the link to enforcement.

use serde::Serialize;

use super::layout::{ContactLink, LangText, Layout, PageMeta, accessibility_statement, attributes, page_lang};
use super::templates;
use crate::artifact::{Context, Format, WriteResult, Writer};
use crate::model::{Accessibility, Edition, paths};
use crate::wording::Wording;
use crate::wording::accessibility::StatementWording;

/// One page, where the newsroom has a statement.
pub const FORMAT: Format = Format::page(
    "accessibility",
    "accessibility statement, where `newsroom.toml` has `[accessibility]`",
    Writer::Optional { path: accessibility_statement, write },
);

/// The authority's form for complaints.
const ENFORCEMENT: &str = "https://www.digg.se/tdosanmalan";

#[derive(Serialize)]
struct StatementPage {
    layout: Layout,
    words: &'static StatementWording,
    site: String,
    conformance: &'static str,
    shortcomings: Vec<String>,
    /// The attributes of texts by the newsroom.
    own: String,
    email: Option<ContactLink>,
    phone: Option<ContactLink>,
    enforcement: &'static str,
    assessor: &'static str,
    assessed: Assessed,
}

#[derive(Serialize)]
struct Assessed {
    text: String,
    iso: String,
}

fn write(edition: &Edition, context: &Context) -> WriteResult {
    let stated = edition.publisher().accessibility.as_ref().expect("the page has a path only where there is a statement");
    templates::render("accessibility.html", &statement(edition, context, stated))
}

fn statement(edition: &Edition, context: &Context, stated: &Accessibility) -> StatementPage {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let title = format!("{} {}", words.statement().heading, publisher.name);
    let page = PageMeta {
        path: paths::ACCESSIBILITY,
        address: paths::page_address(paths::ACCESSIBILITY),
        lang: &publisher.lang,
        title: title.clone(),
        description: words.statement().conformance(&stated.conformance).to_owned(),
    };
    // A statement without a contact of its own has the newsroom's.
    let usual = publisher.email.as_ref().filter(|_| stated.phone.is_none());
    let email = stated.email.as_ref().or(usual);
    StatementPage {
        layout: Layout::new(edition, context, page)
            .breadcrumb(LangText { text: words.accessibility_statement.to_owned(), attributes: String::new() }, None),
        words: words.statement(),
        site: publisher.base_url.to_string(),
        conformance: words.statement().conformance(&stated.conformance),
        shortcomings: stated.conformance.shortcomings().iter().map(ToString::to_string).collect(),
        own: attributes(&publisher.lang, &lang),
        email: email.map(|email| ContactLink { uri: email.uri(), text: email.to_string() }),
        phone: stated.phone.as_ref().map(|phone| ContactLink { uri: phone.uri(), text: phone.written().to_owned() }),
        enforcement: ENFORCEMENT,
        assessor: words.statement().assessor(stated.assessor),
        assessed: Assessed { text: words.day(stated.assessed), iso: stated.assessed.to_string() },
    }
}
