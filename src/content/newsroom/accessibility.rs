//! The table `[accessibility]` of the newsroom's file: what the accessibility statement says.

use crate::content::dates;
use crate::content::fields::email;
use crate::content::fields::parsed;
use crate::content::fields::word;
use crate::content::front_matter::TableReader;
use crate::content::name_messages;
use crate::diag::Diagnostic;
use crate::model::Accessibility;
use crate::model::Assessor;
use crate::model::Conformance;
use crate::model::Email;
use crate::model::Phone;
use crate::model::SingleLine;
use crate::msg;

#[derive(Clone, Copy)]
enum ComplianceStatus {
    Full,
    Partial,
    Not,
}

const STATUSES: &[(&str, ComplianceStatus)] =
    &[("full", ComplianceStatus::Full), ("partial", ComplianceStatus::Partial), ("not", ComplianceStatus::Not)];

const HOW: &[(&str, Assessor)] = &[("self", Assessor::Itself), ("external", Assessor::External)];

/// `None` when something is wrong in it: half of what the law asks for would say that the rest is fine. `usual` is the newsroom's own
/// address, to which readers write where the table names none.
pub(super) fn read(mut table: TableReader, usual: Option<&Email>) -> Option<Accessibility> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let since = diagnostics.error_count();
    let status = required_word(&mut table, "status", STATUSES, "status = \"partial\"");
    if !table.has("assessed") {
        table.missing("assessed", "assessed = 2026-11-20");
    }
    let written = table.date("assessed");
    let assessed = written.as_ref().and_then(|written| dates::day(text, "assessed", written, diagnostics));
    let assessor = required_word(&mut table, "how", HOW, "how = \"self\"");
    let shortcomings = shortcomings(&mut table);
    let told = table.has("email") || table.has("phone");
    let field = table.text("phone");
    let phone = parsed(text, field, Phone::parse, name_messages::phone, diagnostics);
    let email = email(&mut table);
    if !told && usual.is_none() {
        let say = msg!(
            "there is no contact for reporting accessibility problems",
            "det finns ingen kontakt för den som vill anmäla brister"
        );
        let hint = msg!(
            "write `email = \"webb@solvik.example\"` or `phone = \"08-465 004 01\"` here",
            "skriv `email = \"webb@solvik.example\"` eller `phone = \"08-465 004 01\"` här"
        );
        diagnostics.push(Diagnostic::error(table.home(), say).hint(hint));
    }
    let conformance = status.zip(shortcomings).and_then(|(status, told)| conformance(status, told, &table));
    table.finish();
    if diagnostics.error_count() != since {
        return None;
    }
    Some(Accessibility { conformance: conformance?, assessed: assessed?, assessor: assessor?, email, phone })
}

/// A word of a few that must be there.
fn required_word<T: Copy>(table: &mut TableReader, name: &'static str, words: &[(&str, T)], example: &str) -> Option<T> {
    if !table.has(name) {
        table.missing(name, example);
    }
    word(table, name, words)
}

/// `None` when there is a mistake among them.
fn shortcomings(table: &mut TableReader) -> Option<Vec<SingleLine>> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let since = diagnostics.error_count();
    let written = table.texts("shortcomings");
    let line =
        |field| parsed(text, Some(field), SingleLine::parse, |_, error| name_messages::line("shortcomings", error), diagnostics);
    let lines = written.into_iter().filter_map(line).collect();
    (diagnostics.error_count() == since).then_some(lines)
}

/// What is not fully accessible says in what way; what is, says nothing.
fn conformance(status: ComplianceStatus, shortcomings: Vec<SingleLine>, table: &TableReader) -> Option<Conformance> {
    let diagnostics = table.diagnostics();
    let (say, hint) = match (status, shortcomings.is_empty()) {
        (ComplianceStatus::Full, true) => return Some(Conformance::Full),
        (ComplianceStatus::Partial, false) => return Some(Conformance::Partial(shortcomings)),
        (ComplianceStatus::Not, false) => return Some(Conformance::Not(shortcomings)),
        (ComplianceStatus::Full, false) => (
            msg!("a fully accessible site has no shortcomings", "en helt tillgänglig webbplats har inga brister"),
            msg!(
                "write `status = \"partial\"`, or remove `shortcomings`",
                "skriv `status = \"partial\"`, eller ta bort `shortcomings`"
            ),
        ),
        (ComplianceStatus::Partial | ComplianceStatus::Not, true) => (
            msg!("`shortcomings` does not say what is not accessible", "`shortcomings` säger inte vad som inte är tillgängligt"),
            msg!(
                "write `shortcomings = [\"Some documents from before 2019 cannot be read by screen readers.\"]`",
                "skriv `shortcomings = [\"En del dokument från före 2019 kan inte läsas av skärmläsare.\"]`"
            ),
        ),
    };
    diagnostics.push(Diagnostic::error(table.home(), say).hint(hint));
    None
}
