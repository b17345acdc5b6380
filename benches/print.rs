//! How long it takes to print: a release of one page or two, and whether time grows with the pages and no faster.

#[allow(dead_code, reason = "the tests use more of the newsroom than the benchmark does")]
#[path = "../tests/print_room/newsroom.rs"]
mod newsroom;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use depesch::model::{Block, Release};

fn print(c: &mut Criterion) {
    let mut group = c.benchmark_group("pdf");
    for (name, release) in [("ordinary", ordinary()), ("with a long table", newsroom::full())] {
        let size = newsroom::print(release.clone()).0.len();
        group.bench_function(format!("{name}, {size} bytes"), |b| b.iter(|| newsroom::print(black_box(release.clone()))));
    }
    group.finish();
}

/// About so many pages of paragraphs, quotes and lists; and of one paragraph, which is broken into lines as a whole.
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

criterion_group!(benches, print, pages);
criterion_main!(benches);
