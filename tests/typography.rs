//! The typography of printed releases: the length of lines, the grid, headings, and the column.

use crate::common;

use depesch::model::Direction;
use depesch::print::{Face, Fragment, PrintedPage};

/// As in `tests/golden.rs`.
const NOW: &str = "2026-03-15T12:00:00+01:00";
/// Half a line of body text.
const GRID: f32 = 7.75;
const BODY: f32 = 11.0;

/// The fragments of a line, up to a gap.
struct Line<'a> {
    fragments: Vec<&'a Fragment>,
}

impl Line<'_> {
    fn y(&self) -> f32 {
        self.fragments[0].y
    }

    fn size(&self) -> f32 {
        self.fragments[0].size
    }

    fn left(&self) -> f32 {
        self.fragments.iter().map(|fragment| fragment.x).fold(f32::MAX, f32::min)
    }

    fn right(&self) -> f32 {
        self.fragments.iter().map(|fragment| fragment.x + fragment.width).fold(0.0, f32::max)
    }

    /// The number of glyphs, which is that of characters except for ligatures.
    fn characters(&self) -> usize {
        self.fragments.iter().map(|fragment| fragment.glyphs.len()).sum()
    }
}

/// The lines of a page without its margins.
fn lines(page: &PrintedPage) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    for fragment in page.fragments.iter().filter(|fragment| fragment.run.is_some() && !fragment.glyphs.is_empty()) {
        let near = |line: &Line| {
            let alike = line.y() == fragment.y && line.size() == fragment.size;
            alike && (fragment.x - line.right() < 4.0 && line.left() - fragment.x - fragment.width < 4.0)
        };
        match lines.last_mut().filter(|line| near(line)) {
            Some(line) => line.fragments.push(fragment),
            None => lines.push(Line { fragments: vec![fragment] }),
        }
    }
    lines
}

/// Calls `check` with the path and each page of every release of the golden newsroom, and whether it runs from right to left.
fn for_each_page(mut check: impl FnMut(&str, &PrintedPage, bool)) {
    let newsroom = common::folder("tests/newsroom");
    let edition = newsroom.public(&common::instant(&newsroom, NOW));
    let mut count = 0;
    for release in edition.releases() {
        let composed = depesch::print::compose(&edition, release).unwrap();
        let is_rtl = release.lang.direction() == Direction::RightToLeft;
        composed.pages.iter().for_each(|page| check(&release.source, page, is_rtl));
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn no_line_has_more_than_75_characters() {
    let mut widest = std::collections::BTreeMap::new();
    for_each_page(|path, page, is_rtl| {
        // The number of Arabic glyphs is not that of the letters.
        for line in lines(page).into_iter().filter(|_| !is_rtl) {
            let most = widest.entry(format!("{:.2}", line.size())).or_insert((0, String::new()));
            *most = most.clone().max((line.characters(), path.to_owned()));
        }
    });
    assert!(widest.values().all(|(characters, _)| *characters <= 75), "{widest:#?}");
}

#[test]
fn body_text_is_on_one_grid_on_every_page() {
    let mut grid = None;
    for_each_page(|path, page, _| {
        for line in lines(page).iter().filter(|line| line.size() == BODY) {
            let off = line.y() % GRID;
            let grid = *grid.get_or_insert(off);
            assert!((off - grid).abs() < 0.05 || (off - grid).abs() > GRID - 0.05, "{path}: {off} and {grid} at {}", line.y());
        }
    });
}

/// The names of contacts are not body text: one beside a press contact leaves a line free.
#[test]
fn the_distance_below_headings_is_constant() {
    let mut below = std::collections::BTreeSet::new();
    for_each_page(|_, page, _| {
        for pair in lines(page).windows(2).filter(|pair| pair[0].size() == 15.84 && pair[1].size() == BODY) {
            if pair[1].fragments[0].face == Face::SemiBold {
                continue;
            }
            below.insert(((pair[1].y() - pair[0].y()) * 100.0).round() as i32);
        }
    });
    assert!(below.iter().all(|apart| (*apart - 2325).abs() < 3), "{below:?}");
}

#[test]
fn a_release_from_right_to_left_is_mirrored() {
    let mut first = true;
    for_each_page(|_, page, is_rtl| {
        if !is_rtl {
            return;
        }
        let middle = 297.0;
        let margin: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        let [.., address, number] = margin[..] else { panic!("no running foot") };
        assert!(number.x < address.x && address.x + address.width > middle + 100.0);
        if std::mem::take(&mut first) {
            let lines = lines(page);
            // Sender and kind of message at the right, date at the left.
            assert!(lines[0].left() > middle && lines[1].left() > middle && lines[2].right() < middle);
        }
    });
    assert!(!first);
}

#[test]
fn no_line_exceeds_the_column() {
    let (mut left, mut right) = (f32::MAX, 0.0_f32);
    for_each_page(|_, page, _| {
        for line in lines(page) {
            left = left.min(line.left());
            right = right.max(line.right());
        }
    });
    assert!(right - left <= 29.5 * BODY + 3.0, "{left} {right}");
}
