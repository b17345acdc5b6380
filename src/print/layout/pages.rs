//! Cuts the column of line boxes into pages. Headings stay with their text, tables repeat their heads, and white space shrinks a little
//! where that saves a page of a few lines.

use super::{Backdrop, Fragment, LineBox, PlacedGraphic, PrintedPage, Shape};
use crate::print::theme::ResolvedTheme;

/// A table head that takes a larger part of the page is not repeated.
const MAX_HEAD: f32 = 1.0 / 3.0;
/// A last page that is filled to a smaller part is worth saving.
const SHORT_PAGE: f32 = 0.5;
/// The steps of shrinking white space, each stronger than the one before: see [`LineBox::tightened`].
const TIGHTENING: std::ops::RangeInclusive<usize> = 1..=4;

/// Cuts `boxes` into pages. `table_heads` are repeated where their table continues.
pub fn paginate(mut boxes: Vec<LineBox>, table_heads: &[Vec<LineBox>], theme: &ResolvedTheme) -> Vec<PrintedPage> {
    let paginator = Paginator { boxes: &boxes, table_heads, theme };
    let mut ends = paginator.page_ends(0);
    if ends.len() > 1 && paginator.last_page_height(&ends) < theme.page_height() * SHORT_PAGE {
        let mut tightened = TIGHTENING.map(|step| (step, paginator.page_ends(step)));
        if let Some((step, fewer)) = tightened.find(|(_, fewer)| fewer.len() < ends.len()) {
            boxes.iter_mut().for_each(|line_box| line_box.space_before = line_box.tightened(step, theme.grid));
            ends = fewer;
        }
    }
    let paginator = Paginator { boxes: &boxes, table_heads, theme };
    let starts = [0].into_iter().chain(ends.iter().copied());
    let page_heads: Vec<_> = starts.take(ends.len()).map(|start| paginator.repeated_head(start)).collect();
    let mut boxes = boxes.into_iter();
    let mut pages = Vec::with_capacity(ends.len());
    let mut start = 0;
    for (end, head) in ends.into_iter().zip(page_heads) {
        let mut page = PageBuilder::new(theme, if pages.is_empty() { theme.masthead } else { theme.top });
        head.into_iter().flatten().for_each(|line_box| page.add(as_decoration(line_box.clone())));
        boxes.by_ref().take(end - start).for_each(|line_box| page.add(line_box));
        pages.push(page.finish());
        start = end;
    }
    pages
}

struct Paginator<'a, 'b> {
    boxes: &'b [LineBox],
    table_heads: &'a [Vec<LineBox>],
    theme: &'a ResolvedTheme,
}

impl<'a> Paginator<'a, '_> {
    /// For each page, the index of the line box with which the next one begins. White space is tightened by `step`.
    fn page_ends(&self, step: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut start = 0;
        while start < self.boxes.len() || ends.is_empty() {
            start = self.page_end(start, step);
            ends.push(start);
        }
        ends
    }

    /// The end of the page that begins with `start`.
    fn page_end(&self, start: usize, step: usize) -> usize {
        let (mut y, repeats_head) = self.page_start(start);
        let mut end = start;
        while let Some(line_box) = self.boxes.get(end) {
            let (_, bottom) = vertical_extent(line_box, y, step, !repeats_head && end == start, self.theme);
            if bottom > self.theme.bottom + 0.01 && end > start {
                // Back to where a page may end, or else to where it does not end with a heading.
                let mut ends = (start + 1..=end).rev().filter_map(|end| Some((end, self.boxes.get(end - 1)?)));
                let any_end = ends.clone().find(|(_, last)| !last.is_heading);
                let good_end = ends.find(|(_, last)| !last.keep_with_next);
                return good_end.or(any_end).map_or(end, |(end, _)| end);
            }
            y = bottom;
            end += 1;
        }
        end
    }

    /// The `y` at which the first line box of a page begins, and whether a repeated table head is above it.
    fn page_start(&self, start: usize) -> (f32, bool) {
        let top = if start == 0 { self.theme.masthead } else { self.theme.top };
        let Some(head) = self.repeated_head(start) else { return (top, false) };
        (self.bottom_of(head, top, true), !head.is_empty())
    }

    /// The height of the text on the last page.
    fn last_page_height(&self, ends: &[usize]) -> f32 {
        let start = ends.len().checked_sub(2).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        let (top, repeats_head) = self.page_start(start);
        self.bottom_of(self.boxes.get(start..).unwrap_or_default(), top, !repeats_head) - self.theme.top
    }

    /// The lower edge of `boxes` that begin at `top`.
    fn bottom_of(&self, boxes: &[LineBox], top: f32, begins_page: bool) -> f32 {
        let below = |y, (number, line_box)| vertical_extent(line_box, y, 0, begins_page && number == 0, self.theme).1;
        boxes.iter().enumerate().fold(top, below)
    }

    /// The head of the table that continues at the top of this page. The head itself has no table number.
    fn repeated_head(&self, start: usize) -> Option<&'a Vec<LineBox>> {
        let head = self.table_heads.get(self.boxes.get(start)?.table?)?;
        let height: f32 = head.iter().map(|line_box| line_box.height + line_box.space_before).sum();
        (start > 0 && height <= self.theme.page_height() * MAX_HEAD).then_some(head)
    }
}

