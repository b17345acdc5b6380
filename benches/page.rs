//! How long a page takes: one release, the lists of 1,000 releases, and the author's text alone.

#[path = "../tests/page_newsroom/mod.rs"]
mod page_newsroom;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use depesch::artifact::{Context, Writer};
use depesch::diag::Diagnostic;
use depesch::format;
use depesch::markup::html;
use depesch::model::{Edition, File, Lang, Newsroom};
use page_newsroom::{bare, full, newsroom, now, publisher, with_withheld};

/// Makes every file of the format `name`; the bytes of them all.
fn make(name: &str, edition: &Edition) -> usize {
    let context = Context::new(format::FORMATS, &no_files);
    let format = format::find(name).expect("a format of this room");
    let length = |written: depesch::artifact::WriteResult| written.map_or(0, |(bytes, _)| bytes.len());
    match format.writer {
        Writer::Edition { write, .. } => length(write(edition, &context)),
        Writer::Optional { path, write } => path(edition.publisher()).map_or(0, |_| length(write(edition, &context))),
        Writer::Selection { path, write } => {
            let all = edition.selections().into_iter().map(|selection| edition.selected(selection));
            let paged = all.filter(|selected| path(edition.publisher(), &selected.selection).is_some());
            paged.map(|selected| length(write(edition, &selected, &context))).sum()
        }
        Writer::Year { write, .. } => edition.years().iter().map(|(year, _)| length(write(edition, *year, &context))).sum(),
        Writer::Release { write, .. } => edition.releases().iter().map(|release| length(write(edition, release, &context))).sum(),
        Writer::Month { .. } | Writer::Former { .. } | Writer::File { .. } => 0,
    }
}

fn no_files(file: &File) -> Result<Vec<u8>, Vec<Diagnostic>> {
    panic!("{} was not expected", file.source)
}

fn pages(criterion: &mut Criterion) {
    let (one, small, preview) = (Newsroom::new(publisher(), vec![full()]), newsroom(), with_withheld());
    let many = (0..1000)
        .map(|n| bare(2000 + n / 50, &format!("beslut-{n}"), "Beslut i kommunstyrelsen", "Kommunstyrelsen har sammanträtt."));
    let large = Newsroom::new(publisher(), many.collect());
    criterion.bench_function("page/one release", |b| b.iter(|| make("page", black_box(&one.public(&now())))));
    criterion.bench_function("page/16 releases", |b| b.iter(|| make("page", black_box(&small.public(&now())))));
    criterion.bench_function("page/preview", |b| b.iter(|| make("page", black_box(&preview.preview(&now())))));
    criterion.bench_function("page/start page of 1000", |b| b.iter(|| make("front", black_box(&large.public(&now())))));
    criterion.bench_function("page/archive of 1000", |b| b.iter(|| make("archive", black_box(&large.public(&now())))));
    criterion.bench_function("page/years of 1000", |b| b.iter(|| make("archive-year", black_box(&large.public(&now())))));
    let (body, site) = (full().body, publisher().base_url);
    criterion.bench_function("markup/blocks", |b| {
        b.iter(|| html::blocks(black_box(&body), &html::HtmlStyle::feed(&site, &Lang::swedish())));
    });
}

criterion_group!(benches, pages);
criterion_main!(benches);
