//! Imports releases one after another; each can use the contacts and departments that earlier ones added.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::content::limits::{MAX_RELEASE_BYTES, MAX_TEXT_BYTES};
use crate::diag::Diagnostic;
use crate::import::boilerplate::BoilerplateTarget;
use crate::import::decode::{self, DecodedInput};
use crate::import::feed::{self, Feed, FeedItem, FeedSyntax, Identity};
use crate::import::imported::{ImportOutcome, Imported, InputRest, Omission, OmissionReason};
use crate::import::input::{ExistingContent, Input};
use crate::import::recognize::{self, RecognizedRelease};
use crate::import::registries::{ContactRegistry, DepartmentRegistry};
use crate::import::source_map::{self, InputText};
use crate::import::{date, html, markdown, plain, topics, write};
use crate::model::{Day, Kind, Moment, ReleaseId, Slug};
use crate::msg;

/// Imports inputs into one content folder.
#[derive(Debug)]
pub struct Importer<'a> {
    existing: &'a ExistingContent<'a>,
    contacts: ContactRegistry,
    departments: DepartmentRegistry,
    /// Folders by release id, of existing and imported releases.
    releases: BTreeMap<String, String>,
    /// Days and folders by the hash of minted ids: the same words on another day are another release.
    minted: BTreeMap<String, Vec<(Day, String)>>,
    /// The seconds (Unix) of releases with only a day.
    seconds: BTreeSet<i64>,
    /// Every folder in use, without a slash at its end.
    folders: BTreeSet<String>,
    /// The lowest number that may be free, by the folder name without a number.
    numbers: BTreeMap<String, u32>,
}

