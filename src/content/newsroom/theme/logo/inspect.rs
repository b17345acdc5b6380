//! Looks through an SVG drawing before it is read: what in it cannot be printed, what is ignored, and whether it was made to do harm.

use std::collections::BTreeSet;
use std::ops::Range;

use usvg::roxmltree::Document;
use usvg::roxmltree::Node;
use usvg::roxmltree::ParsingOptions;

use crate::content::text::SourceText;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::diag::Message;
use crate::msg;

/// What of SVG a printed mark cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SvgFeature {
    Gradient,
    Pattern,
    Picture,
    Letters,
    Filter,
    Mask,
    Clip,
    Marker,
    Foreign,
    SeenThrough,
    Blend,
    /// Ignored, and no mistake.
    Script,
    /// Ignored, and no mistake.
    Movement,
}

/// Something in the drawing, and the bytes of its element's name.
pub struct UnsupportedElement {
    pub what: SvgFeature,
    pub at: Range<usize>,
}

/// Elements, with all that repeat others counted each time.
const MOST_ELEMENTS: usize = 10_000;
/// Elements within elements.
const DEEPEST: usize = 64;
/// Every pair of attributes of an element is compared.
const MOST_ATTRIBUTES: usize = 200;
/// Bytes of style sheets: every rule is tried on every element.
const LONGEST_STYLE: usize = 20_000;

/// Why a drawing is not even read, and where.
type LogoRejection = (Message, Option<Range<usize>>);

impl SvgFeature {
    fn of(element: &str) -> Option<SvgFeature> {
        Some(match element {
            "linearGradient" | "radialGradient" | "meshgradient" => SvgFeature::Gradient,
            "pattern" | "hatch" => SvgFeature::Pattern,
            "image" | "video" | "audio" | "canvas" => SvgFeature::Picture,
            "text" => SvgFeature::Letters,
            "filter" => SvgFeature::Filter,
            "mask" => SvgFeature::Mask,
            "marker" => SvgFeature::Marker,
            "foreignObject" | "iframe" => SvgFeature::Foreign,
            "script" | "handler" => SvgFeature::Script,
            "animate" | "animateTransform" | "animateMotion" | "animateColor" | "set" => SvgFeature::Movement,
            _ => return None,
        })
    }

    /// What only matters when something in the drawing names it.
    fn is_by_reference(self) -> bool {
        matches!(self, SvgFeature::Gradient | SvgFeature::Pattern | SvgFeature::Filter | SvgFeature::Mask | SvgFeature::Marker)
    }

    pub fn told(self, place: Location) -> Diagnostic {
        let (en, sv) = match self {
            SvgFeature::Gradient => ("a gradient", "en övertoning"),
            SvgFeature::Pattern => ("a pattern", "ett mönster"),
            SvgFeature::Picture => ("a bitmap image", "en bitmappsbild"),
            SvgFeature::Letters => ("text", "text"),
            SvgFeature::Filter => ("a filter", "ett filter"),
            SvgFeature::Mask => ("a mask", "en mask"),
            SvgFeature::Clip => ("a clipping path", "en urklippsbana"),
            SvgFeature::Marker => ("markers on lines", "markörer på linjer"),
            SvgFeature::Foreign => ("something that is not SVG", "något som inte är SVG"),
            SvgFeature::SeenThrough => ("transparency (opacity)", "genomskinlighet (opacitet)"),
            SvgFeature::Blend => ("colours that are blended", "färger som blandas"),
            SvgFeature::Script => {
                let say = msg!("the script in the logo is ignored", "skriptet i logotypen används inte");
                let hint = msg!("a logo needs none: remove it", "en logotyp behöver inget: ta bort det");
                return Diagnostic::warning(place, say).hint(hint);
            }
            SvgFeature::Movement => {
                let say = msg!("the animation in the logo is ignored", "animeringen i logotypen används inte");
                let hint = msg!("paper does not move: remove it", "papper rör sig inte: ta bort den");
                return Diagnostic::warning(place, say).hint(hint);
            }
        };
        let say = msg!("the logo has {en}, which cannot be printed", "logotypen har {sv}, som inte kan skrivas ut");
        let hint = match self {
            SvgFeature::Letters => {
                msg!("convert the letters to outlines in a drawing program", "omvandla bokstäverna till konturer i ett ritprogram")
            }
            _ => msg!(
                "draw it with outlines in plain colours, like a logo for one-colour print",
                "rita den med enfärgade konturer, som en logotyp för tryck i en färg"
            ),
        };
        Diagnostic::error(place, say).hint(hint)
    }
}

/// Parses a drawing; entities that other files hold are not fetched.
pub fn parse(text: &str) -> Result<Document<'_>, usvg::roxmltree::Error> {
    // Many drawing programs write a DOCTYPE.
    Document::parse_with_options(text, ParsingOptions { allow_dtd: true, nodes_limit: 100_000, ..ParsingOptions::default() })
}

