//! What the search promises, and the pages that only a service writes: the search's own, and the one where there is none.

use crate::page_newsroom;

use std::collections::BTreeSet;
use std::sync::Arc;

use depesch::artifact::{Context, WriteResult, Writer};
use depesch::format::FORMATS;
use depesch::model::*;
use depesch::page;
use depesch::search::{Index, PER_PAGE, Query, SearchResults};
use page_newsroom::*;
use proptest::prelude::*;

fn slug(found: &SearchResults) -> Vec<String> {
    found.hits.iter().map(|hit| hit.permalink.slug.to_string()).collect()
}

fn query(words: &str) -> Query {
    Query { words: words.to_owned(), ..Query::default() }
}

/// The slugs of what is found, in order.
fn found(releases: &[Release], words: &str) -> Vec<String> {
    let newsroom = Newsroom::new(publisher(), releases.to_vec());
    slug(&Index::new(&newsroom.public(&now())).find(&query(words)))
}

fn html(written: WriteResult) -> String {
    String::from_utf8(written.unwrap_or_else(|mistakes| panic!("{mistakes:?}")).0).unwrap()
}

fn with_body(release: Release, body: Vec<Block>) -> Release {
    Release { body, ..release }
}

#[test]
fn forms_and_compounds_of_a_word_find_it_and_letters_are_letters() {
    let releases = [
        bare(2025, "skolan", "Skolans tak läggs om", "Arbetet börjar i maj."),
        bare(2024, "skolgard", "En skolgård för alla", "Den öppnar i höst."),
        bare(2023, "lagg", "Här läggs asfalt", "På Idévägen, vid kaféet."),
        bare(2022, "far", "Får på bete", "Djuren går ute."),
    ];
    assert_eq!(found(&releases, "skolor"), ["skolan", "skolgard"]);
    assert_eq!(found(&releases, "SKOLGÅRDEN"), ["skolgard"]);
    assert_eq!(found(&releases, "skolor tak"), ["skolan"], "every word must occur");
    assert_eq!(found(&releases, "kafeet"), ["lagg"], "é is e to a reader");
    assert_eq!(found(&releases, "KAFE\u{301}ET"), ["lagg"]);
    assert!(found(&releases, "far").is_empty() && found(&releases, "skolgard").is_empty(), "å is no a");
    assert_eq!(found(&releases, "fa\u{30a}r"), ["far"], "however å is spelled");
    assert!(found(&releases, "sk").is_empty() && found(&releases, "???").is_empty() && found(&releases, "").is_empty());
}

#[test]
fn other_languages_are_stemmed_by_their_own_rules() {
    let releases = [english(), arabic()];
    let newsroom = Newsroom::new(publisher(), releases.to_vec());
    let index = Index::new(&newsroom.public(&now()));
    for release in &releases {
        for word in release.headline.as_str().split_whitespace() {
            let hits = slug(&index.find(&query(word)));
            assert!(hits.contains(&release.permalink.slug.to_string()), "{word} in {}", release.headline);
        }
    }
}

#[test]
fn quoted_words_are_found_side_by_side() {
    let near = bare(2025, "nara", "Ny skola i Örby", "Den byggs nu.");
    let far = bare(2024, "langt", "Ny buss till Örby skola", "Den går varje timme.");
    let across = bare(2023, "over", "Nu byggs en ny", "Skola för alla.");
    let releases = [near, far, across];
    assert_eq!(found(&releases, "ny skola"), ["nara", "langt", "over"]);
    for phrase in ["\"ny skola\"", "”ny skolan”", "“ny skola“"] {
        assert_eq!(found(&releases, phrase), ["nara"], "{phrase}");
    }
    assert_eq!(found(&releases, "\"skola i\" Örby"), ["nara"]);
    assert_eq!(found(&releases, "ny-skola"), ["nara"], "what is one word to its reader");
}

