//! Tables of a page: those that hold data stay tables, those that only place things on the page dissolve.

use crate::import::document::BlockContent;
use crate::import::document::SourceBlock;
use crate::import::styled_text::RunStyle;
use crate::import::styled_text::StyledText;

/// Cells of blocks.
pub(super) type TableCells = Vec<Vec<SourceBlock>>;

/// A wider table is no table for readers.
const WIDEST: usize = 30;

pub(super) fn blocks(mut rows: Vec<TableCells>, line: usize, is_layout: bool) -> Vec<SourceBlock> {
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_data = !is_layout && rows.len() > 1 && (2..=WIDEST).contains(&width) && rows.iter().flatten().all(|cell| is_cell(cell));
    if !is_data {
        return rows.into_iter().flatten().flatten().collect();
    }
    let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| in_one(&cell)).collect()).collect();
    vec![SourceBlock { line, content: BlockContent::Table(rows) }]
}

fn is_cell(cell: &[SourceBlock]) -> bool {
    cell.len() <= 3
        && cell.iter().all(|block| matches!(&block.content, BlockContent::Paragraph(text) if text.plain_text().len() < 600))
}

fn in_one(cell: &[SourceBlock]) -> StyledText {
    let mut out = StyledText::default();
    for text in cell.iter().flat_map(SourceBlock::lines) {
        if !out.is_blank() {
            out.push(" ", &RunStyle::default(), text.line());
        }
        out.append(&text);
    }
    out
}
