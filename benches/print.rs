//! Printing: a release of one or two pages, and how time grows with the number of pages and of releases.

#[allow(dead_code, reason = "the tests use more of the newsroom than the benchmark does")]
#[path = "../tests/print_room/newsroom.rs"]
mod newsroom;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use depesch::artifact::Context;
use depesch::format::FORMATS;
use depesch::model::{Block, Collection, Newsroom, Period, Permalink, Release, ReleaseId, Slug};
use depesch::print::collection;

fn print(c: &mut Criterion) {
    let mut group = c.benchmark_group("pdf");
    for (name, release) in [("ordinary", ordinary()), ("with a long table", newsroom::full())] {
        let size = newsroom::print(release.clone()).0.len();
        group.bench_function(format!("{name}, {size} bytes"), |b| b.iter(|| newsroom::print(black_box(release.clone()))));
    }
    group.finish();
}

/// Releases of about 1 to 1,000 pages: of paragraphs, quotes and lists, and of one paragraph, whose lines are broken together.
fn pages(c: &mut Criterion) {
    let mut group = c.benchmark_group("pages");
    group.sample_size(10);
    for count in [1, 10, 100, 1_000] {
        let parts: Vec<Block> = ordinary().body.into_iter().cycle().take(18 * count as usize).collect();
        let words = "Kommunen bygger en ny simhall vid havet, och den öppnar om två år. ".repeat(35 * count as usize);
        for (kind, body) in [("of many parts", parts), ("of one paragraph", vec![newsroom::para(&words)])] {
            let release = newsroom::release(body);
            let pages = lopdf::Document::load_mem(&newsroom::print(release.clone()).0).unwrap().get_pages().len();
            group.throughput(Throughput::Elements(pages as u64));
            group.bench_with_input(BenchmarkId::new(kind, pages), &release, |b, release| {
                b.iter(|| newsroom::print(black_box(release.clone())));
            });
        }
    }
    group.finish();
}

/// Two pages of running text, quotes, lists and contacts.
fn ordinary() -> Release {
    let mut release = newsroom::full();
    release.body.retain(|block| !matches!(block, Block::Table(_)));
    release
}

/// Collections of 100 and 300 releases: three times as many take about three times as long.
fn collections(c: &mut Criterion) {
    let mut group = c.benchmark_group("collections");
    group.sample_size(10);
    for count in [100_u32, 300] {
        let release = |number| Release {
            id: ReleaseId::parse(&format!("tag:solvik.example,2026:release/n{number}")).unwrap(),
            permalink: Permalink::new(2026, Slug::parse(&format!("meddelande-{number}")).unwrap()),
            ..ordinary()
        };
        let newsroom = Newsroom::new(newsroom::publisher(), (1..=count).map(release).collect());
        let edition = newsroom.public(&newsroom::instant("2030-01-01T00:00:00+01:00"));
        let collection =
            Collection { title: None, period: Period::parse("2026"), selections: vec![], items: edition.items().collect() };
        let context = Context::new(FORMATS, &|file| panic!("{} was not expected", file.source));
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| black_box(collection::write(&edition, &collection, &context)).map(|printed| printed.pages));
        });
    }
    group.finish();
}

criterion_group!(benches, print, pages, collections);
criterion_main!(benches);
