//! Writes a content folder of many invented Swedish press releases, to see how Depesch does in a large newsroom.
//!
//! `cargo run --release --example corpus -- 10000 DIR`, where DIR is new or empty. The same count gives the same bytes on every
//! machine, and a larger corpus begins with the releases of a smaller one. Everybody and everything in it is made up; telephone
//! numbers come from the series that the Swedish authority keeps free for fiction, and every address ends in `.example`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[OsString]) -> Result<String, String> {
    let usage = "say how many releases and where: `cargo run --release --example corpus -- 10000 DIR`";
    let [count, folder] = arguments else { return Err(usage.to_owned()) };
    let count: u64 = count.to_str().and_then(|count| count.parse().ok()).ok_or(usage)?;
    let folder = Path::new(folder);
    require_empty(folder)?;
    write_corpus(folder, count).map_err(|cause| format!("the corpus cannot be written into `{}`: {cause}", folder.display()))?;
    Ok(format!("{count} releases in {}", folder.display()))
}

/// What already stands in a folder is never mixed with the corpus.
fn require_empty(folder: &Path) -> Result<(), String> {
    let name = folder.display();
    let unusable = |cause| format!("the folder `{name}` cannot be used: {cause}");
    fs::create_dir_all(folder).map_err(unusable)?;
    match fs::read_dir(folder).map_err(unusable)?.next() {
        None => Ok(()),
        Some(_) => Err(format!("the folder `{name}` is not empty; name a new one")),
    }
}

/// Writes the newsroom's own files and the first `count` releases into an empty folder.
pub fn write_corpus(folder: &Path, count: u64) -> std::io::Result<()> {
    fs::write(folder.join("newsroom.toml"), newsroom())?;
    fs::write(folder.join("contacts.toml"), contacts())?;
    fs::write(folder.join("departments.toml"), departments())?;
    fs::create_dir(folder.join("releases"))?;
    let mut years = BTreeSet::new();
    for n in 1..=count {
        let release = release(n);
        let year = folder.join("releases").join(release.year.to_string());
        if years.insert(release.year) {
            fs::create_dir(&year)?;
        }
        let home = year.join(&release.slug);
        fs::create_dir(&home)?;
        fs::write(home.join("release.md"), &release.text)?;
        if let Some(earlier) = &release.earlier {
            fs::create_dir(home.join("revisions"))?;
            fs::write(home.join("revisions").join("1.md"), earlier)?;
        }
    }
    Ok(())
}

// The newsroom's own files.

fn newsroom() -> String {
    let mut text = "# An invented newsroom with many releases: written by examples/corpus.rs.\n\
        name = \"Solvik kommun\"\n\
        description = \"Nyheter och pressmeddelanden från den påhittade kommunen Solvik\"\n\
        base_url = \"https://nyheter.solvik.example/\"\n\
        home = \"https://www.solvik.example/\"\n\
        email = \"press@solvik.example\"\n\
        id_authority = \"solvik.example\"\n\
        id_year = 2010\n\
        time_zone = \"Europe/Stockholm\"\n\
        language = \"sv\"\n\n\
        [topics]\n"
        .to_owned();
    for (key, name) in TOPICS {
        let _ = writeln!(text, "{key} = \"{name}\"");
    }
    text
}

/// Chair, deputy, three officers and a press officer of each department.
const SEATS: usize = 6;

/// Somebody who answers for a department.
struct Contact {
    name: String,
    party: Option<&'static str>,
    role: String,
}

impl Contact {
    fn new(department: usize, seat: usize, language: Language) -> Contact {
        let n = department * SEATS + seat;
        // 23 and the number of last names have no common divisor, so each gets a last name of its own.
        let name = format!("{} {}", FIRST_NAMES[n % FIRST_NAMES.len()], LAST_NAMES[(n * 23 + 11) % LAST_NAMES.len()]);
        let (beat, words) = (BEATS[department].voice(language), language.words());
        let role = match seat {
            0 => words.chair.replace("{committee}", beat.committee),
            1 => words.deputy.replace("{committee}", beat.committee),
            2..=4 => beat.officers[seat - 2].to_owned(),
            _ => words.press_officer.to_owned(),
        };
        Contact { name, party: (seat < 2).then(|| PARTIES[n % PARTIES.len()]), role }
    }

    fn key(&self) -> String {
        slug(&self.name)
    }
}

fn contacts() -> String {
    let mut text = String::new();
    for (department, seat) in (0..BEATS.len()).flat_map(|department| (0..SEATS).map(move |seat| (department, seat))) {
        let contact = Contact::new(department, seat, Language::Swedish);
        let (n, key) = (department * SEATS + seat, contact.key());
        let _ = writeln!(text, "[{key}]\nname = \"{}\"", contact.name);
        if let Some(party) = contact.party {
            let _ = writeln!(text, "party = \"{party}\"");
        }
        let _ = writeln!(text, "role = \"{}\"", contact.role);
        // Most can be reached in two ways, some only by telephone, some only by e-mail.
        let phone = match n % 4 {
            3 => None,
            1 => Some(format!("070-174 06 {:02}", n + 5)),
            _ => Some(format!("08-465 004 {n:02}")),
        };
        if let Some(phone) = phone {
            let _ = writeln!(text, "phone = \"{phone}\"");
        }
        if n % 4 != 2 {
            let _ = writeln!(text, "email = \"{}@solvik.example\"", key.replace('-', "."));
        }
        text.push('\n');
    }
    text
}

fn departments() -> String {
    let mut text = String::new();
    for (n, Beat { key, name, duty, .. }) in BEATS.iter().enumerate() {
        let (staff, year) = (120 + 35 * n, 2016 + n % 5);
        let _ = write!(
            text,
            "[{key}]\nname = \"{name}\"\n\n\
            [[{key}.boilerplate]]\nfrom = 2010-01-01\nheading = \"Om {name}\"\n\
            text = \"{name} i den påhittade kommunen Solvik arbetar med {duty}. Omkring {staff} personer arbetar här.\"\n\n\
            [[{key}.boilerplate]]\nfrom = {year}-01-01\nheading = \"Om {name}\"\ntext = \"\"\"\n\
            {name} är en del av den påhittade kommunen Solvik och arbetar med {duty}. \
            Vi är {more} medarbetare på {places} arbetsplatser.\n\n\
            Mer finns på [förvaltningens sidor](https://www.solvik.example/{key}).\n\"\"\"\n\n",
            more = staff + 48,
            places = 4 + n
        );
    }
    text
}

// One release.

/// A release as it stands on disk.
struct Release {
    year: i64,
    slug: String,
    text: String,
    /// The text before its change, for a release that was changed.
    earlier: Option<String>,
}

/// The `n`th release. It depends on nothing but `n`.
fn release(n: u64) -> Release {
    let mut story = Story::begin(n);
    let kind = story.kind();
    let headline = story.headline(kind);
    let lead = story.fill_one_of(story.words.leads);
    let fields = story.fields(kind, &headline, &lead);
    let body = story.body(kind, &lead);
    let more = story.more();
    let change = if story.dice.one_in(20) { Some(story.change()) } else { None };

    let assemble = |rows: &str, told: &str| {
        let mut text = format!("+++\n{fields}{rows}+++\n");
        let blocks = body.iter().map(String::as_str).chain([told]).chain(more.iter().map(String::as_str));
        for block in blocks.filter(|block| !block.is_empty()) {
            let _ = write!(text, "\n{block}\n");
        }
        text
    };
    let (text, earlier) = match &change {
        None => (assemble("", ""), None),
        Some(change) => (assemble(&change.rows, &change.now), Some(assemble("", &change.before))),
    };
    // The number makes every address one of its own.
    Release { year: story.day.year(), slug: format!("{}-{n}", slug(&headline)), text, earlier }
}

/// A change that readers are told of, and the paragraph it touched.
struct Change {
    /// What it adds to the front matter.
    rows: String,
    now: String,
    /// Empty when the paragraph is new.
    before: String,
}

/// Above this number every release has its time of day. The program gives a release of which only the day is known a second of
/// that day by a hash, and stops when two get the same one; no two below do, which `depesch check` has seen.
const LAST_DAY_ONLY: u64 = 40_000;

/// What one release is about, while it is written.
struct Story {
    n: u64,
    dice: Dice,
    language: Language,
    words: &'static Words,
    department: usize,
    voice: &'static Voice,
    day: Day,
    /// Hour and minute; `None` when only the day is known.
    time: Option<(u64, u64)>,
    place: &'static str,
    neighbour: &'static str,
    street: &'static str,
    /// What it is about: "den nya förskolan i Ekdungen".
    topic: String,
    /// What a correction puts right: a number and a day, each as it is and as it stood.
    right: u64,
    wrong: u64,
    right_day: Day,
    wrong_day: Day,
    /// The last day told of a plan: the next one comes after it.
    plan: Day,
    /// The last place told of a list of places: the next one is another.
    area: usize,
}

