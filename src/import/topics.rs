//! Tags and categories of a source that are topics of the newsroom.

use crate::diag::Message;
use crate::import::input::ExistingContent;
use crate::import::{phrases, references};
use crate::msg;

/// The keys of the topics with these names, and a note with its remedy about the other names.
pub fn match_names(names: &[String], existing: &ExistingContent<'_>) -> (Vec<String>, Option<(Message, Message)>) {
    let mut keys = Vec::new();
    let mut unknown = Vec::new();
    for written in names.iter().filter(|name| phrases::kind_label(name).is_none()) {
        let (name, _) = references::unescape(written.trim());
        let is_it = |(key, topic): &(&String, &String)| topic.to_lowercase() == name.to_lowercase() || **key == name.to_lowercase();
        match existing.topics.iter().find(is_it) {
            Some((key, _)) if keys.contains(key) => {}
            Some((key, _)) => keys.push(key.clone()),
            None => unknown.push(format!("`{name}`")),
        }
    }
    let names = unknown.join(", ");
    let note = (!unknown.is_empty()).then(|| {
        (
            msg!("not among the topics in newsroom.toml: {names}", "inte bland ämnena i newsroom.toml: {names}"),
            msg!(
                "add what you want to keep below `[topics]`, and its key to `topics` in the release",
                "lägg till det som ska vara kvar under `[topics]`, och dess nyckel i `topics` i pressmeddelandet"
            ),
        )
    });
    (keys, note)
}
