//! The text of a release as a tree of blocks and inlines.
//!
//! Writers match [`Block`] and [`Inline`] without `_`, so that the compiler lists every format that must handle a new kind.

use std::fmt;
use std::sync::Arc;

use super::address::WebAddress;
use super::media::Picture;
use super::name::{SingleLine, is_invisible};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// `level` is 2 to 4 (level 1 is the headline); a level is never skipped.
    Heading {
        level: u8,
        text: Inlines,
    },
    Paragraph(Inlines),
    List(List),
    Quote(Quote),
    Table(Table),
    Figure(Arc<Picture>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Link {
        to: WebAddress,
        text: Vec<Inline>,
    },
    /// A line break that the author wrote.
    Break,
}

/// A run of inlines with some visible text. Adjacent texts are merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inlines(Vec<Inline>);

impl Inlines {
    /// `None` when nothing in `parts` is visible.
    pub fn new(parts: Vec<Inline>) -> Option<Inlines> {
        let run = Inlines(merge(parts));
        if run.plain().chars().all(is_invisible) { None } else { Some(run) }
    }

    pub fn text(line: &SingleLine) -> Inlines {
        Inlines(vec![Inline::Text(line.as_str().to_owned())])
    }

    pub fn parts(&self) -> &[Inline] {
        &self.0
    }

    /// The text without markup; a break becomes a space.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        push_plain(&self.0, &mut out);
        out
    }

    /// In reading order.
    pub fn links(&self) -> Vec<(&WebAddress, String)> {
        let mut found = Vec::new();
        collect_links(&self.0, &mut found);
        found
    }
}

fn merge(parts: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(parts.len());
    for part in parts {
        match (out.last_mut(), part) {
            (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
            (_, Inline::Text(text)) if text.is_empty() => {}
            (_, part) => out.push(part),
        }
    }
    // It stays in memory as long as the newsroom.
    out.shrink_to_fit();
    for part in &mut out {
        if let Inline::Text(text) = part {
            text.shrink_to_fit();
        }
    }
    out
}

fn push_plain(parts: &[Inline], out: &mut String) {
    for part in parts {
        match part {
            Inline::Text(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => push_plain(inner, out),
            Inline::Break => out.push(' '),
        }
    }
}

fn collect_links<'a>(parts: &'a [Inline], found: &mut Vec<(&'a WebAddress, String)>) {
    for part in parts {
        match part {
            Inline::Link { to, text } => {
                let mut words = String::new();
                push_plain(text, &mut words);
                found.push((to, words));
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) => collect_links(inner, found),
            Inline::Text(_) | Inline::Break => {}
        }
    }
}

/// A list; an item holds blocks, so lists nest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The number of the first item of a numbered list; `None` for a bulleted one.
    pub start: Option<u64>,
    pub items: Vec<Vec<Block>>,
}

/// A quote as the author wrote it, with "säger NN, roll" in its paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub mark: QuoteMark,
    /// At least one. For [`QuoteMark::Dash`] without the dash, which each format writes.
    pub paragraphs: Vec<Inlines>,
    pub attribution: Option<Attribution>,
}

impl Quote {
    /// What was said, without the attribution at its end: "Äntligen".
    pub fn spoken_words(&self) -> String {
        let plain: Vec<String> = self.paragraphs.iter().map(Inlines::plain).collect();
        let plain = plain.join("\n");
        let words = self.attribution.as_ref().and_then(|attribution| plain.trim_end().strip_suffix(attribution.written.trim_end()));
        words.unwrap_or(&plain).trim_end().trim_end_matches(',').trim().to_owned()
    }
}

/// "Yusuf Haddad (S), ordförande i utbildningsnämnden"
impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_str())?;
        self.party.iter().try_for_each(|party| write!(f, " ({party})"))?;
        self.role.iter().try_for_each(|role| write!(f, ", {role}"))
    }
}

/// What a part of an attribution names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeakerPart {
    Name,
    Party,
    Role,
}

impl Speaker {
    /// The parts of the paragraph that ends with the attribution, in which name, party and role are parts of their own. Those within emphasis or
    /// a link are not set apart.
    pub fn mark(&self, paragraph: &Inlines) -> Vec<(Option<SpeakerPart>, Inline)> {
        let name = (SpeakerPart::Name, self.name.as_str());
        let party = self.party.as_ref().map(|party| (SpeakerPart::Party, party.as_str()));
        let role = self.role.as_ref().map(|role| (SpeakerPart::Role, role.as_str()));
        let mut marked: Vec<(Option<SpeakerPart>, Inline)> = paragraph.parts().iter().map(|part| (None, part.clone())).collect();
        // The name is the last one, since the speaker can be named in what is said; party and role follow it.
        let Some(mut from) = marked.iter().rposition(|(_, part)| matches!(part, Inline::Text(text) if text.contains(name.1)))
        else {
            return marked;
        };
        for (kind, words) in [Some(name), party, role].into_iter().flatten() {
            let text_of = |part: &Inline| match part {
                Inline::Text(text) if kind == SpeakerPart::Name => text.rfind(words),
                Inline::Text(text) => text.find(words),
                Inline::Emphasis(_) | Inline::Strong(_) | Inline::Link { .. } | Inline::Break => None,
            };
            let found = marked[from..].iter().enumerate().find_map(|(at, (_, part))| Some((from + at, text_of(part)?)));
            let Some((at, start)) = found else { continue };
            let (_, Inline::Text(text)) = marked.remove(at) else { unreachable!("only texts are searched") };
            let pieces = [(None, &text[..start]), (Some(kind), words), (None, &text[start + words.len()..])];
            let pieces =
                pieces.into_iter().filter(|(_, text)| !text.is_empty()).map(|(kind, text)| (kind, Inline::Text(text.to_owned())));
            marked.splice(at..at, pieces);
            from = at + 1 + usize::from(start > 0);
        }
        marked
    }
}