impl Story {
    fn begin(n: u64) -> Story {
        let mut dice = Dice::new(n);
        let language = if dice.one_in(100) { Language::English } else { Language::Swedish };
        let department = dice.below(BEATS.len());
        let voice = BEATS[department].voice(language);
        let day = Day::of_release(n, &mut dice);
        let time = (dice.between(7, 17), if dice.one_in(3) { dice.between(0, 59) } else { 15 * dice.between(0, 3) });
        let day_only = dice.one_in(5) && n <= LAST_DAY_ONLY;
        let area = dice.below(PLACES.len());
        let neighbour = PLACES[(area + dice.between(1, 20) as usize) % PLACES.len()];
        let (right, right_day) = (dice.between(20, 900), day.plus(dice.between(30, 90)));
        let mut story = Story {
            n,
            language,
            words: language.words(),
            department,
            voice,
            day,
            time: (!day_only).then_some(time),
            place: PLACES[area],
            neighbour,
            street: STREETS[dice.below(STREETS.len())],
            topic: String::new(),
            right,
            wrong: right + dice.between(3, 60),
            right_day,
            wrong_day: right_day.plus(dice.between(1, 9)),
            plan: day,
            area,
            dice,
        };
        story.topic = story.fill_one_of(voice.subjects);
        story
    }

    fn kind(&mut self) -> &'static str {
        match self.dice.below(20) {
            0..=14 => "press-release",
            15..=16 => "news",
            17..=18 => "invitation",
            _ => "statement",
        }
    }

    /// At most 100 characters, unless 1 in 200.
    fn headline(&mut self, kind: &str) -> String {
        let templates = match kind {
            "invitation" => self.words.invitations,
            "statement" => self.words.statements,
            _ => self.words.headlines,
        };
        if self.dice.one_in(200) {
            let (headline, tail) = (self.fill_one_of(templates), self.fill(self.words.long_tail));
            return headline + &tail;
        }
        let mut headline = self.fill_one_of(templates);
        for _ in 0..20 {
            if headline.chars().count() <= 100 {
                break;
            }
            headline = self.fill_one_of(templates);
        }
        headline
    }

    /// The fields of the front matter, without a change.
    fn fields(&mut self, kind: &str, headline: &str, lead: &str) -> String {
        let beat = &BEATS[self.department];
        let mut text = format!("id = \"tag:solvik.example,{}:release/{:016x}\"\n", self.day.iso(), mixed(self.n));
        if kind != "press-release" || self.dice.one_in(4) {
            let _ = writeln!(text, "kind = \"{kind}\"");
        }
        if self.language == Language::English {
            text.push_str("language = \"en\"\n");
        }
        let _ = writeln!(text, "headline = \"{headline}\"\nlead = \"{lead}\"\npublished = {}", self.published());
        // Of all, 1 in 50: an embargo needs a time of day, which 4 in 5 have.
        if let Some((hour, minute)) = self.time.filter(|_| self.dice.one_in(40)) {
            let _ = writeln!(text, "embargo = {} {:02}:{minute:02}", self.day.iso(), hour + 2);
        }
        let seats = self.dice.some_of(&[0, 1, 2, 3, 4, 5], 1, 3);
        let keys: Vec<String> = seats.iter().map(|seat| Contact::new(self.department, *seat, self.language).key()).collect();
        let topics = self.dice.some_of(beat.topics, 1, beat.topics.len());
        let _ = writeln!(text, "department = \"{}\"", beat.key);
        let _ = writeln!(text, "contacts = [\"{}\"]\ntopics = [\"{}\"]", keys.join("\", \""), topics.join("\", \""));
        text
    }

    /// A day, a time on the newsroom's clock, or a time with its offset as `depesch new` writes it.
    fn published(&mut self) -> String {
        let day = self.day.iso();
        match self.time {
            None => day,
            Some((hour, minute)) if self.dice.one_in(3) => {
                let offset = if self.day.is_summer_time() { 2 } else { 1 };
                format!("{day}T{hour:02}:{minute:02}:{:02}+{offset:02}:00", self.dice.between(0, 59))
            }
            Some((hour, minute)) => format!("{day} {hour:02}:{minute:02}"),
        }
    }

    /// A row of changes within two weeks, and the paragraph as it is and as it was.
    fn change(&mut self) -> Change {
        let Amendment { kind, note, now, before } = *self.dice.pick(self.words.amendments);
        let day = self.day.plus(self.dice.between(1, 14));
        let at = format!("{} {:02}:{:02}", day.iso(), self.dice.between(8, 16), self.dice.between(0, 59));
        let note = self.fill(note);
        let rows = format!("updated = {at}\n\n[[changes]]\nat = {at}\nkind = \"{kind}\"\nnote = \"{note}\"\n");
        Change { rows, now: self.fill(now), before: self.fill(before) }
    }

    // The text.

    /// The blocks of the text: 3 to 8 paragraphs, and what stands between them.
    fn body(&mut self, kind: &str, lead: &str) -> Vec<String> {
        let target = self.dice.between(180, 380) as usize;
        let mut sentences = self.words.sentences.to_vec();
        sentences.extend(self.voice.told);
        self.dice.shuffle(&mut sentences);
        let mut headings = self.words.headings.to_vec();
        self.dice.shuffle(&mut headings);
        headings.truncate(self.dice.below(3));
        let mut between = self.between(kind);

        let mut blocks: Vec<String> = Vec::new();
        let mut paragraphs = 0;
        let mut words = count_words(lead);
        while paragraphs < 3 || (words < target && paragraphs < 8) {
            let begun = blocks.len();
            if paragraphs > 0
                && self.dice.one_in(2)
                && let Some(heading) = headings.pop()
            {
                blocks.push(format!("## {}", self.fill(heading)));
            }
            blocks.push(self.paragraph(&mut sentences));
            blocks.extend(between.pop());
            paragraphs += 1;
            words += blocks.iter().skip(begun).map(|block| count_words(block)).sum::<usize>();
        }
        blocks.extend(between);
        blocks
    }

    fn paragraph(&mut self, sentences: &mut Vec<&str>) -> String {
        let length = self.dice.between(2, 4) as usize;
        let told: Vec<String> = (0..length).filter_map(|_| sentences.pop()).map(|sentence| self.fill(sentence)).collect();
        told.join(" ")
    }

    /// What stands between the paragraphs, the first of it last: 1 to 3 quotes, now and then a list or a table.
    fn between(&mut self, kind: &str) -> Vec<String> {
        let said = self.dice.some_of(self.words.quotes, 1, 3);
        let openings = self.dice.some_of(self.words.openings, said.len(), said.len());
        let mut blocks: Vec<String> = openings.into_iter().zip(said).map(|(opening, said)| self.quote(opening, said)).collect();
        if self.dice.one_in(3) {
            blocks.push(self.bulleted());
        }
        if self.dice.one_in(6) {
            blocks.push(self.numbered());
        }
        if self.dice.one_in(6) {
            blocks.push(self.table());
        }
        self.dice.shuffle(&mut blocks);
        if kind == "invitation" {
            blocks.push(self.fill(self.words.time_and_place));
        }
        blocks
    }

    /// "– ..., säger Anna Berg (S), ordförande i utbildningsnämnden."
    fn quote(&mut self, opening: &str, said: &str) -> String {
        let mut contact = Contact::new(self.department, self.dice.below(SEATS), self.language);
        if self.dice.one_in(4) {
            contact = Contact { name: self.person(), party: None, role: (*self.dice.pick(&self.voice.officers)).to_owned() };
        }
        let mut said = self.fill(said);
        if self.dice.one_in(2) {
            said = format!("{}. {said}", self.fill(opening));
        }
        let party = contact.party.map(|party| format!(" ({party})")).unwrap_or_default();
        format!("– {said}, {} {}{party}, {}.", self.dice.pick(self.words.says), contact.name, contact.role)
    }

    fn bulleted(&mut self) -> String {
        let intro = self.fill_one_of(self.words.list_intros);
        let items = self.dice.some_of(self.words.items, 3, 6);
        let items: Vec<String> = items.into_iter().map(|item| format!("- {}", self.fill(item))).collect();
        format!("{intro}\n\n{}", items.join("\n"))
    }

    /// Steps keep their order, so that they are taken from the beginning.
    fn numbered(&mut self) -> String {
        let length = self.dice.between(3, self.words.steps.len() as u64) as usize;
        let steps = self.words.steps.iter().take(length).enumerate();
        let steps: Vec<String> = steps.map(|(n, step)| format!("{}. {}", n + 1, self.fill(step))).collect();
        format!("{}\n\n{}", self.words.steps_intro, steps.join("\n"))
    }

    fn table(&mut self) -> String {
        let table = *self.dice.pick(self.words.tables);
        let rows = self.dice.between(3, table.rows.len() as u64) as usize;
        let rows = table.rows.iter().take(rows).copied();
        let lines: Vec<String> = table.head.into_iter().chain(rows).map(|line| self.fill(line)).collect();
        lines.join("\n")
    }

    /// "Läs mer", with one to three links; not every release has it.
    fn more(&mut self) -> Vec<String> {
        if self.dice.one_in(4) {
            return Vec::new();
        }
        let links = self.dice.some_of(self.words.links, 1, 3);
        let links: Vec<String> = links.into_iter().map(|link| self.fill(link)).collect();
        let list = if links.len() == 1 { links.concat() } else { format!("- {}", links.join("\n- ")) };
        vec![format!("## {}", self.words.more), list]
    }

    // Templates: `{slot}` stands for something of this story; with a capital letter, for a sentence that begins with it.

    fn fill_one_of(&mut self, templates: &[&str]) -> String {
        let template = *self.dice.pick(templates);
        self.fill(template)
    }

    fn fill(&mut self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, (slot, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
            text.push_str(before);
            let words = self.slot(&slot.to_ascii_lowercase());
            text.push_str(&if slot.starts_with(|c: char| c.is_ascii_uppercase()) { capitalised(&words) } else { words });
            rest = after;
        }
        text + rest
    }

    fn slot(&mut self, name: &str) -> String {
        let year = self.day.year();
        match name {
            "topic" => self.topic.clone(),
            "path" => slug(&self.topic),
            "place" => self.place.to_owned(),
            "neighbour" => self.neighbour.to_owned(),
            "street" => self.street.to_owned(),
            "area" => self.next_area().to_owned(),
            "committee" => self.voice.committee.to_owned(),
            "department" => BEATS[self.department].name.to_owned(),
            "person" => self.person(),
            "number" => self.dice.between(1, 78).to_string(),
            "few" => (*self.dice.pick(self.words.few)).to_owned(),
            "percent" => self.dice.between(11, 93).to_string(),
            "some" => self.dice.between(14, 380).to_string(),
            "count" => self.count(),
            "many" => {
                let number = self.dice.between(1_100, 18_000);
                self.grouped(number)
            }
            "amount" => self.amount(),
            "time" => self.time_of_day(),
            "date" => {
                let day = self.day.plus(self.dice.between(6, 170));
                self.date(day)
            }
            "past" => {
                let day = self.day.minus(self.dice.between(8, 340));
                self.date(day)
            }
            "next" => {
                self.plan = self.plan.plus(self.dice.between(9, 60));
                self.date(self.plan)
            }
            "month" => {
                let day = self.day.plus(self.dice.between(40, 700));
                format!("{} {}", self.words.months[day.month() - 1], day.year())
            }
            "year" => (year + self.dice.between(1, 6) as i64).to_string(),
            "thisyear" => year.to_string(),
            "lastyear" => (year - 1).to_string(),
            "pastyear" => (year - self.dice.between(2, 9) as i64).to_string(),
            "right" => self.right.to_string(),
            "wrong" => self.wrong.to_string(),
            "rightday" => self.date(self.right_day),
            "wrongday" => self.date(self.wrong_day),
            // Seen at once by whoever reads the release.
            unknown => format!("{{{unknown}}}"),
        }
    }

    fn next_area(&mut self) -> &'static str {
        self.area = (self.area + 1) % PLACES.len();
        PLACES[self.area]
    }

    fn person(&mut self) -> String {
        format!("{} {}", self.dice.pick(FIRST_NAMES), self.dice.pick(LAST_NAMES))
    }

    /// Day and month are held together by a no-break space now and then, as careful writers do.
    fn date(&mut self, day: Day) -> String {
        let gap = if self.dice.one_in(6) { NO_BREAK } else { ' ' };
        let (year, month, day) = day.civil();
        format!("{day}{gap}{} {year}", self.words.months[month - 1])
    }

    /// Small numbers are more common than large ones.
    fn count(&mut self) -> String {
        let top = *self.dice.pick(&[90, 400, 400, 2_500, 18_000]);
        let number = self.dice.between(14, top);
        self.grouped(number)
    }

    fn amount(&mut self) -> String {
        let whole = self.dice.between(2, 90);
        let tenth = self.dice.between(1, 9);
        let thousands = self.dice.between(15, 190) * 5_000;
        let exact = self.dice.one_in(2);
        match (self.dice.one_in(3), self.language) {
            (true, Language::Swedish) => format!("{}{NO_BREAK}kronor", self.grouped(thousands)),
            (true, Language::English) => format!("SEK {}", self.grouped(thousands)),
            (false, Language::Swedish) if exact => format!("{whole},{tenth} miljoner kronor"),
            (false, Language::Swedish) => format!("{whole} miljoner kronor"),
            (false, Language::English) if exact => format!("SEK{NO_BREAK}{whole}.{tenth} million"),
            (false, Language::English) => format!("SEK {whole} million"),
        }
    }

    fn grouped(&self, number: u64) -> String {
        let gap = match self.language {
            Language::Swedish => NO_BREAK,
            Language::English => ',',
        };
        if number < 1_000 { number.to_string() } else { format!("{}{gap}{:03}", number / 1_000, number % 1_000) }
    }

    fn time_of_day(&mut self) -> String {
        let (hour, minute) = (self.dice.between(8, 19), 15 * self.dice.between(0, 3));
        match self.language {
            Language::Swedish if self.dice.one_in(3) => format!("kl.{NO_BREAK}{hour}.{minute:02}"),
            Language::Swedish => format!("klockan {hour}.{minute:02}"),
            Language::English => format!("at {hour}:{minute:02}"),
        }
    }
}

