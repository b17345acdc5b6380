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

pub(crate) fn organisation(key: Key, fields: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Option<Organisation> {
    let name = required_line(fields, "name", "name = \"Solvik kommun\"", mistakes);
    let (home, email) = (newsroom_toml::home(fields, mistakes), email(fields, mistakes));
    let boilerplates = boilerplates(fields, mistakes);
    Some(Organisation { key, name: name?, home, email, boilerplates })
}

pub(crate) fn department(
    key: Key,
    fields: &mut TableReader,
    senders: &EntityTable<Organisation>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Department> {
    let name = required_line(fields, "name", "name = \"Utbildningsförvaltningen\"", mistakes);
    let sender = fields.text("sender", mistakes).and_then(|key| senders.find(fields.source(), &key, mistakes));
    let boilerplates = boilerplates(fields, mistakes);
    Some(Department { key, name: name?, sender, boilerplates })
}

pub(crate) fn boilerplates(fields: &mut TableReader, mistakes: &mut Vec<Diagnostic>) -> Vec<Boilerplate> {
    let text = fields.source();
    let mut boilerplates: Vec<Boilerplate> = Vec::new();
    for mut row in fields.tables("boilerplate", mistakes) {
        let written = row.date("from", mistakes);
        let from = written.as_ref().and_then(|written| dates::day(text, "from", written, mistakes));
        let section = section(&mut row, mistakes);
        if boilerplates.iter().any(|other| other.from == from) {
            let say = msg!("two boilerplates begin on the same day", "två presentationer börjar samma dag");
            let hint = msg!(
                "write from which day this one is used: `from = 2026-01-01`",
                "skriv från vilken dag den här används: `from = 2026-01-01`"
            );
            mistakes.push(Diagnostic::error(row.home(), say).hint(hint));
        }
        row.finish(mistakes);
        boilerplates.extend(section.map(|text| Boilerplate { from, text }));
    }
    boilerplates.sort_by_key(|boilerplate| boilerplate.from);
    boilerplates
}
