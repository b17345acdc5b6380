//! Delivery as operators meet it: `depesch send` and `depesch wire` in a newsroom with folders as receivers.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::common::test_site::{Answer, TestSite};

/// `tt` takes everything, `sr` invitations alone.
const CHANNELS: &str = "[[channel]]\nkey = \"tt\"\nto = \"folder:../tt\"\nformat = \"iptc7901\"\neverything = true\n\n\
    [[channel]]\nkey = \"sr\"\nto = \"folder:../sr\"\nformat = \"ninjs\"\nfilter = { kinds = [\"invitation\"] }\n";

struct Newsroom {
    site: TestSite,
}

impl Newsroom {
    /// With one release that was public before the first start, which has been made.
    fn started() -> Newsroom {
        let newsroom = Newsroom::new();
        newsroom.send().exits(0).says("1 releases were public before the first start");
        newsroom
    }

    fn new() -> Newsroom {
        let site = TestSite::empty();
        let newsroom = Newsroom { site };
        newsroom.site.write("content/channels.toml", CHANNELS);
        newsroom.site.write("content/contacts.toml", "[anna-berg]\nname = \"Anna Berg\"\nemail = \"anna.berg@solvik.example\"\n");
        for folder in ["tt", "sr"] {
            fs::create_dir(newsroom.site.path(folder)).unwrap();
        }
        newsroom.release("sommarlov", "Sommarlovet börjar", "2020-06-10T10:00:00+02:00");
        newsroom
    }

    /// Writes a release that is published at `published`.
    fn release(&self, slug: &str, headline: &str, published: &str) {
        self.release_with(slug, headline, published, "");
    }

    fn release_with(&self, slug: &str, headline: &str, published: &str, fields: &str) {
        let year = &published[..4];
        let text = format!(
            "+++\nid = \"tag:solvik.example,2020:release/{slug}\"\nheadline = \"{headline}\"\nlead = \"Om {slug}.\"\n\
             published = {published}\ncontacts = [\"anna-berg\"]\n{fields}+++\n\nText om {slug}.\n"
        );
        self.site.write(&format!("content/releases/{year}/{slug}/release.md"), text);
    }

    /// Published a minute ago.
    fn new_release(&self, slug: &str, headline: &str) -> String {
        self.release(slug, headline, &ago(60));
        format!("{}/{slug}", &ago(60)[..4])
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        self.site.run(arguments)
    }

    fn send(&self) -> Answer {
        self.run(&["send"])
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let answer = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&answer.stdout()).unwrap_or_else(|e| panic!("{e}: {}{}", answer.stdout(), answer.stderr()))
    }

    /// The files that a receiver has.
    fn files(&self, receiver: &str) -> BTreeMap<String, String> {
        let files = self.site.files(receiver);
        files.into_iter().map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect()
    }

    fn names(&self, receiver: &str) -> Vec<String> {
        self.files(receiver).into_keys().collect()
    }

    /// A correction of the lead.
    fn correct(&self, name: &str, lead: &str) {
        self.run(&["correct", name, "--note", "Fel i ingressen"]).exits(0);
        let path = format!("content/releases/{name}/release.md");
        let slug = name.rsplit('/').next().unwrap();
        self.site.edit(&path, &format!("Om {slug}."), lead);
    }
}

fn next_second() {
    std::thread::sleep(std::time::Duration::from_millis(1_100));
}

/// The instant so many seconds ago, in UTC.
fn ago(seconds: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let utc = depesch::model::Zone::parse("UTC").unwrap();
    let at = depesch::model::Instant::from_unix(&utc, i64::try_from(now).unwrap() - seconds).unwrap();
    at.rfc3339()
}

#[test]
fn the_first_start_sends_nothing_and_the_next_release_arrives() {
    let newsroom = Newsroom::new();
    newsroom.run(&["wire", "status"]).exits(3).says("has no state");
    newsroom.send().exits(0).says("1 releases were public before the first start").says("everything is sent");
    assert!(newsroom.names("tt").is_empty() && newsroom.names("sr").is_empty());
    newsroom.run(&["wire", "why", "tt", "sommarlov"]).exits(0).says("it was public before the first start");

    let name = newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.run(&["wire", "why", "tt", "ny-simhall"]).exits(0).says("as soon as the service or `depesch send` runs");
    newsroom.send().exits(0).says("tt 0001").silent_about("sr 0001");
    let files = newsroom.files("tt");
    assert_eq!(files.len(), 1);
    assert!(files.values().next().unwrap().contains("Ny simhall"));
    assert!(newsroom.names("sr").is_empty());
    newsroom.run(&["wire", "status"]).exits(0).says("tt       0001 ").says("well");
    newsroom.run(&["wire", "why", "sr", "ny-simhall"]).exits(0).says("its filter does not take it").says("channels.toml:11");
    let why = newsroom.json(&["wire", "why", "tt", &name]);
    assert_eq!(why["deliveries"][0]["state"], "delivered");
    // Nothing is sent twice.
    newsroom.send().exits(0);
    assert_eq!(newsroom.names("tt").len(), 1);
}

