//! The HTML part of a mail, by the template `templates/mail/release.html`.

use std::sync::LazyLock;

use serde::Serialize;

use crate::diag::{Diagnostic, Location};
use crate::markup::html::{self, HtmlStyle, MailMarks};
use crate::markup::templates::Templates;
use crate::model::{Direction, Lang};
use crate::msg;
use crate::wire::email::parts::{EmailLine, EmailLink, EmailPart, EmailSection, TextLang};
use crate::wire::message::WireMessage;
use crate::wire::signal::MessageSignal;
use crate::wording::parts::ContactDetails;

const TEMPLATE: &str = "release.html";
static TEMPLATES: LazyLock<Templates> =
    LazyLock::new(|| Templates::parse(&[(TEMPLATE, include_str!("../../../templates/mail/release.html"))]));

/// Characters of the line that lists of mails show after the subject.
const PREVIEW_LETTERS: usize = 90;

/// The data of the template; `body`, `text` and `attributes` are HTML.
#[derive(Serialize)]
struct HtmlEmail<'p> {
    lang: &'p str,
    dir: &'static str,
    subject: &'p str,
    preview: String,
    contact: &'static str,
    /// Attributes of words by Depesch, where the release has another language.
    ours: String,
    parts: Vec<HtmlPart>,
    foot: Vec<HtmlLine>,
}

#[derive(Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
enum HtmlPart {
    Notice { look: &'static str, word: String, ours: String, note: String },
    Facts { lines: Vec<HtmlLine> },
    Headline { text: String },
    Subhead { text: String },
    Legal { text: String },
    Lead { text: String },
    Body { body: String },
    Section { heading: HtmlLine, attributes: String, body: String },
    Contacts { people: Vec<HtmlContact> },
    Lines { lines: Vec<HtmlLine> },
    Links { links: Vec<HtmlLink> },
}

#[derive(Serialize)]
struct HtmlLine {
    attributes: String,
    text: String,
}

#[derive(Serialize)]
struct HtmlContact {
    heading: String,
    notes: Vec<String>,
    methods: Vec<HtmlLink>,
}

#[derive(Serialize)]
struct HtmlLink {
    address: String,
    text: String,
    is_phone: bool,
}

pub fn write(parts: &[EmailPart], message: &WireMessage, subject: &str) -> Result<String, Vec<Diagnostic>> {
    let page = HtmlEmail {
        lang: message.lang.as_str(),
        dir: direction(message.lang),
        subject,
        preview: preview(message),
        contact: message.words.contact,
        ours: attributes(TextLang::Ours, message),
        parts: parts.iter().filter_map(|part| html_part(part, message)).collect(),
        foot: foot(parts, message),
    };
    TEMPLATES.render(TEMPLATE, &page).map_err(|error| {
        let (line, reason) = (error.line, error.reason);
        let text = msg!("the template fails at line {line}: {reason}", "mallen går sönder på rad {line}: {reason}");
        vec![Diagnostic::error(Location::file(format!("templates/mail/{TEMPLATE}")), text)]
    })
}

fn html_part(part: &EmailPart, message: &WireMessage) -> Option<HtmlPart> {
    let style = mail_style(message.lang, message);
    let lines = |lines: &[EmailLine]| lines.iter().map(|line| html_line(line, message)).collect();
    Some(match part {
        EmailPart::Notice(notice) => HtmlPart::Notice {
            look: match message.signal {
                Some(MessageSignal::Kill) => "kill",
                Some(MessageSignal::Correction | MessageSignal::Update) | None => "change",
            },
            word: notice.word.clone(),
            ours: notice.ours.unwrap_or_default().to_owned(),
            note: notice.note.unwrap_or_default().to_owned(),
        },
        EmailPart::Facts(facts) => HtmlPart::Facts { lines: lines(facts) },
        EmailPart::Headline(text) => HtmlPart::Headline { text: text.clone() },
        EmailPart::Subhead(text) => HtmlPart::Subhead { text: text.to_string() },
        EmailPart::Legal(text) => HtmlPart::Legal { text: html::inlines(text, &style) },
        EmailPart::Lead(text) => HtmlPart::Lead { text: html::inlines(text, &style) },
        EmailPart::Body(blocks) => HtmlPart::Body { body: html::blocks(blocks, &style) },
        EmailPart::Section(section) => html_section(section, message),
        EmailPart::Contacts(contacts) => HtmlPart::Contacts { people: contacts.iter().map(html_contact).collect() },
        EmailPart::Lines(record) => HtmlPart::Lines { lines: lines(record) },
        EmailPart::Links(links) => HtmlPart::Links { links: links.iter().map(html_link).collect() },
        // They are in the text itself; the foot is below it.
        EmailPart::LinksOfText | EmailPart::Foot(_) => return None,
    })
}

fn html_section(section: &EmailSection, message: &WireMessage) -> HtmlPart {
    let in_lang = section.lang.resolve(message);
    HtmlPart::Section {
        heading: html_line(&section.heading, message),
        attributes: attributes(section.lang, message),
        // Below a heading, the blocks' headings are one level deeper.
        body: html::blocks(&section.body, &HtmlStyle { heading: 3, ..mail_style(&in_lang, message) }),
    }
}

fn html_line(line: &EmailLine, message: &WireMessage) -> HtmlLine {
    HtmlLine { attributes: attributes(line.lang, message), text: line.text.clone() }
}

fn html_contact(contact: &ContactDetails) -> HtmlContact {
    HtmlContact {
        heading: contact.heading(),
        notes: contact.notes().cloned().collect(),
        methods: contact
            .methods
            .iter()
            .map(|method| HtmlLink { address: method.uri.clone(), text: method.text.clone(), is_phone: method.is_phone })
            .collect(),
    }
}

fn html_link(link: &EmailLink) -> HtmlLink {
    HtmlLink { address: link.address.clone(), text: link.label.to_owned(), is_phone: false }
}

fn foot(parts: &[EmailPart], message: &WireMessage) -> Vec<HtmlLine> {
    let lines = parts.iter().filter_map(|part| match part {
        EmailPart::Foot(lines) => Some(lines),
        _ => None,
    });
    lines.flatten().map(|line| html_line(line, message)).collect()
}

/// ` lang="en" dir="ltr"` where the words are not in the language of the release.
fn attributes(lang: TextLang, message: &WireMessage) -> String {
    let own = lang.resolve(message);
    if own.primary() == message.lang.primary() {
        return String::new();
    }
    format!(" lang=\"{own}\" dir=\"{}\"", direction(&own))
}

fn direction(lang: &Lang) -> &'static str {
    match lang.direction() {
        Direction::LeftToRight => "ltr",
        Direction::RightToLeft => "rtl",
    }
}

