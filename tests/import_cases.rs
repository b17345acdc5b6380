//! Pages, texts and exports as real ones are made. Each case is named after the input that failed, and stands for its kind.

use depesch::import::Imported;

use crate::import::ContentFolder;

fn import(name: &str, text: &str) -> Imported {
    ContentFolder::solvik().import(name, text.as_bytes()).unwrap()
}

/// A text with headline, day and lead above `text`.
fn plain(text: &str) -> Imported {
    import("x.txt", &format!("Ny skola öppnar i Vallby\n\nPressmeddelande 2024-05-03\n\nSkolan öppnar i höst.\n\n{text}"))
}

/// A page with headline, day and lead above `html`.
fn page(html: &str) -> Imported {
    import(
        "x.html",
        &format!(
            "<!DOCTYPE html><html lang=sv><head><title>x</title></head><body><main><h1>Ny skola öppnar i Vallby</h1>\
             <p>Publicerad 2024-05-03</p><p>Skolan öppnar i höst.</p>{html}</main></body></html>"
        ),
    )
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
}

fn lacks(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "{part:?} is in\n{text}");
    }
}

fn notes(imported: &Imported) -> Vec<&str> {
    imported.warnings.iter().map(|note| note.message.en.as_str()).collect()
}

/// The names in contacts.toml, in its order.
fn names(imported: &Imported) -> Vec<&str> {
    imported.contacts.lines().filter_map(|line| line.strip_prefix("name = ")).map(|name| name.trim_matches('"')).collect()
}

#[test]
fn case_01_the_day_of_an_event_is_not_the_day_of_publication() {
    let event = "Datum: Fredagen den 17 november\nTid: Kl. 19.00\nPlats: Trähuset, Torget 5, Vallby\n";
    let text = format!("Ministern inviger galan\n\nPressmeddelande 2023-11-04\n\nMedier är välkomna.\n\n{event}");
    let imported = import("x.txt", &text);
    has(
        &imported.release,
        &["published = 2023-11-04\n", "start = 2023-11-17T19:00:00+01:00", "place = \"Trähuset, Torget 5, Vallby\""],
    );
    // The 17th was no Monday: what is not certain stays in the text.
    let imported = import("x.txt", &text.replace("Fredagen", "Måndagen"));
    has(&imported.release, &["published = 2023-11-04\n", "Datum: Måndagen den 17 november\\\nTid: Kl. 19.00\\\nPlats: Trähuset"]);
    lacks(&imported.release, &["[event]"]);
    let imported = page("<p>Datum: Fredagen den 17 november\nTid: Kl. 19.00\nPlats: Trähuset, Torget 5, Vallby</p>");
    has(&imported.release, &["published = 2024-05-03\n", "Datum: Fredagen den 17 november Tid: Kl. 19.00 Plats: Trähuset"]);
    // A label of publication that is not understood stays too.
    let imported = page("<p>Publicerad: i våras</p>");
    has(&imported.release, &["Publicerad: i våras"]);
    assert!(notes(&imported).contains(&"the date was not understood; the line is kept in the text"));
}

#[test]
fn case_30_a_date_with_a_place_is_that_of_an_event() {
    let imported = plain("Datum: 17 november 2027\nPlats: Rådhuset\n");
    has(&imported.release, &["published = 2024-05-03\n", "Datum: 17 november 2027\\\nPlats: Rådhuset"]);
    lacks(&imported.release, &["[event]"]);
    // Alone beside the headline it is the day of the release.
    let imported = import("x.txt", "Ny skola\n\nDatum: 2024-05-03\n\nSkolan öppnar i höst.\n");
    has(&imported.release, &["published = 2024-05-03\n"]);
}

#[test]
fn case_02_a_label_stays_where_no_contact_follows() {
    let imported = page(
        "<p>För mer information:</p><p><a href=\"https://www.vallby.example/pass/\">Passexpeditionens sida</a></p>\
         <h2>Presskontakt</h2><p>Anna Berg<br>08-465 004 01</p>",
    );
    has(
        &imported.release,
        &["För mer information:\n\n[Passexpeditionens sida](https://www.vallby.example/pass/)", "contacts = [\"anna-berg\"]"],
    );
    assert!(imported.omissions.iter().any(|left| left.text == "Presskontakt"), "the label of contacts is in the report");
}

#[test]
fn case_03_an_export_never_makes_a_draft_public() {
    let item = |fields: &str, title: &str| {
        format!(
            "<item><title>{title}</title><guid>https://v.example/{title}</guid><pubDate>Tue, 09 Apr 2013 13:38:00 +0000</pubDate>\
                 <content:encoded><![CDATA[<p>Text till {title}.</p>]]></content:encoded>{fields}</item>"
        )
    };
    let status = |status: &str, kind: &str| format!("<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>");
    let items = [
        item(&status("publish", "nav_menu_item"), "Meny"),
        item(&status("publish", "post"), "Ute"),
        item(&status("draft", "post"), "Utkast"),
        item(&status("granskas", "post"), "Egen"),
        item("<wp:post_type>post</wp:post_type>", "Okand"),
        item(&status("future", "post"), "Missad"),
        item(&status("private", "post"), "Privat"),
        item(&status("inherit", "attachment"), "Bild"),
    ]
    .concat();
    for namespace in
        ["https://wordpress.org/export/1.2/", "http://wordpress.org/export/1.2/", "https://www.wordpress.org/export/1.3/"]
    {
        let export = format!(
            "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"{namespace}\"><channel>\
             <wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>"
        );
        let (outcomes, rest) = ContentFolder::solvik().import_all("x.xml", export.as_bytes());
        let releases: Vec<String> = outcomes.into_iter().map(|outcome| outcome.unwrap().release).collect();
        assert_eq!(releases.len(), 6, "{namespace}");
        for release in &releases {
            assert_eq!(release.contains("status = \"draft\""), !release.contains("headline = \"Ute\""), "{release}");
        }
        assert!(rest.omissions.iter().any(|left| left.text == "attachment: Bild"));
    }
}

#[test]
fn case_05_times_have_whole_seconds() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"https://vallby.example/1\",\"title\":\"Ny skola\",\
                \"content_html\":\"<p>Skolan öppnar.</p>\",\"date_published\":\"2024-05-03T09:00:31.364Z\"}]}";
    has(&import("x.json", feed).release, &["published = 2024-05-03T11:00:31+02:00\n"]);
    let page = "<title>x</title><meta property=\"article:published_time\" content=\"2024-05-03T09:00:31.364Z\"><h1>Ny skola</h1><p>Text.</p>";
    has(&import("x.html", page).release, &["published = 2024-05-03T11:00:31+02:00\n"]);
}

#[test]
fn case_06_the_article_of_the_headline_is_the_release() {
    let body = "<p>Publicerad 2024-05-03</p><p>Vallby kommun öppnar en ny skola i höst.</p><p>Skolan får plats för 400 elever.</p>";
    let teaser = "<section><h2>Fler nyheter</h2><article><h3><a href=\"/bad\">Badet stänger</a></h3><p>Badet stänger för säsongen.</p></article></section>";
    for main in ["div role=\"main\"", "main"] {
        let end = main.split(' ').next().unwrap();
        let html = format!("<html><body><{main}><div><h1>Ny skola</h1></div>{body}{teaser}</{end}></body></html>");
        let release = import("x.html", &html).release;
        has(&release, &["lead = \"\"\"\nVallby kommun öppnar", "400 elever"]);
        lacks(&release, &["Badet"]);
    }
    // The text is in the article, the headline above it.
    let html = format!("<html><body><main><h1>Ny skola</h1><article>{body}</article>{teaser}</main></body></html>");
    has(&import("x.html", &html).release, &["Vallby kommun öppnar", "400 elever"]);
}

