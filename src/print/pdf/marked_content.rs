//! Where the content of the structure tree is on the pages (ISO 32000-1, 14.6).

use std::collections::BTreeMap;

use crate::print::structure::RunId;

/// Left, lower, right and upper edge, from the lower left corner of the paper.
pub type Area = [f32; 4];

#[derive(Default)]
pub struct MarkedContent {
    /// For each page, the runs by the numbers of their marks.
    pub pages: Vec<Vec<RunId>>,
    /// For each run, its marks as page and number.
    pub runs: BTreeMap<RunId, Vec<(usize, usize)>>,
    /// For each picture, its area on the page.
    pub boxes: BTreeMap<RunId, Area>,
}
