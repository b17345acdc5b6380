//! The name of a selection on pages, and links to it.

use super::layout::{LangText, attributes};
use crate::model::{Publisher, Selection, Taxonomy};
use crate::wording::Wording;

/// The page of a selection, where the newsroom offers one. Not for languages, which depend on what can be seen.
pub fn offered_page(publisher: &Publisher, selection: &Selection) -> Option<String> {
    // By address: a text can be read with an earlier table, in which the same topic has another name.
    let folder = selection.folder();
    publisher.feeds.selections.iter().find(|offered| offered.folder() == folder).and_then(Selection::page)
}

/// The name of a selection on a page in the language `page`.
pub fn selection_label(publisher: &Publisher, selection: &Selection, words: &Wording, page: &str) -> LangText {
    let attributes = match selection {
        Selection::All | Selection::Corrections | Selection::Language(_) | Selection::Kind(_) => String::new(),
        Selection::Department(_) | Selection::Topic(_) | Selection::Custom(_) => attributes(&publisher.lang, page),
    };
    LangText { text: words.selection_name(publisher, selection), attributes }
}

/// The anchor of a selection's group on the page about feeds.
pub fn feeds_anchor(selection: &Selection) -> &'static str {
    match selection {
        Selection::All | Selection::Corrections => "everything",
        Selection::Language(_) => "languages",
        Selection::Kind(_) => "kinds",
        Selection::Department(_) => "departments",
        Selection::Topic(topic) => match topic.taxonomy {
            Taxonomy::Topic => "topics",
            Taxonomy::Category => "categories",
            Taxonomy::Region => "areas",
        },
        Selection::Custom(_) => "selections",
    }
}
