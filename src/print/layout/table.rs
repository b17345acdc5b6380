//! Tables: the width of each column, and rows as line boxes that can be cut over pages.

use super::column::Column;
use super::flow::Flow;
use super::{LineBox, Shape, TextSpan, paragraph};
use crate::model::{Align, Colour};
use crate::print::fonts::Face;
use crate::print::text::hyphenation::HyphenationLanguage;
use crate::print::theme::{HAIRLINE, ResolvedTheme, TextStyle};

/// Between neighbouring columns, at least.
const MIN_GAP: f32 = 14.0;
/// The type size of tables with many columns.
const SMALL_CELL: f32 = 7.6;
/// Rows with more lines may be cut over pages.
const TALL_ROW: usize = 12;
/// A table that takes at most this part of a page is not cut.
const SHORT_TABLE: f32 = 1.0 / 3.0;
/// A table with fewer rows is cut only when it is taller than a page.
const FEW_ROWS: usize = 4;

/// The cells of a table. Every row has as many as there are columns.
pub struct TableSpans {
    pub align: Vec<Align>,
    pub header: Vec<Vec<TextSpan>>,
    pub rows: Vec<Vec<Vec<TextSpan>>>,
}

/// Adds a table across the full measure. In text from right to left, the first column is at the right.
pub fn add_table(flow: &mut Flow, cells: &TableSpans, is_rtl: bool) {
    let theme = flow.theme;
    let count = cells.header.len();
    let (sizes, gap): (&[f32], f32) = match count {
        0..=6 => (&[9.17, SMALL_CELL], MIN_GAP),
        7..=12 => (&[SMALL_CELL], 8.0),
        _ => (&[6.4], 4.0),
    };
    // A size down where words would be divided against the rules of their language.
    let mut sizes = sizes.iter().map(|size| TextStyle { size: size * theme.scale, ..theme.cell }).peekable();
    let (style, head_style, mut columns) = loop {
        let style = sizes.next().unwrap_or(theme.cell);
        let head_style = TextStyle { face: Face::SemiBold, ..style };
        let (columns, fits) = layout_columns(flow, cells, &style, &head_style, gap);
        if fits || sizes.peek().is_none() {
            break (style, head_style, columns);
        }
    };
    if is_rtl {
        for column in &mut columns {
            let x = 2.0 * theme.left + theme.measure - column.x - column.width;
            *column = Column { x, is_rtl, ..*column };
        }
    }
    let align = column_alignment(cells);

    let mut head = typeset_row(flow, &cells.header, &align, &columns, &head_style);
    if let Some(first) = head.first_mut() {
        (first.space_before, first.snap) = (theme.grid, true);
    }
    add_row_rule(&mut head, theme, theme.colours.muted);
    head.iter_mut().for_each(|line_box| line_box.keep_with_next = true);
    let table = flow.table_heads.len();
    flow.table_heads.push(head.clone());
    let mut rows: Vec<Vec<LineBox>> = Vec::with_capacity(cells.rows.len());
    for row in &cells.rows {
        let mut boxes = typeset_row(flow, row, &align, &columns, &style);
        add_row_rule(&mut boxes, theme, theme.colours.line);
        boxes.iter_mut().for_each(|line_box| line_box.table = Some(table));
        rows.push(boxes);
    }
    let head_height = head.iter().map(|line_box| line_box.height).sum();
    keep_rows_together(&mut rows, head_height, theme.page_height());
    flow.extend(head);
    rows.into_iter().for_each(|row| flow.extend(row));
}

/// The alignment of each column. Ordinals in the first column are names rather than amounts, and are aligned with their header.
fn column_alignment(cells: &TableSpans) -> Vec<Align> {
    let mut align = cells.align.clone();
    let first = cells.rows.iter().filter_map(|row| row.first());
    let is_ordinal = |cell: &Vec<TextSpan>| {
        let digits = || cell.iter().flat_map(|span| span.text.chars()).filter(|c| *c != '.');
        digits().count() <= 2 && digits().all(|c| c.is_ascii_digit())
    };
    if let Some(align) = align.first_mut().filter(|align| **align == Align::End && first.clone().all(is_ordinal)) {
        *align = Align::Start;
    }
    align
}

/// Decides which rows stay together: all rows of a small table; of a large one the first two (with the head) and the last two.
fn keep_rows_together(rows: &mut [Vec<LineBox>], head_height: f32, page: f32) {
    let height = head_height + rows.iter().flatten().map(|line_box| line_box.height).sum::<f32>();
    let keep_whole = height <= page * SHORT_TABLE || (rows.len() < FEW_ROWS && height <= page);
    let last = rows.len().saturating_sub(1);
    for (number, row) in rows.iter_mut().enumerate().take(last) {
        if let Some(line_box) = row.last_mut().filter(|_| keep_whole || number == 0 || number + 1 == last) {
            line_box.keep_with_next = true;
        }
        if keep_whole {
            row.iter_mut().for_each(|line_box| line_box.keep_with_next = true);
        }
    }
}

