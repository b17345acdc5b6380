//! The command line as its users meet it: a folder with a newsroom in it, arguments, what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, OnceLock};

use tempfile::TempDir;

use super::Files;

/// A folder of one's own with a newsroom in it, and the program to try there.
pub struct TestSite {
    pub folder: TempDir,
}

pub const SEED: &str = "releases/2017/skolor-och-forskolor-i-botkyrka-utvecklas-med-stod-av-skolverket";
pub const HALL: &str = "releases/2026/avgifter-for-simhallen";

/// The `newsroom.toml` of a newsroom without releases.
const EMPTY_NEWSROOM: &str = "name = \"Solvik kommun\"\ndescription = \"Nyheter\"\nbase_url = \"https://www.solvik.example/\"\n\
     id_authority = \"solvik.example\"\nid_year = 2020\ntime_zone = \"Europe/Stockholm\"\nlanguage = \"sv\"\n\n\
     [topics]\ntrafik = \"Trafik och gator\"\n";

impl TestSite {
    /// With a newsroom that has no releases and no contacts.
    pub fn empty() -> TestSite {
        let site = TestSite { folder: tempfile::tempdir().unwrap() };
        site.write("content/newsroom.toml", EMPTY_NEWSROOM);
        site
    }

    /// With a copy of a content folder of the project.
    pub fn with(content: &str) -> TestSite {
        let site = TestSite { folder: tempfile::tempdir().unwrap() };
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(content), &site.path("content"));
        site
    }

    /// The golden newsroom, built as of `now`. It is built once, and every test gets a copy.
    pub fn built(now: &str) -> TestSite {
        static BUILT: Mutex<BTreeMap<String, Arc<OnceLock<Files>>>> = Mutex::new(BTreeMap::new());
        let cell = Arc::clone(BUILT.lock().unwrap().entry(now.to_owned()).or_default());
        let files = cell.get_or_init(|| {
            let site = TestSite::with("tests/newsroom");
            site.run(&["build", "--now", now]).exits(0);
            site.files("")
        });
        let site = TestSite { folder: tempfile::tempdir().unwrap() };
        for (path, bytes) in files {
            let path = site.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        site
    }

    /// With the newsroom that ships with the project, and of its releases only the owner's.
    pub fn seed() -> TestSite {
        let site = TestSite::with("content");
        for year in fs::read_dir(site.path("content/releases")).unwrap() {
            let year = year.unwrap().path();
            if !year.ends_with("2017") {
                fs::remove_dir_all(year).unwrap();
            }
        }
        site
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), bytes).unwrap();
    }

    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, text.replace(from, to));
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_depesch"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "en_GB.UTF-8")
            .env_remove("NO_COLOR")
            .output()
            .unwrap();
        Answer { output }
    }

    /// Every file of a folder, by path.
    pub fn files(&self, folder: &str) -> Files {
        files_of(&self.path(folder))
    }

    /// Every file of a folder and, with `None`, every folder in it.
    pub fn entries(&self, folder: &str) -> BTreeMap<String, Option<Vec<u8>>> {
        entries_of(&self.path(folder))
    }
}

pub fn files_of(root: &Path) -> Files {
    entries_of(root).into_iter().filter_map(|(path, bytes)| Some((path, bytes?))).collect()
}

fn entries_of(root: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                found.insert(name, None);
                folders.push(path);
            } else {
                found.insert(name, Some(fs::read(&path).unwrap()));
            }
        }
    }
    found
}

pub struct Answer {
    pub output: Output,
}

impl Answer {
    /// Exit code, standard output, standard error.
    pub fn into_parts(self) -> (Option<i32>, String, String) {
        (self.output.status.code(), self.stdout(), self.stderr())
    }

    pub fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Answer {
        assert_eq!(self.output.status.code(), Some(code), "{}{}", self.stdout(), self.stderr());
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Answer {
        let said = format!("{}{}", self.stdout(), self.stderr());
        assert!(said.contains(text), "{text:?} is not in:\n{said}");
        self
    }

    #[track_caller]
    pub fn silent_about(self, text: &str) -> Answer {
        let said = format!("{}{}", self.stdout(), self.stderr());
        assert!(!said.contains(text), "{text:?} is in:\n{said}");
        self
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if name.to_str().unwrap().starts_with('.') {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}
