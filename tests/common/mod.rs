//! What the tests share: a newsroom from a folder or from words, its export in memory, and every format as plain words.
#![allow(dead_code)] // Each test file uses its own part.

pub mod facts;
pub mod pasted_text;
pub mod pdf;
pub mod rendition;
#[cfg(feature = "serve")]
pub mod service;
pub mod test_site;
pub mod tree;
pub mod validator;
pub mod wire_xml;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use depesch::artifact::{Context, Format};
use depesch::format::FORMATS;
use depesch::model::*;
use depesch::{content, format};

/// A content folder of this project, in which there must be no mistake.
pub fn folder(path: &str) -> Newsroom {
    let loaded = content::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let mistakes: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    loaded.newsroom.unwrap()
}

pub fn instant(newsroom: &Newsroom, text: &str) -> Instant {
    Instant::parse(&newsroom.publisher.zone, text).unwrap()
}

pub type Files = BTreeMap<String, Vec<u8>>;

/// As [`export`] of a content folder of this project. Many tests ask for the same instant: it is exported once.
pub fn exported(path: &str, now: &str) -> Arc<Files> {
    type Cell = Arc<OnceLock<Arc<Files>>>;
    static EXPORTED: Mutex<BTreeMap<String, Cell>> = Mutex::new(BTreeMap::new());
    let cell = Arc::clone(EXPORTED.lock().unwrap().entry(format!("{path} {now}")).or_default());
    Arc::clone(cell.get_or_init(|| Arc::new(export(&folder(path), now))))
}

/// Every public file at `now`, by path.
pub fn export(newsroom: &Newsroom, now: &str) -> Files {
    export_only(newsroom, now, &FORMATS.iter().collect::<Vec<_>>())
}

pub fn export_only(newsroom: &Newsroom, now: &str, wanted: &[&Format]) -> Files {
    export_edition(&newsroom.public(&instant(newsroom, now)), wanted)
}

pub fn export_edition(edition: &Edition, wanted: &[&Format]) -> Files {
    export_with_formats(edition, wanted).into_iter().map(|(path, (_, bytes))| (path, bytes)).collect()
}

/// As [`export_edition`], with the format of each file.
pub fn export_with_formats(edition: &Edition, wanted: &[&Format]) -> BTreeMap<String, (&'static Format, Vec<u8>)> {
    let made = Mutex::new(BTreeMap::new());
    format::export(edition, &format::plan(edition), wanted, Context::new(FORMATS, &fetch), &|job, outcome| {
        let (artifact, _) = outcome.unwrap_or_else(|mistakes| panic!("{}: {mistakes:#?}", job.path));
        made.lock().unwrap().insert(artifact.path.clone(), (job.format, artifact.bytes.to_vec()));
    });
    made.into_inner().unwrap()
}

/// The bytes of a picture or document, from the folder of the project that has it.
pub fn fetch(file: &File) -> Result<Vec<u8>, Vec<depesch::diag::Diagnostic>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["tests/newsroom", "content"].iter().find_map(|folder| content::load_attachment(&root.join(folder), file).ok());
    Ok(found.unwrap_or_else(|| panic!("{} is not there", file.source)))
}

/// The words of a file as a reader of its format finds them.
pub fn words_of(path: &str, bytes: &[u8]) -> String {
    let text = || String::from_utf8(bytes.to_vec()).unwrap();
    match path.rsplit('.').next().unwrap() {
        "pdf" => pdf::pdf_text(bytes),
        "html" => text_of_html(&text()),
        "iptc" => bytes.iter().map(|byte| char::from(*byte)).collect(),
        "png" | "jpg" | "ico" | "docx" | "odt" => String::new(),
        _ => text(),
    }
}

/// Everything in a file in which a secret could hide.
pub fn searchable(path: &str, bytes: &[u8]) -> String {
    format!("{} {}", String::from_utf8_lossy(bytes), words_of(path, bytes))
}

/// The text of HTML: tags gone, entities decoded; scripts and styles are no text.
pub fn text_of_html(html: &str) -> String {
    let mut out = String::new();
    let mut silent = false;
    for token in html5gum::Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            html5gum::Token::StartTag(tag) => silent = matches!(&tag.name[..], b"script" | b"style"),
            html5gum::Token::EndTag(_) => silent = false,
            html5gum::Token::String(text) if !silent => out.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    out
}

/// A title as a reader shows it that looks at its type.
pub fn title(title: &feed_rs::model::Text) -> String {
    match title.content_type.as_ref() {
        "text/html" => text_of_html(&title.content),
        _ => title.content.clone(),
    }
}

/// Only what leaves ink: white space, soft hyphens and the dash that marks a quote are typography.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| !name::is_invisible(*c)).collect()
}

