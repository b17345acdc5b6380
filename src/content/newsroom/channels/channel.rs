//! One table `[[channel]]`.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::read_filter;
use super::format::{read_charset, read_format};
use super::protocol::Protocol;
use super::receiver::{identities, read_receiver};
use crate::content::front_matter::{TableReader, quoted_list};
use crate::content::newsroom::registry::Registry;
use crate::content::text::{Explanation, SourceText, Spanned, find_nearest, shorten};
use crate::model::name::NameError;
use crate::model::{Channel, DeliveryOrder, FileNamePart, FileNamePattern, Key, PatternError, Receiver, SingleLine};
use crate::msg;

/// The most messages in a second: far above what any desk takes.
const MAX_RATE: u32 = 1_000;

/// The most releases that a new receiver can get.
const MAX_HISTORY: u32 = 1_000;

/// The keys and receivers of the channels so far, since each is of one channel only.
#[derive(Default)]
pub(super) struct Claims {
    keys: BTreeSet<String>,
    /// With the key of the channel.
    receivers: BTreeMap<String, String>,
}

/// In the order in which a message about an unknown field lists them.
pub(super) fn read_channel(fields: &mut TableReader, registry: &Registry, claims: &mut Claims) -> Option<Channel> {
    let written = fields.required_string("key", "key = \"tt\"");
    let key = written.as_ref().and_then(|written| read_key(fields.source(), written, claims));
    let name = fields.line("name");
    let addresses = read_addresses(fields);
    let protocol = addresses.first().and_then(|first| Protocol::read(fields.source(), first));
    let format = read_format(fields, protocol);
    let charset = read_charset(fields, format);
    let filter = read_filter(fields, registry);
    let order = fields.keyword("order", ORDERS);
    let rate = read_rate(fields);
    let history = fields.integer_in("history", 0..=MAX_HISTORY, msg!("write `history = 10`", "skriv `history = 10`"));
    let advance = read_advance(fields);
    let file_name = read_file_name(fields, protocol);
    let receiver = read_receiver(fields, protocol, &addresses);
    if let (Some(receiver), Some(key)) = (&receiver, &written) {
        claims.claim_receiver(fields.source(), receiver, &addresses, &key.value);
    }
    let key = key?;
    Some(Channel {
        name: name.or_else(|| SingleLine::parse(key.as_str()).ok())?,
        key,
        receiver: receiver?,
        format: format?,
        charset,
        filter: filter?,
        order: order.unwrap_or(protocol?.default_order()),
        rate,
        history: usize::try_from(history.map_or(0, |history| history.value)).ok()?,
        advance,
        file_name,
    })
}

const ORDERS: &[(&str, DeliveryOrder)] = &[("channel", DeliveryOrder::Channel), ("release", DeliveryOrder::Release)];

fn read_addresses(fields: &mut TableReader) -> Vec<Spanned<String>> {
    fields.require("to", "to = \"folder:/srv/desk\"");
    let has_one = fields.has("to");
    let (addresses, errors) = fields.source().diagnostics.count_errors(|| fields.string_or_strings("to"));
    if has_one && addresses.is_empty() && errors == 0 {
        let message = msg!("`to` is an empty list", "`to` är en tom lista");
        fields.error(
            message,
            msg!(
                "write who receives: `to = \"mailto:desk@x.example\"`",
                "skriv vem som tar emot: `to = \"mailto:desk@x.example\"`"
            ),
        );
    }
    addresses
}

/// It is in file names, addresses and ids, so it is short.
fn read_key(text: &SourceText, written: &Spanned<String>, claims: &mut Claims) -> Option<Key> {
    let key = text.parse_key(written)?;
    let most = FileNamePattern::MAX_CHANNEL_BYTES;
    if key.as_str().len() > most {
        let message = msg!("the key has more than {most} characters", "nyckeln har fler än {most} tecken");
        text.error(written.span.clone(), message, msg!("shorten it; `name` can be longer", "korta den; `name` får vara längre"));
        return None;
    }
    if !claims.keys.insert(key.to_string()) {
        let message = msg!("there are two channels `{key}`", "det finns två kanaler `{key}`");
        text.error(written.span.clone(), message, msg!("give one of them another key", "ge en av dem en annan nyckel"));
    }
    Some(key)
}

impl Claims {
    /// Two channels with one receiver would send it the same release twice.
    fn claim_receiver(&mut self, text: &SourceText, receiver: &Receiver, addresses: &[Spanned<String>], key: &str) {
        for (place, address) in identities(receiver).into_iter().zip(addresses) {
            let Some(other) = self.receivers.insert(place, key.to_owned()) else { continue };
            let (message, hint) = if other == key {
                let message = msg!("the same receiver is listed twice", "samma mottagare anges två gånger");
                (message, msg!("remove one", "ta bort den ena"))
            } else {
                let other = shorten(&other);
                let message = msg!("the channel `{other}` has the same receiver", "kanalen `{other}` har samma mottagare");
                let hint = msg!(
                    "it would get each release twice: leave one of the channels, with what both take, or name another place",
                    "den skulle få varje pressmeddelande två gånger: behåll en av kanalerna, med det som båda tar emot, eller ange en annan plats"
                );
                (message, hint)
            };
            text.error(address.span.clone(), message, hint);
        }
    }
}

