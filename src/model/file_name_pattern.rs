//! How files for news desks are named: a pattern of text and fields.

use super::address::Permalink;
use super::moment::Instant;
use super::name::{Key, Lang};

/// A pattern of file names, without extension. It holds the slug and the revision, so that no two messages of a channel get the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNamePattern(Vec<FileNamePart>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileNamePart {
    Text(String),
    /// The day of this version: `2026-11-30`.
    Date,
    /// Its time: `0900`.
    Time,
    /// `ny-simhall`; `2025-ny-simhall` of another year than that of the date; of a translation `ny-simhall_en`, unless the pattern has the language too.
    Slug,
    Revision,
    /// The channel's number of the message.
    Number,
    Lang,
    Channel,
}

/// What the fields of a file name are filled with.
#[derive(Debug, Clone, Copy)]
pub struct FileNameFacts<'f> {
    pub channel: &'f Key,
    pub permalink: &'f Permalink,
    pub lang: &'f Lang,
    pub revision: usize,
    /// The instant of this version, in the newsroom's zone.
    pub version: &'f Instant,
    pub number: u64,
}

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// A field that there is not, without its braces.
    UnknownField(String),
    /// A brace that no other belongs to.
    Brace,
    /// Not a letter, digit, hyphen, underscore or dot of ASCII.
    Character(char),
    /// It begins or ends with a dot or hyphen, or has two dots in a row.
    Shape,
    /// Without `{slug}` or `{revision}`, two messages would have the same name.
    Ambiguous,
    /// A field that is there twice, without its braces.
    Repeated(&'static str),
    /// A name can have more than [`FileNamePattern::LIMIT`] bytes.
    TooLong,
}

impl FileNamePart {
    pub const FIELDS: [(&'static str, FileNamePart); 7] = [
        ("date", FileNamePart::Date),
        ("time", FileNamePart::Time),
        ("slug", FileNamePart::Slug),
        ("revision", FileNamePart::Revision),
        ("number", FileNamePart::Number),
        ("lang", FileNamePart::Lang),
        ("channel", FileNamePart::Channel),
    ];

    /// The bytes that it can have.
    fn longest(&self) -> usize {
        match self {
            FileNamePart::Text(text) => text.len(),
            FileNamePart::Date => 10,
            FileNamePart::Time => 4,
            FileNamePart::Slug => 116,
            FileNamePart::Revision => 5,
            FileNamePart::Number => 10,
            FileNamePart::Lang => 10,
            FileNamePart::Channel => FileNamePattern::MAX_CHANNEL_BYTES,
        }
    }

    /// `has_date`: the day or the number of the message is in the name too.
    fn fill(&self, facts: &FileNameFacts, slug_has_lang: bool, has_date: bool) -> String {
        let year = facts.permalink.year;
        // Two years can have the same slug.
        let slug = if has_date && year == facts.version.day().year() {
            facts.permalink.slug.to_string()
        } else {
            format!("{year}-{}", facts.permalink.slug)
        };
        let tag = |lang: &Lang| lang.as_str().to_ascii_lowercase();
        match self {
            FileNamePart::Text(text) => text.clone(),
            FileNamePart::Date => facts.version.day().to_string(),
            FileNamePart::Time => format!("{:02}{:02}", facts.version.hour(), facts.version.minute()),
            FileNamePart::Slug => match &facts.permalink.translation {
                Some(lang) if slug_has_lang => format!("{slug}_{}", tag(lang)),
                _ => slug,
            },
            FileNamePart::Revision => facts.revision.to_string(),
            FileNamePart::Number => format!("{:04}", facts.number),
            FileNamePart::Lang => tag(facts.lang),
            FileNamePart::Channel => facts.channel.to_string(),
        }
    }
}

impl FileNamePattern {
    /// Of a name without extension: file systems allow 255 bytes, and the name of an unfinished file is longer.
    pub const LIMIT: usize = 220;
    /// Of the key of a channel.
    pub const MAX_CHANNEL_BYTES: usize = 40;

    /// `{date}-{slug}-v{revision}`.
    pub fn parse(written: &str) -> Result<FileNamePattern, PatternError> {
        let parts = parse_parts(written)?;
        let is_repeated = |part: &FileNamePart| parts.iter().filter(|other| *other == part).count() > 1;
        if let Some((field, _)) = FileNamePart::FIELDS.iter().find(|(_, part)| is_repeated(part)) {
            return Err(PatternError::Repeated(field));
        }
        if parts.iter().map(FileNamePart::longest).sum::<usize>() > FileNamePattern::LIMIT {
            return Err(PatternError::TooLong);
        }
        let has = |part| parts.contains(&part);
        if !has(FileNamePart::Slug) || !has(FileNamePart::Revision) {
            return Err(PatternError::Ambiguous);
        }
        // A field begins and ends with a letter or digit, whatever it is filled with.
        let shape = written.replace(['{', '}'], "x");
        let is_edge = |c: char| matches!(c, '.' | '-');
        if shape.starts_with(is_edge) || shape.ends_with(is_edge) || shape.contains("..") {
            return Err(PatternError::Shape);
        }
        Ok(FileNamePattern(parts))
    }

    pub fn parts(&self) -> &[FileNamePart] {
        &self.0
    }

