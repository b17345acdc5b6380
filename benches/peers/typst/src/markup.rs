//! A release as a text in Typst's own language, for the template `release.typ`.

use std::fmt::Write;

use depesch::artifact::Context;
use depesch::model::{Align, Block, Change, ChangeKind, Edition, Inline, Inlines, List, QuoteMark, Release, Section, Table};
use depesch::print;
use depesch::print::QrMatrix;
use depesch::wire::ninjs;
use depesch::wording::parts::ContactDetails;
use depesch::wording::{Wording, parts};

/// Everything that Depesch prints of a release, in the same order (`src/print/compose.rs` and `end.rs`).
pub fn of(edition: &Edition, release: &Release) -> String {
    let words = Wording::for_lang(&release.lang);
    let mut text = Text(String::with_capacity(16_384));
    text.head(edition, release, words);
    if let Some(part) = parts::invitation(release, words) {
        text.column_of(part.heading.as_str(), &part.body);
    }
    text.push("#column[\n");
    text.blocks(&release.body, 0);
    text.push("]\n");
    for part in [parts::pictures(release, words), parts::documents(edition, release, words)].iter().flatten() {
        text.column_of(part.heading.as_str(), &part.body);
    }
    text.contacts(&parts::contact_details(edition.contacts(release), words), words);
    if let Some(more) = &release.read_more {
        text.column_of(more.heading.as_str(), &more.body);
    }
    for boilerplate in edition.boilerplates(release) {
        text.panel(boilerplate);
    }
    text.changes(&release.changes, words);
    text.colophon(edition, release, words);
    text.0
}

struct Text(String);

impl Text {
    fn push(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// A string in code.
    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.0.extend(['\\', c]),
                '\n' => self.push("\\n"),
                c => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    fn head(&mut self, edition: &Edition, release: &Release, words: &Wording) {
        let senders = words.sender_names(&edition.senders(release));
        let date = match release.dates.published() {
            Some(first) => words.moment(first),
            None => format!("{} {}", words.last_updated, words.moment(release.updated())),
        };
        let date = release.place.as_ref().map(|place| format!("{place}, {date}")).unwrap_or(date);
        let day = release.dates.published_or_updated().iso();
        let mut day = day.get(..10).unwrap_or_default().split('-').map(|number| number.trim_start_matches('0').to_owned());
        let mut number = || day.next().unwrap_or_default();
        self.push("#import \"/release.typ\": *\n#show: release.with(title: ");
        self.quoted(release.headline.as_str());
        self.push(", author: ");
        self.quoted(&senders);
        let _ = write!(self.0, ", date: datetime(year: {}, month: {}, day: {}), lang: ", number(), number(), number());
        self.quoted(release.lang.primary());
        self.push(", kind: ");
        self.quoted(words.kind(release.kind));
        self.push(", address: ");
        self.quoted(&edition.publisher().address(&release.folder()).without_scheme());
        self.push(", page-word: ");
        self.quoted(words.page);
        self.push(")\n#masthead(");
        self.quoted(&senders);
        self.push(", ");
        self.quoted(words.kind(release.kind));
        self.push(", ");
        self.quoted(&date);
        self.push(")\n");
        if let Some(change) = release.last_change() {
            self.banner(change, words);
        }
        self.push("= #");
        self.quoted(release.headline.as_str());
        self.push("\n");
        if let Some(subhead) = &release.subhead {
            self.push("#subhead(");
            self.quoted(&subhead.to_string());
            self.push(")\n");
        }
        if let Some(legal) = &release.legal {
            self.push("#note[");
            self.inlines(legal.parts());
            self.push("]\n");
        }
        self.push("#lead[");
        self.inlines(release.lead.as_ref().map(|lead| lead.parts()).unwrap_or_default());
        self.push("]\n");
    }

    fn banner(&mut self, change: &Change, words: &Wording) {
        let colours = match change.kind {
            ChangeKind::Correction => "\"#8a5a00\", \"#fff6e0\"",
            ChangeKind::Update => "\"#3d4f63\", \"#e8edf3\"",
            ChangeKind::Withdrawal => "\"#9b1c1c\", \"#fdecec\"",
        };
        self.push("#banner(");
        self.push(colours);
        self.push(", ");
        self.quoted(&change_title(change, words));
        self.push(", ");
        self.quoted(change.note.as_str());
        self.push(")\n");
    }

    fn heading(&mut self, level: u8, heading: &str) {
        self.push(&"=".repeat(level.into()));
        self.push(" #");
        self.quoted(heading);
        self.push("\n");
    }

    fn column_of(&mut self, heading: &str, body: &[Block]) {
        self.push("#column[\n");
        self.heading(2, heading);
        self.blocks(body, 0);
        self.push("]\n");
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.indent(depth);
            match block {
                Block::Heading { level, text } => self.heading(*level, &text.plain()),
                Block::Paragraph(text) => self.inlines(text.parts()),
                Block::List(list) => self.list(list, depth),
                Block::Quote(quote) => {
                    self.push("#quote(block: true)[");
                    for (number, paragraph) in quote.paragraphs.iter().enumerate() {
                        if number > 0 {
                            self.push("\n\n");
                        } else if quote.mark == QuoteMark::Dash {
                            self.push("#\"– \";");
                        }
                        self.inlines(paragraph.parts());
                    }
                    self.push("]");
                }
                Block::Table(table) => self.table(table),
                // The releases that are measured have no pictures.
                Block::Figure(_) => {}
            }
            self.push("\n\n");
        }
    }

