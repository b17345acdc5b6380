//! Any content is read without a panic, and no text is lost.

use std::path::Path;

use depesch::content;
use depesch::content::front_matter::toml_string;
use depesch::content::{LoadedContent, ReleaseSource, SourceFile, Sources};
use depesch::diag::Diagnostic;
use depesch::model::body::runs;
use depesch::model::{Block, Inline, Instant, QuoteMark, Release, SingleLine, Speaker, Zone};
use proptest::prelude::*;

fn source(file: &str, text: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile { path: file.to_owned(), bytes: Ok(text.into()) }
}

/// A newsroom with one release.
fn newsroom(release: impl Into<Vec<u8>>) -> Sources {
    let newsroom = "name = 'Solvik kommun'\ndescription = 'Pressmeddelanden'\nbase_url = 'https://solvik.example/'\n\
        id_authority = 'solvik.example'\nid_year = 2020\ntime_zone = 'Europe/Stockholm'\nlanguage = 'sv'\n";
    Sources {
        newsroom: source("newsroom.toml", newsroom),
        contacts: Some(source("contacts.toml", "[anna-berg]\nname = 'Anna Berg'\nphone = '08-465 004 01'\n")),
        departments: None,
        senders: None,
        channels: None,
        theme: None,
        releases: vec![ReleaseSource::from_text("2026", "x", source("releases/2026/x/release.md", release))],
        ignored: vec![],
        pictures: content::PictureMemory::default(),
        is_complete: true,
    }
}

fn release(headline: &str, lead: &str, body: &str) -> String {
    format!(
        "+++\nid = 'tag:solvik.example,2026:1'\nheadline = {}\nlead = {}\npublished = 2026-03-02 09:00\ncontacts = ['anna-berg']\n+++\n\n{body}\n",
        toml_string(headline),
        toml_string(lead)
    )
}

/// The release, unless it has an error.
fn valid_release(loaded: &LoadedContent) -> Option<Release> {
    let now = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-04-01 12:00").unwrap();
    loaded.newsroom.as_ref()?.preview(&now).releases().first().map(|release| Release::clone(release))
}

fn read_body(body: &str) -> Release {
    let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", body)));
    valid_release(&loaded).unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

/// The text of the body, with a space between two runs.
fn body_text(release: &Release) -> String {
    let mut all: Vec<String> = runs(&release.body).into_iter().map(depesch::model::Inlines::plain).collect();
    if let Some(more) = &release.read_more {
        all.push(more.heading.to_string());
        all.extend(runs(&more.body).into_iter().map(depesch::model::Inlines::plain));
    }
    all.join(" ")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let loaded = content::read(&newsroom(bytes));
        prop_assert_eq!(loaded.broken.len(), 1);
    }

    #[test]
    fn no_text_in_a_field_causes_a_panic_and_headlines_keep_their_letters(
        headline in any::<String>(), lead in any::<String>(), body in any::<String>(),
    ) {
        let loaded = content::read(&newsroom(release(&headline, &lead, &body)));
        if let Some(release) = valid_release(&loaded) {
            prop_assert_eq!(letters(release.headline.as_str()), letters(&headline));
        } else {
            prop_assert!(loaded.diagnostics.iter().any(Diagnostic::is_error));
        }
    }

    #[test]
    fn every_word_of_pasted_lines_is_kept_or_they_are_refused(
        lines in prop::collection::vec("(•\t|· |– |o\t|– 5 |- |‣ |a\\) |Storgatan|)([a-zåäö]{1,9}[ .,]?|www\\.solvik\\.example ){0,4}", 1..6),
    ) {
        let body = lines.join("\n");
        let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", &body)));
        if let Some(release) = valid_release(&loaded) {
            let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            // The bullet `o` is a letter.
            let expected = lines.iter().map(|line| bare(line.strip_prefix("o\t").unwrap_or(line))).collect::<String>();
            let read = bare(&body_text(&release));
            prop_assert!(read == expected || read == bare(&body) || lines.iter().any(|line| line.starts_with("o\t")), "{} {}", read, expected);
        }
    }

    // Of the characters that have a meaning in Markdown; without brackets and ampersands, since addresses and character references are
    // not text.
    #[test]
    fn no_letter_of_a_valid_text_is_lost(body in "([a-zåäö–—|#>*_.,:;!?()\\\\ \t\u{a0}\u{ad}0-9+-]{0,12}\n{0,2}){0,12}") {
        let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", &body)));
        if let Some(release) = valid_release(&loaded) {
            prop_assert_eq!(letters(&body_text(&release)), letters(&body));
        }
    }
}

