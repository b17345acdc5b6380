//! Markdown with or without front matter in YAML or TOML, as Hugo, Jekyll, Eleventy and others keep it.

mod blocks;
mod file_name;
mod matter;
mod yaml;

use crate::diag::Diagnostic;
use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::short_codes;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::model::{Day, Slug};
use crate::msg;

use file_name::PostPath;
use matter::PostMatter;

/// A text in Markdown, with what its fields and its file name say.
#[derive(Debug)]
pub struct MarkdownPost {
    pub document: ImportedDocument,
    pub slug: Option<Slug>,
    /// The day in the name of the file.
    pub day: Option<Day>,
    /// Names of topics, as written.
    pub tags: Vec<String>,
    pub is_draft: bool,
    /// Addresses of its own and earlier ones, as written.
    pub addresses: Vec<String>,
    pub warnings: Vec<Diagnostic>,
}

/// Whether the file is Markdown, by its name or by the fence of its front matter.
pub fn is_markdown(name: &str, text: &str) -> bool {
    let lower = name.to_lowercase();
    [".md", ".markdown", ".mdown", ".mkd"].iter().any(|end| lower.ends_with(end)) || matter::has_fence(text)
}

/// Whether the file lists a section of a site, such as `_index.md` of Hugo.
pub fn is_section(name: &str) -> bool {
    PostPath::parse(name).is_section
}

/// Whether the file has the fields of our own releases.
pub fn is_release(text: &str) -> bool {
    matter::is_release(text)
}

/// # Errors
///
/// When the front matter cannot be read: no value is guessed.
pub fn read(input: &InputText<'_>, today: Day) -> Result<MarkdownPost, Vec<Diagnostic>> {
    let file = PostPath::parse(input.name());
    let PostMatter { fields, body_line, body } = matter::read(input)?;
    let part = InputText::part(input.name(), body, body_line);
    let mut document = blocks::read(&part);
    let mut warnings = Vec::new();
    for (line, code) in short_codes::find(body) {
        let (message, hint) = short_codes::kept(code);
        warnings.push(Diagnostic::warning(input.locate(body_line + line, Some(code)), message).hint(hint));
    }
    let fields = matter::interpret(fields, today);
    for (line, message, hint) in fields.notes {
        warnings.push(Diagnostic::warning(input.locate(line, None), message).hint(hint));
    }
    if let Some((summary, line)) = fields.description {
        let text = StyledText::new(&summary, line);
        document.prepend_summary(text.paragraphs().into_iter().map(|text| SourceBlock::paragraph(text, line)).collect());
    }
    if let Some((title, line)) = fields.title {
        let text = StyledText::new(&title, line).normalize_spaces();
        document.blocks.insert(0, SourceBlock::new(line, BlockContent::Heading { level: 1, text }));
    }
    document.published = fields.published.into_iter().chain(file.day.map(|day| day.to_string())).collect();
    document.updated = fields.updated;
    document.language = fields.language.or(file.language);
    for (line, text) in fields.others {
        document.omissions.push(Omission { line, text, reason: OmissionReason::NoField });
    }
    let slug = fields.slug.as_deref().and_then(Slug::from_headline).or_else(|| file.slug.as_deref().and_then(Slug::from_headline));
    let is_draft = fields.is_draft || file.is_draft;
    if is_draft {
        let message = msg!("it is a draft at its source, and stays one", "den är ett utkast hos källan och förblir det");
        warnings.push(Diagnostic::warning(input.file(), message));
    }
    Ok(MarkdownPost { document, slug, day: file.day, tags: fields.tags, is_draft, addresses: fields.addresses, warnings })
}
