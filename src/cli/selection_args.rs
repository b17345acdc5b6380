//! The values of `--select`: months, years, and the lists that readers can follow.

use strsim::osa_distance;

use crate::error::Error;
use crate::model::{Edition, Month, Period, Selection};
use crate::msg;

/// Resolves the values against what the edition has.
pub fn parse(edition: &Edition, words: &[String]) -> Result<(Option<Period>, Vec<Selection>), Error> {
    let mut period: Option<Period> = None;
    let mut selections: Vec<Selection> = Vec::new();
    for word in words {
        let Some(other) = Period::parse(word) else {
            let selection = selection(edition, word)?;
            if !selections.contains(&selection) {
                selections.push(selection);
            }
            continue;
        };
        period = match period {
            Some(before) => Some(before.intersection(other).ok_or_else(|| disjoint_periods(before, other))?),
            None => Some(other),
        };
    }
    Ok((period, selections))
}

/// The selection with that folder, or the only one with that key.
fn selection(edition: &Edition, word: &str) -> Result<Selection, Error> {
    let wanted = word.trim_matches('/').to_lowercase();
    let mut all = edition.selections();
    all.retain(|selection| *selection != Selection::All);
    let name = |selection: &Selection| selection.folder().trim_end_matches('/').to_owned();
    if let Some(exact) = all.iter().find(|selection| name(selection) == wanted) {
        return Ok(exact.clone());
    }
    let matches: Vec<&Selection> = all.iter().filter(|selection| name(selection).rsplit('/').next() == Some(&wanted)).collect();
    match matches[..] {
        [only] => Ok(only.clone()),
        [] => Err(unknown_selection(word, &wanted, all.iter().map(name).collect())),
        _ => {
            let names = matches.iter().map(|selection| name(selection)).collect::<Vec<_>>().join("`, `");
            Err(Error::new(msg!("more than one selection has the key `{word}`", "flera urval har nyckeln `{word}`"))
                .hint(msg!("choose one: `{names}`", "välj ett: `{names}`")))
        }
    }
}

/// Lists all selections, the most similar first.
fn unknown_selection(word: &str, wanted: &str, mut names: Vec<String>) -> Error {
    // The sort is stable: the others stay in the order in which readers see them.
    names.sort_by_cached_key(|name| {
        let key = name.rsplit('/').next().unwrap_or_default();
        let distance = osa_distance(wanted, name).min(osa_distance(wanted, key));
        match distance {
            _ if name.contains(wanted) => 0,
            distance if distance <= (wanted.chars().count() / 3).max(1) => distance,
            _ => usize::MAX,
        }
    });
    let names = names.join("`, `");
    let looks_like_a_month = wanted.starts_with(|c: char| c.is_ascii_digit());
    let error = if looks_like_a_month {
        Error::new(msg!("`{word}` is not a valid year or month", "`{word}` är varken år eller månad"))
    } else {
        Error::new(msg!("there is no selection `{word}`", "det finns inget urval `{word}`"))
    };
    error.hint(msg!(
        "write a year (2026), a month (2026-03), months (2026-01..2026-03), or one of `{names}`",
        "skriv ett år (2026), en månad (2026-03), månader (2026-01..2026-03) eller något av `{names}`"
    ))
}

fn disjoint_periods(before: Period, other: Period) -> Error {
    Error::new(msg!("`{before}` and `{other}` have no day in common", "`{before}` och `{other}` har ingen dag gemensam"))
        .hint(msg!("a release must match every value of `--select`", "ett meddelande ska stämma med allt som `--select` anger"))
}

/// No release matches all of `words`: reports how many match each.
pub fn none_found(edition: &Edition, words: &[String], drafts: bool) -> Error {
    let all = words.join("`, `");
    let error = Error::new(msg!("no public release matches `{all}`", "inget offentligt meddelande stämmer med `{all}`"));
    if words.len() > 1 {
        let each = words.iter().filter_map(|word| {
            let (period, selections) = parse(edition, std::slice::from_ref(word)).ok()?;
            Some(format!("`{word}`: {}", edition.collect(period, &selections).len()))
        });
        let each = each.collect::<Vec<_>>().join(", ");
        return error.hint(msg!(
            "a release must match all of them; alone they have {each}",
            "ett meddelande ska stämma med alla; var för sig har de {each}"
        ));
    }
    let zone = &edition.publisher().zone;
    let months = || edition.items().map(|item| Month::from(item.published_instant(zone).day()));
    match (months().min(), months().max()) {
        (Some(first), Some(last)) if drafts => {
            error.hint(msg!("there are releases from {first} to {last}", "det finns meddelanden från {first} till {last}"))
        }
        (Some(first), Some(last)) => error.hint(msg!(
            "there are releases from {first} to {last}; `--drafts` includes drafts and embargoed releases",
            "det finns meddelanden från {first} till {last}; `--drafts` tar med utkast och meddelanden med embargo"
        )),
        _ => error.hint(msg!("nothing is published yet", "inget är publicerat än")),
    }
}
