//! The next change of an edition: nothing changes before it.

use crate::common;

use depesch::model::{Instant, Newsroom, ShownInstants};
use proptest::prelude::*;

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

/// A newsroom with one release of this text: front matter as it is given, and an embargo until the hour, if any.
fn newsroom_with(releases: &[(&str, &str)]) -> Newsroom {
    let site = common::test_site::TestSite::empty();
    site.write("content/contacts.toml", "[anna-berg]\nname = \"Anna Berg\"\nemail = \"anna.berg@solvik.example\"\n");
    for (slug, matter) in releases {
        let matter = format!("contacts = [\"anna-berg\"]\n{matter}");
        let text = format!(
            "+++\nid = \"tag:solvik.example,2026-01-01:{slug}\"\nheadline = \"{slug}\"\npublished = 2026-03-01T06:00:00\n{matter}+++\n\nText.\n"
        );
        site.write(&format!("content/releases/2026/{slug}/release.md"), text);
    }
    let loaded = depesch::content::read(&depesch::content::read_dir(&site.path("content")).unwrap());
    assert!(!loaded.diagnostics.iter().any(depesch::diag::Diagnostic::is_error), "{:?}", loaded.diagnostics);
    loaded.newsroom.unwrap()
}

fn shown(newsroom: &Newsroom, instants: &ShownInstants) -> Vec<String> {
    newsroom.public_at(instants).releases().iter().map(|release| release.headline.as_str().to_owned()).collect()
}

/// A clock that jumps ahead to noon and back to seven: the embargo until eight was lifted too early and stays lifted, and whatever is saved
/// from then on waits for the clock.
#[test]
fn a_clock_that_is_set_back_lifts_no_embargo_that_was_not_lifted() {
    let until = |hour: u32| format!("embargo = 2026-03-01T{hour:02}:00:00\n");
    let [eight, nine] = [8, 9].map(until);
    let first = newsroom_with(&[("early", &eight), ("open", "")]);
    let at = |text: &str| common::instant(&first, &format!("2026-03-01T{text}+01:00"));
    let (seven, noon) = (at("07:00:00"), at("12:00:00"));
    let ahead = first.shown_instants_after(&first, &ShownInstants::at(&seven), &noon);
    assert_eq!(shown(&first, &ahead), ["early", "open"]);

    // Saved after the clock was set back: a new embargo, and the old one as it was.
    let second = newsroom_with(&[("early", &eight), ("open", ""), ("late", &nine)]);
    let back = second.shown_instants_after(&first, &ahead, &seven);
    assert_eq!(shown(&second, &back), ["early", "open"], "what was shown stays, what was not waits");
    assert_eq!(back.edition(), &noon);
    assert_eq!(second.next_change(&back), at("09:00:00"));
    assert_eq!(second.withheld_at(&back).len(), 1);

    // A minute later something else is saved: nothing changes for the others.
    let third = newsroom_with(&[("early", &eight), ("open", ""), ("late", &nine), ("draft", "status = \"draft\"\n")]);
    let still = third.shown_instants_after(&second, &back, &at("07:01:00"));
    assert_eq!(shown(&third, &still), ["early", "open"]);
    let due = third.shown_instants_after(&third, &still, &at("09:00:00"));
    assert_eq!(shown(&third, &due), ["early", "late", "open"]);
    // The clock has caught up: one instant for all again.
    let after = third.shown_instants_after(&third, &due, &at("12:00:01"));
    assert_eq!((after.edition(), third.next_change(&after).day()), (&at("12:00:01"), at("12:00:01").day().next().unwrap()));

    // An author who sees the release out too early gives it another time: that is judged by the clock.
    let mended = newsroom_with(&[("early", &until(10)), ("open", "")]);
    let withheld = mended.shown_instants_after(&first, &ahead, &seven);
    assert_eq!(shown(&mended, &withheld), ["open"]);
    // And one who corrects its text does not take it away.
    let change = "[[changes]]\nat = 2026-03-01T11:00:00\nkind = \"correction\"\nnote = \"Rättat.\"\n";
    let planned = newsroom_with(&[("early", &format!("{eight}{change}")), ("open", "")]);
    let instants = planned.shown_instants_after(&first, &ahead, &seven);
    let before_change = planned.records().find(|record| record.newest().headline.as_str() == "early").unwrap();
    assert_eq!(instants.of(before_change), &at("10:59:59"), "before the planned change, and after the embargo");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the clock does and whenever texts are saved: what is shown was due by the clock at some moment since it was saved in that form,
    /// and what was shown stays.
    #[test]
    fn nothing_is_shown_before_some_clock_since_its_saving_was_there(
        steps in prop::collection::vec((0i64..12, prop::option::of((0usize..4, 0u32..12))), 1..14)
    ) {
        let midnight = common::instant(&newsroom_with(&[]), "2026-03-01T07:00:00+01:00").unix();
        let mut embargoes: [Option<u32>; 4] = [None; 4];
        // The latest clock since the embargo was saved.
        let mut latest = [i64::MIN; 4];
        let mut before: Option<(Newsroom, ShownInstants)> = None;
        for (hour, saved) in steps {
            if let Some((release, embargo)) = saved && embargoes[release] != Some(embargo) {
                embargoes[release] = Some(embargo);
                latest[release] = i64::MIN;
            }
            let names = ["a", "b", "c", "d"];
            let matter: Vec<(&str, String)> = names.iter().zip(embargoes)
                .filter_map(|(name, embargo)| Some((*name, format!("embargo = 2026-03-01T{:02}:00:00\n", embargo? + 7)))).collect();
            let newsroom = newsroom_with(&matter.iter().map(|(name, matter)| (*name, matter.as_str())).collect::<Vec<_>>());
            let clock = Instant::from_unix(&newsroom.publisher.zone, midnight + 3_600 * hour).unwrap();
            let instants = match &before {
                Some((known, shown)) => newsroom.shown_instants_after(known, shown, &clock),
                None => ShownInstants::at(&clock),
            };
            latest.iter_mut().for_each(|at| *at = (*at).max(hour));
            let due: Vec<&str> = names.iter().enumerate()
                .filter(|(n, _)| embargoes[*n].is_some_and(|embargo| i64::from(embargo) <= latest[*n])).map(|(_, name)| *name).collect();
            let mut seen = shown(&newsroom, &instants);
            seen.sort();
            prop_assert_eq!(seen, due);
            before = Some((newsroom, instants));
        }
    }
}
