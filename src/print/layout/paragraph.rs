//! From spans of text to lines of glyphs.

use std::rc::Rc;

use super::Fragment;
use super::Span;
use super::text::Text;
use crate::print::breaks;
use crate::print::breaks::Break;
use crate::print::breaks::Dividing;
use crate::print::fonts::Face;
use crate::print::fonts::Shaper;
use crate::print::fonts::Word;
use crate::print::lines;
use crate::print::lines::End;
use crate::print::lines::Fit;
use crate::print::lines::Segment;
use crate::print::theme::Style;

/// At most so many letters are shaped together.
const LONGEST_STRETCH: usize = 256;

/// One cluster of glyphs, ready to be put on a line.
struct Piece {
    word: Rc<Word>,
    cluster: usize,
    span: usize,
    width: f32,
    space: bool,
    after: Break,
    /// The text, where the glyphs do not tell it.
    told: Option<String>,
}

/// Sets `spans` in lines of at most `measure`, which begin at `x`; the baseline of each is 0.
pub fn set(
    shaper: &mut Shaper,
    spans: &[Span],
    style: &Style,
    x: f32,
    measure: f32,
    dividing: Option<Dividing>,
) -> Vec<Vec<Fragment>> {
    let mut text = Text::of(spans, shaper);
    let given = std::mem::take(&mut text.given);
    let after = breaks::find(&text.characters, given, dividing.filter(|_| style.hyphenate));
    let pieces = pieces(shaper, spans, &text, &after, style.size);
    let (segments, ends) = segments(&pieces, measure);
    let hyphen = shaper.soft_hyphen(style.face).advance as f32 * style.size / 1000.0;
    let fit = Fit { measure, hyphen, balanced: style.balanced };
    let mut lines = Vec::new();
    let mut first = 0;
    let broken = lines::break_lines(&segments, &fit);
    for (number, &end) in broken.iter().enumerate() {
        let last = ends.get(end.wrapping_sub(1)).copied().unwrap_or(pieces.len());
        let mut line = Line { x, size: style.size, spans, fragments: Vec::new() };
        pieces.get(first..last).unwrap_or_default().iter().for_each(|piece| line.push(piece));
        let divided = segments.get(end.wrapping_sub(1)).is_some_and(|segment| segment.end == End::Hyphen);
        if divided && number + 1 < broken.len() {
            line.push_hyphen(shaper);
        }
        lines.push(line.fragments);
        first = last;
    }
    lines
}

/// The widest stretch that is never divided, and the width of all on one line: what a table's column needs and likes.
pub fn widths(shaper: &mut Shaper, spans: &[Span], style: &Style) -> (f32, f32) {
    let mut text = Text::of(spans, shaper);
    let given = std::mem::take(&mut text.given);
    let after = breaks::find(&text.characters, given, None);
    let pieces = pieces(shaper, spans, &text, &after, style.size);
    let (segments, _) = segments(&pieces, f32::INFINITY);
    let widest = segments.iter().map(|segment| segment.width).fold(0.0, f32::max);
    (widest, pieces.iter().map(|piece| piece.width).sum())
}

fn pieces(shaper: &mut Shaper, spans: &[Span], text: &Text, after: &[Break], size: f32) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.characters.len());
    let mut at = 0;
    while let (Some(&c), Some(&span)) = (text.characters.get(at), text.spans.get(at)) {
        let same = |i: &usize| {
            let (next, of) = (text.characters.get(*i), text.spans.get(*i));
            of == Some(&span) && next.is_some_and(|&next| (next == ' ') == (c == ' '))
        };
        let count = (at..at + LONGEST_STRETCH).take_while(same).count().max(1);
        let stretch: String = text.characters.iter().skip(at).take(count).collect();
        let face = spans.get(span).map_or(Face::Regular, |span| span.face);
        let word = shaper.word(face, &stretch);
        for (index, cluster) in word.clusters.iter().enumerate() {
            let said = stretch.get(cluster.text.clone()).unwrap_or_default();
            at += said.chars().count();
            pieces.push(Piece {
                word: Rc::clone(&word),
                cluster: index,
                span,
                width: cluster.advance as f32 * size / 1000.0,
                space: c == ' ',
                after: after.get(at.wrapping_sub(1)).copied().unwrap_or_default(),
                told: cluster.told.then(|| said.to_owned()),
            });
        }
        if word.clusters.is_empty() {
            at += count;
        }
    }
    pieces
}

