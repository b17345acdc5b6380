//! The files that a theme names: fonts and a logo.

use crate::content::front_matter::TableReader;
use crate::content::sources::{FileProblem, ThemeSource};
use crate::content::text::{Explanation, Spanned, shorten};
use crate::msg;

/// The field, and the bytes of the file that it names.
pub(super) fn read_file<'s>(
    fields: &mut TableReader,
    name: &'static str,
    source: &'s ThemeSource,
) -> Option<(Spanned<String>, &'s [u8])> {
    let field = fields.string(name)?;
    match source.files.get(&field.value)? {
        Ok(bytes) => Some((field, bytes)),
        Err(problem) => {
            let (message, hint) = explain_problem(&field.value, problem);
            fields.source().error(field.span, message, hint);
            None
        }
    }
}

fn explain_problem(name: &str, problem: &FileProblem) -> Explanation {
    let name = shorten(name);
    let put_beside = || {
        msg!(
            "put the file in the same folder as the theme, and write its exact name",
            "lägg filen i samma mapp som temat, och skriv dess exakta namn"
        )
    };
    match problem {
        FileProblem::Missing => (msg!("there is no file `{name}`", "det finns ingen fil `{name}`"), put_beside()),
        FileProblem::Outside => {
            (msg!("`{name}` is not in the folder of the theme", "`{name}` ligger inte i temats mapp"), put_beside())
        }
        FileProblem::NotAFile => (msg!("`{name}` is not a file", "`{name}` är ingen fil"), put_beside()),
        FileProblem::TooLarge(limit) => (
            msg!("`{name}` is larger than {limit} MB", "`{name}` är större än {limit} MB"),
            msg!("make it smaller: a logo is a few outlines", "gör den mindre: en logotyp är några konturer"),
        ),
        FileProblem::Unreadable(cause) => (
            msg!("`{name}` cannot be read: {cause}", "`{name}` kan inte läsas: {cause}"),
            msg!("check its permissions", "kontrollera dess rättigheter"),
        ),
    }
}
