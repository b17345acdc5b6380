//! The parts of a text that stand apart from its body: the lead, what the law demands, and where to read on.

use std::ops::Range;

use crate::content::markdown;
use crate::content::markdown::Passage;
use crate::content::markdown::SpannedBlocks;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Block;
use crate::model::Inline;
use crate::model::Inlines;
use crate::model::Section;
use crate::model::SingleLine;
use crate::msg;

/// The field, or else the first paragraph of the text, which leaves the text.
pub(super) fn lead(
    text: &SourceText,
    field: Option<Spanned<String>>,
    body: &mut SpannedBlocks,
    fence: &Range<usize>,
    diagnostics: &Diagnostics,
) -> Option<Inlines> {
    let how = || {
        msg!("write the news in one paragraph: `lead = \"\"\"...\"\"\"`", "skriv nyheten i ett stycke: `lead = \"\"\"...\"\"\"`")
    };
    if let Some(field) = field {
        let since = diagnostics.error_count();
        let lead = markdown::inlines(&Passage::value(text, &field), "lead", diagnostics);
        if lead.is_none() && diagnostics.error_count() == since {
            let say = msg!("`lead` is empty", "`lead` är tomt");
            diagnostics.push(Diagnostic::error(text.place(field.at), say).hint(how()));
        }
        return lead;
    }
    if let (Some(Block::Paragraph(_)), Some(at)) = (body.blocks.first(), body.at.first().cloned()) {
        let say = msg!("no `lead`: the first paragraph is used", "`lead` saknas: första stycket används");
        diagnostics.push(Diagnostic::warning(text.place(at), say).hint(how()));
        body.at.remove(0);
        return match body.blocks.remove(0) {
            Block::Paragraph(run) => Some(run),
            Block::Heading { .. } | Block::List(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => None,
        };
    }
    let say = msg!("`lead` is missing", "`lead` saknas");
    diagnostics.push(Diagnostic::error(text.place(fence.clone()), say).hint(how()));
    None
}

/// What the law or an exchange demands before everything else.
pub(super) fn legal(text: &SourceText, field: Spanned<String>, diagnostics: &Diagnostics) -> Option<Inlines> {
    let since = diagnostics.error_count();
    let legal = markdown::inlines(&Passage::value(text, &field), "legal", diagnostics);
    if legal.is_none() && diagnostics.error_count() == since {
        let say = msg!("`legal` is empty", "`legal` är tomt");
        let hint =
            msg!("write what has to be said first, or remove the line", "skriv det som måste sägas först, eller ta bort raden");
        diagnostics.push(Diagnostic::error(text.place(field.at), say).hint(hint));
    }
    legal
}

/// A last heading "Läs mer" or "Read more" opens the section that tells where to read on.
pub(super) fn split_more(text: &SourceText, mut body: SpannedBlocks, diagnostics: &Diagnostics) -> (Vec<Block>, Option<Section>) {
    let last = body.blocks.iter().rposition(|block| matches!(block, Block::Heading { level: 2, .. }));
    let Some(at) = last else { return (body.blocks, None) };
    let heading = match body.blocks.get(at) {
        Some(Block::Heading { text, .. }) => heading_of_more(text),
        _ => None,
    };
    let Some(heading) = heading else { return (body.blocks, None) };
    let mut rest = body.blocks.split_off(at);
    rest.remove(0);
    if rest.is_empty() {
        let place = text.place(body.at.get(at).cloned().unwrap_or_default());
        let say = msg!("there is nothing below `{heading}`", "det finns inget under `{heading}`");
        let hint = msg!("write where to read more, or remove the heading", "skriv var man kan läsa mer, eller ta bort rubriken");
        diagnostics.push(Diagnostic::error(place, say).hint(hint));
    }
    (body.blocks, Some(Section { heading, body: rest }))
}

fn heading_of_more(text: &Inlines) -> Option<SingleLine> {
    let plain = text.plain();
    let simple = text.parts().iter().all(|part| matches!(part, Inline::Text(_)));
    let words = plain.trim().trim_end_matches(':').to_lowercase();
    if simple && matches!(words.as_str(), "läs mer" | "read more" | "lue lisää" | "اقرأ المزيد") {
        SingleLine::parse(&plain).ok()
    } else {
        None
    }
}
