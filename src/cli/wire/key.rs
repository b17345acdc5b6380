//! `depesch wire key sftp://HOST`: the fingerprints of a server's keys, for `host_key` in channels.toml.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use clap::Args;
use serde_json::json;

use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::diag::escape_for_terminal;
use crate::error::Error;
use crate::msg;

#[derive(Debug, Args)]
pub struct KeyArgs {
    /// `sftp://ftp.desk.example`, with `:PORT` where it is not 22
    #[arg(value_name = "ADDRESS", value_parser = parse_address)]
    server: (String, u16),
}

/// A key that a server has shown.
#[derive(Debug, PartialEq, Eq)]
struct ShownKey {
    /// `SHA256:` and 43 characters.
    fingerprint: String,
    /// `ED25519`.
    kind: String,
}

impl KeyArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let (host, port) = &self.server;
        let scanned = run_tool("ssh-keyscan", &["-T", "10", "-p", &port.to_string(), "--", host], &[])?;
        let printed = run_tool("ssh-keygen", &["-l", "-f", "-"], &scanned.stdout)?;
        let keys = read_keys(&String::from_utf8_lossy(&printed.stdout));
        if keys.is_empty() {
            return Err(Error::new(msg!("`{host}` shows no key at port {port}", "`{host}` visar ingen nyckel på port {port}"))
                .hint(msg!(
                    "is the address right, and may this machine connect to it?",
                    "stämmer adressen, och får datorn ansluta dit?"
                )));
        }
        if common.json {
            let keys: Vec<_> = keys.iter().map(|key| json!({ "host_key": key.fingerprint, "kind": key.kind })).collect();
            return Ok(Report::json(&json!({ "host": host, "port": port, "keys": keys }), Exit::Success));
        }
        let mut text: String = keys
            .iter()
            .map(|key| format!("host_key = \"{}\"   # {}\n", escape_for_terminal(&key.fingerprint), escape_for_terminal(&key.kind)))
            .collect();
        text.push_str(
            msg!(
                "compare it with what the desk says before you write it into channels.toml: whoever is between sees this too\n",
                "jämför med vad redaktionen säger innan du skriver in den i channels.toml: den som är emellan ser det här också\n"
            )
            .text(env.ui_language),
        );
        Ok(Report::success(text))
    }
}

fn run_tool(name: &str, arguments: &[&str], input: &[u8]) -> Result<Output, Error> {
    let failed = |e| {
        Error::caused(msg!("cannot run `{name}`", "kan inte köra `{name}`"), e)
            .hint(msg!("it is a part of OpenSSH: install `openssh-client`", "det hör till OpenSSH: installera `openssh-client`"))
    };
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(failed)?;
    // A few lines, less than a pipe holds.
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input).map_err(failed)?;
    }
    child.wait_with_output().map_err(failed)
}

/// `256 SHA256:... host (ED25519)`, a line each.
fn read_keys(text: &str) -> Vec<ShownKey> {
    let key = |line: &str| {
        let fingerprint = line.split_whitespace().find(|word| word.starts_with("SHA256:"))?.to_owned();
        let kind = line.rsplit_once('(').and_then(|(_, kind)| kind.strip_suffix(')')).unwrap_or_default().to_owned();
        Some(ShownKey { fingerprint, kind })
    };
    text.lines().filter_map(key).collect()
}

fn parse_address(text: &str) -> Result<(String, u16), String> {
    let explain = || format!("`{text}` is not an address: write `sftp://ftp.desk.example`, or `sftp://ftp.desk.example:2222`");
    let rest = text.strip_prefix("sftp://").ok_or_else(explain)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    let port = port.map_or(Ok(22), |port| port.parse().map_err(|_| explain()))?;
    let is_host = !host.is_empty() && !host.starts_with('-') && host.chars().all(|c| c.is_alphanumeric() || ".-:_".contains(c));
    if is_host { Ok((host.to_owned(), port)) } else { Err(explain()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() {
        assert_eq!(parse_address("sftp://press@ftp.desk.example/in"), Ok(("ftp.desk.example".to_owned(), 22)));
        assert_eq!(parse_address("sftp://ftp.desk.example:2222"), Ok(("ftp.desk.example".to_owned(), 2222)));
        assert_eq!(parse_address("sftp://[2001:db8::1]:2222/"), Ok(("2001:db8::1".to_owned(), 2222)));
        for wrong in ["ftp.desk.example", "sftp://", "sftp://-oProxy", "sftp://a:b", "sftp://a b"] {
            assert!(parse_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn fingerprints_are_read_with_their_kinds() {
        let text = "# a comment\n256 SHA256:uNiVztksCsDhcc0u9e8BrnWfNmVIcYb2FYFaBjtSXDU ftp.desk.example (ED25519)\n";
        let key =
            ShownKey { fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrnWfNmVIcYb2FYFaBjtSXDU".to_owned(), kind: "ED25519".to_owned() };
        assert_eq!(read_keys(text), [key]);
        assert!(read_keys("(stdin) is not a public key file.").is_empty());
    }
}