/// The quotes with a known speaker, in reading order.
pub fn attributed_quotes(blocks: &[Block]) -> Vec<(&Quote, &Speaker)> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Quote(quote) => found.extend(quote.attribution.as_ref().map(|attribution| (quote, &attribution.speaker))),
            Block::List(list) => list.items.iter().for_each(|item| found.extend(attributed_quotes(item))),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Table(_) | Block::Figure(_) => {}
        }
    }
    found
}

/// How the author marked a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteMark {
    /// "– ..." (pratminus): one paragraph that begins with a dash.
    Dash,
    /// A block quotation (`>` in Markdown).
    Block,
}

/// The speaker, parsed from the quote's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The attribution as it is written at the end of the last paragraph: "säger NN (S), roll."
    pub written: String,
    pub speaker: Speaker,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    pub name: SingleLine,
    /// Party or group, written in brackets: `S`.
    pub party: Option<SingleLine>,
    pub role: Option<SingleLine>,
}

/// Of the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Start,
    Center,
    End,
}

/// A table with one header row without empty cells, and rows as wide as the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    align: Vec<Align>,
    header: Vec<Inlines>,
    rows: Vec<Vec<Option<Inlines>>>,
}

impl Table {
    /// `None` when the header has no cell. `align` and every row are cut or filled to the width of the header.
    pub fn new(header: Vec<Inlines>, mut align: Vec<Align>, mut rows: Vec<Vec<Option<Inlines>>>) -> Option<Table> {
        if header.is_empty() {
            return None;
        }
        align.resize(header.len(), Align::Start);
        rows.iter_mut().for_each(|row| row.resize(header.len(), None));
        Some(Table { align, header, rows })
    }

    /// One per column.
    pub fn align(&self) -> &[Align] {
        &self.align
    }

    pub fn header(&self) -> &[Inlines] {
        &self.header
    }

    /// A cell without text is `None`.
    pub fn rows(&self) -> &[Vec<Option<Inlines>>] {
        &self.rows
    }
}

/// A section with a heading after the body, for example "Läs mer".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub heading: SingleLine,
    pub body: Vec<Block>,
}

/// The runs of text in `blocks`, in reading order, without those of pictures.
pub fn runs(blocks: &[Block]) -> Vec<&Inlines> {
    let mut found = Vec::new();
    collect_runs(blocks, &mut found);
    found
}

fn collect_runs<'a>(blocks: &'a [Block], found: &mut Vec<&'a Inlines>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => found.push(text),
            Block::List(list) => list.items.iter().for_each(|item| collect_runs(item, found)),
            Block::Quote(quote) => found.extend(&quote.paragraphs),
            Block::Table(table) => {
                found.extend(table.header());
                found.extend(table.rows().iter().flatten().flatten());
            }
            // See [`pictures`].
            Block::Figure(_) => {}
        }
    }
}

/// Like [`pictures`], to change them.
pub fn pictures_mut(blocks: &mut [Block]) -> Vec<&mut Arc<Picture>> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Figure(picture) => found.push(picture),
            Block::List(list) => list.items.iter_mut().for_each(|item| found.extend(pictures_mut(item))),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Quote(_) | Block::Table(_) => {}
        }
    }
    found
}

/// The first run that can stand alone: of a paragraph, a quote or a list, not of a heading or a table.
pub fn first_text(blocks: &[Block]) -> Option<&Inlines> {
    blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => Some(text),
        Block::Quote(quote) => quote.paragraphs.first(),
        Block::List(list) => list.items.iter().find_map(|item| first_text(item)),
        Block::Heading { .. } | Block::Table(_) | Block::Figure(_) => None,
    })
}

/// The pictures in `blocks`, in reading order.
pub fn pictures(blocks: &[Block]) -> Vec<&Arc<Picture>> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Figure(picture) => found.push(picture),
            Block::List(list) => list.items.iter().for_each(|item| found.extend(pictures(item))),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Quote(_) | Block::Table(_) => {}
        }
    }
    found
}
