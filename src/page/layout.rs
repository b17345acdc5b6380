//! What all pages share: head, header, breadcrumbs, footer.

use serde::Serialize;

use crate::markup::html::{HtmlStyle, PageMarks};
use crate::model::invisible::without_invisible;
use crate::model::{Direction, Edition, Lang, LinkStyle, Publisher, Selection, WebAddress, paths};
use crate::wording::Wording;

use crate::artifact::{Context, Family, Format, Writer};
use crate::markup::link;

/// The layout of one page. Templates know it as `layout`.
#[derive(Debug, Serialize)]
pub struct Layout {
    pub words: &'static Wording,
    /// The language of the page's own words.
    pub lang: String,
    pub title: String,
    pub description: String,
    /// `None` for a page without an address of its own.
    pub canonical: Option<String>,
    pub preview: bool,
    /// Search engines leave it out.
    pub unlisted: bool,
    pub publisher: LangText,
    pub about: LangText,
    pub home: Option<String>,
    pub email: Option<ContactLink>,
    pub front: String,
    pub archive: String,
    /// The page about feeds.
    pub subscribe: String,
    /// The page for journalists.
    pub press: String,
    /// The accessibility statement, where the newsroom has one.
    pub accessibility: Option<String>,
    /// The search page, with a service.
    pub search: Option<String>,
    pub style: String,
    pub icon: String,
    /// The feeds of everything, on every page.
    pub feeds: Vec<FeedLink>,
    /// The feeds of this page, listed first: programs take the first they meet.
    pub own_feeds: Vec<FeedLink>,
    /// From the start page to this page, which is the last and has no address.
    pub breadcrumbs: Vec<Breadcrumb>,
}

/// Text with the attributes of its language, where it is not the page's.
#[derive(Debug, Clone, Serialize)]
pub struct LangText {
    pub text: String,
    /// ` lang="ar" dir="rtl"`, or nothing.
    pub attributes: String,
}

#[derive(Debug, Serialize)]
pub struct ContactLink {
    pub uri: String,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct FeedLink {
    pub name: &'static str,
    pub media_type: &'static str,
    pub href: String,
    pub address: String,
    pub title: String,
    /// The language of what it holds, where it is not the page's.
    pub lang: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Breadcrumb {
    pub label: LangText,
    pub href: Option<String>,
}

/// Path, language and title of one page.
pub struct PageMeta<'a> {
    /// The file it becomes.
    pub path: &'a str,
    /// Its address below the site's root.
    pub address: &'a str,
    /// The language of its main text; its own words are in the same where Depesch has them.
    pub lang: &'a Lang,
    pub title: String,
    pub description: String,
}

impl Layout {
    pub fn new(edition: &Edition, context: &Context, page: PageMeta) -> Layout {
        let path = page.path;
        Layout::build(edition, context, page, |to| link::relative(context.links(), path, to))
    }

    /// For a page that is served at any address: links begin at the root of the host, and it has no canonical address.
    #[cfg(feature = "serve")]
    pub fn rooted(edition: &Edition, context: &Context, page: PageMeta) -> Layout {
        let publisher = edition.publisher();
        let mut layout = Layout::build(edition, context, page, |to| from_root(publisher, to));
        layout.canonical = None;
        for feed in &mut layout.feeds {
            feed.href.clone_from(&feed.address);
        }
        layout
    }

    fn build(edition: &Edition, context: &Context, page: PageMeta, to: impl Fn(&str) -> String) -> Layout {
        let publisher = edition.publisher();
        let words = Wording::for_lang(page.lang);
        let lang = page_lang(page.lang);
        Layout {
            words,
            title: without_invisible(&page.title).into_owned(),
            description: page.description,
            canonical: Some(publisher.address(page.address).to_string()),
            preview: edition.is_preview(),
            unlisted: edition.is_preview(),
            publisher: lang_text(publisher.name.as_str(), &publisher.lang, &lang),
            about: lang_text(publisher.description.as_str(), &publisher.lang, &lang),
            home: publisher.home.as_ref().map(WebAddress::to_string),
            email: publisher.email.as_ref().map(|email| ContactLink { uri: email.uri(), text: email.to_string() }),
            front: to(paths::FRONT),
            archive: to(paths::ARCHIVE),
            subscribe: to(paths::FEEDS),
            press: to(paths::PRESS),
            accessibility: accessibility_statement(publisher).map(&to),
            search: context.has_service().then(|| to(paths::SEARCH)),
            style: to(paths::STYLE),
            icon: to(paths::ICON),
            feeds: feeds_of(publisher, context, &Selection::All, page.path, &lang),
            own_feeds: Vec::new(),
            breadcrumbs: vec![Breadcrumb {
                label: LangText { text: words.start_page.to_owned(), attributes: String::new() },
                href: Some(to(paths::FRONT)),
            }],
            lang,
        }
    }

