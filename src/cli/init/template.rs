//! The files of a new newsroom, with values to fill in.

use std::collections::BTreeMap;

/// Embeds a file of `templates/`.
macro_rules! template {
    ($file:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $file))
    };
}
pub(super) use template;

/// The path and the text of a file. Both can have `{names}` of values.
pub(super) type Template = (&'static str, &'static str);

/// A file that init writes.
#[derive(Debug)]
pub(super) struct NewFile {
    /// Relative to the content folder.
    pub path: String,
    pub bytes: Vec<u8>,
}

pub(super) fn fill_all(templates: &[Template], values: &BTreeMap<String, String>) -> Vec<NewFile> {
    let file = |(path, text): &Template| NewFile { path: fill(path, values), bytes: fill(text, values).into_bytes() };
    templates.iter().map(file).collect()
}

/// Replaces each `{name}` by its value. What looks like a name within a value stays as it is.
pub(super) fn fill(template: &str, values: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text.push_str(before);
        text.push_str(values.get(name).expect("templates are constants, and name only values that there are"));
        rest = after;
    }
    text + rest
}
