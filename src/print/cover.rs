//! The cover of a collection: whose releases these are, which, and when they were put together.

use super::back_matter;
use super::composer::Composer;
use super::fonts::Face;
use super::layout::LineBox;
use super::layout::Shape;
use super::layout::TextSpan;
use super::structure::StructureType;
use super::theme::TextStyle;

/// From the hairline below the sender to the title, in parts of the paper's height.
const FALL: f32 = 0.2;
/// The bar above the title.
const BAR: (f32, f32) = (51.0, 3.0);

/// What a cover says beside the newsroom's name and address.
pub struct Cover<'a> {
    pub title: &'a str,
    /// The title is in words of Depesch, and not one that somebody gave.
    pub worded: bool,
    /// Below the title, the first of them larger.
    pub lines: &'a [String],
    /// What nobody may overlook.
    pub warning: Option<&'a str>,
}

pub fn set(composer: &mut Composer, cover: &Cover) {
    let (look, root) = (composer.look, composer.root);
    let publisher = composer.edition.publisher();
    let node = composer.flow.tree.add(root, StructureType::Paragraph);
    let run = Some(composer.flow.tree.run(node));
    let text = publisher.name.to_string();
    composer.sender(TextSpan { text, face: look.sender.face, colour: look.colours.accent, run, link: None });
    composer.flow.keep_last();
    composer.flow.rule(look.grid, look.grid);
    if let Some(warning) = cover.warning {
        composer.banner(warning, "", look.colours.update, look.colours.update_paper);
    }

    let (width, height) = BAR;
    let bar = Shape::Box { x: composer.column().edge(width), y: 0.0, width, height, colour: look.colours.accent };
    composer.flow.push(LineBox { height: look.height * FALL, keep: true, ..LineBox::default() });
    composer.flow.push(LineBox { height, keep: true, shapes: vec![bar], ..LineBox::default() });
    title(composer, cover);

    let first = TextStyle { keep: true, space: 2.0 * look.grid, ..look.lead };
    let rest = TextStyle { keep: true, hyphenate: false, space: 0.0, ..look.body };
    for (number, line) in cover.lines.iter().enumerate() {
        let (style, colour) = if number == 0 { (first, look.colours.ink) } else { (rest, look.colours.muted) };
        let span = composer.worded(root, line, style.face, colour);
        let column = composer.column();
        composer.flow.paragraph(&[span], &style, column);
    }
    address(composer, &TextStyle { keep: false, ..rest });
}

fn title(composer: &mut Composer, cover: &Cover) {
    let look = composer.look;
    let (node, run) = composer.flow.tree.heading(composer.root, 1, cover.title.to_owned());
    if cover.worded {
        composer.foreign(node);
    }
    let large = TextStyle { size: look.headline.size * 1.2, leading: 5.0 * look.grid, space: 2.0 * look.grid, ..look.headline };
    let text = cover.title.to_owned();
    let span = TextSpan { text, face: Face::SemiBold, colour: look.colours.ink, run: Some(run), link: None };
    let column = composer.column();
    composer.flow.heading(&[span], &large, column);
}

/// Where the newsroom stands on the web, and how to write to it.
fn address(composer: &mut Composer, style: &TextStyle) {
    let (look, words) = (composer.look, composer.words);
    let publisher = composer.edition.publisher();
    let web = &publisher.base_url;
    let mut ways = vec![(web.bare().to_owned(), web.to_string(), format!("{} ({})", publisher.name, web.bare()))];
    ways.extend(publisher.email.iter().map(|email| {
        let contents = format!("{} {email}, {}", words.email, publisher.name);
        (email.to_string(), format!("mailto:{email}"), contents)
    }));
    for (number, (shown, to, contents)) in ways.into_iter().enumerate() {
        let space = if number == 0 { 2.0 * look.grid } else { 0.0 };
        let style = TextStyle { space, ..*style };
        let column = composer.column();
        let strips = back_matter::line(composer, composer.root, &shown, Some((to, contents)), &style, column);
        strips.into_iter().for_each(|strip| composer.flow.push(strip));
    }
}
