//! Solvik kommun, a fictional municipality, and a release with everything that can be printed.

use std::sync::Arc;

use depesch::artifact::{Context, LoadAttachment, Writer};
use depesch::diag::Diagnostic;
use depesch::format;
use depesch::model::*;

pub fn line(text: &str) -> SingleLine {
    SingleLine::parse(text).unwrap()
}

pub fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

pub fn run(words: &str) -> Inlines {
    Inlines::new(vec![text(words)]).unwrap()
}

pub fn para(text: &str) -> Block {
    Block::Paragraph(run(text))
}

pub fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: run(text) }
}

pub fn list(start: Option<u64>, items: Vec<Vec<Block>>) -> Block {
    Block::List(List { start, items })
}

pub fn quote(mark: QuoteMark, paragraphs: &[&str]) -> Block {
    Block::Quote(Quote { mark, paragraphs: paragraphs.iter().map(|t| run(t)).collect(), attribution: None })
}

pub fn table(header: &[&str], align: &[Align], rows: &[Vec<&str>]) -> Block {
    let cell = |t: &&str| if t.is_empty() { None } else { Some(run(t)) };
    let rows = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    Block::Table(Table::new(header.iter().map(|t| run(t)).collect(), align.to_vec(), rows).unwrap())
}

pub fn link(to: &str, words: &str) -> Inline {
    Inline::Link { to: WebAddress::parse(to).unwrap(), text: vec![text(words)] }
}

pub fn contact(name: &str, party: Option<&str>, role: Option<&str>, phone: Option<&str>, email: Option<&str>) -> Arc<Contact> {
    Arc::new(Contact {
        key: Key::parse("nagon").unwrap(),
        name: line(name),
        party: party.map(line),
        role: role.map(line),
        methods: ContactMethods::new(phone.map(|p| Phone::parse(p).unwrap()), email.map(|e| Email::parse(e).unwrap())).unwrap(),
        answers: None,
        hours: None,
        valid_until: None,
    })
}

pub fn publisher() -> Publisher {
    Publisher {
        name: line("Solvik kommun"),
        description: line("Pressmeddelanden från Solvik kommun"),
        base_url: WebAddress::parse("https://nyheter.solvik.example/").unwrap(),
        home: None,
        email: None,
        sender: Organisation {
            key: Key::parse("newsroom").unwrap(),
            name: line("Solvik kommun"),
            home: None,
            email: None,
            boilerplates: vec![],
        },
        id_year: 2020,
        id_authority: line("solvik.example"),
        zone: Zone::parse("Europe/Stockholm").unwrap(),
        lang: Lang::swedish(),
        rights: None,
        press_contacts: vec![],
        accessibility: None,
        feeds: FeedSettings::new(Slug::parse("feed").unwrap()),
        wire: Wire::from_authority(&line("solvik.example")),
        theme: Arc::default(),
    }
}

pub fn instant(text: &str) -> Instant {
    Instant::parse(&publisher().zone, text).unwrap()
}

/// A release with a headline, a lead and `body`.
pub fn release(body: Vec<Block>) -> Release {
    Release {
        body,
        ..Release::new(
            ReleaseId::parse("tag:solvik.example,2026:release/1").unwrap(),
            Permalink::new(2026, Slug::parse("ny-simhall").unwrap()),
            Lang::swedish(),
            Headline::parse("Solvik bygger en ny simhall").unwrap(),
            run("Kommunen bygger en simhall med två bassänger. Den öppnar hösten 2028."),
            Dates::Published { first: Moment::Instant(instant("2026-03-02T09:30:00+01:00")), updated: None },
        )
    }
}

