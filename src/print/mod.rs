//! The printed release: a PDF that looks well on paper and reads well aloud.
//!
//! ```text
//! release --> compose (body, back_matter) --> layout (paragraphs, line boxes, pages) --> pdf
//!                    \--------------------> structure -----------------------------------/
//! ```
//! [`collection`] puts a cover and contents before many of them.
//! Only `fonts`, `layout::direction`, `pictures`, `qr`, `text::hyphenation` and `pdf` use other packages.

mod back_matter;
mod body;
pub mod collection;
mod compose;
mod composer;
mod contents;
mod cover;
mod fonts;
mod layout;
mod logo;
mod margins;
mod pdf;
mod pictures;
mod qr;
mod structure;
mod text;
mod theme;

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::{Context, Fact, Family, Format, Purpose, WriteResult, Writer};
use crate::diag::{Diagnostic, Location};
use crate::model::{Edition, FileKind, Item, Permalink, Release, SingleLine, Withdrawal};
use crate::msg;
use crate::wording::Wording;

use pdf::EmbeddedFile;
use pictures::Unprintable;
use theme::ResolvedTheme;

pub use composer::ComposedDocument;
pub use fonts::{Face, Glyph, SOFT_HYPHEN, Shaper};
pub use layout::{Fragment, PlacedGraphic, PrintedPage, Shape};
pub use pictures::{Graphic, Image};
pub use qr::{QrMatrix, encode_qr};
pub use structure::{Heading, Kid, Link, LinkDestination, LinkId, Node, NodeId, RunId, StructureTree, StructureType};

/// The printed release: tagged, PDF/UA-1 and PDF/A-3a. `write` calls [`write`](write()) with the embedded source, which this module does
/// not know.
pub const fn format(write: fn(&Edition, &Release, &Context) -> WriteResult) -> Format {
    Format {
        name: "pdf",
        label: "PDF",
        about: "press release to print, tagged for screen readers (PDF/UA-1, PDF/A-3a)",
        extension: "pdf",
        media_type: "application/pdf",
        family: Family::Print,
        depends_on: &[],
        omits: &[(Fact::Urgency, "it is for news desks")],
        purpose: Some(Purpose {
            swedish: "Att skriva ut och arkivera. Taggad för skärmläsare.",
            english: "To print and to archive. Tagged for screen readers.",
        }),
        writer: Writer::Release { path, write, gone: write_withdrawal },
    }
}

/// The machine-readable release that the PDF embeds (ISO 19005-3, 6.8).
#[derive(Debug)]
pub struct EmbeddedSource {
    /// `ninjs.json`
    pub extension: &'static str,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

fn path(permalink: &Permalink) -> String {
    permalink.file("pdf")
}

/// Writes a release as PDF, with its source embedded.
pub fn write(edition: &Edition, release: &Release, context: &Context, source: EmbeddedSource) -> WriteResult {
    let words = Wording::for_lang(&release.lang);
    let info = pdf::DocumentInfo {
        title: release.headline.to_string(),
        author: words.senders(edition, release),
        lang: release.lang.to_string(),
        id: release.id.to_string(),
        created: release.dates.published_or_updated().iso(),
        modified: release.updated().iso(),
        rights: edition.publisher().rights.as_ref().map(SingleLine::to_string),
        attachment: Some(EmbeddedFile {
            name: format!("{}.{}", release.permalink.slug, source.extension),
            media_type: source.media_type,
            description: words.machine_readable,
            bytes: source.bytes,
        }),
    };
    export(edition, &Item::Release(release), context, &info)
}

/// Writes the notice that replaces a withdrawn release.
fn write_withdrawal(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    let info = pdf::DocumentInfo {
        title: compose::withdrawal_headline(withdrawal),
        author: Wording::for_lang(withdrawal.lang()).senders_of_withdrawal(edition, withdrawal),
        lang: withdrawal.lang().to_string(),
        id: withdrawal.id().to_string(),
        created: withdrawal.published().unwrap_or(&withdrawal.change().at).iso(),
        modified: withdrawal.change().at.iso(),
        rights: None,
        attachment: None,
    };
    export(edition, &Item::Withdrawal(*withdrawal), context, &info)
}

/// The whole export, step by step: `collection::write` does the same for many.
fn export(edition: &Edition, item: &Item, context: &Context, info: &pdf::DocumentInfo) -> WriteResult {
    let fonts = load_fonts(edition, item.source())?;
    let theme = ResolvedTheme::new(&edition.publisher().theme);
    let mut document = compose_document(edition, item, &theme, fonts);
    let (pictures, mut notes) = load_pictures(item, context)?;
    document.pictures.extend(pictures);
    let bytes = pdf::write(&mut document, &theme, fonts, info).map_err(|cause| failure(item.source(), &cause))?;
    notes.extend(missing_characters(item.source(), &document.shaper.missing));
    Ok((bytes, notes))
}

/// The text as pages and as a structure tree, then the margins, which need the number of pages.
fn compose_document(edition: &Edition, item: &Item, theme: &ResolvedTheme, fonts: &'static fonts::Fonts) -> ComposedDocument {
    let mut document = ComposedDocument::new(fonts, item.lang());
    let text = compose::compose(&mut document, StructureTree::ROOT, edition, item, theme);
    let count = text.pages.len();
    margins::append_pages(&mut document, text, count, None, theme);
    document
}

/// The pages of a release and their structure before they become a PDF, for benchmarks of other PDF writers (`benches/peers`). `None` when
/// a font of the theme cannot be read.
pub fn compose(edition: &Edition, release: &Release) -> Option<ComposedDocument> {
    let fonts = load_fonts(edition, &release.source).ok()?;
    Some(compose_document(edition, &Item::Release(release), &ResolvedTheme::new(&edition.publisher().theme), fonts))
}

fn load_fonts(edition: &Edition, source: &str) -> Result<&'static fonts::Fonts, Vec<Diagnostic>> {
    fonts::Fonts::for_theme(&edition.publisher().theme.fonts).ok_or_else(|| failure(source, "a font of the theme cannot be read"))
}

