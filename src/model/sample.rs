//! TEMPORARY while the content room is being built: the seed release, built in code.

use std::sync::Arc;

use super::*;

pub fn newsroom() -> Newsroom {
    let line = |t: &str| Line::parse(t).unwrap();
    let run = |t: &str| Inlines::new(vec![Inline::Text(t.to_owned())]).unwrap();
    let para = |t: &str| Block::Paragraph(run(t));
    let quote = |t: &str, written: &str, name: &str, party: Option<&str>, role: &str| {
        Block::Quote(Quote {
            mark: QuoteMark::Dash,
            paragraphs: vec![run(&format!("{t}{written}"))],
            attribution: Some(Attribution {
                written: written.trim_start().to_owned(),
                speaker: Speaker { name: line(name), party: party.map(line), role: Some(line(role)) },
            }),
        })
    };
    let contact = |key: &str, name: &str, party: Option<&str>, role: &str, phone: &str| {
        Arc::new(Contact {
            key: Key::parse(key).unwrap(),
            name: line(name),
            party: party.map(line),
            role: Some(line(role)),
            reach: Reach::new(Some(Phone::parse(phone).unwrap()), None).unwrap(),
        })
    };
    let zone = Zone::parse("Europe/Stockholm").unwrap();
    let publisher = Publisher {
        name: line("Botkyrka kommun"),
        description: line("Pressmeddelanden från Botkyrka kommun"),
        base_url: WebAddress::parse("https://nyheter.example/").unwrap(),
        home: None,
        email: None,
        id_authority: line("botkyrka.se"),
        id_year: 2017,
        zone,
        lang: Lang::swedish(),
    };
    let list = Block::List(List {
        start: None,
        items: [
            "Förskolorna Ugglan, Gullvivan, Humlan, Vallmon/Vitsippan och Ametisten.",
            "Grundskolorna Björkhaga skola, Storvretsskolan och Fittjaskolan.",
            "Gymnasiet S:t Botvids gymnasium.",
        ]
        .iter()
        .map(|t| vec![para(t)])
        .collect(),
    });
    let release = Release {
        id: ReleaseId::parse("tag:botkyrka.se,2017-06-20:release/7e0e9b139d12aa5d").unwrap(),
        year: 2017,
        slug: Slug::parse("skolor-och-forskolor-i-botkyrka-utvecklas-med-stod-av-skolverket").unwrap(),
        lang: Lang::swedish(),
        kind: Kind::PressRelease,
        headline: Headline::parse("Skolor och förskolor i Botkyrka utvecklas med stöd av Skolverket").unwrap(),
        lead: run(
            "Utbildningsnämnden i Botkyrka beslutar att delta i Skolverkets projekt Samverkan för bästa skola. Målet är att höja utbildningens kvalitet vid några utvalda skolor och förskolor. I samverkan med Skolverket ska kommunen identifiera och genomföra insatser för att förbättra resultaten och öka den så kallade likvärdigheten. Den betyder att eleverna ska få en utbildning med hög kvalitet oavsett var de bor. Utbildningen ska också kompensera för elevers olika bakgrund och andra olikartade förutsättningar.",
        ),
        body: vec![
            para(
                "I samverkan med Skolverket ska kommunen analysera skolornas och förskolornas resultat. Därefter identifieras vad som behöver göras för att för att öka måluppfyllelsen. En överenskommelse skrivs mellan kommunen och Skolverket där det beskrivs vilka insatser som ska göras och vem som ansvarar för respektive insats. Samverkan kan pågå i upp till tre år.",
            ),
            quote(
                "Det här är ytterligare ett sätt för oss att kraftsamla för ökade skolresultat och likvärdighet. Tillsammans med regeringen och Skolverket så är jag övertygad om att vi kommer att lösa fler av våra utmaningar,",
                " säger Emanuel Ksiazkiewicz (S), utbildningsnämndens ordförande i Botkyrka.",
                "Emanuel Ksiazkiewicz",
                Some("S"),
                "utbildningsnämndens ordförande i Botkyrka",
            ),
            para("Följande förskolor och skolor kommer att delta i projektet:"),
            list,
            quote(
                "Satsningen ger oss kvalificerat stöd i arbetet med våra främsta utmaningar. Dessa handlar bland annat om att fortsätta utveckla arbetsformer som bidrar till gynnsam utveckling kring det kompensatoriska uppdraget. I förlängningen syftar satsningen till förbättrade resultat för Botkyrkas barn och unga,",
                " säger Mikael Caiman Larsson, förvaltningschef i Botkyrka.",
                "Mikael Caiman Larsson",
                None,
                "förvaltningschef i Botkyrka",
            ),
            para(
                "Projektet startar den 19 juni då Skolverket kommer till Botkyrka och träffar representanter för utbildningsnämnden och utbildningsförvaltningen samt berörda förskolechefer och rektorer.",
            ),
        ],
        more: Some(Section {
            heading: line("Läs mer"),
            body: vec![
                para("Totalt deltar just nu 39 huvudmän och 65 skolor i ”Samverkan för bästa skola”."),
                para("Läs mer om projektet på Skolverkets webbplats."),
            ],
        }),
        status: Status::Usable,
        dates: Dates::OnlyUpdated(Moment::Day(Day::new(2017, 6, 20).unwrap())),
        changes: vec![],
        department: Some(Arc::new(Department {
            key: Key::parse("utbildningsforvaltningen").unwrap(),
            name: line("Utbildningsförvaltningen"),
            boilerplates: vec![Boilerplate {
                from: None,
                text: Section {
                    heading: line("Botkyrkas utbildningsförvaltning"),
                    body: vec![para(
                        "Utbildningsförvaltningen ansvarar för förskola, fritidshem, grundskola, gymnasium och särskola. Vi har 50 förskolor, 22 grundskolor och tre gymnasieskolor. Totalt går ungefär 15 000 barn i våra förskolor och skolor. Dessutom fördelar förvaltningen pengar till enskilt drivna verksamheter som friskolor och fristående familjedaghem. För 2017 har vi en budget på drygt 2,4 miljarder kronor. Här arbetar drygt 3 500 personer för att på olika sätt stödja barn och elever i deras lärande.",
                    )],
                },
            }],
        })),
        contacts: vec![
            contact("emanuel-ksiazkiewicz", "Emanuel Ksiazkiewicz", Some("S"), "ordförande utbildningsnämnden", "073-421 86 53"),
            contact("mikael-caiman-larsson", "Mikael Caiman Larsson", None, "chef för utbildningsförvaltningen", "076-115 01 42"),
        ],
        topics: vec![],
        own_boilerplate: None,
        order: 0,
        source: "releases/2017/skolor-och-forskolor-i-botkyrka-utvecklas-med-stod-av-skolverket/release.md".to_owned(),
    };
    Newsroom::new(publisher, vec![release])
}
