//! `depesch init`: a newsroom that checks clean and builds at once, whatever its name, and nothing foreign touched.

use std::cell::RefCell;
use std::fs;
use std::process::Command;

use clap::Parser;
use depesch::cli::{Cli, Console, Environment, Exit, Report};
use depesch::diag::UiLanguage;
use depesch::model::SingleLine;
use depesch::{cli, content};
use proptest::prelude::*;

use crate::common;

use common::test_site::TestSite;

fn empty_folder() -> TestSite {
    TestSite { folder: tempfile::tempdir().unwrap() }
}

const ANSWERS: [&str; 8] =
    ["--name", "Solvik kommun", "--address", "https://nyheter.solvik.example/", "--phone", "08-465 004 01", "--yes", "--language"];

fn init<'a>(language: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["init"], &ANSWERS[..], &[language], more].concat()
}

/// 2027-01-03 12:00 UTC.
const NEW_YEAR: i64 = 1_798_977_600;

/// Runs `init` in this process: at another time, and with the replies of somebody at a terminal. Returns what was asked too.
fn init_with(site: &TestSite, arguments: &[&str], ui_language: UiLanguage, replies: &[&str]) -> (Report, Vec<String>) {
    let folder = site.folder.path().to_str().unwrap();
    let cli = Cli::parse_from([&["depesch", "init", folder], arguments].concat());
    let env = Environment {
        now: NEW_YEAR,
        ui_language,
        locale: Some("sv_SE.UTF-8".to_owned()),
        time_zone: Some("Europe/Stockholm".to_owned()),
        user: None,
        color: false,
        terminal: true,
    };
    let (replies, questions) = (RefCell::new(replies.iter()), RefCell::new(Vec::new()));
    let ask = |prompt: &str| {
        questions.borrow_mut().push(prompt.to_owned());
        replies.borrow_mut().next().map(|reply| format!("{reply}\n"))
    };
    let report = cli::run(&cli, &env, &Console { progress: &|_, _| {}, ask: Some(&ask) });
    (report, questions.into_inner())
}

#[test]
fn a_new_newsroom_checks_clean_and_builds() {
    let site = empty_folder();
    site.run(&init("sv", &[])).exits(0).says("content/newsroom.toml").says("solvik.example");
    site.run(&["check"]).exits(0).says("0 errors, 0 warnings");
    site.run(&["build"]).exits(0);
    site.run(&["build", "--drafts", "--out", "preview"]).exits(0).says("1 release");
    assert!(site.read(".gitignore").lines().any(|line| line == "out/"));
    assert!(!site.path("content/.content.init").exists() && !site.path(".content.init").exists());
}

