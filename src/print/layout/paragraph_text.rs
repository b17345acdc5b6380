//! The characters of a paragraph before they are set: white space collapsed, control characters removed, the author's line breaks recorded.

use super::TextSpan;
use crate::model::name::is_noncharacter;
use crate::print::fonts::Shaper;
use crate::print::text::hyphenation::BreakOpportunity;

#[derive(Default)]
pub struct ParagraphText {
    pub characters: Vec<char>,
    /// The index of each character's span.
    pub spans: Vec<usize>,
    /// What the author allows after each character.
    pub breaks: Vec<BreakOpportunity>,
}

impl ParagraphText {
    /// The text of `spans`; unprintable characters are recorded as missing.
    pub fn from_spans(spans: &[TextSpan], shaper: &mut Shaper) -> ParagraphText {
        let mut text = ParagraphText::default();
        for (index, span) in spans.iter().enumerate() {
            for c in span.text.chars() {
                text.push(c, index, shaper);
            }
        }
        if text.characters.last() == Some(&' ') {
            text.characters.pop();
            text.spans.pop();
            text.breaks.pop();
        }
        text
    }

    fn push(&mut self, c: char, span: usize, shaper: &mut Shaper) {
        match c {
            // The space separates the words for readers who do not see lines.
            '\n' => {
                self.push(' ', span, shaper);
                self.set_break(BreakOpportunity::Forced);
            }
            '\u{ad}' => self.set_break(BreakOpportunity::Hyphen),
            '\u{200b}' => self.set_break(BreakOpportunity::Free),
            c if is_breaking_space(c) => {
                if self.characters.last().is_some_and(|&last| last != ' ') {
                    self.add(' ', span);
                }
            }
            // Invisible controls of line breaking and direction.
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
        self.breaks.push(BreakOpportunity::No);
    }

    fn set_break(&mut self, after: BreakOpportunity) {
        if let Some(last) = self.breaks.last_mut() {
            *last = after;
        }
    }
}

/// White space at which a line may end.
fn is_breaking_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}
