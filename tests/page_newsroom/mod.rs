//! A newsroom built in code for the tests of pages: every part of a release once, in three languages.

use std::sync::Arc;

use depesch::model::*;

pub const NOW: &str = "2026-11-23T12:00:00+01:00";

pub fn zone() -> Zone {
    Zone::parse("Europe/Stockholm").unwrap()
}

pub fn now() -> Instant {
    Instant::parse(&zone(), NOW).unwrap()
}

pub fn line(text: &str) -> SingleLine {
    SingleLine::parse(text).unwrap()
}

pub fn run(text: &str) -> Inlines {
    Inlines::new(vec![Inline::Text(text.to_owned())]).unwrap()
}

pub fn para(text: &str) -> Block {
    Block::Paragraph(run(text))
}

pub fn day(year: i16, month: i8, day: i8) -> Moment {
    Moment::Day(Day::new(year, month, day).unwrap())
}

pub fn at(text: &str) -> Moment {
    Moment::Instant(Instant::parse(&zone(), text).unwrap())
}

pub fn link(to: &str, text: &str) -> Inline {
    Inline::Link { to: WebAddress::parse(to).unwrap(), text: vec![Inline::Text(text.to_owned())] }
}

pub fn publisher() -> Publisher {
    Publisher {
        name: line("Solvik kommun"),
        description: line("Pressmeddelanden från Solvik kommun"),
        base_url: WebAddress::parse("https://press.solvik.example/").unwrap(),
        home: Some(WebAddress::parse("https://www.solvik.example/").unwrap()),
        email: Some(Email::parse("press@solvik.example").unwrap()),
        sender: Organisation {
            key: Key::parse("newsroom").unwrap(),
            name: line("Solvik kommun"),
            home: None,
            email: None,
            boilerplates: vec![],
        },
        id_year: 2020,
        id_authority: line("solvik.example"),
        zone: zone(),
        lang: Lang::swedish(),
        rights: None,
        press_contacts: vec![],
        accessibility: None,
        feeds: FeedSettings::new(Slug::parse("feed").unwrap()),
        wire: Wire::from_authority(&line("solvik.example")),
        theme: Arc::default(),
    }
}

pub fn contact(name: &str, party: Option<&str>, role: &str, phone: &str, email: Option<&str>) -> Arc<Contact> {
    Arc::new(Contact {
        key: Key::parse(&Slug::from_headline(name).map_or("person".to_owned(), |slug| slug.to_string())).unwrap(),
        name: line(name),
        party: party.map(line),
        role: Some(line(role)),
        methods: ContactMethods::new(Some(Phone::parse(phone).unwrap()), email.map(|email| Email::parse(email).unwrap())).unwrap(),
        answers: None,
        hours: None,
        valid_until: None,
    })
}

/// The smallest release.
pub fn bare(year: i16, slug: &str, headline: &str, lead: &str) -> Release {
    Release::new(
        ReleaseId::parse(&format!("tag:solvik.example,{year}-03-01:release/{slug}")).unwrap(),
        Permalink::new(year, Slug::parse(slug).unwrap()),
        Lang::swedish(),
        Headline::parse(headline).unwrap(),
        run(lead),
        Dates::Published { first: day(year, 3, 1), updated: None },
    )
}

