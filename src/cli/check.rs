//! `depesch check`: every mistake of every text, and nothing written.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;

use super::Common;
use super::Exit;
use super::Report;
use super::World;
use super::build;
use crate::content;
use crate::diag;
use crate::diag::Diagnostic;
use crate::diag::Place;
use crate::diag::Severity;
use crate::error::Error;
use crate::model::Contact;
use crate::model::Instant;
use crate::model::Key;
use crate::model::Newsroom;
use crate::say;

#[derive(Debug, Args)]
pub struct Check {
    /// Show mistakes only, no hints
    #[arg(long)]
    no_hints: bool,
    /// The folder whose pages are looked through for contacts that should not be shown any more
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Look at this instant [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
}

impl Check {
    pub fn run(&self, common: &Common, world: &World) -> Result<Report, Error> {
        let loaded = content::load(&common.content)?;
        let mut found = loaded.diagnostics;
        if let Some(newsroom) = &loaded.newsroom {
            let now = build::instant(newsroom, self.now.as_deref(), world)?;
            found.extend(still_shown(newsroom, &now, &self.out));
        }
        if self.no_hints {
            found.retain(Diagnostic::is_mistake);
        }
        let mistakes = found.iter().filter(|d| d.is_mistake()).count();
        let hints = found.iter().filter(|d| d.severity == Severity::Hint).count();
        let exit = if mistakes > 0 { Exit::Mistakes } else { Exit::Fine };
        if common.json {
            let answer =
                serde_json::json!({ "mistakes": mistakes, "hints": hints, "diagnostics": diag::to_json(&found, world.tongue) });
            return Ok(Report { stdout: format!("{answer:#}\n").into_bytes(), stderr: String::new(), exit });
        }
        let (mistakes_en, hints_en) = (counted(mistakes, "mistake", "mistakes"), counted(hints, "hint", "hints"));
        let hints_sv = counted(hints, "tips", "tips");
        let last = say!("{mistakes_en}, {hints_en}", "{mistakes} fel, {hints_sv}");
        let mut text = diag::render(&found, world.tongue, world.color && world.terminal);
        text.push_str(last.within(world.tongue));
        text.push('\n');
        Ok(Report { stdout: text.into_bytes(), stderr: String::new(), exit })
    }
}

/// Contacts whose last day has passed and who stand on live pages still, with the pages. The law asks that personal data go when their
/// purpose is gone (GDPR article 5.1 e).
fn still_shown(newsroom: &Newsroom, now: &Instant, out: &Path) -> Vec<Diagnostic> {
    let mut pages: BTreeMap<&Key, (&Contact, BTreeSet<String>)> = BTreeMap::new();
    for release in newsroom.records().iter().flat_map(|record| record.texts()) {
        for contact in release.contacts.iter().filter(|contact| !contact.is_valid(now.in_zone(&newsroom.publisher.zone).day())) {
            let shown = ["html", "txt"].map(|end| match end {
                "html" => format!("{}index.html", release.folder()),
                end => release.permalink.file(end),
            });
            let shown =
                shown.into_iter().filter(|page| std::fs::read_to_string(out.join(page)).is_ok_and(|text| tells(&text, contact)));
            pages.entry(&contact.key).or_insert((contact, BTreeSet::new())).1.extend(shown);
        }
    }
    pages.values().filter(|(_, pages)| !pages.is_empty()).map(|(contact, pages)| tell(contact, pages, out)).collect()
}

/// By a way to reach somebody, or by the whole name.
fn tells(text: &str, contact: &Contact) -> bool {
    let text = text.replace('\u{a0}', " ");
    let phone = contact.reach.phone().map(|phone| phone.written().replace('\u{a0}', " "));
    let email = contact.reach.email().map(ToString::to_string);
    [phone, email, Some(contact.title())].into_iter().flatten().any(|fact| text.contains(&fact))
}

fn tell(contact: &Contact, pages: &BTreeSet<String>, out: &Path) -> Diagnostic {
    let (key, until) = (&contact.key, contact.valid_until.map_or_else(String::new, |day| day.to_string()));
    let list = pages.iter().map(|page| format!("`{}`", out.join(page).display())).collect::<Vec<_>>().join(", ");
    let say = say!(
        "the contact `{key}` was valid until {until}, and is still shown in {list}",
        "kontakten `{key}` gällde till {until}, och visas fortfarande i {list}"
    );
    let hint = say!(
        "`depesch build` leaves it out; then publish the folder, and tell search engines if it matters",
        "`depesch build` utelämnar den; publicera sedan mappen, och säg till sökmotorerna om det är viktigt"
    );
    Diagnostic::note(Place::file("contacts.toml"), say).hint(hint)
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