#[test]
fn case_07_no_class_name_takes_away_what_holds_the_headline() {
    let text = "<h1>Ny skola öppnar</h1><p>Publicerad 2024-05-03</p><p>Vallby kommun öppnar en ny skola i höst.</p><p>Den får 400 elever.</p>";
    for (open, close) in [
        ("<body class=\"cookie-consent-accepted\"><main><article>", "</article></main></body>"),
        ("<body><div class=\"social-sharing-enabled\"><div id=\"share\">", "</div></div></body>"),
        (
            "<html class=\"share\"><body><main class=\"breadcrumb-page\"><article class=\"post tag-cookie category-share comments\">",
            "</article></main></body></html>",
        ),
        ("<body><section class=\"related-content sidebar footer\">", "</section></body>"),
        ("<body><div class=\"offscreen-menu-wrapper\">", "</div></body>"),
        ("<body><header class=\"site-header\">", "</header></body>"),
    ] {
        let release = import("x.html", &format!("{open}{text}{close}")).release;
        has(&release, &["headline = \"Ny skola öppnar\"", "published = 2024-05-03", "en ny skola i höst", "400 elever"]);
    }
    // A block with most of the text is the text, whatever it is called.
    let prose = "Skolan byggs i trä och får ett kök som lagar maten på plats. ".repeat(4);
    let release =
        import("x.html", &format!("<body><main><h1>Ny skola</h1><div class=\"article-share\"><p>{prose}</p></div></main></body>"))
            .release;
    has(&release, &["lagar maten på plats"]);
}

#[test]
fn case_08_machines_are_told_the_date() {
    let head = |head: &str| {
        import(
            "x.html",
            &format!("<html><head>{head}</head><body><main><h1>Ny skola</h1><p>Skolan öppnar.</p></main></body></html>"),
        )
        .release
    };
    let article = "{\"@type\":\"NewsArticle\",\"headline\":\"Ny skola\",\"datePublished\":\"2024-05-03T09:00:00+02:00\"}";
    let other = "{\"@type\":\"NewsArticle\",\"headline\":\"Gammalt\",\"datePublished\":\"2020-01-01\"}";
    for json in
        [article.to_owned(), format!("{{\"@graph\":[{{\"@type\":\"WebSite\"}},{article}]}}"), format!("[{other},{article}]")]
    {
        let release = head(&format!("<script type=\"application/ld+json\">{json}</script>"));
        has(&release, &["published = 2024-05-03T09:00:00+02:00\n"]);
    }
    // News of others have dates too.
    let list = format!("<script type=\"application/ld+json\">{{\"@type\":\"ItemList\",\"itemListElement\":[{other}]}}</script>");
    has(&head(&list), &["status = \"draft\""]);
    has(&head("<meta name=\"pubdate\" content=\"2024-05-03\">"), &["published = 2024-05-03\n"]);
    let release = page("<p>Text.</p><time itemprop=\"datePublished\" datetime=\"2024-05-03T07:30:00+02:00\"></time>").release;
    has(&release, &["published = 2024-05-03T07:30:00+02:00\n"]);
    // The theme Twenty Twenty-Three: a time of its own, below the text.
    let html = "<main><h1 class=\"wp-block-post-title\">Ny skola</h1><p>Skolan öppnar i höst.</p><div class=\"wp-block-group\"><p>Posted</p>\
                <div class=\"wp-block-post-date\"><time datetime=\"2026-03-02T09:00:00+01:00\">2 mars 2026</time></div><p>in</p>\
                <div class=\"taxonomy-category wp-block-post-terms\"><a href=\"/k\">Press</a></div><p>by</p>\
                <p class=\"wp-block-post-author-name\">redaktor</p><p>Tags:</p></div>\
                <div class=\"wp-block-comments\"><h2>Comments</h2><div class=\"comment-respond\"><h3>Leave a Reply</h3>\
                <p>Your email address will not be published.</p></div></div></main>";
    let release = import("x.html", html).release;
    has(&release, &["published = 2026-03-02T09:00:00+01:00\n"]);
    lacks(&release, &["Posted", "redaktor", "Tags", "Comments", "email address", "Press\n"]);
}

#[test]
fn case_13_and_22_skip_links_and_the_headline_again_are_furniture() {
    let imported = import(
        "x.txt",
        "Till innehåll på sidan\n\nPressmeddelande\n\nNy skola öppnar\n\nPRESSMEDDELANDE 2024-05-03\n\nNy skola öppnar\n\nVallby får en skola.\n",
    );
    has(
        &imported.release,
        &["headline = \"Ny skola öppnar\"", "published = 2024-05-03\n", "lead = \"\"\"\nVallby får en skola.\n\"\"\""],
    );
    let left: Vec<_> = imported.omissions.iter().map(|left| left.text.as_str()).collect();
    assert_eq!(left, ["Till innehåll på sidan", "Pressmeddelande", "PRESSMEDDELANDE 2024-05-03", "Ny skola öppnar"]);
}

#[test]
fn case_14_contacts_stand_in_columns() {
    let spaces = " Anna Berg          Bo Ek              Cia Lund\n\nGruppledare (s)    Gruppledare (v)    Gruppledare (mp)\n\n\
                  08-465 004 01      08-465 004 02      08-465 004 03\n";
    let imported = plain(&format!("För mer information kontakta\n\n{spaces}"));
    assert_eq!(names(&imported), ["Anna Berg", "Bo Ek", "Cia Lund"]);
    has(&imported.contacts, &["party = \"mp\"\nrole = \"Gruppledare\"\nphone = \"08-465 004 03\""]);
    let imported = plain("Presskontakter\nAnna Berg\tBo Ek\nrektor\tlärare\n08-465 004 01\t08-465 004 02\n");
    assert_eq!(names(&imported), ["Anna Berg", "Bo Ek"]);
    // Another table is a table.
    has(&plain("År\tElever\n2023\t380\n2024\t400\n").release, &["| År | Elever |\n| --- | --- |\n| 2023 | 380 |"]);
}

#[test]
fn cases_15_16_17_people_are_read_as_people() {
    let imported = plain(
        "Mer information\n\nAnna Berg, avdelningschef\nTelefon: 08-465 004 01\nE-post: anna.berg@vallby.example\n\n\
         Presskontakt\n\nBo Ek, pressekreterare\nTelefon: 08-465 004 02\n",
    );
    assert_eq!(names(&imported), ["Anna Berg", "Bo Ek"]);
    let imported = plain(
        "För mer information om pressträffen, kontakta:\n\nAnna Berg, kommunikationsstrateg, 08-465 004 01\n\nBo Ek, presschef, tfn: 08-465 004 02\n",
    );
    assert_eq!(names(&imported), ["Anna Berg", "Bo Ek"]);
    let imported = plain(
        "För ytterligare kommentarer, kontakta\n\nAnna Berg (S), ordförande\nNås genom Bo Ek, pressekreterare, tel: 08-465 004 02\n\n\
         Cia Lund (MP), vice ordförande\nTel: 08-465 004 03\n",
    );
    has(&imported.contacts, &["name = \"Anna Berg\"\nparty = \"S\"\nrole = \"ordförande\"\nthrough = \"bo-ek\""]);
    has(&imported.release, &["contacts = [\"anna-berg\", \"bo-ek\", \"cia-lund\"]"]);
    // Without anybody below it, the heading is one of the text.
    has(
        &plain("Mer information\n\nSkolan finns på kartan i stadshuset.\n").release,
        &["## Mer information\n\nSkolan finns på kartan"],
    );
}

