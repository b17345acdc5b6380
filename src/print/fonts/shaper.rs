//! Shapes words: their glyphs, and the text of each.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;
use std::str::FromStr;

use rustybuzz::{BufferFlags, Direction, Feature, Language, ShapePlan, UnicodeBuffer};

use super::face::Face;
use super::font_set::{Fonts, SOFT_HYPHEN};
use crate::model::name::is_invisible;

/// One glyph of a shaped word; lengths in thousandths of the em.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Its number in the whole font.
    pub id: u16,
    /// How far the pen moves: the glyph's width with kerning.
    pub advance: i32,
    pub dx: i32,
    pub dy: i32,
}

/// The smallest part of a word that shows some of its characters: a letter, a ligature, a letter with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Characters of the word that it shows.
    pub characters: usize,
    pub glyphs: Range<usize>,
    pub advance: i32,
    /// The text cannot be read from the glyphs.
    pub needs_actual_text: bool,
    /// The text, where the font has no character for the glyphs. Whether it needs actual text depends on their text elsewhere in the
    /// document.
    text: Option<Box<str>>,
}

#[derive(Debug, Default, Clone)]
pub struct ShapedWord {
    pub glyphs: Vec<Glyph>,
    pub clusters: Vec<Cluster>,
    /// Characters that no face has.
    missing: Vec<char>,
    /// Independent of the rest of the document.
    is_plain: bool,
}

/// Shapes the words of one document.
pub struct Shaper {
    fonts: &'static Fonts,
    cache: WordCache,
    /// Words that are not in the cache, or adapted to this document.
    document_words: HashMap<(Face, Box<str>), Rc<ShapedWord>>,
    /// The text of glyphs for which the font has no character: the first that they showed.
    texts: BTreeMap<(Face, u16), String>,
    /// Characters that no face has.
    pub missing: BTreeSet<char>,
}

/// Shaped words of one language. Releases repeat their words, and shaping is most of the work of setting them.
struct WordCache {
    fonts: *const Fonts,
    name: String,
    language: Option<Language>,
    /// By face.
    words: [HashMap<Box<str>, Rc<ShapedWord>>; Face::COUNT],
    plans: Vec<((Face, rustybuzz::Script), ShapePlan)>,
    buffer: Option<UnicodeBuffer>,
}

/// Words that are cached from one document to the next, about ten megabytes; above that the caches are cleared.
const MAX_WORDS: usize = 20_000;
/// Caches per thread, one for each language and theme.
const MAX_CACHES: usize = 8;
/// Longer words, in bytes, hardly recur.
const MAX_CACHED_LEN: usize = 64;

