//! From spans of text to lines of glyphs.

use std::rc::Rc;

use super::Fragment;
use super::TextSpan;
use super::column::Column;
use super::direction;
use super::direction::Directions;
use super::paragraph_text::ParagraphText;
use crate::print::fonts::Face;
use crate::print::fonts::ShapedWord;
use crate::print::fonts::Shaper;
use crate::print::text::hyphenation;
use crate::print::text::hyphenation::BreakOpportunity;
use crate::print::text::hyphenation::HyphenationLanguage;
use crate::print::text::line_breaking;
use crate::print::text::line_breaking::LineBreakKind;
use crate::print::text::line_breaking::LineConstraints;
use crate::print::text::line_breaking::Unbreakable;
use crate::print::theme::TextStyle;

/// At most so many letters are shaped together.
const LONGEST_STRETCH: usize = 256;

/// One cluster of glyphs, ready to be put on a line.
#[derive(Clone, Copy)]
struct GlyphCluster {
    /// The number of its word.
    word: usize,
    cluster: usize,
    span: usize,
    /// The span's, or the one that has Arabic letters.
    face: Face,
    /// How deep it is embedded (UAX #9); odd from right to left.
    level: u8,
    width: f32,
    space: bool,
    after: BreakOpportunity,
    /// Where its characters begin in the paragraph, and how many they are.
    from: usize,
    characters: usize,
    /// The glyphs do not tell the text.
    told: bool,
}

/// A paragraph as clusters of glyphs, in the order of reading.
struct ShapedParagraph {
    words: Vec<Rc<ShapedWord>>,
    pieces: Vec<GlyphCluster>,
}

/// Sets `spans` in lines that fill `column`; the baseline of each is 0.
pub fn set(
    shaper: &mut Shaper,
    spans: &[TextSpan],
    style: &TextStyle,
    column: Column,
    dividing: Option<HyphenationLanguage>,
) -> Vec<Vec<Fragment>> {
    let Column { x, width: measure, from_the_right } = column;
    let mut text = ParagraphText::of(spans, shaper);
    let given = std::mem::take(&mut text.given);
    let after = hyphenation::find(&text.characters, given, dividing.filter(|_| style.hyphenate));
    let directions = Directions::of(&text.characters, from_the_right);
    let ShapedParagraph { words, pieces } = pieces(shaper, spans, &text, &after, &directions, style.size);
    let (segments, ends) = segments(&pieces, measure);
    let hyphen = shaper.soft_hyphen(style.face).advance as f32 * style.size / 1000.0;
    let fit = LineConstraints { measure, hyphen, balanced: style.balanced };
    let mut lines = Vec::new();
    let mut first = 0;
    let broken = line_breaking::break_lines(&segments, &fit);
    for (number, &end) in broken.iter().enumerate() {
        let last = ends.get(end.wrapping_sub(1)).copied().unwrap_or(pieces.len());
        let pieces = pieces.get(first..last).unwrap_or_default();
        let (width, trail) = measured(pieces);
        // A space at the end of a line stands beyond its letters, on the side where the line ends.
        let trail = if directions.from_the_right { trail } else { 0.0 };
        let x = if from_the_right { x + (measure - width).max(0.0) - trail } else { x };
        let mut line = LineBuilder { x, size: style.size, spans, words: &words, text: &text.characters, fragments: Vec::new() };
        line.fill(pieces, directions.from_the_right);
        let divided = segments.get(end.wrapping_sub(1)).is_some_and(|segment| segment.end == LineBreakKind::Hyphen);
        if divided && number + 1 < broken.len() {
            line.push_hyphen(shaper);
        }
        lines.push(line.fragments);
        first = last;
    }
    lines
}

