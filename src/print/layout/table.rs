//! Tables: how wide each column is, and rows as strips that can be cut over pages.

use super::Fragment;
use super::LineBox;
use super::Shape;
use super::TextSpan;
use super::column::Column;
use super::flow::Flow;
use super::paragraph;
use crate::model::Align;
use crate::model::Colour;
use crate::print::fonts::Face;
use crate::print::theme::HAIRLINE;
use crate::print::theme::ResolvedTheme;
use crate::print::theme::TextStyle;

/// Between neighbouring columns at least.
const GAP: f32 = 14.0;
/// A row of more lines may be cut over pages.
const TALL_ROW: usize = 12;
/// A table that is not taller is never cut.
const SHORT: f32 = 1.0 / 3.0;
/// A table of fewer rows is cut only when no page has room for it.
const FEW_ROWS: usize = 4;

/// The cells of a table as spans; a row's cells are as many as the columns.
pub struct TableSpans {
    pub align: Vec<Align>,
    pub header: Vec<Vec<TextSpan>>,
    pub rows: Vec<Vec<Vec<TextSpan>>>,
}

/// Sets a table over the whole column.
/// In text that is written from right to left the first column stands at the right.
pub fn set(flow: &mut Flow, cells: &TableSpans, from_the_right: bool) {
    let look = flow.look;
    let count = cells.header.len();
    let (size, gap) = match count {
        0..=6 => (look.cell.size, GAP),
        7..=12 => (7.6 * look.scale, 8.0),
        _ => (6.4 * look.scale, 4.0),
    };
    let style = TextStyle { size, ..look.cell };
    let head_style = TextStyle { face: Face::SemiBold, ..style };
    let mut columns = columns(flow, cells, &style, &head_style, gap);
    if from_the_right {
        for column in &mut columns {
            let x = 2.0 * look.left + look.measure - column.x - column.width;
            *column = Column { x, from_the_right, ..*column };
        }
    }
    let align = aligned(cells);

    let mut head = row(flow, &cells.header, &align, &columns, &head_style);
    if let Some(first) = head.first_mut() {
        (first.space, first.snap) = (look.grid, true);
    }
    close(&mut head, look, look.colours.muted);
    head.iter_mut().for_each(|strip| strip.keep = true);
    let table = flow.heads.len();
    flow.heads.push(head.clone());
    let mut rows: Vec<Vec<LineBox>> = Vec::with_capacity(cells.rows.len());
    for cells_of_row in &cells.rows {
        let mut strips = row(flow, cells_of_row, &align, &columns, &style);
        close(&mut strips, look, look.colours.line);
        strips.iter_mut().for_each(|strip| strip.table = Some(table));
        rows.push(strips);
    }
    let height_of_head = head.iter().map(|strip| strip.height).sum();
    keep_rows(&mut rows, height_of_head, look.page());
    head.into_iter().chain(rows.into_iter().flatten()).for_each(|strip| flow.push(strip));
}

