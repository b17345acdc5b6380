//! The parts of a text apart from its body: the lead, the legal notice, and the section "Read more".

use crate::content::context::FieldSpans;
use crate::content::markdown;
use crate::content::markdown::SpannedBlocks;
use crate::content::text::{SourceText, Spanned};
use crate::model::body::first_text;
use crate::model::{Block, Inline, Inlines, Section, SingleLine};
use crate::msg;

/// The field `lead`, or the first paragraph of the body, which is moved out of it. An old release that begins with something else has none;
/// the outer `None` is an error.
pub(super) fn read_lead(
    text: &SourceText,
    field: Option<Spanned<String>>,
    body: &mut SpannedBlocks,
    spans: &FieldSpans,
    is_old: bool,
) -> Option<Option<Inlines>> {
    let hint =
        msg!("write the news in one paragraph: `lead = \"\"\"...\"\"\"`", "skriv nyheten i ett stycke: `lead = \"\"\"...\"\"\"`");
    if let Some(field) = field {
        return markdown::parse_inlines(text, &field, "lead", hint).map(Some);
    }
    if let Some(Block::Paragraph(_)) = body.blocks.first() {
        let message = msg!("no `lead`: the first paragraph is used", "`lead` saknas: första stycket används");
        text.warning(body.spans.remove(0), message, hint);
        return match body.blocks.remove(0) {
            Block::Paragraph(run) => Some(Some(run)),
            Block::Heading { .. } | Block::List(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => None,
        };
    }
    let message = msg!("`lead` is missing", "`lead` saknas");
    if is_old && first_text(&body.blocks).is_some() {
        let hint = msg!(
            "it is old, so its first text serves in lists and feeds; to choose another, write `lead = \"\"\"...\"\"\"`",
            "det är gammalt, så dess första text används i listor och flöden; skriv `lead = \"\"\"...\"\"\"` för att välja en annan"
        );
        text.warning(spans.fence.clone(), message, hint);
        return Some(None);
    }
    text.error(spans.fence.clone(), message, hint);
    None
}

/// A notice that the law or an exchange demands before everything else.
pub(super) fn read_legal(text: &SourceText, field: &Spanned<String>) -> Option<Inlines> {
    let hint = msg!("write what has to be said first, or remove the line", "skriv det som måste sägas först, eller ta bort raden");
    markdown::parse_inlines(text, field, "legal", hint)
}

/// Splits off the section under a last heading "Läs mer" or "Read more".
pub(super) fn split_read_more(text: &SourceText, mut body: SpannedBlocks) -> (Vec<Block>, Option<Section>) {
    let last = body.blocks.iter().enumerate().rev().find_map(|(at, block)| match block {
        Block::Heading { level: 2, text } => Some((at, text)),
        _ => None,
    });
    let Some((at, heading)) = last.and_then(|(at, heading)| Some((at, parse_read_more(heading)?))) else {
        return (body.blocks, None);
    };
    let rest = body.blocks.split_off(at + 1);
    body.blocks.pop();
    if rest.is_empty() {
        let message = msg!("there is nothing below `{heading}`", "det finns inget under `{heading}`");
        let hint = msg!("write where to read more, or remove the heading", "skriv var man kan läsa mer, eller ta bort rubriken");
        text.error(body.spans[at].clone(), message, hint);
    }
    (body.blocks, Some(Section { heading, body: rest }))
}

fn parse_read_more(heading: &Inlines) -> Option<SingleLine> {
    let plain = heading.plain();
    let is_plain = heading.parts().iter().all(|part| matches!(part, Inline::Text(_)));
    let words = plain.trim().trim_end_matches(':').to_lowercase();
    let is_read_more = is_plain && matches!(words.as_str(), "läs mer" | "read more" | "lue lisää" | "اقرأ المزيد");
    SingleLine::parse(&plain).ok().filter(|_| is_read_more)
}
