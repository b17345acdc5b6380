//! What stands in the margins of a page: the sender on later pages, the address and "Sida 1 (2)" below. All of it is decoration.

use super::compose::Front;
use super::fonts::Face;
use super::fonts::Shaper;
use super::layout::Fragment;
use super::layout::Page;
use super::layout::Shape;
use super::layout::Span;
use super::layout::flow::Column;
use super::layout::paragraph;
use super::logo;
use super::theme;
use super::theme::Colour;
use super::theme::Style;
use crate::wording::Wording;

/// Of the baseline of the head of later pages, and of the foot.
const HEAD: f32 = 52.0;
const FOOT: f32 = theme::PAGE_HEIGHT - 40.0;
/// More characters fit no margin.
const LONGEST: usize = 160;
/// What is too long for a margin is set smaller.
const SIZES: [f32; 3] = [theme::SMALL.size, 8.4, 7.6];

pub fn draw(shaper: &mut Shaper, pages: &mut [Page], front: &Front, words: &Wording) {
    let count = pages.len();
    let kind = match &front.warning {
        Some(warning) => format!("{} – {warning}", front.kind),
        None => front.kind.to_owned(),
    };
    for (index, page) in pages.iter_mut().enumerate() {
        if index > 0 {
            let mark = 12.0;
            page.shapes.extend(logo::shapes(theme::LEFT, HEAD - mark + 2.0, mark));
            let right = line(shaper, &kind, Face::Regular, theme::MUTED);
            let room = theme::FULL - width(&right) - mark - 18.0;
            let left = fitting(shaper, &front.senders, Face::SemiBold, theme::ACCENT, room);
            put(page, left, theme::LEFT + mark + 5.0, HEAD);
            let x = theme::LEFT + theme::FULL - width(&right);
            put(page, right, x, HEAD);
            page.shapes.push(rule(HEAD + 9.0));
        }
        let number = format!("{} {} ({count})", words.page, index + 1);
        let right = line(shaper, &number, Face::Regular, theme::MUTED);
        let left = fitting(shaper, front.address.bare(), Face::Regular, theme::MUTED, theme::FULL - width(&right) - 14.0);
        page.shapes.push(rule(FOOT - 16.0));
        put(page, left, theme::LEFT, FOOT);
        let x = theme::LEFT + theme::FULL - width(&right);
        put(page, right, x, FOOT);
    }
}

fn rule(y: f32) -> Shape {
    Shape::Box { x: theme::LEFT, y, width: theme::FULL, height: theme::HAIRLINE, colour: theme::LINE }
}

/// A line of decoration.
fn line(shaper: &mut Shaper, text: &str, face: Face, colour: Colour) -> Vec<Fragment> {
    fitting(shaper, text, face, colour, theme::FULL)
}

/// `text` on one line of `room`: smaller when it must be, and with an ellipsis when even that is not enough.
fn fitting(shaper: &mut Shaper, text: &str, face: Face, colour: Colour, room: f32) -> Vec<Fragment> {
    let mut set = |text: &str, size: f32| {
        let span = Span { text: text.to_owned(), face, colour, run: None, link: None };
        let mut lines = paragraph::set(
            shaper,
            &[span],
            &Style { size, ..theme::SMALL },
            Column { x: 0.0, width: room, from_the_right: false },
            None,
        );
        if lines.len() == 1 { lines.pop() } else { None }
    };
    let mut short: String = text.chars().take(LONGEST).collect();
    if short == text
        && let Some(line) = SIZES.iter().find_map(|&size| set(text, size))
    {
        return line;
    }
    // What is cut here stands whole in the text.
    let [.., smallest] = SIZES;
    while short.pop().is_some() {
        if let Some(line) = set(&format!("{}…", short.trim_end()), smallest) {
            return line;
        }
    }
    Vec::new()
}

fn width(fragments: &[Fragment]) -> f32 {
    fragments.last().map_or(0.0, |last| last.x + last.width)
}

fn put(page: &mut Page, fragments: Vec<Fragment>, x: f32, y: f32) {
    page.fragments.extend(fragments.into_iter().map(|f| Fragment { x: f.x + x, y, ..f }));
}
