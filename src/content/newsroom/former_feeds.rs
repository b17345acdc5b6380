//! The field `former_feeds` of `newsroom.toml`: addresses that the feeds of an older system had, and the feed that each leads to.

use std::collections::BTreeSet;

use crate::content::front_matter::StringOrTable;
use crate::content::text::{Explanation, SourceText, Spanned, find_nearest, shorten};
use crate::diag::Message;
use crate::model::selection::FormerFeed;
use crate::model::{FeedSettings, Lang, Publisher, Selection, Slug, WebAddress, paths};
use crate::msg;

/// What a field of the list becomes, or why it is refused.
struct FormerFeedReader<'r> {
    publisher: &'r Publisher,
    feeds: &'r FeedSettings,
    /// Below the site's root.
    current: BTreeSet<String>,
    seen: BTreeSet<String>,
}

pub(super) fn read<'t>(
    publisher: &Publisher,
    feeds: &FeedSettings,
    text: &'t SourceText<'t>,
    items: Vec<StringOrTable<'t>>,
) -> Vec<FormerFeed> {
    let current = current_feeds(feeds);
    let mut reader = FormerFeedReader { publisher, feeds, current, seen: BTreeSet::new() };
    items.into_iter().filter_map(|item| reader.read_item(text, item)).collect()
}

/// The paths of the feeds, but for those by language.
fn current_feeds(feeds: &FeedSettings) -> BTreeSet<String> {
    let current = selections(feeds).flat_map(|selection| feed_paths(&selection.folder(), &feeds.name));
    current.chain([paths::CHANGES.to_owned()]).collect()
}

fn selections(feeds: &FeedSettings) -> impl Iterator<Item = Selection> {
    [Selection::All].into_iter().chain(feeds.selections.iter().cloned())
}

fn feed_paths(folder: &str, name: &Slug) -> [String; 3] {
    paths::FEED_EXTENSIONS.map(|extension| paths::feed(folder, name, extension))
}

