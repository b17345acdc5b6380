//! Who speaks is in the outputs, and the words stay as the author wrote them.

use crate::common;

use common::test_site::TestSite;
use depesch::model::{Block, Inline, SpeakerPart};

const BODY: &str = "– Äntligen, säger Yusuf Haddad (S), ordförande i utbildningsnämnden.\n\n\
    Skolan öppnar i höst.\n\n\
    > Jag litar på Yusuf Haddad & de andra.\n>\n> Det blir bra, säger Anna Berg, rektor.\n\n\
    – Nu bygger vi. Det säger vi alla.\n";

fn site() -> TestSite {
    let site = TestSite::empty();
    site.write("content/contacts.toml", "[bo-ek]\nname = \"Bo Ek\"\nphone = \"08-465 004 01\"\n");
    let head = "+++\nid = \"tag:solvik.example,2026:release/q\"\nheadline = \"Citat\"\nlead = \"Ingress.\"\npublished = 2026-01-01 09:00\n\
                contacts = [\"bo-ek\"]\n+++\n\n";
    site.write("content/releases/2026/citat/release.md", format!("{head}{BODY}"));
    site.run(&["build"]).exits(0);
    site
}

/// Case 32-talaren-i-utdata.
#[test]
fn the_speaker_of_a_quote_is_in_every_structured_output() {
    let site = site();
    let read = |file: &str| site.read(&format!("out/releases/2026/citat/{file}"));

    let page = read("index.html");
    let script = page.split("application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let article: serde_json::Value = serde_json::from_str(script).unwrap();
    assert_eq!(
        article["hasPart"],
        serde_json::json!([
            {
                "@type": "Quotation", "text": "Äntligen",
                "creator": {
                    "@type": "Person", "name": "Yusuf Haddad", "jobTitle": "ordförande i utbildningsnämnden",
                    "affiliation": { "@type": "Organization", "name": "S" },
                },
            },
            {
                "@type": "Quotation", "text": "Jag litar på Yusuf Haddad & de andra.\nDet blir bra",
                "creator": { "@type": "Person", "name": "Anna Berg", "jobTitle": "rektor" },
            },
        ])
    );

    let feed: serde_json::Value = serde_json::from_str(&site.read("out/feed.json")).unwrap();
    let quotes = &feed["items"][0]["_depesch"]["quotes"];
    assert_eq!(
        quotes[0],
        serde_json::json!({ "text": "Äntligen", "speaker": "Yusuf Haddad", "party": "S", "role": "ordförande i utbildningsnämnden" })
    );
    assert_eq!((quotes[1]["speaker"].as_str(), quotes.as_array().unwrap().len()), (Some("Anna Berg"), 2));

    let nitf = read("citat.nitf.xml");
    let marked =
        "– Äntligen, säger <person>Yusuf Haddad</person> (<org>S</org>), <function>ordförande i utbildningsnämnden</function>.";
    assert!(nitf.contains(marked), "{nitf}");
    assert!(
        nitf.contains("Jag litar på Yusuf Haddad &amp; de andra.")
            && nitf.contains("säger <person>Anna Berg</person>, <function>rektor</function>.")
    );

    let newsml = read("citat.newsml.xml");
    assert!(
        newsml.contains("<subject type=\"cpnat:person\" literal=\"Yusuf Haddad\">")
            && newsml.contains(">ordförande i utbildningsnämnden, S<")
    );
    assert_eq!(newsml.matches("cpnat:person").count(), 2);

    let ninjs: serde_json::Value = serde_json::from_str(&read("citat.ninjs.json")).unwrap();
    let quoted: Vec<_> = ninjs["people"].as_array().unwrap().iter().filter(|person| person["rel"] == "quoted").collect();
    assert_eq!(quoted.len(), 2);
    assert_eq!(quoted[0]["name"], "Yusuf Haddad");

    let pdf = lopdf::Document::load(site.path("out/releases/2026/citat/citat.pdf")).unwrap();
    let quotes: Vec<String> = pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|element| element.get(b"S").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"BlockQuote"))
        .filter_map(|element| lopdf::decode_text_string(element.get(b"T").ok()?).ok())
        .collect();
    assert_eq!(quotes, ["Yusuf Haddad (S), ordförande i utbildningsnämnden", "Anna Berg, rektor"]);

    // The words are the author's, in the formats without structure too.
    for file in ["citat.txt", "index.html"] {
        let words = common::letters(&common::words_of(file, read(file).as_bytes()));
        assert!(words.contains(&common::letters("Äntligen, säger Yusuf Haddad (S), ordförande i utbildningsnämnden.")), "{file}");
    }
}

#[test]
fn marking_a_speaker_keeps_every_character() {
    let newsroom = common::folder("tests/newsroom");
    let mut marked = 0;
    for record in newsroom.records() {
        for text in record.texts() {
            for block in &text.body {
                let Block::Quote(quote) = block else { continue };
                let Some(attribution) = &quote.attribution else { continue };
                let run = quote.paragraphs.last().unwrap();
                let parts = attribution.speaker.mark(run);
                let whole = depesch::model::Inlines::new(parts.iter().map(|(_, part)| part.clone()).collect()).unwrap();
                assert_eq!(whole.plain(), run.plain());
                let name = parts.iter().find(|(kind, _)| *kind == Some(SpeakerPart::Name));
                assert_eq!(name.map(|(_, part)| part), Some(&Inline::Text(attribution.speaker.name.to_string())));
                marked += 1;
            }
        }
    }
    assert!(marked > 0);
}
