//! Values of header fields that cannot begin another field: no CR, no LF, no NUL, whatever they are made of.

use std::fmt;

/// Text of a header field or of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderText(String);

impl HeaderText {
    /// Control characters and separators of lines become spaces. White space is reduced to single spaces, as folding may change it.
    pub fn new(text: &str) -> HeaderText {
        let is_space = |c: char| c.is_control() || matches!(c, ' ' | '\u{2028}' | '\u{2029}');
        HeaderText(text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of a mail, `left@host` (RFC 5322, 3.6.4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(String);

impl MessageId {
    /// Letters, digits and `-_.` on the left, a host of letters, digits, hyphens and dots on the right, at most 200 bytes. `None` for
    /// anything else.
    pub fn new(left: &str, host: &str) -> Option<MessageId> {
        let is_atom = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let is_valid = |part: &str| !part.is_empty() && part.split('.').all(|atom| !atom.is_empty()) && part.chars().all(is_atom);
        let id = format!("{left}@{host}");
        (is_valid(left) && is_valid(host) && id.len() <= 200).then_some(MessageId(id))
    }

    /// `left@host`, with or without the angle brackets.
    pub fn parse(text: &str) -> Option<MessageId> {
        let bare = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
        bare.split_once('@').and_then(|(left, host)| MessageId::new(left, host))
    }

    /// Without the angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What precedes the host.
    pub fn left(&self) -> &str {
        self.0.split_once('@').map_or(self.0.as_str(), |(left, _)| left)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_another_field() {
        for end in ["\r\n", "\n", "\r", "\0", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\u{7f}"] {
            assert_eq!(
                HeaderText::new(&format!("Avgifter{end}Bcc: alla@solvik.example{end}")).as_str(),
                "Avgifter Bcc: alla@solvik.example"
            );
        }
        assert_eq!(HeaderText::new("15\u{a0}000\tkronor  ").as_str(), "15\u{a0}000 kronor");
    }

    #[test]
    fn an_id_has_one_host_and_no_brackets() {
        assert_eq!(MessageId::new("k7f3", "solvik.example").unwrap().to_string(), "<k7f3@solvik.example>");
        for (left, host) in
            [("", "a.example"), ("a@b", "c"), ("a>", "b"), ("a", "b\r\nBcc: c"), ("a b", "c"), ("a", ""), ("a..b", "c")]
        {
            assert_eq!(MessageId::new(left, host), None, "{left}@{host}");
        }
        assert_eq!(MessageId::parse("<k7f3@solvik.example>"), MessageId::parse("k7f3@solvik.example"));
        assert_eq!(MessageId::parse("<k7f3@solvik.example"), None);
    }
}
