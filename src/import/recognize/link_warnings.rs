//! Warnings about links.

use super::recognizer::Recognizer;
use crate::import::document::SourceBlock;
use crate::import::styled_text::LinkTarget;
use crate::msg;

impl Recognizer<'_> {
    /// Warns about links without a usable address.
    pub fn warn_about_broken_links(&mut self) {
        let more = self.read_more.iter().flat_map(|(_, blocks)| blocks);
        let boilerplate = self.boilerplate.iter().flat_map(|boilerplate| &boilerplate.blocks);
        let runs: Vec<_> =
            self.body.iter().chain(more).chain(boilerplate).flat_map(SourceBlock::lines).flat_map(|line| line.runs).collect();
        for run in runs {
            match &run.style.link {
                Some(LinkTarget::Unknown) => self.warn(
                    run.line,
                    Some(&run.text),
                    msg!("the link has no address", "länken saknar adress"),
                    Some(msg!("write the address between the round brackets", "skriv adressen mellan de runda parenteserna")),
                ),
                Some(LinkTarget::Lost(address)) => self.warn(
                    run.line,
                    Some(address),
                    msg!(
                        "the link to `{address}` leads nowhere outside its page; its text is kept",
                        "länken till `{address}` leder ingenstans utanför sin sida; texten står kvar"
                    ),
                    Some(msg!(
                        "write it as `[words](https://...)` in the release",
                        "skriv den som `[ord](https://...)` i pressmeddelandet"
                    )),
                ),
                Some(LinkTarget::To(_)) | None => {}
            }
        }
    }
}
