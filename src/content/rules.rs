//! Rules about a whole release, and between releases. Each is a function in a table; its first line says what it asks for.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::content::context::BrokenRelease;
use crate::content::context::LoadedRelease;
use crate::content::context::ParsedRelease;
use crate::content::newsroom::registry::Registry;
use crate::content::prose_lints;
use crate::content::prose_lints::ProseFindings;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::ChangeKind;
use crate::model::Dates;
use crate::model::Embargo;
use crate::model::Moment;
use crate::model::Release;
use crate::model::Status;
use crate::model::Zone;
use crate::msg;

type ReleaseRule = fn(&ParsedRelease) -> Vec<Diagnostic>;

type ArchiveRule = fn(&[LoadedRelease], &Zone) -> Vec<(usize, Diagnostic)>;

const WITHIN: &[ReleaseRule] = &[
    updated_after_published,
    changes_after_published,
    withdrawal_stands_last,
    year_of_the_folder,
    first_published_known,
    headline_of_100_characters,
    headline_without_kind,
    nothing_left_to_write,
    no_word_twice,
    dates_with_their_year,
];

const BETWEEN: &[ArchiveRule] =
    &[one_id_for_one_release, one_address_for_one_release, one_second_for_one_release, withheld_before_it_was_changed];

/// The rules about one release.
pub(crate) fn within(reading: &ParsedRelease, found: &Diagnostics) {
    WITHIN.iter().for_each(|rule| found.extend(rule(reading)));
}

/// The rules between releases. A release with a mistake leaves `stories`, and its translations with it.
pub(crate) fn between(stories: &mut Vec<LoadedRelease>, house: &Registry, found: &Diagnostics, broken: &mut Vec<BrokenRelease>) {
    let Some(zone) = &house.zone else { return };
    let mut wrong = BTreeSet::new();
    for rule in BETWEEN {
        for (at, diagnostic) in rule(stories, zone) {
            if let (true, Some(story)) = (diagnostic.is_error(), stories.get(at)) {
                wrong.insert(story.record.newest().folder());
            }
            found.push(diagnostic);
        }
    }
    let is_wrong = |story: &LoadedRelease| {
        let permalink = story.record.permalink();
        wrong.contains(&permalink.folder()) || wrong.contains(&permalink.original().folder())
    };
    broken.extend(
        stories.extract_if(.., |story| is_wrong(story)).map(|story| BrokenRelease { folder: story.record.newest().folder() }),
    );
}

/// A release cannot be updated before it was published.
fn updated_after_published(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let Dates::Published { first, updated: Some(updated) } = &reading.release.dates else { return Vec::new() };
    let Some(at) = reading.spots.updated.clone().filter(|_| updated.is_earlier_than(first)) else { return Vec::new() };
    let (first, place) = (first.iso(), reading.text.place(at));
    let say = msg!("`updated` is earlier than `published`", "`updated` är tidigare än `published`");
    let hint = msg!(
        "it was published on `{first}`; the update comes after that, and `published` never changes",
        "det publicerades `{first}`; uppdateringen kommer efter det, och `published` ändras aldrig"
    );
    vec![Diagnostic::error(place, say).hint(hint)]
}

/// Nothing can be changed before it was published.
fn changes_after_published(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let Some(first) = reading.release.dates.published() else { return Vec::new() };
    let rows = reading.release.changes.iter().zip(&reading.spots.changes);
    rows.filter(|(change, _)| change.at.is_earlier_than(first))
        .map(|(_, at)| {
            let say = msg!("the change is earlier than `published`", "ändringen är tidigare än `published`");
            let iso = first.iso();
            let hint = msg!("it was published on `{iso}`", "det publicerades `{iso}`");
            Diagnostic::error(reading.text.place(at.clone()), say).hint(hint)
        })
        .collect()
}

