//! `depesch wire receipts SLUG`: who has got a release, version by version.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use super::columns::{align, width};
use super::journal::{NamedRelease, ReadNewsroom, StateOption, find_release, reply_text};
use super::local_times::LocalTimes;
use super::words::{explain, kind_word, state_word};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::Report;
use crate::db::delivery::{DeliveryPurpose, DeliveryRecord, DeliveryState, PublicationKind, PublicationRecord};
use crate::error::Error;
use crate::msg;

/// The widest table; beyond it each version gets a block of its own.
const MAX_WIDTH: usize = 140;

#[derive(Debug, Args)]
pub struct ReceiptsArgs {
    /// The release: `slug` or `2026/slug`, also when its folder is gone
    #[arg(value_name = "SLUG")]
    release: String,
    /// Only this version
    #[arg(long, value_name = "N")]
    revision: Option<i64>,
    /// Write CSV
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    state: StateOption,
}

/// A release, its versions, and what became of each for each receiver.
struct Receipts<'r> {
    release: &'r NamedRelease,
    versions: &'r [PublicationRecord],
    deliveries: &'r [DeliveryRecord],
    times: &'r LocalTimes,
    env: &'r Environment,
}

impl ReceiptsArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let newsroom = ReadNewsroom::read(common, env);
        let release = find_release(&database, newsroom.loaded.as_ref(), &self.release)?;
        let mut versions = database.publications_of(&release.id)?;
        let mut deliveries = database.deliveries_of(&release.id)?;
        deliveries.retain(|delivery| delivery.purpose != DeliveryPurpose::Test);
        if let Some(revision) = self.revision {
            versions.retain(|version| version.revision == revision);
            if versions.is_empty() {
                let name = release.name;
                return Err(Error::new(msg!(
                    "the journal has no version {revision} of `{name}`",
                    "journalen har ingen version {revision} av `{name}`"
                )));
            }
        }
        versions.retain(|version| version.kind != PublicationKind::Skipped);
        let times = newsroom.times(env);
        let receipts = Receipts { release: &release, versions: &versions, deliveries: &deliveries, times: &times, env };
        if common.json {
            return Ok(Report::json(&receipts.json(), crate::cli::report::Exit::Success));
        }
        let text = if self.csv { receipts.csv() } else { receipts.text() };
        Ok(Report { stderr: newsroom.problem, ..Report::success(text) })
    }
}

