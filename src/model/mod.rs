//! What a newsroom knows: releases, who sends them, who answers for them. No file, no format, no clock.

pub mod body;
pub mod edition;
pub mod moment;
pub mod name;
pub mod party;
pub mod release;

pub use body::{Align, Attribution, Block, Inline, Inlines, List, Quote, QuoteMark, Section, Speaker, Table};
pub use edition::{Edition, Newsroom, Publisher};
pub use moment::{Day, Instant, Moment, Zone};
pub use name::{Direction, Headline, Key, Lang, Line, ReleaseId, Slug, WebAddress};
pub use party::{Boilerplate, Contact, Department, Email, Phone, Reach};
pub use release::{Change, ChangeKind, Dates, Embargo, Kind, Release, Status, Topic};
