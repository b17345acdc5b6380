//! What a printed release says, from the masthead to the address at its end, in the order in which it is read.

use std::collections::BTreeMap;

use super::back_matter;
use super::back_matter::ColophonLine;
use super::body;
use super::composer::ComposedText;
use super::composer::Composer;
use super::composer::DocumentBuilder;
use super::composer::PageHeader;
use super::composer::runs_from_the_right;
use super::fonts::Face;
use super::fonts::Fonts;
use super::fonts::Shaper;
use super::layout::Fragment;
use super::layout::LineBox;
use super::layout::PrintedPage;
use super::layout::TextSpan;
use super::margins;
use super::margins::PageNumbering;
use super::pictures::Graphic;
use super::structure::NodeId;
use super::structure::StructureTree;
use super::structure::StructureType;
use super::text::spans;
use super::theme::ResolvedTheme;
use super::theme::TextStyle;
use crate::model::Change;
use crate::model::ChangeKind;
use crate::model::Edition;
use crate::model::Inlines;
use crate::model::Release;
use crate::model::Withdrawal;
use crate::wording::Wording;
use crate::wording::parts;

/// A lead of more characters is set in regular weight: bold is for what is short.
const LONG_LEAD: usize = 300;
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

impl Composer<'_> {
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
            body::part(self, &invitation);
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
}
