//! How long it takes to print a release.

#[allow(dead_code, reason = "the tests use more of the newsroom than the benchmark does")]
#[path = "../tests/print_room/newsroom.rs"]
mod newsroom;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use depesch::model::{Block, Release};

fn print(c: &mut Criterion) {
    let mut group = c.benchmark_group("pdf");
    for (name, release) in [("ordinary", ordinary()), ("with a long table", newsroom::full())] {
        let size = newsroom::print(release.clone()).0.len();
        group.bench_function(format!("{name}, {size} bytes"), |b| b.iter(|| newsroom::print(black_box(release.clone()))));
    }
    group.finish();
}

/// Two pages of running text, quotes, lists and contacts.
fn ordinary() -> Release {
    let mut release = newsroom::full();
    release.body.retain(|block| !matches!(block, Block::Table(_)));
    release
}

criterion_group!(benches, print);
criterion_main!(benches);
