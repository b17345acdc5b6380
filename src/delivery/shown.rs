//! The versions of releases that are public.

use std::collections::BTreeMap;

use crate::db::delivery::{NewPublication, PublicationKind};
use crate::model::{ChangeKind, Edition, Instant, Lang, Permalink, Release, Withdrawal};

/// What is shown of a version.
#[derive(Debug, Clone, Copy)]
pub enum ShownText<'e> {
    Release(&'e Release),
    Withdrawal(Withdrawal<'e>),
}

/// The version of a release that is public.
#[derive(Debug, Clone)]
pub struct ShownVersion<'e> {
    /// Its kind is that of the newest change.
    pub publication: NewPublication,
    /// The instant of this version.
    pub at: Instant,
    /// When the release became public, in seconds since 1970.
    pub public_from: i64,
    /// When this version became public: it is not sent earlier.
    pub not_before: i64,
    pub text: ShownText<'e>,
}

impl<'e> ShownVersion<'e> {
    /// `None` when it is withdrawn.
    pub fn release(&self) -> Option<&'e Release> {
        match self.text {
            ShownText::Release(release) => Some(release),
            ShownText::Withdrawal(_) => None,
        }
    }

    pub fn is_withdrawn(&self) -> bool {
        self.release().is_none()
    }

    pub fn permalink(&self) -> &'e Permalink {
        match self.text {
            ShownText::Release(release) => &release.permalink,
            ShownText::Withdrawal(withdrawal) => withdrawal.permalink(),
        }
    }

    pub fn lang(&self) -> &'e Lang {
        match self.text {
            ShownText::Release(release) => &release.lang,
            ShownText::Withdrawal(withdrawal) => withdrawal.lang(),
        }
    }

    /// The gravest of the changes after a version.
    pub fn kind_since(&self, revision: i64) -> PublicationKind {
        let changes = self.release().map(|release| release.changes.as_slice()).unwrap_or_default();
        let since = changes.iter().skip(usize::try_from(revision - 1).unwrap_or(0)).map(|change| kind(change.kind));
        since.max().unwrap_or(self.publication.kind)
    }
}

/// By id.
pub fn shown_versions<'e>(edition: &Edition<'e>) -> BTreeMap<String, ShownVersion<'e>> {
    let zone = &edition.publisher().zone;
    let releases = edition.releases().iter().map(|release| {
        let public_from = release.public_from(zone).unwrap_or_else(|| release.published_instant(zone));
        let changed = release.last_change_instant(zone);
        let version = ShownVersion {
            publication: NewPublication {
                release: release.id.to_string(),
                revision: number(release.revision()),
                kind: release.last_change().map_or(PublicationKind::New, |change| kind(change.kind)),
                text: release.text_fingerprint().as_str().to_owned(),
                headline: release.headline.as_str().to_owned(),
                folder: release.folder(),
                lang: release.lang.as_str().to_owned(),
                published: release.updated_instant(zone).unix(),
            },
            at: release.updated_instant(zone).in_zone(zone),
            not_before: changed.map_or(public_from.unix(), |changed| changed.unix().max(public_from.unix())),
            public_from: public_from.unix(),
            text: ShownText::Release(release),
        };
        (release.id.to_string(), version)
    });
    let withdrawals = edition.withdrawals().iter().map(|withdrawal| {
        let version = ShownVersion {
            publication: NewPublication {
                release: withdrawal.id().to_string(),
                revision: number(withdrawal.revision()),
                kind: PublicationKind::Kill,
                text: String::new(),
                headline: withdrawal.headline().as_str().to_owned(),
                folder: withdrawal.permalink().folder(),
                lang: withdrawal.lang().as_str().to_owned(),
                published: withdrawal.withdrawn_instant(zone).unix(),
            },
            at: withdrawal.withdrawn_instant(zone).in_zone(zone),
            public_from: withdrawal.published_instant(zone).unix(),
            not_before: withdrawal.withdrawn_instant(zone).unix(),
            text: ShownText::Withdrawal(*withdrawal),
        };
        (withdrawal.id().to_string(), version)
    });
    releases.chain(withdrawals).collect()
}

fn kind(change: ChangeKind) -> PublicationKind {
    match change {
        ChangeKind::Correction => PublicationKind::Correction,
        ChangeKind::Update => PublicationKind::Update,
        ChangeKind::Withdrawal => PublicationKind::Kill,
    }
}

fn number(revision: usize) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}
