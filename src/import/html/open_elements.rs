//! The elements that are open, and what they mean together for the text inside them.

use std::collections::BTreeMap;

use super::element;
use super::region::PageRegion;
use super::tag::HtmlTag;
use crate::import::imported::OmissionReason;
use crate::import::styled_text::LinkTarget;
use crate::import::styled_text::RunStyle;

/// Elements deeper than this are read as if their tags were not there.
const DEEPEST: usize = 400;

/// Innermost last.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    open: Vec<OpenHtmlElement>,
    /// How many of each name are open: most questions are about names that are not.
    names: BTreeMap<String, usize>,
    /// Open elements that were too deep to follow.
    beyond: usize,
}

/// An element that has begun.
#[derive(Debug, Default)]
pub(super) struct OpenHtmlElement {
    pub(super) name: String,
    pub(super) is_block: bool,
    /// Its text is left out, with a report or without.
    pub(super) skip: Option<Option<OmissionReason>>,
    /// A list, item, quotation, table or cell began with it.
    pub(super) has_frame: bool,
    says: ElementEffects,
    inside: TextContext,
}

/// What an element itself says.
#[derive(Debug, Clone, Default)]
struct ElementEffects {
    strong: Option<bool>,
    emphasis: Option<bool>,
    heading: Option<u8>,
    word_list: Option<usize>,
    link: Option<LinkTarget>,
    article: Option<usize>,
}

/// What holds for the text in it, by itself and all around it.
#[derive(Debug, Clone, Default)]
pub(super) struct TextContext {
    style: RunStyle,
    pub(super) heading: Option<u8>,
    pub(super) word_list: Option<usize>,
    /// Line breaks of the source are line breaks of the text.
    pub(super) is_set: bool,
    pub(super) region: PageRegion,
}

impl OpenHtmlElement {
    pub(super) fn new(tag: &HtmlTag) -> OpenHtmlElement {
        let says = ElementEffects {
            strong: element::strong(tag),
            emphasis: element::emphasis(tag),
            heading: element::heading(tag),
            word_list: element::word_list(tag),
            ..ElementEffects::default()
        };
        OpenHtmlElement { says, ..OpenHtmlElement::bare(tag) }
    }

    /// An element of which only the name counts.
    pub(super) fn bare(tag: &HtmlTag) -> OpenHtmlElement {
        OpenHtmlElement { name: tag.name.clone(), is_block: element::is_block(&tag.name), ..OpenHtmlElement::default() }
    }

    pub(super) fn link(&mut self, target: Option<LinkTarget>) {
        self.says.link = target;
    }

    /// Counted from 1.
    pub(super) fn article(&mut self, number: usize) {
        self.says.article = Some(number);
    }
}

impl TextContext {
    pub(super) fn style(&self) -> RunStyle {
        // A heading is bold anyway.
        RunStyle { strong: self.style.strong && self.heading.is_none(), ..self.style.clone() }
    }

    fn with(&self, open: &OpenHtmlElement) -> TextContext {
        let says = &open.says;
        let style = RunStyle {
            strong: says.strong.unwrap_or(self.style.strong),
            emphasis: says.emphasis.unwrap_or(self.style.emphasis),
            link: says.link.clone().or_else(|| self.style.link.clone()),
        };
        let region = PageRegion {
            main: self.region.main || open.name == "main",
            article: self.region.article.or(says.article),
            is_frame: self.region.is_frame || matches!(open.name.as_str(), "header" | "footer" | "aside"),
        };
        TextContext {
            style,
            heading: says.heading.or(self.heading),
            word_list: says.word_list.or(self.word_list),
            is_set: self.is_set || open.name == "pre",
            region,
        }
    }
}

impl OpenElements {
    /// Another element would be too deep.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= DEEPEST
    }

    /// Begins an element, or counts it when it is too deep.
    pub(super) fn push(&mut self, mut open: OpenHtmlElement) {
        if self.is_full() {
            self.beyond += 1;
            return;
        }
        open.inside = self.open.last().map_or_else(|| TextContext::default().with(&open), |outer| outer.inside.with(&open));
        *self.names.entry(open.name.clone()).or_default() += 1;
        self.open.push(open);
    }

    /// True when the tag ended an element that was too deep to follow.
    pub(super) fn ends_beyond(&mut self) -> bool {
        let is_beyond = self.beyond > 0;
        self.beyond -= usize::from(is_beyond);
        is_beyond
    }

    /// Where the innermost element of `names` stands, unless one of `walls` is nearer.
    pub(super) fn find(&self, names: &[&str], walls: &[&str]) -> Option<usize> {
        if names.iter().all(|name| self.names.get(*name).is_none_or(|count| *count == 0)) {
            return None;
        }
        let near = |open: &OpenHtmlElement| names.contains(&open.name.as_str()) || walls.contains(&open.name.as_str());
        let at = self.open.iter().rposition(near)?;
        self.open.get(at).filter(|open| names.contains(&open.name.as_str())).map(|_| at)
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn last(&self) -> Option<&OpenHtmlElement> {
        self.open.last()
    }

    pub(super) fn pop(&mut self) -> Option<OpenHtmlElement> {
        let open = self.open.pop()?;
        self.forget(&open);
        Some(open)
    }

    /// Takes an element out of the middle: tags of a line may overlap.
    pub(super) fn remove(&mut self, at: usize) -> Option<OpenHtmlElement> {
        if at >= self.open.len() {
            return None;
        }
        let gone = self.open.remove(at);
        self.forget(&gone);
        let mut inside = at
            .checked_sub(1)
            .and_then(|outer| self.open.get(outer))
            .map_or_else(TextContext::default, |outer| outer.inside.clone());
        for open in self.open.iter_mut().skip(at) {
            inside = inside.with(open);
            open.inside = inside.clone();
        }
        Some(gone)
    }

    fn forget(&mut self, open: &OpenHtmlElement) {
        if let Some(count) = self.names.get_mut(&open.name) {
            *count -= 1;
            if *count == 0 {
                self.names.remove(&open.name);
            }
        }
    }

    pub(super) fn inside(&self) -> TextContext {
        self.open.last().map_or_else(TextContext::default, |open| open.inside.clone())
    }
}
