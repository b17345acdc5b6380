//! Goes through a day in the newsroom by itself: a release, its correction, its withdrawal; every receiver must get each.

use std::time::Duration;

use super::arrivals::{Arrival, Arrivals};
use super::newsroom::SandboxNewsroom;
use super::settings::SandboxSettings;
use crate::error::Error;
use crate::msg;

/// How long a step may take.
const PATIENCE: Duration = Duration::from_secs(60);
const RECEIVERS: [&str; 5] = ["folder", "mail", "webhook", "pull", "websub"];

/// `with_sftp`: there is a server for it.
pub async fn run(
    settings: &SandboxSettings,
    newsroom: &SandboxNewsroom,
    arrivals: &Arrivals,
    with_sftp: bool,
) -> Result<(), Error> {
    let news = newsroom.news();
    let notes = match settings.language {
        "sv" => ["Båten tar 14 personer, inte tolv.", "Turen är inställd."],
        _ => ["The boat takes 14 people, not twelve.", "The tour is cancelled."],
    };
    let receivers: Vec<&str> = RECEIVERS.into_iter().chain(with_sftp.then_some("sftp")).collect();
    if !with_sftp {
        (settings.say)("no sshd on this machine: SFTP is left out");
    }
    let mut step = Step { settings, newsroom, arrivals, receivers, seen: 0 };
    step.wait("published").await?;
    step.command(&["correct", &news, "--note", notes[0]])?;
    let failed = |e| Error::file(msg!("cannot edit the release", "kan inte ändra meddelandet"), newsroom.root(), e);
    let text = std::fs::read_to_string(newsroom.news_file()).map_err(failed)?;
    let edited = text.replace("tolv personer", "14 personer").replace("twelve people", "14 people");
    std::fs::write(newsroom.news_file(), edited).map_err(failed)?;
    step.wait("corrected").await?;
    step.command(&["withdraw", &news, "--note", notes[1]])?;
    step.wait("withdrawn").await?;
    step.command(&["wire", "receipts", &news])?;
    step.command(&["wire", "status"])
}

struct Step<'s> {
    settings: &'s SandboxSettings,
    newsroom: &'s SandboxNewsroom,
    arrivals: &'s Arrivals,
    receivers: Vec<&'s str>,
    /// Arrivals of the steps before.
    seen: usize,
}

impl Step<'_> {
    fn command(&self, arguments: &[&str]) -> Result<(), Error> {
        let say = self.settings.say;
        say(&format!("$ depesch {}", arguments.join(" ")));
        say(self.newsroom.command(self.settings, arguments)?.trim_end());
        Ok(())
    }

    /// Until every receiver has got something more.
    async fn wait(&mut self, what: &str) -> Result<(), Error> {
        let begun = tokio::time::Instant::now();
        loop {
            let new: Vec<Arrival> = self.arrivals.list().split_off(self.seen);
            let missing: Vec<&str> =
                self.receivers.iter().copied().filter(|name| !new.iter().any(|arrival| arrival.receiver == *name)).collect();
            if missing.is_empty() {
                for arrival in &new {
                    (self.settings.say)(&format!("{what:9}  {:7}  {}", arrival.receiver, arrival.title));
                }
                self.seen += new.len();
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                let names = missing.join(", ");
                return Err(Error::new(msg!("{what}: nothing has arrived at {names}", "{what}: inget har kommit till {names}")));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