impl Receipts<'_> {
    fn text(&self) -> String {
        let language = self.env.ui_language;
        let name = &self.release.name;
        if self.receivers().is_empty() {
            return msg!(
                "nobody was sent `{name}`: `depesch wire why CHANNEL {name}` says why\n",
                "ingen har skickats `{name}`: `depesch wire why KANAL {name}` säger varför\n"
            )
            .text(language)
            .to_owned();
        }
        let headline = self.versions.last().map_or("", |version| version.headline.as_str());
        let mut text = align(&[vec![name.clone(), headline.to_owned()]]);
        let table = self.table();
        text.push_str(if width(&table) <= MAX_WIDTH { &table } else { "" });
        if width(&table) > MAX_WIDTH {
            self.versions.iter().for_each(|version| text.push_str(&self.block(version)));
        }
        for version in self.versions {
            let missed: Vec<&DeliveryRecord> = self
                .of_version(version.revision)
                .filter(|d| matches!(d.state, DeliveryState::Parked | DeliveryState::Unknown))
                .collect();
            if !missed.is_empty() {
                let (count, revision) = (missed.len(), version.revision);
                text.push_str(
                    msg!(
                        "receivers that may not have version {revision}: {count}\n",
                        "mottagare som kanske inte har version {revision}: {count}\n"
                    )
                    .text(language),
                );
            }
        }
        text
    }

    /// A column for each version, a row for each receiver.
    fn table(&self) -> String {
        let mut head = vec![String::new()];
        head.extend(self.versions.iter().map(|version| self.title(version)));
        let mut rows = vec![head];
        for (channel, receiver) in self.receivers() {
            let own = |revision| self.delivery(&channel, &receiver, revision);
            let mut row = vec![full_name(&channel, &receiver)];
            row.extend(
                self.versions.iter().map(|version| own(version.revision).map_or_else(String::new, |d| self.cell(d, version))),
            );
            let newest = self.versions.iter().rev().find_map(|version| own(version.revision));
            row.push([newest.map(|newest| self.note(newest)).unwrap_or_default(), self.mark(&channel, &receiver)].join("  "));
            rows.push(row);
        }
        align(&rows)
    }

    /// One version, with the reply of each receiver.
    fn block(&self, version: &PublicationRecord) -> String {
        let is_newest = self.versions.last().is_some_and(|newest| newest.revision == version.revision);
        let row = |delivery: &DeliveryRecord| {
            let (channel, receiver) = (&delivery.channel, &delivery.receiver);
            let mark = if is_newest { self.mark(channel, receiver) } else { String::new() };
            vec![format!("  {}", full_name(channel, receiver)), self.cell(delivery, version), self.note(delivery), mark]
        };
        let mut rows: Vec<Vec<String>> = self.of_version(version.revision).map(row).collect();
        // Whoever was not even sent the newest version has an earlier one.
        if is_newest {
            for (channel, receiver) in self.receivers() {
                let mark = self.mark(&channel, &receiver);
                if self.delivery(&channel, &receiver, version.revision).is_none() && !mark.is_empty() {
                    rows.push(vec![format!("  {}", full_name(&channel, &receiver)), "-".to_owned(), String::new(), mark]);
                }
            }
        }
        format!("{}\n{}", self.title(version), align(&rows))
    }

    fn title(&self, version: &PublicationRecord) -> String {
        let kind = kind_word(version.kind);
        let (revision, kind) = (version.revision, kind.text(self.env.ui_language));
        format!("version {revision}{kind}, {}", self.times.day_and_time(version.published))
    }

    /// `0119  09:00:04`, or why not.
    fn cell(&self, delivery: &DeliveryRecord, version: &PublicationRecord) -> String {
        let number = delivery.cursor.map_or_else(|| "-".to_owned(), |cursor| format!("{cursor:04}"));
        let state = match delivery.state {
            DeliveryState::Delivered => self.times.relative(delivery.settled.unwrap_or(delivery.added), version.published),
            _ => state_word(delivery, self.env.ui_language),
        };
        let purpose = match (delivery.purpose, self.env.ui_language) {
            (DeliveryPurpose::Advance, crate::diag::UiLanguage::English) => " advance copy",
            (DeliveryPurpose::Advance, crate::diag::UiLanguage::Swedish) => " i förväg",
            _ => "",
        };
        format!("{number}  {state}{purpose}")
    }

    fn note(&self, delivery: &DeliveryRecord) -> String {
        explain(delivery, &self.release.name, self.times, self.env.now).text(self.env.ui_language).to_owned()
    }

    /// Says that a receiver has a text that a newer version was to replace.
    fn mark(&self, channel: &str, receiver: &str) -> String {
        let Some((newest, earlier)) = self.outdated(channel, receiver) else { return String::new() };
        let mark = match newest.kind {
            PublicationKind::Kill => msg!("<- has the withdrawn text", "<- har den återkallade texten"),
            PublicationKind::Correction => {
                msg!("<- has version {earlier}, which was corrected", "<- har version {earlier}, som har rättats")
            }
            _ => msg!("<- has version {earlier}", "<- har version {earlier}"),
        };
        mark.text(self.env.ui_language).to_owned()
    }

    /// The newest version, and the earlier one that this receiver has or may have in its place.
    fn outdated(&self, channel: &str, receiver: &str) -> Option<(&PublicationRecord, i64)> {
        let newest = self.versions.last()?;
        let own = |d: &&DeliveryRecord| d.channel == channel && d.receiver == receiver;
        let has_newest =
            self.deliveries.iter().filter(own).any(|d| d.revision == newest.revision && d.state == DeliveryState::Delivered);
        let earlier = self.deliveries.iter().filter(own).filter(|d| d.revision < newest.revision && d.may_have_arrived());
        let earlier = earlier.map(|d| d.revision).max()?;
        (!has_newest).then_some((newest, earlier))
    }

    fn receivers(&self) -> BTreeSet<(String, String)> {
        let shown = |d: &&DeliveryRecord| self.versions.iter().any(|version| version.revision == d.revision);
        self.deliveries.iter().filter(shown).map(|d| (d.channel.clone(), d.receiver.clone())).collect()
    }

    fn of_version(&self, revision: i64) -> impl Iterator<Item = &DeliveryRecord> {
        self.deliveries.iter().filter(move |delivery| delivery.revision == revision)
    }

    fn delivery(&self, channel: &str, receiver: &str, revision: i64) -> Option<&DeliveryRecord> {
        // The release itself, where an advance copy came before.
        self.of_version(revision).filter(|d| d.channel == channel && d.receiver == receiver).max_by_key(|d| d.id)
    }

    fn json(&self) -> Value {
        let time = |at: i64| self.times.rfc3339(at);
        let of_version = |version: &PublicationRecord| {
            let deliveries = self.of_version(version.revision).map(|d| {
                json!({ "channel": d.channel, "receiver": d.receiver, "number": d.cursor, "purpose": d.purpose.name(),
                    "state": d.state.name(), "may_have_arrived": d.may_have_arrived(), "added": time(d.added),
                    "settled": d.settled.and_then(time), "attempts": d.tried, "code": d.code, "reply": d.reply })
            });
            json!({ "version": version.revision, "kind": version.kind.name(), "headline": version.headline,
                "published": time(version.published), "deliveries": deliveries.collect::<Vec<_>>() })
        };
        let outdated = self.receivers().into_iter().filter_map(|(channel, receiver)| {
            let (newest, earlier) = self.outdated(&channel, &receiver)?;
            let is_withdrawn = newest.kind == PublicationKind::Kill;
            Some(json!({ "channel": channel, "receiver": receiver, "version": earlier, "is_withdrawn": is_withdrawn }))
        });
        json!({ "release": self.release.name, "id": self.release.id, "versions": self.versions.iter().map(of_version).collect::<Vec<_>>(),
            "outdated": outdated.collect::<Vec<_>>() })
    }

    /// RFC 4180.
    fn csv(&self) -> String {
        let head = "release,version,kind,published,channel,receiver,number,purpose,state,added,settled,attempts,reply\r\n";
        let mut text = head.to_owned();
        let time = |at: Option<i64>| at.and_then(|at| self.times.rfc3339(at)).unwrap_or_default();
        for version in self.versions {
            for d in self.of_version(version.revision) {
                let cells = [
                    self.release.name.clone(),
                    version.revision.to_string(),
                    version.kind.name().to_owned(),
                    time(Some(version.published)),
                    d.channel.clone(),
                    d.receiver.clone(),
                    d.cursor.map_or_else(String::new, |cursor| cursor.to_string()),
                    d.purpose.name().to_owned(),
                    d.state.name().to_owned(),
                    time(Some(d.added)),
                    time(d.settled),
                    d.tried.to_string(),
                    reply_text(d.code, d.reply.as_deref()),
                ];
                text.push_str(&cells.map(|cell| csv_cell(&cell)).join(","));
                text.push_str("\r\n");
            }
        }
        text
    }
}

/// `tt`, or `desks news@tt.example`.
fn full_name(channel: &str, receiver: &str) -> String {
    format!("{channel} {receiver}").trim_end().to_owned()
}

/// A receiver chooses the words of its reply: none of them becomes a formula in a spreadsheet.
fn csv_cell(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    if cell.contains([',', '"', '\r', '\n']) || !guard.is_empty() {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_one_cell_and_no_formula() {
        assert_eq!(csv_cell("226 Transfer complete"), "226 Transfer complete");
        assert_eq!(csv_cell("no, \"never\""), "\"no, \"\"never\"\"\"");
        assert_eq!(csv_cell("=1+1"), "\"'=1+1\"");
    }
}
