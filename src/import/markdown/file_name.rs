//! What the path of a Markdown file says: day, slug, language.

use crate::import::date;
use crate::model::Day;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct PostPath {
    /// `2026-03-02-ny-skola.md` of Jekyll.
    pub day: Option<Day>,
    pub slug: Option<String>,
    /// `index.en.md` of Hugo.
    pub language: Option<String>,
    /// In Jekyll's folder of drafts.
    pub is_draft: bool,
    /// `_index.md`
    pub is_section: bool,
}

impl PostPath {
    pub fn parse(path: &str) -> PostPath {
        let mut folders: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let name = folders.pop().unwrap_or_default();
        let mut stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut language = None;
        if let Some((before, end)) = stem.rsplit_once('.')
            && end.len() == 2
            && end.bytes().all(|b| b.is_ascii_lowercase())
        {
            (stem, language) = (before, Some(end.to_owned()));
        }
        let is_section = stem == "_index";
        // The folder of a bundle has the name.
        if matches!(stem, "index" | "_index" | "README") {
            stem = folders.last().copied().unwrap_or_default();
        }
        let day = stem
            .get(..10)
            .and_then(date::parse_iso_day)
            .filter(|_| stem.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_'])));
        let words = if day.is_some() { stem.get(11..).unwrap_or_default() } else { stem };
        let has_words = words.chars().filter(|c| c.is_alphabetic()).count() >= 3;
        PostPath { day, slug: has_words.then(|| words.to_owned()), language, is_draft: folders.contains(&"_drafts"), is_section }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_day_slug_and_language() {
        let parse = |path: &str| {
            let name = PostPath::parse(path);
            (
                name.day.map(|day| day.to_string()).unwrap_or_default(),
                name.slug.unwrap_or_default(),
                name.language.unwrap_or_default(),
            )
        };
        let some = |day: &str, slug: &str, language: &str| (day.to_owned(), slug.to_owned(), language.to_owned());
        assert_eq!(parse("site/_posts/2026-03-02-ny-skola.md"), some("2026-03-02", "ny-skola", ""));
        assert_eq!(parse("content/nyheter/ny-skola/index.en.md"), some("", "ny-skola", "en"));
        assert_eq!(parse("2026-03-02-ny-skola/index.md"), some("2026-03-02", "ny-skola", ""));
        assert_eq!(parse("nyheter/4711.md"), some("", "", ""));
        assert!(PostPath::parse("_drafts/ide.md").is_draft && PostPath::parse("nyheter/_index.md").is_section);
    }
}
