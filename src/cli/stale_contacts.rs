//! Expired contacts: where they are still shown, and which releases have no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::diag::{Diagnostic, Location};
use crate::model::{Access, Contact, Document, Edition, Instant, Key, Newsroom, Record, Release};
use crate::msg;

/// The files of the whole newsroom that have contacts. PDFs are not searched.
const FEEDS: [&str; 3] = ["feed.rss", "feed.atom", "feed.json"];

/// Every warning about contacts that have expired at `now`; `out` is the published folder.
pub(super) fn check(newsroom: &Newsroom, now: &Instant, out: &Path) -> Vec<Diagnostic> {
    let edition = newsroom.public(now);
    let mut found = still_shown(newsroom, &edition, out);
    for release in edition.releases() {
        found.extend(no_contact_left(release, &edition));
        found.extend(no_document_contact_left(release, &edition));
    }
    found
}

/// Expired contacts in public files. Personal data may not be kept longer than their purpose (GDPR, article 5.1 e).
fn still_shown(newsroom: &Newsroom, edition: &Edition, out: &Path) -> Vec<Diagnostic> {
    let read = |path: &str| std::fs::read_to_string(out.join(path)).ok().map(|text| text.replace('\u{a0}', " "));
    let releases = || newsroom.records().flat_map(Record::texts);
    // A number that two contacts share, such as a switchboard, gives the expired one away only if the other has expired too.
    let valid: BTreeSet<String> =
        releases().flat_map(contacts).filter(|contact| edition.may_publish(contact)).flat_map(facts).collect();
    let shows = |text: &str, contact: &Contact| facts(contact).iter().any(|fact| !valid.contains(fact) && text.contains(fact));

    let mut pages: BTreeMap<&Key, (&Contact, BTreeSet<String>)> = BTreeMap::new();
    for release in releases() {
        for contact in contacts(release).into_iter().filter(|contact| !edition.may_publish(contact)) {
            let files = [format!("{}index.html", release.folder()), release.permalink.file("txt")];
            let shown = files.into_iter().filter(|path| read(path).is_some_and(|text| shows(&text, contact)));
            pages.entry(&contact.key).or_insert((contact, BTreeSet::new())).1.extend(shown);
        }
    }
    let feeds: Vec<(&str, String)> = FEEDS.iter().filter_map(|feed| Some((*feed, read(feed)?))).collect();
    for (contact, pages) in pages.values_mut() {
        pages.extend(feeds.iter().filter(|(_, text)| shows(text, contact)).map(|(feed, _)| (*feed).to_owned()));
    }
    pages.values().filter(|(_, pages)| !pages.is_empty()).map(|(contact, pages)| still_shown_warning(contact, pages, out)).collect()
}

/// The contacts of a release, and those of its inaccessible documents.
fn contacts(release: &Release) -> Vec<&Contact> {
    let document_contacts = release.documents.iter().filter_map(|document| match &document.access {
        Access::Ask(contact) => Some(contact.as_ref()),
        Access::Unknown | Access::Accessible => None,
    });
    release.contacts.iter().map(AsRef::as_ref).chain(document_contacts).collect()
}

/// The texts that give a contact away: a way to reach it, or the full name.
fn facts(contact: &Contact) -> Vec<String> {
    let phone = contact.methods.phone().map(|phone| phone.written().to_owned());
    let email = contact.methods.email().map(ToString::to_string);
    let facts = [phone, email, Some(contact.title())].into_iter().flatten();
    facts.map(|fact| fact.replace('\u{a0}', " ")).collect()
}

fn still_shown_warning(contact: &Contact, pages: &BTreeSet<String>, out: &Path) -> Diagnostic {
    let key = &contact.key;
    let list = pages.iter().map(|page| format!("`{}`", out.join(page).display())).collect::<Vec<_>>().join(", ");
    // A contact that is reached through another expires with it.
    let last = [contact.valid_until, contact.methods.via().and_then(|other| other.valid_until)].into_iter().flatten().min();
    let until = last.map_or_else(String::new, |day| day.to_string());
    let message = msg!(
        "the contact `{key}` was valid until {until}, and is still shown in {list}",
        "kontakten `{key}` gällde till {until}, och visas fortfarande i {list}"
    );
    let hint = msg!(
        "run `depesch build`, which omits it, and publish the folder again",
        "kör `depesch build`, som utelämnar den, och publicera mappen igen"
    );
    Diagnostic::warning(Location::file("contacts.toml"), message).hint(hint)
}

fn no_contact_left(release: &Release, edition: &Edition) -> Option<Diagnostic> {
    if release.contacts.is_empty() || !edition.contacts(release).is_empty() {
        return None;
    }
    let message = msg!("the release has no valid contact any more", "pressmeddelandet har ingen giltig kontakt längre");
    let hint = msg!(
        "its contacts have expired: name another one in `contacts`",
        "dess kontakter gäller inte längre: ange en annan i `contacts`"
    );
    Some(Diagnostic::warning(Location::file(&release.source), message).hint(hint))
}

fn no_document_contact_left(release: &Release, edition: &Edition) -> Vec<Diagnostic> {
    let expired = release.documents.iter().filter(|document| match &document.access {
        Access::Ask(contact) => !edition.may_publish(contact),
        Access::Unknown | Access::Accessible => false,
    });
    let warning = |document: &Document| {
        let name = &document.file.name;
        let message = msg!(
            "nobody can be asked any more for an accessible form of `{name}`",
            "ingen kan längre tillfrågas om en tillgänglig version av `{name}`"
        );
        let hint =
            msg!("the contact has expired: name another one in `ask`", "kontakten gäller inte längre: ange en annan i `ask`");
        Diagnostic::warning(Location::file(&release.source), message).hint(hint)
    };
    expired.map(warning).collect()
}
