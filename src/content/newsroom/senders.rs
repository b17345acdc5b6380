//! `senders.toml` and `departments.toml`: the organisations that send releases, and their parts.

use super::newsroom_toml;
use crate::content::front_matter::TableReader;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::section::read_section;
use crate::model::{Boilerplate, Department, Key, Organisation};
use crate::msg;

pub(super) fn read_sender(key: Key, fields: &mut TableReader) -> Option<Organisation> {
    let name = fields.required_line("name", "name = \"Solvik kommun\"");
    let (home, email) = (newsroom_toml::read_home(fields), fields.email());
    let boilerplates = read_boilerplates(fields);
    Some(Organisation { key, name: name?, home, email, boilerplates })
}

pub(super) fn read_department(key: Key, fields: &mut TableReader, senders: &EntityTable<Organisation>) -> Option<Department> {
    let name = fields.required_line("name", "name = \"Utbildningsförvaltningen\"");
    let sender = senders.read_key(fields, "sender");
    let boilerplates = read_boilerplates(fields);
    Some(Department { key, name: name?, sender, boilerplates })
}

/// Oldest first.
fn read_boilerplates(fields: &mut TableReader) -> Vec<Boilerplate> {
    let mut days = Vec::new();
    let mut boilerplates = fields.read_tables("boilerplate", |row| {
        let from = row.day("from");
        let section = read_section(row);
        if days.contains(&from) {
            let message = msg!("two boilerplates apply from the same day", "två presentationer gäller från samma dag");
            let hint = msg!(
                "write the day from which this one is used: `from = 2026-01-01`",
                "skriv från vilken dag den här används: `from = 2026-01-01`"
            );
            row.error(message, hint);
        }
        let text = section?;
        days.push(from);
        Some(Boilerplate { from, text })
    });
    boilerplates.sort_by_key(|boilerplate| boilerplate.from);
    boilerplates
}