#[test]
fn no_name_breaks_a_new_newsroom() {
    let long = "å".repeat(100);
    for name in ["\"Solvik\" \\ kommun", "Solvik 🦀", "بلدية سولفيك", "<b>*Solvik*</b> & _söner_", long.as_str()] {
        for language in ["sv", "en", "fi", "ar"] {
            let site = empty_folder();
            let mut arguments = init(language, &[]);
            arguments[2] = name;
            site.run(&arguments).exits(0);
            site.run(&["check"]).exits(0).says("0 errors, 0 warnings");
            let newsroom: toml::Table = site.read("content/newsroom.toml").parse().unwrap();
            assert_eq!(newsroom["name"].as_str(), Some(name));
            assert_eq!(newsroom["language"].as_str(), Some(language));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// Either the answers are refused and nothing is written, or the newsroom has them and checks clean.
    #[test]
    fn any_answers_are_refused_or_make_a_valid_newsroom(
        name in "\\PC{1,60}|[A-ZÅÄÖa-zåäö\"\\\\<&*_–' .]{1,120}",
        contact in "\\PC{1,30}|[A-ZÅÄÖa-zåäö\"#\\[ .-]{1,60}",
        headline in proptest::option::of("\\PC{1,80}"),
        language in prop::sample::select(vec!["sv", "en", "fi", "ar", "en-GB"]),
        zone in prop::sample::select(vec!["Europe/Stockholm", "UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"]),
    ) {
        let site = empty_folder();
        let mut flags: Vec<String> = [("name", &name), ("contact", &contact)].map(|(flag, text)| format!("--{flag}={text}")).to_vec();
        flags.extend(headline.iter().map(|text| format!("--headline={text}")));
        flags.extend([format!("--language={language}"), format!("--time-zone={zone}")]);
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let fixed = ["--address", "https://nyheter.solvik.example/", "--email", "press@solvik.example", "--yes"];
        let (report, _) = init_with(&site, &[&fixed[..], &flags].concat(), UiLanguage::English, &[]);
        if report.exit != Exit::Success {
            prop_assert_eq!(report.exit, Exit::Usage);
            prop_assert!(site.files(".").is_empty());
            return Ok(());
        }
        let loaded = content::load(&site.path("content")).unwrap();
        prop_assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
        let newsroom = loaded.newsroom.unwrap();
        prop_assert_eq!(&newsroom.publisher.name, &SingleLine::parse(&name).unwrap());
        prop_assert_eq!(&newsroom.publisher.press_contacts[0].name, &SingleLine::parse(&contact).unwrap());
    }
}

#[test]
fn the_example_checks_clean_and_builds_in_both_languages() {
    for (language, word) in [("sv", "Rättelse"), ("en", "Correction")] {
        let site = empty_folder();
        let made = site.run(&["init", "--example", "--language", language]).exits(0);
        let size: usize = site.files("content").values().map(Vec::len).sum();
        assert!(size < 40_000, "{size}");
        assert!(made.stdout().lines().all(|file| site.path(file).is_file()));
        site.run(&["check"]).exits(0).says("0 errors, 0 warnings");
        site.run(&["build"]).exits(0).says("3 releases in `out`");
        let page = site.read("out/index.html");
        assert!(page.contains(&format!("lang=\"{language}")) && page.contains("http://127.0.0.1:8080/"));
        assert!(site.read("out/feed.atom").contains(word));
    }
}

/// A `#` with no space after it begins a line that can be used.
#[test]
fn the_channels_of_the_example_can_be_taken_into_use() {
    for language in ["sv", "en"] {
        let site = empty_folder();
        site.run(&["init", "--example", "--language", language]).exits(0);
        let written = site.read("content/channels.toml");
        let used = written.lines().map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line));
        site.write("content/channels.toml", used.collect::<Vec<_>>().join("\n"));
        site.run(&["check"]).exits(0).says("0 errors, 0 warnings");
        let newsroom = content::load(&site.path("content")).unwrap().newsroom.unwrap();
        assert_eq!(newsroom.channels().unwrap().channels.len(), 2);
    }
}

#[test]
fn the_example_is_of_these_days_also_around_new_year() {
    let site = empty_folder();
    let (report, questions) = init_with(&site, &["--example"], UiLanguage::Swedish, &[]);
    assert_eq!((report.exit, questions.len()), (Exit::Success, 0));
    for release in ["2026/solvik-bygger-simhall-i-norra-hamnen", "2027/folj-med-nar-biblioteksbaten-kastar-loss"] {
        assert!(site.path("content/releases").join(release).join("release.md").is_file(), "{release}");
    }
    site.run(&["check", "--now", "2027-01-03T13:00:00+01:00"]).exits(0).says("0 errors, 0 warnings");
    site.run(&["build", "--now", "2027-01-03T13:00:00+01:00"]).exits(0).says("3 releases");
    for (path, bytes) in site.files("content") {
        assert!(
            path.ends_with(".png") || path.starts_with(".depesch/") || !String::from_utf8(bytes).unwrap().contains(['{', '}']),
            "{path}"
        );
    }
}

#[test]
fn the_example_takes_no_answers_and_has_two_languages() {
    let site = empty_folder();
    site.run(&["init", "--example", "--name", "Solvik kommun"]).exits(2);
    site.run(&["init", "--example", "--language", "fi"]).exits(2).says("`--language en`");
    assert!(site.files(".").is_empty());
}

