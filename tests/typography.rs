//! How printed releases are set: lines that are read with ease, all of them on one grid, nothing beyond the column.

use crate::common;

use depesch::model::Direction;
use depesch::print::Face;
use depesch::print::Fragment;
use depesch::print::PrintedPage;

/// As in `tests/golden.rs`.
const NOW: &str = "2026-03-15T12:00:00+01:00";
/// Half a line of running text.
const GRID: f32 = 7.75;
const BODY: f32 = 11.0;

/// What stands on one line without a gap.
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

    /// As many as there are glyphs, but for ligatures.
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

/// Calls `look` with the path and each page of every release of the golden newsroom, and whether it is written from the right.
fn every_page(mut look: impl FnMut(&str, &PrintedPage, bool)) {
    let newsroom = common::folder("tests/newsroom");
    let edition = newsroom.public(&common::instant(&newsroom, NOW));
    let mut count = 0;
    for release in edition.releases() {
        let composed = depesch::print::compose(&edition, release).unwrap();
        let from_the_right = release.lang.direction() == Direction::RightToLeft;
        composed.pages.iter().for_each(|page| look(&release.source, page, from_the_right));
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn no_line_holds_more_than_is_read_with_ease() {
    let mut widest = std::collections::BTreeMap::new();
    every_page(|path, page, from_the_right| {
        // Of Arabic, glyphs do not tell how many letters there are.
        for line in lines(page).into_iter().filter(|_| !from_the_right) {
            let most = widest.entry(format!("{:.2}", line.size())).or_insert((0, String::new()));
            *most = most.clone().max((line.characters(), path.to_owned()));
        }
    });
    assert!(widest.values().all(|(characters, _)| *characters <= 75), "{widest:#?}");
}

#[test]
fn running_text_stands_on_one_grid_on_every_page() {
    let mut grid = None;
    every_page(|path, page, _| {
        for line in lines(page).iter().filter(|line| line.size() == BODY) {
            let off = line.y() % GRID;
            let grid = *grid.get_or_insert(off);
            assert!((off - grid).abs() < 0.05 || (off - grid).abs() > GRID - 0.05, "{path}: {off} and {grid} at {}", line.y());
        }
    });
}

/// The names of contacts are no running text: beside one for the press, another leaves a line free.
#[test]
fn text_begins_equally_far_below_every_heading() {
    let mut below = std::collections::BTreeSet::new();
    every_page(|_, page, _| {
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
fn a_release_from_the_right_is_mirrored() {
    let mut first = true;
    every_page(|_, page, from_the_right| {
        if !from_the_right {
            return;
        }
        let middle = 297.0;
        let margin: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        let [.., address, number] = margin[..] else { panic!("no foot") };
        assert!(number.x < address.x && address.x + address.width > middle + 100.0);
        if std::mem::take(&mut first) {
            let lines = lines(page);
            // The sender and the kind of message at the right, the date at the left.
            assert!(lines[0].left() > middle && lines[1].left() > middle && lines[2].right() < middle);
        }
    });
    assert!(!first);
}

#[test]
fn nothing_stands_beyond_the_column() {
    let (mut left, mut right) = (f32::MAX, 0.0_f32);
    every_page(|_, page, _| {
        for line in lines(page) {
            left = left.min(line.left());
            right = right.max(line.right());
        }
    });
    assert!(right - left <= 29.5 * BODY + 3.0, "{left} {right}");
}
