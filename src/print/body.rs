//! The body of a release: headings, paragraphs, lists, quotes, pictures and tables, with their links and emphasis.

use std::slice::Iter;

use super::composer::Composer;
use super::fonts::Face;
use super::layout::column::Column;
use super::layout::table::{self, TableSpans};
use super::layout::{Fragment, LineBox, PlacedGraphic, TextSpan};
use super::structure::{NodeId, StructureType};
use super::text::spans;
use super::theme::TextStyle;
use crate::model::{Block, Inline, Inlines, List, Picture, Quote, QuoteMark, Section, Table};

/// Indent of each list and quote.
const INDENT: f32 = 16.0;
/// List items with more characters (about two lines), or with several paragraphs, are spaced like paragraphs.
const LONG_ITEM: usize = 140;
/// The bar beside a quote is as tall as its letters, not as its lines.
const BAR_REACH: f32 = -2.0;
/// Deeper lists are set and tagged as if they were on this level.
const MAX_DEPTH: usize = 16;
/// The greatest height of a picture, so that it does not displace its text.
const MAX_PICTURE_HEIGHT: f32 = 300.0;

/// Where to continue. Blocks nest as deep as an author likes, so the walk has a stack of its own.
enum BlockFrame<'a> {
    Blocks {
        rest: Iter<'a, Block>,
        parent: NodeId,
        column: Column,
        depth: usize,
    },
    Items {
        rest: Iter<'a, Vec<Block>>,
        list: NodeId,
        number: Option<u64>,
        column: Column,
        depth: usize,
        is_first: bool,
        /// Between its items.
        gap: f32,
        /// The line box with which the last item begins, in lists of three or more.
        last: Option<usize>,
    },
    /// The marker of an item that has been set: it goes beside the item's first line.
    Marker {
        marker: TextSpan,
        first: usize,
        column: Column,
        /// The space before the item; `None` for that of a paragraph.
        gap: Option<f32>,
    },
}

/// Adds `blocks` to the flow, as parts of `parent`.
pub fn add_blocks(composer: &mut Composer, blocks: &[Block], parent: NodeId, style: &TextStyle, column: Column) {
    let mut frames = vec![BlockFrame::Blocks { rest: blocks.iter(), parent, column, depth: 0 }];
    while let Some(frame) = frames.pop() {
        match frame {
            BlockFrame::Blocks { mut rest, parent, column, depth } => {
                let Some(block) = rest.next() else { continue };
                let next = rest.as_slice().first();
                frames.push(BlockFrame::Blocks { rest, parent, column, depth });
                if let Block::List(list) = block {
                    frames.push(begin_list(composer, list, parent, column, depth));
                } else {
                    add_block(composer, block, next, parent, style, column);
                }
            }
            BlockFrame::Items { mut rest, list, number, column, depth, is_first, gap, mut last } => {
                let Some(item) = rest.next() else {
                    keep_last_item(composer, last);
                    continue;
                };
                let first = composer.flow.boxes.len();
                if rest.as_slice().is_empty() {
                    last = last.map(|_| first);
                }
                let (marker, body) = add_item(composer, list, marker_text(number, depth));
                // Only the first item of an outermost list has a paragraph's space before it.
                let item_gap = (!is_first || depth > 0).then_some(gap);
                let number = number.map(|number| number.saturating_add(1));
                frames.push(BlockFrame::Items { rest, list, number, column, depth, is_first: false, gap, last });
                frames.push(BlockFrame::Marker { marker, first, column, gap: item_gap });
                frames.push(BlockFrame::Blocks {
                    rest: item.iter(),
                    parent: body,
                    column: column.indent(INDENT),
                    depth: depth + 1,
                });
            }
            BlockFrame::Marker { marker, first, column, gap } => add_marker(composer, marker, first, column, gap, style),
        }
    }
}

/// Adds a section whose heading is in Depesch's own words.
pub fn add_section(composer: &mut Composer, section: &Section) {
    let theme = composer.theme;
    let column = composer.column();
    let node = composer.add_section(section.heading.as_str(), &theme.headings[0], true, column);
    add_blocks(composer, &section.body, node, &theme.body, column);
}

/// Adds a block other than a list.
fn add_block(composer: &mut Composer, block: &Block, next: Option<&Block>, parent: NodeId, style: &TextStyle, column: Column) {
    match block {
        Block::Heading { level, text } => add_heading(composer, *level, text, parent, column),
        Block::Paragraph(text) => {
            let first = composer.flow.boxes.len();
            composer.add_text(text, parent, style, column);
            let is_line = composer.flow.boxes.len() == first + 1;
            if introduces_list(text, next) || (is_line && is_heading_in_bold(text, next)) {
                composer.flow.keep_last_with_next();
            }
        }
        Block::Quote(quote) => add_quote(composer, quote, parent, style, column),
        Block::Table(table) => add_table(composer, table, parent, column),
        Block::Figure(picture) => add_figure(composer, picture, parent, column),
        Block::List(_) => {}
    }
}