impl FormerFeedReader<'_> {
    fn read_item<'t>(&mut self, text: &'t SourceText<'t>, item: StringOrTable<'t>) -> Option<FormerFeed> {
        let (from, to) = match item {
            StringOrTable::String(from) => (from, None),
            StringOrTable::Table(row) => row.read(|row| {
                let (from, to) = (row.required_string("from", "from = \"/feed/\""), row.string("to"));
                Some((from?, to))
            })?,
        };
        let report = |span, (message, hint): Explanation| text.error(span, message, hint);
        let path = self.parse_from(&from.value).map_err(|why| report(from.span.clone(), why)).ok()?;
        if !self.seen.insert(path.trim_end_matches('/').to_owned()) {
            let message = msg!("the former feed `{path}` is listed twice", "det tidigare flödet `{path}` anges två gånger");
            report(from.span, (message, msg!("remove one", "ta bort det ena")));
            return None;
        }
        let to = match &to {
            None => paths::feed("", &self.feeds.name, paths::FEED_EXTENSIONS[0]),
            Some(to) => self.parse_to(to).map_err(|why| report(to.span.clone(), why)).ok()?,
        };
        Some(FormerFeed { from: path, to })
    }

    /// The path on the host, percent-encoded.
    fn parse_from(&self, written: &str) -> Result<String, Explanation> {
        let value = shorten(written);
        let refuse = |message: Message, hint: Message| Err((message, hint));
        let address = if written.starts_with('/') {
            WebAddress::parse(&format!("https://{}{written}", self.publisher.base_url.host().unwrap_or_default()))
        } else {
            WebAddress::parse(written)
        };
        let Some(address) = address.ok().filter(|address| address.host().is_some()) else {
            return refuse(
                msg!("`{value}` is not the address of a former feed", "`{value}` är ingen adress till ett tidigare flöde"),
                msg!("write its path, beginning with a slash: `/feed/`", "skriv dess sökväg, med ett snedstreck först: `/feed/`"),
            );
        };
        if self.publisher.base_url.host() != address.host() {
            let host = address.host().unwrap_or_default();
            return refuse(
                msg!("the former feed `{value}` is on another host", "det tidigare flödet `{value}` ligger på en annan värd"),
                msg!(
                    "only `{host}` itself can redirect it: set that up there, and remove it here",
                    "bara `{host}` själv kan skicka det vidare: ställ in det där, och ta bort det här"
                ),
            );
        }
        let path = address.path().to_owned();
        if path.contains(['?', '#']) {
            return refuse(
                msg!("the former feed `{value}` has a `?` or `#`", "det tidigare flödet `{value}` har ett `?` eller `#`"),
                msg!(
                    "static hosts and nginx redirect by the path alone: list the path, such as `/feed/`, and redirect the rest in the server",
                    "statiska värdar och nginx skickar vidare efter sökvägen: ange sökvägen, till exempel `/feed/`, och skicka resten vidare i servern"
                ),
            );
        }
        if path.contains(['*', '\\'])
            || path.contains("/:")
            || path.contains("//")
            || path.split('/').any(|part| matches!(part, "." | ".."))
        {
            return refuse(
                msg!(
                    "the former feed `{value}` is a pattern, not a path",
                    "det tidigare flödet `{value}` är ett mönster, ingen sökväg"
                ),
                msg!("list each address of its own: `/feed/`", "ange varje adress för sig: `/feed/`"),
            );
        }
        if self.is_taken(&path) {
            return refuse(
                msg!("`{value}` is an address of this site", "`{value}` är en adress på den här webbplatsen"),
                msg!(
                    "list only addresses that no page or feed has now, and that `former_names` does not redirect already",
                    "ange bara adresser som ingen sida och inget flöde har nu, och som `former_names` inte redan skickar vidare"
                ),
            );
        }
        Ok(path)
    }

    /// Whether something is, or may be, at a path of the host.
    fn is_taken(&self, path: &str) -> bool {
        let base = self.publisher.base_url.path();
        let base = if base.ends_with('/') { base.to_owned() } else { format!("{base}/") };
        if path == "/" || format!("{}/", path.trim_end_matches('/')) == base {
            return true;
        }
        let Some(below) = path.strip_prefix(&base) else { return false };
        let folder = format!("{}/", below.trim_end_matches('/'));
        let files =
            [paths::CHANGES, paths::OPML, paths::SITEMAP, paths::NEWS_SITEMAP, paths::ROBOTS, paths::REDIRECTS, "favicon.ico"];
        let folders = [paths::RELEASES, paths::ASSETS, paths::SEARCH, "nyhetsarkiv/", "sitemaps/", "forhandsvisning/", "hub/"];
        let pages = [paths::FRONT, paths::FEEDS, paths::PRESS, paths::ACCESSIBILITY];
        let is_page = |page: &str| page == below || paths::page_address(page) == folder;
        let is_selection = |selection: Selection| {
            let own = selection.folder();
            let mut former = self.feeds.former_names.iter().flat_map(|name| feed_paths(&own, name));
            folder == own || folder.starts_with(&format!("{own}arkiv/")) || former.any(|former| former == below)
        };
        files.contains(&below)
            || folders.iter().any(|taken| folder.starts_with(taken))
            || self.current.contains(below)
            || self.is_feed_of_language(below)
            || pages.into_iter().any(is_page)
            || selections(self.feeds).any(is_selection)
    }

    /// The path of one of our feeds, below the site's root.
    fn parse_to(&self, to: &Spanned<String>) -> Result<String, Explanation> {
        let value = shorten(&to.value);
        let base = self.publisher.base_url.as_str().trim_end_matches('/');
        let path = to.value.strip_prefix(base).unwrap_or(&to.value);
        let path = path.strip_prefix(self.publisher.base_url.path().trim_end_matches('/')).unwrap_or(path).trim_start_matches('/');
        if self.current.contains(path) || self.is_feed_of_language(path) {
            return Ok(path.to_owned());
        }
        let message = msg!("`{value}` is not one of our feeds", "`{value}` är inget av våra flöden");
        let main = paths::feed("", &self.feeds.name, paths::FEED_EXTENSIONS[0]);
        let hint = match find_nearest(path, self.current.iter().map(String::as_str)) {
            Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            None => msg!(
                "write its path below `base_url`, as the page about feeds shows it: `to = \"{main}\"`",
                "skriv dess sökväg under `base_url`, som sidan om flöden visar den: `to = \"{main}\"`"
            ),
        };
        Err((message, hint))
    }

    /// Which languages there are is known only when the releases are.
    fn is_feed_of_language(&self, path: &str) -> bool {
        let Some((lang, file)) = path.strip_prefix(paths::LANGUAGES).and_then(|rest| rest.split_once('/')) else { return false };
        self.feeds.by_language
            && Lang::parse(lang).is_ok()
            && paths::FEED_EXTENSIONS.iter().any(|extension| paths::feed("", &self.feeds.name, extension) == file)
    }
}
