//! A folder that an editorial system watches.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::arrivals::Arrivals;

/// `receiver` names it in the list.
pub async fn watch(receiver: &'static str, folder: PathBuf, arrivals: Arc<Arrivals>) {
    let mut known = BTreeSet::new();
    loop {
        let files = std::fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let mut names: Vec<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        for name in names {
            // A file that is being written begins with a dot.
            if !name.starts_with('.')
                && !known.contains(&name)
                && let Ok(bytes) = std::fs::read(folder.join(&name))
            {
                arrivals.add(receiver, name.clone(), vec![("file".to_owned(), name.clone())], bytes);
                known.insert(name);
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