#[test]
fn what_is_no_certain_contact_stays_in_the_text_with_a_note() {
    for words in [
        "Växel: 08-465 004 00",
        "Vallby servicecenter\n08-465 004 00",
        "Felanmälan dygnet runt: 08-465 004 00",
        "Lokalerna\n08-465 004 00",
    ] {
        let imported = plain(&format!("Kontakt\n{words}\n"));
        assert_eq!(imported.contacts, "", "{words}");
        has(&imported.release, &["08-465 004 00"]);
        assert!(
            notes(&imported).iter().any(|note| note.contains("kept in the text") || note.contains("certain enough")),
            "{words}"
        );
    }
    // The number of the switchboard is not that of the person above it.
    let imported = plain("Kontakt\nAnna Berg, rektor, 08-465 004 01\nVäxel: 08-465 004 00\n");
    lacks(&imported.contacts, &["004 00"]);
    has(&imported.release, &["Växel: 08-465 004 00"]);
    // Feet and columns of a page are for everything.
    for frame in ["footer", "div role=\"contentinfo\"", "div class=\"site-footer\"", "aside", "div class=\"sidebar\""] {
        let end = frame.split(' ').next().unwrap();
        let imported = page(&format!("<{frame}><h2>Kontakt</h2><p>Kontaktcenter<br>08-465 004 00</p></{end}>"));
        assert_eq!(imported.contacts, "", "{frame}");
        lacks(&imported.release, &["004 00"]);
    }
    let imported = page("<aside><h2>Kontakt</h2><p>Anna Berg</p><p>Rektor</p><p>08-465 004 01</p></aside>");
    assert_eq!(names(&imported), ["Anna Berg"], "people beside the text are those of the release");
}

#[test]
fn case_20_dashes_on_neighbouring_lines_are_a_list() {
    let imported = plain(
        "Sammanfattning\n- Styrelsen har beslutat om en emission.\n- Likviden ska finansiera mer.\n- Varje aktie ger en rätt.\n",
    );
    has(&imported.release, &["## Sammanfattning\n\n- Styrelsen har beslutat", "\n- Likviden"]);
    let imported = plain("- Det är bra, säger Anna Berg.\n- Ja, säger Bo Ek.\n");
    has(&imported.release, &["– Det är bra, säger Anna Berg.\n\n– Ja, säger Bo Ek."]);
}

#[test]
fn case_23_a_label_is_no_heading() {
    let imported = plain("Tid: 7 november 2024 kl. 13.30\n\nPlats: På plats eller digitalt.\n\nVi ses där, hoppas kommunen.\n");
    has(&imported.release, &["start = 2024-11-07T13:30:00+01:00\nplace = \"På plats eller digitalt.\""]);
    let imported = plain("Tid: klockan 13.30 varje dag\n\nPlats: På plats eller digitalt, som det heter.\n");
    lacks(&imported.release, &["## ", "[event]"]);
}

#[test]
fn case_24_a_statement_is_a_statement() {
    for headline in
        ["Uttalande av Anna Berg med anledning av åtal", "Kommentar från Solvik kommun om domen", "Statement by the mayor"]
    {
        let imported = import("x.txt", &format!("{headline}\n\nPressmeddelande 2022-11-01\n\nDet är beklagligt.\n"));
        has(&imported.release, &["kind = \"statement\"", &format!("headline = \"{headline}\"")]);
    }
}

#[test]
fn case_25_one_number_in_two_spellings_is_one() {
    let imported = plain("Presskontakt\n\nPresstjänsten\nÖppen vardagar kl. 8-17\n040-628 04 50 / +46 40-628 04 50\n");
    has(
        &imported.contacts,
        &["[presstjansten]\nname = \"Presstjänsten\"\nphone = \"040-628 04 50\"\nhours = \"Öppen vardagar kl. 8-17\"\n"],
    );
    assert_eq!(imported.contacts.matches("phone =").count(), 1);
    assert!(imported.omissions.iter().any(|left| left.text == "+46 40-628 04 50"));
}

#[test]
fn case_26_www_is_a_link() {
    let imported = plain("Kommunens yttrande finns på www.vallby.example\n\nLäs även mer på http://www.vallby.example/skola.\n");
    has(&imported.release, &["[www.vallby.example](https://www.vallby.example/)", "<http://www.vallby.example/skola>."]);
    lacks(&imported.release, &["## "]);
    lacks(&plain("Bokstäverna www. betyder nät.\n").release, &["]("]);
}

#[test]
fn case_27_a_title_row_goes_above_its_table() {
    let rows = "<tr><th></th><th>2026</th><th>2027</th></tr><tr><td>Medel</td><td>5</td><td>6</td></tr>";
    for title in ["<tr><th colspan=3>Biblioteken (mnkr)</th></tr>", "<caption>Biblioteken (mnkr)</caption>"] {
        let imported = page(&format!("<table>{title}{rows}</table>"));
        has(&imported.release, &["Biblioteken (mnkr)\n\n| – | 2026 | 2027 |\n| --- | --- | --- |"]);
        assert!(notes(&imported).contains(&"a column of the table has no header; a dash stands for it"));
    }
    let imported = page(&format!(
        "<figure class=\"wp-block-table\"><table>{rows}</table><figcaption>Biblioteken (mnkr)</figcaption></figure>"
    ));
    has(&imported.release, &["Biblioteken (mnkr)\n\n| – | 2026 | 2027 |"]);
    let imported = page("<figure><blockquote><p>Så bra.</p></blockquote><figcaption>Anna Berg, rektor</figcaption></figure>");
    has(&imported.release, &["> Så bra.\n\nAnna Berg, rektor"]);
}

#[test]
fn case_28_a_text_that_begins_with_a_quote_has_no_lead() {
    let imported = import(
        "x.txt",
        "Ny skola\n\nPressmeddelande 2024-05-03\n\n– Äntligen, säger Anna Berg, rektor.\n\nSkolan öppnar i höst.\n",
    );
    lacks(&imported.release, &["lead ="]);
    has(&imported.release, &["– Äntligen, säger Anna Berg, rektor.\n\nSkolan öppnar i höst."]);
}

#[test]
fn case_29_a_new_department_is_noted() {
    let imported =
        plain("Presskontakt\nBo Ek, 08-465 004 02\n\nOm Fyrnämnden\n\nFyrnämnden granskar fyrar och är oberoende av kommunen.\n");
    let note = "`Fyrnämnden` was taken for a department of the sender; it is in departments.toml now";
    assert!(notes(&imported).contains(&note), "{:?}", notes(&imported));
}

#[test]
fn case_34_a_heading_in_a_list_becomes_bold() {
    let imported =
        page("<ul><li><h3>Norra badet</h3><p>Öppnar i maj.</p></li><li><h3>Södra badet</h3><p>Öppnar i juni.</p></li></ul>");
    has(&imported.release, &["- **Norra badet**\n\n  Öppnar i maj.\n\n- **Södra badet**"]);
}

#[test]
fn a_post_with_a_password_is_left_out() {
    let form = "<form action=\"/wp-login.php?action=postpass\" class=\"post-password-form\"><p>This content is password protected.</p></form>";
    let item = format!(
        "<item><title>Protected: Skyddat</title><guid>https://v.example/1</guid><description>There is no excerpt because this is a protected \
         post.</description><content:encoded><![CDATA[{form}]]></content:encoded></item>\
         <item><title>Öppet</title><guid>https://v.example/2</guid><description>Text om lösenord.</description></item>\
         <item><title>Privat: Bara vi</title><guid>https://v.example/3</guid><description>Text.</description></item>"
    );
    let feed = format!("<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>{item}</channel></rss>");
    let (outcomes, rest) = ContentFolder::solvik().import_all("x.rss", feed.as_bytes());
    let releases: Vec<String> = outcomes.into_iter().map(|outcome| outcome.unwrap().release).collect();
    assert_eq!(releases.len(), 2);
    assert!(releases[0].contains("headline = \"Öppet\"") && releases[1].contains("status = \"draft\""));
    assert_eq!(rest.omissions[0].text, "Protected: Skyddat");
    let found =
        ContentFolder::solvik().import("x.html", format!("<main><h1>Protected: x</h1>{form}</main>").as_bytes()).unwrap_err();
    assert_eq!(found[0].message.en, "`x.html` asks for a password in place of its text");
}

