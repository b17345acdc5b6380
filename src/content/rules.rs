//! Rules about one release, and between releases. Each is a function in a table; its doc comment says what it asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::context::{BrokenRelease, LoadedRelease, ParsedRelease};
use crate::content::newsroom::registry::Registry;
use crate::content::prose_lints;
use crate::content::prose_lints::ProseFindings;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{ChangeKind, Dates, Embargo, Moment, Release, Status, Zone};
use crate::msg;

type ReleaseRule = fn(&ParsedRelease);

/// Returns each diagnostic with the index of its release.
type ArchiveRule = fn(&[LoadedRelease], &Zone) -> Vec<(usize, Diagnostic)>;

const RELEASE_RULES: &[ReleaseRule] = &[
    updated_after_published,
    changes_after_published,
    withdrawal_is_last,
    folder_matches_year,
    published_is_known,
    headline_within_100_characters,
    headline_without_kind,
    no_placeholders,
    no_doubled_words,
    dates_with_year,
];

const ARCHIVE_RULES: &[ArchiveRule] = &[unique_ids, unique_addresses, unique_seconds, changed_is_not_withheld];

pub(crate) fn check_release(parsed: &ParsedRelease) {
    RELEASE_RULES.iter().for_each(|rule| rule(parsed));
}

/// Checks the rules between releases, and takes out the releases with errors and their translations.
pub(crate) fn check_archive(
    releases: &mut Vec<LoadedRelease>,
    registry: &Registry,
    diagnostics: &Diagnostics,
) -> Vec<BrokenRelease> {
    let Some(zone) = &registry.zone else { return Vec::new() };
    let mut broken = BTreeSet::new();
    for (at, diagnostic) in ARCHIVE_RULES.iter().flat_map(|rule| rule(releases, zone)) {
        if diagnostic.is_error() {
            broken.insert(releases[at].record.newest().folder());
        }
        diagnostics.push(diagnostic);
    }
    let is_broken = |release: &mut LoadedRelease| {
        let permalink = release.record.permalink();
        broken.contains(&permalink.folder()) || broken.contains(&permalink.original().folder())
    };
    let taken = releases.extract_if(.., is_broken);
    taken.map(|release| BrokenRelease { folder: release.record.newest().folder() }).collect()
}

/// A release cannot be updated before it was published.
fn updated_after_published(parsed: &ParsedRelease) {
    let Dates::Published { first, updated: Some(updated) } = &parsed.release.dates else { return };
    let Some(span) = parsed.spans.updated.clone().filter(|_| updated.is_earlier_than(first)) else { return };
    let first = first.iso();
    let message = msg!("`updated` is earlier than `published`", "`updated` är tidigare än `published`");
    let hint = msg!(
        "it was published on `{first}`; the update comes after that, and `published` never changes",
        "det publicerades `{first}`; uppdateringen kommer efter det, och `published` ändras aldrig"
    );
    parsed.text.error(span, message, hint);
}

/// Nothing can be changed before it was published.
fn changes_after_published(parsed: &ParsedRelease) {
    let Some(first) = parsed.release.dates.published() else { return };
    let rows = parsed.release.changes.iter().zip(&parsed.spans.changes);
    for (_, span) in rows.filter(|(change, _)| change.at.is_earlier_than(first)) {
        let message = msg!("the change is earlier than `published`", "ändringen är tidigare än `published`");
        let iso = first.iso();
        parsed.text.error(span.clone(), message, msg!("it was published on `{iso}`", "det publicerades `{iso}`"));
    }
}

/// A withdrawal is the end; what is published after it is another release.
fn withdrawal_is_last(parsed: &ParsedRelease) {
    let rows = parsed.release.changes.iter().zip(&parsed.spans.changes);
    let mut after = rows.skip_while(|(change, _)| change.kind != ChangeKind::Withdrawal).skip(1);
    let Some((_, span)) = after.next() else { return };
    let message = msg!("this change comes after the withdrawal", "den här ändringen kommer efter återkallelsen");
    let hint = msg!(
        "a withdrawn release stays withdrawn: publish a new one with `depesch new`, or remove the withdrawal",
        "ett återkallat pressmeddelande förblir återkallat: publicera ett nytt med `depesch new`, eller ta bort återkallelsen"
    );
    parsed.text.error(span.clone(), message, hint);
}

/// The year in the address is usually the year of publication.
fn folder_matches_year(parsed: &ParsedRelease) {
    let (Some(first), Some(span)) = (parsed.release.dates.published(), parsed.spans.published.clone()) else { return };
    let permalink = &parsed.release.permalink;
    let (folder, year, slug) = (permalink.year, first.day().year(), &permalink.slug);
    if folder == year {
        return;
    }
    let message =
        msg!("published in {year}, but it is in the folder `{folder}`", "publicerat {year}, men det ligger i mappen `{folder}`");
    let hint = msg!(
        "move it to `releases/{year}/{slug}/`, unless its address is already known to readers",
        "flytta det till `releases/{year}/{slug}/`, om inte läsarna redan känner dess adress"
    );
    parsed.text.warning(span, message, hint);
}

