//! A release written elsewhere comes into the house with every word of it, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use depesch::import::Imported;
use depesch::import::Input;
use depesch::import::Known;
use depesch::import::import;
use depesch::model::Day;
use depesch::model::Lang;
use depesch::model::Zone;

/// A content folder to import into.
struct Folder {
    publisher: &'static str,
    authority: &'static str,
    language: Lang,
    zone: Zone,
    contacts: String,
    departments: String,
    releases: BTreeMap<String, String>,
    day: Day,
}

impl Folder {
    fn of(publisher: &'static str, authority: &'static str) -> Folder {
        Folder {
            publisher,
            authority,
            language: Lang::swedish(),
            zone: Zone::parse("Europe/Stockholm").unwrap(),
            contacts: String::new(),
            departments: String::new(),
            releases: BTreeMap::new(),
            day: Day::new(2026, 3, 2).unwrap(),
        }
    }

    fn solvik() -> Folder {
        Folder::of("Solvik kommun", "solvik.example")
    }

    fn botkyrka() -> Folder {
        Folder::of("Botkyrka kommun", "botkyrka.se")
    }

    fn take(&self, name: &str, bytes: &[u8]) -> Result<Imported, Vec<depesch::diag::Diagnostic>> {
        let known = Known {
            publisher: self.publisher,
            id_authority: self.authority,
            language: &self.language,
            zone: &self.zone,
            contacts: &self.contacts,
            departments: &self.departments,
            releases: &self.releases,
            day: self.day,
        };
        import(&Input { name, bytes }, &known)
    }

    /// What the folder is after the import.
    fn keep(&mut self, imported: &Imported) {
        self.contacts = imported.contacts.clone();
        self.departments = imported.departments.clone();
        self.releases.insert(imported.id.to_string(), imported.folder.clone());
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn seed() -> Vec<u8> {
    std::fs::read(root().join("tests/import/seed.txt")).unwrap()
}

/// The owner's own file lies beside the clone on some machines; our copy always runs.
fn seeds() -> Vec<Vec<u8>> {
    let owners = std::fs::read(root().join("../shared/seed-release.txt")).ok();
    std::iter::once(seed()).chain(owners).collect()
}

#[test]
fn the_seed_becomes_what_stands_in_content() {
    for bytes in seeds() {
        let imported = Folder::botkyrka().take("seed-release.txt", &bytes).unwrap();
        let content = root().join("content");
        let there = |path: &str| std::fs::read_to_string(content.join(path)).unwrap_or_default();
        assert_eq!(imported.release, there(&imported.path()), "{}", imported.path());
        assert_eq!(imported.contacts, there("contacts.toml"));
        assert_eq!(imported.departments, there("departments.toml"));
    }
}

/// Everything that an import gives, as one text to compare.
fn told(imported: &Imported) -> String {
    let mut out = format!("=== {}\n{}", imported.path(), imported.release);
    out.push_str(&format!("\n=== contacts.toml\n{}", imported.contacts));
    out.push_str(&format!("\n=== departments.toml\n{}\n=== notes\n", imported.departments));
    for note in &imported.notes {
        let at = note.place.spot.as_ref().map(|spot| format!("{}:{}-{}", spot.line, spot.column, spot.column + spot.width));
        let hint = note.hint.as_ref().map(|hint| format!(" ({})", hint.en));
        out.push_str(&format!("{}: {}{}\n", at.unwrap_or_default(), note.say.en, hint.unwrap_or_default()));
    }
    out.push_str("\n=== left out\n");
    for left in &imported.left_out {
        out.push_str(&format!("{}: {:?}: {}\n", left.line, left.why, left.text));
    }
    out
}

/// Each fixture becomes the text beside it; `BLESS=1 cargo test --test import` writes that anew.
#[test]
fn fixtures_become_what_stands_beside_them() {
    for name in ["sitevision.html", "word.html", "latin-1.html", "mail.txt"] {
        let path = root().join("tests/import").join(name);
        let imported = Folder::solvik().take(name, &std::fs::read(&path).unwrap()).unwrap();
        let expected = PathBuf::from(format!("{}.expected", path.display()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected, told(&imported)).unwrap();
        }
        let there = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(told(&imported), there, "{name}");
    }
}