#[test]
fn what_a_release_is_about_counts_most_and_the_newest_comes_first_among_equals() {
    let plain = |year, slug: &str| bare(year, slug, "Beslut i nämnden", "Nämnden har mötts.");
    let text = with_body(plain(2026, "text"), vec![para("Badhuset får nytt tak.")]);
    let heading =
        with_body(plain(2025, "mellanrubrik"), vec![Block::Heading { level: 2, text: run("Badhuset") }, para("Taket byts.")]);
    let lead = bare(2024, "ingress", "Beslut i nämnden", "Badhuset får nytt tak.");
    let headline = bare(2023, "rubrik", "Badhuset får nytt tak", "Nämnden har mötts.");
    let contact =
        Release { contacts: vec![contact("Badhuset", None, "receptionen", "08-465 004 01", None)], ..plain(2026, "kontakt") };
    let older = with_body(plain(2021, "text-aldre"), vec![para("Badhuset får nytt tak.")]);
    let releases = [older, text, heading, lead, headline, contact];
    assert_eq!(found(&releases, "badhus"), ["rubrik", "ingress", "mellanrubrik", "text", "text-aldre", "kontakt"]);
}

#[test]
fn every_release_is_found_by_each_word_of_its_headline_and_nothing_withheld_is() {
    let newsroom = newsroom();
    let edition = newsroom.public(&now());
    let index = Index::new(&edition);
    for release in edition.releases() {
        for word in release.headline.as_str().split_whitespace().filter(|word| word.contains(char::is_alphanumeric)) {
            let first = index.find(&query(word));
            let pages = (1..=first.pages).map(|page| index.find(&Query { page, ..query(word) }));
            let all: Vec<Permalink> = pages.flat_map(|found| found.hits).map(|hit| hit.permalink).collect();
            assert!(all.contains(&release.permalink), "{word} does not find {}", release.id);
            assert_eq!(all.len(), first.total);
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "each once");
        }
    }
    let secret = with_withheld();
    let index = Index::new(&secret.public(&now()));
    for word in ["embargo", "utkast", "hemligt"] {
        assert_eq!(index.find(&query(word)).total, 0, "{word}");
    }
}

#[test]
fn a_contact_whose_last_day_has_passed_finds_nothing() {
    let mut gone = (*contact("Maja Lindvall", None, "projektledare", "08-465 004 01", None)).clone();
    gone.valid_until = Day::new(2026, 1, 31);
    let release = Release { contacts: vec![Arc::new(gone)], ..bare(2025, "projektet", "Projektet går vidare", "Det byggs.") };
    assert!(found(&[release], "Lindvall").is_empty());
}

fn topic(key: &str) -> Arc<Topic> {
    Arc::new(Topic::new(Taxonomy::Topic, Key::parse(key).unwrap(), line(&key.to_uppercase())))
}