/// What stands between two places where a line may end, with the number of the piece after each.
/// What is wider than `measure` is opened: first at its spaces, then anywhere.
fn segments(pieces: &[Piece], measure: f32) -> (Vec<Segment>, Vec<usize>) {
    let mut segments = Vec::new();
    let mut ends = Vec::new();
    let mut start = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if piece.after == Break::No && index + 1 < pieces.len() {
            continue;
        }
        let whole = pieces.get(start..=index).unwrap_or_default();
        let end = match piece.after {
            Break::Hyphen => End::Hyphen,
            Break::Forced => End::Forced,
            Break::No | Break::Space | Break::Free => End::Plain,
        };
        if measured(whole).0 <= measure {
            push(&mut segments, &mut ends, whole, index + 1, end);
        } else {
            open(pieces, start..index + 1, measure, end, &mut segments, &mut ends);
        }
        start = index + 1;
    }
    (segments, ends)
}

fn open(
    pieces: &[Piece],
    range: std::ops::Range<usize>,
    measure: f32,
    end: End,
    segments: &mut Vec<Segment>,
    ends: &mut Vec<usize>,
) {
    let mut start = range.start;
    for index in range.clone() {
        let Some(piece) = pieces.get(index) else { break };
        let last = index + 1 == range.end;
        if !piece.space && !last {
            continue;
        }
        let part = pieces.get(start..=index).unwrap_or_default();
        let end = if last { end } else { End::Plain };
        if measured(part).0 <= measure {
            push(segments, ends, part, index + 1, end);
        } else {
            for single in start..=index {
                let end = if single == index { end } else { End::Emergency };
                push(segments, ends, pieces.get(single..=single).unwrap_or_default(), single + 1, end);
            }
        }
        start = index + 1;
    }
}

fn push(segments: &mut Vec<Segment>, ends: &mut Vec<usize>, part: &[Piece], after: usize, end: End) {
    let (width, trail) = measured(part);
    segments.push(Segment { width, trail, end });
    ends.push(after);
}

/// The width without, and of, a space at the end.
fn measured(part: &[Piece]) -> (f32, f32) {
    let trail = part.last().filter(|piece| piece.space).map_or(0.0, |piece| piece.width);
    (part.iter().map(|piece| piece.width).sum::<f32>() - trail, trail)
}

struct Line<'a> {
    x: f32,
    size: f32,
    spans: &'a [Span],
    fragments: Vec<Fragment>,
}

impl Line<'_> {
    fn push(&mut self, piece: &Piece) {
        let Some(span) = self.spans.get(piece.span) else { return };
        let Some(cluster) = piece.word.clusters.get(piece.cluster) else { return };
        let glyphs = piece.word.glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
        let joins = |before: &&mut Fragment| {
            before.told.is_none()
                && piece.told.is_none()
                && before.face == span.face
                && before.run == span.run
                && before.link == span.link
                && before.colour == span.colour
        };
        if let Some(before) = self.fragments.last_mut().filter(joins) {
            before.glyphs.extend_from_slice(glyphs);
            before.width += piece.width;
        } else {
            self.fragments.push(Fragment {
                x: self.x,
                y: 0.0,
                width: piece.width,
                face: span.face,
                size: self.size,
                colour: span.colour,
                glyphs: glyphs.to_vec(),
                run: span.run,
                link: span.link,
                told: piece.told.clone(),
            });
        }
        self.x += piece.width;
    }

    /// The hyphen of a divided word reads as a soft hyphen, so that a reader puts the word together again.
    fn push_hyphen(&mut self, shaper: &mut Shaper) {
        let Some(before) = self.fragments.last_mut() else { return };
        let glyph = shaper.soft_hyphen(before.face);
        let width = glyph.advance as f32 * self.size / 1000.0;
        if before.told.is_none() {
            before.glyphs.push(glyph);
            before.width += width;
        } else {
            let hyphen = Fragment { x: self.x, width, glyphs: vec![glyph], told: None, ..before.clone() };
            self.fragments.push(hyphen);
        }
        self.x += width;
    }
}
