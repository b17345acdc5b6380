//! Explains why a name, a number or an address is refused, and how to write it.

use crate::content::text::{Explanation, shorten};
use crate::diag::Message;
use crate::model::Slug;
use crate::model::name::{NameError, is_noncharacter};
use crate::msg;

/// A line of text: a name, a role, a label.
pub(crate) fn line(field: &str, error: &NameError) -> Explanation {
    match error {
        NameError::Blank => (
            msg!("`{field}` is empty", "`{field}` är tomt"),
            msg!("write something between the quotation marks", "skriv något inom citattecknen"),
        ),
        NameError::TooLong { limit } => {
            (msg!("`{field}` is longer than {limit} bytes", "`{field}` är längre än {limit} byte"), msg!("shorten it", "korta det"))
        }
        NameError::Character(c) => {
            let code = format!("U+{:04X}", *c as u32);
            (
                msg!("the character {code} cannot be used in `{field}`", "tecknet {code} kan inte användas i `{field}`"),
                msg!("delete it", "ta bort det"),
            )
        }
        NameError::Reserved | NameError::Scheme | NameError::Shape => (
            msg!("`{field}` does not have the right form", "`{field}` har inte rätt form"),
            msg!("write it as one line of text", "skriv det som en rad text"),
        ),
    }
}

/// Explains why a name is refused, for the end of a sentence that says what it names.
pub fn explain_name_error(error: &NameError) -> Message {
    match error {
        NameError::Blank => msg!("it is empty", "det är tomt"),
        NameError::TooLong { limit } => msg!("it is longer than {limit} bytes", "det är längre än {limit} byte"),
        NameError::Character(c) if c.is_control() || is_noncharacter(*c) => {
            let code = format!("U+{:04X}", u32::from(*c));
            msg!("the character {code} cannot be used there", "tecknet {code} kan inte användas där")
        }
        NameError::Character(c) => msg!("`{c}` cannot be used there", "`{c}` kan inte användas där"),
        NameError::Reserved => msg!("it is reserved", "det är upptaget"),
        NameError::Scheme => msg!("it is not a web address", "det är ingen webbadress"),
        NameError::Shape => msg!("it does not have the right form", "det har inte rätt form"),
    }
}

/// A telephone number.
pub(crate) fn phone(written: &str, error: &NameError) -> Explanation {
    let value = shorten(written);
    let hint = msg!(
        "write it as people dial it: `08-465 004 01` or `+46 8 465 004 01`",
        "skriv det som man slår det: `08-465 004 01` eller `+46 8 465 004 01`"
    );
    match error {
        NameError::Blank => line("phone", error),
        NameError::Character(c) if !c.is_control() => {
            (msg!("`{c}` cannot be used in the phone number `{value}`", "`{c}` kan inte användas i telefonnumret `{value}`"), hint)
        }
        _ => (msg!("`{value}` is not a phone number", "`{value}` är inget telefonnummer"), hint),
    }
}

/// An e-mail address.
pub(crate) fn email(written: &str, error: &NameError) -> Explanation {
    let value = shorten(written);
    let hint = msg!("write it as `press@solvik.example`", "skriv den som `press@solvik.example`");
    match error {
        NameError::Blank => line("email", error),
        NameError::Character(c) if !c.is_control() => (
            msg!("`{c}` cannot be used in the e-mail address `{value}`", "`{c}` kan inte användas i e-postadressen `{value}`"),
            hint,
        ),
        _ => (msg!("`{value}` is not an e-mail address", "`{value}` är ingen e-postadress"), hint),
    }
}

