//! Tables of a page: data tables stay, layout tables dissolve.

use crate::import::document::{BlockContent, SourceBlock};
use crate::import::styled_text::{RunStyle, StyledText};

/// The blocks of each cell of a row.
pub type TableCells = Vec<Vec<SourceBlock>>;

/// Wider tables are unreadable.
const MAX_WIDTH: usize = 30;

pub fn table_blocks(mut rows: Vec<TableCells>, line: usize, is_layout: bool) -> Vec<SourceBlock> {
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let titles = if is_layout { 0 } else { title_rows(&rows, width) };
    if titles > 0 {
        // A title row goes above its table.
        let below = rows.split_off(titles);
        let mut blocks: Vec<SourceBlock> = rows.into_iter().flatten().flatten().collect();
        blocks.extend(table_blocks(below, line, is_layout));
        return blocks;
    }
    let is_data =
        !is_layout && rows.len() > 1 && (2..=MAX_WIDTH).contains(&width) && rows.iter().flatten().all(|cell| is_cell(cell));
    if !is_data {
        return rows.into_iter().flatten().flatten().collect();
    }
    let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| join_cell(&cell)).collect()).collect();
    vec![SourceBlock::new(line, BlockContent::Table(rows))]
}

/// The first rows with one cell over the whole width, if there is a table below them.
fn title_rows(rows: &[TableCells], width: usize) -> usize {
    let is_title = |row: &TableCells| row.first().is_some_and(|cell| !cell.is_empty()) && row.iter().skip(1).all(Vec::is_empty);
    let spans = |row: &TableCells| row.len() == 1 || row.len() == width;
    let count = rows.iter().take_while(|row| is_title(row) && spans(row)).count();
    if width > 1 && rows.len() >= count + 2 { count } else { 0 }
}

fn is_cell(cell: &[SourceBlock]) -> bool {
    cell.len() <= 3
        && cell.iter().all(|block| matches!(&block.content, BlockContent::Paragraph(text) if text.plain_text().len() < 600))
}

fn join_cell(cell: &[SourceBlock]) -> StyledText {
    let mut out = StyledText::default();
    for text in cell.iter().flat_map(SourceBlock::lines) {
        if !out.is_blank() {
            out.push(" ", &RunStyle::default(), text.line());
        }
        out.append(&text);
    }
    out
}
