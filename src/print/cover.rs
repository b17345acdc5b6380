//! The cover of a collection: sender, title, contents and date of compilation.

use super::back_matter;
use super::composer::Composer;
use super::layout::{LineBox, Shape};
use super::theme::TextStyle;

/// From the hairline below the sender to the title, as a part of the page height.
const DROP: f32 = 0.2;
/// Width and height of the bar above the title.
const BAR: (f32, f32) = (51.0, 3.0);

/// The smaller sizes of a long title: those of a headline.
const COVER_SIZES: &[(f32, f32)] = &[(27.4, 4.0), (23.0, 3.5), (20.0, 3.0)];

/// The text of a cover besides the newsroom's name and address.
pub struct Cover<'a> {
    pub title: &'a str,
    /// The title is Depesch's own, not one that somebody chose.
    pub is_wording: bool,
    /// Below the title, the first one larger.
    pub lines: &'a [String],
    pub warning: Option<&'a str>,
}

pub fn add_cover(composer: &mut Composer, cover: &Cover) {
    let (theme, root) = (composer.theme, composer.root);
    let name = composer.edition.publisher().name.as_str();
    let name = composer.span(root, name, theme.sender.face, theme.colours.accent);
    composer.add_sender(name);
    composer.flow.keep_last_with_next();
    composer.flow.add_rule(theme.grid, theme.grid);
    if let Some(warning) = cover.warning {
        composer.add_banner(warning, "", theme.colours.update, theme.colours.update_paper);
    }

    let (width, height) = BAR;
    let column = composer.column();
    let bar = Shape::Box { x: column.start_x(width), y: 0.0, width, height, colour: theme.colours.accent };
    composer.flow.push(LineBox { height: theme.height * DROP, keep_with_next: true, ..LineBox::default() });
    composer.flow.push(LineBox { height, keep_with_next: true, shapes: vec![bar], ..LineBox::default() });
    let (size, leading) = (theme.headline.size * 1.2, 5.0 * theme.grid);
    let style = TextStyle { size, leading, space_before: 2.0 * theme.grid, smaller: COVER_SIZES, ..theme.headline };
    let title = composer.add_headline(cover.title, &style);
    if cover.is_wording {
        composer.mark_wording(title);
    }

    let first = TextStyle { keep_with_next: true, space_before: 2.0 * theme.grid, ..theme.lead };
    let rest = TextStyle { keep_with_next: true, hyphenate: false, space_before: 0.0, ..theme.body };
    for (number, line) in cover.lines.iter().enumerate() {
        let (style, colour) = if number == 0 { (first, theme.colours.ink) } else { (rest, theme.colours.muted) };
        let span = composer.wording_span(root, line, style.face, colour);
        composer.flow.add_paragraph(&[span], &style, column);
    }
    add_addresses(composer, &TextStyle { keep_with_next: false, ..rest });
}

/// The newsroom's web and mail addresses.
fn add_addresses(composer: &mut Composer, style: &TextStyle) {
    let (theme, words) = (composer.theme, composer.words);
    let publisher = composer.edition.publisher();
    let web = &publisher.base_url;
    let mut links =
        vec![(web.without_scheme().into_owned(), web.to_string(), format!("{} ({})", publisher.name, web.without_scheme()))];
    links.extend(publisher.email.iter().map(|email| {
        let contents = format!("{} {email}, {}", words.email, publisher.name);
        (email.to_string(), email.uri(), contents)
    }));
    for (number, (text, to, contents)) in links.into_iter().enumerate() {
        let space_before = if number == 0 { 2.0 * theme.grid } else { 0.0 };
        let style = TextStyle { space_before, ..*style };
        let boxes = back_matter::typeset_line(composer, composer.root, &text, Some((to, contents)), &style, composer.column());
        composer.flow.extend(boxes);
    }
}
