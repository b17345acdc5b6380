//! `[[pictures]]`: what the fields say about pictures, for those in the text and beside it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::content::context::ReleaseContext;
use crate::content::documents::named_twice;
use crate::content::fields;
use crate::content::front_matter::RepeatCounter;
use crate::content::front_matter::TableReader;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::FileKind;
use crate::model::Picture;
use crate::model::SingleLine;
use crate::msg;

/// What is said about pictures in the fields, for those in the text and beside it.
pub(crate) struct Figures<'g> {
    given: &'g ReleaseContext<'g>,
    rows: Vec<PictureRow>,
    /// The files that the text has shown.
    shown: RefCell<BTreeSet<String>>,
}

/// One `[[pictures]]`.
pub(crate) struct PictureRow {
    file: Spanned<String>,
    alt: Option<SingleLine>,
    caption: Option<SingleLine>,
    credit: Option<SingleLine>,
    rights: Option<SingleLine>,
}

impl<'g> Figures<'g> {
    pub fn read(table: &mut TableReader, given: &'g ReleaseContext<'g>) -> Figures<'g> {
        let diagnostics = table.diagnostics();
        let (mut named, mut rows, mut twice) = (BTreeSet::new(), Vec::new(), RepeatCounter::default());
        for mut row in table.tables("pictures") {
            let (home, has_alt) = (row.home(), row.has("alt"));
            let file = row.required("file", "file = \"skolan.jpg\"");
            let [alt, caption, credit, rights] = ["alt", "caption", "credit", "rights"].map(|name| fields::line(&mut row, name));
            row.finish();
            let Some(file) = file else { continue };
            if !named.insert(file.value.clone()) {
                twice.tell(diagnostics, || named_twice(home, &file.value, "pictures"));
                continue;
            }
            // Of a wrong text it was told already; words in its place, so that it is not told to be missing too.
            let alt = alt.or_else(|| SingleLine::parse(&file.value).ok().filter(|_| has_alt));
            rows.push(PictureRow { file, alt, caption, credit, rights });
        }
        twice.finish(diagnostics);
        Figures { given, rows, shown: RefCell::default() }
    }

    /// The picture that the text shows: alternative text and caption as they stand there, credit and rights from the fields.
    pub fn in_text(
        &self,
        text: &SourceText,
        name: &str,
        (alt, caption): (&str, &str),
        at: Range<usize>,
        diagnostics: &Diagnostics,
    ) -> Option<Arc<Picture>> {
        self.shown.borrow_mut().insert(name.to_owned());
        let row = self.rows.iter().find(|row| row.file.value == name);
        let inherited = self.inherited(name);
        let line = |words: &str| SingleLine::parse(words).ok();
        let alt = line(alt).or_else(|| row.and_then(|row| row.alt.clone()));
        let caption = line(caption).or_else(|| row.and_then(|row| row.caption.clone()));
        let credit = row.and_then(|row| row.credit.clone()).or_else(|| inherited.and_then(|picture| picture.credit.clone()));
        let rights = row.and_then(|row| row.rights.clone()).or_else(|| inherited.and_then(|picture| picture.rights.clone()));
        self.picture(text, name, alt, [caption, credit, rights], at, diagnostics)
    }

    /// The pictures that are only named in the fields; those of the original where a translation names none.
    pub fn left(&self, text: &SourceText, diagnostics: &Diagnostics) -> Vec<Arc<Picture>> {
        let shown = self.shown.borrow();
        if let (Some((original, _)), true) = (self.given.original, self.rows.is_empty()) {
            return original.pictures.iter().filter(|picture| !shown.contains(picture.file.name.as_str())).cloned().collect();
        }
        let rows = self.rows.iter().filter(|row| !shown.contains(&row.file.value));
        rows.filter_map(|row| {
            let below = [row.caption.clone(), row.credit.clone(), row.rights.clone()];
            self.picture(text, &row.file.value, row.alt.clone(), below, row.file.at.clone(), diagnostics)
        })
        .collect()
    }

    fn inherited(&self, name: &str) -> Option<&Picture> {
        let (original, _) = self.given.original?;
        original.all_pictures().into_iter().find(|picture| picture.file.name.as_str() == name).map(AsRef::as_ref)
    }

    fn picture(
        &self,
        text: &SourceText,
        name: &str,
        alt: Option<SingleLine>,
        [caption, credit, rights]: [Option<SingleLine>; 3],
        at: Range<usize>,
        diagnostics: &Diagnostics,
    ) -> Option<Arc<Picture>> {
        let file = self.given.beside.find(text, name, at.clone(), diagnostics);
        let written = shown(name);
        if alt.is_none() {
            let say = msg!("the picture `{written}` has no alternative text", "bilden `{written}` har ingen alternativtext");
            let hint = msg!(
                "describe what it shows for readers who cannot see it: `![what the picture shows]({written})`, or `alt = \"...\"` under `[[pictures]]`",
                "beskriv vad den visar för dem som inte kan se den: `![vad bilden visar]({written})`, eller `alt = \"...\"` under `[[pictures]]`"
            );
            diagnostics.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
        }
        let (file, (width, height)) = file?;
        if !file.kind.is_picture() {
            let kinds: Vec<&str> =
                FileKind::ALL.iter().filter(|(kind, _)| kind.is_picture()).map(|(kind, _)| kind.label()).collect();
            let (kinds, kinds_sv) = (kinds.join(" and "), kinds.join(" och "));
            let say = msg!("`{written}` is not a picture", "`{written}` är ingen bild");
            let hint = msg!(
                "pictures are {kinds}; list anything else under `[[documents]]`",
                "bilder är {kinds_sv}; ange allt annat under `[[documents]]`"
            );
            diagnostics.push(Diagnostic::error(text.place(at), say).hint(hint));
            return None;
        }
        Some(Arc::new(Picture { file, width, height, alt: alt?, caption, credit, rights }))
    }
}
