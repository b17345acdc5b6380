//! What releases refer to by key.

use crate::content::newsroom::lookup::EntityTable;
use crate::model::Contact;
use crate::model::Department;
use crate::model::Lang;
use crate::model::Organisation;
use crate::model::Publisher;
use crate::model::Topic;
use crate::model::Zone;

/// What a release can name, and the rules it is read by.
pub(crate) struct Registry {
    /// `None` when the newsroom's file has a mistake: releases are checked, but nothing can be built.
    pub publisher: Option<Publisher>,
    pub zone: Option<Zone>,
    pub lang: Option<Lang>,
    pub topics: EntityTable<Topic>,
    pub categories: EntityTable<Topic>,
    pub regions: EntityTable<Topic>,
    pub contacts: EntityTable<Contact>,
    pub senders: EntityTable<Organisation>,
    pub departments: EntityTable<Department>,
}
