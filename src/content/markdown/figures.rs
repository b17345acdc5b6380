//! Pictures: those that make up a paragraph become figures, and any other is refused.

use std::borrow::Cow;
use std::ops::Range;

use super::bare_addresses::replace_gaps;
use super::{InlineKind, MarkdownParser, OpenElement, OpenPicture};
use crate::content::text::{Explanation, Spanned};
use crate::model::{Block, Inline, Inlines};
use crate::msg;

impl MarkdownParser<'_> {
    pub(super) fn end_picture(&mut self, file: String, caption: &str, span: Range<usize>, parts: Vec<Inline>) {
        let Some(figures) = self.passage.figures else { return };
        let alt = Inlines::new(replace_gaps(parts, &['\t', '\n'])).map(|run| run.plain()).unwrap_or_default();
        let is_within = |kind: fn(&InlineKind) -> bool| {
            self.open.iter().any(|element| matches!(element, OpenElement::Run { kind: run, .. } if kind(run)))
        };
        let refused = explain_no_file(&file).or_else(|| {
            let file = Spanned { value: decode_percent(&file).unwrap_or(file), span: self.passage.file_span(span.clone()) };
            let picture = figures.find_in_text(&file, &alt, caption);
            if is_within(|run| matches!(run, InlineKind::Link(_))) {
                return Some((
                    msg!("a picture cannot be a link", "en bild kan inte vara en länk"),
                    msg!(
                        "remove the link, or write it in the text below the picture",
                        "ta bort länken, eller skriv den i texten under bilden"
                    ),
                ));
            }
            if is_within(|run| matches!(run, InlineKind::Heading(_) | InlineKind::Cell)) {
                return Some(explain_not_alone());
            }
            self.pictures.push((span.clone(), picture));
            None
        });
        if let Some((message, hint)) = refused {
            self.error(span.clone(), message, hint);
            // A placeholder, so that a heading or link of nothing but a picture is not reported as empty too.
            self.push(Inline::Text(if alt.is_empty() { "?".to_owned() } else { alt }), span);
        }
    }

    /// `parts` is the rest of the paragraph.
    pub(super) fn end_figures(&mut self, pictures: Vec<OpenPicture>, is_top_level: bool, parts: Vec<Inline>) {
        let is_alone = is_top_level && Inlines::new(parts).is_none();
        for (span, picture) in pictures {
            if !is_alone {
                let (message, hint) = explain_not_alone();
                self.error(span, message, hint);
            } else if let Some(picture) = picture {
                self.add(Block::Figure(picture), span);
            }
        }
    }
}

fn explain_not_alone() -> Explanation {
    (
        msg!("a picture must be in a paragraph of its own", "en bild måste stå i ett eget stycke"),
        msg!(
            "put an empty line before and after it, outside headings, tables, lists and quotations",
            "sätt en tom rad före och efter den, utanför rubriker, tabeller, listor och citat"
        ),
    )
}

/// Why `file` cannot be the name of a file in the same folder.
fn explain_no_file(file: &str) -> Option<Explanation> {
    let hint = msg!(
        "put the picture in the same folder as the text and write its name: `![what it shows](picture.jpg)`",
        "lägg bilden i samma mapp som texten och skriv dess namn: `![vad den visar](bild.jpg)`"
    );
    if file.is_empty() {
        return Some((msg!("the picture has no file name", "bilden har inget filnamn"), hint));
    }
    let is_elsewhere = file.contains("://") || file.starts_with("//") || file.starts_with("data:");
    is_elsewhere.then(|| (msg!("a picture from elsewhere cannot be shown", "en bild från annat håll kan inte visas"), hint))
}

/// `None` when the result is not UTF-8.
fn decode_percent(written: &str) -> Option<String> {
    percent_encoding::percent_decode_str(written).decode_utf8().ok().map(Cow::into_owned)
}
