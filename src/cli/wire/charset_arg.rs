//! The value of `--charset`.

use crate::model::Charset;

pub(super) fn parse_charset(name: &str) -> Result<Charset, String> {
    Charset::from_name(name).ok_or_else(|| format!("the charsets are {}", Charset::ALL.map(Charset::name).join(", ")))
}
