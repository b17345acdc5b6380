//! Rules about whole releases and between them.

use crate::content::BrokenRelease;
use crate::content::house::House;
use crate::content::release::Reading;
use crate::diag::Diagnostic;

/// The rules about one release.
pub(crate) fn within(_reading: &Reading, _house: &House, _found: &mut Vec<Diagnostic>) {}

/// The rules between releases.
pub(crate) fn across(_: &mut Vec<Reading>, _: &House, _: &mut Vec<Diagnostic>, _: &mut Vec<BrokenRelease>) {}
