//! `channels.toml`: what it becomes, that any text can be read, and that nothing of it is public.

use crate::common;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use common::test_site::TestSite;
use depesch::content;
use depesch::content::{LoadedContent, ParseCache, SourceFile, Sources};
use depesch::model::{
    Channels, Condition, DeliveryOrder, FileNamePattern, Filter, FtpTls, MailTls, Newsroom, Receiver, TopicPattern, WireFormat,
};
use proptest::prelude::*;

const HIDDEN: &str = "content/releases/2026/hemlig-utredning/release.md";

/// One channel of each kind, with every field.
const EVERY_KIND: &str = r#"
[mail]
relay = "smtp+starttls://mail.solvik.example"
user = { env = "DEPESCH_SMTP_USER" }
password = { env = "DEPESCH_SMTP_PASSWORD" }
from = "Solvik kommun, \"press\" <press@solvik.example>"
reply_to = "press@solvik.example"
dkim = { domain = "solvik.example", selector = "press.2026", key_file = { env = "DEPESCH_DKIM" } }

[[channel]]
key = "arkivet"
to = "folder:../arkiv/./in/"
format = "iptc7901"
charset = "ascii"
everything = true
file_name = "{channel}_{number}.{slug}.{revision}"

[[channel]]
key = "tt"
name = "TT Nyhetsbyrån"
to = "sftp://press@FTP.desk.example:2222/in/"
host_key = "SHA256:uNiVztksCsDhcc0u9e8BrnWfNmVIcYb2FYFaBjtSXDU"
key_file = { env = "DEPESCH_TT_KEY" }
format = "nitf"
filter = { topics = ["fritid", "medtop:05000000"], regions = ["centrum"], languages = ["sv"], urgency = 5 }
order = "release"
rate = "2/s"
history = 10
advance = true
agreement = "2026-01-12, Anna Berg"

[[channel]]
key = "lokaltidningen"
to = "ftps://press@ftp.paper.example"
password = { env = "DEPESCH_FTP" }
format = "txt"
filter = { departments = "fritidsforvaltningen" }

[[channel]]
key = "kanalen"
to = ["mailto:desk@kanalen.example", "mailto:natt@kanalen.example"]
attach = ["iptc7901"]
filter = { kinds = ["invitation"] }

[[channel]]
key = "sr"
to = "https://in.sr.example/hook?desk=a"
secret = [{ env = "DEPESCH_SR" }, { env = "DEPESCH_SR_OLD" }]
everything = true

[[channel]]
key = "intern"
to = "http://127.0.0.1:8000/hook"
secret = { env = "DEPESCH_INTERN" }
everything = true

[[channel]]
key = "hamtar-sjalv"
to = "pull"
token = { env = "DEPESCH_PULL" }
format = "ninjs"
everything = true
"#;

/// The golden newsroom without its releases.
static NEWSROOM: LazyLock<Sources> = LazyLock::new(|| {
    let mut sources = content::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/newsroom")).unwrap();
    sources.releases.clear();
    sources
});

/// That newsroom with this `channels.toml`.
fn read(channels: impl Into<Vec<u8>>) -> LoadedContent {
    let mut sources = NEWSROOM.clone();
    sources.channels = Some(SourceFile { path: "channels.toml".to_owned(), bytes: Ok(channels.into()) });
    content::read(&sources)
}

fn channels(text: &str) -> Arc<Channels> {
    let loaded = read(text);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    Arc::clone(loaded.newsroom.unwrap().channels().unwrap())
}

