//! The index: every word of every release has a number, in reading order, and every stem has the numbers at which it occurs.
//!
//! Numbers and not pairs of release and place: four bytes for each word that was written, and words that stand beside each other have
//! numbers that do.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::tokenize::{StemmerLanguage, folded, ranges};
use crate::model::body::{pictures, runs};
use crate::model::{Block, Edition, Lang, Permalink, Release, Section, Taxonomy, Topic};

/// Which words stand where in the releases of an edition.
#[derive(Debug, Clone)]
pub struct Index {
    /// In the order of the edition: newest first.
    pub(super) documents: Vec<IndexedRelease>,
    /// By key: topics and departments with their names.
    pub(super) topics: Vec<(String, String)>,
    pub(super) departments: Vec<(String, String)>,
    /// By the number of their first word.
    stretches: Vec<Segment>,
    stems: Stems,
    /// For each stem, in order, the numbers at which it occurs, ascending.
    numbers: Vec<u32>,
}

/// What is known of a release beside its words.
#[derive(Debug, Clone)]
pub(super) struct IndexedRelease {
    pub permalink: Permalink,
    pub year: i16,
    /// Places in the index's lists.
    pub topics: Box<[u32]>,
    pub department: Option<u32>,
}

/// Words of one release and of one kind that were written together: a headline, a paragraph. No number is shared, and one lies between each
/// two, so that no words of two stretches stand beside each other.
#[derive(Debug, Clone, Copy)]
struct Segment {
    first: u32,
    document: u32,
    kind: SearchField,
}

/// Where a word occurs, which says how much it tells about the subject of the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SearchField {
    Headline,
    Lead,
    Heading,
    Text,
    Contact,
}

impl SearchField {
    fn weight(self) -> u16 {
        match self {
            SearchField::Headline => 64,
            SearchField::Lead => 24,
            SearchField::Heading => 12,
            SearchField::Text => 8,
            SearchField::Contact => 4,
        }
    }
}

/// All stems in one string, sorted by language and spelling.
#[derive(Debug, Clone, Default)]
struct Stems {
    text: String,
    /// Of each stem: where it ends in `text`, and where its numbers end.
    ends: Vec<(u32, u32)>,
}

impl Stems {
    fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        &self.text[start as usize..self.ends[at].0 as usize]
    }

    /// The place of the first stem that is not before `key`.
    fn place(&self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn numbers(&self, at: usize) -> Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].1);
        start as usize..self.ends[at].1 as usize
    }
}

/// A stem as it is sorted: those of one language stand together.
fn key(tongue: StemmerLanguage, stem: &str) -> String {
    let letter = match tongue {
        StemmerLanguage::Swedish => 's',
        StemmerLanguage::English => 'e',
        StemmerLanguage::Arabic => 'a',
        StemmerLanguage::Other => 'o',
    };
    format!("{letter}{stem}")
}

impl Index {
    /// The index of everything that can be seen. It keeps nothing of the edition.
    pub fn new(edition: &Edition) -> Index {
        let mut builder = Builder::default();
        let topics = names(edition, |release| {
            release
                .topics
                .iter()
                .filter(|topic| topic.taxonomy == Taxonomy::Topic)
                .map(|t| (t.key.as_str(), t.name.as_str()))
                .collect()
        });
        let departments = names(edition, |release| release.department.iter().map(|d| (d.key.as_str(), d.name.as_str())).collect());
        let mut documents = Vec::with_capacity(edition.releases().len());
        for release in edition.releases() {
            builder.take(edition, release, documents.len() as u32);
            let topic = |topic: &Arc<Topic>| place(&topics, topic.key.as_str());
            documents.push(IndexedRelease {
                permalink: release.permalink.clone(),
                year: release.permalink.year,
                topics: release.topics.iter().filter(|topic| topic.taxonomy == Taxonomy::Topic).filter_map(topic).collect(),
                department: release.department.as_ref().and_then(|department| place(&departments, department.key.as_str())),
            });
        }
        let Builder { stretches, written, stems, .. } = builder;
        let (stems, numbers) = sorted(stems, &written);
        Index { documents, topics, departments, stretches, stems, numbers }
    }

