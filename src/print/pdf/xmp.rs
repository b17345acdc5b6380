//! The XMP packet of a PDF (ISO 16684-1), and dates in PDF syntax.

use super::info::DocumentInfo;
use crate::markup::clean;
use crate::markup::xml_writer::{Attributes, Indentation, XmlWriter};

/// The program that wrote the file.
pub const CREATOR: &str = "Depesch";

/// The packet, with the extension schema that PDF/A-3, 6.6.2.3 requires for foreign namespaces.
pub fn packet(info: &DocumentInfo) -> String {
    let mut xml = XmlWriter::new(Indentation::Off);
    xml.raw("<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
    xml.element("x:xmpmeta", &[("xmlns:x", "adobe:ns:meta/")], |xml| {
        xml.element("rdf:RDF", &[("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")], |xml| {
            let namespaces = [
                ("rdf:about", ""),
                ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
                ("xmlns:xmp", "http://ns.adobe.com/xap/1.0/"),
                ("xmlns:pdf", "http://ns.adobe.com/pdf/1.3/"),
                ("xmlns:pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
                ("xmlns:pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
            ];
            xml.element("rdf:Description", &namespaces, |xml| {
                let default_language: Attributes = &[("xml:lang", "x-default")];
                xml.text("dc:format", &[], "application/pdf");
                collection(xml, "dc:title", "rdf:Alt", default_language, &info.title);
                collection(xml, "dc:creator", "rdf:Seq", &[], &info.author);
                collection(xml, "dc:language", "rdf:Bag", &[], &info.lang);
                if let Some(rights) = &info.rights {
                    collection(xml, "dc:rights", "rdf:Alt", default_language, rights);
                }
                xml.text("xmp:CreatorTool", &[], CREATOR);
                xml.text("xmp:CreateDate", &[], &xmp_date(&info.created));
                xml.text("xmp:ModifyDate", &[], &xmp_date(&info.modified));
                xml.text("pdf:Producer", &[], CREATOR);
                xml.text("pdfaid:part", &[], "3");
                xml.text("pdfaid:conformance", &[], "A");
                xml.text("pdfuaid:part", &[], "1");
            });
            xml.raw(PDF_UA_SCHEMA);
        });
    });
    xml.raw("<?xpacket end=\"r\"?>");
    xml.into_fragment()
}

/// A property with a collection of one item.
fn collection(xml: &mut XmlWriter, property: &str, kind: &str, attributes: Attributes, item: &str) {
    // Quotes are not escaped, which keeps the packet short.
    let item = clean(item).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    xml.mixed(property, &[], |xml| {
        xml.inline(kind, &[], |xml| xml.inline("rdf:li", attributes, |xml| xml.raw(&item)));
    });
}

/// The extension schema of `pdfuaid`.
const PDF_UA_SCHEMA: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"#;

/// ISO 8601 without fractions of a second.
fn xmp_date(iso: &str) -> String {
    let Some((before, after)) = iso.split_once('.') else { return iso.to_owned() };
    format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// `2017-06-20T09:30:00+02:00` as `D:20170620093000+02'00'`, a day as `D:20170620` (ISO 32000-1, 7.9.4).
pub fn pdf_date(iso: &str) -> String {
    let iso = xmp_date(iso);
    let Some((day, time)) = iso.split_once('T') else { return format!("D:{}", iso.replace('-', "")) };
    let at = time.find(['+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at(at);
    let offset = if offset.is_empty() { String::new() } else { format!("{}'", offset.replace(':', "'")) };
    format!("D:{}{}{offset}", day.replace('-', ""), clock.replace(':', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_stay_as_exact_as_they_are() {
        assert_eq!(pdf_date("2017-06-20"), "D:20170620");
        assert_eq!(pdf_date("2017-06-20T09:30:00+02:00"), "D:20170620093000+02'00'");
        assert_eq!(pdf_date("2017-06-20T09:30:00.000042-03:30"), "D:20170620093000-03'30'");
        assert_eq!(xmp_date("2017-06-20T09:30:00.000042-03:30"), "2017-06-20T09:30:00-03:30");
    }
}
