//! The margins of a page: the sender at the head of later pages, the address and "Sida 1 (2)" at the foot. All of it is decoration.

use super::composer::{ComposedDocument, ComposedText};
use super::fonts::{Face, Shaper};
use super::layout::column::Column;
use super::layout::{Fragment, PrintedPage, Shape, TextSpan, paragraph};
use super::theme::{HAIRLINE, ResolvedTheme, TextStyle};
use crate::model::Colour;

/// No margin has room for more characters.
const MAX_CHARACTERS: usize = 160;
/// A text that is too long is set smaller, step by step.
const SIZES: [f32; 3] = [9.17, 8.4, 7.6];

/// Appends the pages of `text` to the document, with their margins. `count` is the number of all pages, `note` is said on each.
pub fn append_pages(document: &mut ComposedDocument, text: ComposedText, count: usize, note: Option<&str>, theme: &ResolvedTheme) {
    let ComposedText { pages, header, words } = text;
    let mut line = |text: &str, face, colour, room: f32| fit_line(&mut document.shaper, theme, text, face, colour, room);
    let (head, foot, muted, measure) = (theme.head, theme.foot, theme.colours.muted, theme.measure);
    let kind = match &header.warning {
        Some(warning) => format!("{} – {warning}", header.kind),
        None => header.kind,
    };
    let note = note.map(|note| format!("{note} – ")).unwrap_or_default();
    let page_number = |number: usize| format!("{note}{} {number} ({count})", words.page);
    // Room for the widest number of these pages.
    let before = document.pages.len();
    let widest = width(&line(&page_number(before + count.max(1)), Face::Regular, muted, measure));
    let address = line(&header.address.without_scheme(), Face::Regular, muted, measure - widest - 14.0);
    let column = Column::full(theme, header.is_rtl);
    let start_x = |width: f32| column.start_x(width);
    let end_x = |width: f32| 2.0 * theme.left + measure - column.start_x(width) - width;
    for (index, mut page) in pages.into_iter().enumerate() {
        if index > 0 {
            let (logo, height) = theme.logo.small;
            page.shapes.extend(theme.logo.shapes(start_x(logo), head - height + 2.0, height));
            let kind = line(&kind, Face::Regular, muted, measure);
            let room = measure - width(&kind) - logo - 18.0;
            let senders = line(&header.senders, Face::SemiBold, theme.colours.accent, room);
            let x = column.indent(logo + 5.0).start_x(width(&senders));
            place(&mut page, senders, x, head);
            let x = end_x(width(&kind));
            place(&mut page, kind, x, head);
            page.shapes.push(rule(theme, head + 9.0));
        }
        let number = line(&page_number(before + index + 1), Face::Regular, muted, measure);
        page.shapes.push(rule(theme, foot - 16.0));
        place(&mut page, address.clone(), start_x(width(&address)), foot);
        let x = end_x(width(&number));
        place(&mut page, number, x, foot);
        document.pages.push(page);
    }
}

fn rule(theme: &ResolvedTheme, y: f32) -> Shape {
    Shape::Box { x: theme.left, y, width: theme.measure, height: HAIRLINE, colour: theme.colours.line }
}

/// Sets `text` on one line of `room` points: smaller where necessary, then with an ellipsis.
fn fit_line(shaper: &mut Shaper, theme: &ResolvedTheme, text: &str, face: Face, colour: Colour, room: f32) -> Vec<Fragment> {
    let mut set = |text: &str, size: f32| {
        let style = TextStyle { size: size * theme.scale, ..theme.small };
        let column = Column { x: 0.0, width: room, is_rtl: false };
        let mut lines = paragraph::typeset(shaper, &[TextSpan::new(text, face, colour, None)], &style, column, None).lines;
        if lines.len() == 1 { lines.pop() } else { None }
    };
    let mut short: String = text.chars().take(MAX_CHARACTERS).collect();
    if short == text
        && let Some(line) = SIZES.iter().find_map(|&size| set(text, size))
    {
        return line;
    }
    // The text of the document has it in full.
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

fn place(page: &mut PrintedPage, fragments: Vec<Fragment>, x: f32, y: f32) {
    page.fragments.extend(fragments.into_iter().map(|f| Fragment { x: f.x + x, y, ..f }));
}
