//! Prints the releases of a corpus with typst as a library, in one process, and says what it took. `peers` starts it.
//!
//! A release becomes a text in Typst's language, whose template (`release.typ`) has the look of Depesch: what a server that prints
//! with typst would do. Library, typefaces and template are read once; after each release what was remembered and not used for
//! AGE releases is forgotten.

mod markup;

use std::path::Path;
use std::process::ExitCode;

use depesch::model::{Edition, Release};
use depesch_peers::measure;
use depesch_peers::measure::Made;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const FONTS: [&[u8]; 4] = [
    include_bytes!("../../../../templates/print/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../../../templates/print/fonts/SourceSans3-Italic.ttf"),
    include_bytes!("../../../../templates/print/fonts/SourceSans3-SemiBold.ttf"),
    include_bytes!("../../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf"),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let said = match arguments.as_slice() {
        [folder, age] => print_all(Path::new(folder), age, None),
        [folder, age, kept] => print_all(Path::new(folder), age, Some(Path::new(kept))),
        _ => Err("usage: peers-typst FOLDER AGE [KEPT]".to_owned()),
    };
    match said {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn print_all(folder: &Path, age: &str, kept: Option<&Path>) -> Result<String, String> {
    let age: usize = age.parse().map_err(|e| format!("`{age}`: {e}"))?;
    let measured = measure::run(folder, Typst::new, |typst, edition, release| {
        let made = typst.print(edition, release)?;
        typst::comemo::evict(age);
        if let Some(kept) = kept {
            let name = release.folder().trim_end_matches('/').replace('/', "-");
            std::fs::write(kept.join(format!("{name}.pdf")), &made.bytes).map_err(|e| e.to_string())?;
        }
        Ok(made)
    })?;
    Ok(measured.to_string())
}

/// typst with the typefaces of the theme and the text that is being printed.
struct Typst {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    main: Source,
    options: PdfOptions,
}

impl Typst {
    fn new() -> Result<Typst, String> {
        let fonts: Vec<Font> = FONTS.iter().filter_map(|bytes| Font::new(Bytes::new(*bytes), 0)).collect();
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a]).map_err(|why| why.message().to_string())?;
        Ok(Typst {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file("release.typ")?, include_str!("release.typ").to_owned()),
            main: Source::new(file("main.typ")?, String::new()),
            options: PdfOptions { standards, ..PdfOptions::default() },
        })
    }

    fn print(&mut self, edition: &Edition, release: &Release) -> Result<Made, String> {
        self.main.replace(&markup::of(edition, release));
        let document = typst::compile::<PagedDocument>(self).output.map_err(|errors| said(&errors))?;
        self.options.ident = Smart::Custom(release.id.to_string());
        let bytes = typst_pdf::pdf(&document, &self.options).map_err(|errors| said(&errors))?;
        Ok(Made { bytes, pages: Some(document.pages().len()) })
    }
}

fn file(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|why| format!("{why:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn said(errors: &[typst::diag::SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ")
}

impl World for Typst {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.template]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or_else(|| FileError::NotFound(id.get().vpath().get_with_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.source(id).map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
