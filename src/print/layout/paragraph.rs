//! From spans of text to lines of glyphs.

use std::rc::Rc;

use super::column::Column;
use super::direction::{self, Directions};
use super::paragraph_text::ParagraphText;
use super::{Fragment, TextSpan};
use crate::print::fonts::{Face, ShapedWord, Shaper};
use crate::print::text::hyphenation::{self, BreakOpportunity, HyphenationLanguage, LongWord};
use crate::print::text::line_breaking::{self, LineBreakKind, LineConstraints, Unbreakable};
use crate::print::theme::TextStyle;

/// The most letters that are shaped together.
const MAX_SHAPED: usize = 256;
/// How far the ends of a word are searched for; keeps a word of a megabyte linear.
const MAX_SEARCHED: usize = 2_000;

/// One cluster of glyphs of a paragraph.
#[derive(Clone, Copy)]
struct GlyphCluster {
    /// The index of its word, and its own within the word.
    word: usize,
    index: usize,
    span: usize,
    /// The face of the span, or the one with Arabic letters.
    face: Face,
    /// The embedding level (UAX #9); odd from right to left.
    level: u8,
    width: f32,
    is_space: bool,
    break_after: BreakOpportunity,
    /// The index of its first character in the paragraph.
    start: usize,
    characters: usize,
    needs_actual_text: bool,
}

/// A paragraph as clusters of glyphs, in reading order.
struct ShapedParagraph {
    words: Vec<Rc<ShapedWord>>,
    clusters: Vec<GlyphCluster>,
}

/// The lines of a paragraph; the baseline of each is 0.
pub struct TypesetLines {
    pub lines: Vec<Vec<Fragment>>,
    /// Something was wider than a line, and is divided where it should not be.
    pub has_long_word: bool,
}

/// Sets `spans` in lines that fill `column`.
pub fn typeset(
    shaper: &mut Shaper,
    spans: &[TextSpan],
    style: &TextStyle,
    column: Column,
    hyphenation: Option<HyphenationLanguage>,
) -> TypesetLines {
    let Column { x, width: measure, is_rtl } = column;
    let mut text = ParagraphText::from_spans(spans, shaper);
    let author_breaks = std::mem::take(&mut text.breaks);
    let breaks = hyphenation::find_breaks(&text.characters, author_breaks, hyphenation.filter(|_| style.hyphenate));
    let directions = Directions::resolve(&text.characters, is_rtl);
    let ShapedParagraph { words, clusters } = shape_clusters(shaper, spans, &text, &breaks, &directions, style.size);
    let hyphen = shaper.soft_hyphen(style.face).advance as f32 * style.size / 1000.0;
    let segments = Segments::find(&clusters, &Room { measure, hyphen, text: &text.characters, language: hyphenation });
    let line_ends = line_breaking::break_lines(&segments.widths, &LineConstraints { measure, hyphen, balanced: style.balanced });
    let mut lines = Vec::new();
    let mut first = 0;
    for (number, &end) in line_ends.iter().enumerate() {
        let last = segments.ends.get(end.wrapping_sub(1)).copied().unwrap_or(clusters.len());
        let clusters = clusters.get(first..last).unwrap_or_default();
        let (width, trail) = width_and_trail(clusters);
        // A space at the end of a line is beyond its letters, on the side where the line ends.
        let trail = if directions.is_rtl { trail } else { 0.0 };
        let x = if is_rtl { x + (measure - width).max(0.0) - trail } else { x };
        let mut line = LineBuilder { x, size: style.size, spans, words: &words, text: &text.characters, fragments: Vec::new() };
        line.fill(clusters, directions.is_rtl);
        let last_segment = segments.widths.get(end.wrapping_sub(1));
        if last_segment.is_some_and(|segment| segment.end.has_hyphen()) && number + 1 < line_ends.len() {
            line.push_hyphen(shaper);
        }
        lines.push(line.fragments);
        first = last;
    }
    TypesetLines { lines, has_long_word: segments.has_long_word }
}

