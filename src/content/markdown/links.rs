//! Links: their addresses, and text that says where they lead.

use std::ops::Range;

use super::MarkdownParser;
use super::near_links::is_address;
use crate::content::messages::invalid_names;
use crate::content::text::shorten;
use crate::model::name::NameError;
use crate::model::{Inline, Inlines, Phone, WebAddress};
use crate::msg;

impl MarkdownParser<'_> {
    pub(super) fn parse_address(&mut self, is_email: bool, to: &str, span: Range<usize>) -> Option<WebAddress> {
        let to = if is_email && !to.starts_with("mailto:") { format!("mailto:{to}") } else { to.to_owned() };
        match WebAddress::parse(&to) {
            Ok(address) => Some(address),
            Err(NameError::Blank) => {
                let message = msg!("the link has no address", "länken har ingen adress");
                let hint = msg!(
                    "write it between the round brackets: `[text](https://...)`; until then the text is shown without a link",
                    "skriv den inom de runda parenteserna: `[text](https://...)`; tills dess visas texten utan länk"
                );
                self.warning(span, message, hint);
                None
            }
            Err(NameError::Scheme) if is_file(&to) => {
                let name = shorten(to.split(['?', '#']).next().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default());
                let address = self.passage.markdown.get(span.clone()).unwrap_or_default();
                let words = address.trim_start_matches('[').split("](").next().map(shorten).unwrap_or_default();
                let message = msg!(
                    "the link leads to the file `{name}`, which has no address in the text",
                    "länken går till filen `{name}`, som inte har någon adress i texten"
                );
                let hint = msg!(
                    "write only `{words}` here, and list the file among the fields: `[[documents]]`, `file = \"{name}\"`, `title = \"...\"`",
                    "skriv bara `{words}` här, och ange filen bland fälten: `[[documents]]`, `file = \"{name}\"`, `title = \"...\"`"
                );
                self.error(span, message, hint);
                None
            }
            Err(NameError::Scheme) if Phone::parse(&to).is_ok() => {
                let message = msg!(
                    "the address `{to}` of the link is a telephone number",
                    "adressen `{to}` till länken är ett telefonnummer"
                );
                self.error(span, message, msg!("write `tel:{to}`", "skriv `tel:{to}`"));
                None
            }
            Err(NameError::Scheme) if is_swapped(self.passage.markdown.get(span.clone()).unwrap_or_default(), &to) => {
                let typed = self.passage.markdown.get(span.clone()).unwrap_or_default();
                let address = typed.trim_start_matches('[').split("](").next().unwrap_or_default();
                let message =
                    msg!("the text and the address of the link have changed places", "länkens text och adress har bytt plats");
                self.error(span, message, msg!("write `[{to}]({address})`", "skriv `[{to}]({address})`"));
                None
            }
            Err(error) => {
                let (message, hint) = invalid_names::address("link", "link", "länken", &to, &error);
                self.error(span, message, hint);
                None
            }
        }
    }

    pub(super) fn report_empty_link(&mut self, span: Range<usize>) {
        let hint = msg!("write between the square brackets where it leads", "skriv inom hakparenteserna vart den leder");
        self.error(span, msg!("the link has no text", "länken har ingen text"), hint);
    }

    pub(super) fn end_link(&mut self, to: WebAddress, span: Range<usize>, parts: Vec<Inline>) {
        let words = Inlines::new(parts.clone()).map(|run| run.plain().trim().to_lowercase());
        match words.as_deref() {
            None => self.report_empty_link(span.clone()),
            Some(words @ ("här" | "klicka här" | "läs här" | "here" | "click here")) => {
                let message = msg!("the text of the link is only `{words}`", "länkens text är bara `{words}`");
                let hint = msg!(
                    "say where it leads: screen readers can list links without the text around them",
                    "säg vart den leder: skärmläsare kan läsa upp länkar utan texten omkring"
                );
                self.warning(span.clone(), message, hint);
            }
            Some(_) => {}
        }
        self.push(Inline::Link { to, text: parts }, span);
    }
}

/// Kinds of documents that people attach, whether or not a release can carry them.
const DOCUMENTS: &[&str] = &[
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "csv", "txt", "rtf", "zip", "png", "jpg", "jpeg",
    "gif", "webp", "tif", "tiff", "mp3", "mp4", "svg",
];

/// Whether a link without a scheme names a file: `beslut.pdf`, `./bilagor/beslut.pdf#page=2`.
fn is_file(to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let is_elsewhere = path.starts_with('/')
        || path.starts_with("www.")
        || path.split('/').next().is_some_and(|first| is_host_name(first) && path.contains('/'));
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    !is_elsewhere && extension.is_some_and(|extension| DOCUMENTS.contains(&extension.as_str()))
}

/// `solvik.example` of `solvik.example/beslut.pdf`, but not the folder `.`.
fn is_host_name(first: &str) -> bool {
    first.contains('.') && first.chars().any(char::is_alphanumeric)
}

/// `[https://solvik.example/](läs mer)`.
fn is_swapped(typed: &str, to: &str) -> bool {
    let text = typed.strip_prefix('[').and_then(|typed| typed.split("](").next()).unwrap_or_default();
    text.contains("://") && is_address(text) && !is_address(to)
}
