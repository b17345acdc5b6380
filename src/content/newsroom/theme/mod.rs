//! The print theme, `templates/print/theme.toml`. A theme with an error is not used at all.

mod colours;
mod files;
mod font;
mod logo;

use crate::content::front_matter::TableReader;
use crate::content::newsroom::theme::files::read_file;
use crate::content::sources::ThemeSource;
use crate::diag::Diagnostics;
use crate::model::Theme;
use crate::model::theme::{FontFiles, Logo, MM, Margins, Paper, TextSize};
use crate::msg;

const PAPERS: &[(&str, Paper)] = &[("A4", Paper::A4), ("Letter", Paper::Letter)];

/// Shorter lines cannot be set well.
const MIN_CHARACTERS: f32 = 40.0;

/// The average width of a character in Swedish text, as a part of its size.
const CHARACTER_WIDTH: f32 = 0.48;

pub(super) fn read(source: &ThemeSource, diagnostics: &Diagnostics) -> Option<Theme> {
    diagnostics.checked(|| {
        let text = source.source.decode(diagnostics)?;
        Some(TableReader::from_file(&text).read(|table| read_theme(table, source)))
    })
}

fn read_theme(table: &mut TableReader, source: &ThemeSource) -> Theme {
    let mut theme = Theme::default();
    if let Some(paper) = table.keyword("paper", PAPERS) {
        theme.paper = paper;
    }
    let hint = msg!("write the size of running text in points: `size = 11`", "skriv brödtextens grad i punkter: `size = 11`");
    if let Some(size) = table.decimal_in("size", 9.0..=14.0, hint) {
        theme.size = TextSize(size as f32);
    }
    table.read_table("margins", |fields| {
        read_margins(fields, &mut theme.margins);
        check_line_length(fields, &theme);
        Some(())
    });
    if let Some(fields) = table.table("colours") {
        colours::read(fields, &mut theme.colours);
    }
    let fonts = table.read_table("fonts", |fields| {
        let mut font = |name| font::read(fields, name, source);
        Some(FontFiles {
            regular: font("regular"),
            italic: font("italic"),
            semibold: font("semibold"),
            semibold_italic: font("semibold_italic"),
        })
    });
    theme.fonts = fonts.unwrap_or_default();
    theme.logo = table.read_table("logo", |fields| read_logo(fields, source));
    theme
}

fn read_margins(fields: &mut TableReader, margins: &mut Margins) {
    // The sender and the page number are above and below the text; at its sides, printers need an edge.
    let sides = [
        ("top", &mut margins.top, 20.0..=80.0),
        ("right", &mut margins.right, 10.0..=80.0),
        ("bottom", &mut margins.bottom, 20.0..=80.0),
        ("left", &mut margins.left, 10.0..=80.0),
    ];
    for (name, side, range) in sides {
        let hint = msg!("write it in millimetres: `{name} = 30`", "skriv den i millimeter: `{name} = 30`");
        if let Some(width) = fields.decimal_in(name, range, hint) {
            *side = width as f32 * MM;
        }
    }
}

/// Each margin can be valid and both together leave too little room.
fn check_line_length(fields: &TableReader, theme: &Theme) {
    let width = theme.paper.size().0 * MM - theme.margins.left - theme.margins.right;
    let characters = width / (theme.size.0 * CHARACTER_WIDTH);
    if characters < MIN_CHARACTERS {
        let message = msg!(
            "between the margins there is room for only about {characters:.0} characters a line",
            "mellan marginalerna ryms bara omkring {characters:.0} tecken per rad"
        );
        let hint = msg!(
            "make `left` or `right` smaller, so that at least {MIN_CHARACTERS:.0} fit; 60 to 72 are the easiest to read",
            "minska `left` eller `right`, så att minst {MIN_CHARACTERS:.0} får plats; 60 till 72 är lättast att läsa"
        );
        fields.error(message, hint);
    }
}

fn read_logo(fields: &mut TableReader, source: &ThemeSource) -> Option<Logo> {
    let hint = msg!("write it in points: `height = 24`", "skriv den i punkter: `height = 24`");
    let height = fields.decimal_in("height", 8.0..=120.0, hint).unwrap_or(24.0) as f32;
    let (field, bytes) = read_file(fields, "file", source)?;
    let location = fields.source().location(field.span);
    let drawing = logo::read(&source.path_of(&field.value), bytes, location, fields.source().diagnostics)?;
    Some(Logo { drawing: drawing.into(), height })
}
