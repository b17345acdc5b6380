//! The author's blocks and lines as HTML, for the web page and for the feeds.
//!
//! Whatever is in the model comes out as text: only the elements written in this file can be in the result,
//! and of attributes `href`, `src`, `alt`, `width`, `height`, `start`, `scope` and, on pages, `class`, `lang` and what makes a wide table
//! reachable.

use crate::model::{Align, Block, Direction, Inline, Inlines, Lang, LinkStyle, List, Picture, Quote, QuoteMark, Table, WebAddress};

use super::chars::{Pairs, clean};
use super::no_break::bind;
use super::{link, phone_numbers};

/// How the same text is dressed for a page or for a feed.
#[derive(Debug, Clone, Copy)]
pub struct HtmlStyle<'a> {
    /// The element that a heading of level 2 becomes; deeper ones follow it. 2 gives `<h2>`.
    pub heading: u8,
    /// The text runs from right to left: telephone numbers in it do not (UAX #9 would turn their groups round).
    pub rtl: bool,
    /// The site's root: pictures and documents stand below it.
    pub site: &'a WebAddress,
    /// What a page adds; feeds have plain elements.
    pub page: Option<PageMarks<'a>>,
    /// What a mail adds.
    pub mail: Option<MailMarks<'a>>,
    /// Every element is closed, as XML asks.
    pub xml: bool,
}

/// The words and addresses with which a page marks what is special.
#[derive(Debug, Clone, Copy)]
pub struct PageMarks<'a> {
    /// The file that the page becomes: the way to a picture begins there, so that pages work from any folder.
    pub path: &'a str,
    pub links: LinkStyle,
    /// A link that leaves all of these hosts is marked.
    pub own: &'a [&'a WebAddress],
    /// Read out after the text of such a link: "länk till annan webbplats".
    pub external: &'a str,
    /// The language of these words, where it is not that of the text: English marks in an Arabic release.
    pub lang: Option<&'a str>,
    /// The name of the frame in which a wide table can be moved: "Tabell".
    pub table: &'a str,
}

/// How a mail is dressed: programs for mail know styles within elements only, and it fetches nothing.
#[derive(Debug, Clone, Copy)]
pub struct MailMarks<'a> {
    /// The style of an element, by its name; `None` for that of its surroundings.
    pub css: fn(&str) -> Option<&'static str>,
    /// Precedes the alternative text of a picture, which is a link to it: "Bild".
    pub picture: &'a str,
    /// The name of the frame in which a wide table can be moved: "Tabell".
    pub table: &'a str,
}

impl<'a> HtmlStyle<'a> {
    /// Elements without classes or marks, headings from `<h2>`, all addresses absolute.
    pub fn feed(site: &'a WebAddress, lang: &Lang) -> HtmlStyle<'a> {
        HtmlStyle { heading: 2, rtl: lang.direction() == Direction::RightToLeft, site, page: None, mail: None, xml: false }
    }

    /// As [`feed`](HtmlStyle::feed), for a mail.
    pub fn mail(site: &'a WebAddress, lang: &Lang, marks: MailMarks<'a>) -> HtmlStyle<'a> {
        HtmlStyle { mail: Some(marks), ..HtmlStyle::feed(site, lang) }
    }

    /// As [`feed`](HtmlStyle::feed), for the inside of an XML document.
    pub fn xhtml(site: &'a WebAddress, lang: &Lang) -> HtmlStyle<'a> {
        HtmlStyle { xml: true, ..HtmlStyle::feed(site, lang) }
    }

    /// How the tag of an element ends that has no inside.
    fn close(&self) -> &'static str {
        if self.xml { "/>" } else { ">" }
    }

    /// The attribute with the style of an element in a mail: ` style="margin:0"`.
    fn css(&self, element: &str) -> String {
        let css = self.mail.and_then(|marks| (marks.css)(element));
        css.map_or_else(String::new, |css| format!(" style=\"{css}\""))
    }