#[test]
fn the_sample_newsroom_is_read_without_errors() {
    let loaded = content::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap();
    let messages: Vec<&str> = loaded.diagnostics.iter().map(|d| d.message.en.as_str()).collect();
    let expected = [
        "`published` is missing: feeds use the date of the update",
        "`för att` is repeated",
        "the date `19 juni` has no year",
        "the link has no address",
    ];
    assert_eq!(messages, expected);
    assert_eq!(loaded.broken, []);

    let newsroom = loaded.newsroom.as_ref().unwrap();
    let release = newsroom.records().map(depesch::model::Record::newest).find(|release| release.permalink.year == 2017).unwrap();
    assert_eq!(release.updated().iso(), "2017-06-20");
    assert_eq!(release.dates.published(), None);
    let contacts: Vec<String> = release.contacts.iter().map(|contact| contact.title()).collect();
    let expected =
        ["Emanuel Ksiazkiewicz (S), ordförande utbildningsnämnden", "Mikael Caiman Larsson, chef för utbildningsförvaltningen"];
    assert_eq!(contacts, expected);
    let speakers: Vec<_> = release.body.iter().filter_map(speaker).map(|s| (s.name, s.party, s.role)).collect();
    let line = |text| SingleLine::parse(text).unwrap();
    let emanuel = (line("Emanuel Ksiazkiewicz"), Some(line("S")), Some(line("utbildningsnämndens ordförande i Botkyrka")));
    assert_eq!(speakers, [emanuel, (line("Mikael Caiman Larsson"), None, Some(line("förvaltningschef i Botkyrka")))]);
    assert!(matches!(&release.body[3], Block::List(list) if list.items.len() == 3), "{:#?}", release.body);
    assert_eq!(release.read_more.as_ref().unwrap().body.len(), 2);
    let sender = &loaded.newsroom.as_ref().unwrap().publisher.sender;
    assert_eq!(release.boilerplates(sender)[0].heading.as_str(), "Botkyrkas utbildningsförvaltning");
}

fn speaker(block: &Block) -> Option<Speaker> {
    match block {
        Block::Quote(quote) => quote.attribution.clone().map(|attribution| attribution.speaker),
        Block::Heading { .. } | Block::Paragraph(_) | Block::List(_) | Block::Table(_) | Block::Figure(_) => None,
    }
}

#[test]
fn a_quote_loses_only_its_dash() {
    let release = read_body("– Nu *öppnar* vi – äntligen –, säger Anna Berg (S), ordförande.");
    let [Block::Quote(quote)] = release.body.as_slice() else { panic!("{:#?}", release.body) };
    assert_eq!(quote.paragraphs[0].plain(), "Nu öppnar vi – äntligen –, säger Anna Berg (S), ordförande.");
    let attribution = quote.attribution.clone().unwrap();
    assert_eq!(attribution.written, "säger Anna Berg (S), ordförande.");
    assert_eq!(attribution.speaker.role.unwrap().as_str(), "ordförande");
}

#[test]
fn text_is_kept_to_the_letter() {
    let release = read_body("Ett \"citat\" -- och... 5 < 7 & 8 > 3 \\*stjärna\\* AT&T kostar 1\u{a0}000 kr\\\npå ny rad.");
    assert_eq!(body_text(&release), "Ett \"citat\" -- och... 5 < 7 & 8 > 3 *stjärna* AT&T kostar 1\u{a0}000 kr på ny rad.");
}

#[test]
fn a_line_break_of_the_file_is_a_space_everywhere() {
    let release = read_body("## En rubrik\n\nEtt *stycke\npå* två\nrader.\n\n- En punkt\n  på två.\n\n> Ett citat\n> på två.");
    assert_eq!(body_text(&release), "En rubrik Ett stycke på två rader. En punkt på två. Ett citat på två.");
}

#[test]
fn only_a_last_heading_opens_the_section_read_more() {
    let release =
        read_body("## Läs mer\n\nInte här.\n\n## Bakgrund\n\nText.\n\n## Läs mer\n\n- [Skolan](https://solvik.example/)\n");
    assert_eq!(release.body.len(), 4);
    assert_eq!(release.read_more.unwrap().body.len(), 1);
    assert_eq!(read_body("## Läs mer\n\nText.\n\n## Bakgrund\n\nText.\n").read_more, None);
}

#[test]
fn windows_files_and_dashed_fences_are_read() {
    let text = release("Rubrik", "Ingress.", "Ett stycke.\n\nEtt till.").replace("+++", "---").replace('\n', "\r\n");
    let loaded = content::read(&newsroom(format!("\u{feff}{text}")));
    assert_eq!(valid_release(&loaded).unwrap().body.len(), 2, "{:#?}", loaded.diagnostics);
}

#[test]
fn times_are_read_on_the_clock_of_the_newsroom() {
    let text = release("Rubrik", "Ingress.", "Text.");
    for (written, iso) in [
        ("2026-03-02 09:00", "2026-03-02T09:00:00+01:00"),
        ("2026-07-02T09:00:30", "2026-07-02T09:00:30+02:00"),
        ("2026-03-02T09:00:00Z", "2026-03-02T10:00:00+01:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-02", "2026-03-02"),
    ] {
        let loaded = content::read(&newsroom(text.replace("2026-03-02 09:00", written)));
        assert_eq!(valid_release(&loaded).unwrap().dates.published().unwrap().iso(), iso);
    }
}

