//! The composer: sets the parts of a document one after the other, each in its place of the structure tree.

use super::fonts::Face;
use super::fonts::Fonts;
use super::fonts::Shaper;
use super::layout::LineBox;
use super::layout::PrintedPage;
use super::layout::TextSpan;
use super::layout::column::Column;
use super::layout::flow::Flow;
use super::layout::pages;
use super::pictures::Graphic;
use super::structure::NodeId;
use super::structure::StructureTree;
use super::structure::StructureType;
use super::text::hyphenation::HyphenationLanguage;
use super::text::spans;
use super::theme::ResolvedTheme;
use super::theme::TextStyle;
use crate::model::Change;
use crate::model::Colour;
use crate::model::Direction;
use crate::model::Edition;
use crate::model::Inlines;
use crate::model::Lang;
use crate::model::WebAddress;
use crate::wording::Wording;
use std::collections::BTreeMap;

/// How far the text on coloured paper stands within it, at either side.
pub const INSET: f32 = 12.0;
/// The bar at the beginning of a banner.
const BAR: f32 = 3.0;
/// How far a mark may stand out above and below the sender's name, together.
const OVERHANG: f32 = 8.5;
/// What all that stands in one document shares.
pub struct DocumentBuilder {
    pub tree: StructureTree,
    pub shaper: Shaper,
    /// Pictures by their path.
    pub pictures: BTreeMap<String, Graphic>,
}

/// A text as pages, and what will stand in their margins: how many pages there are in all may not be known yet.
pub struct ComposedText {
    pub pages: Vec<PrintedPage>,
    pub front: PageHeader,
    pub words: &'static Wording,
}

/// What every part of the composition needs to know.
pub struct Composer<'a> {
    pub edition: &'a Edition<'a>,
    pub words: &'static Wording,
    pub lang: &'a Lang,
    pub look: &'a ResolvedTheme,
    pub flow: Flow<'a>,
    pub root: NodeId,
    /// Pictures by their path.
    pub pictures: BTreeMap<String, Graphic>,
}

/// What stands at the head and in the margins of a printed text.
pub struct PageHeader {
    pub senders: String,
    pub kind: String,
    /// When and where it was published, or what else there is to say of its time.
    pub date: String,
    /// What nobody may overlook on any page: that it is not public yet, that it was withdrawn.
    pub warning: Option<String>,
    /// Where it stands on the web.
    pub address: WebAddress,
    /// It is written from right to left, and so are its margins.
    pub from_the_right: bool,
}

impl DocumentBuilder {
    /// An empty one in this language, with the root of its tree.
    pub fn new(fonts: &'static Fonts, lang: &Lang) -> (DocumentBuilder, NodeId) {
        let (tree, root) = StructureTree::new();
        (DocumentBuilder { tree, shaper: Shaper::new(fonts, lang.as_str()), pictures: BTreeMap::new() }, root)
    }
}