/// The widest stretch that is never divided, and the width of all on one line: what a table's column needs and likes.
pub fn widths(shaper: &mut Shaper, spans: &[TextSpan], style: &TextStyle) -> (f32, f32) {
    let mut text = ParagraphText::of(spans, shaper);
    let given = std::mem::take(&mut text.given);
    let after = hyphenation::find(&text.characters, given, None);
    let ShapedParagraph { pieces, .. } = pieces(shaper, spans, &text, &after, &Directions::default(), style.size);
    let (segments, _) = segments(&pieces, f32::INFINITY);
    let widest = segments.iter().map(|segment| segment.width).fold(0.0, f32::max);
    (widest, pieces.iter().map(|piece| piece.width).sum())
}

fn pieces(
    shaper: &mut Shaper,
    spans: &[TextSpan],
    text: &ParagraphText,
    after: &[BreakOpportunity],
    directions: &Directions,
    size: f32,
) -> ShapedParagraph {
    let mut pieces: Vec<GlyphCluster> = Vec::with_capacity(text.characters.len());
    let mut words = Vec::new();
    let mut shown = String::new();
    let mut at = 0;
    while let (Some(&c), Some(&span)) = (text.characters.get(at), text.spans.get(at)) {
        let same = |i: &usize| {
            let (next, of) = (text.characters.get(*i), text.spans.get(*i));
            let alike = |next: char| (next == ' ') == (c == ' ') && direction::is_arabic(next) == direction::is_arabic(c);
            of == Some(&span) && next.is_some_and(|&next| alike(next))
        };
        let count = (at..at + LONGEST_STRETCH).take_while(same).count().max(1);
        let drawn = |(n, c): (usize, &char)| if directions.level(at + n) % 2 == 1 { direction::mirrored(*c) } else { *c };
        shown.clear();
        shown.extend(text.characters.iter().skip(at).take(count).enumerate().map(drawn));
        let own = spans.get(span).map_or(Face::Regular, |span| span.face);
        // A space between Arabic words is theirs, so that a line of them is drawn in one go.
        let follows = c == ' ' && pieces.last().is_some_and(|piece| piece.face.is_arabic() && piece.span == span);
        let face = if direction::is_arabic(c) || follows { own.arabic() } else { own };
        let word = shaper.word(face, &shown);
        for (index, cluster) in word.clusters.iter().enumerate() {
            let (from, characters) = (at, cluster.characters);
            at += characters;
            pieces.push(GlyphCluster {
                word: words.len(),
                cluster: index,
                span,
                face,
                level: directions.level(from),
                width: cluster.advance as f32 * size / 1000.0,
                space: c == ' ',
                after: after.get(at.wrapping_sub(1)).copied().unwrap_or_default(),
                from,
                characters,
                told: cluster.told,
            });
        }
        if word.clusters.is_empty() {
            at += count;
        }
        words.push(word);
    }
    ShapedParagraph { words, pieces }
}

/// What stands between two places where a line may end, with the number of the piece after each.
/// What is wider than `measure` is opened: first at its spaces, then anywhere.
fn segments(pieces: &[GlyphCluster], measure: f32) -> (Vec<Unbreakable>, Vec<usize>) {
    let mut segments = Vec::new();
    let mut ends = Vec::new();
    let mut start = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if piece.after == BreakOpportunity::No && index + 1 < pieces.len() {
            continue;
        }
        let whole = pieces.get(start..=index).unwrap_or_default();
        let end = match piece.after {
            BreakOpportunity::Hyphen => LineBreakKind::Hyphen,
            BreakOpportunity::Sign => LineBreakKind::Sign,
            BreakOpportunity::Forced => LineBreakKind::Forced,
            BreakOpportunity::No | BreakOpportunity::Space | BreakOpportunity::Free => LineBreakKind::Plain,
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
    pieces: &[GlyphCluster],
    range: std::ops::Range<usize>,
    measure: f32,
    end: LineBreakKind,
    segments: &mut Vec<Unbreakable>,
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
        let end = if last { end } else { LineBreakKind::Plain };
        if measured(part).0 <= measure {
            push(segments, ends, part, index + 1, end);
        } else {
            for single in start..=index {
                let end = if single == index { end } else { LineBreakKind::Emergency };
                push(segments, ends, pieces.get(single..=single).unwrap_or_default(), single + 1, end);
            }
        }
        start = index + 1;
    }
}

