//! The callbacks that the hub may call. Anybody may name one, so it must not lead the hub into its own network (WebSub 8.1), nor to a
//! server that speaks something else.

use std::ops::RangeInclusive;
use std::sync::Arc;

use reqwest::Url;

use crate::net::{EgressPolicy, EgressRefusal, literal_address};

/// The ports where web servers are reached.
const PORTS: &[RangeInclusive<u16>] = &[80..=80, 443..=443, 8080..=8080, 8443..=8443];

#[derive(Debug, Clone, Default)]
pub struct CallbackPolicy {
    pub egress_policy: Arc<EgressPolicy>,
    /// Called besides the usual ports.
    pub extra_ports: Vec<RangeInclusive<u16>>,
    /// The hub itself: it does not talk to itself.
    pub hub: Option<Url>,
    /// In bytes.
    pub max_callback_len: usize,
}

impl CallbackPolicy {
    /// Reads a callback. A host name is checked when it is resolved. The refusal is sent to the subscriber.
    pub fn check(&self, text: &str) -> Result<Url, EgressRefusal> {
        let refused = |why: String| Err(EgressRefusal(why));
        if text.len() > self.max_callback_len {
            let (length, longest) = (text.len(), self.max_callback_len);
            return refused(format!("the callback is {length} bytes long; at most {longest} are taken"));
        }
        let url = Url::parse(text).map_err(|e| EgressRefusal(format!("the callback is no absolute URL: {e}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return refused(format!("the callback begins with {}:, and only http: and https: are called", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused(
                "the callback holds a user name or a password; put what only you can know into its path or query".into(),
            );
        }
        if url.fragment().is_some() {
            return refused("the callback has a fragment (#), which is never sent to a server".into());
        }
        self.egress_policy.check_url(&url)?;
        let port = url.port_or_known_default().unwrap_or_default();
        let is_allowed = literal_address(&url).is_some_and(|address| self.egress_policy.allows(address));
        if !is_allowed && !PORTS.iter().chain(&self.extra_ports).any(|ports| ports.contains(&port)) {
            return refused(format!("port {port} is not called; use 80, 443, 8080 or 8443"));
        }
        if self.hub.as_ref().is_some_and(|hub| hub.origin() == url.origin() && hub.path() == url.path()) {
            return refused("the callback is this hub itself".into());
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> CallbackPolicy {
        CallbackPolicy { max_callback_len: 2048, ..CallbackPolicy::default() }
    }

    #[test]
    fn no_spelling_of_a_closed_address_gets_through() {
        for callback in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/",
            "http://0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:ffff:7f00:0001]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http:\\\\127.0.0.1\\",
            "http:127.0.0.1",
            "HTTP://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1:8080/",
        ] {
            let refusal = guard().check(callback).expect_err(callback);
            assert!(refusal.0.starts_with("the address "), "{callback}: {refusal}");
        }
        assert!(guard().check("http://8.8.8.8/").is_ok());
        assert!(guard().check("https://[2606:4700::1111]/").is_ok());
    }

    #[test]
    fn what_is_no_web_address_is_refused_with_the_reason() {
        for (callback, reason) in [
            ("", "no absolute URL"),
            ("/callback", "no absolute URL"),
            ("ftp://reader.example/", "ftp:"),
            ("file:///etc/passwd", "file:"),
            ("gopher://reader.example/", "gopher:"),
            ("https://anna@reader.example/", "user name or a password"),
            ("https://anna:hemlig@reader.example/", "user name or a password"),
            ("https://:hemlig@reader.example/", "user name or a password"),
            ("https://reader.example/#top", "fragment"),
            ("https://reader.example:22/", "port 22"),
            ("https://reader.example:25/", "port 25"),
            ("http://reader.example:6379/", "port 6379"),
            ("https://press.example/hub", "this hub itself"),
            ("https://PRESS.example:443/hub?x", "this hub itself"),
        ] {
            let guard = CallbackPolicy { hub: Some(Url::parse("https://press.example/hub").unwrap()), ..guard() };
            let refusal = guard.check(callback).expect_err(callback);
            assert!(refusal.0.contains(reason), "{callback}: {refusal}");
        }
        let long = format!("https://reader.example/{}", "a".repeat(2048));
        assert!(guard().check(&long).unwrap_err().0.contains("at most 2048"));
        for port in [80, 443, 8080, 8443] {
            assert!(guard().check(&format!("http://reader.example:{port}/")).is_ok(), "{port}");
        }
    }

    #[test]
    fn an_intranet_can_be_let_through_and_our_own_addresses_never_are() {
        let allowed = vec!["10.20.0.0/16".parse().unwrap()];
        let denied = vec!["8.8.8.0/24".parse().unwrap()];
        let egress_policy = Arc::new(EgressPolicy { allowed, denied });
        let guard = CallbackPolicy { egress_policy, extra_ports: vec![9000..=9010], ..guard() };
        assert!(guard.check("http://10.20.1.2:5000/").is_ok());
        assert!(guard.check("http://[::ffff:10.20.1.2]/").is_ok());
        assert!(guard.check("http://10.21.1.2/").is_err());
        assert!(guard.check("http://reader.example:9005/").is_ok());
        assert!(guard.check("http://reader.example:9011/").is_err());
        assert!(guard.check("http://8.8.8.8/").is_err());
    }
}