fn failure(source: &str, cause: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(Location::file(source), msg!("the PDF cannot be made: {cause}", "PDF:en kan inte göras: {cause}"))]
}

/// Pictures by path, and warnings about them.
type Pictures = (BTreeMap<String, Graphic>, Vec<Diagnostic>);

/// Reads the pictures of a release. One that cannot be printed is reported and replaced by a grey box.
fn load_pictures(item: &Item, context: &Context) -> Result<Pictures, Vec<Diagnostic>> {
    let (mut pictures, mut notes) = (BTreeMap::new(), Vec::new());
    let Item::Release(release) = item else { return Ok((pictures, notes)) };
    for picture in release.all_pictures() {
        let file = &picture.file;
        if pictures.contains_key(&file.path) {
            continue;
        }
        let image = match Image::decode(context.bytes_of(file)?, file.kind == FileKind::Jpeg) {
            Ok(image) => Image { orientation: file.orientation, ..image },
            Err(reason) => {
                notes.push(unprintable(&file.source, reason));
                Image::placeholder()
            }
        };
        pictures.insert(file.path.clone(), Graphic::Image(image));
    }
    Ok((pictures, notes))
}

fn unprintable(source: &str, reason: Unprintable) -> Diagnostic {
    let (message, hint) = match reason {
        Unprintable::Broken => (
            msg!("the picture is broken and cannot be printed", "bilden är trasig och kan inte skrivas ut"),
            msg!("save it again", "spara om den"),
        ),
        Unprintable::Cmyk => (
            msg!("the picture has the colours of a printing press (CMYK)", "bilden har tryckfärger (CMYK)"),
            msg!("save it with the colours of the screen (sRGB)", "spara den med skärmens färger (sRGB)"),
        ),
    };
    Diagnostic::warning(Location::file(source), message).hint(hint)
}

/// Characters that a warning names; further ones are only counted.
const MAX_NAMED: usize = 12;

/// A warning about the characters that no font has.
fn missing_characters(source: &str, missing: &BTreeSet<char>) -> Option<Diagnostic> {
    let name = |&c: &char| {
        let code = format!("U+{:04X}", u32::from(c));
        if c.is_control() { code } else { format!("{code} `{c}`") }
    };
    let named = missing.iter().take(MAX_NAMED).map(name).collect::<Vec<_>>().join(", ");
    let more = missing.len().saturating_sub(MAX_NAMED);
    let message = match (missing.len(), more) {
        (0, _) => return None,
        (1, _) => msg!("the character {named} cannot be printed", "tecknet {named} kan inte skrivas ut"),
        (_, 0) => msg!("the characters {named} cannot be printed", "tecknen {named} kan inte skrivas ut"),
        _ => {
            msg!("the characters {named} and {more} more cannot be printed", "tecknen {named} och {more} till kan inte skrivas ut")
        }
    };
    Some(Diagnostic::warning(Location::file(source), message).hint(msg!(
        "the PDF shows a replacement sign; the text can still be copied and read aloud",
        "PDF:en visar ett ersättningstecken; texten kan ändå kopieras och läsas upp"
    )))
}