/// A withdrawal is the end; what is published after it is another release.
fn withdrawal_stands_last(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let rows = reading.release.changes.iter().zip(&reading.spots.changes);
    let mut after = rows.skip_while(|(change, _)| change.kind != ChangeKind::Withdrawal).skip(1);
    let tell = |(_, at): (_, &Range<usize>)| {
        let say = msg!("this change comes after the withdrawal", "den här ändringen kommer efter återkallelsen");
        let hint = msg!(
            "a withdrawn release stays withdrawn: publish a new one with `depesch new`, or remove the withdrawal",
            "ett återkallat pressmeddelande förblir återkallat: publicera ett nytt med `depesch new`, eller ta bort återkallelsen"
        );
        Diagnostic::error(reading.text.place(at.clone()), say).hint(hint)
    };
    after.next().map(tell).into_iter().collect()
}

/// The year in the address is most often the year of publication.
fn year_of_the_folder(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let (Some(first), Some(at)) = (reading.release.dates.published(), reading.spots.published.clone()) else {
        return Vec::new();
    };
    let permalink = &reading.release.permalink;
    let (folder, year, slug) = (permalink.year, first.day().year(), &permalink.slug);
    if folder == year {
        return Vec::new();
    }
    let say =
        msg!("published in {year}, but it is in the folder `{folder}`", "publicerat {year}, men det ligger i mappen `{folder}`");
    let hint = msg!(
        "move it to `releases/{year}/{slug}/`, unless its address is already known to readers",
        "flytta det till `releases/{year}/{slug}/`, om inte läsarna redan känner dess adress"
    );
    vec![Diagnostic::warning(reading.text.place(at), say).hint(hint)]
}

/// When it was first published should be known: feeds demand it.
fn first_published_known(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let Dates::OnlyUpdated(_) = reading.release.dates else { return Vec::new() };
    let at = reading.spots.updated.clone().unwrap_or_default();
    let say = msg!(
        "`published` is missing: feeds use the date of the update",
        "`published` saknas: flödena använder uppdateringens datum"
    );
    let hint = msg!(
        "write when it was first published, if you know: `published = 2026-03-02`",
        "skriv när det först publicerades, om du vet det: `published = 2026-03-02`"
    );
    vec![Diagnostic::warning(reading.text.place(at), say).hint(hint)]
}

/// A headline of more than 100 characters is cut in feeds, search results and cards.
fn headline_of_100_characters(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let length = reading.release.headline.as_str().chars().count();
    if length <= 100 {
        return Vec::new();
    }
    let say = msg!("the headline has {length} characters", "rubriken har {length} tecken");
    let hint = msg!(
        "feeds and search results show up to 100 in full; put the rest in the lead",
        "flöden och sökträffar visar upp till 100 i sin helhet; lägg resten i ingressen"
    );
    vec![Diagnostic::warning(reading.text.place(reading.spots.headline.clone()), say).hint(hint)]
}

/// Each output writes the kind of message in its own way, so that the headline does not.
fn headline_without_kind(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let headline = reading.release.headline.as_str();
    let Some((kind, _)) = headline.split_once(':') else { return Vec::new() };
    let kinds = ["pressmeddelande", "pressinbjudan", "press release", "press invitation", "nyhet", "news"];
    if !kinds.contains(&kind.trim().to_lowercase().as_str()) {
        return Vec::new();
    }
    let say = msg!("the headline begins with `{kind}:`", "rubriken börjar med `{kind}:`");
    let hint = msg!(
        "remove it: each format writes the kind itself, from `kind`",
        "ta bort det: varje format skriver själv ut slaget, ur `kind`"
    );
    vec![Diagnostic::warning(reading.text.place(reading.spots.headline.clone()), say).hint(hint)]
}

/// What `depesch new` left to be written is written before the release goes out.
fn nothing_left_to_write(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let draft = reading.release.status == Status::Draft;
    let tell = |at: Range<usize>| {
        let place = reading.text.place(at);
        let say = msg!("this is still to be written", "det här är kvar att skriva");
        let hint = msg!("replace it with your own words", "ersätt det med dina egna ord");
        let told = if draft { Diagnostic::warning(place, say) } else { Diagnostic::error(place, say) };
        told.hint(hint)
    };
    in_prose(reading, prose_lints::find_placeholders).into_iter().map(|(_, at)| tell(at)).collect()
}