#[test]
fn one_broken_release_does_not_stop_the_others() {
    let mut sources = newsroom(release("Rubrik", "Ingress.", "Text."));
    let mut other = sources.releases[0].clone();
    other.slug = "y".to_owned();
    other.source = source("releases/2026/y/release.md", "+++\n+++\n");
    sources.releases.push(other);
    let loaded = content::read(&sources);
    assert_eq!(loaded.broken.iter().map(|b| b.folder.as_str()).collect::<Vec<_>>(), ["releases/2026/y/"]);
    assert!(valid_release(&loaded).is_some());
}

#[cfg(unix)]
mod on_disk {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use depesch::content;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/newsroom");
        for name in ["newsroom.toml", "contacts.toml", "departments.toml"] {
            fs::copy(from.join(name), folder.path().join(name)).unwrap();
        }
        fs::create_dir_all(folder.path().join("releases/2026/x")).unwrap();
        folder
    }

    /// The first message about a folder with one release.
    fn first_message(folder: &Path) -> String {
        let loaded = content::load(folder).unwrap();
        assert_eq!(loaded.broken.len(), 1);
        loaded.diagnostics[0].message.en.clone()
    }

    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let (folder, outside) = (folder(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("secret.md"), "hemligt").unwrap();
        symlink(outside.path().join("secret.md"), folder.path().join("releases/2026/x/release.md")).unwrap();
        assert_eq!(first_message(folder.path()), "this is a link out of the content folder");

        let linked = folder.path().join("releases/2027");
        symlink(outside.path(), linked).unwrap();
        // Releases that are not seen must not be taken for removed ones.
        let error = content::load(folder.path()).unwrap_err();
        assert!(error.message().en.ends_with("releases/2027` is a link out of the content folder"), "{error}");
    }

    #[test]
    fn a_pipe_is_never_opened() {
        let folder = folder();
        let pipe = folder.path().join("releases/2026/x/release.md");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(first_message(folder.path()), "this is not a file");
    }

    #[test]
    fn a_file_over_its_limit_is_refused() {
        let folder = folder();
        fs::write(folder.path().join("releases/2026/x/release.md"), vec![b'a'; 1024 * 1024 + 1]).unwrap();
        assert_eq!(first_message(folder.path()), "the file is larger than 1 MB");
        fs::write(folder.path().join("newsroom.toml"), vec![b'a'; 10 * 1024 * 1024 + 1]).unwrap();
        assert_eq!(first_message(folder.path()), "the file is larger than 10 MB");
    }

    #[test]
    fn the_texts_of_a_folder_are_limited_together() {
        let folder = folder();
        let release = folder.path().join("releases/2026/x");
        fs::create_dir(release.join("revisions")).unwrap();
        for number in 1..=11 {
            fs::write(release.join(format!("revisions/{number}.md")), vec![b'a'; 1024 * 1024]).unwrap();
        }
        let sources = content::read_dir(folder.path()).unwrap();
        let refused: Vec<_> =
            sources.releases[0].revisions.iter().filter_map(|(name, file)| Some((name, file.bytes.as_ref().err()?))).collect();
        assert_eq!(refused.len(), 1, "ten of a megabyte are all that fits");
        assert_eq!(refused[0].1.message.en, "the texts of this release are larger than 10 MB");
    }

    #[test]
    fn a_missing_folder_is_an_error_with_a_hint() {
        let error = content::load(Path::new("/nowhere/at/all")).unwrap_err();
        assert!(error.message().en.starts_with("the content folder cannot be read"));
        let empty = tempfile::tempdir().unwrap();
        assert!(content::load(empty.path()).unwrap_err().hint_message().is_some());
    }
}

#[test]
fn errors_in_a_list_of_a_megabyte_are_a_few_messages() {
    let text = release("Rubrik", "Ingress.", "Text.");
    let many = |item: &str| format!("[{}]", vec![item; 1_000_000 / (item.len() + 1)].join(","));
    for list in [many("'anna-berg'"), many("'anna'"), many("1"), many("{}")] {
        let loaded = content::read(&newsroom(text.replace("['anna-berg']", &list)));
        assert!((1..200).contains(&loaded.diagnostics.len()), "{}", loaded.diagnostics.len());
    }
    let rows = |count: usize| "[[event.programme]]\ntime = '9'\nwhat = 'Fika'\n".repeat(count);
    let event =
        |count: usize| format!("published = 2026-03-02 09:00\n[event]\nstart = 2026-03-02 09:00\nplace = 'x'\n{}", rows(count));
    for (count, is_read) in [(1000, true), (1001, false)] {
        let text = text.replace(
            "published = 2026-03-02 09:00\ncontacts = ['anna-berg']\n",
            &format!("contacts = ['anna-berg']\n{}", event(count)),
        );
        assert_eq!(content::read(&newsroom(text)).broken.is_empty(), is_read, "{count}");
    }
}

