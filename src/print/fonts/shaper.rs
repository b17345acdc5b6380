//! Shapes words: which glyphs stand where, and what text they stand for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::str::FromStr;

use rustybuzz::{BufferFlags, Direction, Feature, Language, ShapePlan, UnicodeBuffer};

use super::face::Face;
use super::font_set::Fonts;
use super::font_set::SOFT_HYPHEN;
use crate::model::name::is_invisible;

/// One glyph of a shaped word; lengths in thousandths of the em.
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
    /// How many characters of the word it shows.
    pub characters: usize,
    pub glyphs: Range<usize>,
    pub advance: i32,
    /// The text cannot be read from the glyphs, and must be told beside them.
    pub told: bool,
    /// What it stands for, where the font does not say what its glyphs stand for: whether it must be told depends on what
    /// they stood for before in the same document.
    said: Option<Box<str>>,
}

/// A word as it is drawn.
#[derive(Debug, Default, Clone)]
pub struct ShapedWord {
    pub glyphs: Vec<Glyph>,
    pub clusters: Vec<Cluster>,
    /// Its characters that no face has.
    missing: Vec<char>,
    /// Nothing depends on what else a document holds.
    is_plain: bool,
}

/// Shapes the words of one document.
pub struct Shaper {
    fonts: &'static Fonts,
    known: WordCache,
    /// Words that are this document's own: long ones, and those of which something must be told as this document tells it.
    own: HashMap<(Face, Box<str>), Rc<ShapedWord>>,
    /// What glyphs stand for of which the font does not say it: the first text that they stood for.
    texts: BTreeMap<(Face, u16), String>,
    /// Characters that no face has, in the order of their code points.
    pub missing: BTreeSet<char>,
}

/// What was shaped in one language: the same words come again in every release, and shaping is most of the work of setting them.
struct WordCache {
    fonts: *const Fonts,
    name: String,
    language: Option<Language>,
    /// By face.
    words: [HashMap<Box<str>, Rc<ShapedWord>>; Face::COUNT],
    plans: Vec<((Face, rustybuzz::Script), ShapePlan)>,
    buffer: Option<UnicodeBuffer>,
}

/// So many words are remembered from one document to the next, about ten megabytes; with more, it starts anew.
const REMEMBERED: usize = 20_000;
/// Languages and typefaces that are remembered.
const KINDS: usize = 8;
/// A longer word will hardly come again.
const LONGEST: usize = 64;

