//! `depesch wire preview SLUG --as FORMAT`: shows what a news desk receives, with visible control characters.

use clap::Args;

use super::charset_arg::parse_charset;
use crate::artifact::{Family, Format};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Abort, Exit, Report};
use crate::cli::show::ShowArgs;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::format::FORMATS;
use crate::model::{Charset, NinjsVersion, NitfDialect, Wire};
use crate::{diag, msg};

#[derive(Debug, Args)]
pub struct PreviewArgs {
    #[command(flatten)]
    show: ShowArgs,
    /// Charset, in place of the newsroom's
    #[arg(long, value_name = "CHARSET", value_parser = parse_charset)]
    charset: Option<Charset>,
    /// Dialect, in place of the newsroom's: `superdesk` for NITF, `2.2` for ninjs
    #[arg(long, value_name = "DIALECT", value_parser = ["standard", "superdesk", "3.1", "2.2"])]
    dialect: Option<String>,
    /// Treat characters missing from the charset as errors
    #[arg(long)]
    strict: bool,
}

impl PreviewArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let name = self.show.format.name;
        let is_wire = |format: &&Format| matches!(format.family, Family::Text | Family::Wire);
        if !is_wire(&self.show.format) {
            let names: Vec<&str> = FORMATS.iter().filter(is_wire).map(|format| format.name).collect();
            let names = names.join("`, `");
            return Err(Error::new(msg!("`{name}` is not a wire format", "`{name}` är inte ett format för presstråden"))
                .hint(msg!("wire formats: `{names}`", "format för presstråden: `{names}`"))
                .into());
        }
        let shown = self.show.render(common, env, &|wire| self.adapt(wire), self.strict)?;
        let exit = if shown.notes.iter().any(Diagnostic::is_error) { Exit::ContentErrors } else { Exit::Success };
        let stderr = diag::render(&shown.notes, env.ui_language, env.color);
        Ok(Report { stdout: visible(&shown.artifact.bytes).into_bytes(), stderr, exit })
    }

    fn adapt(&self, wire: &mut Wire) {
        if let Some(charset) = self.charset {
            (wire.press_text, wire.iptc7901, wire.xml) = (charset, charset, charset);
        }
        match self.dialect.as_deref() {
            Some("standard") => wire.nitf = NitfDialect::Standard,
            Some("superdesk") => wire.nitf = NitfDialect::Superdesk,
            Some("3.1") => wire.ninjs = NinjsVersion::V3_1,
            Some("2.2") => wire.ninjs = NinjsVersion::V2_2,
            _ => {}
        }
    }
}

/// Shows control characters and line ends as their pictures (`␁` for SOH). Bytes that are not UTF-8 are read as ISO 8859-1.
pub(super) fn visible(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("␊\n"),
            '\0'..='\u{1f}' => out.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => out.push('␡'),
            '\u{80}'..='\u{9f}' => out.push_str(&format!("<{:02X}>", u32::from(c))),
            c => out.push(c),
        }
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_visible() {
        assert_eq!(visible(b"\x01BOT\r\n\x02\xe5\x03\x7f\x04"), "␁BOT␍␊\n␂å␃␡␄\n");
        assert_eq!(visible("å\u{85}".as_bytes()), "å<85>\n");
    }
}
