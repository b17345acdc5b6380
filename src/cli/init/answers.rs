//! The answers that a newsroom is made of, and the flags that give them.

use clap::Args;

use crate::model::Lang;

/// In the order of the questions; the headline is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Address,
    Ids,
    Language,
    TimeZone,
    Contact,
    Phone,
    Email,
    Headline,
}

impl Field {
    pub const ALL: [Field; 9] = [
        Field::Name,
        Field::Address,
        Field::Ids,
        Field::Language,
        Field::TimeZone,
        Field::Contact,
        Field::Phone,
        Field::Email,
        Field::Headline,
    ];
}

#[derive(Debug, Args)]
pub struct AnswerFlags {
    /// Name of the newsroom and of its sender
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Address at which readers will find the newsroom
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Host name under which release ids are minted; never changes [default: from the address]
    #[arg(long, value_name = "HOST")]
    ids: Option<String>,
    /// Language of the releases [default: from the locale]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Time zone of the newsroom [default: the system's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Name of the press contact [default: Press office]
    #[arg(long, value_name = "NAME")]
    contact: Option<String>,
    /// Phone number of the press contact
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// E-mail address of the press contact
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Headline of the first release, a draft
    #[arg(long, value_name = "TEXT")]
    headline: Option<String>,
}

impl AnswerFlags {
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        let flag = match field {
            Field::Name => &self.name,
            Field::Address => &self.address,
            Field::Ids => &self.ids,
            Field::Language => &self.language,
            Field::TimeZone => &self.time_zone,
            Field::Contact => &self.contact,
            Field::Phone => &self.phone,
            Field::Email => &self.email,
            Field::Headline => &self.headline,
        };
        flag.as_deref()
    }
}

/// One text for each field, as `check` accepts it; empty where there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers([String; Field::ALL.len()]);

impl Answers {
    pub fn text(&self, field: Field) -> &str {
        &self.0[field as usize]
    }

    pub fn set(&mut self, field: Field, text: &str) {
        self.0[field as usize] = text.trim().to_owned();
    }

    pub fn is_swedish(&self) -> bool {
        Lang::parse(self.text(Field::Language)).is_ok_and(|lang| lang.primary() == "sv")
    }
}
