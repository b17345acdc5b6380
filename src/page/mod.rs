//! The newsroom as a web site that works from any folder and without scripts: pages of releases and lists, site maps, redirects; with a
//! service also search results and the page of a 404.

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
