//! Links: their addresses, and text that says where they lead.

use std::ops::Range;

use super::MarkdownParser;
use crate::content::name_messages;
use crate::model::name::NameError;
use crate::model::{Inline, Inlines, WebAddress};
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
            Err(error) => {
                let (message, hint) = name_messages::address("link", "link", "länken", &to, &error);
                self.error(span, message, hint);
                None
            }
        }
    }

    pub(super) fn end_link(&mut self, to: WebAddress, span: Range<usize>, parts: Vec<Inline>) {
        let words = Inlines::new(parts.clone()).map(|run| run.plain().trim().to_lowercase());
        match words.as_deref() {
            None => {
                let hint = msg!("write between the square brackets where it leads", "skriv inom hakparenteserna vart den leder");
                self.error(span.clone(), msg!("the link has no text", "länken har ingen text"), hint);
            }
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
