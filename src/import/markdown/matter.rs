//! The front matter of a text in Markdown, and what its fields mean.

use serde_json::Value;

use super::yaml;
use crate::content::front_matter;
use crate::diag::{Diagnostic, Message};
use crate::import::date;
use crate::import::source_map::InputText;
use crate::model::Day;
use crate::msg;

/// The fields with their lines, and the text below them.
#[derive(Debug)]
pub struct PostMatter<'t> {
    pub fields: Vec<(String, usize, Value)>,
    /// Of the file, from 1.
    pub body_line: usize,
    pub body: &'t str,
}

/// What the fields say.
#[derive(Debug, Default)]
pub struct PostFields {
    pub title: Option<(String, usize)>,
    /// As written, the surest first.
    pub published: Vec<String>,
    pub updated: Vec<String>,
    pub description: Option<(String, usize)>,
    pub tags: Vec<String>,
    pub language: Option<String>,
    pub slug: Option<String>,
    pub addresses: Vec<String>,
    pub is_draft: bool,
    /// Fields without a place in a release, with their line.
    pub others: Vec<(usize, String)>,
    pub notes: Vec<(usize, Message, Message)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fence {
    Yaml,
    Toml,
}

pub fn has_fence(text: &str) -> bool {
    split(text).is_some()
}

/// Whether the fields are those of our own releases.
pub fn is_release(text: &str) -> bool {
    let Some((Fence::Toml, fields, ..)) = split(text) else { return false };
    let names = |name: &str| fields.lines().any(|line| line.split('=').next().is_some_and(|field| field.trim() == name));
    names("headline") || (names("id") && !names("title"))
}

pub fn read<'t>(input: &InputText<'t>) -> Result<PostMatter<'t>, Vec<Diagnostic>> {
    let Some((fence, fields, body, body_line)) = split(input.text) else {
        return Ok(PostMatter { fields: Vec::new(), body_line: 1, body: input.text });
    };
    let refuse = |line: usize, message: Message| {
        let hint = msg!("mend the field, then import again", "rätta fältet och importera sedan igen");
        Err(vec![Diagnostic::error(input.locate(line, None), message).hint(hint)])
    };
    let fields = match fence {
        Fence::Yaml => match yaml::read(fields) {
            Ok(fields) => fields.into_iter().map(|(name, line, value)| (name, line + 1, value)).collect(),
            Err(error) => return refuse(error.line + 1, error.message),
        },
        Fence::Toml => match front_matter::parse_values(fields) {
            Ok(values) => {
                let line_of = |name: &str| {
                    let found = fields.lines().position(|line| line.split('=').next().is_some_and(|field| field.trim() == name));
                    found.map_or(1, |at| at + 2)
                };
                values
                    .into_iter()
                    .map(|(name, value)| {
                        let line = line_of(&name);
                        (name, line, value)
                    })
                    .collect()
            }
            Err((why, at)) => {
                let line = fields.get(..at.start).map_or(0, |before| before.matches('\n').count()) + 2;
                return refuse(line, msg!("the TOML cannot be read: {why}", "TOML-texten går inte att läsa: {why}"));
            }
        },
    };
    Ok(PostMatter { fields, body_line, body })
}

/// The fence, the fields, the body, and the line on which it begins. A rule of Markdown (`---`) has no field below it.
fn split(text: &str) -> Option<(Fence, &str, &str, usize)> {
    let (fence, sign) = if text.starts_with("---\n") {
        (Fence::Yaml, "---")
    } else if text.starts_with("+++\n") {
        (Fence::Toml, "+++")
    } else {
        return None;
    };
    let mut at = 4;
    for (index, line) in text.get(4..)?.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        if bare == sign || (fence == Fence::Yaml && bare == "...") {
            let fields = text.get(4..at)?;
            let first = fields.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
            let is_field = |line: &str| fence == Fence::Toml || line.contains(':');
            let fits = first.is_none_or(is_field);
            return fits.then_some((fence, fields, text.get(at + line.len()..).unwrap_or_default(), index + 3));
        }
        at += line.len();
    }
    None
}

