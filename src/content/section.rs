//! A heading and its text: a boilerplate.

use crate::content::fields::required_line;
use crate::content::front_matter::TableReader;
use crate::content::markdown;
use crate::content::markdown::Passage;
use crate::content::name_messages;
use crate::diag::Diagnostic;
use crate::model::Section;
use crate::model::name::NameError;

/// `heading` and `text`: a boilerplate.
pub(crate) fn section(fields: &mut TableReader) -> Option<Section> {
    let diagnostics = fields.diagnostics();
    let heading = required_line(fields, "heading", "heading = \"Om Solvik kommun\"");
    let field = fields.required("text", "text = \"\"\"...\"\"\"")?;
    let body = markdown::blocks(&Passage::value(fields.source(), &field), diagnostics).blocks;
    if body.is_empty() {
        let (say, hint) = name_messages::line("text", &NameError::Blank);
        diagnostics.push(Diagnostic::error(fields.source().place(field.at), say).hint(hint));
    }
    Some(Section { heading: heading?, body })
}
