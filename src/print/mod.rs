//! The room that prints: a release as a PDF that looks well on paper and reads well aloud.
//!
//! ```text
//! release --> compose (body, end) --> layout (paragraphs, lines, pages) --> pdf
//!                  \----------------> structure ---------------------------/
//! ```
//! A `collection` puts a cover and contents before many of them.
//! Only `fonts`, `breaks` and `pdf` know outside packages.

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

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::artifact::Context;
use crate::artifact::Fact;
use crate::artifact::Family;
use crate::artifact::Format;
use crate::artifact::Purpose;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::model::Edition;
use crate::model::FileKind;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::SingleLine;
use crate::model::Withdrawal;
use crate::msg;
use crate::wording::Wording;

use pdf::EmbeddedFile;
use pictures::Unprintable;
use theme::ResolvedTheme;

pub use compose::ComposedDocument;
pub use fonts::{Face, Glyph, SOFT_HYPHEN, Shaper};
pub use layout::{Fragment, PlacedGraphic, PrintedPage, Shape};
pub use pictures::{Graphic, Image};
pub use qr::{QrMatrix, encode_qr};
pub use structure::{Heading, Kid, Link, LinkDestination, LinkId, Node, NodeId, RunId, StructureTree, StructureType};

/// The printed release: tagged, PDF/UA-1 and PDF/A-3a. `write` is [`write`](write()) with the source that goes along, of which this room
/// knows nothing.
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
        writer: Writer::Release { path, write, gone },
    }
}

/// The release in a form for machines, which goes along in the file (ISO 19005-3, 6.8).
#[derive(Debug)]
pub struct EmbeddedSource {
    /// How the name of the file ends: `ninjs.json`.
    pub extension: &'static str,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

fn path(permalink: &Permalink) -> String {
    permalink.file("pdf")
}

/// A release as PDF, with its source.
pub fn write(edition: &Edition, release: &Release, context: &Context, source: EmbeddedSource) -> WriteResult {
    let words = Wording::of(&release.lang);
    let about = pdf::DocumentInfo {
        title: release.headline.to_string(),
        author: words.senders(edition, release),
        lang: release.lang.to_string(),
        id: release.id.to_string(),
        created: release.dates.published_or_updated().iso(),
        changed: release.updated().iso(),
        rights: edition.publisher().rights.as_ref().map(SingleLine::to_string),
        attached: Some(EmbeddedFile {
            name: format!("{}.{}", release.permalink.slug, source.extension),
            media_type: source.media_type,
            about: words.machine_readable,
            bytes: source.bytes,
        }),
    };
    let fonts = fonts(edition, &release.source)?;
    let look = ResolvedTheme::of(&edition.publisher().theme);
    let mut composed = compose::compose(edition, release, &look, fonts);
    let (images, notes) = images(release, context)?;
    composed.pictures.extend(images);
    finish(composed, &look, fonts, &about, &release.source, notes)
}

/// The paper that stays of what was withdrawn.
fn gone(edition: &Edition, notice: &Withdrawal, _: &Context) -> WriteResult {
    let words = Wording::of(notice.lang());
    let about = pdf::DocumentInfo {
        title: compose::gone_headline(notice),
        author: words.senders_of_withdrawal(edition, notice),
        lang: notice.lang().to_string(),
        id: notice.id().to_string(),
        created: notice.published().unwrap_or(&notice.change().at).iso(),
        changed: notice.change().at.iso(),
        rights: None,
        attached: None,
    };
    let fonts = fonts(edition, notice.source())?;
    let look = ResolvedTheme::of(&edition.publisher().theme);
    let composed = compose::compose_notice(edition, notice, &look, fonts);
    finish(composed, &look, fonts, &about, notice.source(), Vec::new())
}

/// The pages of a release and the tree of what is on them, before they are a PDF: for those who write them otherwise, to give a
/// second opinion on the file or on how fast it is made (`benches/peers`). `None` when a font of the theme cannot be read.
pub fn compose(edition: &Edition, release: &Release) -> Option<ComposedDocument> {
    Some(compose::compose(edition, release, &ResolvedTheme::of(&edition.publisher().theme), fonts(edition, &release.source).ok()?))
}

fn finish(
    composed: ComposedDocument,
    look: &ResolvedTheme,
    fonts: &'static fonts::Fonts,
    about: &pdf::DocumentInfo,
    source: &str,
    mut notes: Vec<Diagnostic>,
) -> WriteResult {
    let bytes = pdf::write(&composed, look, fonts, about);
    let bytes = bytes.map_err(|why| failed(source, &why))?;
    notes.extend(missing(source, &composed.shaper.missing));
    Ok((bytes, notes))
}

fn fonts(edition: &Edition, source: &str) -> Result<&'static fonts::Fonts, Vec<Diagnostic>> {
    fonts::Fonts::of_theme(&edition.publisher().theme.fonts).ok_or_else(|| failed(source, "a font of the theme cannot be read"))
}