    /// The name of one message, without extension.
    pub fn name(&self, facts: &FileNameFacts) -> String {
        let slug_has_lang = !self.0.contains(&FileNamePart::Lang);
        let has_date = self.0.contains(&FileNamePart::Date) || self.0.contains(&FileNamePart::Number);
        self.0.iter().map(|part| part.fill(facts, slug_has_lang, has_date)).collect()
    }
}

/// `{date}-{slug}-v{revision}`.
impl Default for FileNamePattern {
    fn default() -> FileNamePattern {
        let text = |text: &str| FileNamePart::Text(text.to_owned());
        FileNamePattern(vec![FileNamePart::Date, text("-"), FileNamePart::Slug, text("-v"), FileNamePart::Revision])
    }
}

fn parse_parts(written: &str) -> Result<Vec<FileNamePart>, PatternError> {
    let (mut parts, mut rest) = (Vec::new(), written);
    while !rest.is_empty() {
        let Some(field) = rest.strip_prefix('{') else {
            let (text, more) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            parts.push(parse_text(text)?);
            rest = more;
            continue;
        };
        let (name, more) = field.split_once('}').ok_or(PatternError::Brace)?;
        let known = FileNamePart::FIELDS.into_iter().find(|(field, _)| *field == name);
        parts.push(known.ok_or_else(|| PatternError::UnknownField(name.to_owned()))?.1);
        rest = more;
    }
    Ok(parts)
}

fn parse_text(text: &str) -> Result<FileNamePart, PatternError> {
    match text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
        Some('}') => Err(PatternError::Brace),
        Some(c) => Err(PatternError::Character(c)),
        None => Ok(FileNamePart::Text(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Slug, Zone};

    fn name(pattern: &FileNamePattern, slug: &str, translation: Option<&str>) -> String {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let version = Instant::parse(&zone, "2026-11-30 09:05").unwrap();
        let lang = Lang::parse(translation.unwrap_or("sv")).unwrap();
        let original = Permalink::new(2026, Slug::parse(slug).unwrap());
        let permalink = if translation.is_some() { original.translated(&lang) } else { original };
        let channel = Key::parse("tt").unwrap();
        let facts =
            FileNameFacts { channel: &channel, permalink: &permalink, lang: &lang, revision: 2, version: &version, number: 124 };
        pattern.name(&facts)
    }

    #[test]
    fn the_default_names_the_day_the_slug_and_the_revision() {
        let default = FileNamePattern::default();
        assert_eq!(name(&default, "ny-simhall", None), "2026-11-30-ny-simhall-v2");
        assert_eq!(name(&default, "ny-simhall", Some("en-GB")), "2026-11-30-ny-simhall_en-gb-v2");
        assert_eq!(FileNamePattern::parse("{date}-{slug}-v{revision}"), Ok(default));
    }

    #[test]
    fn the_same_slug_of_another_year_has_another_name() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let (version, lang) = (Instant::parse(&zone, "2026-11-30 09:05").unwrap(), Lang::swedish());
        let channel = Key::parse("tt").unwrap();
        let named = |pattern: &FileNamePattern, year| {
            let permalink = Permalink::new(year, Slug::parse("budget").unwrap());
            let facts =
                FileNameFacts { channel: &channel, permalink: &permalink, lang: &lang, revision: 2, version: &version, number: 1 };
            pattern.name(&facts)
        };
        let default = FileNamePattern::default();
        assert_eq!(named(&default, 2026), "2026-11-30-budget-v2");
        assert_eq!(named(&default, 2025), "2026-11-30-2025-budget-v2");
        let short = FileNamePattern::parse("{slug}-v{revision}").unwrap();
        assert_eq!((named(&short, 2026), named(&short, 2025)), ("2026-budget-v2".to_owned(), "2025-budget-v2".to_owned()));
    }

    #[test]
    fn every_field_can_be_in_a_name() {
        let pattern = FileNamePattern::parse("SK_{channel}.{number}.{date}T{time}.{slug}.{lang}.r{revision}").unwrap();
        assert_eq!(name(&pattern, "ny-simhall", None), "SK_tt.0124.2026-11-30T0905.ny-simhall.sv.r2");
        assert_eq!(name(&pattern, "ny-simhall", Some("en")), "SK_tt.0124.2026-11-30T0905.ny-simhall.en.r2");
    }

    #[test]
    fn a_name_cannot_leave_its_folder_nor_be_that_of_another_message() {
        let refused = [
            ("", PatternError::Ambiguous),
            ("{date}-v{revision}", PatternError::Ambiguous),
            ("{slug}", PatternError::Ambiguous),
            ("{slug}-{revison}", PatternError::UnknownField("revison".to_owned())),
            ("{slug}-{revision", PatternError::Brace),
            ("{slug}-revision}", PatternError::Brace),
            ("{slug}/{revision}", PatternError::Character('/')),
            ("å{slug}{revision}", PatternError::Character('å')),
            (".{slug}{revision}", PatternError::Shape),
            ("-{slug}{revision}", PatternError::Shape),
            ("{slug}..{revision}", PatternError::Shape),
            ("{slug}{revision}.", PatternError::Shape),
        ];
        for (written, why) in refused {
            assert_eq!(FileNamePattern::parse(written), Err(why), "{written}");
        }
    }

    #[test]
    fn the_longest_name_fits_into_every_file_system() {
        let all = "{date}{time}{slug}{revision}{number}{lang}{channel}";
        assert!(FileNamePattern::parse(all).is_ok());
        assert_eq!(FileNamePattern::parse(&format!("{all}{}", "x".repeat(26))), Err(PatternError::TooLong));
        assert_eq!(FileNamePattern::parse("{slug}-{slug}-{revision}"), Err(PatternError::Repeated("slug")));
        let longest = name(&FileNamePattern::default(), &"a".repeat(100), Some("zh-Hant-TW"));
        assert!(longest.len() < FileNamePattern::LIMIT && longest.len() <= 10 + 1 + 111 + 2 + 1, "{longest}");
    }
}
