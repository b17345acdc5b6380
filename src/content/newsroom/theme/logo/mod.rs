//! The logo of a theme: the outlines of an SVG drawing in plain colours. The only user of `usvg`.
//!
//! A drawing is inspected before `usvg` parses it: to report by line what cannot be printed, and to refuse what would take too much time or
//! memory. No script is run, and no other file is opened.

mod inspect;
mod outlines;

use crate::content::text::{Explanation, SourceText};
use crate::diag::{Diagnostic, Diagnostics, Location};
use crate::model::LogoDrawing;
use crate::msg;

use inspect::UnsupportedElement;
use outlines::OutlineError;

/// More make each page of each PDF larger than its text.
const MANY_SEGMENTS: usize = 2_000;
const MAX_SEGMENTS: usize = 20_000;

/// Reads the drawing `path`, which the theme names at `field`.
pub(super) fn read(path: &str, bytes: &[u8], field: Location, diagnostics: &Diagnostics) -> Option<LogoDrawing> {
    let text = diagnostics.checked(|| {
        let text = SourceText::decode(path, bytes, diagnostics)?;
        inspect_drawing(&text);
        Some(text)
    })?;
    let (drawing, segments) = outlines::trace(text.as_str(), MAX_SEGMENTS).map_err(|error| report(error, &text, &field)).ok()?;
    if segments > MANY_SEGMENTS {
        let message = msg!("the logo has {segments} lines and curves", "logotypen har {segments} linjer och kurvor");
        let hint = msg!(
            "they are on every page of every PDF: a simpler drawing makes the files smaller",
            "de finns på varje sida i varje PDF: en enklare teckning gör filerna mindre"
        );
        diagnostics.push(Diagnostic::warning(field, message).hint(hint));
    }
    Some(drawing)
}

fn inspect_drawing(text: &SourceText) {
    match inspect::find_unsupported(text) {
        Ok(found) => {
            let found = found.into_iter().map(|UnsupportedElement { feature, span }| feature.diagnostic(text.location(span)));
            text.diagnostics.extend(found);
        }
        Err((message, span)) => {
            let hint = msg!("save the logo again as plain SVG", "spara om logotypen som vanlig SVG");
            match span {
                Some(span) => text.error(span, message, hint),
                None => text.file_error(message, hint),
            }
        }
    }
}

fn report(error: OutlineError, text: &SourceText, field: &Location) {
    let (message, hint): Explanation = match error {
        OutlineError::Unprintable(feature) => {
            let location = inspect::find_first(text, feature).map(|span| text.location(span));
            let location = location.unwrap_or_else(|| Location::file(&text.path));
            return text.diagnostics.push(feature.diagnostic(location));
        }
        OutlineError::TooManySegments => {
            let message = msg!(
                "the logo has more than {MAX_SEGMENTS} lines and curves",
                "logotypen har fler än {MAX_SEGMENTS} linjer och kurvor"
            );
            let hint = msg!(
                "use a simpler drawing of it: it is on every page",
                "använd en enklare teckning av den: den finns på varje sida"
            );
            return text.diagnostics.push(Diagnostic::error(field.clone(), message).hint(hint));
        }
        OutlineError::Empty => (
            msg!("nothing in the logo is visible", "inget i logotypen syns"),
            msg!("fill its outlines with colours", "fyll dess konturer med färger"),
        ),
        OutlineError::OutsideViewBox => (
            msg!(
                "the drawing extends beyond its own edge (`viewBox`)",
                "teckningen sträcker sig utanför sin egen kant (`viewBox`)"
            ),
            msg!("make the artboard fit the drawing, and save it again", "anpassa ritytan till teckningen, och spara om den"),
        ),
        OutlineError::InvalidSize => (
            msg!("the logo has no usable size", "logotypen har ingen användbar storlek"),
            msg!("save the logo again as plain SVG", "spara om logotypen som vanlig SVG"),
        ),
    };
    text.file_error(message, hint);
}