const NO_BREAK: char = '\u{a0}';

fn count_words(text: &str) -> usize {
    text.split(' ').count()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `a-z`, `0-9` and single hyphens, at most 70 of them, cut at a word.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'å' | 'ä' => slug.push('a'),
            'ö' => slug.push('o'),
            'é' => slug.push('e'),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    if slug.len() > 70 {
        slug.truncate(70);
        slug.truncate(slug.rfind('-').unwrap_or(70));
    }
    slug.trim_end_matches('-').to_owned()
}

// Chance and the calendar, without anything from outside: the same on every machine.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and even enough for this.
struct Dice(u64);

/// The golden ratio in 64 bits.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Gives every number another one that looks like chance; no two the same, which makes ids of it.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(mixed(seed.wrapping_mul(GOLDEN)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }

    fn below(&mut self, limit: usize) -> usize {
        share(self.next(), limit as u64) as usize
    }

    /// Both ends can come.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + share(self.next(), high - low + 1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// `low` to `high` of `things`, none twice.
    fn some_of<T: Copy>(&mut self, things: &[T], low: usize, high: usize) -> Vec<T> {
        let mut things = things.to_vec();
        self.shuffle(&mut things);
        things.truncate(self.between(low as u64, high as u64) as usize);
        things
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }
}

/// `number`, of all that 64 bits can hold, brought down to below `limit`.
fn share(number: u64, limit: u64) -> u64 {
    ((u128::from(number) * u128::from(limit)) >> 64) as u64
}

/// A day of the calendar: days since 1970-01-01.
#[derive(Clone, Copy)]
struct Day(i64);

impl Day {
    /// 2010-01-01.
    const FIRST: Day = Day(14_610);
    /// 2026-10-31. A change comes up to two weeks later, and nothing of the corpus lies ahead of those who wrote this.
    const LAST: Day = Day(20_757);

    /// Steps of the golden ratio lie evenly over the years, whatever their number. Few releases come out on a weekend.
    fn of_release(n: u64, dice: &mut Dice) -> Day {
        let day = Day::FIRST.plus(share(n.wrapping_mul(GOLDEN), (Day::LAST.0 - Day::FIRST.0 + 1) as u64));
        let weekend = dice.one_in(8);
        match day.weekday() {
            5 if !weekend => day.minus(1),
            6 if !weekend => day.plus(1),
            _ => day,
        }
    }

    fn plus(self, days: u64) -> Day {
        Day(self.0 + days as i64)
    }

    fn minus(self, days: u64) -> Day {
        Day(self.0 - days as i64)
    }

    /// 0 is Monday; 1970 began on a Thursday.
    fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// Year, month and day, by Howard Hinnant's `civil_from_days` for days after 1970:
    /// <https://howardhinnant.github.io/date_algorithms.html>
    fn civil(self) -> (i64, usize, i64) {
        let days = self.0 + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        // The year begins in March, so that the day of the leap year is its last.
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month as usize, day)
    }

    fn year(self) -> i64 {
        self.civil().0
    }

    fn month(self) -> usize {
        self.civil().1
    }

    fn iso(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year}-{month:02}-{day:02}")
    }

    /// From the last Sunday of March to the one of October, for hours of work: they come after the clocks are set.
    fn is_summer_time(self) -> bool {
        let (_, month, day) = self.civil();
        let last_sunday_has_come = day + 6 - self.weekday() > 31 || (self.weekday() == 6 && day > 24);
        match month {
            3 => last_sunday_has_come,
            10 => !last_sunday_has_come,
            month => (4..=9).contains(&month),
        }
    }
}

// The words. First what the languages share, then what each has of its own.

#[derive(Clone, Copy, PartialEq)]
enum Language {
    Swedish,
    English,
}

impl Language {
    fn words(self) -> &'static Words {
        match self {
            Language::Swedish => &SWEDISH,
            Language::English => &ENGLISH,
        }
    }
}

