//! Cuts the column of strips into pages: headings stay with their text, tables repeat their heads.

use super::Backdrop;
use super::Fragment;
use super::Page;
use super::Shape;
use super::Strip;
use crate::print::theme;

const FOOT: f32 = theme::PAGE_HEIGHT - theme::BOTTOM;
/// A table's head that takes more of a page is not repeated.
const TALLEST_HEAD: f32 = (FOOT - theme::TOP) / 3.0;

/// Every strip on its page.
pub fn cut(strips: Vec<Strip>, heads: &[Vec<Strip>]) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut start = 0;
    let mut strips: Vec<Option<Strip>> = strips.into_iter().map(Some).collect();
    while start < strips.len() || pages.is_empty() {
        let top = if pages.is_empty() { theme::MASTHEAD } else { theme::TOP };
        let mut page = Drawing::new(top);
        if let Some(head) = repeated_head(&strips, start, heads) {
            head.iter().for_each(|strip| page.add(as_decoration(strip.clone())));
        }
        let end = page_end(&strips, start, &page);
        for strip in strips.get_mut(start..end).unwrap_or_default() {
            if let Some(strip) = strip.take() {
                page.add(strip);
            }
        }
        pages.push(page.finish());
        start = end;
    }
    pages
}

/// The number of the strip with which the next page begins.
fn page_end(strips: &[Option<Strip>], start: usize, page: &Drawing) -> usize {
    let mut y = page.y;
    let mut end = start;
    let at = |index: usize| strips.get(index).and_then(Option::as_ref);
    while let Some(strip) = at(end) {
        let (_, bottom) = placed(strip, y, page.empty && end == start);
        if bottom > FOOT + 0.01 && end > start {
            // Back to where a page may end; where it may nowhere, here.
            let allowed = |&index: &usize| index > start && at(index - 1).is_some_and(|before| !before.keep);
            return (start + 1..=end).rev().find(allowed).unwrap_or(end);
        }
        y = bottom;
        end += 1;
    }
    end
}

/// Upper and lower edge of a strip when the one before it ends at `y`.
fn placed(strip: &Strip, y: f32, first: bool) -> (f32, f32) {
    let mut top = if first { y } else { y + strip.space };
    if strip.snap {
        let lines = ((top - theme::TOP) / theme::GRID - 0.01).ceil();
        top = theme::TOP + lines * theme::GRID;
    }
    (top, top + strip.height)
}

/// The head of the table that goes on at the head of this page. The head itself is no part of what names the table.
fn repeated_head<'a>(strips: &[Option<Strip>], start: usize, heads: &'a [Vec<Strip>]) -> Option<&'a Vec<Strip>> {
    let head = heads.get(strips.get(start)?.as_ref()?.table?)?;
    (start > 0 && head.iter().map(|strip| strip.height + strip.space).sum::<f32>() <= TALLEST_HEAD).then_some(head)
}

/// A repeated head is an artifact (PDF/UA-1 7.1): it has been read already.
fn as_decoration(mut strip: Strip) -> Strip {
    for fragment in &mut strip.fragments {
        fragment.run = None;
        fragment.link = None;
    }
    strip
}

/// A page that is being filled.
struct Drawing {
    y: f32,
    empty: bool,
    page: Page,
    /// Backdrops that may still grow, with their upper and lower edges.
    open: Vec<(Backdrop, f32, f32)>,
    closed: Vec<Shape>,
}

impl Drawing {
    fn new(top: f32) -> Drawing {
        Drawing { y: top, empty: true, page: Page::default(), open: Vec::new(), closed: Vec::new() }
    }

    fn add(&mut self, strip: Strip) {
        let (top, bottom) = placed(&strip, self.y, self.empty);
        self.empty = false;
        self.y = bottom;
        let (stay, end): (Vec<_>, Vec<_>) =
            self.open.drain(..).partition(|(open, _, _)| strip.backdrops.iter().any(|backdrop| backdrop.id == open.id));
        self.open = stay;
        self.closed.extend(end.into_iter().map(drawn));
        for backdrop in &strip.backdrops {
            match self.open.iter_mut().find(|(open, _, _)| open.id == backdrop.id) {
                Some((_, _, lower)) => *lower = bottom,
                None => self.open.push((*backdrop, top, bottom)),
            }
        }
        self.page.fragments.extend(strip.fragments.into_iter().map(|f| Fragment { y: f.y + top, ..f }));
        self.page.shapes.extend(strip.shapes.into_iter().map(|shape| shape.moved(top)));
    }

    fn finish(mut self) -> Page {
        self.closed.extend(self.open.into_iter().map(drawn));
        // Backdrops lie behind everything.
        self.closed.append(&mut self.page.shapes);
        self.page.shapes = self.closed;
        self.page
    }
}

fn drawn((backdrop, upper, lower): (Backdrop, f32, f32)) -> Shape {
    let Backdrop { x, width, reach, colour, .. } = backdrop;
    Shape::Box { x, y: upper - reach, width, height: lower - upper + 2.0 * reach, colour }
}
