//! Selects the part of a page that is the release.

use std::collections::{BTreeMap, BTreeSet};

use super::furniture::Landmark;
use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::{contacts, date, phrases};

/// The position of a block on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageRegion {
    /// In the `main` element.
    pub main: bool,
    /// The number of the outermost `article` around it.
    pub article: Option<usize>,
    pub landmark: Landmark,
    /// The number of the element around it whose name says that it is not part of the text.
    pub furniture: Option<usize>,
    /// How many of the elements around it also hold the headline.
    pub shared: usize,
}

/// A page with less running text than this, in bytes, has no container.
const LITTLE: usize = 200;

type PlacedBlock = (SourceBlock, PageRegion);

/// Keeps the blocks of the main part, and from outside it the dates, the contacts of people and the only h1.
pub fn keep_main_part(source: &mut ImportedDocument, regions: Vec<PageRegion>) {
    let all: Vec<PlacedBlock> = std::mem::take(&mut source.blocks).into_iter().zip(regions).collect();
    let selection = MainPart::choose(&all);
    let any_fits = all.iter().any(|(_, region)| selection.fits(region));
    let h1_fits = all.iter().any(|(block, region)| is_h1(block) && selection.fits(region));
    let mut outside = Vec::new();
    for (block, region) in all {
        if !any_fits || selection.fits(&region) {
            source.blocks.push(block);
        } else if is_h1(&block) && !h1_fits && !source.blocks.iter().any(is_h1) {
            source.blocks.insert(0, block);
        } else {
            outside.push((block, region));
        }
    }
    take_contacts(source, &mut outside);
    for (block, region) in outside {
        let reason = if region.furniture.is_some() { OmissionReason::PageChrome } else { OmissionReason::Outside };
        let has_date = block.lines().iter().any(|line| date::is_labelled(&line.plain_text()));
        if !has_date {
            source.omissions.push(Omission { line: block.line, text: block.plain_text(), reason });
            continue;
        }
        for line in block.lines() {
            if date::is_labelled(&line.plain_text()) {
                source.dates.push(line);
            } else {
                source.omissions.push(Omission { line: line.line(), text: line.plain_text(), reason });
            }
        }
    }
}

/// What is kept of a page.
struct MainPart {
    has_main: bool,
    article: Option<usize>,
    /// Articles of the main part that are other news.
    other_news: BTreeSet<usize>,
    /// Elements that are not furniture although their name says so: they hold the text.
    texts: BTreeSet<usize>,
    /// The least number of elements that a block shares with the headline.
    shared: usize,
}

impl MainPart {
    fn choose(all: &[PlacedBlock]) -> MainPart {
        let headed = all.iter().find(|(block, _)| is_h1(block)).map(|(_, region)| *region);
        let has_main = all.iter().any(|(_, region)| region.main);
        let texts = furniture_with_text(all);
        let of_headline = headed.and_then(|region| region.article);
        let article = of_headline.or_else(|| main_article(all, has_main, headed.is_some()));
        let other_news = match (article, headed) {
            // The headline is outside of every article, and so is the text: only teasers are other news.
            (None, Some(_)) => teasers(all),
            _ => all.iter().filter_map(|(_, region)| region.article).filter(|one| Some(*one) != article).collect(),
        };
        let mut selection = MainPart { has_main, article, other_news, texts, shared: 0 };
        if !has_main && article.is_none() {
            selection.shared = selection.smallest_container(all, headed);
        }
        selection
    }

    fn fits(&self, region: &PageRegion) -> bool {
        let is_furniture = region.furniture.is_some_and(|number| !self.texts.contains(&number));
        let is_frame = match region.landmark {
            Landmark::Footer | Landmark::Aside => true,
            Landmark::Header => !region.main && region.article.is_none(),
            Landmark::None => false,
        };
        if is_furniture || is_frame || region.article.is_some_and(|article| self.other_news.contains(&article)) {
            return false;
        }
        if self.has_main {
            region.main
        } else {
            (self.article.is_none() || region.article == self.article) && region.shared >= self.shared
        }
    }

