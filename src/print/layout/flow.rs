//! The text as one long column, before it is cut into pages.

use super::column::Column;
use super::paragraph::TypesetLines;
use super::{Backdrop, LineBox, Shape, TextSpan, paragraph};
use crate::model::Colour;
use crate::print::fonts::Shaper;
use crate::print::structure::StructureTree;
use crate::print::text::hyphenation::HyphenationLanguage;
use crate::print::theme::{HAIRLINE, ResolvedTheme, TextStyle};

/// A headline with more lines is set smaller.
const MAX_TITLE_LINES: usize = 4;

/// Line boxes in order, and what is needed to set more.
pub struct Flow<'a> {
    pub theme: &'a ResolvedTheme,
    pub shaper: &'a mut Shaper,
    pub tree: &'a mut StructureTree,
    pub hyphenation: Option<HyphenationLanguage>,
    pub boxes: Vec<LineBox>,
    /// The head of each table, to be repeated on its later pages.
    pub table_heads: Vec<Vec<LineBox>>,
    /// The backdrops of the next line box, from the back to the front.
    backdrops: Vec<Backdrop>,
    next_backdrop: usize,
    /// The least space before the next line box.
    min_space: f32,
    /// How far ended backdrops reach below the last line box.
    reach_below: f32,
    /// How far new backdrops reach above the next line box.
    reach_above: f32,
    /// The last line box is a heading, which stays with the next two lines.
    is_under_heading: bool,
    /// The index of a line box that stays with the next for no other reason than the heading above it.
    line_under_heading: Option<usize>,
}