fn introduces_list(text: &Inlines, next: Option<&Block>) -> bool {
    matches!(next, Some(Block::List(_))) && text.plain().trim_end().ends_with(':')
}

/// A paragraph all in bold above something that is not: what many authors write as a heading.
fn is_heading_in_bold(text: &Inlines, next: Option<&Block>) -> bool {
    let is_bold = |text: &Inlines| text.parts().iter().all(|part| matches!(part, Inline::Strong(_) | Inline::Break));
    match next {
        Some(Block::Paragraph(next)) => is_bold(text) && !is_bold(next),
        Some(Block::List(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_)) => is_bold(text),
        Some(Block::Heading { .. }) | None => false,
    }
}

fn add_heading(composer: &mut Composer, level: u8, text: &Inlines, parent: NodeId, column: Column) {
    let theme = composer.theme;
    let style = theme.headings.get(usize::from(level.saturating_sub(2))).unwrap_or(&theme.headings[2]);
    let (node, run) = composer.flow.tree.add_heading(parent, level, text.plain());
    let mut spans = spans::from_inlines(composer.flow.tree, text, node, style, theme);
    // The heading's first run locates it for the outline. It stays empty when the heading begins with a link.
    if let Some(first) = spans.first_mut().filter(|first| first.link.is_none() && first.face == style.face) {
        first.run = Some(run);
    }
    composer.flow.add_heading(&spans, style, column);
}

fn begin_list<'a>(composer: &mut Composer, list: &'a List, parent: NodeId, column: Column, depth: usize) -> BlockFrame<'a> {
    let parent = if depth < MAX_DEPTH { parent } else { composer.root };
    let node = composer.flow.tree.add(parent, StructureType::List { numbered: list.start.is_some() });
    let last = (list.items.len() >= 3).then_some(0);
    let gap = if has_long_items(list) { composer.theme.grid } else { 0.0 };
    BlockFrame::Items { rest: list.items.iter(), list: node, number: list.start, column, depth, is_first: true, gap, last }
}

fn has_long_items(list: &List) -> bool {
    list.items.iter().any(|item| {
        let mut texts = item.iter().filter_map(|block| if let Block::Paragraph(text) = block { Some(text) } else { None });
        texts.next().is_some_and(|text| spans::printed_length(text) > LONG_ITEM) || texts.next().is_some()
    })
}

/// Keeps a last item of one line with the one before it.
fn keep_last_item(composer: &mut Composer, last: Option<usize>) {
    let boxes = &mut composer.flow.boxes;
    let Some(before) = last.filter(|last| last + 1 == boxes.len()).and_then(|last| last.checked_sub(1)) else { return };
    if let Some(line_box) = boxes.get_mut(before) {
        line_box.keep_with_next = true;
    }
}

fn marker_text(number: Option<u64>, depth: usize) -> String {
    match number {
        Some(number) => format!("{number}."),
        None if depth.is_multiple_of(2) => "•".to_owned(),
        None => "–".to_owned(),
    }
}

/// Adds a list item to the tree. Returns its marker and the node of its body.
fn add_item(composer: &mut Composer, list: NodeId, marker: String) -> (TextSpan, NodeId) {
    let tree = &mut *composer.flow.tree;
    let item = tree.add(list, StructureType::Item);
    let label = tree.add(item, StructureType::Label);
    let run = tree.add_run(label);
    let body = tree.add(item, StructureType::ItemBody);
    (TextSpan::new(marker, Face::Regular, composer.theme.colours.muted, run), body)
}

fn add_marker(composer: &mut Composer, marker: TextSpan, first: usize, column: Column, gap: Option<f32>, style: &TextStyle) {
    let flow = &mut composer.flow;
    let marker = flow.typeset(&[marker], &TextStyle { hyphenate: false, ..*style }, Column { width: 200.0, ..column });
    let marker = marker.into_iter().next().map(|line_box| line_box.fragments).unwrap_or_default();
    if flow.boxes.len() == first {
        flow.push(LineBox { space_before: style.space_before, height: style.leading, snap: true, ..LineBox::default() });
    }
    let y = style.baseline(flow.theme.grid);
    let Some(line_box) = flow.boxes.get_mut(first) else { return };
    // An item that begins with more than a paragraph's space keeps it.
    if let Some(gap) = gap.filter(|_| line_box.space_before <= style.space_before) {
        line_box.space_before = gap;
    }
    let y = line_box.fragments.first().map_or(y, |fragment| fragment.y);
    // A number too wide for the indent moves outwards rather than touching its text.
    let right = marker.iter().map(|fragment| fragment.x + fragment.width + 3.0).fold(0.0, f32::max);
    let left = line_box.fragments.first().map_or(right, |text| text.x);
    let shift = if column.is_rtl {
        // Of "1." from right to left, the number is outermost and read first.
        column.x + column.width - right + 3.0
    } else if line_box.fragments.is_empty() {
        0.0
    } else {
        (left - right).min(0.0)
    };
    line_box.fragments.splice(0..0, marker.into_iter().map(|f| Fragment { y, x: f.x + shift, ..f }));
}

