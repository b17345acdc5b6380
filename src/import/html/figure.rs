//! The captions of figures: of a picture, or of a table or quotation, whose words belong to the text.

use crate::import::document::SourceBlock;
use crate::import::imported::{Omission, OmissionReason};
use crate::import::styled_text::StyledText;

/// A figure that is being read.
#[derive(Debug, Default)]
pub struct OpenFigure {
    pub has_picture: bool,
    pub has_table: bool,
    pub has_quote: bool,
    captions: Vec<(usize, String)>,
}

/// Where a caption goes.
pub enum CaptionPlace {
    LeftOut(Omission),
    /// Above the table that was read last.
    AboveTable(SourceBlock),
    Below(SourceBlock),
}

impl OpenFigure {
    pub fn add_caption(&mut self, line: usize, text: String) {
        self.captions.push((line, text));
    }

    pub fn finish(self) -> impl Iterator<Item = CaptionPlace> {
        let (has_table, is_quote) = (self.has_table, self.has_quote && !self.has_picture);
        self.captions.into_iter().map(move |(line, text)| {
            let block = SourceBlock::paragraph(StyledText::new(&text, line), line);
            match (has_table, is_quote) {
                (true, _) => CaptionPlace::AboveTable(block),
                (false, true) => CaptionPlace::Below(block),
                (false, false) => CaptionPlace::LeftOut(Omission { line, text, reason: OmissionReason::Caption }),
            }
        })
    }
}