/// A word or a pair of words twice in a row is most often a slip.
fn no_word_twice(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let tell = |(words, at): (String, Range<usize>)| {
        let say = msg!("`{words}` is repeated", "`{words}` upprepas");
        let hint = msg!("remove one, unless it is intended", "ta bort det ena, om det inte är avsiktligt");
        Diagnostic::warning(reading.text.place(at), say).hint(hint)
    };
    in_prose(reading, prose_lints::find_doubled_words).into_iter().map(tell).collect()
}

/// A date without a year says little to who reads it later.
fn dates_with_their_year(reading: &ParsedRelease) -> Vec<Diagnostic> {
    let year = reading.release.dates.published_or_updated().day().year();
    let tell = |(date, at): (String, Range<usize>)| {
        let say = msg!("the date `{date}` has no year", "datumet `{date}` har inget årtal");
        let hint = msg!(
            "write the year for those who read it later: `{date} {year}`",
            "skriv årtalet för dem som läser det senare: `{date} {year}`"
        );
        Diagnostic::warning(reading.text.place(at), say).hint(hint)
    };
    in_prose(reading, prose_lints::find_dates_without_year).into_iter().map(tell).collect()
}

/// What `find` finds in lead and body, at its place in the file.
fn in_prose(reading: &ParsedRelease, find: fn(&str) -> ProseFindings) -> ProseFindings {
    let parts = reading.spots.prose.iter().flat_map(|part| {
        let found = find(reading.text.slice(part.clone()));
        found.into_iter().map(|(words, at)| (words, part.start + at.start..part.start + at.end))
    });
    parts.collect()
}

/// Two releases cannot have the same id: readers would get one in place of the other.
fn one_id_for_one_release(stories: &[LoadedRelease], _: &Zone) -> Vec<(usize, Diagnostic)> {
    let tell = |story: &LoadedRelease, other: &LoadedRelease, _: &str| {
        let file = &other.record.newest().source;
        let say = msg!("`{file}` has the same id", "`{file}` har samma id");
        let hint = msg!(
            "the newer of the two needs an id of its own: `depesch new` mints one",
            "det nyare av de två behöver ett eget id: `depesch new` gör ett"
        );
        Diagnostic::error(story.marks.id.clone(), say).hint(hint)
    };
    shared(stories, |story| vec![story.record.newest().id.as_str().to_owned()], tell)
}

/// Two releases cannot stand, or have stood, at the same address: a permalink is never used again.
fn one_address_for_one_release(stories: &[LoadedRelease], _: &Zone) -> Vec<(usize, Diagnostic)> {
    let tell = |story: &LoadedRelease, other: &LoadedRelease, name: &str| {
        let (file, folder) = (&other.record.newest().source, other.record.newest().folder());
        let (at, say, hint) = if story.record.newest().folder() == folder {
            // Two translations whose languages differ in capital letters only.
            let say = msg!("`{file}` has the same address", "`{file}` har samma adress");
            (story.marks.fence.clone(), say, msg!("remove one of the files", "ta bort en av filerna"))
        } else {
            let meant = story.marks.former.iter().find(|(old, _)| old.folder().to_lowercase() == name);
            let at = meant.map_or(story.marks.fence.clone(), |(_, at)| at.clone());
            let say = msg!("the address is or was also used for `{file}`", "adressen används eller har använts också för `{file}`");
            let hint = msg!(
                "an address is never reused for another release: rename the folder, or fix `former`",
                "en adress återanvänds aldrig för ett annat pressmeddelande: döp om mappen, eller rätta `former`"
            );
            (at, say, hint)
        };
        Diagnostic::error(at, say).hint(hint)
    };
    let names = |story: &LoadedRelease| {
        let release = story.record.newest();
        [&release.permalink].into_iter().chain(&release.former_permalinks).map(|at| at.folder().to_lowercase()).collect()
    };
    shared(stories, names, tell)
}