/// What a release of one language is made of.
struct Words {
    chair: &'static str,
    deputy: &'static str,
    press_officer: &'static str,
    months: [&'static str; 12],
    few: &'static [&'static str],
    headlines: &'static [&'static str],
    invitations: &'static [&'static str],
    statements: &'static [&'static str],
    /// Makes a headline longer than it should be.
    long_tail: &'static str,
    leads: &'static [&'static str],
    sentences: &'static [&'static str],
    headings: &'static [&'static str],
    /// What may stand before what is said.
    openings: &'static [&'static str],
    quotes: &'static [&'static str],
    says: &'static [&'static str],
    time_and_place: &'static str,
    list_intros: &'static [&'static str],
    items: &'static [&'static str],
    steps_intro: &'static str,
    steps: &'static [&'static str],
    tables: &'static [Table],
    more: &'static str,
    links: &'static [&'static str],
    amendments: &'static [Amendment],
}

#[derive(Clone, Copy)]
struct Table {
    head: [&'static str; 2],
    rows: &'static [&'static str],
}

/// A change: what readers are told, the paragraph as it is, and as it was (empty: it was not there).
struct Amendment {
    kind: &'static str,
    note: &'static str,
    now: &'static str,
    before: &'static str,
}

/// A department and what it sends releases about.
struct Beat {
    key: &'static str,
    name: &'static str,
    duty: &'static str,
    topics: &'static [&'static str],
    swedish: Voice,
    english: Voice,
}

/// A department in one language.
struct Voice {
    committee: &'static str,
    officers: [&'static str; 3],
    /// Noun phrases with an article, so that they can begin a sentence and end it.
    subjects: &'static [&'static str],
    told: &'static [&'static str],
}

impl Beat {
    fn voice(&self, language: Language) -> &Voice {
        match language {
            Language::Swedish => &self.swedish,
            Language::English => &self.english,
        }
    }
}

const TOPICS: [(&str, &str); 12] = [
    ("forskola-och-skola", "Förskola och skola"),
    ("barn-och-unga", "Barn och unga"),
    ("bygga-och-bo", "Bygga och bo"),
    ("trafik-och-gator", "Trafik och gator"),
    ("kultur", "Kultur"),
    ("idrott-och-fritid", "Idrott och fritid"),
    ("aldre-och-omsorg", "Äldre och omsorg"),
    ("stod-och-trygghet", "Stöd och trygghet"),
    ("kommun-och-politik", "Kommun och politik"),
    ("miljo-och-klimat", "Miljö och klimat"),
    ("vatten-och-avfall", "Vatten och avfall"),
    ("arbete-och-foretag", "Arbete och företag"),
];

const PARTIES: &[&str] = &["S", "M", "C", "L", "V", "KD", "MP"];

#[rustfmt::skip]
const PLACES: &[&str] = &[
    "Norra hamnen", "Klockarängen", "Ekdungen", "Tallhöjden", "Sjöhagen", "Kvarnbäcken", "Östra åsen", "Lillskogen", "Granbacka",
    "Mellangården", "Varvsudden", "Solgläntan", "Bruksparken", "Ängsholmen", "Västerviken", "Stenmalmen", "Rönnlunda",
    "Fyrbacken", "Skeppsbro", "Hasselåsen", "Åkerdal", "Björkhult", "Södra strand", "Prästhagen", "Gropängen", "Lövnäset",
    "Kyrkviken", "Måsholmen", "Torpaslätten", "Höganäset", "Enestad", "Mossbylund", "Vargtorp", "Älgmarken", "Färjeläget",
    "Nybygget",
];

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Kvarnvägen", "Hamngatan", "Skolstigen", "Ringleden", "Åsvägen", "Bruksgatan", "Sjöpromenaden", "Tegelgränd", "Björkallén",
    "Repslagargatan", "Stationsvägen", "Fyrvägen", "Ängsgatan", "Prästgårdsvägen", "Mejerigatan", "Lotsgatan", "Södra vägen",
    "Torggatan",
];

#[rustfmt::skip]
const FIRST_NAMES: &[&str] = &[
    "Agnes", "Albin", "Alva", "Amir", "Anita", "Arvid", "Astrid", "Axel", "Beata", "Bengt", "Berit", "Birk", "Bodil", "Cecilia",
    "Darja", "Disa", "Edvin", "Eira", "Elsa", "Emil", "Esam", "Fredrik", "Frida", "Gabriel", "Gerda", "Gustav", "Hedda", "Helge",
    "Hilma", "Idris", "Inez", "Ivar", "Jasmin", "Joel", "Judit", "Kajsa", "Klas", "Lena", "Linus", "Lovisa", "Märta", "Milan",
    "Nadja", "Noa", "Olle", "Östen", "Petra", "Rakel", "Rune", "Samira", "Signe", "Sixten", "Svea", "Tage", "Tuva", "Ulrika",
    "Valter", "Vera", "Yasin", "Åke",
];

/// Sixty, none of them common: nobody who lives should be meant.
#[rustfmt::skip]
const LAST_NAMES: &[&str] = &[
    "Alvik", "Askerud", "Backhult", "Bergåsen", "Björkenäs", "Bladh-Strand", "Brunnsäter", "Dalhage", "Djupvall", "Ekdunge",
    "Enbacke", "Fallängen", "Fjärdholm", "Flodmark", "Fågelbo", "Granhult", "Grindvik", "Gärdhage", "Hagsäter", "Hammarvall",
    "Hasselmark", "Hedkvarn", "Holmsäter", "Hällbacke", "Isakvist", "Järvhult", "Kallvik", "Klintås", "Kornvall", "Kvarnström-Ek",
    "Lindsäter", "Ljungdunge", "Lövgrind", "Malmhage", "Mossvik", "Myrsäter", "Nordhult", "Nyhage", "Näsbacke", "Oxelvik",
    "Rismark", "Ronnåker", "Rönnhult", "Sandsäter", "Sjöhage", "Skogvall", "Slättmark", "Stenhage", "Strömsäter", "Svalvik",
    "Tallåsen", "Torsmark", "Tångvall", "Ullvik", "Vassbo", "Videmark", "Vintersäter", "Åkerhult", "Ängsvall", "Örnsäter",
];

#[rustfmt::skip]
const SWEDISH_MONTHS: [&str; 12] = [
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
];