#[test]
fn a_correction_and_a_withdrawal_reach_whoever_has_the_release() {
    let newsroom = Newsroom::started();
    newsroom.release_with("visning", "Visning av simhallen", &ago(60), "kind = \"invitation\"\n");
    newsroom.send().exits(0).says("tt 0001").says("sr 0001");
    let name = format!("{}/visning", &ago(60)[..4]);
    newsroom.correct(&name, "Om visningen på tisdag.");
    newsroom.send().exits(0).says("correction").says("tt 0002").says("sr 0002");
    assert!(newsroom.files("tt").values().any(|text| text.contains("tisdag")));
    // The filter of today does not matter to them.
    newsroom.site.edit("content/channels.toml", "invitation", "statement");
    // Two changes are never of the same second: the later one would be of the next.
    next_second();
    newsroom.run(&["withdraw", &name, "--note", "Det blir ingen visning"]).exits(0);
    newsroom.run(&["wire", "receipts", "visning"]).exits(0).silent_about("withdrawn");
    // The disk of one of them is away.
    fs::rename(newsroom.site.path("sr"), newsroom.site.path("sr-away")).unwrap();
    newsroom.run(&["send", "--within", "1s"]).exits(4).says("withdrawal").says("1 wait");
    newsroom
        .run(&["wire", "receipts", "visning"])
        .exits(0)
        .says("version 3, WITHDRAWN")
        .says("PENDING")
        .says("the folder is missing")
        .says("<- has the withdrawn text");
    newsroom.run(&["wire", "status"]).exits(0).says("ill since");
    let receipts = newsroom.json(&["wire", "receipts", "visning"]);
    assert_eq!(receipts["outdated"][0]["channel"], "sr");
    assert_eq!(receipts["outdated"][0]["is_withdrawn"], true);
    assert_eq!(receipts["outdated"].as_array().unwrap().len(), 1);
    // Back, it is tried at once.
    fs::rename(newsroom.site.path("sr-away"), newsroom.site.path("sr")).unwrap();
    newsroom.run(&["wire", "resume", "sr"]).exits(0).says("waited: 1");
    newsroom.send().exits(0).says("everything is sent");
    newsroom.run(&["wire", "receipts", "visning"]).exits(0).silent_about("<-").says("tt").says("sr");
    assert_eq!((newsroom.names("tt").len(), newsroom.names("sr").len()), (3, 3));
    // Also when its folder is gone, and as a table for other programs.
    fs::remove_dir_all(newsroom.site.path(&format!("content/releases/{name}"))).unwrap();
    let csv = newsroom.run(&["wire", "receipts", &name, "--csv"]).exits(0).stdout();
    assert_eq!(csv.lines().count(), 7, "{csv}");
    assert_eq!(csv.matches(",withdrawal,").count(), 2, "{csv}");
}

#[test]
fn a_paused_channel_keeps_its_messages_and_sends_or_skips_them() {
    let newsroom = Newsroom::started();
    newsroom.run(&["wire", "pause", "tx", "--reason", "x"]).exits(3).says("did you mean `tt`?");
    newsroom.run(&["wire", "pause", "tt", "--reason", "ny\nserver"]).exits(0).says("withdrawals are sent all the same");
    newsroom.run(&["wire", "pause", "tt", "--reason", "x", "--until", "2020-01-01 10:00"]).exits(3).says("in the past");
    newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().says("tt 0001").says("1 wait");
    assert!(newsroom.names("tt").is_empty());
    // A pause is no delay.
    newsroom.run(&["wire", "status"]).exits(0).says("paused").says("ny server").says("`depesch wire resume tt`");
    let status = newsroom.json(&["wire", "status"]);
    assert_eq!((&status["channels"][0]["state"]["name"], &status["channels"][0]["waiting"]), (&"paused".into(), &1.into()));
    newsroom.run(&["wire", "resume", "tt"]).exits(0).says("waited: 1");
    newsroom.send().exits(0);
    assert_eq!(newsroom.names("tt").len(), 1);

    newsroom.run(&["wire", "pause", "tt", "--reason", "ny server"]).exits(0);
    newsroom.new_release("ny-skola", "Ny skola");
    newsroom.send();
    newsroom.run(&["wire", "resume", "tt", "--skip"]).exits(0).says("what has waited is not sent");
    newsroom.send().exits(0);
    assert_eq!(newsroom.names("tt").len(), 1);
    newsroom.run(&["wire", "receipts", "ny-skola"]).exits(0).says("not sent").says("skipped by");
    // Its number is not given to another.
    newsroom.new_release("ny-bro", "Ny bro");
    newsroom.send().exits(0).says("tt 0003");
}

