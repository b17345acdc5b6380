//! Selects the part of a page that is the release.

use crate::import::date;
use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};

/// The position of a block on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageRegion {
    /// In the `main` element.
    pub main: bool,
    /// The number of the outermost `article` around it.
    pub article: Option<usize>,
    /// In a header, footer or aside.
    pub is_frame: bool,
}

/// Keeps the blocks of the main part, and from outside it the dates and the only h1.
pub fn keep_main_part(source: &mut ImportedDocument, regions: Vec<PageRegion>) {
    let all: Vec<(SourceBlock, PageRegion)> = std::mem::take(&mut source.blocks).into_iter().zip(regions).collect();
    let headed = all.iter().find(|(block, _)| is_h1(block)).map(|(_, region)| *region);
    let has_main = all.iter().any(|(_, region)| region.main);
    let chosen_article = headed.and_then(|region| region.article).or_else(|| longest_article(&all));
    let fits = |region: &PageRegion| {
        if has_main {
            // Other articles in the main part are other news.
            region.main && (region.article.is_none() || region.article == chosen_article)
        } else if chosen_article.is_some() {
            region.article == chosen_article
        } else {
            !region.is_frame
        }
    };
    let any_fits = all.iter().any(|(_, region)| fits(region));
    let h1_fits = all.iter().any(|(block, region)| is_h1(block) && fits(region));
    let mut dates = Vec::new();
    for (block, region) in all {
        if !any_fits || fits(&region) {
            source.blocks.push(block);
        } else if is_h1(&block) && !h1_fits && !source.blocks.iter().any(is_h1) {
            source.blocks.insert(0, block);
        } else if block.lines().iter().any(|line| date::is_labelled(&line.plain_text())) {
            dates.push(block);
        } else {
            source.omissions.push(Omission { line: block.line, text: block.plain_text(), reason: OmissionReason::Outside });
        }
    }
    for block in dates {
        for line in block.lines() {
            if date::is_labelled(&line.plain_text()) {
                source.dates.push(line);
            } else {
                source.omissions.push(Omission { line: line.line(), text: line.plain_text(), reason: OmissionReason::Outside });
            }
        }
    }
}

fn is_h1(block: &SourceBlock) -> bool {
    matches!(block.content, BlockContent::Heading { level: 1, .. })
}

fn longest_article(all: &[(SourceBlock, PageRegion)]) -> Option<usize> {
    let mut sizes = std::collections::BTreeMap::new();
    for (block, region) in all {
        if let Some(article) = region.article {
            *sizes.entry(article).or_insert(0) += block.plain_text().len();
        }
    }
    sizes.into_iter().max_by_key(|(article, size)| (*size, std::cmp::Reverse(*article))).map(|(article, _)| article)
}
