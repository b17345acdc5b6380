//! Prefix and namespace of each extension of the feeds. Some readers look for the usual prefix instead of the namespace.

pub(super) const ATOM: (&str, &str) = ("atom", "http://www.w3.org/2005/Atom");
pub(super) const DCTERMS: (&str, &str) = ("dcterms", "http://purl.org/dc/terms/");
/// RFC 5005.
pub(super) const HISTORY: (&str, &str) = ("fh", "http://purl.org/syndication/history/1.0");
/// With the slash at its end.
pub(super) const MEDIA: (&str, &str) = ("media", "http://search.yahoo.com/mrss/");
pub(super) const SYNDICATION: (&str, &str) = ("sy", "http://purl.org/rss/1.0/modules/syndication/");
/// RFC 6721.
pub(super) const TOMBSTONES: (&str, &str) = ("at", "http://purl.org/atompub/tombstones/1.0");