thread_local! {
    static CACHES: RefCell<Vec<WordCache>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Shaper {
    fn drop(&mut self) {
        std::mem::replace(&mut self.cache, WordCache::new(self.fonts, "")).put_back();
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

    /// Takes this thread's cache for a language, or a new one.
    fn take(fonts: &'static Fonts, name: &str) -> WordCache {
        let known = CACHES.with_borrow_mut(|all| {
            let at = all.iter().position(|known| std::ptr::eq(known.fonts, fonts) && known.name == name)?;
            Some(all.swap_remove(at))
        });
        known.unwrap_or_else(|| WordCache::new(fonts, name))
    }

    /// Returns it for the next document.
    fn put_back(self) {
        // Fails while the thread ends.
        let _ = CACHES.try_with(|all| {
            let mut all = all.borrow_mut();
            if all.len() < MAX_CACHES && self.words.iter().map(HashMap::len).sum::<usize>() <= MAX_WORDS {
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
            cache: WordCache::take(fonts, language),
            document_words: HashMap::new(),
            texts: BTreeMap::new(),
            missing: BTreeSet::new(),
        }
    }

    /// Begins a part of the document in `language`, and clears the missing characters. The text of glyphs is kept for the whole document.
    pub fn begin_part(&mut self, language: &str) {
        self.document_words.clear();
        self.missing.clear();
        if self.cache.name != language {
            let next = WordCache::take(self.fonts, language);
            std::mem::replace(&mut self.cache, next).put_back();
        }
    }

    /// The text of a glyph for which the font has no character; of a ligature, the first that it showed.
    pub fn glyph_text(&self, face: Face, glyph: u16) -> Option<&str> {
        self.texts.get(&(face.file(), glyph)).map(String::as_str)
    }

    /// The hyphen of a word divided at a line end.
    pub fn soft_hyphen(&mut self, face: Face) -> Glyph {
        self.texts.entry((face.file(), SOFT_HYPHEN)).or_insert_with(|| '\u{ad}'.to_string());
        Glyph { id: SOFT_HYPHEN, advance: i32::from(self.fonts.width(face, SOFT_HYPHEN)), dx: 0, dy: 0 }
    }

    pub fn word(&mut self, face: Face, text: &str) -> Rc<ShapedWord> {
        let cached = self.cache.words.get(face as usize).and_then(|words| words.get(text)).cloned();
        if let Some(word) = cached.as_ref().filter(|word| word.is_plain) {
            return Rc::clone(word);
        }
        let key = (face, Box::from(text));
        if let Some(word) = self.document_words.get(&key) {
            return Rc::clone(word);
        }
        let mut word = cached.unwrap_or_else(|| Rc::new(self.shape(face, text)));
        if text.len() <= MAX_CACHED_LEN {
            if let Some(words) = self.cache.words.get_mut(face as usize) {
                words.insert(text.into(), Rc::clone(&word));
            }
            if word.is_plain {
                return word;
            }
        }
        if !word.is_plain {
            word = Rc::new(self.adapt_to_document(face, ShapedWord::clone(&word)));
        }
        self.document_words.insert(key, Rc::clone(&word));
        word
    }

    /// Marks the clusters whose text cannot be read from their glyphs in this document.
    fn adapt_to_document(&mut self, face: Face, mut word: ShapedWord) -> ShapedWord {
        self.missing.extend(word.missing.iter().copied());
        for cluster in &mut word.clusters {
            let glyphs = word.glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
            cluster.needs_actual_text |= self.has_other_text(face, glyphs, cluster.text.as_deref());
        }
        word
    }

    /// Whether `glyphs` have shown a text other than `text` before in this document.
    fn has_other_text(&mut self, face: Face, glyphs: &[Glyph], text: Option<&str>) -> bool {
        let Some(text) = text else { return false };
        let mut differs = false;
        for glyph in glyphs.iter().filter(|glyph| self.fonts.character(face, glyph.id).is_none()) {
            let first = self.texts.entry((face.file(), glyph.id)).or_insert_with(|| match glyphs {
                [_] if !text.is_empty() => text.to_owned(),
                _ => '\u{fffd}'.to_string(),
            });
            // Characters of the private use area need actual text (PDF/A-3, 6.2.11.7.3).
            differs |= first != text || first.chars().any(is_private);
        }
        differs
    }

    fn shape(&mut self, face: Face, text: &str) -> ShapedWord {
        let mut buffer = self.cache.buffer.take().unwrap_or_default();
        buffer.push_str(text);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        let direction = if face.is_arabic() { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        if let Some(language) = &self.cache.language {
            buffer.set_language(language.clone());
        }
        let key = (face, buffer.script());
        let parsed = self.fonts.parsed(face);
        let plans = &mut self.cache.plans;
        if !plans.iter().any(|(known, _)| *known == key) {
            let small: [Feature; 2] = [
                Feature::new(ttf_parser::Tag::from_bytes(b"smcp"), 1, ..),
                Feature::new(ttf_parser::Tag::from_bytes(b"c2sc"), 0, ..),
            ];
            let features: &[Feature] = if face == Face::SmallCaps { &small } else { &[] };
            plans.push((key, ShapePlan::new(&parsed.face, direction, Some(key.1), self.cache.language.as_ref(), features)));
        }
        let Some((_, plan)) = plans.iter().find(|(known, _)| *known == key) else { return ShapedWord::default() };
        let shaped = rustybuzz::shape_with_plan(&parsed.face, plan, buffer);

        let mut clusters: Vec<(usize, Vec<Glyph>)> = Vec::new();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let glyph = Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: parsed.thousandths(position.x_advance),
                dx: parsed.thousandths(position.x_offset),
                dy: parsed.thousandths(position.y_offset),
            };
            match clusters.last_mut().filter(|(start, _)| *start == info.cluster as usize) {
                Some((_, glyphs)) => glyphs.push(glyph),
                None => clusters.push((info.cluster as usize, vec![glyph])),
            }
        }
        self.cache.buffer = Some(shaped.clear());
        // Glyphs come from left to right; clusters are in reading order.
        if face.is_arabic() {
            clusters.reverse();
        }
        let mut word = ShapedWord::default();
        let ends: Vec<usize> = clusters.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect();
        for ((start, glyphs), end) in clusters.into_iter().zip(ends) {
            let text = text.get(start..end.max(start)).unwrap_or_default();
            self.add_cluster(&mut word, face, text, glyphs);
        }
        word.is_plain = word.missing.is_empty() && word.clusters.iter().all(|cluster| cluster.text.is_none());
        word
    }

    fn add_cluster(&self, word: &mut ShapedWord, face: Face, text: &str, mut glyphs: Vec<Glyph>) {
        let is_missing = glyphs.iter().any(|glyph| glyph.id == 0);
        if is_missing {
            // The glyph .notdef must not be drawn (PDF/UA-1, 7.21.8).
            word.missing.extend(self.missing_characters(face, text));
            glyphs.retain(|glyph| glyph.id != 0);
            glyphs.extend(self.replacement_glyph(face));
        }
        let mut needs_actual_text = is_missing || glyphs.len() != 1;
        let mut depends_on_document = false;
        for glyph in &glyphs {
            match self.fonts.character(face, glyph.id) {
                Some(' ') if text.chars().all(char::is_whitespace) => {}
                Some(own) => needs_actual_text |= !text.chars().eq([own]) || is_private(own),
                None => depends_on_document = true,
            }
        }
        let first = word.glyphs.len();
        let advance = glyphs.iter().map(|glyph| glyph.advance).sum();
        word.glyphs.extend(glyphs);
        word.clusters.push(Cluster {
            characters: text.chars().count(),
            glyphs: first..word.glyphs.len(),
            advance,
            needs_actual_text,
            text: depends_on_document.then(|| text.into()),
        });
    }

    fn missing_characters(&self, face: Face, text: &str) -> impl Iterator<Item = char> {
        let font = &self.fonts.parsed(face).face;
        // U+FFFD is for a character that was reported before, or that the author lost.
        text.chars().filter(|c| !is_invisible(*c) && *c != '\u{fffd}' && font.glyph_index(*c).is_none())
    }

    /// The replacement character, or a box in a face without it.
    fn replacement_glyph(&self, face: Face) -> Option<Glyph> {
        let font = &self.fonts.parsed(face).face;
        let id = ['\u{fffd}', '□', '?'].into_iter().find_map(|c| font.glyph_index(c))?.0;
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
        Shaper::new(Fonts::built_in().unwrap(), "sv")
    }

    fn needs_actual_text(shaper: &mut Shaper, text: &str) -> bool {
        shaper.word(Face::Regular, text).clusters.iter().any(|cluster| cluster.needs_actual_text)
    }

    #[test]
    fn letters_are_read_from_their_glyphs_and_everything_else_from_actual_text() {
        let mut shaper = shaper();
        assert!(!needs_actual_text(&mut shaper, "träffar"));
        assert!(!needs_actual_text(&mut shaper, "15\u{a0}000"));
        // The Greek letter and the micro sign share a glyph.
        assert!(needs_actual_text(&mut shaper, "\u{3bc}") != needs_actual_text(&mut shaper, "\u{b5}") || shaper.missing.is_empty());
        assert!(needs_actual_text(&mut shaper, "🎉"));
        assert_eq!(shaper.missing, BTreeSet::from(['🎉']));
        assert!(shaper.texts.values().all(|text| !text.is_empty()));
    }

    #[test]
    fn cached_words_do_not_depend_on_other_documents() {
        let shape = |shaper: &mut Shaper| {
            let words = ["träffar", "🎉", "fjäril", "ﬁ", "3 500"].map(|text| ShapedWord::clone(&shaper.word(Face::Regular, text)));
            (words.map(|word| (word.glyphs, word.clusters)), shaper.texts.clone(), shaper.missing.clone())
        };
        let first = shape(&mut shaper());
        // Another document shows another text with the ligature first.
        drop(shaper().word(Face::Regular, "ﬁ"));
        assert_eq!(shape(&mut shaper()), first);
        let elsewhere = std::thread::spawn(move || shape(&mut shaper())).join().unwrap();
        assert_eq!(elsewhere, first);
    }
}