/// The width of the widest part that is not divided when words are hyphenated in `language`, and of all the text on one line: the least and
/// the preferred width of a table cell.
pub fn widths(shaper: &mut Shaper, spans: &[TextSpan], style: &TextStyle, language: Option<HyphenationLanguage>) -> (f32, f32) {
    let mut text = ParagraphText::from_spans(spans, shaper);
    let author_breaks = std::mem::take(&mut text.breaks);
    let breaks = hyphenation::find_breaks(&text.characters, author_breaks, language);
    let ShapedParagraph { clusters, .. } = shape_clusters(shaper, spans, &text, &breaks, &Directions::default(), style.size);
    let hyphen = shaper.soft_hyphen(style.face).advance as f32 * style.size / 1000.0;
    let segments = Segments::find(&clusters, &Room { measure: f32::INFINITY, hyphen, text: &text.characters, language });
    let width = |segment: &Unbreakable| segment.width + if segment.end.has_hyphen() { hyphen } else { 0.0 };
    (segments.widths.iter().map(width).fold(0.0, f32::max), clusters.iter().map(|cluster| cluster.width).sum())
}

fn shape_clusters(
    shaper: &mut Shaper,
    spans: &[TextSpan],
    text: &ParagraphText,
    breaks: &[BreakOpportunity],
    directions: &Directions,
    size: f32,
) -> ShapedParagraph {
    let mut clusters: Vec<GlyphCluster> = Vec::with_capacity(text.characters.len());
    let mut words = Vec::new();
    let mut buffer = String::new();
    let mut at = 0;
    while let (Some(&c), Some(&span)) = (text.characters.get(at), text.spans.get(at)) {
        let is_alike = |next: char| (next == ' ') == (c == ' ') && direction::is_arabic(next) == direction::is_arabic(c);
        let belongs = |i: &usize| text.spans.get(*i) == Some(&span) && text.characters.get(*i).is_some_and(|&next| is_alike(next));
        let count = (at..at + MAX_SHAPED).take_while(belongs).count().max(1);
        let drawn = |(n, c): (usize, &char)| if directions.level(at + n) % 2 == 1 { direction::mirror(*c) } else { *c };
        buffer.clear();
        buffer.extend(text.characters.iter().skip(at).take(count).enumerate().map(drawn));
        let own = spans.get(span).map_or(Face::Regular, |span| span.face);
        // A space between Arabic words has their face, so that a line of them is drawn in one go.
        let follows_arabic = c == ' ' && clusters.last().is_some_and(|last| last.face.is_arabic() && last.span == span);
        let face = if direction::is_arabic(c) || follows_arabic { own.arabic() } else { own };
        let word = shaper.word(face, &buffer);
        for (index, cluster) in word.clusters.iter().enumerate() {
            let start = at;
            at += cluster.characters;
            clusters.push(GlyphCluster {
                word: words.len(),
                index,
                span,
                face,
                level: directions.level(start),
                width: cluster.advance as f32 * size / 1000.0,
                is_space: c == ' ',
                break_after: breaks.get(at.wrapping_sub(1)).copied().unwrap_or_default(),
                start,
                characters: cluster.characters,
                needs_actual_text: cluster.needs_actual_text,
            });
        }
        if word.clusters.is_empty() {
            at += count;
        }
        words.push(word);
    }
    ShapedParagraph { words, clusters }
}

/// The parts of a paragraph between the places where a line may end.
#[derive(Default)]
struct Segments {
    widths: Vec<Unbreakable>,
    /// For each segment, the index after its last cluster.
    ends: Vec<usize>,
    has_long_word: bool,
}

/// The room on a line, and what is needed to divide a word that is wider.
struct Room<'a> {
    measure: f32,
    /// The width of a hyphen.
    hyphen: f32,
    /// The characters of the paragraph.
    text: &'a [char],
    language: Option<HyphenationLanguage>,
}

impl<'a> Room<'a> {
    fn fits(&self, part: &[GlyphCluster], end: LineBreakKind) -> bool {
        width_and_trail(part).0 + if end.has_hyphen() { self.hyphen } else { 0.0 } <= self.measure
    }

    /// The characters of `part`.
    fn characters(&self, part: &[GlyphCluster]) -> &'a [char] {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { return &[] };
        self.text.get(first.start..last.start + last.characters).unwrap_or_default()
    }

    /// The word around `part`.
    fn word(&self, part: &[GlyphCluster]) -> LongWord {
        let start = part.first().map_or(0, |first| first.start);
        let before = self.text.get(..start).unwrap_or_default().iter().rev().take(MAX_SEARCHED).take_while(|c| **c != ' ').count();
        let rest = self.text.iter().skip(start - before).take(before + MAX_SEARCHED).take_while(|c| **c != ' ');
        LongWord::new(&rest.copied().collect::<Vec<_>>(), self.language)
    }
}