/// Upper and lower edge of a line box that follows one that ends at `y`.
fn vertical_extent(line_box: &LineBox, y: f32, step: usize, begins_page: bool, theme: &ResolvedTheme) -> (f32, f32) {
    let mut top = y + if begins_page { line_box.reach() } else { line_box.tightened(step, theme.grid) };
    if line_box.snap {
        let lines = ((top - theme.top) / theme.grid - 0.01).ceil();
        top = theme.top + lines * theme.grid;
    }
    (top, top + line_box.height)
}

/// A repeated head is an artifact, because it has been read already (PDF/UA-1, 7.1).
fn as_decoration(mut line_box: LineBox) -> LineBox {
    for fragment in &mut line_box.fragments {
        (fragment.run, fragment.link) = (None, None);
    }
    line_box
}

struct PageBuilder<'a> {
    theme: &'a ResolvedTheme,
    y: f32,
    is_empty: bool,
    page: PrintedPage,
    /// Backdrops that may still grow, with their upper and lower edges.
    open: Vec<(Backdrop, f32, f32)>,
    closed: Vec<Shape>,
}

impl<'a> PageBuilder<'a> {
    fn new(theme: &'a ResolvedTheme, top: f32) -> PageBuilder<'a> {
        PageBuilder { theme, y: top, is_empty: true, page: PrintedPage::default(), open: Vec::new(), closed: Vec::new() }
    }

    fn add(&mut self, line_box: LineBox) {
        let (top, bottom) = vertical_extent(&line_box, self.y, 0, self.is_empty, self.theme);
        self.is_empty = false;
        self.y = bottom;
        let (stay, end): (Vec<_>, Vec<_>) =
            self.open.drain(..).partition(|(open, _, _)| line_box.backdrops.iter().any(|backdrop| backdrop.id == open.id));
        self.open = stay;
        self.closed.extend(end.into_iter().map(backdrop_shape));
        for backdrop in &line_box.backdrops {
            match self.open.iter_mut().find(|(open, _, _)| open.id == backdrop.id) {
                Some((_, _, lower)) => *lower = bottom,
                None => self.open.push((*backdrop, top, bottom)),
            }
        }
        self.page.fragments.extend(line_box.fragments.into_iter().map(|f| Fragment { y: f.y + top, ..f }));
        self.page.pictures.extend(line_box.pictures.into_iter().map(|graphic| PlacedGraphic { y: graphic.y + top, ..graphic }));
        self.page.shapes.extend(line_box.shapes.into_iter().map(|shape| shape.move_down(top)));
    }

    fn finish(mut self) -> PrintedPage {
        self.closed.extend(self.open.into_iter().map(backdrop_shape));
        // Backdrops are behind everything.
        self.closed.append(&mut self.page.shapes);
        self.page.shapes = self.closed;
        self.page
    }
}

fn backdrop_shape((backdrop, upper, lower): (Backdrop, f32, f32)) -> Shape {
    let Backdrop { x, width, reach, colour, .. } = backdrop;
    Shape::Box { x, y: upper - reach, width, height: lower - upper + 2.0 * reach, colour }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Theme;
    use crate::model::theme::Colours;
    use crate::print::fonts::Face;
    use crate::print::structure::RunId;

    fn cut(boxes: Vec<LineBox>, table_heads: &[Vec<LineBox>]) -> Vec<PrintedPage> {
        paginate(boxes, table_heads, &ResolvedTheme::new(&Theme::default()))
    }

    /// A line of body text with this run.
    fn line(number: usize) -> LineBox {
        let fragment = Fragment {
            x: 0.0,
            y: 10.0,
            width: 10.0,
            face: Face::Regular,
            size: 11.0,
            colour: Colours::default().ink,
            glyphs: Vec::new(),
            run: Some(RunId(number)),
            link: None,
            actual_text: None,
        };
        LineBox { height: 15.5, fragments: vec![fragment], ..LineBox::default() }
    }

    fn runs(page: &PrintedPage) -> Vec<usize> {
        page.fragments.iter().filter_map(|fragment| Some(fragment.run?.0)).collect()
    }

    #[test]
    fn every_line_is_on_a_page_and_above_its_bottom() {
        let pages = cut((0..200).map(line).collect(), &[]);
        assert_eq!(pages.iter().flat_map(runs).collect::<Vec<_>>(), (0..200).collect::<Vec<_>>());
        assert!(
            pages.iter().flat_map(|page| &page.fragments).all(|fragment| fragment.y < ResolvedTheme::new(&Theme::default()).bottom)
        );
    }

    #[test]
    fn line_boxes_kept_together_move_to_the_next_page() {
        let mut boxes: Vec<LineBox> = (0..100).map(line).collect();
        let full = runs(&cut(boxes.clone(), &[])[0]).len();
        for line_box in &mut boxes[full - 3..=full] {
            line_box.keep_with_next = true;
        }
        assert_eq!(runs(&cut(boxes.clone(), &[])[1])[0], full - 3);
        // When everything is kept together, the page ends where it is full.
        boxes.iter_mut().for_each(|line_box| line_box.keep_with_next = true);
        assert_eq!(runs(&cut(boxes, &[])[1])[0], full);
    }

    #[test]
    fn a_table_repeats_its_head_as_decoration() {
        let in_table = |number| LineBox { table: Some(0), ..line(number) };
        let boxes = [LineBox { keep_with_next: true, ..line(0) }].into_iter().chain((1..60).map(in_table)).collect();
        let pages = cut(boxes, &[vec![line(0)]]);
        let table_heads: Vec<_> = pages[1].fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        assert_eq!(table_heads.len(), 1);
        assert!(table_heads[0].y < pages[1].fragments[1].y);
        assert!(pages[0].fragments.iter().all(|fragment| fragment.run.is_some()));
    }

    #[test]
    fn a_page_of_a_few_lines_is_saved_by_less_space() {
        let theme = ResolvedTheme::new(&Theme::default());
        let grid = theme.grid;
        let spaced = |number| LineBox { space_before: 3.0 * grid, ..line(number) };
        let one_page =
            Paginator { boxes: &(0..200).map(spaced).collect::<Vec<_>>(), table_heads: &[], theme: &theme }.page_ends(0)[0];
        let cut_of = |count: usize| cut((0..count).map(spaced).collect(), &[]);
        // Two lines more than a page, and nearly a page more.
        assert_eq!((cut_of(one_page + 2).len(), cut_of(one_page * 7 / 4).len()), (1, 2));
        let lines = |pages: &[PrintedPage]| pages[0].fragments.iter().map(|fragment| fragment.y).collect::<Vec<_>>();
        let first_of = |pages: &[PrintedPage]| lines(pages)[..2].to_vec();
        assert_eq!(first_of(&cut_of(one_page * 7 / 4)), first_of(&cut_of(2)), "no page can be saved, so space stays as it is");
        assert!(first_of(&cut_of(one_page + 2)) < first_of(&cut_of(2)));
        // The rest is whole grid lines, the same everywhere.
        let apart: Vec<f32> = lines(&cut_of(one_page + 2)).windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(apart.iter().all(|apart| (apart - 15.5 - 2.0 * grid).abs() < 0.01), "{apart:?}");
        // Without space, or where backdrops fill it, none can be removed.
        assert_eq!(cut((0..46).map(line).collect(), &[]).len(), 2);
        let filled = |number| LineBox { backdrop_space: 3.0 * grid, ..spaced(number) };
        assert_eq!(cut((0..one_page + 2).map(filled).collect(), &[]).len(), 2);
    }

    #[test]
    fn a_backdrop_has_room_at_the_top_of_a_page() {
        let backdrop = Backdrop { id: 0, x: 0.0, width: 2.0, reach: 7.75, colour: Colours::default().panel };
        let panel = |number| LineBox { backdrops: vec![backdrop], ..line(number) };
        let pages = cut((0..60).map(panel).collect(), &[]);
        let Shape::Box { y, .. } = pages[1].shapes[0] else { panic!("no box") };
        assert_eq!(y, ResolvedTheme::new(&Theme::default()).top);
    }

    #[test]
    fn a_backdrop_is_one_box_per_page() {
        let backdrop = Backdrop { id: 0, x: 0.0, width: 2.0, reach: 0.0, colour: Colours::default().accent };
        let boxes = (0..60).map(|number| LineBox { backdrops: vec![backdrop], ..line(number) }).collect();
        let pages = cut(boxes, &[]);
        assert_eq!(pages.iter().map(|page| page.shapes.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn a_line_box_taller_than_a_page_does_not_stop_the_rest() {
        let tall = LineBox { height: 5_000.0, ..line(0) };
        assert_eq!(cut(vec![tall.clone(), tall, line(1)], &[]).len(), 3);
    }
}