    /// The address of a file below the site's root: absolute, or on a page the way from there.
    fn address_of(&self, path: &str) -> String {
        match &self.page {
            Some(marks) => link::relative(marks.links, marks.path, path),
            None => self.site.join(path).to_string(),
        }
    }

    /// On a page, an address of one of our own files as the way from there.
    fn shortened(&self, to: &WebAddress) -> Option<String> {
        let marks = self.page.as_ref()?;
        let path = to.as_str().strip_prefix(self.site.join("").as_str())?;
        path.contains("/files/").then(|| link::relative(marks.links, marks.path, path))
    }
}

/// The HTML of `blocks`, one block element after the other, each on a line of its own.
pub fn blocks(blocks: &[Block], style: &HtmlStyle) -> String {
    // Room for most texts.
    let mut out = String::with_capacity(4096);
    push_blocks(&mut out, blocks, style);
    out.pop();
    out
}

/// The HTML of one run of text, without an element around it.
pub fn inlines(run: &Inlines, style: &HtmlStyle) -> String {
    let mut out = String::new();
    push_run(&mut out, run, style);
    out
}

/// `text` cleaned and escaped, for the inside of an element or of an attribute in double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, &clean(text));
    out
}

/// What is clean already, escaped, at the end of `out`.
pub fn push_escaped(out: &mut String, cleaned: &str) {
    let mut left = cleaned;
    while let Some(at) = marks_in(left.as_bytes()) {
        out.push_str(&left[..at]);
        out.push_str(match left.as_bytes().get(at) {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        left = &left[at + 1..];
    }
    out.push_str(left);
}

/// The position of the first byte that HTML and XML read as markup. Most texts have none: many bytes are looked at together.
fn marks_in(bytes: &[u8]) -> Option<usize> {
    let is_mark = |byte: u8| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"');
    let chunks = bytes.chunks(64).enumerate();
    let (n, chunk) = chunks.into_iter().find(|(_, chunk)| chunk.iter().fold(false, |any, byte| any | is_mark(*byte)))?;
    chunk.iter().position(|byte| is_mark(*byte)).map(|at| n * 64 + at)
}

fn push_blocks(out: &mut String, blocks: &[Block], style: &HtmlStyle) {
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                let level = level.saturating_sub(2).saturating_add(style.heading).clamp(1, 6);
                out.push_str(&format!("<h{level}{}>", style.css(&format!("h{level}"))));
                push_run(out, text, style);
                out.push_str(&format!("</h{level}>\n"));
            }
            Block::Paragraph(text) => push_paragraph(out, "", text, style),
            Block::List(list) => push_list(out, list, style),
            Block::Quote(quote) => push_quote(out, quote, style),
            Block::Table(table) => push_table(out, table, style),
            Block::Figure(picture) => match style.mail {
                Some(marks) => push_picture_link(out, picture, marks.picture, style),
                None => push_figure(out, picture, style),
            },
        }
    }
}

fn push_figure(out: &mut String, picture: &Picture, style: &HtmlStyle) {
    let source = style.address_of(&picture.file.path);
    let lazy = if style.page.is_some() { " loading=\"lazy\"" } else { "" };
    out.push_str(&format!(
        "<figure>\n<img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\"{lazy}{}\n",
        escape(&source),
        escape(picture.alt.as_str()),
        picture.width,
        picture.height,
        style.close()
    ));
    let below: Vec<String> = picture.caption_lines().map(|line| escape(line.as_str())).collect();
    if !below.is_empty() {
        out.push_str(&format!("<figcaption>{}</figcaption>\n", below.join(&format!("<br{}\n", style.close()))));
    }
    out.push_str("</figure>\n");
}

