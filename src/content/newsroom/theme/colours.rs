//! The colours of a theme: written as `#rrggbb`, and legible on their paper.

use std::ops::Range;

use crate::content::front_matter::TableReader;
use crate::content::text::{SourceText, shorten};
use crate::model::Colour;
use crate::model::theme::Colours;
use crate::msg;

/// WCAG 2.2 success criterion 1.4.3.
const MIN_CONTRAST: f32 = 4.5;

pub(super) fn read(mut fields: TableReader, colours: &mut Colours) {
    let text = fields.source();
    let mut written: Vec<(&str, Range<usize>)> = Vec::new();
    let mut take = |name: &'static str, colour: &mut Colour| {
        let Some(field) = fields.string(name) else { return };
        if let Some(read) = Colour::parse(field.value.trim()) {
            *colour = read;
            written.push((name, field.span));
            return;
        }
        let value = shorten(&field.value);
        let hint = msg!(
            "write red, green and blue as six digits: `{name} = \"#00577d\"`",
            "skriv rött, grönt och blått med sex siffror: `{name} = \"#00577d\"`"
        );
        text.error(field.span, msg!("`{value}` is not a colour", "`{value}` är ingen färg"), hint);
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
    check_contrast(text, colours, &written);
    fields.finish();
}

/// Reports each illegible colour once, where the theme sets it.
fn check_contrast(text: &SourceText, colours: &Colours, written: &[(&str, Range<usize>)]) {
    let mut reported: Vec<Range<usize>> = Vec::new();
    for ((name, colour), (paper_name, paper)) in text_on_paper(colours) {
        let contrast = colour.contrast(paper);
        let find = |name: &str| written.iter().find(|(field, _)| *field == name).map(|(_, span)| span.clone());
        // Depesch's own colours are legible, so that one of the two is the theme's.
        let is_legible_on_white = colour.contrast(Colour::WHITE) >= MIN_CONTRAST;
        let (first, second) = if is_legible_on_white { (paper_name, name) } else { (name, paper_name) };
        let Some(span) = find(first).or_else(|| find(second)) else { continue };
        if contrast >= MIN_CONTRAST || reported.contains(&span) {
            continue;
        }
        // Truncated: 4.49 is not 4.5.
        let contrast = format!("{:.1}", (contrast * 10.0).floor() / 10.0);
        let contrast_sv = contrast.replace('.', ",");
        let message = msg!(
            "`{name}` ({colour}) is not legible on {paper}: the contrast is {contrast} to 1",
            "`{name}` ({colour}) går inte att läsa på {paper}: kontrasten är {contrast_sv} till 1"
        );
        let hint = if paper_name.is_empty() {
            msg!("the law requires at least 4.5 to 1: make `{name}` darker", "lagen kräver minst 4,5 till 1: gör `{name}` mörkare")
        } else {
            msg!(
                "the law requires at least 4.5 to 1: make `{name}` darker, or `{paper_name}` lighter",
                "lagen kräver minst 4,5 till 1: gör `{name}` mörkare, eller `{paper_name}` ljusare"
            )
        };
        text.error(span.clone(), message, hint);
        reported.push(span);
    }
}

type NamedColour = (&'static str, Colour);

/// Each colour of text with the paper that it is printed on; white has no name.
fn text_on_paper(colours: &Colours) -> Vec<(NamedColour, NamedColour)> {
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
    fn the_default_colours_are_legible() {
        for ((name, colour), (paper, on)) in text_on_paper(&Colours::default()) {
            assert!(colour.contrast(on) >= MIN_CONTRAST, "{name} on {paper}: {}", colour.contrast(on));
        }
        assert!((Colour(0, 0, 0).contrast(Colour::WHITE) - 21.0).abs() < 0.001);
    }
}