#[test]
fn resent_messages_have_the_same_bytes_and_replaced_ones_are_left_out() {
    let newsroom = Newsroom::started();
    let first = newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().exits(0);
    newsroom.new_release("ny-skola", "Ny skola");
    newsroom.send().exits(0);
    newsroom.correct(&first, "Om simhallen i norr.");
    newsroom.send().exits(0).says("tt 0003");
    let before = newsroom.site.files("tt");
    assert_eq!(before.len(), 3);
    let raw = newsroom.run(&["wire", "show", "tt", "3", "--raw"]).exits(0);
    assert!(before.values().any(|bytes| *bytes == raw.output.stdout));
    newsroom.run(&["wire", "show", "tt", "3"]).exits(0).says("␂").says("sha256");
    newsroom.run(&["wire", "show", "tt", "4"]).exits(3).says("the last number is 3");
    // The receiver has lost everything.
    for name in before.keys() {
        fs::remove_file(newsroom.site.path("tt").join(name)).unwrap();
    }
    newsroom.run(&["wire", "resend", "tt", "1-3"]).exits(0).says("0001: left out: version 2 has replaced it").says("0002, 0003");
    newsroom.send().exits(0);
    let after = newsroom.site.files("tt");
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|(name, bytes)| before[name] == *bytes));
    newsroom.run(&["wire", "resend", "tt", "3-1"]).exits(2);
}

#[test]
fn a_release_that_vanishes_is_told_and_can_be_forgotten() {
    let newsroom = Newsroom::started();
    let name = newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().exits(0);
    newsroom.run(&["wire", "forget", "ny-simhall"]).exits(3).says("is public");
    let folder = newsroom.site.path(&format!("content/releases/{name}"));
    fs::rename(&folder, newsroom.site.path("elsewhere")).unwrap();
    newsroom.send().exits(6).says("vanished");
    assert_eq!(newsroom.names("tt").len(), 1, "no withdrawal is sent by itself");
    newsroom.run(&["wire", "status"]).exits(6).says("`depesch wire forget");
    newsroom.run(&["wire", "forget", "ny-simhal"]).exits(3).says("did you mean");
    newsroom.run(&["wire", "forget", "ny-simhall"]).exits(0).says("told nothing: 1");
    newsroom.run(&["wire", "status"]).exits(0).silent_about("vanished");
    newsroom.send().exits(0);
    // Back, it is as if nothing had been.
    fs::rename(newsroom.site.path("elsewhere"), &folder).unwrap();
    newsroom.send().exits(0);
    assert_eq!(newsroom.names("tt").len(), 1);
}

#[test]
fn an_old_release_is_held_until_a_person_sends_it() {
    let newsroom = Newsroom::started();
    newsroom.release("gammalt-beslut", "Ett gammalt beslut", "2021-03-01T10:00:00+01:00");
    newsroom.send().exits(6).says("held").says("`depesch send --old 2021/gammalt-beslut`");
    assert!(newsroom.names("tt").is_empty());
    newsroom.run(&["wire", "why", "tt", "gammalt-beslut"]).exits(0).says("is held");
    newsroom.run(&["wire", "status"]).exits(6).says("--old 2021/gammalt-beslut");
    newsroom.run(&["send", "--old", "2021/gammalt-beslut"]).exits(0).says("tt 0001");
    assert_eq!(newsroom.names("tt").len(), 1);
}

#[test]
fn many_new_releases_wait_for_a_confirmation() {
    let newsroom = Newsroom::started();
    for number in 0..21 {
        newsroom.new_release(&format!("nyhet-{number}"), "En av många");
    }
    newsroom.send().exits(6).says("21 new releases at once");
    assert!(newsroom.names("tt").is_empty());
    newsroom.run(&["wire", "why", "tt", "nyhet-3"]).exits(0).says("one of many new releases");
    let plan = newsroom.json(&["send", "--plan"]);
    let code = plan["burst"]["code"].as_str().unwrap();
    newsroom.run(&["send", "--confirm", "00000000"]).exits(6);
    assert!(newsroom.names("tt").is_empty());
    newsroom.run(&["send", "--confirm", code]).exits(0).says("tt 0021");
    assert_eq!(newsroom.names("tt").len(), 21);
}