/// Adds the hairline below a row.
fn add_row_rule(boxes: &mut [LineBox], theme: &ResolvedTheme, colour: Colour) {
    if let Some(last) = boxes.last_mut() {
        let y = last.height - HAIRLINE;
        last.shapes.push(Shape::Box { x: theme.left, y, width: theme.measure, height: HAIRLINE, colour });
    }
}

/// Sets the cells of a row side by side, with one line box for each line of the tallest.
fn typeset_row(flow: &mut Flow, cells: &[Vec<TextSpan>], align: &[Align], columns: &[Column], style: &TextStyle) -> Vec<LineBox> {
    let grid = flow.theme.grid;
    // Letters are centred between two rules rather than at the lower edge of their line.
    let centring = style.leading / 2.0 + style.size * 0.32 - style.baseline(grid);
    let mut boxes: Vec<LineBox> = Vec::new();
    for (index, (cell, column)) in cells.iter().zip(columns).enumerate() {
        for (number, line) in flow.typeset(cell, style, *column).into_iter().enumerate() {
            if boxes.len() <= number {
                boxes.push(LineBox { height: style.leading, ..LineBox::default() });
            }
            let Some(line_box) = boxes.get_mut(number) else { continue };
            let free = if column.is_rtl {
                // To the left of the leftmost fragment.
                let left = line.fragments.iter().map(|fragment| fragment.x).fold(column.x + column.width, f32::min);
                (column.x - left).min(0.0)
            } else {
                let right = line.fragments.last().map_or(column.x, |last| last.x + last.width);
                (column.x + column.width - right).max(0.0)
            };
            let shift = match align.get(index) {
                Some(Align::End) => free,
                Some(Align::Center) => free / 2.0,
                Some(Align::Start) | None => 0.0,
            };
            line_box.append(line.fragments, shift, 0.0);
        }
    }
    if boxes.is_empty() {
        boxes.push(LineBox { height: style.leading, ..LineBox::default() });
    }
    let count = boxes.len();
    // Every row is a whole number of grid lines, with at least half of one above and below its text.
    let height = count as f32 * style.leading;
    let padding = (((height / grid + 0.99).ceil() * grid) - height) / 2.0;
    for (number, line_box) in boxes.iter_mut().enumerate() {
        line_box.shift(0.0, centring);
        if number == 0 {
            line_box.pad_top(padding);
        }
        if number + 1 == count {
            line_box.height += padding;
        }
        line_box.keep_with_next = number + 1 < count && (count <= TALL_ROW || number == 0 || number + 2 == count);
    }
    boxes
}

/// The columns, and whether they hold every part that is not divided.
fn layout_columns(flow: &mut Flow, cells: &TableSpans, style: &TextStyle, head_style: &TextStyle, gap: f32) -> (Vec<Column>, bool) {
    let count = cells.header.len();
    let theme = flow.theme;
    let gaps = count.saturating_sub(1) as f32;
    let room = (theme.measure - gap * gaps).max(count as f32);
    let (words, preferred) = column_widths(flow, cells, style, head_style, None);
    let mut fits = true;
    let widths = if words.iter().sum::<f32>() <= room {
        distribute_width(&words, &preferred, room)
    } else {
        // Words are divided, but only in the columns that need it.
        let (syllables, _) = column_widths(flow, cells, style, head_style, flow.hyphenation);
        fits = syllables.iter().sum::<f32>() <= room;
        distribute_width(&syllables, &words, room)
    };
    // The gaps share what the columns do not use.
    let gap = gap + (room - widths.iter().sum::<f32>()).max(0.0) / gaps.max(1.0);
    let mut x = theme.left;
    let mut columns = Vec::with_capacity(count);
    for width in widths {
        columns.push(Column { x, width, is_rtl: false });
        x += width + gap;
    }
    (columns, fits)
}

/// For each column, the width of the widest part that is not divided, and of the widest cell on one line.
fn column_widths(
    flow: &mut Flow,
    cells: &TableSpans,
    style: &TextStyle,
    head_style: &TextStyle,
    language: Option<HyphenationLanguage>,
) -> (Vec<f32>, Vec<f32>) {
    let mut min = vec![0.0_f32; cells.header.len()];
    let mut preferred = min.clone();
    let rows = cells.rows.iter().map(|row| (row, style));
    for (row, style) in std::iter::once((&cells.header, head_style)).chain(rows) {
        for ((cell, min), preferred) in row.iter().zip(&mut min).zip(&mut preferred) {
            let (part, all) = paragraph::widths(flow.shaper, cell, style, language);
            *min = min.max(part);
            *preferred = preferred.max(all + 0.1);
        }
    }
    (min, preferred)
}

