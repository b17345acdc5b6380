//! What was public of each release in the last build or snapshot, to compare with what is public now.
//!
//! Kept in `.depesch/published.json` of the content folder. It is what Depesch made public on this machine: a fresh clone has none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::content::release_folder;
use crate::diag::{Diagnostic, Location};
use crate::error::Error;
use crate::model::{Edition, Moment, Newsroom, Permalink, Record, Release, Withdrawal};
use crate::msg;

/// Below the content folder.
const FILE: &str = ".depesch/published.json";
const VERSION: u32 = 1;

/// The public releases of an edition, by folder.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PublishedReleases {
    version: u32,
    releases: BTreeMap<String, PublishedRelease>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PublishedRelease {
    id: String,
    /// The date of first publication, or of the update.
    published: String,
    revision: usize,
    /// The fingerprint of its text; `None` when it is withdrawn.
    text: Option<String>,
}

impl PublishedReleases {
    pub fn of(edition: &Edition) -> PublishedReleases {
        let usable = edition.releases().iter().map(|release| (release.folder(), PublishedRelease::of_release(release)));
        let withdrawn = edition
            .withdrawals()
            .iter()
            .map(|withdrawal| (withdrawal.permalink().folder(), PublishedRelease::of_withdrawal(withdrawal)));
        PublishedReleases { version: VERSION, releases: usable.chain(withdrawn).collect() }
    }

    /// `None` when nothing was published from this folder, or by a version that kept it in another way.
    pub fn read(content_root: &Path) -> Option<PublishedReleases> {
        let bytes = fs::read(content_root.join(FILE)).ok()?;
        serde_json::from_slice(&bytes).ok().filter(|known: &PublishedReleases| known.version == VERSION)
    }

    /// Replaces what was kept, unless it is the same.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, content_root: &Path) -> Result<(), Error> {
        if PublishedReleases::read(content_root).is_some_and(|known| known == *self) {
            return Ok(());
        }
        let path = content_root.join(FILE);
        let failed = |e| Error::file(msg!("cannot keep what is public", "kan inte spara vad som är publikt"), &path, e);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let json = serde_json::to_vec(self).map_err(|e| failed(e.into()))?;
        // Builds into different folders can save at once: each under a name of its own, and the last one stays.
        let temporary = path.with_extension(format!("json.{}", std::process::id()));
        fs::write(&temporary, &json).and_then(|()| fs::rename(&temporary, &path)).map_err(failed)
    }

    /// Compares with `now`, what is public of `newsroom`. What is `broken` is not judged: its last good text stays.
    pub fn compare(&self, now: &PublishedReleases, newsroom: &Newsroom, broken: &BTreeSet<String>) -> Comparison {
        let now = &now.releases;
        let by_id: BTreeMap<&str, &Release> = newsroom.records().map(|record| (record.id().as_str(), record.newest())).collect();
        let by_folder: BTreeMap<String, &Release> =
            newsroom.records().map(|record| (record.permalink().folder(), record.newest())).collect();
        let mut comparison = Comparison { gone: Vec::new(), known: self.releases.len(), warnings: Vec::new() };
        for (folder, known) in &self.releases {
            if is_broken(folder, broken) {
                continue;
            }
            let found = by_id.get(known.id.as_str()).copied();
            match (found, by_folder.get(folder)) {
                (None, Some(other)) => comparison.warnings.push(id_changed(known, other)),
                (None, None) => {
                    comparison.gone.push(folder.clone());
                    comparison.warnings.push(gone(folder));
                }
                (Some(release), _) => {
                    comparison.warnings.extend(moved(folder, release));
                    match now.get(&release.folder()) {
                        Some(now) => comparison.warnings.extend(changed(known, now, release)),
                        // A translation is hidden with its original.
                        None if is_hidden_with_original(release, newsroom, now) => {}
                        None => comparison.warnings.push(hidden(release)),
                    }
                }
            }
        }
        comparison
    }
}