#[test]
fn reading_contacts_stops_after_500_errors() {
    for row in ["", "through = 'x'\n"] {
        let mut sources = newsroom(release("Rubrik", "Ingress.", "Text."));
        let contacts: String = (0..20_000).map(|n| format!("[a{n}]\n{row}")).collect();
        sources.contacts = Some(source("contacts.toml", contacts + "[anna-berg]\nname = 'Anna Berg'\nphone = '08-465 004 01'\n"));
        let loaded = content::read(&sources);
        assert!((500..520).contains(&loaded.diagnostics.len()), "{}", loaded.diagnostics.len());
        assert_eq!(loaded.diagnostics.iter().filter(|d| d.message.en.contains("500 or more errors")).count(), 1);
    }
}

/// A newsroom with one release in a folder of 2026, and its former folder.
fn newsroom_with_former(folder: &str, former: &str) -> depesch::model::Newsroom {
    let text = release("Rubrik", "Ingress.", "Text.")
        .replace("2026:1", &format!("2026:{folder}"))
        .replace("headline", &format!("former = [{former}]\nheadline"));
    let mut sources = newsroom("");
    sources.releases = vec![ReleaseSource::from_text("2026", folder, source(&format!("releases/2026/{folder}/release.md"), text))];
    let loaded = content::read(&sources);
    loaded.newsroom.filter(|_| loaded.broken.is_empty()).unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

#[test]
fn a_last_good_release_is_not_restored_where_another_is_or_was() {
    for (here, then, is_restored) in [
        (("b", ""), ("a", ""), true),
        (("b", "'c'"), ("a", "'d'"), true),
        (("b", "'a'"), ("a", ""), false),
        (("b", ""), ("a", "'b'"), false),
        (("b", "'c'"), ("a", "'c'"), false),
        (("a", ""), ("a", ""), false),
    ] {
        let mut newsroom = newsroom_with_former(here.0, here.1);
        let adopted = newsroom.merge_absent(newsroom_with_former(then.0, then.1));
        assert_eq!(adopted, if is_restored { vec!["releases/2026/a/".to_owned()] } else { vec![] }, "{here:?} {then:?}");
    }
}

#[test]
fn a_translation_that_was_updated_was_first_published_with_its_original() {
    let mut sources = newsroom(release("Rubrik", "Ingress.", "Text."));
    let text = "+++\nheadline = 'Headline'\nlead = 'Lead.'\nupdated = 2026-03-05 10:00\n+++\n\nText.\n";
    sources.releases[0].translations.push(("en".to_owned(), source("releases/2026/x/release.en.md", text)));
    let loaded = content::read(&sources);
    assert_eq!(loaded.diagnostics, []);
    let now = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-04-01 12:00").unwrap();
    let newsroom = loaded.newsroom.unwrap();
    let edition = newsroom.public(&now);
    let dates: Vec<String> = edition.releases().iter().map(|release| release.dates.published().unwrap().iso()).collect();
    assert_eq!(dates, ["2026-03-02T09:00:00+01:00"; 2]);
}

#[test]
fn a_last_heading_read_more_is_recognised_in_four_languages() {
    for heading in ["Läs mer", "Read more:", "Lue lisää", "اقرأ المزيد"] {
        let release = read_body(&format!("Text.\n\n## {heading}\n\nwww.solvik.example\n"));
        assert_eq!(release.read_more.map(|more| more.heading.to_string()).as_deref(), Some(heading));
    }
}

/// A block as it could have been typed, with `*` for every mark of emphasis and lists.
fn typed(block: &Block) -> String {
    fn inlines(parts: &[Inline]) -> String {
        let part = |part: &Inline| match part {
            Inline::Text(text) => text.clone(),
            Inline::Emphasis(parts) => format!("*{}*", inlines(parts)),
            Inline::Strong(parts) => format!("**{}**", inlines(parts)),
            Inline::Link { text, .. } => inlines(text),
            Inline::Break => String::new(),
        };
        parts.iter().map(part).collect()
    }
    match block {
        Block::Paragraph(run) => inlines(run.parts()),
        Block::Heading { level, text } => format!("{}{}", "#".repeat(usize::from(*level)), inlines(text.parts())),
        Block::List(list) => {
            let mark = list.start.map_or("*".to_owned(), |start| format!("{start}."));
            list.items.iter().map(|item| format!("{mark}{}", item.iter().map(typed).collect::<String>())).collect()
        }
        Block::Quote(quote) => {
            let mark = if quote.mark == QuoteMark::Block { ">" } else { "" };
            quote.paragraphs.iter().map(|run| format!("{mark}{}", inlines(run.parts()))).collect()
        }
        Block::Table(_) | Block::Figure(_) => panic!("one line is neither"),
    }
}

/// Without white space, escapes and the brackets of an autolink, and with one character for all marks of emphasis, all marks of lists and both
/// ends of a number.
fn comparable(text: &str) -> String {
    let mut bare = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_escape = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        bare.push(match if is_escape { chars.next().unwrap() } else { c } {
            '_' | '-' | '+' | '•' | '·' | '–' => '*',
            ')' => '.',
            c => c,
        });
    }
    bare.split_whitespace().collect::<String>().replace("<info@solvik.example>", "info@solvik.example")
}

