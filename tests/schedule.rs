//! The next change of an edition: nothing changes before it.

use crate::common;

use depesch::model::{Instant, Newsroom};

/// The contents of an edition as text.
fn describe(newsroom: &Newsroom, now: &Instant) -> String {
    let edition = newsroom.public(now);
    let releases = edition.releases().iter().map(|release| {
        let contacts: Vec<_> = edition.contacts(release).iter().map(|contact| contact.key.to_string()).collect();
        format!("{} {} {contacts:?}\n", release.permalink.folder(), release.headline.as_str())
    });
    let gone = edition.withdrawals().iter().map(|notice| format!("{} gone\n", notice.permalink().folder()));
    releases.chain(gone).collect()
}

#[test]
fn nothing_changes_before_the_next_change() {
    let newsroom = common::folder("tests/newsroom");
    let mut now = common::instant(&newsroom, "2025-12-30T12:00:00+01:00");
    let end = common::instant(&newsroom, "2026-06-02T12:00:00+02:00");
    let (mut steps, mut changes) = (0, 0);
    while now < end {
        let next = newsroom.next_change_after(&now);
        assert!(next > now);
        let length = next.unix() - now.unix();
        let before = describe(&newsroom, &now);
        // At a third, at half, and in the last second.
        for part in [length / 3, length / 2, length - 1].into_iter().filter(|part| *part >= 0) {
            let between = Instant::from_unix(&newsroom.publisher.zone, now.unix() + part).unwrap();
            assert_eq!(describe(&newsroom, &between), before, "something changed before {}", next.rfc3339());
        }
        changes += usize::from(describe(&newsroom, &next) != before);
        steps += 1;
        now = next;
    }
    assert!(steps > 150 && changes > 20, "{steps} steps, {changes} changes");
}

#[test]
fn an_embargo_ends_to_the_second() {
    let newsroom = common::folder("tests/newsroom");
    let until = common::instant(&newsroom, "2026-06-01T08:00:00+02:00");
    let before = Instant::from_unix(&newsroom.publisher.zone, until.unix() - 1).unwrap();
    assert_eq!(newsroom.next_change_after(&before).unix(), until.unix());
    assert!(!describe(&newsroom, &before).contains("hemlig") && describe(&newsroom, &until).contains("hemlig"));
    assert!(newsroom.withheld(&before).iter().any(|release| release.folder().contains("hemlig")));
}
