//! What the public sees of a release whose text has errors.

use std::collections::BTreeSet;

use crate::content::{ReleaseSource, SourceFile};
use crate::diag::{Diagnostic, Location};
use crate::model::{Edition, Instant, Permalink, Withdrawal};
use crate::msg;

/// A text with errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenText {
    /// `releases/2017/x/`, `releases/2017/x/en/`.
    pub folder: String,
    /// Its author wants it to be withheld: as a draft, under an embargo or until a time to come.
    pub is_marked_withheld: bool,
}

impl BrokenText {
    /// `releases` are all that there are, at `now`.
    pub(super) fn new(folder: &str, releases: &[ReleaseSource], now: &Instant) -> BrokenText {
        let own = releases.iter().find(|release| folder.starts_with(&release.folder()));
        let is_marked = |file: &SourceFile| file.bytes.as_ref().is_ok_and(|bytes| is_marked_withheld(bytes, now));
        let is_marked_withheld = own.is_some_and(|release| {
            // A translation is withheld with its original.
            let translations = release.translations.iter().filter(|(lang, _)| folder == translation_folder(release, lang));
            is_marked(&release.source) || translations.into_iter().any(|(_, file)| is_marked(file))
        });
        BrokenText { folder: folder.to_owned(), is_marked_withheld }
    }

    fn location(&self) -> Location {
        let parts: Vec<&str> = self.folder.trim_end_matches('/').split('/').collect();
        Location::file(match parts[..] {
            [releases, year, slug, lang] => format!("{releases}/{year}/{slug}/release.{lang}.md"),
            _ => format!("{}release.md", self.folder),
        })
    }

    fn describe(&self, is_seen: bool) -> Diagnostic {
        if !is_seen {
            return Diagnostic::warning(
                self.location(),
                msg!(
                    "the public sees nothing of this text as long as it has errors",
                    "allmänheten ser ingenting av den här texten så länge den har fel"
                ),
            );
        }
        if !self.is_marked_withheld {
            return Diagnostic::warning(
                self.location(),
                msg!(
                    "the public sees the last good version of this text as long as it has errors",
                    "allmänheten ser den senaste godkända versionen av texten så länge den har fel"
                ),
            );
        }
        let message = msg!(
            "the text is not to be public yet, but the public sees its last good version as long as it has errors",
            "texten ska inte vara publik än, men allmänheten ser den senaste godkända versionen så länge den har fel"
        );
        let hint = msg!(
            "fix the errors at once, or withdraw the release: `depesch withdraw`",
            "rätta felen genast, eller återkalla meddelandet: `depesch withdraw`"
        );
        Diagnostic::error(self.location(), message).hint(hint)
    }
}

/// What the public sees of each in `edition`. Of those that `is_kept` names, the files of an earlier build are still there.
pub fn describe_broken(broken: &[BrokenText], edition: &Edition, is_kept: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let seen = seen_folders(edition);
    broken.iter().map(|text| text.describe(seen.contains(&text.folder) || is_kept(&text.folder))).collect()
}

/// The folders of everything that the public sees, notices of withdrawals too.
pub fn seen_folders(edition: &Edition) -> BTreeSet<String> {
    let withdrawn = edition.withdrawals().iter().map(Withdrawal::permalink);
    edition.releases().iter().map(|release| &release.permalink).chain(withdrawn).map(Permalink::folder).collect()
}

fn translation_folder(release: &ReleaseSource, lang: &str) -> String {
    format!("{}{}/", release.folder(), lang.to_ascii_lowercase())
}

/// Reads three fields of a front matter that as a whole cannot be read.
fn is_marked_withheld(text: &[u8], now: &Instant) -> bool {
    let text = String::from_utf8_lossy(text);
    let front_matter = text.lines().skip(1).take_while(|line| line.trim_end() != "+++" && !line.starts_with('['));
    front_matter.filter_map(|line| line.split_once('=')).any(|(name, value)| {
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        match name.trim() {
            "status" => value.starts_with("draft"),
            // Until further notice, or until a time.
            "embargo" => !value.starts_with(|c: char| c.is_ascii_digit()) || is_to_come(value, now),
            "published" => is_to_come(value, now),
            _ => false,
        }
    })
}

/// Whether a date, with or without a time of the newsroom's clock, is after `now`.
fn is_to_come(value: &str, now: &Instant) -> bool {
    let written: String = value.chars().take_while(|c| c.is_ascii_digit() || "-: T".contains(*c)).collect();
    let written = written.trim_end().replace('T', " ");
    let now = format!("{} {:02}:{:02}", now.day(), now.hour(), now.minute());
    let length = written.len().min(now.len());
    written[..length] > now[..length]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    #[test]
    fn a_mark_is_found_in_a_front_matter_with_errors() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let now = Instant::parse(&zone, "2026-03-02T12:00:00+01:00").unwrap();
        let is_marked =
            |line: &str| is_marked_withheld(format!("+++\nhedline = \"x\"\n{line}\n+++\nembargo = \"x\"\n").as_bytes(), &now);
        for line in [
            "status = \"draft\"",
            "status='draft'",
            "embargo = \"until further notice\"",
            "embargo = 2026-03-02 12:01",
            "embargo = 2026-03-02T13:00:00+01:00",
            "published = 2026-03-03",
        ] {
            assert!(is_marked(line), "{line}");
        }
        for line in [
            "status = \"usable\"",
            "embargo = 2026-03-02 12:00",
            "published = 2026-03-02",
            "published = 2026-03-02 09:00",
            "",
            "x = 1",
        ] {
            assert!(!is_marked(line), "{line}");
        }
        assert!(!is_marked_withheld("+++\n[[changes]]\nstatus = \"draft\"\n+++\n".as_bytes(), &now), "a field of a table");
    }
}
