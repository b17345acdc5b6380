//! What a hit says of the matter: the best passage of its text, with the words that were found marked.

use std::cmp::Reverse;
use std::ops::Range;

use super::find::SearchResults;
use super::query::Terms;
use super::tokenize::{StemmerLanguage, folded, ranges};
use crate::model::body::{pictures, runs};
use crate::model::{Block, Contact, Edition, Inlines, Lang, Release};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageSpan {
    pub text: String,
    /// One of the words that were asked for.
    pub matched: bool,
}

/// So many characters of a long text are shown, and so many of them before the first word that was found.
const ROOM: usize = 240;
const BEFORE: usize = 60;
/// Shorter texts say little by themselves.
const TELLING: usize = 40;
/// More marks than these of one text are not looked at.
const MOST_MARKS: usize = 200;

impl SearchResults {
    /// A text in `lang`, with the words that were found in it marked.
    pub fn marked(&self, text: &str, lang: &Lang) -> Vec<PassageSpan> {
        pieces(text, 0..text.len(), &marks(&self.wanted, text, StemmerLanguage::of(lang)))
    }

    /// The first passage of a release with most of the words, cut to a few lines; the lead, if no text has any.
    pub fn passage(&self, edition: &Edition, release: &Release) -> Vec<PassageSpan> {
        let tongue = StemmerLanguage::of(&release.lang);
        let (mut most, mut best) = ((0, false), (release.summary(), Vec::new()));
        for text in texts(edition, release) {
            let marks = marks(&self.wanted, &text, tongue);
            // Of those that hold as many, one that says something: no heading of two words.
            let met = (distinct(&marks), text.chars().nth(TELLING).is_some());
            if met > most && met.0 > 0 {
                (most, best) = (met, (text, marks));
            }
        }
        let (text, marks) = best;
        pieces(&text, window(&text, &marks), &marks)
    }
}

/// Every text of a release that can stand as its passage, the likeliest first.
fn texts(edition: &Edition, release: &Release) -> Vec<String> {
    let mut texts: Vec<String> = release.lead.iter().map(Inlines::plain).collect();
    texts.extend(release.subhead.iter().map(ToString::to_string));
    for block in &release.body {
        match block {
            // A cell says something beside those of its row.
            Block::Table(table) => texts.extend(table.rows().iter().map(|row| {
                let cells: Vec<String> = row.iter().flatten().map(Inlines::plain).collect();
                cells.join(" · ")
            })),
            Block::Heading { .. } | Block::Paragraph(_) | Block::List(_) | Block::Quote(_) | Block::Figure(_) => {
                texts.extend(runs(std::slice::from_ref(block)).into_iter().map(Inlines::plain));
            }
        }
    }
    texts.extend(release.legal.iter().map(Inlines::plain));
    for picture in pictures(&release.body).into_iter().chain(&release.pictures) {
        texts.extend(picture.caption_lines().map(ToString::to_string));
        texts.push(picture.alt.to_string());
    }
    texts.extend(release.event.iter().flat_map(|event| event.programme.iter().map(|item| item.what.to_string())));
    texts.extend(release.event.iter().map(|event| event.place.to_string()));
    texts.extend(release.documents.iter().map(|document| document.title.to_string()));
    texts.extend(release.read_more.iter().flat_map(|more| runs(&more.body)).map(Inlines::plain));
    texts.extend(release.changes.iter().map(|change| change.note.to_string()));
    texts.extend(edition.contacts(release).into_iter().map(Contact::title));
    texts
}

/// A word that was found: where it is, and which part of the query it matches.
struct Highlight {
    at: Range<usize>,
    wish: usize,
}

fn marks(wanted: &Terms, text: &str, tongue: StemmerLanguage) -> Vec<Highlight> {
    let wishes: Vec<Vec<String>> =
        wanted.0.iter().map(|words| words.iter().map(|word| tongue.stem(word).into_owned()).collect()).collect();
    let words: Vec<(Range<usize>, String)> =
        ranges(text).map(|range| (range.clone(), tongue.stem(&folded(&text[range])).into_owned())).collect();
    let mut marks = Vec::new();
    for at in 0..words.len() {
        let rest = &words[at..];
        let meets = |wish: &Vec<String>| match wish.as_slice() {
            [stem] => rest[0].1 == *stem || (tongue.compounds(stem) && rest[0].1.starts_with(stem.as_str())),
            stems => rest.len() >= stems.len() && stems.iter().zip(rest).all(|(stem, (_, word))| stem == word),
        };
        if let Some(wish) = wishes.iter().position(meets) {
            let last = &rest[wishes[wish].len() - 1].0;
            marks.push(Highlight { at: rest[0].0.start..last.end, wish });
            if marks.len() == MOST_MARKS {
                break;
            }
        }
    }
    marks
}

/// How many wishes are met.
fn distinct<'m>(marks: impl IntoIterator<Item = &'m Highlight>) -> usize {
    let mut wishes: Vec<usize> = marks.into_iter().map(|mark| mark.wish).collect();
    wishes.sort_unstable();
    wishes.dedup();
    wishes.len()
}

/// The part of a text that is shown: the stretch with most wishes in it, from word to word.
fn window(text: &str, marks: &[Highlight]) -> Range<usize> {
    let place =
        |from: usize, characters: usize| text[from..].char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at);
    if place(0, ROOM) == text.len() {
        return 0..text.len();
    }
    let met_from = |at: usize| {
        let end = place(marks[at].at.start, ROOM - BEFORE);
        distinct(marks[at..].iter().take_while(|mark| mark.at.end <= end))
    };
    let best = (0..marks.len()).max_by_key(|at| (met_from(*at), Reverse(*at)));
    let found = best.map_or(0, |at| marks[at].at.start);
    let before = text[..found].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    // From the next word on, unless it begins the text.
    let start = if before == 0 { 0 } else { text[before..found].find(' ').map_or(found, |gap| before + gap + 1) };
    let limit = place(start, ROOM);
    let end = if limit == text.len() { limit } else { text[start..limit].rfind(' ').map_or(limit, |gap| start + gap) };
    start..end
}

/// The text in `range` as pieces, with "…" where it goes on.
fn pieces(text: &str, range: Range<usize>, marks: &[Highlight]) -> Vec<PassageSpan> {
    let mut pieces: Vec<PassageSpan> = Vec::new();
    let mut push = |text: &str, matched: bool| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.matched == matched => last.text.push_str(text),
        _ => pieces.push(PassageSpan { text: text.to_owned(), matched }),
    };
    if range.start > 0 {
        push("… ", false);
    }
    let mut from = range.start;
    for mark in marks.iter().filter(|mark| mark.at.start >= range.start && mark.at.end <= range.end) {
        // Phrases can share words.
        if mark.at.end <= from {
            continue;
        }
        let start = mark.at.start.max(from);
        push(&text[from..start], false);
        push(&text[start..mark.at.end], true);
        from = mark.at.end;
    }
    push(&text[from..range.end], false);
    if range.end < text.len() {
        push(" …", false);
    }
    pieces
}