#[test]
fn every_kind_of_receiver_is_read() {
    let all = channels(EVERY_KIND);
    let mail = all.mail.as_ref().unwrap();
    assert_eq!((mail.host.as_str(), mail.port, mail.tls), ("mail.solvik.example", 587, MailTls::StartTls));
    assert_eq!(mail.from.name.as_str(), "Solvik kommun, \"press");
    assert_eq!(mail.login.as_ref().unwrap().password.as_str(), "DEPESCH_SMTP_PASSWORD");
    assert_eq!(mail.dkim.as_ref().unwrap().key_file.as_str(), "DEPESCH_DKIM");

    let [folder, sftp, ftp, mail, webhook, local, pull] = &all.channels[..] else { panic!("seven") };
    let Receiver::Folder(to) = &folder.receiver else { panic!("a folder") };
    assert_eq!(to.path.to_str(), Some("../arkiv/in"));
    assert_eq!((folder.order, folder.rate, folder.history, folder.name.as_str()), (DeliveryOrder::Channel, None, 0, "arkivet"));
    assert_eq!(folder.file_name, FileNamePattern::parse("{channel}_{number}.{slug}.{revision}").ok());

    let Receiver::Sftp(to) = &sftp.receiver else { panic!("a server") };
    assert_eq!((to.user.as_str(), to.host.as_str(), to.port, to.path.as_str()), ("press", "ftp.desk.example", 2222, "/in"));
    assert_eq!(to.key_file.as_ref().unwrap().as_str(), "DEPESCH_TT_KEY");
    assert_eq!((sftp.order, sftp.rate, sftp.history), (DeliveryOrder::Release, Some(120), 10));
    assert_eq!(sftp.advance.as_ref().unwrap().as_str(), "2026-01-12, Anna Berg");
    let Filter::All(conditions) = &sftp.filter else { panic!("a filter") };
    let [Condition::Topics(_, topics), ..] = &conditions[..] else { panic!("topics") };
    // What is below education is taken too, in the list of IPTC.
    let school = depesch::model::SubjectCode::new(20_000_400).unwrap();
    assert!(topics.iter().any(|topic| matches!(topic, TopicPattern::Branch(branch) if branch.contains(school))));
    assert_eq!((topics.len(), conditions.len()), (2, 4));

    let Receiver::Ftp(to) = &ftp.receiver else { panic!("a server") };
    assert_eq!((to.port, to.path.as_str(), to.tls), (21, "", FtpTls::Required));
    let Receiver::Mail(to) = &mail.receiver else { panic!("mail") };
    assert_eq!((to.to.len(), &to.attach[..]), (2, &[WireFormat::Iptc7901][..]));
    assert_eq!((mail.format, mail.order), (WireFormat::Mail, DeliveryOrder::Release));
    let Receiver::Webhook(to) = &webhook.receiver else { panic!("a webhook") };
    assert_eq!((to.secrets.len(), webhook.format), (2, WireFormat::Ninjs));
    assert!(matches!(&local.receiver, Receiver::Webhook(to) if to.url.as_str().starts_with("http://127.0.0.1:8000/")));
    assert!(matches!(&pull.receiver, Receiver::Pull(to) if to.tokens.len() == 1));
}

#[test]
fn the_paths_of_servers_begin_at_the_root_or_after_login() {
    let path = |to: &str| {
        let text = format!(
            "[[channel]]\nkey = 'a'\nto = '{to}'\nhost_key = 'SHA256:uNiVztksCsDhcc0u9e8BrnWfNmVIcYb2FYFaBjtSXDU'\nformat = 'txt'\neverything = true\n"
        );
        match &channels(&text).channels[0].receiver {
            Receiver::Sftp(to) => to.path.clone(),
            other => panic!("{other:?}"),
        }
    };
    for (to, expected) in
        [("x.example", ""), ("x.example/", ""), ("x.example/in/a/", "/in/a"), ("x.example/~/in", "in"), ("x.example/~in", "/~in")]
    {
        assert_eq!(path(&format!("sftp://press@{to}")), expected, "{to}");
    }
}

