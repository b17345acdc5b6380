//! Inspects an SVG drawing before it is parsed: for what cannot be printed, what is ignored, and what would take too many resources.

use std::collections::BTreeSet;
use std::ops::Range;

use usvg::roxmltree::{Document, Node, ParsingOptions};

use crate::content::text::SourceText;
use crate::diag::{Diagnostic, Location, Message};
use crate::msg;

/// A feature of SVG that a printed logo cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SvgFeature {
    Gradient,
    Pattern,
    Image,
    Text,
    Filter,
    Mask,
    ClipPath,
    Marker,
    ForeignObject,
    Transparency,
    BlendMode,
    /// Ignored, with a warning.
    Script,
    /// Ignored, with a warning.
    Animation,
}

/// A feature, and the name of its element.
pub struct UnsupportedElement {
    pub feature: SvgFeature,
    pub span: Range<usize>,
}

/// Counting an element each time that another repeats it.
const MAX_ELEMENTS: usize = 10_000;
const MAX_DEPTH: usize = 64;
/// Of one element: the parser compares each pair.
const MAX_ATTRIBUTES: usize = 200;
/// Bytes of style sheets: each rule is tried on each element.
const MAX_STYLE_LENGTH: usize = 20_000;

/// Why a drawing is not parsed, and where.
type LogoRejection = (Message, Option<Range<usize>>);

impl SvgFeature {
    fn from_element(element: &str) -> Option<SvgFeature> {
        Some(match element {
            "linearGradient" | "radialGradient" | "meshgradient" => SvgFeature::Gradient,
            "pattern" | "hatch" => SvgFeature::Pattern,
            "image" | "video" | "audio" | "canvas" => SvgFeature::Image,
            "text" => SvgFeature::Text,
            "filter" => SvgFeature::Filter,
            "mask" => SvgFeature::Mask,
            "marker" => SvgFeature::Marker,
            "foreignObject" | "iframe" => SvgFeature::ForeignObject,
            "script" | "handler" => SvgFeature::Script,
            "animate" | "animateTransform" | "animateMotion" | "animateColor" | "set" => SvgFeature::Animation,
            _ => return None,
        })
    }

    /// Whether it matters only when something refers to it.
    fn is_by_reference(self) -> bool {
        matches!(self, SvgFeature::Gradient | SvgFeature::Pattern | SvgFeature::Filter | SvgFeature::Mask | SvgFeature::Marker)
    }

    pub fn diagnostic(self, location: Location) -> Diagnostic {
        let (en, sv) = match self {
            SvgFeature::Gradient => ("a gradient", "en övertoning"),
            SvgFeature::Pattern => ("a pattern", "ett mönster"),
            SvgFeature::Image => ("a bitmap image", "en bitmappsbild"),
            SvgFeature::Text => ("text", "text"),
            SvgFeature::Filter => ("a filter", "ett filter"),
            SvgFeature::Mask => ("a mask", "en mask"),
            SvgFeature::ClipPath => ("a clipping path", "en urklippsbana"),
            SvgFeature::Marker => ("markers on lines", "markörer på linjer"),
            SvgFeature::ForeignObject => ("something that is not SVG", "något som inte är SVG"),
            SvgFeature::Transparency => ("transparency (opacity)", "genomskinlighet (opacitet)"),
            SvgFeature::BlendMode => ("colours that are blended", "färger som blandas"),
            SvgFeature::Script => {
                let message = msg!("the script in the logo is ignored", "skriptet i logotypen används inte");
                let hint = msg!("a logo needs none: remove it", "en logotyp behöver inget: ta bort det");
                return Diagnostic::warning(location, message).hint(hint);
            }
            SvgFeature::Animation => {
                let message = msg!("the animation in the logo is ignored", "animeringen i logotypen används inte");
                let hint = msg!("paper does not move: remove it", "papper rör sig inte: ta bort den");
                return Diagnostic::warning(location, message).hint(hint);
            }
        };
        let message = msg!("the logo has {en}, which cannot be printed", "logotypen har {sv}, som inte kan skrivas ut");
        let hint = if self == SvgFeature::Text {
            msg!("convert the letters to outlines in a drawing program", "omvandla bokstäverna till konturer i ett ritprogram")
        } else {
            msg!(
                "draw it with outlines in plain colours, like a logo for one-colour print",
                "rita den med enfärgade konturer, som en logotyp för tryck i en färg"
            )
        };
        Diagnostic::error(location, message).hint(hint)
    }
}

/// External entities are not fetched.
pub fn parse(text: &str) -> Result<Document<'_>, usvg::roxmltree::Error> {
    // Many drawing programs write a DOCTYPE.
    Document::parse_with_options(text, ParsingOptions { allow_dtd: true, nodes_limit: 100_000, ..ParsingOptions::default() })
}

