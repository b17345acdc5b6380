//! Ways through a PDF: links that can be clicked, and the outline of its headings.

use std::collections::BTreeMap;

use lopdf::{Object, ObjectId};

use super::document::PdfDocument;
use super::marked_content::Area;
use super::objects::dictionary;
use super::objects::integer;
use super::objects::name;
use super::objects::reals;
use super::objects::text;
use crate::print::layout::PrintedPage;
use crate::print::structure::Heading;
use crate::print::structure::LinkDestination;
use crate::print::structure::LinkId;
use crate::print::structure::NodeId;
use crate::print::structure::StructureTree;
use crate::print::theme::ResolvedTheme;

/// One clickable place of a link: a link over two pages has two.
pub struct Annotation {
    pub object: ObjectId,
    pub page: ObjectId,
    /// The link's part of the structure tree.
    pub node: NodeId,
}

/// Writes the annotations of all links (PDF/UA-1 7.18).
pub fn links(
    document: &mut PdfDocument,
    tree: &StructureTree,
    look: &ResolvedTheme,
    areas: &BTreeMap<(LinkId, usize), Vec<Area>>,
) -> Vec<Annotation> {
    let mut annotations = Vec::new();
    let mut by_page: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
    for (&(link, page), areas) in areas {
        let (Some(link), Some(&page_id)) = (tree.links().get(link.0), document.pages.get(page)) else { continue };
        let Some((key, way)) = way(document, look, &link.to) else { continue };
        let object = document.objects.add_object(dictionary([
            ("Type", name("Annot")),
            ("Subtype", name("Link")),
            ("Rect", reals(&around(areas))),
            ("QuadPoints", reals(&corners(areas))),
            ("Contents", text(&link.contents)),
            // Printed with the page (PDF/A-3 6.3.2).
            ("F", Object::Integer(4)),
            ("Border", Object::Array(vec![0.into(), 0.into(), 0.into()])),
            (key, way),
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

/// The entry of an annotation that says where it leads (ISO 32000-1 12.5.6.5).
fn way(document: &PdfDocument, look: &ResolvedTheme, to: &LinkDestination) -> Option<(&'static str, Object)> {
    match to {
        LinkDestination::Address(address) => {
            // PDF/A-3 6.1.13: no string is longer. Such an address stands on the page, and nobody can follow it.
            if address.len() > 32_767 {
                return None;
            }
            let uri = Object::string_literal(address.as_str());
            Some(("A", dictionary([("Type", name("Action")), ("S", name("URI")), ("URI", uri)]).into()))
        }
        // As wide as the reader has it: nobody wants another size of text for going to another page.
        LinkDestination::Page(page) => {
            let page = *document.pages.get(*page)?;
            let top = Object::Real(look.height.round());
            Some(("Dest", Object::Array(vec![page.into(), name("XYZ"), Object::Null, top, Object::Null])))
        }
    }
}

fn around(areas: &[Area]) -> Area {
    areas.iter().fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |all, area| {
        [all[0].min(area[0]), all[1].min(area[1]), all[2].max(area[2]), all[3].max(area[3])]
    })
}

/// Four corners for each line, in the order that readers in fact expect: upper left, upper right, lower left, lower right.
fn corners(areas: &[Area]) -> Vec<f32> {
    areas.iter().flat_map(|&[left, low, right, high]| [left, high, right, high, left, low, right, low]).collect()
}

/// Writes the headings as an outline, each below the nearest one of a higher level.
pub fn outline(document: &mut PdfDocument, tree: &StructureTree, pages: &[PrintedPage], look: &ResolvedTheme) {
    let headings = tree.headings();
    let root = document.objects.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| document.objects.new_object_id()).collect();
    // For each heading the one above it; `None` is the root.
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
    // The place of each heading among those of the same parent.
    let mut places: Vec<usize> = Vec::with_capacity(headings.len());
    for (index, parent) in parents.iter().enumerate() {
        let siblings = children.entry(*parent).or_default();
        places.push(siblings.len());
        siblings.push(index);
    }
    let id = |index: usize| ids.get(index).copied().unwrap_or(root);
    // Of many releases the headlines alone are shown until somebody opens one: then the count is negative (12.3.3).
    let of_many = headings.iter().filter(|heading| heading.level == 1).count() > 1;
    let shown = if of_many { children.get(&None).map_or(0, Vec::len) } else { headings.len() };
    let tops = tops(tree, pages, look);
    for (index, heading) in headings.iter().enumerate() {
        let parent = parents.get(index).copied().flatten();
        let (page, top) = tops.get(index).copied().unwrap_or((0, 0.0));
        let Some(&page) = document.pages.get(page) else { continue };
        let place = vec![page.into(), name("XYZ"), Object::Null, Object::Real(top.round()), Object::Null];
        let mut item = dictionary([
            ("Title", text(&heading.title)),
            ("Parent", parent.map_or(root, id).into()),
            ("Dest", Object::Array(place)),
        ]);
        let siblings = children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        let at = places.get(index).copied().unwrap_or(0);
        if let Some(&before) = at.checked_sub(1).and_then(|before| siblings.get(before)) {
            item.set("Prev", id(before));
        }
        if let Some(&next) = siblings.get(at + 1) {
            item.set("Next", id(next));
        }
        if let Some((first, last)) = children.get(&Some(index)).and_then(|below| below.first().zip(below.last())) {
            item.set("First", id(*first));
            item.set("Last", id(*last));
            let count = i64::try_from(children.get(&Some(index)).map_or(0, Vec::len)).unwrap_or(i64::MAX);
            item.set("Count", if of_many { -count } else { count });
        }
        document.objects.objects.insert(id(index), item.into());
    }
    if let Some((first, last)) = children.get(&None).and_then(|top| top.first().zip(top.last())) {
        let all = dictionary([
            ("Type", name("Outlines")),
            ("First", id(*first).into()),
            ("Last", id(*last).into()),
            ("Count", integer(shown)),
        ]);
        document.objects.objects.insert(root, all.into());
        document.set("Outlines", root);
    }
}

/// For each heading its page, and how far above the page's lower edge to look at it: the first text of it or after it.
fn tops(tree: &StructureTree, pages: &[PrintedPage], look: &ResolvedTheme) -> Vec<(usize, f32)> {
    let mut places: Vec<Option<(usize, f32)>> = vec![None; tree.run_count()];
    for (number, page) in pages.iter().enumerate() {
        for fragment in &page.fragments {
            if let Some(place @ None) = fragment.run.and_then(|run| places.get_mut(run.0)) {
                *place = Some((number, look.height - fragment.y + fragment.size + 6.0));
            }
        }
    }
    let place = |heading: &Heading| places.iter().skip(heading.run.0).find_map(|place| *place).unwrap_or((0, look.height));
    tree.headings().iter().map(place).collect()
}
