//! The answers that a newsroom is made of: from flags, from questions on a terminal, or from defaults.

use super::files;
use crate::cli::console::Ask;
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::Exit;
use crate::cli::report::Report;
use crate::cli::report::render_error;
use crate::content;
use crate::diag::Message;
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::model::Headline;
use crate::model::Lang;
use crate::model::WebAddress;
use crate::model::Zone;
use crate::msg;

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

/// In the order of the questions; the headline is not asked for.
const FIELDS: [Field; 9] = [
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

/// How often a question is asked before init gives up.
const ATTEMPTS: usize = 3;

/// What the flags say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given<'a> {
    pub name: Option<&'a str>,
    pub address: Option<&'a str>,
    pub ids: Option<&'a str>,
    pub language: Option<&'a str>,
    pub time_zone: Option<&'a str>,
    pub contact: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
    pub headline: Option<&'a str>,
}

impl<'a> Given<'a> {
    fn get(&self, field: Field) -> Option<&'a str> {
        match field {
            Field::Name => self.name,
            Field::Address => self.address,
            Field::Ids => self.ids,
            Field::Language => self.language,
            Field::TimeZone => self.time_zone,
            Field::Contact => self.contact,
            Field::Phone => self.phone,
            Field::Email => self.email,
            Field::Headline => self.headline,
        }
    }
}

/// One text for each field, as `check` accepts it; empty where there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers([String; 9]);

impl Answers {
    pub fn text(&self, field: Field) -> &str {
        &self.0[field as usize]
    }

    fn set(&mut self, field: Field, text: &str) {
        self.0[field as usize] = text.trim().to_owned();
    }

    pub fn is_swedish(&self) -> bool {
        Lang::parse(self.text(Field::Language)).is_ok_and(|lang| lang.primary() == "sv")
    }
}

/// Why no newsroom can be made: wrong flags and missing answers.
#[derive(Debug)]
pub(super) struct Refused(Vec<Error>);

impl Refused {
    pub fn report(&self, common: &CommonOptions, env: &Environment) -> Report {
        let mut reports = self.0.iter().map(|error| Report::error(error, Exit::Usage, common, env));
        let first = reports.next().unwrap_or_else(|| Report::success(""));
        // JSON is one value: the first error.
        if common.json {
            return first;
        }
        reports.fold(first, |mut all, next| {
            all.stderr.push_str(&next.stderr);
            all
        })
    }
}

/// Asks only where `ask` is given. Otherwise a missing answer without a default is an error that names the flag.
pub(super) fn collect(given: &Given, env: &Environment, ask: Option<Ask>) -> Result<Answers, Refused> {
    let mut answers = Answers::default();
    let mut errors = Vec::new();
    for field in FIELDS {
        if let Err(error) = answer(field, given.get(field), &mut answers, env, ask) {
            if ask.is_some() {
                return Err(Refused(vec![error]));
            }
            errors.push(error);
        }
    }
    if errors.is_empty() { Ok(answers) } else { Err(Refused(errors)) }
}

fn answer(field: Field, given: Option<&str>, answers: &mut Answers, env: &Environment, ask: Option<Ask>) -> Result<(), Error> {
    let default = default(field, answers, env);
    let ask = ask.filter(|_| field != Field::Headline);
    let mut text = given.map(str::to_owned);
    let mut complaint = String::new();
    for _ in 0..ATTEMPTS {
        if let (None, Some(ask)) = (&text, ask) {
            let prompt = format!("{complaint}{}", prompt(field, &default, env.ui_language));
            text = ask(&prompt).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
        }
        answers.set(field, text.as_deref().unwrap_or(&default));
        let Some(error) = problem(field, given.is_some() || text.is_some(), answers) else { return Ok(()) };
        if ask.is_none() {
            return Err(error);
        }
        complaint =
            render_error(error.message(), &[], error.hint_message().map(|hint| hint.text(env.ui_language)), env.ui_language);
        text = None;
    }
    problem(field, true, answers).map_or(Ok(()), Err)
}

/// What Enter gives. Empty where the newsroom has to say it.
fn default(field: Field, answers: &Answers, env: &Environment) -> String {
    match field {
        Field::Ids => ids_of(answers.text(Field::Address)),
        Field::Language => {
            let locale = env.locale.as_deref().unwrap_or_default();
            let tag = locale.split(['_', '.', '@']).next().unwrap_or_default();
            if Lang::parse(tag).is_ok() && !matches!(tag, "C" | "POSIX") { tag.to_owned() } else { "en".to_owned() }
        }
        Field::TimeZone => env.time_zone.clone().filter(|name| Zone::parse(name).is_some()).unwrap_or_else(|| "UTC".to_owned()),
        Field::Contact if answers.is_swedish() => "Presstjänsten".to_owned(),
        Field::Contact => "Press office".to_owned(),
        Field::Name | Field::Address | Field::Phone | Field::Email | Field::Headline => String::new(),
    }
}

