//! The most that a release may hold: far above any release, and low enough that writing one in every format takes seconds and a few hundred
//! megabytes. Time and memory grow evenly up to these limits; `docs/authoring.md` explains them to authors.

/// Bytes of a text: `release.md`, a translation, an earlier text. Five hundred printed pages.
pub const MAX_RELEASE_BYTES: u64 = 1024 * 1024;
/// Bytes of `newsroom.toml` and the other files beside it: the contacts of tens of thousands of releases.
pub const MAX_TEXT_BYTES: u64 = 10 * 1024 * 1024;
/// Bytes of all texts in a release's folder: every translation and every earlier text is a release of its own in memory.
pub const MAX_FOLDER_BYTES: u64 = 10 * 1024 * 1024;

/// Paragraphs, headings, quotes, lists, list items, table rows and pictures in a text. Each takes about 10 kB while it is printed.
pub const MAX_BLOCKS: usize = 10_000;
/// Table cells in a text, for the same reason.
pub const MAX_CELLS: usize = 10_000;
/// Links in a text, with the addresses that become links. Each is an annotation in the PDF.
pub const MAX_LINKS: usize = 5_000;
/// Words in italics or bold in a text.
pub const MAX_EMPHASIS: usize = 10_000;
/// Line ends within the paragraphs of a text.
pub const MAX_LINES: usize = 10_000;
/// Characters of a paragraph or a table cell. Thirty printed pages without a break.
pub const MAX_LETTERS: usize = 100_000;
/// Characters of a heading, as of a headline.
pub const MAX_HEADING_LETTERS: usize = 1_000;
/// Levels of lists, quotes and emphasis within each other: each is a call within a call.
pub const MAX_DEPTH: usize = 32;

/// Tables of one name in a text: documents, pictures, changes, items of a programme.
pub const MAX_TABLES: usize = 1_000;

/// Bytes of a picture or document.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// Bytes of the pictures in a text, since the PDF holds them all.
pub const MAX_PICTURE_BYTES: u64 = 100 * 1024 * 1024;
/// Pixels on a side; PDF readers and browsers fail on more.
pub const MAX_SIDE: u32 = 20_000;
/// Pixels in all: a small file can unpack to more than a machine holds.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Pixels of an interlaced PNG, which can only be unpacked as a whole.
pub const MAX_INTERLACED_PIXELS: u64 = 25_000_000;