/// The width of each column: what it prefers, or its widest part and a share of the rest, or a share of the room.
fn distribute_width(min: &[f32], preferred: &[f32], room: f32) -> Vec<f32> {
    let (total_min, total_preferred): (f32, f32) = (min.iter().sum(), preferred.iter().sum());
    if total_preferred <= room {
        return preferred.to_vec();
    }
    if total_min <= room {
        let rest = (room - total_min) / (total_preferred - total_min).max(1.0);
        return min.iter().zip(preferred).map(|(min, preferred)| min + (preferred - min) * rest).collect();
    }
    // Even the widest parts do not fit: no column gets more than three times its even share before the others have theirs.
    let even = room / min.len().max(1) as f32;
    let capped: Vec<f32> = min.iter().map(|min| min.clamp(even * 0.6, even * 3.0)).collect();
    let scale = room / capped.iter().sum::<f32>().max(1.0);
    capped.iter().map(|width| width * scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Theme;
    use crate::print::layout::{Fragment, pages};

    fn theme() -> ResolvedTheme {
        ResolvedTheme::new(&Theme::default())
    }

    /// Whether each of `rows` rows, as tall as the head, stays with the next.
    fn kept_rows(rows: usize, height: f32) -> Vec<bool> {
        let mut boxes: Vec<Vec<LineBox>> = vec![vec![LineBox { height, ..LineBox::default() }]; rows];
        keep_rows_together(&mut boxes, height, theme().page_height());
        boxes.iter().map(|row| row[0].keep_with_next).collect()
    }

    #[test]
    fn a_small_table_is_not_cut_and_a_large_one_leaves_no_row_alone() {
        assert_eq!(kept_rows(5, 20.0), [true, true, true, true, false]);
        assert_eq!(kept_rows(20, 20.0), [&[true][..], &[false; 17], &[true, false]].concat());
        // Few but tall rows stay together as long as a page holds them.
        assert_eq!(kept_rows(3, 150.0), [true, true, false]);
        assert_eq!(kept_rows(3, 400.0), [true, true, false]);
        assert_eq!(kept_rows(4, 400.0), [true, false, true, false]);
        assert_eq!((kept_rows(1, 400.0), kept_rows(0, 20.0)), (vec![false], vec![]));
    }

    /// The runs with which the later pages begin, for a table of `rows` rows below `above` lines of text.
    fn first_rows(above: usize, rows: usize) -> Vec<usize> {
        let line_box = |run: usize| {
            let fragment = Fragment {
                x: 0.0,
                y: 10.0,
                width: 10.0,
                face: Face::Regular,
                size: 9.0,
                colour: theme().colours.ink,
                glyphs: Vec::new(),
                run: Some(crate::print::structure::RunId(run)),
                link: None,
                actual_text: None,
            };
            LineBox { height: 20.0, fragments: vec![fragment], ..LineBox::default() }
        };
        let mut body: Vec<Vec<LineBox>> = (1..=rows).map(|row| vec![LineBox { table: Some(0), ..line_box(row) }]).collect();
        keep_rows_together(&mut body, 20.0, theme().page_height());
        let head = vec![LineBox { keep_with_next: true, ..line_box(0) }];
        let boxes = (0..above).map(|_| line_box(1_000)).chain(head.clone()).chain(body.into_iter().flatten()).collect();
        let first = |page: super::super::PrintedPage| page.fragments.iter().find_map(|fragment| Some(fragment.run?.0));
        pages::paginate(boxes, &[head], &theme()).into_iter().skip(1).filter_map(first).collect()
    }

    #[test]
    fn a_table_is_cut_with_two_rows_on_either_side() {
        let lines = ((theme().bottom - theme().masthead) / 20.0) as usize;
        // Small tables begin on the next page, whatever room is left on this one.
        for left in 1..8 {
            assert_eq!(first_rows(lines - left, 7), [0], "{left} lines left");
        }
        assert_eq!(first_rows(lines - 2, 30), [0], "room for the head and one row");
        assert_eq!(first_rows(lines - 3, 30), [3], "room for the head and two rows");
        assert_eq!(first_rows(lines - 20, 20), [19], "room for all but the last");
    }

    #[test]
    fn columns_never_exceed_the_measure() {
        assert_eq!(distribute_width(&[10.0, 20.0], &[30.0, 40.0], 100.0), [30.0, 40.0]);
        assert_eq!(distribute_width(&[10.0, 20.0], &[30.0, 100.0], 100.0).iter().sum::<f32>(), 100.0);
        assert!((distribute_width(&[400.0, 20.0, 30.0], &[900.0, 40.0, 90.0], 100.0).iter().sum::<f32>() - 100.0).abs() < 0.01);
    }
}
