//! How long the index takes to be made, which grows with the archive and not faster, and how long an answer takes. Says how many bytes the index
//! has, to be held beside 60 MB for 10,000 releases of 300 words.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use depesch::model::*;
use depesch::page;
use depesch::search::{Index, Query};

#[path = "../tests/page_newsroom/mod.rs"]
#[allow(dead_code)] // Only its smallest release is needed here.
mod page_newsroom;

use page_newsroom::{bare, now, para, publisher};

/// Words of a language with some tens of thousands of them, of which few come often: the n-th by Zipf's law, from a seed.
struct Words(u64);

impl Words {
    fn next(&mut self) -> String {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let even = (self.0 >> 33) as f64 / (1_u64 << 31) as f64;
        let rank = 60_000_f64.powf(even) as usize;
        const SYLLABLES: [&str; 16] =
            ["skol", "bad", "hus", "kom", "mun", "sty", "rel", "sen", "gat", "väg", "vat", "ten", "bar", "nen", "möt", "års"];
        let mut word = String::new();
        let mut rest = rank;
        while rest > 0 || word.is_empty() {
            word.push_str(SYLLABLES[rest % 16]);
            rest /= 16;
        }
        word
    }

    fn text(&mut self, count: usize) -> String {
        (0..count).map(|_| self.next()).collect::<Vec<_>>().join(" ")
    }
}

fn newsroom(count: usize) -> Newsroom {
    let mut words = Words(7);
    let release = |n: usize| {
        let (headline, lead) = (words.text(7), words.text(25));
        let year = i16::try_from(2000 + n % 25).expect("a year");
        Release { body: (0..6).map(|_| para(&words.text(45))).collect(), ..bare(year, &format!("beslut-{n}"), &headline, &lead) }
    };
    Newsroom::new(publisher(), (0..count).map(release).collect::<Vec<_>>())
}

fn search(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    group.sample_size(10);
    for count in [1_250, 2_500, 5_000, 10_000] {
        let newsroom = newsroom(count);
        let edition = newsroom.public(&now());
        println!("{count} releases: an index of {:.1} MB", Index::new(&edition).size() as f64 / 1e6);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("index of {count}"), |turn| turn.iter(|| black_box(Index::new(&edition))));
    }
    let newsroom = newsroom(10_000);
    let edition = newsroom.public(&now());
    let index = Index::new(&edition);
    group.throughput(Throughput::Elements(1));
    for (name, words) in
        [("a rare word", "mötårsväg"), ("a common word", "skol"), ("three words", "bad hus kommun"), ("a phrase", "\"bad hus\"")]
    {
        let asked = Query { words: words.to_owned(), ..Query::default() };
        println!("{name}: {} hits", index.find(&asked).total);
        group.bench_function(format!("find {name}"), |turn| turn.iter(|| black_box(index.find(&asked))));
        group.bench_function(format!("page of {name}"), |turn| {
            turn.iter(|| black_box(page::search::write(&edition, &depesch::format::page_context(), &asked, &index.find(&asked))));
        });
    }
    group.bench_function("page that is missing", |turn| {
        turn.iter(|| {
            black_box(page::not_found::write(
                &edition,
                &depesch::format::page_context(),
                Some("/releases/2026/beslut-om-badhuset/"),
            ))
        });
    });
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