const SWEDISH: Words = Words {
    chair: "ordförande i {committee}",
    deputy: "vice ordförande i {committee}",
    press_officer: "presskontakt",
    months: SWEDISH_MONTHS,
    few: &["två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"],
    headlines: &[
        "Nu börjar arbetet med {topic}",
        "{Committee} säger ja till {topic}",
        "{Amount} till {topic}",
        "{Percent} procent vill behålla {topic}",
        "{Topic} dröjer till {month}",
        "{Topic} invigs den {date}",
        "{Count} synpunkter på {topic}",
        "Ny rapport om {topic}",
        "Möte om {topic} den {date}",
        "Tyck till om {topic} före den {date}",
        "{Topic} utvärderas efter {few} år",
        "Tidsplanen för {topic} ligger fast",
        "Upphandlingen av {topic} görs om",
        "Kostnaden för {topic} blir {amount}",
        "Beslut om {topic} väntas i {month}",
        "{Topic} – därför tar det tid",
        "Så påverkas {neighbour} av {topic}",
        "Solvik får pris för {topic}",
        "{Count} invånare har frågat om {topic}",
        "{Topic}: det här gäller från den {date}",
        "Fler från {neighbour} deltar i samtalen om {topic}",
        "{Committee} skjuter upp {topic} till {year}",
        "Grannkommuner studerar {topic}",
        "{Person} leder arbetet med {topic}",
    ],
    invitations: &[
        "Pressträff om {topic} den {date}",
        "Visning för medier av {topic} den {date}",
        "Möt {person} för samtal om {topic}",
        "Medier bjuds in: {topic}",
    ],
    statements: &[
        "Kommentar till uppgifterna om {topic}",
        "{Committee} svarar om {topic}",
        "Uttalande från {committee} om {topic}",
        "Med anledning av frågorna om {topic}",
    ],
    long_tail: " – så påverkas den som bor, arbetar, går i skolan eller driver företag i {place} och {neighbour} fram till {month}",
    leads: &[
        "{Committee} beslutade den {past} att gå vidare med {topic}. Kostnaden beräknas till {amount}, och arbetet ska vara klart i {month}.",
        "Från den {date} gäller nya villkor för {topic}. Omkring {count} hushåll i {place} och {neighbour} berörs.",
        "{Topic} kostar {amount}. Nu har {committee} sagt sitt, och de första åtgärderna börjar redan i {month}.",
        "Efter {few} år av förberedelser blir {topic} verklighet. Solvik kommun räknar med {many} besökare och användare under {year}.",
        "{Percent} procent av de svarande är nöjda med {topic}. Det visar en enkät som {count} invånare har besvarat sedan {pastyear}.",
        "Solvik kommun ändrar planerna för {topic}. Skälet är att kostnaden har stigit med {percent} procent sedan {pastyear}.",
        "Den som bor i {place} får säga sitt om {topic}. Synpunkter kan lämnas till och med den {date}.",
        "Tillsammans med {few} föreningar i {neighbour} prövar Solvik kommun ett nytt sätt att arbeta med {topic}. Försöket pågår till {month}.",
        "En genomgång av {topic} är färdig. Den visar att {amount} kan användas bättre, och att {percent} procent av målen är uppfyllda.",
        "Solvik kommun och tre grannkommuner går samman om {topic}. Avtalet skrevs under den {past} och gäller till {year}.",
        "I dag presenterar {committee} sitt förslag om {topic}. Förslaget berör {count} personer och kostar {amount} fram till {year}.",
    ],
    sentences: &[
        "Arbetet i {place} började den {past} och beräknas pågå till {month}.",
        "Kostnaden ryms i den ram som {committee} har fastställt för {thisyear}. Av pengarna går {amount} till material och resten till löner och upphandlade tjänster.",
        "Under {lastyear} hörde {count} invånare av sig med frågor, och de flesta gällde just {topic}.",
        "Förvaltningen har gått igenom {count} synpunkter som kom in före den {past}.",
        "Jämfört med {lastyear} har intresset i {neighbour} ökat med {percent} procent.",
        "Skillnaden mellan {place} och {neighbour} har minskat sedan {pastyear}, men den är fortfarande tydlig.",
        "I ett första steg prioriteras {place}, och därefter följer {neighbour}.",
        "Ett öppet möte hålls den {date} {time} i samlingslokalen på {street} {number}. Den som inte kan komma får samma uppgifter per brev senast den {date}.",
        "Resultatet redovisas för {committee} i {month}.",
        "Omkring {percent} procent av de tillfrågade känner till förändringen, visar en enkät med {some} svar.",
        "Tidsplanen bygger på att upphandlingen är avslutad före den {date}.",
        "{Few} företag lämnade anbud innan tiden gick ut den {past}.",
        "Avtalet gäller i {few} år och kan förlängas vid två tillfällen.",
        "Ingen verksamhet behöver stänga, men öppettiderna ändras under {few} veckor.",
        "Den som har frågor når kontaktcenter på vardagar mellan klockan 8.00 och 16.30.",
        "Beslutet fattades i enighet den {past}.",
        "En ledamot reserverade sig mot beslutet och ville avvakta till {month}.",
        "Bakgrunden är en utredning från {pastyear} som visade att behoven växer snabbare än beräknat.",
        "Enligt prognosen får {place} {many} nya invånare till {year}.",
        "De {count} hushåll som berörs mest får ett särskilt brev den {date}.",
        "Underlaget finns att läsa i kommunhuset på {street} {number} till och med den {date}. Handlingarna finns också [i kommunens diarium](https://diarium.solvik.example/{thisyear}/{number}), med bilagor från {pastyear}.",
        "**Observera** att sista dagen för synpunkter är den {date}.",
        "Kommunen följer *riktlinjen för delaktighet*, som antogs {pastyear}.",
        "Statsbidrag täcker {percent} procent av kostnaden under de första {few} åren. Resten, {amount}, tas ur budgeten för {year}.",
        "Projektet leds av {person}, som närmast kommer från ett liknande uppdrag i {neighbour}.",
        "En grupp med {few} personer från förvaltningen och föreningslivet har träffats regelbundet sedan {pastyear}.",
        "Det var {person} i {neighbour} som väckte frågan med ett medborgarförslag {pastyear}.",
        "Tillgängligheten har granskats av funktionsrättsrörelsen, som lämnade {few} förslag till förbättringar. De flesta genomförs direkt; resten prövas när budgeten för {year} läggs fram.",
        "Barn och unga har fått säga sitt vid {few} träffar i {place}.",
        "På sikt räknar kommunen med att {topic} gör det möjligt att spara {amount} om året.",
        "Risken för förseningar bedöms som liten, men vintern kan påverka arbetet längs {street}.",
        "Den som går eller cyklar leds om via {street} till och med den {date}.",
        "Samma modell har prövats i {few} andra kommuner, med goda resultat. Där minskade klagomålen med {percent} procent mellan {pastyear} och {lastyear}.",
        "Kommunens revisorer har bett om en uppföljning senast den {date}. I uppföljningen ingår både kostnader och vad invånarna tycker.",
        "Uppgifterna i den här texten gäller den dag då den publiceras.",
        "All information finns på svenska, och en kort version finns på lättläst svenska, finska och engelska.",
        "Frågan har beretts i {committee} vid {few} sammanträden sedan den {past}.",
        "Om beslutet överklagas flyttas starten till {month}.",
        "Länsstyrelsen fick ärendet för yttrande den {past} och hade inga invändningar.",
        "Sammanlagt {count} personer besökte utställningen om förslaget på biblioteket i {place}.",
        "Till dem som arbetar i {neighbour} skickas information genom arbetsgivarna.",
        "För år {year} finns {amount} avsatta, och därefter {amount} om året.",
        "Mätningar på {street} visar att {percent} procent av resorna dit sker till fots eller med cykel.",
    ],
    headings: &[
        "Bakgrund",
        "Så går arbetet till",
        "Tidsplan",
        "Kostnader",
        "Det här händer nu",
        "Frågor och svar om {topic}",
        "För dig som bor i {place}",
        "Nästa steg",
        "Vad beslutet innebär",
        "Om undersökningen",
        "Fakta i korthet",
        "Trafiken vid {street}",
    ],
    openings: &[
        "Det här är ett besked som många har väntat på",
        "Jag förstår att frågorna är många",
        "Nu vet vi vad som gäller",
        "Vi har tagit oss tid att göra det här ordentligt",
        "Det är inte färdigt än",
        "Siffrorna talar för sig själva",
        "Ingen ska behöva vänta längre än nödvändigt",
        "Vi har lärt oss mycket av arbetet i {neighbour}",
    ],
    quotes: &[
        "Det betyder mycket för alla som bor i {place}",
        "Jag är glad att så många har sagt vad de tycker om {topic}",
        "Vi kan inte lova att allt är klart före {month}, men vi gör vad vi kan",
        "För mig är det viktigaste att kvaliteten håller även när budgeten är stram",
        "Utan föreningarna i {neighbour} hade vi aldrig kommit så här långt",
        "Pengarna räcker längre när vi planerar tillsammans",
        "Vi återkommer till {committee} så snart vi vet vad det kostar",
        "Det ska vara lätt att förstå vad kommunen gör och varför",
        "När {percent} procent säger att de är nöjda kan vi sträcka på oss, men inte luta oss tillbaka",
        "Vi har hört kritiken och ändrat förslaget på {few} punkter",
        "Barnen i {place} har längtat efter det här",
        "Den som har synpunkter ska höra av sig, helst redan i dag",
        "Kostnaden är hög, men alternativet hade blivit dyrare",
        "Att {topic} nu får en egen budget visar att vi menar allvar",
        "Vi vill att Solvik ska vara en plats där man gärna stannar kvar",
        "Det är ett litet steg för kommunen men ett stort för dem som berörs",
        "Mina kollegor har gjort ett fantastiskt arbete sedan {pastyear}",
        "I {place} ser vi redan en skillnad, och den vill vi se i hela kommunen",
        "Samarbetet med grannkommunerna gör oss mindre sårbara",
        "Vi mäter varje kvartal och berättar öppet hur det går",
    ],
    says: &["säger", "säger", "säger", "berättar", "menar", "konstaterar", "förklarar"],
    time_and_place: "**Tid:** den {date} {time}\\\n**Plats:** {street} {number}, {place}\\\n**Anmälan:** [press@solvik.example](mailto:press@solvik.example) senast dagen före",
    list_intros: &[
        "I beslutet ingår bland annat:",
        "Det här är på gång:",
        "Så här används pengarna:",
        "Förslaget innebär:",
        "För invånarna betyder det:",
    ],
    items: &[
        "{some} nya platser i {place}",
        "ny belysning längs {street}",
        "öppet till {time} på torsdagar",
        "{amount} till underhåll",
        "ett möte i {neighbour} den {date}",
        "skyltar på lättläst svenska",
        "träd av {few} sorter vid {street}",
        "en uppföljning som är klar i {month}",
        "{few} nya tjänster från den {date}",
        "en entré utan trappsteg",
        "fler cykelställ och en pump",
        "avgiftsfritt för barn och unga under {thisyear}",
        "ett råd med {few} invånare från {place}",
        "bättre ljud i samlingssalen",
        "en gemensam telefonkö för hela kommunen",
        "utbildning för {some} medarbetare",
    ],
    steps_intro: "Så ser vägen fram ut:",
    steps: &[
        "Förslaget visas i kommunhuset från den {next}.",
        "Synpunkter tas emot till och med den {next}.",
        "{Committee} tar ställning den {next}.",
        "Upphandlingen annonseras den {next}.",
        "Arbetet i {place} börjar den {next}.",
        "En första uppföljning görs den {next}.",
    ],
    tables: &[
        Table {
            head: ["| Område | {lastyear} | {thisyear} |", "| --- | ---: | ---: |"],
            rows: &["| {area} | {some} | {some} |"; 6],
        },
        Table {
            head: ["| Post | Belopp |", "| --- | ---: |"],
            rows: &[
                "| Mark och ledningar | {amount} |",
                "| Byggnader | {amount} |",
                "| Inventarier | {amount} |",
                "| Projektledning | {amount} |",
                "| Oförutsett | {amount} |",
            ],
        },
        Table {
            head: ["| Datum | Vad händer | Plats |", "| --- | --- | --- |"],
            rows: &[
                "| {next} | Öppet möte | {area} |",
                "| {next} | Visning | {area} |",
                "| {next} | Frågestund | {area} |",
                "| {next} | Invigning | {area} |",
            ],
        },
        Table {
            head: ["| Område | Svarande | Nöjda |", "| :--- | ---: | :---: |"],
            rows: &["| {area} | {some} | {percent} procent |"; 5],
        },
    ],
    more: "Läs mer",
    links: &[
        "[{Topic}](https://www.solvik.example/{path})",
        "[Handlingar till {committee}](https://diarium.solvik.example/{thisyear}/{number})",
        "[Karta över {place}](https://karta.solvik.example/omraden/{number})",
        "[Frågor och svar](https://www.solvik.example/fragor-och-svar/{number})",
        "[Lämna en synpunkt](https://tycktill.solvik.example/)",
        "[Rapport från Kommunmätarna, {pastyear}](https://www.kommunmatarna.example/rapporter/{number})",
        "[Bilder för medier](https://bilder.solvik.example/{thisyear}/{number})",
        "[Budget för {thisyear}](https://www.solvik.example/budget/{thisyear})",
    ],
    amendments: &[
        Amendment {
            kind: "correction",
            note: "Antalet platser är {right}. I den första versionen stod {wrong}.",
            now: "När allt är färdigt finns det {right} platser.",
            before: "När allt är färdigt finns det {wrong} platser.",
        },
        Amendment {
            kind: "correction",
            note: "Sista dagen för anmälan är den {rightday}. I den första versionen stod den {wrongday}.",
            now: "Anmälan är öppen till och med den {rightday}.",
            before: "Anmälan är öppen till och med den {wrongday}.",
        },
        Amendment {
            kind: "update",
            note: "Mötet har flyttats till den {rightday}.",
            now: "Nästa möte hålls den {rightday} och är öppet för alla.",
            before: "Nästa möte hålls den {wrongday} och är öppet för alla.",
        },
        Amendment {
            kind: "update",
            note: "Texten har kompletterats med hur man når kommunen utan internet.",
            now: "Den som inte använder internet kan skriva eller ringa till kontaktcenter, så kommer blanketterna med post.",
            before: "",
        },
    ],
};

