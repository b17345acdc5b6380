//! The pages' templates.

use std::sync::LazyLock;

use serde::Serialize;

use crate::artifact::WriteResult;
use crate::diag::{Diagnostic, Location};
use crate::markup::templates::{TemplateError, Templates};
use crate::msg;

const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("../../templates/page/base.html")),
    ("entries.html", include_str!("../../templates/page/entries.html")),
    ("release.html", include_str!("../../templates/page/release.html")),
    ("people.html", include_str!("../../templates/page/people.html")),
    ("withdrawn.html", include_str!("../../templates/page/withdrawn.html")),
    ("redirect.html", include_str!("../../templates/page/redirect.html")),
    ("front.html", include_str!("../../templates/page/front.html")),
    ("listing.html", include_str!("../../templates/page/listing.html")),
    ("feeds.html", include_str!("../../templates/page/feeds.html")),
    ("press.html", include_str!("../../templates/page/press.html")),
    ("accessibility.html", include_str!("../../templates/page/accessibility.html")),
    ("search-form.html", include_str!("../../templates/page/search-form.html")),
    #[cfg(feature = "serve")]
    ("search.html", include_str!("../../templates/page/search.html")),
    #[cfg(feature = "serve")]
    ("not_found.html", include_str!("../../templates/page/not_found.html")),
    ("archive.html", include_str!("../../templates/page/archive.html")),
];

/// Parsed once; each page that uses a template with a syntax error reports it.
static PARSED: LazyLock<Templates> = LazyLock::new(|| Templates::parse(TEMPLATES));

/// Renders `page` with `template`.
pub fn render(template: &'static str, page: &impl Serialize) -> WriteResult {
    let rendered = PARSED.render(template, page);
    rendered.map(|page| (page.into_bytes(), Vec::new())).map_err(|error| vec![broken(&error)])
}

fn broken(error: &TemplateError) -> Diagnostic {
    let TemplateError { template, line, reason } = error;
    let place = Location::file(format!("templates/page/{template}"));
    Diagnostic::error(place, msg!("the template fails at line {line}: {reason}", "mallen går sönder på rad {line}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_is_a_diagnostic() {
        let missing = render("front.html", &std::collections::BTreeMap::from([("x", 1)])).unwrap_err();
        assert!(
            matches!(missing.as_slice(), [one] if one.is_error() && one.location.file.starts_with("templates/page/")),
            "{missing:?}"
        );
        assert!(render("none.html", &1).is_err());
    }
}