fn push(segments: &mut Vec<Unbreakable>, ends: &mut Vec<usize>, part: &[GlyphCluster], after: usize, end: LineBreakKind) {
    let (width, trail) = measured(part);
    segments.push(Unbreakable { width, trail, end });
    ends.push(after);
}

/// The width without, and of, a space at the end.
fn measured(part: &[GlyphCluster]) -> (f32, f32) {
    let trail = part.last().filter(|piece| piece.space).map_or(0.0, |piece| piece.width);
    (part.iter().map(|piece| piece.width).sum::<f32>() - trail, trail)
}

struct LineBuilder<'a> {
    x: f32,
    size: f32,
    spans: &'a [TextSpan],
    words: &'a [Rc<ShapedWord>],
    /// The characters of the paragraph.
    text: &'a [char],
    fragments: Vec<Fragment>,
}

impl LineBuilder<'_> {
    /// Puts the pieces of one line in their places. They are read in their order, wherever they stand.
    fn fill(&mut self, pieces: &[GlyphCluster], from_the_right: bool) {
        if !from_the_right && pieces.iter().all(|piece| piece.level == 0) {
            pieces.iter().for_each(|piece| self.push(piece, self.x, false));
            return;
        }
        // UAX #9 rule L1: the space at the end of a line stands where the line ends.
        let base = u8::from(from_the_right);
        let trailing = pieces.iter().rev().take_while(|piece| piece.space).count();
        let level = |(at, piece): (usize, &GlyphCluster)| if at + trailing >= pieces.len() { base } else { piece.level };
        let levels: Vec<u8> = pieces.iter().enumerate().map(level).collect();
        let mut x = self.x;
        let mut places = vec![0.0; pieces.len()];
        for at in direction::visual_order(&levels) {
            if let (Some(place), Some(piece)) = (places.get_mut(at), pieces.get(at)) {
                *place = x;
                x += piece.width;
            }
        }
        for ((piece, place), level) in pieces.iter().zip(places).zip(levels) {
            self.push(piece, place, level % 2 == 1);
        }
        self.x = x;
    }

    fn push(&mut self, piece: &GlyphCluster, x: f32, from_the_right: bool) {
        let Some(span) = self.spans.get(piece.span) else { return };
        let Some(word) = self.words.get(piece.word) else { return };
        let Some(cluster) = word.clusters.get(piece.cluster) else { return };
        let glyphs = word.glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
        let text = self.text.get(piece.from..piece.from + piece.characters).unwrap_or_default();
        let alike = |before: &Fragment| {
            before.face == piece.face && before.run == span.run && before.link == span.link && before.colour == span.colour
        };
        let touches = |a: f32, b: f32| (a - b).abs() < 0.01;
        self.x = x + piece.width;
        match self.fragments.last_mut().filter(|before| alike(before)) {
            // Glyphs stand from left to right; what runs the other way is told beside them.
            Some(before) if from_the_right && before.told.is_some() && touches(before.x, x + piece.width) => {
                before.glyphs.splice(0..0, glyphs.iter().copied());
                before.x = x;
                before.width += piece.width;
                before.told.iter_mut().for_each(|told| told.extend(text));
            }
            Some(before) if !from_the_right && before.told.is_none() && !piece.told && touches(before.x + before.width, x) => {
                before.glyphs.extend_from_slice(glyphs);
                before.width += piece.width;
            }
            _ => self.fragments.push(Fragment {
                x,
                y: 0.0,
                width: piece.width,
                face: piece.face,
                size: self.size,
                colour: span.colour,
                glyphs: glyphs.to_vec(),
                run: span.run,
                link: span.link,
                told: (piece.told || from_the_right).then(|| text.iter().collect()),
            }),
        }
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
