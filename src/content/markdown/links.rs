//! Links of the text: an address that works, and words that say where it leads.

use std::ops::Range;

use super::MarkdownParser;
use crate::content::name_messages;
use crate::model::Inline;
use crate::model::Inlines;
use crate::model::WebAddress;
use crate::model::name::NameError;
use crate::msg;

impl MarkdownParser<'_, '_, '_> {
    pub(super) fn address(&mut self, is_email: bool, to: &str, at: Range<usize>) -> Option<WebAddress> {
        let mail = is_email && !to.starts_with("mailto:");
        let to = if mail { format!("mailto:{to}") } else { to.to_owned() };
        match WebAddress::parse(&to) {
            Ok(address) => Some(address),
            Err(NameError::Blank) => {
                let say = msg!("the link has no address", "länken har ingen adress");
                let hint = msg!(
                    "write it between the round brackets: `[text](https://...)`; until then the text is shown without a link",
                    "skriv den inom de runda parenteserna: `[text](https://...)`; tills dess visas texten utan länk"
                );
                self.note(at, say, hint);
                None
            }
            Err(error) => {
                let (say, hint) = name_messages::address("link", "link", "länken", &to, &error);
                self.refuse(at, say, hint);
                None
            }
        }
    }

    pub(super) fn end_link(&mut self, to: WebAddress, at: Range<usize>, parts: Vec<Inline>) {
        let words = Inlines::new(parts.clone()).map(|run| run.plain().trim().to_lowercase());
        match words.as_deref() {
            None => {
                let hint = msg!("write between the square brackets where it leads", "skriv inom hakparenteserna vart den leder");
                self.refuse(at.clone(), msg!("the link has no text", "länken har ingen text"), hint);
            }
            Some("här" | "klicka här" | "läs här" | "here" | "click here") => {
                let shown = words.as_deref().unwrap_or_default();
                let say = msg!("the text of the link is only `{shown}`", "länkens text är bara `{shown}`");
                let hint = msg!(
                    "say where it leads: screen readers can list links without the text around them",
                    "säg vart den leder: skärmläsare kan läsa upp länkar utan texten omkring"
                );
                self.note(at.clone(), say, hint);
            }
            Some(_) => {}
        }
        self.push(Inline::Link { to, text: parts }, at);
    }
}