fn failed(source: &str, why: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(Location::file(source), msg!("the PDF cannot be made: {why}", "PDF:en kan inte göras: {why}"))]
}

/// The pictures of a release by path, and what is to be told of them.
type Images = (BTreeMap<String, Graphic>, Vec<Diagnostic>);

/// One that cannot be printed is told of, and its place stays empty but for its words.
fn images(release: &Release, context: &Context) -> Result<Images, Vec<Diagnostic>> {
    let mut images = BTreeMap::new();
    let mut notes = Vec::new();
    for picture in release.all_pictures() {
        let file = &picture.file;
        if images.contains_key(&file.path) {
            continue;
        }
        let bytes = context.bytes_of(file)?;
        let image = Image::of(bytes, file.kind == FileKind::Jpeg).map(|image| image.lying(file.orientation));
        let image = image.unwrap_or_else(|why| {
            notes.push(unprintable(&file.source, why));
            Image::blank()
        });
        images.insert(file.path.clone(), Graphic::Image(image));
    }
    Ok((images, notes))
}

fn unprintable(source: &str, why: Unprintable) -> Diagnostic {
    let (say, hint) = match why {
        Unprintable::Broken => (
            msg!("the picture is broken and cannot be printed", "bilden är trasig och kan inte skrivas ut"),
            msg!("save it again", "spara om den"),
        ),
        Unprintable::Press => (
            msg!("the picture has the colours of a printing press (CMYK)", "bilden har tryckfärger (CMYK)"),
            msg!("save it with the colours of the screen (sRGB)", "spara den med skärmens färger (sRGB)"),
        ),
    };
    Diagnostic::warning(Location::file(source), say).hint(hint)
}

/// Characters in a note, before the rest is only counted.
const NAMED: usize = 12;

/// What the reader of the log should know: which characters the typeface has not.
fn missing(source: &str, missing: &BTreeSet<char>) -> Vec<Diagnostic> {
    let place = || Location::file(source);
    let mut notes: Vec<Diagnostic> = Vec::new();
    if !missing.is_empty() {
        let shown =
            |c: &char| if c.is_control() { format!("U+{:04X}", u32::from(*c)) } else { format!("U+{:04X} `{c}`", u32::from(*c)) };
        let named = missing.iter().take(NAMED).map(shown).collect::<Vec<_>>().join(", ");
        let more = missing.len().saturating_sub(NAMED);
        let say = match (missing.len(), more) {
            (1, _) => msg!("the character {named} cannot be printed", "tecknet {named} kan inte skrivas ut"),
            (_, 0) => msg!("the characters {named} cannot be printed", "tecknen {named} kan inte skrivas ut"),
            _ => msg!(
                "the characters {named} and {more} more cannot be printed",
                "tecknen {named} och {more} till kan inte skrivas ut"
            ),
        };
        notes.push(Diagnostic::warning(place(), say).hint(msg!(
            "the PDF shows a replacement sign; the text can still be copied and read aloud",
            "PDF:en visar ett ersättningstecken; texten kan ändå kopieras och läsas upp"
        )));
    }
    notes
}
