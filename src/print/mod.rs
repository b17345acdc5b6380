//! The room that prints: a release as a PDF that looks well on paper and reads well aloud.
//!
//! ```text
//! release --> compose (body, end) --> layout (paragraphs, lines, pages) --> pdf
//!                  \----------------> structure ---------------------------/
//! ```
//! Only `fonts`, `breaks` and `pdf` know outside packages.

mod body;
mod breaks;
mod compose;
mod end;
mod fonts;
mod layout;
mod lines;
mod logo;
mod margins;
mod pdf;
mod spans;
mod structure;
mod theme;

use std::collections::BTreeSet;

use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::Writer;
use crate::artifact::Written;
use crate::diag::Diagnostic;
use crate::diag::Place;
use crate::model::Edition;
use crate::model::Release;
use crate::say;

/// The printed release: tagged, PDF/UA-1 and PDF/A-3a.
pub const FORMAT: Format = Format {
    name: "pdf",
    about: "press release to print, tagged for screen readers (PDF/UA-1, PDF/A-3a)",
    media_type: "application/pdf",
    needs: &[],
    writer: Writer::Release { path, write },
};

fn path(release: &Release) -> String {
    format!("{}{}.pdf", release.folder(), release.slug)
}

fn write(edition: &Edition, release: &Release, _context: &Context) -> Written {
    let failed = |why: &str| {
        vec![Diagnostic::mistake(
            Place::file(&release.source),
            say!("the PDF cannot be made: {why}", "PDF:en kan inte göras: {why}"),
        )]
    };
    let fonts = fonts::Fonts::theme().ok_or_else(|| failed("a font of the theme cannot be read"))?;
    let composed = compose::compose(edition, release, fonts);
    let about = pdf::About {
        title: release.headline.to_string(),
        author: edition.publisher().name.to_string(),
        lang: release.lang.to_string(),
        id: release.id.to_string(),
        created: release.dates.published_or_updated().iso(),
        changed: release.dates.updated().iso(),
    };
    let bytes = pdf::write(&composed.pages, &composed.tree, &composed.shaper, fonts, &about).map_err(|why| failed(&why))?;
    Ok((bytes, notes(release, &composed.shaper.missing)))
}

/// Characters in a note, before the rest is only counted.
const NAMED: usize = 12;

/// What the reader of the log should know: which characters the typeface has not.
fn notes(release: &Release, missing: &BTreeSet<char>) -> Vec<Diagnostic> {
    let place = || Place::file(&release.source);
    let mut notes: Vec<Diagnostic> = Vec::new();
    if !missing.is_empty() {
        let shown =
            |c: &char| if c.is_control() { format!("U+{:04X}", u32::from(*c)) } else { format!("U+{:04X} `{c}`", u32::from(*c)) };
        let named = missing.iter().take(NAMED).map(shown).collect::<Vec<_>>().join(", ");
        let more = missing.len().saturating_sub(NAMED);
        let say = match (missing.len(), more) {
            (1, _) => say!("the character {named} cannot be printed", "tecknet {named} kan inte skrivas ut"),
            (_, 0) => say!("the characters {named} cannot be printed", "tecknen {named} kan inte skrivas ut"),
            _ => say!(
                "the characters {named} and {more} more cannot be printed",
                "tecknen {named} och {more} till kan inte skrivas ut"
            ),
        };
        notes.push(Diagnostic::note(place(), say).hint(say!(
            "the PDF shows a replacement sign; the text can still be copied and read aloud",
            "PDF:en visar ett ersättningstecken; texten kan ändå kopieras och läsas upp"
        )));
    }
    let written_from_the_right = |c: &char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if missing.iter().any(written_from_the_right) {
        notes.push(Diagnostic::note(
            place(),
            say!(
                "text that is written from right to left cannot be printed yet",
                "text som skrivs från höger till vänster kan inte skrivas ut än"
            ),
        ));
    }
    notes
}
