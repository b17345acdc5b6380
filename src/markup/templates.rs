//! Templates of pages and mails, built into the program; the door to minijinja.
//!
//! Strict: a name that does not exist or has no value is an error, not an empty string.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::markup::html;
use crate::markup::no_break::bind;
use crate::model::invisible::without_invisible;

/// A set of templates that may include each other.
pub struct Templates(Result<Environment<'static>, TemplateError>);

/// Why a template fails.
#[derive(Debug, Clone)]
pub struct TemplateError {
    /// The file of the template.
    pub template: String,
    /// From 1; 0 where it is unknown.
    pub line: usize,
    pub reason: String,
}

impl Templates {
    /// Templates by their names. One with a syntax error fails whenever any of them is rendered.
    pub fn parse(sources: &[(&'static str, &'static str)]) -> Templates {
        Templates(environment(sources).map_err(|error| broken("", &error)))
    }

    /// Renders `page` with the template of that name.
    pub fn render(&self, template: &'static str, page: &impl Serialize) -> Result<String, TemplateError> {
        let environment = self.0.as_ref().map_err(Clone::clone)?;
        let rendered = environment.get_template(template).and_then(|found| found.render(Value::from(Serde(page))));
        rendered.map_err(|error| broken(template, &error))
    }
}

fn environment(sources: &[(&'static str, &'static str)]) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write);
    // No line break within "15 000" or "Anna Berg (S)".
    environment.add_filter("held", |text: String| bind(&text).into_owned());
    environment.add_filter("as_title", |text: String| without_invisible(&text).into_owned());
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in sources {
        environment.add_template(name, source)?;
    }
    Ok(environment)
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

fn broken(template: &str, error: &Error) -> TemplateError {
    let template = error.name().unwrap_or(template).to_owned();
    TemplateError { template, line: error.line().unwrap_or(0), reason: error.to_string() }
}
