//! Where the files of the site are, below its root, and how its pages link to them.

/// How pages link to other pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStyle {
    /// To files, `../index.html`: pages work from any folder and from disk.
    Files,
    /// To folders, `../`: those are the addresses on a server, and readers save a redirect.
    Folders,
}