impl Segments {
    /// Segments wider than the line are split: at their spaces, then by the rules of their language, then anywhere.
    fn find(clusters: &[GlyphCluster], room: &Room) -> Segments {
        let mut segments = Segments::default();
        let mut start = 0;
        for (index, cluster) in clusters.iter().enumerate() {
            if cluster.break_after == BreakOpportunity::No && index + 1 < clusters.len() {
                continue;
            }
            let end = match cluster.break_after {
                BreakOpportunity::Hyphen => LineBreakKind::Hyphen,
                BreakOpportunity::Sign => LineBreakKind::Sign,
                BreakOpportunity::Forced => LineBreakKind::Forced,
                BreakOpportunity::No | BreakOpportunity::Space | BreakOpportunity::Free => LineBreakKind::Plain,
            };
            let segment = clusters.get(start..=index).unwrap_or_default();
            if room.fits(segment, end) {
                segments.push(segment, start, end);
            } else {
                segments.push_overlong(segment, start, end, room);
            }
            start = index + 1;
        }
        segments
    }

    /// Adds a segment that begins with the cluster at `start`.
    fn push(&mut self, segment: &[GlyphCluster], start: usize, end: LineBreakKind) {
        let (width, trail) = width_and_trail(segment);
        self.widths.push(Unbreakable { width, trail, end });
        self.ends.push(start + segment.len());
    }

    fn push_overlong(&mut self, segment: &[GlyphCluster], mut start: usize, end: LineBreakKind, room: &Room) {
        let mut parts = segment.split_inclusive(|cluster| cluster.is_space).peekable();
        while let Some(part) = parts.next() {
            let end = if parts.peek().is_none() { end } else { LineBreakKind::Plain };
            if room.fits(part, end) {
                self.push(part, start, end);
            } else {
                self.push_long_word(part, start, end, room);
            }
            start += part.len();
        }
    }

    fn push_long_word(&mut self, part: &[GlyphCluster], mut start: usize, end: LineBreakKind, room: &Room) {
        self.has_long_word = true;
        let word = room.word(part);
        let characters = room.characters(part);
        let marks = word.hyphenate(characters);
        let joints = word.joints(characters, &marks);
        let first = part.first().map_or(0, |cluster| cluster.start);
        // At the joints of a compound; where a part of it is too wide, between its syllables; and if that is not enough, between letters.
        for (joined, end) in split_at(part, &joints, first, end) {
            if room.fits(joined, end) {
                self.push(joined, start, end);
                start += joined.len();
                continue;
            }
            for (syllable, end) in split_at(joined, &marks, first, end) {
                if room.fits(syllable, end) {
                    self.push(syllable, start, end);
                } else {
                    self.push_letters(syllable, start, end, &word, room);
                }
                start += syllable.len();
            }
        }
    }

    /// Adds every cluster of `part` as a segment of its own. Two letters stay together at the start and three at the end, where they fit.
    fn push_letters(&mut self, part: &[GlyphCluster], start: usize, end: LineBreakKind, word: &LongWord, room: &Room) {
        let letter = |cluster: Option<&GlyphCluster>| room.text.get(cluster?.start).copied();
        let hyphen_fits = part.iter().all(|cluster| cluster.width + room.hyphen <= room.measure);
        let keeps_ends = part.len() > 5 && part.windows(3).all(|three| room.fits(three, LineBreakKind::EmergencyHyphen));
        let mut from = 0;
        for index in 0..part.len() {
            let end = match (letter(part.get(index)), letter(part.get(index + 1))) {
                (_, None) => end,
                _ if keeps_ends && (index == 0 || index + 3 >= part.len()) => continue,
                (Some(before), Some(after)) if hyphen_fits && word.takes_hyphen(before, after) => LineBreakKind::EmergencyHyphen,
                _ => LineBreakKind::Emergency,
            };
            self.push(part.get(from..=index).unwrap_or_default(), start + from, end);
            from = index + 1;
        }
    }
}

/// The pieces of `part` between marks that allow a hyphen, and how a line ends after each. The mark of character `first` is the first one.
fn split_at<'c>(
    part: &'c [GlyphCluster],
    marks: &[BreakOpportunity],
    first: usize,
    end: LineBreakKind,
) -> impl Iterator<Item = (&'c [GlyphCluster], LineBreakKind)> {
    let has_hyphen =
        move |cluster: &GlyphCluster| marks.get(cluster.start + cluster.characters - first - 1) == Some(&BreakOpportunity::Hyphen);
    let mut pieces = part.split_inclusive(has_hyphen).peekable();
    std::iter::from_fn(move || {
        let piece = pieces.next()?;
        Some((piece, if pieces.peek().is_none() { end } else { LineBreakKind::Hyphen }))
    })
}

