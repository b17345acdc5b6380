//! Links that can be clicked, and the outline of the headings.

use std::collections::BTreeMap;

use lopdf::{Object, ObjectId};

use super::document::PdfDocument;
use super::marked_content::Area;
use super::objects::{dictionary, integer, name, reals, text};
use crate::print::layout::PrintedPage;
use crate::print::structure::{Heading, LinkDestination, LinkId, NodeId, StructureTree};
use crate::print::theme::ResolvedTheme;

/// A clickable part of a link; a link across two pages has two.
pub struct Annotation {
    pub object: ObjectId,
    pub page: ObjectId,
    pub node: NodeId,
}

/// Writes the annotations of all links (PDF/UA-1, 7.18).
pub fn write_links(
    document: &mut PdfDocument,
    tree: &StructureTree,
    theme: &ResolvedTheme,
    areas: &BTreeMap<(LinkId, usize), Vec<Area>>,
) -> Vec<Annotation> {
    let mut annotations = Vec::new();
    let mut by_page: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
    for (&(link, page), areas) in areas {
        let (Some(link), Some(&page_id)) = (tree.links().get(link.0), document.pages.get(page)) else { continue };
        let Some((key, destination)) = destination(document, theme, &link.to) else { continue };
        let object = document.objects.add_object(dictionary([
            ("Type", name("Annot")),
            ("Subtype", name("Link")),
            ("Rect", reals(&bounding_box(areas))),
            ("QuadPoints", reals(&quad_points(areas))),
            ("Contents", text(&link.contents)),
            // Printed with the page (PDF/A-3, 6.3.2).
            ("F", Object::Integer(4)),
            ("Border", Object::Array(vec![0.into(), 0.into(), 0.into()])),
            (key, destination),
            ("P", page_id.into()),
        ]));
        by_page.entry(page).or_default().push(object.into());
        annotations.push(Annotation { object, page: page_id, node: link.node });
    }
    for (number, page) in document.pages.clone().into_iter().enumerate() {
        match by_page.remove(&number) {
            Some(objects) => document.set_in(page, "Annots", Object::Array(objects)),
            None => {
                if let Ok(page) = document.objects.get_dictionary_mut(page) {
                    page.remove(b"Annots");
                }
            }
        }
    }
    annotations
}

/// The entry of an annotation for its destination (ISO 32000-1, 12.5.6.5).
fn destination(document: &PdfDocument, theme: &ResolvedTheme, to: &LinkDestination) -> Option<(&'static str, Object)> {
    match to {
        LinkDestination::Address(address) => {
            // The longest string in PDF/A-3 (6.1.13). A longer address is printed but cannot be clicked.
            if address.len() > 32_767 {
                return None;
            }
            let uri = Object::string_literal(address.as_str());
            Some(("A", dictionary([("Type", name("Action")), ("S", name("URI")), ("URI", uri)]).into()))
        }
        // The zoom stays as the reader has set it.
        LinkDestination::Page(page) => {
            let page = *document.pages.get(*page)?;
            let top = Object::Real(theme.height.round());
            Some(("Dest", Object::Array(vec![page.into(), name("XYZ"), Object::Null, top, Object::Null])))
        }
    }
}

fn bounding_box(areas: &[Area]) -> Area {
    areas.iter().fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |all, area| {
        [all[0].min(area[0]), all[1].min(area[1]), all[2].max(area[2]), all[3].max(area[3])]
    })
}

/// Four corners for each line, in the order that readers expect: upper left, upper right, lower left, lower right.
fn quad_points(areas: &[Area]) -> Vec<f32> {
    areas.iter().flat_map(|&[left, low, right, high]| [left, high, right, high, left, low, right, low]).collect()
}

/// Writes the headings as an outline, each below the nearest one of a higher level.
pub fn write_outline(document: &mut PdfDocument, tree: &StructureTree, pages: &[PrintedPage], theme: &ResolvedTheme) {
    let headings = tree.headings();
    let root = document.objects.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| document.objects.new_object_id()).collect();
    // The parent of each heading; `None` is the root.
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(headings.len());
    let mut open: Vec<usize> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        while open.last().and_then(|&last| headings.get(last)).is_some_and(|last| last.level >= heading.level) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    // The index of each heading among its siblings.
    let mut indices: Vec<usize> = Vec::with_capacity(headings.len());
    for (index, parent) in parents.iter().enumerate() {
        let siblings = children.entry(*parent).or_default();
        indices.push(siblings.len());
        siblings.push(index);
    }
    let id_of = |index: usize| ids.get(index).copied().unwrap_or(root);
    // In collections only the headlines are open at first; a negative count closes an item (12.3.3).
    let is_collection = headings.iter().filter(|heading| heading.level == 1).count() > 1;
    let shown = if is_collection { children.get(&None).map_or(0, Vec::len) } else { headings.len() };
    let positions = heading_positions(tree, pages, theme);
    for (index, heading) in headings.iter().enumerate() {
        let parent = parents.get(index).copied().flatten();
        let (page, top) = positions.get(index).copied().unwrap_or((0, 0.0));
        let Some(&page) = document.pages.get(page) else { continue };
        let destination = vec![page.into(), name("XYZ"), Object::Null, Object::Real(top.round()), Object::Null];
        let mut item = dictionary([
            ("Title", text(&heading.title)),
            ("Parent", parent.map_or(root, id_of).into()),
            ("Dest", Object::Array(destination)),
        ]);
        let siblings = children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        let at = indices.get(index).copied().unwrap_or(0);
        if let Some(&before) = at.checked_sub(1).and_then(|before| siblings.get(before)) {
            item.set("Prev", id_of(before));
        }
        if let Some(&next) = siblings.get(at + 1) {
            item.set("Next", id_of(next));
        }
        if let Some((first, last)) = children.get(&Some(index)).and_then(|below| below.first().zip(below.last())) {
            item.set("First", id_of(*first));
            item.set("Last", id_of(*last));
            let count = i64::try_from(children.get(&Some(index)).map_or(0, Vec::len)).unwrap_or(i64::MAX);
            item.set("Count", if is_collection { -count } else { count });
        }
        document.objects.objects.insert(id_of(index), item.into());
    }
    if let Some((first, last)) = children.get(&None).and_then(|top| top.first().zip(top.last())) {
        let all = dictionary([
            ("Type", name("Outlines")),
            ("First", id_of(*first).into()),
            ("Last", id_of(*last).into()),
            ("Count", integer(shown)),
        ]);
        document.objects.objects.insert(root, all.into());
        document.set("Outlines", root);
    }
}

/// For each heading its page and the top of the view, above the lower edge of the page: that of its first text or of the next one.
fn heading_positions(tree: &StructureTree, pages: &[PrintedPage], theme: &ResolvedTheme) -> Vec<(usize, f32)> {
    let mut positions: Vec<Option<(usize, f32)>> = vec![None; tree.run_count()];
    for (number, page) in pages.iter().enumerate() {
        for fragment in &page.fragments {
            if let Some(position @ None) = fragment.run.and_then(|run| positions.get_mut(run.0)) {
                *position = Some((number, theme.height - fragment.y + fragment.size + 6.0));
            }
        }
    }
    let position =
        |heading: &Heading| positions.iter().skip(heading.run.0).find_map(|position| *position).unwrap_or((0, theme.height));
    tree.headings().iter().map(position).collect()
}
