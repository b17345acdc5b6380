//! Composes a release for print, from the masthead to the colophon, in reading order.

use super::back_matter::{self, ColophonLine};
use super::body;
use super::composer::{ComposedDocument, ComposedText, Composer, PageHeader, is_rtl};
use super::fonts::Face;
use super::layout::LineBox;
use super::structure::{NodeId, StructureType};
use super::text::spans;
use super::theme::{ResolvedTheme, TextStyle};
use crate::model::{Change, ChangeKind, Edition, Inlines, Item, Release, Withdrawal};
use crate::wording::{Wording, parts};

/// A lead with more characters is set in regular weight.
const LONG_LEAD: usize = 300;
/// The least space between the kind of message and its date.
const DATE_GAP: f32 = 14.0;

/// Composes a release, or the notice of a withdrawn one, below `root`.
pub fn compose(
    document: &mut ComposedDocument,
    root: NodeId,
    edition: &Edition,
    item: &Item,
    theme: &ResolvedTheme,
) -> ComposedText {
    let words = Wording::for_lang(item.lang());
    let composer = Composer::new(document, root, edition, item.lang(), words, theme);
    match item {
        Item::Release(release) => compose_release(composer, release),
        Item::Withdrawal(withdrawal) => compose_withdrawal(composer, withdrawal),
    }
}

fn compose_release(mut composer: Composer, release: &Release) -> ComposedText {
    let (edition, words, theme) = (composer.edition, composer.words, composer.theme);
    let header = PageHeader {
        senders: words.sender_names(&edition.senders(release)),
        kind: words.kind(release.kind).to_owned(),
        date: dateline(release, words),
        warning: words.withheld(edition, release),
        address: edition.publisher().address(&release.folder()),
        is_rtl: is_rtl(&release.lang),
    };
    composer.add_masthead(&header);
    if let Some(warning) = &header.warning {
        composer.add_banner(warning, "", theme.colours.update, theme.colours.update_paper);
    }
    if let Some(change) = release.last_change() {
        composer.add_change_banner(change);
    }
    composer.add_headline(release.headline.as_written(), &theme.headline);
    composer.add_opening(release);
    let (root, column) = (composer.root, composer.column());
    body::add_blocks(&mut composer, &release.body, root, &theme.body, column);
    back_matter::add_back_matter(&mut composer, release);
    composer.finish(header)
}

/// Says that a release was withdrawn, when and why, and whom to ask.
fn compose_withdrawal(mut composer: Composer, withdrawal: &Withdrawal) -> ComposedText {
    let (edition, words, theme) = (composer.edition, composer.words, composer.theme);
    let header = PageHeader {
        senders: words.sender_names(&edition.senders_of_withdrawal(withdrawal)),
        kind: words.kind(withdrawal.kind()).to_owned(),
        date: withdrawal.published().map_or_else(String::new, |published| words.moment(published)),
        warning: Some(words.withdrawn.to_owned()),
        address: edition.publisher().address(&withdrawal.permalink().folder()),
        is_rtl: is_rtl(withdrawal.lang()),
    };
    composer.add_masthead(&header);
    composer.add_change_banner(withdrawal.change());
    composer.add_headline(&withdrawal_headline(withdrawal), &theme.headline);
    let notice = composer.wording_span(composer.root, words.withdrawn_notice, Face::Regular, theme.colours.ink);
    let column = composer.column();
    composer.flow.add_paragraph(&[notice], &TextStyle { space_before: 2.0 * theme.grid, ..theme.body }, column);
    let contacts = parts::contact_details(edition.contacts_of_withdrawal(withdrawal), words);
    back_matter::add_contacts(&mut composer, &contacts);
    // No terms: nobody may use it.
    let facts = vec![
        ColophonLine { label: words.sender, text: words.senders_of_withdrawal(edition, withdrawal) },
        back_matter::first_published(withdrawal.published(), words),
        ColophonLine { label: words.change(withdrawal.change().kind), text: words.moment(&withdrawal.change().at) },
    ];
    back_matter::add_colophon(&mut composer, facts, None, &header.address, withdrawal.headline().as_str());
    composer.finish(header)
}

/// `Återkallat: ` and the headline, in the language of the release.
pub fn withdrawal_headline(withdrawal: &Withdrawal) -> String {
    format!("{}: {}", Wording::for_lang(withdrawal.lang()).withdrawn, withdrawal.headline())
}

/// Place and time of publication, or of the last update where only that is known.
fn dateline(release: &Release, words: &Wording) -> String {
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
    fn add_masthead(&mut self, header: &PageHeader) {
        let theme = self.theme;
        let name = self.span(self.root, &header.senders, theme.sender.face, theme.colours.accent);
        self.add_sender(name);
        self.flow.keep_last_with_next();

        let style = TextStyle { hyphenate: false, space_before: 2.0 * theme.grid, keep_with_next: true, ..theme.body };
        let kind = self.wording_span(self.root, &header.kind, Face::SmallCaps, theme.colours.accent);
        let date = self.wording_span(self.root, &header.date, Face::Regular, theme.colours.muted);
        let column = self.column();
        let mut boxes = self.flow.typeset(&[kind], &style, column);
        let date = self.flow.typeset(&[date], &style, column);
        match (boxes.as_mut_slice(), date.as_slice()) {
            ([kind], [date]) if kind.width() + DATE_GAP + date.width() <= column.width => {
                // At the other end of the line.
                let free = column.width - date.width();
                kind.append(date.fragments.clone(), if column.is_rtl { -free } else { free }, 0.0);
            }
            // The name of a place can be long: one below the other.
            _ => boxes.extend(date.into_iter().map(|line_box| LineBox { space_before: 0.0, ..line_box })),
        }
        self.flow.extend(boxes);
        self.flow.add_rule(0.0, theme.grid);
    }

    fn add_change_banner(&mut self, change: &Change) {
        let colours = &self.theme.colours;
        let (colour, paper) = match change.kind {
            ChangeKind::Correction => (colours.correction, colours.correction_paper),
            ChangeKind::Update => (colours.update, colours.update_paper),
            ChangeKind::Withdrawal => (colours.withdrawal, colours.withdrawal_paper),
        };
        self.add_banner(&self.change_title(change), change.note.as_str(), colour, paper);
    }

    /// Subhead, legal notice, lead and invitation.
    fn add_opening(&mut self, release: &Release) {
        let theme = self.theme;
        if let Some(subhead) = &release.subhead {
            let span = self.span(self.root, subhead.as_str(), theme.subhead.face, theme.subhead.colour);
            let column = self.column();
            self.flow.add_title(&[span], &theme.subhead, column);
        }
        if let Some(legal) = &release.legal {
            self.add_text(legal, self.root, &theme.note, self.column());
        }
        release.lead.iter().for_each(|lead| self.add_lead(lead));
        if let Some(invitation) = parts::invitation(release, self.words) {
            body::add_section(self, &invitation);
        }
    }

    fn add_lead(&mut self, lead: &Inlines) {
        let theme = self.theme;
        let is_long = lead.plain().chars().count() > LONG_LEAD;
        let style = TextStyle { face: if is_long { Face::Regular } else { theme.lead.face }, ..theme.lead };
        let node = self.flow.tree.add(self.root, StructureType::Paragraph);
        let spans = spans::from_inlines(self.flow.tree, lead, node, &style, theme);
        let column = self.column();
        self.flow.add_paragraph_on_grid(&spans, &style, column);
        self.flow.ensure_space(2.0 * theme.grid);
    }
}
