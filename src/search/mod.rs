//! The search: in which releases a reader's words stand, and the passage of each that shows them.
//!
//! An index is made of an edition, so it knows nothing that is withheld. It keeps which word stands where, and no text: passages are taken
//! from the release when a page is written.

mod find;
mod index;
mod passage;
mod query;
mod tokenize;

pub use find::Choice;
pub use find::Found;
pub use find::Hit;
pub use find::PER_PAGE;
pub use index::Index;
pub use passage::Piece;
pub use query::Asked;