#[test]
fn blocks_of_wordpress_become_text() {
    let post = "<p>Ingress.</p><div class=\"wp-block-buttons\"><div class=\"wp-block-button\"><a class=\"wp-block-button__link\" \
                href=\"https://v.example/orby\">Läs mer</a></div></div><div class=\"wp-block-file\"><a href=\"https://v.example/b.pdf\">Beslutet</a>\
                <a href=\"https://v.example/b.pdf\" class=\"wp-block-file__button\" download>Download</a></div><p>[okand kod=”1″] [ruta]Ord[/ruta]</p>";
    let feed = format!(
        "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><language>en-US</language><item><title>Rubrik</title>\
         <guid>https://v.example/1</guid><pubDate>Tue, 09 Apr 2013 13:38:00 +0000</pubDate><content:encoded><![CDATA[{post}\
         <p>Bron är öppen för alla som ska till skolan och den har kostat mycket att bygga.</p>]]></content:encoded></item></channel></rss>"
    );
    let imported = import("x.rss", &feed);
    has(&imported.release, &["[Läs mer](https://v.example/orby)", "[Beslutet](https://v.example/b.pdf)", "kod=”1″"]);
    lacks(&imported.release, &["## ", "Download", "language ="]);
    let notes = notes(&imported);
    for note in ["the short code `[okand kod=”1″]` is kept as text", "the short code `[ruta]` is kept as text"] {
        assert!(notes.contains(&note), "{notes:?}");
    }
    assert!(notes.contains(&"the source says its language is `en-US`, but its words are `sv`"), "{notes:?}");
}

#[test]
fn furniture_below_the_text_goes_and_text_under_the_same_words_stays() {
    let imported = page(
        "<h2>Kommentarer</h2><p>Beslutet har väckt många frågor, och kommunen har fått över hundra synpunkter från dem som bor i området. \
         Alla besvaras före midsommar, och svaren läggs ut på webben i samma ordning som frågorna kom in till kommunen.</p>\
         <h2>Fler nyheter</h2><ul><li><a href=\"/a\">Badet stänger</a></li></ul><h2>Taggar</h2><a href=\"/t\">skola</a>\
         <p>Lyssna på sidan <a href=\"#\">Skriv ut</a></p><p>Sidansvarig: Anna Berg</p><h2>Bakgrund</h2><p>Skolan är gammal.</p>",
    );
    has(&imported.release, &["## Kommentarer\n\nBeslutet", "## Bakgrund\n\nSkolan är gammal."]);
    lacks(&imported.release, &["Badet", "Taggar", "Lyssna", "Sidansvarig"]);
    let left: String = imported.omissions.iter().map(|left| left.text.as_str()).collect::<Vec<_>>().join("\n");
    has(&left, &["Fler nyheter", "Badet stänger", "Taggar", "skola", "Skriv ut", "Sidansvarig: Anna Berg"]);
}

#[test]
fn heads_of_mails_and_letters_are_no_headline() {
    let text = "Medierna är välkomna till invigningen av den nya bron.";
    for (head, published) in [
        (
            "Från: Anna Berg <anna@vallby.example>\nSkickat: den 4 maj 2026 08:12\nTill: Redaktioner\nÄmne: SV: Ny bro\n\n",
            "2026-05-04T08:12:00+02:00",
        ),
        ("VALLBY KOMMUN\nPRESSMEDDELANDE\n2026-02-17\n\nNy bro\n\n", "2026-02-17"),
        (
            "                     Sida 1 (2)\nVallby kommun\nTekniska förvaltningen\nPressmeddelande      2026-09-21\n\nNy bro\n\n",
            "2026-09-21",
        ),
        ("PRESS INVITATION\nVallby, 6 October 2026\n\nNy bro\n\n", "2026-10-06"),
        ("Gemensamt pressmeddelande från Vallby och Hamra\n2026-06-25\n\nNy bro\n\n", "2026-06-25"),
        ("Vallby kommun\nInbjudan till medier, 18 december 2025\n\nNy bro\n\n", "2025-12-18"),
    ] {
        let imported = import("x.txt", &format!("{head}{text}\n"));
        has(
            &imported.release,
            &["headline = \"Ny bro\"", &format!("published = {published}\n"), &format!("lead = \"\"\"\n{text}\n\"\"\"")],
        );
    }
    let imported = import("x.txt", &format!("Kulturens kommun\n\nPressmeddelande 2024-05-03\n\n{text}\n"));
    has(&imported.release, &["headline = \"Kulturens kommun\"", "published = 2024-05-03\n"]);
}

#[test]
fn a_word_that_was_divided_at_the_end_of_a_line_is_noted() {
    let imported = import(
        "x.txt",
        "Ny skola\n\nPressmeddelande 2024-05-03\n\nKöken har börjat laga mat efter vad bönderna i hela trakten bety-\nder mest, och \
         därför blir det mer rotfrukter, lök och kål i maten än\ni fjol. Samma mat lagas på skolorna, i förskolorna och på fritids-\noch \
         kvällshemmen, och den serveras i samma matsal som i våras.\n",
    );
    has(&imported.release, &["trakten betyder mest", "fritids- och kvällshemmen"]);
    assert!(notes(&imported).iter().any(|note| note.starts_with("a word was divided before `der`")));
}

const POST: &str = "Vallby kommun öppnar en **ny skola** i höst.\n\n## Mer om skolan\n\n- 400 platser\n- Matsal\n\n\
                    Läs mer på [kommunens sida](https://www.vallby.example/skola).\n\n| År | Elever |\n| --- | --- |\n| 2024 | 400 |\n\n\
                    ## Presskontakt\n\nAnna Berg, 08-465 004 01\n";

#[test]
fn case_04_markdown_is_a_source() {
    let yaml =
        "---\ntitle: \"Ny skola öppnar i Vallby\"\ndate: 2024-05-03T09:00:00+02:00\ndraft: false\ntags: [trafik, skola]\n---\n\n";
    let toml = "+++\ntitle = \"Ny skola öppnar i Vallby\"\ndate = 2024-05-03T09:00:00+02:00\ndraft = false\ntags = [\"trafik\", \"skola\"]\n+++\n\n";
    for front in [yaml, toml] {
        let imported = import("nyheter/ny-skola/index.md", &format!("{front}{POST}"));
        has(
            &imported.release,
            &[
                "headline = \"Ny skola öppnar i Vallby\"",
                "published = 2024-05-03T09:00:00+02:00\n",
                "lead = \"\"\"\nVallby kommun öppnar en **ny skola** i höst.\n\"\"\"",
                "topics = [\"trafik\"]",
                "contacts = [\"anna-berg\"]",
                "## Mer om skolan\n\n- 400 platser\n- Matsal\n\nLäs mer på [kommunens sida](https://www.vallby.example/skola).",
                "| År | Elever |\n| --- | --- |\n| 2024 | 400 |",
            ],
        );
        lacks(&imported.release, &["draft", "title ="]);
        assert_eq!(imported.folder, "releases/2024/ny-skola/");
        assert!(notes(&imported).contains(&"not among the topics in newsroom.toml: `skola`"), "{:?}", notes(&imported));
    }
    let imported = import("x.md", &format!("# Ny skola öppnar i Vallby\n\nPublicerad 2024-05-03\n\n{POST}"));
    has(&imported.release, &["headline = \"Ny skola öppnar i Vallby\"", "published = 2024-05-03\n", "## Mer om skolan"]);
}

#[test]
fn a_draft_of_another_site_stays_one() {
    let post =
        |name: &str, fields: &str| import(name, &format!("---\ntitle: Ny skola\ndate: 2024-05-03\n{fields}---\nSkolan öppnar.\n"));
    for fields in [
        "draft: true\n",
        "published: false\n",
        "status: draft\n",
        "status: granskas\n",
        "draft: kanske\n",
        "expiryDate: 2025-01-01\n",
        "private: yes\n",
    ] {
        has(&post("x.md", fields).release, &["status = \"draft\""]);
    }
    has(&post("site/_drafts/x.md", "").release, &["status = \"draft\""]);
    for fields in ["", "draft: false\n", "published: true\n", "status: published\n", "expiryDate: 2099-01-01\n"] {
        lacks(&post("x.md", fields).release, &["draft"]);
    }
    has(
        &import("x.md", "+++\ntitle = \"Ny skola\"\ndate = 2024-05-03\ndraft = true\n+++\nSkolan öppnar.\n").release,
        &["status = \"draft\""],
    );
}