/// `60/min` or `2/s`.
fn read_rate(fields: &mut TableReader) -> Option<u32> {
    let parse = |written: &str| {
        let (count, unit) = written.split_once('/').ok_or(NameError::Shape)?;
        let factor = match unit.trim() {
            "s" => 60,
            "min" => 1,
            _ => return Err(NameError::Shape),
        };
        let count: u32 = count.trim().parse().map_err(|_| NameError::Shape)?;
        count.checked_mul(factor).filter(|rate| (1..=60 * MAX_RATE).contains(rate)).ok_or(NameError::Shape)
    };
    fields.parse("rate", parse, |written, _| {
        let value = shorten(written);
        let hint = msg!(
            "write how many messages in a minute or second: `rate = \"60/min\"`, `rate = \"2/s\"`",
            "skriv hur många meddelanden på en minut eller sekund: `rate = \"60/min\"`, `rate = \"2/s\"`"
        );
        (msg!("`{value}` is not a rate from 1/min to {MAX_RATE}/s", "`{value}` är ingen takt från 1/min till {MAX_RATE}/s"), hint)
    })
}

/// The agreement, where embargoed releases may be sent before their time.
fn read_advance(fields: &mut TableReader) -> Option<SingleLine> {
    let (has_advance, has_agreement) = (fields.has("advance"), fields.has("agreement"));
    let (is_allowed, errors) = fields.source().diagnostics.count_errors(|| fields.boolean("advance"));
    if is_allowed == Some(true) {
        fields.require("agreement", "agreement = \"2026-01-12, Anna Berg\"");
    } else if has_agreement && errors == 0 {
        let message =
            msg!("`agreement` has no effect without `advance = true`", "`agreement` har ingen verkan utan `advance = true`");
        let hint = if has_advance {
            msg!("remove it, or write `advance = true`", "ta bort det, eller skriv `advance = true`")
        } else {
            msg!(
                "write `advance = true` too if this desk may get embargoed releases before their time",
                "skriv `advance = true` också om den här redaktionen får ta emot meddelanden under embargo i förväg"
            )
        };
        fields.reject("agreement", message, hint);
    }
    fields.line("agreement").filter(|_| is_allowed == Some(true))
}

fn read_file_name(fields: &mut TableReader, protocol: Option<Protocol>) -> Option<FileNamePattern> {
    if protocol.is_some_and(|protocol| !protocol.takes_files()) {
        return None;
    }
    let field = fields.string("file_name")?;
    let explain = |error| {
        let (message, hint) = explain_pattern(&field.value, error);
        fields.source().error(field.span.clone(), message, hint);
    };
    FileNamePattern::parse(&field.value).map_err(explain).ok()
}

fn explain_pattern(written: &str, error: PatternError) -> Explanation {
    let example = msg!(
        "write it as `file_name = \"{{date}}-{{slug}}-v{{revision}}\"`",
        "skriv det som `file_name = \"{{date}}-{{slug}}-v{{revision}}\"`"
    );
    let fields = FileNamePart::FIELDS.map(|(field, _)| field);
    match error {
        PatternError::UnknownField(field) => {
            let name = shorten(&field);
            let message = msg!("a file name has no field `{name}`", "ett filnamn har inget fält `{name}`");
            let hint = match find_nearest(&field, fields) {
                Some(near) => msg!("did you mean `{{{near}}}`?", "menade du `{{{near}}}`?"),
                None => {
                    let (en, sv) = (quoted_list(&fields, "and"), quoted_list(&fields, "och"));
                    msg!("the fields are {en}, each in braces", "fälten är {sv}, vart och ett inom klamrar")
                }
            };
            (message, hint)
        }
        PatternError::Brace => {
            (msg!("a field in the file name has only one brace", "ett fält i filnamnet har bara den ena klammern"), example)
        }
        PatternError::Character(c) => {
            let hint = msg!("use `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`", "använd `A-Z`, `a-z`, `0-9`, `-`, `_` och `.`");
            (msg!("`{c}` cannot be used in a file name", "`{c}` kan inte användas i ett filnamn"), hint)
        }
        PatternError::Shape => {
            let value = shorten(written);
            let hint = msg!(
                "it may not begin or end with a dot or hyphen, nor have two dots in a row",
                "det får inte börja eller sluta med punkt eller bindestreck, eller ha två punkter i rad"
            );
            (msg!("`{value}` is not a safe file name", "`{value}` är inget säkert filnamn"), hint)
        }
        PatternError::Ambiguous => {
            let message =
                msg!("a file name needs `{{slug}}` and `{{revision}}`", "ett filnamn behöver `{{slug}}` och `{{revision}}`");
            let hint = msg!(
                "without them two messages would have the same name: `file_name = \"{{date}}-{{slug}}-v{{revision}}\"`",
                "utan dem skulle två meddelanden få samma namn: `file_name = \"{{date}}-{{slug}}-v{{revision}}\"`"
            );
            (message, hint)
        }
        PatternError::Repeated(field) => (
            msg!("`{{{field}}}` is in the file name twice", "`{{{field}}}` finns två gånger i filnamnet"),
            msg!("remove one", "ta bort det ena"),
        ),
        PatternError::TooLong => (
            msg!("with a long slug the file name would be too long", "med en lång slug skulle filnamnet bli för långt"),
            msg!(
                "shorten the text between the fields, or leave out a field",
                "korta texten mellan fälten, eller utelämna ett fält"
            ),
        ),
    }
}