#[test]
fn without_the_file_there_are_no_channels_and_with_an_error_none_are_known() {
    let newsroom = common::folder("tests/newsroom");
    assert_eq!(newsroom.channels().map(|channels| channels.channels.len()), Some(0));
    let loaded = read(EVERY_KIND.replace("rate = \"2/s\"", "rate = 2"));
    assert!(loaded.newsroom.unwrap().channels().is_none());
    assert!(loaded.diagnostics.iter().any(|found| found.message.en.starts_with("nothing is sent to any channel")));
    // Nor with a file that is no text.
    let latin1 = EVERY_KIND.replace("Nyhetsbyrån", "Nyhetsbyr?n").into_bytes().into_iter();
    let latin1: Vec<u8> = latin1.map(|byte| if byte == b'?' { 0xe5 } else { byte }).collect();
    let loaded = read(latin1);
    assert!(loaded.newsroom.unwrap().channels().is_none());
    assert!(loaded.diagnostics.iter().any(|found| found.message.en.starts_with("nothing is sent to any channel")));
}

#[test]
fn a_secret_in_a_file_of_another_encoding_is_not_shown() {
    let loaded = read(b"[[channel]]\nsecret = \"heml\xe5gt\"\n".to_vec());
    let shown = depesch::diag::render(&loaded.diagnostics, depesch::diag::UiLanguage::English, false);
    assert!(shown.contains("channels.toml:2:") && !shown.contains("heml"), "{shown}");
}

/// The text between two marks in the document for operators.
fn example(start: &str, end: &str) -> &'static str {
    let document = include_str!("../docs/delivery.md");
    document.split_once(start).unwrap().1.split_once(end).unwrap().0
}

#[test]
fn the_examples_of_the_document_can_be_used_as_they_are() {
    let (first, mail) = (example("<<'EOF'\n", "EOF\n"), example("## The mail relay\n\n```toml\n", "```"));
    let all = channels(&format!("{mail}\n{first}"));
    assert!(all.mail.as_ref().is_some_and(|mail| mail.dkim.is_some() && mail.reply_to.is_some()));
    assert!(all.find("desk").is_some());
    let filter = example("## Filters\n", "| condition").split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let filter = filter.replace("politik", "fritid");
    channels(&format!("[[channel]]\nkey = 'a'\nto = 'folder:/a'\nformat = 'txt'\n{filter}"));
}

#[test]
fn the_document_explains_every_field() {
    let text = "[mail]\nx = 1\n[[channel]]\nto = 'pull'\nx = 1\nfilter = { x = 1 }\n";
    let loaded = read(text);
    let hints: Vec<&str> = loaded.diagnostics.iter().filter_map(|found| Some(found.hint.as_ref()?.en.as_str())).collect();
    let lists: Vec<&str> = hints.into_iter().filter_map(|hint| hint.strip_prefix("the fields here are ")).collect();
    assert_eq!(lists.len(), 3);
    let fields: Vec<&str> = lists.iter().flat_map(|list| list.split('`').skip(1).step_by(2)).collect();
    assert!(fields.len() > 30);
    for field in fields {
        let document = include_str!("../docs/delivery.md");
        assert!(
            document.contains(&format!("`{field}`"))
                || document.contains(&format!("\n{field} = "))
                || document.contains(&format!("`{field} = ")),
            "{field}"
        );
    }
}

/// The newsroom of a site whose embargoed release may be sent early.
fn with_advance() -> TestSite {
    let site = TestSite::with("tests/newsroom");
    site.write("content/channels.toml", EVERY_KIND);
    site.edit(HIDDEN, "contacts = ", "advance = [\"tt\"]\ncontacts = ");
    site
}

fn load(site: &TestSite) -> Newsroom {
    content::load(&site.path("content")).unwrap().newsroom.unwrap()
}

#[test]
fn a_release_names_the_channels_that_may_get_it_before_its_time() {
    let site = with_advance();
    let newsroom = load(&site);
    let hidden = newsroom.records().find(|record| record.permalink().slug.as_str() == "hemlig-utredning").unwrap();
    assert_eq!(hidden.newest().advance.iter().map(ToString::to_string).collect::<Vec<_>>(), ["tt"]);
    // Where the file has an error, nothing is known of the key, and nothing is sent.
    site.edit("content/channels.toml", "rate = \"2/s\"", "rate = 2");
    let loaded = content::load(&site.path("content")).unwrap();
    assert!(loaded.broken.is_empty(), "{:?}", loaded.broken);
}

