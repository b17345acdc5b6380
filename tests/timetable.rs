//! When something else may be seen: whoever waits until then misses nothing.

use crate::common;

use depesch::model::Instant;
use depesch::model::Newsroom;

/// Whatever an edition holds, as one text.
fn seen(newsroom: &Newsroom, now: &Instant) -> String {
    let edition = newsroom.public(now);
    let releases = edition.releases().iter().map(|release| {
        let contacts: Vec<_> = edition.contacts(release).iter().map(|contact| contact.key.to_string()).collect();
        format!("{} {} {contacts:?}\n", release.permalink.folder(), release.headline.as_str())
    });
    let gone = edition.withdrawals().iter().map(|notice| format!("{} gone\n", notice.permalink().folder()));
    releases.chain(gone).collect()
}

#[test]
fn nothing_else_is_seen_before_the_next_turn() {
    let newsroom = common::folder("tests/newsroom");
    let mut now = common::instant(&newsroom, "2025-12-30T12:00:00+01:00");
    let end = common::instant(&newsroom, "2026-06-02T12:00:00+02:00");
    let (mut turns, mut changes) = (0, 0);
    while now < end {
        let turn = newsroom.next_change_after(&now);
        assert!(turn > now);
        let length = turn.unix() - now.unix();
        let before = seen(&newsroom, &now);
        // At every part of the way, and in the last second.
        for part in [length / 3, length / 2, length - 1].into_iter().filter(|part| *part >= 0) {
            let between = Instant::from_unix(&newsroom.publisher.zone, now.unix() + part).unwrap();
            assert_eq!(seen(&newsroom, &between), before, "something changed before {}", turn.rfc3339());
        }
        changes += usize::from(seen(&newsroom, &turn) != before);
        turns += 1;
        now = turn;
    }
    assert!(turns > 150 && changes > 20, "{turns} turns, {changes} changes");
}

#[test]
fn the_secret_release_comes_at_the_very_second() {
    let newsroom = common::folder("tests/newsroom");
    let until = common::instant(&newsroom, "2026-06-01T08:00:00+02:00");
    let before = Instant::from_unix(&newsroom.publisher.zone, until.unix() - 1).unwrap();
    assert_eq!(newsroom.next_change_after(&before).unix(), until.unix());
    assert!(!seen(&newsroom, &before).contains("hemlig") && seen(&newsroom, &until).contains("hemlig"));
    assert!(newsroom.withheld(&before).iter().any(|release| release.folder().contains("hemlig")));
}
