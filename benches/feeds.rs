//! How fast a feed of 10,000 entries of about 4 kB is written in each of the three formats, beside what the crates `rss` and
//! `atom_syndication` (and serde_json) take for documents that hold the same strings and nothing else.
//!
//! "plain" is a writer alone, over a document that stands ready. "ours" is everything from what an entry says to the finished file: the
//! crate's document built, written, languages and prolog added. "from the model" adds the making of every entry: full text as
//! HTML, absolute addresses, every string checked for characters that XML forbids. "check" is that last part alone.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use depesch::feed;
use depesch::feed::FeedDocument;
use depesch::markup::clean;
use depesch::model::*;

const ENTRIES: usize = 10_000;

/// Ten paragraphs, of which each has something to escape.
fn release(n: usize, zone: &Zone) -> Release {
    let sentence =
        "Kommunstyrelsen beslutade på måndagen att bygga om gång- & cykelvägen mellan torget och stationen (etapp 2 < 3). ";
    let paragraph = |p: usize| {
        let text = format!("Beslut {n}.{p}: {}", sentence.repeat(3));
        Block::Paragraph(Inlines::new(vec![Inline::Text(text.trim_end().to_owned())]).expect("words"))
    };
    let day = Instant::parse(zone, "2026-01-01T00:00:00Z").expect("an instant").unix();
    let first = Moment::Instant(Instant::from_unix(zone, day + n as i64).expect("an instant"));
    Release {
        body: (0..10).map(paragraph).collect(),
        ..Release::new(
            ReleaseId::parse(&format!("tag:solvik.example,2026:release/{n}")).expect("an id"),
            Permalink::new(2026, Slug::parse(&format!("beslut-{n}")).expect("a slug")),
            Lang::swedish(),
            Headline::parse(&format!("Beslut {n} i kommunstyrelsen")).expect("a headline"),
            Inlines::new(vec![Inline::Text("Kommunstyrelsen har sammanträtt & beslutat.".into())]).expect("a lead"),
            Dates::Published { first, updated: None },
        )
    }
}

fn newsroom() -> Newsroom {
    let line = |text: &str| SingleLine::parse(text).expect("a line");
    let zone = Zone::parse("Europe/Stockholm").expect("a zone");
    let sender = Organisation {
        key: Key::parse("solvik").expect("a key"),
        name: line("Solvik kommun"),
        home: None,
        email: None,
        boilerplates: vec![],
    };
    let releases = (0..ENTRIES).map(|n| release(n, &zone)).collect();
    let publisher = Publisher {
        name: line("Solvik kommun"),
        description: line("Pressmeddelanden"),
        base_url: WebAddress::parse("https://www.solvik.example/").expect("an address"),
        home: None,
        email: None,
        sender,
        id_authority: line("solvik.example"),
        id_year: 2020,
        zone,
        lang: Lang::swedish(),
        rights: None,
        press_contacts: vec![],
        accessibility: None,
        feeds: FeedSettings::new(Slug::parse("feed").expect("a name")),
        wire: Wire::from_authority(&line("solvik.example")),
        theme: Arc::default(),
    };
    Newsroom::new(publisher, releases)
}

/// What our RSS says, in a document of the crate that is ready to be written.
fn plain_rss(ours: &[u8]) -> rss::Channel {
    rss::Channel::read_from(ours).expect("a channel")
}

fn plain_atom(ours: &[u8]) -> atom_syndication::Feed {
    atom_syndication::Feed::read_from(ours).expect("a feed")
}

fn feeds(criterion: &mut Criterion) {
    let newsroom = newsroom();
    let now = Instant::parse(&newsroom.publisher.zone, "2026-11-24T12:00:00+01:00").expect("an instant");
    let edition = newsroom.public(&now);
    let selected = edition.selected(Selection::All);
    let month = selected.months().next().expect("a month");
    assert_eq!(selected.in_month(month).len(), ENTRIES);
    let document = |extension: &str| feed::build_archive(&edition, &selected, month, extension);

    let mut group = criterion.benchmark_group("10,000 entries");
    group.sample_size(10);
    let mut beside = |name: &str, ours: fn(FeedDocument) -> Vec<u8>, extension: &str, plain: &dyn Fn(&[u8]) -> usize| {
        let bytes = ours(document(extension));
        println!("{name}: {} bytes an entry", bytes.len() / ENTRIES);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format!("{name}/plain"), |turn| turn.iter(|| black_box(plain(&bytes))));
        group.bench_function(format!("{name}/ours"), |turn| {
            turn.iter_batched(|| document(extension), |made| black_box(ours(made)), BatchSize::PerIteration);
        });
        group.bench_function(format!("{name}/from the model"), |turn| {
            turn.iter(|| black_box(ours(document(extension))));
        });
    };
    let channel = plain_rss(&feed::rss::render(document("rss")));
    beside("rss", feed::rss::render, "rss", &|_| channel.pretty_write_to(Vec::new(), b' ', 1).expect("a document").len());
    let plain = plain_atom(&feed::atom::render(document("atom")));
    let config = atom_syndication::WriteConfig { write_document_declaration: true, indent_size: Some(1) };
    beside("atom", feed::atom::render, "atom", &|_| plain.write_with_config(Vec::new(), config).expect("a document").len());
    let value: serde_json::Value = serde_json::from_slice(&feed::json_feed::render(document("json"))).expect("a document");
    beside("json", feed::json_feed::render, "json", &|_| serde_json::to_vec_pretty(&value).expect("a document").len());

    let text = String::from_utf8(feed::json_feed::render(document("json"))).expect("UTF-8");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("check", |turn| turn.iter(|| black_box(clean(&text))));
    group.finish();
}

criterion_group!(benches, feeds);
criterion_main!(benches);
