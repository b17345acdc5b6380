//! What every page looks with: the style sheet and a neutral drawn mark (no coat of arms).

use crate::artifact::{Context, Format, Writer, Written};
use crate::model::Edition;

/// The style sheet of all pages, for screen and paper, light and dark.
pub const STYLE: Format = Format {
    name: "style",
    about: "style sheet of the web pages",
    media_type: "text/css",
    needs: &[],
    writer: Writer::Edition { path: STYLE_PATH, write: style },
};

/// The site's mark, shown by browsers beside the title.
pub const ICON: Format = Format {
    name: "icon",
    about: "mark of the web site, a drawing",
    media_type: "image/svg+xml",
    needs: &[],
    writer: Writer::Edition { path: ICON_PATH, write: icon },
};

pub(super) const STYLE_PATH: &str = "assets/depesch.css";
pub(super) const ICON_PATH: &str = "assets/icon.svg";

fn style(_: &Edition, _: &Context) -> Written {
    Ok((include_bytes!("../../templates/page/depesch.css").to_vec(), Vec::new()))
}

fn icon(_: &Edition, _: &Context) -> Written {
    Ok((include_bytes!("../../templates/page/icon.svg").to_vec(), Vec::new()))
}
