//! The form that a subscriber or publisher posts to the hub.
//! <https://www.w3.org/TR/websub/#subscriber-sends-subscription-request>

use std::collections::HashMap;

use super::response::HubResponse;

/// In bytes: two URLs and a secret, with every byte percent-encoded.
pub const MAX_FORM_LEN: usize = 16 * 1024;

/// A secret is shorter than this, in bytes (WebSub 5.1).
const MAX_SECRET_LEN: usize = 200;

/// A form that has been read. Topic and callback are as they came.
#[derive(Clone, PartialEq, Eq)]
pub enum HubForm {
    Subscribe {
        topic: String,
        callback: String,
        /// In seconds; `None`: the hub's default.
        lease: Option<u64>,
        secret: Option<String>,
    },
    Unsubscribe {
        topic: String,
        callback: String,
    },
    /// These topics may have changed. Not part of the standard, but what publishers everywhere send.
    Publish {
        topics: Vec<String>,
    },
}

/// Reads `application/x-www-form-urlencoded`. What it does not know it passes over (WebSub 5.1).
pub fn parse_form(form: &[u8]) -> Result<HubForm, HubResponse> {
    if form.len() > MAX_FORM_LEN {
        return Err(HubResponse::new(413, format!("the form is longer than {MAX_FORM_LEN} bytes")));
    }
    let wrong = |why: String| HubResponse::new(400, why);
    let mut fields: HashMap<&str, Vec<String>> = HashMap::new();
    for pair in form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.iter().position(|byte| *byte == b'=').map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
        let name = decode(name);
        let Some(name) = PARAMETERS.iter().find(|known| known.as_bytes() == name) else { continue };
        let value = String::from_utf8(decode(value)).map_err(|_| wrong(format!("{name} is not UTF-8")))?;
        fields.entry(name).or_default().push(value);
    }
    let mut one = |name: &str| match fields.remove(name) {
        Some(values) if values.len() > 1 => Err(wrong(format!("{name} is given {} times", values.len()))),
        // An empty field counts as missing.
        Some(mut values) => Ok(values.pop().filter(|value| !value.is_empty())),
        None => Ok(None),
    };
    let mode = one("hub.mode")?.ok_or_else(|| wrong("hub.mode is missing: subscribe or unsubscribe".into()))?;
    if mode == "publish" {
        let topics: Vec<String> = ["hub.topic", "hub.url"].iter().filter_map(|name| fields.remove(name)).flatten().collect();
        if topics.is_empty() {
            return Err(wrong("hub.url is missing: the address of the feed that changed".into()));
        }
        return Ok(HubForm::Publish { topics });
    }
    if !matches!(mode.as_str(), "subscribe" | "unsubscribe") {
        return Err(wrong("hub.mode is neither subscribe nor unsubscribe".into()));
    }
    let topic = one("hub.topic")?.ok_or_else(|| wrong("hub.topic is missing: the address of the feed".into()))?;
    let callback = one("hub.callback")?.ok_or_else(|| wrong("hub.callback is missing: the address to deliver to".into()))?;
    if mode == "unsubscribe" {
        return Ok(HubForm::Unsubscribe { topic, callback });
    }
    let lease = one("hub.lease_seconds")?.map(|text| seconds(&text)).transpose()?;
    let secret = one("hub.secret")?;
    if let Some(length) = secret.as_ref().map(String::len).filter(|length| *length >= MAX_SECRET_LEN) {
        return Err(wrong(format!("hub.secret is {length} bytes long; it must be shorter than {MAX_SECRET_LEN}")));
    }
    Ok(HubForm::Subscribe { topic, callback, lease, secret })
}

const PARAMETERS: &[&str] = &["hub.mode", "hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret", "hub.url"];

/// A positive decimal. One that is too long for a number is long enough for the longest lease.
fn seconds(text: &str) -> Result<u64, HubResponse> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u64>() {
        Ok(seconds) if digits && seconds > 0 => Ok(seconds),
        Err(_) if digits => Ok(u64::MAX),
        _ => Err(HubResponse::new(400, "hub.lease_seconds is not a positive whole number")),
    }
}

