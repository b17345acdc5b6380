//! Where the content of the structure tree is marked on the pages (ISO 32000-1 14.6).

use std::collections::BTreeMap;

use crate::print::structure::RunId;

/// Left, lower, right and upper edge from the paper's lower left corner.
pub type Area = [f32; 4];

/// Which stretches of which pages belong to which run.
#[derive(Default)]
pub struct MarkedContent {
    /// For each page, the run of each mark.
    pub pages: Vec<Vec<RunId>>,
    /// For each run, its marks as page and number.
    pub runs: BTreeMap<RunId, Vec<(usize, usize)>>,
    /// For each picture, where it stands on its page.
    pub boxes: BTreeMap<RunId, Area>,
}