/// The first publication should be known: feeds require it.
fn published_is_known(parsed: &ParsedRelease) {
    let Dates::OnlyUpdated(_) = parsed.release.dates else { return };
    let message = msg!(
        "`published` is missing: feeds use the date of the update",
        "`published` saknas: flödena använder uppdateringens datum"
    );
    let hint = msg!(
        "write when it was first published, if you know: `published = 2026-03-02`",
        "skriv när det först publicerades, om du vet det: `published = 2026-03-02`"
    );
    parsed.text.warning(parsed.spans.updated.clone().unwrap_or_default(), message, hint);
}

/// A headline of more than 100 characters is cut in feeds, search results and cards.
fn headline_within_100_characters(parsed: &ParsedRelease) {
    let length = parsed.release.headline.as_str().chars().count();
    if length > 100 {
        let message = msg!("the headline has {length} characters", "rubriken har {length} tecken");
        let hint = msg!(
            "feeds and search results show up to 100 in full; put the rest in the lead",
            "flöden och sökträffar visar upp till 100 i sin helhet; lägg resten i ingressen"
        );
        parsed.text.warning(parsed.spans.headline.clone(), message, hint);
    }
}

/// The headline does not name the kind of message, which each output writes in its own way.
fn headline_without_kind(parsed: &ParsedRelease) {
    let headline = parsed.release.headline.as_str();
    let Some((kind, _)) = headline.split_once(':') else { return };
    let kinds = ["pressmeddelande", "pressinbjudan", "press release", "press invitation", "nyhet", "news"];
    if kinds.contains(&kind.trim().to_lowercase().as_str()) {
        let message = msg!("the headline begins with `{kind}:`", "rubriken börjar med `{kind}:`");
        let hint = msg!(
            "remove it: each format writes the kind itself, from `kind`",
            "ta bort det: varje format skriver själv ut slaget, ur `kind`"
        );
        parsed.text.warning(parsed.spans.headline.clone(), message, hint);
    }
}

/// The placeholders of `depesch new` are replaced before a release is published.
fn no_placeholders(parsed: &ParsedRelease) {
    for (_, span) in search_prose(parsed, prose_lints::find_placeholders) {
        let message = msg!("this is still to be written", "det här är kvar att skriva");
        let hint = msg!("replace it with your own words", "ersätt det med dina egna ord");
        if parsed.release.status == Status::Draft {
            parsed.text.warning(span, message, hint);
        } else {
            parsed.text.error(span, message, hint);
        }
    }
}

/// A word or a pair of words twice in a row is usually a slip.
fn no_doubled_words(parsed: &ParsedRelease) {
    for (words, span) in search_prose(parsed, prose_lints::find_doubled_words) {
        let message = msg!("`{words}` is repeated", "`{words}` upprepas");
        let hint = msg!("remove one, unless it is intended", "ta bort det ena, om det inte är avsiktligt");
        parsed.text.warning(span, message, hint);
    }
}

/// A date has a year, for those who read it later.
fn dates_with_year(parsed: &ParsedRelease) {
    let year = parsed.release.dates.published_or_updated().day().year();
    for (date, span) in search_prose(parsed, prose_lints::find_dates_without_year) {
        let message = msg!("the date `{date}` has no year", "datumet `{date}` har inget årtal");
        let hint = msg!(
            "write the year for those who read it later: `{date} {year}`",
            "skriv årtalet för dem som läser det senare: `{date} {year}`"
        );
        parsed.text.warning(span, message, hint);
    }
}

/// The findings in lead and body, with their spans in the file.
fn search_prose(parsed: &ParsedRelease, find: fn(&str) -> ProseFindings) -> ProseFindings {
    let parts = parsed.spans.prose.iter().flat_map(|part| {
        let findings = find(parsed.text.slice(part.clone()));
        findings.into_iter().map(|(words, span)| (words, part.start + span.start..part.start + span.end))
    });
    parts.collect()
}

/// Two releases cannot have the same id: readers would get one in place of the other.
fn unique_ids(releases: &[LoadedRelease], _: &Zone) -> Vec<(usize, Diagnostic)> {
    let explain = |release: &LoadedRelease, other: &Release, _: &str| {
        let file = &other.source;
        let message = msg!("`{file}` has the same id", "`{file}` har samma id");
        let hint = msg!(
            "the newer of the two needs an id of its own: `depesch new` mints one",
            "det nyare av de två behöver ett eget id: `depesch new` gör ett"
        );
        Diagnostic::error(release.locations.id.clone(), message).hint(hint)
    };
    find_shared(releases, |release| vec![release.id.as_str().to_owned()], explain)
}

