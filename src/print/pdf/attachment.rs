//! Attaches the machine-readable release to a document (PDF/A-3, 6.8; ISO 32000-2, 14.13).

use lopdf::{Object, Stream};

use super::document::PdfDocument;
use super::info::{DocumentInfo, EmbeddedFile};
use super::objects::{dictionary, integer, name, text};
use super::xmp::pdf_date;

pub fn write(document: &mut PdfDocument, file: &EmbeddedFile, info: &DocumentInfo) {
    let parameters =
        dictionary([("Size", integer(file.bytes.len())), ("ModDate", Object::string_literal(pdf_date(&info.modified)))]);
    let entries = dictionary([("Type", name("EmbeddedFile")), ("Subtype", name(file.media_type)), ("Params", parameters.into())]);
    let stream = document.objects.add_object(Stream::new(entries, file.bytes.clone()));
    let specification = document.objects.add_object(dictionary([
        ("Type", name("Filespec")),
        ("F", text(&file.name)),
        ("UF", text(&file.name)),
        ("Desc", text(file.description)),
        // The pages show the same, for people.
        ("AFRelationship", name("Data")),
        ("EF", dictionary([("F", stream.into()), ("UF", stream.into())]).into()),
    ]));
    document.set("AF", Object::Array(vec![specification.into()]));
    let files = dictionary([("Names", Object::Array(vec![text(&file.name), specification.into()]))]);
    document.set("Names", dictionary([("EmbeddedFiles", files.into())]));
}
