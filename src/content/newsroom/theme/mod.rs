//! The looks of what is printed, `templates/print/theme.toml`: read with the rest of the house, with every mistake in it told.
//!
//! A theme with a mistake is not used at all: half of somebody's looks would be nobody's.

mod colours;
mod files;
mod font;
mod logo;

use crate::content::fields::word;
use crate::content::front_matter::TableReader;
use crate::content::front_matter::fields;
use crate::content::newsroom::theme::files::beside;
use crate::content::sources::ThemeSource;
use crate::content::sources::decode;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Theme;
use crate::model::theme::FontFiles;
use crate::model::theme::Logo;
use crate::model::theme::MM;
use crate::model::theme::Margins;
use crate::model::theme::Paper;
use crate::model::theme::TextSize;
use crate::msg;

const PAPERS: &[(&str, Paper)] = &[("A4", Paper::A4), ("Letter", Paper::Letter)];

/// Lines of fewer characters cannot be set well.
const FEWEST_CHARACTERS: f32 = 40.0;

/// What a character takes of its size, on the average of Swedish text.
const CHARACTER: f32 = 0.48;

/// `None` when there is a mistake in it, which is told.
pub(crate) fn read(source: &ThemeSource, diagnostics: &Diagnostics) -> Option<Theme> {
    let since = diagnostics.error_count();
    let text = decode(&source.source, diagnostics)?;
    let (mut table, _) = fields(&text, 0..text.whole.len(), None, diagnostics);
    let mut theme = Theme::default();
    if let Some(paper) = word(&mut table, "paper", PAPERS) {
        theme.paper = paper;
    }
    let (least, most) = (9.0, 14.0);
    let hint = msg!("write the size of running text in points: `size = 11`", "skriv brödtextens grad i punkter: `size = 11`");
    if let Some(size) = table.decimal_in("size", least..=most, hint) {
        theme.size = TextSize(size.value as f32);
    }
    if let Some(mut fields) = table.table("margins") {
        margins(&mut fields, &mut theme.margins);
        room(&fields, &theme);
        fields.finish();
    }
    if let Some(fields) = table.table("colours") {
        colours::read(fields, &mut theme.colours);
    }
    if let Some(mut fields) = table.table("fonts") {
        let mut file = |name| font::read(&mut fields, name, source);
        theme.fonts = FontFiles {
            regular: file("regular"),
            italic: file("italic"),
            semibold: file("semibold"),
            semibold_italic: file("semibold_italic"),
        };
        fields.finish();
    }
    if let Some(mut fields) = table.table("logo") {
        theme.logo = read_logo(&mut fields, source);
        fields.finish();
    }
    table.finish();
    (diagnostics.error_count() == since).then_some(theme)
}

fn margins(fields: &mut TableReader, margins: &mut Margins) {
    // Above and below the text stand the sender and the number of the page; beside it nothing does, but printers leave an edge.
    let sides = [
        ("top", &mut margins.top, 20.0..=80.0),
        ("right", &mut margins.right, 10.0..=80.0),
        ("bottom", &mut margins.bottom, 20.0..=80.0),
        ("left", &mut margins.left, 10.0..=80.0),
    ];
    for (name, side, range) in sides {
        let hint = msg!("write it in millimetres: `{name} = 30`", "skriv den i millimeter: `{name} = 30`");
        if let Some(written) = fields.decimal_in(name, range, hint) {
            *side = written.value as f32 * MM;
        }
    }
}

/// Margins can be fine one by one and leave too little between them.
fn room(fields: &TableReader, theme: &Theme) {
    let diagnostics = fields.diagnostics();
    let full = theme.paper.size().0 * MM - theme.margins.left - theme.margins.right;
    let characters = full / (theme.size.0 * CHARACTER);
    if characters < FEWEST_CHARACTERS {
        let say = msg!(
            "between the margins there is room for only about {characters:.0} characters a line",
            "mellan marginalerna ryms bara omkring {characters:.0} tecken per rad"
        );
        let hint = msg!(
            "make `left` or `right` smaller, so that at least {FEWEST_CHARACTERS:.0} fit; 60 to 72 are the easiest to read",
            "minska `left` eller `right`, så att minst {FEWEST_CHARACTERS:.0} får plats; 60 till 72 är lättast att läsa"
        );
        diagnostics.push(Diagnostic::error(fields.home(), say).hint(hint));
    }
}

fn read_logo(fields: &mut TableReader, source: &ThemeSource) -> Option<Logo> {
    let diagnostics = fields.diagnostics();
    let hint = msg!("write it in points: `height = 24`", "skriv den i punkter: `height = 24`");
    let height = fields.decimal_in("height", 8.0..=120.0, hint);
    let (field, bytes) = beside(fields, "file", source)?;
    let home = fields.source().place(field.at);
    let drawing = logo::read(&source.path_of(&field.value), bytes, home, diagnostics)?;
    Some(Logo { drawing: drawing.into(), height: height.map_or(24.0, |height| height.value as f32) })
}
