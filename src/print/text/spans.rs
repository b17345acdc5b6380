//! The author's text as spans of one style, each in its place in the structure tree.

use std::slice::Iter;

use crate::model::{Inline, Inlines};
use crate::print::fonts::Face;
use crate::print::layout::TextSpan;
use crate::print::structure::{LinkId, NodeId, StructureTree, StructureType};
use crate::print::theme::{ResolvedTheme, TextStyle};

/// Emphasis nested more deeply has no tag of its own.
const MAX_DEPTH: usize = 16;

/// Adds `text` to `node` of the tree, and returns it as spans.
pub fn from_inlines(
    tree: &mut StructureTree,
    text: &Inlines,
    node: NodeId,
    style: &TextStyle,
    theme: &ResolvedTheme,
) -> Vec<TextSpan> {
    let mut spans = Vec::new();
    let mut open = vec![InlineFrame { rest: text.parts().iter(), node, face: style.face, link: None, address: None }];
    while let Some(frame) = open.last_mut() {
        let (node, face, link) = (frame.node, frame.face, frame.link);
        let Some(part) = frame.rest.next() else {
            if let Some((node, address)) = open.pop().and_then(|frame| frame.address) {
                let run = tree.add_run(node);
                spans.push(TextSpan::new(format!(" ({address})"), Face::Regular, theme.colours.muted, run));
            }
            continue;
        };
        let colour = if link.is_some() { theme.colours.accent } else { style.colour };
        let is_tagged = open.len() < MAX_DEPTH;
        match part {
            Inline::Text(text) => {
                spans.push(TextSpan { link, ..TextSpan::new(text.replace('\n', " "), face, colour, tree.add_run(node)) });
            }
            Inline::Emphasis(inner) => {
                let node = if is_tagged { tree.add(node, StructureType::Emphasis) } else { node };
                open.push(InlineFrame { rest: inner.iter(), node, face: face.italic(), link, address: None });
            }
            Inline::Strong(inner) => {
                let node = if is_tagged { tree.add(node, StructureType::Strong) } else { node };
                open.push(InlineFrame { rest: inner.iter(), node, face: face.strong(), link, address: None });
            }
            Inline::Link { text, .. } if link.is_some() => {
                open.push(InlineFrame { rest: text.iter(), node, face, link, address: None });
            }
            Inline::Link { to, text: inner } => {
                let label = Inlines::new(inner.clone()).map(|inner| inner.plain()).unwrap_or_default();
                let address = to.without_scheme().into_owned();
                let shows_address = to.is_written_as(&label);
                let contents = if shows_address { label } else { format!("{label} ({address})") };
                let (link_node, id) = tree.add_link(node, to.to_string(), contents);
                // Paper cannot be clicked: the address is printed after the link.
                let address = (!shows_address).then_some((node, address));
                open.push(InlineFrame { rest: inner.iter(), node: link_node, face, link: Some(id), address });
            }
            // The space separates the words for readers who do not see lines.
            Inline::Break => spans.push(TextSpan { link, ..TextSpan::new(" \n", face, colour, tree.add_run(node)) }),
        }
    }
    spans
}

/// The number of characters that are printed, with the addresses of links; approximate.
pub fn printed_length(text: &Inlines) -> usize {
    let links = text.links();
    let printed = links.iter().filter(|(to, label)| !to.is_written_as(label));
    text.plain().chars().count() + printed.map(|(to, _)| to.without_scheme().chars().count()).sum::<usize>()
}

/// Where to continue within nested inlines, and their style.
struct InlineFrame<'a> {
    rest: Iter<'a, Inline>,
    node: NodeId,
    face: Face,
    link: Option<LinkId>,
    /// The address to print after the link that ends here, and its node.
    address: Option<(NodeId, String)>,
}