#[test]
fn fields_and_names_of_other_sites_are_read_or_reported() {
    let text = "---\ntitle: Ny skola\ndescription: Skolan får 400 platser och öppnar i höst.\nauthor: redaktionen\nimage: /bilder/skola.jpg\n\
                lastmod: 2024-05-04 10:00:00 +0200\n---\nSkolan byggs i trä.\n\n![Skiss av skolan](skiss.png)\n\n{{< figure src=\"a.jpg\" >}}\n\n\
                Rad ett<br>rad två. <sup>1</sup>\n\n<figure><img src=\"b.jpg\" alt=\"Gården\"><figcaption>Gården i maj</figcaption></figure>\n";
    let imported = import("site/_posts/2024-05-03-ny-skola.markdown", text);
    assert_eq!(imported.folder, "releases/2024/ny-skola/");
    has(
        &imported.release,
        &[
            "lead = \"\"\"\nSkolan får 400 platser och öppnar i höst.\n\"\"\"",
            "published = 2024-05-03\nupdated = 2024-05-04T10:00:00+02:00\n",
            "\nSkolan byggs i trä.\n",
            "Rad ett\\\nrad två. 1",
        ],
    );
    assert!(notes(&imported).contains(&"the short code `{{< figure src=\"a.jpg\" >}}` is kept as text"));
    let left: String = imported.omissions.iter().map(|left| left.text.as_str()).collect::<Vec<_>>().join("\n");
    has(&left, &["author: redaktionen", "image: /bilder/skola.jpg", "Skiss av skolan (skiss.png)", "Gården", "Gården i maj"]);
    // A page that lists others is none, and our own releases go into the content folder as they are.
    let (outcomes, rest) = ContentFolder::solvik().import_all("nyheter/_index.md", b"---\ntitle: Nyheter\n---\n");
    assert!(outcomes.is_empty() && rest.omissions[0].text == "nyheter/_index.md");
    let own = ContentFolder::solvik().import("release.md", b"+++\nid = \"tag:x\"\nheadline = \"x\"\n+++\nText.\n").unwrap_err();
    assert_eq!(own[0].message.en, "`release.md` is a text with front matter, not a release");
}

#[test]
fn front_matter_is_read_as_meant_or_refused() {
    let refused = |text: &str| {
        let found = ContentFolder::solvik().import("x.md", text.as_bytes()).unwrap_err().remove(0);
        (found.location.span.map_or(0, |span| span.line), found.message.en)
    };
    assert_eq!(refused("---\ntitle: a\ntitle: b\n---\nText.\n"), (3, "the field `title` is there twice".to_owned()));
    assert_eq!(refused("---\na: &x 1\ntitle: *x\n---\nText.\n"), (3, "aliases of YAML (`*name`) are not read".to_owned()));
    assert!(refused("---\ntitle: \"utan slut\n---\nText.\n").1.starts_with("the YAML cannot be read: "));
    assert!(refused("+++\ntitle = Ny\n+++\nText.\n").1.starts_with("the TOML cannot be read: "));
    // A rule of Markdown is no fence.
    has(&import("x.md", "---\n\n# Ny skola\n\nPublicerad 2024-05-03\n\nText.\n\n---\n").release, &["headline = \"Ny skola\""]);
    has(
        &import("x.md", "---\ntitle: 'Nej: \"ja\"'\ndate: 2024-05-03\n---\nText med 5*3*2 och a_b_c.\n").release,
        &["headline = \"Nej: \\\"ja\\\"\"", "5\\\\*3\\\\*2 och a_b_c"],
    );
}

#[test]
fn equal_words_on_different_days_are_two_releases() {
    let mut folder = ContentFolder::solvik();
    let text = "---\ntitle: Ishallen stängd\n---\nIshallen är stängd i dag.\n".as_bytes();
    let first = folder.import("_posts/2024-05-03-ishallen.md", text).unwrap();
    folder.add(&first);
    let second = folder.import("_posts/2024-05-10-ishallen.md", text).unwrap();
    assert!(!second.already_there && second.id != first.id);
    assert_eq!(second.folder, "releases/2024/ishallen-2/");
    folder.add(&second);
    assert!(folder.import("_posts/2024-05-03-ishallen.md", text).unwrap().already_there);
    let item = |day: &str| {
        format!(
            "<item><title>Ishallen stängd</title><description>Stängd i dag.</description><pubDate>{day} May 2024 09:00:00 +0200</pubDate></item>"
        )
    };
    let feed = format!("<rss><channel>{}{}{}</channel></rss>", item("03"), item("10"), item("03"));
    let (outcomes, _) = ContentFolder::solvik().import_all("x.rss", feed.as_bytes());
    let there: Vec<bool> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap().already_there).collect();
    assert_eq!(there, [false, false, true]);
}

#[test]
fn releases_of_one_day_get_an_order() {
    let existing_names: Vec<String> = (0..40).map(|number| format!("2024-05-03-text-nummer-{number}.md")).collect();
    let folder = ContentFolder::solvik();
    let existing = folder.existing();
    let mut importer = depesch::import::Importer::new(&existing).unwrap();
    let mut seconds = std::collections::BTreeSet::new();
    for name in &existing_names {
        let text = format!("---\ntitle: Rubrik {name}\n---\nText.\n");
        let input = depesch::import::Input { name, bytes: text.as_bytes() };
        importer.import(&input, &mut |outcome| {
            let imported = outcome.unwrap();
            let order =
                imported.release.lines().find_map(|line| line.strip_prefix("order = ")).map_or(0, |order| order.parse().unwrap());
            let day = depesch::model::Moment::Day(depesch::model::Day::new(2024, 5, 3).unwrap());
            assert!(seconds.insert(day.instant_for(&folder.zone, &imported.id, order).unix()), "{}", imported.release);
        });
    }
}

#[test]
fn the_address_at_the_old_site_is_a_former_one() {
    let page = "<html><head><title>x</title><link rel=\"canonical\" href=\"https://www.vallby.example/nyheter/ny-skola.html\"></head><body><main>\
                <h1>Ny skola</h1><p>Publicerad 2024-05-03</p><p>Skolan öppnar.</p></main></body></html>";
    has(&import("x.html", page).release, &["former = [\"/nyheter/ny-skola.html\"]\n"]);
    let feed = |link: &str| {
        let item = format!("<item><title>Ny skola</title><link>{link}</link><description>Skolan öppnar.</description></item>");
        import("x.rss", &format!("<rss><channel>{item}</channel></rss>"))
    };
    has(&feed("https://www.vallby.example/2024/05/ny-skola/").release, &["former = [\"/2024/05/ny-skola/\"]\n"]);
    // Only the query tells these from other pages.
    lacks(&feed("https://www.vallby.example/?p=33").release, &["former"]);
    lacks(&feed("https://www.vallby.example/").release, &["former"]);
    let post = "---\ntitle: Ny skola\ndate: 2024-05-03\nurl: /nyheter/ny-skola/\naliases:\n  - /gammal/skola\n  - ../x\n---\nSkolan öppnar.\n";
    has(&import("x.md", post).release, &["former = [\"/nyheter/ny-skola/\", \"/gammal/skola\"]\n"]);
}

