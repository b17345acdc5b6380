//! Cuts the column of strips into pages: headings stay with their text, tables repeat their heads, and no page is begun for a few lines
//! if a little less white space spares it.

use super::Backdrop;
use super::Fragment;
use super::LineBox;
use super::PlacedGraphic;
use super::PrintedPage;
use super::Shape;
use crate::print::theme::ResolvedTheme;

/// A table's head that takes more of a page is not repeated.
const TALLEST_HEAD: f32 = 1.0 / 3.0;
/// A last page of which less is filled is one too many.
const SHORT_PAGE: f32 = 0.5;
/// How white space is made tighter where that spares a page, each step more than the one before: see [`LineBox::tightened`].
const TIGHTER: std::ops::RangeInclusive<usize> = 1..=4;

/// Every strip on its page.
pub fn cut(mut strips: Vec<LineBox>, heads: &[Vec<LineBox>], look: &ResolvedTheme) -> Vec<PrintedPage> {
    let mut ends = page_ends(&strips, heads, 0, look);
    if ends.len() > 1 && height_of_last(&strips, heads, &ends, look) < look.page() * SHORT_PAGE {
        let mut tighter = TIGHTER.map(|step| (step, page_ends(&strips, heads, step, look)));
        if let Some((step, spared)) = tighter.find(|(_, spared)| spared.len() < ends.len()) {
            strips.iter_mut().for_each(|strip| strip.space = strip.tightened(step, look.grid));
            ends = spared;
        }
    }
    draw(strips, heads, &ends, look)
}

/// Where each page ends: the number of the strip with which the next one begins. White space is as tight as `step` says.
fn page_ends(strips: &[LineBox], heads: &[Vec<LineBox>], step: usize, look: &ResolvedTheme) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    while start < strips.len() || ends.is_empty() {
        start = page_end(strips, heads, start, step, look);
        ends.push(start);
    }
    ends
}

/// The number of the strip with which the page after the one that begins with `start` begins.
fn page_end(strips: &[LineBox], heads: &[Vec<LineBox>], start: usize, step: usize, look: &ResolvedTheme) -> usize {
    let (mut y, headed) = beginning(strips, heads, start, look);
    let mut end = start;
    while let Some(strip) = strips.get(end) {
        let (_, bottom) = placed(strip, y, step, !headed && end == start, look);
        if bottom > look.bottom + 0.01 && end > start {
            // Back to where a page may end; where it may nowhere, here.
            let allowed = |&index: &usize| strips.get(index.wrapping_sub(1)).is_some_and(|before| !before.keep);
            return (start + 1..=end).rev().find(allowed).unwrap_or(end);
        }
        y = bottom;
        end += 1;
    }
    end
}

/// How far down the first strip of a page begins, and whether the head of a table stands above it.
fn beginning(strips: &[LineBox], heads: &[Vec<LineBox>], start: usize, look: &ResolvedTheme) -> (f32, bool) {
    let top = if start == 0 { look.masthead } else { look.top };
    let Some(head) = repeated_head(strips, start, heads, look) else { return (top, false) };
    let below = |y: f32, (number, strip): (usize, &LineBox)| placed(strip, y, 0, number == 0, look).1;
    (head.iter().enumerate().fold(top, below), !head.is_empty())
}

/// How much of the last page is filled.
fn height_of_last(strips: &[LineBox], heads: &[Vec<LineBox>], ends: &[usize], look: &ResolvedTheme) -> f32 {
    let start = ends.len().checked_sub(2).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let (top, headed) = beginning(strips, heads, start, look);
    let below = |y: f32, (number, strip): (usize, &LineBox)| placed(strip, y, 0, !headed && number == 0, look).1;
    strips.get(start..).unwrap_or_default().iter().enumerate().fold(top, below) - look.top
}

