//! The body of a release: headings, paragraphs, lists, quotes and tables, with their links and emphasis.

use super::composer::Composer;
use super::fonts::Face;
use super::layout::Fragment;
use super::layout::LineBox;
use super::layout::PlacedGraphic;
use super::layout::TextSpan;
use super::layout::column::Column;
use super::layout::table;
use super::layout::table::TableSpans;
use super::structure::NodeId;
use super::structure::StructureType;
use super::text::spans;
use super::theme::TextStyle;
use crate::model::Block;
use crate::model::Inlines;
use crate::model::List;
use crate::model::Picture;
use crate::model::Quote;
use crate::model::QuoteMark;
use crate::model::Section;
use crate::model::Table;

/// How far each list and quote is set in.
const INDENT: f32 = 16.0;
/// Items of more characters, or of more paragraphs than one, stand apart as paragraphs do: about two lines.
const LONG_ITEM: usize = 140;
/// The bar beside a quote fits its letters, not its lines.
const BAR_REACH: f32 = -2.0;
/// Lists within lists: what lies deeper is set and tagged as if it stood on this level.
const DEEPEST: usize = 16;

/// A place in the text to go on from. Blocks nest as deep as an author likes, so they are walked with a stack of our own.
enum BlockFrame<'a> {
    Blocks {
        rest: std::slice::Iter<'a, Block>,
        parent: NodeId,
        column: Column,
        depth: usize,
    },
    Items {
        rest: std::slice::Iter<'a, Vec<Block>>,
        list: NodeId,
        number: Option<u64>,
        column: Column,
        depth: usize,
        first: bool,
        /// What stands between its items.
        gap: f32,
        /// The strip with which the last item begins, of a list of three or more.
        last: Option<usize>,
    },
    /// A list item has been set: its marker goes beside its first line.
    Marker {
        marker: TextSpan,
        first: usize,
        column: Column,
        /// What stands above it; `None` for as much as above a paragraph.
        gap: Option<f32>,
    },
}

/// Sets `blocks` as parts of `parent`.
pub fn blocks(composer: &mut Composer, blocks: &[Block], parent: NodeId, style: &TextStyle, column: Column) {
    let mut places = vec![BlockFrame::Blocks { rest: blocks.iter(), parent, column, depth: 0 }];
    while let Some(place) = places.last_mut() {
        let next = match place {
            BlockFrame::Blocks { rest, parent, column, depth } => {
                let Some(block) = rest.next() else {
                    places.pop();
                    continue;
                };
                let introduces = matches!(rest.as_slice().first(), Some(Block::List(_)));
                let (parent, column, depth) = (*parent, *column, *depth);
                block_in(composer, block, parent, style, column, depth, introduces)
            }
            BlockFrame::Items { rest, list, number, column, depth, first, gap, last } => {
                let Some(item) = rest.next() else {
                    keep_last_item(composer, *last);
                    places.pop();
                    continue;
                };
                if rest.as_slice().is_empty() && last.is_some() {
                    *last = Some(composer.flow.strips.len());
                }
                // Only the first item of an outermost list has a paragraph's space above it.
                let (list, column, depth) = (*list, *column, *depth);
                let gap = (!std::mem::take(first) || depth > 0).then_some(*gap);
                let said = marker(*number, depth);
                *number = number.map(|number| number.saturating_add(1));
                let (marker, body) = item_nodes(composer, list, said);
                let at = composer.flow.strips.len();
                places.push(BlockFrame::Marker { marker, first: at, column, gap });
                Some(BlockFrame::Blocks { rest: item.iter(), parent: body, column: column.indented(INDENT), depth: depth + 1 })
            }
            BlockFrame::Marker { marker, first, column, gap } => {
                let (marker, first, column, gap) = (marker.clone(), *first, *column, *gap);
                places.pop();
                draw_marker(composer, marker, first, column, gap, style);
                None
            }
        };
        places.extend(next);
    }
}

/// A part whose heading is in words of Depesch.
pub fn part(composer: &mut Composer, part: &Section) {
    let look = composer.look;
    let column = composer.column();
    let node = composer.section(part.heading.as_str(), &look.headings[0], true, column);
    blocks(composer, &part.body, node, &look.body, column);
}

/// Sets one block; what is in a list is left to be walked.
fn block_in<'a>(
    composer: &mut Composer,
    block: &'a Block,
    parent: NodeId,
    style: &TextStyle,
    column: Column,
    depth: usize,
    introduces: bool,
) -> Option<BlockFrame<'a>> {
    match block {
        Block::Heading { level, text } => heading(composer, *level, text, parent, column),
        Block::Paragraph(text) => {
            composer.text(text, parent, style, column);
            if introduces && text.plain().trim_end().ends_with(':') {
                composer.flow.keep_last();
            }
        }
        Block::List(list) => return Some(list_in(composer, list, parent, column, depth)),
        Block::Quote(said) => quote(composer, said, parent, style, column),
        Block::Table(cells) => tabled(composer, cells, parent, column),
        Block::Figure(picture) => figure(composer, picture, parent, column),
    }
    None
}

