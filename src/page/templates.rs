//! The pages' templates, built into the program; the door to minijinja.
//!
//! Strict: a name that does not exist or has no value is an error, not an empty string.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::artifact::WriteResult;
use crate::diag::{Diagnostic, Location};
use crate::markup::html;
use crate::markup::no_break::bind;
use crate::model::invisible::without_invisible;
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
static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write);
    // No line break within "15 000" or "Anna Berg (S)".
    environment.add_filter("held", |text: String| bind(&text).into_owned());
    environment.add_filter("as_title", |text: String| without_invisible(&text).into_owned());
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
});

/// Renders `page` with `template`.
pub fn render(template: &'static str, page: &impl Serialize) -> WriteResult {
    let environment = ENVIRONMENT.as_ref().map_err(|error| vec![broken(template, error)])?;
    let rendered = environment.get_template(template).and_then(|found| found.render(Value::from(Serde(page))));
    rendered.map(|page| (page.into_bytes(), Vec::new())).map_err(|error| vec![broken(template, &error)])
}

/// Every value passes here: text is cleaned and escaped, HTML from `markup` (`|safe`) is not.
fn write(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "a value is missing"));
    }
    let written = match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&html::escape(text)),
        None => out.write_str(&html::escape(&value.to_string())),
    };
    written.map_err(Error::from)
}

fn broken(template: &str, error: &Error) -> Diagnostic {
    let place = Location::file(format!("templates/page/{}", error.name().unwrap_or(template)));
    let line = error.line().unwrap_or(0);
    Diagnostic::error(place, msg!("the template fails at line {line}: {error}", "mallen går sönder på rad {line}: {error}"))
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
