//! Writes a release in our format: front matter in TOML, and Markdown that reads back as the same text.

mod inline;

use crate::content::front_matter::{toml_string, toml_text};
use crate::import::boilerplate::BoilerplateTarget;
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::input::ExistingContent;
use crate::import::phrases;
use crate::import::recognize::RecognizedRelease;
use crate::import::styled_text::StyledText;
use crate::model::{Day, ReleaseId};

pub use inline::{InlinePosition, inline_markdown};

/// The content of `release.md`.
pub fn write_release(
    found: &RecognizedRelease,
    id: &ReleaseId,
    day: Day,
    contacts: &[String],
    about: Option<&BoilerplateTarget>,
    existing: &ExistingContent<'_>,
) -> String {
    let mut out = String::from("+++\n");
    let mut field = |name: &str, value: String| out.push_str(&format!("{name} = {value}\n"));
    field("id", toml_string(id.as_str()));
    field("kind", toml_string(found.kind.name()));
    field("headline", toml_string(found.headline.as_str()));
    if let Some(lead) = &found.lead {
        field("lead", toml_text(&inline_markdown(lead, InlinePosition::Paragraph)));
    }
    match (&found.published, &found.updated) {
        (None, None) => field("published", day.to_string()),
        (published, updated) => {
            published.iter().for_each(|moment| field("published", moment.iso()));
            updated.iter().for_each(|moment| field("updated", moment.iso()));
        }
    }
    let former = found.former_paths();
    if !former.is_empty() {
        let paths: Vec<String> = former.iter().map(|path| toml_string(path.as_str())).collect();
        field("former", format!("[{}]", paths.join(", ")));
    }
    if found.order > 0 {
        field("order", found.order.to_string());
    }
    if found.is_draft || found.day().is_none() {
        field("status", toml_string("draft"));
    }
    if let Some(language) = found.language.as_ref().filter(|language| language.primary() != existing.language.primary()) {
        field("language", toml_string(language.as_str()));
    }
    if let Some(BoilerplateTarget::InDepartment(key) | BoilerplateTarget::InRelease(Some(key))) = about {
        field("department", toml_string(key));
    }
    if !contacts.is_empty() {
        let keys: Vec<String> = contacts.iter().map(|key| toml_string(key)).collect();
        field("contacts", format!("[{}]", keys.join(", ")));
    }
    if !found.topics.is_empty() {
        let keys: Vec<String> = found.topics.iter().map(|key| toml_string(key)).collect();
        field("topics", format!("[{}]", keys.join(", ")));
    }
    if let Some(event) = &found.event {
        let end = event.end.as_ref().map(|end| format!("end = {}\n", end.rfc3339())).unwrap_or_default();
        out.push_str(&format!("\n[event]\nstart = {}\n{end}place = {}\n", event.start.rfc3339(), toml_string(&event.place)));
    }
    if let (Some(BoilerplateTarget::InRelease(_)), Some(about)) = (about, &found.boilerplate) {
        out.push_str(&format!(
            "\n[boilerplate]\nheading = {}\ntext = {}\n",
            toml_string(&about.heading),
            toml_text(&to_markdown(&about.blocks))
        ));
    }
    out.push_str("+++\n");
    let mut parts = Vec::new();
    if !found.body.is_empty() {
        parts.push(to_markdown(&found.body));
    }
    if let Some((heading, more)) = &found.read_more {
        parts.push(format!("## {}", inline_markdown(heading, InlinePosition::Heading)));
        parts.push(to_markdown(more));
    }
    for part in parts.iter().filter(|part| !part.is_empty()) {
        out.push_str(&format!("\n{part}\n"));
    }
    out
}

/// Blocks as Markdown, separated by empty lines.
pub fn to_markdown(blocks: &[SourceBlock]) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut other_mark = false;
    let mut last_numbered = None;
    for block in blocks {
        let numbered = if let BlockContent::List { start, .. } = &block.content { Some(start.is_some()) } else { None };
        // Two adjacent lists would merge, so the second has other markers.
        other_mark = numbered.is_some() && numbered == last_numbered && !other_mark;
        last_numbered = numbered;
        let text = match &block.content {
            BlockContent::Heading { level, text } => {
                format!("{} {}", "#".repeat(usize::from(*level)), inline_markdown(text, InlinePosition::Heading))
            }
            BlockContent::Paragraph(text) | BlockContent::Bullet { text, .. } => paragraph(text),
            BlockContent::List { start, items } => list(*start, items, other_mark),
            BlockContent::Quote(inner) => inner
                .iter()
                .map(|block| to_markdown(std::slice::from_ref(block)))
                .map(|text| text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n"))
                .collect::<Vec<_>>()
                .join("\n>\n"),
            BlockContent::Table(rows) => table(rows),
        };
        if !text.is_empty() {
            out.push(text);
        }
    }
    out.join("\n\n")
}

/// A quote begins with an en dash and a space, whichever dash the input had.
fn paragraph(text: &StyledText) -> String {
    match phrases::quote_dash(&text.plain_text()) {
        Some(start) => format!("– {}", inline_markdown(&text.slice_from(start), InlinePosition::Continuation)),
        None => inline_markdown(text, InlinePosition::Paragraph),
    }
}

fn list(start: Option<u64>, items: &[Vec<SourceBlock>], other_mark: bool) -> String {
    // A tight list has one paragraph per item, and at most lists below it.
    let tight = items.iter().all(|item| item.iter().skip(1).all(|block| matches!(block.content, BlockContent::List { .. })));
    let mut out = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mark = match (start, other_mark) {
            (None, false) => "- ".to_owned(),
            (None, true) => "* ".to_owned(),
            (Some(start), other) => {
                let number = start.saturating_add(index as u64).min(999_999_999);
                format!("{number}{} ", if other { ')' } else { '.' })
            }
        };
        let text = if tight {
            item.iter().map(|block| to_markdown(std::slice::from_ref(block))).collect::<Vec<_>>().join("\n")
        } else {
            to_markdown(item)
        };
        let indent = " ".repeat(mark.len());
        let lines: Vec<String> =
            text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") }).collect();
        let text = lines.join("\n");
        out.push(format!("{mark}{}", text.get(mark.len()..).unwrap_or_default()));
    }
    out.join(if tight { "\n" } else { "\n\n" })
}

fn table(rows: &[Vec<StyledText>]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let line = |row: &Vec<StyledText>| {
        let cells: Vec<String> =
            (0..width).map(|at| row.get(at).map(|cell| inline_markdown(cell, InlinePosition::Cell)).unwrap_or_default()).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut out: Vec<String> = rows.iter().map(line).collect();
    out.insert(1.min(out.len()), format!("|{}", " --- |".repeat(width)));
    out.join("\n")
}

#[cfg(test)]
mod tests;