    /// The number of elements around the headline that are also around nearly all of the prose.
    fn smallest_container(&self, all: &[PlacedBlock], headed: Option<PageRegion>) -> usize {
        let Some(headed) = headed else { return 0 };
        let mut prose: BTreeMap<usize, usize> = BTreeMap::new();
        for (block, region) in all.iter().filter(|(_, region)| self.fits(region)) {
            *prose.entry(region.shared).or_default() += prose_length(block);
        }
        let total: usize = prose.values().sum();
        // So little text says nothing about where it stands.
        if total < LITTLE {
            return 0;
        }
        // The innermost of them is the headline itself.
        (1..headed.shared)
            .rev()
            .find(|shared| prose.range(shared..).map(|(_, length)| length).sum::<usize>() * 10 >= total * 9)
            .unwrap_or(0)
    }
}

/// Elements named as furniture that hold so much of the prose of the page that they must be the text.
fn furniture_with_text(all: &[PlacedBlock]) -> BTreeSet<usize> {
    let mut prose: BTreeMap<usize, usize> = BTreeMap::new();
    let mut total = 0;
    for (block, region) in all.iter().filter(|(_, region)| region.landmark != Landmark::Footer) {
        let length = prose_length(block);
        total += length;
        if let Some(number) = region.furniture {
            *prose.entry(number).or_default() += length;
        }
    }
    prose.into_iter().filter(|(_, length)| *length * 2 > total).map(|(number, _)| number).collect()
}

/// The longest article, unless the main part has more text outside of it.
fn main_article(all: &[PlacedBlock], has_main: bool, has_headline: bool) -> Option<usize> {
    let mut sizes = BTreeMap::new();
    let mut outside = 0;
    for (block, region) in all.iter().filter(|(_, region)| region.furniture.is_none()) {
        match region.article {
            Some(article) => *sizes.entry(article).or_insert(0) += block.plain_text().len(),
            None if has_main && region.main && has_headline && !is_h1(block) => outside += prose_length(block),
            None => {}
        }
    }
    let (article, size) = sizes.into_iter().max_by_key(|(article, size)| (*size, std::cmp::Reverse(*article)))?;
    (size >= outside).then_some(article)
}

/// Articles whose heading is a link: they lead to other news.
fn teasers(all: &[PlacedBlock]) -> BTreeSet<usize> {
    let mut teasers = BTreeSet::new();
    for (block, region) in all {
        if let (Some(article), BlockContent::Heading { text, .. }) = (region.article, &block.content)
            && text.is_link()
        {
            teasers.insert(article);
        }
    }
    teasers
}

/// Takes contacts of people from beside the text: a heading for contacts, and names with a number or address below it.
fn take_contacts(source: &mut ImportedDocument, outside: &mut Vec<PlacedBlock>) {
    let mut at = 0;
    while let Some((block, region)) = outside.get(at) {
        let BlockContent::Heading { level, text } = &block.content else {
            at += 1;
            continue;
        };
        let is_label = phrases::is_contact(&text.plain_text()) && region.landmark != Landmark::Footer && region.furniture.is_none();
        let (level, landmark) = (*level, region.landmark);
        let ends = |(block, region): &PlacedBlock| {
            region.landmark != landmark || matches!(block.content, BlockContent::Heading { level: next, .. } if next <= level)
        };
        let rest = outside.get(at + 1..).unwrap_or_default();
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let blocks: Vec<SourceBlock> = rest.iter().take(length).map(|(block, _)| block.clone()).collect();
        if is_label && contacts::has_only_people(&blocks) {
            source.contacts.extend(outside.drain(at..=at + length).map(|(block, _)| block));
        } else {
            at += 1;
        }
    }
}

fn is_h1(block: &SourceBlock) -> bool {
    matches!(block.content, BlockContent::Heading { level: 1, .. })
}

/// The length of running text; links, lists and short lines are not.
fn prose_length(block: &SourceBlock) -> usize {
    const SHORTEST: usize = 60;
    match &block.content {
        BlockContent::Paragraph(text) => {
            let linked: usize = text.runs.iter().filter(|run| run.style.link.is_some()).map(|run| run.text.len()).sum();
            let length = text.plain_text().len();
            if length >= SHORTEST && linked * 2 < length { length } else { 0 }
        }
        BlockContent::Quote(blocks) => blocks.iter().map(prose_length).sum(),
        BlockContent::Heading { .. } | BlockContent::Bullet { .. } | BlockContent::List { .. } | BlockContent::Table(_) => 0,
    }
}
