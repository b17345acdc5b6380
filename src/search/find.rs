//! What is found: releases in which every word occurs, those that are most about it first.

use std::cmp::Reverse;

use super::index::{Index, IndexedRelease, place};
use super::query::{Query, Terms};
use super::tokenize::StemmerLanguage;
use crate::model::Permalink;

/// So many hits stand on a page.
pub const PER_PAGE: usize = 20;

/// What the index answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchResults {
    /// Those of one page.
    pub hits: Vec<Hit>,
    /// How many there are on all pages.
    pub total: usize,
    /// Which page this is, from 1: the last, where a later one was asked for.
    pub page: usize,
    /// At least one.
    pub pages: usize,
    /// Newest first, with how many hits there would be.
    pub years: Vec<(i16, usize)>,
    /// By key; only those that would have a hit.
    pub topics: Vec<FacetCount>,
    pub departments: Vec<FacetCount>,
    pub(super) wanted: Terms,
}

/// A matching release, with the passage to show.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub permalink: Permalink,
}

/// A part of the archive that can be looked in, with how many hits there would be.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetCount {
    pub key: String,
    pub name: String,
    pub count: usize,
}

impl Index {
    /// Every word must occur; what is asked of the year, the topic and the department must hold. Best first, and newest among equals.
    /// Without words everything in that part is found, newest first; without anything, nothing.
    pub fn find(&self, asked: &Query) -> SearchResults {
        let wanted = Terms::parse(&asked.words);
        let nothing = asked.is_empty() || (wanted.0.is_empty() && !asked.words.trim().is_empty());
        let scores = if nothing { vec![None; self.documents.len()] } else { self.scores(&wanted) };
        let part = ArchiveFilter {
            year: asked.year,
            topic: asked.topic.as_deref().map(|key| place(&self.topics, key)),
            department: asked.department.as_deref().map(|key| place(&self.departments, key)),
        };
        let scored = || self.documents.iter().zip(&scores).filter_map(|(document, score)| Some((document, (*score)?)));
        let mut hits: Vec<(u32, usize)> = Vec::new();
        for (at, (document, score)) in self.documents.iter().zip(&scores).enumerate() {
            if let Some(score) = score.filter(|_| part.holds(document)) {
                hits.push((score, at));
            }
        }
        hits.sort_by_key(|(score, at)| (Reverse(*score), *at));
        let pages = hits.len().div_ceil(PER_PAGE).max(1);
        let page = asked.page.clamp(1, pages);
        let shown = hits.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
        // Of each choice, how many there would be if only it were made otherwise.
        let mut years: Vec<(i16, usize)> = Vec::new();
        let mut topics = vec![0; self.topics.len()];
        let mut departments = vec![0; self.departments.len()];
        for (document, _) in scored() {
            if (ArchiveFilter { year: None, ..part }).holds(document) {
                match years.binary_search_by(|(year, _)| document.year.cmp(year)) {
                    Ok(known) => years[known].1 += 1,
                    Err(new) => years.insert(new, (document.year, 1)),
                }
            }
            if (ArchiveFilter { topic: None, ..part }).holds(document) {
                document.topics.iter().for_each(|topic| topics[*topic as usize] += 1);
            }
            if let Some(department) = document.department.filter(|_| ArchiveFilter { department: None, ..part }.holds(document)) {
                departments[department as usize] += 1;
            }
        }
        SearchResults {
            hits: shown.map(|(_, at)| Hit { permalink: self.documents[*at].permalink.clone() }).collect(),
            total: hits.len(),
            page,
            pages,
            years,
            topics: choices(&self.topics, &topics),
            departments: choices(&self.departments, &departments),
            wanted,
        }
    }

    /// How much each document is about what is wanted; `None` where a word is missing.
    fn scores(&self, wanted: &Terms) -> Vec<Option<u32>> {
        let mut scores = vec![Some(0_u32); self.documents.len()];
        for wish in &wanted.0 {
            // The weightiest place, and how often.
            let mut met = vec![(0_u16, 0_u16); self.documents.len()];
            let mut meet = |numbers: &[u32], share: u16| {
                self.each(numbers, |document, weight| {
                    let (best, times) = &mut met[document];
                    *best = (*best).max(weight / share);
                    *times = times.saturating_add(1);
                });
            };
            for tongue in StemmerLanguage::ALL {
                let stems: Vec<_> = wish.iter().map(|word| tongue.stem(word)).collect();
                if let [stem] = stems.as_slice() {
                    meet(self.numbers_of(tongue, stem), 1);
                    if tongue.compounds(stem) {
                        self.numbers_of_longer(tongue, stem).for_each(|numbers| meet(numbers, LONGER));
                    }
                } else {
                    meet(&self.beside(tongue, &stems), 1);
                }
            }
            let holding = met.iter().filter(|(_, times)| *times > 0).count().max(1);
            // A word that is in every release says little about any.
            let rarity = 1 + (met.len() / holding).max(1).ilog2();
            for (score, (best, times)) in scores.iter_mut().zip(met) {
                let more = u32::from(best) * 16 + u32::from(times.min(15));
                *score = score.filter(|_| times > 0).map(|score| score + rarity * more);
            }
        }
        scores
    }

    /// The numbers of the last of `stems`, wherever all of them stand beside each other in that order.
    fn beside(&self, tongue: StemmerLanguage, stems: &[impl AsRef<str>]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for (at, stem) in stems.iter().enumerate() {
            let numbers = self.numbers_of(tongue, stem.as_ref());
            if at == 0 {
                found = numbers.to_vec();
            } else {
                found = found.iter().map(|number| number + 1).filter(|next| numbers.binary_search(next).is_ok()).collect();
            }
        }
        found
    }
}

/// A word that only begins as wanted counts for a quarter.
const LONGER: u16 = 4;

/// The part of the archive that is looked in. A key that nothing has is `Some(None)`: nothing is in that part.
#[derive(Clone, Copy)]
struct ArchiveFilter {
    year: Option<i16>,
    topic: Option<Option<u32>>,
    department: Option<Option<u32>>,
}

impl ArchiveFilter {
    fn holds(&self, document: &IndexedRelease) -> bool {
        self.year.is_none_or(|year| document.year == year)
            && self.topic.is_none_or(|topic| topic.is_some_and(|topic| document.topics.contains(&topic)))
            && self.department.is_none_or(|department| department.is_some() && document.department == department)
    }
}

fn choices(names: &[(String, String)], counts: &[usize]) -> Vec<FacetCount> {
    let choice =
        |((key, name), count): (&(String, String), &usize)| FacetCount { key: key.clone(), name: name.clone(), count: *count };
    names.iter().zip(counts).filter(|(_, count)| **count > 0).map(choice).collect()
}