impl<'a> Importer<'a> {
    /// # Errors
    ///
    /// When `contacts.toml` or `departments.toml` is not valid TOML.
    pub fn new(existing: &'a ExistingContent<'a>) -> Result<Importer<'a>, Vec<Diagnostic>> {
        let mut minted: BTreeMap<String, Vec<(Day, String)>> = BTreeMap::new();
        for (id, folder) in existing.releases {
            if let Some((hash, day)) = minted_parts(id) {
                minted.entry(hash.to_owned()).or_default().push((day, folder.clone()));
            }
        }
        let folders = existing.folders.iter().chain(existing.releases.values());
        Ok(Importer {
            existing,
            contacts: ContactRegistry::read(existing.contacts)?,
            departments: DepartmentRegistry::read(existing.departments, existing.sender)?,
            releases: existing.releases.clone(),
            minted,
            seconds: existing.seconds.clone(),
            folders: folders.map(|folder| folder.trim_end_matches('/').to_owned()).collect(),
            numbers: BTreeMap::new(),
        })
    }

    /// Imports `input`, a feed or one release. `sink` receives each release and must write it before it returns.
    pub fn import(&mut self, input: &Input<'_>, sink: &mut dyn FnMut(ImportOutcome)) -> InputRest {
        let decoded = match decode::decode(input) {
            Ok(decoded) => decoded,
            Err(errors) => {
                sink(Err(errors));
                return InputRest::default();
            }
        };
        match feed::detect_syntax(&decoded.text) {
            Some(syntax) => self.import_feed(syntax, input.name, decoded, sink),
            None if markdown::is_markdown(input.name, &decoded.text) && !markdown::is_release(&decoded.text) => {
                self.import_markdown(input.name, decoded, sink)
            }
            None => {
                sink(self.import_document(input.name, decoded));
                InputRest::default()
            }
        }
    }

    /// Imports a text in Markdown. A page that lists a section is no release.
    fn import_markdown(&mut self, name: &str, decoded: DecodedInput, sink: &mut dyn FnMut(ImportOutcome)) -> InputRest {
        let input = InputText::new(name, &decoded.text);
        if markdown::is_section(name) {
            let omission = Omission { line: 1, text: name.to_owned(), reason: OmissionReason::NotARelease };
            return InputRest { omissions: vec![omission], warnings: decoded.warnings, ..InputRest::default() };
        }
        sink(self.import_post(&input, decoded.warnings));
        InputRest::default()
    }

    fn import_post(&mut self, input: &InputText<'_>, warnings: Vec<Diagnostic>) -> ImportOutcome {
        let post = markdown::read(input, self.existing.day)?;
        let mut release = recognize::recognize(post.document, self.existing, input)?;
        release.slug = post.slug;
        release.is_draft |= post.is_draft;
        release.former = post.addresses;
        let (topics, unknown) = topics::match_names(&post.tags, self.existing);
        release.topics = topics;
        release.warnings.splice(0..0, warnings.into_iter().chain(post.warnings));
        if let Some((message, hint)) = unknown {
            release.warnings.push(Diagnostic::warning(input.file(), message).hint(hint));
        }
        // The same words on another day are another release, also where only the name of the file has the day.
        let seed = match post.day {
            Some(day) => Cow::Owned(format!("{day}\n{}", input.text)),
            None => Cow::Borrowed(input.text),
        };
        self.finish(release, Identity::Seed(seed), input)
    }

    /// Imports a text or a page.
    fn import_document(&mut self, name: &str, decoded: DecodedInput) -> ImportOutcome {
        decode::reject_other_formats(name, &decoded.text)?;
        let input = InputText::new(name, &decoded.text);
        let is_page = html::is_html(&decoded.text);
        let document = if is_page { html::read(&input) } else { plain::read(&input) };
        let mut release = recognize::recognize(document, self.existing, &input)?;
        if is_page && html::is_protected(&decoded.text) {
            let message =
                msg!("`{name}` asks for a password in place of its text", "`{name}` frågar efter lösenord i stället för sin text");
            return Err(vec![Diagnostic::error(input.file(), message).hint(msg!(
                "it is not public; import it from an export if it is to be",
                "den är inte offentlig; importera den från en export om den ska bli det"
            ))]);
        }
        if is_page && [".rss", ".atom", ".rdf"].iter().any(|end| name.to_lowercase().ends_with(end)) {
            let message = msg!("`{name}` is a web page, not a feed", "`{name}` är en webbsida, inte ett flöde");
            return Err(vec![Diagnostic::error(input.file(), message).hint(msg!(
                "fetch the feed again: a server answers with a page when it has none",
                "hämta flödet på nytt: en server svarar med en sida när den inte har något"
            ))]);
        }
        if is_page && release.has_only_headline() {
            let message = msg!("the page has no text below its headline", "sidan har ingen text under rubriken");
            return Err(vec![Diagnostic::error(input.file(), message).hint(msg!(
                "open it: it may be the error page of a server; save the page of the release again",
                "öppna den: det kan vara en servers felsida; spara pressmeddelandets sida på nytt"
            ))]);
        }
        release.warnings.splice(0..0, decoded.warnings);
        self.finish(release, Identity::Seed(Cow::Borrowed(&decoded.text)), &input)
    }

    fn import_feed(
        &mut self,
        syntax: FeedSyntax,
        name: &str,
        decoded: DecodedInput,
        sink: &mut dyn FnMut(ImportOutcome),
    ) -> InputRest {
        let whole_file = InputText::new(name, &decoded.text);
        let mut feed = feed::read(syntax, &whole_file);
        let mut omissions = std::mem::take(&mut feed.omissions);
        let mut seen: BTreeMap<String, &FeedItem> = BTreeMap::new();
        for (index, item) in feed.items.iter().enumerate() {
            if feed::is_protected(item) {
                let title = item.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
                omissions.push(Omission { line: item.line, text: title, reason: OmissionReason::NotPublic });
                continue;
            }
            // A JSON string is one line of the file, so lines are counted in the item's own text.
            let own;
            let name = format!("{name}#{}", index + 1);
            let input = if syntax == FeedSyntax::Json {
                let text = item.content.as_ref().or(item.summary.as_ref()).or(item.title.as_ref());
                own = InputText::new(&name, text.map(|text| text.value.as_str()).unwrap_or_default());
                &own
            } else {
                &whole_file
            };
            let locate = |found: Vec<Diagnostic>| found.into_iter().map(|one| with_location(one, item, input)).collect();
            sink(match self.import_item(item, &feed, input, &mut seen) {
                Ok(imported) => Ok(Imported { warnings: locate(imported.warnings), ..imported }),
                Err(errors) => Err(locate(errors)),
            });
        }
        feed.errors.drain(..).for_each(|error| sink(Err(vec![error])));
        let mut warnings = decoded.warnings;
        warnings.append(&mut feed.warnings);
        InputRest { is_feed: true, warnings, omissions }
    }

    fn import_item<'f>(
        &mut self,
        item: &'f FeedItem,
        feed: &Feed,
        input: &InputText<'_>,
        seen: &mut BTreeMap<String, &'f FeedItem>,
    ) -> ImportOutcome {
        let mut content = feed::read_item(item, feed, self.existing, input);
        content.document.published = content.published.iter().map(Moment::iso).collect();
        content.document.updated = content.updated.iter().map(Moment::iso).collect();
        let first = *seen.entry(content.identity.key().to_owned()).or_insert(item);
        // A feed may list the same item twice.
        if !first.has_same_texts(item) {
            let id = item.id.clone().or_else(|| item.link.clone()).unwrap_or_default();
            let line = first.line;
            let message =
                msg!("`{id}` is the id of another item too, in line {line}", "`{id}` är id också för en annan post, på rad {line}");
            return Err(vec![Diagnostic::error(input.file(), message).hint(msg!(
                "the first one was taken; import this one from its own page",
                "den första togs med; importera den här från dess egen sida"
            ))]);
        }
        let mut release = recognize::recognize(content.document, self.existing, input)?;
        release.published = content.published.or(release.published);
        release.updated = content.updated.or(release.updated);
        release.at = Some(item.at);
        release.address = item.link.clone();
        release.slug = content.slug;
        release.topics = content.topics;
        // The kind in the headline takes precedence over a category.
        release.kind = content.kind.filter(|_| release.kind == Kind::PressRelease).unwrap_or(release.kind);
        release.is_draft = content.is_draft;
        release.warnings.splice(0..0, content.warnings);
        self.finish(release, content.identity, input)
    }

    /// Resolves everything that depends on existing content: id, folder, contact keys, department.
    fn finish(&mut self, mut release: RecognizedRelease, identity: Identity<'_>, input: &InputText<'_>) -> ImportOutcome {
        let (id, day, earlier) = self.resolve_id(&release, identity, input)?;
        if release.day().is_none() {
            release.warnings.push(no_date_warning(day, release.at, input));
        }
        let already_there = earlier.is_some();
        let folder = earlier.unwrap_or_else(|| self.free_folder(&release, &id, day));
        // A release that was imported before adds nothing: its author may have removed a contact since.
        let may_undo = if already_there { self.would_add(&release) } else { self.may_grow_too_large(&release) };
        let previous = may_undo.then(|| (self.contacts.clone(), self.departments.clone()));

        let keys: Vec<String> = release.people.iter().map(|person| self.contacts.find_or_add(person)).collect();
        let adds_department = release.boilerplate.as_ref().is_some_and(|boilerplate| self.departments.would_add(boilerplate));
        let target = release.boilerplate.as_ref().map(|boilerplate| self.departments.add(boilerplate));
        if let (true, Some(boilerplate)) = (adds_department, &release.boilerplate) {
            let name = boilerplate.department.as_deref().unwrap_or_default();
            let message = msg!(
                "`{name}` was taken for a department of the sender; it is in departments.toml now",
                "`{name}` togs för en avdelning hos avsändaren; den finns nu i departments.toml"
            );
            let location = input.locate(boilerplate.line, Some(&boilerplate.heading));
            release.warnings.push(Diagnostic::warning(location, message).hint(msg!(
                "if the release is about it and not from it, remove `department` here and its table there",
                "om pressmeddelandet handlar om den och inte kommer från den, ta bort `department` här och tabellen där"
            )));
        }
        if let (Some(BoilerplateTarget::InRelease(Some(_))), Some(boilerplate)) = (&target, &release.boilerplate) {
            let message = msg!(
                "the boilerplate differs from the one in departments.toml, so it is kept in the release",
                "texten om avsändaren skiljer sig från den i departments.toml, så den ligger kvar i pressmeddelandet"
            );
            let location = input.locate(boilerplate.line, Some(&boilerplate.heading));
            release.warnings.push(Diagnostic::warning(location, message));
        }
        release.order = if already_there { 0 } else { self.choose_order(&release, &id) };
        let text = write::write_release(&release, &id, day, &keys, target.as_ref(), self.existing);
        let (contacts, departments) = (self.contacts.text.clone(), self.departments.text.clone());
        let files = [("release.md", &text), ("contacts.toml", &contacts), ("departments.toml", &departments)];
        let too_large =
            files.iter().find(|(name, text)| !already_there && text.len() as u64 > max_bytes(name)).map(|(name, _)| *name);
        if let (Some(previous), true) = (previous, already_there || too_large.is_some()) {
            (self.contacts, self.departments) = previous;
        }
        if let Some(name) = too_large {
            return Err(vec![too_large_error(name, release.at, input)]);
        }
        if !already_there {
            if let Some(day @ Moment::Day(_)) = release.published.as_ref().or(release.updated.as_ref()) {
                self.seconds.insert(day.instant_for(self.existing.zone, &id, release.order).unix());
            }
            self.folders.insert(folder.trim_end_matches('/').to_owned());
            if let Some((hash, day)) = minted_parts(id.as_str()) {
                self.minted.entry(hash.to_owned()).or_default().push((day, folder.clone()));
            }
            self.releases.insert(id.to_string(), folder.clone());
        }
        let (release_at, address) = (release.at, release.address.clone());
        let RecognizedRelease { mut warnings, mut omissions, .. } = release;
        for caption in omissions.iter().filter(|omission| omission.reason == OmissionReason::Caption).take(20) {
            let message = msg!("a picture and its caption are not imported", "en bild och dess bildtext följer inte med");
            warnings.push(Diagnostic::warning(input.locate(caption.line, Some(&caption.text)), message));
        }
        omissions.sort_by_key(|omission| omission.line);
        warnings.sort_by_key(|warning| warning.location.span.as_ref().map(|span| span.line));
        let warnings = source_map::truncate(warnings, input);
        let line = release_at.map_or(1, |at| input.line_of(at));
        Ok(Imported { id, folder, line, address, already_there, release: text, contacts, departments, warnings, omissions })
    }

    /// Moves a release with only a day to a second of it that no other has.
    fn choose_order(&self, release: &RecognizedRelease, id: &ReleaseId) -> u32 {
        let Some(day @ Moment::Day(_)) = release.published.as_ref().or(release.updated.as_ref()) else { return 0 };
        let second = |order: u32| day.instant_for(self.existing.zone, id, order).unix();
        (0..60).find(|order| !self.seconds.contains(&second(*order))).unwrap_or(0)
    }

    /// Whether the release has a new contact or department.
    fn would_add(&self, release: &RecognizedRelease) -> bool {
        release.people.iter().any(|person| self.contacts.find(person).is_none())
            || release.boilerplate.as_ref().is_some_and(|boilerplate| self.departments.would_add(boilerplate))
    }

    /// Whether a file may exceed the limit; only then is a copy worth its cost.
    fn may_grow_too_large(&self, release: &RecognizedRelease) -> bool {
        let texts = self.contacts.text.len().max(self.departments.text.len()) as u64;
        release.weight() as u64 > MAX_RELEASE_BYTES / 16 || texts > MAX_TEXT_BYTES / 2
    }

    /// The id, the day in it, and the folder of an earlier import.
    fn resolve_id(
        &self,
        release: &RecognizedRelease,
        identity: Identity<'_>,
        input: &InputText<'_>,
    ) -> Result<(ReleaseId, Day, Option<String>), Vec<Diagnostic>> {
        let day = release.day().unwrap_or(self.existing.day);
        let seed = match identity {
            Identity::Id(id) => {
                let earlier = self.releases.get(id.as_str()).cloned();
                return Ok((id, day, earlier));
            }
            Identity::Seed(seed) => seed,
        };
        let authority = self.existing.id_authority;
        let mint = |day: Day| {
            ReleaseId::mint(authority, &day.to_string(), seed.as_bytes()).map_err(|error| {
                let message =
                    msg!("no id can be made under `{authority}`: {error}", "inget id kan skapas under `{authority}`: {error}");
                vec![Diagnostic::error(input.file(), message)]
            })
        };
        let id = mint(day)?;
        // A text without a date may have been imported on another day; only the hash identifies it.
        let known = minted_parts(id.as_str()).and_then(|(hash, _)| self.minted.get(hash));
        let is_same = |(earlier, _): &&(Day, String)| release.day().is_none() || *earlier == day;
        match known.and_then(|known| known.iter().find(is_same)) {
            Some((day, folder)) => Ok((mint(*day)?, *day, Some(folder.clone()))),
            None => Ok((id, day, None)),
        }
    }

    /// `releases/2017/<slug>/`, with a number if that folder exists.
    fn free_folder(&mut self, release: &RecognizedRelease, id: &ReleaseId, day: Day) -> String {
        // The end of our own ids is a hash; that of others may not be a valid slug.
        let from_id = || {
            let end = id.as_str().rsplit(['/', ':', '=']).next().unwrap_or_default();
            Slug::from_headline(&format!("release {end}"))
        };
        let slug = release.slug.clone().or_else(|| Slug::from_headline(release.headline.as_str())).or_else(from_id);
        let slug = slug.map_or_else(|| "release".to_owned(), |slug| slug.to_string());
        let plain = format!("releases/{:04}/{slug}", day.year());
        if !self.folders.contains(&plain) {
            return format!("{plain}/");
        }
        let next = self.numbers.entry(plain.clone()).or_insert(2);
        while self.folders.contains(&format!("{plain}-{next}")) {
            *next += 1;
        }
        format!("{plain}-{next}/")
    }
}

