//! What a printed release says, from the masthead to the address at its end, in the order in which it is read.

use std::collections::BTreeMap;

use super::back_matter;
use super::back_matter::ColophonLine;
use super::body;
use super::fonts::Face;
use super::fonts::Fonts;
use super::fonts::Shaper;
use super::layout::Fragment;
use super::layout::LineBox;
use super::layout::PrintedPage;
use super::layout::TextSpan;
use super::layout::flow::Column;
use super::layout::flow::Flow;
use super::layout::pages;
use super::margins;
use super::margins::PageNumbering;
use super::pictures::Graphic;
use super::structure::NodeId;
use super::structure::StructureTree;
use super::structure::StructureType;
use super::text::hyphenation::HyphenationLanguage;
use super::text::spans;
use super::theme::ResolvedTheme;
use super::theme::TextStyle;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Colour;
use crate::model::Direction;
use crate::model::Edition;
use crate::model::Inlines;
use crate::model::Lang;
use crate::model::Release;
use crate::model::Section;
use crate::model::WebAddress;
use crate::model::Withdrawal;
use crate::wording::Wording;
use crate::wording::parts;

/// How far the text on coloured paper stands within it, at either side.
pub const INSET: f32 = 12.0;
/// The bar at the beginning of a banner.
const BAR: f32 = 3.0;
/// A lead of more characters is set in regular weight: bold is for what is short.
const LONG_LEAD: usize = 300;
/// How far a mark may stand out above and below the sender's name, together.
const OVERHANG: f32 = 8.5;
/// At least so much stands between the kind of message and its date.
const BETWEEN: f32 = 14.0;

/// A release as pages, the tree of what is on them, and what was learned on the way.
pub struct ComposedDocument {
    pub pages: Vec<PrintedPage>,
    pub tree: StructureTree,
    pub shaper: Shaper,
    /// What is drawn in the places for pictures, by the path of each file; codes by their address.
    pub pictures: BTreeMap<String, Graphic>,
}