thread_local! {
    static KNOWN: RefCell<Vec<WordCache>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Shaper {
    fn drop(&mut self) {
        std::mem::replace(&mut self.known, WordCache::new(self.fonts, "")).remember();
    }
}

impl WordCache {
    fn new(fonts: &'static Fonts, name: &str) -> WordCache {
        WordCache {
            fonts,
            name: name.to_owned(),
            language: Language::from_str(name).ok(),
            words: Default::default(),
            plans: Vec::new(),
            buffer: None,
        }
    }

    /// What this thread remembers of a language.
    fn of(fonts: &'static Fonts, name: &str) -> WordCache {
        let known = KNOWN.with_borrow_mut(|all| {
            let at = all.iter().position(|known| std::ptr::eq(known.fonts, fonts) && known.name == name)?;
            Some(all.swap_remove(at))
        });
        known.unwrap_or_else(|| WordCache::new(fonts, name))
    }

    /// Puts it where the next document finds it.
    fn remember(self) {
        // Not while the thread ends.
        let _ = KNOWN.try_with(|all| {
            let mut all = all.borrow_mut();
            if all.len() < KINDS && self.words.iter().map(HashMap::len).sum::<usize>() <= REMEMBERED {
                all.push(self);
            } else {
                all.clear();
            }
        });
    }
}

impl Shaper {
    /// `language` is a language tag.
    pub fn new(fonts: &'static Fonts, language: &str) -> Shaper {
        Shaper {
            fonts,
            known: WordCache::of(fonts, language),
            own: HashMap::new(),
            texts: BTreeMap::new(),
            missing: BTreeSet::new(),
        }
    }

    /// Begins a new part of the document, in this language. What glyphs stand for holds for the whole of it; the missing characters are
    /// those of the new part alone.
    pub fn begin(&mut self, language: &str) {
        self.own.clear();
        self.missing.clear();
        if self.known.name != language {
            let next = WordCache::of(self.fonts, language);
            std::mem::replace(&mut self.known, next).remember();
        }
    }

    /// What a glyph in use stands for, where the font does not say it; of a ligature, the first text that it stood for.
    pub fn text(&self, face: Face, glyph: u16) -> Option<&str> {
        self.texts.get(&(face.file(), glyph)).map(String::as_str)
    }

    /// The hyphen of a word that is divided at a line end.
    pub fn soft_hyphen(&mut self, face: Face) -> Glyph {
        self.texts.entry((face.file(), SOFT_HYPHEN)).or_insert_with(|| '\u{ad}'.to_string());
        Glyph { id: SOFT_HYPHEN, advance: i32::from(self.fonts.width(face, SOFT_HYPHEN)), dx: 0, dy: 0 }
    }

    pub fn word(&mut self, face: Face, text: &str) -> Rc<ShapedWord> {
        if text.len() > LONGEST {
            let key = (face, Box::from(text));
            if let Some(word) = self.own.get(&key) {
                return Rc::clone(word);
            }
            let word = Rc::new(self.shape(face, text));
            return self.owned(key, word);
        }
        let known = self.known.words.get(face as usize).and_then(|words| words.get(text)).cloned();
        let word = known.unwrap_or_else(|| {
            let word = Rc::new(self.shape(face, text));
            if let Some(words) = self.known.words.get_mut(face as usize) {
                words.insert(text.into(), Rc::clone(&word));
            }
            word
        });
        if word.is_plain {
            return word;
        }
        let key = (face, Box::from(text));
        match self.own.get(&key) {
            Some(word) => Rc::clone(word),
            None => self.owned(key, word),
        }
    }

    /// Keeps a word for this document; where not everything can be read from its glyphs, as this document has to tell it.
    fn owned(&mut self, key: (Face, Box<str>), mut word: Rc<ShapedWord>) -> Rc<ShapedWord> {
        if !word.is_plain {
            self.missing.extend(word.missing.iter().copied());
            let mut told = ShapedWord::clone(&word);
            for cluster in &mut told.clusters {
                let glyphs = told.glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
                cluster.told |= self.is_told(key.0, glyphs, cluster.said.as_deref());
            }
            word = Rc::new(told);
        }
        self.own.insert(key, Rc::clone(&word));
        word
    }

    /// Whether `glyphs` stood for another text before in this document than for what is `said` now.
    fn is_told(&mut self, face: Face, glyphs: &[Glyph], said: Option<&str>) -> bool {
        let Some(said) = said else { return false };
        let mut told = false;
        for glyph in glyphs.iter().filter(|glyph| self.fonts.character(face, glyph.id).is_none()) {
            let text = self.texts.entry((face.file(), glyph.id)).or_insert_with(|| match glyphs {
                [_] if !said.is_empty() => said.to_owned(),
                _ => '\u{fffd}'.to_string(),
            });
            // PDF/A-3 6.2.11.7.3: what lies in the private use area must be told.
            told |= text != said || text.chars().any(is_private);
        }
        told
    }

    fn shape(&mut self, face: Face, text: &str) -> ShapedWord {
        let mut buffer = self.known.buffer.take().unwrap_or_default();
        buffer.push_str(text);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        let direction = if face.is_arabic() { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        if let Some(language) = &self.known.language {
            buffer.set_language(language.clone());
        }
        let key = (face, buffer.script());
        let plans = &mut self.known.plans;
        if !plans.iter().any(|(known, _)| *known == key) {
            let small: [Feature; 2] = [
                Feature::new(rustybuzz::ttf_parser::Tag::from_bytes(b"smcp"), 1, ..),
                Feature::new(rustybuzz::ttf_parser::Tag::from_bytes(b"c2sc"), 0, ..),
            ];
            let features: &[Feature] = if face == Face::SmallCaps { &small } else { &[] };
            let of = &self.fonts.parsed(face).face;
            plans.push((key, ShapePlan::new(of, direction, Some(key.1), self.known.language.as_ref(), features)));
        }
        let Some((_, plan)) = plans.iter().find(|(known, _)| *known == key) else { return ShapedWord::default() };
        let loaded = self.fonts.parsed(face);
        let shaped = rustybuzz::shape_with_plan(&loaded.face, plan, buffer);

        let mut clusters: Vec<(usize, Vec<Glyph>)> = Vec::new();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let glyph = Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: loaded.thousandths(position.x_advance),
                dx: loaded.thousandths(position.x_offset),
                dy: loaded.thousandths(position.y_offset),
            };
            match clusters.last_mut().filter(|(start, _)| *start == info.cluster as usize) {
                Some((_, glyphs)) => glyphs.push(glyph),
                None => clusters.push((info.cluster as usize, vec![glyph])),
            }
        }
        self.known.buffer = Some(shaped.clear());
        // The shaper gives glyphs from left to right; clusters stand in the order of reading.
        if face.is_arabic() {
            clusters.reverse();
        }
        let mut word = ShapedWord::default();
        let ends: Vec<usize> = clusters.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect();
        for ((start, drawn), end) in clusters.into_iter().zip(ends) {
            let said = text.get(start..end.max(start)).unwrap_or_default();
            self.add_cluster(&mut word, face, said, drawn);
        }
        word.is_plain = word.missing.is_empty() && word.clusters.iter().all(|cluster| cluster.said.is_none());
        word
    }

    fn add_cluster(&self, word: &mut ShapedWord, face: Face, said: &str, mut drawn: Vec<Glyph>) {
        let lost = drawn.iter().any(|glyph| glyph.id == 0);
        if lost {
            // PDF/UA-1 7.21.8: the glyph .notdef must not be drawn.
            word.missing.extend(self.missing_of(face, said));
            let replacement = self.replacement(face);
            drawn.retain(|glyph| glyph.id != 0);
            drawn.extend(replacement);
        }
        let mut told = lost || drawn.len() != 1;
        let mut open = false;
        for glyph in &drawn {
            match self.fonts.character(face, glyph.id) {
                Some(' ') if said.chars().all(char::is_whitespace) => {}
                Some(own) => told |= !said.chars().eq([own]) || is_private(own),
                None => open = true,
            }
        }
        let first = word.glyphs.len();
        let advance = drawn.iter().map(|glyph| glyph.advance).sum();
        word.glyphs.extend(drawn);
        word.clusters.push(Cluster {
            characters: said.chars().count(),
            glyphs: first..word.glyphs.len(),
            advance,
            told,
            said: open.then(|| said.into()),
        });
    }

    fn missing_of(&self, face: Face, text: &str) -> impl Iterator<Item = char> {
        let of = &self.fonts.parsed(face).face;
        // U+FFFD stands for a character that has been reported already, or that the author had lost before.
        text.chars().filter(|c| !is_invisible(*c) && *c != '\u{fffd}' && of.glyph_index(*c).is_none())
    }

    /// The sign for an unknown character, or an empty box in a face without it.
    fn replacement(&self, face: Face) -> Option<Glyph> {
        let of = &self.fonts.parsed(face).face;
        let id = ['\u{fffd}', '□', '?'].into_iter().find_map(|c| of.glyph_index(c))?.0;
        Some(Glyph { id, advance: i32::from(self.fonts.width(face, id)), dx: 0, dy: 0 })
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaper() -> Shaper {
        Shaper::new(Fonts::own().unwrap(), "sv")
    }

    fn told(shaper: &mut Shaper, text: &str) -> bool {
        shaper.word(Face::Regular, text).clusters.iter().any(|c| c.told)
    }

    #[test]
    fn letters_are_told_by_their_glyphs_and_everything_else_beside_them() {
        let mut shaper = shaper();
        assert!(!told(&mut shaper, "träffar"));
        assert!(!told(&mut shaper, "15\u{a0}000"));
        // Shown by the glyph of the plain mu.
        assert!(told(&mut shaper, "\u{3bc}") != told(&mut shaper, "\u{b5}") || shaper.missing.is_empty());
        assert!(told(&mut shaper, "🎉"));
        assert_eq!(shaper.missing, BTreeSet::from(['🎉']));
        assert!(shaper.texts.values().all(|text| !text.is_empty()));
    }

    #[test]
    fn what_is_remembered_of_one_document_changes_nothing_in_the_next() {
        let of = |shaper: &mut Shaper| {
            let words = ["träffar", "🎉", "fjäril", "ﬁ", "3 500"].map(|text| ShapedWord::clone(&shaper.word(Face::Regular, text)));
            (words.map(|word| (word.glyphs, word.clusters)), shaper.texts.clone(), shaper.missing.clone())
        };
        let first = of(&mut shaper());
        // Another document uses a ligature first for another text.
        drop(shaper().word(Face::Regular, "ﬁ"));
        assert_eq!(of(&mut shaper()), first);
        let elsewhere = std::thread::spawn(move || of(&mut shaper())).join().unwrap();
        assert_eq!(elsewhere, first);
    }
}
