//! `depesch init --example`: a fictional newsroom with a press release, a correction and an invitation.

use super::files::NewFile;
use super::files::wrong_clock;
use crate::error::Error;
use crate::model::Day;
use crate::model::Instant;
use crate::model::Lang;
use crate::model::Zone;

pub(super) const IDS: &str = "solvik.example";

/// As the example's `newsroom.toml` says.
const ZONE: &str = "Europe/Stockholm";

/// The days that the texts name, counted from today.
const OFFSETS: [i64; 6] = [-12, -5, -4, -1, 10, 14];

const PICTURE: &[u8] = include_bytes!("../../../templates/example/library-boat.png");

/// A path below the content folder and the text of the file; both can name days such as `{day-12}` and `{year-12}`.
type Template = (&'static str, &'static str);

macro_rules! template {
    ($file:literal) => {
        include_str!(concat!("../../../templates/example/", $file))
    };
}

pub(super) struct Example {
    templates: [Template; 8],
    picture: &'static str,
}

static SWEDISH: Example = Example {
    templates: [
        ("newsroom.toml", template!("sv/newsroom.toml")),
        ("senders.toml", template!("sv/senders.toml")),
        ("departments.toml", template!("sv/departments.toml")),
        ("contacts.toml", template!("sv/contacts.toml")),
        ("releases/{year-12}/solvik-bygger-simhall-i-norra-hamnen/release.md", template!("sv/swimming-hall.md")),
        ("releases/{year-5}/musikskolan-tar-emot-120-fler-elever/revisions/1.md", template!("sv/music-school-1.md")),
        ("releases/{year-5}/musikskolan-tar-emot-120-fler-elever/release.md", template!("sv/music-school.md")),
        ("releases/{year-1}/folj-med-nar-biblioteksbaten-kastar-loss/release.md", template!("sv/library-boat.md")),
    ],
    picture: "releases/{year-1}/folj-med-nar-biblioteksbaten-kastar-loss/biblioteksbaten.png",
};

pub(super) static ENGLISH: Example = Example {
    templates: [
        ("newsroom.toml", template!("en/newsroom.toml")),
        ("senders.toml", template!("en/senders.toml")),
        ("departments.toml", template!("en/departments.toml")),
        ("contacts.toml", template!("en/contacts.toml")),
        ("releases/{year-12}/solvik-builds-a-swimming-hall-in-the-north-harbour/release.md", template!("en/swimming-hall.md")),
        ("releases/{year-5}/music-school-takes-120-more-pupils/revisions/1.md", template!("en/music-school-1.md")),
        ("releases/{year-5}/music-school-takes-120-more-pupils/release.md", template!("en/music-school.md")),
        ("releases/{year-1}/join-the-library-boat-on-its-first-tour/release.md", template!("en/library-boat.md")),
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
        let fill = |text: &str| {
            days.iter().fold(text.to_owned(), |text, (offset, day)| {
                let text = text.replace(&format!("{{day{offset:+}}}"), &day.to_string());
                text.replace(&format!("{{year{offset:+}}}"), &day.year().to_string())
            })
        };
        let texts = self.templates.iter().map(|(path, text)| NewFile { path: fill(path), bytes: fill(text).into_bytes() });
        let picture = NewFile { path: fill(self.picture), bytes: PICTURE.to_vec() };
        Ok(texts.chain([picture]).collect())
    }
}

/// Each offset with its day.
fn days(now: i64) -> Option<Vec<(i64, Day)>> {
    let zone = Zone::parse(ZONE)?;
    OFFSETS.iter().map(|offset| Some((*offset, Instant::from_unix(&zone, now.checked_add(offset * 86_400)?)?.day()))).collect()
}