/// In place of a picture: its alternative text as a link to it, and the lines below it.
fn push_picture_link(out: &mut String, picture: &Picture, label: &str, style: &HtmlStyle) {
    out.push_str(&format!("<p{}>{}: ", style.css("p"), escape(label)));
    let address = style.address_of(&picture.file.path);
    out.push_str(&format!("<a href=\"{}\"{}>{}</a>", escape(&address), style.css("a"), escape(picture.alt.as_str())));
    for line in picture.caption_lines() {
        out.push_str(&format!("<br{}\n{}", style.close(), escape(line.as_str())));
    }
    out.push_str("</p>\n");
}

fn push_paragraph(out: &mut String, before: &str, text: &Inlines, style: &HtmlStyle) {
    out.push_str(&format!("<p{}>", style.css("p")));
    out.push_str(before);
    push_run(out, text, style);
    out.push_str("</p>\n");
}

fn push_list(out: &mut String, list: &List, style: &HtmlStyle) {
    let name = match list.start {
        None => {
            out.push_str(&format!("<ul{}>\n", style.css("ul")));
            "ul"
        }
        Some(1) => {
            out.push_str(&format!("<ol{}>\n", style.css("ol")));
            "ol"
        }
        Some(start) => {
            out.push_str(&format!("<ol start=\"{start}\"{}>\n", style.css("ol")));
            "ol"
        }
    };
    for item in &list.items {
        out.push_str(&format!("<li{}>", style.css("li")));
        match item.as_slice() {
            // The usual item is a line; it needs no paragraph of its own.
            [Block::Paragraph(line)] => push_run(out, line, style),
            [Block::Paragraph(line), Block::List(inner)] => {
                push_run(out, line, style);
                out.push('\n');
                push_list(out, inner, style);
            }
            blocks => push_blocks(out, blocks, style),
        }
        out.push_str("</li>\n");
    }
    out.push_str(&format!("</{name}>\n"));
}

fn push_quote(out: &mut String, quote: &Quote, style: &HtmlStyle) {
    let (class, dash) = match quote.mark {
        QuoteMark::Dash => (" class=\"pratminus\"", "– "),
        QuoteMark::Block => ("", ""),
    };
    out.push_str(&format!("<blockquote{}{}>\n", if style.page.is_some() { class } else { "" }, style.css("blockquote")));
    for (at, paragraph) in quote.paragraphs.iter().enumerate() {
        push_paragraph(out, if at == 0 { dash } else { "" }, paragraph, style);
    }
    out.push_str("</blockquote>\n");
}