pub fn assert_well_formed(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    // The reader does not look at characters; XML 1.0 section 2.2 does.
    if let Some(c) =
        text.chars().find(|c| !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
    {
        panic!("XML cannot hold {c:?}");
    }
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    reader.config_mut().check_comments = true;
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("not well-formed: {e}\n{text}")) {
            quick_xml::events::Event::Start(tag) => {
                depth += 1;
                tag.attributes().for_each(|attribute| {
                    assert!(quick_xml::escape::unescape(std::str::from_utf8(&attribute.unwrap().value).unwrap()).is_ok());
                });
            }
            quick_xml::events::Event::Empty(tag) => tag.attributes().for_each(|attribute| {
                assert!(quick_xml::escape::unescape(std::str::from_utf8(&attribute.unwrap().value).unwrap()).is_ok());
            }),
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

/// A newsroom with one release that was built from words.
pub struct Writing {
    pub newsroom: Newsroom,
    pub release: Release,
}

impl Writing {
    /// The one file of that format.
    pub fn export(&self, format: &str) -> Vec<u8> {
        let mut made = export_only(&self.newsroom, "2026-03-02T12:00:00Z", &[format::find(format).unwrap()]);
        assert_eq!(made.len(), 1);
        made.pop_first().unwrap().1
    }
}

/// `None` when the model refuses the words.
pub fn writing(headline: &str, lead: &str, paragraphs: &[String], name: &str, role: &str) -> Option<Writing> {
    let run = |text: &str| Inlines::new(vec![Inline::Text(text.to_owned())]);
    let line = |text: &str| SingleLine::parse(text).unwrap();
    let release = Release {
        body: paragraphs.iter().filter_map(|text| run(text)).map(Block::Paragraph).collect(),
        department: Some(Arc::new(Department {
            key: Key::parse("en-forvaltning").unwrap(),
            name: SingleLine::parse(name).ok()?,
            sender: None,
            boilerplates: vec![],
        })),
        contacts: vec![Arc::new(Contact {
            key: Key::parse("anna-berg").unwrap(),
            name: SingleLine::parse(name).ok()?,
            party: None,
            role: SingleLine::parse(role).ok(),
            answers: None,
            methods: ContactMethods::new(Some(Phone::parse("08-465 004 01").unwrap()), None).unwrap(),
            hours: SingleLine::parse(role).ok(),
            valid_until: None,
        })],
        topics: vec![Arc::new(Topic::new(Taxonomy::Topic, Key::parse("ett-amne").unwrap(), SingleLine::parse(name).ok()?))],
        subhead: SingleLine::parse(role).ok(),
        place: SingleLine::parse(name).ok(),
        legal: run(lead),
        event: Some(Event {
            start: Moment::Day(Day::new(2026, 4, 1).unwrap()),
            end: None,
            place: SingleLine::parse(name).ok()?,
            register_by: None,
            register: None,
            programme: vec![event::ProgrammeItem { time: line("9.30"), what: SingleLine::parse(headline).ok()? }],
        }),
        changes: vec![Change {
            at: Moment::Day(Day::new(2026, 3, 2).unwrap()),
            kind: ChangeKind::Correction,
            note: SingleLine::parse(headline).ok()?,
        }],
        ..Release::new(
            ReleaseId::parse("tag:solvik.example,2026:release/1").unwrap(),
            Permalink::new(2026, Slug::parse("provmeddelande").unwrap()),
            Lang::swedish(),
            Headline::parse(headline).ok()?,
            run(lead)?,
            Dates::Published { first: Moment::Day(Day::new(2026, 3, 1).unwrap()), updated: None },
        )
    };
    let publisher = Publisher {
        name: SingleLine::parse(name).ok()?,
        description: SingleLine::parse(name).ok()?,
        base_url: WebAddress::parse("https://www.solvik.example/").unwrap(),
        home: None,
        email: None,
        sender: Organisation {
            key: Key::parse("newsroom").unwrap(),
            name: SingleLine::parse(name).ok()?,
            home: None,
            email: None,
            boilerplates: vec![],
        },
        id_authority: line("solvik.example"),
        id_year: 2020,
        zone: Zone::parse("Europe/Stockholm").unwrap(),
        lang: Lang::swedish(),
        rights: SingleLine::parse(name).ok(),
        press_contacts: vec![],
        accessibility: None,
        feeds: FeedSettings::new(Slug::parse("feed").unwrap()),
        wire: Wire::from_authority(&line("solvik.example")),
        theme: Arc::default(),
    };
    Some(Writing { newsroom: Newsroom::new(publisher, vec![release.clone()]), release })
}
