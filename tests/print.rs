//! The printed release.
use depesch::artifact::{Context, Writer};
use depesch::model::{Instant, Zone};
use depesch::print::FORMAT;

#[test]
fn tmp() {
    let newsroom = depesch::model::sample::newsroom();
    let zone = Zone::parse("Europe/Stockholm").unwrap();
    let now = Instant::parse(&zone, "2020-06-20T09:05:00+02:00").unwrap();
    let edition = newsroom.public(&now);
    let release = edition.releases()[0];
    let Writer::Release { path, write } = FORMAT.writer else { panic!() };
    let t = std::time::Instant::now();
    let (bytes, notes) = write(&edition, release, &Context::default()).unwrap();
    println!("{} {} {notes:?} {:?}", path(release), bytes.len(), t.elapsed());
    let t = std::time::Instant::now();
    let again = write(&edition, release, &Context::default()).unwrap().0;
    println!("{:?}", t.elapsed());
    assert_eq!(bytes, again);
    std::fs::create_dir_all("/tmp/printout").unwrap();
    std::fs::write("/tmp/printout/seed.pdf", bytes).unwrap();
}