/// Tells every release that shares one of its `names` with another, naming one of the others.
fn shared(
    stories: &[LoadedRelease],
    names: impl Fn(&LoadedRelease) -> Vec<String>,
    tell: impl Fn(&LoadedRelease, &LoadedRelease, &str) -> Diagnostic,
) -> Vec<(usize, Diagnostic)> {
    let mut by_name: BTreeMap<String, Vec<(usize, &LoadedRelease)>> = BTreeMap::new();
    for (at, story) in stories.iter().enumerate() {
        for name in names(story) {
            by_name.entry(name).or_default().push((at, story));
        }
    }
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for (name, group) in by_name.iter().filter(|(_, group)| group.len() > 1) {
        for (at, story) in group {
            if let Some((_, other)) = group.iter().find(|(other, _)| other != at)
                && told.insert(*at)
            {
                found.push((*at, tell(story, other, name)));
            }
        }
    }
    found
}

/// What was changed was published: who withholds it now withholds all of it, today's text too.
fn withheld_before_it_was_changed(stories: &[LoadedRelease], zone: &Zone) -> Vec<(usize, Diagnostic)> {
    let is_hidden = |release: &Release| match (&release.status, release.changes.first()) {
        (_, None) | (Status::Usable, _) => false,
        (Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice), Some(_)) => true,
        (Status::Withheld(Embargo::Until(until)), Some(first)) => first.at.begins(zone) <= *until,
    };
    let tell = |story: &LoadedRelease| {
        let say = msg!(
            "a release with changes has been public, but now none of its texts is visible",
            "ett pressmeddelande med ändringar har varit publikt, men nu syns ingen av dess texter"
        );
        let hint = msg!(
            "a later text needs no embargo: the time of its row in `[[changes]]` is enough; to withdraw the release, run `depesch withdraw`",
            "en senare text behöver inget embargo: tiden i dess rad i `[[changes]]` räcker; kör `depesch withdraw` för att återkalla pressmeddelandet"
        );
        Diagnostic::warning(story.marks.fence.clone(), say).hint(hint)
    };
    stories.iter().enumerate().filter(|(_, story)| is_hidden(story.record.newest())).map(|(at, story)| (at, tell(story))).collect()
}

/// Releases of which only the day is known get different seconds of it; a clash is mended by `order = n`.
fn one_second_for_one_release(stories: &[LoadedRelease], zone: &Zone) -> Vec<(usize, Diagnostic)> {
    let seconds = |story: &LoadedRelease, order: u32| -> BTreeSet<i64> {
        let release = story.record.newest();
        let days = [release.dates.published_or_updated(), release.updated()];
        days.into_iter().filter(|m| matches!(m, Moment::Day(_))).map(|m| m.instant_for(zone, &release.id, order).unix()).collect()
    };
    let mut taken: BTreeMap<i64, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, story) in stories.iter().enumerate() {
        let own = seconds(story, story.record.newest().order);
        let clash = own.iter().find_map(|second| taken.get(second)).and_then(|other| stories.get(*other));
        match clash.filter(|other| other.record.id() != story.record.id()) {
            Some(other) => {
                let free = |order: &u32| seconds(story, *order).iter().all(|second| !taken.contains_key(second));
                let order = (0..86_400).find(free).unwrap_or(1);
                let file = &other.record.newest().source;
                let say = msg!(
                    "this release gets the same second of the day as `{file}`",
                    "det här pressmeddelandet får samma sekund på dygnet som `{file}`"
                );
                let hint = msg!(
                    "write `order = {order}`, or the time of day when it was published",
                    "skriv `order = {order}`, eller klockslaget då det publicerades"
                );
                found.push((at, Diagnostic::error(story.marks.date.clone(), say).hint(hint)));
            }
            None => taken.extend(own.into_iter().map(|second| (second, at))),
        }
    }
    found
}
