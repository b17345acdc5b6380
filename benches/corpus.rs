//! How long it takes to read a newsroom and find every mistake in it: 100, 1,000 and 10,000 releases of `examples/corpus`.
//!
//! Texts are in memory; the whole command, disk included, is measured as `docs/performance.md` tells.

#[allow(dead_code, reason = "the example has a command line, the benchmark has not")]
#[path = "../examples/corpus/main.rs"]
mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use depesch::content;
use depesch::model::Instant;

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check and model");
    group.sample_size(10);
    for count in [100, 1_000, 10_000] {
        let folder = tempfile::tempdir().expect("a folder");
        corpus::write_corpus(folder.path(), count).expect("a corpus");
        let sources = content::read_dir(folder.path()).expect("the corpus can be read");
        group.throughput(Throughput::Elements(count));
        group.bench_function(BenchmarkId::from_parameter(count), |turn| turn.iter(|| black_box(content::read(&sources))));
        let newsroom = content::read(&sources).newsroom.expect("a newsroom without mistakes");
        let now = Instant::parse(&newsroom.publisher.zone, "2026-11-24T12:00:00+01:00").expect("an instant");
        group.bench_function(BenchmarkId::new("edition", count), |turn| turn.iter(|| black_box(newsroom.public(&now))));
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
