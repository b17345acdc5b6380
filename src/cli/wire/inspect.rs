//! `depesch wire inspect FILE`: explains a message field by field and reports its errors.

mod json;
mod table;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::charset_arg::parse_charset;
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::error::Error;
use crate::model::Charset;
use crate::msg;
use crate::wire::inspect;

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Files of one message each; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Charset that sender and receiver agreed on [default: guessed; iso-8859-1 is usual on the wire, utf-8 in press text]
    #[arg(long, value_name = "CHARSET", value_parser = parse_charset)]
    charset: Option<Charset>,
}

impl InspectArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let mut exit = Exit::Success;
        let mut tables = Vec::new();
        let mut objects = Vec::new();
        for file in &self.files {
            let bytes = read_file_or_stdin(file)?;
            let mut inspection = inspect::inspect(&bytes, self.charset);
            if !inspection.is_sound() {
                exit = Exit::ContentErrors;
            }
            let name = file.display().to_string();
            inspection.findings.iter_mut().for_each(|finding| finding.diagnostic.location.file.clone_from(&name));
            if common.json {
                objects.push(json::to_json(&name, &bytes, &inspection, env.ui_language));
            } else {
                tables.push(table::render(&name, &bytes, &inspection, env.ui_language, env.color));
            }
        }
        let stdout = if common.json { format!("{:#}\n", serde_json::json!({ "messages": objects })) } else { tables.join("\n") };
        Ok(Report { stdout: stdout.into_bytes(), stderr: String::new(), exit })
    }
}

fn read_file_or_stdin(file: &Path) -> Result<Vec<u8>, Error> {
    let unread = |cause| Error::file(msg!("the file cannot be read", "filen går inte att läsa"), file, cause);
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(unread)?;
        return Ok(bytes);
    }
    fs::read(file).map_err(unread)
}
