//! Composes the parts of a document one after the other, each in its place in the structure tree.

use std::collections::BTreeMap;

use super::fonts::{Face, Fonts, Shaper};
use super::layout::column::Column;
use super::layout::flow::Flow;
use super::layout::{LineBox, PrintedPage, TextSpan, pages};
use super::pictures::Graphic;
use super::structure::{NodeId, StructureTree, StructureType};
use super::text::hyphenation::HyphenationLanguage;
use super::text::spans;
use super::theme::{ResolvedTheme, TextStyle};
use crate::model::invisible::without_invisible;
use crate::model::{Change, Colour, Direction, Edition, Inlines, Lang, WebAddress};
use crate::wording::Wording;

/// From the edge of coloured paper to the text on it, at either side.
pub const INSET: f32 = 12.0;
/// Width of the bar at the start of a banner.
const BAR: f32 = 3.0;
/// How far the logo may overhang the sender's name, above and below together.
const OVERHANG: f32 = 8.5;

/// A document that is not yet a PDF. Its pages come last, when their number is known.
pub struct ComposedDocument {
    pub pages: Vec<PrintedPage>,
    pub tree: StructureTree,
    pub shaper: Shaper,
    /// Pictures by the path of their file; QR codes by their address.
    pub pictures: BTreeMap<String, Graphic>,
}

impl ComposedDocument {
    pub fn new(fonts: &'static Fonts, lang: &Lang) -> ComposedDocument {
        let shaper = Shaper::new(fonts, lang.as_str());
        ComposedDocument { pages: Vec::new(), tree: StructureTree::new(), shaper, pictures: BTreeMap::new() }
    }
}

/// The pages of one text without their margins, which need the number of all pages.
pub struct ComposedText {
    pub pages: Vec<PrintedPage>,
    pub header: PageHeader,
    pub words: &'static Wording,
}

/// What the masthead and the margins of a text say.
pub struct PageHeader {
    pub senders: String,
    pub kind: String,
    /// Place and time of publication.
    pub date: String,
    /// Repeated on every page: that the text is withheld or withdrawn.
    pub warning: Option<String>,
    pub address: WebAddress,
    /// The text and its margins run from right to left.
    pub is_rtl: bool,
}

/// Sets one text of a document.
pub struct Composer<'a> {
    pub edition: &'a Edition<'a>,
    pub words: &'static Wording,
    pub lang: &'a Lang,
    pub theme: &'a ResolvedTheme,
    pub flow: Flow<'a>,
    pub root: NodeId,
    pub pictures: &'a mut BTreeMap<String, Graphic>,
}