impl<'a> Flow<'a> {
    pub fn new(
        theme: &'a ResolvedTheme,
        shaper: &'a mut Shaper,
        tree: &'a mut StructureTree,
        hyphenation: Option<HyphenationLanguage>,
    ) -> Flow<'a> {
        Flow {
            theme,
            shaper,
            tree,
            hyphenation,
            boxes: Vec::new(),
            table_heads: Vec::new(),
            backdrops: Vec::new(),
            next_backdrop: 0,
            min_space: 0.0,
            reach_below: 0.0,
            reach_above: 0.0,
            is_under_heading: false,
            line_under_heading: None,
        }
    }

    pub fn add_paragraph(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        let boxes = self.typeset(spans, style, column);
        self.extend(boxes);
    }

    /// Adds a paragraph whose leading is not a multiple of the grid. Its leading yields a little, so that the paragraph is one and the space
    /// around it does not depend on the number of its lines.
    pub fn add_paragraph_on_grid(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        let mut boxes = self.typeset(spans, style, column);
        self.align_to_grid(&mut boxes, style);
        self.extend(boxes);
    }

    fn align_to_grid(&self, boxes: &mut [LineBox], style: &TextStyle) {
        let grid = self.theme.grid;
        let first = (2.0 * style.leading / grid).ceil() / 2.0 * grid;
        let others = boxes.len().saturating_sub(1) as f32;
        let total = ((first + others * style.leading) / grid).round() * grid;
        let other = (total - first) / others.max(1.0);
        for (number, line_box) in boxes.iter_mut().enumerate() {
            line_box.height = if number == 0 { first } else { other };
            let y = TextStyle { leading: line_box.height, ..*style }.baseline(grid);
            line_box.fragments.iter_mut().for_each(|fragment| fragment.y = y);
        }
    }

    /// Sets a paragraph without adding it.
    pub fn typeset(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) -> Vec<LineBox> {
        self.typeset_lines(spans, style, column).0
    }

    /// The lines, and whether something in them was wider than a line.
    fn typeset_lines(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) -> (Vec<LineBox>, bool) {
        let TypesetLines { lines, has_long_word } =
            paragraph::typeset(self.shaper, spans, style, column.with_width(style.max_measure()), self.hyphenation);
        let (count, y) = (lines.len(), style.baseline(self.theme.grid));
        let line_box = |(number, fragments)| {
            let mut line_box = LineBox {
                space_before: if number == 0 { style.space_before } else { 0.0 },
                height: style.leading,
                snap: number == 0,
                // At least two lines stay together at the foot and at the head of a page.
                keep_with_next: style.keep_with_next || (count > 1 && (number == 0 || number + 2 == count)),
                ..LineBox::default()
            };
            line_box.append(fragments, 0.0, y);
            line_box
        };
        (lines.into_iter().enumerate().map(line_box).collect(), has_long_word)
    }

    pub fn extend(&mut self, boxes: Vec<LineBox>) {
        boxes.into_iter().for_each(|line_box| self.push(line_box));
    }

    pub fn push(&mut self, mut line_box: LineBox) {
        line_box.space_before = line_box.space_before.max(std::mem::take(&mut self.min_space));
        line_box.backdrop_space = std::mem::take(&mut self.reach_below) + std::mem::take(&mut self.reach_above);
        line_box.space_before += line_box.backdrop_space;
        // A box as tall as two lines counts as two.
        if std::mem::take(&mut self.is_under_heading) && !line_box.keep_with_next {
            line_box.keep_with_next = line_box.height < 2.0 * self.theme.body.leading;
            self.line_under_heading = line_box.keep_with_next.then_some(self.boxes.len());
        }
        line_box.backdrops.clone_from(&self.backdrops);
        self.boxes.push(line_box);
    }

    /// Begins a coloured box behind everything until [`Flow::end_backdrop`]; it reaches `reach` above and below.
    pub fn begin_backdrop(&mut self, x: f32, width: f32, reach: f32, colour: Colour) {
        self.backdrops.push(Backdrop { id: self.next_backdrop, x, width, reach, colour });
        self.next_backdrop += 1;
        self.reach_above = self.reach_above.max(reach);
    }

    pub fn end_backdrop(&mut self) {
        let reach = self.backdrops.pop().map_or(0.0, |ended| ended.reach);
        self.reach_below = self.reach_below.max(reach);
    }

    /// Adds a hairline across the full measure.
    pub fn add_rule(&mut self, space_before: f32, height: f32) {
        let theme = self.theme;
        let line =
            Shape::Box { x: theme.left, y: height / 2.0, width: theme.measure, height: HAIRLINE, colour: theme.colours.line };
        self.push(LineBox { space_before, height, snap: true, keep_with_next: true, shapes: vec![line], ..LineBox::default() });
    }

    /// Sets the least space before the next line box.
    pub fn ensure_space(&mut self, points: f32) {
        self.min_space = self.min_space.max(points);
    }

    /// Keeps the last line box on the page of the next.
    pub fn keep_last_with_next(&mut self) {
        if let Some(last) = self.boxes.last_mut() {
            last.keep_with_next = true;
        }
    }

    /// Appends a line of `column` to the last one. Returns `false` where there is no room for both.
    pub fn append_to_last(&mut self, line: &LineBox, column: Column) -> bool {
        let Some(mut last) = self.boxes.pop() else { return false };
        let gap = 1.5 * self.theme.grid;
        let fits = line.height == last.height && last.width() + gap + line.width() <= column.width;
        if fits {
            let offset = last.width() + gap;
            self.end_with_space(Some(&mut last));
            last.append(line.fragments.clone(), if column.is_rtl { -offset } else { offset }, 0.0);
            last.keep_with_next = line.keep_with_next;
        }
        self.boxes.push(last);
        fits
    }

    /// Ends the text of a line box with a space, which separates it from the next for readers who listen or copy.
    pub fn end_with_space(&mut self, line_box: Option<&mut LineBox>) {
        let Some(last) = line_box.and_then(|line_box| line_box.fragments.last_mut()) else { return };
        match &mut last.actual_text {
            Some(text) => text.push(' '),
            None => last.glyphs.extend(self.shaper.word(last.face, " ").glyphs.iter().copied()),
        }
    }

    pub fn is_under_heading(&self) -> bool {
        self.is_under_heading
    }

    /// Adds a heading, which stays with the next two lines, or with the only line of its section.
    pub fn add_heading(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        if self.line_under_heading.is_some_and(|only| only + 1 == self.boxes.len()) {
            self.boxes.last_mut().expect("it has that line").keep_with_next = false;
        }
        let first = self.boxes.len();
        self.add_title(spans, style, column);
        self.boxes.iter_mut().skip(first).for_each(|line_box| line_box.is_heading = true);
        self.is_under_heading = true;
    }

    /// Adds a headline, a subhead or a heading: a size down where one of its words would be divided, or where it takes too many lines.
    pub fn add_title(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        let mut sizes = std::iter::once(*style).chain(style.smaller_sizes(self.theme)).peekable();
        while let Some(style) = sizes.next() {
            let (mut boxes, has_long_word) = self.typeset_lines(spans, &style, column);
            if sizes.peek().is_none() || (!has_long_word && boxes.len() <= MAX_TITLE_LINES) {
                self.align_to_grid(&mut boxes, &style);
                return self.extend(boxes);
            }
        }
    }
}