/// Everything at once: headings, quotes, nested lists, a table, links out and in, contacts, changes, topics, boilerplate.
pub fn full() -> Release {
    let quote = |mark, paragraphs: &[&str]| {
        Block::Quote(Quote { mark, paragraphs: paragraphs.iter().map(|text| run(text)).collect(), attribution: None })
    };
    let inner = Block::List(List {
        start: None,
        items: vec![vec![para("Kiosken stängs i veckorna 26–31.")], vec![para("Bryggan är öppen.")]],
    });
    let rows = [("Badhuset", "34,5", "2027"), ("Omklädningsrum", "8,0", "2028"), ("Parkering", "–1,2", "")];
    let cell = |text: &str| if text.is_empty() { None } else { Some(run(text)) };
    let table = Table::new(
        vec![run("Del"), run("Kostnad i miljoner kronor"), run("Färdigt år")],
        vec![Align::Start, Align::End, Align::Center],
        rows.iter().map(|(a, b, c)| vec![cell(a), cell(b), cell(c)]).collect(),
    );
    let mut release = bare(
        2026,
        "badhuset-byggs-om",
        "Badhuset i Solvik byggs om för 42,5 miljoner kronor och öppnar igen till sommaren 2027",
        "Kommunstyrelsen i Solvik beslutade på måndagen att bygga om badhuset vid Norra hamnen. Arbetet börjar i januari. Skolornas simundervisning flyttar under tiden till Lillvik.",
    );
    release.body = vec![
        Block::Paragraph(
            Inlines::new(vec![
                Inline::Text("Beslutet bygger på en utredning av ".to_owned()),
                link("https://www.badbranschen.example/rapport?år=2026&del=1", "Badbranschens råd"),
                Inline::Text(" och på ".to_owned()),
                link("https://press.solvik.example/releases/2025/budget/index.html", "årets budget"),
                Inline::Text(". Det är ".to_owned()),
                Inline::Strong(vec![Inline::Text("inte".to_owned())]),
                Inline::Text(" fråga om en ".to_owned()),
                Inline::Emphasis(vec![Inline::Text("ny".to_owned())]),
                Inline::Text(" anläggning.".to_owned()),
                Inline::Break,
                Inline::Text("Ritningarna visas i stadshuset.".to_owned()),
            ])
            .unwrap(),
        ),
        quote(QuoteMark::Dash, &["Vi får ett badhus som håller i femtio år, säger Åsa Öberg (–), kommunstyrelsens ordförande."]),
        Block::Heading { level: 2, text: run("Så påverkas besökarna") },
        para("Under ombyggnaden gäller följande:"),
        Block::List(List {
            start: None,
            items: vec![vec![para("Simskolan flyttar till Lillvik.")], vec![para("Utebadet hålls öppet:"), inner]],
        }),
        Block::Heading { level: 3, text: run("Steg för steg") },
        Block::List(List { start: Some(3), items: vec![vec![para("Upphandling")], vec![para("Byggstart")]] }),
        Block::Heading { level: 2, text: run("Kostnader") },
        Block::Table(table.unwrap()),
        quote(QuoteMark::Block, &["Ur utredningen: stommen är frisk.", "Taket måste bytas."]),
    ];
    release.read_more = Some(Section {
        heading: line("Läs mer"),
        body: vec![Block::Paragraph(
            Inlines::new(vec![
                link("https://www.badbranschen.example/", "Utredningen på Badbranschens webbplats"),
                Inline::Text(".".to_owned()),
            ])
            .unwrap(),
        )],
    });
    release.dates = Dates::Published { first: at("2026-11-16T09:30:00+01:00"), updated: Some(at("2026-11-18T14:05:00+01:00")) };
    release.changes = vec![
        Change {
            at: at("2026-11-17T08:00:00+01:00"),
            kind: ChangeKind::Correction,
            note: line("Kostnaden är 42,5 miljoner kronor, inte 45,2 som det stod först."),
        },
        Change { at: at("2026-11-18T14:05:00+01:00"), kind: ChangeKind::Update, note: line("En kontaktperson har tillkommit.") },
    ];
    release.department = Some(Arc::new(Department {
        key: Key::parse("kultur-och-fritid").unwrap(),
        name: line("Kultur- och fritidsförvaltningen"),
        sender: None,
        boilerplates: vec![Boilerplate {
            from: None,
            text: Section {
                heading: line("Kultur och fritid i Solvik"),
                body: vec![para("Förvaltningen driver badhus, bibliotek och fritidsgårdar för 31\u{a0}000 invånare.")],
            },
        }],
    }));
    release.contacts = vec![
        contact("Åsa Öberg", Some("–"), "kommunstyrelsens ordförande", "08-465 004 01", Some("asa.oberg@solvik.example")),
        contact("Nils Ek", None, "presskontakt", "08-465 004 02", None),
    ];
    release.topics = ["Kultur och fritid", "Byggande"]
        .iter()
        .map(|name| {
            Arc::new(Topic::new(Taxonomy::Topic, Key::parse(Slug::from_headline(name).unwrap().as_str()).unwrap(), line(name)))
        })
        .collect();
    release
}

pub fn english() -> Release {
    let mut release = bare(
        2026,
        "public-baths-to-be-rebuilt",
        "Public baths in Solvik to be rebuilt",
        "The municipal executive board of Solvik decided on Monday to rebuild the baths. Work starts in January.",
    );
    release.lang = Lang::parse("en-GB").unwrap();
    release.body = vec![para("Drawings are on display in the town hall.")];
    release.contacts = vec![contact("Nils Ek", None, "press officer", "08-465 004 02", None)];
    release
}

pub fn arabic() -> Release {
    let mut release = bare(
        2025,
        "masbah-solvik",
        "إعادة بناء المسبح في سولفيك",
        "قرر المجلس التنفيذي لبلدية سولفيك إعادة بناء المسبح. يبدأ العمل في يناير 2027.",
    );
    release.lang = Lang::parse("ar").unwrap();
    release.body = vec![
        para("سيتم نقل دروس السباحة إلى ليلفيك."),
        Block::Paragraph(Inlines::new(vec![link("https://www.lillvik.example/", "ليلفيك")]).unwrap()),
        Block::Quote(Quote {
            mark: QuoteMark::Dash,
            paragraphs: vec![run("سنحصل على مسبح يدوم خمسين عامًا، تقول أوسا أوبيرغ.")],
            attribution: None,
        }),
    ];
    release.department = full().department;
    release
}

/// All of them, and twelve plain ones so that the start page does not hold everything.
pub fn newsroom() -> Newsroom {
    let mut releases = vec![full(), english(), arabic()];
    for n in 1..=12 {
        let mut plain = bare(
            2024,
            &format!("beslut-{n}"),
            &format!("Beslut nummer {n} i kommunstyrelsen"),
            "Kommunstyrelsen har sammanträtt. Protokollet finns i stadshuset.",
        );
        plain.dates = Dates::Published { first: day(2024, n, 3), updated: None };
        releases.push(plain);
    }
    let mut old = bare(2017, "gammal-text", "En äldre text", "Bara den senaste ändringen är känd.");
    old.dates = Dates::OnlyUpdated(day(2017, 6, 20));
    old.kind = Kind::Invitation;
    releases.push(old);
    Newsroom::new(publisher(), releases)
}

/// Adds a draft and two embargoed releases, for previews.
pub fn with_withheld() -> Newsroom {
    let mut draft = bare(2026, "utkast", "Ett utkast", "Inte färdigt.");
    draft.status = Status::Draft;
    let mut until = bare(2026, "embargo", "En text under embargo", "Får inte läsas än.");
    until.status = Status::Withheld(Embargo::Until(Instant::parse(&zone(), "2026-12-01T09:30:00+01:00").unwrap()));
    let mut open = bare(2026, "tills-vidare", "En text tills vidare", "Får inte läsas förrän vi säger till.");
    open.status = Status::Withheld(Embargo::UntilFurtherNotice);
    Newsroom::new(publisher(), vec![full(), draft, until, open])
}