/// Undoes `+` and `%xx`. `form_urlencoded` does the same, but replaces what is not UTF-8, which must be refused here.
fn decode(text: &[u8]) -> Vec<u8> {
    let spaces: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_encoding::percent_decode(&spaces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(form: &str) -> (u16, String) {
        let answer = parse_form(form.as_bytes()).err().unwrap_or_else(|| panic!("{form} was taken"));
        (answer.status, answer.text)
    }

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let form = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fpress.example%2F%C3%A4mnen%2Ffeed.rss&foo=1&hub.foo=2\
                    &hub.callback=https://reader.example/a?b=c%26d%3De+f&hub.lease_seconds=7200&hub.secret=%c3%b6+1%zz";
        let Ok(HubForm::Subscribe { topic, callback, lease, secret }) = parse_form(form.as_bytes()) else { panic!() };
        assert_eq!(topic, "https://press.example/ämnen/feed.rss");
        assert_eq!(callback, "https://reader.example/a?b=c&d=e f");
        assert_eq!(lease, Some(7200));
        assert_eq!(secret.as_deref(), Some("ö 1%zz"));
    }

    #[test]
    fn whoever_errs_is_told_what_to_mend() {
        let ok = "hub.mode=subscribe&hub.topic=t&hub.callback=c";
        for (form, reason) in [
            ("", "hub.mode is missing: subscribe or unsubscribe"),
            ("hub.mode=", "hub.mode is missing: subscribe or unsubscribe"),
            ("hub.mode=follow", "hub.mode is neither subscribe nor unsubscribe"),
            ("hub.mode=subscribe&hub.callback=c", "hub.topic is missing: the address of the feed"),
            ("hub.mode=unsubscribe&hub.topic=t", "hub.callback is missing: the address to deliver to"),
            ("hub.mode=publish", "hub.url is missing: the address of the feed that changed"),
            (&format!("{ok}&hub.topic=u"), "hub.topic is given 2 times"),
            (&format!("{ok}&hub.secret=%ff"), "hub.secret is not UTF-8"),
            (&format!("{ok}&hub.lease_seconds=0"), "hub.lease_seconds is not a positive whole number"),
            (&format!("{ok}&hub.lease_seconds=-5"), "hub.lease_seconds is not a positive whole number"),
            (&format!("{ok}&hub.lease_seconds=%2B5"), "hub.lease_seconds is not a positive whole number"),
            (&format!("{ok}&hub.lease_seconds=1.5"), "hub.lease_seconds is not a positive whole number"),
            (&format!("{ok}&hub.secret={}", "a".repeat(200)), "hub.secret is 200 bytes long; it must be shorter than 200"),
            (&format!("{ok}&hub.secret={}", "%C3%B6".repeat(100)), "hub.secret is 200 bytes long; it must be shorter than 200"),
        ] {
            assert_eq!(refused(form), (400, reason.to_owned()), "{form}");
        }
        assert_eq!(refused(&"a".repeat(MAX_FORM_LEN + 1)).0, 413);
        assert!(parse_form(format!("{ok}&hub.secret={}", "a".repeat(199)).as_bytes()).is_ok());
        let endless = format!("{ok}&hub.lease_seconds={}", "9".repeat(40));
        assert!(matches!(parse_form(endless.as_bytes()), Ok(HubForm::Subscribe { lease: Some(u64::MAX), .. })));
        let empty = format!("{ok}&hub.lease_seconds=&hub.secret=");
        assert!(matches!(parse_form(empty.as_bytes()), Ok(HubForm::Subscribe { lease: None, secret: None, .. })));
    }

    #[test]
    fn a_publisher_may_say_topic_or_url() {
        let Ok(HubForm::Publish { topics }) = parse_form(b"hub.mode=publish&hub.url=a&hub.topic=b&hub.url=c") else { panic!() };
        assert_eq!(topics, ["b", "a", "c"]);
    }
}
