//! The logo of a theme: an SVG drawing becomes outlines of plain colours, and nothing else of it is taken. The door to `usvg`.
//!
//! Before `usvg` sees a drawing it is looked through: for what cannot be printed, so that each is told by its line, and for what is made
//! to take all time or memory. No script is run, and no other file is opened.

mod inspect;
mod outlines;

use crate::content::text::SourceText;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::diag::Message;
use crate::model::LogoDrawing;
use crate::msg;

use inspect::UnsupportedElement;

/// More make each page of each PDF larger than its text.
const MANY_SEGMENTS: usize = 2_000;
const MOST_SEGMENTS: usize = 20_000;

/// Reads the drawing `file`, which the theme names at `home`.
pub(super) fn read(file: &str, bytes: &[u8], home: Location, diagnostics: &Diagnostics) -> Option<LogoDrawing> {
    let since = diagnostics.error_count();
    let text = SourceText::decode(file, bytes, diagnostics)?;
    let found = match inspect::look(&text) {
        Ok(found) => found,
        Err((say, at)) => {
            let hint = msg!("save the logo again as plain SVG", "spara om logotypen som vanlig SVG");
            let place = at.map_or(Location::file(file), |at| text.place(at));
            diagnostics.push(Diagnostic::error(place, say).hint(hint));
            return None;
        }
    };
    for UnsupportedElement { what, at } in found {
        diagnostics.push(what.told(text.place(at)));
    }
    if diagnostics.error_count() != since {
        return None;
    }
    let refused = |say: Message, hint: Message, place: Location| {
        diagnostics.push(Diagnostic::error(place, say).hint(hint));
        None
    };
    match outlines::of(&text.whole, MOST_SEGMENTS) {
        Ok((drawing, segments)) => {
            if segments > MANY_SEGMENTS {
                let say = msg!("the logo has {segments} lines and curves", "logotypen har {segments} linjer och kurvor");
                let hint = msg!(
                    "they are on every page of every PDF: a simpler drawing makes the files smaller",
                    "de finns på varje sida i varje PDF: en enklare teckning gör filerna mindre"
                );
                diagnostics.push(Diagnostic::warning(home, say).hint(hint));
            }
            Some(drawing)
        }
        Err(outlines::OutlineError::Unprintable(what)) => {
            let at = inspect::first(&text, what);
            diagnostics.push(what.told(at.map_or(Location::file(file), |at| text.place(at))));
            None
        }
        Err(outlines::OutlineError::TooMuch) => refused(
            msg!(
                "the logo has more than {MOST_SEGMENTS} lines and curves",
                "logotypen har fler än {MOST_SEGMENTS} linjer och kurvor"
            ),
            msg!("use a simpler drawing of it: it is on every page", "använd en enklare teckning av den: den finns på varje sida"),
            home,
        ),
        Err(outlines::OutlineError::Empty) => refused(
            msg!("nothing in the logo is visible", "inget i logotypen syns"),
            msg!("fill its outlines with colours", "fyll dess konturer med färger"),
            Location::file(file),
        ),
        Err(outlines::OutlineError::BeyondTheEdge) => refused(
            msg!(
                "the drawing extends beyond its own edge (`viewBox`)",
                "teckningen sträcker sig utanför sin egen kant (`viewBox`)"
            ),
            msg!("make the artboard fit the drawing, and save it again", "anpassa ritytan till teckningen, och spara om den"),
            Location::file(file),
        ),
        Err(outlines::OutlineError::Broken) => refused(
            msg!("the logo has no usable size", "logotypen har ingen användbar storlek"),
            msg!("save the logo again as plain SVG", "spara om logotypen som vanlig SVG"),
            Location::file(file),
        ),
    }
}
