//! Counts and sizes in Swedish and English.

use super::Wording;

impl Wording {
    /// `1 meddelande`, `12 releases`.
    pub fn releases(&self, count: usize) -> String {
        match (count, self.is_swedish()) {
            (1, true) => "1\u{a0}meddelande".to_owned(),
            (_, true) => format!("{count}\u{a0}meddelanden"),
            (1, false) => "1\u{a0}release".to_owned(),
            (_, false) => format!("{count}\u{a0}releases"),
        }
    }

    /// `1 sida`, `12 pages`.
    pub fn pages(&self, count: u32) -> String {
        let (one, many) = self.pdf_page;
        format!("{count}\u{a0}{}", if count == 1 { one } else { many })
    }

    /// `38 kB`, `1,4 MB`.
    pub fn size(&self, bytes: usize) -> String {
        if bytes < 1_000_000 {
            return format!("{}\u{a0}kB", bytes.div_ceil(1000));
        }
        let tenths = bytes.div_ceil(100_000);
        let point = if self.is_swedish() { ',' } else { '.' };
        format!("{}{point}{}\u{a0}MB", tenths / 10, tenths % 10)
    }
}