/// Two releases cannot have, or have had, the same address: a permalink is never reused.
fn unique_addresses(releases: &[LoadedRelease], _: &Zone) -> Vec<(usize, Diagnostic)> {
    let explain = |release: &LoadedRelease, other: &Release, address: &str| {
        let (file, locations) = (&other.source, &release.locations);
        if release.record.newest().folder() == other.folder() {
            // Two translations whose languages differ only in case.
            let message = msg!("`{file}` has the same address", "`{file}` har samma adress");
            let hint = msg!("remove one of the files", "ta bort en av filerna");
            return Diagnostic::error(locations.fence.clone(), message).hint(hint);
        }
        let former = locations.former.iter().find(|(old, _)| old.folder().to_lowercase() == address);
        let location = former.map_or(&locations.fence, |(_, location)| location);
        let message = msg!("the address is or was also used for `{file}`", "adressen används eller har använts också för `{file}`");
        let hint = msg!(
            "an address is never reused for another release: rename the folder, or fix `former`",
            "en adress återanvänds aldrig för ett annat pressmeddelande: döp om mappen, eller rätta `former`"
        );
        Diagnostic::error(location.clone(), message).hint(hint)
    };
    let addresses = |release: &Release| {
        let all = [&release.permalink].into_iter().chain(&release.former_permalinks);
        all.map(|permalink| permalink.folder().to_lowercase()).collect()
    };
    find_shared(releases, addresses, explain)
}

/// Explains for every release that shares one of its `names` with another, once, and naming one of the others.
fn find_shared(
    releases: &[LoadedRelease],
    names: impl Fn(&Release) -> Vec<String>,
    explain: impl Fn(&LoadedRelease, &Release, &str) -> Diagnostic,
) -> Vec<(usize, Diagnostic)> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, release) in releases.iter().enumerate() {
        for name in names(release.record.newest()) {
            by_name.entry(name).or_default().push(at);
        }
    }
    let mut reported = BTreeSet::new();
    let mut found = Vec::new();
    for (name, group) in &by_name {
        for at in group {
            if let Some(other) = group.iter().find(|other| *other != at)
                && reported.insert(*at)
            {
                found.push((*at, explain(&releases[*at], releases[*other].record.newest(), name)));
            }
        }
    }
    found
}

/// A release that was changed has been public: withholding it now withholds all its texts.
fn changed_is_not_withheld(releases: &[LoadedRelease], zone: &Zone) -> Vec<(usize, Diagnostic)> {
    let is_hidden = |release: &Release| match (&release.status, release.changes.first()) {
        (_, None) | (Status::Usable, _) => false,
        (Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice), Some(_)) => true,
        (Status::Withheld(Embargo::Until(until)), Some(_)) => {
            release.change_instants(zone).first().is_some_and(|first| first <= until)
        }
    };
    let hidden = releases.iter().enumerate().filter(|(_, release)| is_hidden(release.record.newest()));
    let explain = |(at, release): (usize, &LoadedRelease)| {
        let message = msg!(
            "a release with changes has been public, but now none of its texts is visible",
            "ett pressmeddelande med ändringar har varit publikt, men nu syns ingen av dess texter"
        );
        let hint = msg!(
            "a later text needs no embargo: the time of its row in `[[changes]]` is enough; to withdraw the release, run `depesch withdraw`",
            "en senare text behöver inget embargo: tiden i dess rad i `[[changes]]` räcker; kör `depesch withdraw` för att återkalla pressmeddelandet"
        );
        (at, Diagnostic::warning(release.locations.fence.clone(), message).hint(hint))
    };
    hidden.map(explain).collect()
}

/// Releases with only a day have different seconds of it, since a reader can drop an entry that is not later than the last. A clash is resolved
/// by `order = n`.
fn unique_seconds(releases: &[LoadedRelease], zone: &Zone) -> Vec<(usize, Diagnostic)> {
    let mut taken: BTreeMap<i64, &Release> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, loaded) in releases.iter().enumerate() {
        let release = loaded.record.newest();
        let published = release.dates.published_or_updated();
        if !matches!(published, Moment::Day(_)) {
            continue;
        }
        let second = |order: u32| published.instant_for(zone, &release.id, order).unix();
        let Some(other) = taken.get(&second(release.order)).filter(|other| other.id != release.id) else {
            taken.insert(second(release.order), release);
            continue;
        };
        let file = &other.source;
        let message = msg!(
            "this release gets the same second of the day as `{file}`",
            "det här pressmeddelandet får samma sekund på dygnet som `{file}`"
        );
        let hint = match (0..60).find(|order| !taken.contains_key(&second(*order))) {
            Some(order) => msg!(
                "write `order = {order}`, or the time of day when it was published",
                "skriv `order = {order}`, eller klockslaget då det publicerades"
            ),
            None => msg!("write the time of day when it was published", "skriv klockslaget då det publicerades"),
        };
        found.push((at, Diagnostic::warning(loaded.locations.date.clone(), message).hint(hint)));
    }
    found
}
