//! The colours of a theme: written as `#rrggbb`, and each text in a colour that can be read on its paper.

use std::ops::Range;

use crate::content::front_matter::TableReader;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::model::Colour;
use crate::model::theme::Colours;
use crate::msg;

/// WCAG 2.2 success criterion 1.4.3.
const LEAST_CONTRAST: f32 = 4.5;

pub(super) fn read(mut fields: TableReader, colours: &mut Colours) {
    let diagnostics = fields.diagnostics();
    let mut written: Vec<(&str, Range<usize>)> = Vec::new();
    let mut take = |name: &'static str, colour: &mut Colour| {
        let Some(field) = fields.text(name) else { return };
        match Colour::parse(field.value.trim()) {
            Some(read) => {
                *colour = read;
                written.push((name, field.at));
            }
            None => {
                let value = shown(&field.value);
                let say = msg!("`{value}` is not a colour", "`{value}` är ingen färg");
                let hint = msg!(
                    "write red, green and blue as six digits: `{name} = \"#00577d\"`",
                    "skriv rött, grönt och blått med sex siffror: `{name} = \"#00577d\"`"
                );
                diagnostics.push(Diagnostic::error(fields.source().place(field.at), say).hint(hint));
            }
        }
    };
    take("ink", &mut colours.ink);
    take("muted", &mut colours.muted);
    take("accent", &mut colours.accent);
    take("line", &mut colours.line);
    take("panel", &mut colours.panel);
    take("correction", &mut colours.correction);
    take("correction_paper", &mut colours.correction_paper);
    take("update", &mut colours.update);
    take("update_paper", &mut colours.update_paper);
    take("withdrawal", &mut colours.withdrawal);
    take("withdrawal_paper", &mut colours.withdrawal_paper);

    // A colour that cannot be read anywhere is told once.
    let mut told: Vec<Range<usize>> = Vec::new();
    for ((name, colour), (paper_name, paper)) in pairs(colours) {
        let contrast = colour.contrast(paper);
        let place = |name: &str| written.iter().find(|(field, _)| *field == name).map(|(_, at)| at.clone());
        // Of Depesch's own colours all can be read: one of the two is the theme's.
        let is_fine_on_white = colour.contrast(Colour::WHITE) >= LEAST_CONTRAST;
        let (first, second) = if is_fine_on_white { (paper_name, name) } else { (name, paper_name) };
        let Some(at) = place(first).or_else(|| place(second)) else { continue };
        if contrast >= LEAST_CONTRAST || told.contains(&at) {
            continue;
        }
        // Cut, not rounded: 4.49 is not 4.5.
        let contrast = format!("{:.1}", (contrast * 10.0).floor() / 10.0);
        let contrast_sv = contrast.replace('.', ",");
        let say = msg!(
            "`{name}` ({colour}) is not legible on {paper}: the contrast is {contrast} to 1",
            "`{name}` ({colour}) går inte att läsa på {paper}: kontrasten är {contrast_sv} till 1"
        );
        let hint = match paper_name {
            "" => msg!(
                "the law requires at least 4.5 to 1: make `{name}` darker",
                "lagen kräver minst 4,5 till 1: gör `{name}` mörkare"
            ),
            paper => msg!(
                "the law requires at least 4.5 to 1: make `{name}` darker, or `{paper}` lighter",
                "lagen kräver minst 4,5 till 1: gör `{name}` mörkare, eller `{paper}` ljusare"
            ),
        };
        diagnostics.push(Diagnostic::error(fields.source().place(at.clone()), say).hint(hint));
        told.push(at);
    }
    fields.finish();
}

type NamedColour = (&'static str, Colour);

/// Each colour of text with what it is printed on; white paper has no name.
fn pairs(colours: &Colours) -> Vec<(NamedColour, NamedColour)> {
    let Colours { ink, muted, accent, panel, correction, update, withdrawal, .. } = *colours;
    let (ink, muted, accent) = (("ink", ink), ("muted", muted), ("accent", accent));
    let (white, panel) = (("", Colour::WHITE), ("panel", panel));
    let notices = [
        (("correction", correction), ("correction_paper", colours.correction_paper)),
        (("update", update), ("update_paper", colours.update_paper)),
        (("withdrawal", withdrawal), ("withdrawal_paper", colours.withdrawal_paper)),
    ];
    let mut pairs: Vec<_> = [white, panel].into_iter().flat_map(|paper| [ink, muted, accent].map(|text| (text, paper))).collect();
    pairs.extend(notices);
    pairs.extend(notices.map(|(_, paper)| (ink, paper)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_colours_can_be_read() {
        for ((name, colour), (paper, on)) in pairs(&Colours::default()) {
            assert!(colour.contrast(on) >= LEAST_CONTRAST, "{name} on {paper}: {}", colour.contrast(on));
        }
        assert!((Colour(0, 0, 0).contrast(Colour::WHITE) - 21.0).abs() < 0.001);
    }
}
