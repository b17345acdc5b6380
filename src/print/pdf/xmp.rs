//! What a PDF says about itself for machines: the XMP packet (ISO 16684-1), and dates as PDF writes them.

use super::DocumentInfo;

/// The program that wrote the file.
pub const CREATOR: &str = concat!("Depesch ", env!("CARGO_PKG_VERSION"));

/// The packet, with the schema that PDF/A-3 6.6.2.3 asks for where a namespace is not its own.
pub fn packet(about: &DocumentInfo) -> String {
    let title = escaped(&about.title);
    let author = escaped(&about.author);
    let rights = about.rights.as_deref().map_or_else(String::new, |rights| {
        format!("<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:rights>\n", escaped(rights))
    });
    let (lang, created, changed) = (escaped(&about.lang), xmp_date(&about.created), xmp_date(&about.changed));
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
{rights}<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{changed}</xmp:ModifyDate>
<pdf:Producer>{CREATOR}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
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
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{feff}'
    )
}

/// Text within XML, without the characters that XML 1.0 section 2.2 forbids.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// ISO 8601 without fractions of a second.
fn xmp_date(iso: &str) -> String {
    let Some((before, after)) = iso.split_once('.') else { return iso.to_owned() };
    format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// `2017-06-20T09:30:00+02:00` as `D:20170620093000+02'00'`, a day as `D:20170620` (ISO 32000-1 7.9.4).
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
