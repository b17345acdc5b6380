//! The edits to the files of a release that add a change, also where later changes are planned.
//!
//! A correction or update goes before the planned changes, which stay: their texts get the same row. A withdrawal ends them: their texts are
//! saved in `dropped/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::content::change;
use crate::content::change::{DROPPED, revision_file_name};
use crate::error::Error;
use crate::model::{Change, ChangeKind, Day, Instant, Release, SingleLine, Status, Zone};
use crate::out::{last_good, remove, replace, write_new};
use crate::{msg, out};

/// The change that a command makes.
pub(super) struct NewChange<'a> {
    pub kind: ChangeKind,
    pub at: Instant,
    pub note: &'a SingleLine,
}

impl NewChange<'_> {
    fn add_to(&self, text: &[u8], path: &Path) -> Result<Vec<u8>, Error> {
        let text = std::str::from_utf8(text).map_err(|cause| {
            let cause = std::io::Error::new(std::io::ErrorKind::InvalidData, cause);
            Error::file(msg!("cannot read the file", "kan inte läsa filen"), path, cause)
        })?;
        change::add_change_row(text, self.kind, &self.at, self.note).map(String::into_bytes)
    }
}

/// The files of one text of a release: the original's, or a translation's.
pub(super) struct TextFiles<'a> {
    content: &'a Path,
    release: &'a Release,
    /// How many of its changes have been made at the time of the new one.
    made: usize,
    /// Whether `release` is the last good text, since the one in the folder has errors.
    is_restored: bool,
}

impl<'a> TextFiles<'a> {
    pub fn new(content: &'a Path, release: &'a Release, at: &Instant, zone: &Zone, is_restored: bool) -> TextFiles<'a> {
        TextFiles { content, release, made: release.changes_made(at, zone), is_restored }
    }

    pub fn status(&self) -> &'a Status {
        &self.release.status
    }

    /// The changes that come after the new one.
    pub fn planned(&self) -> &'a [Change] {
        &self.release.changes[self.made..]
    }

    /// Whether the text in the folder is not the one that readers see at the time of the change.
    fn is_ahead(&self) -> bool {
        self.is_restored || !self.planned().is_empty()
    }

    pub fn newest(&self) -> PathBuf {
        self.content.join(&self.release.source)
    }

    /// Where version `number` is saved when a change follows it.
    pub fn revision(&self, number: usize) -> PathBuf {
        let name = revision_file_name(number, self.release.permalink.translation.as_ref());
        self.folder().join("revisions").join(name)
    }

    /// The text that readers see at the time of the change.
    pub fn current(&self) -> PathBuf {
        let number = self.made + 1;
        if self.is_restored {
            let is_newest = self.planned().is_empty();
            return last_good::text_path(self.content, self.release, (!is_newest).then_some(number));
        }
        if self.planned().is_empty() { self.newest() } else { self.revision(number) }
    }

    fn folder(&self) -> PathBuf {
        self.content.join(self.release.permalink.original().folder())
    }

    fn read_current(&self) -> Result<Vec<u8>, Error> {
        let path = self.current();
        fs::read(&path).map_err(|cause| {
            let shown = path.display();
            Error::file(msg!("cannot read the text that readers see", "kan inte läsa texten som läsarna ser"), &path, cause)
                .hint(msg!("put the text that readers see into `{shown}`", "lägg texten som läsarna ser i `{shown}`"))
        })
    }

    /// Those of its earlier texts that exist with a number of at least `first`.
    fn revisions_from(&self, first: usize) -> Vec<PathBuf> {
        // The text in the folder can have errors, and more changes than `release`.
        let files = fs::read_dir(self.folder().join("revisions")).map_or(0, Iterator::count);
        let last = self.release.revision() + files;
        (first..=last).map(|number| self.revision(number)).filter(|path| path.is_file()).collect()
    }
}

/// One step; each leaves complete files.
enum FileEdit {
    /// Writes an earlier text. It may have the same bytes already, from a run that was killed.
    Save(PathBuf, Vec<u8>),
    Replace(PathBuf, Vec<u8>),
    Remove(PathBuf),
}

/// What a command will write, computed before anything is written.
pub(super) struct ChangePlan {
    edits: Vec<FileEdit>,
    /// Where the text before the change is saved.
    pub revision: PathBuf,
    /// Where the text after the change is to be written.
    pub text: PathBuf,
    /// Where the texts of planned changes are that were dropped.
    pub dropped: BTreeSet<PathBuf>,
}

impl ChangePlan {
    /// Adds a correction or an update, before the planned changes.
    pub fn insert(files: &TextFiles, change: &NewChange) -> Result<ChangePlan, Error> {
        let number = files.made + 1;
        let current = files.read_current()?;
        let changed = change.add_to(&current, &files.current())?;
        let revision = files.revision(number);
        let mut edits = vec![FileEdit::Save(revision.clone(), current)];
        if files.planned().is_empty() {
            edits.push(FileEdit::Replace(files.newest(), changed));
            return Ok(ChangePlan { edits, revision, text: files.newest(), dropped: BTreeSet::new() });
        }
        // Each later text moves by one, the last first, so that none is overwritten.
        for later in (number + 1..files.release.revision()).rev() {
            let (path, moved) = (files.revision(later), files.revision(later + 1));
            match fs::read(&path) {
                Ok(text) => edits.push(FileEdit::Replace(moved, change.add_to(&text, &path)?)),
                // It was not kept: in its new place there is none either.
                Err(_) if moved.is_file() => edits.push(FileEdit::Remove(moved)),
                Err(_) => {}
            }
        }
        let text = files.revision(number + 1);
        edits.push(FileEdit::Replace(text.clone(), changed));
        let newest = fs::read(files.newest())
            .map_err(|cause| Error::file(msg!("cannot read the file", "kan inte läsa filen"), &files.newest(), cause))?;
        edits.push(FileEdit::Replace(files.newest(), change.add_to(&newest, &files.newest())?));
        Ok(ChangePlan { edits, revision, text, dropped: BTreeSet::new() })
    }