/// Law: no file says whom releases are sent to, nor where, nor who gets them early.
#[test]
fn no_output_tells_of_channels() {
    let newsroom = load(&with_advance());
    for now in ["2026-03-15T12:00:00+01:00", "2026-06-01T08:00:00+02:00"] {
        let files = common::export(&newsroom, now);
        for (path, bytes) in &files {
            let text = common::searchable(path, bytes);
            for word in [
                "TT Nyhetsbyrån",
                "ftp.desk.example",
                "kanalen.example",
                "lokaltidningen",
                "hamtar-sjalv",
                "DEPESCH_",
                "2026-01-12, Anna",
            ] {
                assert!(!text.contains(word) && !path.contains(word), "{path} holds {word}");
            }
        }
        let without = newsroom.clone().with_channels(Some(Arc::default()));
        // The page for journalists says that desks can be connected, and how.
        let press = |files: &common::Files| common::searchable("x.html", &files["press/index.html"]);
        let others = |files: &common::Files| -> common::Files {
            files
                .iter()
                .filter(|(path, _)| *path != "press/index.html")
                .map(|(path, bytes)| (path.clone(), bytes.clone()))
                .collect()
        };
        let plain = common::export(&without, now);
        assert!(press(&files).contains("Direkt till redaktionen") && !press(&plain).contains("Direkt till redaktionen"));
        assert!(others(&plain) == others(&files), "a file differs at {now}");
    }
}

/// Releases depend on the keys of channels and their agreements, and on nothing else there.
#[test]
fn releases_are_read_again_only_when_an_agreement_changes() {
    let site = with_advance();
    let mut cache = ParseCache::default();
    let mut read = || content::read_cached(&content::read_dir(&site.path("content")).unwrap(), &mut cache).newsroom.unwrap();
    let is_shared = |a: &Newsroom, b: &Newsroom| a.records().zip(b.records()).all(|(a, b)| std::ptr::eq(a, b));
    let first = read();
    site.edit("content/channels.toml", "rate = \"2/s\"", "rate = \"3/s\"");
    let second = read();
    assert!(is_shared(&first, &second) && first.channels() != second.channels());
    site.edit("content/channels.toml", "advance = true\nagreement = \"2026-01-12, Anna Berg\"\n", "");
    let third = read();
    assert!(!is_shared(&second, &third));
    let advance: usize = third.records().map(|record| record.newest().advance.len()).sum();
    assert_eq!(advance, 0);
}

/// Receivers with the fields that each needs. `{n}` is a number of the channel's own.
fn receiver() -> impl Strategy<Value = String> {
    let file = prop_oneof![Just("txt"), Just("iptc7901"), Just("nitf"), Just("newsml"), Just("ninjs")];
    let path = "[a-zåäö0-9_ .-]{0,6}x(/[a-z0-9]{1,8}){0,3}/?";
    let user = "[a-zA-Z0-9_+.][a-zA-Z0-9._+-]{0,12}";
    let host = "[a-z][a-z0-9]{0,10}(\\.[a-z][a-z0-9]{0,6}){1,3}";
    let port = prop_oneof![Just(String::new()), (1..=65535u16).prop_map(|port| format!(":{port}"))];
    let secret = prop_oneof![
        Just("{ env = 'A_{N}' }"),
        Just("[{ env = 'A_{N}' }]"),
        Just("[\n  { env = 'A_{N}' },\n  { env = 'B_{N}' },\n]"),
    ];
    prop_oneof![
        (path, file.clone()).prop_map(|(path, format)| format!("to = 'folder:{{n}}/{path}'\nformat = '{format}'")),
        (user, host, port.clone(), "(/[a-z]{1,8}){0,2}", file.clone(), "[A-Za-z0-9+/]{43}").prop_map(
            |(user, host, port, path, format, key)| {
                format!("to = 'sftp://{user}@{host}{port}/{{n}}{path}'\nformat = '{format}'\nhost_key = 'SHA256:{key}'")
            }
        ),
        (user, host, port, any::<bool>(), file.clone()).prop_map(|(user, host, port, is_plain, format)| {
            let (scheme, more) = if is_plain { ("ftp", "\ninsecure = true") } else { ("ftps", "") };
            format!("to = '{scheme}://{user}@{host}{port}/{{n}}'\nformat = '{format}'\npassword = {{ env = 'P_{{N}}' }}{more}")
        }),
        (host, proptest::collection::hash_set(file.clone(), 0..3)).prop_map(|(host, attach)| {
            format!("to = ['mailto:a{{n}}@{host}', 'mailto:b{{n}}@{host}']\nattach = {:?}", attach.into_iter().collect::<Vec<_>>())
        }),
        (host, secret.clone()).prop_map(|(host, secret)| format!("to = 'https://{host}/{{n}}'\nsecret = {secret}")),
        (secret, file).prop_map(|(token, format)| format!("to = 'pull'\nformat = '{format}'\ntoken = {token}")),
    ]
}

