//! The structure tree as PDF objects (ISO 32000-1, 14.7), with the way back from each mark to its node.

use lopdf::{Dictionary, Object, ObjectId};

use super::document::PdfDocument;
use super::marked_content::MarkedContent;
use super::navigation::Annotation;
use super::objects::{dictionary, integer, name, reals, text};
use crate::print::structure::{Kid, Node, NodeId, StructureTree, StructureType};

/// Writes the tree, and refers to it from pages and annotations.
pub fn write(document: &mut PdfDocument, tree: &StructureTree, marks: &MarkedContent, annotations: &[Annotation]) {
    let root = document.objects.new_object_id();
    let ids: Vec<ObjectId> = tree.nodes().iter().map(|_| document.objects.new_object_id()).collect();
    let id_of = |node: NodeId| ids.get(node.0).copied().unwrap_or(root);
    for (node, &id) in tree.nodes().iter().zip(&ids) {
        let parent = node.parent.map_or(root, id_of);
        let element = element(document, node, parent, &ids, marks);
        document.objects.objects.insert(id, element.into());
    }
    for annotation in annotations {
        let reference = dictionary([("Type", name("OBJR")), ("Obj", annotation.object.into()), ("Pg", annotation.page.into())]);
        if let Ok(element) = document.objects.get_dictionary_mut(id_of(annotation.node))
            && let Ok(kids) = element.get_mut(b"K").and_then(Object::as_array_mut)
        {
            kids.push(reference.into());
        }
    }

    let mut numbers = Vec::new();
    for (number, runs) in marks.pages.iter().enumerate() {
        let owners = runs.iter().map(|run| tree.owner(*run).map_or(root, id_of).into()).collect();
        let owners = document.objects.add_object(Object::Array(owners));
        numbers.extend([integer(number), owners.into()]);
        if let Some(&page) = document.pages.get(number) {
            document.set_in(page, "StructParents", integer(number));
        }
    }
    for (number, annotation) in annotations.iter().enumerate() {
        let key = marks.pages.len() + number;
        numbers.extend([integer(key), id_of(annotation.node).into()]);
        document.set_in(annotation.object, "StructParent", integer(key));
    }
    let next = integer(marks.pages.len() + annotations.len());
    let parents = document.objects.add_object(dictionary([("Nums", Object::Array(numbers))]));
    let top = dictionary([
        ("Type", name("StructTreeRoot")),
        ("K", Object::Array(vec![id_of(NodeId(0)).into()])),
        ("ParentTree", parents.into()),
        ("ParentTreeNextKey", next),
        // PDF 2.0 defines them; readers of PDF 1.7 see spans.
        ("RoleMap", dictionary([("Em", name("Span")), ("Strong", name("Span"))]).into()),
    ]);
    document.objects.objects.insert(root, top.into());
    document.set("StructTreeRoot", root);
}

fn element(document: &PdfDocument, node: &Node, parent: ObjectId, ids: &[ObjectId], marks: &MarkedContent) -> Dictionary {
    let mut element = dictionary([("Type", name("StructElem")), ("S", name(&node.tag.pdf_name())), ("P", parent.into())]);
    let mut own_page = None;
    let mut kids = Vec::new();
    for kid in &node.kids {
        match kid {
            Kid::Node(id) => kids.extend(ids.get(id.0).map(|&id| Object::Reference(id))),
            Kid::Run(run) => {
                for &(page, mark) in marks.runs.get(run).into_iter().flatten() {
                    let Some(&object) = document.pages.get(page) else { continue };
                    if *own_page.get_or_insert(object) == object {
                        kids.push(integer(mark));
                    } else {
                        let reference = [("Type", name("MCR")), ("Pg", object.into()), ("MCID", integer(mark))];
                        kids.push(dictionary(reference).into());
                    }
                }
            }
        }
    }
    if let Some(page) = own_page {
        element.set("Pg", page);
    }
    if let Some(lang) = &node.lang {
        element.set("Lang", text(lang));
    }
    if let Some(alt) = &node.alt {
        element.set("Alt", text(alt));
    }
    if let Some(title) = &node.title {
        element.set("T", text(title));
    }
    match node.tag {
        StructureType::Figure => {
            let drawn = node.kids.iter().find_map(|kid| match kid {
                Kid::Run(run) => marks.boxes.get(run),
                Kid::Node(_) => None,
            });
            if let Some(area) = drawn {
                element.set("A", dictionary([("O", name("Layout")), ("Placement", name("Block")), ("BBox", reals(area))]));
            }
        }
        StructureType::List { numbered } => {
            let numbering = name(if numbered { "Decimal" } else { "Disc" });
            element.set("A", dictionary([("O", name("List")), ("ListNumbering", numbering)]));
        }
        StructureType::HeaderCell => element.set("A", dictionary([("O", name("Table")), ("Scope", name("Column"))])),
        _ => {}
    }
    element.set("K", Object::Array(kids));
    element
}
