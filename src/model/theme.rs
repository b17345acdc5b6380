//! The theme of printed releases: paper, margins, text size, colours, fonts and logo.

use std::fmt;
use std::sync::Arc;

/// Millimetres in points.
pub const MM: f32 = 72.0 / 25.4;

/// Lengths are in points (1/72 inch).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Theme {
    pub paper: Paper,
    pub margins: Margins,
    /// Everything else is in proportion.
    pub size: TextSize,
    pub colours: Colours,
    pub fonts: FontFiles,
    /// `None` for Depesch's own.
    pub logo: Option<Logo>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// ISO 216: 210 × 297 mm.
    #[default]
    A4,
    /// ANSI A: 8.5 × 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in millimetres.
    pub fn size(self) -> (f32, f32) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::Letter => (215.9, 279.4),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margins {
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
    pub left: f32,
}

impl Default for Margins {
    fn default() -> Margins {
        Margins { top: 30.0 * MM, right: 30.0 * MM, bottom: 28.0 * MM, left: 35.0 * MM }
    }
}

/// Of running text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextSize(pub f32);

impl TextSize {
    /// Relative to Depesch's own.
    pub fn scale(self) -> f32 {
        self.0 / TextSize::default().0
    }
}

impl Default for TextSize {
    fn default() -> TextSize {
        TextSize(11.0)
    }
}

/// Red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);

    /// `#00577d`
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Colour(r, g, b))
    }

    /// The contrast ratio with the paper, from 1 to 21 (WCAG 2.2).
    pub fn contrast(self, paper: Colour) -> f32 {
        let (a, b) = (self.luminance(), paper.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f32 {
        let part = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// On white paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    pub ink: Colour,
    /// Dates, captions, page numbers.
    pub muted: Colour,
    /// The sender's name, links, the bar beside a quote.
    pub accent: Colour,
    /// Hairlines.
    pub line: Colour,
    /// Behind the boilerplate.
    pub panel: Colour,
    /// The notice of a correction.
    pub correction: Colour,
    pub correction_paper: Colour,
    /// The notice of an update, and that of a text that is not public.
    pub update: Colour,
    pub update_paper: Colour,
    /// The notice of a withdrawal.
    pub withdrawal: Colour,
    pub withdrawal_paper: Colour,
}

impl Default for Colours {
    fn default() -> Colours {
        Colours {
            ink: Colour(0x1a, 0x1f, 0x24),
            muted: Colour(0x5a, 0x65, 0x70),
            accent: Colour(0x00, 0x57, 0x7d),
            line: Colour(0xc4, 0xcb, 0xd1),
            panel: Colour(0xf2, 0xf5, 0xf7),
            correction: Colour(0x8a, 0x5a, 0x00),
            correction_paper: Colour(0xff, 0xf6, 0xe0),
            update: Colour(0x3d, 0x4f, 0x63),
            update_paper: Colour(0xe8, 0xed, 0xf3),
            withdrawal: Colour(0x9b, 0x1c, 0x1c),
            withdrawal_paper: Colour(0xfd, 0xec, 0xec),
        }
    }
}

/// `None` for Depesch's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FontFiles {
    pub regular: Option<FontFile>,
    pub italic: Option<FontFile>,
    pub semibold: Option<FontFile>,
    pub semibold_italic: Option<FontFile>,
}

/// A TrueType font that passed the checks.
#[derive(Clone, PartialEq, Eq)]
pub struct FontFile(pub Arc<[u8]>);

impl fmt::Debug for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FontFile({} bytes)", self.0.len())
    }
}

/// At the top of each page.
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    pub drawing: Arc<LogoDrawing>,
    /// On the first page.
    pub height: f32,
}

/// A drawing in plain colours; coordinates are in its own units from its upper left corner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LogoDrawing {
    pub width: f32,
    pub height: f32,
    /// In the order in which they are painted.
    pub parts: Vec<Outline>,
}

/// An area of one colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    pub colour: Colour,
    /// The even-odd fill rule; otherwise nonzero.
    pub even_odd: bool,
    /// Each is closed.
    pub rings: Vec<Vec<Point>>,
}

/// A point of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
    /// One of the two control points of a cubic Bézier curve, which are not on the outline.
    pub is_control: bool,
}