#[rustfmt::skip]
const ENGLISH_MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

const ENGLISH: Words = Words {
    chair: "chair of {committee}",
    deputy: "deputy chair of {committee}",
    press_officer: "press officer",
    months: ENGLISH_MONTHS,
    few: &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    headlines: &[
        "Work begins on {topic}",
        "{Committee} says yes to {topic}",
        "{Amount} for {topic}",
        "{Topic} will be ready in {month}",
        "{Count} comments on {topic}",
        "New report about {topic}",
        "{Percent} per cent want to keep {topic}",
        "How {neighbour} is affected by {topic}",
        "{Topic} opens on {date}",
        "Neighbouring towns study {topic}",
    ],
    invitations: &["Press briefing about {topic} on {date}", "Media are invited to see {topic}"],
    statements: &["Statement about {topic}", "{Committee} answers questions about {topic}"],
    long_tail: " – what it means for everybody who lives, works, studies or runs a business in {place} and {neighbour} until {month}",
    leads: &[
        "On {past} {committee} decided to go ahead with {topic}. The cost is estimated at {amount}, and the work should be done in {month}.",
        "From {date} new terms apply to {topic}. About {count} households in {place} and {neighbour} are affected.",
        "After {few} years of preparation {topic} is about to open. The municipality of Solvik expects {many} visitors in {year}.",
        "{Percent} per cent of those who answered are pleased with {topic}. {Count} residents took part in the survey.",
        "Solvik changes its plans for {topic}. The cost has risen by {percent} per cent since {pastyear}.",
    ],
    sentences: &[
        "Work in {place} began on {past} and is expected to go on until {month}.",
        "The cost is within the limits that {committee} has set for {thisyear}. Of the money {amount} goes to material and the rest to wages and services.",
        "In {lastyear} we had {count} questions from residents, and most of them were about {topic}.",
        "The department has read the {count} comments that came in before {past}.",
        "Compared with {lastyear} interest in {neighbour} has grown by {percent} per cent.",
        "The difference between {place} and {neighbour} has become smaller since {pastyear}.",
        "In a first step {place} comes first, and {neighbour} follows.",
        "An open meeting is held on {date} {time} in the assembly hall at {street} {number}. Those who cannot come receive a letter no later than {date}.",
        "The result is presented to {committee} in {month}.",
        "The timetable depends on the tender being closed before {date}.",
        "{Few} companies sent a bid before the time ran out on {past}.",
        "The contract runs for {few} years and can be extended twice.",
        "Nothing has to close, but the opening hours change for {few} weeks.",
        "The decision was unanimous.",
        "An inquiry of {pastyear} showed that needs are growing faster than foreseen.",
        "By {year} the district of {place} is expected to have {many} new residents.",
        "Letters to the {count} households nearest to {street} are sent on {date}.",
        "All documents can be read in the town hall at {street} {number} until {date}. They are also found [in the public register](https://diarium.solvik.example/{thisyear}/{number}).",
        "**Please note** that the last day for comments is {date}.",
        "State grants cover {percent} per cent of the cost during the first {few} years. The rest, {amount}, is taken from the budget for {year}.",
        "The project is led by {person}, who comes from a similar task in {neighbour}.",
        "Children and young people have had their say at {few} meetings in {place}.",
        "In the long run the municipality expects to save {amount} a year.",
        "Pedestrians and cyclists are led along {street} until {date}.",
        "The same model has been tried in {few} other towns, with good results. There, complaints fell by {percent} per cent between {pastyear} and {lastyear}.",
        "The auditors have asked for a follow-up no later than {date}.",
        "A short version of this information is also found in Finnish and in plain Swedish.",
    ],
    headings: &["Background", "Timetable", "Costs", "What happens now", "For those who live in {place}", "The facts in short"],
    openings: &[
        "Many have waited for this",
        "I understand that there are questions",
        "It is not finished yet",
        "We took our time to do this properly",
    ],
    quotes: &[
        "It means a lot to everybody who lives in {place}",
        "I am glad that so many told us what they think about {topic}",
        "We cannot promise that all is ready before {month}, but we do what we can",
        "Without the clubs in {neighbour} we would never have come this far",
        "The cost is high, but the alternative would have been dearer",
        "We have listened to the criticism and changed {few} things",
        "It should be easy to see what the municipality does and why",
    ],
    says: &["says", "says", "explains", "adds"],
    time_and_place: "**Time:** {date} {time}\\\n**Place:** {street} {number}, {place}\\\n**Registration:** [press@solvik.example](mailto:press@solvik.example) no later than the day before",
    list_intros: &["The decision includes:", "This is what the money is used for:", "For residents it means:"],
    items: &[
        "{some} new places in {place}",
        "new lamps along {street}",
        "{amount} for maintenance",
        "a meeting in {neighbour} on {date}",
        "signs in plain Swedish and English",
        "an entrance without steps",
        "free of charge for children during {thisyear}",
        "training for {some} members of staff",
    ],
    steps_intro: "The way ahead:",
    steps: &[
        "The proposal is shown in the town hall from {next}.",
        "Comments are welcome until {next}.",
        "{Committee} decides on {next}.",
        "The tender is announced on {next}.",
        "Work in {place} begins on {next}.",
    ],
    tables: &[
        Table {
            head: ["| District | {lastyear} | {thisyear} |", "| --- | ---: | ---: |"],
            rows: &["| {area} | {some} | {some} |"; 5],
        },
        Table {
            head: ["| Item | Amount |", "| --- | ---: |"],
            rows: &[
                "| Ground and pipes | {amount} |",
                "| Buildings | {amount} |",
                "| Furniture | {amount} |",
                "| Management | {amount} |",
            ],
        },
    ],
    more: "Read more",
    links: &[
        "[{Topic}](https://www.solvik.example/en/{path})",
        "[Documents of {committee}](https://diarium.solvik.example/{thisyear}/{number})",
        "[Map of {place}](https://karta.solvik.example/omraden/{number})",
        "[Questions and answers](https://www.solvik.example/en/questions/{number})",
        "[Pictures for media](https://bilder.solvik.example/{thisyear}/{number})",
    ],
    amendments: &[
        Amendment {
            kind: "correction",
            note: "The number of places is {right}. The first version said {wrong}.",
            now: "When all is done there are {right} places.",
            before: "When all is done there are {wrong} places.",
        },
        Amendment {
            kind: "update",
            note: "The meeting has been moved to {rightday}.",
            now: "The next meeting is held on {rightday} and is open to all.",
            before: "The next meeting is held on {wrongday} and is open to all.",
        },
    ],
};

