//! Redirects from former addresses of releases and feeds.

use std::collections::BTreeSet;

use super::edition::Edition;
use super::paths;

/// From one path to another, both below the site's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: String,
    pub to: String,
}

impl Edition<'_> {
    /// For each path at another site, if it is below ours. For each former permalink, its page with and without the slash, its files with these extensions and its attachments. For each former
    /// name of feeds, the feeds with these extensions; archives and the list of changes never had another name.
    pub fn redirects(&self, release_files: &[&str], feeds: &[&str]) -> Vec<Redirect> {
        let mut all = Vec::new();
        let mut add = |from: String, to: String| all.push(Redirect { from, to });
        let attachments = self.files();
        for (old, now) in self.former_permalinks() {
            let (from, to) = (old.folder(), now.folder());
            add(from.trim_end_matches('/').to_owned(), to.clone());
            add(from.clone(), to.clone());
            release_files.iter().for_each(|extension| add(old.file(extension), now.file(extension)));
            for rest in attachments.iter().filter_map(|file| file.path.strip_prefix(&to)) {
                add(format!("{from}{rest}"), format!("{to}{rest}"));
            }
        }
        let publisher = self.publisher();
        let home = publisher.address("");
        let current: BTreeSet<String> = self.releases().iter().map(|release| release.permalink.folder()).collect();
        for (old, now) in self.former_paths() {
            let Some(from) = old.as_str().strip_prefix(home.path()).map(|path| path.trim_end_matches('/').to_owned()) else {
                continue;
            };
            let with_slash = format!("{from}/");
            // A release that kept its address needs no redirect, which would lead to itself.
            if from.is_empty() || current.contains(&with_slash) || with_slash == now.folder() {
                continue;
            }
            add(from, now.folder());
            add(with_slash, now.folder());
        }
        let selections = if publisher.feeds.former_names.is_empty() { Vec::new() } else { self.selections() };
        for selection in selections {
            for former in &publisher.feeds.former_names {
                for extension in feeds {
                    add(paths::feed(&selection.folder(), former, extension), publisher.feed_path(&selection, extension));
                }
            }
        }
        all
    }
}
