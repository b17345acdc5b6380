//! Secrets: named by the environment variable that holds them, and never written here. What an author writes by mistake is not repeated.

use std::ops::Range;

use crate::content::front_matter::TableReader;
use crate::model::SecretName;
use crate::msg;

/// Fields whose lines may be shown, unless they hold a password after all.
const HARMLESS: &[&str] = &[
    "key",
    "name",
    "to",
    "format",
    "charset",
    "everything",
    "filter",
    "topics",
    "categories",
    "regions",
    "departments",
    "kinds",
    "languages",
    "urgency",
    "order",
    "rate",
    "history",
    "advance",
    "agreement",
    "file_name",
    "host_key",
    "attach",
    "relay",
    "from",
    "reply_to",
    "domain",
    "selector",
    "insecure",
];

/// Whether a message may show the line of `text` that begins at `line_start`: the heading of a table, or a field that holds no secret.
pub(super) fn is_harmless_line(text: &str, line_start: usize) -> bool {
    let line = line_at(text, line_start);
    if has_password(line) {
        return false;
    }
    match field_of(line) {
        Some(field) => HARMLESS.contains(&field),
        None if is_heading(line) => true,
        // A line of a list belongs to the field above it.
        None => {
            let above = text.get(..line_start).unwrap_or_default().lines().rev().find_map(field_of);
            above.is_some_and(|field| HARMLESS.contains(&field))
        }
    }
}

fn line_at(text: &str, line_start: usize) -> &str {
    text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default()
}

/// What is before the first equals sign.
fn field_of(line: &str) -> Option<&str> {
    line.split_once('=').map(|(field, _)| field.trim())
}

fn is_heading(line: &str) -> bool {
    let name = line.trim().trim_start_matches('[').trim_end_matches(']').trim();
    line.trim_start().starts_with('[') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// A second field on the line, or a password in an address: `//user:password@host`.
fn has_password(line: &str) -> bool {
    let lower = line.to_lowercase();
    let user = lower.split_once("//").and_then(|(_, rest)| rest.rsplit_once('@')).map(|(user, _)| user);
    ["secret", "token", "passw"].iter().any(|word| lower.contains(word)) || user.is_some_and(|user| user.contains(':'))
}

/// The secret that a receiver cannot do without.
pub(super) fn read_required_secret(fields: &mut TableReader, name: &'static str) -> Option<SecretName> {
    fields.require(name, &example(name));
    read_secret(fields, name)
}

pub(super) fn read_secret(fields: &mut TableReader, name: &'static str) -> Option<SecretName> {
    read_up_to(1, fields, name).pop()
}

/// One, or two while they change.
pub(super) fn read_secrets(fields: &mut TableReader, name: &'static str) -> Vec<SecretName> {
    fields.require(name, &example(name));
    read_up_to(2, fields, name)
}

fn read_up_to(most: usize, fields: &mut TableReader, name: &'static str) -> Vec<SecretName> {
    let is_written = fields.has(name);
    let items = fields.table_or_tables(name);
    if is_written && items.is_empty() {
        let message = msg!("`{name}` is an empty list", "`{name}` är en tom lista");
        let example = example(name);
        fields.error(message, msg!("write `{example}`", "skriv `{example}`"));
    }
    let mut secrets = Vec::new();
    for (n, (span, item)) in items.into_iter().enumerate() {
        if n == most {
            report_surplus(fields, most, name, span);
            break;
        }
        let Some(secret) = item.map_or_else(|| report_literal(fields, name, span.clone()), |item| read_variable(item, name)) else {
            continue;
        };
        if secrets.contains(&secret) {
            let message = msg!("the same variable is named twice", "samma variabel anges två gånger");
            fields.source().error(span, message, msg!("remove one", "ta bort den ena"));
        } else {
            secrets.push(secret);
        }
    }
    secrets
}

/// `{ env = "NAME" }`.
fn read_variable(item: TableReader, field: &'static str) -> Option<SecretName> {
    item.read(|item| {
        let name = item.required_string("env", &format!("env = \"{}\"", variable(field)))?;
        let secret = SecretName::parse(&name.value);
        if secret.is_none() {
            let example = variable(field);
            let message = msg!(
                "`env` must be the name of an environment variable, in capitals, digits and underscores",
                "`env` måste vara namnet på en miljövariabel, med versaler, siffror och understreck"
            );
            let hint = msg!(
                "write `env = \"{example}\"`, and give the variable its value where the service is started; if it was the secret itself, change it",
                "skriv `env = \"{example}\"`, och ge variabeln dess värde där tjänsten startas; om det var själva hemligheten, så byt den"
            );
            item.source().error(name.span, message, hint);
        }
        secret
    })
}

/// Whatever is in the place of `{ env = "NAME" }`.
fn report_literal(fields: &TableReader, name: &str, span: Range<usize>) -> Option<SecretName> {
    let example = example(name);
    if name == "key_file" {
        let message = msg!("`key_file` must name an environment variable", "`key_file` måste ange en miljövariabel");
        let hint = msg!("put the path of the file into it: `{example}`", "lägg filens sökväg i den: `{example}`");
        fields.source().error(span, message, hint);
        return None;
    }
    let message = msg!("`{name}` must not be in this file", "`{name}` får inte stå i den här filen");
    let hint = msg!(
        "put it into an environment variable and name that here: `{example}`; if others could read this file, change it",
        "lägg det i en miljövariabel och ange den här: `{example}`; om andra har kunnat läsa filen, så byt det"
    );
    fields.source().error(span, message, hint);
    None
}

fn report_surplus(fields: &TableReader, most: usize, name: &str, span: Range<usize>) {
    let (message, hint) = if most == 1 {
        (msg!("`{name}` can have only one value", "`{name}` kan bara ha ett värde"), msg!("remove the others", "ta bort de andra"))
    } else {
        let message = msg!("`{name}` has more than {most} values", "`{name}` har fler än {most} värden");
        let hint = msg!(
            "two are enough while one replaces the other: remove the oldest",
            "två räcker medan den ena ersätter den andra: ta bort den äldsta"
        );
        (message, hint)
    };
    fields.source().error(span, message, hint);
}

fn example(field: &str) -> String {
    format!("{field} = {{ env = \"{}\" }}", variable(field))
}

fn variable(field: &str) -> String {
    format!("DEPESCH_{}", field.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_only_when_it_can_hold_no_secret() {
        let shown = |text: &str| is_harmless_line(text, text.rfind('\n').map_or(0, |end| end + 1));
        for line in [
            "[[channel]]",
            "[mail]",
            "key = \"tt\"",
            "to = \"sftp://press@ftp.desk.example/in\"",
            "host_key = \"SHA256:abc\"",
            "to = [\n  \"mailto:a@x.example\",",
            "filter = { topics = [\"skola\"] }",
        ] {
            assert!(shown(line), "{line}");
        }
        for line in [
            "secret = \"hemligt\"",
            "secert = \"hemligt\"",
            "\"password\" = \"hemligt\"",
            "channel.secret = \"hemligt\"",
            "key = \"tt\"\nsecret = [\n  \"hemligt\",",
            "to = \"sftp://press:hemligt@ftp.desk.example/in\"",
            "relay = \"smtps://press:hemligt@mail.solvik.example\"",
            "to = \"https://x.example/?token=hemligt\"",
            "filter = { secret = \"hemligt\" }",
            "hemligt",
        ] {
            assert!(!shown(line), "{line}");
        }
    }
}