    fn indent(&mut self, depth: usize) {
        self.push(&"  ".repeat(depth));
    }

    fn list(&mut self, list: &List, depth: usize) {
        for (number, item) in list.items.iter().enumerate() {
            match list.start {
                Some(start) => {
                    let _ = write!(self.0, "{}. ", start.saturating_add(number as u64));
                }
                None => self.push("- "),
            }
            // What follows in the item is set in by as much.
            for (number, block) in item.iter().enumerate() {
                if number > 0 {
                    self.push("\n");
                    self.indent(depth + 1);
                }
                match block {
                    Block::Paragraph(text) => self.inlines(text.parts()),
                    block => {
                        self.push("\n");
                        self.blocks(std::slice::from_ref(block), depth + 1);
                    }
                }
            }
            self.push("\n");
            self.indent(depth);
        }
    }

    fn table(&mut self, table: &Table) {
        let _ = write!(self.0, "#table(columns: {}, align: (", table.header().len());
        for align in table.align() {
            self.push(match align {
                Align::Start => "start, ",
                Align::Center => "center, ",
                Align::End => "end, ",
            });
        }
        self.push("), table.header(");
        for cell in table.header() {
            self.cell(Some(cell));
        }
        self.push("), ");
        for cell in table.rows().iter().flatten() {
            self.cell(cell.as_ref());
        }
        self.push(")");
    }

    fn cell(&mut self, cell: Option<&Inlines>) {
        self.push("[");
        self.inlines(cell.map(Inlines::parts).unwrap_or_default());
        self.push("], ");
    }

    fn inlines(&mut self, parts: &[Inline]) {
        for part in parts {
            match part {
                Inline::Text(text) => {
                    self.push("#");
                    self.quoted(text);
                    self.push(";");
                }
                Inline::Emphasis(inner) => self.called("#emph[", inner),
                Inline::Strong(inner) => self.called("#strong[", inner),
                Inline::Link { to, text } => {
                    self.push("#link(");
                    self.quoted(&to.to_string());
                    self.called(")[", text);
                }
                Inline::Break => self.push("#linebreak();"),
            }
        }
    }

    fn called(&mut self, call: &str, inner: &[Inline]) {
        self.push(call);
        self.inlines(inner);
        self.push("];");
    }