#[test]
fn a_search_can_be_narrowed_and_each_choice_shows_its_count() {
    let department = Arc::new(Department {
        key: Key::parse("skolan").unwrap(),
        name: line("Skolförvaltningen"),
        sender: None,
        boilerplates: vec![],
    });
    let mut releases = Vec::new();
    for n in 0..45 {
        let mut release = bare(2020 + n / 15, &format!("beslut-{n}"), "Beslut om skolan", "Nämnden har mötts.");
        release.topics = vec![topic(if n % 3 == 0 { "fritid" } else { "ekonomi" })];
        release.department = (n % 5 == 0).then(|| Arc::clone(&department));
        releases.push(release);
    }
    let newsroom = Newsroom::new(publisher(), releases);
    let edition = newsroom.public(&now());
    let index = Index::new(&edition);
    let all = index.find(&query("skola"));
    assert_eq!((all.total, all.pages, all.page, all.hits.len()), (45, 3, 1, PER_PAGE));
    assert_eq!(all.years, [(2022, 15), (2021, 15), (2020, 15)]);
    let counts = |found: &SearchResults| found.topics.iter().map(|choice| (choice.key.clone(), choice.count)).collect::<Vec<_>>();
    assert_eq!(counts(&all), [("ekonomi".to_owned(), 30), ("fritid".to_owned(), 15)]);
    assert_eq!(
        all.departments.iter().map(|choice| (choice.name.as_str(), choice.count)).collect::<Vec<_>>(),
        [("Skolförvaltningen", 9)]
    );
    let narrow = Query { year: Some(2021), topic: Some("fritid".to_owned()), ..query("skola") };
    let some = index.find(&narrow);
    assert_eq!((some.total, some.years.len()), (5, 3));
    assert_eq!(counts(&some), [("ekonomi".to_owned(), 10), ("fritid".to_owned(), 5)], "of the year");
    assert_eq!(index.find(&Query { words: String::new(), ..narrow.clone() }).total, 5, "without words, all of that part");
    assert_eq!(index.find(&Query { topic: Some("okant".to_owned()), ..query("skola") }).total, 0);
    assert_eq!(index.find(&Query { page: 99, ..query("skola") }).page, 3);

    // The page of it.
    let second = Query { page: 2, topic: Some("ekonomi".to_owned()), ..query("\"om skolan\" & <b>") };
    let page = html(page::search::write(&edition, &depesch::format::page_context(), &second, &index.find(&second)));
    assert!(
        page.contains("Inga träffar för ”\"om skolan\" &amp; &lt;b&gt;”") || page.contains("&quot;om skolan&quot; &amp; &lt;b&gt;")
    );
    let second = Query { page: 2, topic: Some("ekonomi".to_owned()), ..query("skolan") };
    let page = html(page::search::write(&edition, &depesch::format::page_context(), &second, &index.find(&second)));
    for part in [
        "<title>Sök: skolan, sida 2 – Solvik kommun</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://press.solvik.example/sok/\">",
        "30\u{a0}träffar för ”skolan”",
        "<option value=\"ekonomi\" selected>EKONOMI (30)</option>",
        "Beslut om <mark>skolan</mark>",
        "Sida 2 av 2",
        "href=\"?q=skolan&amp;topic=ekonomi\"",
        "<form class=\"search\" role=\"search\" action=\"./\" method=\"get\">",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<script") && !page.contains("rel=\"next\""));
    let nothing = Query { year: Some(1999), ..query("ofantlig") };
    let page = html(page::search::write(&edition, &depesch::format::page_context(), &nothing, &index.find(&nothing)));
    assert!(page.contains("Inga träffar för ”ofantlig”") && page.contains("<option value=\"1999\" selected>1999 (0)</option>"));
    assert!(page.contains("href=\"?q=ofantlig\"") && page.contains("rätt stavade"));
    let empty =
        html(page::search::write(&edition, &depesch::format::page_context(), &Query::default(), &index.find(&Query::default())));
    assert!(!empty.contains("träffar för") && empty.contains("name=\"q\"") && !empty.contains("id=\"found\""));
}

#[test]
fn a_passage_shows_the_words_where_most_of_them_are() {
    let long =
        format!("{} Sedan byggs badhuset om för femtio miljoner. {}", "Nämnden har mötts. ".repeat(30), "Det tar tid. ".repeat(30));
    let release = with_body(
        bare(2025, "badhuset", "Badhuset", "Beslutet är fattat."),
        vec![para("Badhuset är gammalt."), para(&long), para("För miljoner.")],
    );
    let newsroom = Newsroom::new(publisher(), vec![release.clone()]);
    let edition = newsroom.public(&now());
    let index = Index::new(&edition);
    let passage = |words: &str| index.find(&query(words)).passage(&edition, &release);
    let shown = passage("badhus miljoner");
    let text: String = shown.iter().map(|piece| piece.text.as_str()).collect();
    assert!(text.starts_with("… ") && text.ends_with(" …") && text.chars().count() < 260, "{text}");
    assert_eq!(
        shown.iter().filter(|piece| piece.matched).map(|piece| piece.text.as_str()).collect::<Vec<_>>(),
        ["badhuset", "miljoner"]
    );
    assert_eq!(passage("\"femtio miljoner\"").iter().filter(|piece| piece.matched).count(), 1);
    // A long text says more than a short one, if both have the words.
    assert!(passage("badhuset")[0].text.starts_with("… "));
}

#[test]
fn only_a_site_that_is_served_offers_the_search() {
    let front = |publisher: Publisher, served: bool| {
        let newsroom = Newsroom::new(publisher, vec![full()]);
        let edition = newsroom.public(&now());
        let context = Context::new(FORMATS, &|file| panic!("{} was not expected", file.source));
        let context = if served { context.served() } else { context };
        let page = |name: &str| match FORMATS.iter().find(|format| format.name == name).unwrap().writer {
            Writer::Edition { write, .. } => html(write(&edition, &context)),
            _ => unreachable!("{name} is one page"),
        };
        (page("front"), page("archive"))
    };
    let (front_page, archive) = front(publisher(), false);
    assert!(!front_page.contains("<form") && !archive.contains("<form"));
    let (front_page, archive) = front(publisher(), true);
    assert!(front_page.contains("action=\"sok/\"") && archive.contains("action=\"../sok/\""));
}

