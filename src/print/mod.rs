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

/// Characters in notes, before the rest is only counted.
const NAMED: usize = 40;

/// What the reader of the log should know: which characters the typeface has not.
fn notes(release: &Release, missing: &BTreeSet<char>) -> Vec<Diagnostic> {
    let place = || Place::file(&release.source);
    let mut notes: Vec<Diagnostic> = Vec::new();
    for &c in missing.iter().take(NAMED) {
        let code = format!("U+{:04X}", u32::from(c));
        let shown = if c.is_control() { String::new() } else { format!(" `{c}`") };
        notes.push(
            Diagnostic::note(
                place(),
                say!("the character {code}{shown} cannot be printed", "tecknet {code}{shown} kan inte skrivas ut"),
            )
            .hint(say!(
                "the PDF shows a replacement sign; its text can still be copied and read aloud",
                "PDF:en visar ett ersättningstecken; texten kan ändå kopieras och läsas upp"
            )),
        );
    }
    if let more @ 1.. = missing.len().saturating_sub(NAMED) {
        notes.push(Diagnostic::note(
            place(),
            say!("{more} more characters cannot be printed", "ytterligare {more} tecken kan inte skrivas ut"),
        ));
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
