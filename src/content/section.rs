//! A boilerplate: a heading and its text.

use crate::content::front_matter::TableReader;
use crate::content::markdown::Passage;
use crate::content::{markdown, messages::invalid_names};
use crate::model::Section;
use crate::model::name::NameError;

pub(crate) fn read_section(fields: &mut TableReader) -> Option<Section> {
    let heading = fields.required_line("heading", "heading = \"Om Solvik kommun\"");
    let field = fields.required_string("text", "text = \"\"\"...\"\"\"")?;
    let body = markdown::parse_blocks(&Passage::from_field(fields.source(), &field)).blocks;
    if body.is_empty() {
        let (message, hint) = invalid_names::line("text", &NameError::Blank);
        fields.source().error(field.span, message, hint);
    }
    Some(Section { heading: heading?, body })
}
