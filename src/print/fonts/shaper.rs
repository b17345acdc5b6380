//! Shapes words: which glyphs stand where, and what text they stand for.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::str::FromStr;

use rustybuzz::{BufferFlags, Direction, Feature, Language, ShapePlan, UnicodeBuffer};

use super::Face;
use super::Fonts;
use super::SOFT_HYPHEN;
use crate::model::name::is_invisible;

/// One glyph of a shaped word; lengths in units of the em.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Its number in the whole font.
    pub id: u16,
    /// How far the pen moves: its own width and kerning.
    pub advance: i32,
    pub dx: i32,
    pub dy: i32,
}

/// The smallest part of a word that shows some of its characters: a letter, a ligature, a letter with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// In bytes of the word.
    pub text: Range<usize>,
    pub glyphs: Range<usize>,
    pub advance: i32,
    /// The text cannot be read from the glyphs, and must be told beside them.
    pub told: bool,
}

/// A word as it is drawn.
#[derive(Debug, Default)]
pub struct Word {
    pub glyphs: Vec<Glyph>,
    pub clusters: Vec<Cluster>,
}

/// Shapes the words of one release, each once.
pub struct Shaper {
    fonts: &'static Fonts,
    language: Option<Language>,
    words: HashMap<(Face, String), Rc<Word>>,
    plans: Vec<((Face, rustybuzz::Script), ShapePlan)>,
    buffer: Option<UnicodeBuffer>,
    /// What the glyphs in use stand for: the font's own character, or the first text that a ligature stood for.
    texts: BTreeMap<(Face, u16), String>,
    /// Characters that no face has, in the order of their code points.
    pub missing: BTreeSet<char>,
}

impl Shaper {
    pub fn new(fonts: &'static Fonts, language: &str) -> Shaper {
        Shaper {
            fonts,
            language: Language::from_str(language).ok(),
            words: HashMap::new(),
            plans: Vec::new(),
            buffer: None,
            texts: BTreeMap::new(),
            missing: BTreeSet::new(),
        }
    }

    /// The text that each glyph in use stands for, by face.
    pub fn texts(&self) -> &BTreeMap<(Face, u16), String> {
        &self.texts
    }

    /// The hyphen of a word that is divided at a line end.
    pub fn soft_hyphen(&mut self, face: Face) -> Glyph {
        self.texts.entry((face.file(), SOFT_HYPHEN)).or_insert_with(|| '\u{ad}'.to_string());
        Glyph { id: SOFT_HYPHEN, advance: i32::from(self.fonts.width(face, SOFT_HYPHEN)), dx: 0, dy: 0 }
    }

    pub fn word(&mut self, face: Face, text: &str) -> Rc<Word> {
        // A key of borrowed parts would spare this copy, but not measurably.
        let key = (face, text.to_owned());
        if let Some(word) = self.words.get(&key) {
            return Rc::clone(word);
        }
        let word = Rc::new(self.shape(face, text));
        self.words.insert(key, Rc::clone(&word));
        word
    }