/// Reads the fields that Hugo, Jekyll, Eleventy and their themes use.
pub fn interpret(fields: Vec<(String, usize, Value)>, today: Day) -> PostFields {
    let mut post = PostFields::default();
    let mut dates: Vec<(u8, String)> = Vec::new();
    for (name, line, value) in fields {
        let text = scalar(&value);
        match (name.to_lowercase().as_str(), text) {
            (_, None) if value.is_null() => {}
            ("title" | "headline" | "rubrik", Some(text)) if post.title.is_none() => post.title = Some((text, line)),
            ("date" | "published_at" | "pubdate" | "datum", Some(text)) => dates.push((1, text)),
            ("publishdate" | "publish_date", Some(text)) => dates.push((0, text)),
            ("lastmod" | "updated" | "last_modified_at" | "modified" | "updated_at", Some(text)) => post.updated.push(text),
            ("description" | "summary" | "excerpt" | "lead" | "ingress" | "preamble" | "intro", Some(text))
                if post.description.is_none() =>
            {
                post.description = Some((text, line));
            }
            ("draft", Some(text)) => post.read_state(&text, &["false", "no", "off", "0"], line),
            ("published", Some(text)) if is_boolean(&text) => post.is_draft |= !is_true(&text),
            ("published", Some(text)) => dates.push((2, text)),
            ("status" | "state", Some(text)) => post.read_state(&text, &["published", "publish", "public", "live"], line),
            ("private" | "hidden", Some(text)) => post.read_state(&text, &["false", "no", "off", "0"], line),
            ("expirydate" | "expiry_date" | "expires", Some(text)) => post.read_expiry(text, line, today),
            ("tags" | "categories" | "topics" | "tag" | "category" | "keywords" | "ämnen", _) => post.tags.extend(words(&value)),
            ("lang" | "language", Some(text)) => post.language = Some(text),
            ("slug", Some(text)) => post.slug = Some(text),
            ("url" | "permalink" | "canonical" | "canonicalurl", Some(text)) => post.addresses.push(text),
            ("aliases" | "redirect_from" | "alias", _) => post.addresses.extend(words(&value)),
            _ => post.others.push((line, format!("{name}: {}", written(&value)))),
        }
    }
    dates.sort_by_key(|(rank, _)| *rank);
    post.published = dates.into_iter().map(|(_, date)| date).collect();
    post
}

impl PostFields {
    /// A state that is not one of `public` never means public.
    fn read_state(&mut self, text: &str, public: &[&str], line: usize) {
        let state = text.trim().to_lowercase();
        if public.contains(&state.as_str()) {
            return;
        }
        self.is_draft = true;
        if !is_boolean(&state) && state != "draft" && state != "utkast" {
            self.notes.push((
                line,
                msg!(
                    "the state `{state}` is not known, so the release is a draft",
                    "läget `{state}` är okänt, så texten blev ett utkast"
                ),
                msg!(
                    "take `status` away in the release if it was public",
                    "ta bort `status` i pressmeddelandet om det var publikt"
                ),
            ));
        }
    }

    /// What has expired is not shown any more.
    fn read_expiry(&mut self, text: String, line: usize, today: Day) {
        let day = text.get(..10).and_then(date::parse_iso_day);
        if day.is_none_or(|day| day <= today) {
            self.is_draft = true;
            self.notes.push((
                line,
                msg!(
                    "it has expired at its source, so the release is a draft",
                    "den har gått ut hos källan, så texten blev ett utkast"
                ),
                msg!(
                    "take `status` away in the release if it is to be public",
                    "ta bort `status` i pressmeddelandet om det ska vara publikt"
                ),
            ));
        }
        self.others.push((line, format!("expiryDate: {text}")));
    }
}

fn is_boolean(text: &str) -> bool {
    is_true(text) || matches!(text.trim().to_lowercase().as_str(), "false" | "no" | "off" | "0")
}

fn is_true(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "on" | "1")
}

/// The text of a single value. TOML's dates come as a table with one field.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::Object(fields) if fields.len() == 1 => fields.get("$__toml_private_datetime").and_then(scalar),
        Value::Object(_) | Value::Array(_) | Value::Null => None,
    }
}

/// The texts of a list; a single text can hold several, divided by commas.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(scalar).collect(),
        value => scalar(value)
            .into_iter()
            .flat_map(|text| text.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>())
            .filter(|word| !word.is_empty())
            .collect(),
    }
}

/// A value for the report.
fn written(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Object(fields) if scalar(value).is_none() => {
            fields.iter().map(|(name, value)| format!("{name}: {}", written(value))).collect::<Vec<_>>().join(", ")
        }
        value => scalar(value).unwrap_or_default(),
    }
}