#[test]
fn a_missing_page_suggests_what_may_help() {
    let in_a_folder = Publisher { base_url: WebAddress::parse("https://www.solvik.example/nyheter/").unwrap(), ..publisher() };
    let releases = vec![
        bare(2026, "badhuset-byggs-om", "Badhuset byggs om", "Det tar ett år."),
        bare(2025, "badhuset-stanger", "Badhuset stänger", "Det öppnar igen."),
        bare(2024, "ny-skola", "Ny skola", "Den öppnar."),
    ];
    let newsroom = Newsroom::new(in_a_folder, releases);
    let edition = newsroom.public(&now());
    let missing = |path: &str| html(page::not_found::write(&edition, &depesch::format::page_context(), Some(path)));
    let near = missing("/nyheter/releases/2025/badhuset-bygs-om.pdf");
    let at = |needle: &str| near.find(needle).unwrap_or_else(|| panic!("{needle} in {near}"));
    assert!(at("href=\"/nyheter/releases/2026/badhuset-byggs-om/\"") > at("Menade du?"));
    assert!(
        !near.contains("/2024/ny-skola/") && near.contains("<code dir=\"ltr\">/nyheter/releases/2025/badhuset-bygs-om.pdf</code>")
    );
    for href in near.split(" href=\"").skip(1).chain(near.split(" action=\"").skip(1)).map(|rest| rest.split('"').next().unwrap()) {
        assert!(
            href.starts_with("/nyheter/") || href.starts_with("https://") || href.starts_with("mailto:") || href == "#main",
            "{href}"
        );
    }
    assert!(near.contains("action=\"/nyheter/sok/\"") && near.contains("noindex") && !near.contains("canonical"));
    let hostile = missing("/%3Cscript%3Ealert(1)%3C/script%3E\"onload=\"x\0\u{202e}");
    assert!(hostile.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=&quot;x") && !hostile.contains("<script"));
    assert!(!hostile.contains("Menade du?"));
    assert!(missing(&"å/".repeat(5000)).len() < 10_000);
    for path in ["", "/", "//", "%", "%ff", "/.", "/..%2f..%2f", "index.html"] {
        assert!(missing(path).contains("Sidan finns inte"), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_query_is_answered(words in "\\PC{0,60}", raw in any::<String>(), query_string in any::<String>(), lang in prop::sample::select(vec!["sv", "en", "ar", "fi"])) {
        let mut release = bare(2026, "vad-som-helst", "x", "x");
        release.lang = Lang::parse(lang).unwrap();
        if let (Ok(headline), Some(text)) = (Headline::parse(&words), Inlines::new(vec![Inline::Text(raw.clone())])) {
            release.headline = headline;
            release.body = vec![Block::Paragraph(text)];
        }
        let headline = release.headline.to_string();
        let newsroom = Newsroom::new(publisher(), vec![release, bare(2025, "annat", "Annat om \"allt\"", "Å é")]);
        let edition = newsroom.public(&now());
        let index = Index::new(&edition);
        for typed in [words.as_str(), &raw, "\"", "”å”"] {
            let query = query(typed);
            let found = index.find(&query);
            prop_assert!(page::search::write(&edition, &depesch::format::page_context(), &query, &found).is_ok());
        }
        let read = Query::from_query(&query_string);
        prop_assert!(page::search::write(&edition, &depesch::format::page_context(), &read, &index.find(&read)).is_ok());
        prop_assert!(page::not_found::write(&edition, &depesch::format::page_context(), Some(&raw)).is_ok());
        // Whatever the headline is: each of its words finds it.
        for word in headline.split(|c: char| c.is_whitespace() || "\"”“„»«".contains(c)).filter(|word| word.contains(char::is_alphanumeric)) {
            let hits = slug(&index.find(&Query { words: word.to_owned(), ..Query::default() }));
            prop_assert!(hits.contains(&"vad-som-helst".to_owned()), "{:?} in {:?}", word, headline);
        }
    }
}