/// A release with everything that can be printed.
pub fn full() -> Release {
    let rows: Vec<Vec<&str>> = (0..40)
        .map(|i| match i % 3 {
            0 => vec!["Badhusgatan", "3 500", "12,4 %", "Bygget börjar den 19 juni kl. 9.30"],
            1 => vec!["Strandskolan & Ö-gården", "", "8 %", "Bygglovet är överklagat till mark- och miljödomstolen"],
            _ => vec!["S:t Botvids plan", "15 000", "100 %", "Klart"],
        })
        .collect();
    let mut release = release(vec![
        para(
            "Simhallen ersätter badhuset från 1962. Kommunfullmäktige beslutade om bygget den 19 juni med 31 röster mot 20. Bygget kostar 240 miljoner kronor, varav staten betalar 15 procent. Ring 08-465 004 01 för visning kl. 9.30 vid S:t Botvids plan.",
        ),
        quote(
            QuoteMark::Dash,
            &[
                "Det här har Solvikborna väntat på i många år. Nu får varje elev i kommunen lära sig simma på hemmaplan, säger Åsa Ek (S), ordförande i kultur- och fritidsnämnden.",
            ],
        ),
        heading(2, "Så byggs hallen"),
        Block::Paragraph(
            Inlines::new(vec![
                text("Ritningarna finns på "),
                link("https://www.solvik.example/simhallen/ritningar-och-beskrivningar/", "projektets sida"),
                text(", och frågor besvaras av "),
                link("mailto:simhallen@solvik.example", "simhallen@solvik.example"),
                text(". Det viktigaste är "),
                Inline::Strong(vec![text("att hallen är "), Inline::Emphasis(vec![text("öppen")]), text(" för alla")]),
                text(", och "),
                Inline::Emphasis(vec![text("tillgänglig")]),
                text(".\u{a0}Effektiva flöden träffar rätt."),
                Inline::Break,
                text("Välkomna till samråd."),
            ])
            .unwrap(),
        ),
        para("Bygget sker i tre steg:"),
        list(
            Some(9),
            vec![
                vec![para(
                    "Marken förbereds under sommaren, och ledningar för vatten, avlopp och fjärrvärme flyttas till gatans andra sida.",
                )],
                vec![
                    para("Huset byggs:"),
                    list(
                        None,
                        vec![
                            vec![para("stomme av trä från länet,")],
                            vec![
                                para("tak med solceller,"),
                                list(None, vec![vec![para("1 200 kvadratmeter,")], vec![para("220 kW.")]]),
                            ],
                        ],
                    ),
                ],
                vec![para("Bassängerna fylls och provas.")],
            ],
        ),
        heading(3, "Tider & platser"),
        table(&["Plats", "Kvadratmeter", "Andel", "Läge"], &[Align::Start, Align::End, Align::End, Align::Start], &rows),
        heading(2, "Vad händer nu?"),
        quote(QuoteMark::Block, &["Vi öppnar dörrarna 2028.", "Då ska allt vara klart, från omklädningsrum till café."]),
        para("Bygget sker i samarbete med kraftförsörjningsanläggningsprojekteringsgruppen och Världshälsoorganisationen."),
    ]);
    release.read_more = Some(Section {
        heading: line("Läs mer"),
        body: vec![
            Block::Paragraph(
                Inlines::new(vec![
                    text("Läs mer om stödet på "),
                    link("https://www.boverket.example/stod/simhallar?ar=2026&lan=stockholm#villkor", "Boverkets webbplats"),
                    text("."),
                ])
                .unwrap(),
            ),
            list(
                None,
                vec![vec![Block::Paragraph(Inlines::new(vec![link("https://solvik.example/", "solvik.example")]).unwrap())]],
            ),
        ],
    });
    release.contacts = vec![
        contact(
            "Åsa Ek",
            Some("S"),
            Some("ordförande i kultur- och fritidsnämnden"),
            Some("08-465 004 01"),
            Some("asa.ek@solvik.example"),
        ),
        contact("Jean-Luc Öberg", None, None, None, Some("jean-luc.oberg@solvik.example")),
        contact("Presstjänsten", None, Some("dygnet runt"), Some("+46 (0)8-465 004 02"), None),
    ];
    release.department = Some(Arc::new(Department {
        key: Key::parse("fritid").unwrap(),
        name: line("Kultur- och fritidsförvaltningen"),
        sender: None,
        boilerplates: vec![Boilerplate {
            from: None,
            text: Section {
                heading: line("Om Solvik kommun"),
                body: vec![para(
                    "I Solvik bor 15 000 personer vid havet. Kommunen har 2,4 miljarder kronor i budget och drygt 3 500 anställda.",
                )],
            },
        }],
    }));
    release.topics = vec![
        Arc::new(Topic::new(Taxonomy::Topic, Key::parse("fritid").unwrap(), line("Fritid"))),
        Arc::new(Topic::new(Taxonomy::Topic, Key::parse("bygge").unwrap(), line("Byggen"))),
    ];
    release.changes = vec![
        Change {
            at: Moment::Day(Day::new(2026, 3, 3).unwrap()),
            kind: ChangeKind::Update,
            note: line("Tiden för visningen är tillagd."),
        },
        Change {
            at: Moment::Instant(instant("2026-03-04T08:00:00+01:00")),
            kind: ChangeKind::Correction,
            note: line("Bygget kostar 240 miljoner kronor, inte 24 miljoner kronor som det först stod."),
        },
    ];
    release.dates = Dates::Published {
        first: Moment::Instant(instant("2026-03-02T09:30:00+01:00")),
        updated: Some(Moment::Instant(instant("2026-03-04T08:00:00+01:00"))),
    };
    release
}

/// The public PDF of `release`, long after it was published.
pub fn print(release: Release) -> (Vec<u8>, Vec<Diagnostic>) {
    print_by(publisher(), release)
}

/// The PDF of `release` from another newsroom.
pub fn print_by(publisher: Publisher, release: Release) -> (Vec<u8>, Vec<Diagnostic>) {
    let newsroom = Newsroom::new(publisher, vec![release]);
    write(&newsroom.public(&instant("2030-01-01T00:00:00+01:00")), &no_files)
}

/// The PDF of `release` in a theme.
pub fn print_in(theme: Theme, release: Release) -> (Vec<u8>, Vec<Diagnostic>) {
    let newsroom = Newsroom::new(Publisher { theme: Arc::new(theme), ..publisher() }, vec![release]);
    write(&newsroom.public(&instant("2030-01-01T00:00:00+01:00")), &no_files)
}

/// The PDF of `release`, where all files contain `bytes`.
pub fn print_with_file(release: Release, bytes: &[u8]) -> (Vec<u8>, Vec<Diagnostic>) {
    let newsroom = Newsroom::new(publisher(), vec![release]);
    write(&newsroom.public(&instant("2030-01-01T00:00:00+01:00")), &|_: &File| Ok(bytes.to_vec()))
}

/// The PDF of `release` in a preview at `now`.
pub fn preview(release: Release, now: &str) -> (Vec<u8>, Vec<Diagnostic>) {
    let newsroom = Newsroom::new(publisher(), vec![release]);
    write(&newsroom.preview(&instant(now)), &no_files)
}

fn write(edition: &Edition, fetch: LoadAttachment) -> (Vec<u8>, Vec<Diagnostic>) {
    let Writer::Release { write: writer, .. } = format::find("pdf").unwrap().writer else {
        panic!("the PDF is written for each release")
    };
    writer(edition, edition.releases()[0], &Context::new(format::FORMATS, fetch)).unwrap()
}

fn no_files(file: &File) -> Result<Vec<u8>, Vec<Diagnostic>> {
    panic!("{} was not expected", file.source)
}
