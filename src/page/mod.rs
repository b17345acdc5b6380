//! The newsroom as a web site: a page for each release and each list of releases, which work from any folder and without scripts; and
//! what leads readers and search engines to them. With a service also what it answers: what was searched for, and that there is no such page.

pub mod accessibility;
pub mod archive;
pub mod assets;
pub mod feeds;
pub mod front;
pub mod listing;
#[cfg(feature = "serve")]
pub mod not_found;
pub mod opml;
pub mod press;
pub mod redirects;
pub mod release;
pub mod robots;
#[cfg(feature = "serve")]
pub mod search;
mod selection;
pub mod sitemap;

mod changed;
mod entry;
mod layout;
mod linked_data;
mod people;
mod templates;