#[test]
fn contacts_are_written_in_many_ways() {
    for (words, expected) in [
        ("<h2>Kontaktinformation</h2><p>Anna Berg – rektor – 08-465 004 01</p>", "Anna Berg/rektor"),
        ("<h2>Presskontakter</h2><p>Anna Berg | rektor | 08-465 004 01</p>", "Anna Berg/rektor"),
        (
            "<h3>Ytterligare upplysningar</h3><p>Kommunikationschef Anna Berg<br>Tel 08-465 004 01</p>",
            "Anna Berg/Kommunikationschef",
        ),
        ("<h2>Kontakt</h2><p>Anna Berg (rektor)<br>08-465 004 01</p>", "Anna Berg/rektor"),
        ("<h2>Frågor?</h2><p>Ring Anna Berg, 08-465 004 01.</p>", "Anna Berg/"),
        ("<h2>Vill du veta mer?</h2><p>Kontakta Anna Berg, rektor, på telefon 08-465 004 01.</p>", "Anna Berg/rektor"),
        ("<p>Frågor från media besvaras av Anna Berg, rektor, på 08-465 004 01.</p>", "Anna Berg/rektor"),
        (
            "<h2>Kontakt</h2><dl><dt>Namn</dt><dd>Anna Berg</dd><dt>Roll</dt><dd>Rektor (L)</dd><dt>Telefon</dt><dd>08-465 004 01</dd></dl>",
            "Anna Berg/Rektor",
        ),
        ("<h2>Kontakt</h2><dl><dt>Anna Berg</dt><dd>Rektor</dd><dd>08-465 004 01</dd></dl>", "Anna Berg/Rektor"),
        (
            "<h2>Media contact</h2><p>Anna Berg<br>Chief Harbour Officer<br>Phone: 08-465 004 01</p>",
            "Anna Berg/Chief Harbour Officer",
        ),
        (
            "<div><h2>Har du frågor?</h2><strong>Anna Berg</strong><span>Rektor</span><a href=\"tel:0846500401\">08-465 004 01</a></div>",
            "Anna Berg/Rektor",
        ),
    ] {
        let imported = page(words);
        let field = |name: &str| {
            imported.contacts.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim_matches('"').to_owned()
        };
        assert_eq!(format!("{}/{}", field("name = "), field("role = ")), expected, "{words}");
        assert_eq!(field("phone = "), "08-465 004 01", "{words}");
        assert_eq!(names(&imported).len(), 1, "{words}");
    }
}

#[test]
fn dates_beside_the_headline_are_written_in_many_ways() {
    for (words, expected) in [
        ("Publicerad: 2025-03-12 | Ändrad: 2025-03-14", "2025-03-12\nupdated = 2025-03-14"),
        ("Nyhet • 12 mars 2025", "2025-03-12"),
        ("2025-03-12 kl 10:15 | Lästid: 2 minuter", "2025-03-12T10:15:00+01:00"),
        ("Pressmeddelande | 12 mars 2025 10:15", "2025-03-12T10:15:00+01:00"),
        ("12/3 2025", "2025-03-12"),
        ("Publicerad den 12 mars 2025 kl 10.15 av Kommunikationsenheten", "2025-03-12T10:15:00+01:00"),
        ("Nyhetsdatum: 2025-03-12", "2025-03-12"),
        ("Sidan publicerades 12 mars 2025", "2025-03-12"),
    ] {
        let release =
            import("x.html", &format!("<main><h1>Ny skola</h1><p>{words}</p><p>Skolan öppnar i höst.</p></main>")).release;
        has(&release, &[&format!("published = {expected}\n"), "lead = \"\"\"\nSkolan öppnar i höst.\n\"\"\""]);
    }
}

#[test]
fn an_event_stands_in_lines_lists_tables_and_sections() {
    let event = "[event]\nstart = 2024-05-16T09:00:00+02:00\nplace = \"Rådhuset\"\n";
    for words in [
        "<p>Tid: torsdag 16 maj kl. 9.00<br>Plats: Rådhuset</p>",
        "<ul><li><b>Datum:</b> torsdag 16 maj</li><li><b>Tid:</b> 09.00</li><li><b>Plats:</b> Rådhuset</li></ul>",
        "<table><tr><th>Datum</th><td>torsdag 16 maj</td></tr><tr><th>Tid</th><td>kl. 9.00</td></tr><tr><th>Plats</th><td>Rådhuset</td></tr></table>",
        "<dl><dt>Tid</dt><dd>16 maj 2024 09:00</dd><dt>Plats</dt><dd>Rådhuset</dd></dl>",
        "<h2>Tid</h2><p>Torsdag 16 maj kl. 9.00</p><h2>Plats</h2><p>Rådhuset</p>",
        "<p>När? Torsdag 16 maj kl. 9.00<br>Var? Rådhuset</p>",
    ] {
        let imported = page(words);
        has(&imported.release, &[event]);
        lacks(imported.release.split("+++").nth(2).unwrap(), &["Rådhuset", "16 maj", "Tid"]);
    }
    // Two meetings are none, and what is not understood stays.
    for words in [
        "<p>Tid: 16 maj kl. 9.00<br>Plats: Rådhuset</p><p>Tid: 17 maj kl. 9.00<br>Plats: Stadshuset</p>",
        "<p>Tid: 16 maj kl. 9.00, insläpp 8.30<br>Plats: Rådhuset</p>",
        "<p>Tid: 16 maj<br>Plats: Rådhuset</p>",
        "<table><tr><th>Dag</th><th>Plats</th></tr><tr><td>16 maj</td><td>Rådhuset</td></tr></table>",
    ] {
        let release = page(words).release;
        lacks(&release, &["[event]"]);
        has(&release, &["Rådhuset", "16 maj"]);
    }
}

#[test]
fn a_date_or_a_lead_in_another_place_is_found() {
    let release =
        |inside: &str| import("x.html", &format!("<main><h1>Ny skola</h1>{inside}<p>Den får 400 elever.</p></main>")).release;
    let lead = "lead = \"\"\"\nSkolan öppnar i höst, med plats för alla i Vallby.\n\"\"\"";
    for inside in [
        "<p>Skolan öppnar i höst, med plats för alla i Vallby.</p><p>12 mars 2025</p>",
        "<ul><li>Pressmeddelande</li><li>2025-03-12</li></ul><p>Skolan öppnar i höst, med plats för alla i Vallby.</p>",
        "<p>2025-03-12</p><h2>Skolan öppnar i höst, med plats för alla i Vallby.</h2>",
    ] {
        has(&release(inside), &["published = 2025-03-12\n", lead, "+++\n\nDen får 400 elever.\n"]);
    }
    let days = release("<p>Skolan visas:</p><ul><li>12 mars 2025</li><li>13 mars 2025</li></ul>");
    has(&days, &["status = \"draft\"", "- 12 mars 2025\n- 13 mars 2025"]);
    // The day of something to come is none of publication.
    has(
        &release("<p>Skolan öppnar i höst, med plats för alla i Vallby.</p><p>12 mars 2030</p>"),
        &["status = \"draft\"", "12 mars 2030"],
    );
    let imported = plain("Mvh\nAnna Berg\nrektor, Vallby kommun\ntfn. 08-465 004 01\n");
    has(&imported.contacts, &["name = \"Anna Berg\"\nrole = \"rektor, Vallby kommun\"\nphone"]);
    let imported = plain("För mer information kontakta Anna Berg, rektor, tel. 08-465 004 01.\n");
    has(&imported.contacts, &["role = \"rektor\"\n"]);
}

/// Name, role, hours, number and address of each contact.
fn people(imported: &Imported) -> Vec<String> {
    let tables = imported.contacts.split("\n[").skip(1);
    let field = |table: &str, name: &str| {
        let value = table.lines().find_map(|line| line.strip_prefix(&format!("{name} = "))).unwrap_or_default();
        value.trim_matches('"').to_owned()
    };
    let fields = ["name", "role", "hours", "phone", "email"];
    tables.map(|table| fields.map(|name| field(table, name)).join("/").trim_end_matches('/').to_owned()).collect()
}

