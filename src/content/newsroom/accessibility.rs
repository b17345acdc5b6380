//! The table `[accessibility]` of `newsroom.toml`: the facts of the accessibility statement.

use crate::content::front_matter::TableReader;
use crate::content::messages::invalid_names;
use crate::model::{Accessibility, Assessor, Conformance, Email, SingleLine};
use crate::msg;

#[derive(Clone, Copy)]
enum ComplianceStatus {
    Full,
    Partial,
    Not,
}

const STATUSES: &[(&str, ComplianceStatus)] =
    &[("full", ComplianceStatus::Full), ("partial", ComplianceStatus::Partial), ("not", ComplianceStatus::Not)];

const ASSESSORS: &[(&str, Assessor)] = &[("self", Assessor::Itself), ("external", Assessor::External)];

/// Readers write to `newsroom_email` when the table has no contact. The caller drops a statement with errors: half of what the law asks for
/// would imply that the rest is fine.
pub(super) fn read(table: &mut TableReader, newsroom_email: Option<&Email>) -> Option<Accessibility> {
    let status = table.required_keyword("status", STATUSES, "status = \"partial\"");
    table.require("assessed", "assessed = 2026-11-20");
    let assessed = table.day("assessed");
    let assessor = table.required_keyword("how", ASSESSORS, "how = \"self\"");
    let shortcomings = read_shortcomings(table);
    let has_contact = table.has("email") || table.has("phone") || newsroom_email.is_some();
    let (phone, email) = (table.phone(), table.email());
    if !has_contact {
        let message = msg!(
            "there is no contact for reporting accessibility problems",
            "det finns ingen kontakt för den som vill anmäla brister"
        );
        let hint = msg!(
            "write `email = \"webb@solvik.example\"` or `phone = \"08-465 004 01\"` here",
            "skriv `email = \"webb@solvik.example\"` eller `phone = \"08-465 004 01\"` här"
        );
        table.error(message, hint);
    }
    let conformance = conformance(status?, shortcomings?, table);
    Some(Accessibility { conformance: conformance?, assessed: assessed?, assessor: assessor?, email, phone })
}

fn read_shortcomings(table: &mut TableReader) -> Option<Vec<SingleLine>> {
    let text = table.source();
    text.diagnostics.checked(|| {
        let lines = table
            .strings("shortcomings")
            .into_iter()
            .filter_map(|field| text.parse(&field, SingleLine::parse, |_, error| invalid_names::line("shortcomings", error)));
        Some(lines.collect())
    })
}

fn conformance(status: ComplianceStatus, shortcomings: Vec<SingleLine>, table: &TableReader) -> Option<Conformance> {
    let (message, hint) = match (status, shortcomings.is_empty()) {
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
    table.error(message, hint);
    None
}
