//! Where the fields of a release end and its text begins: the two lines `+++`.

use std::ops::Range;

use crate::content::text::SourceText;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::msg;

/// A release cut in two: where its fields and where its text stand in the file.
#[derive(Debug)]
pub(crate) struct ReleaseParts {
    pub fields: Range<usize>,
    /// The opening fence: what is missing is missed there.
    pub fence: Range<usize>,
    pub body: Range<usize>,
}

/// Finds the two lines `+++` (or `---`) that enclose the fields. `None`, and a mistake, when they are not there.
pub(crate) fn fences(text: &SourceText, diagnostics: &Diagnostics) -> Option<ReleaseParts> {
    let whole = text.whole.as_str();
    let open = whole.len() - whole.trim_start().len();
    let line_end = |from: usize| whole[from..].find('\n').map_or(whole.len(), |at| from + at);
    let end = line_end(open);
    let fence = whole[open..end].trim_end();
    let hint = msg!(
        "the file begins with a line `+++`, then the fields (`headline = \"...\"`), then a line `+++`, then the text",
        "filen börjar med en rad `+++`, sedan fälten (`headline = \"...\"`), sedan en rad `+++`, sedan texten"
    );
    if fence != "+++" && fence != "---" {
        let say = msg!("the fields at the top of the release are missing", "fälten överst i pressmeddelandet saknas");
        diagnostics.push(Diagnostic::error(text.place(open..end), say).hint(hint));
        return None;
    }
    let mut at = (end + 1).min(whole.len());
    while at < whole.len() {
        let end = line_end(at);
        if whole[at..end].trim_end() == fence {
            let fields = open + fence.len()..at;
            return Some(ReleaseParts { fields, fence: open..open + fence.len(), body: (end + 1).min(whole.len())..whole.len() });
        }
        at = end + 1;
    }
    let say = msg!("the line `{fence}` that closes the fields is missing", "raden `{fence}` som avslutar fälten saknas");
    diagnostics.push(Diagnostic::error(text.place(open..open + fence.len()), say).hint(hint));
    None
}
