//! What stands in the margins of a page: the sender on later pages, the address and "Sida 1 (2)" below. All of it is decoration.

use super::composer::ComposedText;
use super::fonts::Face;
use super::fonts::Shaper;
use super::layout::Fragment;
use super::layout::PrintedPage;
use super::layout::Shape;
use super::layout::TextSpan;
use super::layout::column::Column;
use super::layout::paragraph;
use super::theme::HAIRLINE;
use super::theme::ResolvedTheme;
use super::theme::TextStyle;
use crate::model::Colour;

/// More characters fit no margin.
const LONGEST: usize = 160;
/// What is too long for a margin is set smaller.
const SIZES: [f32; 3] = [9.17, 8.4, 7.6];

/// Where pages stand in their document.
#[derive(Debug, Clone, Copy)]
pub struct PageNumbering<'a> {
    /// So many stand before the first of them.
    pub before: usize,
    pub count: usize,
    /// What is said of the whole document on every page.
    pub note: Option<&'a str>,
}

pub fn draw(shaper: &mut Shaper, sheets: &mut ComposedText, numbers: PageNumbering, look: &ResolvedTheme) {
    let ComposedText { pages, front, words } = sheets;
    let (head, foot) = (look.head, look.foot);
    let PageNumbering { before, count, note } = numbers;
    let kind = match &front.warning {
        Some(warning) => format!("{} – {warning}", front.kind),
        None => front.kind.clone(),
    };
    let note = note.map(|note| format!("{note} – ")).unwrap_or_default();
    let number = |index: usize| format!("{note}{} {} ({count})", words.page, before + index + 1);
    // It stands beside the widest number as beside any.
    let widest = width(&line(shaper, look, &number(count.saturating_sub(1)), Face::Regular, look.colours.muted));
    let address = fitting(shaper, look, front.address.bare(), Face::Regular, look.colours.muted, look.measure - widest - 14.0);
    // Where a line begins, and where it ends: each the other's mirror image.
    let column = Column::of(look, front.from_the_right);
    let begin = |width: f32| column.edge(width);
    let end = |width: f32| 2.0 * look.left + look.measure - column.edge(width) - width;
    for (index, page) in pages.iter_mut().enumerate() {
        if index > 0 {
            let (mark, height) = look.mark.small;
            page.shapes.extend(look.mark.shapes(begin(mark), head - height + 2.0, height));
            let kind = line(shaper, look, &kind, Face::Regular, look.colours.muted);
            let room = look.measure - width(&kind) - mark - 18.0;
            let senders = fitting(shaper, look, &front.senders, Face::SemiBold, look.colours.accent, room);
            let indented = column.indented(mark + 5.0).edge(width(&senders));
            put(page, senders, indented, head);
            let x = end(width(&kind));
            put(page, kind, x, head);
            page.shapes.push(rule(look, head + 9.0));
        }
        let number = line(shaper, look, &number(index), Face::Regular, look.colours.muted);
        page.shapes.push(rule(look, foot - 16.0));
        put(page, address.clone(), begin(width(&address)), foot);
        let x = end(width(&number));
        put(page, number, x, foot);
    }
}

fn rule(look: &ResolvedTheme, y: f32) -> Shape {
    Shape::Box { x: look.left, y, width: look.measure, height: HAIRLINE, colour: look.colours.line }
}

/// A line of decoration.
fn line(shaper: &mut Shaper, look: &ResolvedTheme, text: &str, face: Face, colour: Colour) -> Vec<Fragment> {
    fitting(shaper, look, text, face, colour, look.measure)
}

/// `text` on one line of `room`: smaller when it must be, and with an ellipsis when even that is not enough.
fn fitting(shaper: &mut Shaper, look: &ResolvedTheme, text: &str, face: Face, colour: Colour, room: f32) -> Vec<Fragment> {
    let mut set = |text: &str, size: f32| {
        let span = TextSpan { text: text.to_owned(), face, colour, run: None, link: None };
        let mut lines = paragraph::set(
            shaper,
            &[span],
            &TextStyle { size: size * look.scale, ..look.small },
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

fn put(page: &mut PrintedPage, fragments: Vec<Fragment>, x: f32, y: f32) {
    page.fragments.extend(fragments.into_iter().map(|f| Fragment { x: f.x + x, y, ..f }));
}