/// The hash and the day of a minted id: `tag:solvik.example,2026-03-02:release/0123456789abcdef`.
fn minted_parts(id: &str) -> Option<(&str, Day)> {
    let (_, rest) = id.strip_prefix("tag:")?.split_once(',')?;
    let (day, rest) = rest.split_once(':')?;
    Some((rest.strip_prefix("release/")?, date::parse_iso_day(day)?))
}

fn no_date_warning(day: Day, at: Option<usize>, input: &InputText<'_>) -> Diagnostic {
    let message =
        msg!("no date was found; the release is a draft of `{day}`", "inget datum hittades; texten blev ett utkast från `{day}`");
    let location = at.map_or_else(|| input.locate(1, None), |at| input.locate_byte(at));
    Diagnostic::warning(location, message).hint(msg!(
        "write `published` in the release, and take `status` away",
        "skriv `published` i pressmeddelandet och ta bort `status`"
    ))
}

/// `depesch check` does not read larger files.
fn max_bytes(file: &str) -> u64 {
    if file == "release.md" { MAX_RELEASE_BYTES } else { MAX_TEXT_BYTES }
}

fn too_large_error(file: &str, at: Option<usize>, input: &InputText<'_>) -> Diagnostic {
    let limit = max_bytes(file) / 1024 / 1024;
    let message = msg!("it would make `{file}` larger than {limit} MB", "den skulle göra `{file}` större än {limit} MB");
    let location = at.map_or_else(|| input.file(), |at| input.locate_byte(at));
    Diagnostic::error(location, message).hint(msg!(
        "a release has a few pages: import a part of the text, or link to it",
        "ett pressmeddelande är på några sidor: importera en del av texten, eller länka till den"
    ))
}

/// Locates a diagnostic without a line at the start of its item.
fn with_location(mut found: Diagnostic, item: &FeedItem, input: &InputText<'_>) -> Diagnostic {
    if found.location.span.is_none() {
        found.location.span = input.locate_byte(item.at).span;
    }
    found
}