/// The host of the address, without a first label that says what it is for, where two labels remain.
fn ids_of(address: &str) -> String {
    let address = WebAddress::parse(address).ok();
    let host = address.as_ref().and_then(WebAddress::host).unwrap_or_default();
    match host.split_once('.') {
        Some(("www" | "nyheter" | "press" | "news" | "newsroom", rest)) if rest.contains('.') => rest.to_owned(),
        _ => host.to_owned(),
    }
}

/// Why the answer to `field` cannot be used, in the words of `check`.
fn problem(field: Field, is_given: bool, answers: &Answers) -> Option<Error> {
    let text = answers.text(field);
    match field {
        Field::Name if !is_given => {
            return Some(Error::new(msg!(
                "say who publishes: `--name \"Solvik kommun\"`",
                "ange vem som publicerar: `--name \"Solvik kommun\"`"
            )));
        }
        Field::Address if !is_given => {
            return Some(Error::new(msg!(
                "say where readers will find it: `--address https://nyheter.solvik.se/`",
                "ange var läsarna hittar det: `--address https://nyheter.solvik.se/`"
            )));
        }
        // Its address is wrong, which is reported already.
        Field::Ids if !is_given && text.is_empty() => return None,
        Field::Ids if is_loopback(text) => {
            return Some(Error::new(msg!("ids cannot be minted under `{text}`", "id:n kan inte skapas under `{text}`")).hint(
                msg!(
                    "give a host name that is yours: `--ids solvik.example`",
                    "ange ett värdnamn som är ert: `--ids solvik.example`"
                ),
            ));
        }
        Field::Phone if text.is_empty() && !is_given => return None,
        Field::Email if text.is_empty() && !answers.text(Field::Phone).is_empty() && !is_given => return None,
        Field::Email if text.is_empty() && !is_given => {
            return Some(Error::new(msg!(
                "say how reporters reach the press contact: `--phone NUMBER` or `--email ADDRESS`",
                "ange hur journalister når presskontakten: `--phone NUMMER` eller `--email ADRESS`"
            )));
        }
        Field::Headline if !is_given => return None,
        Field::Headline => {
            return Headline::parse(text).err().map(|error| {
                let Message { en, sv } = content::explain_name_error(&error);
                Error::new(msg!("this headline cannot be used: {en}", "rubriken kan inte användas: {sv}"))
                    .hint(msg!("write one line of text", "skriv en rad text"))
            });
        }
        _ => {}
    }
    let (file, key) = files::line_of(field);
    let loaded = content::read(&files::sources(answers, 2026));
    let own = loaded.diagnostics.into_iter().find(|found| {
        let is_line = found.location.span.as_ref().is_some_and(|span| span.excerpt.starts_with(key));
        found.is_error() && found.location.file == file && is_line
    })?;
    let error = Error::new(own.message);
    Some(match own.hint {
        Some(hint) => error.hint(hint),
        None => error,
    })
}

/// Whether a host name is nobody's.
fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn prompt(field: Field, default: &str, language: UiLanguage) -> String {
    let question = match field {
        Field::Name => msg!("Name of the newsroom", "Nyhetsrummets namn"),
        Field::Address => msg!("Address where readers find it", "Adress där läsarna hittar det"),
        Field::Ids => msg!("Host name of release ids (never changes)", "Värdnamn för id:n (ändras aldrig)"),
        Field::Language => msg!("Language of the releases", "Pressmeddelandenas språk"),
        Field::TimeZone => msg!("Time zone", "Tidszon"),
        Field::Contact => msg!("Name of the press contact", "Presskontaktens namn"),
        Field::Phone => msg!("Phone of the press contact (Enter for none)", "Presskontaktens telefon (Retur för ingen)"),
        Field::Email => msg!("E-mail of the press contact", "Presskontaktens e-post"),
        Field::Headline => msg!("Headline of the first release", "Det första meddelandets rubrik"),
    };
    let question = question.text(language);
    if default.is_empty() { format!("{question}: ") } else { format!("{question} [{default}]: ") }
}
