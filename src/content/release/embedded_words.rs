//! The words that published pictures carry in their own fields: those of the original, and the same in every text that shows the picture.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::context::ReleaseContext;
use crate::content::pictures;
use crate::model::body::pictures_mut;
use crate::model::{EmbeddedWords, File, Lang, Picture, Release};

/// Gives every picture of `release` its words. A file that the original has too is the original's: both are published at one address.
pub(super) fn embed(release: &mut Release, context: &ReleaseContext) {
    let mut files: BTreeMap<String, Arc<File>> = BTreeMap::new();
    if let Some(original) = context.original() {
        let pictures = original.all_pictures().into_iter().map(|picture| &picture.file);
        let documents = original.documents.iter().map(|document| &document.file);
        // The first of a file counts, as in the original itself.
        for file in pictures.chain(documents) {
            files.entry(file.path.clone()).or_insert_with(|| Arc::clone(file));
        }
    }
    let lang = release.lang.clone();
    let in_text = pictures_mut(&mut release.body);
    for picture in in_text.into_iter().chain(&mut release.pictures) {
        let known = files.entry(picture.file.path.clone()).or_insert_with(|| with_words(picture, &lang, context));
        if !Arc::ptr_eq(known, &picture.file) {
            Arc::make_mut(picture).file = Arc::clone(known);
        }
    }
    for document in &mut release.documents {
        if let Some(known) = files.get(&document.file.path) {
            document.file = Arc::clone(known);
        }
    }
}

fn with_words(picture: &Picture, lang: &Lang, context: &ReleaseContext) -> Arc<File> {
    if is_shared(picture.file.name.as_str(), context) {
        return Arc::clone(&picture.file);
    }
    let Picture { alt, caption, credit, rights, .. } = picture.clone();
    let words = EmbeddedWords { lang: lang.clone(), alt, caption, credit, rights };
    let length = picture.file.length + pictures::length_of_words(picture.file.kind, &words);
    Arc::new(File { length, words: Some(Arc::new(words)), ..File::clone(&picture.file) })
}

/// Whether translations share a picture that their original does not have. None of their words is then better than the others.
fn is_shared(name: &str, context: &ReleaseContext) -> bool {
    let Some(own) = context.translation_lang() else { return false };
    let mut others = context.source.translations.iter().filter(|(lang, _)| lang != own.as_str());
    others.any(|(_, text)| text.bytes.as_ref().is_ok_and(|bytes| memchr::memmem::find(bytes, name.as_bytes()).is_some()))
}