    fn shape(&mut self, face: Face, text: &str) -> Word {
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.push_str(text);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        let direction = if face.is_arabic() { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        if let Some(language) = &self.language {
            buffer.set_language(language.clone());
        }
        let key = (face, buffer.script());
        if !self.plans.iter().any(|(known, _)| *known == key) {
            let small: [Feature; 2] = [
                Feature::new(rustybuzz::ttf_parser::Tag::from_bytes(b"smcp"), 1, ..),
                Feature::new(rustybuzz::ttf_parser::Tag::from_bytes(b"c2sc"), 0, ..),
            ];
            let features: &[Feature] = if face == Face::SmallCaps { &small } else { &[] };
            let of = &self.fonts.of(face).face;
            let plan = ShapePlan::new(of, direction, Some(key.1), self.language.as_ref(), features);
            self.plans.push((key, plan));
        }
        let Some((_, plan)) = self.plans.iter().find(|(known, _)| *known == key) else { return Word::default() };
        let shaped = rustybuzz::shape_with_plan(&self.fonts.of(face).face, plan, buffer);

        let mut clusters: Vec<(usize, Vec<Glyph>)> = Vec::new();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let glyph = Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: position.x_advance,
                dx: position.x_offset,
                dy: position.y_offset,
            };
            match clusters.last_mut().filter(|(start, _)| *start == info.cluster as usize) {
                Some((_, glyphs)) => glyphs.push(glyph),
                None => clusters.push((info.cluster as usize, vec![glyph])),
            }
        }
        self.buffer = Some(shaped.clear());
        // The shaper gives glyphs from left to right; clusters stand in the order of reading.
        if face.is_arabic() {
            clusters.reverse();
        }
        let mut word = Word::default();
        let ends: Vec<usize> = clusters.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect();
        for ((start, drawn), end) in clusters.into_iter().zip(ends) {
            self.add_cluster(&mut word, face, text, start..end.max(start), drawn);
        }
        word
    }

    fn add_cluster(&mut self, word: &mut Word, face: Face, text: &str, range: Range<usize>, mut drawn: Vec<Glyph>) {
        let said = text.get(range.clone()).unwrap_or_default();
        let lost = drawn.iter().any(|glyph| glyph.id == 0);
        if lost {
            // PDF/UA-1 7.21.8: the glyph .notdef must not be drawn.
            self.miss(face, said);
            let replacement = self.replacement(face);
            drawn.retain(|glyph| glyph.id != 0);
            drawn.extend(replacement);
        }
        let file = face.file();
        let mut told = lost || drawn.len() != 1;
        for glyph in &drawn {
            let own = self.fonts.of(face).characters.get(usize::from(glyph.id)).copied().flatten();
            let text = self.texts.entry((file, glyph.id)).or_insert_with(|| match own {
                Some(character) => character.to_string(),
                None if drawn.len() == 1 && !said.is_empty() => said.to_owned(),
                None => '\u{fffd}'.to_string(),
            });
            told |= text != said && !(text == " " && said.chars().all(char::is_whitespace));
            // PDF/A-3 6.2.11.7.3: what lies in the private use area must be told.
            told |= text.chars().any(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'));
        }
        let first = word.glyphs.len();
        let advance = drawn.iter().map(|glyph| glyph.advance).sum();
        word.glyphs.extend(drawn);
        word.clusters.push(Cluster { text: range, glyphs: first..word.glyphs.len(), advance, told });
    }

    fn miss(&mut self, face: Face, text: &str) {
        let of = &self.fonts.of(face).face;
        // U+FFFD stands for a character that has been reported already, or that the author had lost before.
        let lost = |c: &char| !is_invisible(*c) && *c != '\u{fffd}' && of.glyph_index(*c).is_none();
        self.missing.extend(text.chars().filter(lost));
    }

    /// The sign for an unknown character, or an empty box in a face without it.
    fn replacement(&self, face: Face) -> Option<Glyph> {
        let of = &self.fonts.of(face).face;
        let id = ['\u{fffd}', '□', '?'].into_iter().find_map(|c| of.glyph_index(c))?.0;
        Some(Glyph { id, advance: i32::from(self.fonts.width(face, id)), dx: 0, dy: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_by_their_glyphs_and_everything_else_beside_them() {
        let mut shaper = Shaper::new(Fonts::theme().unwrap(), "sv");
        let told = |shaper: &mut Shaper, text: &str| shaper.word(Face::Regular, text).clusters.iter().any(|c| c.told);
        assert!(!told(&mut shaper, "träffar"));
        assert!(!told(&mut shaper, "15\u{a0}000"));
        // Shown by the glyph of the plain mu.
        assert!(told(&mut shaper, "\u{3bc}") != told(&mut shaper, "\u{b5}") || shaper.missing.is_empty());
        assert!(told(&mut shaper, "🎉"));
        assert_eq!(shaper.missing, BTreeSet::from(['🎉']));
        assert!(shaper.texts().values().all(|text| !text.is_empty()));
    }
}