/// A line of prose with marks of Markdown in it, wherever they happen to be.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "kommun", "5", "250", "1998", "Då", "kr", "å", "AT&T", "min_fil", "info@solvik.example", "www.solvik.example", "https://solvik.example/a_b",
            "](", "[mer]", "tel:08-465 004 01", "beslut.pdf", "räksmörgås.example",
        ]),
        4 => Just(" "),
        5 => prop::sample::select(vec![
            "*", "**", "_", "__", "~", "•\t", "· ", "– ", "o\t", "~~", "\\", "&", "&amp;", "#", ">", "-", "+", "=", ".", ")", "(", "[", "]", "!", "|", "<", ":", ",", "%", "\"",
        ]),
    ];
    prop::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_character_of_a_line_is_kept_or_the_line_is_refused(line in prose()) {
        let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", &line)));
        let is_refused = loaded.diagnostics.iter().any(Diagnostic::is_error);
        // The marks of a whole link are not text.
        let has_link = ["](", "<info@", "<https://"].iter().any(|mark| line.contains(mark));
        if !is_refused && !has_link {
            let release = valid_release(&loaded).unwrap();
            let read: String = release.body.iter().map(typed).collect();
            let (mut read, mut line) = (comparable(&read.replace('\\', "\\\\")), comparable(&line));
            if matches!(&release.body[..], [Block::Quote(quote)] if quote.mark == QuoteMark::Dash) {
                // Its dash, which can be typed as two hyphens, is the format's.
                (read, line) = (read.trim_start_matches('*').to_owned(), line.trim_start_matches('*').to_owned());
            }
            prop_assert_eq!(read, line);
        }
    }
}

#[test]
fn marks_that_are_text_are_kept_and_doubtful_ones_are_refused() {
    for line in [
        "Måtten är 5*3*2 meter. Totalt 4*250*3 kr. 2*3=6 och 3*4=12. Filen heter min_fil_namn.",
        "2**3**4 och (2+3)*4*(5) ~ 100 kr, 50 % & 3 < 4 > 2",
        "lärar*innen och kolleg*innen",
        "C:\\temp och \\server",
        "fot*not",
    ] {
        assert_eq!(body_text(&read_body(line)), line);
    }
    for (line, hint) in [
        ("1998. Då byggdes skolan.", "`1998\\.`"),
        ("- 5 grader i natt.", "`\\-`"),
        ("+ 5 grader i natt.", "`\\+`"),
        (">5 procent av eleverna.", "`\\>`"),
        ("Regeringens *Sverige*s politik.", "`\\*`"),
        ("*) Exklusive moms*", "`\\*`"),
        ("Se C:\\.git", "`\\\\.`"),
        ("AT&amp;T", "`\\&amp;`"),
        ("Ett stycke\n---", "`## Heading`"),
        ("## Vi är nummer #", "`\\#`"),
    ] {
        let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", line)));
        let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|found| found.is_error()).collect();
        let [error] = errors[..] else { panic!("{line}: {errors:#?}") };
        assert!(error.hint.as_ref().unwrap().en.contains(hint), "{line}: {error:?}");
    }
}

#[test]
fn an_agenda_keeps_its_numbers_although_text_divides_it() {
    let release = read_body("1. Val av justerare\n\nMötet väljer en.\n\n2. Budget\n\nNämnden beslutar.\n\n17. juni öppnar badet.");
    let numbers: Vec<Option<u64>> = release
        .body
        .iter()
        .filter_map(|block| match block {
            Block::List(list) => Some(list.start),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(17)]);
}

/// The only error of a body, and its hint.
fn refused(body: &str) -> (String, String) {
    let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", body)));
    let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|found| found.is_error()).collect();
    let [error] = errors[..] else { panic!("{body}: {errors:#?}") };
    (error.message.en.clone(), error.hint.as_ref().unwrap().en.clone())
}

/// The links of a body: their words and addresses.
fn body_links(release: &Release) -> Vec<(String, String)> {
    runs(&release.body).into_iter().flat_map(depesch::model::Inlines::links).map(|(to, text)| (text, to.to_string())).collect()
}

