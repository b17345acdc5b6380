//! A parsed font file, and the character of each glyph.

pub struct ParsedFace {
    pub bytes: &'static [u8],
    pub face: rustybuzz::Face<'static>,
    /// The character of each glyph, if the font has one for it.
    pub characters: Vec<Option<char>>,
    /// Its PostScript name.
    pub name: String,
}

impl ParsedFace {
    /// From the font's own units to thousandths of the em, the unit of all lengths here.
    pub fn thousandths(&self, units: i32) -> i32 {
        match self.face.units_per_em() {
            1000 => units,
            per_em => (f64::from(units) * 1000.0 / f64::from(per_em)).round() as i32,
        }
    }
}

/// `None` when the file cannot be read.
pub fn parse(bytes: &'static [u8], name: &str) -> Option<ParsedFace> {
    let face = rustybuzz::Face::from_slice(bytes, 0)?;
    let mut characters: Vec<Option<char>> = vec![None; usize::from(face.number_of_glyphs())];
    for table in face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables).filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            let Some((character, glyph)) = char::from_u32(code).zip(table.glyph_index(code)) else { return };
            // The ligature "ff" has a character for compatibility; the author wrote two letters.
            if matches!(character, '\u{fb00}'..='\u{fb06}') {
                return;
            }
            if let Some(slot) = characters.get_mut(usize::from(glyph.0)) {
                // Several characters can share a glyph (space and no-break space): the lowest is the plain one.
                *slot = Some(slot.map_or(character, |known| known.min(character)));
            }
        });
    }
    // Searching a text needs one glyph for each character.
    for (glyph, slot) in characters.iter_mut().enumerate() {
        *slot = slot.filter(|character| face.glyph_index(*character).is_some_and(|found| usize::from(found.0) == glyph));
    }
    Some(ParsedFace { bytes, face, characters, name: name.to_owned() })
}