fn add_quote(composer: &mut Composer, quote: &Quote, parent: NodeId, style: &TextStyle, column: Column) {
    let theme = composer.theme;
    let node = composer.flow.tree.add(parent, StructureType::Quote);
    if let Some(attribution) = &quote.attribution {
        composer.flow.tree.set_title(node, attribution.speaker.to_string());
    }
    // A little more space than between paragraphs, before and after.
    composer.flow.ensure_space(2.0 * theme.grid);
    composer.flow.begin_backdrop(column.start_x(2.0), 2.0, BAR_REACH, theme.colours.accent);
    for (number, text) in quote.paragraphs.iter().enumerate() {
        let paragraph = composer.flow.tree.add(node, StructureType::Paragraph);
        let mut spans = Vec::new();
        if number == 0 && quote.mark == QuoteMark::Dash {
            spans.push(TextSpan::new("– ", style.face, style.colour, composer.flow.tree.add_run(paragraph)));
        }
        spans.extend(spans::from_inlines(composer.flow.tree, text, paragraph, style, theme));
        composer.flow.add_paragraph(&spans, style, column.indent(INDENT));
    }
    composer.flow.end_backdrop();
    composer.flow.ensure_space(2.0 * theme.grid);
}

/// Adds a picture as wide as the column, with its caption below.
///
/// In the tree the caption follows its picture, and both are in a group. Within the picture, which ISO 32000-1, 14.8.4 allows as well, no
/// reader would say it: readers say the alternative text and do not descend. The Tagged PDF Best Practice Guide of the PDF Association
/// recommends this order for that reason.
fn add_figure(composer: &mut Composer, picture: &Picture, parent: NodeId, column: Column) {
    let theme = composer.theme;
    let ratio = picture.height as f32 / picture.width.max(1) as f32;
    let width = column.width.min(MAX_PICTURE_HEIGHT / ratio.max(0.01));
    let height = (width * ratio).max(1.0);
    let lines = picture.caption_lines().count();
    let has_caption = lines > 0;
    let tree = &mut *composer.flow.tree;
    let group = if has_caption { tree.add(parent, StructureType::Group) } else { parent };
    let node = tree.add(group, StructureType::Figure);
    tree.set_alt(node, picture.alt.to_string());
    let run = tree.add_run(node);
    // The gap to the caption is always the same; the rest up to the grid is above the picture.
    let gap = if has_caption { theme.grid / 2.0 } else { 0.0 };
    let total = ((height + gap) / theme.grid - 0.01).ceil() * theme.grid;
    let y = total - gap - height;
    let graphic = PlacedGraphic { x: column.start_x(width), y, width, height, path: picture.file.path.clone(), run };
    composer.flow.push(LineBox {
        space_before: if composer.flow.is_under_heading() { theme.grid } else { 2.0 * theme.grid },
        height: total,
        snap: true,
        keep_with_next: has_caption,
        pictures: vec![graphic],
        ..LineBox::default()
    });
    let caption = if has_caption { composer.flow.tree.add(group, StructureType::Caption) } else { group };
    for (number, line) in picture.caption_lines().enumerate() {
        let colour = if number == 0 { theme.colours.ink } else { theme.colours.muted };
        let span = composer.span(caption, line.as_str(), Face::Regular, colour);
        let style = TextStyle { space_before: 0.0, keep_with_next: number + 1 < lines, ..theme.small };
        for line_box in composer.flow.typeset(&[span], &style, column) {
            // Credit and rights share a line where they fit.
            if number < 2 || !composer.flow.append_to_last(&line_box, column) {
                composer.flow.push(line_box);
            }
        }
    }
    composer.flow.ensure_space(2.0 * theme.grid);
}

fn add_table(composer: &mut Composer, table: &Table, parent: NodeId, column: Column) {
    let theme = composer.theme;
    let tree = &mut *composer.flow.tree;
    let node = tree.add(parent, StructureType::Table);
    // A table with a head has a body; one without rows has neither (PDF/UA-1, 7.2).
    let [head, body] = if table.rows().is_empty() {
        [node, node]
    } else {
        [StructureType::TableHead, StructureType::TableBody].map(|tag| tree.add(node, tag))
    };
    let header_style = TextStyle { face: Face::SemiBold, ..theme.cell };
    let row = tree.add(head, StructureType::Row);
    let header = table.header().iter().map(|cell| {
        let node = tree.add(row, StructureType::HeaderCell);
        spans::from_inlines(tree, cell, node, &header_style, theme)
    });
    let header = header.collect();
    let mut rows = Vec::with_capacity(table.rows().len());
    for cells in table.rows() {
        let row = tree.add(body, StructureType::Row);
        let cells = cells.iter().map(|cell| {
            let node = tree.add(row, StructureType::Cell);
            cell.as_ref().map(|cell| spans::from_inlines(tree, cell, node, &theme.cell, theme)).unwrap_or_default()
        });
        rows.push(cells.collect());
    }
    table::add_table(&mut composer.flow, &TableSpans { align: table.align().to_vec(), header, rows }, column.is_rtl);
    composer.flow.ensure_space(2.0 * theme.grid);
}