#[test]
fn case_near_links_text_that_was_meant_as_a_link_is_an_error_with_the_mended_form() {
    for (body, mended) in [
        ("Läs [beslutet](https://exempelby.example/beslut 2026.pdf).", "`[beslutet](https://exempelby.example/beslut%202026.pdf)`"),
        ("Läs [mer] (https://exempelby.example/).", "`[mer](https://exempelby.example/)`"),
        ("Läs [mer]\n(www.exempelby.example).", "`[mer](https://www.exempelby.example)`"),
        ("Skriv [till oss] (info@exempelby.example).", "`[till oss](mailto:info@exempelby.example)`"),
        ("Läs [mer](https://exempelby.example/ och svara.", "`[mer](https://exempelby.example/)`"),
        ("Läs [mer](https://exempelby.example/.", "`[mer](https://exempelby.example/)`"),
        ("Läs (mer)[https://exempelby.example/].", "`[mer](https://exempelby.example/)`"),
        ("Läs (mer) [www.exempelby.example].", "`[mer](https://www.exempelby.example)`"),
        ("Läs [mer][lank].", "`[lank]: https://...`"),
        ("Läs [mer][].", "`[mer](https://...)`"),
        ("Läs [mer] [1].\n\n[1]: https://exempelby.example/", "`[mer][1]`"),
        ("Ring [oss](08-465 004 01).", "`[oss](tel:08-465 004 01)`"),
        ("Ring [oss](08-46500401).", "`tel:08-46500401`"),
        ("Läs [mer](https:// exempelby.example/).", "`[mer](https://exempelby.example/)`"),
        ("Läs [mer](https://exempelby.example/a \"b\" c).", "`[mer](https://exempelby.example/a)`"),
        ("Skriv [till oss](mailto:info @exempelby.example).", "`[till oss](mailto:info@exempelby.example)`"),
        ("Läs mer](https://exempelby.example/).", "`[mer](https://exempelby.example/)`"),
        ("Läs [mer (https://exempelby.example/).", "`[mer](https://exempelby.example/)`"),
        ("Läs [mer]https://exempelby.example/", "`[mer](https://exempelby.example/)`"),
        ("Läs <https://exempelby.example/a b>.", "`<https://exempelby.example/a%20b>`"),
        ("[https://exempelby.example/](läs-mer)", "`[läs-mer](https://exempelby.example/)`"),
        ("![En karta] (karta.png)", "`![En karta](karta.png)`"),
        ("![En karta](Min karta.png)", "`![En karta](min-karta.png)`"),
        ("Text.\n\n[mer]: https://exempelby.example/beslut 2026.pdf", "`[mer]: https://exempelby.example/beslut%202026.pdf`"),
    ] {
        let (_, hint) = refused(body);
        assert!(hint.contains(mended), "{body}: {hint}");
    }
    for body in [
        "Han sa [sic] (se nedan).",
        "Enligt rapporten [1][2] och [3] (s. 5).",
        "\\[mer\\] (https://exempelby.example/)",
        "Se (bilaga) [1].",
    ] {
        assert_eq!(body_text(&read_body(body)), body.replace('\\', ""));
    }
}

#[test]
fn case_near_links_a_telephone_number_with_spaces_is_dialled() {
    let release = read_body("Ring [växeln](tel:08-465 004 01) (dygnet runt) eller [jouren](tel:+46 (0)8-465 004 02).");
    let expected = [("växeln", "tel:+46846500401"), ("jouren", "tel:+46846500402")];
    assert_eq!(body_links(&release), expected.map(|(words, to)| (words.to_owned(), to.to_owned())));
    assert_eq!(body_text(&release), "Ring växeln (dygnet runt) eller jouren.");
}

#[test]
fn case_idn_hosts_in_any_letters_are_sent_as_punycode() {
    let release = read_body("Läs [mer](https://räksmörgås.example/). Skriv [till oss](mailto:info@räksmörgås.example).");
    let links: Vec<String> = body_links(&release).into_iter().map(|(_, to)| to).collect();
    assert_eq!(links, ["https://xn--rksmrgs-5wao1o.example/", "mailto:info@xn--rksmrgs-5wao1o.example"]);
    let mut sources = newsroom(release_with_contacts());
    let fields =
        "home = 'https://räksmörgås.example/'\nemail = 'info@räksmörgås.example'\n[feeds]\nhubs = ['https://näv.example/']\n";
    let text = String::from_utf8(sources.newsroom.bytes.clone().unwrap()).unwrap();
    let text = text.replace("solvik.example", "räksmörgås.example") + fields;
    sources.newsroom = source("newsroom.toml", text);
    sources.contacts = Some(source("contacts.toml", "[anna-berg]\nname = 'Anna Berg'\nemail = 'anna@räksmörgås.example'\n"));
    let loaded = content::read(&sources);
    assert_eq!(loaded.diagnostics, []);
    let publisher = &loaded.newsroom.as_ref().unwrap().publisher;
    assert_eq!(publisher.base_url.as_str(), "https://xn--rksmrgs-5wao1o.example/");
    assert_eq!(publisher.home.as_ref().unwrap().without_scheme(), "räksmörgås.example");
    assert_eq!(publisher.email.as_ref().unwrap().to_string(), "info@räksmörgås.example");
    assert_eq!(publisher.feeds.hubs[0].as_str(), "https://xn--nv-via.example/");
    assert_eq!(publisher.id_authority.as_str(), "xn--rksmrgs-5wao1o.example");
    let methods = &valid_release(&loaded).unwrap().contacts[0].methods;
    assert_eq!(methods.email().unwrap().uri(), "mailto:anna@xn--rksmrgs-5wao1o.example");
}