impl<'a> Composer<'a> {
    /// For a part of `document` that stands below `root`.
    pub fn new(
        document: DocumentBuilder,
        root: NodeId,
        edition: &'a Edition<'a>,
        lang: &'a Lang,
        words: &'static Wording,
        look: &'a ResolvedTheme,
    ) -> Composer<'a> {
        let DocumentBuilder { tree, mut shaper, pictures } = document;
        shaper.begin(lang.as_str());
        let flow = Flow::new(look, shaper, tree, HyphenationLanguage::of(lang.primary()));
        Composer { edition, words, lang, look, flow, root, pictures }
    }

    /// Where everything stands; in a release that is written from right to left, so do Depesch's own words.
    pub fn column(&self) -> Column {
        Column::of(self.look, runs_from_the_right(self.lang))
    }

    /// Cuts what was set into pages, and gives the document back.
    pub fn finish(self, front: PageHeader) -> (DocumentBuilder, ComposedText) {
        let Composer { flow, words, look, pictures, .. } = self;
        let pages = pages::cut(flow.strips, &flow.heads, look);
        (DocumentBuilder { tree: flow.tree, shaper: flow.shaper, pictures }, ComposedText { pages, front, words })
    }

    /// The mark with the sender's name beside it, or below it when it is wide.
    pub fn sender(&mut self, name: TextSpan) {
        let (look, mark) = (self.look, &self.look.mark);
        let column = self.column();
        let x = column.edge(mark.width);
        if !mark.is_beside {
            let shapes = mark.shapes(x, 0.0, mark.height).collect();
            self.flow.push(LineBox { height: mark.height, keep: true, shapes, ..LineBox::default() });
            self.flow.paragraph(&[name], &TextStyle { space: look.grid, ..look.sender }, column);
            return;
        }
        let column = column.indented(mark.width + 8.0);
        let mut strips = self.flow.set(&[name], &look.sender, column);
        let (line, lines) = (look.sender.leading, look.sender.leading * strips.len() as f32);
        // A mark that is a little higher than a line stands out above and below it; a higher one makes room for itself.
        let is_high = mark.height - OVERHANG > line;
        let y = if is_high { -OVERHANG / 2.0 } else { (line - mark.height) / 2.0 };
        let down = if is_high { (mark.height - OVERHANG - lines).max(0.0) / 2.0 } else { 0.0 };
        if let Some(first) = strips.first_mut() {
            first.height += down;
            first.fragments.iter_mut().for_each(|fragment| fragment.y += down);
            first.shapes.extend(mark.shapes(x, y, mark.height));
        }
        if let Some(last) = strips.last_mut() {
            last.height += down;
        }
        strips.into_iter().for_each(|strip| self.flow.push(strip));
    }

    /// `RÄTTELSE 21 juni 2017 kl. 9.30: `; in capitals, so that nobody overlooks it.
    pub fn change_title(&self, change: &Change) -> String {
        format!("{} {}: ", self.words.change(change.kind).to_uppercase(), self.words.moment(&change.at))
    }

    /// Sets a title on coloured paper, and a note behind it.
    pub fn banner(&mut self, title: &str, note: &str, colour: Colour, paper: Colour) {
        let look = self.look;
        let spans = self.titled(self.root, title, note, colour);
        let column = self.column();
        self.flow.begin_backdrop(column.x, column.width, look.grid, paper);
        self.flow.begin_backdrop(column.edge(BAR), BAR, look.grid, colour);
        let style = TextStyle { space: 2.0 * look.grid, keep: true, ..look.body };
        self.flow.paragraph(&spans, &style, column.inset(INSET));
        self.flow.end_backdrop();
        self.flow.end_backdrop();
    }

    /// A paragraph of a title in words of Depesch and a note of the author's; not yet in the flow.
    pub fn titled(&mut self, parent: NodeId, title: &str, note: &str, colour: Colour) -> [TextSpan; 2] {
        let look = self.look;
        let node = self.flow.tree.add(parent, StructureType::Paragraph);
        let strong = self.flow.tree.add(node, StructureType::Strong);
        self.foreign(strong);
        let (title_run, note_run) = (self.flow.tree.run(strong), self.flow.tree.run(node));
        let span = |text: &str, face, colour, run| TextSpan { text: text.to_owned(), face, colour, run: Some(run), link: None };
        [span(title, Face::SemiBold, colour, title_run), span(note, Face::Regular, look.colours.ink, note_run)]
    }

    pub fn headline(&mut self, headline: &str) {
        let look = self.look;
        let (_, run) = self.flow.tree.heading(self.root, 1, headline.to_owned());
        let span =
            TextSpan { text: headline.to_owned(), face: Face::SemiBold, colour: look.colours.ink, run: Some(run), link: None };
        let column = self.column();
        self.flow.heading(&[span], &look.headline, column);
    }

    /// A paragraph of the author's with its links and emphasis.
    pub fn text(&mut self, text: &Inlines, parent: NodeId, style: &TextStyle, column: Column) {
        let node = self.flow.tree.add(parent, StructureType::Paragraph);
        let spans = spans::of(&mut self.flow.tree, text, node, style, self.look);
        self.flow.paragraph(&spans, style, column);
    }

    /// A paragraph in words of Depesch, which may be in another language than the release; not yet in the flow.
    pub fn worded(&mut self, parent: NodeId, text: &str, face: Face, colour: Colour) -> TextSpan {
        let node = self.flow.tree.add(parent, StructureType::Paragraph);
        self.foreign(node);
        let run = self.flow.tree.run(node);
        TextSpan { text: text.to_owned(), face, colour, run: Some(run), link: None }
    }

    /// Says the language of Depesch's own words where it is not the release's.
    pub fn foreign(&mut self, node: NodeId) {
        if self.lang.primary() != self.words.lang {
            self.flow.tree.set_lang(node, self.words.lang);
        }
    }

    /// A headed part: its node, with the heading in it, which may be in words of Depesch.
    pub fn section(&mut self, heading: &str, style: &TextStyle, worded: bool, column: Column) -> NodeId {
        let section = self.flow.tree.add(self.root, StructureType::Section);
        let (node, run) = self.flow.tree.heading(section, 2, heading.to_owned());
        if worded {
            self.foreign(node);
        }
        let span = TextSpan { text: heading.to_owned(), face: style.face, colour: style.colour, run: Some(run), link: None };
        self.flow.heading(&[span], style, column);
        section
    }
}

pub fn runs_from_the_right(lang: &Lang) -> bool {
    lang.direction() == Direction::RightToLeft
}
