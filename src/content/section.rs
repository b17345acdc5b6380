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
pub(crate) fn section(fields: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Option<Section> {
    let heading = required_line(fields, "heading", "heading = \"Om Solvik kommun\"", mistakes);
    let field = fields.required("text", "text = \"\"\"...\"\"\"", mistakes)?;
    let body = markdown::blocks(&Passage::value(fields.source(), &field), mistakes).blocks;
    if body.is_empty() {
        let (say, hint) = name_messages::line("text", &NameError::Blank);
        mistakes.push(Diagnostic::error(fields.source().place(field.at), say).hint(hint));
    }
    Some(Section { heading: heading?, body })
}
