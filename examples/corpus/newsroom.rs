//! The newsroom's own files: its settings, its contacts and its departments.

use super::beats::BEATS;
use super::names::FIRST_NAMES;
use super::names::LAST_NAMES;
use super::names::PARTIES;
use super::names::TOPICS;
use super::wording::slug;
use super::words::Beat;
use super::words::Language;
use std::fmt::Write;

pub(super) fn newsroom() -> String {
    let mut text = "# An invented newsroom with many releases: written by examples/corpus.\n\
        name = \"Solvik kommun\"\n\
        description = \"Nyheter och pressmeddelanden från den påhittade kommunen Solvik\"\n\
        base_url = \"https://nyheter.solvik.example/\"\n\
        home = \"https://www.solvik.example/\"\n\
        email = \"press@solvik.example\"\n\
        id_authority = \"solvik.example\"\n\
        id_year = 2010\n\
        time_zone = \"Europe/Stockholm\"\n\
        language = \"sv\"\n\n\
        [topics]\n"
        .to_owned();
    for (key, name) in TOPICS {
        let _ = writeln!(text, "{key} = \"{name}\"");
    }
    text
}

/// Chair, deputy, three officers and a press officer of each department.
pub(super) const SEATS: usize = 6;

/// Somebody who answers for a department.
pub(super) struct Contact {
    pub(super) name: String,
    pub(super) party: Option<&'static str>,
    pub(super) role: String,
}

impl Contact {
    pub(super) fn new(department: usize, seat: usize, language: Language) -> Contact {
        let n = department * SEATS + seat;
        // 23 and the number of last names have no common divisor, so each gets a last name of its own.
        let name = format!("{} {}", FIRST_NAMES[n % FIRST_NAMES.len()], LAST_NAMES[(n * 23 + 11) % LAST_NAMES.len()]);
        let (beat, words) = (BEATS[department].voice(language), language.words());
        let role = match seat {
            0 => words.chair.replace("{committee}", beat.committee),
            1 => words.deputy.replace("{committee}", beat.committee),
            2..=4 => beat.officers[seat - 2].to_owned(),
            _ => words.press_officer.to_owned(),
        };
        Contact { name, party: (seat < 2).then(|| PARTIES[n % PARTIES.len()]), role }
    }

    pub(super) fn key(&self) -> String {
        slug(&self.name)
    }
}

pub(super) fn contacts() -> String {
    let mut text = String::new();
    for (department, seat) in (0..BEATS.len()).flat_map(|department| (0..SEATS).map(move |seat| (department, seat))) {
        let contact = Contact::new(department, seat, Language::Swedish);
        let (n, key) = (department * SEATS + seat, contact.key());
        let _ = writeln!(text, "[{key}]\nname = \"{}\"", contact.name);
        if let Some(party) = contact.party {
            let _ = writeln!(text, "party = \"{party}\"");
        }
        let _ = writeln!(text, "role = \"{}\"", contact.role);
        // Most can be reached in two ways, some only by telephone, some only by e-mail.
        let phone = match n % 4 {
            3 => None,
            1 => Some(format!("070-174 06 {:02}", n + 5)),
            _ => Some(format!("08-465 004 {n:02}")),
        };
        if let Some(phone) = phone {
            let _ = writeln!(text, "phone = \"{phone}\"");
        }
        if n % 4 != 2 {
            let _ = writeln!(text, "email = \"{}@solvik.example\"", key.replace('-', "."));
        }
        text.push('\n');
    }
    text
}

pub(super) fn departments() -> String {
    let mut text = String::new();
    for (n, Beat { key, name, duty, .. }) in BEATS.iter().enumerate() {
        let (staff, year) = (120 + 35 * n, 2016 + n % 5);
        let _ = write!(
            text,
            "[{key}]\nname = \"{name}\"\n\n\
            [[{key}.boilerplate]]\nfrom = 2010-01-01\nheading = \"Om {name}\"\n\
            text = \"{name} i den påhittade kommunen Solvik arbetar med {duty}. Omkring {staff} personer arbetar här.\"\n\n\
            [[{key}.boilerplate]]\nfrom = {year}-01-01\nheading = \"Om {name}\"\ntext = \"\"\"\n\
            {name} är en del av den påhittade kommunen Solvik och arbetar med {duty}. \
            Vi är {more} medarbetare på {places} arbetsplatser.\n\n\
            Mer finns på [förvaltningens sidor](https://www.solvik.example/{key}).\n\"\"\"\n\n",
            more = staff + 48,
            places = 4 + n
        );
    }
    text
}
