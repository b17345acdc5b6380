//! Text with its style: bold, italic, links. Flat, so that the depth of tags does not matter.

use std::ops::Range;

use crate::model::WebAddress;
use crate::model::name::is_invisible;

/// Text in runs of one style. A `\n` is a line break of the author's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StyledText {
    pub runs: Vec<StyledRun>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyledRun {
    pub text: String,
    pub style: RunStyle,
    /// In the input.
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunStyle {
    pub strong: bool,
    pub emphasis: bool,
    pub link: Option<LinkTarget>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    To(WebAddress),
    /// A link whose address is not in the input.
    Unknown,
    /// An address that leads nowhere outside its page, as written.
    Lost(String),
}

impl LinkTarget {
    /// In bytes.
    pub fn length(&self) -> usize {
        match self {
            LinkTarget::To(address) => address.as_str().len(),
            LinkTarget::Unknown => 0,
            LinkTarget::Lost(address) => address.len(),
        }
    }
}

impl StyledText {
    pub fn new(text: &str, line: usize) -> StyledText {
        let mut out = StyledText::default();
        out.push(text, &RunStyle::default(), line);
        out
    }

    pub fn push(&mut self, text: &str, style: &RunStyle, line: usize) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if run.style == *style && run.line == line => run.text.push_str(text),
            _ => self.runs.push(StyledRun { text: text.to_owned(), style: style.clone(), line }),
        }
    }

    pub fn append(&mut self, more: &StyledText) {
        for run in &more.runs {
            self.push(&run.text, &run.style, run.line);
        }
    }

    pub fn plain_text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    pub fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.text.chars().all(is_invisible))
    }

    /// Whether all visible text is bold.
    pub fn is_strong(&self) -> bool {
        self.runs.iter().all(|run| run.style.strong || run.text.chars().all(is_invisible))
    }

    /// Whether all visible text is a link.
    pub fn is_link(&self) -> bool {
        self.runs.iter().all(|run| run.style.link.is_some() || run.text.chars().all(is_invisible))
    }

    pub fn without_strong(mut self) -> StyledText {
        self.runs.iter_mut().for_each(|run| run.style.strong = false);
        self
    }

    /// The part at `range`, in bytes of [`StyledText::plain_text`] on character boundaries.
    pub fn slice(&self, range: Range<usize>) -> StyledText {
        let mut out = StyledText::default();
        let mut at = 0;
        for run in &self.runs {
            let (from, to) = (range.start.clamp(at, at + run.text.len()), range.end.clamp(at, at + run.text.len()));
            if from < to {
                out.push(run.text.get(from - at..to - at).unwrap_or_default(), &run.style, run.line);
            }
            at += run.text.len();
        }
        out
    }

    pub fn slice_from(&self, start: usize) -> StyledText {
        self.slice(start..usize::MAX)
    }

    /// The lines, divided at the author's line breaks.
    pub fn lines(&self) -> Vec<StyledText> {
        let mut lines = vec![StyledText::default()];
        for run in &self.runs {
            for (index, part) in run.text.split('\n').enumerate() {
                if index > 0 {
                    lines.push(StyledText::default());
                }
                if let Some(line) = lines.last_mut() {
                    line.push(part, &run.style, run.line);
                }
            }
        }
        lines
    }

    pub fn from_lines(lines: &[StyledText]) -> StyledText {
        let mut out = StyledText::default();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                out.push("\n", &RunStyle::default(), line.line());
            }
            out.append(line);
        }
        out
    }

    pub fn line(&self) -> usize {
        self.runs.first().map_or(1, |run| run.line)
    }

    /// Normalizes white space: none at the ends, one space for several. A single no-break or thin space is the author's and stays. Two line
    /// breaks end a paragraph.
    pub fn paragraphs(&self) -> Vec<StyledText> {
        let mut done = Vec::new();
        let mut out = StyledText::default();
        let mut breaks = 0;
        let mut gap: Option<(char, RunStyle)> = None;
        let mut buffer = [0; 4];
        for run in &self.runs {
            for c in run.text.chars() {
                if c == '\n' {
                    breaks += 1;
                    gap = None;
                } else if c.is_whitespace() {
                    let c = if gap.is_some() || c.is_ascii() || c.is_control() { ' ' } else { c };
                    gap = Some((c, gap.map_or_else(|| run.style.clone(), |(_, style)| style)));
                } else {
                    if breaks > 1 && !out.runs.is_empty() {
                        done.push(std::mem::take(&mut out));
                    } else if breaks == 1 && !out.runs.is_empty() {
                        out.push("\n", &RunStyle::default(), run.line);
                    } else if let (Some((space, style)), false) = (&gap, out.runs.is_empty()) {
                        out.push(space.encode_utf8(&mut buffer), style, run.line);
                    }
                    breaks = 0;
                    gap = None;
                    out.push(c.encode_utf8(&mut buffer), &run.style, run.line);
                }
            }
        }
        done.push(out);
        done.retain(|text| !text.is_blank());
        done
    }

    /// Normalizes white space, as one paragraph.
    pub fn normalize_spaces(&self) -> StyledText {
        StyledText::from_lines(&self.paragraphs())
    }

    pub fn without_last_character(&self) -> StyledText {
        let plain = self.plain_text();
        let end = plain.char_indices().next_back().map_or(0, |(at, _)| at);
        self.slice(0..end)
    }

    pub fn trim_end(&self) -> StyledText {
        self.slice(0..self.plain_text().trim_end().len())
    }
}