#[test]
fn a_number_stays_with_its_name() {
    for (words, expected) in [
        (
            "Kontaktperson: Egil Tallmo, brovakt, tel. 08-465 004 01.\n\nKontaktperson under kvällar och helger: Siv Årgren, driftledare, \
             tel. 08-465 004 02, siv.argren@vallby.example.",
            &[
                "Egil Tallmo/brovakt//08-465 004 01",
                "Siv Årgren/driftledare/kvällar och helger/08-465 004 02/siv.argren@vallby.example",
            ][..],
        ),
        (
            "Kontakt\nEgil Tallmo, 08-465 004 01\nKvällar: Siv Årgren, 08-465 004 02",
            &["Egil Tallmo///08-465 004 01", "Siv Årgren//Kvällar/08-465 004 02"],
        ),
        (
            "Kontakt\nEgil Tallmo\nbrovakt\nKvällar och helger: Siv Årgren, 08-465 004 02",
            &["Siv Årgren//Kvällar och helger/08-465 004 02"],
        ),
        (
            "Kontakt\nFrågor om bron: Egil Tallmo, brovakt, 08-465 004 01\nIntervjuer och bilder: Siv Årgren, 08-465 004 02",
            &["Egil Tallmo/brovakt//08-465 004 01", "Siv Årgren///08-465 004 02"],
        ),
        (
            "Kontakt\nEgil Tallmo, brovakt\n08-465 004 01\nVäxel: 08-465 004 00\negil.tallmo@vallby.example",
            &["Egil Tallmo/brovakt//08-465 004 01/egil.tallmo@vallby.example"],
        ),
        ("Kontakt\nEgil Tallmo, brovakt\nVäxel: 08-465 004 00\nMobil: 070-174 06 05", &["Egil Tallmo/brovakt//070-174 06 05"]),
        ("Kontakt\nEgil Tallmo, 08-465 004 01\nTelefon till bropasset: 08-465 004 09", &["Egil Tallmo///08-465 004 01"]),
        (
            "Kontakt\nEgil Tallmo, brovakt, 08-465 004 01 (vid frånvaro: Siv Årgren 08-465 004 02)",
            &["Egil Tallmo/brovakt//08-465 004 01", "Siv Årgren//vid frånvaro/08-465 004 02"],
        ),
        (
            "Kontakt\nEgil Tallmo, tele: 08-465 004 01\nSiv Årgren, rektor, t: 08-465 004 02, e: siv@vallby.example",
            &["Egil Tallmo///08-465 004 01", "Siv Årgren/rektor//08-465 004 02/siv@vallby.example"],
        ),
        (
            "Kontakt\nEgil Tallmo, vd, mob. 08-465 004 01\nE-mail: egil@vallby.example",
            &["Egil Tallmo/vd//08-465 004 01/egil@vallby.example"],
        ),
    ] {
        assert_eq!(people(&plain(&format!("{words}\n"))), expected, "{words}");
    }
    // What can be somebody else's number stays in the text, with a note.
    for words in [
        "Egil Tallmo, brovakt\nVäxel: 08-465 004 00",
        "Egil Tallmo, brovakt, växel 08-465 004 00",
        "Egil Tallmo, brovakt\nFax: 08-465 004 00",
        "Egil Tallmo, brovakt\nKvällar och helger Siv Årgren, 08-465 004 00",
        "Egil Tallmo, brovakt, eller hans ställföreträdare Siv Årgren, 08-465 004 00",
        "Egil Tallmo, brovakt\nVikarie under juli Siv Årgren, 08-465 004 00",
        "Egil Tallmo, brovakt\nTill bropasset: 08-465 004 00",
        "Egil Tallmo, brovakt\nVäxel: 08-465 004 00\n08-465 004 09",
    ] {
        let imported = plain(&format!("Kontakt\n{words}\n"));
        assert!(!imported.contacts.contains("Egil"), "{words}\n{}", imported.contacts);
        has(&imported.release, &["Egil Tallmo", "08-465 004 00"]);
    }
    let imported = plain("Kontakt\nEgil Tallmo, brovakt, nås via Siv Årgren, 08-465 004 02\n");
    has(&imported.contacts, &["name = \"Egil Tallmo\"\nrole = \"brovakt\"\nthrough = \"siv-argren\"", "phone = \"08-465 004 02\""]);
    let imported =
        page("<h2>Presskontakt</h2><p>Egil Tallmo<br>08-465 004 01</p><p><a href=\"mailto:siv@vallby.example\">Siv Årgren</a></p>");
    assert_eq!(people(&imported), ["Egil Tallmo///08-465 004 01", "Siv Årgren////siv@vallby.example"]);
}

#[test]
fn for_whom_a_number_is_is_no_name() {
    for words in [
        "Endast för media",
        "För journalister",
        "Endast sms",
        "Endast media",
        "Enbart för journalister och medier",
        "For media only",
    ] {
        let imported = page(&format!(
            "<h3>Presskontakt</h3><div><div>Kommunikationsavdelningen</div><div>{words}</div><div><a href=\"tel:+46846500402\">08-465 004 02</a>\
             </div></div>"
        ));
        assert_eq!(people(&imported), ["Kommunikationsavdelningen///08-465 004 02"], "{words}");
        assert!(imported.omissions.iter().any(|left| left.text == words), "{words}");
        let imported = page(&format!("<h3>Presskontakt</h3><p>Egil Tallmo, brovakt<br>08-465 004 01<br>{words}</p>"));
        assert_eq!(people(&imported), ["Egil Tallmo/brovakt//08-465 004 01"], "{words}");
    }
}

#[test]
fn the_time_of_an_event_is_not_that_of_publication() {
    let import_page = |head: &str, inside: &str| {
        import(
            "x.html",
            &format!(
                "<html lang=sv><head><title>x</title>{head}</head><body><main><h1>Marknad i hamnen</h1>{inside}\
                 <p>Välkommen till höstens marknad i hamnen, med fyrtio knallar.</p></main></body></html>"
            ),
        )
        .release
    };
    let json = |kind: &str| {
        format!(
            "<script type=\"application/ld+json\">{{\"@type\":\"{kind}\",\"name\":\"Marknad\",\"startDate\":\"2025-11-14T17:00:00+01:00\"}}</script>"
        )
    };
    for inside in [
        "<p class=\"event-date\"><time datetime=\"2025-11-14T17:00\">14 november 2025 17:00–20:00</time></p>",
        "<p><time datetime=\"2025-11-14T17:00\">14 november 2025 17:00–20:00</time></p>",
        "<p><time datetime=\"2025-11-14T17:00\">14 november 2025 kl 17.00 – 20.00</time></p>",
        "<p><time datetime=\"2025-11-14\">14–16 november 2025</time></p>",
        "<p>14 november 2025 kl 17.00–20.00</p>",
        "<div class=\"eventInfo\"><p>14 november 2025</p></div>",
        "<div class=\"calendar\"><span>14</span> <span>nov</span> <span>2025</span></div>",
        "<div itemscope itemtype=\"https://schema.org/MusicEvent\"><time itemprop=\"startDate\" datetime=\"2025-11-14\">14 november 2025</time></div>",
        "<p class=\"published event\"><time datetime=\"2025-11-14\">14 november 2025</time></p>",
    ] {
        let release = import_page("", inside);
        has(&release, &["status = \"draft\"", "november 2025".get(if inside.contains(">nov<") { 9.. } else { 0.. }).unwrap()]);
        lacks(&release, &["published = 2025-11-14"]);
        // A label says when it was published.
        has(&import_page("", &format!("{inside}<p>Publicerad: 2025-10-30</p>")), &["published = 2025-10-30\n"]);
    }
    for kind in ["Event", "TheaterEvent"] {
        let release = import_page(&json(kind), "<p class=\"date\">14 november 2025</p>");
        has(&release, &["status = \"draft\"", "14 november 2025"]);
    }
    // These are dates of publication.
    for inside in [
        "<p class=\"date icon-calendar\">14 november 2025</p>",
        "<p><time datetime=\"2025-11-14T17:00\">14 november 2025 - 17:00</time></p>",
        "<article class=\"post category-evenemang\"><p>2025-11-14</p></article>",
    ] {
        has(&import_page("", inside), &["published = 2025-11-14"]);
    }
}