/// The web address in `field`, which is that of `what_en`.
pub(crate) fn address(field: &str, what_en: &str, what_sv: &str, written: &str, error: &NameError) -> Explanation {
    let value = shorten(written);
    match error {
        _ if written.trim().is_empty() => line(field, error),
        _ if written.trim_start().starts_with("mailto:") => (
            msg!(
                "the address `{value}` of the {what_en} is not an e-mail address",
                "adressen `{value}` till {what_sv} är ingen e-postadress"
            ),
            msg!("write it as `mailto:press@solvik.example`", "skriv den som `mailto:press@solvik.example`"),
        ),
        NameError::Scheme if written.contains('@') && !written.contains(['/', ':']) => (
            msg!("the address `{value}` of the {what_en} is incomplete", "adressen `{value}` till {what_sv} är ofullständig"),
            msg!("write `mailto:{value}`", "skriv `mailto:{value}`"),
        ),
        NameError::Scheme if !written.contains(':') && written.contains('.') && !written.starts_with(['/', '.', '#']) => (
            msg!("the address `{value}` of the {what_en} is incomplete", "adressen `{value}` till {what_sv} är ofullständig"),
            msg!("write `https://{value}`", "skriv `https://{value}`"),
        ),
        NameError::Scheme if !written.contains(':') => (
            msg!("the address `{value}` of the {what_en} is incomplete", "adressen `{value}` till {what_sv} är ofullständig"),
            msg!(
                "write the full address, beginning with `https://`: the text is also read outside the site",
                "skriv hela adressen, med `https://` först: texten läses också utanför webbplatsen"
            ),
        ),
        NameError::Scheme => (
            msg!(
                "the address `{value}` of the {what_en} has a scheme that cannot be used",
                "adressen `{value}` till {what_sv} är av en typ som inte kan användas"
            ),
            msg!("use `https:`, `http:`, `mailto:` or `tel:`", "använd `https:`, `http:`, `mailto:` eller `tel:`"),
        ),
        NameError::Blank | NameError::Character(_) | NameError::TooLong { .. } | NameError::Reserved | NameError::Shape => (
            msg!(
                "the address `{value}` of the {what_en} is not a web address",
                "adressen `{value}` till {what_sv} är ingen webbadress"
            ),
            msg!("write it as `https://www.solvik.example/page`", "skriv den som `https://www.solvik.example/sida`"),
        ),
    }
}

/// The id of a release.
pub(crate) fn id(written: &str, error: &NameError) -> Explanation {
    let value = shorten(written);
    let hint = msg!(
        "an id is `tag:`, a host name, a date and a name: `tag:solvik.example,2026-03-02:release/1`; `depesch new` mints one",
        "ett id är `tag:`, ett värdnamn, ett datum och ett namn: `tag:solvik.example,2026-03-02:release/1`; `depesch new` gör ett"
    );
    match error {
        NameError::Blank => (line("id", error).0, hint),
        NameError::Character(c) if !c.is_control() => {
            (msg!("`{c}` cannot be used in the id `{value}`", "`{c}` kan inte användas i id:t `{value}`"), hint)
        }
        _ => (msg!("`{value}` is not an id", "`{value}` är inget id"), hint),
    }
}

/// The key of a contact, department or topic, or a release's folder.
pub(crate) fn key(what_en: &str, what_sv: &str, written: &str, error: &NameError) -> Explanation {
    let value = shorten(written);
    let hint = match Slug::from_headline(written).filter(|slug| slug.as_str() != written) {
        _ if matches!(error, NameError::TooLong { .. }) => msg!("shorten it", "korta det"),
        Some(slug) => msg!("use `a-z`, `0-9` and single hyphens: `{slug}`", "använd `a-z`, `0-9` och enkla bindestreck: `{slug}`"),
        None => msg!("use `a-z`, `0-9` and single hyphens", "använd `a-z`, `0-9` och enkla bindestreck"),
    };
    let message = match error {
        NameError::TooLong { limit } => {
            msg!("the {what_en} `{value}` is longer than {limit} characters", "{what_sv} `{value}` är längre än {limit} tecken")
        }
        NameError::Reserved => msg!("the {what_en} `{value}` is reserved", "{what_sv} `{value}` är upptaget"),
        NameError::Character(c) if !c.is_control() => {
            msg!("`{c}` cannot be used in the {what_en} `{value}`", "`{c}` kan inte användas i {what_sv} `{value}`")
        }
        _ => msg!("the {what_en} `{value}` cannot be used", "{what_sv} `{value}` kan inte användas"),
    };
    (message, hint)
}
