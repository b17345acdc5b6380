//! How a printed release looks: paper, margins, type and colours, all in points (1/72 inch).
//!
//! Everything stands on a grid of half a body line, so that the lines of facing columns and pages meet.

use super::fonts::Face;

/// Millimetres in points.
const MM: f32 = 72.0 / 25.4;

/// ISO A4.
pub const PAGE_WIDTH: f32 = 210.0 * MM;
pub const PAGE_HEIGHT: f32 = 297.0 * MM;
pub const LEFT: f32 = 35.0 * MM;
pub const RIGHT: f32 = 30.0 * MM;
pub const TOP: f32 = 30.0 * MM;
pub const BOTTOM: f32 = 28.0 * MM;
/// From the paper's edge to the masthead of the first page.
pub const MASTHEAD: f32 = 19.0 * MM;
/// From left to right margin: what rules, tables and contacts fill.
pub const FULL: f32 = PAGE_WIDTH - LEFT - RIGHT;
/// What running text fills: 60 to 72 characters of the body's size.
pub const MEASURE: f32 = 346.0;
/// Half a body line.
pub const GRID: f32 = 7.75;
pub const HAIRLINE: f32 = 0.5;

/// Red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const INK: Colour = Colour(0x1a, 0x1f, 0x24);
pub const MUTED: Colour = Colour(0x5a, 0x65, 0x70);
pub const ACCENT: Colour = Colour(0x00, 0x57, 0x7d);
pub const LINE: Colour = Colour(0xc4, 0xcb, 0xd1);
pub const PANEL: Colour = Colour(0xf2, 0xf5, 0xf7);
pub const AMBER: Colour = Colour(0x8a, 0x5a, 0x00);
pub const AMBER_PAPER: Colour = Colour(0xff, 0xf6, 0xe0);
pub const RED: Colour = Colour(0x9b, 0x1c, 0x1c);
pub const RED_PAPER: Colour = Colour(0xfd, 0xec, 0xec);
pub const SLATE: Colour = Colour(0x3d, 0x4f, 0x63);
pub const SLATE_PAPER: Colour = Colour(0xe8, 0xed, 0xf3);

/// How the lines of one kind of paragraph are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub face: Face,
    pub size: f32,
    /// From baseline to baseline.
    pub leading: f32,
    pub colour: Colour,
    /// Above the paragraph; not at the head of a page.
    pub space: f32,
    /// Words may be divided at line ends.
    pub hyphenate: bool,
    /// Lines of about equal length, as in headlines.
    pub balanced: bool,
    /// Stays on the page of what follows it.
    pub keep: bool,
}

const PLAIN: Style = Style {
    face: Face::Regular,
    size: 11.0,
    leading: 15.5,
    colour: INK,
    space: GRID,
    hyphenate: true,
    balanced: false,
    keep: false,
};

pub const BODY: Style = PLAIN;
pub const LEAD: Style =
    Style { face: Face::SemiBold, size: 13.2, leading: 2.25 * GRID, space: 2.0 * GRID, hyphenate: false, ..PLAIN };
pub const HEADLINE: Style = Style { face: Face::SemiBold, size: 27.4, leading: 4.0 * GRID, space: 3.0 * GRID, ..HEADING };
pub const SUBHEAD: Style = Style { size: 15.84, leading: 2.5 * GRID, space: GRID, ..HEADING };
const HEADING: Style = Style { face: Face::SemiBold, hyphenate: false, balanced: true, keep: true, ..PLAIN };
pub const HEADINGS: [Style; 3] = [
    Style { size: 15.84, leading: 2.5 * GRID, space: 3.0 * GRID, ..HEADING },
    Style { size: 13.2, space: 2.0 * GRID, ..HEADING },
    Style { size: 11.0, space: 2.0 * GRID, ..HEADING },
];
/// Captions, contacts, dates, tables: one step of 1.2 below the body.
pub const SMALL: Style = Style { size: 9.17, leading: 1.5 * GRID, space: 0.5 * GRID, hyphenate: false, ..PLAIN };
/// The text about the sender.
pub const NOTE: Style = Style { size: 9.9, leading: 1.75 * GRID, space: 0.75 * GRID, ..PLAIN };
pub const SENDER: Style = Style { face: Face::SemiBold, size: 13.2, leading: 2.0 * GRID, space: 0.0, hyphenate: false, ..PLAIN };