    /// Withdraws a text, and drops the planned changes of its own and of its translations. Texts with errors are dropped too.
    pub fn withdraw(files: &TextFiles, translations: &[TextFiles], change: &NewChange, today: Day) -> Result<ChangePlan, Error> {
        let number = files.made + 1;
        let current = files.read_current()?;
        let withdrawn = change.add_to(&current, &files.current())?;
        let revision = files.revision(number);
        let mut plan = ChangePlan { edits: Vec::new(), revision: revision.clone(), text: files.newest(), dropped: BTreeSet::new() };
        let dropped = new_dropped_folder(&files.folder(), today);
        let mut obsolete = Vec::new();
        if files.is_ahead() {
            plan.drop_text(&dropped, files.newest())?;
            obsolete = files.revisions_from(number + 1);
        }
        for path in &obsolete {
            plan.drop_text(&dropped, path.clone())?;
        }
        if files.is_restored && fs::read(&revision).is_ok_and(|text| text != current) {
            plan.drop_text(&dropped, revision.clone())?;
            plan.edits.push(FileEdit::Replace(revision, current));
        } else {
            plan.edits.push(FileEdit::Save(revision, current));
        }
        plan.edits.push(FileEdit::Replace(files.newest(), withdrawn));
        plan.edits.extend(obsolete.into_iter().map(FileEdit::Remove));
        for translation in translations.iter().filter(|translation| translation.is_ahead()) {
            let current = translation.read_current()?;
            let obsolete = translation.revisions_from(translation.made + 1);
            plan.drop_text(&dropped, translation.newest())?;
            // The text that becomes the newest again is not dropped.
            for path in obsolete.iter().filter(|path| fs::read(path).is_ok_and(|text| text != current)) {
                plan.drop_text(&dropped, path.clone())?;
            }
            plan.edits.push(FileEdit::Replace(translation.newest(), current));
            plan.edits.extend(obsolete.into_iter().map(FileEdit::Remove));
        }
        Ok(plan)
    }

    /// Makes a draft of a release that has never been public.
    pub fn unschedule(files: &TextFiles) -> Result<ChangePlan, Error> {
        let newest = files.newest();
        let text = fs::read_to_string(&newest)
            .map_err(|cause| Error::file(msg!("cannot read the file", "kan inte läsa filen"), &newest, cause))?;
        let edits = vec![FileEdit::Replace(newest.clone(), change::make_draft(&text)?.into_bytes())];
        Ok(ChangePlan { edits, revision: newest.clone(), text: newest, dropped: BTreeSet::new() })
    }

    /// Saves a text that is about to be replaced or removed.
    fn drop_text(&mut self, folder: &Path, path: PathBuf) -> Result<(), Error> {
        if !path.exists() {
            return Ok(());
        }
        let bytes =
            fs::read(&path).map_err(|cause| Error::file(msg!("cannot read the file", "kan inte läsa filen"), &path, cause))?;
        let saved = folder.join(path.file_name().unwrap_or_default());
        self.dropped.insert(folder.to_owned());
        self.edits.push(FileEdit::Save(saved, bytes));
        Ok(())
    }

    pub fn carry_out(&self) -> Result<(), Error> {
        for edit in &self.edits {
            match edit {
                FileEdit::Save(path, text) => save(path, text)?,
                FileEdit::Replace(path, text) => replace(path, text)?,
                FileEdit::Remove(path) => remove(path)?,
            }
        }
        Ok(())
    }
}

/// The first `dropped/2026-03-02`, `dropped/2026-03-02-2`, ... that does not exist.
fn new_dropped_folder(release: &Path, today: Day) -> PathBuf {
    let numbered = (2..).map(|number| format!("{today}-{number}"));
    let mut folders = [today.to_string()].into_iter().chain(numbered).map(|name| release.join(DROPPED).join(name));
    folders.find(|folder| !folder.exists()).expect("there are more numbers than folders")
}

/// Writes the file completely or not at all.
fn save(path: &Path, text: &[u8]) -> Result<(), Error> {
    if let Ok(old) = fs::read(path) {
        if old == text {
            return Ok(());
        }
        let path = path.display();
        return Err(Error::new(msg!("`{path}` exists with another text", "`{path}` finns redan, med en annan text")).hint(msg!(
            "check whether an earlier text was saved in the wrong place",
            "se efter om en tidigare text är sparad på fel plats"
        )));
    }
    if let Some(folder) = path.parent() {
        out::create_folder(folder)?;
    }
    write_new(path, text)
}