fn release_with_contacts() -> String {
    release("Rubrik", "Ingress.", "Text.")
}

#[test]
fn case_document_link_a_file_in_a_link_points_to_the_field_of_documents() {
    for file in ["beslut.pdf", "./beslut.pdf", "bilagor/beslut.pdf#page=2", "beslut.PDF", "C:\\\\x\\\\beslut.pdf"] {
        let (_, hint) = refused(&format!("Läs [beslutet]({file})."));
        assert!(
            hint.to_lowercase().contains("file = \"beslut.pdf\"")
                && hint.contains("`[[documents]]`")
                && hint.contains("write only `beslutet`"),
            "{hint}"
        );
    }
    assert!(refused("Läs [mer](solvik.example/beslut.pdf).").1.contains("`https://solvik.example/beslut.pdf`"));
}

/// What is at the top level: `p`, `q` or the number of items of a list.
fn shape(release: &Release) -> Vec<String> {
    let name = |block: &Block| match block {
        Block::Paragraph(_) => "p".to_owned(),
        Block::Quote(_) => "q".to_owned(),
        Block::List(list) => list.items.len().to_string(),
        Block::Heading { .. } | Block::Table(_) | Block::Figure(_) => "?".to_owned(),
    };
    release.body.iter().map(name).collect()
}

#[test]
fn case_word_list_lines_with_bullets_are_lists_and_other_lines_get_a_hint() {
    for (body, expected) in [
        ("Vi gör:\n\n•\tfler lekplatser\n•\tnya bänkar", &["p", "2"][..]),
        ("Vi gör:\n• fler lekplatser\n• nya bänkar", &["p", "2"]),
        ("·\u{a0}\u{a0}\u{a0}fler lekplatser\n\n·\u{a0}\u{a0}\u{a0}nya bänkar\n\nText.", &["2", "p"]),
        ("•\tfler lekplatser\no\ti norr\no\ti söder\n•\tnya bänkar", &["2"]),
        ("▪ **fler** lekplatser\n▪ [nya](https://solvik.example/) bänkar", &["2"]),
        ("\u{f0b7}\tfler lekplatser\n\u{f0b7}\tnya bänkar", &["2"]),
        ("–\tfler lekplatser\n–\tnya bänkar", &["2"]),
        ("– fler lekplatser\n– nya bänkar och\n– en damm.", &["3"]),
        ("– Vi bygger fler lekplatser.\n– Vi köper nya bänkar.", &["q", "q"]),
    ] {
        let release = read_body(body);
        assert_eq!(shape(&release), expected, "{body}");
    }
    let nested = read_body("•\tfler lekplatser\no\ti norr\no\ti söder\n•\tnya bänkar");
    assert_eq!(body_text(&nested), "fler lekplatser i norr i söder nya bänkar");
    for (body, line) in [
        ("Exempelby kommun\nStorgatan 1\n123 45 Exempelby", "`Storgatan 1`"),
        ("Öppettider:\nMåndag 10–18\nTisdag 10–18", "`Tisdag 10–18`"),
        ("Anna Berg, ordförande\n08-465 004 01\nanna@solvik.example", "`08-465 004 01`"),
        ("Vi gör:\na) fler lekplatser\nb) nya bänkar", "`a) fler lekplatser`"),
        ("- fler lekplatser\n- nya bänkar\nKommunen betalar.", "`Kommunen betalar.`"),
        ("•\tfler lekplatser\n•\tnya bänkar\nKommunen betalar.", "`Kommunen betalar.`"),
        ("✅ fler lekplatser\n✅ nya bänkar", "`✅ nya bänkar`"),
        ("– 5 grader\nI går", "`I går`"),
        ("- fler lekplatser\n  • i norr\n  • i söder", "`• i norr`"),
        ("> • fler lekplatser\n> • nya bänkar", "`• nya bänkar`"),
    ] {
        let loaded = content::read(&newsroom(release("Rubrik", "Ingress.", body)));
        let [warning] = &loaded.diagnostics[..] else { panic!("{body}: {:#?}", loaded.diagnostics) };
        assert!(!warning.is_error() && warning.message.en.ends_with(line), "{body}: {warning:#?}");
    }
    let [warning] = &content::read(&newsroom(release("Rubrik", "Ingress.", "• fler lekplatser"))).diagnostics[..] else {
        panic!()
    };
    assert_eq!(warning.message.en, "`•` does not begin a list");
    for body in [
        "Exempelby kommun\\\nStorgatan 1\\\n123 45 Exempelby",
        "Ett stycke som är brutet för hand\npå flera rader, med namn som\nligger som de ligger.",
        "En mening på varje rad.\nDet är också ett sätt att skriva.\nSolvik växer.",
        "En lång rad som är bruten för hand ungefär vid åttio tecken, så att Solviks\nKommun hamnar först på nästa rad i filen, vilket inte betyder någonting alls.",
    ] {
        assert_eq!(content::read(&newsroom(release("Rubrik", "Ingress.", body))).diagnostics, [], "{body}");
    }
}

