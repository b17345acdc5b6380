//! The files that a theme names: fonts and a logo.

use crate::content::front_matter::TableReader;
use crate::content::sources::FileProblem;
use crate::content::sources::ThemeSource;
use crate::content::text::Spanned;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::msg;

/// A file that the theme names, with its bytes.
pub(crate) fn beside<'s>(
    fields: &mut TableReader,
    name: &'static str,
    source: &'s ThemeSource,
) -> Option<(Spanned<String>, &'s [u8])> {
    let diagnostics = fields.diagnostics();
    let field = fields.text(name)?;
    match source.beside.get(&field.value)? {
        Ok(bytes) => Some((field, bytes)),
        Err(why) => {
            let (say, hint) = absent(&field.value, why);
            diagnostics.push(Diagnostic::error(fields.source().place(field.at), say).hint(hint));
            None
        }
    }
}

pub(crate) fn absent(name: &str, why: &FileProblem) -> (Message, Message) {
    let name = shown(name);
    let beside = || {
        msg!(
            "put the file in the same folder as the theme, and write its exact name",
            "lägg filen i samma mapp som temat, och skriv dess exakta namn"
        )
    };
    match why {
        FileProblem::Missing => (msg!("there is no file `{name}`", "det finns ingen fil `{name}`"), beside()),
        FileProblem::Outside => {
            (msg!("`{name}` is not in the folder of the theme", "`{name}` ligger inte i temats mapp"), beside())
        }
        FileProblem::NotAFile => (msg!("`{name}` is not a file", "`{name}` är ingen fil"), beside()),
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
