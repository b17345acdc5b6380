//! Recognizes the parts of a release: which block is the headline, the lead, the body, the contacts, the links.

mod event;
mod headline;
mod letterhead;
mod link_warnings;
mod page_chrome;
mod recognizer;
mod sections;

use crate::diag::Diagnostic;
use crate::import::document::ImportedDocument;
use crate::import::input::ExistingContent;
use crate::import::source_map::InputText;

use recognizer::Recognizer;

pub use recognizer::RecognizedRelease;

pub fn recognize(
    source: ImportedDocument,
    existing: &ExistingContent<'_>,
    input: &InputText<'_>,
) -> Result<RecognizedRelease, Vec<Diagnostic>> {
    let mut recognizer = Recognizer::new(source, existing, input);
    recognizer.remove_page_chrome();
    let headline = recognizer.take_headline()?;
    recognizer.sort_into_sections();
    Ok(recognizer.finish(headline))
}
