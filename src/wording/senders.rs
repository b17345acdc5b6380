//! Names of senders, with their departments.

use super::Wording;
use crate::model::{Department, Edition, Organisation, Release, Withdrawal};

impl Wording {
    /// "Solvik kommun, Fritidsförvaltningen", "Solvik kommun och Solviks hamn AB".
    pub fn senders(&self, edition: &Edition, release: &Release) -> String {
        self.list(&self.each_sender(edition, release))
    }

    /// The senders with the department apart: "Solvik kommun, ", "Fritidsförvaltningen", "".
    pub fn senders_and_department<'r>(&self, edition: &Edition, release: &'r Release) -> (String, &'r str, String) {
        let Some(department) = release.department.as_deref() else { return (self.senders(edition, release), "", String::new()) };
        // No name contains this character.
        const PLACEHOLDER: char = '\0';
        let name = |sender: &&Organisation| {
            if is_part_of(department, sender, &edition.publisher().sender) {
                format!("{}, {PLACEHOLDER}", sender.name)
            } else {
                sender.name.to_string()
            }
        };
        let all = self.list(&edition.senders(release).iter().map(name).collect::<Vec<_>>());
        match all.split_once(PLACEHOLDER) {
            Some((before, after)) => (before.to_owned(), department.name.as_str(), after.to_owned()),
            None => (all, "", String::new()),
        }
    }

    /// Each sender with its department: "Solvik kommun, Fritidsförvaltningen".
    pub fn each_sender(&self, edition: &Edition, release: &Release) -> Vec<String> {
        names_with_department(&edition.senders(release), release.department.as_deref(), &edition.publisher().sender)
    }

    pub fn senders_of_withdrawal(&self, edition: &Edition, withdrawal: &Withdrawal) -> String {
        self.list(&names_with_department(
            &edition.senders_of_withdrawal(withdrawal),
            withdrawal.department(),
            &edition.publisher().sender,
        ))
    }

    /// Without a department: "Solvik kommun och Solviks hamn AB".
    pub fn sender_names(&self, senders: &[&Organisation]) -> String {
        self.list(&senders.iter().map(|sender| sender.name.to_string()).collect::<Vec<_>>())
    }
}

fn names_with_department(senders: &[&Organisation], department: Option<&Department>, newsroom: &Organisation) -> Vec<String> {
    let name = |sender: &&Organisation| match department.filter(|department| is_part_of(department, sender, newsroom)) {
        Some(department) => format!("{}, {}", sender.name, department.name),
        None => sender.name.to_string(),
    };
    senders.iter().map(name).collect()
}

fn is_part_of(department: &Department, sender: &Organisation, newsroom: &Organisation) -> bool {
    department.sender.as_deref().unwrap_or(newsroom).key == sender.key
}
