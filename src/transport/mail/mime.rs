//! A mail as MIME (RFC 5322, RFC 2045 to 2049); the door to mail-builder.

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

use super::{HeaderText, MailAttachment, MailContent, MailSettings};

/// The bytes without a signature, lines with CR LF.
pub fn write(content: &MailContent, settings: &MailSettings) -> Vec<u8> {
    let sender = HeaderText::new(settings.from.name.as_str());
    let from = Address::new_address(Some(sender.as_str()), settings.from.address.as_str());
    let mut mail = MessageBuilder::new()
        // By default it would be in UTC.
        .header("Date", Raw::new(content.date.rfc2822()))
        .header("Message-ID", Raw::new(content.message_id.to_string()))
        .header("From", from);
    if let Some(reply_to) = settings.reply_to {
        mail = mail.header("Reply-To", Address::new_address(None::<&str>, reply_to.as_str()));
    }
    mail = mail
        .header("To", Address::new_list(content.to.iter().map(|to| Address::new_address(None::<&str>, to.as_str())).collect()))
        .header("Subject", Text::new(content.subject.as_str()))
        .header("Content-Language", Text::new(content.lang.as_str()))
        // Nobody's absence is to be told to the newsroom (RFC 3834, 5), and Exchange has a field of its own.
        .header("Auto-Submitted", Text::new("auto-generated"))
        .header("X-Auto-Response-Suppress", Text::new("OOF, AutoReply"));
    if let Some(last) = content.references.last() {
        let all: Vec<String> = content.references.iter().map(ToString::to_string).collect();
        mail = mail.header("In-Reply-To", Raw::new(last.to_string())).header("References", Raw::new(all.join(" ")));
    }
    let mut out = Vec::with_capacity(2 * (content.text.len() + content.html.len()));
    mail.body(body(content)).serialize(&mut out);
    out
}

fn body(content: &MailContent) -> MimePart<'_> {
    let text = ContentType::new("text/plain").attribute("charset", "utf-8").attribute("format", "flowed").attribute("delsp", "no");
    let html = ContentType::new("text/html").attribute("charset", "utf-8");
    // The last alternative is the one that programs prefer (RFC 2046, 5.1.4).
    let parts = vec![MimePart::new(text, content.text.as_str()), MimePart::new(html, content.html.as_str())];
    let alternatives = MimePart::new(multipart("multipart/alternative", content), parts);
    if content.attachments.is_empty() {
        return alternatives;
    }
    let attachments = content.attachments.iter().map(attachment);
    MimePart::new(multipart("multipart/mixed", content), std::iter::once(alternatives).chain(attachments).collect::<Vec<_>>())
}

/// The package's own boundary is made of the clock. A line of ours can begin with `=_` in no encoding of a part (RFC 2045, 6.7).
fn multipart<'x>(media_type: &'static str, content: &MailContent) -> ContentType<'x> {
    let kind = media_type.rsplit('/').next().unwrap_or_default();
    let id: String = content.message_id.left().chars().take(40).collect();
    ContentType::new(media_type).attribute("boundary", format!("=_{kind}_{id}"))
}

