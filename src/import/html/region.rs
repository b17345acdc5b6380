//! Which part of a page is the release, and which is the house around it.

use crate::import::date;
use crate::import::document::BlockContent;
use crate::import::document::ImportedDocument;
use crate::import::document::SourceBlock;
use crate::import::imported::Omission;
use crate::import::imported::OmissionReason;

/// Where on the page a block stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PageRegion {
    /// In the `main` element.
    pub(super) main: bool,
    /// The number of the outermost `article` around it.
    pub(super) article: Option<usize>,
    /// In a header, footer or aside.
    pub(super) is_frame: bool,
}

/// Keeps the blocks of the main part. Dates of the page and its only h1 are taken from outside it as well.
pub(super) fn choose(source: &mut ImportedDocument, regions: Vec<PageRegion>) {
    let all: Vec<(SourceBlock, PageRegion)> = std::mem::take(&mut source.blocks).into_iter().zip(regions).collect();
    let headed = all.iter().find(|(block, _)| is_h1(block)).map(|(_, region)| *region);
    let has_main = all.iter().any(|(_, region)| region.main);
    let chosen_article = headed.and_then(|region| region.article).or_else(|| longest_article(&all));
    let fits = |region: &PageRegion| {
        if has_main {
            // Other articles in the main part are news beside this one.
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
