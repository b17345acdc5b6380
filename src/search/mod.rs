//! The search: in which releases a reader's words stand, and the passage of each that shows them.
//!
//! An index is made of an edition, so it knows nothing that is withheld. It stores where each word occurs, and no text: passages are taken
//! from the release when a page is written.

mod find;
mod index;
mod passage;
mod query;
mod tokenize;

pub use find::{FacetCount, Hit, PER_PAGE, SearchResults};
pub use index::Index;
pub use passage::PassageSpan;
pub use query::Query;