#[test]
fn a_reading_time_does_not_hide_the_date() {
    for words in [
        "<span>Pressmeddelande</span> <span class=\"date\"><time>2025-11-12 kl. 08:15</time></span> <span>Lästid: 2 minuter</span>",
        "2025-11-12 kl. 08:15 Lästid ca 2 min",
        "Lästid: 4 min | 2025-11-12 08:15",
        "12 november 2025 08:15 • 2 min läsning",
        "Press release 12 november 2025 08:15 Reading time: 3 minutes",
    ] {
        for page in [
            format!("<main><h1>Ny skola</h1><p>{words}</p><p>Skolan öppnar i höst.</p></main>"),
            format!("<main><div>{words}</div><h1>Ny skola</h1><p>Skolan öppnar i höst.</p></main>"),
        ] {
            let release = import("x.html", &page).release;
            has(&release, &["published = 2025-11-12T08:15:00+01:00\n", "lead = \"\"\"\nSkolan öppnar i höst.\n\"\"\""]);
        }
    }
}

#[test]
fn a_text_copied_from_a_pdf_has_its_paragraphs_back() {
    let text = "Datum 2025-03-11\nDnr KS 2025/0417                                                          1 (2)\n\nRegion Vidsjö\nRegionkansliet\n\n\n\
                PRESSINFORMATION\n\nRegion Vidsjö öppnar en ny \nmottagning i Lillby\n\n\
                Regionstyrelsen beslutade i dag att öppna en mottagning i Lillby, som \ndrivs av regionen själv. De som bor i Lillby får be-\nhålla \
                sina läkare under hela tiden.\n\nGranskningen visar att det saknats läkare under 61 av 90 dagar och att \n4 300 remisser blivit \
                liggande i kön hos \nregionens kansli, medan de som väntat på be-\nsked inte fått något svar alls, och att it-\nsystemet var gammalt.\n";
    let imported = import("x.txt", text);
    has(
        &imported.release,
        &[
            "headline = \"Region Vidsjö öppnar en ny mottagning i Lillby\"",
            "published = 2025-03-11\n",
            "De som bor i Lillby får behålla sina läkare under hela tiden.\n\"\"\"",
            "dagar och att 4 300 remisser blivit liggande i kön hos regionens kansli, medan de som väntat på besked inte",
            "att it-systemet var",
        ],
    );
    lacks(&imported.release, &["Dnr", "Regionkansliet", "PRESSINFORMATION", "\\\n"]);
    let imported = plain("Kontakt\nEgil Tallmo \nrektor \n08-465 004 01\n");
    assert_eq!(people(&imported), ["Egil Tallmo/rektor//08-465 004 01"]);
    // Lines that somebody ended stay lines.
    has(&plain("Storgatan 1\nVallby\n\nröd\nblå\n").release, &["Storgatan 1\\\nVallby\n\nröd\\\nblå"]);
}

#[test]
fn a_greeting_and_a_cookie_banner_are_neither_headline_nor_lead() {
    let lead = "lead = \"\"\"\nVallby kommun öppnar en ny skola i höst, och alla är välkomna.\n\"\"\"";
    for head in [
        "Från: Press <press@vallby.example>\nDatum: 3 maj 2024 08:00\nTill: tips@tidningen.example\nÄmne: INBJUDAN om skolan\n\nHej!\n\nNy skola i Vallby",
        "Hej!\n\nNy skola i Vallby",
        "Ny skola i Vallby\n\nHej alla!",
        "Vi använder kakor\nVälj vilka kakor du godkänner.\nAcceptera alla Endast nödvändiga\n\nVallby stad\nFörskola\nOmsorg\nSök\nStartsida\n\n\
         Ny skola i Vallby",
        "Den här webbplatsen använder cookies. Läs mer om cookies.\nGodkänn alla\n\nNy skola i Vallby",
    ] {
        let text = format!("{head}\n\nVallby kommun öppnar en ny skola i höst, och alla är välkomna.\n\nDen är byggd i trä.\n");
        let release = import("x.txt", &text).release;
        has(&release, &["headline = \"Ny skola i Vallby\"", lead]);
        lacks(&release, &["Hej", "kakor", "cookies", "Omsorg"]);
    }
    for headline in ["Hej sommar!", "Vi använder kakor", "Hej då, plastpåsar!"] {
        let text = format!("{headline}\n\n2024-05-03\n\nVallby kommun öppnar en ny skola i höst.\n\nDen är byggd i trä.\n");
        has(&import("x.txt", &text).release, &[&format!("headline = \"{headline}\"")]);
    }
    // A text about cookies is a text.
    has(&plain("Vi använder kakor\n\nSå länge de räcker.\n").release, &["Vi använder kakor"]);
}

#[test]
fn contacts_are_named_in_sentences_and_with_roles() {
    for (words, expected) in [
        (
            "För ytterligare information eller intervju, kontakta gärna:\nVD Egil Tallmo, 070-174 06 31, egil@vallby.example",
            "Egil Tallmo/VD//070-174 06 31/egil@vallby.example",
        ),
        ("Media är välkomna att kontakta rektor Egil Tallmo, telefon 070-174 06 31.", "Egil Tallmo/rektor//070-174 06 31"),
        (
            "Journalister som vill ha en bild hör av sig till rektor Egil Tallmo på tel 070-174 06 31.",
            "Egil Tallmo/rektor//070-174 06 31",
        ),
        ("Kontakt\nEgil Tallmo – projektledare – 070-174 06 31", "Egil Tallmo/projektledare//070-174 06 31"),
        ("Kontakt\nEgil Tallmo | driftchef | 070-174 06 31", "Egil Tallmo/driftchef//070-174 06 31"),
        ("Kontakt\nEgil Tallmo (projektledare), 070-174 06 31", "Egil Tallmo/projektledare//070-174 06 31"),
        ("Med vänlig hälsning\n\nEgil Tallmo\nPressansvarig\nDirekt: 070-174 06 31", "Egil Tallmo/Pressansvarig//070-174 06 31"),
        ("Kontakt\n- Frågor om bygget: Egil Tallmo, varvschef, 070-174 06 31", "Egil Tallmo/varvschef//070-174 06 31"),
    ] {
        assert_eq!(people(&plain(&format!("{words}\n"))), [expected], "{words}");
    }
    // What the sentence says besides stays in the text.
    let imported = plain(
        "Journalister som vill ha en intervju före mötet på torsdag hör av sig till rektor Egil Tallmo på tel 070-174 06 31.\n",
    );
    has(&imported.release, &["en intervju före mötet på torsdag", "contacts = [\"egil-tallmo\"]"]);
}

#[test]
fn headings_can_ask_for_the_time_and_place_of_an_event() {
    let event = |when: &str| {
        page(&format!("<h3>När?</h3><p>{when}</p><h3>Var?</h3><p>Varvet, port 4</p><h3>Vem?</h3><p>Rektorn guidar.</p>")).release
    };
    let release = event("Måndagen den 6/5 kl. 13:30 – 15:00");
    has(&release, &["start = 2024-05-06T13:30:00+02:00\nend = 2024-05-06T15:00:00+02:00\nplace = \"Varvet, port 4\"", "## Vem?"]);
    lacks(release.split("+++").nth(2).unwrap(), &["När?", "Var?", "6/5"]);
    // What the event cannot say stays in the text too.
    let release = event("Måndagen den 6/5 kl. 13:30 – ca 15:00");
    has(&release, &["end = 2024-05-06T15:00:00+02:00", "ca 15:00"]);
    let release = event("Måndagen den 6/5 kl. 18.30 (dörrarna öppnas 18.00)");
    has(&release, &["start = 2024-05-06T18:30:00+02:00", "(dörrarna öppnas 18.00)"]);
    // A start that is not certain is none.
    for when in ["Måndagen den 6/5 ca 13:30", "Tisdagen den 6/5 kl. 13:30"] {
        lacks(&event(when), &["[event]"]);
    }
}
