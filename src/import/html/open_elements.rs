//! The open elements, and their combined effect on the text in them.

use std::collections::BTreeMap;

use super::element;
use super::furniture::{self, Landmark};
use super::region::PageRegion;
use super::tag::HtmlTag;
use crate::import::imported::OmissionReason;
use crate::import::styled_text::{LinkTarget, RunStyle};

/// The tags of deeper elements are ignored.
const MAX_DEPTH: usize = 400;

/// Innermost last.
#[derive(Debug, Default)]
pub struct OpenElements {
    open: Vec<OpenHtmlElement>,
    /// The number of open elements by name: most searches are for names that are not open.
    names: BTreeMap<String, usize>,
    /// Open elements beyond the maximum depth.
    too_deep: usize,
}

#[derive(Debug, Default)]
pub struct OpenHtmlElement {
    pub name: String,
    pub is_block: bool,
    /// Its text is left out, and reported if there is a reason.
    pub skip: Option<Option<OmissionReason>>,
    /// It began a list, item, quotation, table or cell.
    pub has_frame: bool,
    effects: ElementEffects,
    context: TextContext,
}

/// The effect of a single element.
#[derive(Debug, Clone, Default)]
struct ElementEffects {
    strong: Option<bool>,
    emphasis: Option<bool>,
    heading: Option<u8>,
    word_list: Option<usize>,
    link: Option<LinkTarget>,
    article: Option<usize>,
    landmark: Landmark,
    /// Its number, if its name says that it is not part of the text.
    furniture: Option<usize>,
    is_main: bool,
    is_date: bool,
    is_event: bool,
    /// It holds the headline.
    holds_headline: bool,
}

/// The combined effect of an element and those around it.
#[derive(Debug, Clone, Default)]
pub struct TextContext {
    style: RunStyle,
    pub heading: Option<u8>,
    pub word_list: Option<usize>,
    /// In an element that is named for the date of the page.
    pub is_date: bool,
    /// In an element that is named for an event.
    pub is_event: bool,
    /// In a `dt` or `dd`.
    pub is_term: Option<bool>,
    is_quote: bool,
    /// Line breaks of the source are line breaks of the text.
    pub is_preformatted: bool,
    pub region: PageRegion,
}

impl OpenHtmlElement {
    pub fn new(tag: &HtmlTag) -> OpenHtmlElement {
        let effects = ElementEffects {
            strong: element::strong(tag),
            emphasis: element::emphasis(tag),
            heading: element::heading(tag),
            word_list: element::word_list(tag),
            landmark: furniture::landmark(tag),
            is_main: furniture::is_main(tag),
            is_date: furniture::is_date(tag),
            is_event: furniture::is_event(tag),
            ..ElementEffects::default()
        };
        OpenHtmlElement { effects, ..OpenHtmlElement::bare(tag) }
    }

    /// An element without effects.
    pub fn bare(tag: &HtmlTag) -> OpenHtmlElement {
        OpenHtmlElement { name: tag.name.clone(), is_block: element::is_block(&tag.name), ..OpenHtmlElement::default() }
    }

    pub fn link(&mut self, target: Option<LinkTarget>) {
        self.effects.link = target;
    }

    /// Whatever its name is, it is not around the text but holds it.
    pub fn hold_headline(&mut self) {
        self.effects.holds_headline = true;
        self.effects.landmark = Landmark::None;
    }

    /// Counted from 0.
    pub fn furniture(&mut self, number: usize) {
        self.effects.furniture = Some(number);
    }

    /// Counted from 1.
    pub fn article(&mut self, number: usize) {
        self.effects.article = Some(number);
    }
}

impl TextContext {
    pub fn style(&self) -> RunStyle {
        // A heading is bold anyway.
        RunStyle { strong: self.style.strong && self.heading.is_none(), ..self.style.clone() }
    }