fn filter() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("everything = true".to_owned()),
        Just("filter = { topics = ['kultur', '05000000'] }".to_owned()),
        (1..=9u8, "[a-z]{2}").prop_map(|(urgency, lang)| format!("filter = {{ urgency = {urgency}, languages = ['{lang}'] }}")),
        Just("[channel.filter]\nkinds = 'news'\ncategories = ['beslut']".to_owned()),
    ]
}

fn valid_file() -> impl Strategy<Value = String> {
    let rate =
        prop_oneof![(1..=60_000u32).prop_map(|rate| format!("{rate}/min")), (1..=1000u32).prop_map(|rate| format!("{rate}/s"))];
    let options = (prop_oneof![Just("channel"), Just("release")], rate, 0..=1000u32, any::<bool>());
    let channel = (receiver(), filter(), proptest::option::of(options));
    proptest::collection::vec(channel, 0..8).prop_map(|channels| {
        let mut text = "[mail]\nrelay = 'smtps://mail.solvik.example:465'\nfrom = 'Solvik <press@solvik.example>'\n".to_owned();
        for (n, (receiver, filter, options)) in channels.into_iter().enumerate() {
            text += &format!(
                "[[channel]]\nkey = 'k{n}'\n{}\n",
                receiver.replace("{n}", &format!("n{n}")).replace("{N}", &n.to_string())
            );
            if let Some((order, rate, history, has_agreement)) = options {
                text += &format!("order = '{order}'\nrate = '{rate}'\nhistory = {history}\nadvance = {has_agreement}\n");
                if has_agreement {
                    text += "agreement = 'avtal'\n";
                }
            }
            text += &format!("{filter}\n");
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_file_of_valid_parts_is_read(text in valid_file()) {
        let all = channels(&text);
        prop_assert_eq!(all.channels.len(), text.matches("[[channel]]").count());
    }

    /// With a piece taken out or put in anywhere: an error or none, and never a panic or a secret.
    #[test]
    fn no_text_stops_the_reader(
        text in valid_file(),
        cut in any::<(prop::sample::Index, prop::sample::Index)>(),
        put in prop_oneof!["[ -~åäö\n]{0,20}", Just("\u{0}\u{7f}\u{2028}".to_owned()), Just("secret = 'HEMLIGT'\n".to_owned())],
    ) {
        let chars: Vec<char> = text.chars().collect();
        let (a, b) = (cut.0.index(chars.len()), cut.1.index(chars.len()));
        let text: String = chars[..a.min(b)].iter().copied().chain(put.chars()).chain(chars[a.max(b)..].iter().copied()).collect();
        let loaded = read(text);
        prop_assert!(loaded.newsroom.is_some());
        let shown = format!("{:?}", loaded.diagnostics);
        prop_assert!(!shown.contains("HEMLIGT"));
    }
}