fn mail_style<'m>(lang: &Lang, message: &WireMessage<'m>) -> HtmlStyle<'m> {
    let css = match lang.direction() {
        Direction::LeftToRight => css_from_left,
        Direction::RightToLeft => css_from_right,
    };
    HtmlStyle::mail(
        &message.publisher().base_url,
        lang,
        MailMarks { css, picture: message.words.picture, table: message.words.table },
    )
}

/// Colours for dark surroundings are in the head of the template.
fn css_from_left(element: &str) -> Option<&'static str> {
    Some(match element {
        "blockquote" => "margin:16px 0;padding:0 0 0 16px;border-left:3px solid #00577d",
        "ul" | "ol" => "margin:0 0 16px;padding:0 0 0 24px",
        "th" => "padding:8px 12px 8px 0;border-bottom:2px solid #4a545e;text-align:left;vertical-align:bottom",
        "td" => "padding:8px 12px 8px 0;border-bottom:1px solid #c3cad0;text-align:left;vertical-align:top",
        _ => return css(element),
    })
}

fn css_from_right(element: &str) -> Option<&'static str> {
    Some(match element {
        "blockquote" => "margin:16px 0;padding:0 16px 0 0;border-right:3px solid #00577d",
        "ul" | "ol" => "margin:0 0 16px;padding:0 24px 0 0",
        "th" => "padding:8px 0 8px 12px;border-bottom:2px solid #4a545e;text-align:right;vertical-align:bottom",
        "td" => "padding:8px 0 8px 12px;border-bottom:1px solid #c3cad0;text-align:right;vertical-align:top",
        _ => return css(element),
    })
}

fn css(element: &str) -> Option<&'static str> {
    Some(match element {
        "p" => "margin:0 0 16px",
        "h2" => "margin:32px 0 8px;font-size:20px;line-height:26px",
        "h3" | "h4" | "h5" | "h6" => "margin:24px 0 8px;font-size:17px;line-height:24px",
        "li" => "margin:0 0 8px",
        "table" => "margin:0 0 16px;border-collapse:collapse;font-variant-numeric:tabular-nums",
        "a" => "color:#00577d",
        _ => return None,
    })
}

/// What lists of mails show after the subject: the note of a change, or else the beginning of the lead.
fn preview(message: &WireMessage) -> String {
    let lead = || message.release.map(crate::model::Release::summary).unwrap_or_default();
    let text = message.change.map_or_else(lead, |change| change.note.to_string());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(PREVIEW_LETTERS) else { return text };
    let word = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", text[..word].trim_end_matches([' ', ',', ';', ':']))
}
