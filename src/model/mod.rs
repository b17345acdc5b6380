//! What a newsroom knows: releases, who sends them, who answers for them. No file, no format, no clock.

pub mod accessibility;
pub mod address;
pub mod body;
pub mod collection;
pub mod edition;
pub mod event;
pub mod media;
pub mod moment;
pub mod name;
pub mod party;
pub mod record;
pub mod release;
mod schedule;
pub mod selection;
pub mod subject;
pub mod theme;
pub mod wire;
pub mod withdrawal;

pub use accessibility::{Accessibility, Assessor, Conformance};
pub use address::{FileName, Permalink, WebAddress};
pub use body::{Align, Attribution, Block, Inline, Inlines, List, Quote, QuoteMark, Section, Speaker, Table};
pub use collection::{Collection, Item, Period};
pub use edition::{Edition, Newsroom, Publisher};
pub use event::Event;
pub use media::{Access, Document, File, FileKind, Orientation, Picture};
pub use moment::{Day, Instant, Moment, Zone};
pub use name::{Direction, Headline, Key, Lang, ReleaseId, SingleLine, Slug};
pub use party::{Boilerplate, Contact, ContactMethods, ContactRole, Department, Email, Organisation, Phone};
pub use record::Record;
pub use release::{Change, ChangeKind, Dates, Embargo, Kind, Release, Status, Taxonomy, Topic, Urgency};
pub use selection::{CustomSelection, FeedSettings, Month, Selected, Selection};
pub use subject::{MediaTopic, SubjectCode};
pub use theme::{Colour, LogoDrawing, Theme};
pub use wire::{Charset, Letters, MarkLanguage, NinjsVersion, NitfDialect, Wire};
pub use withdrawal::Withdrawal;
