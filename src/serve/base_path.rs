//! The path under which requests arrive, where a proxy changes it: the public address is `https://host/press/`, and `/press/feed.rss`
//! arrives as `/feed.rss`.

use axum::http::Uri;

use crate::error::Error;
use crate::model::WebAddress;
use crate::msg;

/// These have no public address, and stay at the root of the host.
pub const OPERATOR_PATHS: [&str; 4] = ["/healthz", "/readyz", "/metrics", "/_status"];

/// Begins and ends with a slash; percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// A request as the proxy got it.
#[derive(Debug, PartialEq, Eq)]
pub enum PublicRequest {
    /// Nothing was changed.
    AsItIs,
    At(Uri),
    /// The public path, which the proxy would have changed: nothing is here.
    Nothing,
}

impl BasePath {
    /// # Errors
    /// When it does not begin and end with a slash, or is no path.
    pub fn parse(text: &str) -> Result<BasePath, Error> {
        let is_path = text.starts_with('/') && text.ends_with('/') && !text.contains(['?', '#', '\\']);
        let is_plain = text.split('/').skip(1).all(|part| !matches!(part, "." | "..")) && !text.contains("//");
        let address = WebAddress::parse(&format!("https://host.example{text}")).ok().filter(|_| is_path && is_plain);
        let Some(address) = address else {
            return Err(Error::new(msg!("`{text}` is not a path for `--base-path`", "`{text}` är ingen sökväg för `--base-path`"))
                .hint(msg!(
                    "write the path under which the proxy forwards requests, from slash to slash: `/` or `/press/`",
                    "skriv sökvägen som proxyn skickar anrop till, från snedstreck till snedstreck: `/` eller `/press/`"
                )));
        };
        Ok(BasePath(address.path().to_owned()))
    }

    /// The request as its client sent it. `public` is the path of the newsroom's public address.
    pub fn to_public(&self, uri: &Uri, public: &str) -> PublicRequest {
        let path = uri.path();
        if self.0 == public || OPERATOR_PATHS.contains(&path) {
            return PublicRequest::AsItIs;
        }
        let below = match path.strip_prefix(self.0.as_str()) {
            Some(below) => format!("{public}{below}"),
            // Without its slash, as the public path would be.
            None if path == self.0.trim_end_matches('/') => match public.trim_end_matches('/') {
                "" => "/".to_owned(),
                public => public.to_owned(),
            },
            None if path.starts_with(public) => return PublicRequest::Nothing,
            // The root of the host, and addresses that older systems had beside the newsroom.
            None => return PublicRequest::AsItIs,
        };
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{below}{query}").parse().map_or(PublicRequest::Nothing, PublicRequest::At)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_goes_from_slash_to_slash() {
        for good in ["/", "/press/", "/a/b-c/", "/pressmeddelanden%20/"] {
            assert_eq!(BasePath::parse(good).unwrap().0, good);
        }
        assert_eq!(BasePath::parse("/nämnd/").unwrap().0, "/n%C3%A4mnd/");
        for bad in
            ["", "press", "/press", "press/", "//", "/a//b/", "/../", "/./", "/a?b/", "/a#/", "https://a/", "/a\\b/", "/\u{1}/"]
        {
            assert!(BasePath::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_path_that_was_stripped_or_added_to_is_put_back() {
        let to_public =
            |base: &str, public: &str, uri: &str| match BasePath::parse(base).unwrap().to_public(&uri.parse().unwrap(), public) {
                PublicRequest::AsItIs => format!("same {uri}"),
                PublicRequest::At(uri) => uri.to_string(),
                PublicRequest::Nothing => "nothing".to_owned(),
            };
        for (base, public, uri, expected) in [
            ("/", "/press/", "/feed.rss?x=%20", "/press/feed.rss?x=%20"),
            ("/", "/press/", "/", "/press/"),
            ("/", "/press/", "/press/", "/press/press/"),
            ("/", "/press/", "/healthz", "same /healthz"),
            ("/app/", "/press/", "/app/a/b/", "/press/a/b/"),
            ("/app/", "/press/", "/app", "/press"),
            ("/app/", "/press/", "/press/a", "nothing"),
            ("/app/", "/press/", "/old/feed", "same /old/feed"),
            ("/app/", "/press/", "/", "same /"),
            ("/app/", "/", "/app/feed.rss", "/feed.rss"),
            ("/app/", "/", "/feed.rss", "nothing"),
            ("/app/", "/", "/app", "/"),
            ("/press/", "/press/", "/press/a", "same /press/a"),
        ] {
            assert_eq!(to_public(base, public, uri), expected, "{base} {public} {uri}");
        }
    }
}
