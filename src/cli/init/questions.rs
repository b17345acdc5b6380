//! Collects the answers: from flags, from questions on a terminal, or from defaults.

use super::answers::{AnswerFlags, Answers, Field};
use super::files;
use crate::cli::console::Ask;
use crate::cli::environment::Environment;
use crate::cli::new::parse_headline;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report, render_error};
use crate::diag::Message;
use crate::error::Error;
use crate::model::{Day, Lang, WebAddress, Zone};
use crate::{content, msg};

/// How often a question is asked before init gives up.
const ATTEMPTS: usize = 3;

/// Why no newsroom can be made: wrong flags, missing answers, or the end of the input.
#[derive(Debug)]
pub(super) struct InvalidAnswers(Vec<Error>);

impl InvalidAnswers {
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
pub(super) fn collect(flags: &AnswerFlags, env: &Environment, ask: Option<Ask>) -> Result<Answers, InvalidAnswers> {
    let intro = msg!(
        "Enter takes the answer in brackets. Nothing is written before the last answer.\n",
        "Retur tar svaret inom hakparentes. Inget skrivs före det sista svaret.\n"
    );
    let mut lead_in = intro.text(env.ui_language).to_owned();
    let mut answers = Answers::default();
    let mut errors = Vec::new();
    for field in Field::ALL {
        let result = match ask.filter(|_| field != Field::Headline) {
            Some(ask) => resolve(field, flags.get(field), &mut answers, env, ask, &mut lead_in),
            None => accept(field, flags.get(field), &mut answers, env),
        };
        if let Err(error) = result {
            errors.push(error);
            if ask.is_some() {
                break;
            }
        }
    }
    if errors.is_empty() { Ok(answers) } else { Err(InvalidAnswers(errors)) }
}

/// Takes the flag, or asks until an answer can be used. `lead_in` is printed before the next question.
fn resolve(
    field: Field,
    flag: Option<&str>,
    answers: &mut Answers,
    env: &Environment,
    ask: Ask,
    lead_in: &mut String,
) -> Result<(), Error> {
    let mut result = match flag {
        Some(flag) => accept(field, Some(flag), answers, env),
        None => ask_once(field, answers, env, ask, lead_in)?,
    };
    for _ in 1..ATTEMPTS {
        let Err(error) = &result else { break };
        let hint = error.hint_message().map(|hint| hint.text(env.ui_language));
        *lead_in = render_error(error.message(), &[], hint, env.ui_language);
        result = ask_once(field, answers, env, ask, lead_in)?;
    }
    result
}

/// The outer error is the end of the input.
fn ask_once(
    field: Field,
    answers: &mut Answers,
    env: &Environment,
    ask: Ask,
    lead_in: &mut String,
) -> Result<Result<(), Error>, Error> {
    let default = default(field, answers, env);
    // A default that cannot be used is not offered.
    let is_offered = !default.is_empty() && accept(field, None, answers, env).is_ok();
    let bracket = if is_offered { format!(" [{default}]") } else { String::new() };
    let prompt = format!("{}{}{bracket}: ", std::mem::take(lead_in), question(field, answers).text(env.ui_language));
    let line = ask(&prompt).ok_or_else(|| {
        Error::new(msg!("the input ended; nothing was written", "inmatningen tog slut; inget skrevs"))
            .hint(msg!("the answers can be flags: `depesch init --help`", "svaren kan vara flaggor: `depesch init --help`"))
    })?;
    let line = line.trim();
    let result = accept(field, (!line.is_empty()).then_some(line), answers, env);
    if line.is_empty() && default.is_empty() { Ok(result.map_err(|_| no_answer(field))) } else { Ok(result) }
}

fn no_answer(field: Field) -> Error {
    Error::new(match field {
        Field::Email => msg!("a phone number or an e-mail address is needed", "det behövs ett telefonnummer eller en e-postadress"),
        _ => msg!("an answer is needed", "det behövs ett svar"),
    })
}

/// Enters a reply or the default, if `check` would accept it.
fn accept(field: Field, reply: Option<&str>, answers: &mut Answers, env: &Environment) -> Result<(), Error> {
    let text = reply.map_or_else(|| default(field, answers, env), str::to_owned);
    answers.set(field, &text);
    validate(field, reply.is_some(), answers)
}

/// What Enter gives. Empty where the newsroom has to say it.
fn default(field: Field, answers: &Answers, env: &Environment) -> String {
    match field {
        Field::Ids => default_ids(answers.text(Field::Address)),
        Field::Language => default_language(env),
        Field::TimeZone => env.time_zone.clone().filter(|name| Zone::parse(name).is_some()).unwrap_or_else(|| "UTC".to_owned()),
        Field::Contact if answers.is_swedish() => "Presstjänsten".to_owned(),
        Field::Contact => "Press office".to_owned(),
        Field::Name | Field::Address | Field::Phone | Field::Email | Field::Headline => String::new(),
    }
}

/// The language of the locale, else English.
pub(super) fn default_language(env: &Environment) -> String {
    let locale = env.locale.as_deref().unwrap_or_default();
    let tag = locale.split(['_', '.', '@']).next().unwrap_or_default();
    if Lang::parse(tag).is_ok() && !matches!(tag, "C" | "POSIX") { tag.to_owned() } else { "en".to_owned() }
}

/// The host of the address, without a first label such as `www` or `press` where two labels remain.
fn default_ids(address: &str) -> String {
    let address = WebAddress::parse(address).ok();
    let host = address.as_ref().and_then(WebAddress::host).unwrap_or_default();
    match host.split_once('.') {
        Some(("www" | "nyheter" | "press" | "news" | "newsroom", rest)) if rest.contains('.') => rest.to_owned(),
        _ => host.to_owned(),
    }
}

/// Why the answer to `field` cannot be used, in the words of `check`.
fn validate(field: Field, is_given: bool, answers: &Answers) -> Result<(), Error> {
    let text = answers.text(field);
    match field {
        _ if text.contains(char::REPLACEMENT_CHARACTER) => {
            return Err(Error::new(msg!("this answer is not valid UTF-8", "svaret är inte giltig UTF-8"))
                .hint(msg!("set the terminal to UTF-8, or use flags", "ställ in terminalen på UTF-8, eller använd flaggor")));
        }
        Field::Name if !is_given => {
            return Err(Error::new(msg!(
                "say who publishes: `--name \"Solvik kommun\"`",
                "ange vem som publicerar: `--name \"Solvik kommun\"`"
            )));
        }
        Field::Address if !is_given => {
            return Err(Error::new(msg!(
                "say where readers will find it: `--address https://nyheter.solvik.se/`",
                "ange var läsarna hittar det: `--address https://nyheter.solvik.se/`"
            )));
        }
        // Its address is wrong, which is reported already.
        Field::Ids if !is_given && text.is_empty() => return Ok(()),
        Field::Ids if is_shared(text) => {
            return Err(Error::new(msg!("ids cannot be minted under `{text}`", "id:n kan inte skapas under `{text}`")).hint(msg!(
                "give a host name that is yours: `--ids solvik.example`",
                "ange ett värdnamn som är ert: `--ids solvik.example`"
            )));
        }
        Field::Phone if text.is_empty() && !is_given => return Ok(()),
        Field::Email if text.is_empty() && !answers.text(Field::Phone).is_empty() && !is_given => return Ok(()),
        Field::Email if text.is_empty() && !is_given => {
            return Err(Error::new(msg!(
                "say how reporters reach the press contact: `--phone NUMBER` or `--email ADDRESS`",
                "ange hur journalister når presskontakten: `--phone NUMMER` eller `--email ADRESS`"
            )));
        }
        Field::Headline if !is_given => return Ok(()),
        Field::Headline => return parse_headline(text).map(|_| ()),
        _ => {}
    }
    let (file, key) = files::line_of(field);
    let loaded = content::read(&files::sources(answers, Day::new(2026, 1, 1).expect("a day")));
    let own = loaded.diagnostics.into_iter().find(|found| {
        let is_line = found.location.span.as_ref().and_then(|span| span.excerpt.as_ref()).is_some_and(|line| line.starts_with(key));
        found.is_error() && found.location.file == file && is_line
    });
    match own {
        None => Ok(()),
        Some(own) => {
            let error = Error::new(own.message);
            Err(match own.hint {
                Some(hint) => error.hint(hint),
                None => error,
            })
        }
    }
}

/// Whether a host name belongs to every computer, so that ids under it are not unique: `localhost`, or an IP address.
fn is_shared(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.ends_with(".localhost") || address.parse::<std::net::IpAddr>().is_ok()
}

fn question(field: Field, answers: &Answers) -> Message {
    match field {
        Field::Name => msg!("Name of the newsroom", "Nyhetsrummets namn"),
        Field::Address => msg!("Address where readers find it", "Adress där läsarna hittar det"),
        Field::Ids => msg!("Host name of release ids (never changes)", "Värdnamn för id:n (ändras aldrig)"),
        Field::Language => msg!("Language of the releases", "Pressmeddelandenas språk"),
        Field::TimeZone => msg!("Time zone", "Tidszon"),
        Field::Contact => msg!("Name of the press contact", "Presskontaktens namn"),
        Field::Phone => msg!("Phone of the press contact (Enter for none)", "Presskontaktens telefon (Retur för ingen)"),
        Field::Email if answers.text(Field::Phone).is_empty() => msg!("E-mail of the press contact", "Presskontaktens e-post"),
        Field::Email => msg!("E-mail of the press contact (Enter for none)", "Presskontaktens e-post (Retur för ingen)"),
        Field::Headline => msg!("Headline of the first release", "Det första meddelandets rubrik"),
    }
}