fn attachment(file: &MailAttachment) -> MimePart<'_> {
    MimePart::new(file.media_type, file.bytes.as_slice()).attachment(file.name.as_str())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use mail_parser::{MessageParser, MimeHeaders};
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Email, Instant, Lang, MailSender, SingleLine, Zone};
    use crate::transport::mail::MessageId;

    fn content(subject: &str, text: &str) -> MailContent {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        MailContent {
            message_id: MessageId::new("k7f3", "solvik.example").unwrap(),
            references: Vec::new(),
            to: vec![Email::parse("desk@tt.example").unwrap()],
            subject: HeaderText::new(subject),
            date: Instant::parse(&zone, "2026-06-20T10:00:00+02:00").unwrap(),
            lang: Lang::swedish(),
            text: text.to_owned(),
            html: "<p>Text</p>\n".to_owned(),
            attachments: Vec::new(),
        }
    }

    fn written(content: &MailContent, name: &str) -> Vec<u8> {
        let from = MailSender { name: SingleLine::parse(name).unwrap(), address: Email::parse("press@solvik.example").unwrap() };
        let reply_to = Email::parse("presstjanst@solvik.example").unwrap();
        write(content, &MailSettings { from: &from, reply_to: Some(&reply_to), signer: None })
    }

    #[test]
    fn a_mail_has_its_fields_in_order_and_the_same_bytes_twice() {
        let mut content = content("RÄTTELSE: Avgifterna i simhallen", "Rad ett \nrad två.\n");
        content.references = vec![MessageId::new("a1", "solvik.example").unwrap(), MessageId::new("b2", "solvik.example").unwrap()];
        let mail = written(&content, "Åsa på Solvik, kommun");
        assert_eq!(mail, written(&content, "Åsa på Solvik, kommun"));
        let mail = String::from_utf8(mail).unwrap();
        assert!(mail.is_ascii() && !mail.replace("\r\n", "").contains(['\r', '\n']));
        let names: Vec<&str> = mail
            .lines()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(": "))
            .map(|(name, _)| name)
            .collect();
        let expected = "Date Message-ID From Reply-To To Subject Content-Language Auto-Submitted X-Auto-Response-Suppress In-Reply-To References MIME-Version";
        assert_eq!(names[..12].join(" "), expected);
        for line in [
            "Date: Sat, 20 Jun 2026 10:00:00 +0200\r\n",
            "Message-ID: <k7f3@solvik.example>\r\n",
            "In-Reply-To: <b2@solvik.example>\r\n",
            "References: <a1@solvik.example> <b2@solvik.example>\r\n",
            "boundary=\"=_alternative_k7f3\"",
            "format=\"flowed\"; delsp=\"no\"",
        ] {
            assert!(mail.contains(line), "{line} in {mail}");
        }
        let read = MessageParser::new().parse(&mail).unwrap();
        assert_eq!(read.from().unwrap().first().unwrap().name(), Some("Åsa på Solvik, kommun"));
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), content.text);
    }

    #[test]
    fn attachments_come_back_byte_for_byte() {
        let mut content = content("Ny simhall", "Text\n");
        let files: [(&str, &str, &[u8]); 3] = [
            ("ny-simhall.7901", "application/octet-stream", b"\x01BOT0001 \r\r\n\x02\xe5\xe4\xf6\x03\x04"),
            ("ny-simhall.txt", "text/plain; charset=utf-8", "Rad\r\nett \n\n".as_bytes()),
            ("ny \"simhall\" å.json", "application/json", b"{}"),
        ];
        content.attachments = files
            .iter()
            .map(|(name, media_type, bytes)| MailAttachment {
                name: HeaderText::new(name),
                media_type,
                bytes: Arc::new(bytes.to_vec()),
            })
            .collect();
        let mail = written(&content, "Solvik");
        let read = MessageParser::new().parse(&mail).unwrap();
        assert_eq!(read.attachment_count(), 3);
        for (n, (name, media_type, bytes)) in files.iter().enumerate() {
            let part = read.attachment(n as u32).unwrap();
            assert_eq!(part.attachment_name(), Some(*name));
            assert_eq!(part.contents(), *bytes, "{media_type}");
        }
        assert_eq!(read.body_text(0).unwrap().trim_end(), "Text");
    }

    proptest! {
        /// No text begins a field or ends the head, and a reader finds the subject and both parts.
        #[test]
        fn whatever_the_words_are_the_fields_stay_the_same(
            subject in "\\PC{0,20}[\r\n\0\u{2028}\u{85}]{0,2}(Bcc: a@b.example)?\\PC{0,120}",
            name in "[a-zåäö<>\"@,;()=?\\\\ ]{1,60}",
            text in "(\\PC{0,90}( )?\n){0,6}",
        ) {
            prop_assume!(SingleLine::parse(&name).is_ok());
            let content = content(&subject, &text);
            let mail = String::from_utf8(written(&content, &name)).unwrap();
            let (head, _) = mail.split_once("\r\n\r\n").unwrap();
            let fields: Vec<&str> = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).collect();
            prop_assert!(fields.len() == 11 && fields.iter().all(|field| !field.starts_with("Bcc")), "{head}");
            prop_assert!(mail.is_ascii() && !mail.replace("\r\n", "").contains(|c: char| c.is_control() && c != '\t'), "{mail:?}");
            prop_assert!(mail.split("\r\n").all(|line| line.len() <= 100), "{mail}");
            let read = MessageParser::new().parse(&mail).unwrap();
            let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(bare(read.subject().unwrap_or_default()), bare(content.subject.as_str()));
            prop_assert_eq!(read.body_text(0).unwrap_or_default().replace("\r\n", "\n"), content.text);
            prop_assert_eq!(read.from().unwrap().first().unwrap().address(), Some("press@solvik.example"));
        }
    }
}
