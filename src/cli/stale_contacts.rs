//! Contacts whose last day has passed: where they are shown still, and what is left without anybody to reach.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::model::Access;
use crate::model::Contact;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Key;
use crate::model::Newsroom;
use crate::model::Release;
use crate::msg;

/// The files of the whole newsroom in which contacts stand. PDFs are not looked into.
const FEEDS: [&str; 3] = ["feed.rss", "feed.atom", "feed.json"];

/// All that is to be said of expired contacts at `now`; `out` is the folder that is published.
pub(super) fn check(newsroom: &Newsroom, now: &Instant, out: &Path) -> Vec<Diagnostic> {
    let edition = newsroom.public(now);
    let mut found = still_shown(newsroom, &edition, out);
    for release in edition.releases() {
        found.extend(no_contact_left(release, &edition));
        found.extend(no_document_contact_left(release, &edition));
    }
    found
}

/// Contacts that may not be given any more and stand in files of the public still, with the files. The law asks that personal data go
/// when their purpose is gone (GDPR article 5.1 e).
fn still_shown(newsroom: &Newsroom, edition: &Edition, out: &Path) -> Vec<Diagnostic> {
    let read = |path: &str| std::fs::read_to_string(out.join(path)).ok().map(|text| text.replace('\u{a0}', " "));
    let releases = || newsroom.records().flat_map(|record| record.texts());
    // What two contacts share, such as a switchboard, tells of the expired one only when nobody else may be given.
    let given: BTreeSet<String> =
        releases().flat_map(contacts).filter(|contact| edition.may_publish(contact)).flat_map(facts).collect();
    let tells = |text: &str, contact: &Contact| facts(contact).iter().any(|fact| !given.contains(fact) && text.contains(fact));

    let mut pages: BTreeMap<&Key, (&Contact, BTreeSet<String>)> = BTreeMap::new();
    for release in releases() {
        for contact in contacts(release).into_iter().filter(|contact| !edition.may_publish(contact)) {
            let files = [format!("{}index.html", release.folder()), release.permalink.file("txt")];
            let shown = files.into_iter().filter(|path| read(path).is_some_and(|text| tells(&text, contact)));
            pages.entry(&contact.key).or_insert((contact, BTreeSet::new())).1.extend(shown);
        }
    }
    let feeds: Vec<(&str, String)> = FEEDS.iter().filter_map(|feed| Some((*feed, read(feed)?))).collect();
    for (contact, pages) in pages.values_mut() {
        pages.extend(feeds.iter().filter(|(_, text)| tells(text, contact)).map(|(feed, _)| (*feed).to_owned()));
    }
    pages.values().filter(|(_, pages)| !pages.is_empty()).map(|(contact, pages)| still_shown_warning(contact, pages, out)).collect()
}

/// Those who answer for a release, and those who are asked for its documents in another form.
fn contacts(release: &Release) -> Vec<&Contact> {
    let asked = release.documents.iter().filter_map(|document| match &document.access {
        Access::Ask(contact) => Some(contact.as_ref()),
        Access::Unknown | Access::Accessible => None,
    });
    release.contacts.iter().map(AsRef::as_ref).chain(asked).collect()
}

/// What gives a contact away: a way to reach somebody, or the whole name.
fn facts(contact: &Contact) -> Vec<String> {
    let phone = contact.reach.phone().map(|phone| phone.written().to_owned());
    let email = contact.reach.email().map(ToString::to_string);
    let facts = [phone, email, Some(contact.title())].into_iter().flatten();
    facts.map(|fact| fact.replace('\u{a0}', " ")).collect()
}

fn still_shown_warning(contact: &Contact, pages: &BTreeSet<String>, out: &Path) -> Diagnostic {
    let key = &contact.key;
    let list = pages.iter().map(|page| format!("`{}`", out.join(page).display())).collect::<Vec<_>>().join(", ");
    // One who is reached through somebody else goes when that one goes.
    let last = [contact.valid_until, contact.reach.via().and_then(|other| other.valid_until)].into_iter().flatten().min();
    let until = last.map_or_else(String::new, |day| day.to_string());
    let say = msg!(
        "the contact `{key}` was valid until {until}, and is still shown in {list}",
        "kontakten `{key}` gällde till {until}, och visas fortfarande i {list}"
    );
    let hint = msg!(
        "`depesch build` leaves it out; then publish the folder, and tell search engines if it matters",
        "`depesch build` utelämnar den; publicera sedan mappen, och säg till sökmotorerna om det är viktigt"
    );
    Diagnostic::warning(Location::file("contacts.toml"), say).hint(hint)
}

fn no_contact_left(release: &Release, edition: &Edition) -> Option<Diagnostic> {
    if release.contacts.is_empty() || !edition.contacts(release).is_empty() {
        return None;
    }
    let say = msg!("nobody can be reached about this release any more", "ingen går längre att nå om det här pressmeddelandet");
    let hint = msg!(
        "the last day of its contacts has passed: name another one in `contacts`",
        "kontakternas sista dag har passerat: ange en annan i `contacts`"
    );
    Some(Diagnostic::warning(Location::file(&release.source), say).hint(hint))
}

fn no_document_contact_left(release: &Release, edition: &Edition) -> Vec<Diagnostic> {
    let expired = release.documents.iter().filter(|document| match &document.access {
        Access::Ask(contact) => !edition.may_publish(contact),
        Access::Unknown | Access::Accessible => false,
    });
    let tell = |document: &crate::model::Document| {
        let name = &document.file.name;
        let say = msg!(
            "nobody can be asked any more for an accessible form of `{name}`",
            "ingen kan längre tillfrågas om en tillgänglig version av `{name}`"
        );
        let hint = msg!(
            "the last day of the contact has passed: name another one in `ask`",
            "kontaktens sista dag har passerat: ange en annan i `ask`"
        );
        Diagnostic::warning(Location::file(&release.source), say).hint(hint)
    };
    expired.map(tell).collect()
}