impl PublishedRelease {
    fn of_release(release: &Release) -> PublishedRelease {
        PublishedRelease {
            id: release.id.to_string(),
            published: release.dates.published_or_updated().iso(),
            revision: release.revision(),
            text: Some(release.text_fingerprint().as_str().to_owned()),
        }
    }

    fn of_withdrawal(withdrawal: &Withdrawal) -> PublishedRelease {
        PublishedRelease {
            id: withdrawal.id().to_string(),
            published: withdrawal.published().map(Moment::iso).unwrap_or_default(),
            revision: withdrawal.revision(),
            text: None,
        }
    }
}

/// The result of comparing what was public with what is.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The folders of releases that were public and are not in the content any more.
    pub gone: Vec<String>,
    /// How many were public.
    known: usize,
    pub warnings: Vec<Diagnostic>,
}

impl Comparison {
    /// Refuses what looks like an accident: a folder that is not mounted, a checkout that is half done.
    ///
    /// # Errors
    /// When more than three and more than 2 % of the releases are gone, or all of them.
    pub fn refuse_mass_removal(&self) -> Result<(), Error> {
        refuse_mass_removal(&self.gone, self.known)
    }
}

/// As [`Comparison::refuse_mass_removal`], for `gone` of the `known` folders.
pub(super) fn refuse_mass_removal(gone: &[String], known: usize) -> Result<(), Error> {
    if !is_mass_removal(gone.len(), known) {
        return Ok(());
    }
    let count = gone.len();
    let names = gone.iter().take(3).map(|folder| format!("`{folder}`")).collect::<Vec<_>>().join(", ");
    Err(Error::new(msg!(
        "{count} of {known} public releases are not in the content folder any more ({names} ...): nothing was changed",
        "{count} av {known} publika meddelanden finns inte längre i innehållsmappen ({names} ...): inget har ändrats"
    ))
    .hint(msg!(
        "check that the whole folder is there; if they are meant to disappear, add `--allow-removals`; to tell readers, use `depesch withdraw`",
        "se efter att hela mappen är på plats; ska de verkligen bort, lägg till `--allow-removals`; för att läsarna ska få veta det, använd `depesch withdraw`"
    )))
}

/// More than three and more than 2 % of the releases, or all of them.
fn is_mass_removal(gone: usize, known: usize) -> bool {
    gone > 0 && (gone == known || (gone > 3 && gone * 50 > known))
}

fn is_broken(folder: &str, broken: &BTreeSet<String>) -> bool {
    broken.contains(folder) || release_folder(folder).is_some_and(|original| broken.contains(&original))
}

fn is_hidden_with_original(release: &Release, newsroom: &Newsroom, now: &BTreeMap<String, PublishedRelease>) -> bool {
    let original = release.permalink.original();
    let exists = || newsroom.records().any(|record| *record.permalink() == original);
    release.permalink.translation.is_some() && !now.contains_key(&original.folder()) && exists()
}

/// Every address that a release of the newsroom has or had.
pub(super) fn addresses(newsroom: &Newsroom) -> BTreeSet<String> {
    let texts = newsroom.records().flat_map(Record::texts);
    let all = texts.flat_map(|text| [&text.permalink].into_iter().chain(&text.former_permalinks));
    all.map(Permalink::folder).collect()
}

fn gone(folder: &str) -> Diagnostic {
    let message = msg!("this release was public, and is gone", "det här meddelandet var publikt, och är borta");
    let hint = msg!(
        "its page disappears, and readers who have it are not told: put the folder back and run `depesch withdraw`",
        "dess sida försvinner, och läsare som har det får inget veta: lägg tillbaka mappen och kör `depesch withdraw`"
    );
    Diagnostic::warning(Location::file(folder), message).hint(hint)
}