    /// How many bytes it takes, about: what it has on the heap.
    pub fn size(&self) -> usize {
        let named = |names: &[(String, String)]| names.iter().map(|(key, name)| key.len() + name.len() + 48).sum::<usize>();
        let document = |document: &IndexedRelease| {
            size_of::<IndexedRelease>() + document.permalink.slug.as_str().len() + document.topics.len() * size_of::<u32>()
        };
        self.numbers.capacity() * size_of::<u32>()
            + self.stretches.capacity() * size_of::<Segment>()
            + self.stems.text.capacity()
            + self.stems.ends.capacity() * size_of::<(u32, u32)>()
            + self.documents.iter().map(document).sum::<usize>()
            + named(&self.topics)
            + named(&self.departments)
    }

    /// The numbers at which a stem occurs.
    pub(super) fn numbers_of(&self, tongue: StemmerLanguage, stem: &str) -> &[u32] {
        let key = key(tongue, stem);
        let at = self.stems.place(&key);
        if at < self.stems.ends.len() && self.stems.get(at) == key { &self.numbers[self.stems.numbers(at)] } else { &[] }
    }

    /// The same for each longer stem that begins with this one.
    pub(super) fn numbers_of_longer<'i>(&'i self, tongue: StemmerLanguage, stem: &str) -> impl Iterator<Item = &'i [u32]> {
        let key = key(tongue, stem);
        let first = self.stems.place(&key);
        (first..self.stems.ends.len())
            .map(|at| (at, self.stems.get(at)))
            .take_while({
                let key = key.clone();
                move |(_, stem)| stem.starts_with(&key)
            })
            .filter(move |(_, stem)| **stem != *key)
            .map(|(at, _)| &self.numbers[self.stems.numbers(at)])
    }

    /// The document and the weight of each of the rising `numbers`.
    pub(super) fn each(&self, numbers: &[u32], mut told: impl FnMut(usize, u16)) {
        let mut at = 0;
        for number in numbers {
            if self.stretches.get(at + 1).is_some_and(|next| next.first <= *number) {
                at += self.stretches[at..].partition_point(|stretch| stretch.first <= *number) - 1;
            }
            if let Some(stretch) = self.stretches.get(at) {
                told(stretch.document as usize, stretch.kind.weight());
            }
        }
    }
}

/// What releases name, by key; the name is that of the newest.
fn names<'e>(edition: &'e Edition, of: impl Fn(&'e Release) -> Vec<(&'e str, &'e str)>) -> Vec<(String, String)> {
    let mut all = BTreeMap::new();
    for (key, name) in edition.releases().iter().flat_map(|release| of(release)) {
        all.entry(key).or_insert(name);
    }
    all.into_iter().map(|(key, name)| (key.to_owned(), name.to_owned())).collect()
}

pub(super) fn place(names: &[(String, String)], key: &str) -> Option<u32> {
    names.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok().map(|at| at as u32)
}

/// Stands where one stretch ends and the next begins.
const GAP: u32 = u32::MAX;

#[derive(Default)]
struct Builder {
    stretches: Vec<Segment>,
    /// The stem of each number. 32 bits: a newsroom that writes for a thousand years stays below.
    written: Vec<u32>,
    stems: HashMap<String, u32>,
    /// The stem of each word that was met, by language: most words come again, and stemming takes longer than looking up.
    met: HashMap<(u8, String), u32>,
}

