//! Many releases, one after the other: each finds the contacts, departments and releases that the ones before it brought.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::content;
use crate::diag::Diagnostic;
use crate::import::ExistingContent;
use crate::import::Imported;
use crate::import::Input;
use crate::import::Omission;
use crate::import::OmissionReason;
use crate::import::date;
use crate::import::decode;
use crate::import::feed;
use crate::import::feed::Feed;
use crate::import::feed::FeedItem;
use crate::import::feed::FeedSyntax;
use crate::import::feed::read_item;
use crate::import::html;
use crate::import::plain;
use crate::import::recognize;
use crate::import::recognize::RecognizedRelease;
use crate::import::registries;
use crate::import::source_map;
use crate::import::source_map::InputText;
use crate::import::write;
use crate::model::Day;
use crate::model::Kind;
use crate::model::ReleaseId;
use crate::model::Slug;
use crate::msg;

/// A release, or why there is none.
pub type Outcome = Result<Imported, Vec<Diagnostic>>;

/// What belongs to a whole input and to no release of it.
#[derive(Debug, Default)]
pub struct InputRest {
    /// The input was a feed, so it could hold any number of releases.
    pub is_feed: bool,
    pub notes: Vec<Diagnostic>,
    /// Pages, attachments: what is no release.
    pub left_out: Vec<Omission>,
}

/// Takes in one input after the other.
#[derive(Debug)]
pub struct Importer<'a> {
    into: &'a ExistingContent<'a>,
    contacts: registries::ContactRegistry,
    departments: registries::DepartmentRegistry,
    /// By id, with their folders: what was there, and what has come.
    releases: BTreeMap<String, String>,
    /// The same for ids that an import has made: by their hash, with the day in them.
    minted: BTreeMap<String, (Day, String)>,
    /// Every folder that is taken, without a slash at its end.
    folders: BTreeSet<String>,
    /// Below which number every folder of that name is taken, by the name without a number.
    numbers: BTreeMap<String, u32>,
}

/// What an id is, or is made of.
enum Identity<'t> {
    Kept(ReleaseId),
    Seed(&'t [u8]),
}