#[test]
fn after_a_restore_nothing_is_sent_and_no_number_is_used_again() {
    for says in ["--sent", "--again"] {
        let newsroom = Newsroom::started();
        newsroom.new_release("ny-simhall", "Ny simhall");
        newsroom.send().exits(0).says("tt 0001");
        newsroom.run(&["backup", "yesterday"]).exits(0);
        let skola = newsroom.new_release("ny-skola", "Ny skola");
        newsroom.send().exits(0).says("tt 0002");
        let sent = newsroom.site.files("tt");
        newsroom.run(&["restore", "yesterday"]).exits(0);

        newsroom.send().exits(6).says("nothing is sent until `depesch wire continue`");
        newsroom.run(&["wire", "status"]).exits(6).says("the numbers 2 to 2 were given and are lost");
        newsroom.run(&["wire", "continue"]).exits(6).says(&skola).says("tt");
        assert_eq!(newsroom.site.files("tt"), sent);
        // Published while everything waits: nobody can have it.
        next_second();
        newsroom.release("ny-bro", "Ny bro", &ago(0));
        newsroom.run(&["wire", "continue"]).exits(6).silent_about("ny-bro");
        newsroom.run(&["wire", "continue", says]).exits(0).says(": 1\n");
        newsroom.run(&["wire", "continue"]).exits(0).says("nothing waits");

        // Sent again, the text has another number, and a file is never replaced.
        let exit = if says == "--sent" { 0 } else { 5 };
        newsroom.send().exits(exit).says("tt 0003").silent_about("tt 0002").says("ny-bro");
        let files = newsroom.site.files("tt");
        assert!(sent.iter().all(|(name, bytes)| files[name] == *bytes), "{says}: what was there is as it was");
        assert_eq!(files.len(), 3);
        if says == "--sent" {
            newsroom.run(&["wire", "receipts", "ny-skola"]).exits(0).says("assumed after a restore");
            // Whoever is assumed to have it gets the withdrawal.
            newsroom.run(&["withdraw", &skola, "--note", "Fel"]).exits(0);
            newsroom.send().exits(0).says("withdrawal").says("tt 0004");
        }
    }
}

#[test]
fn a_lost_journal_and_witness_go_on_after_the_number_that_the_receiver_has_seen() {
    let newsroom = Newsroom::started();
    newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().exits(0).says("tt 0001");
    fs::remove_file(newsroom.site.path("state/witness")).unwrap();
    newsroom.send().exits(6);
    newsroom.run(&["wire", "continue"]).exits(6).says("--after CHANNEL=N");
    newsroom.run(&["wire", "continue", "--sent", "--after", "tt=17"]).exits(0);
    newsroom.new_release("ny-skola", "Ny skola");
    newsroom.send().exits(0).says("tt 0018");
}

#[test]
fn what_was_refused_is_tried_again_or_settled_by_a_person() {
    let newsroom = Newsroom::started();
    let name = newsroom.new_release("ny-simhall", "Ny simhall");
    let day = ago(60)[..10].to_owned();
    // Another file has its name.
    let zone = depesch::model::Zone::parse("Europe/Stockholm").unwrap();
    let local = depesch::model::Instant::parse(&zone, &ago(60)).unwrap().day().to_string();
    for day in [day, local] {
        newsroom.site.write(&format!("tt/{day}-ny-simhall-v1.iptc"), "something else");
    }
    newsroom.send().exits(5).says("1 parked");
    newsroom.run(&["wire", "status"]).exits(5).says("PARKED").says("name taken").says("`depesch wire retry tt");
    newsroom.run(&["wire", "receipts", "ny-simhall"]).exits(0).says("PARKED").says("may not have version 1: 1");
    newsroom.run(&["wire", "settle", "tt", &name]).exits(2);
    newsroom.run(&["wire", "settle", "tt", &name, "--sent"]).exits(0).says("noted as arrived: 1");
    newsroom.run(&["wire", "retry", "tt", &name]).exits(0).says("nothing of it is parked or unknown");
    newsroom.run(&["wire", "receipts", "ny-simhall"]).exits(0).says("settled by").silent_about("PARKED");
    newsroom.run(&["wire", "status"]).exits(0);
    // Sent again it is refused again, and then the name is free.
    newsroom.run(&["wire", "resend", "tt", "1"]).exits(0).says("sent again: 0001");
    newsroom.send().exits(5);
    for file in newsroom.names("tt") {
        fs::remove_file(newsroom.site.path("tt").join(file)).unwrap();
    }
    newsroom.run(&["wire", "retry"]).exits(0).says("tried again: 1");
    newsroom.send().exits(0);
    assert_eq!(newsroom.names("tt").len(), 1);
}

