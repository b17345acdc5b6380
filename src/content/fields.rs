//! Fields by their meaning: a line, a language, a keyword, an address.

use crate::content::front_matter::{TableReader, quoted_list};
use crate::content::messages::invalid_names;
use crate::content::text::{Explanation, SourceText, Spanned, find_nearest, shorten};
use crate::model::name::NameError;
use crate::model::{Email, Key, Lang, Phone, SingleLine};
use crate::msg;

impl SourceText<'_> {
    /// Parses a value by a rule of the model, or reports the `explain`ed error.
    pub fn parse<T>(
        &self,
        field: &Spanned<String>,
        parse: impl Fn(&str) -> Result<T, NameError>,
        explain: impl Fn(&str, &NameError) -> Explanation,
    ) -> Option<T> {
        let report = |error| {
            let (message, hint) = explain(&field.value, &error);
            self.error(field.span.clone(), message, hint);
        };
        parse(&field.value).map_err(report).ok()
    }

    pub fn parse_key(&self, field: &Spanned<String>) -> Option<Key> {
        self.parse(field, Key::parse, |written, error| invalid_names::key("key", "nyckeln", written, error))
    }

    pub fn parse_lang(&self, field: &Spanned<String>) -> Option<Lang> {
        self.parse(field, Lang::parse, |written, _| {
            let value = shorten(written);
            let message = if value.is_empty() {
                msg!("`language` is empty", "`language` är tomt")
            } else {
                msg!("`{value}` is not a language tag", "`{value}` är ingen språkkod")
            };
            (message, msg!("write `sv` for Swedish, `en` for English", "skriv `sv` för svenska, `en` för engelska"))
        })
    }

    /// The meaning of a keyword in the field `name`.
    pub fn parse_keyword<T: Copy>(&self, name: &str, field: &Spanned<String>, keywords: &[(&str, T)]) -> Option<T> {
        let found = keywords.iter().find(|(keyword, _)| *keyword == field.value.trim());
        if found.is_none() {
            let known: Vec<&str> = keywords.iter().map(|(keyword, _)| *keyword).collect();
            let value = shorten(&field.value);
            let hint = match find_nearest(&field.value, known.iter().copied()) {
                Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
                None => {
                    let (en, sv) = (quoted_list(&known, "or"), quoted_list(&known, "eller"));
                    msg!("write {en}", "skriv {sv}")
                }
            };
            self.error(field.span.clone(), msg!("`{name}` cannot be `{value}`", "`{name}` kan inte vara `{value}`"), hint);
        }
        found.map(|(_, meaning)| *meaning)
    }
}

impl TableReader<'_> {
    pub fn parse<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, NameError>,
        explain: impl Fn(&str, &NameError) -> Explanation,
    ) -> Option<T> {
        let field = self.string(name)?;
        self.source().parse(&field, parse, explain)
    }

    pub fn line(&mut self, name: &'static str) -> Option<SingleLine> {
        self.parse(name, SingleLine::parse, |_, error| invalid_names::line(name, error))
    }

    pub fn required_line(&mut self, name: &'static str, example: &str) -> Option<SingleLine> {
        self.require(name, example);
        self.line(name)
    }

    pub fn lang(&mut self, name: &'static str) -> Option<Lang> {
        let field = self.string(name)?;
        self.source().parse_lang(&field)
    }

    pub fn email(&mut self) -> Option<Email> {
        self.parse("email", Email::parse, invalid_names::email)
    }

    pub fn phone(&mut self) -> Option<Phone> {
        self.parse("phone", Phone::parse, invalid_names::phone)
    }

    pub fn keyword<T: Copy>(&mut self, name: &'static str, keywords: &[(&str, T)]) -> Option<T> {
        let field = self.string(name)?;
        self.source().parse_keyword(name, &field, keywords)
    }

    pub fn required_keyword<T: Copy>(&mut self, name: &'static str, keywords: &[(&str, T)], example: &str) -> Option<T> {
        self.require(name, example);
        self.keyword(name, keywords)
    }
}