    fn with(&self, open: &OpenHtmlElement) -> TextContext {
        let effects = &open.effects;
        let style = RunStyle {
            strong: effects.strong.unwrap_or(self.style.strong),
            emphasis: effects.emphasis.unwrap_or(self.style.emphasis),
            link: effects.link.clone().or_else(|| self.style.link.clone()),
        };
        let is_quote = self.is_quote || open.name == "blockquote";
        // The footer of a quotation names who said it.
        let landmark = if is_quote { Landmark::None } else { effects.landmark };
        let region = PageRegion {
            main: self.region.main || effects.is_main,
            article: self.region.article.or(effects.article),
            landmark: if landmark == Landmark::None { self.region.landmark } else { landmark },
            furniture: self.region.furniture.or(effects.furniture),
            shared: self.region.shared + usize::from(effects.holds_headline),
        };
        TextContext {
            style,
            heading: effects.heading.or(self.heading),
            word_list: effects.word_list.or(self.word_list),
            is_term: match open.name.as_str() {
                "dt" => Some(true),
                "dd" => Some(false),
                "dl" | "table" => None,
                _ => self.is_term,
            },
            is_quote,
            is_date: self.is_date || effects.is_date,
            is_event: self.is_event || effects.is_event,
            is_preformatted: self.is_preformatted || open.name == "pre",
            region,
        }
    }
}

impl OpenElements {
    /// Another element would be too deep.
    pub fn is_full(&self) -> bool {
        self.open.len() >= MAX_DEPTH
    }

    /// Begins an element, or counts it if it is too deep.
    pub fn push(&mut self, mut open: OpenHtmlElement) {
        if self.is_full() {
            self.too_deep += 1;
            return;
        }
        open.context = self.open.last().map_or_else(|| TextContext::default().with(&open), |outer| outer.context.with(&open));
        *self.names.entry(open.name.clone()).or_default() += 1;
        self.open.push(open);
    }

    /// Whether the end tag belongs to an element beyond the maximum depth.
    pub fn ends_too_deep(&mut self) -> bool {
        let is_too_deep = self.too_deep > 0;
        self.too_deep -= usize::from(is_too_deep);
        is_too_deep
    }

    /// The index of the innermost element of `names`, unless one of `boundaries` is nearer.
    pub fn find(&self, names: &[&str], boundaries: &[&str]) -> Option<usize> {
        if names.iter().all(|name| self.names.get(*name).is_none_or(|count| *count == 0)) {
            return None;
        }
        let near = |open: &OpenHtmlElement| names.contains(&open.name.as_str()) || boundaries.contains(&open.name.as_str());
        let at = self.open.iter().rposition(near)?;
        self.open.get(at).filter(|open| names.contains(&open.name.as_str())).map(|_| at)
    }

    pub fn depth(&self) -> usize {
        self.open.len()
    }

    pub fn last(&self) -> Option<&OpenHtmlElement> {
        self.open.last()
    }

    pub fn pop(&mut self) -> Option<OpenHtmlElement> {
        let open = self.open.pop()?;
        self.uncount(&open);
        Some(open)
    }

    /// Removes an element from the middle: inline tags may overlap.
    pub fn remove(&mut self, at: usize) -> Option<OpenHtmlElement> {
        if at >= self.open.len() {
            return None;
        }
        let removed = self.open.remove(at);
        self.uncount(&removed);
        let mut context = at
            .checked_sub(1)
            .and_then(|outer| self.open.get(outer))
            .map_or_else(TextContext::default, |outer| outer.context.clone());
        for open in self.open.iter_mut().skip(at) {
            context = context.with(open);
            open.context = context.clone();
        }
        Some(removed)
    }

    fn uncount(&mut self, open: &OpenHtmlElement) {
        if let Some(count) = self.names.get_mut(&open.name) {
            *count -= 1;
            if *count == 0 {
                self.names.remove(&open.name);
            }
        }
    }

    pub fn context(&self) -> TextContext {
        self.open.last().map_or_else(TextContext::default, |open| open.context.clone())
    }
}