    fn contacts(&mut self, people: &[ContactDetails], words: &Wording) {
        if people.is_empty() {
            return;
        }
        self.heading(2, words.contact);
        self.push("#contacts(");
        for person in people {
            self.push("contact(");
            self.quoted(&person.name);
            self.push(", (");
            for said in
                person.kind.into_iter().chain(person.role.as_deref()).chain(person.via.as_deref()).chain(person.hours.as_deref())
            {
                self.quoted(said);
                self.push(", ");
            }
            self.push("), (");
            for way in &person.methods {
                self.push("(");
                self.quoted(&way.uri);
                self.push(", ");
                self.quoted(&way.text);
                self.push("), ");
            }
            self.push(")), ");
        }
        self.push(")\n");
    }

    fn panel(&mut self, text: &Section) {
        self.push("#panel[\n");
        self.heading(2, text.heading.as_str());
        self.blocks(&text.body, 0);
        self.push("]\n");
    }

    fn changes(&mut self, changes: &[Change], words: &Wording) {
        if changes.is_empty() {
            return;
        }
        self.heading(2, words.changes);
        for change in changes.iter().rev() {
            self.push("#note[#strong(");
            self.quoted(&change_title(change, words));
            self.push(");#");
            self.quoted(change.note.as_str());
            self.push("]\n");
        }
    }

    fn colophon(&mut self, edition: &Edition, release: &Release, words: &Wording) {
        let mut lines = vec![format!("{}: {}", words.sender, words.senders(edition, release))];
        lines.extend(words.subjects(release).into_iter().map(|(taxonomy, names)| format!("{taxonomy}: {}", names)));
        match release.dates.published() {
            Some(first) => lines.push(format!("{} {}", words.published, words.moment(first))),
            None => lines.push(words.first_published_unknown.to_owned()),
        }
        if release.dates.published() != Some(release.updated()) {
            lines.push(format!("{} {}", words.last_updated, words.moment(release.updated())));
        }
        if let Some(rights) = &edition.publisher().rights {
            lines.push(format!("{}: {rights}", words.terms));
        }
        let address = edition.publisher().address(&release.folder());
        self.push("#colophon(");
        match print::encode_qr(address.as_str()) {
            Some(code) => {
                self.push("image(bytes(");
                self.quoted(&drawing(&code));
                self.push("), format: \"svg\", width: 51pt, alt: ");
                self.quoted(words.qr_code);
                self.push(")");
            }
            None => self.push("none"),
        }
        self.push(")[");
        for line in lines {
            self.push("#");
            self.quoted(&line);
            self.push("\n\n");
        }
        self.push("#link(");
        self.quoted(&address.to_string());
        self.push(", ");
        self.quoted(&address.without_scheme());
        self.push(")]\n#pdf.attach(");
        self.quoted(&format!("{}.ninjs.json", release.permalink.slug));
        self.push(", bytes(");
        self.quoted(&String::from_utf8_lossy(&ninjs::embedded(
            edition,
            release,
            &Context::new(depesch::format::FORMATS, &|_| Ok(Vec::new())),
        )));
        self.push("), relationship: \"data\", mime-type: ");
        self.quoted(ninjs::FORMAT.media_type);
        self.push(", description: ");
        self.quoted(words.machine_readable);
        self.push(")\n");
    }
}

/// A QR code as SVG.
fn drawing(code: &QrMatrix) -> String {
    let mut svg = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {0}'><path fill='#1a1f24' d='", code.side);
    for (row, runs) in code.rows.iter().enumerate() {
        for run in runs {
            let _ = write!(svg, "M{} {row}h{1}v1h-{1}z", run.start, run.len());
        }
    }
    svg.push_str("'/></svg>");
    svg
}

fn change_title(change: &Change, words: &Wording) -> String {
    format!("{} {}: ", words.change(change.kind).to_uppercase(), words.moment(&change.at))
}