#[test]
fn a_second_start_changes_nothing() {
    let site = empty_folder();
    site.run(&init("sv", &[])).exits(0);
    let before = site.files(".");
    site.run(&init("en", &[])).exits(3).says("content/newsroom.toml");
    site.run(&["init", "--example"]).exits(3).says("content/newsroom.toml");
    assert!(site.files(".") == before);
}

#[test]
fn a_missing_answer_names_its_flag_and_writes_nothing() {
    let site = empty_folder();
    site.run(&["init", "--name", "Solvik kommun", "--yes"]).exits(2).says("--address");
    assert!(site.files(".").is_empty());
}

#[test]
fn a_content_folder_with_other_files_keeps_them() {
    let site = empty_folder();
    site.write("content/notes.txt", "egna anteckningar\n");
    site.write("content/releases/2026/underlag.odt", "underlag");
    site.write(".gitignore", "*.tmp\nout");
    site.run(&init("sv", &[])).exits(0);
    site.run(&["check"]).exits(0);
    assert_eq!(site.read("content/notes.txt"), "egna anteckningar\n");
    assert_eq!(site.read("content/releases/2026/underlag.odt"), "underlag");
    assert_eq!(site.read(".gitignore"), "*.tmp\nout\npreview/\nförhandsvisning/\nstate/\ncontent/.depesch/\n");
    assert!(!site.path("content/.depesch").exists());
}

#[test]
fn a_file_in_the_way_is_named_and_nothing_is_written() {
    for path in ["content/contacts.toml", "content/senders.toml"] {
        let site = empty_folder();
        site.write(path, "# egen\n");
        site.run(&init("sv", &[])).exits(3).says(path);
        assert_eq!(site.files(".").into_keys().collect::<Vec<_>>(), [path]);
    }
    let site = empty_folder();
    site.write("content", "ingen mapp");
    site.run(&init("sv", &[])).exits(3).says("`content` is not a folder");
    // A file where the folder of releases must be shows only while files are written.
    let site = empty_folder();
    site.write("content/releases", "ingen mapp");
    site.run(&init("sv", &[])).exits(3).says("content/releases");
    assert_eq!(site.files(".").into_keys().collect::<Vec<_>>(), ["content/releases"]);
    assert!(!site.path("content/.depesch").exists());
}

#[test]
fn a_failure_removes_what_was_written_before() {
    // The last file to be written, .gitignore, is a folder.
    for before in [&[".gitignore/x"][..], &[".gitignore/x", "content/releases/2026/underlag.odt"]] {
        let site = empty_folder();
        before.iter().for_each(|path| site.write(path, ""));
        site.run(&init("sv", &[])).exits(3).says(".gitignore");
        assert_eq!(site.files(".").into_keys().collect::<Vec<_>>(), before);
        assert_eq!(site.path("content").exists(), before.len() > 1);
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_behind() {
    for content in [None, Some("content/notes.txt")] {
        let site = empty_folder();
        if let Some(path) = content {
            site.write(path, "");
        }
        let folders = |site: &TestSite| fs::read_dir(site.folder.path()).unwrap().count();
        let (files_before, folders_before) = (site.files("."), folders(&site));
        // Not one byte may be written to any file: the shell's limit stands for a full disk.
        let status = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 0; \"$0\" init deep/er --example; \"$0\" init --example"])
            .arg(env!("CARGO_BIN_EXE_depesch"))
            .current_dir(site.folder.path())
            .output();
        assert_eq!(status.unwrap().status.code(), Some(3));
        assert_eq!((site.files("."), folders(&site)), (files_before, folders_before));
    }
}

#[test]
fn the_remains_of_a_killed_start_are_replaced() {
    for (left, content) in [(".content.init", None), ("content/.depesch/init", Some("content/notes.txt"))] {
        let site = empty_folder();
        site.write(&format!("{left}/newsroom.toml"), "name = ");
        if let Some(path) = content {
            site.write(path, "");
        }
        site.run(&init("sv", &[])).exits(0);
        site.run(&["check"]).exits(0);
        assert!(!site.path(left).exists());
    }
}