/// Where the cells of each column stand. The ordinals that some tables begin with are names and not amounts: they stand under their head.
fn aligned(cells: &TableSpans) -> Vec<Align> {
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

/// Says which rows stay together: all of a small table; of a large one the first two, under the head, and the last two.
fn keep_rows(rows: &mut [Vec<LineBox>], height_of_head: f32, page: f32) {
    let height = height_of_head + rows.iter().flatten().map(|strip| strip.height).sum::<f32>();
    let whole = height <= page * SHORT || (rows.len() < FEW_ROWS && height <= page);
    let last = rows.len().saturating_sub(1);
    for (number, row) in rows.iter_mut().enumerate().take(last) {
        if let Some(strip) = row.last_mut().filter(|_| whole || number == 0 || number + 1 == last) {
            strip.keep = true;
        }
        if whole {
            row.iter_mut().for_each(|strip| strip.keep = true);
        }
    }
}

/// A row's hairline below it.
fn close(strips: &mut [LineBox], look: &ResolvedTheme, colour: Colour) {
    if let Some(last) = strips.last_mut() {
        let y = last.height - HAIRLINE;
        last.shapes.push(Shape::Box { x: look.left, y, width: look.measure, height: HAIRLINE, colour });
    }
}

/// The lines of all cells side by side, one strip for each line of the tallest.
fn row(flow: &mut Flow, cells: &[Vec<TextSpan>], align: &[Align], columns: &[Column], style: &TextStyle) -> Vec<LineBox> {
    let grid = flow.look.grid;
    // Letters stand in the middle between two rules, and not at the lower edge of their line.
    let centred = style.leading / 2.0 + style.size * 0.32 - style.baseline(grid);
    let mut strips: Vec<LineBox> = Vec::new();
    for (index, (cell, column)) in cells.iter().zip(columns).enumerate() {
        for (number, line) in flow.set(cell, style, *column).into_iter().enumerate() {
            if strips.len() <= number {
                strips.push(LineBox { height: style.leading, ..LineBox::default() });
            }
            let Some(strip) = strips.get_mut(number) else { continue };
            let free = if column.from_the_right {
                // To the left of what stands leftmost.
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
            strip.fragments.extend(line.fragments.into_iter().map(|f| Fragment { x: f.x + shift, ..f }));
        }
    }
    if strips.is_empty() {
        strips.push(LineBox { height: style.leading, ..LineBox::default() });
    }
    let count = strips.len();
    // Every row is whole lines of the grid, with at least half of one above and below its words.
    let height = count as f32 * style.leading;
    let padding = (((height / grid + 0.99).ceil() * grid) - height) / 2.0;
    for (number, strip) in strips.iter_mut().enumerate() {
        strip.fragments.iter_mut().for_each(|fragment| fragment.y += centred);
        if number == 0 {
            strip.height += padding;
            strip.fragments.iter_mut().for_each(|fragment| fragment.y += padding);
        }
        if number + 1 == count {
            strip.height += padding;
        }
        strip.keep = number + 1 < count && (count <= TALL_ROW || number == 0 || number + 2 == count);
    }
    strips
}

fn columns(flow: &mut Flow, cells: &TableSpans, style: &TextStyle, head_style: &TextStyle, gap: f32) -> Vec<Column> {
    let count = cells.header.len();
    let mut least = vec![0.0_f32; count];
    let mut liked = vec![0.0_f32; count];
    let mut ask = |row: &[Vec<TextSpan>], style: &TextStyle, flow: &mut Flow| {
        for ((cell, least), liked) in row.iter().zip(&mut least).zip(&mut liked) {
            let (word, all) = paragraph::widths(&mut flow.shaper, cell, style);
            *least = least.max(word);
            *liked = liked.max(all + 0.1);
        }
    };
    ask(&cells.header, head_style, flow);
    cells.rows.iter().for_each(|row| ask(row, style, flow));

    let look = flow.look;
    let gaps = count.saturating_sub(1) as f32;
    let room = (look.measure - gap * gaps).max(count as f32);
    let widths = share(&least, &liked, room);
    // What the words do not ask for is shared by the gaps.
    let gap = gap + (room - widths.iter().sum::<f32>()).max(0.0) / gaps.max(1.0);
    let mut x = look.left;
    let mut columns = Vec::with_capacity(count);
    for width in widths {
        columns.push(Column { x, width, from_the_right: false });
        x += width + gap;
    }
    columns
}

/// Gives each column what it likes, or what its longest word needs and a share of the rest, or a share of all there is.
fn share(least: &[f32], liked: &[f32], room: f32) -> Vec<f32> {
    let (needed, wanted): (f32, f32) = (least.iter().sum(), liked.iter().sum());
    if wanted <= room {
        return liked.to_vec();
    }
    if needed <= room {
        let rest = (room - needed) / (wanted - needed).max(1.0);
        return least.iter().zip(liked).map(|(least, liked)| least + (liked - least) * rest).collect();
    }
    // Even the longest words do not fit: no column gets more than three times its even share before the others have theirs.
    let even = room / least.len().max(1) as f32;
    let capped: Vec<f32> = least.iter().map(|least| least.clamp(even * 0.6, even * 3.0)).collect();
    let scale = room / capped.iter().sum::<f32>().max(1.0);
    capped.iter().map(|width| width * scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Theme;
    use crate::print::layout::pages;

    fn look() -> ResolvedTheme {
        ResolvedTheme::of(&Theme::default())
    }

    /// Rows of one line, and a head of as many points; what the last strip of each says.
    fn kept(rows: usize, height: f32) -> Vec<bool> {
        let mut strips: Vec<Vec<LineBox>> = vec![vec![LineBox { height, ..LineBox::default() }]; rows];
        keep_rows(&mut strips, height, look().page());
        strips.iter().map(|row| row[0].keep).collect()
    }

    #[test]
    fn a_small_table_is_whole_and_a_large_one_leaves_no_row_alone() {
        assert_eq!(kept(5, 20.0), [true, true, true, true, false]);
        assert_eq!(kept(20, 20.0), [&[true][..], &[false; 17], &[true, false]].concat());
        // Few rows, but tall: whole while a page holds them.
        assert_eq!(kept(3, 150.0), [true, true, false]);
        assert_eq!(kept(3, 400.0), [true, true, false]);
        assert_eq!(kept(4, 400.0), [true, false, true, false]);
        assert_eq!((kept(1, 400.0), kept(0, 20.0)), (vec![false], vec![]));
    }

    /// The runs of the first lines of each page of a table of `rows` rows below `above` lines of text.
    fn first_rows(above: usize, rows: usize) -> Vec<usize> {
        let strip = |run: usize| {
            let fragment = Fragment {
                x: 0.0,
                y: 10.0,
                width: 10.0,
                face: Face::Regular,
                size: 9.0,
                colour: look().colours.ink,
                glyphs: Vec::new(),
                run: Some(crate::print::structure::RunId(run)),
                link: None,
                told: None,
            };
            LineBox { height: 20.0, fragments: vec![fragment], ..LineBox::default() }
        };
        let mut body: Vec<Vec<LineBox>> = (1..=rows).map(|row| vec![LineBox { table: Some(0), ..strip(row) }]).collect();
        keep_rows(&mut body, 20.0, look().page());
        let head = vec![LineBox { keep: true, ..strip(0) }];
        let strips = (0..above).map(|_| strip(1_000)).chain(head.clone()).chain(body.into_iter().flatten()).collect();
        let first = |page: super::super::PrintedPage| page.fragments.iter().find_map(|fragment| Some(fragment.run?.0));
        pages::cut(strips, &[head], &look()).into_iter().skip(1).filter_map(first).collect()
    }

    #[test]
    fn a_table_is_cut_where_two_rows_stand_on_either_side() {
        let lines = ((look().bottom - look().masthead) / 20.0) as usize;
        // Small tables begin on the next page, whatever is left of this one.
        for left in 1..8 {
            assert_eq!(first_rows(lines - left, 7), [0], "{left} lines are left");
        }
        assert_eq!(first_rows(lines - 2, 30), [0], "room for the head and one row");
        assert_eq!(first_rows(lines - 3, 30), [3], "room for the head and two rows");
        assert_eq!(first_rows(lines - 20, 20), [19], "room for all but the last");
    }

    #[test]
    fn columns_never_ask_for_more_than_there_is() {
        assert_eq!(share(&[10.0, 20.0], &[30.0, 40.0], 100.0), [30.0, 40.0]);
        assert_eq!(share(&[10.0, 20.0], &[30.0, 100.0], 100.0).iter().sum::<f32>(), 100.0);
        assert!((share(&[400.0, 20.0, 30.0], &[900.0, 40.0, 90.0], 100.0).iter().sum::<f32>() - 100.0).abs() < 0.01);
    }
}
