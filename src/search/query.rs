//! What a reader asks for: words, and which part of the archive to look in.

use url::form_urlencoded;

use super::tokenize::{folded, ranges};

/// A search as the form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// As typed: every word must occur, words between quotation marks beside each other.
    pub words: String,
    pub year: Option<i16>,
    /// The key of a topic.
    pub topic: Option<String>,
    /// The key of a department.
    pub department: Option<String>,
    /// Which page of the hits, from 1; 0 is the first too.
    pub page: usize,
}

impl Query {
    /// From the part of an address behind the `?`, as forms write it (<https://url.spec.whatwg.org/#application/x-www-form-urlencoded>).
    /// What cannot be read is as if it were not there: readers change addresses by hand.
    pub fn from_query(query: &str) -> Query {
        let mut asked = Query::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim().to_owned();
            match &*name {
                "q" => asked.words = value,
                "year" => asked.year = value.parse().ok(),
                "topic" => asked.topic = Some(value).filter(|key| !key.is_empty()),
                "department" => asked.department = Some(value).filter(|key| !key.is_empty()),
                "page" => asked.page = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        asked
    }

    /// The same as the part of an address behind the `?`, for another page of the hits.
    pub fn query(&self, page: usize) -> String {
        let year = self.year.map(|year| year.to_string());
        let page = (page > 1).then(|| page.to_string());
        let fields = [
            ("q", Some(&self.words).filter(|words| !words.is_empty())),
            ("year", year.as_ref()),
            ("topic", self.topic.as_ref()),
            ("department", self.department.as_ref()),
            ("page", page.as_ref()),
        ];
        let written = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(written).finish()
    }

    /// True when nothing was asked, so that there is nothing to answer.
    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && !self.is_narrowed()
    }

    /// True when only a part of the archive is looked in.
    pub fn is_narrowed(&self) -> bool {
        self.year.is_some() || self.topic.is_some() || self.department.is_some()
    }
}

/// More words than these are not looked at, nor more characters.
const MOST_WISHES: usize = 24;
const MOST_CHARACTERS: usize = 1000;

/// What must occur: words, folded and not yet stemmed; several where they must stand beside each other. No wish is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms(pub Vec<Vec<String>>);

impl Terms {
    pub fn parse(typed: &str) -> Terms {
        let end = typed.char_indices().nth(MOST_CHARACTERS).map_or(typed.len(), |(at, _)| at);
        let parts: Vec<&str> = typed[..end].split(['"', '”', '“', '„', '»', '«']).collect();
        let mut wishes = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            // Every second part is between quotation marks, except the last if its closing mark is missing.
            if at % 2 == 1 && at + 1 < parts.len() {
                wishes.push(words_of(part));
            } else {
                // "e-post" is one word to its reader: its parts stand beside each other.
                wishes.extend(part.split_whitespace().map(words_of));
            }
        }
        wishes.retain(|words| !words.is_empty());
        wishes.truncate(MOST_WISHES);
        Terms(wishes)
    }
}

fn words_of(part: &str) -> Vec<String> {
    ranges(part).map(|range| folded(&part[range])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_are_read_as_typed() {
        let wanted = |typed| Terms::parse(typed).0.iter().map(|words| words.join("+")).collect::<Vec<_>>().join(" ");
        for (typed, read) in [
            ("skolor i Örby", "skolor i örby"),
            ("”ny skola” Örby", "ny+skola örby"),
            ("12\" rör", "12 rör"),
            ("e-post 2026-03-02", "e+post 2026+03+02"),
            ("\"\" – & \u{ad}", ""),
            ("Café ALLÉN A\u{30a}", "cafe allen å"),
        ] {
            assert_eq!(wanted(typed), read, "{typed}");
        }
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let asked = Query::from_query("q=ny+skola+%26+%C3%B6&year=2026&topic=fritid&department=&page=3&x=1&q2");
        assert_eq!((asked.words.as_str(), asked.year, asked.page), ("ny skola & ö", Some(2026), 3));
        assert_eq!((asked.topic.as_deref(), &asked.department), (Some("fritid"), &None));
        assert_eq!(asked.query(3), "q=ny+skola+%26+%C3%B6&year=2026&topic=fritid&page=3");
        assert_eq!(Query::from_query(&asked.query(3)), asked);
        assert_eq!(Query::from_query("year=x&page=-1&topic="), Query::default());
    }
}