const BEATS: [Beat; 10] = [
    Beat {
        key: "utbildningsforvaltningen",
        name: "Utbildningsförvaltningen",
        duty: "förskola, grundskola, gymnasium och vuxenutbildning",
        topics: &["forskola-och-skola", "barn-och-unga"],
        swedish: Voice {
            committee: "utbildningsnämnden",
            officers: ["skolchef", "rektor", "chef för elevhälsan"],
            subjects: &[
                "den nya förskolan i {place}",
                "ombyggnaden av skolan vid {street}",
                "lässatsningen i {place}",
                "lovskolan i {place}",
                "modersmålsundervisningen i {place}",
                "skolvalet inför {year} i {place}",
                "elevhälsans arbetslag i {place}",
                "skolgården vid {street}",
                "öppna förskolan i {place}",
                "matsalen i skolan vid {street}",
            ],
            told: &[
                "Skolan får plats för {some} elever i {few} arbetslag.",
                "Andelen behöriga lärare är {percent} procent, mot {percent} procent i landet {pastyear}.",
                "Vårdnadshavare får besked om placering senast den {date}.",
                "Under ombyggnaden går eleverna i tillfälliga lokaler i {neighbour}.",
                "Elevhälsan får {few} nya tjänster, bland annat en skolpsykolog och en kurator.",
                "Fritidshemmet tar emot {some} barn och har öppet till {time}.",
                "Alla elever i årskurs fyra får låna tio böcker över sommaren {thisyear}.",
                "Maten lagas på plats, och {percent} procent av råvarorna är ekologiska.",
                "På föräldramötet den {past} deltog {some} vuxna.",
            ],
        },
        english: Voice {
            committee: "the education committee",
            officers: ["head of schools", "principal", "project manager"],
            subjects: &["the new preschool in {place}", "the rebuilt school on {street}", "the summer school in {place}"],
            told: &[
                "There is room for {some} pupils in {few} groups.",
                "Parents are told about their child's place no later than {date}.",
            ],
        },
    },
    Beat {
        key: "samhallsbyggnadsforvaltningen",
        name: "Samhällsbyggnadsförvaltningen",
        duty: "planer, bygglov, kartor och trafik",
        topics: &["bygga-och-bo", "trafik-och-gator", "kommun-och-politik"],
        swedish: Voice {
            committee: "samhällsbyggnadsnämnden",
            officers: ["planchef", "stadsarkitekt", "trafikplanerare"],
            subjects: &[
                "detaljplanen för {place}",
                "gång- och cykelbron vid {street}",
                "ombyggnaden av {street}",
                "översiktsplanen för {place}",
                "de nya bostäderna i {place}",
                "torget i {place}",
                "bullerskyddet längs {street}",
                "parkeringarna i {place}",
                "den nya busslinjen till {place}",
                "hastighetsgränsen på {street}",
            ],
            told: &[
                "Planen möjliggör {count} bostäder, varav {percent} procent med hyresrätt.",
                "Husen blir mellan två och {few} våningar höga.",
                "Hastigheten sänks till 30 kilometer i timmen från den {date}.",
                "Bron blir {number} meter lång och får egna fält för cyklar.",
                "Samrådet pågår till och med den {date}, och {count} fastighetsägare har fått en kallelse.",
                "Dagvattnet leds till öppna diken och växtbäddar i stället för till rör.",
                "Under {lastyear} passerade i genomsnitt {many} fordon om dygnet.",
                "Minst {few} parkeringsplatser reserveras för bilpooler.",
                "Arkeologer undersökte marken {pastyear} och fann spår av en gammal tegelugn.",
            ],
        },
        english: Voice {
            committee: "the planning committee",
            officers: ["head of planning", "town architect", "traffic planner"],
            subjects: &["the new homes in {place}", "the cycle bridge at {street}", "the town plan for {place}"],
            told: &[
                "The plan has room for {count} homes, {percent} per cent of them for rent.",
                "The houses will have two to {few} floors.",
            ],
        },
    },
    Beat {
        key: "kultur-och-fritidsforvaltningen",
        name: "Kultur- och fritidsförvaltningen",
        duty: "bibliotek, museer, simhallar och stöd till föreningar",
        topics: &["kultur", "idrott-och-fritid", "barn-och-unga"],
        swedish: Voice {
            committee: "kultur- och fritidsnämnden",
            officers: ["bibliotekschef", "fritidschef", "producent"],
            subjects: &[
                "det upprustade biblioteket i {place}",
                "sommarprogrammet i {place}",
                "kulturskolans kurser i {place}",
                "konstgräsplanen i {place}",
                "stödet till föreningarna i {place}",
                "utställningen om {place} i konsthallen",
                "simhallen i {place}",
                "fritidsgården vid {street}",
                "motionsspåret i {place}",
                "den nya scenen vid {street}",
            ],
            told: &[
                "Inträdet är fritt och ingen anmälan behövs.",
                "Under {lastyear} gjordes {many} besök, {percent} procent fler än {pastyear}.",
                "Biljetterna släpps den {date} {time}.",
                "Föreningar kan söka stöd till och med den {date}.",
                "Biblioteket lånade ut {many} böcker under {lastyear}, och {percent} procent av dem till barn.",
                "Simhallen håller stängt i {few} veckor medan ventilationen byts.",
                "Ungdomar mellan 13 och 19 år har själva bestämt vad som ska finnas.",
                "I programmet står allt från dockteater till föredrag om hamnens historia.",
                "Konstnären {person} visar {number} målningar som inte har visats förut.",
            ],
        },
        english: Voice {
            committee: "the culture committee",
            officers: ["head librarian", "head of leisure", "producer"],
            subjects: &["the restored library in {place}", "the summer programme in {place}", "the new stage at {street}"],
            told: &["Admission is free and there is no need to register.", "The library lent {many} books in {lastyear}."],
        },
    },
    Beat {
        key: "vard-och-omsorgsforvaltningen",
        name: "Vård- och omsorgsförvaltningen",
        duty: "hemtjänst, äldreboenden och stöd till anhöriga",
        topics: &["aldre-och-omsorg", "stod-och-trygghet"],
        swedish: Voice {
            committee: "vård- och omsorgsnämnden",
            officers: ["enhetschef i hemtjänsten", "omsorgschef", "medicinskt ansvarig sjuksköterska"],
            subjects: &[
                "äldreboendet i {place}",
                "trygghetslarmen i {place}",
                "stödet till anhöriga i {place}",
                "maten på äldreboendet vid {street}",
                "hemtjänstens nya scheman i {place}",
                "träffpunkten i {place}",
                "dagverksamheten vid {street}",
                "de mindre arbetslagen i {place}",
                "korttidsboendet i {place}",
            ],
            told: &[
                "Boendet får {number} lägenheter på {few} avdelningar.",
                "I den senaste mätningen svarade {percent} procent att de känner sig trygga.",
                "Var och en möter i genomsnitt {few} olika medarbetare på två veckor, mot {number} under {pastyear}.",
                "Larmen fungerar även utomhus och byts ut senast den {date}.",
                "Maten lagas i köket på {street} och serveras på fat.",
                "Anhöriga kan ringa rådgivningen på vardagar mellan klockan 9.00 och 15.00.",
                "Under {lastyear} utbildades {some} undersköterskor i bemötande vid demens.",
                "Kön till en plats är nu {few} veckor, den kortaste sedan {pastyear}.",
                "Två katter och {few} höns hör också till huset.",
            ],
        },
        english: Voice {
            committee: "the care committee",
            officers: ["head of home care", "head of care", "senior nurse"],
            subjects: &[
                "the new care home in {place}",
                "the meeting place for the elderly in {place}",
                "the safety alarms in {place}",
            ],
            told: &[
                "The home has {number} flats on {few} floors.",
                "In the latest survey {percent} per cent said that they feel safe.",
            ],
        },
    },
    Beat {
        key: "socialforvaltningen",
        name: "Socialförvaltningen",
        duty: "stöd till familjer, unga och den som har det svårt",
        topics: &["stod-och-trygghet", "barn-och-unga"],
        swedish: Voice {
            committee: "socialnämnden",
            officers: ["socialchef", "enhetschef", "samordnare för fältarbetet"],
            subjects: &[
                "familjecentralen i {place}",
                "fältgruppens kvällar i {place}",
                "stödet till våldsutsatta i {place}",
                "öppenvården för unga i {place}",
                "samarbetet med polisen i {place}",
                "skuldrådgivningen i {place}",
                "jourboendet vid {street}",
                "de trygga vuxna vid {street}",
                "föräldrakurserna i {place}",
            ],
            told: &[
                "Familjer kan få stöd direkt, utan att ansöka.",
                "Fältgruppen är ute {few} kvällar i veckan i {place} och {neighbour}.",
                "Under första halvåret {thisyear} kom {some} anmälningar om oro för barn.",
                "Handläggningstiden har kortats till {few} dagar.",
                "Rådgivningen hjälpte {some} hushåll under {lastyear}, och {percent} procent blev skuldfria.",
                "Jourboendet får {few} nya lägenheter med egen ingång.",
                "Polisen och kommunen skrev under ett nytt avtal den {past}.",
                "Otryggheten på {street} har minskat med {percent} procent sedan {pastyear}.",
                "Kurserna leds av {person} och ges på {few} språk.",
            ],
        },
        english: Voice {
            committee: "the social committee",
            officers: ["head of social services", "head of unit", "coordinator"],
            subjects: &["the family centre in {place}", "the parents' courses in {place}", "the advice on debts in {place}"],
            told: &["Families get support at once, without applying.", "Staff are out {few} evenings a week in {place}."],
        },
    },
    Beat {
        key: "kommunledningsforvaltningen",
        name: "Kommunledningsförvaltningen",
        duty: "budget, val, demokrati och service till invånarna",
        topics: &["kommun-och-politik", "arbete-och-foretag"],
        swedish: Voice {
            committee: "kommunstyrelsen",
            officers: ["kommundirektör", "ekonomichef", "kanslichef"],
            subjects: &[
                "budgeten för {place} {year}",
                "kommunhuset vid {street}",
                "medborgardialogen i {place}",
                "medborgarkontoret vid {street}",
                "kontaktcenter i {place}",
                "stadsarkivet vid {street}",
                "vallokalerna i {place}",
                "de öppna mötena i {place}",
                "överenskommelsen med företagen i {place}",
            ],
            told: &[
                "Resultatet blir {amount} bättre än väntat.",
                "Skattesatsen är oförändrad, liksom {lastyear}.",
                "Investeringarna uppgår till {amount}, och {percent} procent betalas med egna medel.",
                "Kommunfullmäktiges möte den {date} sänds direkt från {time}.",
                "I {place} var valdeltagandet {percent} procent.",
                "Kontaktcenter svarade på {many} samtal under {lastyear}, i genomsnitt inom {few} minuter.",
                "Allmänheten lämnade {number} förslag, och {few} av dem genomförs.",
                "Webbplatsen har {many} sidor, hälften så många som {pastyear}.",
                "Räntekostnaden ökar med {amount} om räntan stiger som Kommunmätarna tror.",
            ],
        },
        english: Voice {
            committee: "the municipal executive board",
            officers: ["chief executive", "head of finance", "head of administration"],
            subjects: &["the budget of {place}", "the citizens' dialogue in {place}", "the citizens' office on {street}"],
            told: &["The tax rate is unchanged.", "The result is {amount} better than expected."],
        },
    },
    Beat {
        key: "miljoforvaltningen",
        name: "Miljöförvaltningen",
        duty: "natur, klimat, livsmedel och hälsa",
        topics: &["miljo-och-klimat", "vatten-och-avfall"],
        swedish: Voice {
            committee: "miljönämnden",
            officers: ["miljöchef", "kommunekolog", "livsmedelsinspektör"],
            subjects: &[
                "klimatplanen för {place}",
                "badvattnet vid {place}",
                "naturreservatet i {place}",
                "kontrollen av restauranger i {place}",
                "våtmarken i {place}",
                "luftmätningarna på {street}",
                "kampanjen mot nedskräpning i {place}",
                "skyddet av ängarna i {place}",
                "laddplatserna vid {street}",
            ],
            told: &[
                "Utsläppen har minskat med {percent} procent sedan {pastyear}.",
                "Inspektörerna gjorde {some} besök och fann brister på {number} ställen.",
                "Våtmarken håller kvar näring som annars hade runnit ut i viken.",
                "Proverna från {few} badplatser den {past} var utan anmärkning.",
                "I reservatet lever {number} hotade arter, bland dem en mycket liten skalbagge.",
                "Halten av partiklar låg under gränsen alla dagar utom {few} under {lastyear}.",
                "Skolklasser plockade {count} kilo skräp den {past}.",
                "Slåttern görs med lie i augusti, och höet går till getterna i {neighbour}.",
                "Av kommunens bilar går {percent} procent på el.",
            ],
        },
        english: Voice {
            committee: "the environment committee",
            officers: ["head of environment", "ecologist", "food inspector"],
            subjects: &["the nature reserve in {place}", "the wetland in {place}", "the climate plan for {place}"],
            told: &[
                "Emissions have fallen by {percent} per cent since {pastyear}.",
                "Inspectors made {count} visits in {lastyear}.",
            ],
        },
    },
    Beat {
        key: "tekniska-forvaltningen",
        name: "Tekniska förvaltningen",
        duty: "vatten, avfall, parker och vinterväglag",
        topics: &["vatten-och-avfall", "trafik-och-gator", "bygga-och-bo"],
        swedish: Voice {
            committee: "tekniska nämnden",
            officers: ["chef för vatten och avlopp", "gatuchef", "parkchef"],
            subjects: &[
                "vattenledningen längs {street}",
                "återvinningscentralen i {place}",
                "snöröjningen i {place}",
                "belysningen längs {street}",
                "reningsverket i {place}",
                "lekplatsen i {place}",
                "dagvattendammen i {place}",
                "insamlingen av matavfall i {place}",
                "parken vid {street}",
                "vattentornet i {place}",
            ],
            told: &[
                "Vattnet stängs av den {date} {time} och är tillbaka efter {few} timmar.",
                "Ledningen lades på 1960-talet och har lagats vid {number} tillfällen sedan {pastyear}.",
                "Återvinningscentralen har öppet alla dagar utom röda dagar.",
                "Sammanlagt byts {many} lampor, och elen som går åt minskar med {percent} procent.",
                "När snödjupet är över {few} centimeter plogas gång- och cykelvägar först.",
                "Vattnet ska kokas tills proverna är godkända.",
                "Lekplatsen får {few} gungor, en linbana och mjukare mark.",
                "Varje hushåll får ett kärl med {few} fack senast den {date}.",
                "Dammen rymmer {many} kubikmeter och skyddar källarna längs {street}.",
            ],
        },
        english: Voice {
            committee: "the technical committee",
            officers: ["head of water", "head of streets", "head of parks"],
            subjects: &["the water main along {street}", "the recycling centre in {place}", "the playground in {place}"],
            told: &[
                "The water is turned off on {date} {time} and is back after {few} hours.",
                "The playground gets {few} swings and softer ground.",
            ],
        },
    },
    Beat {
        key: "arbetsmarknadsforvaltningen",
        name: "Arbetsmarknadsförvaltningen",
        duty: "arbete, språk och vuxnas lärande",
        topics: &["arbete-och-foretag", "forskola-och-skola"],
        swedish: Voice {
            committee: "arbetsmarknadsnämnden",
            officers: ["arbetsmarknadschef", "näringslivsutvecklare", "studievägledare"],
            subjects: &[
                "feriejobben i {place}",
                "yrkesutbildningarna vid {street}",
                "företagslotsen i {place}",
                "språkkaféerna i {place}",
                "jobbmässan i {place}",
                "lärlingsplatserna i {place}",
                "starta eget-kurserna i {place}",
                "praktikplatserna vid {street}",
                "verkstaden i {place}",
            ],
            told: &[
                "Förra sommaren fick {some} ungdomar sitt första jobb genom kommunen.",
                "Kurserna börjar den {date} och ges både på plats och på distans.",
                "Av deltagarna gick {percent} procent vidare till arbete eller studier.",
                "Ansökan är öppen till och med den {date}.",
                "På mässan möter {many} besökare {number} arbetsgivare.",
                "Ett företag som söker tillstånd får svar inom {few} dagar.",
                "Arbetslösheten i {place} är den lägsta sedan {pastyear}.",
                "I verkstaden lagas cyklar som sedan lånas ut till skolorna.",
                "Den som läser till undersköterska får lön under de sista {few} månaderna.",
            ],
        },
        english: Voice {
            committee: "the labour committee",
            officers: ["head of employment", "business developer", "careers adviser"],
            subjects: &["the job fair in {place}", "the language cafés in {place}", "the apprenticeships in {place}"],
            told: &["Of those who took part {percent} per cent went on to work or study.", "Courses begin on {date}."],
        },
    },
    Beat {
        key: "raddningstjansten",
        name: "Räddningstjänsten",
        duty: "räddning, förebyggande arbete och beredskap",
        topics: &["stod-och-trygghet", "kommun-och-politik"],
        swedish: Voice {
            committee: "räddningsnämnden",
            officers: ["räddningschef", "brandingenjör", "beredskapssamordnare"],
            subjects: &[
                "den nya brandstationen i {place}",
                "övningen i {place}",
                "eldningsförbudet i {place}",
                "trygghetspunkterna i {place}",
                "tillsynen av samlingslokaler i {place}",
                "beredskapslagret i {place}",
                "hembesöken i {place}",
                "sirenerna vid {street}",
                "rekryteringen av brandmän i {place}",
            ],
            told: &[
                "Från larm till plats tar det i genomsnitt {few} minuter.",
                "Ingen kom till skada, och skadorna på byggnaden är små.",
                "I övningen den {past} deltog {some} personer från {few} organisationer.",
                "Trygghetspunkterna ska kunna öppna inom {few} timmar.",
                "Förbudet gäller i hela kommunen från den {date} {time}.",
                "Under {lastyear} ryckte räddningstjänsten ut {count} gånger.",
                "Vid besöken kontrolleras brandvarnare, och {percent} procent av hemmen saknade en som fungerade.",
                "Stationen får {few} portar, gym och ett rum för vila.",
                "Lagret räcker för {many} personer i {few} dygn.",
            ],
        },
        english: Voice {
            committee: "the rescue committee",
            officers: ["fire chief", "fire engineer", "emergency planner"],
            subjects: &["the new fire station in {place}", "the exercise in {place}", "the emergency store in {place}"],
            told: &[
                "From alarm to arrival it takes {few} minutes on average.",
                "The store is enough for {many} people during {few} days.",
            ],
        },
    },
];