impl<'a> Composer<'a> {
    /// A composer of the part of `document` below `root`.
    pub fn new(
        document: &'a mut ComposedDocument,
        root: NodeId,
        edition: &'a Edition<'a>,
        lang: &'a Lang,
        words: &'static Wording,
        theme: &'a ResolvedTheme,
    ) -> Composer<'a> {
        let ComposedDocument { tree, shaper, pictures, .. } = document;
        shaper.begin_part(lang.as_str());
        let flow = Flow::new(theme, shaper, tree, HyphenationLanguage::from_tag(lang.primary()));
        Composer { edition, words, lang, theme, flow, root, pictures }
    }

    /// The full measure. In a text from right to left, Depesch's own words are set from the right too.
    pub fn column(&self) -> Column {
        Column::full(self.theme, is_rtl(self.lang))
    }

    /// Cuts the text into pages.
    pub fn finish(self, header: PageHeader) -> ComposedText {
        let Composer { flow, words, theme, .. } = self;
        ComposedText { pages: pages::paginate(flow.boxes, &flow.table_heads, theme), header, words }
    }

    /// A paragraph below `parent`, not yet in the flow.
    pub fn span(&mut self, parent: NodeId, text: &str, face: Face, colour: Colour) -> TextSpan {
        let node = self.flow.tree.add(parent, StructureType::Paragraph);
        TextSpan::new(text, face, colour, self.flow.tree.add_run(node))
    }

    /// A paragraph in Depesch's own words, not yet in the flow.
    pub fn wording_span(&mut self, parent: NodeId, text: &str, face: Face, colour: Colour) -> TextSpan {
        let span = self.span(parent, text, face, colour);
        if let Some(node) = span.run.and_then(|run| self.flow.tree.owner(run)) {
            self.mark_wording(node);
        }
        span
    }

    /// Sets the language of Depesch's own words where it is not the release's.
    pub fn mark_wording(&mut self, node: NodeId) {
        if self.lang.primary() != self.words.lang {
            self.flow.tree.set_lang(node, self.words.lang);
        }
    }

    /// A paragraph of a strong title in Depesch's words and the author's note, not yet in the flow.
    pub fn note_spans(&mut self, parent: NodeId, title: &str, note: &str, colour: Colour) -> [TextSpan; 2] {
        let node = self.flow.tree.add(parent, StructureType::Paragraph);
        let strong = self.flow.tree.add(node, StructureType::Strong);
        self.mark_wording(strong);
        let (title_run, note_run) = (self.flow.tree.add_run(strong), self.flow.tree.add_run(node));
        [
            TextSpan::new(title, Face::SemiBold, colour, title_run),
            TextSpan::new(note, Face::Regular, self.theme.colours.ink, note_run),
        ]
    }

    /// Adds the logo with the sender's name beside it, or below it when the logo is wide.
    pub fn add_sender(&mut self, name: TextSpan) {
        let (theme, logo) = (self.theme, &self.theme.logo);
        let column = self.column();
        let x = column.start_x(logo.width);
        if !logo.is_beside_name {
            let shapes = logo.shapes(x, 0.0, logo.height).collect();
            self.flow.push(LineBox { height: logo.height, keep_with_next: true, shapes, ..LineBox::default() });
            self.flow.add_paragraph(&[name], &TextStyle { space_before: theme.grid, ..theme.sender }, column);
            return;
        }
        let mut boxes = self.flow.typeset(&[name], &theme.sender, column.indent(logo.width + 8.0));
        let (line, lines) = (theme.sender.leading, theme.sender.leading * boxes.len() as f32);
        // A logo a little higher than a line overhangs it; a higher one makes the lines taller.
        let is_high = logo.height - OVERHANG > line;
        let y = if is_high { -OVERHANG / 2.0 } else { (line - logo.height) / 2.0 };
        let extra = if is_high { (logo.height - OVERHANG - lines).max(0.0) / 2.0 } else { 0.0 };
        if let Some(first) = boxes.first_mut() {
            first.pad_top(extra);
            first.shapes.extend(logo.shapes(x, y, logo.height));
        }
        if let Some(last) = boxes.last_mut() {
            last.height += extra;
        }
        self.flow.extend(boxes);
    }

    /// `RÄTTELSE 21 juni 2017 kl. 9.30: `, in capitals so that nobody overlooks it.
    pub fn change_title(&self, change: &Change) -> String {
        format!("{} {}: ", self.words.change(change.kind).to_uppercase(), self.words.moment(&change.at))
    }

    /// Adds a title and a note on coloured paper.
    pub fn add_banner(&mut self, title: &str, note: &str, colour: Colour, paper: Colour) {
        let theme = self.theme;
        let spans = self.note_spans(self.root, title, note, colour);
        let column = self.column();
        self.flow.begin_backdrop(column.x, column.width, theme.grid, paper);
        self.flow.begin_backdrop(column.start_x(BAR), BAR, theme.grid, colour);
        let style = TextStyle { space_before: 2.0 * theme.grid, keep_with_next: true, ..theme.body };
        self.flow.add_paragraph(&spans, &style, column.inset(INSET));
        self.flow.end_backdrop();
        self.flow.end_backdrop();
    }

    /// Adds a heading of the first level.
    pub fn add_headline(&mut self, headline: &str, style: &TextStyle) -> NodeId {
        let (node, run) = self.flow.tree.add_heading(self.root, 1, without_invisible(headline).into_owned());
        let span = TextSpan::new(headline, Face::SemiBold, self.theme.colours.ink, run);
        let column = self.column();
        self.flow.add_heading(&[span], style, column);
        node
    }

    /// Adds a paragraph of the author's, with its links and emphasis.
    pub fn add_text(&mut self, text: &Inlines, parent: NodeId, style: &TextStyle, column: Column) {
        let node = self.flow.tree.add(parent, StructureType::Paragraph);
        let spans = spans::from_inlines(self.flow.tree, text, node, style, self.theme);
        self.flow.add_paragraph(&spans, style, column);
    }

    /// Adds a section with its heading; `is_wording` when the heading is in Depesch's own words.
    pub fn add_section(&mut self, heading: &str, style: &TextStyle, is_wording: bool, column: Column) -> NodeId {
        let section = self.flow.tree.add(self.root, StructureType::Section);
        let (node, run) = self.flow.tree.add_heading(section, 2, heading.to_owned());
        if is_wording {
            self.mark_wording(node);
        }
        self.flow.add_heading(&[TextSpan::new(heading, style.face, style.colour, run)], style, column);
        section
    }
}

pub fn is_rtl(lang: &Lang) -> bool {
    lang.direction() == Direction::RightToLeft
}
