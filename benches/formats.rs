//! How long each format takes: every line of the format table over the newsroom that ships with the project, one file a turn.
//! And the export as a whole, with all that formats need of each other.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use depesch::artifact::{Context, Writer};
use depesch::format::FORMATS;
use depesch::model::{File, Instant, Selection};
use depesch::{content, format};

fn formats(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let sources = content::read_dir(&root).expect("the content folder can be read");
    let newsroom = content::read(&sources).newsroom.expect("the newsroom can be built");
    let now = Instant::parse(&newsroom.publisher.zone, "2026-11-23T12:00:00+01:00").expect("an instant");
    let edition = newsroom.public(&now);
    let release = edition.releases()[0];

    // What the formats look at, made once.
    let fetch = |file: &File| Ok(content::load_attachment(&root, file).expect("a file of the content folder"));
    let mut context = Context::new(FORMATS, &fetch);
    for one in FORMATS {
        if let Writer::Release { write, .. } = one.writer {
            let (bytes, _) = write(&edition, release, &context).expect("a file");
            context.set_length(one.name, release, bytes.len());
        }
    }
    let all = edition.selected(Selection::All);
    let month = all.months().next_back().expect("a month with a release");
    let mut group = criterion.benchmark_group("format");
    for one in FORMATS {
        group.bench_function(one.name, |turn| match one.writer {
            Writer::Edition { write, .. } => turn.iter(|| black_box(write(&edition, &context))),
            Writer::Optional { path, write } => {
                if path(edition.publisher()).is_some() {
                    turn.iter(|| black_box(write(&edition, &context)));
                }
            }
            Writer::Selection { write, .. } => turn.iter(|| black_box(write(&edition, &all, &context))),
            Writer::Month { write, .. } => turn.iter(|| black_box(write(&edition, &all, month, &context))),
            Writer::Year { write, .. } => turn.iter(|| black_box(write(&edition, release.permalink.year, &context))),
            Writer::Release { write, .. } => turn.iter(|| black_box(write(&edition, release, &context))),
            // Nothing of ours: a copy, or a page of three lines.
            Writer::Former { .. } | Writer::File { .. } => {}
        });
    }
    group.finish();

    criterion.bench_function("read the content", |turn| turn.iter(|| black_box(content::read(&sources))));
    let all: Vec<_> = FORMATS.iter().collect();
    criterion.bench_function("export everything", |turn| {
        turn.iter(|| {
            format::export(&edition, &format::plan(&edition), &all, Context::new(FORMATS, &fetch), &|_, outcome| {
                let _ = black_box(outcome);
            });
        });
    });
}

criterion_group!(benches, formats);
criterion_main!(benches);
