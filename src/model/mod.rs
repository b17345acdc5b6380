//! The newsroom's data: releases, senders, contacts. Without files, formats and clocks.

pub mod accessibility;
pub mod address;
pub mod body;
pub mod channel;
pub mod collection;
pub mod document;
pub mod edition;
pub mod event;
pub mod file_name_pattern;
pub mod filter;
pub mod fingerprint;
pub mod invisible;
pub mod media;
pub mod moment;
pub mod name;
pub mod party;
pub mod paths;
pub mod phone;
pub mod record;
pub mod redirect;
pub mod release;
mod schedule;
pub mod selection;
mod shown;
pub mod subject;
pub mod theme;
pub mod wire;
pub mod withdrawal;

pub use accessibility::{Accessibility, Assessor, Conformance};
pub use address::{Email, FileName, FormerPath, Permalink, WebAddress};
pub use body::{Align, Attribution, Block, Inline, Inlines, List, Quote, QuoteMark, Section, Speaker, SpeakerPart, Table};
pub use channel::{
    Channel, Channels, DeliveryOrder, DkimSettings, FolderReceiver, FtpReceiver, FtpTls, MailLogin, MailReceiver, MailRelay,
    MailSender, MailTls, PullReceiver, Receiver, SecretName, SftpReceiver, WebhookReceiver, WireFormat,
};
pub use collection::{Collection, Item, Period};
pub use document::{Access, Document};
pub use edition::{Edition, Newsroom, Publisher};
pub use event::Event;
pub use file_name_pattern::{FileNameFacts, FileNamePart, FileNamePattern, PatternError};
pub use filter::{Condition, Filter, FilterAnswer, MediaTopicBranch, TopicPattern};
pub use fingerprint::TextFingerprint;
pub use media::{EmbeddedWords, File, FileKind, Orientation, Picture};
pub use moment::{Day, Instant, Moment, Zone};
pub use name::{Direction, Headline, Key, Lang, ReleaseId, SingleLine, Slug};
pub use party::{Boilerplate, Contact, ContactMethods, ContactRole, Department, Organisation};
pub use paths::LinkStyle;
pub use phone::Phone;
pub use record::Record;
pub use redirect::Redirect;
pub use release::{Change, ChangeKind, Dates, Embargo, Kind, Release, Status, Taxonomy, Topic, Urgency};
pub use selection::{CustomSelection, FeedSettings, Month, Selected, Selection};
pub use shown::ShownInstants;
pub use subject::{MediaTopic, SubjectCode};
pub use theme::{Colour, LogoDrawing, Theme};
pub use wire::{Charset, Letters, MarkLanguage, NinjsVersion, NitfDialect, Wire};
pub use withdrawal::Withdrawal;