/// The width without a space at the end, and that of the space.
fn width_and_trail(part: &[GlyphCluster]) -> (f32, f32) {
    let trail = part.last().filter(|cluster| cluster.is_space).map_or(0.0, |cluster| cluster.width);
    (part.iter().map(|cluster| cluster.width).sum::<f32>() - trail, trail)
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
    /// Places the clusters of one line. The fragments stay in reading order.
    fn fill(&mut self, clusters: &[GlyphCluster], is_rtl: bool) {
        if !is_rtl && clusters.iter().all(|cluster| cluster.level == 0) {
            clusters.iter().for_each(|cluster| self.push(cluster, self.x, false));
            return;
        }
        // UAX #9 rule L1: the space at the end of a line has the direction of the paragraph.
        let base = u8::from(is_rtl);
        let trailing = clusters.iter().rev().take_while(|cluster| cluster.is_space).count();
        let level = |(at, cluster): (usize, &GlyphCluster)| if at + trailing >= clusters.len() { base } else { cluster.level };
        let levels: Vec<u8> = clusters.iter().enumerate().map(level).collect();
        let mut x = self.x;
        let mut positions = vec![0.0; clusters.len()];
        for at in direction::visual_order(&levels) {
            if let (Some(position), Some(cluster)) = (positions.get_mut(at), clusters.get(at)) {
                *position = x;
                x += cluster.width;
            }
        }
        for ((cluster, position), level) in clusters.iter().zip(positions).zip(levels) {
            self.push(cluster, position, level % 2 == 1);
        }
        self.x = x;
    }

    fn push(&mut self, cluster: &GlyphCluster, x: f32, is_rtl: bool) {
        let Some(span) = self.spans.get(cluster.span) else { return };
        let Some(word) = self.words.get(cluster.word) else { return };
        let Some(shaped) = word.clusters.get(cluster.index) else { return };
        let glyphs = word.glyphs.get(shaped.glyphs.clone()).unwrap_or_default();
        let text = self.text.get(cluster.start..cluster.start + cluster.characters).unwrap_or_default();
        let is_alike = |last: &Fragment| {
            last.face == cluster.face && last.run == span.run && last.link == span.link && last.colour == span.colour
        };
        let touches = |a: f32, b: f32| (a - b).abs() < 0.01;
        let needs_actual_text = cluster.needs_actual_text || is_rtl;
        self.x = x + cluster.width;
        match self.fragments.last_mut().filter(|last| is_alike(last)) {
            // Glyphs are in order from left to right; the other direction is given by the actual text.
            Some(last) if is_rtl && last.actual_text.is_some() && touches(last.x, x + cluster.width) => {
                last.glyphs.splice(0..0, glyphs.iter().copied());
                last.x = x;
                last.width += cluster.width;
                last.actual_text.iter_mut().for_each(|actual| actual.extend(text));
            }
            Some(last) if !needs_actual_text && last.actual_text.is_none() && touches(last.x + last.width, x) => {
                last.glyphs.extend_from_slice(glyphs);
                last.width += cluster.width;
            }
            _ => self.fragments.push(Fragment {
                x,
                y: 0.0,
                width: cluster.width,
                face: cluster.face,
                size: self.size,
                colour: span.colour,
                glyphs: glyphs.to_vec(),
                run: span.run,
                link: span.link,
                actual_text: needs_actual_text.then(|| text.iter().collect()),
            }),
        }
    }

    /// Adds the hyphen of a divided word as a soft hyphen, so that readers join the word again.
    fn push_hyphen(&mut self, shaper: &mut Shaper) {
        let Some(last) = self.fragments.last_mut() else { return };
        let glyph = shaper.soft_hyphen(last.face);
        let width = glyph.advance as f32 * self.size / 1000.0;
        if last.actual_text.is_none() {
            last.glyphs.push(glyph);
            last.width += width;
        } else {
            let hyphen = Fragment { x: self.x, width, glyphs: vec![glyph], actual_text: None, ..last.clone() };
            self.fragments.push(hyphen);
        }
        self.x += width;
    }
}