fn push_table(out: &mut String, table: &Table, style: &HtmlStyle) {
    let lean = |column: usize| match (table.align().get(column), style.page.is_some()) {
        (Some(Align::Center), true) => " class=\"center\"",
        (Some(Align::End), true) => " class=\"end\"",
        (Some(Align::Start | Align::Center | Align::End) | None, _) => "",
    };
    // A frame that can be reached with the keyboard, so that a table wider than the screen can be moved sideways (WCAG 2.1.1).
    let frame = style.page.map(|marks| (" class=\"wide\"", marks.table));
    let frame = frame.or(style.mail.map(|marks| (" style=\"overflow-x:auto\"", marks.table)));
    if let Some((look, name)) = frame {
        out.push_str(&format!("<div{look} role=\"group\" aria-label=\"{}\" tabindex=\"0\">\n", escape(name)));
    }
    out.push_str(&format!("<table{}>\n<thead>\n<tr>", style.css("table")));
    let cell_css = |element: &str, column: usize| {
        let Some(css) = style.mail.and_then(|marks| (marks.css)(element)) else { return String::new() };
        let end = if style.rtl { "left" } else { "right" };
        match table.align().get(column) {
            Some(Align::End) => format!(" style=\"{css};text-align:{end}\""),
            Some(Align::Center) => format!(" style=\"{css};text-align:center\""),
            Some(Align::Start) | None => format!(" style=\"{css}\""),
        }
    };
    for (column, cell) in table.header().iter().enumerate() {
        out.push_str(&format!("<th scope=\"col\"{}{}>", lean(column), cell_css("th", column)));
        push_run(out, cell, style);
        out.push_str("</th>");
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in table.rows() {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            out.push_str(&format!("<td{}{}>", lean(column), cell_css("td", column)));
            if let Some(cell) = cell {
                push_run(out, cell, style);
            }
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    if frame.is_some() {
        out.push_str("</div>\n");
    }
}

/// A run is one line to the reader: direction marks are paired over all its parts.
fn push_run(out: &mut String, run: &Inlines, style: &HtmlStyle) {
    let mut pairs = Pairs::default();
    push_parts(out, run.parts(), style, &mut pairs, false);
    out.push_str(&pairs.close());
}

fn push_parts(out: &mut String, parts: &[Inline], style: &HtmlStyle, pairs: &mut Pairs, linked: bool) {
    for part in parts {
        match part {
            // The lines of pages and mails are broken by programs that cannot know what belongs together; a feed gives the plain text.
            Inline::Text(text) if style.page.is_some() || style.mail.is_some() => push_text(out, &bind(&pairs.pass(text)), style),
            Inline::Text(text) => push_text(out, &pairs.pass(text), style),
            Inline::Emphasis(inner) => {
                out.push_str("<em>");
                push_parts(out, inner, style, pairs, linked);
                out.push_str("</em>");
            }
            Inline::Strong(inner) => {
                out.push_str("<strong>");
                push_parts(out, inner, style, pairs, linked);
                out.push_str("</strong>");
            }
            // HTML has no link within a link: the outer one is kept.
            Inline::Link { text, .. } if linked => push_parts(out, text, style, pairs, linked),
            Inline::Link { to, text } => push_link(out, to, text, style, pairs),
            Inline::Break => {
                out.push_str("<br");
                out.push_str(style.close());
                out.push('\n');
            }
        }
    }
}

/// Telephone numbers are held together on a page, and run from left to right in text that runs the other way.
fn push_text(out: &mut String, cleaned: &str, style: &HtmlStyle) {
    let attributes = match (style.page.is_some(), style.rtl) {
        (false, false) => return push_escaped(out, cleaned),
        (true, false) => " class=\"number\"",
        (true, true) => " class=\"number\" dir=\"ltr\"",
        (false, true) => " dir=\"ltr\"",
    };
    let mut rest = cleaned;
    while let Some(at) = phone_numbers::next(rest) {
        push_escaped(out, &rest[..at.start]);
        out.push_str(&format!("<span{attributes}>"));
        push_escaped(out, &rest[at.clone()]);
        out.push_str("</span>");
        rest = &rest[at.end..];
    }
    push_escaped(out, rest);
}

fn push_link(out: &mut String, to: &WebAddress, text: &[Inline], style: &HtmlStyle, pairs: &mut Pairs) {
    let leaves = style.page.filter(|marks| to.host().is_some() && marks.own.iter().all(|own| to.is_external_to(own)));
    // On paper the address follows the words, unless the words are the address.
    let words = Inlines::new(text.to_vec()).map(|run| run.plain());
    let bare = to.host().is_some() && words.is_none_or(|words| to.is_written_as(&words));
    let class = match (leaves.is_some(), bare && style.page.is_some()) {
        (true, true) => " class=\"external bare\"",
        (true, false) => " class=\"external\"",
        (false, true) => " class=\"bare\"",
        (false, false) => "",
    };
    let way = style.shortened(to);
    out.push_str(&format!("<a href=\"{}\"{class}{}>", escape(way.as_deref().unwrap_or(to.as_str())), style.css("a")));
    // Nobody can follow a link without text: the address replaces it.
    if Inlines::new(text.to_vec()).is_some() {
        push_parts(out, text, style, pairs, true);
    } else {
        push_escaped(out, to.as_str());
    }
    if let Some(marks) = leaves {
        let lang = marks.lang.map_or_else(String::new, |lang| format!(" lang=\"{}\" dir=\"ltr\"", escape(lang)));
        out.push_str(&format!("<span class=\"hidden\"{lang}> ({})</span>", escape(marks.external)));
    }
    out.push_str("</a>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SingleLine;

    fn run(text: &str) -> Inlines {
        Inlines::new(vec![Inline::Text(text.to_owned())]).unwrap()
    }

    fn address(text: &str) -> WebAddress {
        WebAddress::parse(text).unwrap()
    }

    #[test]
    fn every_kind_of_block_has_its_elements() {
        let dash = Quote { mark: QuoteMark::Dash, paragraphs: vec![run("Ja, säger hon.")], attribution: None };
        let block = Quote { mark: QuoteMark::Block, paragraphs: vec![run("Ett."), run("Två.")], attribution: None };
        let inner = Block::List(List { start: Some(3), items: vec![vec![Block::Paragraph(run("tre"))]] });
        let list = List { start: None, items: vec![vec![Block::Paragraph(run("ett")), inner]] };
        let table = Table::new(vec![run("År"), run("Antal")], vec![Align::Start, Align::End], vec![vec![Some(run("2017")), None]]);
        let body = [
            Block::Heading { level: 3, text: run("Bakgrund") },
            Block::Quote(dash),
            Block::Quote(block),
            Block::List(list),
            Block::Table(table.unwrap()),
        ];
        let home = address("https://nyheter.example/");
        assert_eq!(
            blocks(&body, &HtmlStyle::feed(&home, &Lang::swedish())),
            "<h3>Bakgrund</h3>\n<blockquote>\n<p>– Ja, säger hon.</p>\n</blockquote>\n\
             <blockquote>\n<p>Ett.</p>\n<p>Två.</p>\n</blockquote>\n<ul>\n<li>ett\n<ol start=\"3\">\n<li>tre</li>\n</ol>\n</li>\n</ul>\n\
             <table>\n<thead>\n<tr><th scope=\"col\">År</th><th scope=\"col\">Antal</th></tr>\n</thead>\n\
             <tbody>\n<tr><td>2017</td><td></td></tr>\n</tbody>\n</table>"
        );
        let own = [&home];
        let page = HtmlStyle {
            heading: 3,
            rtl: false,
            site: &home,
            page: Some(PageMarks {
                path: "index.html",
                links: LinkStyle::Files,
                own: &own,
                external: "ut",
                lang: None,
                table: "Tabell",
            }),
            mail: None,
            xml: false,
        };
        let html = blocks(&body, &page);
        for part in
            ["<h4>Bakgrund</h4>", "<blockquote class=\"pratminus\">", "aria-label=\"Tabell\" tabindex=\"0\"", "<td class=\"end\">"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_mail_has_styles_within_its_elements() {
        let table = Table::new(vec![run("År"), run("Antal")], vec![Align::Start, Align::End], vec![vec![Some(run("2017")), None]]);
        let body = [Block::Paragraph(run("Ett.")), Block::Table(table.unwrap())];
        let home = address("https://nyheter.example/");
        let css = |element: &str| matches!(element, "p" | "td").then_some("margin:0");
        let style = HtmlStyle::mail(&home, &Lang::swedish(), MailMarks { css, picture: "Bild", table: "Tabell" });
        let html = blocks(&body, &style);
        for part in
            ["<p style=\"margin:0\">Ett.", "<table>", "<th scope=\"col\">År", "<td style=\"margin:0;text-align:right\"></td>"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn links_that_leave_are_marked_on_pages_only() {
        let link = |to: &str, text: &str| {
            let text = if text.is_empty() { vec![] } else { vec![Inline::Text(text.to_owned())] };
            Inline::Link { to: address(to), text }
        };
        let home = address("https://nyheter.example/");
        let own = [&home];
        let page = HtmlStyle {
            heading: 2,
            rtl: false,
            site: &home,
            page: Some(PageMarks {
                path: "index.html",
                links: LinkStyle::Files,
                own: &own,
                external: "ut",
                lang: None,
                table: "t",
            }),
            mail: None,
            xml: false,
        };
        let out =
            Inlines::new(vec![link("https://skolverket.example/?a=1&b", "Skolverket"), Inline::Text(".".to_owned())]).unwrap();
        assert_eq!(
            inlines(&out, &HtmlStyle::feed(&home, &Lang::swedish())),
            "<a href=\"https://skolverket.example/?a=1&amp;b\">Skolverket</a>."
        );
        assert_eq!(
            inlines(&out, &page),
            "<a href=\"https://skolverket.example/?a=1&amp;b\" class=\"external\">Skolverket<span class=\"hidden\"> (ut)</span></a>."
        );
        let own = [link("https://nyheter.example/a", "här"), link("mailto:a@b.example", "b"), link("tel:+468", "")];
        let html = inlines(&Inlines::new(own.to_vec()).unwrap(), &page);
        assert!(!html.contains("external") && html.ends_with("<a href=\"tel:+468\">tel:+468</a>"), "{html}");
    }

    #[test]
    fn a_link_within_a_link_keeps_its_words_and_the_outer_address() {
        let inner = Inline::Link { to: address("https://b.example/"), text: vec![Inline::Text("inre".to_owned())] };
        let outer = Inline::Link { to: address("https://a.example/"), text: vec![Inline::Strong(vec![inner])] };
        let run = Inlines::new(vec![outer]).unwrap();
        let home = address("https://nyheter.example/");
        assert_eq!(
            inlines(&run, &HtmlStyle::feed(&home, &Lang::swedish())),
            "<a href=\"https://a.example/\"><strong>inre</strong></a>"
        );
    }

    #[test]
    fn telephone_numbers_are_held_together_and_never_turned_round() {
        let home = address("https://nyheter.example/");
        let arabic = Lang::parse("ar").unwrap();
        let said = |text: &str| inlines(&run(text), &HtmlStyle::feed(&home, &arabic));
        assert_eq!(said("على 08-465 004 10."), "على <span dir=\"ltr\">08-465 004 10</span>.");
        assert_eq!(said("+46 (0)8-465 004 01"), "<span dir=\"ltr\">+46 (0)8-465 004 01</span>");
        for plain in ["1 480", "A08-465 004 10", "10–12", "x-1234567", "12-3"] {
            assert_eq!(said(plain), plain);
        }
        assert_eq!(inlines(&run("08-465 004 10"), &HtmlStyle::feed(&home, &Lang::swedish())), "08-465 004 10");
    }

    #[test]
    fn xhtml_closes_every_element() {
        let home = address("https://nyheter.example/");
        let broken = Inlines::new(vec![Inline::Text("a".to_owned()), Inline::Break, Inline::Text("b".to_owned())]).unwrap();
        assert_eq!(inlines(&broken, &HtmlStyle::xhtml(&home, &Lang::swedish())), "a<br/>\nb");
        assert_eq!(inlines(&broken, &HtmlStyle::feed(&home, &Lang::swedish())), "a<br>\nb");
    }

    #[test]
    fn text_stays_text_and_direction_marks_pair_over_a_run() {
        let home = address("https://nyheter.example/");
        let hostile = run("<script>alert(1)</script> & \"x\" ]]> {{ 7*7 }}\u{0}");
        assert_eq!(
            inlines(&hostile, &HtmlStyle::feed(&home, &Lang::swedish())),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; ]]&gt; {{ 7*7 }}"
        );
        let split = Inlines::new(vec![
            Inline::Strong(vec![Inline::Text("\u{202e}a".to_owned())]),
            Inline::Text("b\u{202c}c\u{202c}\u{2067}d".to_owned()),
        ]);
        assert_eq!(
            inlines(&split.unwrap(), &HtmlStyle::feed(&home, &Lang::swedish())),
            "<strong>\u{202e}a</strong>b\u{202c}c\u{2067}d\u{2069}"
        );
        assert_eq!(escape(SingleLine::parse("Kök & \"Bar\"").unwrap().as_str()), "Kök &amp; &quot;Bar&quot;");
    }
}