fn hidden(release: &Release) -> Diagnostic {
    let name = release.permalink.name();
    let message = msg!("this release was public, and is hidden now", "det här meddelandet var publikt, och är dolt nu");
    let hint = msg!(
        "readers who have it are not told: make it public again and run `depesch withdraw {name}`",
        "läsare som har det får inget veta: gör det publikt igen och kör `depesch withdraw {name}`"
    );
    Diagnostic::warning(Location::file(&release.source), message).hint(hint)
}

fn id_changed(known: &PublishedRelease, release: &Release) -> Diagnostic {
    let (before, now) = (&known.id, &release.id);
    let message = msg!(
        "the id was `{before}` when readers got this release, and is `{now}` now",
        "id:t var `{before}` när läsarna fick meddelandet, och är `{now}` nu"
    );
    let hint = msg!(
        "feed readers and news desks take it for another release: write the former id",
        "flödesläsare och redaktioner tar det för ett annat meddelande: skriv tillbaka det tidigare id:t"
    );
    Diagnostic::warning(Location::file(&release.source), message).hint(hint)
}

fn moved(folder: &str, release: &Release) -> Option<Diagnostic> {
    let is_known = release.folder() == folder || release.former_permalinks.iter().any(|former| former.folder() == folder);
    // A translation moves with its original.
    let original = release_folder(folder);
    let moves_along = || {
        let former = release.former_permalinks.iter().map(|former| former.original().folder());
        release.permalink.translation.is_some() && former.into_iter().any(|former| Some(former) == original)
    };
    if is_known || moves_along() {
        return None;
    }
    let now = release.folder();
    let slug = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let message = msg!("the address was `{folder}`, and is `{now}` now", "adressen var `{folder}`, och är `{now}` nu");
    let hint = msg!(
        "links to the former address are dead: use `depesch move`, or write `former = [\"{slug}\"]`",
        "länkar till den tidigare adressen är döda: använd `depesch move`, eller skriv `former = [\"{slug}\"]`"
    );
    Some(Diagnostic::warning(Location::file(&release.source), message).hint(hint))
}

/// The edits of a release, public before and now, of which readers were not informed.
fn changed(known: &PublishedRelease, now: &PublishedRelease, release: &Release) -> Vec<Diagnostic> {
    let name = release.permalink.name();
    let mut found = Vec::new();
    let mut warn = |message, hint| found.push(Diagnostic::warning(Location::file(&release.source), message).hint(hint));
    if !known.published.is_empty() && !now.published.is_empty() && known.published != now.published {
        let (before, now) = (&known.published, &now.published);
        warn(
            msg!("it was published `{before}`, and says `{now}` now", "det publicerades `{before}`, och säger `{now}` nu"),
            msg!(
                "the first date never changes: write `published = {before}`",
                "det första datumet ändras aldrig: skriv `published = {before}`"
            ),
        );
    }
    if known.revision > now.revision || (known.text.is_none() && now.text.is_some()) {
        warn(
            msg!(
                "a change that readers have seen is no longer among `[[changes]]`",
                "en ändring som läsarna har sett finns inte längre i `[[changes]]`"
            ),
            msg!("put its row back", "lägg tillbaka dess rad"),
        );
    } else if known.revision == now.revision && known.text != now.text && now.text.is_some() {
        warn(
            msg!(
                "the text is not the one that readers got, and they are not told",
                "texten är inte den som läsarna fick, och de får inget veta"
            ),
            msg!(
                "for more than a typing error: restore the text, and run `depesch correct {name} --note \"...\"` or `depesch update` first",
                "om det är mer än ett skrivfel: återställ texten, och kör först `depesch correct {name} --note \"...\"` eller `depesch update`"
            ),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_removal_is_more_than_three_and_two_percent_or_everything() {
        for (gone, known, expected) in
            [(0, 0, false), (0, 9, false), (1, 1, true), (3, 3, true), (3, 4, false), (4, 5, true), (4, 200, false), (5, 200, true)]
        {
            assert_eq!(is_mass_removal(gone, known), expected, "{gone} of {known}");
        }
    }
}
