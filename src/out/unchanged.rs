//! Finds changes that are announced to readers and do not change the text, and dates of update that lie ahead.

use crate::diag::{Diagnostic, Location};
use crate::model::{Change, ChangeKind, Dates, Instant, Newsroom, Record, Release, Zone};
use crate::msg;

/// A change without a new text is reported for a week, while it can still be mended.
const REPORTED_SECONDS: i64 = 7 * 86_400;

/// The corrections and updates whose text is the same as before, if they are made in the week before `now` or, with `planned`, later.
pub fn unchanged_texts(newsroom: &Newsroom, now: &Instant, planned: bool) -> Vec<Diagnostic> {
    let zone = &newsroom.publisher.zone;
    newsroom.records().flat_map(|record| unchanged_texts_of(record, now, planned, zone)).collect()
}

fn unchanged_texts_of(record: &Record, now: &Instant, planned: bool, zone: &Zone) -> Vec<Diagnostic> {
    let release = record.newest();
    if release.changes.is_empty() {
        return Vec::new();
    }
    let versions = record.versions();
    let is_reported = |at: &Instant| at.unix() > now.unix() - REPORTED_SECONDS && (planned || at <= now);
    let changes = release.changes.iter().zip(release.change_instants(zone)).zip(versions.windows(2));
    let unchanged = changes.filter(|((change, at), texts)| {
        let is_same = || matches!(texts, [Some(before), Some(after)] if before.text_fingerprint() == after.text_fingerprint());
        change.kind != ChangeKind::Withdrawal && is_reported(at) && is_same()
    });
    unchanged.map(|((change, _), _)| unchanged_text(release, change)).collect()
}

fn unchanged_text(release: &Release, change: &Change) -> Diagnostic {
    let (at, note, file) = (change.at.iso(), &change.note, &release.source);
    let message = match change.kind {
        ChangeKind::Update | ChangeKind::Withdrawal => {
            msg!("the update of `{at}` (\"{note}\") does not change the text", "uppdateringen `{at}` (”{note}”) ändrar inte texten")
        }
        ChangeKind::Correction => {
            msg!("the correction of `{at}` (\"{note}\") does not change the text", "rättelsen `{at}` (”{note}”) ändrar inte texten")
        }
    };
    let hint = msg!("write the new text in `{file}`", "skriv den nya texten i `{file}`");
    Diagnostic::warning(Location::file(file), message).hint(hint)
}

/// Releases whose `updated` lies ahead of `now`, although they are public.
pub fn updates_to_come(newsroom: &Newsroom, now: &Instant) -> Vec<Diagnostic> {
    let zone = &newsroom.publisher.zone;
    let is_ahead = |release: &&Release| match &release.dates {
        Dates::Published { updated: Some(updated), .. } => updated.start(zone) > *now && release.is_public(now, zone),
        Dates::Published { updated: None, .. } | Dates::OnlyUpdated(_) => false,
    };
    let explain = |release: &Release| {
        let message = msg!(
            "`updated` lies ahead: feeds state a time to come",
            "`updated` ligger framåt: flödena anger en tid som inte har varit"
        );
        let name = release.permalink.name();
        let hint = msg!(
            "remove it; to change the text later, run `depesch update {name} --at \"...\"`",
            "ta bort det; ska texten ändras senare, kör `depesch update {name} --at \"...\"`"
        );
        Diagnostic::warning(Location::file(&release.source), message).hint(hint)
    };
    newsroom.records().map(Record::newest).filter(is_ahead).map(explain).collect()
}
