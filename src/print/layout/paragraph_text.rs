//! The characters of a paragraph before they are set: white space evened out, control characters gone, wishes for breaks noted.

use super::TextSpan;
use crate::model::name::is_noncharacter;
use crate::print::fonts::Shaper;
use crate::print::text::hyphenation::BreakOpportunity;

/// Characters with the span that each comes from, evened out: one space for many, no control characters.
#[derive(Default)]
pub struct ParagraphText {
    pub characters: Vec<char>,
    /// The number of each character's span.
    pub spans: Vec<usize>,
    /// What may follow each character, as far as the author said it.
    pub given: Vec<BreakOpportunity>,
}

impl ParagraphText {
    /// The text of `spans`; characters that cannot be printed are noted as missing.
    pub fn of(spans: &[TextSpan], shaper: &mut Shaper) -> ParagraphText {
        let mut text = ParagraphText::default();
        for (index, span) in spans.iter().enumerate() {
            for c in span.text.chars() {
                text.push(c, index, shaper);
            }
        }
        text.drop_space();
        text
    }

    fn push(&mut self, c: char, span: usize, shaper: &mut Shaper) {
        match c {
            // The space keeps the words apart for who reads without seeing lines.
            '\n' => {
                self.push(' ', span, shaper);
                self.mark(BreakOpportunity::Forced);
            }
            '\u{ad}' => self.mark(BreakOpportunity::Hyphen),
            '\u{200b}' => self.mark(BreakOpportunity::Free),
            c if is_breaking_space(c) => {
                if self.characters.last().is_some_and(|&last| last != ' ') {
                    self.add(' ', span);
                }
            }
            // They steer breaking and direction, and leave no mark.
            '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() || is_noncharacter(c) => {
                shaper.missing.insert(c);
                self.add('\u{fffd}', span);
            }
            c => self.add(c, span),
        }
    }

    fn add(&mut self, c: char, span: usize) {
        self.characters.push(c);
        self.spans.push(span);
        self.given.push(BreakOpportunity::No);
    }

    fn mark(&mut self, mark: BreakOpportunity) {
        if let Some(last) = self.given.last_mut() {
            *last = mark;
        }
    }

    fn drop_space(&mut self) {
        if self.characters.last() == Some(&' ') {
            self.characters.pop();
            self.spans.pop();
            self.given.pop();
        }
    }
}

/// White space at which a line may end.
fn is_breaking_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}
