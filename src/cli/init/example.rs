//! `depesch init --example`: a fictional newsroom with a press release, a correction and an invitation.

use std::collections::BTreeMap;

use super::files::wrong_clock;
use super::template::{NewFile, Template, fill, fill_all, template};
use crate::error::Error;
use crate::model::{Instant, Lang, Zone};

pub(super) const IDS: &str = "solvik.example";

/// As the example's `newsroom.toml` says.
const ZONE: &str = "Europe/Stockholm";

/// The days that the texts name, counted from today.
const OFFSETS: [i64; 6] = [-12, -5, -4, -1, 10, 14];

const PICTURE: &[u8] = include_bytes!("../../../templates/example/library-boat.png");

pub(super) struct Example {
    templates: [Template; 9],
    picture: &'static str,
}

static SWEDISH: Example = Example {
    templates: [
        ("newsroom.toml", template!("example/sv/newsroom.toml")),
        ("senders.toml", template!("example/sv/senders.toml")),
        ("departments.toml", template!("example/sv/departments.toml")),
        ("contacts.toml", template!("example/sv/contacts.toml")),
        ("channels.toml", template!("example/sv/channels.toml")),
        ("releases/{year-12}/solvik-bygger-simhall-i-norra-hamnen/release.md", template!("example/sv/swimming-hall.md")),
        ("releases/{year-5}/musikskolan-tar-emot-120-fler-elever/revisions/1.md", template!("example/sv/music-school-1.md")),
        ("releases/{year-5}/musikskolan-tar-emot-120-fler-elever/release.md", template!("example/sv/music-school.md")),
        ("releases/{year-1}/folj-med-nar-biblioteksbaten-kastar-loss/release.md", template!("example/sv/library-boat.md")),
    ],
    picture: "releases/{year-1}/folj-med-nar-biblioteksbaten-kastar-loss/biblioteksbaten.png",
};

pub(super) static ENGLISH: Example = Example {
    templates: [
        ("newsroom.toml", template!("example/en/newsroom.toml")),
        ("senders.toml", template!("example/en/senders.toml")),
        ("departments.toml", template!("example/en/departments.toml")),
        ("contacts.toml", template!("example/en/contacts.toml")),
        ("channels.toml", template!("example/en/channels.toml")),
        (
            "releases/{year-12}/solvik-builds-a-swimming-hall-in-the-north-harbour/release.md",
            template!("example/en/swimming-hall.md"),
        ),
        ("releases/{year-5}/music-school-takes-120-more-pupils/revisions/1.md", template!("example/en/music-school-1.md")),
        ("releases/{year-5}/music-school-takes-120-more-pupils/release.md", template!("example/en/music-school.md")),
        ("releases/{year-1}/join-the-library-boat-on-its-first-tour/release.md", template!("example/en/library-boat.md")),
    ],
    picture: "releases/{year-1}/join-the-library-boat-on-its-first-tour/library-boat.png",
};

impl Example {
    pub fn in_language(tag: &str) -> Option<&'static Example> {
        match Lang::parse(tag).ok()?.primary() {
            "sv" => Some(&SWEDISH),
            "en" => Some(&ENGLISH),
            _ => None,
        }
    }

    /// Every file below the content folder. `now` is in seconds since 1970.
    pub fn files(&self, now: i64) -> Result<Vec<NewFile>, Error> {
        let days = days(now).ok_or_else(wrong_clock)?;
        let mut files = fill_all(&self.templates, &days);
        files.push(NewFile { path: fill(self.picture, &days), bytes: PICTURE.to_vec() });
        Ok(files)
    }
}

/// The day of each offset, and its year.
fn days(now: i64) -> Option<BTreeMap<String, String>> {
    let zone = Zone::parse(ZONE)?;
    let mut values = BTreeMap::new();
    for offset in OFFSETS {
        let day = Instant::from_unix(&zone, now.checked_add(offset * 86_400)?)?.day();
        values.insert(format!("day{offset:+}"), day.to_string());
        values.insert(format!("year{offset:+}"), day.year().to_string());
    }
    Some(values)
}
