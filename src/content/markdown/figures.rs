//! Pictures of the text: those that make up a paragraph become figures, and every other is refused at its place.

use std::ops::Range;

use super::InlineKind;
use super::MarkdownParser;
use super::OpenElement;
use crate::content::markdown::OpenPicture;
use crate::diag::Message;
use crate::model::Block;
use crate::model::Inline;
use crate::model::Inlines;
use crate::model::name::NameError;
use crate::msg;

impl MarkdownParser<'_, '_, '_> {
    pub(super) fn end_picture(&mut self, file: String, caption: &str, at: Range<usize>, parts: Vec<Inline>) {
        let Some(figures) = self.passage.figures else { return };
        let alt = Inlines::new(parts).map(|run| run.plain()).unwrap_or_default();
        let within = |kind: fn(&InlineKind) -> bool| {
            self.frames.iter().any(|frame| matches!(frame, OpenElement::Run { kind: run, .. } if kind(run)))
        };
        let wrong = if let Some(wrong) = no_file(&file) {
            Some(wrong)
        } else {
            let file = file_name(&file).unwrap_or(file);
            let place = self.passage.range(at.clone());
            let found = figures.in_text(self.passage.text, &file, (&alt, caption), place, self.diagnostics);
            if within(|run| matches!(run, InlineKind::Link(_))) {
                Some(linked())
            } else if within(|run| matches!(run, InlineKind::Heading(_) | InlineKind::Cell)) {
                Some(among_words())
            } else {
                self.shown.push((at.clone(), found));
                None
            }
        };
        if let Some((say, hint)) = wrong {
            self.refuse(at.clone(), say, hint);
            // Words in its place, so that a heading or link of nothing but a picture is not told to be empty too.
            self.push(Inline::Text(if alt.is_empty() { "?".to_owned() } else { alt }), at);
        }
    }

    /// Pictures that make up a paragraph become figures; one among words is refused.
    pub(super) fn end_figures(&mut self, shown: Vec<OpenPicture>, root: bool, parts: Vec<Inline>) {
        let alone = root && Inlines::new(parts).is_none();
        for (at, picture) in shown {
            if !alone {
                let (say, hint) = among_words();
                self.refuse(at, say, hint);
            } else if let Some(picture) = picture {
                self.add(Block::Figure(picture), at);
            }
        }
    }
}

fn among_words() -> (Message, Message) {
    (
        msg!("a picture must be in a paragraph of its own", "en bild måste stå i ett eget stycke"),
        msg!(
            "put an empty line before and after it, outside headings, tables, lists and quotations",
            "sätt en tom rad före och efter den, utanför rubriker, tabeller, listor och citat"
        ),
    )
}

fn linked() -> (Message, Message) {
    (
        msg!("a picture cannot be a link", "en bild kan inte vara en länk"),
        msg!("remove the link, or write it in the text below the picture", "ta bort länken, eller skriv den i texten under bilden"),
    )
}

/// Why `file` cannot be the name of a file beside the text.
fn no_file(file: &str) -> Option<(Message, Message)> {
    let hint = msg!(
        "put the picture in the same folder as the text and write its name: `![what it shows](picture.jpg)`",
        "lägg bilden i samma mapp som texten och skriv dess namn: `![vad den visar](bild.jpg)`"
    );
    if file.is_empty() {
        return Some((msg!("the picture has no file name", "bilden har inget filnamn"), hint));
    }
    let elsewhere = file.contains("://") || file.starts_with("//") || file.starts_with("data:");
    elsewhere.then(|| (msg!("a picture from elsewhere cannot be shown", "en bild från annat håll kan inte visas"), hint))
}

/// The name of a picture as Markdown gives it: `%20` and its like undone.
pub(crate) fn file_name(written: &str) -> Result<String, NameError> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| NameError::Shape)
}
