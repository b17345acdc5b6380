//! Messages of the press wire by the second, on one thread: each format by itself, and all five. 500 different generated releases a turn.

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use depesch::artifact::{Context, Format, Writer};
use depesch::model::{Edition, File, Instant};
use depesch::{content, format};

#[allow(dead_code)]
#[path = "../examples/corpus/main.rs"]
mod corpus;

const RELEASES: u64 = 500;
const WIRE: [&str; 5] = ["txt", "iptc7901", "nitf", "newsml", "ninjs"];

fn wire(criterion: &mut Criterion) {
    let root = std::env::temp_dir().join(format!("depesch-bench-wire-{}", std::process::id()));
    fs::create_dir_all(&root).expect("a folder");
    corpus::write_corpus(&root, RELEASES).expect("a corpus");
    let newsroom = content::load(&root).expect("the corpus can be read").newsroom.expect("the newsroom can be built");
    fs::remove_dir_all(&root).expect("the folder goes");
    let now = Instant::parse(&newsroom.publisher.zone, "2026-11-23T12:00:00+01:00").expect("an instant");
    let edition = newsroom.public(&now);
    let formats = WIRE.map(|name| format::find(name).expect("a format"));

    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Elements(edition.releases().len() as u64));
    for format in formats {
        group.bench_function(format.name, |turn| turn.iter(|| write_all(&edition, format)));
    }
    group.throughput(Throughput::Elements((edition.releases().len() * formats.len()) as u64));
    group.bench_function("all five", |turn| turn.iter(|| formats.iter().for_each(|format| write_all(&edition, format))));
    group.finish();
}

fn write_all(edition: &Edition, format: &Format) {
    let fetch = |_: &File| Ok(Vec::new());
    let context = Context::new(format::FORMATS, &fetch);
    let Writer::Release { write, .. } = format.writer else { return };
    for release in edition.releases() {
        black_box(write(edition, release, &context).expect("a message"));
    }
}

criterion_group!(benches, wire);
criterion_main!(benches);
