//! The tables `[[pictures]]`: what the fields say about the pictures in the text, and those that are not in it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::context::ReleaseContext;
use crate::content::documents::listed_twice;
use crate::content::front_matter::{RepeatCounter, TableReader};
use crate::content::limits::MAX_PICTURE_BYTES;
use crate::content::text::{SourceText, Spanned, shorten};
use crate::model::{FileKind, Picture, SingleLine};
use crate::msg;

pub(crate) struct Figures<'c> {
    context: &'c ReleaseContext<'c>,
    text: &'c SourceText<'c>,
    rows: Vec<PictureRow>,
    /// The names of the files that are in the text.
    in_text: RefCell<BTreeSet<String>>,
    /// The names of the files that can be used, and their bytes.
    used: RefCell<BTreeMap<String, u64>>,
}

/// One `[[pictures]]`.
struct PictureRow {
    file: Spanned<String>,
    words: PictureFields,
}

#[derive(Default, Clone)]
struct PictureFields {
    alt: Option<SingleLine>,
    caption: Option<SingleLine>,
    credit: Option<SingleLine>,
    rights: Option<SingleLine>,
}

impl<'c> Figures<'c> {
    pub fn read(table: &mut TableReader<'c>, context: &'c ReleaseContext<'c>) -> Figures<'c> {
        let text = table.source();
        let (mut names, mut duplicates) = (BTreeSet::new(), RepeatCounter::new(text));
        let rows = table.read_tables("pictures", |row| {
            let has_alt = row.has("alt");
            let file = row.required_string("file", "file = \"skolan.jpg\"");
            let [alt, caption, credit, rights] = ["alt", "caption", "credit", "rights"].map(|name| row.line(name));
            let file = file?;
            if !names.insert(file.value.clone()) {
                duplicates.report(|| listed_twice(row, &file.value, "pictures"));
                return None;
            }
            // A wrong text has an error of its own; a placeholder keeps it from being reported as missing too.
            let alt = alt.or_else(|| SingleLine::parse(&file.value).ok().filter(|_| has_alt));
            Some(PictureRow { file, words: PictureFields { alt, caption, credit, rights } })
        });
        duplicates.finish();
        Figures { context, text, rows, in_text: RefCell::default(), used: RefCell::default() }
    }

    /// A picture in the text. Its own alternative text and caption come before those of the fields; credit and rights are in the fields.
    pub fn find_in_text(&self, file: &Spanned<String>, alt: &str, caption: &str) -> Option<Arc<Picture>> {
        self.in_text.borrow_mut().insert(file.value.clone());
        let row = self.rows.iter().find(|row| row.file.value == file.value);
        let words = row.map(|row| row.words.clone()).unwrap_or_default();
        let line = |words: &str| SingleLine::parse(words).ok();
        let inherited = self.inherited(&file.value);
        let words = PictureFields {
            alt: line(alt).or(words.alt),
            caption: line(caption).or(words.caption),
            credit: words.credit.or_else(|| inherited?.credit.clone()),
            rights: words.rights.or_else(|| inherited?.rights.clone()),
        };
        self.picture(file, words)
    }

    /// The pictures that are only in the fields. A translation that lists none inherits those of its original.
    pub fn remaining(&self) -> Vec<Arc<Picture>> {
        let in_text = self.in_text.borrow();
        if let Some(original) = self.context.original().filter(|_| self.rows.is_empty()) {
            return original.pictures.iter().filter(|picture| !in_text.contains(picture.file.name.as_str())).cloned().collect();
        }
        let rows = self.rows.iter().filter(|row| !in_text.contains(&row.file.value));
        rows.filter_map(|row| self.picture(&row.file, row.words.clone())).collect()
    }

    fn inherited(&self, name: &str) -> Option<&Picture> {
        let pictures = self.context.original()?.all_pictures();
        pictures.into_iter().find(|picture| picture.file.name.as_str() == name).map(AsRef::as_ref)
    }

    /// Reports the file with which the pictures together exceed their limit.
    fn check_bytes(&self, name: &Spanned<String>, length: u64) {
        let mut used = self.used.borrow_mut();
        let before: u64 = used.values().sum();
        if used.insert(name.value.clone(), length).is_none() && before <= MAX_PICTURE_BYTES && before + length > MAX_PICTURE_BYTES {
            let megabytes = MAX_PICTURE_BYTES / 1024 / 1024;
            let message = msg!(
                "the pictures of this release are larger than {megabytes} MB together",
                "meddelandets bilder är större än {megabytes} MB tillsammans"
            );
            let hint =
                msg!("make them smaller, or link to an archive of pictures", "gör dem mindre, eller länka till ett bildarkiv");
            self.text.error(name.span.clone(), message, hint);
        }
    }

    fn picture(&self, name: &Spanned<String>, words: PictureFields) -> Option<Arc<Picture>> {
        let file = self.context.attachments.find(self.text, name);
        let written = shorten(&name.value);
        let PictureFields { alt, caption, credit, rights } = words;
        if alt.is_none() {
            let message = msg!("the picture `{written}` has no alternative text", "bilden `{written}` har ingen alternativtext");
            let hint = msg!(
                "describe what it shows for readers who cannot see it: `![what the picture shows]({written})`, or `alt = \"...\"` under `[[pictures]]`",
                "beskriv vad den visar för dem som inte kan se den: `![vad bilden visar]({written})`, eller `alt = \"...\"` under `[[pictures]]`"
            );
            self.text.error(name.span.clone(), message, hint);
        }
        let (file, facts) = file?;
        if !file.kind.is_picture() {
            let kinds: Vec<&str> =
                FileKind::ALL.iter().filter(|(kind, _)| kind.is_picture()).map(|(kind, _)| kind.label()).collect();
            let (kinds, kinds_sv) = (kinds.join(" and "), kinds.join(" och "));
            let message = msg!("`{written}` is not a picture", "`{written}` är ingen bild");
            let hint = msg!(
                "pictures are {kinds}; list anything else under `[[documents]]`",
                "bilder är {kinds_sv}; ange allt annat under `[[documents]]`"
            );
            self.text.error(name.span.clone(), message, hint);
            return None;
        }
        for (field, own, found) in [("credit", &credit, &facts.credit), ("rights", &rights, &facts.rights)] {
            if let (None, Some(found)) = (own, found) {
                let found = shorten(found);
                let message = msg!(
                    "the file `{written}` says `{found}`, which is not published with it",
                    "filen `{written}` säger `{found}`, som inte publiceras med den"
                );
                let hint = msg!(
                    "if that is right, write `{field} = \"{found}\"` under `[[pictures]]`",
                    "om det stämmer, skriv `{field} = \"{found}\"` under `[[pictures]]`"
                );
                self.text.warning(name.span.clone(), message, hint);
            }
        }
        let (width, height) = facts.size?;
        self.check_bytes(name, facts.length);
        Some(Arc::new(Picture { file, width, height, alt: alt?, caption, credit, rights }))
    }
}