/// What is found in a drawing, in its order.
pub fn look(text: &SourceText) -> Result<Vec<UnsupportedElement>, LogoRejection> {
    if let Some(at) = crowded(&text.whole) {
        return Err((
            msg!("an element has more than {MOST_ATTRIBUTES} attributes", "ett element har fler än {MOST_ATTRIBUTES} attribut"),
            Some(at),
        ));
    }
    let document = parse(&text.whole).map_err(|error| {
        let at = place_of(&text.whole, error.pos());
        (msg!("the logo cannot be read as SVG from here on", "logotypen kan inte läsas som SVG härifrån"), Some(at))
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err((msg!("the file is not an SVG drawing", "filen är ingen SVG-teckning"), Some(name_of(&root))));
    }
    let style: usize = root.descendants().filter(|node| is_a(node, "style")).map(|node| node.text().map_or(0, str::len)).sum();
    if style > LONGEST_STYLE {
        return Err((msg!("the style sheet of the logo is too long", "logotypens stilmall är för lång"), None));
    }
    let mut left = MOST_ELEMENTS;
    weigh(&document, root, 0, &mut left)?;
    let used = references(&text.whole);
    let mut found: Vec<UnsupportedElement> = Vec::new();
    for node in root.descendants().filter(Node::is_element) {
        let what = SvgFeature::of(node.tag_name().name());
        let what = what.filter(|what| !what.is_by_reference() || node.attribute("id").is_some_and(|id| used.contains(id)));
        let runs = node.attributes().any(|attribute| attribute.name().starts_with("on"));
        let what = what.or(runs.then_some(SvgFeature::Script));
        // Each kind is told once.
        if let Some(what) = what.filter(|what| found.iter().all(|found| found.what != *what)) {
            found.push(UnsupportedElement { what, at: name_of(&node) });
        }
    }
    Ok(found)
}

/// Where the first element stands that may be what `usvg` found.
pub fn first(text: &SourceText, what: SvgFeature) -> Option<Range<usize>> {
    let document = parse(&text.whole).ok()?;
    let said = |node: &Node, name: &str, is: &dyn Fn(&str) -> bool| {
        node.attribute(name).is_some_and(is) || node.attribute("style").is_some_and(|style| style.contains(name))
    };
    let below_one = |value: &str| value.trim().parse::<f32>().is_ok_and(|value| value < 1.0) || value.ends_with('%');
    let is = |node: &Node| match what {
        SvgFeature::SeenThrough => ["opacity", "fill-opacity", "stroke-opacity"].iter().any(|name| said(node, name, &below_one)),
        SvgFeature::Blend => said(node, "mix-blend-mode", &|_| true),
        SvgFeature::Clip => said(node, "clip-path", &|_| true) || is_a(node, "clipPath"),
        _ => SvgFeature::of(node.tag_name().name()) == Some(what),
    };
    let node = document.descendants().filter(Node::is_element).find(is)?;
    Some(name_of(&node))
}

/// An element of this name, in any namespace.
fn is_a(node: &Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn name_of(node: &Node) -> Range<usize> {
    let start = node.range().start + 1;
    start..start + node.tag_name().name().len()
}

/// The byte of a row and column, both from 1.
fn place_of(text: &str, position: usvg::roxmltree::TextPos) -> Range<usize> {
    let line: usize = text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    let column = rest.char_indices().nth(position.col.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at);
    line + column..line + column + 1
}

/// Walks the drawing as it will be drawn: an element that repeats another counts as that one does.
fn weigh(document: &Document, node: Node, depth: usize, left: &mut usize) -> Result<(), LogoRejection> {
    let refuse = |say| Err((say, Some(name_of(&node))));
    if depth > DEEPEST {
        return refuse(msg!("elements are nested too deeply", "elementen är nästlade för djupt"));
    }
    let Some(rest) = left.checked_sub(1) else {
        return refuse(msg!("the logo has more than {MOST_ELEMENTS} elements", "logotypen har fler än {MOST_ELEMENTS} element"));
    };
    *left = rest;
    for child in node.children().filter(Node::is_element) {
        weigh(document, child, depth + 1, left)?;
    }
    let repeats = is_a(&node, "use").then(|| node.attributes().find(|attribute| attribute.name() == "href")).flatten();
    if let Some(id) = repeats.and_then(|attribute| attribute.value().trim().strip_prefix('#')) {
        let target = document.descendants().find(|node| node.attribute("id") == Some(id));
        if let Some(target) = target {
            weigh(document, target, depth + 1, left)?;
        }
    }
    Ok(())
}

/// Every `#name` in the text: what is named somewhere.
fn references(text: &str) -> BTreeSet<&str> {
    let end = |c: char| matches!(c, ')' | '"' | '\'' | '&' | '<' | ';') || c.is_whitespace();
    text.split('#').skip(1).map(|rest| rest.split(end).next().unwrap_or_default()).collect()
}

/// The first element with so many attributes that looking at all pairs of them would take for ever.
fn crowded(text: &str) -> Option<Range<usize>> {
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
                if attributes > MOST_ATTRIBUTES {
                    return Some(start..start + 1);
                }
            }
            _ => {}
        }
    }
    None
}
