//! Finds the fields and the text of a release: the two lines `+++` around the fields.

use std::ops::Range;

use crate::content::text::SourceText;
use crate::diag::Message;
use crate::msg;

/// The parts of a release, in bytes.
#[derive(Debug)]
pub(crate) struct ReleaseParts {
    /// The opening line, where missing fields are reported.
    pub fence: Range<usize>,
    pub fields: Range<usize>,
    pub body: Range<usize>,
}

pub(crate) fn split_release(text: &SourceText) -> Option<ReleaseParts> {
    let report = |(span, message)| {
        let hint = msg!(
            "the file begins with a line `+++`, then the fields (`headline = \"...\"`), then a line `+++`, then the text",
            "filen börjar med en rad `+++`, sedan fälten (`headline = \"...\"`), sedan en rad `+++`, sedan texten"
        );
        text.error(span, message, hint);
    };
    find_parts(text.as_str()).map_err(report).ok()
}

/// Finds the two lines `+++` or `---`, or what is wrong with them.
pub(crate) fn find_parts(text: &str) -> Result<ReleaseParts, (Range<usize>, Message)> {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    let after = |line_end: usize| (line_end + 1).min(text.len());
    let open = text.len() - text.trim_start().len();
    let end = line_end(open);
    let fence = text[open..end].trim_end();
    if fence != "+++" && fence != "---" {
        let message = msg!("the fields at the top of the release are missing", "fälten överst i pressmeddelandet saknas");
        return Err((open..end, message));
    }
    let span = open..open + fence.len();
    let fields = after(end);
    let mut at = fields;
    while at < text.len() {
        let end = line_end(at);
        if text[at..end].trim_end() == fence {
            return Ok(ReleaseParts { fence: span, fields: fields..at, body: after(end)..text.len() });
        }
        at = end + 1;
    }
    let message = msg!("the line `{fence}` that closes the fields is missing", "raden `{fence}` som avslutar fälten saknas");
    Err((span, message))
}
