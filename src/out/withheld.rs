//! Reports the releases that the public does not get yet.

use crate::diag::Message;
use crate::model::{Instant, Newsroom, Release, ShownInstants, Status};
use crate::msg;

/// Drafts, and releases with an embargo or a time to come. A translation counts only if its original is public.
#[derive(Debug, Default)]
pub struct WithheldReleases<'a> {
    /// By address.
    pub drafts: Vec<&'a Release>,
    /// The next one first, embargoes until further notice last.
    pub scheduled: Vec<&'a Release>,
    /// When the next one becomes public, on the newsroom's clock.
    pub next: Option<Instant>,
}

impl<'a> WithheldReleases<'a> {
    pub fn new(newsroom: &'a Newsroom, now: &Instant) -> WithheldReleases<'a> {
        WithheldReleases::at(newsroom, &ShownInstants::at(now))
    }

    /// The same where releases are judged at instants of their own.
    pub fn at(newsroom: &'a Newsroom, instants: &ShownInstants) -> WithheldReleases<'a> {
        let zone = &newsroom.publisher.zone;
        let all = newsroom.withheld_at(instants);
        let is_counted = |release: &&Release| {
            let permalink = &release.permalink;
            permalink.translation.is_none() || !all.iter().any(|other| other.permalink == permalink.original())
        };
        let (mut drafts, mut scheduled): (Vec<&Release>, Vec<&Release>) =
            all.iter().copied().filter(is_counted).partition(|release| release.status == Status::Draft);
        drafts.sort_by(|a, b| a.permalink.cmp(&b.permalink));
        scheduled.sort_by_cached_key(|release| {
            let due = release.public_from(zone);
            (due.is_none(), due, release.permalink.clone())
        });
        let next = scheduled.first().and_then(|release| release.public_from(zone)).map(|due| due.in_zone(zone));
        WithheldReleases { drafts, scheduled, next }
    }

    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.scheduled.is_empty()
    }

    /// How many there are, up to `max_names` of their names, and when the next one is due.
    pub fn message(&self, max_names: usize) -> Message {
        let (drafts, scheduled) = (self.drafts.len(), self.scheduled.len());
        let mut counts = Vec::new();
        if drafts > 0 {
            let s = if drafts == 1 { "" } else { "s" };
            counts.push(msg!("{drafts} draft{s}", "{drafts} utkast"));
        }
        if scheduled > 0 {
            counts.push(msg!("{scheduled} scheduled or embargoed", "{scheduled} med tid eller embargo"));
        }
        let names = self.scheduled.iter().chain(&self.drafts).take(max_names);
        let names = names.map(|release| format!("`{}`", release.permalink.name())).collect::<Vec<_>>().join(", ");
        let names = match drafts + scheduled {
            _ if max_names == 0 => msg!("", ""),
            all if all > max_names => {
                let more = all - max_names;
                msg!(" ({names} and {more} more)", " ({names} och {more} till)")
            }
            _ => msg!(" ({names})", " ({names})"),
        };
        let next = match &self.next {
            None => msg!("", ""),
            Some(next) => {
                let next = format!("{} {:02}:{:02}", next.day(), next.hour(), next.minute());
                msg!("; the next is due {next}", "; nästa kommer {next}")
            }
        };
        let join = |text: fn(&Message) -> &str| counts.iter().map(text).collect::<Vec<_>>().join(", ") + text(&names) + text(&next);
        let (en, sv) = (join(|message| &message.en), join(|message| &message.sv));
        msg!("not public yet: {en}", "inte publika än: {sv}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;
    use std::path::Path;

    #[test]
    fn the_next_release_comes_first_and_translations_are_not_counted() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/newsroom");
        let newsroom = content::load(&folder).unwrap().newsroom.unwrap();
        let now = |text: &str| Instant::parse(&newsroom.publisher.zone, text).unwrap();
        let early = WithheldReleases::new(&newsroom, &now("2026-02-01T12:00:00+01:00"));
        let all = early.drafts.len() + early.scheduled.len();
        let due = |release: &&Release| release.public_from(&newsroom.publisher.zone);
        assert!(early.scheduled.is_sorted_by_key(|release| (due(release).is_none(), due(release))));
        let Message { en, sv } = early.message(1);
        let (first, next) = (early.scheduled[0].permalink.name(), early.next.as_ref().unwrap().day());
        assert!(en.contains(&format!("(`{first}` and {} more); the next is due {next}", all - 1)), "{en}");
        assert!(sv.contains(&format!("(`{first}` och {} till); nästa kommer {next}", all - 1)), "{sv}");
        assert!(early.scheduled.iter().all(|release| release.permalink.translation.is_none()));

        let late = WithheldReleases::new(&newsroom, &now("2030-01-01T12:00:00+01:00"));
        let names = "(`2026/ny-museichef`, `2026/halvfardigt`)";
        assert_eq!(late.message(3).en, format!("not public yet: 1 draft, 1 scheduled or embargoed {names}"));
        assert_eq!(late.message(0).sv, "inte publika än: 1 utkast, 1 med tid eller embargo");
    }
}