#[test]
fn the_status_answers_when_the_settings_have_an_error() {
    let newsroom = Newsroom::started();
    newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().exits(0);
    newsroom.site.edit("content/channels.toml", "everything = true", "everthing = true");
    newsroom.run(&["wire", "status"]).exits(0).says("tt       0001").says("everthing").silent_about("not in channels.toml");
    newsroom.run(&["wire", "receipts", "ny-simhall"]).exits(0).says("0001");
    // Without the channel it is gone, and what it has stays on record.
    newsroom.site.write("content/channels.toml", "");
    newsroom.run(&["wire", "status"]).exits(0).says("not in channels.toml any more");
    newsroom.run(&["wire", "receipts", "ny-simhall"]).exits(0).says("0001");
}

#[test]
fn a_test_message_says_what_it_is_and_has_no_number() {
    let newsroom = Newsroom::started();
    newsroom.run(&["wire", "test", "tt"]).exits(0).says("can be reached");
    assert!(newsroom.names("tt").is_empty());
    newsroom.run(&["wire", "test", "tt", "--send"]).exits(0).says("took the test message");
    let files = newsroom.files("tt");
    assert_eq!(files.len(), 1);
    assert!(files.values().all(|text| text.contains("publicera ej")), "{files:?}");
    newsroom.run(&["wire", "test", "sr", "--send"]).exits(0);
    newsroom.run(&["wire", "status"]).exits(0).silent_about("0001");
    newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().exits(0).says("tt 0001");
    fs::remove_dir_all(newsroom.site.path("sr")).unwrap();
    newsroom.run(&["wire", "test", "sr"]).exits(3).says("cannot be reached").says("the folder is missing");
    newsroom.run(&["wire", "test", "sx"]).exits(3).says("did you mean `sr`?");
}

#[test]
fn a_new_channel_gets_its_history_while_others_get_their_withdrawals() {
    let newsroom = Newsroom::started();
    let hall = newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.new_release("ny-skola", "Ny skola");
    newsroom.send().exits(0);
    newsroom.correct(&hall, "Om simhallen.");
    newsroom.send().exits(0).says("tt 0003");
    fs::create_dir(newsroom.site.path("ny")).unwrap();
    let channel = "\n[[channel]]\nkey = \"ny\"\nto = \"folder:../ny\"\nformat = \"txt\"\neverything = true\nhistory = 5\n";
    newsroom.site.write("content/channels.toml", format!("{CHANNELS}{channel}"));
    newsroom.run(&["withdraw", "ny-skola", "--note", "Fel"]).exits(0);
    next_second();
    newsroom.new_release("ny-bro", "Ny bro");
    newsroom.send().exits(0).says("withdrawal").says("history").says("tt 0005");
    // The newest versions of what is still public, and nothing of what is withdrawn.
    let names = newsroom.names("ny").join(" ");
    assert!(names.contains("ny-simhall-v2") && names.contains("sommarlov-v1") && names.contains("ny-bro-v1"), "{names}");
    assert!(!names.contains("ny-skola") && newsroom.names("tt").len() == 5, "{names}");
}

#[test]
fn a_desk_whose_message_cannot_be_made_is_owed_it_and_the_others_get_theirs() {
    let newsroom = Newsroom::started();
    let mail = "\n[mail]\nrelay = \"smtp://127.0.0.1:9\"\nfrom = \"Solvik <press@solvik.example>\"\n\
                dkim = { domain = \"solvik.example\", selector = \"p\", key_file = { env = \"DEPESCH_TEST_DKIM_KEY\" } }\n\n\
                [[channel]]\nkey = \"post\"\nto = \"mailto:desk@solvik.example\"\neverything = true\n";
    newsroom.site.write("content/channels.toml", format!("{CHANNELS}{mail}"));
    newsroom.new_release("ny-simhall", "Ny simhall");
    newsroom.send().exits(1).says("tt 0001").silent_about("post 0001").says("DEPESCH_TEST_DKIM_KEY");
    assert_eq!(newsroom.names("tt").len(), 1);
    // The relay signs from now on.
    let unsigned = mail.lines().filter(|line| !line.starts_with("dkim")).collect::<Vec<_>>().join("\n");
    newsroom.site.write("content/channels.toml", format!("{CHANNELS}{unsigned}\n"));
    newsroom.send().exits(4).says("post 0001").silent_about("tt 0002");
    assert_eq!(newsroom.names("tt").len(), 1);
}