/// What all that stands in one document shares.
pub struct DocumentBuilder {
    pub tree: StructureTree,
    pub shaper: Shaper,
    /// See [`Composed::pictures`].
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
    /// See [`Composed::pictures`].
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

/// A release as a document of its own.
pub fn compose(edition: &Edition, release: &Release, look: &ResolvedTheme, fonts: &'static Fonts) -> ComposedDocument {
    let (document, root) = DocumentBuilder::new(fonts, &release.lang);
    alone(set(document, root, edition, release, look), look)
}

/// What is printed of a release that was withdrawn, as a document of its own.
pub fn compose_notice(edition: &Edition, notice: &Withdrawal, look: &ResolvedTheme, fonts: &'static Fonts) -> ComposedDocument {
    let (document, root) = DocumentBuilder::new(fonts, notice.lang());
    alone(set_notice(document, root, edition, notice, look), look)
}

fn alone((document, mut sheets): (DocumentBuilder, ComposedText), look: &ResolvedTheme) -> ComposedDocument {
    let DocumentBuilder { tree, mut shaper, pictures } = document;
    let count = sheets.pages.len();
    margins::draw(&mut shaper, &mut sheets, PageNumbering { before: 0, count, note: None }, look);
    ComposedDocument { pages: sheets.pages, tree, shaper, pictures }
}

/// A release below `root`.
pub fn set(
    document: DocumentBuilder,
    root: NodeId,
    edition: &Edition,
    release: &Release,
    look: &ResolvedTheme,
) -> (DocumentBuilder, ComposedText) {
    let words = Wording::of(&release.lang);
    let front = PageHeader {
        senders: words.sender_names(&edition.senders(release)),
        kind: words.kind(release.kind).to_owned(),
        date: date_line(release, words),
        warning: words.withheld(edition, release),
        address: edition.publisher().address(&release.folder()),
        from_the_right: runs_from_the_right(&release.lang),
    };
    let mut composer = Composer::new(document, root, edition, &release.lang, words, look);
    composer.masthead(&front);
    composer.banners(&front, release.last_change());
    composer.opening(release);
    let (root, column) = (composer.root, composer.column());
    body::blocks(&mut composer, &release.body, root, &look.body, column);
    back_matter::write(&mut composer, release);
    composer.finish(front)
}

/// Below `root`, what is printed of a release that was withdrawn: that it was, when and why.
pub fn set_notice(
    document: DocumentBuilder,
    root: NodeId,
    edition: &Edition,
    notice: &Withdrawal,
    look: &ResolvedTheme,
) -> (DocumentBuilder, ComposedText) {
    let words = Wording::of(notice.lang());
    let front = PageHeader {
        senders: words.sender_names(&edition.senders_of_withdrawal(notice)),
        kind: words.kind(notice.kind()).to_owned(),
        date: notice.published().map_or_else(String::new, |published| words.moment(published)),
        warning: Some(words.withdrawn.to_owned()),
        address: edition.publisher().address(&notice.permalink().folder()),
        from_the_right: runs_from_the_right(notice.lang()),
    };
    let mut composer = Composer::new(document, root, edition, notice.lang(), words, look);
    composer.masthead(&front);
    composer.change_banner(notice.change());
    composer.headline(&gone_headline(notice));
    let said = composer.worded(composer.root, words.withdrawn_what, Face::Regular, look.colours.ink);
    let column = composer.column();
    composer.flow.paragraph(&[said], &TextStyle { space: 2.0 * look.grid, ..look.body }, column);
    let people =
        edition.contacts_of_withdrawal(notice).into_iter().map(|contact| parts::person(contact, words)).collect::<Vec<_>>();
    back_matter::contacts(&mut composer, &people);
    // Nobody may use it for anything: there are no terms.
    let facts = vec![
        ColophonLine::labelled(words.sender, words.senders_of_withdrawal(edition, notice)),
        match notice.published() {
            Some(published) => ColophonLine::labelled(words.published, words.moment(published)),
            None => ColophonLine::sentence(words.first_published_unknown),
        },
        ColophonLine::labelled(words.change(notice.change().kind), words.moment(&notice.change().at)),
    ];
    back_matter::colophon(&mut composer, facts, None, &front.address, notice.headline().as_str());
    composer.finish(front)
}

pub fn runs_from_the_right(lang: &Lang) -> bool {
    lang.direction() == Direction::RightToLeft
}

/// "Återkallat: " and the headline, in the language of what was withdrawn.
pub fn gone_headline(notice: &Withdrawal) -> String {
    format!("{}: {}", Wording::of(notice.lang()).withdrawn, notice.headline())
}

/// The place and the time of publication, or of the last update where only that is known.
fn date_line(release: &Release, words: &Wording) -> String {
    let date = match release.dates.published() {
        Some(first) => words.moment(first),
        None => format!("{} {}", words.last_updated, words.moment(release.updated())),
    };
    match &release.place {
        Some(place) => format!("{place}, {date}"),
        None => date,
    }
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

    /// The sender, and below it the kind of message and its date above a hairline.
    fn masthead(&mut self, front: &PageHeader) {
        let look = self.look;
        let node = self.flow.tree.add(self.root, StructureType::Paragraph);
        let run = Some(self.flow.tree.run(node));
        let name = TextSpan { text: front.senders.clone(), face: look.sender.face, colour: look.colours.accent, run, link: None };
        self.sender(name);
        self.flow.keep_last();

        let style = TextStyle { hyphenate: false, space: 2.0 * look.grid, keep: true, ..look.body };
        let kind = self.worded(self.root, &front.kind, Face::SmallCaps, look.colours.accent);
        let date = self.worded(self.root, &front.date, Face::Regular, look.colours.muted);
        let column = self.column();
        let mut strips = self.flow.set(&[kind], &style, column);
        let date = self.flow.set(&[date], &style, column);
        match (strips.as_mut_slice(), date.as_slice()) {
            ([kind], [line]) if kind.width() + BETWEEN + line.width() <= column.width => {
                // At the other end of the line.
                let free = column.width - line.width();
                let shift = if column.from_the_right { -free } else { free };
                kind.fragments.extend(line.fragments.iter().cloned().map(|part| Fragment { x: part.x + shift, ..part }));
            }
            // A place can have a long name; then both stand below each other.
            _ => strips.extend(date.into_iter().map(|strip| LineBox { space: 0.0, ..strip })),
        }
        strips.into_iter().for_each(|strip| self.flow.push(strip));
        self.flow.rule(0.0, look.grid);
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

    /// What a reader must know before the text: that nobody may publish it yet, that something was wrong.
    fn banners(&mut self, front: &PageHeader, change: Option<&Change>) {
        let look = self.look;
        if let Some(warning) = &front.warning {
            self.banner(warning, "", look.colours.update, look.colours.update_paper);
        }
        if let Some(change) = change {
            self.change_banner(change);
        }
    }

    fn change_banner(&mut self, change: &Change) {
        let look = self.look;
        let (colour, paper) = match change.kind {
            ChangeKind::Correction => (look.colours.correction, look.colours.correction_paper),
            ChangeKind::Update => (look.colours.update, look.colours.update_paper),
            ChangeKind::Withdrawal => (look.colours.withdrawal, look.colours.withdrawal_paper),
        };
        self.banner(&self.change_title(change), change.note.as_str(), colour, paper);
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

    /// Headlines, what the law demands, lead and what it invites to.
    fn opening(&mut self, release: &Release) {
        let look = self.look;
        self.headline(release.headline.as_str());
        if let Some(subhead) = &release.subhead {
            let node = self.flow.tree.add(self.root, StructureType::Paragraph);
            let run = Some(self.flow.tree.run(node));
            let span =
                TextSpan { text: subhead.to_string(), face: look.subhead.face, colour: look.subhead.colour, run, link: None };
            let column = self.column();
            self.flow.paragraph(&[span], &look.subhead, column);
        }
        if let Some(legal) = &release.legal {
            self.text(legal, self.root, &look.note, self.column());
        }
        self.lead(&release.lead);
        if let Some(invitation) = parts::invitation(release, self.words) {
            self.part(&invitation);
        }
    }

    fn lead(&mut self, lead: &Inlines) {
        let look = self.look;
        let is_long = lead.plain().chars().count() > LONG_LEAD;
        let style = TextStyle { face: if is_long { Face::Regular } else { look.lead.face }, ..look.lead };
        let node = self.flow.tree.add(self.root, StructureType::Paragraph);
        let spans = spans::of(&mut self.flow.tree, lead, node, &style, look);
        let column = self.column();
        self.flow.evened(&spans, &style, column);
        self.flow.air(2.0 * look.grid);
    }

    fn headline(&mut self, headline: &str) {
        let look = self.look;
        let (_, run) = self.flow.tree.heading(self.root, 1, headline.to_owned());
        let span =
            TextSpan { text: headline.to_owned(), face: Face::SemiBold, colour: look.colours.ink, run: Some(run), link: None };
        let column = self.column();
        self.flow.heading(&[span], &look.headline, column);
    }

    /// A part whose heading is in words of Depesch.
    pub fn part(&mut self, part: &Section) {
        let look = self.look;
        let column = self.column();
        let node = self.section(part.heading.as_str(), &look.headings[0], true, column);
        body::blocks(self, &part.body, node, &look.body, column);
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