/// In the order of the drawing, each feature once.
pub fn find_unsupported(text: &SourceText) -> Result<Vec<UnsupportedElement>, LogoRejection> {
    let text = text.as_str();
    if let Some(span) = find_crowded_element(text) {
        let message =
            msg!("an element has more than {MAX_ATTRIBUTES} attributes", "ett element har fler än {MAX_ATTRIBUTES} attribut");
        return Err((message, Some(span)));
    }
    let document = parse(text).map_err(|error| {
        let message = msg!("the logo cannot be read as SVG from here on", "logotypen kan inte läsas som SVG härifrån");
        (message, Some(position_span(text, error.pos())))
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err((msg!("the file is not an SVG drawing", "filen är ingen SVG-teckning"), Some(name_span(&root))));
    }
    let style: usize =
        root.descendants().filter(|node| is_element(node, "style")).map(|node| node.text().map_or(0, str::len)).sum();
    if style > MAX_STYLE_LENGTH {
        return Err((msg!("the style sheet of the logo is too long", "logotypens stilmall är för lång"), None));
    }
    count_elements(&document, root, 0, &mut 0)?;
    let references = find_references(text);
    let mut found: Vec<UnsupportedElement> = Vec::new();
    for node in root.descendants().filter(Node::is_element) {
        let is_used =
            |feature: &SvgFeature| !feature.is_by_reference() || node.attribute("id").is_some_and(|id| references.contains(id));
        let has_script = node.attributes().any(|attribute| attribute.name().starts_with("on"));
        let feature = SvgFeature::from_element(node.tag_name().name()).filter(is_used);
        let feature = feature.or(has_script.then_some(SvgFeature::Script));
        if let Some(feature) = feature.filter(|feature| found.iter().all(|found| found.feature != *feature)) {
            found.push(UnsupportedElement { feature, span: name_span(&node) });
        }
    }
    Ok(found)
}

/// The first element that may have the feature that `usvg` found.
pub fn find_first(text: &SourceText, feature: SvgFeature) -> Option<Range<usize>> {
    let document = parse(text.as_str()).ok()?;
    let sets = |node: &Node, name: &str, is_set: &dyn Fn(&str) -> bool| {
        node.attribute(name).is_some_and(is_set) || node.attribute("style").is_some_and(|style| style.contains(name))
    };
    let is_below_one = |value: &str| value.trim().parse::<f32>().is_ok_and(|value| value < 1.0) || value.ends_with('%');
    let has_feature = |node: &Node| match feature {
        SvgFeature::Transparency => {
            ["opacity", "fill-opacity", "stroke-opacity"].iter().any(|name| sets(node, name, &is_below_one))
        }
        SvgFeature::BlendMode => sets(node, "mix-blend-mode", &|_| true),
        SvgFeature::ClipPath => sets(node, "clip-path", &|_| true) || is_element(node, "clipPath"),
        _ => SvgFeature::from_element(node.tag_name().name()) == Some(feature),
    };
    document.descendants().filter(Node::is_element).find(has_feature).map(|node| name_span(&node))
}

/// In any namespace.
fn is_element(node: &Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn name_span(node: &Node) -> Range<usize> {
    let start = node.range().start + 1;
    start..start + node.tag_name().name().len()
}

/// The byte at a row and column, both from 1.
fn position_span(text: &str, position: usvg::roxmltree::TextPos) -> Range<usize> {
    let line: usize = text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    let column = rest.char_indices().nth(position.col.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at);
    line + column..line + column + 1
}

/// Counts the elements as they are drawn: one that repeats another counts as many.
fn count_elements(document: &Document, node: Node, depth: usize, count: &mut usize) -> Result<(), LogoRejection> {
    *count += 1;
    let message = if depth > MAX_DEPTH {
        Some(msg!("elements are nested too deeply", "elementen är nästlade för djupt"))
    } else if *count > MAX_ELEMENTS {
        Some(msg!("the logo has more than {MAX_ELEMENTS} elements", "logotypen har fler än {MAX_ELEMENTS} element"))
    } else {
        None
    };
    if let Some(message) = message {
        return Err((message, Some(name_span(&node))));
    }
    for child in node.children().filter(Node::is_element) {
        count_elements(document, child, depth + 1, count)?;
    }
    let repeats = is_element(&node, "use").then(|| node.attributes().find(|attribute| attribute.name() == "href")).flatten();
    if let Some(id) = repeats.and_then(|attribute| attribute.value().trim().strip_prefix('#')) {
        let target = document.descendants().find(|node| node.attribute("id") == Some(id));
        if let Some(target) = target {
            count_elements(document, target, depth + 1, count)?;
        }
    }
    Ok(())
}

/// Every `#name` in the text.
fn find_references(text: &str) -> BTreeSet<&str> {
    let is_end = |c: char| matches!(c, ')' | '"' | '\'' | '&' | '<' | ';') || c.is_whitespace();
    text.split('#').skip(1).map(|rest| rest.split(is_end).next().unwrap_or_default()).collect()
}

/// The first element with too many attributes.
fn find_crowded_element(text: &str) -> Option<Range<usize>> {
    let mut tag: Option<usize> = None;
    let mut quote: Option<u8> = None;
    let mut attributes = 0;
    for (at, byte) in text.bytes().enumerate() {
        match (tag, quote, byte) {
            (None, _, b'<') => (tag, attributes) = (Some(at), 0),
            (Some(_), Some(open), byte) if byte == open => quote = None,
            (Some(_), None, b'"' | b'\'') => quote = Some(byte),
            (Some(_), None, b'>') => tag = None,
            (Some(start), None, b'=') => {
                attributes += 1;
                if attributes > MAX_ATTRIBUTES {
                    return Some(start..start + 1);
                }
            }
            _ => {}
        }
    }
    None
}