fn draw(strips: Vec<LineBox>, heads: &[Vec<LineBox>], ends: &[usize], look: &ResolvedTheme) -> Vec<PrintedPage> {
    let mut pages = Vec::with_capacity(ends.len());
    let mut start = 0;
    let heads_of_pages: Vec<Option<&Vec<LineBox>>> =
        ends.iter().map(|&end| repeated_head(&strips, std::mem::replace(&mut start, end), heads, look)).collect();
    let mut strips = strips.into_iter();
    let mut start = 0;
    for (&end, head) in ends.iter().zip(heads_of_pages) {
        let mut page = PageBuilder::new(look, if pages.is_empty() { look.masthead } else { look.top });
        for strip in head.into_iter().flatten() {
            page.add(as_decoration(strip.clone()));
        }
        strips.by_ref().take(end - start).for_each(|strip| page.add(strip));
        pages.push(page.finish());
        start = end;
    }
    pages
}

/// Upper and lower edge of a strip when the one before it ends at `y`.
fn placed(strip: &LineBox, y: f32, step: usize, first: bool, look: &ResolvedTheme) -> (f32, f32) {
    let mut top = y + if first { strip.reach() } else { strip.tightened(step, look.grid) };
    if strip.snap {
        let lines = ((top - look.top) / look.grid - 0.01).ceil();
        top = look.top + lines * look.grid;
    }
    (top, top + strip.height)
}

/// The head of the table that goes on at the head of this page. The head itself is no part of what names the table.
fn repeated_head<'a>(
    strips: &[LineBox],
    start: usize,
    heads: &'a [Vec<LineBox>],
    look: &ResolvedTheme,
) -> Option<&'a Vec<LineBox>> {
    let head = heads.get(strips.get(start)?.table?)?;
    (start > 0 && head.iter().map(|strip| strip.height + strip.space).sum::<f32>() <= look.page() * TALLEST_HEAD).then_some(head)
}

/// A repeated head is an artifact (PDF/UA-1 7.1): it has been read already.
fn as_decoration(mut strip: LineBox) -> LineBox {
    for fragment in &mut strip.fragments {
        fragment.run = None;
        fragment.link = None;
    }
    strip
}

/// A page that is being filled.
struct PageBuilder<'a> {
    look: &'a ResolvedTheme,
    y: f32,
    empty: bool,
    page: PrintedPage,
    /// Backdrops that may still grow, with their upper and lower edges.
    open: Vec<(Backdrop, f32, f32)>,
    closed: Vec<Shape>,
}

impl<'a> PageBuilder<'a> {
    fn new(look: &'a ResolvedTheme, top: f32) -> PageBuilder<'a> {
        PageBuilder { look, y: top, empty: true, page: PrintedPage::default(), open: Vec::new(), closed: Vec::new() }
    }

    fn add(&mut self, strip: LineBox) {
        let (top, bottom) = placed(&strip, self.y, 0, self.empty, self.look);
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
        self.page.pictures.extend(strip.pictures.into_iter().map(|drawn| PlacedGraphic { y: drawn.y + top, ..drawn }));
        self.page.shapes.extend(strip.shapes.into_iter().map(|shape| shape.moved(top)));
    }

    fn finish(mut self) -> PrintedPage {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Theme;
    use crate::model::theme::Colours;
    use crate::print::fonts::Face;
    use crate::print::structure::RunId;

    fn cut(strips: Vec<LineBox>, heads: &[Vec<LineBox>]) -> Vec<PrintedPage> {
        super::cut(strips, heads, &ResolvedTheme::of(&Theme::default()))
    }

    /// A line of body text that can be told by its run.
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
            told: None,
        };
        LineBox { height: 15.5, fragments: vec![fragment], ..LineBox::default() }
    }

    fn runs(page: &PrintedPage) -> Vec<usize> {
        page.fragments.iter().filter_map(|fragment| Some(fragment.run?.0)).collect()
    }

    #[test]
    fn nothing_is_lost_and_nothing_stands_below_the_foot() {
        let pages = cut((0..200).map(line).collect(), &[]);
        assert_eq!(pages.iter().flat_map(runs).collect::<Vec<_>>(), (0..200).collect::<Vec<_>>());
        assert!(
            pages.iter().flat_map(|page| &page.fragments).all(|fragment| fragment.y < ResolvedTheme::of(&Theme::default()).bottom)
        );
    }

