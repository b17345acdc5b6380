//! Cuts the column of strips into pages: headings stay with their text, tables repeat their heads.

use super::Backdrop;
use super::Drawn;
use super::Fragment;
use super::Page;
use super::Shape;
use super::Strip;
use crate::print::theme::Look;

/// A table's head that takes more of a page is not repeated.
const TALLEST_HEAD: f32 = 1.0 / 3.0;

/// Every strip on its page.
pub fn cut(strips: Vec<Strip>, heads: &[Vec<Strip>], look: &Look) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut start = 0;
    let mut strips: Vec<Option<Strip>> = strips.into_iter().map(Some).collect();
    while start < strips.len() || pages.is_empty() {
        let top = if pages.is_empty() { look.masthead } else { look.top };
        let mut page = Drawing::new(look, top);
        if let Some(head) = repeated_head(&strips, start, heads, look) {
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
        let (_, bottom) = placed(strip, y, page.empty && end == start, page.look);
        if bottom > page.look.bottom + 0.01 && end > start {
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
fn placed(strip: &Strip, y: f32, first: bool, look: &Look) -> (f32, f32) {
    let mut top = if first { y } else { y + strip.space };
    if strip.snap {
        let lines = ((top - look.top) / look.grid - 0.01).ceil();
        top = look.top + lines * look.grid;
    }
    (top, top + strip.height)
}

/// The head of the table that goes on at the head of this page. The head itself is no part of what names the table.
fn repeated_head<'a>(strips: &[Option<Strip>], start: usize, heads: &'a [Vec<Strip>], look: &Look) -> Option<&'a Vec<Strip>> {
    let tallest = (look.bottom - look.top) * TALLEST_HEAD;
    let head = heads.get(strips.get(start)?.as_ref()?.table?)?;
    (start > 0 && head.iter().map(|strip| strip.height + strip.space).sum::<f32>() <= tallest).then_some(head)
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
struct Drawing<'a> {
    look: &'a Look,
    y: f32,
    empty: bool,
    page: Page,
    /// Backdrops that may still grow, with their upper and lower edges.
    open: Vec<(Backdrop, f32, f32)>,
    closed: Vec<Shape>,
}

impl<'a> Drawing<'a> {
    fn new(look: &'a Look, top: f32) -> Drawing<'a> {
        Drawing { look, y: top, empty: true, page: Page::default(), open: Vec::new(), closed: Vec::new() }
    }

    fn add(&mut self, strip: Strip) {
        let (top, bottom) = placed(&strip, self.y, self.empty, self.look);
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
        self.page.pictures.extend(strip.pictures.into_iter().map(|drawn| Drawn { y: drawn.y + top, ..drawn }));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Theme;
    use crate::model::theme::Colours;
    use crate::print::fonts::Face;
    use crate::print::structure::RunId;

    fn cut(strips: Vec<Strip>, heads: &[Vec<Strip>]) -> Vec<Page> {
        super::cut(strips, heads, &Look::of(&Theme::default()))
    }

    /// A line of body text that can be told by its run.
    fn line(number: usize) -> Strip {
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
        Strip { height: 15.5, fragments: vec![fragment], ..Strip::default() }
    }

    fn runs(page: &Page) -> Vec<usize> {
        page.fragments.iter().filter_map(|fragment| Some(fragment.run?.0)).collect()
    }

    #[test]
    fn nothing_is_lost_and_nothing_stands_below_the_foot() {
        let pages = cut((0..200).map(line).collect(), &[]);
        assert_eq!(pages.iter().flat_map(runs).collect::<Vec<_>>(), (0..200).collect::<Vec<_>>());
        assert!(pages.iter().flat_map(|page| &page.fragments).all(|fragment| fragment.y < Look::of(&Theme::default()).bottom));
    }

    #[test]
    fn what_is_kept_goes_to_the_next_page_together() {
        let mut strips: Vec<Strip> = (0..100).map(line).collect();
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
        let in_table = |number| Strip { table: Some(0), ..line(number) };
        let strips = [Strip { keep: true, ..line(0) }].into_iter().chain((1..60).map(in_table)).collect();
        let pages = cut(strips, &[vec![line(0)]]);
        let heads: Vec<_> = pages[1].fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        assert_eq!(heads.len(), 1);
        assert!(heads[0].y < pages[1].fragments[1].y);
        assert!(pages[0].fragments.iter().all(|fragment| fragment.run.is_some()));
    }

    #[test]
    fn a_backdrop_is_one_box_on_each_page() {
        let backdrop = Backdrop { id: 0, x: 0.0, width: 2.0, reach: 0.0, colour: Colours::default().accent };
        let strips = (0..60).map(|number| Strip { backdrops: vec![backdrop], ..line(number) }).collect();
        let pages = cut(strips, &[]);
        assert_eq!(pages.iter().map(|page| page.shapes.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn a_strip_taller_than_a_page_does_not_stop_the_rest() {
        let tall = Strip { height: 5_000.0, ..line(0) };
        assert_eq!(cut(vec![tall.clone(), tall, line(1)], &[]).len(), 3);
    }
}
