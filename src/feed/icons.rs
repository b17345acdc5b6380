//! The newsroom's icon in the sizes that feeds want: readers that find none scrape the front page for one.

use crate::artifact::{Family, Format, Writer};

/// RSS wants at most 144 pixels (specification 2.0.11, `image`).
pub const CHANNEL: Format = Format::new(
    Family::File,
    "icon-channel",
    "mark of the feeds, 144 pixels square",
    "image/png",
    Writer::Edition {
        path: CHANNEL_PATH,
        write: |_, _| Ok((include_bytes!("../../templates/feed/icon-144.png").to_vec(), Vec::new())),
    },
);

/// JSON Feed 1.1, `favicon`.
pub const SMALL: Format = Format::new(
    Family::File,
    "icon-small",
    "mark of the feeds, 64 pixels square",
    "image/png",
    Writer::Edition {
        path: SMALL_PATH,
        write: |_, _| Ok((include_bytes!("../../templates/feed/icon-64.png").to_vec(), Vec::new())),
    },
);

/// JSON Feed 1.1, `icon`; RFC 4287 section 4.2.5.
pub const LARGE: Format = Format::new(
    Family::File,
    "icon-large",
    "mark of the feeds, 512 pixels square",
    "image/png",
    Writer::Edition {
        path: LARGE_PATH,
        write: |_, _| Ok((include_bytes!("../../templates/feed/icon-512.png").to_vec(), Vec::new())),
    },
);

/// RFC 4287 section 4.2.8: twice as wide as it is high.
pub const LOGO: Format = Format::new(
    Family::File,
    "logo",
    "mark of the feeds, 1024 by 512 pixels",
    "image/png",
    Writer::Edition {
        path: LOGO_PATH,
        write: |_, _| Ok((include_bytes!("../../templates/feed/logo-1024x512.png").to_vec(), Vec::new())),
    },
);

pub(super) const CHANNEL_PATH: &str = "assets/icon-144.png";
pub(super) const SMALL_PATH: &str = "assets/icon-64.png";
pub(super) const LARGE_PATH: &str = "assets/icon-512.png";
pub(super) const LOGO_PATH: &str = "assets/logo-1024x512.png";