    #[test]
    fn what_is_kept_goes_to_the_next_page_together() {
        let mut strips: Vec<LineBox> = (0..100).map(line).collect();
        let full = runs(&cut(strips.clone(), &[])[0]).len();
        for strip in &mut strips[full - 3..=full] {
            strip.keep = true;
        }
        assert_eq!(runs(&cut(strips.clone(), &[])[1])[0], full - 3);
        // Where everything is kept, the page is cut where it is full.
        strips.iter_mut().for_each(|strip| strip.keep = true);
        assert_eq!(runs(&cut(strips, &[])[1])[0], full);
    }

    #[test]
    fn a_table_draws_its_head_again_as_decoration() {
        let in_table = |number| LineBox { table: Some(0), ..line(number) };
        let strips = [LineBox { keep: true, ..line(0) }].into_iter().chain((1..60).map(in_table)).collect();
        let pages = cut(strips, &[vec![line(0)]]);
        let heads: Vec<_> = pages[1].fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        assert_eq!(heads.len(), 1);
        assert!(heads[0].y < pages[1].fragments[1].y);
        assert!(pages[0].fragments.iter().all(|fragment| fragment.run.is_some()));
    }

    #[test]
    fn a_page_of_a_few_lines_is_spared_by_a_little_less_space() {
        let look = ResolvedTheme::of(&Theme::default());
        let grid = look.grid;
        let spaced = |number| LineBox { space: 3.0 * grid, ..line(number) };
        let one_page = page_ends(&(0..200).map(spaced).collect::<Vec<_>>(), &[], 0, &look)[0];
        let cut_of = |count: usize| cut((0..count).map(spaced).collect(), &[]);
        // Two lines too many, and nearly a page too many.
        assert_eq!((cut_of(one_page + 2).len(), cut_of(one_page * 7 / 4).len()), (1, 2));
        let lines = |pages: &[PrintedPage]| pages[0].fragments.iter().map(|fragment| fragment.y).collect::<Vec<_>>();
        let first_of = |pages: &[PrintedPage]| lines(pages)[..2].to_vec();
        assert_eq!(first_of(&cut_of(one_page * 7 / 4)), first_of(&cut_of(2)), "where no page is spared nothing is made tight");
        assert!(first_of(&cut_of(one_page + 2)) < first_of(&cut_of(2)));
        // What is left is whole lines of the grid, everywhere the same.
        let apart: Vec<f32> = lines(&cut_of(one_page + 2)).windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(apart.iter().all(|apart| (apart - 15.5 - 2.0 * grid).abs() < 0.01), "{apart:?}");
        // Where there is no space, or backdrops fill it, none can be taken.
        assert_eq!(cut((0..46).map(line).collect(), &[]).len(), 2);
        let taken = |number| LineBox { taken: 3.0 * grid, ..spaced(number) };
        assert_eq!(cut((0..one_page + 2).map(taken).collect(), &[]).len(), 2);
    }

    #[test]
    fn what_lies_behind_a_text_has_room_at_the_head_of_a_page() {
        let backdrop = Backdrop { id: 0, x: 0.0, width: 2.0, reach: 7.75, colour: Colours::default().panel };
        let panel = |number| LineBox { backdrops: vec![backdrop], ..line(number) };
        let pages = cut((0..60).map(panel).collect(), &[]);
        let Shape::Box { y, .. } = pages[1].shapes[0] else { panic!("no box") };
        assert_eq!(y, ResolvedTheme::of(&Theme::default()).top);
    }

    #[test]
    fn a_backdrop_is_one_box_on_each_page() {
        let backdrop = Backdrop { id: 0, x: 0.0, width: 2.0, reach: 0.0, colour: Colours::default().accent };
        let strips = (0..60).map(|number| LineBox { backdrops: vec![backdrop], ..line(number) }).collect();
        let pages = cut(strips, &[]);
        assert_eq!(pages.iter().map(|page| page.shapes.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn a_strip_taller_than_a_page_does_not_stop_the_rest() {
        let tall = LineBox { height: 5_000.0, ..line(0) };
        assert_eq!(cut(vec![tall.clone(), tall, line(1)], &[]).len(), 3);
    }
}