impl Builder {
    fn take(&mut self, edition: &Edition, release: &Release, document: u32) {
        let own = &release.lang;
        let ours = &edition.publisher().lang;
        let mut add = |kind, lang: &Lang, text: &str| self.add(document, kind, lang, text);
        add(SearchField::Headline, own, release.headline.as_str());
        release.lead.iter().for_each(|lead| add(SearchField::Lead, own, &lead.plain()));
        release.subhead.iter().for_each(|line| add(SearchField::Lead, own, line.as_str()));
        release.legal.iter().for_each(|legal| add(SearchField::Text, own, &legal.plain()));
        release.place.iter().for_each(|line| add(SearchField::Text, own, line.as_str()));
        for block in &release.body {
            let kind = if matches!(block, Block::Heading { .. }) { SearchField::Heading } else { SearchField::Text };
            runs(std::slice::from_ref(block)).into_iter().for_each(|run| add(kind, own, &run.plain()));
        }
        for picture in pictures(&release.body).into_iter().chain(&release.pictures) {
            add(SearchField::Text, own, picture.alt.as_str());
            picture.caption_lines().for_each(|line| add(SearchField::Text, own, line.as_str()));
        }
        if let Some(event) = &release.event {
            add(SearchField::Text, own, event.place.as_str());
            event.programme.iter().for_each(|item| add(SearchField::Text, own, item.what.as_str()));
        }
        release.documents.iter().for_each(|document| add(SearchField::Text, own, document.title.as_str()));
        if let Some(Section { heading, body }) = &release.read_more {
            add(SearchField::Heading, own, heading.as_str());
            runs(body).into_iter().for_each(|run| add(SearchField::Text, own, &run.plain()));
        }
        release.changes.iter().for_each(|change| add(SearchField::Text, own, change.note.as_str()));
        release.topics.iter().for_each(|topic| add(SearchField::Text, ours, topic.name.as_str()));
        release.department.iter().for_each(|department| add(SearchField::Text, ours, department.name.as_str()));
        // Only those who may be given to readers: nobody else is found either.
        edition.contacts(release).into_iter().for_each(|contact| add(SearchField::Contact, ours, &contact.title()));
    }

    fn add(&mut self, document: u32, kind: SearchField, lang: &Lang, text: &str) {
        let first = self.written.len() as u32;
        let tongue = StemmerLanguage::of(lang);
        for range in ranges(text) {
            let stem = self.stem(tongue, folded(&text[range]));
            self.written.push(stem);
        }
        if self.written.len() as u32 > first {
            self.stretches.push(Segment { first, document, kind });
            self.written.push(GAP);
        }
    }

    fn stem(&mut self, tongue: StemmerLanguage, word: String) -> u32 {
        let met = (tongue as u8, word);
        if let Some(known) = self.met.get(&met) {
            return *known;
        }
        let next = self.stems.len() as u32;
        let stem = *self.stems.entry(key(tongue, &tongue.stem(&met.1))).or_insert(next);
        self.met.insert(met, stem);
        stem
    }
}

/// Stems in their order, and the numbers of each in one list: counted first, so that every list has its place.
fn sorted(stems: HashMap<String, u32>, written: &[u32]) -> (Stems, Vec<u32>) {
    let mut order: Vec<(String, u32)> = stems.into_iter().collect();
    order.sort();
    let mut next = vec![0_u32; order.len()];
    for stem in written.iter().filter(|stem| **stem != GAP) {
        next[*stem as usize] += 1;
    }
    let mut sorted = Stems::default();
    sorted.ends.reserve_exact(order.len());
    sorted.text.reserve_exact(order.iter().map(|(stem, _)| stem.len()).sum());
    let mut end = 0;
    for (stem, id) in order {
        sorted.text.push_str(&stem);
        let begin = end;
        end += std::mem::replace(&mut next[id as usize], begin);
        sorted.ends.push((sorted.text.len() as u32, end));
    }
    let mut numbers = vec![0; end as usize];
    for (number, stem) in written.iter().enumerate().filter(|(_, stem)| **stem != GAP) {
        let at = &mut next[*stem as usize];
        numbers[*at as usize] = number as u32;
        *at += 1;
    }
    (sorted, numbers)
}
