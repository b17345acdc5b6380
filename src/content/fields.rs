//! Fields of one kind: a line, a language, a keyword, an address.

use crate::content::front_matter::TableReader;
use crate::content::front_matter::list;
use crate::content::name_messages;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::content::text::nearest;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Message;
use crate::model::Email;
use crate::model::Lang;
use crate::model::SingleLine;
use crate::model::name::NameError;
use crate::msg;

/// A field parsed by one of the model's own rules.
pub(crate) fn parsed<T>(
    text: &SourceText,
    field: Option<Spanned<String>>,
    parse: impl Fn(&str) -> Result<T, NameError>,
    explain: impl Fn(&str, &NameError) -> (Message, Message),
    diagnostics: &Diagnostics,
) -> Option<T> {
    let field = field?;
    match parse(&field.value) {
        Ok(value) => Some(value),
        Err(error) => {
            let (say, hint) = explain(&field.value, &error);
            diagnostics.push(Diagnostic::error(text.place(field.at), say).hint(hint));
            None
        }
    }
}

/// An optional line of text.
pub(crate) fn line(fields: &mut TableReader, name: &'static str) -> Option<SingleLine> {
    let diagnostics = fields.diagnostics();
    let field = fields.text(name);
    parsed(fields.source(), field, SingleLine::parse, |_, error| name_messages::line(name, error), diagnostics)
}

/// A line of text that must be there.
pub(crate) fn required_line(fields: &mut TableReader, name: &'static str, example: &str) -> Option<SingleLine> {
    let diagnostics = fields.diagnostics();
    let field = fields.required(name, example);
    parsed(fields.source(), field, SingleLine::parse, |_, error| name_messages::line(name, error), diagnostics)
}

/// A language tag.
pub(crate) fn lang(text: &SourceText, field: Option<Spanned<String>>, diagnostics: &Diagnostics) -> Option<Lang> {
    let explain = |written: &str, _: &NameError| {
        let value = shown(written);
        let say = match value.is_empty() {
            true => msg!("`language` is empty", "`language` är tomt"),
            false => msg!("`{value}` is not a language tag", "`{value}` är ingen språkkod"),
        };
        (say, msg!("write `sv` for Swedish, `en` for English", "skriv `sv` för svenska, `en` för engelska"))
    };
    parsed(text, field, Lang::parse, explain, diagnostics)
}

pub(crate) fn email(table: &mut TableReader) -> Option<Email> {
    let diagnostics = table.diagnostics();
    let field = table.text("email");
    parsed(table.source(), field, Email::parse, name_messages::email, diagnostics)
}

/// One word of a few.
pub(crate) fn word<T: Copy>(table: &mut TableReader, name: &'static str, words: &[(&str, T)]) -> Option<T> {
    let diagnostics = table.diagnostics();
    let field = table.text(name)?;
    one_of(table.source(), name, &field, words, diagnostics)
}

/// The meaning of a word in the field `name`; any other word is a mistake.
pub(crate) fn one_of<T: Copy>(
    text: &SourceText,
    name: &str,
    field: &Spanned<String>,
    words: &[(&str, T)],
    diagnostics: &Diagnostics,
) -> Option<T> {
    let found = words.iter().find(|(word, _)| *word == field.value.trim());
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let value = shown(&field.value);
        let say = msg!("`{name}` cannot be `{value}`", "`{name}` kan inte vara `{value}`");
        let hint = match nearest(&field.value, known.iter().copied()) {
            Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
            None => {
                let (en, sv) = (list(&known, "or"), list(&known, "eller"));
                Message { en: format!("write {en}"), sv: format!("skriv {sv}") }
            }
        };
        diagnostics.push(Diagnostic::error(text.place(field.at.clone()), say).hint(hint));
    }
    found.map(|(_, value)| *value)
}
