//! The column that a release flows down before it is cut into pages.

use super::Backdrop;
use super::Fragment;
use super::LineBox;
use super::Shape;
use super::TextSpan;
use super::column::Column;
use super::paragraph;
use crate::model::Colour;
use crate::print::fonts::Shaper;
use crate::print::structure::StructureTree;
use crate::print::text::hyphenation::HyphenationLanguage;
use crate::print::theme::HAIRLINE;
use crate::print::theme::ResolvedTheme;
use crate::print::theme::TextStyle;

/// Strips in order, and what is needed to set more.
pub struct Flow<'a> {
    pub look: &'a ResolvedTheme,
    pub shaper: Shaper,
    pub tree: StructureTree,
    pub dividing: Option<HyphenationLanguage>,
    pub strips: Vec<LineBox>,
    /// The heads of the tables, as they are repeated.
    pub heads: Vec<Vec<LineBox>>,
    backdrops: Vec<Backdrop>,
    next_backdrop: usize,
    /// So much at least stands above the next strip.
    air: f32,
    /// How far backdrops that have ended reach below the last strip, and how far those that have begun reach above the next.
    reaches: [f32; 2],
    /// A heading stands last, which the next two lines have to follow.
    under_heading: bool,
}

impl<'a> Flow<'a> {
    pub fn new(look: &'a ResolvedTheme, shaper: Shaper, tree: StructureTree, dividing: Option<HyphenationLanguage>) -> Flow<'a> {
        Flow {
            look,
            shaper,
            tree,
            dividing,
            strips: Vec::new(),
            heads: Vec::new(),
            backdrops: Vec::new(),
            next_backdrop: 0,
            air: 0.0,
            reaches: [0.0; 2],
            under_heading: false,
        }
    }

    /// Sets a paragraph.
    pub fn paragraph(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        self.set(spans, style, column).into_iter().for_each(|strip| self.push(strip));
    }

    /// Sets a paragraph whose leading is no multiple of the grid: it gives way a little, so that the whole paragraph is one, and the space
    /// above and below is the same however many lines there are.
    pub fn evened(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        let grid = self.look.grid;
        let mut strips = self.set(spans, style, column);
        let first = (2.0 * style.leading / grid).ceil() / 2.0 * grid;
        let others = strips.len().saturating_sub(1) as f32;
        let whole = ((first + others * style.leading) / grid).round() * grid;
        let other = (whole - first) / others.max(1.0);
        for (number, strip) in strips.iter_mut().enumerate() {
            strip.height = if number == 0 { first } else { other };
            let y = TextStyle { leading: strip.height, ..*style }.baseline(grid);
            strip.fragments.iter_mut().for_each(|fragment| fragment.y = y);
        }
        strips.into_iter().for_each(|strip| self.push(strip));
    }

    /// A paragraph as strips that are not yet in the flow.
    pub fn set(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) -> Vec<LineBox> {
        let lines = paragraph::set(&mut self.shaper, spans, style, column.first(style.longest()), self.dividing);
        let (count, y) = (lines.len(), style.baseline(self.look.grid));
        let strip = |(number, line): (usize, Vec<Fragment>)| LineBox {
            space: if number == 0 { style.space } else { 0.0 },
            height: style.leading,
            snap: number == 0,
            // Two lines at least stand together at the foot and at the head of a page.
            keep: style.keep || (count > 1 && (number == 0 || number + 2 == count)),
            fragments: line.into_iter().map(|fragment| Fragment { y, ..fragment }).collect(),
            ..LineBox::default()
        };
        lines.into_iter().enumerate().map(strip).collect()
    }

    pub fn push(&mut self, mut strip: LineBox) {
        strip.space = strip.space.max(std::mem::take(&mut self.air));
        strip.taken = std::mem::take(&mut self.reaches).iter().sum();
        strip.space += strip.taken;
        // What is as tall as two lines counts as two.
        strip.keep |= std::mem::take(&mut self.under_heading) && strip.height < 2.0 * self.look.body.leading;
        strip.backdrops.clone_from(&self.backdrops);
        self.strips.push(strip);
    }

    /// Everything until [`Flow::end_backdrop`] stands before a coloured box, which reaches `reach` above and below it.
    pub fn begin_backdrop(&mut self, x: f32, width: f32, reach: f32, colour: Colour) {
        self.backdrops.push(Backdrop { id: self.next_backdrop, x, width, reach, colour });
        self.next_backdrop += 1;
        self.reaches[1] = self.reaches[1].max(reach);
    }

    pub fn end_backdrop(&mut self) {
        let reach = self.backdrops.pop().map_or(0.0, |ended| ended.reach);
        self.reaches[0] = self.reaches[0].max(reach);
    }

    /// A hairline over the whole column.
    pub fn rule(&mut self, space: f32, height: f32) {
        let look = self.look;
        let line = Shape::Box { x: look.left, y: height / 2.0, width: look.measure, height: HAIRLINE, colour: look.colours.line };
        self.push(LineBox { space, height, snap: true, keep: true, shapes: vec![line], ..LineBox::default() });
    }

    /// At least so much room above what comes next.
    pub fn air(&mut self, points: f32) {
        self.air = self.air.max(points);
    }

    /// The last strip stays with what follows.
    pub fn keep_last(&mut self) {
        if let Some(last) = self.strips.last_mut() {
            last.keep = true;
        }
    }

    /// Puts a line of `column` behind the last one, where there is room for both.
    pub fn join(&mut self, line: &LineBox, column: Column) -> bool {
        let Some(mut before) = self.strips.pop() else { return false };
        let gap = 1.5 * self.look.grid;
        let fits = line.height == before.height && before.width() + gap + line.width() <= column.width;
        if fits {
            let behind = before.width() + gap;
            let shift = if column.from_the_right { -behind } else { behind };
            self.end_with_space(Some(&mut before));
            before.fragments.extend(line.fragments.iter().cloned().map(|part| Fragment { x: part.x + shift, ..part }));
            before.keep = line.keep;
        }
        self.strips.push(before);
        fits
    }

    /// Ends what stands on a strip with a space, which keeps it apart from what follows for who hears or copies it.
    pub fn end_with_space(&mut self, strip: Option<&mut LineBox>) {
        let Some(last) = strip.and_then(|strip| strip.fragments.last_mut()) else { return };
        match &mut last.told {
            Some(told) => told.push(' '),
            None => last.glyphs.extend(self.shaper.word(last.face, " ").glyphs.iter().copied()),
        }
    }

    /// What comes next is the first below a heading.
    pub fn is_under_heading(&self) -> bool {
        self.under_heading
    }

    /// Sets a heading, which stays with the two lines that follow it.
    pub fn heading(&mut self, spans: &[TextSpan], style: &TextStyle, column: Column) {
        self.paragraph(spans, style, column);
        self.under_heading = true;
    }
}