    /// A page that search engines leave out.
    pub fn unlisted(self) -> Layout {
        Layout { unlisted: true, ..self }
    }

    /// For the page of one selection: its feeds are listed before those of everything.
    pub fn with_feeds_of(self, edition: &Edition, context: &Context, selection: &Selection, path: &str) -> Layout {
        Layout { own_feeds: feeds_of(edition.publisher(), context, selection, path, &self.lang), ..self }
    }

    /// Adds the next breadcrumb.
    pub fn breadcrumb(mut self, label: LangText, href: Option<String>) -> Layout {
        self.breadcrumbs.push(Breadcrumb { label, href });
        self
    }
}

/// The accessibility statement, where the newsroom has one.
pub fn accessibility_statement(publisher: &Publisher) -> Option<&'static str> {
    publisher.accessibility.as_ref().map(|_| paths::ACCESSIBILITY)
}

/// The way to a file of the site, from the root of the host: `/nyheter/press/`.
#[cfg(feature = "serve")]
pub fn from_root(publisher: &Publisher, path: &str) -> String {
    format!("{}{}", publisher.base_url.path(), paths::page_address(path))
}

/// The feeds of a selection, for the page in the file `path` and in the language `page`.
pub fn feeds_of(publisher: &Publisher, context: &Context, selection: &Selection, path: &str, page: &str) -> Vec<FeedLink> {
    let what = Wording::for_lang(&publisher.lang).selection_title(publisher, selection);
    let lang = selection.lang(&publisher.lang);
    let link = |format: &Format| {
        let Writer::Selection { path: path_of, .. } = format.writer else { return None };
        let file = path_of(publisher, selection)?;
        Some(FeedLink {
            name: format.label,
            media_type: format.plain_media_type(),
            href: link::relative(context.links(), path, &file),
            address: publisher.address(&file).to_string(),
            title: without_invisible(&format!("{}: {what} ({})", publisher.name, format.label)).into_owned(),
            lang: (lang.as_str() != page).then(|| lang.to_string()),
        })
    };
    let mut feeds: Vec<FeedLink> =
        context.formats().iter().filter(|format| format.family == Family::Feed).filter_map(link).collect();
    // Programs take the first that they support, and Atom holds most.
    feeds.sort_by_key(|feed| feed.name != "Atom");
    feeds
}

/// The language that `<html>` names: the text's own, or that of the words around it when Depesch has none in the text's.
pub fn page_lang(lang: &Lang) -> String {
    let words = Wording::for_lang(lang);
    if lang.primary() == words.lang { lang.to_string() } else { words.lang.to_owned() }
}

/// `text` in `lang`, on a page in the language `page`.
pub fn lang_text(text: &str, lang: &Lang, page: &str) -> LangText {
    LangText { text: text.to_owned(), attributes: attributes(lang, page) }
}

/// The attributes of an element whose text is in `lang`, on a page in the language `page`. A [`Lang`] holds nothing that needs escaping.
pub fn attributes(lang: &Lang, page: &str) -> String {
    let direction = match lang.direction() {
        Direction::RightToLeft => " dir=\"rtl\"",
        // Pages run from left to right, as Swedish and English do.
        Direction::LeftToRight => "",
    };
    if lang.as_str() == page { String::new() } else { format!(" lang=\"{lang}\"{direction}") }
}

/// The site's own addresses: links to them are not marked as leaving.
pub fn own_addresses(publisher: &Publisher) -> Vec<&WebAddress> {
    [Some(&publisher.base_url), publisher.home.as_ref()].into_iter().flatten().collect()
}

/// How text in `lang` looks on a page, with headings from `<h{heading}>`.
pub fn body_style<'a>(heading: u8, looks: &BodyStyle<'a>, lang: &Lang) -> HtmlStyle<'a> {
    let BodyStyle { path, links, site, own, words } = *looks;
    let foreign = if lang.primary() == words.lang { None } else { Some(words.lang) };
    let rtl = lang.direction() == Direction::RightToLeft;
    HtmlStyle {
        heading,
        rtl,
        site,
        xml: false,
        mail: None,
        page: Some(PageMarks { path, links, own, external: words.external_link, lang: foreign, table: words.table }),
    }
}

/// Shared by all texts of one page.
#[derive(Debug, Clone, Copy)]
pub struct BodyStyle<'a> {
    /// The file that the page becomes.
    pub path: &'a str,
    pub links: LinkStyle,
    pub site: &'a WebAddress,
    /// The site's own addresses.
    pub own: &'a [&'a WebAddress],
    pub words: &'a Wording,
}
