//! `senders.toml` and `departments.toml`: who sends releases.

use super::newsroom_toml;
use crate::content::dates;
use crate::content::fields::email;
use crate::content::fields::required_line;
use crate::content::front_matter::TableReader;
use crate::content::newsroom::lookup::EntityTable;
use crate::content::section::section;
use crate::diag::Diagnostic;
use crate::model::Boilerplate;
use crate::model::Department;
use crate::model::Key;
use crate::model::Organisation;
use crate::msg;

pub(crate) fn organisation(key: Key, fields: &mut TableReader) -> Option<Organisation> {
    let name = required_line(fields, "name", "name = \"Solvik kommun\"");
    let (home, email) = (newsroom_toml::home(fields), email(fields));
    let boilerplates = boilerplates(fields);
    Some(Organisation { key, name: name?, home, email, boilerplates })
}

pub(crate) fn department(key: Key, fields: &mut TableReader, senders: &EntityTable<Organisation>) -> Option<Department> {
    let diagnostics = fields.diagnostics();
    let name = required_line(fields, "name", "name = \"Utbildningsförvaltningen\"");
    let sender = fields.text("sender").and_then(|key| senders.find(fields.source(), &key, diagnostics));
    let boilerplates = boilerplates(fields);
    Some(Department { key, name: name?, sender, boilerplates })
}

pub(crate) fn boilerplates(fields: &mut TableReader) -> Vec<Boilerplate> {
    let diagnostics = fields.diagnostics();
    let text = fields.source();
    let mut boilerplates: Vec<Boilerplate> = Vec::new();
    for mut row in fields.tables("boilerplate") {
        let written = row.date("from");
        let from = written.as_ref().and_then(|written| dates::day(text, "from", written, diagnostics));
        let section = section(&mut row);
        if boilerplates.iter().any(|other| other.from == from) {
            let say = msg!("two boilerplates apply from the same day", "två presentationer gäller från samma dag");
            let hint = msg!(
                "write the day from which this one is used: `from = 2026-01-01`",
                "skriv från vilken dag den här används: `from = 2026-01-01`"
            );
            diagnostics.push(Diagnostic::error(row.home(), say).hint(hint));
        }
        row.finish();
        boilerplates.extend(section.map(|text| Boilerplate { from, text }));
    }
    boilerplates.sort_by_key(|boilerplate| boilerplate.from);
    boilerplates
}