fn heading(composer: &mut Composer, level: u8, text: &Inlines, parent: NodeId, column: Column) {
    let look = composer.look;
    let style = look.headings.get(usize::from(level.saturating_sub(2))).unwrap_or(&look.headings[2]);
    let (node, run) = composer.flow.tree.heading(parent, level, text.plain());
    let mut spans = spans::of(&mut composer.flow.tree, text, node, style, look);
    // The first run is the heading's own, so that the outline finds it; it holds no text when the heading begins with a link.
    if let Some(first) = spans.first_mut().filter(|first| first.link.is_none() && first.face == style.face) {
        first.run = Some(run);
    }
    composer.flow.heading(&spans, style, column);
}

fn list_in<'a>(composer: &mut Composer, list: &'a List, parent: NodeId, column: Column, depth: usize) -> BlockFrame<'a> {
    let parent = if depth < DEEPEST { parent } else { composer.root };
    let node = composer.flow.tree.add(parent, StructureType::List { numbered: list.start.is_some() });
    let last = (list.items.len() >= 3).then_some(0);
    let gap = if is_airy(list) { composer.look.grid } else { 0.0 };
    BlockFrame::Items { rest: list.items.iter(), list: node, number: list.start, column, depth, first: true, gap, last }
}

/// The items are texts of their own, and not words below each other.
fn is_airy(list: &List) -> bool {
    list.items.iter().any(|item| {
        let mut texts = item.iter().filter_map(|block| if let Block::Paragraph(text) = block { Some(text) } else { None });
        texts.next().is_some_and(|text| spans::length(text) > LONG_ITEM) || texts.next().is_some()
    })
}

/// A last item of one line does not stand alone at the head of a page.
fn keep_last_item(composer: &mut Composer, begins: Option<usize>) {
    let strips = &mut composer.flow.strips;
    let Some(before) = begins.filter(|begins| begins + 1 == strips.len()).and_then(|begins| begins.checked_sub(1)) else { return };
    if let Some(strip) = strips.get_mut(before) {
        strip.keep = true;
    }
}

fn marker(number: Option<u64>, depth: usize) -> String {
    match number {
        Some(number) => format!("{number}."),
        None if depth.is_multiple_of(2) => "•".to_owned(),
        None => "–".to_owned(),
    }
}

/// The label and the body of a new list item.
fn item_nodes(composer: &mut Composer, list: NodeId, said: String) -> (TextSpan, NodeId) {
    let look = composer.look;
    let tree = &mut composer.flow.tree;
    let item = tree.add(list, StructureType::Item);
    let label = tree.add(item, StructureType::Label);
    let run = tree.run(label);
    let body = tree.add(item, StructureType::ItemBody);
    let marker = TextSpan { text: said, face: Face::Regular, colour: look.colours.muted, run: Some(run), link: None };
    (marker, body)
}

fn draw_marker(composer: &mut Composer, marker: TextSpan, first: usize, column: Column, gap: Option<f32>, style: &TextStyle) {
    let flow = &mut composer.flow;
    let drawn =
        flow.set(std::slice::from_ref(&marker), &TextStyle { hyphenate: false, ..*style }, Column { width: 200.0, ..column });
    let fragments = drawn.into_iter().next().map(|strip| strip.fragments).unwrap_or_default();
    if flow.strips.len() == first {
        flow.push(LineBox { space: style.space, height: style.leading, snap: true, ..LineBox::default() });
    }
    let y = style.baseline(flow.look.grid);
    let Some(strip) = flow.strips.get_mut(first) else { return };
    // What begins with more than a paragraph keeps its air.
    if let Some(gap) = gap.filter(|_| strip.space <= style.space) {
        strip.space = gap;
    }
    let y = strip.fragments.first().map_or(y, |fragment| fragment.y);
    // A number that is too wide for the indent pushes its text aside rather than touching it.
    // Of "1." from right to left, the number stands outmost and is read first.
    let right = fragments.iter().map(|fragment| fragment.x + fragment.width + 3.0).fold(0.0, f32::max);
    let left = strip.fragments.first().map_or(right, |text| text.x);
    let shift = match column.from_the_right {
        true => column.x + column.width - right + 3.0,
        false if strip.fragments.is_empty() => 0.0,
        false => (left - right).min(0.0),
    };
    strip.fragments.splice(0..0, fragments.into_iter().map(|f| Fragment { y, x: f.x + shift, ..f }));
}