impl<'a> Importer<'a> {
    /// Fails when `contacts.toml` or `departments.toml` cannot be read.
    pub fn new(into: &'a ExistingContent<'a>) -> Result<Importer<'a>, Vec<Diagnostic>> {
        Ok(Importer {
            into,
            contacts: registries::ContactRegistry::read(into.contacts)?,
            departments: registries::DepartmentRegistry::read(into.departments, into.sender)?,
            releases: into.releases.clone(),
            minted: into
                .releases
                .iter()
                .filter_map(|(id, folder)| id_hash(id).map(|(hash, day)| (hash.to_owned(), (day, folder.clone()))))
                .collect(),
            folders: into
                .folders
                .iter()
                .chain(into.releases.values())
                .map(|folder| folder.trim_end_matches('/').to_owned())
                .collect(),
            numbers: BTreeMap::new(),
        })
    }

    /// Reads `input`, which is a feed or one release, and hands on each release as it is ready. The next may rely on its being kept.
    pub fn import(&mut self, input: &Input<'_>, each: &mut dyn FnMut(Outcome)) -> InputRest {
        let decoded = match decode::decode(input) {
            Ok(decoded) => decoded,
            Err(found) => {
                each(Err(found));
                return InputRest::default();
            }
        };
        match feed::detect_syntax(&decoded.text) {
            Some(syntax) => self.import_feed(syntax, input.name, &decoded, each),
            None => {
                each(self.import_document(input.name, decoded));
                InputRest::default()
            }
        }
    }

    /// One release as plain text or a page.
    pub(super) fn import_document(&mut self, name: &str, decoded: decode::DecodedInput) -> Outcome {
        decode::reject_other_formats(name, &decoded.text)?;
        let input = InputText::new(name, &decoded.text);
        let is_page = html::is_html(&decoded.text);
        let source = if is_page { html::read(&input) } else { plain::read(&input) };
        let mut found = recognize::recognize(source, self.into, &input)?;
        if is_page && [".rss", ".atom", ".rdf"].iter().any(|end| name.to_lowercase().ends_with(end)) {
            let say = msg!("`{name}` is a web page, not a feed", "`{name}` är en webbsida, inte ett flöde");
            return Err(vec![Diagnostic::error(input.file(), say).hint(msg!(
                "fetch the feed again: a server answers with a page when it has none",
                "hämta flödet på nytt: en server svarar med en sida när den inte har något"
            ))]);
        }
        if is_page && found.has_only_headline() {
            let say = msg!("the page has no text below its headline", "sidan har ingen text under rubriken");
            return Err(vec![Diagnostic::error(input.file(), say).hint(msg!(
                "open it: it may be the error page of a server; save the page of the release again",
                "öppna den: det kan vara en servers felsida; spara pressmeddelandets sida på nytt"
            ))]);
        }
        found.notes.splice(0..0, decoded.notes);
        self.finish(found, Identity::Seed(decoded.text.as_bytes()), &input)
    }

    fn import_feed(
        &mut self,
        syntax: FeedSyntax,
        name: &str,
        decoded: &decode::DecodedInput,
        each: &mut dyn FnMut(Outcome),
    ) -> InputRest {
        let input = InputText::new(name, &decoded.text);
        let mut feed = feed::read(syntax, &input);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (index, item) in feed.items.iter().enumerate() {
            // The lines of JSON are not those of its texts.
            let own;
            let name = format!("{name}#{}", index + 1);
            let place = if syntax == FeedSyntax::Json {
                let words = item.content.as_ref().or(item.summary.as_ref()).or(item.title.as_ref());
                own = InputText::new(&name, words.map(|text| text.value.as_str()).unwrap_or_default());
                &own
            } else {
                &input
            };
            let outcome = self.import_item(index, &feed, place, &mut seen);
            let located = |found: Vec<Diagnostic>| found.into_iter().map(|one| with_location(one, item, place)).collect();
            each(match outcome {
                Ok(imported) => Ok(Imported { notes: located(imported.notes), ..imported }),
                Err(found) => Err(located(found)),
            });
        }
        for mistake in std::mem::take(&mut feed.mistakes) {
            each(Err(vec![mistake]));
        }
        let mut notes = decoded.notes.clone();
        notes.append(&mut feed.notes);
        InputRest { is_feed: true, notes, left_out: feed.left_out }
    }

    fn import_item(&mut self, index: usize, feed: &Feed, input: &InputText<'_>, seen: &mut BTreeMap<String, usize>) -> Outcome {
        let Some(item) = feed.items.get(index) else { return Err(Vec::new()) };
        let mut content = read_item(item, feed, self.into, input);
        content.source.published = content.published.as_ref().map(|moment| moment.iso());
        content.source.updated = content.updated.as_ref().map(|moment| moment.iso());
        let key = match &content.id {
            feed::Identity::Kept(id) => id.to_string(),
            feed::Identity::Seed(seed) => seed.clone(),
        };
        let first = *seen.entry(key).or_insert(index);
        if feed.items.get(first).is_some_and(|other| !is_same_item(other, item)) {
            let id = item.id.clone().or_else(|| item.link.clone()).unwrap_or_default();
            let line = feed.items.get(first).map_or(1, |other| other.line);
            return Err(vec![
                Diagnostic::error(
                    input.file(),
                    msg!(
                        "`{id}` is the id of another item too, in line {line}",
                        "`{id}` är id också för en annan post, på rad {line}"
                    ),
                )
                .hint(msg!(
                    "the first one was taken; import this one from its own page",
                    "den första togs med; importera den här från dess egen sida"
                )),
            ]);
        }
        let mut found = recognize::recognize(content.source, self.into, input)?;
        found.published = content.published.or(found.published);
        found.updated = content.updated.or(found.updated.take());
        found.at = Some(item.at);
        found.slug = content.slug;
        found.topics = content.topics;
        // What the headline says goes before what a category says.
        found.kind = content.kind.filter(|_| found.kind == Kind::PressRelease).unwrap_or(found.kind);
        found.draft = content.draft;
        found.notes.splice(0..0, content.notes);
        match content.id {
            feed::Identity::Kept(id) => self.finish(found, Identity::Kept(id), input),
            feed::Identity::Seed(seed) => self.finish(found, Identity::Seed(seed.as_bytes()), input),
        }
    }

    /// Names, numbers and files: everything that depends on what is there already.
    fn finish(&mut self, found: RecognizedRelease, identity: Identity<'_>, input: &InputText<'_>) -> Outcome {
        let mut notes = found.notes.clone();
        let (id, day, earlier) = match identity {
            Identity::Kept(id) => {
                let earlier = self.releases.get(id.as_str()).cloned();
                (id, found.day().unwrap_or(self.into.day), earlier)
            }
            Identity::Seed(seed) => self.mint_id(&found, seed, input)?,
        };
        if found.day().is_none() {
            let say = msg!(
                "no date was found; the release is a draft of `{day}`",
                "inget datum hittades; texten blev ett utkast från `{day}`"
            );
            let note = found.at.map_or_else(|| input.warn(1, None, say.clone()), |at| input.warn_at_byte(at, say.clone()));
            notes.push(note.hint(msg!(
                "write `published` in the release, and take `status` away",
                "skriv `published` i pressmeddelandet och ta bort `status`"
            )));
        }
        let (folder, already_there) = match earlier {
            Some(folder) => (folder, true),
            None => (self.free_folder(&found, &id, day), false),
        };
        // What could become too large is tried on copies.
        let texts = self.contacts.text.len().max(self.departments.text.len()) as u64;
        let large = found.weight() as u64 > content::MAX_TEXT_BYTES / 16 || texts > content::MAX_TEXT_BYTES / 2;
        let before = (large && !already_there).then(|| (self.contacts.clone(), self.departments.clone()));
        // What was imported before brings nothing: its author may have taken a contact away since.
        let brings = found.people.iter().any(|person| self.contacts.find(person).is_none())
            || found.boilerplate.as_ref().is_some_and(|about| self.departments.would_add(about));
        let mut apart = (already_there && brings).then(|| (self.contacts.clone(), self.departments.clone()));
        let (contacts, departments) =
            apart.as_mut().map_or((&mut self.contacts, &mut self.departments), |(contacts, departments)| (contacts, departments));
        let keys: Vec<String> = found.people.iter().map(|person| contacts.key_for(person)).collect();
        let stands = found.boilerplate.as_ref().map(|about| departments.add(about));
        if let (Some(registries::BoilerplateTarget::InRelease(Some(_))), Some(about)) = (&stands, &found.boilerplate) {
            notes.push(input.warn(
                about.line,
                Some(&about.heading),
                msg!(
                    "the text about the sender differs from the one in departments.toml; it stands in the release",
                    "texten om avsändaren skiljer sig från den i departments.toml; den står i pressmeddelandet"
                ),
            ));
        }
        let release = write::write_release(&found, &id, day, &keys, stands.as_ref(), self.into);
        let files = [("release.md", &release), ("contacts.toml", &contacts.text), ("departments.toml", &departments.text)];
        let too_large =
            files.iter().find(|(_, text)| !already_there && text.len() as u64 > content::MAX_TEXT_BYTES).map(|(name, _)| *name);
        if let Some(name) = too_large {
            (self.contacts, self.departments) = before.unwrap_or_else(|| (self.contacts.clone(), self.departments.clone()));
            return Err(vec![too_large_error(name, found.at, input)]);
        }
        let mut left_out = found.left_out;
        for caption in left_out.iter().filter(|left| left.why == OmissionReason::Caption).take(20) {
            let say = msg!("a picture and the words below it are not taken over", "en bild och orden under den följer inte med");
            notes.push(input.warn(caption.line, Some(&caption.text), say));
        }
        left_out.sort_by_key(|left| left.line);
        notes.sort_by_key(|note| note.location.span.as_ref().map(|spot| spot.line));
        let imported = Imported {
            id,
            folder,
            already_there,
            release,
            contacts: contacts.text.clone(),
            departments: departments.text.clone(),
            notes: source_map::truncate(notes, input),
            left_out,
        };
        if !already_there {
            self.folders.insert(imported.folder.trim_end_matches('/').to_owned());
            self.minted.extend(id_hash(imported.id.as_str()).map(|(hash, day)| (hash.to_owned(), (day, imported.folder.clone()))));
            self.releases.insert(imported.id.to_string(), imported.folder.clone());
        }
        Ok(imported)
    }

    /// An id made of `seed`, the day in it, and the folder of an earlier import of the same.
    fn mint_id(
        &self,
        found: &RecognizedRelease,
        seed: &[u8],
        input: &InputText<'_>,
    ) -> Result<(ReleaseId, Day, Option<String>), Vec<Diagnostic>> {
        let authority = self.into.id_authority;
        let mint = |day: Day| {
            ReleaseId::mint(authority, &day.to_string(), seed).map_err(|error| {
                vec![Diagnostic::error(
                    input.file(),
                    msg!("no id can be made under `{authority}`: {error}", "inget id kan skapas under `{authority}`: {error}"),
                )]
            })
        };
        let id = mint(found.day().unwrap_or(self.into.day))?;
        // A text without a date may have been imported on another day: the hash alone tells.
        if let Some((day, folder)) = id_hash(id.as_str()).and_then(|(hash, _)| self.minted.get(hash)) {
            return Ok((mint(*day)?, *day, Some(folder.clone())));
        }
        Ok((id, found.day().unwrap_or(self.into.day), None))
    }

    /// `releases/2017/<slug>/`, with a number behind the slug when another release stands there.
    fn free_folder(&mut self, found: &RecognizedRelease, id: &ReleaseId, day: Day) -> String {
        let slug = found.slug.clone().or_else(|| Slug::from_headline(found.headline.as_str()));
        let slug = slug.map_or_else(
            || {
                // The end of an id of ours is a hash; another's is made of what a slug can hold.
                let end = id.as_str().rsplit(['/', ':', '=']).next().unwrap_or_default();
                Slug::from_headline(&format!("release {end}")).map_or_else(|| "release".to_owned(), |slug| slug.to_string())
            },
            |slug| slug.to_string(),
        );
        let year = day.year();
        let plain = format!("releases/{year:04}/{slug}");
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

/// What `depesch check` could not read must not be written.
fn too_large_error(file: &str, at: Option<usize>, input: &InputText<'_>) -> Diagnostic {
    let limit = content::MAX_TEXT_BYTES / 1024 / 1024;
    let say = msg!("it would make `{file}` larger than {limit} MB", "den skulle göra `{file}` större än {limit} MB");
    let place = at.map_or_else(|| input.file(), |at| input.warn_at_byte(at, say.clone()).location);
    Diagnostic::error(place, say).hint(msg!(
        "a release is a text of some pages: import a part of it, or link to the whole",
        "ett pressmeddelande är en text på några sidor: importera en del av den, eller länka till det hela"
    ))
}

/// The end of an id that was made here, `tag:solvik.example,2026-03-02:release/0123456789abcdef`, and the day in it.
fn id_hash(id: &str) -> Option<(&str, Day)> {
    let (_, rest) = id.strip_prefix("tag:")?.split_once(',')?;
    let (day, rest) = rest.split_once(':')?;
    Some((rest.strip_prefix("release/")?, date::parse_iso_day(day)?))
}

/// What names no line is about the whole item.
fn with_location(mut found: Diagnostic, item: &FeedItem, input: &InputText<'_>) -> Diagnostic {
    if found.location.span.is_none() {
        found.location.span = input.warn_at_byte(item.at, found.message.clone()).location.span;
    }
    found
}

/// The same item twice: a feed may hold it under two headings.
fn is_same_item(a: &FeedItem, b: &FeedItem) -> bool {
    let texts =
        |item: &FeedItem| [&item.title, &item.summary, &item.content].map(|text| text.as_ref().map(|text| text.value.clone()));
    texts(a) == texts(b)
}