#[test]
fn questions_are_asked_again_until_the_answer_can_be_used() {
    let site = empty_folder();
    let replies = [
        "",
        "  Solvik  \"kommun\" ", // an empty name
        "solvik.se",
        "http://127.0.0.1:8080/", // no address
        "",
        "solvik.example", // ids of nobody
        "svenska",
        "", // no language tag
        "Stockholm",
        "Europe/Helsinki", // no zone
        "",
        "ring mig",
        "", // no phone number, then none
        "",
        "press@solvik.example", // at least one of phone and e-mail
    ];
    let (report, questions) = init_with(&site, &[], UiLanguage::Swedish, &replies);
    assert_eq!(report.exit, Exit::Success, "{}", report.stderr);
    assert_eq!(questions.len(), replies.len());
    let expected = [
        "Nyhetsrummets namn: ",
        "fel: det behövs ett svar",
        "Adress där läsarna hittar det: ",
        "https://",
        "Värdnamn för id:n (ändras aldrig): ",
        "fel: id:n kan inte skapas under `127.0.0.1`",
        "Pressmeddelandenas språk [sv]: ",
        "fel: `svenska` är ingen språkkod",
        "Tidszon [Europe/Stockholm]: ",
        "fel: okänd tidszon `Stockholm`",
        "Presskontaktens namn [Presstjänsten]: ",
        "Presskontaktens telefon",
        "`ring mig`",
        "Presskontaktens e-post: ",
        "fel: det behövs ett telefonnummer eller en e-postadress",
    ];
    for (question, part) in questions.iter().zip(expected) {
        assert!(question.contains(part), "{part:?} is not in {question:?}");
    }
    site.run(&["check"]).exits(0).says("0 errors, 0 warnings");
    let newsroom: toml::Table = site.read("content/newsroom.toml").parse().unwrap();
    assert_eq!(newsroom["name"].as_str(), Some("Solvik  \"kommun\""));
    assert_eq!(newsroom["time_zone"].as_str(), Some("Europe/Helsinki"));
}

#[test]
fn three_bad_answers_or_the_end_of_the_input_write_nothing() {
    for (replies, asked, stderr) in [
        (&["Solvik", "a", "b", "c", "d"][..], 4, "error: the address `c` of the newsroom is incomplete"),
        (&["Sj\u{fffd}bo", "", "\u{1b}[D"], 3, "error: the character U+001B cannot be used in `name`"),
        (&["Solvik"], 2, "error: the input ended; nothing was written"),
        (&[], 1, "error: the input ended; nothing was written"),
    ] {
        let site = empty_folder();
        let (report, questions) = init_with(&site, &[], UiLanguage::English, replies);
        assert_eq!((report.exit, questions.len()), (Exit::Usage, asked), "{}", report.stderr);
        assert!(report.stderr.starts_with(stderr), "{}", report.stderr);
        assert!(!questions.concat().contains('\u{1b}'));
        assert!(site.files(".").is_empty());
    }
}

#[test]
fn flags_are_not_asked_for() {
    let site = empty_folder();
    let (report, questions) = init_with(
        &site,
        &["--name", "Solvik", "--phone", "08-465 004 01"],
        UiLanguage::English,
        &["https://news.solvik.example/", "", "en", "", "", ""],
    );
    assert_eq!(report.exit, Exit::Success, "{}", report.stderr);
    assert!(questions[0].starts_with("Enter takes the answer in brackets.") && questions[0].ends_with("readers find it: "));
    assert!(questions[1].ends_with("[solvik.example]: "), "{}", questions[1]);
    assert!(questions[4].ends_with("[Press office]: ") && questions[5].ends_with("(Enter for none): "));
    let silent = empty_folder();
    let (report, questions) = init_with(&silent, &["--yes"], UiLanguage::English, &["Solvik"]);
    assert_eq!((report.exit, questions.len()), (Exit::Usage, 0));
}

#[test]
fn a_folder_without_a_newsroom_leads_to_init() {
    let site = empty_folder();
    for command in [&["check"][..], &["build"], &["new", "Rubrik"]] {
        site.run(command).exits(3).says("depesch init");
    }
}