fn quote(composer: &mut Composer, quote: &Quote, parent: NodeId, style: &TextStyle, column: Column) {
    let look = composer.look;
    let node = composer.flow.tree.add(parent, StructureType::Quote);
    // A little more air than between paragraphs, above and below.
    composer.flow.air(2.0 * look.grid);
    composer.flow.begin_backdrop(column.edge(2.0), 2.0, BAR_REACH, look.colours.accent);
    for (number, words) in quote.paragraphs.iter().enumerate() {
        let paragraph = composer.flow.tree.add(node, StructureType::Paragraph);
        let mut spans = Vec::new();
        if number == 0 && quote.mark == QuoteMark::Dash {
            let run = Some(composer.flow.tree.run(paragraph));
            spans.push(TextSpan { text: "– ".to_owned(), face: style.face, colour: style.colour, run, link: None });
        }
        spans.extend(spans::of(&mut composer.flow.tree, words, paragraph, style, look));
        composer.flow.paragraph(&spans, style, column.indented(INDENT));
    }
    composer.flow.end_backdrop();
    composer.flow.air(2.0 * look.grid);
}

/// No picture is taller: it shall not drive its text from the page.
const TALLEST_PICTURE: f32 = 300.0;

/// A picture in full measure, with what stands below it.
///
/// In the tree the caption follows its picture, and both stand in one group. Within the picture (which ISO 32000-1 14.8.4 allows as
/// well) nobody would hear it: readers say the alternative text and go no deeper. The Tagged PDF Best Practice Guide of the PDF
/// Association recommends this order for the same reason.
fn figure(composer: &mut Composer, picture: &Picture, parent: NodeId, column: Column) {
    let look = composer.look;
    let ratio = picture.height as f32 / picture.width.max(1) as f32;
    let width = column.width.min(TALLEST_PICTURE / ratio.max(0.01));
    let height = (width * ratio).max(1.0);
    let words = picture.caption_lines().count();
    let tree = &mut composer.flow.tree;
    let group = if words > 0 { tree.add(parent, StructureType::Group) } else { parent };
    let node = tree.add(group, StructureType::Figure);
    tree.set_alt(node, picture.alt.to_string());
    let run = tree.run(node);
    // Between the picture and its words there is always the same; what is missing to the grid stands above the picture.
    let below = if words > 0 { look.grid / 2.0 } else { 0.0 };
    let lines = ((height + below) / look.grid - 0.01).ceil();
    let y = lines * look.grid - below - height;
    let drawn = PlacedGraphic { x: column.edge(width), y, width, height, path: picture.file.path.clone(), run };
    let space = if composer.flow.is_under_heading() { look.grid } else { 2.0 * look.grid };
    let height = lines * look.grid;
    composer.flow.push(LineBox { space, height, snap: true, keep: words > 0, pictures: vec![drawn], ..LineBox::default() });
    let caption = if words > 0 { composer.flow.tree.add(group, StructureType::Caption) } else { group };
    for (number, line) in picture.caption_lines().enumerate() {
        let colour = if number == 0 { look.colours.ink } else { look.colours.muted };
        let node = composer.flow.tree.add(caption, StructureType::Paragraph);
        let run = Some(composer.flow.tree.run(node));
        let span = TextSpan { text: line.to_string(), face: Face::Regular, colour, run, link: None };
        let strips = composer.flow.set(&[span], &TextStyle { space: 0.0, keep: number + 1 < words, ..look.small }, column);
        for strip in strips {
            // Credit and rights stand beside each other where they can.
            if number < 2 || !composer.flow.join(&strip, column) {
                composer.flow.push(strip);
            }
        }
    }
    composer.flow.air(2.0 * look.grid);
}

fn tabled(composer: &mut Composer, table: &Table, parent: NodeId, column: Column) {
    let look = composer.look;
    let tree = &mut composer.flow.tree;
    let node = tree.add(parent, StructureType::Table);
    // PDF/UA-1 7.2: a table with a head has a body; one without rows has neither.
    let [head, body] = match table.rows().is_empty() {
        true => [node, node],
        false => [StructureType::TableHead, StructureType::TableBody].map(|tag| tree.add(node, tag)),
    };
    let header_style = TextStyle { face: Face::SemiBold, ..look.cell };
    let row = tree.add(head, StructureType::Row);
    let header = table.header().iter().map(|cell| {
        let node = tree.add(row, StructureType::HeaderCell);
        spans::of(tree, cell, node, &header_style, look)
    });
    let header = header.collect();
    let mut rows = Vec::with_capacity(table.rows().len());
    for cells in table.rows() {
        let row = tree.add(body, StructureType::Row);
        let cells = cells.iter().map(|cell| {
            let node = tree.add(row, StructureType::Cell);
            cell.as_ref().map(|cell| spans::of(tree, cell, node, &look.cell, look)).unwrap_or_default()
        });
        rows.push(cells.collect());
    }
    table::set(&mut composer.flow, &TableSpans { align: table.align().to_vec(), header, rows }, column.from_the_right);
    composer.flow.air(2.0 * look.grid);
}