#[test]
fn bare_addresses_become_links_with_the_text_as_written() {
    let body = "Se www.solvik.example/bygge, https://solvik.example/a_b_c och *press@solvik.example*.";
    let release = read_body(body);
    assert_eq!(body_text(&release), body.replace('*', ""));
    let expected = [
        ("www.solvik.example/bygge", "https://www.solvik.example/bygge"),
        ("https://solvik.example/a_b_c", "https://solvik.example/a_b_c"),
        ("press@solvik.example", "mailto:press@solvik.example"),
    ];
    assert_eq!(body_links(&release), expected.map(|(words, to)| (words.to_owned(), to.to_owned())));
    assert_eq!(body_text(&read_body("https://solvik.example/_nytt_/")), "https://solvik.example/_nytt_/");
    for body in ["_anna_@solvik.example", "Filen `__init__`", "__init__.py", "*5 kr och 6*", "- 5 grader\n- 10 grader", "- 5\n- 6"]
    {
        refused(body);
    }
    assert_eq!(shape(&read_body("- 5 skolor\n- 10 förskolor")), ["2"]);
    assert_eq!(body_text(&read_body("-5 grader i natt, -7 i morgon.")), "-5 grader i natt, -7 i morgon.");
}

#[test]
fn case_soft_hyphen_a_headline_is_as_written_on_its_page_and_bare_as_data() {
    let loaded = content::read(&newsroom(release("Barn\u{ad}omsorgen\u{200b} växer", "Ingress.", "Text.")));
    let headline = valid_release(&loaded).unwrap().headline;
    assert_eq!(headline.as_str(), "Barnomsorgen växer");
    assert_eq!(headline.as_written(), "Barn\u{ad}omsorgen\u{200b} växer");
}

#[test]
fn only_an_old_release_may_lack_a_lead_and_a_contact() {
    let read = |day: &str, body: &str| {
        let text =
            release("Rubrik", "Ingress.", body).replace("lead = \"Ingress.\"\n", "").replace("contacts = ['anna-berg']\n", "");
        let mut sources = newsroom(text);
        let own = String::from_utf8(sources.newsroom.bytes.clone().unwrap()).unwrap();
        sources.newsroom = source("newsroom.toml", format!("{own}press_contacts = ['anna-berg']\narchive_before = {day}\n"));
        content::read(&sources)
    };
    let list = "- Fler bussar\n- Nya hållplatser\n\nText.";
    let loaded = read("2026-03-03", list);
    assert!(loaded.diagnostics.iter().all(|found| !found.is_error()) && loaded.diagnostics.len() == 2, "{:#?}", loaded.diagnostics);
    let old = valid_release(&loaded).unwrap();
    assert_eq!((old.lead.as_ref(), old.summary().as_str(), old.body.len()), (None, "Fler bussar", 2));
    assert_eq!(old.contacts[0].key.as_str(), "anna-berg");
    for (body, first) in [
        ("– Vi bygger, säger Anna Berg.\n\nText.", "Vi bygger, säger Anna Berg."),
        ("## Bakgrund\n\nText.", "Text."),
        ("| År | Barn |\n|---|---|\n| 2026 | 5 |\n\nText.", "Text."),
        ("> Ett citat.", "Ett citat."),
    ] {
        assert_eq!(valid_release(&read("2026-03-03", body)).unwrap().summary(), first);
    }
    // The same day is not before it, and without any text there is nothing to show.
    for (day, body, errors) in [("2026-03-02", list, 2), ("2026-03-03", "## Bakgrund", 1), ("2026-03-03", "", 1)] {
        let found = read(day, body).diagnostics;
        assert_eq!(found.iter().filter(|found| found.is_error()).count(), errors, "{found:#?}");
    }
}
