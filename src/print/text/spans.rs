//! A run of the author's text as stretches of one look, each in its place of the structure tree.

use crate::model::Inline;
use crate::model::Inlines;
use crate::print::fonts::Face;
use crate::print::layout::TextSpan;
use crate::print::structure::LinkId;
use crate::print::structure::NodeId;
use crate::print::structure::StructureTree;
use crate::print::structure::StructureType;
use crate::print::theme::ResolvedTheme;
use crate::print::theme::TextStyle;

/// Emphasis within emphasis that lies deeper has no tag of its own.
const DEEPEST: usize = 16;

/// A run of the author's text as spans, each in its place of the tree.
pub fn of(tree: &mut StructureTree, text: &Inlines, node: NodeId, style: &TextStyle, look: &ResolvedTheme) -> Vec<TextSpan> {
    let mut spans = Vec::new();
    let mut open = vec![InlineFrame { rest: text.parts().iter(), node, face: style.face, link: None, after: None }];
    while let Some(inside) = open.last_mut() {
        let (node, face, link) = (inside.node, inside.face, inside.link);
        let Some(part) = inside.rest.next() else {
            if let Some((node, address)) = open.pop().and_then(|inside| inside.after) {
                let run = Some(tree.run(node));
                let text = format!(" ({address})");
                spans.push(TextSpan { text, face: Face::Regular, colour: look.colours.muted, run, link: None });
            }
            continue;
        };
        let colour = if link.is_some() { look.colours.accent } else { style.colour };
        let nested = open.len() < DEEPEST;
        match part {
            Inline::Text(text) => {
                let run = Some(tree.run(node));
                spans.push(TextSpan { text: text.replace('\n', " "), face, colour, run, link });
            }
            Inline::Emphasis(inner) => {
                let node = if nested { tree.add(node, StructureType::Emphasis) } else { node };
                open.push(InlineFrame { rest: inner.iter(), node, face: face.italic(), link, after: None });
            }
            Inline::Strong(inner) => {
                let node = if nested { tree.add(node, StructureType::Strong) } else { node };
                open.push(InlineFrame { rest: inner.iter(), node, face: face.strong(), link, after: None });
            }
            Inline::Link { text, .. } if link.is_some() => {
                open.push(InlineFrame { rest: text.iter(), node, face, link, after: None });
            }
            Inline::Link { to, text: inner } => {
                let said = Inlines::new(inner.clone()).map(|inner| inner.plain()).unwrap_or_default();
                let address = to.bare().to_owned();
                let told = to.is_shown_as(&said);
                let contents = if told { said } else { format!("{said} ({address})") };
                let (inside, id) = tree.link(node, to.to_string(), contents);
                // On paper nobody can follow a link: its address is printed beside it.
                let after = (!told).then_some((node, address));
                open.push(InlineFrame { rest: inner.iter(), node: inside, face, link: Some(id), after });
            }
            // The space is for those who hear or copy the text: lines are no gap to them.
            Inline::Break => {
                let run = Some(tree.run(node));
                spans.push(TextSpan { text: " \n".to_owned(), face, colour, run, link });
            }
        }
    }
    spans
}

/// About how many characters are printed of a run: with the addresses of its links.
pub fn length(text: &Inlines) -> usize {
    let mut length = 0;
    let mut open = vec![text.parts().iter()];
    while let Some(rest) = open.last_mut() {
        match rest.next() {
            None => drop(open.pop()),
            Some(Inline::Text(text)) => length += text.chars().count(),
            Some(Inline::Emphasis(inner) | Inline::Strong(inner)) => open.push(inner.iter()),
            Some(Inline::Link { to, text }) => {
                let said = Inlines::new(text.clone()).map(|said| said.plain()).unwrap_or_default();
                length += if to.is_shown_as(&said) { 0 } else { to.bare().chars().count() };
                open.push(text.iter());
            }
            Some(Inline::Break) => length += 1,
        }
    }
    length
}

/// Where in a run of inlines to go on, and how what stands there looks.
struct InlineFrame<'a> {
    rest: std::slice::Iter<'a, Inline>,
    node: NodeId,
    face: Face,
    link: Option<LinkId>,
    /// The printed address of the link that ends here, and the node it belongs to.
    after: Option<(NodeId, String)>,
}
